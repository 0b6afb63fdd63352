package returns

import (
	"slices"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/statute"
)

// Step is one thing that must be so before anybody travels.
type Step struct {
	Code  string
	Title string // a catalogue source
	// Missing says what is not so yet; none means that it is done.
	Missing []casefile.Sentence
}

// Done reports whether nothing of the step is missing.
func (s Step) Done() bool { return len(s.Missing) == 0 }

// The steps of a return, in the order in which a person meets them.
const (
	StepInterests = "interests"
	StepChoice    = "choice"
	StepHere      = "risk-here"
	StepThere     = "risk-there"
	StepReceiver  = "receiver"
	StepPapers    = "papers"
	StepTravel    = "travel"
	StepContacts  = "contacts"
	StepShare     = "share"
	StepAgain     = "again"
)

// must are the alternatives that are always explained before somebody chooses.
var must = []string{"stay", "support", "no-police"}

// Law counts days by the dated rules for one person.
type Law struct {
	Book  statute.Book
	About statute.Subject
}

// day is the day to which a rule of a kind leads from another.
func (l Law) day(kind statute.Kind, from civil.Day) (statute.Due, error) {
	return l.Book.Due(kind, l.About, from)
}

// Steps says what is done and what is missing before the person travels, on the
// day that is planned or, while none is, today. The first step is a child's alone:
// nothing else counts for a child before it.
func Steps(p Plan, law Law, today civil.Day) ([]Step, error) {
	travel := p.TravelOn
	if travel.IsZero() {
		travel = today
	}
	var steps []Step
	add := func(code, title string, missing ...casefile.Sentence) {
		steps = append(steps, Step{code, title, missing})
	}
	if p.Child() {
		add(StepInterests, "What is best for the child", interestsMissing(p)...)
	}
	missing, err := choiceMissing(p, law)
	if err != nil {
		return nil, err
	}
	add(StepChoice, "The person chose, knowing what else there is", missing...)
	fresh, err := law.day(statute.ReturnRiskFresh, travel)
	if err != nil {
		return nil, err
	}
	add(StepHere, "Risks here", riskMissing(p, Here, fresh.On)...)
	add(StepThere, "Risks there", riskMissing(p, There, fresh.On)...)
	add(StepReceiver, "An organisation there takes them on by name", receiverMissing(p)...)
	add(StepPapers, "Papers", papersMissing(p, travel)...)
	add(StepTravel, "Travel", travelMissing(p)...)
	add(StepContacts, "Contacts afterwards", contactsMissing(p)...)
	add(StepShare, "What is handed over, with their consent", shareMissing(p)...)
	if missing, err = againMissing(p, law); err != nil {
		return nil, err
	}
	add(StepAgain, "Asked again before travel", missing...)
	return steps, nil
}

// Missing lists all that stands against travelling.
func Missing(steps []Step) []casefile.Sentence {
	var all []casefile.Sentence
	for _, s := range steps {
		all = append(all, s.Missing...)
	}
	return all
}

func interestsMissing(p Plan) []casefile.Sentence {
	switch p.Interests {
	case InterestsReturn:
		return nil
	case InterestsStay:
		return []casefile.Sentence{deed.Say("It was decided that staying is best for the child")}
	}
	return []casefile.Sentence{deed.Say("Nobody has decided yet whether going home is best for the child")}
}

// decidedFirst reports whether what must come before everything else has: of a
// child, that going home is in their best interests.
func decidedFirst(p Plan) bool { return !p.Child() || p.Interests == InterestsReturn }

func choiceMissing(p Plan, law Law) ([]casefile.Sentence, error) {
	c, stands := p.Standing(ToReturn)
	if !stands {
		return []casefile.Sentence{deed.Say("The person has not said, after it was explained, that they want to go")}, nil
	}
	var missing []casefile.Sentence
	if !decidedFirst(p) {
		missing = append(missing, deed.Say("A child’s wish is heard, and does not decide alone"))
	}
	for _, code := range must {
		if !slices.Contains(c.Alternatives, code) {
			missing = append(missing, deed.Say("Not explained: {what}", "what", phrase(alternatives.Words(code))))
		}
	}
	thinking, err := law.day(statute.ReturnThinking, c.Explained)
	if err != nil {
		return nil, err
	}
	if c.Chosen.Before(thinking.On) && c.Words.Sooner == "" {
		missing = append(missing, deed.Say("They had less time to think than the rule gives: until {day}", "day", thinking.On))
	}
	return missing, nil
}

func riskMissing(p Plan, side string, fresh civil.Day) []casefile.Sentence {
	r, assessed := p.Risk(side)
	if !assessed {
		return []casefile.Sentence{deed.Say("Nobody has assessed it")}
	}
	var missing []casefile.Sentence
	if !r.Together {
		missing = append(missing, deed.Say("It was not assessed together with the person"))
	}
	if r.On.Before(fresh) {
		missing = append(missing, deed.Say("The assessment is too old: it must be of {day} or later", "day", fresh))
	}
	if h, accepted := p.Handover(); side == There && accepted && h.Answer.Risks == "" {
		missing = append(missing, deed.Say("The receiving organisation has not said what it knows of the risks there"))
	}
	return missing
}

func receiverMissing(p Plan) []casefile.Sentence {
	h, accepted := p.Handover()
	switch {
	case !accepted:
		return []casefile.Sentence{deed.Say("No organisation has accepted")}
	case !h.Named():
		return []casefile.Sentence{deed.Say("The organisation has not named who takes them on, and a second contact")}
	}
	return nil
}

func papersMissing(p Plan, travel civil.Day) []casefile.Sentence {
	for _, d := range p.Documents {
		if d.State == Ready && slices.Contains(travelDocuments, d.Kind) && (d.Expires.IsZero() || !d.Expires.Before(travel)) {
			return nil
		}
	}
	return []casefile.Sentence{deed.Say("The person has no document to travel with that is valid on the day")}
}

func travelMissing(p Plan) []casefile.Sentence {
	if p.TravelOn.IsZero() || p.Travel.MetBy == "" {
		return []casefile.Sentence{deed.Say("The day, the way and who meets them are not all known")}
	}
	return nil
}

func contactsMissing(p Plan) []casefile.Sentence {
	if len(p.Contacts) == 0 {
		return []casefile.Sentence{deed.Say("No contacts for afterwards are agreed, nor that there are to be none")}
	}
	return nil
}

func shareMissing(p Plan) []casefile.Sentence {
	h, accepted := p.Handover()
	if !accepted {
		return []casefile.Sentence{deed.Say("There is nobody yet to hand over to")}
	}
	if !sharesWith(p, h) {
		return []casefile.Sentence{deed.Say("The person has not agreed that the organisation is told who they are")}
	}
	if h.PackAt.IsZero() {
		return []casefile.Sentence{deed.Say("The pack has not been given")}
	}
	return nil
}

// sharesWith reports whether the person's choice to be named to an organisation
// stands.
func sharesWith(p Plan, h Handover) bool {
	c, stands := p.Standing(ToHandOver)
	return stands && c.Handover == h.ID && decidedFirst(p)
}

func againMissing(p Plan, law Law) ([]casefile.Sentence, error) {
	if p.TravelOn.IsZero() {
		return []casefile.Sentence{deed.Say("The day of travel is not known yet")}, nil
	}
	window, err := law.day(statute.ReturnConsentRenewal, p.TravelOn)
	if err != nil {
		return nil, err
	}
	c, stands := p.Standing(ToTravel)
	if !stands || c.Chosen.Before(window.On) || c.Chosen.After(p.TravelOn) {
		return []casefile.Sentence{deed.Say("The person is asked again between {first} and {last}", "first", window.On, "last", p.TravelOn)}, nil
	}
	return nil, nil
}

// EmbassyRefused says why the embassy or consulate of a person may not be spoken
// to, a catalogue source; "" where it may. seeking is true of somebody who asks
// for protection here, to whom such a contact can do harm whatever they agreed to.
func EmbassyRefused(p Plan, seeking bool) string {
	_, stands := p.Standing(ToEmbassy)
	switch {
	case !p.Live() || p.State == Withdrawn:
		return "This return has stopped. Nobody contacts an embassy for it"
	case seeking:
		return "The person asks for protection here. No embassy or consulate is contacted about them"
	case !decidedFirst(p):
		return "What is best for the child is decided first"
	case !stands:
		return "The person has not agreed that their embassy or consulate is contacted"
	}
	return ""
}
