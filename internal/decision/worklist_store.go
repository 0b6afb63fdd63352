package decision

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
)

// selection is the conditions of a query and their arguments.
type selection struct {
	where []string
	args  []any
}

// and adds a condition; each $? in it stands for the next of the arguments.
func (s *selection) and(condition string, args ...any) {
	for _, arg := range args {
		s.args = append(s.args, arg)
		condition = strings.Replace(condition, "$?", fmt.Sprintf("$%d", len(s.args)), 1)
	}
	s.where = append(s.where, condition)
}

func (s *selection) conditions() string { return strings.Join(s.where, " AND ") }

// selectionOf turns a filter into conditions on case_progress p. Visibility is
// one of them, in every query that is made of it.
func selectionOf(tx *db.Tx, actor account.Actor, f Filter, today civil.Day) *selection {
	var s selection
	s.and("p.agency_id = $?", actor.Agency)
	switch {
	case f.List == ListTriage:
		s.and("p.stage = $?", machine.Received)
	case f.Due == DueOverdue && soleLateClock[f.Stage] != "":
		// The few that are late in such a stage lie together by their clock. By
		// their stage they are far apart, so that index is kept out of it.
		s.and("coalesce(p.stage, '') = $? AND p.due_kind = $?", f.Stage, soleLateClock[f.Stage])
	case f.Stage != "":
		s.and("p.stage = $?", f.Stage)
	}
	// Of a stage it follows, and is said only where an index by somebody or
	// something can then be read in order.
	byOther := f.List == ListMine || f.Maker != "" || f.Referrer != "" || f.Clock != "" || f.Due == DueOverdue || f.Due == DueReady
	if f.List != ListTriage && f.Stage != machine.Closed && (f.Stage == "" || byOther) {
		s.and("p.open = TRUE")
	}
	switch {
	case f.List == ListMine:
		s.and("p.decision_maker = $?", actor.Account)
	case f.Maker == Unassigned:
		s.and("p.decision_maker = ''")
	case f.Maker != "":
		s.and("p.decision_maker = $?", f.Maker)
	}
	days, within := f.dueWithin()
	switch {
	case f.Due == DueOverdue && soleLateClock[f.Stage] != "":
		s.and("p.due_on < $?", today)
	case f.Due == DueOverdue:
		s.and("p.due_on < $? AND "+lateCondition, today)
	case f.Due == DueReady:
		s.and("p.due_kind = $? AND p.due_on <= $?", machine.ClockConclusiveEarliest, today)
	case f.Due == DueNone:
		s.and("p.due_on = $?", someDay)
	case within:
		s.and("p.due_on <= $?", today.Add(days))
	}
	if f.Age != "" {
		s.and("p.child = $?", f.Age == "child")
	}
	if f.Jurisdiction != "" {
		s.and("p.jurisdiction = $?", f.Jurisdiction)
	}
	if f.Referrer != "" {
		s.and("p.referrer_id = $?", f.Referrer)
	}
	if f.Clock != "" {
		s.and("p.due_kind = $?", f.Clock)
	}
	if !f.ReceivedFrom.IsZero() {
		s.and("p.received_on >= $?", f.ReceivedFrom)
	}
	if !f.ReceivedUntil.IsZero() {
		s.and("p.received_on <= $?", f.ReceivedUntil)
	}
	visible, more := access.Visible(tx, actor, "p.case_id", access.Decision, len(s.args)+1)
	s.where, s.args = append(s.where, visible), append(s.args, more...)
	shown, more := casefile.Shown(tx, actor, "p.case_id", access.Decision, len(s.args)+1)
	s.where, s.args = append(s.where, shown), append(s.args, more...)
	return &s
}

// soleLateClock is the one clock that can be late in a stage where only one can.
var soleLateClock = map[machine.Stage]machine.ClockKind{
	machine.Recovery:                  machine.ClockInformation,
	machine.ReasonableGroundsNegative: machine.ClockInformation,
	machine.ConclusiveGroundsNegative: machine.ClockInformation,
	machine.Suspended:                 machine.ClockSuspensionReview,
}

// lateCondition is the clocks that are late when their day has passed, in the
// very words of the index case_progress_late.
const lateCondition = `p.due_kind IN ('reasonable-grounds-decision', 'reasonable-grounds-decision-pilot', 'information-request', 'suspension-review')`

const listedColumns = `p.case_id, f.reference, f.version, p.stage, p.due_on, p.due_kind, p.received_on, p.decision_maker, p.jurisdiction, p.child, a.name, g.name
	FROM case_progress p JOIN case_file f ON f.id = p.case_id
	LEFT JOIN account a ON a.id = p.decision_maker LEFT JOIN agency g ON g.id = p.referrer_id`

func scanListed(l *Listed, scan func(...any) error) error {
	err := scan(&l.ID, &l.Reference, &l.Version, &l.Stage, &l.Due, &l.DueKind, &l.Received, &l.Maker, &l.Jurisdiction, &l.Child,
		db.Text(&l.MakerName), db.Text(&l.Referrer))
	if l.Due == someDay {
		l.Due = civil.Day{}
	}
	return err
}

// place is where a case stands in a list of that order.
func (l Listed) place(order string) cursor {
	day := l.Due
	switch {
	case order == SortReceived:
		day = l.Received
	case day.IsZero():
		day = someDay
	}
	return cursor{day, l.ID}
}

// workList reads a page of a list by its keys, never by a number of rows to
// skip: cases that come and go meanwhile neither repeat nor hide others.
func workList(ctx context.Context, tx *db.Tx, actor account.Actor, f Filter, today civil.Day) (Page, error) {
	s, order, size := selectionOf(tx, actor, f, today), f.order(), f.size()
	counted, many, err := countListed(ctx, tx, s, f.mostCounted())
	if err != nil {
		return Page{}, err
	}
	page := Page{Total: counted, Many: many}
	after, forward := readCursor(f.After)
	before, backward := readCursor(f.Before)
	backward = backward && !forward
	column, direction := columnOf(order), "ASC"
	switch {
	case forward:
		s.and("("+column+", p.case_id) > ($?, $?)", after.day, after.id)
	case backward:
		s.and("("+column+", p.case_id) < ($?, $?)", before.day, before.id)
		direction = "DESC"
	}
	page.Cases, err = db.All(ctx, tx, s.page(column, direction, size+1), s.args, scanListed)
	if err != nil {
		return Page{}, err
	}
	more := len(page.Cases) > size
	if more {
		page.Cases = page.Cases[:size]
	}
	if backward {
		slices.Reverse(page.Cases)
	}
	if len(page.Cases) > 0 {
		if more || backward {
			page.Next = page.Cases[len(page.Cases)-1].place(order).String()
		}
		if forward || backward && more {
			page.Previous = page.Cases[0].place(order).String()
		}
	}
	return page, nameListed(ctx, tx, actor, page.Cases)
}

// page is the query of a page in an order.
func (s *selection) page(column, direction string, size int) string {
	return fmt.Sprintf(`SELECT %s WHERE %s ORDER BY %s %s, p.case_id %s LIMIT %d`, listedColumns, s.conditions(), column, direction, direction, size)
}

func columnOf(order string) string {
	if order == SortReceived {
		return "p.received_on"
	}
	return "p.due_on"
}

// countListed counts a list as far as most.
func countListed(ctx context.Context, tx *db.Tx, s *selection, most int) (n int, many bool, err error) {
	_, err = tx.Row(ctx, fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM case_progress p WHERE %s LIMIT %d) counted`, s.conditions(), most+1), s.args, &n)
	return min(n, most), n > most, err
}

// nameListed fills in whom the cases are about, where the actor may see it.
func nameListed(ctx context.Context, tx *db.Tx, actor account.Actor, cases []Listed) error {
	if access.Role(actor, access.ReadIdentity) != nil {
		return nil
	}
	ids := make([]db.ID, len(cases))
	for i, listed := range cases {
		ids[i] = listed.ID
	}
	names, err := casefile.Headlines(ctx, tx, actor, ids)
	for i := range cases {
		cases[i].Name = names[cases[i].ID]
	}
	return err
}

// exportPart is how many rows of an export are read at a time.
const exportPart = 500

// eachListed gives every case of a list, a part at a time, each part read in a
// transaction of its own: the export of a long list holds neither the rows in
// memory nor a snapshot open while a slow line takes them.
func eachListed(ctx context.Context, d *db.Database, actor account.Actor, f Filter, names bool, each func([]Listed) error) error {
	order := f.order()
	place, going := cursor{}, false
	for {
		var part []Listed
		err := d.Read(ctx, func(tx *db.Tx) (err error) {
			s := selectionOf(tx, actor, f, civil.DayOf(tx.Now()))
			if going {
				s.and("("+columnOf(order)+", p.case_id) > ($?, $?)", place.day, place.id)
			}
			part, err = db.All(ctx, tx, s.page(columnOf(order), "ASC", exportPart), s.args, scanListed)
			if err == nil && names {
				err = nameListed(ctx, tx, actor, part)
			}
			return err
		})
		if err != nil || len(part) == 0 {
			return err
		}
		if err := each(part); err != nil {
			return err
		}
		place, going = part[len(part)-1].place(order), true
		if len(part) < exportPart {
			return nil
		}
	}
}

// listedOf reads the cases that a search found, in the order of their identifiers'
// list, those of them that the actor may see at all.
func listedOf(ctx context.Context, tx *db.Tx, actor account.Actor, ids []db.ID) ([]Listed, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	visible, more := access.Visible(tx, actor, "p.case_id", access.Decision, len(ids)+1)
	cases, err := db.All(ctx, tx, `SELECT `+listedColumns+` WHERE p.case_id IN (`+db.Marks(1, len(ids))+`) AND `+visible+` ORDER BY p.case_id DESC`,
		append(args, more...), scanListed)
	if err != nil {
		return nil, err
	}
	return cases, nameListed(ctx, tx, actor, cases)
}
