package statute

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/civil"
)

// Text is an English source string of the message catalogue, perhaps with
// {named} places for arguments. The page layer translates it.
type Text string

// Line is one sentence of an explanation. An argument is a [Text], to be
// translated too; a [civil.Day] or a [time.Time] in UTC, to be written in the
// reader's language; or a string, to be left as it is.
type Line struct {
	Text Text
	Args map[string]any
}

// Pairs returns the arguments as name, value, name, value, in order of name.
func (l Line) Pairs() []any {
	pairs := make([]any, 0, 2*len(l.Args))
	for _, name := range slices.Sorted(maps.Keys(l.Args)) {
		pairs = append(pairs, name, l.Args[name])
	}
	return pairs
}

// String returns the line in English, days in full, instants in London time.
func (l Line) String() string {
	var places []string
	for i, part := range l.Pairs() {
		if i%2 == 0 {
			places = append(places, "{"+part.(string)+"}")
		} else {
			places = append(places, inEnglish(part))
		}
	}
	return strings.NewReplacer(places...).Replace(string(l.Text))
}

func inEnglish(value any) string {
	switch v := value.(type) {
	case civil.Day:
		return v.Long()
	case time.Time:
		return v.In(civil.London).Format("2 January 2006 at 3:04pm")
	default:
		return fmt.Sprint(v)
	}
}

// The sentences of an explanation.
const (
	textSource     Text = "This comes from: {source}"
	textSince      Text = "This rule has applied in {place} since {from}."
	textBetween    Text = "This rule applied in {place} from {from} to {until}."
	textBefore     Text = "This rule applied in {place} until {until}."
	textAlways     Text = "This rule applies in {place}."
	textByDecision Text = "What counts is the rule on the day of the decision, {decision}."
	textGuess      Text = "We could not confirm this rule. Check it before you rely on it."
	textHouse      Text = "This is a rule of this service. It is not law."
	textStarted    Text = "The clock started on {start}, when {event}."
	textOpen       Text = "So there is no date by which this must happen."
	textStandard   Text = "This is a standard, not a time limit."
	textSameDay    Text = "No days are added, so it is the same day."
	textFirstAfter Text = "The first day counted is {first}. The day it started is not counted."
	textFirstWith  Text = "The first day counted is {first}. The day it started is counted."
	textFirstBack  Text = "The days are counted back. The first day counted is {first}."
	textSkipped    Text = "{day} is not counted: {why}."
	textForeseen   Text = "Bank holidays so far ahead are not all known. The date may move."
	textHours      Text = "The hours are counted from the day only, so this is the latest day."
	textYears      Text = "Somebody born on 29 February becomes a year older on 1 March when there is no 29 February."
	textMinimum    Text = "So the earliest it can end or be done is {on}."
	textMaximum    Text = "So it ends on {on} at the latest."
	textLimit      Text = "So it must be done by the end of {on}."
	textLimitAt    Text = "So it must be done by {on}."
	textTarget     Text = "So it should be done by the end of {on}."
	textTargetAt   Text = "So it should be done by {on}."
	textChange     Text = "So the date is {on}."
	textWindow     Text = "So the period reaches to {on}."
)

// fixedTexts are all texts that are written here and not in a rule file.
var fixedTexts = []Text{
	textSource, textSince, textBetween, textBefore, textAlways, textByDecision, textGuess, textHouse,
	textStarted, textOpen, textStandard, textSameDay, textFirstAfter, textFirstWith,
	textFirstBack, textSkipped, textForeseen, textHours, textYears, textMinimum, textMaximum, textLimit,
	textLimitAt, textTarget, textTargetAt, textChange, textWindow,
	"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
}

// Why answers "why is it due then?": the rule in words, who says so and since
// when, how sure we are, when the clock started, the first day counted, each
// day left out and why, and the result.
func (d Due) Why() []Line {
	rule := d.Rule
	lines := []Line{
		{Text: Text(rule.Words)},
		{Text: textSource, Args: map[string]any{"source": rule.Source.Text}},
		d.inForce(),
	}
	add := func(text Text, args map[string]any) { lines = append(lines, Line{Text: text, Args: args}) }
	if rule.ComparedWith == ByDecision && !d.Subject.Decision.IsZero() {
		add(textByDecision, map[string]any{"decision": d.Subject.Decision})
	}
	switch rule.Certainty {
	case Guess:
		add(textGuess, nil)
	case HouseRule:
		add(textHouse, nil)
	}
	if rule.Note != "" {
		add(Text(rule.Note), nil)
	}
	switch {
	case rule.Bound == Standard:
		add(textStandard, nil)
		return lines
	case d.StartAt.IsZero():
		add(textStarted, map[string]any{"start": d.Start, "event": Text(d.Kind.Starts)})
	default:
		add(textStarted, map[string]any{"start": d.StartAt, "event": Text(d.Kind.Starts)})
	}
	if !d.HasClock() {
		add(textOpen, nil)
		return lines
	}
	lines = append(lines, d.counted()...)
	return append(lines, d.result())
}

// inForce says where and from when until when the rule applies.
func (d Due) inForce() Line {
	args := map[string]any{"place": d.Subject.Jurisdiction.Name()}
	from, until := d.Rule.From, d.Rule.Until
	if !from.IsZero() {
		args["from"] = from
	}
	if !until.IsZero() {
		args["until"] = until
	}
	switch {
	case from.IsZero() && until.IsZero():
		return Line{Text: textAlways, Args: args}
	case until.IsZero():
		return Line{Text: textSince, Args: args}
	case from.IsZero():
		return Line{Text: textBefore, Args: args}
	default:
		return Line{Text: textBetween, Args: args}
	}
}

// counted says how the days were counted and which were left out.
func (d Due) counted() []Line {
	var lines []Line
	first := map[string]any{"first": d.First}
	switch {
	case d.Rule.Length() > 0 && d.At.IsZero():
		lines = append(lines, Line{Text: textHours})
	case d.Rule.Length() > 0: // the hours are in the words of the rule
	case d.Rule.Amount == 0:
		lines = append(lines, Line{Text: textSameDay})
	case d.Rule.Counting == Anniversary:
		if d.On.Day != d.Start.Day {
			lines = append(lines, Line{Text: textYears})
		}
	case d.Rule.Counting == Inclusive:
		lines = append(lines, Line{Text: textFirstWith, Args: first})
	case d.Rule.Counting == Back:
		lines = append(lines, Line{Text: textFirstBack, Args: first})
	default:
		lines = append(lines, Line{Text: textFirstAfter, Args: first})
	}
	for _, skipped := range d.Skipped {
		lines = append(lines, Line{Text: textSkipped, Args: map[string]any{"day": skipped.Day, "why": skipped.Why}})
	}
	if d.Foreseen {
		lines = append(lines, Line{Text: textForeseen})
	}
	return lines
}

// result says what the day reached means.
func (d Due) result() Line {
	text := map[Bound]Text{
		Minimum: textMinimum, Maximum: textMaximum, Limit: textLimit, Target: textTarget,
		Change: textChange, Window: textWindow,
	}[d.Rule.Bound]
	if d.At.IsZero() {
		return Line{Text: text, Args: map[string]any{"on": d.On}}
	}
	switch d.Rule.Bound {
	case Limit:
		text = textLimitAt
	case Target:
		text = textTargetAt
	}
	return Line{Text: text, Args: map[string]any{"on": d.At}}
}
