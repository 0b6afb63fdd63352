package e2e

import (
	"strings"
	"testing"
)

// wholeReport is every page of the referral of an adult who agrees, in order.
func wholeReport(own, given, family string) []question {
	return []question{aboutReport(own, "No"), lifeBefore, situations, places, how, journey, now, telling, signs, {"Signs of the exploitation of a child", func(*Page) {}},
		noticed, talking, professionals, staying, exploiters, others, risk, consent(agrees), support,
		person(given, family), otherNames, needs, references, contacts, evidence, whoToAsk}
}

// TestAReferralBecomesADecision is the one long journey, as four people make it,
// on both databases, with script and without: a police officer refers an adult,
// triage allocates and assigns, a decision maker decides and serves the letter,
// and may not decide the second time before the law's day.
func TestAReferralBecomesADecision(t *testing.T) {
	t.Parallel()
	EachDatabase(t, Options{}, func(t *testing.T, server *Server) {
		EachMode(t, server, func(t *testing.T, p *Page) {
			given, own := "Arta", "OP ELM 14"
			if p.Mode() == WithoutScript {
				given, own = "Drita", "OP OAK 7"
			}
			reference := refer(t, p, own, given, "Hoxhaj")
			allocate(t, Open(t, server, p.Mode()), reference, given+" Hoxhaj")
			decide(t, Open(t, server, p.Mode()), reference, given+" Hoxhaj")
		})
	})
}

// refer makes and sends a referral of an adult and gives its reference.
func refer(t *testing.T, p *Page, own, given, family string) string {
	t.Helper()
	p.SignIn("priya.marlow@westhaven.example")
	p.Visit("/referrals")
	p.SeeHeading("Referrals")
	p.Click(Button, "Start a report")
	draft := strings.TrimSuffix(p.Path(), "/report")
	p.Click(Button, "Save and continue")
	p.SeeError("Enter a reference of your own for this report")
	p.Visit(p.Path())
	p.Screenshot("question")
	answer(p, wholeReport(own, given, family)...)

	p.See("26 of 26 pages are complete")
	p.DoNotSee("Not started", "In progress")
	p.Screenshot("task-list")
	p.Click(Button, "Check and send")
	p.SeeHeading("How your report could be better")
	p.See("Where the signs were noticed is not said for 1 of them", "Nobody is named who can be asked while you are away")
	p.Click(Button, "Continue")

	p.SeeHeading("Check your answers")
	p.See(given, family, "March 2024", "Made to work for little or no pay", "The Cousin", "46/1234/26", "gate.png", "Little Bird")
	p.DoNotSee("These pages are not complete")
	p.NarrowScreenshot("check-answers-narrow")
	p.Click(Link, "Change City or town")
	p.Fill("City or town", "Luton")
	p.Click(Button, "Save and continue")
	p.SeeHeading("Check your answers")
	p.DoNotSee("Bedford")
	p.DoubleClick(Button, "Send the referral")

	p.SeeHeading("Referral sent")
	reference := reference(p, `HW-[0-9A-Z-]+`)
	p.Reload()
	p.SeeHeading("Referral sent")
	p.See(reference)
	p.Click(Link, "Why is it due then?")
	p.SeeHeading("Why is it due then?")
	p.See("Reasonable grounds decision", "The first day counted is", "This comes from")
	p.Axe()
	p.Back()
	p.Click(Link, "Print a copy, or save it as PDF")
	p.SeeHeading("Referral " + reference)
	p.See(given, "This copy holds personal information", "Priya Marlow", "gate.png")
	if copy := p.FetchLink("gate.png"); copy.Status != 200 || !strings.HasPrefix(string(copy.Body), "\x89PNG") {
		t.Errorf("the file that was sent came back as %d, %d bytes", copy.Status, len(copy.Body))
	}
	p.Visit("/referrals")
	p.Row(own).See(reference)
	if p.Has(Link, own) {
		t.Error("the draft is still listed after it was sent")
	}
	p.Visit(draft)
	if p.Status() != 404 {
		t.Errorf("the draft is still there after it was sent: %d", p.Status())
	}
	return reference
}

// find searches a case and opens it.
func find(p *Page, query, name string) {
	p.t.Helper()
	p.Fill("Search by name, reference or number", query)
	p.Click(Button, "Search")
	p.Click(Link, name)
}

// allocate is what triage does with a new referral.
func allocate(t *testing.T, p *Page, reference, name string) {
	t.Helper()
	p.SignIn("grace.okafor@sca.example")
	p.Visit("/work")
	p.SeeHeading("Waiting to be allocated")
	find(p, reference, name)
	p.See("Case "+reference, "Received")
	p.Click(Link, "Allocate to a competent authority")
	p.Answer("Which competent authority takes the case?", "Single Competent Authority")
	p.Click(Button, "Allocate to a competent authority")
	p.See("Allocated to a competent authority")
	p.Click(Link, "Assign to a decision maker")
	p.Answer("Who decides this case?", "Daniel Reeve")
	p.Click(Button, "Assign to a decision maker")
	p.See("Assigned to a decision maker")
	if p.Has(Link, "Decide that there are reasonable grounds") {
		t.Error("triage is offered a decision")
	}
}

// decide is what the decision maker does with the case.
func decide(t *testing.T, p *Page, reference, name string) {
	t.Helper()
	p.SignIn("daniel.reeve@sca.example")
	p.Visit("/work")
	p.SeeHeading("Your cases")
	p.Screenshot("work-list")
	find(p, reference, name)
	p.See("Case "+reference, "Waiting for a reasonable grounds decision")
	p.Click(Link, "Why is it due then? Reasonable grounds decision")
	p.SeeHeading("Why is it due then?")
	p.See("working days")
	p.Screenshot("why-due")
	p.Click(Link, "Documents")
	if file := p.FetchLink("gate.png"); file.Status != 200 || !strings.HasPrefix(string(file.Body), "\x89PNG") {
		t.Errorf("the evidence came as %d, %d bytes", file.Status, len(file.Body))
	}

	p.Click(Link, "Summary")
	p.Click(Link, "Decide that there are reasonable grounds")
	p.Click(Button, "Check before you go on")
	p.SeeError("Give the reasons")
	p.SeeError("Confirm the test that was applied")
	p.Check("I have applied this test")
	p.Fill("What evidence did you consider?", "The account\nThe photograph of the gate")
	p.Fill("What are the reasons?", "The account is detailed and agrees with the photograph. The debt, the locked door and the passport that was taken are signs of forced labour.")
	p.Click(Button, "Check before you go on")
	p.SeeHeading("Check before you go on")
	p.Screenshot("step")
	p.See("The photograph of the gate", "A clock runs: Recovery period", "A letter is made: Positive reasonable grounds decision")
	p.DoubleClick(Button, "Decide that there are reasonable grounds")
	p.See("Reasonable grounds decision: positive", "Recovery period")
	p.Screenshot("case-summary")
	p.NarrowScreenshot("case-summary-narrow")

	p.Click(Link, "Letters")
	p.Click(Link, "Positive reasonable grounds decision")
	p.See("Addressed to", "little.bird@mail.example", strings.Fields(name)[0])
	p.Screenshot("letter")
	if letter := p.FetchLink("Download as PDF"); letter.Status != 200 || !strings.HasPrefix(string(letter.Body), "%PDF-") {
		t.Errorf("the letter came as %d, %d bytes", letter.Status, len(letter.Body))
	}
	p.Click(Button, "Record that it was served")
	p.Answer("How was it served?", "E-mail")
	p.Click(Button, "Check before you go on")
	p.Click(Button, "Record that a letter was served")
	p.See("Letter served")

	// The law's minimum has not run: no link leads there, and the address refuses.
	if p.Has(Link, "Decide that there are conclusive grounds") {
		t.Error("a decision is offered that is too early")
	}
	p.Visit(p.Path()[:strings.Index(p.Path(), "?")] + "/steps/conclusive-grounds-positive")
	p.See("This step cannot be taken.", "The first day on which it is possible:", "cannot be decided before")
	if p.Status() != 403 {
		t.Errorf("status %d for a decision that is too early, want 403", p.Status())
	}
	p.Click(Link, "Why is it due then? First day for a conclusive grounds decision")
	p.SeeHeading("Running")
}
