package invent

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed stories/*.txt
var storyFiles embed.FS

// Story is one of the texts of a referral.
type Story string

// The stories, by the question of the referral form that they answer. Those of
// a person who does not consent to a referral hold no name; see Tell.
const (
	Family         Story = "family"
	Education      Story = "education"
	Employment     Story = "employment"
	HowStarted     Story = "start"
	Journey        Story = "journey"
	Work           Story = "work"
	Conditions     Story = "conditions"
	Treatment      Story = "treatment"
	Keeping        Story = "keeping" // what keeps the person in the situation
	Leaving        Story = "leaving"
	LastContact    Story = "last-contact"
	WhyNow         Story = "why-now"
	Interview      Story = "interview"
	Insight        Story = "insight" // why the first responder refers
	Exploiters     Story = "exploiters"
	FutureConcerns Story = "future-concerns"
	OtherPeople    Story = "others"
	IndicatorSeen  Story = "indicators" // where an indicator was noticed
	Support        Story = "support"
	Refusal        Story = "refusal" // why somebody does not consent
)

// Stories lists every story in the order of the form.
func Stories() []Story {
	return []Story{Family, Education, Employment, HowStarted, Journey, Work, Conditions, Treatment, Keeping, Leaving, LastContact,
		WhyNow, Interview, Insight, Exploiters, FutureConcerns, OtherPeople, IndicatorSeen, Support, Refusal}
}

// sentence is one line of a part of a story, with the conditions for it.
type sentence struct {
	needs string // words of conditions, all of which must hold; "" always fits
	text  string
}

// storyBook holds the parts of each story, read once.
var storyBook = sync.OnceValue(func() map[Story][][]sentence {
	book := map[Story][][]sentence{}
	entries, err := storyFiles.ReadDir("stories")
	if err != nil {
		panic(err)
	}
	for _, entry := range entries {
		text, err := storyFiles.ReadFile("stories/" + entry.Name())
		if err != nil {
			panic(err)
		}
		readStories(book, string(text))
	}
	return book
})

func readStories(book map[Story][][]sentence, text string) {
	var kind Story
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if title, ok := strings.CutPrefix(line, "== "); ok {
			kind = Story(title)
			book[kind] = [][]sentence{nil}
			continue
		}
		parts := book[kind]
		if line == "--" {
			book[kind] = append(parts, nil)
			continue
		}
		s := sentence{text: line}
		if strings.HasPrefix(line, "[") {
			needs, rest, ok := strings.Cut(line[1:], "] ")
			if !ok {
				panic(fmt.Sprintf("stories: %q has no end of its condition", line))
			}
			s.needs, s.text = needs, rest
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], s)
	}
}

// Tell writes one story about a person and an episode: a line of each part that
// fits them, with the details of both. Without a given name in p the story
// calls the person "the potential victim" and names no home, as a notification
// without a name must.
func (g *Generator) Tell(kind Story, p Person, e Episode) string {
	holds := conditions(p, e)
	fill := g.details(p, e)
	var told strings.Builder
	for _, part := range storyBook()[kind] {
		var fitting, general []string
		for _, s := range part {
			switch {
			case s.needs == "":
				general = append(general, s.text)
			case fits(s.needs, holds):
				fitting = append(fitting, s.text)
			}
		}
		// What fits this person in particular is told before what would fit
		// anybody, most of the time.
		lines := append(fitting, general...)
		if len(fitting) > 0 && g.chance(80) {
			lines = fitting
		}
		if len(lines) == 0 {
			continue
		}
		if told.Len() > 0 {
			told.WriteByte(' ')
		}
		writeFilled(&told, pick(g, lines), fill)
	}
	return told.String()
}

func fits(needs string, holds map[string]bool) bool {
	for need := range strings.FieldsSeq(needs) {
		if !holds[need] {
			return false
		}
	}
	return true
}

// conditions are the words that may stand in brackets before a line.
func conditions(p Person, e Episode) map[string]bool {
	holds := map[string]bool{"foreign": p.Language != "en", "child": e.Child, "adult": !e.Child, "overseas": len(e.Journey) > 0 && len(e.Countries) > 0, "uk": len(e.Countries) == 0}
	for _, form := range e.Forms {
		if word, ok := formWords[form]; ok {
			holds[word] = true
		}
	}
	return holds
}

var formWords = map[string]string{
	"forced-work": "labour", "wages-taken": "labour", "sexual-exploitation": "sexual", "child-sexual-exploitation": "sexual",
	"held-and-assaulted": "sexual", "forced-crime": "criminal", "fraud": "labour", "organ-removal": "organ", "domestic-servitude": "domestic",
}

// writeFilled writes a line with its braces filled in, and a capital after a
// full stop where a filled-in word begins a sentence.
func writeFilled(to *strings.Builder, line string, fill map[string]string) {
	for {
		before, rest, found := strings.Cut(line, "{")
		to.WriteString(before)
		if !found {
			return
		}
		word, after, _ := strings.Cut(rest, "}")
		value := fill[word]
		if value != "" && (before == "" && to.Len() == 0 || strings.HasSuffix(before, ". ") || endsSentence(to)) {
			first, size := utf8.DecodeRuneInString(value)
			value = string(unicode.ToUpper(first)) + value[size:]
		}
		to.WriteString(value)
		line = after
	}
}

// endsSentence reports whether what has been written ends with a full stop and
// a space.
func endsSentence(written *strings.Builder) bool {
	return strings.HasSuffix(written.String(), ". ")
}

var monthNames = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

// details are the words for the braces of a story.
func (g *Generator) details(p Person, e Episode) map[string]string {
	they, their, them, theirs, themself := "he", "his", "him", "his", "himself"
	switch p.Gender {
	case "female":
		they, their, them, theirs, themself = "she", "her", "her", "hers", "herself"
	case "male":
	default:
		they, their, them, theirs, themself = "this person", "their", "them", "theirs", "themself"
	}
	began := e.From
	if len(e.Journey) > 0 {
		began = e.Journey[0].When
	}
	fill := map[string]string{
		"they": they, "their": their, "them": them, "theirs": theirs, "themself": themself,
		"They": they, "Their": their, "name": p.Given, "Name": p.Given,
		"home": strings.TrimSuffix(p.Birthplace, ", United Kingdom"), "country": g.countryOf(p.Nationality), "language": g.lists.Languages.Name(p.Language),
		"town": "a town in the north", "town2": g.lists.Towns.Name(g.Town()), "place": e.Premises, "hours": e.Hours,
		"pay": e.Promised, "debt": e.Debt, "agent": e.Recruiter, "vehicle": "a van", "mark": "no marks that were noticed", "boss": "the boss",
		"age": strconv.Itoa(e.Age), "month": monthNames[max(began.Month, 1)-1], "year": strconv.Itoa(began.Year),
		"month2": monthNames[max(e.To.Month, 1)-1], "year2": strconv.Itoa(e.To.Year),
	}
	if len(e.Towns) > 0 {
		fill["town"] = g.lists.Towns.Name(e.Towns[0])
	}
	if len(e.Actors) > 0 {
		fill["boss"], fill["mark"] = e.Actors[0].Nickname, e.Actors[0].Mark
		fill["vehicle"] = e.Actors[len(e.Actors)-1].Vehicle
	}
	if fill["country"] == "" {
		fill["country"] = "another country"
	}
	if p.Language == "other" || p.Language == "" {
		fill["language"] = "the person's own language"
	}
	if p.Given == "" {
		fill["name"], fill["Name"], fill["home"] = "the potential victim", "the potential victim", "a rural area"
	} else if strings.HasPrefix(fill["home"], "A ") || strings.HasPrefix(fill["home"], "The ") {
		fill["home"] = strings.ToLower(fill["home"][:1]) + fill["home"][1:]
	}
	return fill
}
