package e2e

import (
	"strings"
	"testing"
	"time"
)

// awaitMatch opens the list of possible matches when the pair of somebody stands
// there: the demonstration compares its records when it has started.
func awaitMatch(p *Page, name string) {
	p.t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Second) {
		p.Visit("/matches")
		if strings.Contains(evaluate[string](p, `document.querySelector('main').innerText`), name) {
			return
		}
		if time.Now().After(deadline) {
			p.fail("nobody called %s is among the possible matches", name)
		}
	}
}

// TestTwoRecordsOfOneWomanAreJoinedAndParted compares two records of the
// demonstration, decides, joins them and undoes it.
func TestTwoRecordsOfOneWomanAreJoinedAndParted(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]struct {
		mode     Mode
		database Database
	}{"with script on SQLite": {WithScript, SQLite}, "without script on PostgreSQL": {WithoutScript, Postgres}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := Start(t, Options{Database: options.database})
			p := Open(t, server, options.mode)
			p.SignIn("grace.okafor@sca.example")
			awaitMatch(p, "Thị Thảo")
			p.See("Possible matches", "To be reviewed")
			p.Screenshot("matches")
			p.NarrowScreenshot("matches-narrow")
			p.Visit(evaluate[string](p, `[...document.querySelectorAll('#matches tbody tr')].find(r => r.innerText.includes('Thị Thảo')).querySelector('a').getAttribute('href')`))
			p.SeeHeading("Are these one person?")
			p.See("Nguyen Thao", "Thị Thảo Nguyễn", "times likelier of one person than of two", "Before anything is compared")
			p.Unfold("The evidence in numbers")
			p.Screenshot("match")
			p.NarrowScreenshot("match-narrow")
			p.Click(Button, "Record your decision")
			p.SeeError("Say whether they are the same person, different people, or you are not sure")
			p.Answer("Are they the same person?", "The same person")
			p.Fill("Why do you think so?", "The same telephone, and the day and month changed places")
			p.DoubleClick(Button, "Record your decision")
			p.See("Your decision is recorded", "Same person", "The same telephone, and the day and month changed places")
			p.Click(Button, "Join the two records")
			p.SeeHeading("Join two records of one person")
			p.Screenshot("match-join")
			p.Click(Button, "Join the records")
			p.SeeError("Say why the records are joined")
			p.Fill("Why are they joined?", "One woman, referred by two agencies")
			p.Click(Button, "Join the records")
			p.See("The records are joined", "The person as both records say it", "One woman, referred by two agencies")
			p.Screenshot("match-joined")
			p.NarrowScreenshot("match-joined-narrow")
			joined := p.Path()
			search := func(found string) {
				p.Visit("/work")
				p.Fill("Search by name, reference or number", "Nguyen Thao")
				p.Click(Button, "Search")
				p.See(found)
			}
			search("1 case found")
			p.Visit(strings.TrimSuffix(joined, "?done=joined"))
			p.Fill("Why is it undone?", "They are sisters")
			p.Click(Button, "Undo the joining")
			p.See("The records are no longer joined")
			awaitMatch(p, "Osas")
			p.Visit("/encounters")
			p.SeeHeading("New encounters")
			p.Click(Link, evaluate[string](p, `document.querySelector('main .govuk-task-list__link').innerText`))
			p.See("The earlier case is closed")
			p.Screenshot("encounter")
			p.Click(Button, "Record what you found")
			p.SeeError("Say what you found")
			p.Answer("What did you find?", "There are signs of re-trafficking")
			p.Fill("What did you do, and what is done next?", "The police were told. A support worker rings her today.")
			p.Click(Button, "Record what you found")
			p.See("What you found is recorded", "There are signs of re-trafficking")

			// A first responder sees what their own agency recorded before they send.
			first := Open(t, server, options.mode)
			first.SignIn("priya.marlow@westhaven.example")
			first.Visit("/referrals")
			first.Click(Button, "Start a report")
			draft := strings.TrimSuffix(first.Path(), "/report")
			answer(first, aboutReport("OP WREN 9", "No"))
			first.Visit(draft + "/consent")
			answer(first, consent(agrees))
			first.Visit(draft + "/person")
			first.Fill("First name", "Valbone")
			first.Fill("Last name", "Permeti")
			first.Answer("Gender", "Female")
			first.Fill("Nationality", "Albanian")
			first.Click(Button, "Save and continue")
			first.Visit(draft)
			first.Click(Link, "Look whether this person was referred before")
			first.SeeHeading("Was this person referred before?")
			first.See("You can go on whatever stands here")
			first.Screenshot("match-before-referral")
			first.NarrowScreenshot("match-before-referral-narrow")
		})
	}
}
