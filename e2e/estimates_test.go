package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// inventedTable is a table of invented people on three lists.
const inventedTable = "Police,Council,Charity,count\n1,0,0,120\n0,1,0,90\n0,0,1,60\n1,1,0,25\n1,0,1,14\n0,1,1,9\n1,1,1,3\n"

// finished waits until the run that is shown has ended: with or without a script
// the page loads itself again.
func finished(p *Page) {
	p.t.Helper()
	for end := time.Now().Add(2 * time.Minute); ; time.Sleep(500 * time.Millisecond) {
		p.Visit(strings.TrimSuffix(p.Path(), "?still=yes") + "?still=yes")
		if !p.Has(Button, "Cancel this run") {
			return
		}
		if time.Now().After(end) {
			p.fail("the run has not ended after two minutes")
		}
	}
}

// TestAStatisticianEstimates mends a wrong table, runs a right one, repeats it to
// the digit, compares, reads every door to the result, deletes and restores.
func TestAStatisticianEstimates(t *testing.T) {
	t.Parallel()
	for _, database := range []Database{SQLite, Postgres} {
		t.Run(string(database), func(t *testing.T) {
			t.Parallel()
			server := Start(t, Options{Database: database})
			EachMode(t, server, func(t *testing.T, p *Page) { estimate(t, p) })
		})
	}
}

func estimate(t *testing.T, p *Page) {
	t.Helper()
	p.SignIn("leila.haddad@statistics.example")
	p.Visit("/estimates")
	p.SeeHeading("Estimates of how many people there are")
	p.See("Invented city, 2025, five lists", "Repeats another run", "Finished")
	p.Screenshot("estimates")
	p.Click(Button, "New estimate")
	p.Screenshot("estimate-new")

	name := "Journey " + string(p.Mode())
	p.Fill("Name of this run", name)
	p.Choose("A table that I paste here")
	p.Fill("Table", strings.Replace(inventedTable, "1,1,0,25", "1,2,0,25", 1))
	p.Check("Stepwise")
	p.Click(Button, "Start the run")
	p.SeeError("Line 5: The list \"Council\" holds 2; a list holds only 0 and 1. If these are counts, they are in the wrong column: counts belong under \"count\".")
	p.Fill("Table", inventedTable)
	p.DoubleClick(Button, "Start the run")
	finished(p)
	p.SeeHeading(name)
	p.See("Estimate by stepwise", "What is taken for granted", "Does the model fit?", "1 count in this data is of 1 to 4 people", "SHA-256 of the data")
	p.Axe()
	p.Screenshot("estimate-report")
	p.NarrowScreenshot("estimate-report-narrow")
	first := strings.TrimSuffix(p.Path(), "?still=yes")
	if got := p.FetchLink("JSON"); got.Status != 200 || !strings.Contains(string(got.Body), `"method": "stepwise"`) {
		t.Errorf("the JSON report: %d, %.80s", got.Status, got.Body)
	}

	p.Click(Button, "Run again with the same seed")
	finished(p)
	p.See("the two results agree to the last character")
	p.Select("Compare this run with", evaluate[string](p, `document.querySelector('#b option').innerText`))
	p.Click(Button, "Compare")
	p.SeeHeading("Compare two runs")
	p.See("How they were made")
	p.Screenshot("estimates-compare")

	file := filepath.Join(t.TempDir(), "table.csv")
	if err := os.WriteFile(file, []byte("A,B,count\n1,0,30\n0,1,40\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Visit("/estimates/new")
	p.Fill("Name of this run", "No overlap")
	p.Choose("A file on this computer")
	p.Upload("File", file)
	p.Click(Button, "Start the run")
	finished(p)
	p.See("No finite estimate", "Nobody is on more than one of the lists A, B")

	p.Visit("/estimates/new")
	p.Fill("Name of this run", "From casework")
	p.Choose("The casework of this service")
	p.Choose("All first responders of a type")
	p.FillDate("First day", "1", "1", "2020")
	p.FillDate("Last day", "31", "12", "2030")
	p.Check("Stepwise")
	p.Click(Button, "Start the run")
	finished(p)
	p.See("Latest record in the data", "Police")

	p.Visit("/estimates/new")
	p.Fill("Name of this run", "Everything")
	p.Choose("A table that I paste here")
	p.Fill("Table", inventedTable)
	p.Fill("Bootstrap replicates (optional)", "100000")
	p.Check("Latent classes for every set of lists (takes many minutes)")
	p.Click(Button, "Start the run")
	p.See("loads itself again every three seconds")
	p.Visit(p.Path() + "?still=yes")
	p.DoNotSee("loads itself again every three seconds")
	p.Screenshot("estimate-running")
	p.Click(Button, "Cancel this run")
	p.See("Cancelled")
	if !p.Has(Button, "Try again") {
		t.Error("a cancelled run cannot be tried again")
	}

	p.Visit(first + "/print")
	p.DoNotSee("Delete this run")
	p.Visit(first)
	p.Click(Button, "Delete this run")
	p.SeeError("Say why this run is deleted")
	p.Fill("Why is this run deleted?", "A trial")
	p.Click(Button, "Delete this run")
	p.See("Reason: A trial")
	p.Click(Button, "Restore this run")
	p.DoNotSee("Reason: A trial")

	p.Visit("/estimates")
	p.Unfold("Filter this list")
	p.Fill("Name contains", "no overlap")
	p.Click(Button, "Apply filters")
	p.See("No overlap")
	p.DoNotSee("Invented city")
}
