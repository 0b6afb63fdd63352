package e2e

import (
	"strings"
	"testing"
)

// TestAHalfDoneReferralBecomesRecovery is the seed scenario of a first responder
// who saves a half-done referral, adds evidence later on another device, and of
// the decision that starts a recovery period under the rule of its day; it ends in
// the list of the support worker, who is to speak with the person within 48 hours:
// on a telephone, on both databases, on one of them without script.
func TestAHalfDoneReferralBecomesRecovery(t *testing.T) {
	t.Parallel()
	EachDatabase(t, Options{}, func(t *testing.T, server *Server) {
		mode := WithScript // and axe; without either on the other database
		if server.Database() != "" {
			mode = WithoutScript
		}
		const own, given, family = "HALF 3", "Besa", "Hoxhaj"
		pages := wholeReport(own, given, family)
		first := OpenOnTelephone(t, server, mode)
		first.SignIn("priya.marlow@westhaven.example")
		first.Visit("/referrals")
		first.Click(Button, "Start a report")
		answer(first, pages[:12]...)
		pages[12].fill(first)
		first.Click(Button, "Save and finish later")
		first.See(own)
		first.Click(Button, "Sign out")

		second := OpenOnTelephone(t, server, mode)
		second.SignIn("priya.marlow@westhaven.example")
		second.Visit("/referrals")
		second.Click(Link, own)
		second.See("pages are complete")
		second.Click(Link, pages[13].heading)
		answer(second, pages[13:]...)
		second.See("26 of 26 pages are complete")
		second.Click(Button, "Check and send")
		second.Click(Button, "Continue")
		second.See("gate.png", given)
		second.Click(Button, "Send the referral")
		reference := reference(second, `HW-[0-9A-Z-]+`)

		allocate(t, OpenOnTelephone(t, server, mode), reference, given+" "+family)
		maker := OpenOnTelephone(t, server, mode)
		decide(t, maker, reference, given+" "+family)
		maker.Click(Link, "Clocks")
		maker.Click(Link, "Why is it due then? Recovery period")
		maker.SeeHeading("Why is it due then?")
		maker.See("Recovery period", "30 days")

		// The provider of her area has her at once; its manager names a worker.
		manager, worker := OpenOnTelephone(t, server, mode), OpenOnTelephone(t, server, mode)
		worker.SignIn(supportWorker)
		worker.Visit("/support")
		worker.DoNotSee(reference)
		manager.SignIn(supportManager)
		manager.Visit("/support/overview")
		manager.Click(Link, "Nobody is named")
		manager.Click(Link, given+" "+family)
		manager.See("Speak with the person for the first time", "Nobody is named")
		manager.Visit(strings.Split(manager.Path(), "?")[0] + "/worker")
		manager.Answer("Who works with them?", "Amara Quist")
		manager.DoubleClick(Button, "Name the worker")

		// She stands in that worker's list, with her first contact.
		worker.Visit("/support?due=unreached")
		worker.See(given+" "+family, reference, "Not spoken with yet", "Speak with the person for the first time")
		worker.Screenshot("support-first-contact")
		worker.Click(Link, given+" "+family)
		due := evaluate[string](worker, `[...document.querySelectorAll('main li')].find(l => l.innerText.includes('Speak with the person for the first time')).textContent`)
		if !strings.Contains(due, "within 48 hours") {
			t.Errorf("the first contact does not say why it is due: %q", due)
		}
		worker.Screenshot("support-new-person")
		worker.Click(Button, "Record a contact")
		worker.Choose("By phone with an interpreter")
		worker.Choose("We spoke")
		worker.Fill("What happened?", "She is safe tonight. She asks for a lawyer")
		worker.DoubleClick(Button, "Record")
		worker.See("She asks for a lawyer")
		worker.DoNotSee("Speak with the person for the first time")

		// Nobody of another provider knows of her.
		stranger := OpenOnTelephone(t, server, mode)
		stranger.SignIn("idris.vaughan@northstar.example")
		stranger.Visit(strings.Split(worker.Path(), "?")[0])
		if stranger.Status() != 403 && stranger.Status() != 404 {
			t.Errorf("another provider opens her support: %d", stranger.Status())
		}
	})
}
