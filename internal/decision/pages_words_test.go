package decision

import (
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
)

// TestPagesGoThroughTheCatalogue fails for words that no translator would see.
func TestPagesGoThroughTheCatalogue(t *testing.T) {
	t.Parallel()
	page.CheckTemplates(t, pageFiles)
}

// settings are cases in which the questions of steps differ: each stage, with
// and without a panel, a child and an adult.
func settings() []setting {
	today := civil.MustDay("2026-03-02")
	var made []setting
	for _, stage := range machine.Stages {
		for _, authority := range []machine.Authority{machine.SingleCompetentAuthority, machine.DevolvedPanel} {
			for _, age := range []machine.Age{machine.Adult, machine.Child} {
				c := machine.Case{Stage: stage, ReturnTo: machine.Recovery, Authority: authority,
					Facts:            machine.Facts{Age: age, Referred: today, Jurisdiction: machine.England, Tests: machine.Tests{ReasonableGrounds: "a@1", ConclusiveGrounds: "b@1"}},
					Requests:         []machine.InformationRequest{{Number: 1, Of: machine.Police, On: today}},
					Letters:          []machine.Letter{{Number: 2, Kind: machine.LetterReasonableNegative, Made: today}},
					Proposal:         &machine.Proposal{Kind: machine.ReasonableGrounds, On: today, Test: "a@1"},
					Reconsideration:  &machine.Reconsideration{Kind: machine.ConclusiveGrounds, ReceivedOn: today},
					Disqualification: &machine.DisqualificationFile{Ground: "bad-faith", On: today},
					Extension:        &machine.ExtensionRequest{On: today, Until: today.Add(30)}}
				made = append(made, setting{state: c, today: today, languages: []ask.Option{{Value: "en", Label: "English"}}})
			}
		}
	}
	return made
}

// TestEveryStepHasSoundQuestions asks for every step of the table in every kind
// of case, and that each question is about a field of the step's form.
func TestEveryStepHasSoundQuestions(t *testing.T) {
	t.Parallel()
	for _, s := range settings() {
		for _, row := range machine.Table {
			questions := questionsOf(row.Step, s)
			if questions == nil {
				t.Fatalf("%s has no questions", row.Step)
			}
			for _, mistake := range questions.sound() {
				t.Errorf("%s: %s", row.Step, mistake)
			}
		}
	}
	for _, mistake := range (sheet[Filter]{questions: filterQuestions(nil, nil)}).sound() {
		t.Errorf("filter: %s", mistake)
	}
	for _, mistake := range (sheet[documentAnswers]{questions: documentQuestions}).sound() {
		t.Errorf("documents: %s", mistake)
	}
}

// TestFaultsOfFormsHaveAQuestion checks that whatever the rules find wrong with
// an empty form is said at a question of its page.
func TestFaultsOfFormsHaveAQuestion(t *testing.T) {
	t.Parallel()
	for _, s := range settings() {
		for _, row := range machine.Table {
			questions := questionsOf(row.Step, s)
			form, errs := questions.read(nil)
			names := map[string]bool{}
			for _, name := range questions.names() {
				names[name] = true
			}
			for _, field := range s.check(questions, form, errs) {
				if !names[field.Name] && field.Name != "contact" {
					t.Errorf("%s, %s, %s: the fault %q of %q has no question", row.Step, s.state.Authority, s.state.Facts.Age, field.Message, field.Name)
				}
			}
		}
	}
}
