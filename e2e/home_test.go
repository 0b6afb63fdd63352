package e2e

import (
	"strings"
	"testing"
	"time"
)

// TestSheGoesHomeAndIsMetAgain is scenario 7 from start to end, as one journey of
// one woman: referred, believed and supported; she chooses to go home, is asked
// and asked again, an organisation in Kaunas takes her on by name, she travels, is
// called afterwards; and when a border officer refers her under another spelling,
// those who arranged her return are told the same minute.
func TestSheGoesHomeAndIsMetAgain(t *testing.T) {
	t.Parallel()
	deskAndTelephone(t, func(t *testing.T, _ *Server, open func() *Page) {
		reference := send(open(), "priya.marlow@westhaven.example", "SEA 7", "Austėja", "Rimkūnaitė")
		allocate(t, open(), reference, "Austėja Rimkūnaitė")
		decide(t, open(), reference, "Austėja Rimkūnaitė")

		worker, officer, partner := open(), open(), open()
		worker.SignIn(supportWorker)
		support := openTeamSupport(worker, reference, "Austėja Rimkūnaitė")
		worker.See("Support has no last day now.")
		worker.Visit("/returns/begin")
		worker.Fill("Case reference", reference)
		worker.Click(Button, "Continue")
		worker.Fill("Which country is home to them?", "Lithuania")
		worker.Fill("Where would they want to live? (optional)", "Kaunas")
		worker.Fill("What do they want, in their own words?", "To be near my aunt, and to bake again.")
		worker.DoubleClick(Button, "Record it")
		worker.See("Nothing is promised yet", "To be near my aunt")
		person := strings.Split(worker.Path(), "?")[0]

		// Nobody is asked before she has chosen, with both sides weighed.
		officer.SignIn(returnsOfficer)
		officer.Visit(person + "/ask")
		fillQuestion(officer)
		officer.Click(Button, "Ask the organisation")
		officer.See("The person has not chosen to go home. Nobody is asked before")
		chooses(worker, person+"/choose", 9, 1, "Does the person choose to go home?", "Yes. I have thought about it.")
		assess(worker, person, "Here, until they travel", "Low", "Nobody knows where I sleep.")
		assess(worker, person, "There, after they arrive", "Some", "His brother drives a taxi at the station.")
		worker.See("The exploiters, or people who work for them, are near")

		officer.Visit(person + "/ask")
		fillQuestion(officer)
		officer.DoubleClick(Button, "Ask the organisation")
		officer.See("It was not told who the person is")
		officer.Click(Button, "Make a new link")
		link := linkShown(officer)
		accept(partner, link, "Rimkūnaitė")
		worker.Visit(person)
		worker.See("Tomas Jankauskas", "+370 612 00002", "They wait at the railway station.")

		// Papers: the embassy only with her yes.
		worker.Visit(person + "/document")
		paper(worker, "Asked for")
		worker.Click(Button, "Save")
		worker.SeeError("The person has not agreed that their embassy or consulate is contacted")
		chooses(worker, person+"/embassy", 1, 0, "Does the person agree that their embassy or consulate is contacted?", "They may. Not my father.")
		worker.Visit(person + "/document")
		paper(worker, "Ready: the person has it")
		worker.DoubleClick(Button, "Save")
		worker.See("through the embassy or consulate, with consent")

		day, month, year := dateParts(time.Now())
		officer.Visit(person + "/travel")
		officer.FillDate("On which day do they travel?", day, month, year)
		officer.Fill("How do they travel?", "By car to the airport, then by air to Kaunas.")
		officer.Fill("Who meets them, and where?", "Rasa, at the gate, with a yellow scarf")
		officer.DoubleClick(Button, "Save")
		worker.Visit(person + "/contacts")
		worker.Check("We ask how the person is 1 month after return.")
		worker.Check("We ask how the person is 3 months after return.")
		worker.DoubleClick(Button, "Save")
		worker.See("Kept")

		// She is named to Kaunas only now, and the pack is no more than is needed.
		chooses(worker, person+"/share", 0, 0, "Does the person agree that the receiving organisation is told who they are?", "My name and when I come. Not what happened.")
		pack(officer, person)
		partner.Reload()
		partner.See("Austėja Rimkūnaitė", "My name and when I come.", "At the gate")
		partner.DoNotSee("Luton", "parcels", reference)
		partner.Screenshot("handover-pack")
		worker.Visit(person + "/depart")
		worker.See("The person is asked again between")
		chooses(worker, person+"/ask-again", 0, 0, "Does the person still want to travel?", "Yes. My bag is packed.")
		worker.Click(Button, "They have left")
		worker.DoubleClick(Button, "Record it")
		worker.See("The contacts that were agreed are counted from that day")
		worker.Click(Button, "They have arrived")
		worker.Choose("Met by the person who was named")
		worker.DoubleClick(Button, "Record it")
		worker.See("Arrived", "Met by the person who was named")

		// Kaunas says how she is; the worker calls as well.
		partner.Reload()
		found := `[...document.querySelectorAll('main a[href*="/contacts/"]')][0].getAttribute('href')`
		partner.Visit(evaluate[string](partner, found))
		partner.Choose("Žmogus saugus, bet reikia daugiau pagalbos")
		partner.Fill("Ką žmogus pasakė?", "The debt letters come again. A lawyer sees her on Monday.")
		partner.DoubleClick(Button, "Siųsti")
		worker.Visit(person)
		worker.See("They are safe and need more help", "told by the organisation there", "A lawyer sees her on Monday.")
		worker.Screenshot("home-arrived")

		// A border officer refers her, under another spelling.
		send(open(), "iain.frost@seaport.example", "GATE 7", "Austeja", "Rimkunaite")
		awaitSign(worker, "Austėja Rimkūnaitė")
		worker.Click(Link, "Austėja Rimkūnaitė")
		worker.See("They seem to have been met again in the United Kingdom")
		worker.Screenshot("home-met-again")
		worker.Click(Link, "Look at it today")
		worker.Choose("There are signs of re-trafficking")
		worker.Fill("What was done, and what is done next?", "Spoke with the border unit. She sleeps in a safe place tonight.")
		worker.DoubleClick(Button, "Record what you found")
		worker.See("Thank you for looking")
		maker := open()
		maker.SignIn("daniel.reeve@sca.example")
		maker.Visit("/encounters")
		maker.See("Austėja Rimkūnaitė")
		worker.Visit("/returns/figures")
		row := worker.Row("Re-trafficking was confirmed, of those who went").Text()
		if !strings.Contains(row, "1") || !strings.Contains(row, "2") {
			t.Errorf("of the two who went, one was found to be trafficked again; the figures say %q", row)
		}
		worker.Visit(support)
		worker.SeeHeading("Austėja Rimkūnaitė")
	})
}

// send makes and sends a whole referral of a Lithuanian woman, born on one day
// however her name is spelled, and gives its reference.
func send(p *Page, email, own, given, family string) string {
	p.t.Helper()
	p.SignIn(email)
	p.Visit("/referrals")
	p.Click(Button, "Start a report")
	pages := wholeReport(own, given, family)
	for i := range pages {
		if pages[i].heading == "Who the person is" {
			pages[i].fill = func(p *Page) {
				p.Fill("First name", given)
				p.Fill("Last name", family)
				p.FillDate("Date of birth (optional)", "9", "4", "2000")
				p.Answer("Gender", "Female")
				p.Fill("Nationality", "Lithuanian")
			}
		}
	}
	answer(p, pages...)
	p.Click(Button, "Check and send")
	p.Click(Button, "Continue")
	p.Click(Button, "Send the referral")
	return reference(p, `HW-[0-9A-Z-]+`)
}

// openTeamSupport finds somebody whom the provider supports by their reference.
func openTeamSupport(p *Page, reference, name string) (path string) {
	p.t.Helper()
	p.Visit("/support?view=team")
	p.Fill("Search by name or reference", reference)
	p.Click(Button, "Search")
	p.Click(Link, name)
	p.SeeHeading(name)
	return p.Path()
}

// chooses records the person's yes to one question about going home.
func chooses(p *Page, path string, explained, answered int, question, said string) {
	p.t.Helper()
	p.Visit(path)
	p.Fill("Who explained it to them?", "Amara Quist")
	p.Fill("In which language?", "Lithuanian")
	p.Choose("In person, with an interpreter in the room")
	day, month, year := dateParts(time.Now().AddDate(0, 0, -explained))
	p.FillDate("When was it explained?", day, month, year)
	if strings.HasSuffix(path, "/choose") {
		p.Check("Staying, and how permission to stay can be asked for")
		p.Check("Support here goes on whatever they choose")
		p.Check("None of it depends on helping the police")
	}
	p.Answer(question, "Yes")
	day, month, year = dateParts(time.Now().AddDate(0, 0, -answered))
	p.FillDate("When did they answer?", day, month, year)
	p.Fill("What did they say?", said)
	p.DoubleClick(Button, "Record the answer")
	p.See("Recorded", said)
}

// assess records the risk of one side, together with the person.
func assess(p *Page, person, side, level, said string) {
	p.t.Helper()
	p.Visit(person + "/risk")
	p.Choose(side)
	p.Answer("Was it done together with the person?", "Yes")
	if level != "Low" {
		p.Check("The exploiters, or people who work for them, are near")
		p.Fill("What is done about it?", "She does not arrive at the station.")
	}
	p.Choose(level)
	day, month, year := dateParts(time.Now())
	p.FillDate("When was it assessed?", day, month, year)
	p.Fill("What does the person say about it?", said)
	p.DoubleClick(Button, "Record the assessment")
	p.See(said)
}

// fillQuestion fills in what an organisation in Kaunas is asked.
func fillQuestion(p *Page) {
	p.t.Helper()
	p.Choose("Namai Kaunas, Kaunas")
	p.Check("A safe place to live")
	p.Fill("What must they know to answer?", "Somebody alone who needs a room for some weeks.")
}

// linkShown is the link to a handover that was just made, without the host.
func linkShown(p *Page) string {
	p.t.Helper()
	link := evaluate[string](p, `document.querySelector('#link').innerText`)
	return link[strings.Index(link, "/handover/"):]
}

// accept follows the link to a handover as the organisation in Kaunas, which reads
// Lithuanian, and takes the person on by name and with a second contact.
func accept(partner *Page, link string, hidden ...string) {
	partner.t.Helper()
	partner.Visit(link)
	partner.See("Šiame puslapyje apie žmogų nieko nėra")
	partner.DoNotSee(hidden...)
	partner.SignIn(kaunasPartner)
	partner.Visit(link)
	partner.Click(Button, "Skaityti klausimą")
	partner.See("Somebody alone who needs a room", "Kas tas žmogus, kol kas nesakoma")
	partner.DoNotSee(hidden...)
	partner.Click(Button, "Priimame žmogų")
	partner.Fill("Kas rūpinsis žmogumi?", "Rasa Petraitytė")
	partner.Fill("Telefono numeris", "+370 612 00001")
	partner.Fill("Kas rūpinsis, kai jis negalės?", "Tomas Jankauskas")
	partner.Fill("Antro kontaktinio asmens telefono numeris", "+370 612 00002")
	partner.Fill("Ką žinote apie pavojus jūsų vietovėje?", "They wait at the railway station.")
	partner.DoubleClick(Button, "Siųsti atsakymą")
	partner.See("Jūsų atsakymas išsiųstas", "sužinosite, kai jis su tuo sutiks")
}

// paper fills in an emergency travel document that comes through the embassy.
func paper(p *Page, state string) {
	p.t.Helper()
	p.Choose("Emergency travel document")
	p.Answer("Is their embassy or consulate contacted for it?", "Yes")
	p.Answer("How far is it?", state)
}

// pack gives the organisation that accepted what was agreed.
func pack(p *Page, person string) {
	p.t.Helper()
	p.Visit(person + "/pack")
	p.Fill("How do they reach the person safely?", "By message in the evening")
	p.Fill("When and where does the person arrive?", "At the gate, in the afternoon")
	p.Fill("What is agreed that they do?", "A room, and somebody to talk to")
	p.Answer("Does the day of birth go into it?", "No")
	p.DoubleClick(Button, "Give it to the organisation")
	p.See("The organisation can read the pack")
}

// awaitSign opens the list of returns when a sign of re-trafficking stands at
// somebody: new records are compared when they have come in.
func awaitSign(p *Page, name string) {
	p.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Second) {
		p.Visit("/returns?show=signal")
		if strings.Contains(p.Text(), name) {
			return
		}
		if time.Now().After(deadline) {
			p.fail("no sign of re-trafficking stands at %s", name)
		}
	}
}
