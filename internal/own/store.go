package own

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

const codeColumns = `c.id, c.case_id, c.kind, c.child, c.sealed, c.agency_id, c.given_by, a.name, c.given_at, c.use_by, c.until_on, c.rule, c.used, c.used_at, c.wrong,
	c.ended_at, c.ended_why, c.hash FROM own_code c LEFT JOIN account a ON a.id = c.given_by`

func codesWhere(ctx context.Context, tx *db.Tx, condition string, args ...any) ([]Code, error) {
	return db.All(ctx, tx, `SELECT `+codeColumns+` WHERE `+condition+` ORDER BY c.id DESC`, args, func(c *Code, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&c.ID, &c.Case, &c.Kind, &c.Child, &sealed, &c.Agency, &c.givenBy, db.Text(&c.GivenBy), db.Instant(&c.Given), &c.UseBy, &c.Until, &c.Rule, &c.Used,
			db.Instant(&c.UsedAt), &c.Wrong, db.Instant(&c.Ended), db.Text(&c.EndedWhy), &c.hash); err != nil {
			return err
		}
		return casefile.Sealed(sealed).Open(ctx, tx, c.Case, casefile.Row("own_code", c.ID), &c.Agreed)
	})
}

// codes lists the codes of a person, the newest first.
func codes(ctx context.Context, tx *db.Tx, caseID db.ID) ([]Code, error) {
	return codesWhere(ctx, tx, `c.case_id = $1`, caseID)
}

// codeFor finds the code that somebody typed; false where there is none. Nothing
// of the case is opened: whoever asks has proved nothing yet.
func codeFor(ctx context.Context, tx *db.Tx, typed string) (c Code, found bool, err error) {
	finder, err := tx.Sealer().Blind(ctx, tx, "own-code", typed)
	if err != nil {
		return c, false, err
	}
	found, err = tx.Row(ctx, `SELECT id, case_id, kind, child, agency_id, given_by, use_by, until_on, used, wrong, ended_at, ended_why, hash FROM own_code
		WHERE finder = $1 AND EXISTS (SELECT 1 FROM case_file f WHERE f.id = case_id AND f.erased_at IS NULL)`, []any{finder},
		&c.ID, &c.Case, &c.Kind, &c.Child, &c.Agency, &c.givenBy, &c.UseBy, &c.Until, &c.Used, &c.Wrong, db.Instant(&c.Ended), db.Text(&c.EndedWhy), &c.hash)
	return c, found, err
}

func insertCode(ctx context.Context, tx *db.Tx, actor account.Actor, c Code, code string) error {
	finder, err := tx.Sealer().Blind(ctx, tx, "own-code", code)
	if err != nil {
		return err
	}
	sealed, err := casefile.Seal(ctx, tx, c.Case, casefile.Row("own_code", c.ID), c.Agreed)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO own_code (id, case_id, finder, hash, kind, child, sealed, agency_id, given_by, given_at, use_by, until_on, rule, used, wrong)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0)`,
		c.ID, c.Case, finder, c.hash, c.Kind, c.Child, []byte(sealed), actor.Agency, actor.Account, tx.Now(), c.UseBy, c.Until, c.Rule)
	return err
}

// endCodes ends the codes of a case that are live, with every session that they
// opened; false where there was none.
func endCodes(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, why string) (bool, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM own_session WHERE code_id IN (SELECT id FROM own_code WHERE case_id = $1)`, caseID); err != nil {
		return false, err
	}
	changed, err := tx.Exec(ctx, `UPDATE own_code SET ended_at = $2, ended_by = $3, ended_why = $4 WHERE case_id = $1 AND ended_at IS NULL`, caseID, tx.Now(), string(actor.Account), why)
	return changed > 0, err
}

// renewCode gives the live code of a case another last day.
func renewCode(ctx context.Context, tx *db.Tx, caseID db.ID, until civil.Day, rule string) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE own_code SET until_on = $2, use_by = $2, rule = $3 WHERE case_id = $1 AND ended_at IS NULL`, caseID, until, rule)
	return changed > 0, err
}

// noteWrong counts a wrong second answer and gives how many there were since the
// last right one.
func noteWrong(ctx context.Context, tx *db.Tx, code db.ID) (wrong int, err error) {
	if _, err := tx.Exec(ctx, `UPDATE own_code SET wrong = wrong + 1 WHERE id = $1`, code); err != nil {
		return 0, err
	}
	_, err = tx.Row(ctx, `SELECT wrong FROM own_code WHERE id = $1`, []any{code}, &wrong)
	return wrong, err
}

// The tries of one origin that may fail before it has to wait, and for how long.
const (
	originTries = 20
	tryWindow   = 15 * time.Minute
)

func noteTry(ctx context.Context, tx *db.Tx, origin string) error {
	subject, err := tx.Sealer().Blind(ctx, tx, "own-origin", origin)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM own_try WHERE at < $1`, tx.Now().Add(-tryWindow)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO own_try (id, subject, at) VALUES ($1, $2, $3)`, tx.NewID(), subject, tx.Now())
	return err
}

// mayTry refuses an origin after too many tries that failed.
func mayTry(ctx context.Context, tx *db.Tx, origin string) error {
	subject, err := tx.Sealer().Blind(ctx, tx, "own-origin", origin)
	if err != nil {
		return err
	}
	var tries int
	if _, err := tx.Row(ctx, `SELECT count(*) FROM own_try WHERE subject = $1 AND at > $2`, []any{subject, tx.Now().Add(-tryWindow)}, &tries); err != nil {
		return err
	}
	if tries >= originTries {
		return &fault.Error{Code: fault.TooMany, Message: "There were too many wrong tries. Wait 15 minutes, then try again."}
	}
	return nil
}

// session is a visit to the page.
type session struct {
	Code     db.ID
	Case     db.ID
	Child    bool
	Language string
	Given    string // name of the agency that gave the code
	Hash     string
	seen     time.Time
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// openSession notes a use of a code, and begins a visit.
func (r *Room) openSession(ctx context.Context, tx *db.Tx, code db.ID, language string) (token string, err error) {
	if _, err := tx.Exec(ctx, `UPDATE own_code SET used = used + 1, used_at = $2, wrong = 0 WHERE id = $1`, code, tx.Now()); err != nil {
		return "", err
	}
	// What is over is of no use to anybody; there are few rows.
	if _, err := tx.Exec(ctx, `DELETE FROM own_session WHERE expires_at < $1`, tx.Now()); err != nil {
		return "", err
	}
	token = rand.Text() + rand.Text()
	_, err = tx.Exec(ctx, `INSERT INTO own_session (token_hash, code_id, language, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		hashOf(token), code, language, tx.Now(), tx.Now().Add(r.Whole))
	return token, err
}

// visit reads the session of a token; false where it is none, or over, or its
// code is.
func (r *Room) visit(ctx context.Context, tx *db.Tx, token string) (s session, live bool, err error) {
	if token == "" {
		return s, false, nil
	}
	s.Hash = hashOf(token)
	today := civil.DayOf(tx.Now())
	live, err = tx.Row(ctx, `SELECT s.code_id, s.language, s.seen_at, c.case_id, c.child, g.name FROM own_session s JOIN own_code c ON c.id = s.code_id JOIN agency g ON g.id = c.agency_id
		JOIN case_file f ON f.id = c.case_id WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.seen_at > $3 AND c.ended_at IS NULL AND c.until_on >= $4 AND f.erased_at IS NULL`,
		[]any{s.Hash, tx.Now(), tx.Now().Add(-r.Idle), today}, &s.Code, &s.Language, db.Instant(&s.seen), &s.Case, &s.Child, &s.Given)
	return s, live, err
}

func touch(ctx context.Context, tx *db.Tx, s session, language string) error {
	_, err := tx.Exec(ctx, `UPDATE own_session SET seen_at = $2, language = $3 WHERE token_hash = $1`, s.Hash, tx.Now(), language)
	return err
}

func closeSession(ctx context.Context, tx *db.Tx, token string) error {
	_, err := tx.Exec(ctx, `DELETE FROM own_session WHERE token_hash = $1`, hashOf(token))
	return err
}

const messageColumns = `m.id, m.case_id, c.reference, m.kind, m.topic, m.language, m.sealed, m.agency_id, g.name, m.account_id, m.at, m.due_on, m.answer_sealed, m.answered_at, h.name, m.seen_at, m.task_id
	FROM own_message m JOIN case_file c ON c.id = m.case_id JOIN agency g ON g.id = m.agency_id LEFT JOIN agency h ON h.id = m.answered_agency`

func messagesWhere(ctx context.Context, tx *db.Tx, open bool, condition string, args ...any) ([]Message, error) {
	return db.All(ctx, tx, `SELECT `+messageColumns+` WHERE `+condition, args, func(m *Message, scan func(...any) error) error {
		var text, answer []byte
		if err := scan(&m.ID, &m.Case, &m.Reference, &m.Kind, &m.Topic, &m.Language, &text, &m.Agency, &m.AgencyName, db.Text((*string)(&m.Account)), db.Instant(&m.At), &m.Due,
			&answer, db.Instant(&m.Answered), db.Text(&m.AnsweredAgency), db.Instant(&m.Seen), db.Text((*string)(&m.task))); err != nil || !open {
			return err
		}
		if err := casefile.Sealed(text).Open(ctx, tx, m.Case, casefile.Row("own_message", m.ID), &m.Text); err != nil || answer == nil {
			return err
		}
		return casefile.Sealed(answer).Open(ctx, tx, m.Case, casefile.Row("own_message.answer", m.ID), &m.Answer)
	})
}

// messages lists what was asked, answered and told, the newest first.
func messages(ctx context.Context, tx *db.Tx, caseID db.ID) ([]Message, error) {
	return messagesWhere(ctx, tx, true, `m.case_id = $1 ORDER BY m.id DESC`, caseID)
}

// openQuestions lists what waits for the actor's agency, the day that is due
// first at the top; without the words, which are on the page of the person.
func openQuestions(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Message, error) {
	visible, more := access.Visible(tx, actor, "m.case_id", access.Identity, 2)
	return messagesWhere(ctx, tx, false, `m.agency_id = $1 AND m.answered_at IS NULL AND m.kind <> 'message' AND `+visible+` ORDER BY m.due_on, m.id`, append([]any{actor.Agency}, more...)...)
}

// waiting counts the questions of a person that wait for an answer.
func waiting(ctx context.Context, tx *db.Tx, caseID db.ID) (n int, err error) {
	_, err = tx.Row(ctx, `SELECT count(*) FROM own_message WHERE case_id = $1 AND answered_at IS NULL AND kind <> 'message'`, []any{caseID}, &n)
	return n, err
}

func insertMessage(ctx context.Context, tx *db.Tx, m Message, rule string) error {
	sealed, err := casefile.Seal(ctx, tx, m.Case, casefile.Row("own_message", m.ID), m.Text)
	if err != nil {
		return err
	}
	var due, ruled, task, person any
	if !m.Due.IsZero() {
		due, ruled, task = m.Due, rule, string(m.task)
	}
	if m.Account != "" {
		person = string(m.Account)
	}
	_, err = tx.Exec(ctx, `INSERT INTO own_message (id, case_id, kind, topic, language, sealed, agency_id, account_id, at, due_on, rule, task_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		m.ID, m.Case, m.Kind, m.Topic, m.Language, []byte(sealed), m.Agency, person, tx.Now(), due, ruled, task)
	return err
}

// storeAnswer keeps an answer; false where the question has one.
func storeAnswer(ctx context.Context, tx *db.Tx, actor account.Actor, m Message, answer string) (bool, error) {
	sealed, err := casefile.Seal(ctx, tx, m.Case, casefile.Row("own_message.answer", m.ID), answer)
	if err != nil {
		return false, err
	}
	changed, err := tx.Exec(ctx, `UPDATE own_message SET answer_sealed = $3, answered_at = $4, answered_by = $5, answered_agency = $6, seen_at = NULL WHERE id = $1 AND case_id = $2 AND answered_at IS NULL AND kind <> 'message'`,
		m.ID, m.Case, []byte(sealed), tx.Now(), actor.Account, actor.Agency)
	return changed == 1, err
}

// noteSeen notes that the person has read what was written to them.
func noteSeen(ctx context.Context, tx *db.Tx, caseID db.ID) error {
	_, err := tx.Exec(ctx, `UPDATE own_message SET seen_at = $2 WHERE case_id = $1 AND seen_at IS NULL AND (kind = 'message' OR answered_at IS NOT NULL)`, caseID, tx.Now())
	return err
}

// news counts what was written to the person and not read by them yet.
func news(ctx context.Context, tx *db.Tx, caseID db.ID) (n int, err error) {
	_, err = tx.Row(ctx, `SELECT count(*) FROM own_message WHERE case_id = $1 AND seen_at IS NULL AND (kind = 'message' OR answered_at IS NOT NULL)`, []any{caseID}, &n)
	return n, err
}

// caseOf reads what the commands must know of a case: by whose rules it goes, and
// whether the person is treated as a child.
func caseOf(ctx context.Context, tx *db.Tx, caseID db.ID) (jurisdiction string, child bool, err error) {
	var age string
	found, err := tx.Row(ctx, `SELECT jurisdiction, age_group FROM case_file WHERE id = $1`, []any{caseID}, &jurisdiction, &age)
	if err == nil && !found {
		err = fault.Missing()
	}
	return jurisdiction, casefile.TreatedAsChild(age), err
}
