package referral_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/statute"
)

var background = context.Background()

// desk is a referral room on a database, with two first responders of one
// agency, one of another, an importer, and what the competent authority got.
type desk struct {
	*referral.Room
	responder, colleague, stranger, importer account.Actor
	received                                 []casefile.Received
}

func newDesk(t *testing.T, d *db.Database) *desk {
	t.Helper()
	rules, err := statute.Load()
	if err != nil {
		t.Fatal(err)
	}
	at := &desk{}
	at.Room = referral.New(d, rules, reference.Default(), func(_ context.Context, _ *db.Tx, _ account.Actor, received casefile.Received) error {
		at.received = append(at.received, received)
		return nil
	})
	write(t, d, func(tx *db.Tx) error {
		agencies := map[string]db.ID{}
		for _, agency := range []account.Agency{{Name: "Kent Police", Kind: account.Police, Jurisdiction: "england"},
			{Name: "Unseen", Kind: account.NGO, Jurisdiction: "england"},
			{Name: "Competent Authority", Kind: account.CompetentAuthority, Jurisdiction: "england"}} {
			id, err := account.AddAgency(background, tx, agency)
			if err != nil {
				return err
			}
			agencies[agency.Name] = id
		}
		for _, person := range []struct {
			actor         *account.Actor
			agency, email string
			role          account.Role
		}{
			{&at.responder, "Kent Police", "responder@example.org", account.FirstResponder},
			{&at.colleague, "Kent Police", "colleague@example.org", account.FirstResponder},
			{&at.stranger, "Unseen", "stranger@example.org", account.FirstResponder},
			{&at.importer, "Competent Authority", "importer@example.org", account.TriageOfficer},
		} {
			id, err := account.AddAccount(background, tx, account.NewAccount{Agency: agencies[person.agency], Email: person.email,
				Name: "A Person", Roles: []account.Role{person.role}})
			if err != nil {
				return err
			}
			if *person.actor, _, err = account.Load(background, tx, id); err != nil {
				return err
			}
			person.actor.Via = account.Page
		}
		return nil
	})
	return at
}

func write(t *testing.T, d *db.Database, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(background, fn); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, d *db.Database, query string, args ...any) (n int) {
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

// adult is a whole submission of an adult who agrees.
func adult() referral.Submission {
	return referral.Submission{
		SenderReference: "OP ELM/14", Organisation: "kent", Jurisdiction: "england", AgeGroup: casefile.Adult, UnderEighteenThen: referral.Yes,
		Where: referral.WhereBoth, SeveralSituations: referral.No, StillIn: referral.No, LastContact: "last-month", Cooperation: referral.Yes, Support: referral.Yes,
		Referrer: referral.Referrer{Given: "Pat", Family: "Example", Role: "Constable", Phone: "01632 960001", Email: "responder@example.org"},
		Record: casefile.Record{
			Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Arta", Family: "Hoxha"}}, Birth: civil.Partial{Year: 2001, Month: 5, Day: 17},
			Gender: "female", Nationalities: []string{"AL", "GR"},
			Episodes: []casefile.Episode{{Forms: []string{"forced-crime", "forced-work", "held-and-assaulted"}, Started: civil.Partial{Year: 2023},
				Places: []casefile.Place{{Country: "GB", Town: "bedford"}}}},
			Consents: []casefile.Consent{{Purpose: casefile.ConsentReferral, Given: true, ExplainedBy: "Pat Example", Language: "sq", On: civil.MustDay("2026-03-01")}},
			Stories:  map[string]string{casefile.StoryStart: "She was promised work."},
		},
	}
}

func (at *desk) submit(s referral.Submission, actor account.Actor, o referral.Options) (receipt referral.Receipt, err error) {
	err = at.DB.Write(background, func(tx *db.Tx) (err error) {
		receipt, err = at.Submit(background, tx, actor, s, o)
		return err
	})
	return receipt, err
}

func TestSubmitOpensTheCaseAndHandsItOver(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		at := newDesk(t, d)
		receipt, err := at.submit(adult(), at.responder, referral.Options{Partial: true})
		if err != nil {
			t.Fatal(err)
		}
		want := []casefile.Received{{Case: receipt.Case, Jurisdiction: "england", AgeGroup: casefile.Adult,
			Birth: civil.Partial{Year: 2001, Month: 5, Day: 17}, On: civil.DayOf(dbtest.Noon), Referrer: at.responder.Agency}}
		if diff := cmp.Diff(want, at.received); diff != "" {
			t.Errorf("the competent authority was told (-want +got):\n%s", diff)
		}
		var file casefile.File
		var published referral.Published
		var quarter string
		var letters []notify.Message
		err = d.Read(background, func(tx *db.Tx) (err error) {
			if file, err = casefile.Load(background, tx, at.responder, receipt.Case); err != nil {
				return err
			}
			if letters, err = notify.Messages(background, tx, "responder@example.org"); err != nil {
				return err
			}
			_, err = tx.Row(background, `SELECT quarter, published_responder_type, published_responder, published_exploitation, published_age,
				published_gender, published_nationality FROM referral WHERE case_id = $1`, []any{receipt.Case}, &quarter, &published.ResponderType,
				&published.Responder, &published.Exploitation, &published.Age, &published.Gender, &published.Nationality)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		stored := adult().Record
		stored.Consents = nil // the referrer's grant does not reach the decision
		if diff := cmp.Diff(stored, file.Record, cmpopts.EquateEmpty(), cmpopts.SortSlices(func(a, b string) bool { return a < b })); diff != "" {
			t.Errorf("the record (-sent +stored):\n%s", diff)
		}
		wantGroups := referral.Published{ResponderType: "Police", Responder: "Kent Police", Exploitation: "Sexual, Labour & Criminal",
			Age: "Child (17 or under)", Gender: "Female", Nationality: "Albanian Greek"}
		if diff := cmp.Diff(wantGroups, published); diff != "" || quarter != "2026Q1" {
			t.Errorf("published groups in %s (-want +got):\n%s", quarter, diff)
		}
		if len(letters) != 1 {
			t.Fatalf("%d confirmations, want 1", len(letters))
		}
		if n := count(t, d, `SELECT count(*) FROM audit_event WHERE case_id = $1 AND action = 'send-referral'`, receipt.Case); n != 1 {
			t.Errorf("%d audit entries of the sending, want 1", n)
		}
		if n := count(t, d, `SELECT count(*) FROM consent WHERE case_id = $1`, receipt.Case); n != 3 {
			t.Errorf("%d consents, want referral, support and co-operation", n)
		}
	})
}

func TestAnExternalIdentifierIsTakenOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		at := newDesk(t, d)
		s := adult()
		s.ExternalID = "f901a2e4-33cd-4712-b6e3-0b7ac54c4c23"
		imported := referral.Options{Source: referral.FromHomeOfficeForm, OnBehalf: true, Agency: at.responder.Agency, Partial: true, Quiet: true}
		if _, err := at.submit(s, at.importer, imported); err != nil {
			t.Fatal(err)
		}
		before := count(t, d, `SELECT count(*) FROM case_file`)
		if _, err := at.submit(s, at.importer, imported); !errors.Is(err, referral.ErrReceived) || !fault.Is(err, fault.Invalid) {
			t.Errorf("a second time: %v", err)
		}
		if after := count(t, d, `SELECT count(*) FROM case_file`); after != before {
			t.Errorf("the refused referral left %d cases behind", after-before)
		}
		// Another agency's own numbering is another matter.
		if _, err := at.submit(s, at.stranger, referral.Options{Partial: true}); err != nil {
			t.Errorf("another agency with the same number: %v", err)
		}
		if _, err := at.submit(s, at.responder, imported); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a first responder on behalf of another: %v", err)
		}
	})
}

func TestSubmitRefusesWhatIsNotSound(t *testing.T) {
	t.Parallel()
	at := newDesk(t, dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon }))
	for name, spoil := range map[string]func(*referral.Submission){
		"organisation":                func(s *referral.Submission) { s.Organisation = "no-such-body" },
		"record.episodes[0].forms[1]": func(s *referral.Submission) { s.Record.Episodes[0].Forms[1] = "x" },
		"record.nationalities[0]":     func(s *referral.Submission) { s.Record.Nationalities[0] = "ZZZ" },
		"record.birth":                func(s *referral.Submission) { s.Record.Birth = civil.Partial{Year: 2001, Month: 13} },
		"stillIn":                     func(s *referral.Submission) { s.StillIn = "perhaps" },
		"jurisdiction":                func(s *referral.Submission) { s.Jurisdiction = "" },
		"record.stories.start":        func(s *referral.Submission) { s.Record.Stories["start"] = string(make([]byte, 15001)) },
	} {
		s := adult()
		spoil(&s)
		_, err := at.submit(s, at.responder, referral.Options{Partial: true})
		if f := fault.Of(err); f == nil || f.Code != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(at.received) != 0 {
		t.Error("a refused submission reached the competent authority")
	}
}
