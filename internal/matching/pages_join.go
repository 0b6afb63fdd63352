package matching

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// joinPage is how two records are to be joined.
type joinPageData struct {
	Compared
	Fields  []form.Field
	Choices []form.Field
	Last    []form.Field
	Earlier []casefile.Clock
}

// joinDraft is the form of a merge.
type joinDraft struct {
	Leader, Reason string
	Choices        map[string]*string
}

func leaderQuestions(c Compared) []form.Question[joinDraft] {
	option := func(side Side) form.Option {
		label := side.Reference
		if side.Name != "" {
			label = side.Name + ", " + side.Reference
		}
		return form.Option{Value: string(side.ID), Label: label, Verbatim: true}
	}
	return []form.Question[joinDraft]{{Name: "leader", Label: "Which record leads?", Hint: "Lists, searches and counts show this one. The other stays as it is and points to it.",
		Kind: form.Radios, Required: "Choose which record leads", Options: []form.Option{option(c.Left), option(c.Right)}, Bind: func(d *joinDraft) any { return &d.Leader }}}
}

func choiceQuestions(c Compared) []form.Question[joinDraft] {
	var questions []form.Question[joinDraft]
	for _, part := range Parts {
		left, right := strings.Join(part.Values(c.Left.Record), ", "), strings.Join(part.Values(c.Right.Record), ", ")
		if left == right || left == "" || right == "" {
			continue
		}
		questions = append(questions, form.Question[joinDraft]{Name: "show-" + part.Name, Label: part.Title, Kind: form.Radios,
			Options: []form.Option{{Value: string(c.Left.ID), Label: left + " (" + c.Left.Reference + ")", Verbatim: true},
				{Value: string(c.Right.ID), Label: right + " (" + c.Right.Reference + ")", Verbatim: true}},
			Bind: func(d *joinDraft) any {
				if d.Choices[part.Name] == nil {
					d.Choices[part.Name] = new(string)
				}
				return d.Choices[part.Name]
			}})
	}
	return questions
}

func reasonQuestions() []form.Question[joinDraft] {
	return []form.Question[joinDraft]{{Name: "reason", Label: "Why are they joined?", Kind: form.Story, MaxLength: 5000, Rows: 4, Required: "Say why the records are joined",
		Bind: func(d *joinDraft) any { return &d.Reason }}}
}

func (room *Room) joinPage(r *route.Request) error { return room.drawJoin(r, http.StatusOK, nil, nil) }

func (room *Room) drawJoin(r *route.Request, status int, typed url.Values, faults []fault.Field) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var data joinPageData
	err = r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		if err := access.Role(r.Actor, access.MergeCases); err != nil {
			return err
		}
		data.Compared, err = room.Open(r.Context(), tx, r.Actor, id)
		return err
	})
	if err != nil {
		return err
	}
	if data.Pair.State != Same || data.Merge.ID != "" {
		return fault.Missing()
	}
	earlier := data.Left
	if data.Right.Opened.Before(earlier.Opened) {
		earlier = data.Right
	}
	d := joinDraft{Leader: string(earlier.ID), Choices: map[string]*string{}}
	data.Fields = form.Fields(&d, typed, faults, leaderQuestions(data.Compared))
	data.Choices = form.Fields(&d, typed, faults, choiceQuestions(data.Compared))
	data.Last = form.Fields(&d, typed, faults, reasonQuestions())
	return r.Render(pages, status, "join.html", page.View{Title: "Join two records", Errors: faults, Data: data,
		Back: page.Link{Text: "Compare two records", Href: "/matches/" + string(id)}})
}

func (room *Room) join(r *route.Request) error {
	return deed.Post(r, func(tx *db.Tx, values url.Values) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		if _, err := room.pair(r.Context(), tx, r.Actor, id); err != nil {
			return "", err
		}
		choices := map[string]Choice{}
		for _, part := range Parts {
			switch values.Get("show-" + part.Name) {
			case "":
			case values.Get("leader"):
				choices[part.Name] = FromLeader
			default:
				choices[part.Name] = FromFollower
			}
		}
		merge, err := room.Merge(r.Context(), tx, r.Actor, JoinForm{Pair: id, Version: deed.Version(r), Leader: db.ID(values.Get("leader")), Reason: values.Get("reason"), Choices: choices})
		return deed.Done("/joined/"+string(merge), "joined"), err
	}, func(status int, values url.Values, faults []fault.Field) error {
		return room.drawJoin(r, status, values, faults)
	})
}

// joinedPageData is one person as two records say it.
type joinedPageData struct {
	Joined
	Fields  []form.Field
	CanPart bool
}

type parting struct{ Reason string }

func partQuestions() []form.Question[parting] {
	return []form.Question[parting]{{Name: "reason", Label: "Why is it undone?", Kind: form.Story, MaxLength: 5000, Rows: 3, Required: "Say why the merge is undone",
		Bind: func(p *parting) any { return &p.Reason }}}
}

func (room *Room) joinedPage(r *route.Request) error {
	return room.drawJoined(r, http.StatusOK, nil, nil)
}

func (room *Room) drawJoined(r *route.Request, status int, typed url.Values, faults []fault.Field) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var data joinedPageData
	err = r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		data.Joined, err = room.OpenMerge(r.Context(), tx, r.Actor, id)
		return err
	})
	if err != nil {
		return err
	}
	var p parting
	data.Fields, data.CanPart = form.Fields(&p, typed, faults, partQuestions()), access.Role(r.Actor, access.MergeCases) == nil
	return r.Render(pages, status, "joined.html", page.View{Title: "One person, two records", Width: "wide", Banner: deed.Banner(r, news), Errors: faults, Data: data,
		Back: page.Link{Text: "Possible matches", Href: "/matches"}})
}

func (room *Room) unjoin(r *route.Request) error {
	return deed.Post(r, func(tx *db.Tx, values url.Values) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		return deed.Done("/matches", "unjoined"), room.Unmerge(r.Context(), tx, r.Actor, UnmergeForm{Merge: id, Version: deed.Version(r), Reason: values.Get("reason")})
	}, func(status int, values url.Values, faults []fault.Field) error {
		return room.drawJoined(r, status, values, faults)
	})
}
