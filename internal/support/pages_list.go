package support

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
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
	// Of and Words say which number the list is behind: whose people, and what
	// they said of which outcome; Need and Level, what they need and how much.
	Of, Words, Need, Level string
}

// dueFilters are by what the list can be narrowed.
var dueFilters = form.Codes{{"", "Everybody", ""}, {"overdue", "Something is overdue", ""}, {"week", "Something is due in 7 days", ""}, {"unreached", "Not spoken with yet", ""}, {"late", "Not reached in time", ""}, {"ending", "Support ends in 30 days", ""}}

// listViews are the lists, by their address.
var listViews = []struct{ view, text string }{{"mine", "My caseload"}, {"team", "Whole team"}, {"unnamed", "Without a worker"}, {"ended", "Ended"}}

// emptyWords are what an empty list says.
var emptyWords = map[string]string{
	"mine": "You support nobody at the moment. Your managers name the worker of somebody new.", "team": "Your provider supports nobody at the moment.",
	"unnamed": "Everybody has a worker.", "ended": "Nobody’s support has ended yet.",
}

// filterFrom reads the filter of an address. Whoever supports nobody themselves
// begins with the whole team; only whoever manages goes down to one worker, to
// those who said something of an outcome, or to those who need something.
func filterFrom(q url.Values, actor account.Actor) Filter {
	f := Filter{View: q.Get("view"), Due: q.Get("due"), Phase: q.Get("phase")}
	manages := access.Role(actor, access.TakeSupport) == nil
	if manages {
		f.Worker, f.Outcome, f.Change, f.Need, f.Level = db.ID(q.Get("worker")), q.Get("outcome"), q.Get("change"), q.Get("need"), q.Get("level")
	}
	if domains.Words(f.Need) == f.Need {
		f.Need, f.Level = "", ""
	}
	if levels.Words(f.Level) == f.Level {
		f.Level = ""
	}
	if outcomes.Words(f.Outcome) == f.Outcome {
		f.Outcome, f.Change = "", ""
	}
	if f.Outcome != "" {
		f.View = "said"
		return f
	}
	if !slices.ContainsFunc(listViews, func(v struct{ view, text string }) bool { return v.view == f.View }) {
		f.View = "mine"
		if manages {
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

// query is the filter as the address of a list carries it.
func (f Filter) query() url.Values {
	values := url.Values{"view": {f.View}, "due": {f.Due}, "phase": {f.Phase}}
	for name, value := range map[string]string{"worker": string(f.Worker), "outcome": f.Outcome, "change": f.Change, "need": f.Need, "level": f.Level} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return values
}

// list shows whom the agency supports, by what is due.
func (room *Room) list(r *route.Request) error {
	return room.drawList(r, filterFrom(r.URL.Query(), r.Actor), "")
}

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
	if f.Due != "" || f.Phase != "" || f.Worker != "" || f.Need != "" {
		data.Empty = "Nobody fits these filters."
	}
	for _, v := range listViews {
		data.Tabs = append(data.Tabs, page.Link{Text: v.text, Href: "/support?view=" + v.view, Current: !data.Asked && v.view == f.View})
	}
	if access.Role(r.Actor, access.TakeSupport) == nil {
		data.Tabs = append(data.Tabs, page.Link{Text: "Waiting for a provider", Href: "/support/waiting"}, page.Link{Text: "Overview", Href: "/support/overview"})
	}
	if f.Outcome != "" {
		data.Words, data.Empty = outcomes.Words(f.Outcome), "Nobody fits these filters."
	}
	if f.Need != "" {
		data.Need = domains.Words(f.Need)
	}
	if f.Level != "" {
		data.Level = levels.Words(f.Level)
	}
	data.Print = "/support/print?" + f.query().Encode()
	deed := "list-support"
	if data.Asked {
		deed = "search-support"
	}
	err := looked(r, deed, func(ctx context.Context, tx *db.Tx) (err error) {
		data.Today = today(tx)
		if data.Lines, err = room.lines(ctx, tx, r.Actor, f); err != nil {
			return err
		}
		if f.Worker != "" && len(data.Lines) > 0 {
			data.Of = data.Lines[0].WorkerName
		}
		if !data.Asked {
			return nil
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
	f := filterFrom(r.URL.Query(), r.Actor)
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
