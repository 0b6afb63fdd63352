package referral

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// itemNumber is how a thing of a list is counted in an address: from 1.
func itemNumber(index int) string { return strconv.Itoa(index + 1) }

// newItem is the address of a thing that is being added.
const newItem = "add"

type itemPage struct {
	Title  string
	Action string
	Fields []form.Field
	Seen   string
	Pairs  []page.Pair
	Cancel string
}

// item finds the list of the page in the address and the index of the thing in
// it: -1 for a new one.
func (room *Room) item(s *Submission, r *route.Request) (*Page, int, error) {
	p, err := room.page(s, r.PathValue("page"))
	if err != nil {
		return nil, 0, err
	}
	if p.list == nil {
		return nil, 0, fault.Missing()
	}
	text := r.PathValue("item")
	if text == newItem {
		return p, -1, nil
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < 1 || number > p.list.count(s) || strconv.Itoa(number) != text {
		return nil, 0, fault.Missing()
	}
	return p, number - 1, nil
}

func (room *Room) askItem(r *route.Request) error {
	draft, err := room.draft(r)
	if err != nil {
		return err
	}
	p, index, err := room.item(&draft.Submission, r)
	if err != nil {
		return err
	}
	return room.drawItem(r, http.StatusOK, draft, p, index, nil, nil, nil)
}

func (room *Room) drawItem(r *route.Request, status int, draft *Draft, p *Page, index int, values url.Values, faults []fault.Field, pairs []page.Pair) error {
	words, address := p.list.noun(), pageAddress(draft.ID, p.Slug)
	data := itemPage{Title: words.Change, Action: address + "/" + newItem, Seen: p.list.digest(&draft.Submission, index), Pairs: pairs, Cancel: address,
		Fields: p.list.fields(&draft.Submission, index, values, faults)}
	switch {
	case index >= 0:
		data.Action = address + "/" + itemNumber(index)
	case p.list.count(&draft.Submission) == 0:
		data.Title = words.Add
	default:
		data.Title = words.AddAnother
	}
	view := page.View{Title: data.Title, Data: data, Errors: faults, Back: page.Link{Text: p.Title, Href: address}}
	return r.Render(pages, status, "item.html", view)
}

// answerItem saves a thing of a list, or adds it.
func (room *Room) answerItem(r *route.Request) error {
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
	var index int
	var pairs []page.Pair
	next, err := room.once(r, "item "+r.URL.Path, values, func(tx *db.Tx) (string, error) {
		if draft, err = room.Open(r.Context(), tx, r.Actor, id); err != nil {
			return "", err
		}
		if p, index, err = room.item(&draft.Submission, r); err != nil {
			return "", err
		}
		s := draft.Submission
		if faults := p.list.fill(room.behind, &s, index, values); len(faults) > 0 {
			return "", fault.Mend(faults...)
		}
		saved := p.Slug + " " + r.PathValue("item")
		if index >= 0 && values.Get(seenField) != p.list.digest(&draft.Submission, index) && draft.Saved[saved] != r.Once() {
			pairs = compare(p.list.rows(&s, index), p.list.rows(&draft.Submission, index))
			return "", fault.Stale(nil, nil)
		}
		if faults := Sound(room.Lists, &s); len(faults) > 0 {
			return "", fault.Mend(faults...)
		}
		return pageAddress(id, p.Slug), room.Change(r.Context(), tx, r.Actor, draft, func(c *content) error {
			c.Submission = s
			if c.Saved == nil {
				c.Saved = map[string]string{}
			}
			c.Saved[saved] = r.Once()
			return nil
		})
	})
	if faults, ok := invalid(err); ok {
		return room.drawItem(r, http.StatusUnprocessableEntity, draft, p, index, values, faults, nil)
	}
	if fault.Is(err, fault.Conflict) && pairs != nil {
		return room.drawItem(r, http.StatusConflict, draft, p, index, values, nil, pairs)
	}
	if err != nil {
		return err
	}
	return r.Redirect(next)
}

func (room *Room) sureToRemove(r *route.Request) error {
	draft, err := room.draft(r)
	if err != nil {
		return err
	}
	p, index, err := room.item(&draft.Submission, r)
	if err != nil {
		return err
	}
	if index < 0 {
		return fault.Missing()
	}
	address := pageAddress(draft.ID, p.Slug)
	return r.Render(pages, http.StatusOK, "sure.html", page.View{Title: p.list.noun().Remove, Data: surePage{
		Heading: p.list.noun().Remove, Warning: "Are you sure? This cannot be undone.", Button: "Yes, remove it",
		Action: address + "/" + itemNumber(index) + "/remove", Cancel: address, Seen: p.list.digest(&draft.Submission, index)}})
}

// removeItem removes the thing that was looked at: one that has changed or moved
// since is not removed in its place.
func (room *Room) removeItem(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	values, err := r.Values()
	if err != nil {
		return err
	}
	next, err := room.once(r, "remove "+r.URL.Path, values, func(tx *db.Tx) (string, error) {
		draft, err := room.Open(r.Context(), tx, r.Actor, id)
		if err != nil {
			return "", err
		}
		p, index, err := room.item(&draft.Submission, r)
		if err != nil {
			return "", err
		}
		if index < 0 {
			return "", fault.Missing()
		}
		if values.Get(seenField) != p.list.digest(&draft.Submission, index) {
			return "", fault.Stale(nil, nil)
		}
		return pageAddress(id, p.Slug), room.Change(r.Context(), tx, r.Actor, draft, func(c *content) error {
			p.list.remove(&c.Submission, index)
			return nil
		})
	})
	if err != nil {
		return err
	}
	return r.Redirect(next)
}
