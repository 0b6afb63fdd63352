package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// payingOfficer prepares payments, in the demonstration.
const payingOfficer = "tilda.brandt@harbourlight.example"

// amount is how much a page says under a heading of a list.
func amount(p *Page, key string) string {
	p.t.Helper()
	return evaluate[string](p, `[...document.querySelectorAll('main .govuk-summary-list__row')].find(row => row.querySelector('dt').innerText.trim() === "`+key+`")?.querySelector('dd').innerText.trim() ?? ''`)
}

// TestMoneyToLiveOn: somebody is paid from a day in the past with a child; a fact
// that was wrong pays back what was missing; payment stops and goes on; a grant is
// decided by another person; two people make the payments, of which a second click
// makes no second; and the person has a sheet that they can read.
func TestMoneyToLiveOn(t *testing.T) {
	t.Parallel()
	deskAndTelephone(t, func(t *testing.T, _ *Server, open func() *Page) {
		now := time.Now()
		since := func(days int) (day, month, year string) { return dateParts(now.AddDate(0, 0, -days)) }
		worker := open()
		worker.SignIn(supportWorker)
		worker.Visit("/money?show=unpaid")
		person := href(worker, "/money/people/", "Hana Tesfay")
		worker.Visit("/money")
		worker.See("Blessing Aigbe", "Not paid here")
		worker.Screenshot("money")
		worker.NarrowScreenshot("money-narrow")
		worker.Visit(person)
		worker.See("They are not paid here")
		worker.Click(Button, "Begin to pay")
		worker.Click(Button, "Begin")
		worker.SeeError("Choose where they live")
		day, month, year := since(20)
		worker.FillDate("From which day are they due money?", day, month, year)
		worker.Choose("In a place of their own or with others (outreach)")
		worker.DoubleClick(Button, "Begin")
		worker.See("They are paid from now on", "No way to be paid", "A week: £49.18")
		if due := amount(worker, "To be paid"); due != "£147.54" {
			t.Errorf("three weeks of £49.18 are %s", due)
		}

		// What other rooms know is asked about, and changes nothing by itself.
		worker.See("To be confirmed", "It changes no money until you have asked them")
		worker.Screenshot("money-to-confirm")
		worker.NarrowScreenshot("money-to-confirm-narrow")

		// A child from the first day: what was missing is paid back.
		worker.Click(Link, "Add a child who lives with them")
		worker.Click(Button, "Keep it")
		worker.SeeError("Enter the date of birth")
		worker.Fill("First name of the child (optional)", "Selam")
		worker.FillDate("When was the child born?", "3", "2", "2019")
		worker.FillDate("From which day?", day, month, year)
		worker.DoubleClick(Button, "Keep it")
		worker.See("Kept. What it changes is in the next payment", "First child", "A week: £98.36")
		if due := amount(worker, "To be paid"); due != "£295.08" {
			t.Errorf("with a child from the first day %s", due)
		}
		worker.Click(Link, "Record how they are paid")
		worker.Choose("On a prepaid card")
		worker.Fill("Name on the account or card", "H Tesfay")
		worker.Fill("Number on the back of the card", "7700 4321")
		worker.Click(Button, "Keep it")
		worker.See("The account or card is sealed.")
		worker.DoNotSee("4321")

		// A grant is asked for, and decided by another person.
		worker.Click(Link, "Ask for a grant")
		worker.Choose("Clothes and shoes")
		worker.Fill("How much, if it is no maternity grant?", "forty")
		worker.Fill("Why do they need it?", "Winter coats for three")
		worker.Click(Button, "Ask")
		worker.SeeError("Enter an amount in pounds, such as 120 or 12.50")
		worker.Fill("How much, if it is no maternity grant?", "120")
		worker.DoubleClick(Button, "Ask")
		worker.See("Asked. Somebody else decides", "Clothes and shoes", "£120.00")

		manager := open()
		manager.SignIn(supportManager)
		manager.Visit("/money?show=look")
		manager.See("Hana Tesfay", "A grant waits")
		manager.Visit(person)
		manager.Click(Link, "Decide Clothes and shoes, £120.00")
		manager.See("Winter coats for three")
		manager.Answer("Is the grant given?", "Yes")
		manager.Fill("Why?", "It is cold.")
		manager.DoubleClick(Button, "Record the decision")
		manager.See("Decided", "Given", "It is cold.")

		// Two people make the payments.
		officer := open()
		officer.SignIn(payingOfficer)
		officer.Visit("/payments")
		officer.Screenshot("payments")
		officer.Click(Button, "Prepare payments")
		officer.DoubleClick(Button, "Prepare")
		officer.See("Prepared. A second person must agree", "£415.08", "You prepared these payments.")
		run := officer.Path()
		if officer.Has(Button, "Agree or refuse") || officer.Has(Button, "Get the file for the bank") {
			t.Error("who prepared payments may agree to them, or send them")
		}
		officer.Visit("/payments/prepare")
		officer.Click(Button, "Prepare")
		officer.SeeError("Nobody who can be paid is due anything until this day")
		manager.Visit(run)
		manager.Click(Button, "Agree or refuse")
		manager.Answer("Do you agree to these payments?", "Yes")
		manager.DoubleClick(Button, "Record it")
		manager.See("Agreed", "Maeve Dunne")
		officer.Visit(run)
		file := string(officer.FetchLink("Get the file for the bank").Body)
		if !strings.Contains(file, "H Tesfay") || !strings.Contains(file, "415.08") || !regexp.MustCompile(`PX-[0-9A-Z-]+`).MatchString(file) {
			t.Errorf("the file for the bank is\n%s", file)
		}
		officer.Visit(run)
		officer.See("The file was taken. Send it to the bank once.")
		officer.Screenshot("payments-of-a-day")
		officer.NarrowScreenshot("payments-of-a-day-narrow")
		officer.DoubleClick(Button, "Finish: the others are paid")
		officer.See("Finished", "Paid")

		// Where they live was recorded wrongly: what was missing comes with the next
		// payment. A stop of days that were paid is told, and takes nothing back.
		worker.Visit(person)
		worker.Click(Link, "Correct or end Where they live, "+londonDayAgo(now, 20))
		worker.Choose("In a safe house, buying their own food")
		worker.Click(Button, "Keep it")
		if back := amount(worker, "Missing from before"); back != "£47.46" {
			t.Errorf("three weeks of £15.82 more are %q", back)
		}
		worker.Screenshot("money-of-somebody")
		worker.NarrowScreenshot("money-of-somebody-narrow")
		worker.Click(Link, "Stop payment for a time")
		worker.Choose("In hospital, with everything paid")
		day, month, year = since(6)
		worker.FillDate("From which day?", day, month, year)
		day, month, year = since(0)
		worker.FillDate("Until which day? (optional)", day, month, year)
		worker.Click(Button, "Keep it")
		worker.See("Payment is stopped", "Nothing is taken back: nobody decided so")
		worker.Click(Button, "Remove Payment stopped, "+londonDayAgo(now, 6))
		worker.See("Removed. You can put it back below")
		worker.DoNotSee("Payment is stopped")

		worker.Click(Link, "Sheet for the person, week by week")
		worker.See("Your money, week by week", "For you: £65.00", "For your first child: £49.18", "Your money does not depend on anything that you do or do not do for others.")
		worker.DoNotSee("Hana", "Tesfay", "Selam")
		worker.Click(Link, "العربية")
		if worker.Has(Heading, "Your money, week by week") || !strings.Contains(worker.Text(), "£65.00") {
			t.Error("the sheet is not in Arabic")
		}
		worker.Screenshot("money-sheet")
		worker.Visit("/money/rates")
		worker.See("Scotland", "Northern Ireland", "Not confirmed")
		worker.Screenshot("money-rates")

		police := open()
		police.SignIn("priya.marlow@westhaven.example")
		police.Visit(person)
		if police.Status() != 403 && police.Status() != 404 {
			t.Errorf("an officer reads what somebody lives on: %d", police.Status())
		}
	})
}

func londonDayAgo(now time.Time, days int) string {
	day, month, year := dateParts(now.AddDate(0, 0, -days))
	at, err := time.Parse("2 1 2006", day+" "+month+" "+year)
	if err != nil {
		panic(err)
	}
	return at.Format("2 January 2006")
}
