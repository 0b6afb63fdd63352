package decision

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/seal"
)

// fill adds many bare cases to the single competent authority by writing their
// rows at once: enough for lists and searches, in stages and with days, makers
// and referrers as a real authority has them. It gives their identifiers.
func (k *desk) fill(n int) []db.ID {
	k.t.Helper()
	agency, ids := k.agencies["Single Competent Authority"], make([]db.ID, 0, n)
	stages := []machine.Stage{machine.Recovery, machine.Recovery, machine.Recovery, machine.AwaitingReasonableGrounds, machine.ConclusiveGroundsPositive, machine.Closed, machine.Closed, machine.Suspended}
	kinds := map[machine.Stage]machine.ClockKind{machine.Recovery: machine.ClockConclusiveEarliest, machine.AwaitingReasonableGrounds: machine.ClockReasonableGrounds, machine.Suspended: machine.ClockSuspensionReview}
	nations := []machine.Jurisdiction{machine.England, machine.England, machine.England, machine.England, machine.England, machine.England, machine.England, machine.England, machine.England, machine.Wales, machine.Wales, machine.Scotland, machine.Scotland, machine.NorthernIreland}
	makers := []db.ID{"", k.maker.Account, k.second.Account, k.reader.Account}
	const part = 200
	for len(ids) < n {
		size := min(part, n-len(ids))
		k.write(func(tx *db.Tx) error {
			files, progress, states, grants, tokens, facts := rowsFor(6), rowsFor(14), rowsFor(2), rowsFor(10), rowsFor(3), rowsFor(7)
			for range size {
				i := len(ids)
				id := tx.NewID()
				ids = append(ids, id)
				stage, received := stages[i%len(stages)], k.today().Add(-(i*7)%700)
				due, kind := received.Add(30), kinds[stage]
				if kind == "" {
					due = someDay
				}
				maker := makers[i%len(makers)]
				if i%997 == 0 {
					maker = k.manager.Account
				}
				name := casefile.Name{Kind: casefile.NameGiven, Given: "Person" + strconv.Itoa(i%2000), Family: "Of" + strconv.Itoa(i)}
				row := tx.NewID()
				sealed, err := casefile.Seal(background, tx, id, casefile.Row("fact", row), name)
				if err != nil {
					return err
				}
				files.add(id, "HX-"+strconv.Itoa(i), 1, "england", tx.Now(), k.referrer.Agency)
				progress.add(id, agency, stage, stage != machine.Closed, maker, due, kind, received, k.referrer.Agency, nations[i%len(nations)], i%9 < 4, nil, 0, received)
				states.add(id, `{"facts":{"jurisdiction":"england","referred":"2026-01-01","age":"adult"},"stage":"`+string(stage)+`"}`)
				grants.add(tx.NewID(), id, "agency", agency, agency, "decision", int64(access.Everything), "x", tx.Now().Add(-time.Hour), tx.Now())
				index, _, err := seal.Index(background, tx, agency, true)
				if err != nil {
					return err
				}
				for _, token := range casefile.NameTokens(name.Full()) {
					tokens.add(token.Blind(index), id, agency)
				}
				facts.add(row, id, "name", "", []byte(sealed), "referral", tx.Now())
			}
			for _, insert := range []struct {
				table string
				rows  *rowSet
			}{
				{"case_file (id, reference, version, jurisdiction, opened_at, opened_by, age_group)", files.with("adult")},
				{"case_progress (case_id, agency_id, stage, open, decision_maker, due_on, due_kind, received_on, referrer_id, jurisdiction, child, panel_id, steps, stepped_on)", progress},
				{"case_state (case_id, state)", states},
				{"case_grant (id, case_id, kind, holder, agency_id, purpose, compartments, legal_basis, from_at, granted_at, granted_by)", grants.with("x")},
				{"search_token (token, case_id, agency_id)", tokens},
				{"fact (id, case_id, kind, code, sealed, source, recorded_at, recorded_by)", facts.with("x")},
			} {
				if _, err := tx.Exec(background, `INSERT INTO `+insert.table+` VALUES `+insert.rows.marks(), insert.rows.args...); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return ids
}

// rowSet is rows for one INSERT of many.
type rowSet struct {
	width int
	args  []any
}

func rowsFor(width int) *rowSet { return &rowSet{width: width} }

func (r *rowSet) add(values ...any) { r.args = append(r.args, values...) }

// with adds one more column with the same value in every row.
func (r *rowSet) with(value any) *rowSet {
	wider := rowsFor(r.width + 1)
	for row := range slices.Chunk(r.args, r.width) {
		wider.args = append(append(wider.args, row...), value)
	}
	return wider
}

func (r *rowSet) marks() string {
	var text []string
	for at := 1; at <= len(r.args); at += r.width {
		text = append(text, "("+db.Marks(at, r.width)+")")
	}
	return strings.Join(text, ", ")
}

// TestAnExportIsReadInParts exports more cases than one part holds: all that are
// open come, and never more at once than a part, however many there are.
func TestAnExportIsReadInParts(t *testing.T) {
	t.Parallel()
	k := openDesk(t, dbtest.SQLite(t), monday)
	k.fill(2 * exportPart)
	var parts []int
	err := eachListed(background, k.d, k.manager, Filter{List: ListTeam}, true, func(part []Listed) error {
		parts = append(parts, len(part))
		return nil
	})
	if want := []int{exportPart, k.count(`case_progress WHERE open = TRUE`) - exportPart}; err != nil || !slices.Equal(parts, want) {
		t.Errorf("the parts held %v, want %v (%v)", parts, want, err)
	}
}
