package matching

import (
	"bytes"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/linkage"
)

// Line is one line of the evidence: what was compared, what each record says,
// and what it means, in words and in numbers.
type Line struct {
	What        string // a catalogue source string
	Left, Right string
	Level       casefile.Sentence
	Sentence    casefile.Sentence // the whole in one sentence, without the values
	Says        bool              // whether it says anything for or against
	For         bool
	Weight      string // "+3.2": the logarithm to base 2 of the ratio
	Sum         string
}

// waterfall is an explanation that can be drawn.
type waterfall struct{ linkage.Explanation }

// Whats are the comparisons in words.
var whats = map[string]string{"name": "Name", columnBirth: "Date of birth", columnSex: "Sex", columnNation: "Nationality", columnPlace: "Town",
	columnPhone: "Telephone", columnDocument: "Personal number"}

// levels are what a comparison can find, in words.
var levels = map[string]string{
	"missing": "not known in one of them", "different": "different", "akin": "alike in part", "similar": "similar", "typing error": "the same but for a slip in typing",
	"exact": "the same", "variant": "another spelling of the same name", "partly": "the same in part", "contained": "the same, with parts left out",
	"year near": "different, in years close together", "default, year near": "one is 1 January or a year alone, in years close together",
	"same year": "the same year", "each part near": "each part close", "other year": "the same day in another year", "year slip": "the same day, and one digit of the year differs",
	"one part off": "one part differs", "one digit": "one digit differs", "day and month swapped": "day and month changed places",
	"default, same year": "the same year, and one is 1 January or a year alone", "both default": "the same year, and both are 1 January or a year alone",
}

// lines puts an explanation into words.
func lines(e linkage.Explanation) []Line {
	var made []Line
	for _, step := range e.Steps {
		what := whats[step.Comparison]
		if what == "" {
			what = step.Comparison
		}
		line := Line{What: what, Left: step.Left, Right: step.Right, Level: levelOf(step.Level), Says: math.Abs(step.Weight) >= 0.1, For: step.Weight > 0,
			Weight: fmt.Sprintf("%+.1f", step.Weight), Sum: fmt.Sprintf("%+.1f", step.Sum)}
		line.Sentence = sentenceOf(what, step)
		made = append(made, line)
	}
	return made
}

// levelOf puts what a comparison found into words; a name has two parts.
func levelOf(level string) casefile.Sentence {
	if family, given, ok := strings.Cut(strings.TrimPrefix(level, "family "), ", given "); ok && strings.HasPrefix(level, "family ") {
		return casefile.Sentence{Text: "family name: {family}; given name: {given}", Args: []any{"family", form.Phrase(levels[family]), "given", form.Phrase(levels[given])}}
	}
	if words := levels[level]; words != "" {
		return casefile.Sentence{Text: words}
	}
	return casefile.Sentence{Text: level}
}

func sentenceOf(what string, step linkage.Step) casefile.Sentence {
	level := levelOf(step.Level)
	args := append([]any{"what", form.Phrase(what), "times", times(step.Weight)}, level.Args...)
	if len(level.Args) == 0 {
		args = append(args, "found", form.Phrase(level.Text))
	}
	text := "{what}: {found}. This is {times} times likelier of one person than of two"
	against := "{what}: {found}. This is {times} times likelier of two people than of one"
	if len(level.Args) > 0 {
		text = "{what}: family name {family}, given name {given}. This is {times} times likelier of one person than of two"
		against = "{what}: family name {family}, given name {given}. This is {times} times likelier of two people than of one"
	}
	if step.Weight < 0 {
		text = against
	}
	return casefile.Sentence{Text: text, Args: args}
}

// times says how much likelier, to two digits and no more than is believable.
func times(weight float64) string {
	ratio := math.Exp2(math.Abs(weight))
	switch {
	case ratio >= 1000:
		return "1,000 and more"
	case ratio >= 10:
		return strconv.Itoa(int(math.Round(ratio)))
	}
	return strconv.FormatFloat(ratio, 'f', 1, 64)
}

// sources are the sources of facts in words.
var sources = map[string]string{"referral": "Referral", "notification": "Notification", "police": "Police"}

// sourceWords puts the sources of a record, as package casefile lists them, into
// words. What is added to a case later has the name of how it was added.
func sourceWords(list string) []string {
	var words []string
	for _, source := range strings.Split(list, ", ") {
		if source == "" {
			continue
		}
		known := sources[source]
		if known == "" {
			known = "Recorded on the case"
		}
		if !slices.Contains(words, known) {
			words = append(words, known)
		}
	}
	return words
}

// likely says how likely it is that two records are one person.
func likely(probability float64) string {
	switch {
	case probability >= 0.99:
		return "Almost certainly the same person"
	case probability >= 0.9:
		return "Very likely the same person"
	case probability >= 0.6:
		return "Probably the same person"
	case probability >= 0.4:
		return "May or may not be the same person"
	}
	return "Possibly the same person"
}

// percent says a probability as people read it, never as certain.
func percent(probability float64) string {
	switch {
	case probability >= 0.995:
		return "more than 99%"
	case probability < 0.01:
		return "less than 1%"
	}
	return strconv.Itoa(int(math.Round(100*probability))) + "%"
}

// drawing is the waterfall as a picture. The table beside it says the same.
func (w waterfall) drawing(left, right string) (template.HTML, error) {
	var picture bytes.Buffer
	e := w.Explanation
	e.Left, e.Right = left, right
	err := e.WriteSVG(&picture)
	return template.HTML(picture.String()), err
}

// oneIn says the odds before anything is compared.
func oneIn(weight float64) string {
	n := int(math.Round(math.Exp2(-weight)))
	text := strconv.Itoa(max(1, n))
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
