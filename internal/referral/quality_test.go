package referral

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"pgregory.net/rapid"
)

// good is a referral about which there is nothing to say.
func good() Submission {
	s := wholeAdult()
	s.Record.Indicators[1].Noticed = "In her bag"
	for _, kind := range mainStories {
		s.Record.Stories[kind] = strings.Repeat(kind+" is told here. ", 5)
	}
	s.Record.Episodes[0].Started = civil.Partial{Year: 2018, Month: 3}
	return s
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	if advice := Improve(ref(good()), Material{Today: today}); len(advice) != 0 {
		t.Fatalf("of a good referral: %+v", advice)
	}
	copied := "she was driven from place to place at night and never told where she was going or why"
	for _, c := range []struct {
		want  string // the page and part of the message
		spoil func(*Submission, *Material)
	}{
		{"local-authority: No local authority", func(s *Submission, _ *Material) { s.AgeGroup = casefile.NotSure }},
		{"referrer: Nobody is named", func(s *Submission, _ *Material) { s.Deputy = Deputy{} }},
		{"referrer: Your deputy has no email", func(s *Submission, _ *Material) { s.Deputy = Deputy{Name: "A"} }},
		{"evidence: Files without a date: {count}", func(_ *Submission, m *Material) {
			m.Evidence = []casefile.Attachment{{Description: "A"}, {Description: "B", Dated: civil.Partial{Year: 2024}}}
		}},
		{"evidence: {count} of the files have no description", func(_ *Submission, m *Material) {
			m.Evidence = []casefile.Attachment{{Dated: civil.Partial{Year: 2024}}}
		}},
		{"indicators: No sign", func(s *Submission, _ *Material) { s.Record.Indicators = nil }},
		{"noticed: Where the signs", func(s *Submission, _ *Material) { s.Record.Indicators = []casefile.Indicator{{Code: "injuries"}} }},
		{"background: “{story}” and “{other}” have the same words", func(s *Submission, _ *Material) {
			s.Record.Stories[casefile.StoryFamily], s.Record.Stories[casefile.StoryLeaving] = "First: "+copied, strings.ToUpper(copied)+"!"
		}},
		{"background: “{story}” has the same words as another report", func(s *Submission, m *Material) {
			s.Record.Stories[casefile.StoryFamily] = copied
			m.Earlier = []map[string]string{{casefile.StoryStart: "Before. " + copied}}
		}},
		{"how: “{story}” is very short", func(s *Submission, _ *Material) { s.Record.Stories[casefile.StoryLiving] = "Bad." }},
		{"situations: Nothing is said about the time between", func(s *Submission, _ *Material) {
			s.SeveralSituations = Yes
			s.Record.Episodes[0].Ended = civil.Partial{Year: 2020, Month: 1}
			s.Record.Episodes = append(s.Record.Episodes, casefile.Episode{Forms: []string{"fraud"}, Started: civil.Partial{Year: 2021}, Ended: civil.Partial{Year: 2022}})
		}},
		{"situations: Situation {number} ends before it begins", func(s *Submission, _ *Material) { s.Record.Episodes[0].Ended = civil.Partial{Year: 2017} }},
		{"situations: Situation {number} begins in the future", func(s *Submission, _ *Material) {
			s.Record.Episodes[0].Started, s.Record.Episodes[0].Ended = civil.Partial{Year: 2027}, civil.Partial{}
		}},
		{"situations: Situation {number} ends in the future", func(s *Submission, _ *Material) { s.Record.Episodes[0].Ended = civil.Partial{Year: 2027} }},
		{"situations: Situation {number} has no date", func(s *Submission, _ *Material) { s.Record.Episodes[0].Started = civil.Partial{} }},
		{"situations: Situation {number} begins before the person was born", func(s *Submission, _ *Material) { s.Record.Episodes[0].Started = civil.Partial{Year: 1999} }},
		{"situations: You said that there was more than one", func(s *Submission, _ *Material) { s.SeveralSituations = Yes }},
		{"journey: Part {number} of the journey is in the future", func(s *Submission, _ *Material) { s.Record.Journey[0].Travelled = civil.Partial{Year: 2027} }},
		{"now: You said that they left", func(s *Submission, _ *Material) {
			s.Record.Episodes[0].Ongoing, s.Record.Episodes[0].Ended = true, civil.Partial{}
		}},
		{"now: You said that they are still", func(s *Submission, _ *Material) { s.StillIn = Yes }},
		{"places: No place in the United Kingdom", func(s *Submission, _ *Material) { s.Record.Episodes[0].Places = s.Record.Episodes[0].Places[1:] }},
		{"places: The places do not agree", func(s *Submission, _ *Material) { s.Where = WhereUK }},
		{"person: By the date of birth the person is under 18", func(s *Submission, _ *Material) { s.Record.Birth = civil.Partial{Year: 2010} }},
		{"report: By the date of birth the person was under 18 when", func(s *Submission, _ *Material) { s.UnderEighteenThen = No }},
		{"references: You said that the police", func(s *Submission, _ *Material) { s.Record.References = nil }},
		{"consent: The person needs an interpreter", func(s *Submission, _ *Material) { s.Record.Consents[0].Interpreter = "" }},
		{"contacts: No contact is marked as safe", func(s *Submission, _ *Material) { s.Record.Contacts[0].Safe = false }},
		{"contacts: The decision should go to somebody else", func(s *Submission, _ *Material) {
			s.DecisionTo, s.Record.Contacts = casefile.SomeoneElse, s.Record.Contacts[:1]
		}},
		{"contacts: You said that the person can be telephoned", func(s *Submission, _ *Material) {
			s.Record.Contacts = []casefile.Contact{{Channel: casefile.Post, Value: "A street", Whose: casefile.ThePerson, Safe: true}}
		}},
	} {
		s, m := good(), Material{Today: today}
		c.spoil(&s, &m)
		var got []string
		for _, advice := range Improve(&s, m) {
			got = append(got, advice.Page+": "+advice.Message)
		}
		if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, c.want) }) {
			t.Errorf("want %q, got %q", c.want, got)
		}
	}
}

func ref(s Submission) *Submission { return &s }

// TestAdviceNeverBlocks gives advice on anything, changes nothing by it, and
// points to pages that the referral has.
func TestAdviceNeverBlocks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSubmission(t)
		before := s
		for _, advice := range Improve(&s, Material{Today: today}) {
			if _, err := testRoom.page(&s, advice.Page); err != nil && pageOfStory[advice.Page] == "" {
				if !slices.ContainsFunc(testRoom.asked, func(p Page) bool { return p.Slug == advice.Page }) {
					t.Fatalf("advice %q points to the page %q, which there is not", advice.Message, advice.Page)
				}
			}
		}
		if !reflect.DeepEqual(before, s) {
			t.Fatal("giving advice changed the submission")
		}
	})
}
