package exchange_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/exchange"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/shareddata"
	"github.com/havenward/havenward/internal/statute"
)

var background = context.Background()

const authority = "Single Competent Authority"

// newRoom opens the exchange on an empty database, with who imports there.
func newRoom(t testing.TB, d *db.Database) (*exchange.Room, account.Actor) {
	t.Helper()
	rules := statute.Default()
	desk := referral.New(d, rules, reference.Default(), decision.New(d, rules, decision.DefaultSettings()).Receive)
	var actor account.Actor
	err := d.Write(background, func(tx *db.Tx) (err error) {
		actor, _, err = exchange.Importer(background, tx, authority, "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return &exchange.Room{DB: d, Desk: desk}, actor
}

func count(t testing.TB, d *db.Database, query string, args ...any) (n int) {
	t.Helper()
	err := d.Read(background, func(tx *db.Tx) error {
		_, err := tx.Row(background, query, args, &n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// takeIn imports a text and gives what became of each object.
func takeIn(t testing.TB, room *exchange.Room, actor account.Actor, text string) (outcomes []exchange.Outcome) {
	t.Helper()
	err := room.ImportHomeOfficeForm(background, actor, strings.NewReader(text), func(o exchange.Outcome) { outcomes = append(outcomes, o) })
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}

// stored reads a referral back: what stands beside the record, and the record.
func stored(t testing.TB, d *db.Database, actor account.Actor, reference string) (s referral.Submission) {
	t.Helper()
	err := d.Read(background, func(tx *db.Tx) error {
		var id db.ID
		var sealed []byte
		if _, err := tx.Row(background, `SELECT r.case_id, r.sealed FROM referral r JOIN case_file c ON c.id = r.case_id WHERE c.reference = $1`,
			[]any{reference}, &id, &sealed); err != nil {
			return err
		}
		if err := casefile.Sealed(sealed).Open(background, tx, id, "referral", &s); err != nil {
			return err
		}
		file, err := casefile.Load(background, tx, actor, id)
		s.Record = file.Record
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// kept says, of each value of the Home Office's example, where it is found again.
func kept(s referral.Submission) map[string]any {
	r, story := s.Record, func(kind string) any { return s.Record.Stories[kind] }
	yes := map[string]string{referral.Yes: "Yes", referral.No: "No"}
	lists := reference.Default()
	nation, _ := lists.Nations.ByCode(s.Jurisdiction)
	gender, _ := lists.Genders.ByCode(r.Gender)
	values := map[string]any{
		"Type": map[bool]string{true: "560734"}[r.Consents[0].Given], "NRMOrDuty": map[bool]string{true: "NRM"}[r.Consents[0].Given],
		"Customer.Forename1": r.Names[0].Given, "Customer.Surname": r.Names[0].Family, "Customer.Custom17": gender.FormValue,
		"Customer.ContactMethod": map[string]string{casefile.Email: "Email"}[r.Contacts[0].Channel], "HowToNotify": map[string]string{casefile.Email: "Email"}[r.Contacts[0].Channel],
		"Customer.Email": r.Contacts[0].Value, "SafeToEmail": map[bool]string{true: "Yes"}[r.Contacts[0].Safe],
		"Case.Jurisdiction": nation.FormValue, "Country": nation.Alpha3, "CountryLabel": nation.Name,
		"Customer.Custom9": yes[s.HasChildren], "Customer.Nationality": lists.Nationalities.Name(r.Nationalities[0]), "Customer.Custom13": yes[s.NeedsInterpreter],
		"Customer.Custom15": yes[s.NeedsCommunication], "AdultOrChild": map[string]string{casefile.Adult: "Adult"}[s.AgeGroup],
		"AdultOrChildDuringExploitation": map[string]string{referral.No: "Adult"}[s.UnderEighteenThen],
		"ExploitationLocationPresented":  map[string]string{referral.WhereUK: "UK"}[s.Where],
		"City1":                          lists.Towns.Name(r.Episodes[0].Places[0].Town), "ExploitationUKAddress": story("uk-places"),
		"PVCurrentCityTown": lists.Towns.Name(r.CurrentTown), "PVCurrentCounty": lists.Regions.Name(r.CurrentRegion), "ExploiterDetails": story("exploiters"),
		"ExploitersLocationInformationPresent": yes[s.ExploitersKnown], "ExploitersInUK": yes[s.ExploitersInUK],
		"InformationOnExploitersCurrentLocation": story("exploiters-location"), "ConcernsOfFurtherExploitationToPV": yes[s.FutureConcern],
		"WillingToCooperate": yes[s.Cooperation], "CollaborationInfo": story("cooperation"),
		"ComponentForcedToWorkForNothing": map[bool]string{true: "Yes"}[slices.Contains(r.Episodes[0].Forms, "forced-work")],
		"OtherVictims":                    s.OtherVictims, "ReportedCase": yes[s.ReportedToPolice], "NeedSupport": yes[s.Support],
		"WhoToSendDecisionTo": map[string]string{casefile.ThePerson: "PV"}[s.DecisionTo],
		"Agent.Forename1":     s.Referrer.Given, "Agent.Name": s.Referrer.Family, "Agent.Email": s.Referrer.Email, "Agent.Phone": s.Referrer.Phone,
		"Agent.Jobtitle": s.Referrer.Role, "Agent.Organisation": lists.FirstResponders.Name(s.Organisation), "ExternalId": s.ExternalID,
		"PVBirthplace": r.Birthplace, "PVFamily": story("family"), "PVEducation": story("education"), "PVEmploymentHistory": story("employment"),
		"HowExploitationStarted": story("start"), "ExploitationTakenSomewhere": yes[s.TakenSomewhere], "ExploitationJourneyDetails": story("journey"),
		"ExploitationAverageDay": story("required"), "ExploitationTreatment": story("treatment"), "ExploitationWhyTheyStayed": story("keeping"),
		"ExploitationReasonTheyLeft": story("leaving"), "PVExploitersLastContact": s.LastContact, "DetailsLastContact": story("last-contact"),
		"FirstChanceToReport": yes[s.ReportedBefore], "ReasonForReportingNow": story("why-now"), "ReasonForMakingReferral": story("insight"),
		"DetailsAboutInterview": story("interview"), "ProfessionalsInvolved": yes[s.ProfessionalsInvolved], "DetailsOfProfessionalsInvolved": story("professionals"),
		"EvidenceOfDishonesty": yes[s.CredibilityConcerns], "DetailsOfEvidenceOfDishonesty": story("credibility"), "EvidenceSubmitted": story("evidence"),
	}
	// Two texts about dates stand one after the other.
	if dates := strings.Split(r.Stories["dates"], "\n\n"); len(dates) == 2 {
		values["MultipleExploitationSituations"], values["ExploitationDates"] = dates[0], dates[1]
	}
	return values
}

func TestTheHomeOfficeExampleIsKeptWhole(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(shareddata.Path(t, "home-office-form/example-export.json"))
	if err != nil {
		t.Fatal(err)
	}
	sent := map[string]any{}
	if err := json.Unmarshal(text, &sent); err != nil {
		t.Fatal(err)
	}
	for key, value := range sent {
		if value == "" {
			delete(sent, key)
		}
	}
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		room, actor := newRoom(t, d)
		outcomes := takeIn(t, room, actor, string(text))
		if len(outcomes) != 1 || outcomes[0].Status != exchange.Received || len(outcomes[0].Unmapped) != 0 {
			t.Fatalf("taken in: %+v", outcomes)
		}
		if diff := cmp.Diff(sent, kept(stored(t, d, actor, outcomes[0].Reference))); diff != "" {
			t.Errorf("the example (-sent +stored):\n%s", diff)
		}
		again := takeIn(t, room, actor, string(text))
		if len(again) != 1 || again[0].Status != exchange.AlreadyThere || again[0].Reference != outcomes[0].Reference {
			t.Errorf("a second time: %+v", again)
		}
		if n := count(t, d, `SELECT count(*) FROM case_file`); n != 1 {
			t.Errorf("%d cases, want 1", n)
		}
	})
}

// export is an object of the form with some keys in the place of a whole one's.
func export(id string, keys map[string]any) string {
	object := map[string]any{"Type": "560734", "NRMOrDuty": "NRM", "ExternalId": id, "Case.Jurisdiction": "ENGLAND", "AdultOrChild": "Adult",
		"Customer.Forename1": "Ada", "Customer.Surname": "Invented", "Customer.Nationality": "Albanian", "Agent.Organisation": "Kent Police"}
	for key, value := range keys {
		if value == nil {
			delete(object, key)
		} else {
			object[key] = value
		}
	}
	text, err := json.Marshal(object)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func TestOneThatIsRefusedStopsNoneOfTheOthers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		room, actor := newRoom(t, d)
		outcomes := takeIn(t, room, actor, strings.Join([]string{
			export("a", nil),
			export("b", map[string]any{"Case.Jurisdiction": "Mars"}),
			`{"Type": "560734", "ExternalId": `,
			export("c", map[string]any{"NRMOrDuty": "DTN"}),
			export("d", map[string]any{"PVFamily": strings.Repeat("é", 15_001)}),
			export("a", map[string]any{"Customer.Forename1": "Somebody Else"}),
			export("e", nil),
		}, "\n"))
		var got []string
		for _, outcome := range outcomes {
			why := ""
			if f := fault.Of(outcome.Err); f != nil && len(f.Fields) == 1 {
				why = " " + f.Fields[0].Name
			}
			got = append(got, fmt.Sprintf("%d %s%s", outcome.Line, outcome.Status, why))
		}
		want := []string{"1 received", "2 refused jurisdiction", "3 refused", "4 refused Type", "5 refused record.stories.family", "6 already received", "7 received"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("what became of them (-want +got):\n%s", diff)
		}
		for table, n := range map[string]int{"case_file": 2, "referral": 2, "case_progress": 2, "exchange_receipt": 2} {
			if found := count(t, d, `SELECT count(*) FROM `+table); found != n {
				t.Errorf("%d rows in %s, want %d: something was half written", found, table, n)
			}
		}
	})
}

func TestANotificationKeepsNoIdentity(t *testing.T) {
	t.Parallel()
	secret := map[string]any{"Type": "662265", "NRMOrDuty": "DTN", "DTNReason": "Ada Invented is afraid. Write to ada.invented@example.org",
		"Customer.Forename1": "Ada", "Customer.Surname": "Invented", "Customer.Alias": "Birdy", "Customer.DOB": "1999-04-03", "Customer.Email": "ada.invented@example.org",
		"Customer.Phone": "07700 900123", "Customer.Custom17": "Female", "City1": "London", "Document1.Name": "ada-invented-passport.pdf", "Document1.MimeType": "application/pdf",
		"ExploiterDetails": "A man she calls the boss, with a gold tooth.", "ComponentForcedToWorkForNothing": "Yes"}
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		room, actor := newRoom(t, d)
		outcomes := takeIn(t, room, actor, export("n1", secret)+"\n"+export("n1", secret))
		if len(outcomes) != 2 || outcomes[0].Status != exchange.Received || !outcomes[0].Notification || outcomes[1].Status != exchange.AlreadyThere {
			t.Fatalf("taken in: %+v", outcomes)
		}
		if diff := cmp.Diff([]exchange.File{{Key: "Document1", MediaType: "application/pdf"}}, outcomes[0].Files); diff != "" {
			t.Errorf("files (-want +got):\n%s", diff)
		}
		for table, n := range map[string]int{"notification": 1, "notification_place": 1, "notification_form": 1, "case_file": 0, "fact": 0, "contact": 0, "file": 0} {
			if found := count(t, d, `SELECT count(*) FROM `+table); found != n {
				t.Errorf("%d rows in %s, want %d", found, table, n)
			}
		}
		told := ""
		err := d.Read(background, func(tx *db.Tx) error {
			return tx.Each(background, `SELECT notification_id, kind, sealed FROM notification_story`, nil, func(scan func(...any) error) error {
				var id db.ID
				var kind, text string
				var sealed []byte
				if err := scan(&id, &kind, &sealed); err != nil {
					return err
				}
				err := casefile.Sealed(sealed).Open(background, tx, id, casefile.Row("notification_story", kind), &text)
				told += text
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"Ada", "Invented", "Birdy", "1999", "example.org", "900123", "passport"} {
			if strings.Contains(told, word) {
				t.Errorf("%q is kept: %s", word, told)
			}
		}
		if !strings.Contains(told, "gold tooth") {
			t.Errorf("what names nobody is lost: %s", told)
		}
		// Somebody who agreed to co-operate has a case of their own.
		secret := map[string]any{"Type": "662265", "NRMOrDuty": "DTN", "WillingToCooperate": "Yes", "Customer.Email": "ada@example.org", "SafeToEmail": "Yes"}
		if outcomes := takeIn(t, room, actor, export("n2", secret)); outcomes[0].Status != exchange.Received {
			t.Fatalf("co-operating: %+v", outcomes)
		}
		if n := count(t, d, `SELECT count(*) FROM notification WHERE case_id IS NOT NULL`); n != 1 {
			t.Errorf("%d notifications with a case, want 1", n)
		}
		// A child is always referred.
		outcomes = takeIn(t, room, actor, export("n3", map[string]any{"Type": "662265", "NRMOrDuty": "DTN", "AdultOrChild": "Child"}))
		if outcomes[0].Status != exchange.Refused || fault.Of(outcomes[0].Err).Fields[0].Name != "AdultOrChild" {
			t.Errorf("a notification of a child: %+v", outcomes)
		}
	})
}

func TestWhoImports(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		who := func(email string) (actor account.Actor, made bool, err error) {
			err = d.Write(background, func(tx *db.Tx) (err error) {
				actor, made, err = exchange.Importer(background, tx, authority, email)
				return err
			})
			return actor, made, err
		}
		first, made, err := who("")
		if err != nil || !made || !first.Has(account.TriageOfficer) || first.AgencyName != authority {
			t.Fatalf("on an empty database: %+v, made %v, %v", first, made, err)
		}
		if again, made, err := who(""); err != nil || made || again.Account != first.Account {
			t.Errorf("a second time: %+v, made %v, %v", again, made, err)
		}
		if err := d.Write(background, func(tx *db.Tx) error {
			for _, person := range []struct {
				email string
				role  account.Role
			}{{"officer@example.org", account.TriageOfficer}, {"responder@example.org", account.FirstResponder}} {
				if _, err := account.AddAccount(background, tx, account.NewAccount{Agency: first.Agency, Email: person.email, Name: "A Person", Roles: []account.Role{person.role}}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if actor, _, err := who(""); err != nil || actor.Email != "officer@example.org" {
			t.Errorf("with a triage officer: %+v, %v", actor, err)
		}
		if actor, _, err := who("officer@example.org"); err != nil || actor.Email != "officer@example.org" {
			t.Errorf("by e-mail address: %+v, %v", actor, err)
		}
		for _, email := range []string{"responder@example.org", "nobody@example.org"} {
			if actor, _, err := who(email); err == nil {
				t.Errorf("%s may import: %+v", email, actor)
			}
		}
	})
}

// TestAnEarlierDayOfReceiptCounts imports what another system received before:
// clocks and quarters are of that day.
func TestAnEarlierDayOfReceiptCounts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		room, actor := newRoom(t, d)
		day := civil.DayOf(d.Now()).Add(-120)
		room.ReceivedOn = day
		const two = `{"Type":"560734","NRMOrDuty":"NRM","ExternalId":"early-1","Case.Jurisdiction":"ENGLAND","AdultOrChild":"Adult"}
{"Type":"662265","NRMOrDuty":"DTN","ExternalId":"early-2","Case.Jurisdiction":"ENGLAND","AdultOrChild":"Adult"}`
		err := room.ImportHomeOfficeForm(background, actor, strings.NewReader(two), func(o exchange.Outcome) {
			if o.Status != exchange.Received {
				t.Errorf("%s: %v", o.ExternalID, o.Err)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, query := range []string{`SELECT received_on, quarter FROM referral`, `SELECT received_on, quarter FROM notification`} {
			var got civil.Day
			var quarter string
			err := d.Read(background, func(tx *db.Tx) error {
				_, err := tx.Row(background, query, nil, &got, &quarter)
				return err
			})
			if err != nil || got != day || quarter != referral.Quarter(day) {
				t.Errorf("%s: %v %s, %v", query, got, quarter, err)
			}
		}
		var started civil.Day
		err = d.Read(background, func(tx *db.Tx) error {
			_, err := tx.Row(background, `SELECT started_on FROM clock WHERE kind = 'reasonable-grounds-decision'`, nil, &started)
			return err
		})
		if err != nil || started != day {
			t.Errorf("the clock started on %v, %v", started, err)
		}
		room.ReceivedOn = civil.DayOf(d.Now()).Add(1)
		err = room.ImportHomeOfficeForm(background, actor, strings.NewReader(strings.ReplaceAll(two, "early", "late")), func(o exchange.Outcome) {
			if o.Status != exchange.Refused {
				t.Errorf("%s was taken in from tomorrow", o.ExternalID)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
