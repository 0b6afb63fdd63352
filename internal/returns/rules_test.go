package returns

import (
	"slices"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
	"pgregory.net/rapid"
)

var today = civil.MustDay("2026-03-02")

// whole is a plan of which nothing is missing.
func wholePlan() Plan {
	travel := today.Add(1)
	return Plan{State: Planning, AgeGroup: "adult", Jurisdiction: "england", TravelOn: travel, Travel: Travel{Route: "By air", MetBy: "Rasa"},
		Choices: []Choice{{Kind: ToTravel, Given: true, Chosen: today}, {Kind: ToHandOver, Given: true, Handover: "h", Chosen: today}, {Kind: ToEmbassy, Given: true, Chosen: today},
			{Kind: ToReturn, Given: true, Explained: today.Add(-10), Chosen: today.Add(-2), Alternatives: []string{"stay", "support", "no-police"}}},
		Risks:     []Risk{{Side: Here, Together: true, On: today}, {Side: There, Together: true, On: today}},
		Documents: []Document{{Kind: "passport", State: Ready}},
		Handovers: []Handover{{ID: "h", State: HandoverAccepted, PackAt: time.Unix(1, 0), Answer: Answer{Contact: "A", Alternate: "B", Risks: "None"}}},
		Contacts:  []Contact{{Kind: "return-check-in-1"}}}
}

func missing(t interface{ Fatal(...any) }, p Plan) int {
	steps, err := Steps(p, Law{statute.Default(), p.About()}, today)
	if err != nil {
		t.Fatal(err)
	}
	return len(Missing(steps))
}

// TestEachThingThatIsMissingStopsTheJourney takes one thing away at a time.
func TestEachThingThatIsMissingStopsTheJourney(t *testing.T) {
	t.Parallel()
	if n := missing(t, wholePlan()); n != 0 {
		t.Fatalf("%d things are missing of a whole plan", n)
	}
	for name, spoil := range map[string]func(p *Plan){
		"a choice taken back":        func(p *Plan) { p.Choices[3].Withdrawn = time.Unix(1, 0) },
		"a no":                       func(p *Plan) { p.Choices[3].Given = false },
		"staying was not explained":  func(p *Plan) { p.Choices[3].Alternatives = []string{"support", "no-police"} },
		"too little time":            func(p *Plan) { p.Choices[3].Explained = p.Choices[3].Chosen.Add(-6) },
		"not asked again":            func(p *Plan) { p.Choices[0].Chosen = p.TravelOn.Add(-4) },
		"asked again and no":         func(p *Plan) { p.Choices[0].Given = false },
		"risks without the person":   func(p *Plan) { p.Risks[0].Together = false },
		"risks undone":               func(p *Plan) { p.Risks[1].Undone = time.Unix(1, 0) },
		"risks too old":              func(p *Plan) { p.Risks[1].On = p.TravelOn.Add(-31) },
		"risks there not shared":     func(p *Plan) { p.Handovers[0].Answer.Risks = "" },
		"no receiver":                func(p *Plan) { p.Handovers[0].State = HandoverDeclined },
		"no second contact":          func(p *Plan) { p.Handovers[0].Answer.Alternate = "" },
		"no paper to travel with":    func(p *Plan) { p.Documents[0].Kind = "birth" },
		"a paper that has ended":     func(p *Plan) { p.Documents[0].Expires = today },
		"nobody meets them":          func(p *Plan) { p.Travel.MetBy = "" },
		"no contacts agreed":         func(p *Plan) { p.Contacts = nil },
		"consent for another":        func(p *Plan) { p.Choices[1].Handover = "other" },
		"the pack was not given":     func(p *Plan) { p.Handovers[0].PackAt = time.Time{} },
		"a child without a decision": func(p *Plan) { p.AgeGroup = "child" },
		"a child who should stay":    func(p *Plan) { p.AgeGroup, p.Interests = "not-sure", InterestsStay },
	} {
		p := wholePlan()
		spoil(&p)
		if missing(t, p) == 0 {
			t.Errorf("%s: nothing is missing", name)
		}
	}
	sooner := wholePlan()
	sooner.Choices[3].Explained, sooner.Choices[3].Words.Sooner = sooner.Choices[3].Chosen, "My mother is dying."
	if n := missing(t, sooner); n != 0 {
		t.Errorf("somebody who wanted less time, and said why, cannot go: %d", n)
	}
}

// TestNoEmbassyWithoutAStandingYes holds the gate for any plan: it opens for
// nobody without a standing yes, for nobody who asks for protection, and for no
// child before the decision.
func TestNoEmbassyWithoutAStandingYes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := Plan{State: rapid.SampledFrom([]State{Planning, Departed, Arrived, Withdrawn, Ended}).Draw(t, "state"), AgeGroup: rapid.SampledFrom([]string{"adult", "child", "not-sure"}).Draw(t, "age"),
			Interests: rapid.SampledFrom([]string{"", InterestsReturn, InterestsStay}).Draw(t, "interests")}
		if p.State == Withdrawn || p.State == Ended {
			p.EndedAt = time.Unix(1, 0)
		}
		for range rapid.IntRange(0, 4).Draw(t, "choices") {
			c := Choice{Kind: rapid.SampledFrom([]string{ToReturn, ToEmbassy, ToHandOver, ToTravel}).Draw(t, "kind"), Given: rapid.Bool().Draw(t, "given")}
			if rapid.Bool().Draw(t, "withdrawn") {
				c.Withdrawn = time.Unix(1, 0)
			}
			p.Choices = append(p.Choices, c)
		}
		seeking := rapid.Bool().Draw(t, "seeking")
		first := slices.IndexFunc(p.Choices, func(c Choice) bool { return c.Kind == ToEmbassy })
		yes := first >= 0 && p.Choices[first].Given && p.Choices[first].Withdrawn.IsZero()
		open := yes && !seeking && p.EndedAt.IsZero() && (p.AgeGroup == "adult" || p.Interests == InterestsReturn)
		if got := EmbassyRefused(p, seeking) == ""; got != open {
			t.Fatalf("the embassy may be contacted: %v, want %v, of %+v", got, open, p)
		}
	})
}

// TestFiguresHaveTheirDenominators counts four returns.
func TestFiguresHaveTheirDenominators(t *testing.T) {
	t.Parallel()
	all := []Outcome{
		{State: Planning},
		{State: Withdrawn},
		{State: Arrived, Went: true, Arrived: true, Met: true, Contacts: []Found{{Due: today.Add(-5), Done: true, What: FoundWell}, {Due: today.Add(-1)}, {Due: today.Add(60)}}},
		{State: Departed, Went: true, Signal: true, Confirms: true, Contacts: []Found{{Due: today.Add(-9), Done: true, What: FoundNoAnswer}}},
	}
	want := map[string][2]int{"went": {2, 4}, "withdrawn": {1, 4}, "arrived": {1, 2}, "met": {1, 1}, "contact-made": {2, 3}, "contact-reached": {1, 3}, "found-well": {1, 2}, "found-no-answer": {1, 2}, "signal": {1, 2}, "confirmed": {1, 2}}
	for _, c := range Tally(all, today) {
		if w, asked := want[c.Code]; asked && (c.N != w[0] || c.Of != w[1]) {
			t.Errorf("%s is %d of %d, want %d of %d", c.Code, c.N, c.Of, w[0], w[1])
		}
		if c.N > c.Of {
			t.Errorf("%s is %d of %d", c.Code, c.N, c.Of)
		}
	}
	if len(Tally(nil, today)) != len(Tally(all, today)) {
		t.Error("with no returns lines of the figures are missing")
	}
}

// TestThePagesAndQuestionsAreSound checks what no request should find.
func TestThePagesAndQuestionsAreSound(t *testing.T) {
	t.Parallel()
	page.CheckTemplates(t, files)
	lists := reference.Default()
	sound := func(problems []string) {
		for _, problem := range problems {
			t.Error(problem)
		}
	}
	sound(form.Sound(beginQuestions(lists)))
	for _, kind := range choiceKinds {
		sound(form.Sound(choiceQuestions(kind.Code(), lists, today)))
	}
	sound(form.Sound(riskQuestions(today)))
	sound(form.Sound(documentQuestions))
	sound(form.Sound(travelQuestions(today)))
	sound(form.Sound(acceptQuestions))
	sound(form.Sound(packQuestions))
	sound(form.Sound(findingQuestions(today, today)))
	sound(form.Sound(signalQuestions))
}
