package subsistence

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/sheet"
)

// run is payments that one person prepared.
type run struct {
	ID         db.ID
	Reference  string
	Agency     db.ID
	Version    int64
	Until      civil.Day
	State      string // prepared, agreed, void, settled
	Prepared   string // by
	PreparedID db.ID
	Decided    string // by
	On         civil.Day
	People     int
	Total      int64
	Bounced    int
	Taken      bool // the file
	Reason     string
}

var runStates = form.Codes{{statePrepared, "A second person must agree"}, {stateAgreed, "Send the file, then record what came back"}, {stateVoid, "Nothing was sent"}, {"settled", "What did not come back is paid"}}

var runTags = form.Codes{{statePrepared, "Waits"}, {stateAgreed, "Agreed"}, {stateVoid, "Refused"}, {"settled", "Finished"}}

// TagWords is the state in a word, a catalogue source.
func (r run) TagWords() string { return runTags.Words(r.State) }

// StateWords is where the payments stand and what is next, a catalogue source.
func (r run) StateWords() string { return runStates.Words(r.State) }

func runs(ctx context.Context, tx *db.Tx, where string, args ...any) ([]run, error) {
	return db.All(ctx, tx, `SELECT r.id, r.reference, r.agency_id, r.version, r.until_on, r.state, a.name, r.prepared_by, d.name, r.file_at IS NOT NULL, r.sealed,
		(SELECT count(*) FROM subsistence_payment p WHERE p.run_id = r.id), (SELECT COALESCE(SUM(p.amount), 0) FROM subsistence_payment p WHERE p.run_id = r.id),
		(SELECT count(*) FROM subsistence_payment p WHERE p.run_id = r.id AND p.state = 'bounced')
		FROM subsistence_run r LEFT JOIN account a ON a.id = r.prepared_by LEFT JOIN account d ON d.id = r.decided_by WHERE `+where+` ORDER BY r.id DESC`, args, func(r *run, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&r.ID, &r.Reference, &r.Agency, &r.Version, &r.Until, &r.State, db.Text(&r.Prepared), &r.PreparedID, db.Text(&r.Decided), &r.Taken, &sealed, &r.People, &r.Total, &r.Bounced); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, r.Agency, "subsistence_run", r.ID, &r.Reason)
	})
}

// Amount is all of them in pounds.
func (r run) Amount() string { return Money(r.Total) }

// runFor reads payments of the actor's agency. Any other are missing.
func (room *Room) runFor(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID) (run, error) {
	if err := access.Role(actor, action); err != nil {
		return run{}, err
	}
	found, err := runs(ctx, tx, `r.id = $1 AND r.agency_id = $2`, id, actor.Agency)
	if err == nil && len(found) == 0 {
		err = fault.Missing()
	}
	if err != nil {
		return run{}, err
	}
	return found[0], nil
}

// Prepare reckons what everybody within reach is due until a day and makes the
// payments, which wait for a second person. Who has no way to be paid is left out
// and stands on the list.
func (room *Room) Prepare(ctx context.Context, tx *db.Tx, actor account.Actor, f RunForm) (db.ID, error) {
	if err := access.Role(actor, access.PreparePayments); err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, runQuestions)...); err != nil {
		return "", err
	}
	if today := civil.DayOf(tx.Now()); f.Until.After(today.Add(14)) || f.Until.Before(today.Add(-60)) {
		return "", fault.Wrong("until", "The day must be within the next 14 days, or not long past")
	}
	files, err := filesOf(ctx, tx, actor)
	if err != nil {
		return "", err
	}
	id := tx.NewID()
	reference, err := casefile.WithReference("PY", func(reference string) (int64, error) {
		return tx.Exec(ctx, `INSERT INTO subsistence_run (id, reference, agency_id, version, until_on, state, prepared_at, prepared_by) VALUES ($1, $2, $3, 1, $4, 'prepared', $5, $6) ON CONFLICT (reference) DO NOTHING`,
			id, reference, actor.Agency, f.Until, tx.Now(), actor.Account)
	})
	if err != nil {
		return "", err
	}
	people, total := 0, int64(0)
	for _, who := range files {
		made, err := room.pay(ctx, tx, who, id, f.Until)
		if err != nil {
			return "", err
		}
		if made > 0 {
			people, total = people+1, total+made
		}
	}
	if people == 0 {
		return "", fault.Wrong("until", "Nobody who can be paid is due anything until this day")
	}
	return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "prepare-payments", Category: audit.Collection, Subject: "payments " + reference, Why: purpose, Change: map[string]any{"people": people, "pence": total, "until": f.Until.String()}})
}

// pay makes the payment of one person in a run. The file's row is locked first, so
// that what is read afterwards is what was paid by then.
func (room *Room) pay(ctx context.Context, tx *db.Tx, who file, runID db.ID, until civil.Day) (int64, error) {
	if err := touch(ctx, tx, who.Case, 0); err != nil {
		return 0, err
	}
	way, found, err := payeeOf(ctx, tx, who.Case)
	if err != nil || !found {
		return 0, err
	}
	b, err := room.read(ctx, tx, who)
	if err != nil {
		return 0, err
	}
	due := room.Rates.Next(b.account(), until)
	if due.Amount <= 0 {
		return 0, nil
	}
	_, err = casefile.WithReference("PX", func(reference string) (int64, error) {
		return tx.Exec(ctx, `INSERT INTO subsistence_payment (id, case_id, run_id, reference, number, state, from_on, until_on, amount, usual, back, grants, kept, payee_id, bounced_why, made_at)
			VALUES ($1, $2, $3, $4, $5, 'prepared', $6, $7, $8, $9, $10, $11, $12, $13, '', $14) ON CONFLICT (reference) DO NOTHING`,
			tx.NewID(), who.Case, runID, reference, len(b.payments)+1, due.From, due.Until, due.Amount, due.Usual, due.Back, due.Grants, due.Kept, way.ID, tx.Now())
	})
	return due.Amount, err
}

// Agree agrees to payments or refuses them: never by who prepared them. Refused
// payments were never made, and the next run pays what is due.
func (room *Room) Agree(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f AgreeForm) error {
	r, err := room.runFor(ctx, tx, actor, access.AgreePayments, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, agreeQuestions)...); err != nil {
		return err
	}
	if r.State != statePrepared {
		return fault.Wrong("agree", "These payments were decided already")
	}
	if r.PreparedID == actor.Account && *f.Agree {
		return fault.Wrong("agree", "You prepared these payments. Somebody else must agree to them")
	}
	state := stateAgreed
	if !*f.Agree {
		state = stateVoid
	} else if n, err := room.changed(ctx, tx, r); err != nil || n > 0 {
		if err == nil {
			err = fault.Wrong("agree", "What {n} of these people are due has changed since. Refuse the payments and prepare them anew", "n", n)
		}
		return err
	}
	sealed, err := casefile.SealRow(ctx, tx, r.Agency, "subsistence_run", r.ID, f.Reason)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE subsistence_run SET state = $3, sealed = $4, decided_at = $5, decided_by = $6, version = version + 1 WHERE id = $1 AND version = $2`, id, f.Version, state, sealed, tx.Now(), actor.Account)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE subsistence_payment SET state = $2 WHERE run_id = $1`, id, state); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "agree-to-payments", Category: audit.Alteration, Subject: "payments " + r.Reference, Why: purpose, Reason: f.Reason, Change: map[string]string{"state": state}})
}

// changed counts the payments of a run that are more than is due by now: a fact
// was corrected after they were prepared.
func (room *Room) changed(ctx context.Context, tx *db.Tx, r run) (n int, err error) {
	all, err := payments(ctx, tx, `p.run_id = $1`, r.ID)
	if err != nil {
		return 0, err
	}
	for _, p := range all {
		if err := touch(ctx, tx, p.Case, 0); err != nil {
			return 0, err
		}
		who, _, err := loadFile(ctx, tx, p.Case)
		if err != nil {
			return 0, err
		}
		b, err := room.read(ctx, tx, who)
		if err != nil {
			return 0, err
		}
		var others []paid
		for _, other := range b.payments {
			if other.ID != p.ID {
				others = append(others, other)
			}
		}
		b.payments = others
		if room.Rates.Next(b.account(), p.Until).Amount < p.Amount {
			n++
		}
	}
	return n, nil
}

// File is the file of payments, with names and accounts, for the bank. That it was
// taken is recorded for each person.
func (room *Room) File(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (sheet.Table, string, error) {
	table := sheet.Table{Name: "Payments", Head: []string{"Reference", "How", "Name", "Sort code", "Account number", "Card", "Amount"}}
	r, err := room.runFor(ctx, tx, actor, access.TakePaymentFile, id)
	if err != nil {
		return table, "", err
	}
	if r.State != stateAgreed {
		return table, "", fault.Refuse("There is a file only of payments that a second person agreed to and that are not finished")
	}
	all, err := payments(ctx, tx, `p.run_id = $1`, id)
	if err != nil {
		return table, "", err
	}
	for _, p := range all {
		way, err := openPayee(ctx, tx, p.Case, p.Payee)
		if err != nil {
			return table, "", err
		}
		table.Rows = append(table.Rows, []any{p.Reference, way.Method, way.Form.Holder, way.Form.Sort, way.Form.Account, way.Form.Card, Money(p.Amount)[len("£"):]})
		if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "take-payment-file", Category: audit.Disclosure, Case: p.Case, Subject: "payment " + p.Reference, Why: purpose, Recipient: "a bank"}); err != nil {
			return table, "", err
		}
	}
	_, err = tx.Exec(ctx, `UPDATE subsistence_run SET file_at = COALESCE(file_at, $2) WHERE id = $1`, id, tx.Now())
	return table, r.Reference, err
}

// Bounce records that a payment came back. It counts as not paid from then on, and
// the next run pays it again.
func (room *Room) Bounce(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f BounceForm) error {
	p, r, err := room.paymentFor(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, bounceQuestions)...); err != nil {
		return err
	}
	if f.On.After(civil.DayOf(tx.Now())) {
		return fault.Wrong("on", "The day must be today or in the past")
	}
	if p.State != stateAgreed && p.State != statePaid {
		return fault.Wrong("why", "This payment was not sent, or came back already")
	}
	if err := touch(ctx, tx, p.Case, 0); err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE subsistence_payment SET state = 'bounced', bounced_on = $2, bounced_why = $3 WHERE id = $1 AND state IN ('agreed', 'paid')`, id, f.On, f.Why)); err != nil {
		return err
	}
	return room.note(ctx, tx, actor, p.Case, "record-bounced-payment", "", map[string]string{"payment": p.Reference, "why": f.Why, "run": r.Reference})
}

// Unbounce undoes that a payment was recorded as come back, while nothing was paid
// in its place.
func (room *Room) Unbounce(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	p, r, err := room.paymentFor(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := touch(ctx, tx, p.Case, 0); err != nil {
		return err
	}
	later, err := payments(ctx, tx, `p.case_id = $1 AND p.number > $2 AND p.state NOT IN ('void', 'bounced')`, p.Case, p.Number)
	if err != nil {
		return err
	}
	if len(later) > 0 {
		return fault.Refuse("It was paid again since. Tell the bank, and record what is too much")
	}
	state := stateAgreed
	if r.State == "settled" {
		state = statePaid
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE subsistence_payment SET state = $2, bounced_on = NULL, bounced_why = '' WHERE id = $1 AND state = 'bounced'`, id, state)); err != nil {
		return err
	}
	return room.note(ctx, tx, actor, p.Case, "undo-bounced-payment", "", map[string]string{"payment": p.Reference})
}

func (room *Room) paymentFor(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (paid, run, error) {
	if err := access.Role(actor, access.PreparePayments); err != nil {
		return paid{}, run{}, err
	}
	found, err := payments(ctx, tx, `p.id = $1`, id)
	if err == nil && len(found) == 0 {
		err = fault.Missing()
	}
	if err != nil {
		return paid{}, run{}, err
	}
	r, err := room.runFor(ctx, tx, actor, access.PreparePayments, found[0].Run)
	return found[0], r, err
}

// Settle finishes payments: what did not come back is paid.
func (room *Room) Settle(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	r, err := room.runFor(ctx, tx, actor, access.PreparePayments, id)
	if err != nil {
		return err
	}
	if r.State == "settled" {
		return nil // a second click
	}
	if r.State != stateAgreed {
		return fault.Refuse("Only payments that a second person agreed to can be finished")
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE subsistence_run SET state = 'settled', settled_at = $3, settled_by = $4, version = version + 1 WHERE id = $1 AND version = $2`, id, r.Version, tx.Now(), actor.Account)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE subsistence_payment SET state = 'paid' WHERE run_id = $1 AND state = 'agreed'`, id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "settle-payments", Category: audit.Alteration, Subject: "payments " + r.Reference, Why: purpose})
}
