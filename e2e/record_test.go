package e2e

import (
	"regexp"
	"strings"
	"testing"
)

// TestAnAuditorFindsWhoLookedAndThePersonGetsACopy opens a case as a manager,
// prints the person's copy, and finds the look as an auditor, who sees nothing of
// the case itself.
func TestAnAuditorFindsWhoLookedAndThePersonGetsACopy(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]Mode{"with JavaScript": WithScript, "without JavaScript": WithoutScript} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := Start(t, Options{})
			manager := Open(t, server, script)
			manager.SignIn("helen.achebe@sca.example")
			reference, address := keptCase(manager)
			manager.Visit(address + "/history")
			manager.See("Helen Achebe")
			manager.Axe()
			manager.Screenshot("history")
			manager.NarrowScreenshot("history-narrow")
			manager.Visit(address + "/history/copy")
			manager.SeeHeading("Who looked at your file")
			manager.See(reference, "Single Competent Authority")
			manager.Axe()
			manager.Screenshot("copy")
			manager.NarrowScreenshot("copy-narrow")

			auditor := Open(t, server, script)
			auditor.SignIn("imran.sadler@sca.example")
			auditor.Visit("/record")
			auditor.SeeHeading("Search the record")
			auditor.Axe()
			auditor.Fill("Who did it (optional)", "nobody@example.org")
			auditor.Click(Button, "Search")
			auditor.SeeError("Nobody whose deeds you may see has this e-mail address")
			auditor.Fill("Who did it (optional)", "helen.achebe@sca.example")
			auditor.Fill("Case (optional)", strings.ToLower(reference))
			auditor.Click(Button, "Search")
			auditor.See("Helen Achebe", reference, "Look")
			auditor.Axe()
			auditor.Screenshot("record")
			auditor.NarrowScreenshot("record-narrow")
			auditor.Visit("/record/volumes")
			auditor.SeeHeading("Unusual volumes")
			auditor.Axe()
			auditor.Screenshot("volumes")
			// An auditor reads no case.
			auditor.Visit(address)
			auditor.SeeHeading("You cannot do this")
		})
	}
}

// TestRecordsAreHeldAndGivenNewKeys walks the pages of a records officer.
func TestRecordsAreHeldAndGivenNewKeys(t *testing.T) {
	t.Parallel()
	server := Start(t, Options{})
	manager := Open(t, server, WithoutScript)
	manager.SignIn("helen.achebe@sca.example")
	reference, address := keptCase(manager)
	officer := Open(t, server, WithScript)
	officer.SignIn("judith.amory@sca.example")
	officer.Visit("/records")
	officer.SeeHeading("Records to remove")
	officer.See("Held by law")
	officer.Axe()
	officer.Screenshot("records")
	officer.Click(Link, "Give a case new keys")
	officer.Axe()
	officer.Click(Button, "Give this case new keys")
	officer.SeeError("Enter the reference")
	officer.Fill("Reference", "HW-0000-0000")
	officer.Fill("Why?", "A laptop was stolen")
	officer.Click(Button, "Give this case new keys")
	officer.SeeError("There is no case of this reference that you may keep")
	officer.Fill("Reference", reference)
	officer.Click(Button, "Give this case new keys")
	officer.See("The case has new keys")
	officer.Axe()
	officer.Screenshot("keys")
	officer.NarrowScreenshot("keys-narrow")
	// Who works on the case notices nothing, and finds it in its history.
	manager.Visit(address)
	manager.See(reference)
	manager.Visit(address + "/history")
	manager.See("Judith Amory")
	twoRemoveWhatIsKept(t, server)
	administrator := Open(t, server, WithScript)
	administrator.SignIn("helen.achebe@sca.example")
	administrator.Visit("/files/held")
	administrator.SeeHeading("Files held back")
	administrator.Axe()
	administrator.Screenshot("held")
	administrator.NarrowScreenshot("held-narrow")
}

// shortNumber is what the list calls a record without a reference.
var shortNumber = regexp.MustCompile(`\b[0-9A-V]{4}-[0-9A-V]{4}\b`)

// twoRemoveWhatIsKept has the officers of a council remove one old entry of the list
// of people to keep away, and hold the other.
func twoRemoveWhatIsKept(t *testing.T, server *Server) {
	t.Helper()
	first, second := Open(t, server, WithoutScript), Open(t, server, WithScript)
	first.SignIn("tom.askew@northmere.example")
	first.Visit("/records")
	first.See("People to keep away", "Drafts of reports", "Notifications without a name")
	first.Axe()
	first.Screenshot("records-kept")
	first.NarrowScreenshot("records-kept-narrow")
	entries := shortNumber.FindAllString(first.Text(), -1)
	if len(entries) < 2 {
		t.Fatalf("the entries are %v", entries)
	}
	first.Click(Link, entries[0])
	first.See("An entry of the list of people to keep away", "7 years")
	first.Click(Button, "Approve the removal")
	first.See("You approved this removal")
	first.Axe()
	first.Screenshot("kept")
	first.Visit("/records")
	first.Click(Link, entries[1])
	first.Click(Button, "Hold this record")
	first.SeeError("Enter why")
	first.Fill("Why?", "An inquest asks for it")
	first.Click(Button, "Hold this record")
	first.See("The record is held", "An inquest asks for it")
	second.SignIn("owen.fairley@northmere.example")
	second.Visit("/records")
	second.See("Approved, waiting for a second person", "Held by law")
	second.Click(Link, entries[0])
	second.Axe()
	second.NarrowScreenshot("kept-narrow")
	second.Click(Button, "Remove this record for ever")
	second.See("The record was removed")
}
