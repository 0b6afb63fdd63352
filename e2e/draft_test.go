package e2e

import (
	"testing"
)

// TestADraftIsNeverLost is about what goes wrong between the first page and the
// last: another browser, two tabs, a reload, the back button, a double click.
func TestADraftIsNeverLost(t *testing.T) {
	t.Parallel()
	server := Start(t, Options{})
	p := Open(t, server, WithScript)
	p.SignIn("priya.marlow@westhaven.example")
	p.Visit("/referrals")
	p.DoubleClick(Button, "Start a report")
	answer(p, aboutReport("OP ASH 2", "No"))
	p.SeeHeading("Their life before")
	background := p.Path()
	p.Visit("/referrals")
	if !p.Has(Link, "OP ASH 2") || p.Has(Link, "Draft 3") || p.Has(Link, "Draft 4") { // two are of the demonstration
		t.Errorf("a double click began two drafts:\n%s", p.Text())
	}

	// Two tabs on one page: the later one is shown both versions, and neither is lost.
	p.Visit(background)
	second := p.NewTab()
	second.Visit(background)
	lifeBefore.fill(p)
	p.Click(Button, "Save and continue")
	p.SeeHeading("Situations of exploitation")
	second.Fill("Tell us about their family", "A grandmother brought her up.")
	second.Click(Button, "Save and finish later")
	second.See("Nothing has been lost", "Two younger brothers depend on her", "What is saved now")
	if second.Status() != 409 || second.Value("Tell us about their family") != "A grandmother brought her up." {
		t.Errorf("the other tab was answered %d and holds %q", second.Status(), second.Value("Tell us about their family"))
	}
	second.Screenshot("conflict")
	second.Click(Button, "Save and finish later")

	// Back and reload keep what is saved.
	p.Back()
	p.Reload()
	if saved := p.Value("Tell us about their family"); saved != "A grandmother brought her up." {
		t.Errorf("after going back and loading again the page holds %q", saved)
	}

	// The same person on another device, without script, goes on.
	other := Open(t, server, WithoutScript)
	other.SignIn("priya.marlow@westhaven.example")
	other.Visit("/referrals")
	other.Click(Link, "OP ASH 2")
	other.See("pages are complete")
	other.Click(Link, "Their life before")
	if saved := other.Value("Tell us about their family"); saved != "A grandmother brought her up." {
		t.Errorf("on another device the page holds %q", saved)
	}
}

// TestAChildIsNotAskedToConsent refers somebody who may be a child: nobody asks
// for consent or offers support for adults, and the local authority is asked for.
func TestAChildIsNotAskedToConsent(t *testing.T) {
	t.Parallel()
	server := Start(t, Options{Database: Postgres})
	p := Open(t, server, WithoutScript)
	p.SignIn("tom.askew@northmere.example")
	p.Visit("/referrals")
	p.Click(Button, "Start a report")
	answer(p, aboutReport("FAMILY 9", "Not sure"))
	p.SeeHeading("The local authority")
	p.Click(Button, "Save and continue")
	p.SeeError("Choose yes if you have told a local authority about the child")
	p.Answer("Have you told a local authority about the child?", "Yes")
	p.Click(Button, "Save and continue")
	p.SeeError("Choose the local authority you told about the child")
	p.Fill("Which local authority have you told about the child?", "Kent County Council")
	p.Fill("Telephone number of the local authority", "01632 960100")
	p.Fill("Email address of the local authority", "children@council.example")
	p.Click(Button, "Save and continue")
	p.Click(Link, "All sections")
	p.See("The local authority", "Signs of the exploitation of a child")
	if p.Has(Link, "Consent") || p.Has(Link, "Support") {
		t.Error("a child is asked to consent, or offered support for adults")
	}
}

// TestNobodyIsNamedInANotification is the report of an adult who says no: what
// could give her away is marked and taken out, what was typed of who she is goes,
// and what is sent says nothing of it.
func TestNobodyIsNamedInANotification(t *testing.T) {
	t.Parallel()
	server := Start(t, Options{})
	p := Open(t, server, WithoutScript)
	p.SignIn("ngozi.bell@harbourlight.example")
	p.Visit("/referrals")
	p.Click(Button, "Start a report")
	told := question{"How they were exploited", func(p *Page) {
		p.Fill("How did the exploitation start?", "Mirela Dashi was promised a hotel job. Her number is 07700 900321.")
		p.Fill("What were they made to do?", "Pack parcels at night.")
		p.Fill("What were their living conditions?", "Six to a room.")
		p.Fill("How were they treated?", "They were threatened.")
	}}
	answer(p, aboutReport("NOTE 3", "No"), lifeBefore, situations, places, told, journey, now, telling, signs, question{"Signs of the exploitation of a child", func(*Page) {}},
		noticed, talking, professionals, staying, exploiters, others, risk, consent(refuses))
	answer(p, question{"Duty to notify", func(p *Page) { p.Fill("Why do they not agree? (optional)", "She is afraid for her brothers.") }},
		question{"Who the person is", func(p *Page) {
			p.Answer("Gender", "Female")
			p.Fill("Nationality", "Albanian")
		}})
	p.See("becomes a notification without a name")
	p.Click(Button, "Check and send")
	p.Click(Button, "Continue")
	p.SeeHeading("Take out what could give the person away")
	p.See("Mirela", "07700 900321", "We marked")
	p.Click(Button, "Take out everything that is marked")
	p.SeeHeading("Take out what could give the person away")
	p.DoNotSee("Mirela", "07700 900321")
	p.Click(Button, "I have looked at everything. Continue")
	p.SeeHeading("Check your answers")
	p.DoNotSee("Mirela", "07700", "Little Bird", "A village near Kukes")
	p.DoubleClick(Button, "Send the notification")
	p.SeeHeading("Notification sent")
	reference := reference(p, `HN-[0-9A-Z-]+`)
	p.Click(Link, "Print a copy, or save it as PDF")
	p.See(reference, "parcels at night", "[removed] was promised a hotel job", "Albanian")
	p.DoNotSee("Mirela", "Dashi", "07700", "Kukes")
	p.Visit("/referrals/sent?q=NOTE+3")
	p.DoNotSee("Mirela")
}

// TestAKilledServerLosesNothing kills the program between two pages: what it had
// acknowledged is there when it runs again, and the open page goes on.
func TestAKilledServerLosesNothing(t *testing.T) {
	t.Parallel()
	EachDatabase(t, Options{}, func(t *testing.T, server *Server) {
		p := Open(t, server, WithoutScript)
		p.SignIn("ngozi.bell@harbourlight.example")
		p.Visit("/referrals")
		p.Click(Button, "Start a report")
		answer(p, aboutReport("KILL 9", "No"))
		p.SeeHeading("Their life before")
		lifeBefore.fill(p)
		server.Kill()
		server.Restart()
		p.Click(Button, "Save and continue")
		p.SeeHeading("Situations of exploitation")
		p.Visit("/referrals")
		p.Click(Link, "KILL 9")
		p.Click(Link, "Their life before")
		if got := p.Value("Where were they born?"); got != "A village near Kukes" {
			t.Errorf("after the kill the page holds %q", got)
		}
		server.Kill()
		server.Restart()
		p.Visit("/referrals")
		p.Click(Link, "KILL 9")
		p.See("About this report", "pages are complete")
	})
}
