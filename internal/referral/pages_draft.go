package referral

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// The hidden fields of a question page.
const (
	seenField   = "seen"   // what the form was drawn from
	backField   = "back"   // "check" where the page was reached from the answers
	actionField = "action" // the button that was pressed
)

type overviewPage struct {
	Compares bool // earlier records can be looked for
	Draft    *Draft
	Sections []overviewSection
	Done     int
	Of       int
	Notice   bool
}

type overviewSection struct {
	Title string
	Tasks []overviewTask
}

type overviewTask struct {
	Title, Href string
	State       State
}

// State is how far a page of a draft is.
type State string

// The states of a page, as catalogue sources.
const (
	NotStarted State = "Not started"
	InProgress State = "In progress"
	Completed  State = "Completed"
	Optional   State = "Optional"
)

// state tells how far a page is.
func (d *Draft) state(p *Page, today civil.Day) State {
	answered := p.answered(d.Submission, today)
	switch missing := p.check(d.Submission, today); {
	case len(missing) == 0 && (answered || d.Saved[p.Slug] != ""):
		return Completed
	case len(missing) == 0:
		return Optional
	case answered:
		return InProgress
	}
	return NotStarted
}

// overview is the list of the draft's pages with their states.
func (room *Room) overview(r *route.Request) error {
	draft, err := room.draft(r)
	if err != nil {
		return err
	}
	today := room.today()
	data := overviewPage{Draft: draft, Notice: draft.Submission.Path() != Referral, Compares: room.Known != nil && len(draft.Submission.Record.Names) > 0}
	shown := room.Pages(&draft.Submission)
	for _, title := range sections {
		section := overviewSection{Title: title}
		for _, p := range shown {
			if p.Section != title {
				continue
			}
			state := draft.state(p, today)
			section.Tasks = append(section.Tasks, overviewTask{p.Title, pageAddress(draft.ID, p.Slug), state})
			data.Of++
			if state == Completed || state == Optional {
				data.Done++
			}
		}
		if len(section.Tasks) > 0 {
			data.Sections = append(data.Sections, section)
		}
	}
	return r.Render(pages, http.StatusOK, "draft.html", page.View{Title: "Your report", Data: data, Back: page.Link{Text: "Referrals", Href: "/referrals"}})
}

type questionPage struct {
	Page    *Page
	Action  string
	Fields  []form.Field
	Seen    string
	Return  string
	List    []listItem
	Noun    noun
	IsList  bool
	IsFiles bool
	Files   []casefile.Attachment
	// Pairs are both versions where the page was changed meanwhile.
	Pairs []page.Pair
	// Elsewhere is what is wrong that no field of the page shows.
	Elsewhere []fault.Field
}

type listItem struct {
	Number         int
	Rows           []form.Row
	Change, Remove string
}

// ask shows one page of questions.
func (room *Room) ask(r *route.Request) error {
	draft, err := room.draft(r)
	if err != nil {
		return err
	}
	p, err := room.page(&draft.Submission, r.PathValue("page"))
	if err != nil {
		return err
	}
	return room.drawPage(r, http.StatusOK, draft, p, nil, nil, nil)
}

// drawPage draws a page with what was posted and what is wrong with it.
func (room *Room) drawPage(r *route.Request, status int, draft *Draft, p *Page, values url.Values, faults []fault.Field, pairs []page.Pair) error {
	today := room.today()
	data := questionPage{Page: p, Action: pageAddress(draft.ID, p.Slug), Seen: p.digest(draft.Submission, today), Pairs: pairs,
		Return: values.Get(backField), IsFiles: p.files}
	if values == nil {
		data.Return = r.URL.Query().Get(backField)
	}
	data.Fields = p.fieldsPosted(draft.Submission, today, values, faults)
	if p.list != nil {
		data.IsList, data.Noun = true, p.list.noun()
		for i := range p.list.count(&draft.Submission) {
			number := pageAddress(draft.ID, p.Slug) + "/" + itemNumber(i)
			data.List = append(data.List, listItem{i + 1, p.list.rows(&draft.Submission, i), number, number + "/remove"})
		}
	}
	if p.files {
		var err error
		if data.Files, err = room.filesOf(r, draft.ID); err != nil {
			return err
		}
	}
	view := page.View{Title: p.Title, Data: data, Errors: faults, Back: page.Link{Text: "All sections", Href: draftAddress(draft.ID)}}
	if pairs != nil {
		view.Width = "full"
	}
	return r.Render(pages, status, "page.html", view)
}

// fieldsPosted draws the page with what was typed: questions that depend on
// others on the page follow what was posted.
func (p *Page) fieldsPosted(s Submission, today civil.Day, values url.Values, faults []fault.Field) []form.Field {
	a := answersOf(s, today)
	if values != nil {
		form.Fill(a, values, p.asks(a))
	}
	return form.Fields(a, values, faults, p.asks(a))
}

// answer saves a page and goes on. A form that was drawn from answers that have
// changed meanwhile, by another tab or device, gets both versions to choose from.
func (room *Room) answer(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	values, err := r.Values()
	if err != nil {
		return err
	}
	var draft *Draft
	var p *Page
	var pairs []page.Pair
	next, err := room.once(r, "answer "+string(id)+" "+r.PathValue("page"), values, func(tx *db.Tx) (string, error) {
		if draft, err = room.Open(r.Context(), tx, r.Actor, id); err != nil {
			return "", err
		}
		if p, err = room.page(&draft.Submission, r.PathValue("page")); err != nil {
			return "", err
		}
		s := draft.Submission
		faults := p.fill(room.behind, &s, room.today(), values)
		if pairs = room.changedMeanwhile(draft, p, values, s, r.Once()); pairs != nil {
			return "", fault.Stale(nil, nil)
		}
		if blocking := stopping(p, s, faults, values.Get(actionField), room.today()); len(blocking) > 0 {
			return "", fault.Mend(blocking...)
		}
		if faults := Sound(room.Lists, &s); len(faults) > 0 {
			return "", fault.Mend(faults...)
		}
		err := room.Change(r.Context(), tx, r.Actor, draft, func(c *content) error {
			c.Submission = s
			if c.Saved == nil {
				c.Saved = map[string]string{}
			}
			c.Saved[p.Slug] = r.Once()
			return nil
		})
		return room.after(draft, p, values), err
	})
	if faults, ok := invalid(err); ok {
		return room.drawPage(r, http.StatusUnprocessableEntity, draft, p, values, faults, nil)
	}
	if fault.Is(err, fault.Conflict) && pairs != nil {
		return room.drawPage(r, http.StatusConflict, draft, p, values, nil, pairs)
	}
	if err != nil {
		return err
	}
	return r.Redirect(next)
}

// changedMeanwhile gives both versions of a page whose answers are no longer
// those that the form was drawn from; nil where they are, or where the last to
// change them was this very form, sent again after going back.
func (room *Room) changedMeanwhile(draft *Draft, p *Page, values url.Values, yours Submission, once string) []page.Pair {
	today := room.today()
	if values.Get(seenField) == p.digest(draft.Submission, today) || once != "" && draft.Saved[p.Slug] == once {
		return nil
	}
	return compare(p.rows(yours, today), p.rows(draft.Submission, today))
}

// stopping are the faults that keep a page from being saved. Somebody who saves
// for later, or goes to add a thing to the page's list, may leave questions
// unanswered.
func stopping(p *Page, s Submission, faults []fault.Field, action string, today civil.Day) []fault.Field {
	if action != "later" && action != "add" {
		return faults
	}
	required := map[string]bool{}
	for _, q := range p.asks(answersOf(s, today)) {
		required[q.Required] = true
	}
	return slices.DeleteFunc(slices.Clone(faults), func(f fault.Field) bool { return required[f.Message] })
}

// after is where a saved page leads.
func (room *Room) after(draft *Draft, p *Page, values url.Values) string {
	switch {
	case values.Get(actionField) == "later":
		return draftAddress(draft.ID)
	case values.Get(actionField) == "add" && p.files:
		return pageAddress(draft.ID, "files") + "/add"
	case values.Get(actionField) == "add":
		return pageAddress(draft.ID, p.Slug) + "/add"
	case values.Get(backField) == "check":
		return pageAddress(draft.ID, "check")
	}
	shown := room.Pages(&draft.Submission)
	for i, other := range shown {
		if other.Slug == p.Slug && i+1 < len(shown) {
			return pageAddress(draft.ID, shown[i+1].Slug)
		}
	}
	return draftAddress(draft.ID)
}

// compare puts two versions of a page side by side, by question.
func compare(yours, theirs []form.Row) []page.Pair {
	pairs := []page.Pair{}
	add := func(name string) {
		pair := page.Pair{}
		for _, row := range theirs {
			if row.Name == name {
				pair.Label, pair.Theirs = row.Label, row
			}
		}
		for _, row := range yours {
			if row.Name == name {
				pair.Label, pair.Yours = row.Label, row
			}
		}
		pair.Differs = !slices.Equal(pair.Yours.Values, pair.Theirs.Values)
		pairs = append(pairs, pair)
	}
	for _, row := range yours {
		add(row.Name)
	}
	for _, row := range theirs {
		if !slices.ContainsFunc(yours, func(other form.Row) bool { return other.Name == row.Name }) {
			add(row.Name)
		}
	}
	return pairs
}
