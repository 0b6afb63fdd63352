package support

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/support/course"
)

type journalPage struct {
	Head    *head
	Kinds   []page.Link
	Entries []Entry
	Actor   db.ID
	More    string
}

// journalLimit is how many lines of a journal one page shows.
const journalLimit = 30

// journal shows contacts and notes, the latest first, of one kind or all.
func (room *Room) journal(r *route.Request) error {
	data := journalPage{Actor: r.Actor.Account}
	kind := r.URL.Query().Get("kind")
	if entryKinds.Words(kind) == kind {
		kind = ""
	}
	before, _ := db.ParseID(r.URL.Query().Get("before"))
	h, err := room.show(r, access.ReadSupport, "read-support-journal", "journal", func(ctx context.Context, tx *db.Tx, c Case) (err error) {
		data.Entries, err = entries(ctx, tx, c.ID, kind, before, journalLimit+1)
		return err
	})
	if err != nil {
		return err
	}
	data.Head = h
	if len(data.Entries) > journalLimit {
		data.Entries = data.Entries[:journalLimit]
		data.More = casePath(h.ID) + "/journal?kind=" + kind + "&before=" + string(data.Entries[journalLimit-1].ID)
	}
	data.Kinds = []page.Link{{Text: "Everything", Href: casePath(h.ID) + "/journal", Current: kind == ""}}
	for _, one := range entryKinds {
		data.Kinds = append(data.Kinds, page.Link{Text: one.Words(), Href: casePath(h.ID) + "/journal?kind=" + one.Code(), Current: kind == one.Code()})
	}
	return view(r, "journal.html", "Journal", "wide", backToList, data)
}

type aroundPage struct {
	Head        *head
	Interpreter string
	Gender      string
	Dependants  []Dependant
	Agreements  []Agreement
}

// around shows wishes, dependants and agreements to share.
func (room *Room) around(r *route.Request) error {
	var data aroundPage
	h, err := room.show(r, access.ReadSupport, "read-support-around", "around", func(ctx context.Context, tx *db.Tx, c Case) (err error) {
		if c.Interpreter != "" {
			data.Interpreter = room.Lists.Languages.Name(c.Interpreter)
		}
		data.Gender = genderWishes.Words(c.WorkerGender)
		if data.Dependants, err = dependants(ctx, tx, c.ID); err != nil {
			return err
		}
		data.Agreements, err = room.agreements(ctx, tx, c.ID)
		return err
	})
	if err != nil {
		return err
	}
	data.Head = h
	return view(r, "around.html", "Around them", "wide", backToList, data)
}

type timePage struct {
	Head       *head
	Today      civil.Day
	Last       civil.Day
	Open       bool
	Least      civil.Day
	Periods    []periodView
	AsNeeded   *statute.Rule // what the law says where it gives no days after the decision
	Extensions []Extension
	Reviews    []Review
	Further    []Further
	MayOffer   bool
	Endings    []Ended
	Passes     []Pass
	Actor      db.ID
}

type periodView struct {
	Words     string
	From, Due civil.Day
	Longest   bool
	Why       []casefile.Sentence
}

// time shows how long support lasts and why, what makes it longer, when it is
// looked at, and how it ended.
func (room *Room) time(r *route.Request) error {
	data := timePage{Actor: r.Actor.Account}
	h, err := room.show(r, access.ReadSupport, "read-support-time", "time", func(ctx context.Context, tx *db.Tx, c Case) (err error) {
		data.Today = today(tx)
		data.Last, data.Open = c.Course.Last()
		data.Least, data.MayOffer = c.Course.Least(), c.Open() && c.Course.Phase() == "move-on"
		for _, p := range c.Course.Periods {
			shown := periodView{Words: periodWords.Words(p.Kind), From: p.From, Due: p.Due, Longest: p.Longest}
			if shown.Why, err = casefile.Why(room.Rules, casefile.Clock{Kind: p.Kind, Rule: p.Rule, Started: p.From, Due: p.Due}, room.aboutPeriod(c)); err != nil {
				return err
			}
			data.Periods = append(data.Periods, shown)
		}
		if rule, known := room.asNeeded(c); known {
			data.AsNeeded = &rule
		}
		if data.Extensions, err = extensions(ctx, tx, c.ID); err != nil {
			return err
		}
		if data.Reviews, err = reviews(ctx, tx, c.ID); err != nil {
			return err
		}
		if data.Further, err = furthers(ctx, tx, c.ID); err != nil {
			return err
		}
		if data.Endings, err = endings(ctx, tx, c.ID, false); err != nil {
			return err
		}
		data.Passes, err = passes(ctx, tx, c.ID)
		return err
	})
	if err != nil {
		return err
	}
	data.Head = h
	return view(r, "time.html", "How long support lasts", "wide", backToList, data)
}

// asNeeded gives the rule by which support goes on after the decision where the
// place's law knowingly gives no number of days, as in Scotland.
func (room *Room) asNeeded(c Case) (statute.Rule, bool) {
	kinds := map[course.Decision]statute.Kind{course.Positive: statute.MoveOnSupport, course.Negative: statute.NegativeSupportEnd}
	kind, decided := kinds[c.Course.Decision]
	if _, open := c.Course.Last(); !decided || !open {
		return statute.Rule{}, false
	}
	due, err := room.Rules.Due(kind, c.about(), c.Course.Decided)
	return due.Rule, err == nil && !due.HasClock()
}

// aboutPeriod is what rules need to know to explain a period of an adult.
func (room *Room) aboutPeriod(c Case) statute.Subject {
	about := c.about()
	if about.Decision.IsZero() {
		about.Decision = civil.DayOf(c.Opened)
	}
	return about
}

type addressPage struct {
	Head    *head
	Endings []Ended
}

// nextAddress opens where somebody went after support: to who may end support,
// after they proved who they are, and with a record of its own.
func (room *Room) nextAddress(r *route.Request) error {
	var data addressPage
	h, err := room.show(r, access.EndSupport, "open-next-address", "time", func(ctx context.Context, tx *db.Tx, c Case) (err error) {
		data.Endings, err = endings(ctx, tx, c.ID, true)
		return err
	})
	if err != nil {
		return err
	}
	data.Head = h
	return view(r, "address.html", "Where they went next", "", backTo(h, "/time"), data)
}
