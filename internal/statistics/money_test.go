package statistics

import (
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// TestMoneyIsCounted: whom a provider pays by where they live, who is overdue and
// why, and why payment is stopped; a correction and a payment that came back do
// not count.
func TestMoneyIsCounted(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		today := civil.DayOf(w.d.Now())
		var run db.ID
		person := func(situation, stop string, paidAgo int, state string, way bool) {
			w.write(func(tx *db.Tx) error {
				id, _, err := casefile.OpenCase(background, tx, w.worker, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult})
				if err != nil {
					return err
				}
				if run == "" {
					run = tx.NewID()
					if _, err := tx.Exec(background, `INSERT INTO subsistence_run (id, reference, agency_id, version, until_on, state, prepared_at, prepared_by) VALUES ($1, 'PY-1', $2, 1, $3, 'agreed', $4, $5)`,
						run, w.worker.Agency, today, tx.Now(), w.worker.Account); err != nil {
						return err
					}
				}
				if _, err := tx.Exec(background, `INSERT INTO subsistence (case_id, agency_id, version, jurisdiction, from_on, until_why, opened_at, opened_by) VALUES ($1, $2, 1, 'england', $3, '', $4, $5)`, id, w.worker.Agency, today.Add(-40), tx.Now(), w.worker.Account); err != nil {
					return err
				}
				fact := func(kind, code string, ended any) error {
					if code == "" {
						return nil
					}
					_, err := tx.Exec(background, `INSERT INTO subsistence_fact (id, case_id, kind, code, from_on, recorded_at, recorded_by, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, tx.NewID(), id, kind, code, today.Add(-40), tx.Now(), w.worker.Account, ended)
					return err
				}
				if err := fact("situation", "asylum-support", tx.Now()); err != nil { // corrected
					return err
				}
				if err := fact("situation", situation, nil); err != nil {
					return err
				}
				if err := fact("stop", stop, nil); err != nil {
					return err
				}
				payee := tx.NewID()
				if way {
					if _, err := tx.Exec(background, `INSERT INTO subsistence_payee (id, case_id, method, sealed, recorded_at, recorded_by) VALUES ($1, $2, 'cash', $3, $4, $5)`, payee, id, []byte("x"), tx.Now(), w.worker.Account); err != nil {
						return err
					}
				}
				if state == "" {
					return nil
				}
				_, err = tx.Exec(background, `INSERT INTO subsistence_payment (id, case_id, run_id, reference, number, state, from_on, until_on, amount, usual, back, grants, kept, payee_id, bounced_why, made_at)
					VALUES ($1, $2, $3, $4, 1, $5, $6, $7, 100, 100, 0, 0, 0, $8, '', $9)`, tx.NewID(), id, run, "PX-"+string(id), state, today.Add(-40), today.Add(-paidAgo), payee, tx.Now())
				return err
			})
		}
		person("outreach", "", 3, "paid", true)
		person("outreach", "", 20, "paid", true)
		person("catered", "", 3, "bounced", true)
		person("self-catered", "", 0, "", false)
		person("", "hospital", 0, "", true)
		for code, want := range map[string]string{
			"money":         "Harbour: 1 1 2 0 1 5\n: 1 1 2 0 1 5",
			"money-stopped": "Harbour: 1 0 0 0 0 1\n: 1 0 0 0 0 1",
			"money-overdue": "Harbour: 2 1 1 4\n: 2 1 1 4",
		} {
			own, err := w.count(w.manager, code)
			if err != nil || numbers(own) != want {
				w.t.Errorf("%s, %v:\n%s", code, err, numbers(own))
			}
			everybody, err := w.count(w.commissioner, code)
			for _, line := range everybody.Lines {
				for _, n := range line.Numbers {
					if !n.Hidden && n.N > 0 && n.N < 5 {
						w.t.Errorf("%s: a commissioner reads the small number %d", code, n.N)
					}
				}
			}
			if err != nil {
				w.t.Errorf("%s: %v", code, err)
			}
		}
	})
}
