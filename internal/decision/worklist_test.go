package decision

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/decision/machine"
)

func (k *desk) page(actor account.Actor, filter Filter) (page Page) {
	k.t.Helper()
	k.read(func(tx *db.Tx) (err error) {
		page, err = k.room.WorkList(background, tx, actor, filter)
		return err
	})
	return page
}

func idsIn(page Page) map[db.ID]bool {
	ids := map[db.ID]bool{}
	for _, listed := range page.Cases {
		ids[listed.ID] = true
	}
	return ids
}

// TestFilters asks for each filter by itself in a small world where the answer
// is known.
func TestFilters(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		old := k.refer(casefile.Adult, "england") // RG overdue later
		k.take(k.triage, old, machine.Allocate, machine.Assign)
		child := k.refer(casefile.Child, "wales", bornOn(monday.AddMonths(-12*15)))
		k.take(k.triage, child, machine.Allocate)
		recovering := k.refer(casefile.Adult, "scotland")
		k.take(k.triage, recovering, machine.Allocate, machine.Assign)
		k.take(k.maker, recovering, machine.ReasonableGroundsYes)
		gone := k.refer(casefile.Adult, "england")
		k.take(k.manager, gone, machine.CloseEarly)
		k.sleep(60)
		fresh := k.refer(casefile.Adult, "northern-ireland")
		today := k.today()
		all := []db.ID{old, child, recovering, fresh}
		for name, test := range map[string]struct {
			filter Filter
			want   []db.ID
		}{
			"team":           {Filter{List: ListTeam}, all},
			"mine":           {Filter{List: ListMine}, nil}, // the manager has none
			"triage":         {Filter{List: ListTriage}, []db.ID{fresh}},
			"stage":          {Filter{Stage: machine.Recovery}, []db.ID{recovering}},
			"closed":         {Filter{Stage: machine.Closed}, []db.ID{gone}},
			"overdue":        {Filter{Due: DueOverdue}, []db.ID{old, child}},
			"ready":          {Filter{Due: DueReady}, []db.ID{recovering}},
			"within":         {Filter{Due: "14"}, all},
			"by today":       {Filter{Due: "0"}, []db.ID{old, child, recovering}},
			"maker":          {Filter{Maker: string(k.maker.Account)}, []db.ID{old, recovering}},
			"nobody":         {Filter{Maker: Unassigned}, []db.ID{child, fresh}},
			"child":          {Filter{Age: "child"}, []db.ID{child}},
			"adult":          {Filter{Age: "adult"}, []db.ID{old, recovering, fresh}},
			"nation":         {Filter{Jurisdiction: machine.Wales}, []db.ID{child}},
			"referrer":       {Filter{Referrer: k.referrer.Agency}, all},
			"other referrer": {Filter{Referrer: k.elsewhere.Agency}, nil},
			"clock":          {Filter{Clock: machine.ClockConclusiveEarliest}, []db.ID{recovering}},
			"received from":  {Filter{ReceivedFrom: today}, []db.ID{fresh}},
			"received until": {Filter{ReceivedUntil: today.Add(-1)}, []db.ID{old, child, recovering}},
			"two together":   {Filter{Due: DueOverdue, Age: "adult"}, []db.ID{old}},
		} {
			got := k.page(k.manager, test.filter)
			ids := idsIn(got)
			if len(ids) != len(test.want) || got.Total != len(test.want) || got.Many {
				t.Errorf("%s: %d cases (counted %d), want %d", name, len(ids), got.Total, len(test.want))
			}
			for _, id := range test.want {
				if !ids[id] {
					t.Errorf("%s: a case is missing", name)
				}
			}
			// An address says the same as the filter it was written from.
			if again := ReadFilter(test.filter.List, test.filter.Query()); again != test.filter {
				t.Errorf("%s: the address reads back as %+v", name, again)
			}
			if out := k.page(k.other, test.filter); len(out.Cases) != 0 || out.Total != 0 {
				t.Errorf("%s: another authority sees %d cases", name, len(out.Cases))
			}
		}
		if mine := k.page(k.maker, Filter{List: ListMine}); len(mine.Cases) != 2 || mine.Cases[0].Name != secret || mine.Cases[0].MakerName != k.maker.Name {
			t.Errorf("the maker's own list has %+v", mine.Cases)
		}
	})
}

// TestFilterAddressesThatMakeNoSense opens a list all the same.
func TestFilterAddressesThatMakeNoSense(t *testing.T) {
	t.Parallel()
	values := url.Values{"stage": {"no-such-stage"}, "due": {"'; DROP TABLE"}, "age": {"child"}, "received_from-day": {"99"}, "received_from-month": {"1"}, "received_from-year": {"2026"},
		"after": {"nonsense"}, "sort": {"sideways"}}
	got := ReadFilter(ListTeam, values)
	if want := (Filter{List: ListTeam, Age: "child", After: "nonsense"}); got != want {
		t.Errorf("read %+v, want %+v", got, want)
	}
	if _, ok := readCursor(got.After); ok {
		t.Error("nonsense is a place in a list")
	}
}

// TestPagesOfAList goes through a list forwards and back while cases come and
// go: none that stays is shown twice or missed.
func TestPagesOfAList(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		var stay []db.ID
		for i := range 23 {
			stay = append(stay, k.refer(casefile.Adult, "england"))
			if i%5 == 4 {
				k.sleep(1)
			}
		}
		for _, sort := range []string{SortDue, SortReceived} {
			filter, seen := Filter{List: ListTeam, Sort: sort, Limit: 5}, map[db.ID]int{}
			var last Page
			for pages := 0; ; pages++ {
				if pages > 20 {
					t.Fatal("the list does not end")
				}
				last = k.page(k.triage, filter)
				for _, listed := range last.Cases {
					seen[listed.ID]++
				}
				if pages == 1 { // others work meanwhile
					gone := k.refer(casefile.Adult, "england")
					k.take(k.manager, gone, machine.CloseEarly)
					k.refer(casefile.Adult, "scotland")
				}
				if last.Next == "" {
					break
				}
				filter.After = last.Next
			}
			for _, id := range stay {
				if seen[id] != 1 {
					t.Errorf("by %s: a case was shown %d times", sort, seen[id])
				}
			}
			// And back from the end to the beginning.
			back, steps := map[db.ID]int{}, 0
			for last.Previous != "" && steps < 20 {
				last = k.page(k.triage, Filter{List: ListTeam, Sort: sort, Limit: 5, Before: last.Previous})
				for _, listed := range last.Cases {
					back[listed.ID]++
				}
				steps++
			}
			for _, listed := range last.Cases {
				if back[listed.ID] != 1 {
					t.Errorf("by %s: on the way back a case was shown %d times", sort, back[listed.ID])
				}
			}
			if first := k.page(k.triage, Filter{List: ListTeam, Sort: sort, Limit: 5}); len(last.Cases) != 5 || first.Cases[0].ID != last.Cases[0].ID {
				t.Errorf("by %s: the way back does not end where it began", sort)
			}
		}
	})
}

// TestExport reads the file of a list back: every case of the list, no other,
// no formula, names only where they are asked for, and a record of it.
func TestExport(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england", func(r *casefile.Record) {
			r.Names = []casefile.Name{{Kind: casefile.NameGiven, Given: "=cmd|'/c calc'!A1"}}
		})
		k.take(k.triage, id, machine.Allocate, machine.Assign)
		plain := k.want(k.get(k.manager, "/work/team/export.csv?nation=england"), http.StatusOK)
		rows, err := csv.NewReader(strings.NewReader(plain.body)).ReadAll()
		if err != nil || len(rows) != 2 || strings.Contains(plain.body, "cmd") {
			t.Fatalf("the export of one case has %d rows (%v):\n%s", len(rows), err, plain.body)
		}
		want := []string{rows[1][0], "Waiting for a reasonable grounds decision", "2026-03-09", "Reasonable grounds decision", "Invented maker", "England", "Adult", "2026-03-02"}
		if !slices.Equal(rows[1], want) {
			t.Errorf("the row is %q, want %q", rows[1], want)
		}
		k.fill(exportPart * 3 / 2)
		named := k.want(k.get(k.manager, "/work/team/export.csv?names=yes"), http.StatusOK)
		open := k.count(`case_progress WHERE open = TRUE`)
		rows, err = csv.NewReader(strings.NewReader(named.body)).ReadAll()
		if err != nil || len(rows) != open+1 {
			t.Fatalf("the export has %d rows (%v), want %d", len(rows), err, open+1)
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
					t.Errorf("the cell %q is a formula", cell)
				}
			}
		}
		if n := k.count(`audit_event WHERE action = 'export-list' AND category = 'disclosure'`); n != 2 {
			t.Errorf("%d exports are recorded, want 2", n)
		}
		if got := k.want(k.get(k.other, "/work/team/export.csv"), http.StatusOK); strings.Count(got.body, "\n") != 1 {
			t.Errorf("another authority's export has rows:\n%s", got.body)
		}
	})
}

// TestSearchIsRecordedWithoutItsWords searches by each kind of thing.
func TestSearchIsRecordedWithoutItsWords(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england", func(r *casefile.Record) {
			r.Names = append(r.Names, casefile.Name{Kind: casefile.Alias, Given: "Đào"})
			r.References = []casefile.Reference{{Kind: "crime", Value: "13/AB 1234-26"}}
		})
		k.refer(casefile.Adult, "wales", func(r *casefile.Record) {
			r.Names = []casefile.Name{{Kind: casefile.NameGiven, Given: "Somebody", Family: "Else"}}
		})
		reference := k.page(k.triage, Filter{List: ListTriage, Jurisdiction: machine.England}).Cases[0].Reference
		for _, query := range []string{"quillfeather", "ZEPHYRINE Quillfeather", "Quillfeather, Zephyrine", "dao", "13ab123426", reference, strings.ToLower(reference)} {
			got := k.want(k.post(k.manager, "/work/search", "query", query), http.StatusOK, "1 case found", secret, reference)
			if !strings.Contains(got.body, "/cases/"+string(id)) {
				t.Errorf("%q: the case is not linked", query)
			}
		}
		k.want(k.post(k.manager, "/work/search", "query", "Nobody Known"), http.StatusOK, "0 cases found")
		if n := k.count(`audit_event WHERE action = 'search' AND category = 'consultation'`); n != 8 {
			t.Errorf("%d searches are recorded, want 8", n)
		}
		for _, word := range []string{"illfeather", "uillfeather", "13ab", "obody"} {
			if n := k.count(`audit_event WHERE lower(action || subject || why || COALESCE(CAST(change AS TEXT), '')) LIKE $1`, "%"+strings.ToLower(word)+"%"); n != 0 {
				t.Errorf("%q stands in the record", word)
			}
		}
	})
}

// TestSavedViews keeps, opens, renames and deletes views, and nobody else's.
func TestSavedViews(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		k.want(k.post(k.maker, "/work/views", "list", "team", "here", "due=overdue&age=child&after=x&evil=1", "name", "Late children"), http.StatusSeeOther)
		got := k.want(k.get(k.maker, "/work/team"), http.StatusOK, "Late children")
		if !strings.Contains(got.body, `href="/work/team?age=child&amp;due=overdue"`) {
			t.Error("the view is not linked as it was saved")
		}
		var view db.ID
		k.read(func(tx *db.Tx) error {
			views, err := savedViews(background, tx, k.maker.Account)
			if len(views) == 1 {
				view = views[0].ID
			}
			return err
		})
		k.want(k.post(k.manager, "/work/views/"+string(view)+"/rename", "name", "Mine now"), http.StatusNotFound)
		k.want(k.post(k.manager, "/work/views/"+string(view)+"/delete"), http.StatusNotFound)
		k.want(k.post(k.maker, "/work/views", "list", "team", "here", "due=7", "name", "Soon"), http.StatusSeeOther)
		k.want(k.post(k.maker, "/work/views/"+string(view)+"/rename", "name", "Soon"), http.StatusUnprocessableEntity, "You have another view with this name")
		k.want(k.post(k.maker, "/work/views/"+string(view)+"/rename", "name", ""), http.StatusUnprocessableEntity, "Enter a name for this view")
		k.want(k.post(k.maker, "/work/views/"+string(view)+"/rename", "name", "Children who wait"), http.StatusSeeOther)
		k.want(k.get(k.maker, "/work/views"), http.StatusOK, "Children who wait")
		k.want(k.post(k.maker, "/work/views/"+string(view)+"/delete"), http.StatusSeeOther)
		if n := k.count(`saved_view`); n != 1 {
			t.Errorf("%d views are left, want 1", n)
		}
		k.want(k.post(k.maker, "/work/views", "list", "no-such-list", "here", "", "name", "X"), http.StatusNotFound)
	})
}

// TestBulkAssign gives several cases to somebody from a list: each is done or
// refused by itself, and the page says which and why.
func TestBulkAssign(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		var boxes []string
		for range 3 {
			id := k.refer(casefile.Adult, "england")
			k.take(k.triage, id, machine.Allocate)
			boxes = append(boxes, "case", fmt.Sprintf("%s.%s", id, k.version(id)))
		}
		waiting := k.refer(casefile.Adult, "england") // not allocated: cannot be assigned
		boxes = append(boxes, "case", fmt.Sprintf("%s.%s", waiting, k.version(waiting)), "case", fmt.Sprintf("%s.1", db.NewID(*k.now)))
		k.want(k.post(k.triage, "/work/team/assign", append(boxes, "here", "due=7")...), http.StatusUnprocessableEntity, "Choose a decision maker")
		k.want(k.post(k.triage, "/work/team/assign", "decision_maker", string(k.maker.Account)), http.StatusUnprocessableEntity, "Choose at least one case")
		k.want(k.post(k.maker, "/work/team/assign", append(boxes, "decision_maker", string(k.maker.Account))...), http.StatusForbidden)
		got := k.want(k.post(k.triage, "/work/team/assign", append(boxes, "decision_maker", string(k.maker.Account), "once", "b1")...), http.StatusOK,
			"3 cases given to Invented maker", "This cannot be done to the case as it stands", "A case that you cannot see")
		if n := strings.Count(got.body, "Not done"); n != 2 {
			t.Errorf("%d cases are not done, want 2", n)
		}
		if mine := k.page(k.maker, Filter{List: ListMine}); len(mine.Cases) != 3 {
			t.Errorf("the maker has %d cases, want 3", len(mine.Cases))
		}
	})
}

// TestDueWords says how far a day is in words, for each kind of clock.
func TestDueWords(t *testing.T) {
	t.Parallel()
	today := civil.MustDay("2026-03-02")
	for _, test := range []struct {
		kind      machine.ClockKind
		day       string
		late, bar bool
		days      int
	}{
		{machine.ClockReasonableGrounds, "2026-03-01", true, false, -1}, {machine.ClockReasonableGrounds, "2026-03-02", false, false, 0},
		{machine.ClockConclusiveEarliest, "2026-02-01", false, true, -29}, {machine.ClockReconsideration, "2026-03-01", false, false, -1},
		{machine.ClockInformation, "2026-02-28", true, false, -2}, {machine.ClockTurning18, "2026-03-01", false, false, -1},
	} {
		got := dueOf("", test.kind, civil.MustDay(test.day), today)
		if got.Late != test.late || got.Bar != test.bar || got.Days != test.days {
			t.Errorf("%s on %s: %+v", test.kind, test.day, got)
		}
	}
}

// TestListsAreReadInOrder asks SQLite how it reads each list: by an index that
// begins with what the list is narrowed to and is in the list's order, so that a
// page costs the same however many cases there are.
func TestListsAreReadInOrder(t *testing.T) {
	t.Parallel()
	k := openDesk(t, dbtest.SQLite(t), monday)
	for name, test := range map[string]struct {
		filter Filter
		index  string
	}{
		"team":       {Filter{List: ListTeam}, "case_progress_due"},
		"by arrival": {Filter{List: ListTeam, Sort: SortReceived}, "case_progress_received"},
		"mine":       {Filter{List: ListMine}, "case_progress_maker"},
		"nobody's":   {Filter{Maker: Unassigned}, "case_progress_maker"},
		"somebody's": {Filter{Maker: "x", Stage: machine.Recovery}, "case_progress_maker"},
		"triage":     {Filter{List: ListTriage}, "case_progress_triage"},
		"stage":      {Filter{Stage: machine.Recovery}, "case_progress_stage"},
		"closed":     {Filter{Stage: machine.Closed}, "case_progress_stage"},
		"overdue":    {Filter{Due: DueOverdue}, "case_progress_late"},
		"late there": {Filter{Due: DueOverdue, Stage: machine.Recovery}, "case_progress_kind"},
		"ready":      {Filter{Due: DueReady}, "case_progress_kind"},
		"clock":      {Filter{Clock: machine.ClockRecovery}, "case_progress_kind"},
		"referrer":   {Filter{Referrer: "x"}, "case_progress_referrer"},
		"nation":     {Filter{Jurisdiction: machine.Wales}, "case_progress_due"},
		"arrived":    {Filter{ReceivedFrom: monday}, "case_progress_received"},
	} {
		k.read(func(tx *db.Tx) error {
			s := selectionOf(tx, k.manager, test.filter, monday)
			column := columnOf(test.filter.order())
			s.and("("+column+", p.case_id) > ($?, $?)", monday, "x")
			plan := ""
			err := tx.Each(background, `EXPLAIN QUERY PLAN `+s.page(column, "ASC", 26), s.args, func(scan func(...any) error) error {
				var id, parent, unused int
				var detail string
				err := scan(&id, &parent, &unused, &detail)
				plan += detail + "\n"
				return err
			})
			if !strings.Contains(plan, test.index+" (") || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "SCAN p") {
				t.Errorf("%s is not read in order by %s:\n%s", name, test.index, plan)
			}
			return err
		})
	}
}

// TestNoLimitHidesBehindAPeriodOfSupport: the day of an additional decision is the
// next one, and late when it is late, whenever the support before it ended.
func TestNoLimitHidesBehindAPeriodOfSupport(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate)
		k.take(k.maker, id, machine.ReasonableGroundsYes, machine.ServeLetter)
		k.sleep(40)
		k.take(k.maker, id, machine.ConclusiveGroundsYes, machine.ServeLetter)
		if listed := k.page(k.manager, Filter{List: ListTeam}).Cases; len(listed) != 1 || listed[0].DueKind != machine.ClockMoveOn {
			t.Fatalf("after a positive decision: %+v", listed)
		}
		k.sleep(80)
		k.take(k.triage, id, machine.RequestAdditional)
		k.consistent(id)
		if listed := k.page(k.manager, Filter{List: ListTeam}).Cases; len(listed) != 1 || listed[0].DueKind != machine.ClockReasonableGrounds || !listed[0].Due.After(k.today()) {
			t.Errorf("with an additional decision asked for: %+v", listed)
		}
		k.sleep(20)
		if late := k.page(k.manager, Filter{Due: DueOverdue}).Cases; len(late) != 1 {
			t.Errorf("late are %+v", late)
		}
	})
}
