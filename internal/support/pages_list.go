package support

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type listPage struct {
	Tabs    []page.Link
	Query   string
	Asked   bool
	Filter  Filter
	Dues    []form.Option
	Phases  []form.Option
	Lines   []Line
	Today   civil.Day
	Worker  bool // show whose each person is
	Ended   bool
	Print   string
	Waiting int
	Empty   string
}

// dueFilters are by what the list can be narrowed.
var dueFilters = form.Codes{{"", "Everybody", ""}, {"overdue", "Something is overdue", ""}, {"week", "Something is due in 7 days", ""}, {"unreached", "Not spoken with yet", ""}, {"ending", "Support ends in 30 days", ""}}

// listViews are the lists, by their address.
var listViews = []struct{ view, text string }{{"mine", "My caseload"}, {"team", "Whole team"}, {"unnamed", "Without a worker"}, {"ended", "Ended"}}

// emptyWords are what an empty list says.
var emptyWords = map[string]string{
	"mine": "You support nobody at the moment. Your managers name the worker of somebody new.", "team": "Your provider supports nobody at the moment.",
	"unnamed": "Everybody has a worker.", "ended": "Nobody’s support has ended yet.",
}

// filterOf reads the filter of the address. Whoever supports nobody themselves
// begins with the whole team.
func filterOf(r *route.Request) Filter {
	q := r.URL.Query()
	f := Filter{View: q.Get("view"), Due: q.Get("due"), Phase: q.Get("phase")}
	if !slices.ContainsFunc(listViews, func(v struct{ view, text string }) bool { return v.view == f.View }) {
		f.View = "mine"
		if access.Role(r.Actor, access.TakeSupport) == nil {
			f.View = "team"
		}
	}
	if dueFilters.Words(f.Due) == f.Due {
		f.Due = ""
	}
	if phaseWords.Words(f.Phase) == f.Phase {
		f.Phase = ""
	}
	return f
}

// list shows whom the agency supports, by what is due.
func (room *Room) list(r *route.Request) error { return room.drawList(r, filterOf(r), "") }

// search finds somebody by name or reference; it is a form that is posted, since
// what is searched for must not stand in an address.
func (room *Room) search(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	return room.drawList(r, Filter{View: "team"}, strings.TrimSpace(values.Get("query")))
}

func (room *Room) drawList(r *route.Request, f Filter, query string) error {
	data := listPage{Query: query, Asked: query != "", Filter: f, Worker: f.View != "mine", Ended: f.View == "ended", Empty: emptyWords[f.View],
		Dues: dueFilters.Options(), Phases: append([]form.Option{{Label: "Every phase"}}, phaseWords.Options()...)}
	if f.Due != "" || f.Phase != "" {
		data.Empty = "Nobody fits these filters."
	}
	for _, v := range listViews {
		data.Tabs = append(data.Tabs, page.Link{Text: v.text, Href: "/support?view=" + v.view, Current: !data.Asked && v.view == f.View})
	}
	if access.Role(r.Actor, access.TakeSupport) == nil {
		data.Tabs = append(data.Tabs, page.Link{Text: "Waiting for a provider", Href: "/support/waiting"}, page.Link{Text: "Overview", Href: "/support/overview"})
	}
	data.Print = "/support/print?" + url.Values{"view": {f.View}, "due": {f.Due}, "phase": {f.Phase}}.Encode()
	deed := "list-support"
	if data.Asked {
		deed = "search-support"
	}
	err := looked(r, deed, func(ctx context.Context, tx *db.Tx) (err error) {
		data.Today = today(tx)
		if data.Lines, err = room.lines(ctx, tx, r.Actor, f); err != nil || !data.Asked {
			return err
		}
		over, err := room.lines(ctx, tx, r.Actor, Filter{View: "ended"})
		if err != nil {
			return err
		}
		found, _, err := casefile.Search(ctx, tx, r.Actor, query, "", 100)
		data.Lines = slices.DeleteFunc(append(data.Lines, over...), func(line Line) bool {
			return !slices.Contains(found, line.ID) && !strings.EqualFold(line.Reference, query)
		})
		data.Empty = "Nobody whom your provider supports fits what you searched for."
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "list.html", "Support", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

// printList is the list on paper, for a day without a screen: references and what
// is due, and no names.
func (room *Room) printList(r *route.Request) error {
	f := filterOf(r)
	data := listPage{Filter: f, Worker: f.View != "mine", Empty: emptyWords[f.View]}
	err := looked(r, "print-support-list", func(ctx context.Context, tx *db.Tx) (err error) {
		data.Today = today(tx)
		data.Lines, err = room.lines(ctx, tx, r.Actor, f)
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "list_print.html", "Support: what is due", "full", backToList, data)
}

type waitingPage struct {
	List  []waitingRow
	Areas []string
}

type waitingRow struct {
	Waiting
	RegionName, LanguageName string
}

// waiting shows who waits for a provider, without names, and where the reader's
// provider takes people on.
func (room *Room) waiting(r *route.Request) error {
	var data waitingPage
	err := looked(r, "list-waiting-for-support", func(ctx context.Context, tx *db.Tx) error {
		list, err := waitingFor(ctx, tx, r.Actor)
		if err != nil {
			return err
		}
		for _, w := range list {
			row := waitingRow{Waiting: w}
			if w.Region != "" {
				row.RegionName = room.Lists.Regions.Name(w.Region)
			}
			if w.Language != "" {
				row.LanguageName = room.Lists.Languages.Name(w.Language)
			}
			data.List = append(data.List, row)
		}
		areas, err := areasOf(ctx, tx, r.Actor.Agency)
		for _, area := range areas {
			if area.Region == "" {
				data.Areas = append(data.Areas, room.Lists.Nations.Name(area.Jurisdiction))
			} else {
				data.Areas = append(data.Areas, room.Lists.Regions.Name(area.Region))
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "waiting.html", "Who waits for a provider", "wide", backToList, data)
}

type overviewPage struct {
	Loads    []Load
	Total    Load
	Today    civil.Day
	Outcomes []outcomeRow
	People   int // with at least two readings
}

// outcomeRow says, of one outcome, how many people see it better, the same or
// worse than at first, of how many who said it twice.
type outcomeRow struct {
	Words                     string
	Better, Same, Worse, Said int
}

// overview shows managers how much each worker has, and how life is going for
// those whom the provider supports, with how many that is.
func (room *Room) overview(r *route.Request) error {
	var data overviewPage
	err := looked(r, "read-support-overview", func(ctx context.Context, tx *db.Tx) error {
		data.Today = today(tx)
		list, err := room.lines(ctx, tx, r.Actor, Filter{View: "team"})
		if err != nil {
			return err
		}
		data.Loads = loads(list, data.Today)
		for _, load := range data.Loads {
			data.Total.People += load.People
			data.Total.Overdue += load.Overdue
			data.Total.Unmet += load.Unmet
			data.Total.Ending += load.Ending
		}
		data.Outcomes, data.People, err = outcomesOf(ctx, tx, r.Actor.Agency)
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "overview.html", "Overview of support", "wide", backToList, data)
}

// outcomesOf compares the first and the last score of each outcome for people of
// an agency who gave it at least twice.
func outcomesOf(ctx context.Context, tx *db.Tx, agency db.ID) (rows []outcomeRow, people int, err error) {
	type key struct {
		id      db.ID
		outcome string
	}
	first, last, times := map[key]int{}, map[key]int{}, map[key]int{}
	err = tx.Each(ctx, `SELECT m.case_id, s.outcome, s.score FROM support_score s JOIN support_reading m ON m.id = s.reading_id JOIN support_case c ON c.case_id = m.case_id
		WHERE c.agency_id = $1 ORDER BY m.measured_on, m.id`, []any{agency}, func(scan func(...any) error) error {
		var k key
		var score int
		if err := scan(&k.id, &k.outcome, &score); err != nil {
			return err
		}
		if times[k]++; times[k] == 1 {
			first[k] = score
		}
		last[k] = score
		return nil
	})
	seen := map[db.ID]bool{}
	for _, outcome := range outcomes {
		row := outcomeRow{Words: outcome.Words()}
		for k, n := range times {
			if k.outcome != outcome.Code() || n < 2 {
				continue
			}
			seen[k.id] = true
			row.Said++
			switch {
			case last[k] > first[k]:
				row.Better++
			case last[k] < first[k]:
				row.Worse++
			default:
				row.Same++
			}
		}
		rows = append(rows, row)
	}
	return rows, len(seen), err
}
