package justice

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// The places at which values of this room are sealed.
const (
	sealedFile   = "justice_file"
	sealedEntry  = "justice_entry"
	sealedStrike = "justice_entry_struck"
	sealedCheck  = "crime_check"
)

// keeperRoles are the roles that read all of a file that their agency keeps.
var keeperRoles = []account.Role{account.SupportProvider, account.SocialWorker, account.SupportManager}

// loadFile reads the file of a case, whoever acts.
func loadFile(ctx context.Context, tx *db.Tx, id db.ID) (f File, found bool, err error) {
	var sealed []byte
	found, err = tx.Row(ctx, `SELECT f.case_id, f.agency_id, f.version, f.contact, f.contact_on, f.vulnerable, f.sealed, f.opened_at, f.closed_at, c.reference, c.jurisdiction, c.age_group
		FROM justice_file f JOIN case_file c ON c.id = f.case_id WHERE f.case_id = $1`, []any{id},
		&f.Case, &f.Agency, &f.Version, &f.Wish, &f.WishOn, &f.Vulnerable, &sealed, db.Instant(&f.Opened), db.Instant(&f.Closed), &f.Reference, &f.Jurisdiction, &f.AgeGroup)
	if err != nil || !found {
		return f, false, err
	}
	return f, true, casefile.OpenRow(ctx, tx, sealed, id, sealedFile, id, &f.Words)
}

// reach gives the file of a case on which the actor may do an action, as far as
// they may see it: all of it in the agency that keeps it, elsewhere the parts that
// the person agreed to show. Anything else is missing.
func (room *Room) reach(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID) (File, error) {
	if err := access.Case(ctx, tx, actor, action, id); err != nil {
		return File{}, err
	}
	f, found, err := loadFile(ctx, tx, id)
	if err != nil {
		return f, err
	}
	if !found {
		return f, fault.Missing()
	}
	if f.Agency == actor.Agency && f.Closed.IsZero() && actor.Has(keeperRoles...) {
		f.Keeper = true
		return f, nil
	}
	if !actor.Has(account.VictimLiaison) {
		return File{}, fault.Missing()
	}
	if f.Parts, err = shownTo(ctx, tx, actor, id); err == nil && len(f.Parts) == 0 {
		err = fault.Missing()
	}
	f.Words = fileWords{} // what they told their worker is not shown on
	return f, err
}

// liveShare is the SQL condition that a share, s, holds now, at $now: its grant does.
const liveShare = `EXISTS (SELECT 1 FROM case_grant sg WHERE sg.id = s.grant_id AND sg.from_at <= $1 AND (sg.until_at IS NULL OR sg.until_at > $1))`

// shownTo are the parts of a file that are shown to the actor's agency now.
func shownTo(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (list []Part, err error) {
	err = tx.Each(ctx, `SELECT s.parts FROM justice_share s WHERE `+liveShare+` AND s.case_id = $2 AND s.agency_id = $3`, []any{tx.Now(), id, actor.Agency}, func(scan func(...any) error) error {
		var text string
		err := scan(&text)
		list = append(list, splitParts(text)...)
		return err
	})
	return list, err
}

// entries reads lines of files with their words opened. where may use e and f, and
// its placeholders start at $1; it says who may see them.
func entries(ctx context.Context, tx *db.Tx, where, order string, args ...any) ([]Entry, error) {
	return db.All(ctx, tx, `SELECT e.id, e.case_id, e.part, e.version, e.kind, e.state, e.about_on, e.starts_at, e.due_on, e.rule, e.pence, e.sealed, e.recorded_at, a.name, g.name, e.struck_at, k.name, e.struck_sealed
		FROM justice_entry e JOIN justice_file f ON f.case_id = e.case_id LEFT JOIN account a ON a.id = e.recorded_by LEFT JOIN agency g ON g.id = a.agency_id LEFT JOIN account k ON k.id = e.struck_by
		WHERE `+where+` ORDER BY `+order, args, func(e *Entry, scan func(...any) error) error {
		var sealed, why []byte
		if err := scan(&e.ID, &e.Case, &e.Part, &e.Version, &e.Kind, &e.State, &e.On, db.Instant(&e.At), &e.Due, &e.Rule, &e.Pence, &sealed, db.Instant(&e.Recorded), db.Text(&e.By), db.Text(&e.Agency),
			db.Instant(&e.Struck), db.Text(&e.StruckBy), &why); err != nil {
			return err
		}
		if e.Form = empty(e.Part); e.Form == nil {
			return nil // of a part that this program does not know
		}
		if err := casefile.OpenRow(ctx, tx, sealed, e.Case, sealedEntry, e.ID, e.Form); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, why, e.Case, sealedStrike, e.ID, &e.StruckWhy)
	})
}

// orders of lists of lines
const (
	newest  = `e.about_on DESC, e.id DESC`
	soonest = `e.starts_at, e.id`
	dueNext = `e.due_on, e.id`
)

// entriesOf reads the lines of one part of a file, struck ones too.
func entriesOf(ctx context.Context, tx *db.Tx, id db.ID, part Part) ([]Entry, error) {
	order := newest
	if part == Hearings {
		order = `e.starts_at DESC, e.id DESC`
	}
	return entries(ctx, tx, `e.case_id = $1 AND e.part = $2`, order, id, part)
}

func loadEntry(ctx context.Context, tx *db.Tx, id db.ID) (Entry, bool, error) {
	found, err := entries(ctx, tx, `e.id = $1`, newest, id)
	if err != nil || len(found) == 0 || found[0].Form == nil {
		return Entry{}, false, err
	}
	return found[0], true, nil
}

// mine is the SQL condition that the actor may see the line e of the file f: their
// agency keeps the file, or the part is shown to it. $1 is now.
func mine(tx *db.Tx, actor account.Actor, first int) (string, []any) {
	visible, more := access.Visible(tx, actor, "e.case_id", access.Identity|access.Justice, first+1)
	kept, shown := "FALSE", "FALSE"
	if actor.Has(keeperRoles...) {
		kept = `f.agency_id = $` + itoa(first) + ` AND f.closed_at IS NULL`
	}
	if actor.Has(account.VictimLiaison) {
		shown = `EXISTS (SELECT 1 FROM justice_share s WHERE ` + liveShare + ` AND s.case_id = e.case_id AND s.agency_id = $` + itoa(first) + ` AND ' ' || s.parts || ' ' LIKE '% ' || e.part || ' %')`
	}
	return `e.struck_at IS NULL AND (` + kept + ` OR ` + shown + `) AND ` + visible, append([]any{actor.Agency}, more...)
}

// hearingsBetween lists the hearings that the actor may see from one instant until
// before another.
func hearingsBetween(ctx context.Context, tx *db.Tx, actor account.Actor, from, until time.Time) ([]Entry, error) {
	condition, more := mine(tx, actor, 4)
	return entries(ctx, tx, `e.recorded_at <= $1 AND e.part = 'hearings' AND e.starts_at >= $2 AND e.starts_at < $3 AND `+condition, soonest, append([]any{tx.Now(), from, until}, more...)...)
}

// claims lists the ways to compensation that the actor may see.
func claims(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Entry, error) {
	condition, more := mine(tx, actor, 2)
	return entries(ctx, tx, `e.recorded_at <= $1 AND e.part = 'compensation' AND `+condition, `CASE WHEN e.due_on IS NULL THEN 1 ELSE 0 END, e.due_on, e.id`, append([]any{tx.Now()}, more...)...)
}

// notTold lists key decisions of which somebody was not told yet.
func notTold(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Entry, error) {
	condition, more := mine(tx, actor, 2)
	return entries(ctx, tx, `e.recorded_at <= $1 AND e.part = 'told' AND e.state = 'waiting' AND f.contact <> 'refused' AND `+condition, dueNext, append([]any{tx.Now()}, more...)...)
}

// counts are how many lines of each part of a file there are, struck ones left out.
func counts(ctx context.Context, tx *db.Tx, id db.ID) (map[Part]int, error) {
	found := map[Part]int{}
	err := tx.Each(ctx, `SELECT part, count(*) FROM justice_entry WHERE case_id = $1 AND struck_at IS NULL GROUP BY part`, []any{id}, func(scan func(...any) error) error {
		var part Part
		var n int
		err := scan(&part, &n)
		found[part] = n
		return err
	})
	return found, err
}

// insertEntry stores a new line.
func insertEntry(ctx context.Context, tx *db.Tx, actor account.Actor, e Entry) error {
	sealed, err := casefile.SealRow(ctx, tx, e.Case, sealedEntry, e.ID, e.Form)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO justice_entry (id, case_id, part, version, kind, state, about_on, starts_at, due_on, rule, pence, sealed, recorded_at, recorded_by)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		e.ID, e.Case, e.Part, e.Kind, e.State, e.On, e.At, e.Due, e.Rule, e.Pence, sealed, tx.Now(), actor.Account)
	return err
}

// updateEntry puts a line in the place of one of a version, which is kept.
func updateEntry(ctx context.Context, tx *db.Tx, actor account.Actor, e Entry, version int64) error {
	if _, err := tx.Exec(ctx, `INSERT INTO justice_entry_before (id, entry_id, version, sealed, changed_at, changed_by)
		SELECT $1, id, version, sealed, $3, $4 FROM justice_entry WHERE id = $2 AND version = $5`, tx.NewID(), e.ID, tx.Now(), actor.Account, version); err != nil {
		return err
	}
	sealed, err := casefile.SealRow(ctx, tx, e.Case, sealedEntry, e.ID, e.Form)
	if err != nil {
		return err
	}
	return fault.Touched(tx.Exec(ctx, `UPDATE justice_entry SET version = version + 1, kind = $3, state = $4, about_on = $5, starts_at = $6, due_on = $7, rule = $8, pence = $9, sealed = $10
		WHERE id = $1 AND version = $2 AND struck_at IS NULL`, e.ID, version, e.Kind, e.State, e.On, e.At, e.Due, e.Rule, e.Pence, sealed))
}

// Before is a line as it stood before it was corrected.
type Before struct {
	Version int64
	Changed time.Time
	By      string
	Form    Form
}

// befores are the earlier forms of a line, the latest first.
func befores(ctx context.Context, tx *db.Tx, e Entry) ([]Before, error) {
	return db.All(ctx, tx, `SELECT b.version, b.sealed, b.changed_at, a.name FROM justice_entry_before b LEFT JOIN account a ON a.id = b.changed_by WHERE b.entry_id = $1 ORDER BY b.version DESC`, []any{e.ID},
		func(b *Before, scan func(...any) error) error {
			var sealed []byte
			if err := scan(&b.Version, &sealed, db.Instant(&b.Changed), db.Text(&b.By)); err != nil {
				return err
			}
			b.Form = empty(e.Part)
			return casefile.OpenRow(ctx, tx, sealed, e.Case, sealedEntry, e.ID, b.Form)
		})
}

// Unopened is a person within reach for whom there is no justice file yet.
type Unopened struct {
	Case      db.ID
	Reference string
	AgeGroup  string
	Opened    time.Time
	Name      string
}

// WithoutFile lists people whom the actor may stand beside and for whom nobody
// keeps a justice file, the newest first.
func WithoutFile(ctx context.Context, tx *db.Tx, actor account.Actor, limit int) ([]Unopened, error) {
	if access.Role(actor, access.OpenJustice) != nil {
		return nil, nil
	}
	visible, args := access.Reachable(tx, actor, "c.id", access.Identity, 2)
	return db.All(ctx, tx, `SELECT c.id, c.reference, c.age_group, c.opened_at FROM case_file c WHERE c.erased_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM justice_file f WHERE f.case_id = c.id AND f.closed_at IS NULL) AND `+visible+` ORDER BY c.id DESC LIMIT $1`,
		append([]any{limit}, args...), func(u *Unopened, scan func(...any) error) error {
			return scan(&u.Case, &u.Reference, &u.AgeGroup, db.Instant(&u.Opened))
		})
}

// Kept is a file on the board.
type Kept struct {
	Case      db.ID
	Reference string
	Name      string
	Wish      Wish
	Opened    time.Time
	Next      time.Time // the next hearing
}

// WishWords is what contact they want, a catalogue source.
func (k Kept) WishWords() string { return wishes.Words(string(k.Wish)) }

// filesOf lists the files that the actor may read, by the next hearing.
func filesOf(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Kept, error) {
	visible, more := access.Reachable(tx, actor, "f.case_id", access.Identity|access.Justice, 3)
	kept, shown := "FALSE", "FALSE"
	if actor.Has(keeperRoles...) {
		kept = `f.agency_id = $2 AND f.closed_at IS NULL`
	}
	if actor.Has(account.VictimLiaison) {
		shown = `EXISTS (SELECT 1 FROM justice_share s WHERE ` + liveShare + ` AND s.case_id = f.case_id AND s.agency_id = $2)`
	}
	return db.All(ctx, tx, `SELECT f.case_id, c.reference, f.contact, f.opened_at,
		(SELECT min(e.starts_at) FROM justice_entry e WHERE e.case_id = f.case_id AND e.part = 'hearings' AND e.state = 'planned' AND e.struck_at IS NULL AND e.starts_at >= $1)
		FROM justice_file f JOIN case_file c ON c.id = f.case_id WHERE (`+kept+` OR `+shown+`) AND `+visible+` ORDER BY c.reference`,
		append([]any{tx.Now(), actor.Agency}, more...), func(k *Kept, scan func(...any) error) error {
			return scan(&k.Case, &k.Reference, &k.Wish, db.Instant(&k.Opened), db.Instant(&k.Next))
		})
}

func dayOf(tx *db.Tx) civil.Day { return civil.DayOf(tx.Now()) }

// missing is the answer about what one may not see, and about what is not there.
var missing = fault.Missing()
