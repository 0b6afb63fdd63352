package decision

import (
	"io"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
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

// TestExportTakesNoMemory exports many cases: what is alive on the way does not
// grow with them.
func TestExportTakesNoMemory(t *testing.T) {
	t.Parallel()
	k := openDesk(t, dbtest.SQLite(t), monday)
	k.fill(4000)
	most := uint64(0)
	err := eachListed(background, k.d, k.manager, Filter{List: ListTeam}, true, func(part []Listed) error {
		if len(part) > exportPart {
			t.Fatalf("%d rows at once", len(part))
		}
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		most = max(most, now.HeapAlloc)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("at most %d MB in use", most>>20)
}

// TestListsAtScale measures lists, search and export on HAVENWARD_SCALE cases
// (off without it) on the engine of HAVENWARD_SCALE_ENGINE.
func TestListsAtScale(t *testing.T) {
	size, _ := strconv.Atoi(os.Getenv("HAVENWARD_SCALE"))
	if size == 0 {
		t.Skip("set HAVENWARD_SCALE to a number of cases to measure")
	}
	url := dbtest.SQLite(t)
	if os.Getenv("HAVENWARD_SCALE_ENGINE") == "postgres" {
		url = dbtest.Postgres(t)
	}
	k := openDesk(t, url, monday)
	ids := k.fill(size)
	k.write(func(tx *db.Tx) error {
		_, err := tx.Exec(background, `ANALYZE`)
		return err
	})
	first := k.page(k.manager, Filter{List: ListTeam})
	for _, test := range []struct {
		name string
		do   func(i int)
	}{
		{"team", func(int) { k.page(k.manager, Filter{List: ListTeam}) }},
		{"team, second page", func(int) { k.page(k.manager, Filter{List: ListTeam, After: first.Next}) }},
		{"team by arrival", func(int) { k.page(k.manager, Filter{List: ListTeam, Sort: SortReceived}) }},
		{"mine", func(int) { k.page(k.maker, Filter{List: ListMine}) }},
		{"a rare maker", func(int) { k.page(k.manager, Filter{Maker: string(k.manager.Account)}) }},
		{"nobody's", func(int) { k.page(k.manager, Filter{Maker: Unassigned}) }},
		{"triage", func(int) { k.page(k.manager, Filter{List: ListTriage}) }},
		{"overdue", func(int) { k.page(k.manager, Filter{Due: DueOverdue}) }},
		{"ready", func(int) { k.page(k.manager, Filter{Due: DueReady}) }},
		{"stage", func(int) { k.page(k.manager, Filter{Stage: machine.Suspended}) }},
		{"closed", func(int) { k.page(k.manager, Filter{Stage: machine.Closed}) }},
		{"clock", func(int) { k.page(k.manager, Filter{Clock: machine.ClockSuspensionReview}) }},
		{"a clock nobody has", func(int) { k.page(k.manager, Filter{Clock: machine.ClockPilotExit}) }},
		{"a referrer of nothing", func(int) { k.page(k.manager, Filter{Referrer: k.elsewhere.Agency}) }},
		{"nation", func(int) { k.page(k.manager, Filter{Jurisdiction: machine.NorthernIreland}) }},
		{"received on a day", func(int) { k.page(k.manager, Filter{ReceivedFrom: monday.Add(-70), ReceivedUntil: monday.Add(-70)}) }},
		{"child in Scotland, late", func(int) { k.page(k.manager, Filter{Jurisdiction: machine.Scotland, Age: "child", Due: DueOverdue}) }},
		{"another authority", func(int) { k.page(k.other, Filter{List: ListTeam}) }},
		{"search a name", func(i int) { k.searched(k.manager, "of"+strconv.Itoa(i*31%size)) }},
		{"search a frequent name", func(i int) { k.searched(k.manager, "person"+strconv.Itoa(i%2000)) }},
		{"list page with its record", func(int) { k.want(k.get(k.manager, "/work/team"), http.StatusOK) }},
		{"case page with its record", func(i int) { k.want(k.get(k.manager, "/cases/"+string(ids[i*7919%size])), http.StatusOK) }},
	} {
		times := make([]time.Duration, 60)
		for i := range times {
			began := time.Now()
			test.do(i)
			times[i] = time.Since(began)
		}
		slices.Sort(times)
		t.Logf("%-28s p50 %8s  p99 %8s", test.name, times[30].Round(10*time.Microsecond), times[59].Round(10*time.Microsecond))
	}
	began, rows := time.Now(), 0
	err := eachListed(background, k.d, k.manager, Filter{List: ListTeam}, true, func(part []Listed) error {
		rows += len(part)
		if rows >= 50_000 {
			return io.EOF
		}
		return nil
	})
	t.Logf("export: %d rows with names in %s (%v)", rows, time.Since(began).Round(time.Millisecond), err)
}

func (k *desk) searched(actor account.Actor, query string) {
	k.t.Helper()
	k.read(func(tx *db.Tx) error {
		ids, _, err := casefile.Search(background, tx, actor, query, "", mostFound)
		if err != nil {
			return err
		}
		_, err = listedOf(background, tx, actor, ids)
		return err
	})
}
