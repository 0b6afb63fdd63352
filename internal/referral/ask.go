package referral

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/form"
)

// Sections of a referral, in order; all are catalogue sources.
const (
	sectionReport   = "Who is reporting, and about whom"
	sectionHappened = "What happened"
	sectionSeen     = "What you saw and know"
	sectionWhere    = "Where, and who did it"
	sectionConsent  = "What the person agrees to"
	sectionPerson   = "The person"
	sectionEvidence = "Evidence and contacts"
)

// sections lists them in the order of the task list.
var sections = []string{sectionReport, sectionHappened, sectionSeen, sectionWhere, sectionConsent, sectionPerson, sectionEvidence}

// pagesOf makes every page of a referral in the order in which they are asked.
func pagesOf(c choices) []Page {
	var pages []Page
	for _, section := range [][]Page{
		askReport(c), askHappened(c), askSeen(c), askWhere(c), askConsent(c), askPerson(c), askEvidence(),
	} {
		pages = append(pages, section...)
	}
	return pages
}

// Ways in which pages depend on what was answered.
func isAdult(s *Submission) bool     { return s.AgeGroup == casefile.Adult }
func asksFull(s *Submission) bool    { return s.Path() == Referral }
func asksName(s *Submission) bool    { return s.Path() != Notification }
func wasChild(s *Submission) bool    { return s.TreatedAsChild() || s.UnderEighteenThen != No }
func isRefused(s *Submission) bool   { return s.Path() != Referral }
func agreesAdult(s *Submission) bool { return isAdult(s) && s.Path() == Referral }

// of makes a condition on the submission one on the answers of a page.
func of(condition func(*Submission) bool) func(*answers) bool {
	return func(a *answers) bool { return condition(&a.Submission) }
}

// yesNo are the two answers, with words of their own.
func yesNo(yes, no string) []form.Option {
	return []form.Option{{Value: Yes, Label: yes}, {Value: No, Label: no}}
}

func yesNoNotSure() []form.Option {
	return []form.Option{{Value: Yes, Label: "Yes"}, {Value: No, Label: "No"}, {Value: NotSure, Label: "Not sure"}}
}

// story asks for free text of one kind.
func story(kind, label, hint, required string) question {
	return question{Name: storyField(kind), Label: label, Hint: hint, Noun: casefile.StoryTitle(kind), Kind: form.Story, Required: required, Rows: 6,
		Bind: func(a *answers) any { return a.story(kind) }}
}

// below puts a question under an answer of another.
func below(under string, q question) question {
	q.Under = under
	return q
}

// when asks a question only where the submission is so.
func when(condition func(*Submission) bool, q question) question {
	q.When = of(condition)
	return q
}

// storyField is the name of the input in which a kind of story is typed.
func storyField(kind string) string { return "story-" + kind }
