package e2e

import (
	"strings"
	"testing"
	"time"
)

// The people of a provider of support, in the demonstration.
const (
	supportWorker  = "amara.quist@harbourlight.example"
	supportManager = "maeve.dunne@harbourlight.example"
	leadManager    = "orla.fenwick@harbourlight.example"
)

// openSupport finds somebody by name and opens their support.
func openSupport(p *Page, name string) (path string) {
	p.t.Helper()
	p.Visit("/support")
	p.Fill("Search by name or reference", name)
	p.Click(Button, "Search")
	p.Click(Link, name)
	p.SeeHeading(name)
	return p.Path()
}

// TestAPlanIsMadeAndReviewed walks scenario 5 on a telephone: a support worker
// and a client who lives where she lived talk of danger, agree a plan, ask for advice
// on housing, book legal advice, review the plan, choose to stay, arrange money to live on, and ask for longer support, which
// a manager grants.
func TestAPlanIsMadeAndReviewed(t *testing.T) {
	t.Parallel()
	EachDatabase(t, Options{}, func(t *testing.T, server *Server) {
		mode := WithScript
		if server.Database() != "" {
			mode = WithoutScript
		}
		worker := OpenOnTelephone(t, server, mode)
		worker.SignIn(supportWorker)
		worker.Visit("/support")
		worker.SeeHeading("Support")
		worker.Screenshot("support-caseload")
		whyDue(worker)
		worker.Visit("/danger")
		whyDue(worker)
		path := openSupport(worker, "Kelly Marsh")
		worker.See("Support has no last day now.", "Wishes to be called", "Kel", "Café at the library")
		worker.Screenshot("support-person")
		worker.Click(Button, "Record a contact")
		worker.Click(Button, "Record")
		worker.SeeError("Choose how you tried to reach them")
		worker.Choose("By message")
		worker.Choose("We spoke")
		worker.Fill("What happened?", "She passed the first part of her exam")
		worker.DoubleClick(Button, "Record")
		worker.See("Recorded", "She passed the first part of her exam")
		worker.Visit(path + "/needs")
		worker.See("I’m not a victim", "A lock that works", "Help today")
		worker.Screenshot("support-needs")
		worker.Visit(path + "/outcomes")
		worker.See("Secure and suitable housing", "Better. The door helps.")
		worker.Screenshot("support-outcomes")
		worker.Visit(path + "/plan")
		worker.See("Finish my hair course", "Norwich Law Centre", "Accepted", "On a waiting list")
		worker.Screenshot("support-plan")
		worker.Click(Button, "Add a goal")
		worker.Fill("What does the person want?", "Go to the sea with my sister")
		worker.Select("Which part of life is it about?", "Family and friends")
		worker.Answer("Who does it?", "The person")
		worker.DoubleClick(Button, "Add")
		worker.See("The plan is changed", "Go to the sea with my sister")
		worker.Visit(path + "/plan/print")
		worker.See("My plan", "Go to the sea with my sister")
		worker.DoNotSee("Kelly", "Marsh", "Norwich Law Centre")
		worker.Visit(path + "/around")
		worker.See("A woman", "Her brother Jay", "OK, but only my name and my number.")
		worker.Screenshot("support-around")
		worker.Visit(path + "/time")
		worker.See("Recovery period", "Waits for a manager", "Review before a period ends")
		worker.Screenshot("support-time")
		agreeAndReview(worker, path)
		kelly := strings.TrimPrefix(path, "/support/cases/")
		worker.Visit("/danger/people/" + kelly)
		worker.See("He came to the college. He wants me to carry for him again.", "Somebody who exploited them", "How they took it: On paper.")
		worker.Visit("/accommodation/people/" + kelly)
		worker.See("The café at the library, at the back")
		worker.Visit("/money/people/" + kelly)
		worker.Click(Button, "Begin to pay")
		worker.Choose("In a place of their own or with others (outreach)")
		worker.DoubleClick(Button, "Begin")
		worker.See("They are paid from now on", "A week: £49.18")
		worker.Visit(path + "/end")
		worker.Answer("Why does support end?", "The period of support is over, and what comes next is ready")
		worker.Click(Button, "End support")
		worker.SeeError("Nothing ends this support yet: it has no last day. Choose another reason only if it is true")
		worker.SeeError("Enter where the person goes next, or say why that is not recorded")

		manager := OpenOnTelephone(t, server, mode)
		manager.SignIn(supportManager)
		manager.Visit("/support/overview")
		manager.See("Caseload by worker", "Amara Quist", "Joel Marsden", "Of how many")
		manager.Screenshot("support-overview")
		// Behind a number are exactly those whom it counts.
		number := evaluate[string](manager, `[...document.querySelectorAll('main tr')].find(r => r.innerText.includes('Amara Quist')).querySelector('td a').innerText`)
		manager.Row("Amara Quist").Click(Link, number)
		manager.See("People whom Amara Quist works with", number+" p", "Kelly Marsh")
		if shown := evaluate[string](manager, `String(document.querySelectorAll('.hw-people__item').length)`); shown != number {
			t.Errorf("behind the number %s stand %s people", number, shown)
		}
		manager.Screenshot("support-behind-a-number")
		comparePeople(t, server, mode)
		manager.Visit("/support/waiting")
		manager.SeeHeading("Who waits for a provider")
		manager.Visit(path + "/time")
		manager.Click(Link, "Answer this request")
		manager.Answer("Is longer support granted?", "Yes")
		manager.Fill("Why?", "Until the exam is over")
		manager.DoubleClick(Button, "Save")
		manager.See("The decision is recorded", "Granted", "Until the exam is over")

		police := Open(t, server, mode)
		police.SignIn("priya.marlow@westhaven.example")
		police.Visit(path)
		if police.Status() != 403 && police.Status() != 404 {
			t.Errorf("an officer opens the support of somebody: %d", police.Status())
		}
	})
}

// agreeAndReview has the person agree to her plan, asks a service for advice on
// housing and books legal advice, and holds the review that is due; somebody who
// may go home chooses, after it was explained, to stay.
func agreeAndReview(p *Page, path string) {
	p.t.Helper()
	p.Visit(path + "/plan/agree")
	p.Click(Button, "Record")
	p.SeeError("Write what the person says about the plan")
	p.Fill("What does the person say about the plan?", "It is mine. The sea goes first.")
	p.DoubleClick(Button, "Record")
	day, month, year := dateParts(time.Now())
	p.Visit(path + "/services/ask")
	p.Select("What kind of service?", "Housing")
	p.Fill("Which service?", "Fenland Housing Advice")
	p.FillDate("When was it asked?", day, month, year)
	p.Answer("Was anything about the person shared with it?", "No: they ask themselves, or we asked without a name")
	p.DoubleClick(Button, "Save")
	p.See("The person agreed to the plan on", "Fenland Housing Advice")
	p.Visit(path + "/appointments/add")
	p.Select("What is it for?", "Lawyer")
	soonDay, soonMonth, soonYear := dateParts(time.Now().AddDate(0, 0, 5))
	p.FillDate("On which day?", soonDay, soonMonth, soonYear)
	p.Fill("At what time?", "14:30")
	p.DoubleClick(Button, "Add")
	p.See("Lawyer")
	p.Visit(path + "/time")
	p.Visit(evaluate[string](p, `[...document.querySelectorAll('main a')].find(a => a.innerText.startsWith('Record this review')).getAttribute('href')`))
	p.FillDate("When was it held?", day, month, year)
	p.Fill("What came of it?", "She goes on with the college. Housing advice comes next.")
	p.DoubleClick(Button, "Save")
	p.See("Housing advice comes next.")

	p.Visit("/returns?show=planning")
	p.Click(Link, "Tomasz Wilk")
	p.Visit(p.Path() + "/choose")
	p.Fill("Who explained it to them?", "Amara Quist")
	p.Fill("In which language?", "Polish")
	p.Choose("In person")
	p.FillDate("When was it explained?", day, month, year)
	p.Check("Staying, and how permission to stay can be asked for")
	p.Check("Support here goes on whatever they choose")
	p.Check("None of it depends on helping the police")
	p.Answer("Does the person choose to go home?", "No")
	p.FillDate("When did they answer?", day, month, year)
	p.Fill("What did they say?", "I stay. My work is here.")
	p.DoubleClick(Button, "Record the answer")
	p.See("Recorded", "I stay. My work is here.")
}

// whyDue asks a list why the first of its days is then, and goes back.
func whyDue(p *Page) {
	p.t.Helper()
	list := p.Path()
	look(p, "why"+strings.ReplaceAll(list, "/", "-"))
	why := evaluate[string](p, `[...document.querySelectorAll('main a')].find(a => a.innerText.startsWith('Why is it due then?'))?.getAttribute('href') ?? ''`)
	if why == "" {
		p.t.Errorf("%s does not say why anything is due when it is", list)
		return
	}
	p.Visit(why)
	p.SeeHeading("Why is it due then?")
	p.Visit(list)
}

// comparePeople follows a number of a table by provider to exactly those whom it
// counts, as somebody who manages one provider and compares all.
func comparePeople(t *testing.T, server *Server, mode Mode) {
	lead := OpenOnTelephone(t, server, mode)
	lead.SignIn(leadManager)
	lead.Visit("/statistics/caseload")
	lead.SeeHeading("People supported")
	lead.See("Harbour Light")
	lead.Screenshot("statistics-by-provider")
	look(lead, "statistics-by-provider")
	row := `[...document.querySelectorAll('main tr')].find(r => r.innerText.includes('Harbour Light'))`
	number := evaluate[string](lead, `String(parseInt(`+row+`.querySelector('td:last-child a').innerText))`)
	lead.Visit(evaluate[string](lead, row+`.querySelector('td:last-child a').getAttribute('href')`))
	lead.See("Harbour Light", "Total: "+number, "Kelly Marsh")
	lead.DoNotSee("whom you may not see")
	if shown := evaluate[string](lead, `String(document.querySelectorAll('main .govuk-list--spaced > li').length)`); shown != number {
		t.Errorf("behind the number %s stand %s people", number, shown)
	}
	lead.Screenshot("statistics-people")
	look(lead, "statistics-people")
}
