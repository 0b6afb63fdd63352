package e2e

import "testing"

// TestAHalfDoneReferralBecomesRecovery is the seed scenario of a first responder
// who saves a half-done referral, adds evidence later on another device, and of
// the decision that starts a recovery period under the rule of its day: on a
// telephone, without script, on both databases.
func TestAHalfDoneReferralBecomesRecovery(t *testing.T) {
	t.Parallel()
	EachDatabase(t, Options{}, func(t *testing.T, server *Server) {
		const own, given, family = "HALF 3", "Besa", "Hoxhaj"
		pages := wholeReport(own, given, family)
		first := OpenOnTelephone(t, server, WithoutScript)
		first.SignIn("priya.marlow@westhaven.example")
		first.Visit("/referrals")
		first.Click(Button, "Start a report")
		answer(first, pages[:12]...)
		pages[12].fill(first)
		first.Click(Button, "Save and finish later")
		first.See(own)
		first.Click(Button, "Sign out")

		second := OpenOnTelephone(t, server, WithoutScript)
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

		allocate(t, OpenOnTelephone(t, server, WithoutScript), reference, given+" "+family)
		maker := OpenOnTelephone(t, server, WithoutScript)
		decide(t, maker, reference, given+" "+family)
		maker.Click(Link, "Clocks")
		maker.Click(Link, "Why is it due then? Recovery period")
		maker.SeeHeading("Why is it due then?")
		maker.See("Recovery period", "30 days")
	})
}
