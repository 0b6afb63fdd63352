package danger

import (
	"context"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

// most is how many people a list shows.
const most = 200

type boardPage struct {
	Asked   Asked
	Choices []choice
	People  []boardLine
	Alerts  int
	More    bool
	Today   civil.Day
}

type boardLine struct {
	Line
	Late   bool
	WhyDue string // address of the answer to "why is it due then?"
}

type choice struct {
	Text, Href string
	Current    bool
}

// narrowings are what the list can be narrowed to, by the word in the address.
var narrowings = form.Codes{{"", "Everybody"}, {"high", "High or now"}, {"due", "Time to talk"}, {"never", "Not talked about yet"}, {"no-plan", "No safety plan"}}

// board lists the people whom the reader supports, those in the greatest danger
// first.
func (room *Room) board(r *route.Request) error {
	data := boardPage{Asked: Asked(r.URL.Query().Get("show")), Today: civil.DayOf(r.DB.Now())}
	for _, one := range narrowings {
		href := "/danger"
		if one.Code() != "" {
			href += "?show=" + one.Code()
		}
		data.Choices = append(data.Choices, choice{one.Words(), href, string(data.Asked) == one.Code()})
	}
	err := list(r, "list-danger", func(ctx context.Context, tx *db.Tx) error {
		lines, err := people(ctx, tx, r.Actor, data.Asked, data.Today, most+1)
		if err != nil {
			return err
		}
		if data.More = len(lines) > most; data.More {
			lines = lines[:most]
		}
		ids := make([]db.ID, len(lines))
		for i, line := range lines {
			ids[i] = line.Case
		}
		names, err := casefile.Headlines(ctx, tx, r.Actor, ids)
		if err != nil {
			return err
		}
		for _, line := range lines {
			line.Name = names[line.Case]
			data.People = append(data.People, boardLine{line, !line.Review.IsZero() && line.Review.Before(data.Today), casefile.WhyKept(room.Rules, line.rule, line.about, line.On, line.Review)})
		}
		open, err := alertsFor(ctx, tx, r.Actor, true, most)
		data.Alerts = len(open)
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "board.html", "Danger", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

type personPage struct {
	Head   *folder.Head
	Now    *Assessment
	Trend  Trend
	Late   bool
	Why    []casefile.Sentence
	List   *SignList
	Plan   *Plan
	Given  *Given
	Open   []Traced // digital traces that are not settled
	Traced int      // of how many there is an answer
	Of     int
	Alerts []Alert
	Talks  int
}

// person is the page about somebody's danger: how great it is now and why, their
// plan, their digital traces, and alerts.
func (room *Room) person(r *route.Request) error {
	var data personPage
	head, _, err := room.show(r, "read-danger", func(ctx context.Context, tx *db.Tx, who person) error {
		all, err := assessmentsOf(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		counted := standing(all)
		data.Talks = len(counted)
		if len(counted) > 0 {
			data.Now, data.List = &counted[0], signsUnder(counted[0].List)
			data.Trend = TrendOf(levelBefore(counted, 0), counted[0].Judged)
			data.Late = !data.Now.Review.IsZero() && data.Now.Review.Before(civil.DayOf(tx.Now()))
			data.Why = room.why(who, counted[0])
		}
		plans, err := plansOf(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		if len(plans) > 0 {
			data.Plan = &plans[0]
			data.Given = lastGiven(plans[0])
		}
		points, err := tracesOf(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		data.Of = len(points)
		for _, point := range points {
			if point.Answer != "" {
				data.Traced++
			}
			if point.Open() && point.Answer != "" {
				data.Open = append(data.Open, point)
			}
		}
		data.Alerts, err = alertsOf(ctx, tx, who.ID)
		return err
	})
	if err != nil {
		return err
	}
	data.Head = head
	return view(r, "person.html", "Danger", "wide", backToBoard, data)
}

// levelBefore is how the danger was judged before an assessment of those that
// count.
func levelBefore(counted []Assessment, at int) Level {
	if at+1 < len(counted) {
		return counted[at+1].Judged
	}
	return Unknown
}

// lastGiven is how the plan was taken the last time; nil where it never was.
func lastGiven(p Plan) *Given {
	for i := range p.Given {
		if p.Given[i].Ended.IsZero() {
			return &p.Given[i]
		}
	}
	return nil
}

type historyPage struct {
	Head  *folder.Head
	Lines []talk
	Chart chart
}

type talk struct {
	Assessment
	Trend Trend
}

// history shows every talk, how the level went over time, and what was corrected
// or taken back.
func (room *Room) history(r *route.Request) error {
	var data historyPage
	head, _, err := room.show(r, "read-danger-history", func(ctx context.Context, tx *db.Tx, who person) error {
		all, err := assessmentsOf(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		counted := standing(all)
		data.Chart = chartOf(counted)
		at := 0
		for _, a := range all {
			line := talk{Assessment: a}
			if a.Counts() {
				line.Trend = TrendOf(levelBefore(counted, at), a.Judged)
				at++
			}
			data.Lines = append(data.Lines, line)
		}
		return nil
	})
	if err != nil {
		return err
	}
	data.Head = head
	return view(r, "history.html", "Danger over time", "wide", backTo(head.Case), data)
}

type assessmentPage struct {
	Head    *folder.Head
	A       Assessment
	Finding Finding
	Lang    Language
	Why     []casefile.Sentence
	Source  *SignList
	Counts  bool
	Kinds   []kindLevel
	Sure    string // of the rule, a catalogue source
}

type kindLevel struct {
	Words string
	Level Level
}

// sureWords are how sure a rule is, catalogue sources.
var sureWords = map[statute.Certainty]string{statute.Verified: "read in the source", statute.Guess: "not confirmed", statute.HouseRule: "a rule of this service"}

// assessment shows one talk as it was recorded.
func (room *Room) assessment(r *route.Request) error {
	id, err := r.ID("assessment")
	if err != nil {
		return err
	}
	var data assessmentPage
	head, _, err := room.show(r, "read-danger", func(ctx context.Context, tx *db.Tx, who person) error {
		a, err := oneOf(ctx, tx, who.ID, id)
		if err != nil {
			return err
		}
		data.A, data.Source, data.Lang, data.Why, data.Counts = a, signsUnder(a.List), languageOf(a.Told.Language), room.why(who, a), a.Counts()
		data.Sure = sureWords[data.Source.Certainty]
		data.Finding = Weigh(data.Source, a.Told.Signs, a.Told.Knowers)
		for _, known := range Domains {
			data.Kinds = append(data.Kinds, kindLevel{known.Words, a.Domains[known.Domain]})
		}
		return nil
	})
	if err != nil {
		return err
	}
	data.Head = head
	return view(r, "assessment.html", "A talk about danger", "", page.Link{Text: "Back", Href: peoplePath(head.Case) + "/assessments"}, data)
}
