package justice_test

import (
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/casefile/casetest"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/justice"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
	_ "modernc.org/sqlite"
)

// TestEachReaderSeesTheirPartsAndNoOthers asks every page of the file as everybody
// and looks for what stands in each part.
func TestEachReaderSeesTheirPartsAndNoOthers(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		for _, f := range lines(w.Today()) {
			w.must(w.worker, f)
		}
		shown := map[string]bool{"hearings": true, "told": true}
		check := func(who account.Actor, sees func(part string) bool) {
			w.T.Helper()
			for part, canary := range canaries {
				status, body := w.see(who, string(part))
				want := sees(string(part))
				if (status == http.StatusOK) != want || strings.Contains(body, canary) != want {
					w.T.Errorf("%s reads %s: %d, %v, want %v", who.Name, part, status, strings.Contains(body, canary), want)
				}
			}
		}
		none, all := func(string) bool { return false }, func(string) bool { return true }
		check(w.worker, all)
		check(w.manager, all)
		for _, who := range []account.Actor{w.other, w.liaison, w.stranger, w.officer, w.police} {
			check(who, none)
		}
		share, err := w.show("hearings", "told")
		if err != nil {
			w.T.Fatal(err)
		}
		check(w.liaison, func(part string) bool { return shown[part] })
		check(w.stranger, none)
		check(w.police, none)
		if _, body := w.see(w.liaison, ""); strings.Contains(body, "Section 45") || strings.Contains(body, "Convention rights") || !strings.Contains(body, "Hearings") {
			w.T.Error("the summary of a liaison officer names parts that are not shown to them, or not those that are")
		}
		for pattern, path := range map[string]string{"GET /justice": "/justice", "GET /justice/hearings": "/justice/hearings?month=" + w.Today().Add(9).String()[:7], "GET /justice/compensation": "/justice/compensation"} {
			for _, who := range []account.Actor{w.worker, w.liaison, w.stranger, w.other} {
				_, body := w.ask(pattern, who, path, nil)
				sees := who.Account == w.worker.Account || who.Account == w.liaison.Account
				if strings.Contains(body, "Advisercanary") || strings.Contains(body, "Criminal injuries compensation</td>") && who.Account != w.worker.Account || strings.Contains(body, "Courtcanary") && !sees {
					w.T.Errorf("%s as %s shows what is not theirs", pattern, who.Name)
				}
				if pattern == "GET /justice/hearings" && sees && !strings.Contains(body, "Companioncanary") {
					w.T.Errorf("%s does not find the hearing in the diary", who.Name)
				}
			}
		}
		w.Write(func(tx *db.Tx) error { return w.room.Hide(background, tx, w.worker, w.person, share) })
		check(w.liaison, none)
	})
}

// TestARefusalOfThePoliceEndsWhatIsShownAndNothingElse lets a person refuse
// contact: the police see nothing from then, and nothing else of the case moves.
func TestARefusalOfThePoliceEndsWhatIsShownAndNothingElse(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.must(w.worker, lines(w.Today())[6])
		if _, err := w.show("hearings"); err != nil {
			w.T.Fatal(err)
		}
		before := w.reachOf(w.worker)
		if err := w.wish(justice.Refused, false); err != nil {
			w.T.Fatal(err)
		}
		if status, _ := w.see(w.liaison, "hearings"); status != http.StatusNotFound {
			w.T.Errorf("after the refusal a liaison officer gets %d", status)
		}
		if _, err := w.show("hearings"); !fault.Is(err, fault.Forbidden) {
			w.T.Errorf("a file can be shown after a refusal: %v", err)
		}
		if after := w.reachOf(w.worker); after != before || w.reachOf(w.officer)&access.Decision == 0 {
			w.T.Errorf("the refusal changed who reaches the case: %v, was %v", after, before)
		}
		if _, body := w.see(w.worker, ""); !strings.Contains(body, "They want no contact with the police") || strings.Contains(body, "Show parts to an agency") {
			w.T.Error("the page does not say what they want, or offers to show parts")
		}
		if err := w.wish(justice.Agreed, false); err != nil {
			w.T.Fatal(err)
		}
		if status, _ := w.see(w.liaison, "hearings"); status != http.StatusNotFound {
			w.T.Error("a change of mind opened what had ended, and nobody asked")
		}
		if _, err := w.show("hearings"); err != nil {
			w.T.Errorf("after they agreed: %v", err)
		}
	})
}

func (w *world) reachOf(actor account.Actor) (granted access.Compartments) {
	w.Write(func(tx *db.Tx) (err error) {
		granted, err = access.Granted(background, tx, actor, w.person)
		return err
	})
	return granted
}

// TestNothingIsShownWithoutAgreement tries each way to show without it, and what
// is never shown at all.
func TestNothingIsShownWithoutAgreement(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		no := false
		for name, f := range map[string]justice.ShareForm{"no answer": {}, "a no": {Agrees: &no}} {
			f.Agency, f.Parts, f.How = string(w.liaison.Agency), []string{"hearings"}, "in-person"
			if err := w.Try(func(tx *db.Tx) error { _, err := w.room.Show(background, tx, w.worker, w.person, f); return err }); !fault.Is(err, fault.Invalid) {
				w.T.Errorf("%s: %v", name, err)
			}
		}
		for _, part := range []string{"section-45", "convention"} {
			if _, err := w.show("hearings", part); !fault.Is(err, fault.Invalid) {
				w.T.Errorf("%s can be shown to the police: %v", part, err)
			}
		}
		yes := true
		for _, agency := range []db.ID{w.other.Agency, w.officer.Agency} {
			err := w.Try(func(tx *db.Tx) error {
				_, err := w.room.Show(background, tx, w.worker, w.person, justice.ShareForm{Agency: string(agency), Parts: []string{"hearings"}, Agrees: &yes, How: "in-person"})
				return err
			})
			if !fault.Is(err, fault.Invalid) {
				w.T.Errorf("a file can be shown to who is neither police nor prosecution: %v", err)
			}
		}
		if err := w.Try(func(tx *db.Tx) error {
			_, err := w.room.Show(background, tx, w.liaison, w.person, justice.ShareForm{})
			return err
		}); !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
			w.T.Errorf("the police show themselves a file: %v", err)
		}
	})
}

// TestALiaisonOfficerRecordsInTheirPartsOnly records and corrects as the police.
func TestALiaisonOfficerRecordsInTheirPartsOnly(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		if _, err := w.show("told"); err != nil {
			w.T.Fatal(err)
		}
		for _, f := range lines(w.Today()) {
			id, err := w.record(w.liaison, f)
			if f.Of() == justice.Told {
				if err != nil {
					w.T.Error(err)
				}
				if err := w.Try(func(tx *db.Tx) error {
					return w.room.Correct(background, tx, w.liaison, id, 1, &justice.NoticeForm{Decision: "charged", Happened: w.Today(), State: "told", ToldOn: w.Today(), How: "phone", By: "Liaison"})
				}); err != nil {
					w.T.Error(err)
				}
				continue
			}
			if !fault.Is(err, fault.NotFound) {
				w.T.Errorf("a liaison officer records in %s: %v", f.Of(), err)
			}
			mine := w.must(w.worker, f)
			if err := w.Try(func(tx *db.Tx) error { return w.room.Correct(background, tx, w.liaison, mine, 1, f) }); !fault.Is(err, fault.NotFound) {
				w.T.Errorf("a liaison officer corrects %s: %v", f.Of(), err)
			}
			if err := w.Try(func(tx *db.Tx) error {
				return w.room.Strike(background, tx, w.liaison, mine, justice.StrikeForm{Version: 1, Why: "x"})
			}); !fault.Is(err, fault.NotFound) {
				w.T.Errorf("a liaison officer strikes %s: %v", f.Of(), err)
			}
		}
		if _, body := w.see(w.worker, "told"); !strings.Contains(body, "Kent Police") {
			w.T.Error("the page does not say that the police recorded it")
		}
	})
}

// TestALineIsCorrectedStruckAndPutBack keeps what stood there before.
func TestALineIsCorrectedStruckAndPutBack(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		first := &justice.HearingForm{Kind: "plea", On: w.Today().Add(20), At: "9.30am", Court: "Firstcourt", Attendance: "may-go", State: "planned"}
		id := w.must(w.worker, first)
		second := *first
		second.Court, second.Companion = "Secondcourt", "Ms Beside"
		correct := func(version int64) error {
			return w.Try(func(tx *db.Tx) error { return w.room.Correct(background, tx, w.worker, id, version, &second) })
		}
		if err := correct(1); err != nil {
			w.T.Fatal(err)
		}
		if err := correct(1); !fault.Is(err, fault.Conflict) {
			w.T.Errorf("a stale correction: %v", err)
		}
		if err := w.Try(func(tx *db.Tx) error { return w.room.Correct(background, tx, w.worker, id, 2, lines(w.Today())[0]) }); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("a hearing became a right: %v", err)
		}
		change := "/justice/hearings/" + string(id) + "/change"
		if _, body := w.ask("GET /justice/hearings/{entry}/change", w.worker, change, nil); !strings.Contains(body, "Firstcourt") || !strings.Contains(body, "Secondcourt") {
			w.T.Error("the page of the correction does not show both forms")
		}
		if _, body := w.see(w.worker, "hearings"); !strings.Contains(body, "Secondcourt") || strings.Contains(body, "Firstcourt") || !strings.Contains(body, "It was corrected since") {
			w.T.Error("the list does not show the correction")
		}
		w.Write(func(tx *db.Tx) error {
			return w.room.Strike(background, tx, w.worker, id, justice.StrikeForm{Version: 2, Why: "About somebody else"})
		})
		if _, body := w.see(w.worker, "hearings"); !strings.Contains(body, "<s>") || !strings.Contains(body, "About somebody else") {
			w.T.Error("a struck line does not say so")
		}
		if _, body := w.see(w.worker, ""); strings.Contains(body, "Secondcourt") {
			w.T.Error("a struck hearing is still to come")
		}
		w.Write(func(tx *db.Tx) error { return w.room.PutBack(background, tx, w.worker, id) })
		if _, body := w.see(w.worker, ""); !strings.Contains(body, "Secondcourt") {
			w.T.Error("a hearing that was put back is not to come")
		}
		if status, body := w.ask("GET /justice/hearings/{entry}/sheet", w.worker, "/justice/hearings/"+string(id)+"/sheet", nil); status != http.StatusOK || !strings.Contains(body, "Ms Beside") || !strings.Contains(body, "Secondcourt") || !strings.Contains(body, "09:30") && !strings.Contains(body, "9:30") {
			w.T.Errorf("the sheet: %d", status)
		}
	})
}

// TestWrongAnswersAreToldAtTheField posts what is wrong and finds it said.
func TestWrongAnswersAreToldAtTheField(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		base := "/justice/people/" + string(w.person) + "/"
		for name, c := range map[string]struct {
			part   string
			posted url.Values
			says   []string
		}{
			"nothing":        {"hearings", url.Values{}, []string{"Choose what it is", "Enter the time of day", "Enter which court, or where", "Choose whether the person is there"}},
			"a bad time":     {"hearings", url.Values{"kind": {"trial"}, "on-day": {"1"}, "on-month": {"7"}, "on-year": {"2026"}, "at": {"half ten"}, "court": {"Keepcourt"}, "attendance": {"evidence"}, "state": {"planned"}}, []string{"such as 14:30", "Keepcourt"}},
			"no limit day":   {"compensation", url.Values{"way": {"civil"}, "state": {"considering"}, "on-day": {"1"}, "on-month": {"1"}, "on-year": {"2026"}}, []string{"Enter the day from which the time is counted"}},
			"bad money":      {"compensation", url.Values{"way": {"reparation"}, "state": {"awarded"}, "on-day": {"1"}, "on-month": {"1"}, "on-year": {"2026"}, "amount": {"a lot"}}, []string{"Enter an amount in pounds"}},
			"no reasons":     {"compensation", url.Values{"way": {"reparation"}, "state": {"refused"}, "on-day": {"1"}, "on-month": {"1"}, "on-year": {"2026"}}, []string{"Say why it was refused"}},
			"in the future":  {"rights", url.Values{"right": {"understand"}, "outcome": {"accepted"}, "how": {"phone"}, "by": {"A"}, "on-day": {"1"}, "on-month": {"1"}, "on-year": {"2030"}}, []string{"must be today or in the past"}},
			"no number":      {"crime", url.Values{"force": {"Kent Police"}, "state": {"charged"}, "on-day": {"1"}, "on-month": {"1"}, "on-year": {"2026"}}, []string{"Enter the crime reference number"}},
			"told before":    {"told", url.Values{"decision": {"charged"}, "happened-day": {"2"}, "happened-month": {"1"}, "happened-year": {"2026"}, "state": {"told"}, "told-day": {"1"}, "told-month": {"1"}, "told-year": {"2026"}, "how": {"phone"}, "by": {"A"}}, []string{"cannot have been told before"}},
			"a strange code": {"measures", url.Values{"measure": {"sc-commission"}, "stage": {"court"}, "state": {"asked"}}, []string{"Enter since when"}},
		} {
			status, body := w.ask("POST /justice/people/{id}/"+c.part+"/add", w.worker, base+c.part+"/add", c.posted)
			if status != http.StatusUnprocessableEntity {
				w.T.Errorf("%s: %d", name, status)
			}
			for _, text := range c.says {
				if !strings.Contains(body, text) {
					w.T.Errorf("%s: the page does not say %q", name, text)
				}
			}
		}
	})
}

// TestReferralsWithoutACrimeRecordAreSettled lists a referral after the days of the
// rule, asks, answers, closes and opens again.
func TestReferralsWithoutACrimeRecordAreSettled(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		list := func() { w.Write(func(tx *db.Tx) error { return w.room.ListCrimes(background, tx, 100) }) }
		read := func(query string) string {
			_, body := w.ask("GET /justice/crime-records", w.officer, "/justice/crime-records"+query, nil)
			return body
		}
		w.Clock.Add(10 * 24 * time.Hour)
		if list(); strings.Contains(read(""), w.reference) {
			w.T.Error("a referral is listed before its working days are over")
		}
		w.Clock.Add(10 * 24 * time.Hour)
		list()
		if list(); !strings.Contains(read(""), w.reference) || !strings.Contains(read(""), "Kent Police") || strings.Contains(read(""), "Quillfeather") {
			w.T.Error("the list does not have the referral with its force, or has a name")
		}
		if status, _ := w.ask("GET /justice/crime-records", w.worker, "/justice/crime-records", nil); status != http.StatusForbidden {
			w.T.Errorf("a support worker reads the list: %d", status)
		}
		for _, format := range []string{"csv", "xlsx", "ods"} {
			status, file := w.ask("GET /justice/crime-records."+format, w.officer, "/justice/crime-records."+format+"?force=kent", nil)
			if status != http.StatusOK || strings.Contains(file, "Quillfeather") || format == "csv" && !strings.Contains(file, w.reference) {
				w.T.Errorf("%s: %d", format, status)
			}
		}
		w.Write(func(tx *db.Tx) error {
			n, err := w.room.Ask(background, tx, w.officer, "kent")
			if n != 1 {
				w.T.Errorf("%d were asked", n)
			}
			return err
		})
		if !strings.Contains(read("?state=asked"), w.reference) || strings.Contains(read("?state=to-ask"), w.reference) {
			w.T.Error("the list does not say that the force was asked")
		}
		var check db.ID
		w.Write(func(tx *db.Tx) error {
			_, err := tx.Row(background, `SELECT id FROM crime_check WHERE case_id = $1`, []any{w.person}, &check)
			return err
		})
		answer := func(a justice.CrimeAnswer) error {
			return w.Try(func(tx *db.Tx) error { return w.room.Settle(background, tx, w.officer, check, a) })
		}
		yes, no := true, false
		if err := answer(justice.CrimeAnswer{Version: 2, Answer: "recorded", On: w.Today(), Close: &yes}); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("recorded without a number: %v", err)
		}
		if err := answer(justice.CrimeAnswer{Version: 2, Answer: "another-force", Force: "essex", On: w.Today(), Close: &no}); err != nil {
			w.T.Error(err)
		}
		if !strings.Contains(read("?force=essex"), w.reference) {
			w.T.Error("the other force is not asked next")
		}
		if err := answer(justice.CrimeAnswer{Version: 3, Answer: "recorded", Reference: "42/77/26", On: w.Today(), Close: &yes}); err != nil {
			w.T.Error(err)
		}
		if strings.Contains(read(""), w.reference) || !strings.Contains(read("?state=closed"), "42/77/26") {
			w.T.Error("the answer did not close it")
		}
		if err := answer(justice.CrimeAnswer{Version: 4, Answer: "no-crime", Note: "x", On: w.Today(), Close: &yes}); !fault.Is(err, fault.Forbidden) {
			w.T.Errorf("an answer after the end: %v", err)
		}
		w.Write(func(tx *db.Tx) error {
			file, err := casefile.Load(background, tx, w.officer, w.person)
			if err == nil && (len(file.Record.References) != 1 || file.Record.References[0].Value != "42/77/26" || file.Record.References[0].Force != "essex") {
				w.T.Errorf("the record of the case has %+v", file.Record.References)
			}
			return err
		})
		w.Write(func(tx *db.Tx) error { return w.room.Reopen(background, tx, w.officer, check) })
		if !strings.Contains(read("?state=answered"), w.reference) {
			w.T.Error("it did not open again")
		}
	})
}

// TestRemindersSayNothingAboutAnybody moves the days on and reads what is sent.
func TestRemindersSayNothingAboutAnybody(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		for _, f := range lines(w.Today()) {
			w.must(w.worker, f)
		}
		runner := job.NewRunner(w.D, "test", slog.New(slog.DiscardHandler))
		w.room.Jobs(runner)
		sent := func() string {
			for range 3 {
				if _, err := runner.Once(background); err != nil {
					w.T.Fatal(err)
				}
			}
			return w.messages()
		}
		w.Write(func(tx *db.Tx) error { return w.room.Schedule(background, tx) })
		if text := sent(); !strings.Contains(text, "The last day of a claim comes nearer") || strings.Contains(text, "A hearing is near") || strings.Contains(text, "told of a key decision") {
			w.T.Errorf("on the first day: %s", text)
		}
		w.Clock.Add(8 * 24 * time.Hour)
		text := sent()
		if !strings.Contains(text, "A hearing is near") || !strings.Contains(text, "told of a key decision") || strings.Contains(text, "The last day of a claim is near") {
			w.T.Errorf("eight days later: %s", text)
		}
		for _, canary := range append([]string{"Quillfeather", w.reference, "Kent"}, strings.Fields(fmt.Sprint(canaries))...) {
			if len(canary) > 4 && strings.Contains(text, canary) {
				w.T.Errorf("a message says %s", canary)
			}
		}
		if before := strings.Count(text, "A hearing is near"); strings.Count(sent(), "A hearing is near") != before {
			w.T.Error("the same hearing is told twice")
		}
	})
}

func (w *world) messages() (text string) {
	w.Write(func(tx *db.Tx) error {
		sent, err := notify.Messages(background, tx, "")
		for _, m := range sent {
			text += m.Subject + "\n" + m.Body + "\n"
		}
		return err
	})
	return text
}

// TestVulnerabilityShortensWhatIsNotToldYet holds the day against both rules.
func TestVulnerabilityShortensWhatIsNotToldYet(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := w.must(w.worker, &justice.NoticeForm{Decision: "charged", Happened: w.Today(), State: "waiting"})
		due := func() (day civil.Day) {
			w.Write(func(tx *db.Tx) error {
				_, err := tx.Row(background, `SELECT due_on FROM justice_entry WHERE id = $1`, []any{id}, &day)
				return err
			})
			return day
		}
		long := due()
		if err := w.wish(justice.Agreed, true); err != nil {
			w.T.Fatal(err)
		}
		if short := due(); !short.Before(long) || long.Sub(w.Today()) != 7 || short.Sub(w.Today()) != 1 {
			w.T.Errorf("told by %s, and if vulnerable by %s, from %s", long, short, w.Today())
		}
	})
}

// TestNothingOfAFileIsInThePlainStore looks for every word in the file of the
// database.
func TestNothingOfAFileIsInThePlainStore(t *testing.T) {
	t.Parallel()
	path := dbtest.SQLite(t)
	w := &world{World: casetest.New(t, path)}
	w.room = &justice.Room{DB: w.D, Rules: statute.Default(), Lists: reference.Default()}
	w.fill()
	for _, f := range lines(w.Today()) {
		w.must(w.worker, f)
	}
	store, err := sql.Open("sqlite", "file:"+strings.TrimPrefix(path, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	store.Close()
	content, err := os.ReadFile(strings.TrimPrefix(path, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	for part, canary := range canaries {
		if strings.Contains(string(content), canary) {
			t.Errorf("the words of %s stand in the store as they are", part)
		}
	}
	if !strings.Contains(string(content), "justice_entry") {
		t.Error("the test read no store")
	}
}
