package decision

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	ask "github.com/havenward/havenward/internal/form"
)

// List names one of the work lists of a competent authority.
type List string

const (
	// ListTriage is what waits to be allocated, the oldest first.
	ListTriage List = "triage"
	// ListMine is the open cases that are assigned to the actor.
	ListMine List = "mine"
	// ListTeam is all open cases of the actor's authority.
	ListTeam List = "team"
)

// Orders of a work list.
const (
	SortDue      = "due"
	SortReceived = "received"
)

// Choices of [Filter.Due] that are not a number of days.
const (
	// DueOverdue is what should have been done before today.
	DueOverdue = "overdue"
	// DueReady is what waits for a conclusive grounds decision and may have it.
	DueReady = "ready"
	DueNone  = "none"
)

// Unassigned as [Filter.Maker] is cases that nobody has.
const Unassigned = "nobody"

// PageSize is how many cases a page of a work list has where [Filter.Limit]
// does not say; MaxPage is the most it has.
const (
	PageSize = 25
	MaxPage  = 100
)

// MostCounted is how far a work list is counted: a page says "more than 200
// cases" beyond. Each case counted costs a look at its grants, as each case shown
// does. A list that no index narrows is counted to fewCounted, so that counting
// never reads a million cases.
const (
	MostCounted = 200
	fewCounted  = 50
)

// Filter is a work list and what it is narrowed to. Its zero value is all open
// cases of the actor's authority by due day.
type Filter struct {
	List List
	// Stage narrows to one stage, also one whose cases are no longer open.
	Stage machine.Stage
	// Due is DueOverdue, DueReady, DueNone, or a number of days from today within which
	// something is due.
	Due string
	// Maker is Unassigned or the account of a decision maker.
	Maker string
	// Age is "child" (also somebody who may be one) or "adult".
	Age          string
	Jurisdiction machine.Jurisdiction
	Referrer     db.ID
	// Clock is the kind of clock that is due next.
	Clock machine.ClockKind
	// ReceivedFrom and ReceivedUntil bound the day of arrival, both included.
	ReceivedFrom, ReceivedUntil civil.Day
	// Sort is SortDue or SortReceived; "" is what suits the list.
	Sort string
	// After and Before are cursors of a Page: what comes after or before it.
	After, Before string
	Limit         int
}

// Page is one page of a work list.
type Page struct {
	Cases []Listed
	// Next and Previous are cursors for Filter.After and Filter.Before, "" where
	// there is no more that way.
	Next, Previous string
	// Total is how many cases the whole list has, as far as they are counted
	// (MostCounted at most); Many says that there are more.
	Total int
	Many  bool
}

// Listed is one case as a work list shows it. Name is empty for who may not see
// whom the case is about.
type Listed struct {
	ID           db.ID
	Reference    string
	Version      int64
	Name         string
	Stage        machine.Stage
	Due          civil.Day // zero where nothing is due
	DueKind      machine.ClockKind
	Received     civil.Day
	Maker        db.ID
	MakerName    string
	Jurisdiction machine.Jurisdiction
	Child        bool
	Referrer     string
}

// WorkList reads one page of a work list within the actor's reach.
func (r *Room) WorkList(ctx context.Context, tx *db.Tx, actor account.Actor, filter Filter) (Page, error) {
	return workList(ctx, tx, actor, filter, civil.DayOf(tx.Now()))
}

// order is how the list is sorted: what waits for triage, or is narrowed by its
// arrival, by arrival, the rest by due day, unless asked otherwise.
func (f Filter) order() string {
	switch {
	case f.Sort == SortDue || f.Sort == SortReceived:
		return f.Sort
	case f.List == ListTriage, !f.ReceivedFrom.IsZero(), !f.ReceivedUntil.IsZero():
		return SortReceived
	}
	return SortDue
}

// mostCounted is how far this list is counted.
func (f Filter) mostCounted() int {
	if f.Jurisdiction != "" || f.Age != "" || !f.ReceivedFrom.IsZero() || !f.ReceivedUntil.IsZero() {
		return fewCounted
	}
	return MostCounted
}

func (f Filter) size() int {
	if f.Limit <= 0 {
		return PageSize
	}
	return min(f.Limit, MaxPage)
}

// narrowed reports whether anything beside the list itself is asked for.
func (f Filter) narrowed() bool { return f.narrowing() != Filter{} }

// narrowing is the filter without the list, the order and the place in it.
func (f Filter) narrowing() Filter {
	f.List, f.Sort, f.After, f.Before, f.Limit = "", "", "", "", 0
	return f
}

// dueWithin is the number of days asked for; false where none is.
func (f Filter) dueWithin() (int, bool) {
	days, err := strconv.Atoi(f.Due)
	return days, err == nil && days >= 0 && days <= 3660
}

// ReadFilter reads a filter from an address. What cannot be read is left out:
// an old bookmark still opens a list.
func ReadFilter(list List, values url.Values) Filter {
	var f Filter
	faults := ask.Fill(&f, values, filterQuestions(nil, nil))
	for _, fault := range faults {
		name, _, _ := strings.Cut(fault.Name, "-")
		for _, ending := range []string{"", "-day", "-month", "-year"} {
			values.Del(name + ending)
		}
	}
	if len(faults) > 0 {
		f = Filter{}
		ask.Fill(&f, values, filterQuestions(nil, nil))
	}
	f.List, f.After, f.Before = list, values.Get("after"), values.Get("before")
	if sort := values.Get("sort"); sort == SortDue || sort == SortReceived {
		f.Sort = sort
	}
	return f
}

// Query writes a filter as an address has it, without the place in the list.
func (f Filter) Query() url.Values {
	values := ask.Values(&f, filterQuestions(nil, nil))
	if f.Sort != "" {
		values.Set("sort", f.Sort)
	}
	return values
}

// place is the Query with the place in the list.
func (f Filter) place() url.Values {
	values := f.Query()
	if f.After != "" {
		values.Set("after", f.After)
	}
	if f.Before != "" {
		values.Set("before", f.Before)
	}
	return values
}

// cursor is a place in a list: the value sorted by and the case.
type cursor struct {
	day civil.Day
	id  db.ID
}

func (c cursor) String() string { return c.day.String() + "." + string(c.id) }

func readCursor(text string) (cursor, bool) {
	day, id, _ := strings.Cut(text, ".")
	parsed, err := civil.ParseDay(day)
	known, ok := db.ParseID(id)
	return cursor{parsed, known}, err == nil && ok
}
