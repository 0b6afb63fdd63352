package e2e

import (
	"strconv"
	"testing"
	"time"
)

// keptCase opens the first case of the list of a manager that no charity knows
// of yet, and gives its reference and address.
func keptCase(p *Page) (reference, address string) {
	p.t.Helper()
	p.Visit("/work/team")
	p.Unfold("Filter this list")
	p.Select("Age", "Adult")
	p.Select("Stage", "Waiting for a reasonable grounds decision")
	p.Click(Button, "Apply filters")
	reference = openCases(p)[0]
	openCase(p, reference)
	return reference, p.Path()
}

// TestWhatIsSharedEndsWithConsent follows a share: the person agrees, a charity
// reads, the person changes their mind, and the charity's next request is
// answered like one about nothing.
func TestWhatIsSharedEndsWithConsent(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]Mode{"with JavaScript": WithScript, "without JavaScript": WithoutScript} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := Start(t, Options{})
			manager := Open(t, server, script)
			manager.SignIn("helen.achebe@sca.example")
			reference, address := keptCase(manager)

			manager.Click(Link, "Who may see it")
			manager.SeeHeading("Who may see this case")
			manager.Axe()
			manager.Click(Link, "Consent")
			manager.Click(Button, "Record an answer")
			manager.Axe()
			manager.Click(Button, "Record")
			manager.See("Choose what it is shared for", "Choose whether the person agrees")
			manager.Select("Who would see it? (optional)", "Harbour Light")
			manager.Select("For what?", "Support the person")
			manager.Check("Identity")
			manager.Check("Contact")
			manager.Answer("Does the person agree?", "Yes")
			manager.Select("How was it explained?", "In person")
			manager.Fill("In which language?", "Albanian")
			manager.Fill("Who explained it?", "Daniel Reeve")
			today := time.Now()
			manager.FillDate("When did they answer?", strconv.Itoa(today.Day()), strconv.Itoa(int(today.Month())), strconv.Itoa(today.Year()))
			manager.Click(Button, "Record")
			manager.See("The answer is in the ledger", "Agrees")

			manager.Visit(address + "/sharing")
			manager.Click(Button, "Share this case")
			manager.Select("Share with which agency?", "Harbour Light")
			manager.Click(Button, "Continue")
			manager.Select("Who in this agency?", "Outreach")
			manager.Check("Identity")
			manager.Select("What is it shared for?", "Support the person")
			manager.Select("On what legal basis?", "The person agreed")
			manager.Fill("Why?", "They support the person.")
			manager.Axe()
			manager.Click(Button, "Share")
			manager.See("The case is shared", "Outreach")
			manager.Axe()

			worker := Open(t, server, script)
			worker.SignIn("amara.quist@harbourlight.example")
			worker.Visit("/shared")
			worker.Axe()
			worker.Click(Link, reference)
			worker.SeeHeading("Case " + reference)
			worker.See("Identity", "Name")
			worker.Axe()
			shared := worker.Path()

			manager.Visit(address + "/consents")
			manager.Click(Link, "Withdraw Support the person Harbour Light, Identity, Contact, "+today.Format("2 January 2006")+", In person")
			manager.Axe()
			manager.Click(Button, "Withdraw the consent")
			manager.See("Every share that rested on it has ended", "Withdrawn")

			worker.Visit(shared)
			worker.SeeHeading("Page not found")
			worker.Visit("/shared")
			worker.DoNotSee(reference)
		})
	}
}

// TestAnEmergencyIsReviewed opens a case without having been granted it, and
// reviews that.
func TestAnEmergencyIsReviewed(t *testing.T) {
	t.Parallel()
	server := Start(t, Options{})
	manager := Open(t, server, WithScript)
	manager.SignIn("helen.achebe@sca.example")
	reference, _ := keptCase(manager)

	worker := Open(t, server, WithoutScript)
	worker.SignIn("amara.quist@harbourlight.example")
	worker.Visit("/emergency")
	worker.Axe()
	worker.Fill("Reference of the case", "HW-KVV5-VHNM-Q")
	worker.Fill("What is the emergency?", "Somebody follows the person at the station.")
	worker.Click(Button, "Open the case")
	worker.See("No case was opened")
	worker.Fill("Reference of the case", reference)
	worker.Click(Button, "Open the case")
	worker.SeeHeading("Case " + reference)
	worker.See("You opened this in an emergency. It closes in 60 minutes.", "Contact")
	worker.Axe()
	opened := worker.Path()
	worker.Click(Button, "Close the case now")
	worker.See("You closed the case")
	worker.Visit(opened)
	worker.SeeHeading("Page not found")

	manager.Visit("/emergencies")
	manager.Axe()
	manager.Row(reference).Click(Link, reference)
	manager.See("Somebody follows the person at the station.")
	manager.Axe()
	manager.Answer("Was it right to open this case?", "Yes, it was justified")
	manager.Fill("What did you find?", "The person was brought to safety.")
	manager.Click(Button, "Record the review")
	manager.See("Your review is recorded")
	manager.Row(reference).See("Justified")
}

// TestTeamsAndRotas puts somebody on duty.
func TestTeamsAndRotas(t *testing.T) {
	t.Parallel()
	server := Start(t, Options{})
	admin := Open(t, server, WithoutScript)
	admin.SignIn("amara.quist@harbourlight.example")
	admin.Visit("/teams")
	admin.See("Outreach", "Night desk")
	admin.Axe()
	admin.Click(Link, "Outreach")
	admin.Axe()
	admin.Visit("/teams")
	admin.Click(Link, "Night desk")
	admin.Axe()
	admin.Select("Who?", "Ngozi Bell")
	admin.Fill("From", "18:00")
	admin.Fill("Until", "soon")
	admin.Click(Button, "Put on the rota")
	admin.See("Enter the time at which it ends, such as 08:00")
	admin.Fill("Until", "08:00")
	admin.Click(Button, "Put on the rota")
	admin.Row("Ngozi Bell").See("Take off")
	admin.Fill("Name", "Night and weekend desk")
	admin.Click(Button, "Save")
	admin.SeeHeading("Night and weekend desk")
	admin.Click(Link, "Print the rota")
	admin.SeeHeading("Night and weekend desk")
}
