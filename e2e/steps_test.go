package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

var caseLink = regexp.MustCompile(`href="(/cases/[0-9a-z]{20,})"`)

// caseWith finds a case of the demonstration in a stage in which the person of
// the page may take a step, opens it, and gives its address.
func caseWith(p *Page, stage, step string) string {
	p.t.Helper()
	for _, list := range []string{"team", "mine", "triage"} {
		seen := map[string]bool{}
		for _, found := range caseLink.FindAllStringSubmatch(string(p.Fetch("/work/"+list+"?stage="+stage+"&limit=100").Body), -1) {
			if seen[found[1]] {
				continue
			}
			seen[found[1]] = true
			if strings.Contains(string(p.Fetch(found[1]).Body), ">"+step+"</a>") {
				p.Visit(found[1])
				return found[1]
			}
		}
	}
	p.fail("no case of the demonstration that is %s offers the step %q", stage, step)
	return ""
}

// weigh fills in what every decision asks for.
func weigh(p *Page) {
	p.t.Helper()
	p.Check("I have applied this test")
	p.Fill("What evidence did you consider?", "The account\nWhat the first responder saw")
	p.Fill("What are the reasons?", "The account was weighed with all that is known. What was seen agrees with it in every point that could be checked.")
}

// confirm sends a step that is checked before it is done.
func confirm(p *Page, step string) {
	p.t.Helper()
	p.Click(Button, "Check before you go on")
	p.SeeHeading("Check before you go on")
	p.Click(Button, step)
}

// TestWhatElseCanHappenToACase takes the steps beside the straight way on the
// cases of the demonstration, on both databases, with script on one and without
// on the other.
func TestWhatElseCanHappenToACase(t *testing.T) {
	t.Parallel()
	EachDatabase(t, Options{}, func(t *testing.T, server *Server) {
		mode := WithScript
		if server.Database() != "" {
			mode = WithoutScript
		}
		manager := Open(t, server, mode)
		manager.SignIn("helen.achebe@sca.example")
		maker := Open(t, server, mode)
		maker.SignIn("daniel.reeve@sca.example")
		t.Run("longer recovery", func(t *testing.T) { longerRecovery(maker.in(t), manager.in(t)) })
		t.Run("suspension", func(t *testing.T) { suspension(manager.in(t)) })
		t.Run("reconsideration", func(t *testing.T) { reconsideration(manager.in(t)) })
		t.Run("disqualification", func(t *testing.T) { disqualification(maker.in(t), manager.in(t)) })
		t.Run("information", func(t *testing.T) { information(maker.in(t)) })
		t.Run("additional decision", func(t *testing.T) { additional(maker.in(t)) })
		t.Run("two at once", func(t *testing.T) { twoAtOnce(maker.in(t), maker.NewTab().in(t)) })
		t.Run("saved views", func(t *testing.T) { savedViews(maker.in(t)) })
		t.Run("a contact", func(t *testing.T) { contact(maker.in(t)) })
		triage := Open(t, server, mode)
		triage.SignIn("grace.okafor@sca.example")
		t.Run("an adult after all", func(t *testing.T) { grownUp(triage.in(t)) })
		panel := Open(t, server, mode)
		panel.SignIn("ruth.carmody@panel.example")
		t.Run("panel", func(t *testing.T) { panelMeets(panel.in(t)) })
	})
}

// in is the page with another test to report to.
func (p *Page) in(t *testing.T) *Page {
	twin := *p
	twin.t = t
	return &twin
}

func longerRecovery(maker, manager *Page) {
	const ask, grant = "Ask for a longer recovery period", "Authorise a longer recovery period"
	address := caseWith(maker, "recovery", ask)
	maker.Click(Link, ask)
	maker.Click(Button, ask)
	maker.SeeError("Choose why more time is needed")
	until := time.Now().AddDate(0, 4, 0)
	fill := func(p *Page, legend string) {
		p.FillDate(legend, until.Format("2"), until.Format("1"), until.Format("2006"))
	}
	fill(maker, "What should the new last day of the recovery period be?")
	maker.Answer("Why is more time needed?", "Severe mental ill health or trauma")
	maker.Fill("What are the reasons?", "Their therapist asks for more time.")
	maker.Click(Button, ask)
	maker.See("Longer recovery period asked for")
	if maker.Has(Link, grant) {
		maker.t.Error("whoever decides the case may authorise the longer time as well")
	}
	manager.Visit(address)
	manager.Click(Link, grant)
	fill(manager, "What is the new last day of the recovery period?")
	manager.Fill("Why do you authorise it?", "The letter of the therapist shows the need.")
	confirm(manager, grant)
	manager.See("Recovery period", until.Format("2 January 2006"))
	manager.Click(Link, "Why is it due then? Recovery period")
	manager.See("A longer time was authorised, until " + until.Format("2 January 2006"))
}

func suspension(manager *Page) {
	address := caseWith(manager, "awaiting-reasonable-grounds", "Suspend")
	manager.Click(Link, "Suspend")
	manager.Answer("Why is the case suspended?", "The person cannot be contacted")
	manager.Fill("What are the reasons?", "They left the address and have not rung for two weeks.")
	manager.Click(Button, "Suspend")
	manager.See("Suspended", "Review of a suspension")
	manager.Visit(address + "/clocks")
	manager.SeeHeading("Paused")
	manager.Click(Link, "Summary")
	manager.Click(Link, "Resume")
	manager.Fill("What are the reasons?", "They have rung from a friend's.")
	manager.Click(Button, "Resume")
	manager.See("Resumed", "Waiting for a reasonable grounds decision")
}

func reconsideration(manager *Page) {
	const overturn = "Overturn the reasonable grounds decision"
	caseWith(manager, "reasonable-grounds-negative", overturn)
	manager.Click(Link, overturn)
	weigh(manager)
	confirm(manager, overturn)
	manager.See("Positive reasonable grounds, waiting for a conclusive grounds decision", "Recovery period")
	const accept = "Accept a request for reconsideration"
	caseWith(manager, "reasonable-grounds-negative", accept)
	manager.Click(Link, accept)
	manager.Fill("What are the reasons?", "The medical report is new.")
	manager.Click(Button, accept)
	manager.Click(Link, "Uphold the decision")
	weigh(manager)
	confirm(manager, "Uphold the decision")
	manager.See("Negative reasonable grounds decision")
}

func disqualification(maker, manager *Page) {
	for _, ground := range []string{"Threat to public order", "The claim was made in bad faith"} {
		address := caseWith(maker, "recovery", "Ask for disqualification")
		maker.Click(Link, "Ask for disqualification")
		maker.Answer("On which ground?", ground)
		maker.Fill("What are the reasons?", "The judgment is among the documents.")
		maker.Click(Button, "Ask for disqualification")
		if maker.Has(Link, "Disqualify") {
			maker.t.Error("whoever asks for a disqualification may decide on it")
		}
		manager.Visit(address)
		manager.Click(Link, "Disqualify")
		manager.Answer("On which ground?", ground)
		manager.Fill("What did you find about the risk of being exploited again?", "Neither the police nor the support provider see one now.")
		manager.Fill("What are the reasons?", "The ground is met and the risk was weighed.")
		confirm(manager, "Disqualify")
		manager.See("Disqualified")
	}
}

func information(maker *Page) {
	const record = "Record an answer"
	address := caseWith(maker, "awaiting-reasonable-grounds", "Propose a negative reasonable grounds decision")
	maker.Click(Link, "Ask for information")
	maker.Answer("Who do you ask?", "Health service")
	maker.Fill("Name of the person or organisation", "Westhaven Clinic")
	maker.Fill("What do you need to know?", "When were the injuries treated?")
	maker.Click(Button, "Ask for information")
	maker.See("Answer to a request for information")
	maker.Visit(address + "/steps/propose-reasonable-grounds-negative")
	maker.See("This step cannot be taken.", "Information was asked for and may still come")
	maker.Visit(address)
	maker.Click(Link, record)
	maker.Answer("Which request?", "Health service")
	today := time.Now()
	maker.FillDate("When did the answer arrive?", today.Format("2"), today.Format("1"), today.Format("2006"))
	maker.Fill("What was received?", "They were treated in March.")
	maker.Click(Button, record)
	maker.See("Waiting for a reasonable grounds decision")
}

func additional(maker *Page) {
	const ask = "Ask for an additional reasonable grounds decision"
	caseWith(maker, "conclusive-grounds-positive", ask)
	maker.Click(Link, ask)
	maker.Answer("Who asks for the additional decision?", "Support provider")
	maker.Answer("Was the person exploited after the first reasonable grounds decision?", "Yes")
	maker.Fill("Who explained it to the person?", "Ngozi Bell")
	maker.Fill("In which language?", "Albanian")
	today := time.Now()
	maker.FillDate("When did the person answer?", today.Format("2"), today.Format("1"), today.Format("2006"))
	maker.Fill("What are the reasons?", "They were found at another site last month.")
	maker.Click(Button, ask)
	maker.See("Waiting for a reasonable grounds decision")
}

// grownUp settles the age of somebody who was treated as a child, and records
// the two consents that an adult is asked for.
func grownUp(triage *Page) {
	const settle = "Record that the person is an adult"
	address := caseWith(triage, "received", settle)
	triage.Click(Link, settle)
	triage.Answer("How was the age settled?", "A document")
	triage.Fill("What are the reasons?", "The passport was found.")
	confirm(triage, settle)
	triage.See("Adult")
	consent := func(step string) {
		triage.Visit(address)
		triage.Click(Link, step)
		triage.Fill("Who explained it to the person?", "Ngozi Bell")
		triage.Fill("In which language?", "English")
		today := time.Now()
		triage.FillDate("When did the person answer?", today.Format("2"), today.Format("1"), today.Format("2006"))
		triage.Click(Button, step)
	}
	consent("Record consent to stay as an adult")
	consent("Record consent to adult support")
	triage.Visit(address)
	if triage.Has(Link, "Record consent to stay as an adult") {
		triage.t.Error("the consents are asked for again")
	}
}

// twoAtOnce fills in the same step of the same case twice.
func twoAtOnce(first, second *Page) {
	const ask = "Ask for information"
	address := caseWith(first, "awaiting-reasonable-grounds", ask)
	fill := func(p *Page, whom, question string) {
		p.Answer("Who do you ask?", whom)
		p.Fill("Name of the person or organisation", "Westhaven "+whom)
		p.Fill("What do you need to know?", question)
	}
	second.Visit(address + "/steps/request-information")
	fill(second, "Local authority", "Where do they live now?")
	first.Click(Link, ask)
	fill(first, "Police", "Was the house searched?")
	first.Click(Button, ask)
	first.See("Information asked for")

	second.Tolerate(409)
	second.Click(Button, ask)
	second.SeeHeading("Somebody changed this while you were working on it")
	second.See("What you entered", "Where do they live now?", "What is saved now", "Information asked for")
	second.Screenshot("step-conflict")
	second.Click(Button, "Go on with what you entered")
	if got := second.Value("What do you need to know?"); got != "Where do they live now?" {
		second.t.Errorf("what was typed is lost: %q", got)
	}
	second.Click(Button, ask)
	second.See("Information asked for")
}

func savedViews(maker *Page) {
	maker.Visit("/work/team?age=child")
	maker.Unfold("Save this view")
	maker.Click(Button, "Save view")
	maker.SeeError("Enter a name for this view")
	maker.Fill("Name of this view", "Children")
	maker.Click(Button, "Save view")
	maker.Click(Link, "Rename or delete")
	maker.SeeHeading("Saved views")
	maker.Fill("Name of this view", "Children who wait")
	maker.Click(Button, "Rename")
	maker.See("Children who wait")
	maker.Click(Button, "Delete Children who wait")
	maker.See("You have no saved views.")
}

func contact(maker *Page) {
	address := caseWith(maker, "recovery", "Ask for information")
	maker.Click(Link, "Contacts")
	maker.Answer("Whose contact is it?", "The person’s own")
	maker.Answer("How?", "Email")
	maker.Fill("Email address", "new.address@mail.example")
	maker.Click(Button, "Add contact")
	maker.See("new.address@mail.example")
	maker.Visit(address + "/timeline")
	maker.See("Contact added")
	maker.DoNotSee("new.address@mail.example")
	maker.Click(Button, "Add note")
	maker.SeeError("Enter the note")
}

// panelMeets decides by a meeting, once for both questions together.
func panelMeets(panel *Page) {
	const both = "Decide on reasonable and conclusive grounds together"
	caseWith(panel, "awaiting-reasonable-grounds", both)
	panel.Click(Link, both)
	panel.Check("I have applied this test")
	panel.Fill("What evidence did you consider?", "The account\nWhat the school saw")
	panel.Fill("What are the reasons?", "The account was weighed with what the school saw, and both agree.")
	panel.Fill("Why is deciding both at once in the child’s best interests?", "Nothing more will come, and waiting frightens them.")
	panel.Click(Button, "Check before you go on")
	panel.SeeError("The panel needs the local authority, the police and health")
	today := time.Now()
	panel.FillDate("When did the panel meet?", today.Format("2"), today.Format("1"), today.Format("2006"))
	panel.Fill("Who chaired the meeting?", "Ruth Carmody")
	panel.Answer("Is the chair the child’s lead social worker?", "No")
	panel.Fill("Who took part for the local authority?", "Tom Askew")
	panel.Fill("Who took part for the police?", "Priya Marlow")
	panel.Fill("Who took part for health?", "Joan Tilley")
	confirm(panel, both)
	panel.See("Positive conclusive grounds decision")
}
