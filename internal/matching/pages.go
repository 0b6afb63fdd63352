package matching

import (
	"context"
	"embed"
	"html/template"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

// Routes are the addresses of the room, in the order in which a person meets
// them.
func (room *Room) Routes() []route.Route {
	return []route.Route{
		{Pattern: "GET /matches", Action: access.ReviewMatches, Handle: room.queuePage},
		{Pattern: "GET /matches/{id}", Action: access.ReviewMatches, Handle: room.pairPage},
		{Pattern: "POST /matches/{id}/decide", Action: access.ReviewMatches, Handle: room.change("decided", room.decide)},
		{Pattern: "POST /matches/{id}/undo", Action: access.ReviewMatches, Handle: room.change("undone", room.undo)},
		{Pattern: "POST /matches/{id}/assign", Action: access.ReviewMatches, Handle: room.change("assigned", room.assign)},
		{Pattern: "GET /matches/{id}/join", Action: access.MergeCases, Handle: room.joinPage},
		{Pattern: "POST /matches/{id}/join", Action: access.MergeCases, Handle: room.join},
		{Pattern: "GET /joined/{id}", Action: access.ReviewMatches, Handle: room.joinedPage},
		{Pattern: "POST /joined/{id}/undo", Action: access.MergeCases, Handle: room.unjoin},
		{Pattern: "GET /match-questions", Action: access.AnswerMatch, Handle: room.askedPage},
		{Pattern: "GET /match-questions/{id}", Action: access.AnswerMatch, Handle: room.questionPage},
		{Pattern: "POST /match-questions/{id}", Action: access.AnswerMatch, Handle: room.answer},
		{Pattern: "GET /encounters", Action: access.ReviewMatches, Handle: room.flagsPage},
		{Pattern: "GET /encounters/{id}", Action: access.ReviewMatches, Handle: room.flagPage},
		{Pattern: "POST /encounters/{id}", Action: access.ReviewMatches, Handle: room.acknowledge},
		{Pattern: "GET /match-learning", Action: access.TeachMatching, Handle: room.learningPage},
		{Pattern: "POST /match-learning", Action: access.TeachMatching, Handle: room.learn},
	}
}

// tabs are the pages of the room that the actor may open.
func tabs(actor account.Actor, current string) []page.Link {
	var links []page.Link
	for _, tab := range []struct {
		text, href string
		action     access.Action
	}{
		{"Possible matches", "/matches", access.ReviewMatches}, {"New encounters", "/encounters", access.ReviewMatches},
		{"Questions and answers", "/match-questions", access.AnswerMatch}, {"Learning", "/match-learning", access.TeachMatching},
	} {
		if access.Role(actor, tab.action) == nil {
			links = append(links, page.Link{Text: tab.text, Href: tab.href, Current: tab.href == current})
		}
	}
	return links
}

// listPage is the queue on a page.
type listPage struct {
	Tabs   []page.Link
	Fields []form.Field
	Rows   []Queued
	Whole  int
	Most   bool
	Narrow bool
}

// narrowing is what the filter of the queue asks.
type narrowing struct {
	State string
	Mine  bool
	Child bool
}

func narrowingQuestions() []form.Question[narrowing] {
	options := []form.Option{{Value: "", Label: "All that wait for somebody"}}
	for _, state := range States {
		options = append(options, form.Option{Value: string(state.State), Label: state.Words})
	}
	return []form.Question[narrowing]{
		{Name: "state", Label: "Show", Kind: form.Select, Options: options, Bind: func(n *narrowing) any { return &n.State }},
		{Name: "mine", Label: "Only those given to me", Kind: form.Tick, Bind: func(n *narrowing) any { return &n.Mine }},
		{Name: "child", Label: "Only where one may be a child", Kind: form.Tick, Bind: func(n *narrowing) any { return &n.Child }},
	}
}

func (room *Room) queuePage(r *route.Request) error {
	var n narrowing
	query := r.URL.Query()
	form.Fill(&n, query, narrowingQuestions())
	if stateWords(State(n.State)) == "" {
		n.State = ""
	}
	data := listPage{Tabs: tabs(r.Actor, "/matches"), Fields: form.Fields(&n, nil, nil, narrowingQuestions()), Narrow: n != narrowing{}}
	for i := range data.Fields {
		data.Fields[i].Optional = false
	}
	var shown lookedUp
	err := r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		data.Rows, err = room.Queue(r.Context(), tx, r.Actor, Filter{State: State(n.State), Mine: n.Mine, Child: n.Child})
		return err
	})
	if err != nil {
		return err
	}
	for _, row := range data.Rows {
		shown.Cases = append(shown.Cases, row.Left.ID)
		if !row.Blind {
			shown.Cases = append(shown.Cases, row.Right.ID)
			data.Whole++
		}
	}
	data.Most = len(data.Rows) >= mostQueued
	if err := room.looked(r, audit.Entry{Action: "list-matches", Subject: "matches", Change: shown}); err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "queue.html", page.View{Title: "Possible matches", Width: "wide", Banner: deed.Banner(r, news), Data: data})
}

// looked records a look before the answer goes out.
func (room *Room) looked(r *route.Request, entry audit.Entry) error {
	entry.Category, entry.Why = audit.Consultation, purposeMatching
	return r.DB.Write(r.Context(), func(tx *db.Tx) error { return audit.Append(r.Context(), tx, r.Actor, entry) })
}

// lookedAPI is looked for the JSON API.
func (room *Room) lookedAPI(ctx context.Context, actor account.Actor, action string, shown lookedUp) error {
	return room.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: action, Category: audit.Consultation, Subject: "matches", Why: purposeMatching, Change: shown})
	})
}

// news is what was done, by the word in the address of the next page.
var news = map[string]string{"decided": "Your decision is recorded", "undone": "Your decision is taken back", "assigned": "Given to the person you chose",
	"joined": "The records are joined. Both stay as they were, and you can undo this", "unjoined": "The records are no longer joined",
	"answered": "Your answer is recorded", "seen": "What you found is recorded", "learned": "The comparison has learned from what people decided"}

func stateWords(state State) string {
	for _, known := range States {
		if known.State == state {
			return known.Words
		}
	}
	return ""
}

// twoWords say why two readers are needed.
var twoWords = map[string]string{TwoChild: "Two people must decide alike, because one of the two may be a child",
	TwoSealed: "Two people must decide alike, because few people may see one of the two", TwoConflict: "Two people must decide alike, because decisions differ"}

// pairPageData is two records side by side.
type pairPageData struct {
	Compared
	State     string
	Two       string
	Fields    []form.Field
	Rows      []sideRow
	Picture   template.HTML
	CanUndo   bool
	CanDecide bool
	CanJoin   bool
	People    []form.Field
	Leads     string // reference of the leader where joined
}

// sideRow is one part of both records.
type sideRow struct {
	Title       string
	Left, Right []string
	Alike       bool
}

func sideRows(left, right Side) []sideRow {
	var rows []sideRow
	for _, part := range Parts {
		row := sideRow{Title: part.Title, Left: part.Values(left.Record), Right: part.Values(right.Record)}
		if len(row.Left)+len(row.Right) == 0 {
			continue
		}
		row.Alike = len(row.Left) == len(row.Right)
		for i := range row.Left {
			row.Alike = row.Alike && row.Left[i] == row.Right[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// deciding is the form of a decision.
type deciding struct{ Outcome, Reason string }

func decideQuestions() []form.Question[deciding] {
	return []form.Question[deciding]{
		{Name: "outcome", Label: "Are they the same person?", Kind: form.Radios, Required: "Say whether they are the same person, different people, or you are not sure",
			Options: []form.Option{{Value: string(SaySame), Label: OutcomeWords[SaySame]}, {Value: string(SayApart), Label: OutcomeWords[SayApart]},
				{Value: string(SayUnsure), Label: OutcomeWords[SayUnsure], Hint: "It stays in the list for somebody else"}},
			Bind: func(d *deciding) any { return &d.Outcome }},
		{Name: "reason", Label: "Why do you think so?", Kind: form.Story, MaxLength: 5000, Rows: 4, Required: "Say why. A second reader, or somebody who looks at this later, needs to know",
			Bind: func(d *deciding) any { return &d.Reason }},
	}
}

func (room *Room) pairPage(r *route.Request) error { return room.drawPair(r, http.StatusOK, nil, nil) }

func (room *Room) drawPair(r *route.Request, status int, typed url.Values, faults []fault.Field) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var data pairPageData
	var people []account.Person
	err = r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		if data.Compared, err = room.Open(r.Context(), tx, r.Actor, id); err != nil {
			return err
		}
		people, err = account.Colleagues(r.Context(), tx, r.Actor.Agency, reviewers...)
		return err
	})
	if err != nil {
		return err
	}
	data.State, data.Two = stateWords(data.Pair.State), twoWords[data.Pair.Two]
	data.Rows = sideRows(data.Left, data.Right)
	if len(data.Lines) > 0 {
		if data.Picture, err = data.Weights.drawing(data.Left.Reference, data.Right.Reference); err != nil {
			return err
		}
	}
	_, decided := lastBy(data.Decisions, r.Actor.Account)
	joined := data.Merge.ID != ""
	data.CanUndo, data.CanDecide = decided && !joined, !joined && data.Pair.State != Gone
	data.CanJoin = data.Pair.State == Same && !joined && access.Role(r.Actor, access.MergeCases) == nil
	switch data.Merge.Leader {
	case data.Left.ID:
		data.Leads = data.Left.Reference
	case data.Right.ID:
		data.Leads = data.Right.Reference
	}
	var d deciding
	data.Fields = form.Fields(&d, typed, faults, decideQuestions())
	to := assignment{string(data.Pair.Assignee)}
	data.People = form.Fields(&to, nil, nil, assignQuestions(people))
	data.People[0].Optional = false
	return r.Render(pages, status, "pair.html", page.View{Title: "Compare two records", Width: "wide", Banner: deed.Banner(r, news), Errors: faults, Data: data,
		Back: page.Link{Text: "Possible matches", Href: "/matches"}})
}

type assignment struct{ To string }

func assignQuestions(people []account.Person) []form.Question[assignment] {
	options := []form.Option{{Value: "", Label: "Nobody in particular"}}
	for _, person := range people {
		options = append(options, form.Option{Value: string(person.ID), Label: person.Name, Verbatim: true})
	}
	return []form.Question[assignment]{{Name: "assignee", Label: "Who looks at this", Kind: form.Select, Options: options, Bind: func(a *assignment) any { return &a.To }}}
}

// change is a posted change of a pair, which goes back to it.
func (room *Room) change(said string, command func(r *route.Request, tx *db.Tx, id db.ID, values url.Values) error) func(*route.Request) error {
	return func(r *route.Request) error {
		return deed.Post(r, func(tx *db.Tx, values url.Values) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return deed.Done("/matches/"+string(id), said), command(r, tx, id, values)
		}, func(status int, values url.Values, faults []fault.Field) error {
			return room.drawPair(r, status, values, faults)
		})
	}
}

func (room *Room) decide(r *route.Request, tx *db.Tx, id db.ID, values url.Values) error {
	if _, err := room.pair(r.Context(), tx, r.Actor, id); err != nil {
		return err
	}
	var d deciding
	if err := fault.Mend(form.Fill(&d, values, decideQuestions())...); err != nil {
		return err
	}
	_, err := room.Decide(r.Context(), tx, r.Actor, DecideForm{Pair: id, Version: deed.Version(r), Outcome: Outcome(d.Outcome), Reason: d.Reason})
	return err
}

func (room *Room) undo(r *route.Request, tx *db.Tx, id db.ID, _ url.Values) error {
	return room.UndoDecision(r.Context(), tx, r.Actor, id, deed.Version(r), "")
}

func (room *Room) assign(r *route.Request, tx *db.Tx, id db.ID, values url.Values) error {
	return room.Assign(r.Context(), tx, r.Actor, id, deed.Version(r), db.ID(values.Get("assignee")))
}
