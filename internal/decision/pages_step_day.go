package decision

import (
	"net/url"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
)

// stepDay is the day of a step: today, or an earlier one on which it was taken
// on paper.
type stepDay struct {
	// On is the earlier day, zero for today.
	On     civil.Day
	Fields []ask.Field // that ask for it; none where only today is possible
	wrong  []fault.Field
}

type dayAnswer struct{ on civil.Day }

var dayQuestions = []ask.Question[dayAnswer]{{Name: "on", Label: "On which day was it done?", Noun: "Day of the step", Kind: ask.Date,
	Hint: "Clocks count from this day. It cannot be before the last step of the case", Required: "Enter a date", Bind: func(d *dayAnswer) any { return &d.on }}}

// readDay reads the day of a step from its page. A page without it is about
// today.
func readDay(o opened, values url.Values) stepDay {
	if !o.Progress.SteppedOn.Before(o.Today) {
		return stepDay{}
	}
	answer := dayAnswer{o.Today}
	if !values.Has("on-day") {
		return stepDay{Fields: ask.Fields(&answer, nil, nil, dayQuestions)}
	}
	day := stepDay{wrong: ask.Fill(&answer, values, dayQuestions)}
	if len(day.wrong) == 0 {
		if _, err := dayOfStep(answer.on, o.Progress.SteppedOn, o.Today); err != nil {
			day.wrong = fault.Of(err).Fields
		} else if answer.on != o.Today {
			day.On = answer.on
		}
	}
	day.Fields = ask.Fields(&answer, values, day.wrong, dayQuestions)
	return day
}

// another reports whether the page should show the day: it is not today, or it
// is to be mended.
func (d stepDay) another() bool { return !d.On.IsZero() || len(d.wrong) > 0 }

// may says whether the step may be taken on the day of its page. What only an
// earlier day forbids is a fault of that day.
func (p prepared) may(step machine.Step) error {
	err := machine.May(p.State, step, p.By, p.Today)
	if err == nil || p.On.IsZero() || !fault.Is(err, fault.Invalid) {
		return err
	}
	found := fault.Of(err)
	return &fault.Error{Code: fault.Invalid, Message: found.Message, Args: found.Args, Fields: []fault.Field{{Name: "on", Message: found.Message, Args: found.Args}}}
}
