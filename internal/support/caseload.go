package support

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// Due is one thing that is due in a case.
type Due struct {
	Kind, Subject string
	On            civil.Day // zero: no day
	// WhyDue is the address of the answer to "why is it due then?"; lists know it.
	WhyDue string
	rule   string // by which its clock runs, from the day
	from   civil.Day
}

// Words says what is to be done, a catalogue source.
func (d Due) Words() string { return taskWords[d.Kind] }

// Late reports whether it is past its day.
func (d Due) Late(today civil.Day) bool { return !d.On.IsZero() && d.On.Before(today) }

// Line is one person in a list, with what is due, the first first.
type Line struct {
	Case
	Name string
	Due  []Due
	// Last is the last day of support, zero while it is open.
	Last  civil.Day
	Unmet bool // nobody has spoken with them in time
	// Needs are the levels of the last assessment, by the domains talked about.
	Needs map[string]string
}

// Urgent reports whether something was needed on the day of the last assessment.
func (l Line) Urgent() bool {
	for _, level := range l.Needs {
		if level == helpToday {
			return true
		}
	}
	return false
}

// Next is the first thing that is due.
func (l Line) Next() Due {
	if len(l.Due) == 0 {
		return Due{}
	}
	return l.Due[0]
}

// More is how many things are due beside the first.
func (l Line) More() int { return max(0, len(l.Due)-1) }

// Filter narrows a list.
type Filter struct {
	View  string // mine, team, unnamed, ended or said (open or ended)
	Due   string // overdue, week, unreached, late or ending; "" for all
	Phase string
	// Worker is an account of the provider, for the list behind a number.
	Worker db.ID
	// Outcome and Change keep those who said of an outcome that it is better, the
	// same or worse; with no change, those who said it twice.
	Outcome, Change string
	// Need and Level keep those who needed so much in a part of their life at the
	// last assessment; with no level, those with whom it was talked about.
	Need, Level string
}

// listLimit is how many people a list shows.
const listLimit = 500

// lines lists people whom the actor's agency supports, by what is due.
func (r *Room) lines(ctx context.Context, tx *db.Tx, actor account.Actor, f Filter) ([]Line, error) {
	visible, args := access.Visible(tx, actor, "s.case_id", access.Identity|access.Support, 4)
	condition := `s.agency_id = $1 AND ($2 = '' OR s.worker_id = $2) AND s.ended_at IS NULL`
	worker := f.Worker
	switch f.View {
	case "mine":
		worker = actor.Account
	case "unnamed":
		condition += ` AND s.worker_id IS NULL`
	case "said":
		condition = `s.agency_id = $1 AND ($2 = '' OR s.worker_id = $2)`
	case "ended":
		condition = `s.agency_id = $1 AND ($2 = '' OR s.worker_id = $2) AND s.ended_at IS NOT NULL`
	}
	cases, err := loadCases(ctx, tx, condition+` AND `+visible+` ORDER BY s.case_id DESC LIMIT $3`, append([]any{actor.Agency, worker, listLimit}, args...)...)
	if err != nil {
		return nil, err
	}
	due, err := dueIn(ctx, tx, actor.Agency)
	if err != nil {
		return nil, err
	}
	needs, err := needsIn(ctx, tx, actor.Agency)
	if err != nil {
		return nil, err
	}
	ids := make([]db.ID, len(cases))
	for i, c := range cases {
		ids[i] = c.ID
	}
	names, err := casefile.Headlines(ctx, tx, actor, ids)
	if err != nil {
		return nil, err
	}
	said, err := f.said(ctx, tx, actor)
	if err != nil {
		return nil, err
	}
	var list []Line
	for _, c := range cases {
		if f.Outcome != "" && !said[c.ID] {
			continue
		}
		line := Line{Case: c, Name: names[c.ID], Due: due[c.ID], Unmet: c.Late(tx.Now()), Needs: needs[c.ID]}
		if last, open := c.Course.Last(); !open {
			line.Last = last
		}
		for i, d := range line.Due {
			line.Due[i].WhyDue = casefile.WhyKept(r.Rules, d.rule, c.about(), d.from, d.On)
		}
		if f.keeps(line, today(tx)) {
			list = append(list, line)
		}
	}
	slices.SortStableFunc(list, func(a, b Line) int {
		if a.Unmet != b.Unmet {
			return map[bool]int{true: -1, false: 1}[a.Unmet]
		}
		return far(a.Next().On).Compare(far(b.Next().On))
	})
	return list, nil
}

// far is a day for sorting: no day comes last.
func far(day civil.Day) civil.Day {
	if day.IsZero() {
		return civil.MustDay("9999-12-31")
	}
	return day
}

// keeps reports whether a line passes the filter.
func (f Filter) keeps(l Line, today civil.Day) bool {
	if f.Phase != "" && string(l.Course.Phase()) != f.Phase {
		return false
	}
	if level, told := l.Needs[f.Need]; f.Need != "" && (!told || f.Level != "" && level != f.Level) {
		return false
	}
	on := l.Next().On
	switch f.Due {
	case "overdue":
		return !on.IsZero() && on.Before(today)
	case "week":
		return !on.IsZero() && !on.After(today.Add(7))
	case "unreached":
		return l.Reached.IsZero()
	case "late":
		return l.Unmet
	case "ending":
		return !l.Last.IsZero() && !l.Last.After(today.Add(30))
	}
	return true
}

// dueIn lists the open tasks of this room in an agency by case, by their day.
func dueIn(ctx context.Context, tx *db.Tx, agency db.ID) (map[db.ID][]Due, error) {
	due := map[db.ID][]Due{}
	err := tx.Each(ctx, `SELECT t.case_id, t.kind, t.subject, t.due_on, COALESCE(k.rule, ''), k.started_on FROM task t JOIN support_case s ON s.case_id = t.case_id AND s.agency_id = t.agency_id LEFT JOIN clock k ON k.id = t.clock_id
		WHERE t.agency_id = $1 AND t.kind LIKE 'support-%' AND t.done_at IS NULL AND t.cancelled_at IS NULL ORDER BY t.due_on, t.id`, []any{agency}, func(scan func(...any) error) error {
		var id db.ID
		var d Due
		if err := scan(&id, &d.Kind, &d.Subject, &d.On, &d.rule, &d.from); err != nil {
			return err
		}
		if d.On.Year >= 9999 {
			d.On = civil.Day{}
		}
		due[id] = append(due[id], d)
		return nil
	})
	return due, err
}

// needsIn gives the levels of the last assessment of those whom an agency supports,
// by the domains that were talked about.
func needsIn(ctx context.Context, tx *db.Tx, agency db.ID) (map[db.ID]map[string]string, error) {
	needs := map[db.ID]map[string]string{}
	err := tx.Each(ctx, `SELECT a.case_id, n.domain, n.level FROM support_assessment a JOIN support_case s ON s.case_id = a.case_id JOIN support_need n ON n.assessment_id = a.id
		WHERE s.agency_id = $1 AND s.ended_at IS NULL
		AND a.number = (SELECT max(b.number) FROM support_assessment b WHERE b.case_id = a.case_id)`, []any{agency}, func(scan func(...any) error) error {
		var id db.ID
		var domain string
		var level int
		if err := scan(&id, &domain, &level); err != nil {
			return err
		}
		if needs[id] == nil {
			needs[id] = map[string]string{}
		}
		needs[id][domain] = strconv.Itoa(level)
		return nil
	})
	return needs, err
}

// Waiting is somebody who waits for a provider: codes and days, and nothing by
// which they could be known.
type Waiting struct {
	Case      db.ID
	Reference string
	Region    string
	AgeGroup  string
	Language  string
	Since     civil.Day
	ReachBy   civil.Day
	Late      bool
}

// waitingFor lists who waits for a provider in the actor's jurisdiction, those
// who have waited the longest first. It is the one list of people whom the
// reader may not know yet, so it names nobody.
func waitingFor(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Waiting, error) {
	cases, err := loadCases(ctx, tx, `s.agency_id IS NULL AND s.ended_at IS NULL AND c.jurisdiction = $1 ORDER BY s.opened_at, s.case_id LIMIT $2`, actor.Jurisdiction, listLimit)
	var list []Waiting
	for _, c := range cases {
		w := Waiting{Case: c.ID, Reference: c.Reference, Region: c.Region, AgeGroup: c.AgeGroup, Language: c.Interpreter, Since: civil.DayOf(c.Opened), Late: c.Late(tx.Now())}
		if !c.ReachBy.IsZero() {
			w.ReachBy = civil.DayOf(c.ReachBy)
		}
		list = append(list, w)
	}
	return list, err
}

// Load is how much one worker has.
type Load struct {
	ID                             db.ID // empty: nobody is named
	Worker                         string
	People, Overdue, Unmet, Ending int
}

// loads counts the people of the actor's agency by worker, the unnamed first.
func loads(list []Line, today civil.Day) []Load {
	by := map[db.ID]*Load{}
	for _, line := range list {
		load := by[line.Worker]
		if load == nil {
			load = &Load{ID: line.Worker, Worker: line.WorkerName}
			by[line.Worker] = load
		}
		load.People++
		if line.Next().Late(today) {
			load.Overdue++
		}
		if line.Unmet {
			load.Unmet++
		}
		if !line.Last.IsZero() && !line.Last.After(today.Add(30)) {
			load.Ending++
		}
	}
	var found []Load
	for _, load := range by {
		found = append(found, *load)
	}
	slices.SortFunc(found, func(a, b Load) int {
		return cmp.Or(strings.Compare(a.Worker, b.Worker), strings.Compare(string(a.ID), string(b.ID)))
	})
	return found
}

// List is the address of the list of exactly those whom a number counts.
func (l Load) List(due string) string {
	if l.ID == "" {
		return "/support?" + url.Values{"view": {"unnamed"}, "due": {due}}.Encode()
	}
	return "/support?" + url.Values{"view": {"team"}, "due": {due}, "worker": {string(l.ID)}}.Encode()
}
