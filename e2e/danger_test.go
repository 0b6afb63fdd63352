package e2e

import (
	"strings"
	"testing"
	"time"
)

// deskAndTelephone runs a test on SQLite with script at a desk, and on PostgreSQL
// without script on a telephone, each on a server of its own.
func deskAndTelephone(t *testing.T, test func(t *testing.T, server *Server, open func() *Page)) {
	t.Helper()
	t.Run("desk with script on SQLite", func(t *testing.T) {
		t.Parallel()
		server := Start(t, Options{Database: SQLite})
		test(t, server, func() *Page { return Open(t, server, WithScript) })
	})
	t.Run("telephone without script on PostgreSQL", func(t *testing.T) {
		t.Parallel()
		server := Start(t, Options{Database: Postgres})
		test(t, server, func() *Page { return OpenOnTelephone(t, server, WithoutScript) })
	})
}

// href is the address of the first link below prefix whose text has a name in it.
func href(p *Page, prefix, name string) string {
	p.t.Helper()
	return evaluate[string](p, `[...document.querySelectorAll('main a[href^="`+prefix+`"]')].find(a => a.innerText.includes("`+name+`"))?.getAttribute('href') ?? ''`)
}

// TestDangerIsTalkedAbout: a support worker talks about danger with Mirela, writes
// her plan with her in Romanian and prints it, and alerts those on duty; the
// manager deals with it, and what is new has her support looked at again.
func TestDangerIsTalkedAbout(t *testing.T) {
	t.Parallel()
	deskAndTelephone(t, func(t *testing.T, _ *Server, open func() *Page) {
		worker := open()
		worker.SignIn(supportWorker)
		worker.Visit("/danger")
		worker.SeeHeading("Danger")
		worker.Screenshot("danger")
		worker.NarrowScreenshot("danger-narrow")
		worker.Click(Link, "Mirela Drăgan")
		person := worker.Path()
		worker.See("Danger now", "High", "My cousin wrote to me.")

		// The talk: their words first, who knows where they are, and a judgement that
		// differs from the rule is explained.
		worker.Click(Button, "Talk about danger")
		worker.See("Support does not depend on any answer.")
		worker.Fill("What did they say, in their own words?", "M-a sunat vărul. Știe orașul.")
		worker.Click(Button, "Record the talk")
		worker.SeeError("Choose who knows where they are, or that they are not sure")
		worker.SeeError("Choose how great the danger is")
		if kept := worker.Value("What did they say, in their own words?"); kept != "M-a sunat vărul. Știe orașul." {
			t.Errorf("what was typed is lost: %q", kept)
		}
		worker.Choose("Together, face to face")
		worker.Select("In which language are these words? (optional)", "Romanian")
		worker.Answer("Who knows where they are?", "People who know somebody who exploited them")
		worker.Fill("Who exactly? (optional)", "Her cousin")
		worker.Answer("Violence (optional)", "Somebody dangerous came to where they live, or followed them")
		worker.Answer("Did anything new happen since you last talked?", "Yes")
		worker.Fill("What happened?", "A car stood outside for two evenings.")
		worker.Fill("What do you think?", "She is calm and sure of what she saw.")
		worker.Answer("How great is the danger, as you both judge it?", "Medium")
		worker.Click(Button, "Record the talk")
		if said := strings.Join(worker.Errors(), " "); !strings.Contains(said, "By the rule the danger is: High") {
			t.Errorf("judged lower than the rule without a reason: %q", said)
		}
		worker.Answer("How great is the danger, as you both judge it?", "High")
		worker.DoubleClick(Button, "Record the talk")
		worker.See("Those who must act were told", "M-a sunat vărul. Știe orașul.", "Her cousin", "A car stood outside for two evenings.", "Talk again by")
		worker.Screenshot("danger-talk")
		worker.Visit(person + "/assessments")
		worker.See("Higher than before", "Something new")
		worker.Screenshot("danger-history")
		worker.Visit(person)
		worker.See("The danger is high. Read it before you contact them")

		// A new danger has plan and period looked at again.
		support := strings.Replace(person, "/danger/people/", "/support/cases/", 1)
		worker.Visit(support + "/time")
		worker.See("Review after a new danger")

		// The plan, in her language, that says no name.
		worker.Visit(person + "/plan/write")
		worker.Select("In which language is the plan?", "Romanian")
		worker.Fill("If I am in danger now (optional)", "Sun la 112 sau 999")
		worker.Fill("Who must not know where I am (optional)", "Vărul meu")
		worker.DoubleClick(Button, "Keep the plan")
		worker.See("The plan was kept. Now say how they take it with them", "Version 2", "Versions before")
		worker.Click(Button, "Print it")
		worker.See("Planul meu", "Sun la 112 sau 999", "were translated by a machine")
		worker.DoNotSee("Mirela", "Drăgan")
		worker.Screenshot("danger-plan-printed")
		if file := worker.FetchLink("Get it as PDF"); file.Status != 200 || !strings.HasPrefix(string(file.Body), "%PDF") {
			t.Errorf("the plan as a file: %d", file.Status)
		}
		worker.Visit(person + "/plan/give")
		worker.Choose("Nothing: it would not be safe")
		worker.Click(Button, "Record it")
		worker.SeeError("Say why it would not be safe")
		worker.Choose("On paper")
		worker.Click(Button, "Record it")
		worker.See("On paper")
		worker.Click(Button, "Recorded by mistake "+londonDay())
		worker.See("Undone", "Recorded by mistake")

		// One point of the list of traces, with advice.
		worker.Visit(person + "/traces/location")
		worker.Choose("No: we will do something about it")
		worker.Click(Button, "Keep and go on")
		worker.Visit(person + "/traces")
		worker.See("No: we will do something about it")

		worker.Visit(person + "/alert")
		worker.Click(Button, "Send the alert")
		worker.SeeError("Choose how great the danger is")
		worker.Answer("How great is the danger?", "Now")
		worker.Fill("What happened, and what is needed?", "The car is back. She asks to sleep elsewhere tonight.")
		worker.DoubleClick(Button, "Send the alert")
		worker.See("The alert is out. Those who may open the case were told", "Maeve Dunne", "The message says neither who nor what.")
		alert := worker.Path()

		manager := open()
		manager.SignIn(supportManager)
		manager.Visit("/alerts")
		manager.See("On duty now:", "Mirela Drăgan", "Hana Tesfay")
		manager.Screenshot("alerts")
		manager.Visit(alert)
		manager.Click(Button, "I deal with it")
		manager.See("You deal with this now", "Somebody deals with it")
		manager.NarrowScreenshot("alert-narrow")
		manager.Click(Button, "Say how it ended")
		manager.Click(Button, "Record it")
		manager.SeeError("Choose how it ended")
		manager.Choose("They were moved")
		manager.Fill("What was done?", "She sleeps in another town tonight. The plan was changed with her.")
		manager.DoubleClick(Button, "Record it")
		manager.See("Dealt with", "They were moved")
		manager.Click(Button, "Open it again")
		manager.See("The alert is open again")

		police := open()
		police.SignIn("priya.marlow@westhaven.example")
		for _, path := range []string{person, alert} {
			police.Visit(path)
			if police.Status() != 403 && police.Status() != 404 {
				t.Errorf("an officer opens %s: %d", path, police.Status())
			}
		}
	})
}

// londonDay is today as a page writes it.
func londonDay() string {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return time.Now().In(zone).Format("2 January 2006")
}
