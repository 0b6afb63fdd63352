package subsistence

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// The tables whose sealed columns are opened as their own and no other's.
const (
	sealedFact     = "subsistence_fact"
	sealedGrant    = "subsistence_grant"
	sealedPayee    = "subsistence_payee"
	sealedDecision = "subsistence_decision"
)

// file is that somebody's money is reckoned here.
type file struct {
	Case         db.ID
	Agency       db.ID
	Version      int64
	Jurisdiction statute.Jurisdiction
	From, Until  civil.Day
	Why          string
	Reference    string
	Child        bool
}

func (f file) about() statute.Subject {
	return statute.Subject{Jurisdiction: f.Jurisdiction, Child: f.Child}
}

const fileColumns = `s.case_id, s.agency_id, s.version, s.jurisdiction, s.from_on, s.until_on, s.until_why, c.reference, c.age_group FROM subsistence s JOIN case_file c ON c.id = s.case_id`

func scanFile(f *file, scan func(...any) error) error {
	var age string
	err := scan(&f.Case, &f.Agency, &f.Version, (*string)(&f.Jurisdiction), &f.From, &f.Until, &f.Why, &f.Reference, &age)
	f.Child = casefile.TreatedAsChild(age)
	return err
}

func loadFile(ctx context.Context, tx *db.Tx, id db.ID) (file, bool, error) {
	files, err := db.All(ctx, tx, `SELECT `+fileColumns+` WHERE s.case_id = $1`, []any{id}, scanFile)
	if err != nil || len(files) == 0 {
		return file{}, false, err
	}
	return files[0], true, nil
}

// filesOf lists those within the actor's reach whom their agency pays.
func filesOf(ctx context.Context, tx *db.Tx, actor account.Actor) ([]file, error) {
	visible, more := access.Reachable(tx, actor, "s.case_id", access.Support, 2)
	return db.All(ctx, tx, `SELECT `+fileColumns+` WHERE s.agency_id = $1 AND `+visible+` ORDER BY s.case_id`, append([]any{actor.Agency}, more...), scanFile)
}

// kept is a fact as it is stored.
type kept struct {
	Fact
	Name     string
	Note     string
	Recorded time.Time
	By       string
	Ended    time.Time
	Replaced bool
}

// KindWords and CodeWords are the fact in words, catalogue sources.
func (k kept) KindWords() string { return factKinds.Words(k.Kind) }

// CodeWords is what the fact says, a catalogue source; "" where it needs no more.
func (k kept) CodeWords() string {
	if k.Kind == FactStop {
		return stops.Words(k.Code)
	}
	return situations.Words(k.Code)
}

type sealedWords struct {
	Name  string    `json:"name,omitempty"`
	Note  string    `json:"note,omitempty"`
	Birth civil.Day `json:"birth,omitzero"`
}

// factsOf lists the facts of somebody, also those that were corrected.
func factsOf(ctx context.Context, tx *db.Tx, id db.ID) ([]kept, error) {
	return db.All(ctx, tx, `SELECT f.id, f.kind, f.code, f.from_on, f.until_on, f.sealed, f.recorded_at, a.name, f.ended_at, EXISTS (SELECT 1 FROM subsistence_fact r WHERE r.replaces_id = f.id)
		FROM subsistence_fact f LEFT JOIN account a ON a.id = f.recorded_by WHERE f.case_id = $1 ORDER BY f.from_on, f.id`, []any{id}, func(k *kept, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&k.ID, &k.Kind, &k.Code, &k.From, &k.Until, &sealed, db.Instant(&k.Recorded), db.Text(&k.By), db.Instant(&k.Ended), &k.Replaced); err != nil {
			return err
		}
		var words sealedWords
		err := casefile.OpenRow(ctx, tx, sealed, id, sealedFact, db.ID(k.ID), &words)
		k.Name, k.Note, k.Birth = words.Name, words.Note, words.Birth
		return err
	})
}

func putFact(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f FactForm, replaces db.ID) (db.ID, error) {
	row := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, id, sealedFact, row, sealedWords{f.Name, f.Note, f.Birth})
	if err != nil {
		return "", err
	}
	var before any
	if replaces != "" {
		before = string(replaces)
	}
	_, err = tx.Exec(ctx, `INSERT INTO subsistence_fact (id, case_id, kind, code, from_on, until_on, sealed, recorded_at, recorded_by, replaces_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		row, id, f.Kind, f.Code, f.From, f.Until, sealed, tx.Now(), actor.Account, before)
	return row, err
}

// grantRow is a grant as it is stored.
type grantRow struct {
	ID        db.ID
	Version   int64
	Kind      string
	Asked     civil.Day
	State     string // asked, given, refused
	Babies    int
	Elsewhere int64
	Amount    int64
	Given     civil.Day
	Words     grantWords
	AskedBy   string
	AskedID   db.ID
	DecidedBy string
}

type grantWords struct {
	Reason   string    `json:"reason,omitempty"`
	Decision string    `json:"decision,omitempty"`
	Due      civil.Day `json:"due,omitzero"`
	Born     civil.Day `json:"born,omitzero"`
}

// KindWords is what the grant is for, a catalogue source.
func (g grantRow) KindWords() string { return grantKinds.Words(g.Kind) }

// Pounds is the amount in pounds.
func (g grantRow) Pounds() string { return Money(g.Amount) }

func grantsOf(ctx context.Context, tx *db.Tx, id db.ID) ([]grantRow, error) {
	return db.All(ctx, tx, `SELECT g.id, g.version, g.kind, g.asked_on, g.state, g.babies, g.elsewhere, g.amount, g.given_on, g.sealed, a.name, g.asked_by, d.name
		FROM subsistence_grant g LEFT JOIN account a ON a.id = g.asked_by LEFT JOIN account d ON d.id = g.decided_by WHERE g.case_id = $1 ORDER BY g.id`, []any{id}, func(g *grantRow, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&g.ID, &g.Version, &g.Kind, &g.Asked, &g.State, &g.Babies, &g.Elsewhere, &g.Amount, &g.Given, &sealed, db.Text(&g.AskedBy), &g.AskedID, db.Text(&g.DecidedBy)); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, id, sealedGrant, g.ID, &g.Words)
	})
}

// paid is a payment as it is stored.
type paid struct {
	ID        db.ID
	Case      db.ID
	Run       db.ID
	RunRef    string
	Reference string
	Number    int
	State     string // prepared, agreed, paid, bounced, void
	From      civil.Day
	Until     civil.Day
	Amount    int64
	Usual     int64
	Back      int64
	Grants    int64
	Kept      int64
	Payee     db.ID
	Bounced   civil.Day
	Why       string
	CaseRef   string
}

// The states of a payment.
const (
	statePrepared = "prepared"
	stateAgreed   = "agreed"
	statePaid     = "paid"
	stateBounced  = "bounced"
	stateVoid     = "void"
)

var paymentStates = form.Codes{{statePrepared, "Waits for a second person"}, {stateAgreed, "On its way"}, {statePaid, "Paid"}, {stateBounced, "Came back"}, {stateVoid, "Not sent"}}

// StateWords is where the payment stands, a catalogue source.
func (p paid) StateWords() string { return paymentStates.Words(p.State) }

// WhyWords is why it came back, a catalogue source.
func (p paid) WhyWords() string { return bounces.Words(p.Why) }

// Pounds is the amount in pounds.
func (p paid) Pounds() string { return Money(p.Amount) }

// Counts reports whether the payment is made or on its way.
func (p paid) Counts() bool { return p.State != stateBounced && p.State != stateVoid }

func payments(ctx context.Context, tx *db.Tx, where string, args ...any) ([]paid, error) {
	return db.All(ctx, tx, `SELECT p.id, p.case_id, p.run_id, r.reference, p.reference, p.number, p.state, p.from_on, p.until_on, p.amount, p.usual, p.back, p.grants, p.kept, p.payee_id, p.bounced_on, p.bounced_why, c.reference
		FROM subsistence_payment p JOIN subsistence_run r ON r.id = p.run_id JOIN case_file c ON c.id = p.case_id WHERE `+where+` ORDER BY p.id`, args, func(p *paid, scan func(...any) error) error {
		return scan(&p.ID, &p.Case, &p.Run, &p.RunRef, &p.Reference, &p.Number, &p.State, &p.From, &p.Until, &p.Amount, &p.Usual, &p.Back, &p.Grants, &p.Kept, &p.Payee, &p.Bounced, &p.Why, &p.CaseRef)
	})
}

// decided is what was decided of money that was paid too much.
type decided struct {
	ID     db.ID
	Kind   string
	Amount int64
	Weekly int64
	From   civil.Day
	Reason string
	By     string
	Ended  time.Time
}

// Pounds is what is forgiven or taken back a week, in pounds.
func (d decided) Pounds() string { return Money(max(d.Amount, d.Weekly)) }

func decisionsOf(ctx context.Context, tx *db.Tx, id db.ID) ([]decided, error) {
	return db.All(ctx, tx, `SELECT d.id, d.kind, d.amount, d.weekly, d.from_on, d.sealed, a.name, d.ended_at FROM subsistence_decision d LEFT JOIN account a ON a.id = d.decided_by WHERE d.case_id = $1 ORDER BY d.id`,
		[]any{id}, func(d *decided, scan func(...any) error) error {
			var sealed []byte
			if err := scan(&d.ID, &d.Kind, &d.Amount, &d.Weekly, &d.From, &sealed, db.Text(&d.By), db.Instant(&d.Ended)); err != nil {
				return err
			}
			return casefile.OpenRow(ctx, tx, sealed, id, sealedDecision, d.ID, &d.Reason)
		})
}

// payee is how somebody is paid; Form is what is sealed of it.
type payee struct {
	ID     db.ID
	Method string
	Form   PayeeForm
}

// MethodWords is how they are paid, a catalogue source.
func (p payee) MethodWords() string { return methods.Words(p.Method) }

func payeeOf(ctx context.Context, tx *db.Tx, id db.ID) (p payee, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT id, method FROM subsistence_payee WHERE case_id = $1 AND ended_at IS NULL`, []any{id}, &p.ID, &p.Method)
	return p, found, err
}

// openPayee reads an account or card: for the file of payments alone.
func openPayee(ctx context.Context, tx *db.Tx, caseID, id db.ID) (p payee, err error) {
	var sealed []byte
	if _, err = tx.Row(ctx, `SELECT id, method, sealed FROM subsistence_payee WHERE id = $1 AND case_id = $2`, []any{id, caseID}, &p.ID, &p.Method, &sealed); err != nil {
		return p, err
	}
	return p, casefile.OpenRow(ctx, tx, sealed, caseID, sealedPayee, p.ID, &p.Form)
}

// part is one thing that a payment is made of.
type part struct {
	Words  string // a catalogue source
	Pounds string
}

// Parts are what a payment is made of.
func (p paid) Parts() []part {
	var parts []part
	for _, one := range []struct {
		words string
		pence int64
	}{{"For the days until then", p.Usual}, {"Grants", p.Grants}, {"Missing from before", p.Back}, {"Taken back by a decision", -p.Kept}} {
		if one.pence != 0 {
			parts = append(parts, part{one.words, Money(one.pence)})
		}
	}
	return parts
}
