package danger

import (
	"strings"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
)

// Part is one question of a safety plan with what somebody answered, in their own
// words and language. Heading is a catalogue source: it is printed in the language
// of the plan.
type Part struct {
	Code    string
	Heading string
	Lines   []string
}

// planParts are the questions of a safety plan, in the order in which somebody in
// danger needs the answers.
var planParts = form.Codes{
	{"now", "If I am in danger now"}, {"signs", "How I notice that danger is near"}, {"do", "What I do then"},
	{"people", "People I can call"}, {"places", "Safe places I can go to"}, {"take", "What I take with me"},
	{"phone", "How I use my telephone safely"}, {"children", "What my children know and do"}, {"calm", "What helps me when it is too much"},
	{"secret", "Who must not know where I am"},
}

// PlanText is what is sealed of a plan: the answers by the code of their question.
type PlanText map[string][]string

// Plan is one version of somebody's safety plan.
type Plan struct {
	ID       db.ID
	Case     db.ID
	Number   int
	Language string // of the answers and of the headings when it is printed
	Text     PlanText
	Made     time.Time
	By       string
	Given    []Given
}

// Parts are the questions that have an answer.
func (p Plan) Parts() []Part {
	var parts []Part
	for _, part := range planParts {
		if lines := p.Text[part.Code()]; len(lines) > 0 {
			parts = append(parts, Part{part.Code(), part.Words(), lines})
		}
	}
	return parts
}

// Empty lists the questions that nobody has answered, as catalogue sources.
func (p Plan) Empty() []string {
	var empty []string
	for _, part := range planParts {
		if len(p.Text[part.Code()]) == 0 {
			empty = append(empty, part.Words())
		}
	}
	return empty
}

// Ways of taking a plan along.
const (
	onPaper  = "paper"
	wasShown = "shown"
	asFile   = "file"
	notSafe  = "nothing"
	byHeart  = "by-heart"
)

var takings = form.Codes{{onPaper, "On paper"}, {wasShown, "They read it on a screen and took nothing"}, {asFile, "As a file on a telephone that is safe"},
	{byHeart, "They know it by heart"}, {notSafe, "Nothing: it would not be safe"}}

// Given is how somebody took a version of their plan with them.
type Given struct {
	ID       db.ID
	Plan     db.ID
	How      string
	On       civil.Day
	Words    string // sealed: why nothing, or where they keep it
	Recorded time.Time
	By       string
	Ended    time.Time // recorded by mistake
}

// HowWords is how they took it, a catalogue source.
func (g Given) HowWords() string { return takings.Words(g.How) }

// MayShow reports whether a plan may stand on the person's own page: not where
// they took nothing because it would not be safe, the last time they were asked.
func MayShow(p Plan) bool {
	for _, given := range p.Given { // the latest first
		if given.Ended.IsZero() {
			return given.How != notSafe
		}
	}
	return true
}

// Language is one that a plan can be in: how it is written and read.
type Language struct {
	Tag   string
	Name  string // in English, a catalogue source
	Right bool   // written from right to left
}

// planLanguages are the languages of plans. Any can be written in; where the
// catalogue has one, the headings of the plan are in it as well.
var planLanguages = []Language{{"en", "English", false}, {"cy", "Welsh", false}, {"sq", "Albanian", false}, {"am", "Amharic", false}, {"ar", "Arabic", true}, {"zh", "Chinese", false},
	{"fr", "French", false}, {"hu", "Hungarian", false}, {"it", "Italian", false}, {"lt", "Lithuanian", false}, {"fa", "Persian", true}, {"pl", "Polish", false}, {"pt", "Portuguese", false},
	{"ro", "Romanian", false}, {"es", "Spanish", false}, {"so", "Somali", false}, {"tl", "Tagalog", false}, {"ti", "Tigrinya", false}, {"uk", "Ukrainian", false}, {"ur", "Urdu", true}, {"vi", "Vietnamese", false}}

// languageOf gives a language by its tag; English where it is none of them.
func languageOf(tag string) Language {
	for _, language := range planLanguages {
		if language.Tag == tag {
			return language
		}
	}
	return planLanguages[0]
}

// Direction is how the language is written, as HTML has it.
func (l Language) Direction() string {
	if l.Right {
		return "rtl"
	}
	return "ltr"
}

// tidyLines takes away empty lines and spaces around.
func tidyLines(lines []string) []string {
	var kept []string
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}
