package accommodation

import (
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
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// perPage is how many people a list shows at once.
const perPage = 50

// filter narrows the board.
type filter struct {
	State   State
	Need    string
	Urgency string
	Mine    bool
	After   string // the day and identifier after which to go on
}

// address is the board under the filter.
func (f filter) address(more string) string {
	values := url.Values{}
	for name, value := range map[string]string{"state": string(f.State), "need": f.Need, "urgency": f.Urgency, "after": more} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if f.Mine {
		values.Set("mine", "yes")
	}
	return "/accommodation?" + values.Encode()
}

func filterFrom(values url.Values, desk bool) filter {
	f := filter{State: State(values.Get("state")), Need: values.Get("need"), Urgency: values.Get("urgency"), Mine: values.Get("mine") == "yes", After: values.Get("after")}
	if states.Words(string(f.State)) == string(f.State) {
		f.State = Waiting
		if !desk {
			f.State = ""
		}
	}
	if values.Get("state") == "all" {
		f.State = ""
	}
	return f
}

// Row is a line of the board.
type Row struct {
	File
	Name    string
	Need    string // a catalogue source
	Region  string
	Overdue bool
}

type stateTab struct {
	Link  page.Link
	Count int
}

type boardPage struct {
	Desk    bool
	Filter  filter
	Tabs    []stateTab
	Rows    []Row
	Query   string
	Asked   bool
	More    string
	Needs   form.Codes
	Urgent  form.Codes
	MayAsk  bool
	MayMore bool
}

// board lists who needs a safe place: for a desk those who asked it, for others
// those for whom their agency asked.
func (room *Room) board(r *route.Request) error {
	desk := r.Actor.Has(account.AccommodationDesk)
	return room.drawBoard(r, filterFrom(r.URL.Query(), desk), "")
}

// search finds people by name or reference; it is posted, since what is searched
// for must not stand in an address.
func (room *Room) search(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	return room.drawBoard(r, filter{}, strings.TrimSpace(values.Get("query")))
}

func (room *Room) drawBoard(r *route.Request, f filter, query string) error {
	data := boardPage{Desk: r.Actor.Has(account.AccommodationDesk), Filter: f, Query: query, Asked: query != "", Needs: needKinds, Urgent: urgencies, MayAsk: access.Role(r.Actor, access.AskAtNight) == nil}
	deed := "list-accommodation"
	if data.Asked {
		deed = "search-accommodation"
	}
	err := list(r, deed, func(ctx context.Context, tx *db.Tx) error {
		counts, err := stateCounts(ctx, tx, r.Actor, data.Desk)
		if err != nil {
			return err
		}
		for _, state := range states {
			narrowed := f
			narrowed.State, narrowed.After = State(state.Code()), ""
			data.Tabs = append(data.Tabs, stateTab{page.Link{Text: state.Words(), Href: narrowed.address(""), Current: !data.Asked && f.State == State(state.Code())}, counts[State(state.Code())]})
		}
		var found []File
		if data.Asked {
			found, err = room.found(ctx, tx, r.Actor, data.Desk, query)
		} else {
			found, err = boardFiles(ctx, tx, r.Actor, data.Desk, f)
		}
		if err != nil {
			return err
		}
		if len(found) > perPage {
			found = found[:perPage]
			last := found[perPage-1]
			data.More = f.address(last.NeededOn.String() + " " + string(last.ID))
		}
		data.Rows, err = room.rows(ctx, tx, r.Actor, found)
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "board.html", "Accommodation", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

// rows gives files with the names that the actor may see.
func (room *Room) rows(ctx context.Context, tx *db.Tx, actor account.Actor, found []File) ([]Row, error) {
	var ids []db.ID
	for _, f := range found {
		if f.Case != "" {
			ids = append(ids, f.Case)
		}
	}
	names, err := casefile.Headlines(ctx, tx, actor, ids)
	if err != nil {
		return nil, err
	}
	today := civil.DayOf(tx.Now())
	var rows []Row
	for _, f := range found {
		row := Row{File: f, Name: names[f.Case], Need: needKinds.Words(Need(f.Household)), Overdue: f.State == Waiting && f.NeededOn.Before(today)}
		if f.Called != "" && f.Case == "" {
			row.Name = f.Called
		} else if f.Case == "" {
			if full, _, err := loadFile(ctx, tx, f.ID); err != nil {
				return nil, err
			} else {
				row.Name = full.Called
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// scope is the condition for the files of a desk, or of an agency that asked.
func scope(desk bool) string {
	if desk {
		return "(f.desk_id = $1 OR f.agency_id = $1)"
	}
	return "f.agency_id = $1"
}

func boardFiles(ctx context.Context, tx *db.Tx, actor account.Actor, desk bool, f filter) ([]File, error) {
	condition, args := scope(desk), []any{actor.Agency}
	add := func(text string, values ...any) {
		for _, value := range values {
			args = append(args, value)
			text = strings.Replace(text, "?", "$"+strconv.Itoa(len(args)), 1)
		}
		condition += " AND " + text
	}
	if f.State != "" {
		add("f.state = ?", f.State)
	}
	if f.Urgency != "" {
		add("f.urgency = ?", f.Urgency)
	}
	if f.Mine {
		add("f.worker_id = ?", actor.Account)
	}
	if f.Need != "" {
		add("EXISTS (SELECT 1 FROM bed_request q WHERE q.file_id = f.id AND q.need = ? AND q.id = (SELECT max(l.id) FROM bed_request l WHERE l.file_id = f.id))", f.Need)
	}
	if on, id, ok := strings.Cut(f.After, " "); ok {
		if day, err := civil.ParseDay(on); err == nil {
			add("(f.needed_on > ? OR f.needed_on = ? AND f.id > ?)", day, day, id)
		}
	}
	seen, more := visible(tx, actor, len(args)+1)
	return bareFiles(ctx, tx, condition+" AND "+seen+" ORDER BY f.needed_on, f.id LIMIT "+strconv.Itoa(perPage+1), append(args, more...)...)
}

// found are the files of those whom a search finds: by the reference of the file or
// of the case, or by a name in the index of the actor's agency.
func (room *Room) found(ctx context.Context, tx *db.Tx, actor account.Actor, desk bool, query string) ([]File, error) {
	cases, _, err := casefile.Search(ctx, tx, actor, query, "", perPage)
	if err != nil {
		return nil, err
	}
	args := []any{actor.Agency, strings.ToUpper(query)}
	condition := scope(desk) + " AND (f.reference = $2"
	if len(cases) > 0 {
		condition += " OR f.case_id IN (" + db.Marks(3, len(cases)) + ")"
		for _, id := range cases {
			args = append(args, id)
		}
	}
	seen, more := visible(tx, actor, len(args)+1)
	found, err := bareFiles(ctx, tx, condition+") AND "+seen+" ORDER BY f.needed_on, f.id", append(args, more...)...)
	if err != nil {
		return found, err
	}
	// Those without a case are found by what they are called: there are few of them.
	without, err := files(ctx, tx, scope(desk)+` AND f.case_id IS NULL AND f.state <> 'ended' ORDER BY f.needed_on, f.id LIMIT 200`, actor.Agency)
	if err != nil {
		return nil, err
	}
	for _, f := range without {
		if strings.Contains(strings.ToLower(f.Called), strings.ToLower(query)) && !slices.ContainsFunc(found, func(other File) bool { return other.ID == f.ID }) {
			found = append(found, f)
		}
	}
	return found, nil
}

// stateCounts counts the files in each state.
func stateCounts(ctx context.Context, tx *db.Tx, actor account.Actor, desk bool) (map[State]int, error) {
	seen, more := visible(tx, actor, 2)
	counts := map[State]int{}
	err := tx.Each(ctx, `SELECT f.state, count(*) FROM shelter_file f WHERE `+scope(desk)+` AND `+seen+` GROUP BY f.state`, append([]any{actor.Agency}, more...), func(scan func(...any) error) error {
		var state State
		var n int
		err := scan(&state, &n)
		counts[state] = n
		return err
	})
	return counts, err
}
