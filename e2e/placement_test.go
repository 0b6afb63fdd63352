package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// The people of the council who place, in the demonstration.
const (
	placementTeam   = "amara.quaye@northmere.example"
	placementSecond = "owen.fairley@northmere.example"
	socialWorker    = "rosa.lindley@northmere.example"
	carer           = "bev.carter@northmere.example"
)

// firstPerson opens the placement page of the first person on the board who has
// a place, and gives their address and name.
func firstPerson(p *Page) (path, name string) {
	p.t.Helper()
	p.Visit("/placements")
	p.SeeHeading("Placements")
	link := `document.querySelector('main tbody a[href^="/placements/people/"]')`
	path, name = evaluate[string](p, link+`.getAttribute('href')`), evaluate[string](p, link+`.innerText`)
	return path, name
}

// TestASealedAddress asks to see an address, has a second person agree, sees it,
// and sees it no more when the person has moved.
func TestASealedAddress(t *testing.T) {
	t.Parallel()
	EachDatabase(t, Options{}, func(t *testing.T, server *Server) {
		worker := Open(t, server, WithoutScript)
		worker.SignIn(socialWorker)
		path, name := firstPerson(worker)
		team := Open(t, server, WithScript)
		team.SignIn(placementSecond)
		offeredSight(t, server, worker, team, path)
		worker.Visit(path)
		worker.See("Sealed.")
		worker.Click(Link, "Ask to see the address")
		worker.Click(Button, "Ask to see the address")
		worker.SeeError("Choose why you need the address")
		worker.Answer("Why do you need the address?", "To visit the person or work with them there")
		worker.Fill("Say what you will do with it", "To meet them and their carer at home tomorrow")
		worker.Fill("For how many hours do you need it?", "3")
		worker.Click(Button, "Ask to see the address")
		worker.See("Sent to the placement team", "Waiting for an answer")
		if worker.Has(Link, "See the address "+name) {
			t.Error("an address can be seen before anybody agreed")
		}

		team.Visit("/sights")
		sight := evaluate[string](team, `[...document.querySelectorAll('a[href$="/answer"]')].at(-1).getAttribute('href')`)
		team.Visit(sight)
		team.See("Rosa Lindley", "To meet them and their carer at home tomorrow")
		team.Screenshot("answer-sight")
		team.Answer("Do you agree that they see the address?", "Yes")
		team.Fill("Why?", "I called Rosa back")
		team.DoubleClick(Button, "Send the answer")
		team.See("Answered")

		address := strings.TrimSuffix(sight, "/answer") + "/address"
		worker.Visit(address)
		worker.See("Shown to Rosa Lindley of Northmere Council", "Thistledown Walk")
		if title := worker.Title(); strings.Contains(title, "Thistledown") || strings.Contains(title, name) {
			t.Errorf("the title is %q", title)
		}
		team.Visit(address)
		if team.Status() != 404 {
			t.Errorf("somebody else opens the sight: %d", team.Status())
		}

		team.Visit(path + "/sights")
		team.See("Rosa Lindley, Northmere Council", "1 time")
		team.Screenshot("who-saw-the-address")
		team.Visit(path)
		team.Screenshot("placement")
		team.Click(Button, "Move them")
		team.Screenshot("choose-a-place")
		team.Choose(evaluate[string](team, `document.querySelector('main label.govuk-radios__label').innerText`))
		team.Fill("Why this place, if something about it does not suit them? (optional)", "The only one that is free tonight")
		team.DoubleClick(Button, "Place them there")
		team.See("Whoever could see an address before cannot see it any more")
		worker.Visit(address)
		if worker.Status() != 404 {
			t.Errorf("after the move the old sight answers %d", worker.Status())
		}
	})
}

// offeredSight has the team offer sights to a social worker who did not ask: one is
// taken back, one agreed to by a second person, told of, looked at and given up.
func offeredSight(t *testing.T, server *Server, worker, second *Page, path string) {
	t.Helper()
	lead := Open(t, server, WithScript)
	lead.SignIn(placementTeam)
	offer := func(words string) {
		lead.Visit(path + "/sights")
		lead.Click(Link, "Offer somebody a sight of the address")
		lead.Fill("Work e-mail address of the person who is to see it", socialWorker)
		lead.Answer("Why do they need the address?", "To take them somewhere, or bring them back")
		lead.Fill("Say what they need it for", words)
		lead.Fill("For how many hours?", "2")
		lead.Click(Button, "Offer it")
	}
	lead.Visit(path + "/sights/offer")
	lead.Fill("Work e-mail address of the person who is to see it", "nobody@sca.example")
	lead.Click(Button, "Offer it")
	lead.SeeError("Choose why they need the address")
	lead.NarrowScreenshot("offer-sight-narrow")

	offer("To fetch them from the station")
	lead.See("Somebody else in your team must agree first")
	lead.Click(Button, "Withdraw the offer")
	lead.Visit(path + "/sights")
	lead.See("Withdrawn")
	worker.Visit("/sights")
	worker.DoNotSee("To fetch them from the station")

	offer("To bring them to the dentist at nine")
	lead.Screenshot("sight-offered")
	worker.Visit("/sights")
	before := evaluate[int](worker, `document.querySelectorAll('a[href$="/address"]').length`)
	second.Visit("/sights")
	second.See("offered by Amara Quaye, not asked for")
	second.NarrowScreenshot("sights-waiting-narrow")
	sight := evaluate[string](second, `[...document.querySelectorAll('a[href$="/answer"]')].at(-1).getAttribute('href')`)
	second.Visit(sight)
	second.See("To bring them to the dentist at nine")
	second.Screenshot("answer-offer")
	second.Answer("Do you agree that they see the address?", "Yes")
	second.Fill("Why?", "Amara called me")
	second.DoubleClick(Button, "Send the answer")
	second.See("Answered")
	worker.Visit("/sights")
	worker.See("offered by Amara Quaye")
	if now := evaluate[int](worker, `document.querySelectorAll('a[href$="/address"]').length`); now != before+1 {
		t.Errorf("%d addresses are open to whom one more was offered, before %d", now, before)
	}
	worker.Screenshot("sights-offered")
	worker.NarrowScreenshot("sights-offered-narrow")
	address := strings.TrimSuffix(sight, "/answer") + "/address"
	worker.Visit(address)
	worker.See("Shown to Rosa Lindley of Northmere Council", "Thistledown Walk")
	worker.Screenshot("address-offered")
	worker.NarrowScreenshot("address-offered-narrow")
	lead.Visit(path + "/sights")
	lead.See("by Amara Quaye")
	lead.Click(Button, "End it now")
	worker.Visit(address)
	if worker.Status() != 404 {
		t.Errorf("after the offer was ended its address answers %d", worker.Status())
	}
}

// TestAVisitorWhoResemblesSomebodyIsStopped has a visitor refused by the warning
// of the deny list, and shows the door list to the carer.
func TestAVisitorWhoResemblesSomebodyIsStopped(t *testing.T) {
	t.Parallel()
	EachDatabase(t, Options{}, func(t *testing.T, server *Server) {
		house := Open(t, server, WithoutScript)
		house.SignIn(carer)
		house.Visit("/door")
		house.SeeHeading("Contact list for the door")
		house.See("May come today", "Grace Adeyemi", "No contact: Trần Văn Đức", "call 999")
		house.DoNotSee("Thistledown", "Duc Tran")
		house.NarrowScreenshot("door-list-narrow")

		worker := Open(t, server, WithScript)
		worker.SignIn(socialWorker)
		path, _ := firstPerson(worker)
		worker.Visit(path + "/visits")
		worker.Screenshot("visitors-of-a-person")
		worker.Click(Button, "Somebody asks to visit")
		worker.Fill("Names", "Duc Van Tran")
		worker.Answer("Who do they say they are to the person?", "Other family")
		worker.Fill("Why do they want to visit?", "To take them out for a day")
		worker.DoubleClick(Button, "Record the request")
		worker.See("Warning: they resemble somebody who is to be kept away", "has the same parts as", "This visitor cannot be approved while the warning stands.")
		worker.Screenshot("visitor-warning")
		visit := worker.Path()[:strings.Index(worker.Path(), "?")]
		for _, check := range []struct{ kind, document, result, note string }{{"Who they are: documents seen", "Passport", "Nothing against it", ""},
			{"DBS certificate", "", "Not needed, and why", "Somebody is there all the time"}, {"The social worker’s view", "", "Nothing against it", ""}} {
			worker.Visit(visit + "/check")
			worker.Answer("What was checked?", check.kind)
			if check.document != "" {
				worker.Answer("Which document did you see?", check.document)
			}
			worker.Answer("What did it show?", check.result)
			worker.FillDate("When was it done?", "1", "1", "2026")
			if check.note != "" {
				worker.Fill("What was seen or said (optional)", check.note)
			}
			worker.Click(Button, "Record the check")
			worker.See("Recorded")
		}
		worker.Visit(visit + "/decide")
		worker.Answer("May they come?", "Yes")
		worker.Answer("How is the visit supervised?", "Somebody sees and hears all of it")
		worker.FillDate("First day", "1", "1", "2027")
		worker.FillDate("Last day", "2", "1", "2027")
		worker.Fill("Reasons for the decision", "Every check was clear")
		worker.Click(Button, "Record the decision")
		worker.SeeError("This visitor cannot be approved: They resemble somebody on the list of people to keep away")
		worker.Screenshot("decide-visitor")
		worker.Answer("May they come?", "No")
		worker.Answer("Why not?", "They are, or resemble somebody, on the list of people to keep away")
		worker.Click(Button, "Record the decision")
		worker.See("The decision was recorded", "Refused")
		worker.Visit("/visits")
		worker.See("Refused in the last 12 months", "Duc Van Tran")
		worker.Screenshot("visitors")
		house.Reload()
		house.DoNotSee("Duc Van Tran")
	})
}

// TestSomebodyGoesMissing takes the pack, records the report, the return and
// what is due after it, as a carer and as a social worker.
func TestSomebodyGoesMissing(t *testing.T) {
	t.Parallel()
	EachDatabase(t, Options{}, func(t *testing.T, server *Server) {
		house := Open(t, server, WithoutScript)
		house.SignIn(carer)
		house.Visit("/missing")
		house.See("Missing now")
		house.NarrowScreenshot("missing-narrow")
		episode := evaluate[string](house, `document.querySelector('main a[href^="/missing/episodes/"]').getAttribute('href')`)
		pack := evaluate[string](house, `document.querySelector('main a[href$="/pack"]').getAttribute('href')`)
		house.Visit(pack)
		house.SeeHeading("Missing person: pack for the police")
		house.See("About 1.60 m", "Grace, 07700 900312", "The address where they live is not in this pack", "Trần Văn Đức")
		house.DoNotSee("Thistledown")
		if file := house.FetchLink("Take the pack as a PDF file, with the photograph"); file.Status != http.StatusOK || !strings.HasPrefix(string(file.Body), "%PDF-") {
			t.Errorf("the pack as a file: %d %v", file.Status, file.Header)
		}
		house.Visit(episode)
		house.See("Missing since")
		house.NarrowScreenshot("episode-narrow")
		house.Click(Link, "Record the report to the police")
		house.Fill("At what time?", "half two")
		house.Click(Button, "Record it")
		house.SeeError("Enter the time of day, such as 14:30 or 2.30pm")
		today := evaluate[string](house, `new Date().toLocaleDateString('en-GB', {timeZone: 'Europe/London'})`)
		parts := strings.Split(today, "/")
		house.FillDate("On which day were the police told?", parts[0], parts[1], parts[2])
		house.Fill("At what time?", "0:00")
		house.Fill("Who took the report?", "Westhaven Police, PC Example")
		house.DoubleClick(Button, "Record it")
		house.See("Recorded", "The police were told")

		worker := Open(t, server, WithScript)
		worker.SignIn(socialWorker)
		worker.Visit(episode)
		worker.Screenshot("episode")
		worker.Unfold("Why is it due then? Strategy meeting for a child who was trafficked")
		worker.See("A strategy meeting is held on the day")
		// A child was taken for another: that they were found is taken back.
		found := func(where string) {
			now := evaluate[string](worker, `new Date().toLocaleTimeString('en-GB', {timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit'})`)
			worker.Click(Link, "They were found, or came back")
			worker.FillDate("On which day were they found, or came back?", parts[0], parts[1], parts[2])
			worker.Fill("At what time?", now)
			worker.Fill("Where were they?", where)
			worker.DoubleClick(Button, "Record the return")
		}
		found("At the hospital")
		worker.See("At the hospital")
		worker.Click(Link, "This was a mistake")
		worker.SeeHeading("They were not found: take it back")
		worker.Click(Button, "Take it back")
		worker.SeeError("Say why it was a mistake")
		worker.Fill("Why was it a mistake?", "The hospital took another girl for her")
		worker.Axe()
		worker.Screenshot("not-found")
		worker.DoubleClick(Button, "Take it back")
		worker.See("Missing since", "The hospital took another girl for her")
		found("The bus station at Eastwick")
		worker.See("Return interview", "found", "The bus station")
		worker.Unfold("Why is it due then? Return interview after going missing")
		worker.See("An independent person talks with the child within 72 hours of the return.")
		worker.Screenshot("return-interview-due")
		worker.Visit("/missing")
		whyDue(worker)
		worker.See("Back, and something is left to do", "Return interview", "Overdue")
		worker.Screenshot("missing")
	})
}

// TestThePlacementBoardLooksRight walks the other pages of the room for axe and
// for the screenshots.
func TestThePlacementBoardLooksRight(t *testing.T) {
	t.Parallel()
	server := Start(t, Options{})
	team := Open(t, server, WithScript)
	team.SignIn(placementTeam)
	team.Visit("/placements")
	team.See("Without a placement team", "Missing now")
	team.DoNotSee("Thistledown", "Orchard End")
	team.Screenshot("placements")
	team.NarrowScreenshot("placements-narrow")
	team.Visit("/placements/places")
	team.See("Open places", "beds are free")
	team.Screenshot("places")
	team.Click(Button, "Add a place")
	team.Click(Button, "Add the place")
	team.SeeError("Choose what kind of place it is")
	team.SeeError("Enter the address")
	team.Screenshot("add-place")
	team.Visit("/sights")
	team.SeeHeading("Addresses")
	team.Screenshot("addresses")
	team.Fill("Reference of the case", "HW-0000-0000-0")
	team.Click(Button, "Continue")
	team.SeeError("You know of no case with this reference")
	path, name := firstPerson(team)
	team.Fill("Search by name or reference", name)
	team.Click(Button, "Search")
	team.See(name)
	for _, page := range []string{"/needs", "/leave", "/visits", "/visits/add", "/enquiries/add", "/denied/add", "/sights/ask"} {
		team.Visit(path + page)
	}
	// An offer to somebody who does not see the case says no more than that; to a
	// colleague it is open at once.
	team.Visit(path + "/sights")
	team.Click(Link, "Offer somebody a sight of the address")
	team.Fill("Work e-mail address of the person who is to see it", "nobody@example.org")
	team.Choose("To take them somewhere, or bring them back")
	team.Fill("Say what they need it for", "To bring her to court and back")
	team.Fill("For how many hours?", "4")
	team.Click(Button, "Offer it")
	team.SeeError("Nobody with this e-mail address can be shown it: they must have an account, and see the case. Share the case with them first")
	team.Screenshot("offer-a-sight")
	team.NarrowScreenshot("offer-a-sight-narrow")
	team.Fill("Work e-mail address of the person who is to see it", placementSecond)
	team.Click(Button, "Offer it")
	team.See("They can see the address now, and were told", "Owen Fairley", "By the rule for the placement team, without a second person")
	id := strings.TrimPrefix(path, "/placements/people/")
	for _, page := range []string{"", "/profile", "/photo/add", "/pack"} {
		team.Visit("/missing/people/" + id + page)
	}
	team.Screenshot("pack-for-the-police")
	// What somebody typed of where they live holds the pack until it is changed, or
	// somebody says why.
	team.Visit("/missing/people/" + id + "/profile")
	team.Fill("How to speak with them (optional)", "She waits at the corner of thistle-down WALK")
	team.Click(Button, "Save")
	team.Visit("/missing/people/" + id + "/pack")
	team.SeeHeading("Look at the pack before it leaves")
	team.See("How to speak with them", "The street of the sealed address")
	team.DoNotSee("Missing person: pack for the police", "thistle-down")
	team.Screenshot("pack-held")
	team.NarrowScreenshot("pack-held-narrow")
	team.Click(Button, "Make the pack as it is")
	team.SeeError("Say why the pack must leave as it is")
	team.Fill("Why must the pack leave as it is?", "The officer knows the address already")
	team.Click(Button, "Make the pack as it is")
	team.SeeHeading("Missing person: pack for the police")
	team.Visit("/missing/people/" + id)
	team.Screenshot("missing-profile")
}
