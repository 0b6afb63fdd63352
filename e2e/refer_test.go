package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/pgtest"
)

// TestOtherWaysToRefer makes the reports that are not the straight way, on both
// databases, with script on one and without on the other.
func TestOtherWaysToRefer(t *testing.T) {
	t.Parallel()
	EachDatabase(t, Options{}, func(t *testing.T, server *Server) {
		mode := WithScript
		if server.Database() != "" {
			mode = WithoutScript
		}
		charity := Open(t, server, mode)
		charity.SignIn("ngozi.bell@harbourlight.example")
		t.Run("says no but helps", func(t *testing.T) { saysNoButHelps(charity.in(t)) })
		officer := Open(t, server, mode)
		officer.SignIn("iain.frost@seaport.example")
		t.Run("a family", func(t *testing.T) { aFamily(officer.in(t)) })
		triage := Open(t, server, mode)
		triage.SignIn("grace.okafor@sca.example")
		t.Run("a withdrawal", func(t *testing.T) { aWithdrawal(triage.in(t)) })
		t.Run("a file too large", func(t *testing.T) { aFileTooLarge(officer.in(t)) })
	})
}

// saysNoButHelps reports an adult who does not agree to be referred and helps an
// investigation: their name goes into a case of its own, and the notification
// has no place for it.
func saysNoButHelps(p *Page) {
	p.Visit("/referrals")
	p.Click(Button, "Start a report")
	helps := question{"Risk and the police", func(p *Page) {
		risk.fill(p)
		p.Answer("Are they willing to help an investigation?", "Yes")
	}}
	answer(p, aboutReport("HELPS 1", "No"), lifeBefore, situations, places, how, journey, now, telling, signs, question{"Signs of the exploitation of a child", func(*Page) {}},
		noticed, talking, professionals, staying, exploiters, others, helps, consent(refuses),
		question{"Duty to notify", func(p *Page) { p.Fill("Why do they not agree? (optional)", "She wants to go to court and then home.") }})
	answer(p, question{"Who the person is", func(p *Page) {
		p.Fill("First name", "Valbona")
		p.Fill("Last name", "Krasniqi")
		p.Answer("Gender", "Female")
		p.Fill("Nationality", "Albanian")
	}}, question{"Safe contacts", addContact})
	p.Click(Button, "Check and send")
	p.Click(Button, "Continue")
	p.SeeHeading("Take out what could give the person away")
	p.Click(Button, "Take out everything that is marked")
	p.Click(Button, "I have looked at everything. Continue")
	p.SeeHeading("Check your answers")
	p.Click(Button, "Send the notification")
	p.SeeHeading("Notification sent")
	p.Click(Link, "Print a copy, or save it as PDF")
	p.DoNotSee("Valbona", "Krasniqi", "little.bird")
}

// aFamily refers two people of one family: the second report begins with what is
// the same for both, and nothing that is the first person's own.
func aFamily(p *Page) {
	p.Visit("/referrals/sent")
	p.Click(Link, regexpReference(p))
	p.Answer("How do they belong together?", "They are of the same family")
	p.Click(Button, "Add another person")
	p.SeeHeading("Your report")
	p.Click(Link, "About this report")
	p.Fill("Your reference for this report", "FAMILY 2")
	p.Click(Button, "Save and finish later")
	p.Visit("/referrals")
	p.Click(Link, "FAMILY 2")
	p.Click(Link, "Who the person is")
	if given := p.Value("First name"); given != "" {
		p.t.Errorf("the report of the second person begins with the first person’s name %q", given)
	}
	p.Back()
	p.Click(Link, "Other potential victims")
	if group := p.Value("Reference of their family or group (optional)"); !strings.HasPrefix(group, "HG-") {
		p.t.Errorf("the report of the second person names the group %q", group)
	}
}

// regexpReference is the text of the first link to a referral on a page.
func regexpReference(p *Page) string { return reference(p, `HW-[0-9A-Z-]+`) }

// aWithdrawal records that an adult leaves, in writing, which ends the case.
func aWithdrawal(p *Page) {
	const step = "Record that the person withdraws"
	address := caseWith(p, "awaiting-reasonable-grounds", step)
	p.Click(Link, "Documents")
	p.Upload("Choose a file", photograph(p.t, "signed.png"))
	p.Click(Button, "Add document")
	p.SeeError("Say what the document is")
	p.Upload("Choose a file", photograph(p.t, "signed.png"))
	p.Fill("What is it?", "Their letter, signed")
	p.Click(Button, "Add document")
	p.See("signed.png")
	p.Visit(address)
	p.Click(Link, step)
	p.Answer("How did the person tell us in writing?", "A letter")
	today := time.Now()
	p.FillDate("When did they give it?", today.Format("2"), today.Format("1"), today.Format("2006"))
	p.Click(Button, "Check before you go on")
	p.SeeError("Enter who explained to the person what this means")
	p.Answer("In which document do they say so?", "signed.png")
	p.Fill("Who explained to the person what this means?", "Ngozi Bell")
	confirm(p, step)
	p.See("Withdrawn")
}

// aFileTooLarge tries a file over the limit: the page says so at the field, and
// the report is as it was.
func aFileTooLarge(p *Page) {
	p.Visit("/referrals")
	p.Click(Link, "FAMILY 2")
	p.Click(Link, "Evidence")
	p.Click(Button, "Add a file")
	large := filepath.Join(p.t.TempDir(), "film.pdf")
	if err := os.WriteFile(large, append([]byte("%PDF-1.7\n"), make([]byte, 26<<20)...), 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.Upload("Choose a file", large)
	p.Fill("What is it? (optional)", "A film of the yard")
	p.Click(Button, "Save")
	p.SeeError("The file must be 25 MB or smaller")
	if kept := p.Value("What is it? (optional)"); kept != "A film of the yard" {
		p.t.Errorf("the page kept %q of what was typed", kept)
	}
}

// TestALostDatabaseLosesNothing takes PostgreSQL away while somebody types. What
// was typed stays on the page, and is saved when the database is back.
func TestALostDatabaseLosesNothing(t *testing.T) {
	t.Parallel()
	cluster := pgtest.Own(t, pgtest.Durable)
	server := Start(t, Options{Database: Postgres, Address: cluster.URL("postgres")})
	p := Open(t, server, WithoutScript)
	p.SignIn("ngozi.bell@harbourlight.example")
	p.Visit("/referrals")
	p.Click(Button, "Start a report")
	answer(p, aboutReport("LOST 1", "No"))
	p.SeeHeading("Their life before")
	lifeBefore.fill(p)
	p.Tolerate(503)
	if err := cluster.Crash(); err != nil {
		t.Fatal(err)
	}
	p.Click(Button, "Save and continue")
	p.SeeHeading("Sorry, the service cannot save or read records just now")
	p.See("What you just sent has not been saved")
	if p.Status() != 503 {
		t.Errorf("status %d, want 503", p.Status())
	}
	if err := cluster.Restart(); err != nil {
		t.Fatal(err)
	}
	p.Click(Button, "Send again")
	p.SeeHeading("Situations of exploitation")
	p.Back()
	p.Visit("/referrals")
	p.Click(Link, "LOST 1")
	p.Click(Link, "Their life before")
	if got := p.Value("Where were they born?"); got != "A village near Kukes" {
		t.Errorf("after the database came back the page holds %q", got)
	}
}
