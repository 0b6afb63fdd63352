package e2e

import (
	"regexp"
	"strings"
	"testing"
)

// openCases are the references of the cases on the list that is shown.
func openCases(p *Page) []string {
	p.t.Helper()
	return regexp.MustCompile(`HW-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]`).FindAllString(evaluate[string](p, `[...document.querySelectorAll('#cases tbody th')].map(e => e.innerText).join(' ')`), -1)
}

// awaiting narrows a list to the cases that wait for a first decision, and gives
// the references of the first two.
func awaiting(p *Page, list string) []string {
	p.t.Helper()
	p.Visit("/work/" + list)
	p.Unfold("Filter this list")
	p.Select("Stage", "Waiting for a reasonable grounds decision")
	p.Click(Button, "Apply filters")
	p.See("Selected filters")
	found := openCases(p)
	if len(found) < 2 {
		p.fail("the demonstration has %d cases on the list %s that wait for a first decision, want 2 or more", len(found), list)
	}
	return found[:2]
}

// openCase finds a case by its reference and opens it.
func openCase(p *Page, reference string) {
	p.t.Helper()
	p.Visit("/work")
	p.Fill("Search by name, reference or number", reference)
	p.Click(Button, "Search")
	p.See("1 case found")
	p.Visit(evaluate[string](p, `document.querySelector('main tbody a[href^="/cases/"]').getAttribute('href')`))
	p.See("Case " + reference)
}

// agreeNegative is the step of the second reader.
const agreeNegative = "Agree to a negative reasonable grounds decision"

// TestANegativeDecisionTakesTwo works on the cases of the demonstration: many are
// given to somebody at once, information is asked for, a negative decision is
// read by a second person, and the manager sees who looked.
func TestANegativeDecisionTakesTwo(t *testing.T) {
	t.Parallel()
	server := Start(t, Options{})
	triage := Open(t, server, WithScript)
	triage.SignIn("grace.okafor@sca.example")
	cases := awaiting(triage, "team")
	triage.Click(Button, "Assign chosen cases")
	triage.See("Choose at least one case", "Choose a decision maker")
	for _, reference := range cases {
		triage.Check("Choose case " + reference)
	}
	triage.Select("Give the chosen cases to", "Daniel Reeve")
	triage.Click(Button, "Assign chosen cases")
	triage.SeeHeading("2 cases given to Daniel Reeve")
	triage.Row(cases[0]).See("Done")
	triage.Click(Link, "Back to the list")
	triage.See("Selected filters")
	triage.Unfold("Save this view")
	triage.Fill("Name of this view", "First decisions")
	triage.Click(Button, "Save view")
	triage.Visit("/work/team")
	triage.Click(Link, "First decisions")
	triage.See("Stage: Waiting for a reasonable grounds decision")

	maker := Open(t, server, WithScript)
	maker.SignIn("daniel.reeve@sca.example")
	openCase(maker, cases[0])
	maker.Click(Link, "Ask for information")
	maker.Answer("Who do you ask?", "Police")
	maker.Fill("Name of the person or organisation", "Westhaven Police")
	maker.Fill("What do you need to know?", "Was the warehouse searched?")
	maker.DoubleClick(Button, "Ask for information")
	maker.See("Information asked for", "Answer to a request for information")

	openCase(maker, cases[1])
	maker.Click(Link, "Propose a negative reasonable grounds decision")
	maker.Check("I have applied this test")
	maker.Fill("What evidence did you consider?", "The account\nThe answer of the police")
	maker.Fill("What are the reasons?", "The account says that they chose the work, were paid for it and could leave. Nothing that was found speaks against it.")
	maker.Click(Button, "Propose a negative reasonable grounds decision")
	maker.See("Negative reasonable grounds decision sent to a second reader")
	if maker.Has(Link, agreeNegative) {
		t.Error("whoever proposed a negative decision may read it second")
	}
	proposal := strings.TrimSuffix(maker.Path(), "?done=propose-reasonable-grounds-negative")
	maker.Visit(proposal + "/steps/agree-reasonable-grounds-negative")
	maker.See("This step cannot be taken.")

	reader := Open(t, server, WithScript)
	reader.SignIn("marta.lindqvist@sca.example")
	reader.Visit("/work/tasks")
	reader.See("Read a negative decision as second reader", "Anybody in your role", cases[1])
	openCase(reader, cases[1])
	reader.Click(Link, agreeNegative)
	reader.See("they chose the work")
	reader.Check("I have read the evidence myself, not the reasons alone")
	reader.Fill("Why do you agree?", "I read the account and the answer of the police. Neither shows force, threat or deception.")
	reader.Click(Button, "Check before you go on")
	reader.Click(Button, agreeNegative)
	reader.See("Negative")

	manager := Open(t, server, WithoutScript)
	manager.SignIn("helen.achebe@sca.example")
	openCase(manager, cases[1])
	manager.Click(Link, "Who looked")
	manager.See("Daniel Reeve", "Marta Lindqvist", "Helen Achebe")
	manager.Visit("/figures")
	manager.SeeHeading("Figures")
	manager.Click(Button, "Show the table")

	statistician := Open(t, server, WithScript)
	statistician.SignIn("leila.haddad@statistics.example")
	statistician.Visit("/figures")
	statistician.Click(Button, "Show the table")
	statistician.Screenshot("figures")
	statistician.Visit(proposal)
	if statistician.Status() != 404 && statistician.Status() != 403 {
		t.Errorf("a statistician opens a case: %d", statistician.Status())
	}
}
