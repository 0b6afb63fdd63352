package e2e

import (
	"strings"
	"testing"
	"time"
)

// People of the demonstration who find and keep safe places.
const (
	bedDesk      = "nadia.brandt@harbourlight.example"
	bedPlacement = "silas.penrose@harbourlight.example"
	houseManager = "dora.finch@harbourlight.example"
)

// Addresses of the houses of the demonstration, of which none may be read on a page
// of this room.
var sealedHouses = []string{"Wexcombe", "Sowerdale", "Loom Street", "Ribbleton", "Harle Bay", "Weir Court", "ZZ7", "ZZ8"}

// houseless reads the page for an address.
func houseless(p *Page) {
	p.t.Helper()
	p.DoNotSee(sealedHouses...)
}

// bedOf opens the page that asks about a bed of a house: to "offer", "take" or
// "move".
func bedOf(p *Page, house, what string) {
	p.t.Helper()
	p.Visit(evaluate[string](p, `(() => { const all = [...document.querySelectorAll('main a[href$="/`+what+`"]')].filter(a => a.textContent.includes(" `+house+` ")); return all.length ? all[0].getAttribute('href') : '/none' })()`))
}

// fillArrival says that they come tomorrow evening.
func fillArrival(p *Page) {
	p.t.Helper()
	on := time.Now().AddDate(0, 0, 1)
	p.FillDate("On which day do they arrive?", on.Format("2"), on.Format("1"), on.Format("2006"))
	p.Fill("At what time?", "6.30pm")
	p.Answer("How do they travel?", "Staff of the provider drive them")
}

// why gives a reason where the page says that something about a bed does not suit.
func why(p *Page, reason string) {
	p.t.Helper()
	const question = "Something about this bed does not suit them. Why is it chosen all the same?"
	if strings.Contains(p.Text(), question) {
		p.Fill(question, reason)
	}
}

// TestOutOfTheAreaWhereSheWasExploited is scenario 4 from start to end: somebody
// who is met where she lives loses her place; the rule says whether a place is
// looked for; the area where she was exploited is never offered, nor the house where
// a former neighbour lives; she refuses one bed and takes another, arrives, is not
// seen one night, is moved in one step when there is new danger, leaves, and stays
// after all. Nobody here ever reads an address but who asked to and was shown it,
// and not after the move.
func TestOutOfTheAreaWhereSheWasExploited(t *testing.T) {
	t.Parallel()
	deskAndTelephone(t, func(t *testing.T, _ *Server, open func() *Page) {
		enter := func(email string) *Page {
			p := open()
			p.SignIn(email)
			return p
		}
		worker, desk, house := enter(supportWorker), enter(bedDesk), enter(houseManager)
		path := kellyLosesHerPlace(worker)
		kellyIsOffered(desk, worker, path)
		kellyArrives(desk, worker, house, path)
		kellyIsMoved(desk, worker, enter(bedPlacement), house, path)
		kellyStaysAfterAll(desk, house, path)
	})
}

// kellyLosesHerPlace asks twice, since the rule does not give a place to who has one
// for longer, and names a former neighbour.
func kellyLosesHerPlace(worker *Page) (path string) {
	worker.t.Helper()
	worker.Visit("/accommodation/outreach")
	worker.SeeHeading("Outreach")
	look(worker, "outreach")
	worker.Click(Link, "Kelly Marsh")
	worker.See("Outreach", "The café at the library, at the back", "Next meeting", "from the referral")
	path, _, _ = strings.Cut(worker.Path(), "?")
	worker.Click(Button, "Ask for a safe place")
	look(worker, "ask")
	worker.Fill("Where are they in danger? (optional)", "Norwich")
	worker.Fill("What else must the desk know? (optional)", "Not near the flat, not for a night")
	worker.Click(Button, "Ask for a safe place")
	worker.SeeError("Choose whether they have a place to live")
	if got := worker.Value("What else must the desk know? (optional)"); !strings.Contains(got, "not for a night") {
		worker.t.Errorf("what was typed is lost: %q", got)
	}
	look(worker, "ask-error")
	far := time.Now().AddDate(0, 2, 0)
	worker.Choose("They have a place until a day")
	worker.FillDate("From which day have they no place?", far.Format("2"), far.Format("1"), far.Format("2006"))
	worker.Click(Button, "Ask for a safe place")
	worker.See("They have a safe place for longer than the rule looks ahead", "Not to be offered by the rule", "Outreach")
	worker.Click(Button, "Ask for a safe place")
	worker.Choose("They have no place to live now")
	worker.DoubleClick(Button, "Ask for a safe place")
	worker.See("Asked. The desk was told", "Waiting for a place", "They have no place to live now")

	worker.Click(Link, "Add somebody from whom they must be kept")
	worker.Fill("Names", "Vacaru Doryna")
	worker.Click(Button, "Add the name")
	worker.SeeError("Choose who they are")
	worker.Answer("Who are they?", "A neighbour, or somebody who lived with them")
	worker.Click(Button, "Add the name")
	worker.See("Vacaru Doryna", "A neighbour, or somebody who lived with them")
	look(worker, "person-waiting")
	return path
}

// kellyIsOffered matches beds, sees why each fits or not, and refuses one bed.
func kellyIsOffered(desk, worker *Page, path string) {
	desk.t.Helper()
	desk.Visit("/accommodation")
	desk.SeeHeading("Accommodation")
	look(desk, "board")
	desk.Click(Link, "Kelly Marsh")
	desk.Click(Button, "Find a bed")
	desk.See("Never in:", "Norfolk", "Somebody who lives there resembles a person from whom they must be kept", "It is away from the areas where they are in danger", "It is in an area where they are in danger: 3 beds")
	look(desk, "beds")
	for _, barred := range []string{"Juniper", "Alder"} {
		bedOf(desk, barred, "offer")
		if desk.Status() != 404 {
			desk.t.Errorf("a bed of %s stands among those that can be offered", barred)
		}
		desk.Visit(path + "/beds")
	}
	desk.Unfold("Every bed, with what keeps it from them")
	desk.See("Juniper, Norfolk", "Alder, Devon")
	desk.DoNotSee("Dorina", "Văcaru")
	houseless(desk)
	desk.Click(Link, "See which names resemble Alder, Devon")
	desk.See("Names that resemble", "It is another person")
	houseless(desk)
	look(desk, "likeness")

	desk.Visit(path + "/beds")
	bedOf(desk, "Larch", "offer")
	desk.See("Larch", "Lancashire")
	why(desk, "Far from Norwich, and free tonight")
	look(desk, "offer")
	desk.DoubleClick(Button, "Hold the bed for them")
	desk.See("The bed is held. Whoever supports them was told", "A bed is held for them")
	worker.Visit(path)
	worker.See("A bed is held for them", "Lancashire")
	look(worker, "person-offered")
	worker.Click(Button, "Record their answer")
	worker.Choose("No")
	worker.Fill("What did they say? (optional)", "I know nobody there")
	worker.Click(Button, "Record the answer")
	worker.SeeError("Choose why the bed is refused")
	worker.Choose("No")
	worker.Answer("Why not?", "Too far from people, school or treatment")
	look(worker, "answer")
	worker.Click(Button, "Record the answer")
	worker.See("Recorded. The bed is free again, and they wait on", "Refused by the person", "I know nobody there")

	desk.Visit("/accommodation/demand")
	desk.See("Too far from people, school or treatment", "Offers that did not become a place")
	look(desk, "demand")
	desk.Visit(path + "/beds")
	bedOf(desk, "Cedar", "offer")
	why(desk, "A small house with a lock on her side")
	desk.Click(Button, "Hold the bed for them")
	desk.See("The bed is held")
}

// kellyArrives takes the bed, comes, is in, and is not seen one night.
func kellyArrives(desk, worker, house *Page, path string) {
	desk.t.Helper()
	worker.Visit(path)
	worker.Click(Button, "Record their answer")
	worker.Choose("Yes")
	fillArrival(worker)
	worker.Fill("Who brings them, and how do they know one another? (optional)", "Amara drives. The word is heather")
	worker.DoubleClick(Button, "Record the answer")
	worker.See("They have the bed. The house was told that they come", "In a safe house", "Cumbria", "Sealed.", "Amara drives. The word is heather")
	houseless(worker)
	look(worker, "person-expected")

	house.Visit("/accommodation/today")
	house.SeeHeading("House today")
	house.See("Cedar, Cumbria", "Kel", "Staff of the provider drive them", "Gorse, Northumberland")
	house.DoNotSee("Hazel")
	houseless(house)
	look(house, "house-today")
	house.Click(Button, "They are here Kel")
	house.See("Recorded: they are here")
	house.Click(Link, "Night list Cedar")
	house.SeeHeading("Night list")
	house.See("Kel", "Mira", "Destroy it in the morning")
	house.DoNotSee("Marsh")
	houseless(house)
	look(house, "night-list")

	worker.Visit("/alerts")
	before := strings.Count(worker.Text(), "Raised ")
	house.Visit("/accommodation/today")
	house.Click(Button, "Out, or not seen Kel")
	look(house, "day")
	house.Click(Button, "Record it")
	house.SeeError("Choose where they are")
	house.Choose("Not seen")
	house.Click(Button, "Record it")
	house.See("Recorded. The desk and who supports them were told", "Not seen")
	worker.Reload()
	if after := strings.Count(worker.Text(), "Raised "); after != before+1 {
		worker.t.Errorf("%d alerts on the list, want one more than %d", after, before)
	}
	worker.See("Kelly Marsh")
	look(worker, "alerts")
	house.Click(Button, "They are in Kel")
	house.See("Recorded: they are here")
}

// kellyIsMoved lets the worker see the address, records new danger, and moves her in
// one step: the sight is shut.
func kellyIsMoved(desk, worker, team, house *Page, path string) {
	desk.t.Helper()
	worker.Visit(path)
	worker.Click(Link, "Ask to see the address")
	worker.Answer("Why do you need the address?", "To visit the person or work with them there")
	worker.Fill("Say what you will do with it", "To bring her bag tomorrow")
	worker.Fill("For how many hours do you need it?", "24")
	worker.Click(Button, "Ask to see the address")
	worker.See("Waiting for an answer")
	team.Visit("/sights")
	sight := evaluate[string](team, `[...document.querySelectorAll('a[href$="/answer"]')].at(-1).getAttribute('href')`)
	team.Visit(sight)
	team.Answer("Do you agree that they see the address?", "Yes")
	team.Fill("Why?", "I called her back")
	team.Click(Button, "Send the answer")
	address := strings.TrimSuffix(sight, "/answer") + "/address"
	worker.Visit(address)
	worker.See("Shown to Amara Quist", "Sowerdale")

	worker.Visit(path)
	worker.Click(Link, "Danger")
	worker.Click(Button, "Alert the people on duty")
	worker.Answer("How great is the danger?", "High")
	worker.Fill("What happened, and what is needed?", "The man who had the flat was seen in the street")
	worker.Click(Button, "Send the alert")

	desk.Visit("/accommodation?state=housed")
	desk.See("New danger")
	look(desk, "board-danger")
	desk.Click(Link, "Kelly Marsh")
	desk.See("New danger was recorded", "Do they have to be moved?")
	desk.DoNotSee("The man who had the flat")
	look(desk, "person-danger")
	desk.Click(Button, "New danger: move them now")
	desk.See("Where can they move to?")
	bedOf(desk, "Larch", "move")
	look(desk, "move")
	desk.Click(Button, "Move them, and shut the old address")
	desk.SeeError("Say what happened")
	desk.Fill("What happened?", "Seen in the street of the house")
	desk.Answer("Is the area that they leave dangerous from now on?", "Yes")
	why(desk, "Nothing nearer is safe")
	fillArrival(desk)
	desk.DoubleClick(Button, "Move them, and shut the old address")
	desk.See("Moved. Nobody can see the old address any more", "Lancashire", "Sealed.")
	desk.DoNotSee("New danger was recorded")
	houseless(desk)
	worker.Visit(address)
	if worker.Status() != 404 {
		worker.t.Errorf("after the move the old sight answers %d", worker.Status())
	}
	desk.Visit(path + "/beds")
	desk.See("Never in:", "Cumbria", "Norfolk")
	bedOf(desk, "Cedar", "move")
	if desk.Status() != 404 {
		desk.t.Error("a bed in the area that she left can be had")
	}
	house.Visit("/accommodation/today")
	house.DoNotSee("Kel")
}

// kellyStaysAfterAll ends the stay, undoes it, and asks for a place at night for
// somebody who was never referred.
func kellyStaysAfterAll(desk, house *Page, path string) {
	desk.t.Helper()
	desk.Visit(path)
	desk.Click(Button, "They are here")
	desk.See("Recorded: they are here")
	look(desk, "person-housed")
	desk.Click(Link, "End the stay")
	desk.Click(Button, "End the stay")
	desk.SeeError("Choose why the stay ends")
	look(desk, "leave")
	desk.Answer("Why does the stay end?", "Left, and it is not known where to")
	desk.Answer("What follows?", "We go on supporting them where they live")
	desk.Fill("Where do they go, and how can they be reached safely?", "Her phone is off. Her sister was asked")
	desk.Click(Button, "End the stay")
	desk.See("The stay ended", "Outreach", "Their stay in Lancashire ended")
	look(desk, "person-left")
	desk.Click(Button, "Undo: they stay in the same bed")
	desk.See("Undone. They have the same bed as before", "In a safe house", "Lancashire")

	desk.Visit("/accommodation/houses")
	desk.SeeHeading("Safe houses")
	houseless(desk)
	look(desk, "houses")
	desk.Click(Link, "Larch")
	desk.See("Kelly Marsh")
	houseless(desk)
	look(desk, "house")
	desk.Visit(evaluate[string](desk, `[...document.querySelectorAll('main a[href$="/waiting"]')][0].getAttribute('href')`))
	desk.See("Who could have bed", "Offer this bed")
	look(desk, "waiting")

	// As little as will do: six answers, on one page.
	desk.Visit("/accommodation/night")
	desk.SeeHeading("A safe place tonight")
	look(desk, "night")
	desk.Click(Button, "Ask for a place now")
	desk.SeeError("Enter what they wish to be called")
	if required := len(desk.Errors()); required > 6 {
		desk.t.Errorf("%d answers are required at night: %q", required, desk.Errors())
	}
	desk.Fill("What do they wish to be called?", "Thea")
	desk.Answer("Are they 18 or older?", "Not sure")
	desk.Answer("Who needs the place?", "Woman")
	desk.Fill("On which number can we call you back?", "01632 960123")
	desk.Click(Button, "Ask for a place now")
	desk.SeeError("Somebody who is or may be under 18 is looked after by a council. Call the emergency duty team of the council where they are now")
	desk.Answer("Are they 18 or older?", "Yes")
	desk.Fill("Where are they in danger? (optional)", "Kendal")
	desk.DoubleClick(Button, "Ask for a place now")
	desk.See("Written down. These beds fit", "Thea", "Never in:", "Cumbria")
	look(desk, "night-beds")
	bedOf(desk, "Gorse", "take")
	fillArrival(desk)
	why(desk, "It is free now, and far enough")
	desk.DoubleClick(Button, "They take it: give them the bed")
	desk.See("They have the bed. The house was told that they come", "This person was not referred yet")
	look(desk, "person-night")
	house.Reload()
	house.See("Thea")
}
