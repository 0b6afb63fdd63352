package e2e

import (
	"strings"
	"testing"
)

// People of the demonstration who work for justice.
const (
	justiceWorker = "amara.quist@harbourlight.example"
	justicePolice = "noor.hadley@westhaven.example"
	justiceTriage = "grace.okafor@sca.example"
	commissioner  = "edith.sommer@statistics.example"
)

// justiceFile opens the justice file of somebody from the board.
func justiceFile(p *Page, name string) string {
	p.t.Helper()
	p.Visit("/justice")
	p.SeeHeading("Justice")
	return evaluate[string](p, `[...document.querySelectorAll('main a[href^="/justice/people/"]')].find(a => a.innerText.includes("`+name+`")).getAttribute('href').split('/').slice(0, 4).join('/')`)
}

// TestAHearingWithSomebodyBesideThem adds a hearing to which nobody goes, finds
// somebody, prints the sheet, and lets the police see what was agreed and no more.
func TestAHearingWithSomebodyBesideThem(t *testing.T) {
	t.Parallel()
	EachDatabase(t, Options{}, func(t *testing.T, server *Server) {
		worker := Open(t, server, WithoutScript)
		worker.SignIn(justiceWorker)
		path := justiceFile(worker, "Dũng")
		whyDue(worker)
		worker.NarrowScreenshot("justice-board-narrow")
		worker.Visit(path)
		worker.See("They agree that the police contact them", "Hearings to come")
		worker.NarrowScreenshot("justice-file-narrow")
		worker.Screenshot("justice-file")
		worker.Visit(path + "/hearings/add")
		worker.Click(Button, "Record it")
		worker.SeeError("Enter which court, or where")
		worker.FillDate("On which day?", "1", "7", "2031")
		worker.Fill("At what time?", "half ten")
		worker.Fill("Which court, or where?", "Invented Crown Court")
		worker.Answer("Is the person there?", "They give evidence")
		worker.Answer("How far is it?", "Planned")
		worker.Click(Button, "Record it")
		worker.SeeError("Enter the time of day, such as 14:30 or 2.30pm")
		worker.NarrowScreenshot("justice-hearing-form-narrow")
		worker.Fill("At what time?", "10.30am")
		worker.DoubleClick(Button, "Record it")
		if worker.Errors() != nil {
			worker.SeeError("Choose what it is")
		}
		worker.Visit("/justice/compensation")
		whyDue(worker)
		worker.Visit("/justice/hearings")
		worker.See("Hearings in")
		worker.Screenshot("justice-diary")
		worker.Visit(path + "/compensation")
		worker.See("Last day:", "Criminal injuries compensation")
		worker.Screenshot("justice-compensation")
		worker.Visit(path + "/timetable")
		worker.See("Ways to compensation")
		worker.Visit(path + "/rights")
		worker.See("Each right, as it stands")
		worker.NarrowScreenshot("justice-rights-narrow")

		police := Open(t, server, WithScript)
		police.SignIn(justicePolice)
		shown := justiceFile(police, "Dũng")
		police.Visit(shown)
		police.See("The person agreed to show you these parts.")
		police.DoNotSee("Section 45", "Convention rights", "Compensation")
		police.Visit(shown + "/section-45")
		if police.Status() != 404 {
			t.Errorf("the police open the note for the lawyer: %d", police.Status())
		}
		police.Visit(shown + "/told")
		police.See("They have not been told yet")
		police.Screenshot("justice-told")
	})
}

// TestARefusalOfThePoliceIsRespected reads the file of somebody who wants no
// contact, and settles crime records without any name.
func TestARefusalOfThePoliceIsRespected(t *testing.T) {
	t.Parallel()
	server := Start(t, Options{})
	worker := Open(t, server, WithScript)
	worker.SignIn(justiceWorker)
	path := justiceFile(worker, "Arben")
	worker.Visit(path)
	worker.See("They want no contact with the police", "Nobody outside your agency sees any of it.")
	if worker.Has(Button, "Show parts to an agency") {
		t.Error("parts can be shown although they refuse contact")
	}
	worker.Screenshot("justice-refusal")

	desk := Open(t, server, WithoutScript)
	desk.SignIn(justiceTriage)
	desk.Visit("/justice/crime-records")
	desk.SeeHeading("Crime records")
	desk.DoNotSee("Arben", "Gjoka")
	desk.Screenshot("crime-records")
	desk.NarrowScreenshot("crime-records-narrow")
	answer := evaluate[string](desk, `document.querySelector('main a[href$="/answer"]').getAttribute('href')`)
	desk.Visit(answer)
	desk.Answer("What did the force answer?", "Not recorded as a crime, and why")
	desk.FillDate("On which day?", "1", "1", "2026")
	desk.Answer("Is it settled?", "Yes")
	desk.Click(Button, "Record the answer")
	desk.SeeError("Say why it was not recorded")
	desk.Fill("Why, or anything else", "No offence in this country")
	desk.Click(Button, "Record the answer")
	desk.See("Recorded")

	figures := Open(t, server, WithoutScript)
	figures.SignIn(commissioner)
	figures.Visit("/statistics")
	figures.See("Numbers from 1 to 4 are hidden")
	figures.Visit("/statistics/convention")
	figures.SeeHeading("Convention rights")
	figures.Screenshot("statistics-table")
	figures.NarrowScreenshot("statistics-table-narrow")
	if strings.Contains(figures.Text(), "Arben") {
		t.Error("a table names somebody")
	}
}
