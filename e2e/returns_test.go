package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The people who arrange returns and receive people, in the demonstration.
const (
	returnsOfficer = "elif.marsh@harbourlight.example"
	kaunasPartner  = "rasa.petraityte@namai.example"
)

// dateParts are a day as somebody types it.
func dateParts(at time.Time) (day, month, year string) {
	return at.Format("2"), at.Format("1"), at.Format("2006")
}

// TestGoingHome is scenario 7 from the wish to the sign of re-trafficking: what the
// demonstration tells of Rūta, and the same with somebody who only begins.
func TestGoingHome(t *testing.T) {
	t.Parallel()
	server := Start(t, Options{})
	now := time.Now()
	worker := Open(t, server, WithoutScript)
	worker.SignIn(supportWorker)
	worker.Visit("/returns")
	worker.SeeHeading("Returns")
	worker.See("Sign of re-trafficking", "Lithuania")
	worker.Screenshot("returns")
	worker.NarrowScreenshot("returns-narrow")
	worker.Visit("/returns/calendar")
	whyDue(worker)
	worker.Visit("/returns")
	worker.Click(Link, "Rūta Kazlauskaitė")
	worker.See("They seem to have been met again in the United Kingdom", "Met by the person who was named", "She works in the kitchen and laughs at the weather.", "Rasa Petraitytė")
	worker.Screenshot("return-of-ruta")
	worker.NarrowScreenshot("return-of-ruta-narrow")
	worker.Click(Link, "Look at it today")
	worker.Click(Button, "Record what you found")
	worker.SeeError("Choose what you found")
	worker.Choose("There are signs of re-trafficking")
	worker.Fill("What was done, and what is done next?", "Spoke with the border unit. She is in a safe place tonight.")
	worker.DoubleClick(Button, "Record what you found")
	worker.See("Thank you for looking")
	worker.Visit("/returns/figures")
	worker.See("Re-trafficking was confirmed, of those who went")
	worker.Screenshot("return-figures")

	// Somebody who only talks about it chooses, and takes it back.
	worker.Visit("/returns?show=planning")
	worker.Click(Link, "Tomasz Wilk")
	person := worker.Path()
	worker.See("Before anybody travels", "The person has not said, after it was explained, that they want to go", "No embassy")
	worker.Screenshot("return-planning")
	worker.Visit(person + "/choose")
	worker.Fill("Who explained it to them?", "Amara Quist")
	worker.Fill("In which language?", "Polish")
	worker.Choose("In person")
	day, month, year := dateParts(now.AddDate(0, 0, -9))
	worker.FillDate("When was it explained?", day, month, year)
	worker.Check("Staying, and how permission to stay can be asked for")
	worker.Check("Support here goes on whatever they choose")
	worker.Check("None of it depends on helping the police")
	worker.Answer("Does the person choose to go home?", "Yes")
	day, month, year = dateParts(now.AddDate(0, 0, -1))
	worker.FillDate("When did they answer?", day, month, year)
	worker.Fill("What did they say?", "Yes. My mother is old.")
	worker.DoubleClick(Button, "Record the answer")
	worker.See("Recorded", "Yes. My mother is old.")

	// A document through the embassy is refused without a yes.
	worker.Visit(person + "/document")
	worker.Choose("Passport")
	worker.Answer("Is their embassy or consulate contacted for it?", "Yes")
	worker.Answer("How far is it?", "Asked for")
	worker.Click(Button, "Save")
	worker.SeeError("The person has not agreed that their embassy or consulate is contacted")

	officer := Open(t, server, WithScript)
	officer.SignIn(returnsOfficer)
	officer.Visit(person + "/ask")
	officer.Choose("Namai Kaunas, Kaunas")
	officer.Check("A safe place to live")
	officer.Fill("What must they know to answer?", "A man alone who needs a room for some weeks.")
	officer.DoubleClick(Button, "Ask the organisation")
	officer.See("It was not told who the person is", "Waiting for an answer")
	officer.Click(Button, "Make a new link")
	link := evaluate[string](officer, `document.querySelector('#link').innerText`)
	officer.Screenshot("handover-link")

	partner := Open(t, server, WithoutScript)
	partner.Visit(link[strings.Index(link, "/handover/"):])
	partner.See("Šiame puslapyje apie žmogų nieko nėra")
	partner.DoNotSee("Wilk", "Tomasz")
	partner.NarrowScreenshot("handover-link-page")
	partner.Visit("/no-such-page")
	partner.See("Puslapis nerastas")
	partner.SignIn(kaunasPartner) // in Lithuanian, which the link spoke
	partner.Visit("/handovers")
	partner.Click(Link, evaluate[string](partner, `document.querySelector('main tbody a').innerText`))
	partner.See("A man alone who needs a room", "Kas tas žmogus, kol kas nesakoma")
	partner.DoNotSee("Wilk")
	partner.Screenshot("handover-asked")
	partner.Click(Button, "Priimame žmogų")
	partner.Fill("Kas rūpinsis žmogumi?", "Rasa Petraitytė")
	partner.Fill("Telefono numeris", "+370 612 00001")
	partner.Fill("Kas rūpinsis, kai jis negalės?", "Tomas Jankauskas")
	partner.Fill("Antro kontaktinio asmens telefono numeris", "+370 612 00002")
	partner.Fill("Ką žinote apie pavojus jūsų vietovėje?", "We know of none.")
	partner.DoubleClick(Button, "Siųsti atsakymą")
	partner.See("Jūsų atsakymas išsiųstas", "sužinosite, kai jis su tuo sutiks")

	worker.Visit(person)
	worker.See("Tomas Jankauskas", "Accepted")
	chooses(worker, person+"/share", 0, 0, "Does the person agree that the receiving organisation is told who they are?", "Tell them my name.")
	pack(officer, person)
	partner.Reload()
	partner.See("Tomasz Wilk", "Tell them my name.", "By message in the evening", "Jūsų paskyra", "Pradžia", "Atsijungti", "Pagalba")
	partner.DoNotSee("Home", "Your account", "Sign out", "Accessibility")
	handover := partner.Path()

	// He takes it back after the pack was given: everything stops at once.
	worker.Visit(person + "/stop")
	worker.Click(Button, "Stop everything")
	worker.See("Everything has stopped", "Taken back")
	partner.Visit(handover)
	partner.See("Šis perdavimas atšauktas")
	partner.DoNotSee("Tomasz", "Wilk", "Tell them my name.", "By message in the evening", "A room, and somebody to talk to")
	partner.Visit("/handovers")
	partner.DoNotSee("Tomasz", "Wilk")
	officer.Visit(person + "/pack")
	officer.DoNotSee("Give it to the organisation")
	worker.Visit("/returns?show=planning")
	worker.DoNotSee("Tomasz Wilk")
	partner.Visit(link[strings.Index(link, "/handover/"):])
	if partner.Status() != 404 {
		t.Errorf("a link that was taken back answers %d", partner.Status())
	}
	partner.Screenshot("handover-over")
}

// TestPermissionToStay looks at what is kept in view of people's permission, and at
// whether somebody may be removed.
func TestPermissionToStay(t *testing.T) {
	t.Parallel()
	server := Start(t, Options{})
	worker := Open(t, server, WithoutScript)
	worker.SignIn(supportWorker)
	worker.Visit("/leave")
	worker.SeeHeading("Permission to stay")
	worker.See("Ștefan Munteanu", "Asks for asylum or protection")
	worker.Screenshot("leave")
	worker.NarrowScreenshot("leave-narrow")
	whyDue(worker)
	worker.Click(Link, "Ștefan Munteanu")
	worker.See("Temporary permission: to co-operate with a public authority", "See an adviser", "Allowed")
	worker.Screenshot("leave-of-stefan")
	worker.NarrowScreenshot("leave-of-stefan-narrow")
	worker.Visit("/leave/calendar")
	whyDue(worker)
	worker.See("Permission to stay ends")
	worker.Screenshot("leave-calendar")
	worker.Visit("/leave/pauses")
	worker.See("stops no limit")
	worker.Screenshot("leave-pauses")
	worker.Visit("/leave?show=refused")
	worker.Click(Link, "Arben Gjoka")
	worker.See("Ask for a reconsideration by")
	worker.Click(Button, "Challenge the refusal")
	worker.Choose("A reconsideration was asked for")
	worker.DoubleClick(Button, "Record it")
	worker.See("Recorded", "A reconsideration was asked for", "Letter of his doctor: what treatment he has")
	putEvidenceTogether(t, worker)
	worker.Visit("/leave?find=blessing")
	reference := evaluate[string](worker, `document.querySelector('main tbody th span').innerText`)
	worker.Visit("/removal")
	worker.Fill("Case reference", "HW-0000-0000-0")
	worker.Click(Button, "Ask")
	worker.SeeError("There is no case with this reference that you can see")
	worker.Fill("Case reference", reference)
	worker.Click(Button, "Ask")
	worker.See("Nobody may remove this person from the country")
	worker.Screenshot("removal")
}

// putEvidenceTogether adds a paper to an application and puts it together with one
// that is there, as the person agreed; then they take that back.
func putEvidenceTogether(t *testing.T, worker *Page) {
	t.Helper()
	letter := filepath.Join(t.TempDir(), "key-work.pdf")
	if err := os.WriteFile(letter, []byte("%PDF-1.4 invented"), 0o600); err != nil {
		t.Fatal(err)
	}
	worker.Click(Link, "Add a paper Temporary permission: recovery from harm")
	worker.Click(Button, "Add it")
	worker.SeeError("Choose a file")
	worker.SeeError("Say what the paper is")
	worker.Upload("Choose a file", letter)
	worker.Fill("What is it?", "What his key worker sees")
	worker.Click(Button, "Add it")
	worker.See("The paper is kept", "What his key worker sees")
	worker.Click(Link, "Put evidence together")
	worker.Check("letter.pdf: Letter of his doctor: what would happen without it")
	worker.Check("key-work.pdf: What his key worker sees")
	worker.Fill("Who is it for?", "The Home Office, for the reconsideration")
	worker.Fill("Who explained it to them?", "An interpreter by telephone")
	worker.Fill("In which language?", "Albanian")
	worker.Fill("What did they say?", "Send these two. Not the first letter.")
	worker.Click(Button, "Put it together")
	worker.See("Put together")
	worker.Screenshot("leave-papers")
	worker.Click(Link, "2 documents")
	worker.See("The Home Office, for the reconsideration", "What his key worker sees", "Not the first letter")
	worker.Screenshot("leave-evidence")
	worker.NarrowScreenshot("leave-evidence-narrow")
	worker.Click(Button, "The person no longer agrees")
	worker.See("It cannot be taken out any more")
	worker.Click(Button, "Remove What his key worker sees")
	worker.See("The paper is removed")
}
