package matching

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/notify"
)

// Answer is what the holder of a record tells an agency that asked without
// knowing whom.
type Answer string

// Answers of a holder. Silence and a refusal look alike to whoever asked.
const (
	Waiting    Answer = ""
	ContactUs  Answer = "contact" // names the holder's desk
	NotHere    Answer = "not-here"
	WillNotSay Answer = "will-not-say"
)

// AnswerWords are the answers in words.
var AnswerWords = map[Answer]string{Waiting: "Not answered yet", ContactUs: "Tell them to contact us about the person",
	NotHere: "It is not the same person", WillNotSay: "Do not answer"}

// Request asks the holder of a case whether somebody whom another agency knows
// is the person. The asker has not been told anything about the case.
type Request struct {
	ID               db.ID
	Version          int64
	Case             db.ID
	Reference        string // of the case, for its holder
	Holder, Asker    db.ID
	HolderName       string // shown to the asker only once the holder says so
	AskerName        string
	Account          db.ID
	Subject          string
	SubjectReference string // of the asker's own case
	Asked            time.Time
	Answer           Answer
	Message          string
	Answered         time.Time
}

const requestPlace = "match_request"

// ask stores a request, once for what the asker has, and tells the holder that
// there is one: without a word about anybody.
func ask(ctx context.Context, tx *db.Tx, r Request) error {
	id := tx.NewID()
	added, err := tx.Exec(ctx, `INSERT INTO match_request (id, version, case_id, holder_id, asker_id, account_id, subject, asked_at, answer)
		VALUES ($1, 1, $2, $3, $4, $5, $6, $7, '') ON CONFLICT (case_id, asker_id, subject) DO NOTHING`,
		id, r.Case, r.Holder, r.Asker, r.Account, r.Subject, tx.Now())
	if err != nil || added == 0 {
		return err
	}
	if err := audit.Append(ctx, tx, system, audit.Entry{Action: "ask-holder", Category: audit.Combination, Case: r.Case, Subject: "request " + string(id), Why: purposeMatching}); err != nil {
		return err
	}
	return tellReviewers(ctx, tx, r.Holder, "match-request "+string(id), "A question for your agency",
		"Another agency may know somebody whose record you hold. It has not been told that. Sign in to Havenward to answer.")
}

// tellReviewers tells the people of an agency who look at matches that there is
// something to look at.
func tellReviewers(ctx context.Context, tx *db.Tx, agency db.ID, key, subject, body string) error {
	people, err := account.Colleagues(ctx, tx, agency, append(reviewers, account.FirstResponder)...)
	if err != nil {
		return err
	}
	for _, person := range people {
		if err := notify.Tell(ctx, tx, key+" "+string(person.ID), person.Email, subject, body); err != nil {
			return err
		}
	}
	return nil
}

const requestColumns = `r.id, r.version, r.case_id, c.reference, r.holder_id, h.name, r.asker_id, a.name, r.account_id, r.subject, r.asked_at, r.answer, r.sealed, r.answered_at
	FROM match_request r JOIN case_file c ON c.id = r.case_id JOIN agency h ON h.id = r.holder_id JOIN agency a ON a.id = r.asker_id`

func scanRequest(ctx context.Context, tx *db.Tx) func(r *Request, scan func(...any) error) error {
	return func(r *Request, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&r.ID, &r.Version, &r.Case, &r.Reference, &r.Holder, &r.HolderName, &r.Asker, &r.AskerName, &r.Account, &r.Subject, db.Instant(&r.Asked),
			&r.Answer, &sealed, db.Instant(&r.Answered)); err != nil {
			return err
		}
		return casefile.Sealed(sealed).Open(ctx, tx, r.Case, requestPlace, &r.Message)
	}
}

// ToAnswer lists what the actor's agency is asked, of cases whose identity the
// actor may see, the unanswered first.
func (room *Room) ToAnswer(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Request, error) {
	if err := access.Role(actor, access.AnswerMatch); err != nil {
		return nil, err
	}
	visible, more := access.Visible(tx, actor, "r.case_id", access.Identity, 2)
	return db.All(ctx, tx, `SELECT `+requestColumns+` WHERE r.holder_id = $1 AND `+visible+`
		ORDER BY CASE WHEN r.answer = '' THEN 0 ELSE 1 END, r.id DESC LIMIT 100`, append([]any{actor.Agency}, more...), scanRequest(ctx, tx))
}

// Asked lists what was asked for the actor's agency, as it may be told: nothing
// about the record, nor who holds it until they say so.
func (room *Room) Asked(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Request, error) {
	if err := access.Role(actor, access.AnswerMatch); err != nil {
		return nil, err
	}
	all, err := db.All(ctx, tx, `SELECT `+requestColumns+` WHERE r.asker_id = $1 ORDER BY r.id DESC LIMIT 100`, []any{actor.Agency}, scanRequest(ctx, tx))
	if err != nil {
		return nil, err
	}
	var told []Request
	seen := map[string]bool{}
	for _, r := range all {
		blind := Request{Subject: r.Subject, Asked: r.Asked}
		if r.Answer == ContactUs || r.Answer == NotHere {
			blind.Answer = r.Answer
		}
		if r.Answer == ContactUs {
			blind.HolderName, blind.Message, blind.Answered = r.HolderName, r.Message, r.Answered
		}
		if id, ok := strings.CutPrefix(r.Subject, "case "); ok {
			mine, err := reads(ctx, tx, actor, db.ID(id))
			if err != nil {
				return nil, err
			}
			if !mine {
				continue
			}
			if _, err := tx.Row(ctx, `SELECT reference FROM case_file WHERE id = $1`, []any{id}, &blind.SubjectReference); err != nil {
				return nil, err
			}
		}
		// How many records there are out of reach is not told: one line for what
		// nobody has answered about.
		key := fmt.Sprint(blind.Subject, blind.Answer, blind.HolderName, blind.Message)
		if !seen[key] {
			seen[key] = true
			told = append(told, blind)
		}
	}
	return told, nil
}

// AnswerForm is a holder's answer.
type AnswerForm struct {
	Request db.ID
	Version int64
	Answer  Answer
	Message string
	Once    string
}

// AnswerRequest records a holder's answer. Only ContactUs tells the asker who
// answers, with the message.
func (room *Room) AnswerRequest(ctx context.Context, tx *db.Tx, actor account.Actor, f AnswerForm) error {
	if err := access.Role(actor, access.AnswerMatch); err != nil {
		return err
	}
	found, err := db.All(ctx, tx, `SELECT `+requestColumns+` WHERE r.id = $1 AND r.holder_id = $2`, []any{f.Request, actor.Agency}, scanRequest(ctx, tx))
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fault.Missing()
	}
	r := found[0]
	if mine, err := reads(ctx, tx, actor, r.Case); err != nil || !mine {
		return missingOr(err)
	}
	f.Message = strings.TrimSpace(f.Message)
	switch {
	case f.Answer != ContactUs && f.Answer != NotHere && f.Answer != WillNotSay:
		return fault.Wrong("answer", "Choose what you answer")
	case f.Answer == ContactUs && f.Message == "":
		return fault.Wrong("message", "Say whom to contact and how. Do not write anything about the person")
	case len(f.Message) > 2000:
		return fault.Wrong("message", "The message must be 2,000 characters or fewer")
	}
	_, err = tx.Once(ctx, "matching "+string(actor.Account), f.Once, func() (string, error) {
		sealed, err := casefile.Seal(ctx, tx, r.Case, requestPlace, f.Message)
		if err != nil {
			return "", err
		}
		changed, err := tx.Exec(ctx, `UPDATE match_request SET version = version + 1, answer = $3, sealed = $4, answered_at = $5, answered_by = $6 WHERE id = $1 AND version = $2`,
			r.ID, f.Version, f.Answer, []byte(sealed), tx.Now(), actor.Account)
		if err != nil {
			return "", err
		}
		if changed == 0 {
			return "", fault.Stale(nil, nil)
		}
		if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "answer-holder-request", Category: audit.Disclosure, Case: r.Case,
			Subject: "request " + string(r.ID), Why: purposeMatching, Change: map[string]any{"answer": f.Answer}}); err != nil {
			return "", err
		}
		if f.Answer != ContactUs {
			return "done", nil
		}
		return "done", tellReviewers(ctx, tx, r.Asker, "match-answer "+string(r.ID), "An answer for your agency", "An agency has answered a question that was asked for you. Sign in to Havenward to read it.")
	})
	return err
}

// missingOr is the error, or that there is no such thing.
func missingOr(err error) error {
	if err != nil {
		return err
	}
	return fault.Missing()
}
