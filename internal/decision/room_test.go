package decision

import (
	"context"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/decision/machine/machinetest"
	"github.com/havenward/havenward/internal/statute"
)

var background = context.Background()

var monday = civil.MustDay("2026-03-02")

// desk is a competent authority with people, for tests. Its clock moves only
// when a test moves it.
type desk struct {
	t    testing.TB
	room *Room
	d    *db.Database
	now  *time.Time
	// People by what they do.
	referrer, triage, maker, second, reader, manager, other, panel, chair, elsewhere account.Actor
	agencies                                                                         map[string]db.ID
}

// eachDesk runs a test on both engines with a desk of its own.
func eachDesk(t *testing.T, on civil.Day, test func(t *testing.T, k *desk)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, openDesk(t, dbtest.SQLite(t), on)) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, openDesk(t, dbtest.Postgres(t), on)) })
}

func openDesk(t testing.TB, url string, on civil.Day) *desk {
	t.Helper()
	now := on.Start().Add(12 * time.Hour)
	k := &desk{t: t, now: &now, agencies: map[string]db.ID{}}
	k.d = dbtest.Open(t, url, func() time.Time { return *k.now })
	book, err := statute.Load()
	if err != nil {
		t.Fatal(err)
	}
	k.room = New(k.d, book, DefaultSettings())
	k.write(func(tx *db.Tx) error {
		for _, agency := range []account.Agency{
			{Name: "Single Competent Authority", Kind: account.CompetentAuthority, Jurisdiction: "england"},
			{Name: "Immigration Enforcement Competent Authority", Kind: account.CompetentAuthority, Jurisdiction: "england"},
			{Name: "Northmere Devolved Panel", Kind: account.CompetentAuthority, Jurisdiction: "england"},
			{Name: "Westhaven Police", Kind: account.Police, Jurisdiction: "england"},
			{Name: "Elsewhere Police", Kind: account.Police, Jurisdiction: "england"},
		} {
			id, err := account.AddAgency(background, tx, agency)
			if err != nil {
				return err
			}
			k.agencies[agency.Name] = id
		}
		return nil
	})
	k.referrer = k.person("Westhaven Police", "referrer", account.FirstResponder)
	k.elsewhere = k.person("Elsewhere Police", "elsewhere", account.FirstResponder)
	k.triage = k.person("Single Competent Authority", "triage", account.TriageOfficer)
	k.maker = k.person("Single Competent Authority", "maker", account.DecisionMaker)
	k.second = k.person("Single Competent Authority", "second", account.DecisionMaker, account.SecondReader)
	k.reader = k.person("Single Competent Authority", "reader", account.SecondReader, account.DecisionMaker)
	k.manager = k.person("Single Competent Authority", "manager", account.AuthorityManager)
	k.other = k.person("Immigration Enforcement Competent Authority", "other", account.DecisionMaker, account.TriageOfficer)
	k.panel = k.person("Northmere Devolved Panel", "panel", account.PanelMember)
	k.chair = k.person("Northmere Devolved Panel", "chair", account.PanelMember, account.TriageOfficer)
	return k
}

func (k *desk) write(fn func(tx *db.Tx) error) {
	k.t.Helper()
	if err := k.d.Write(background, fn); err != nil {
		k.t.Fatal(err)
	}
}

func (k *desk) read(fn func(tx *db.Tx) error) {
	k.t.Helper()
	if err := k.d.Read(background, fn); err != nil {
		k.t.Fatal(err)
	}
}

func (k *desk) person(agency, name string, roles ...account.Role) (actor account.Actor) {
	k.t.Helper()
	k.write(func(tx *db.Tx) error {
		id, err := account.AddAccount(background, tx, account.NewAccount{Agency: k.agencies[agency], Email: name + "@authority.example",
			Name: "Invented " + name, PasswordHash: "-", Roles: roles})
		if err != nil {
			return err
		}
		actor, _, err = account.Load(background, tx, id)
		actor.Via = account.Page
		return err
	})
	return actor
}

// sleep moves the clock on by days.
func (k *desk) sleep(days int) { *k.now = k.now.Add(time.Duration(days) * 24 * time.Hour) }

func (k *desk) today() civil.Day { return civil.DayOf(*k.now) }

// secret is the name of everybody that tests refer: no list, message or audit
// entry may show it.
const secret = "Zephyrine Quillfeather"

// refer takes somebody in as the referral desk does. The record is given names,
// and a safe address where safe.
func (k *desk) refer(age, jurisdiction string, edits ...func(*casefile.Record)) (id db.ID) {
	k.t.Helper()
	record := casefile.Record{
		Names:    []casefile.Name{{Kind: casefile.NameGiven, Given: "Zephyrine", Family: "Quillfeather"}},
		Contacts: []casefile.Contact{{Channel: casefile.Post, Value: "1 Harbour Row\nWesthaven", Whose: casefile.ThePerson, Safe: true, SafeOn: k.today()}},
		Consents: []casefile.Consent{{Purpose: casefile.ConsentSupport, Given: true, On: k.today(), Language: "en"}},
	}
	if age != casefile.Adult {
		record.Contacts[0].Whose, record.Contacts[0].Name, record.Contacts[0].Permission = casefile.SomeoneElse, "Social worker", true
		record.Consents = nil
	}
	for _, edit := range edits {
		edit(&record)
	}
	k.write(func(tx *db.Tx) (err error) {
		if id, _, err = casefile.OpenCase(background, tx, k.referrer, casefile.Opening{Jurisdiction: jurisdiction, AgeGroup: age}); err != nil {
			return err
		}
		if err := casefile.Put(background, tx, k.referrer, id, "referral", record); err != nil {
			return err
		}
		if err := giveReferrer(tx, k.referrer, id); err != nil {
			return err
		}
		return k.room.Receive(background, tx, k.referrer, casefile.Received{Case: id, Jurisdiction: jurisdiction, AgeGroup: age,
			Birth: record.Birth, On: civil.DayOf(tx.Now()), Referrer: k.referrer.Agency})
	})
	return id
}

func bornOn(day civil.Day) func(*casefile.Record) {
	return func(r *casefile.Record) { r.Birth = civil.PartialOf(day) }
}

// state reads the state of a case and its version.
func (k *desk) state(id db.ID) (p progress, version int64) {
	k.t.Helper()
	k.read(func(tx *db.Tx) (err error) {
		if p, err = loadProgress(background, tx, id); err != nil {
			return err
		}
		_, err = tx.Row(background, `SELECT version FROM case_file WHERE id = $1`, []any{id}, &version)
		return err
	})
	return p, version
}

// form fills the form of a step as it is right for the case, with the rules in
// force.
func (k *desk) form(step machine.Step, id db.ID, p progress) machine.Form {
	k.t.Helper()
	form := machinetest.Filled(step, p.State, k.today())
	tests := newLaw(k.room.Rules).tests(p.State, k.today())
	switch form := form.(type) {
	case *machine.ReasonableDecision:
		form.Test = tests.ReasonableGrounds
	case *machine.ConclusiveDecision:
		form.Test = tests.ConclusiveGrounds
	case *machine.CombinedDecision:
		form.ReasonableTest, form.ConclusiveTest = tests.ReasonableGrounds, tests.ConclusiveGrounds
	case *machine.Reconsidered:
		form.Test = tests.ReasonableGrounds
		if p.State.Reconsideration != nil && p.State.Reconsideration.Kind == machine.ConclusiveGrounds {
			form.Test = tests.ConclusiveGrounds
		}
	case *machine.Assignment:
		form.DecisionMaker = string(k.maker.Account)
		if p.State.Authority == machine.DevolvedPanel {
			form.DecisionMaker = string(k.panel.Account)
		}
	case *machine.InformationAsked:
		form.Email = "answers@constabulary.example"
	case *machine.Service:
		form.Contact = ""
	case *machine.Withdrawal:
		form.Document = string(k.document(id))
	}
	return form
}

// document adds a document to a case.
func (k *desk) document(id db.ID) (file db.ID) {
	k.t.Helper()
	k.write(func(tx *db.Tx) (err error) {
		file, err = k.room.AddDocument(background, tx, k.manager, DocumentForm{Case: id, Name: "letter.pdf", Description: "What the person wrote", Content: []byte("%PDF-1.7 invented")})
		return err
	})
	return file
}

// try takes a step and gives what came of it.
func (k *desk) try(actor account.Actor, step machine.Step, id db.ID, edits ...func(*TakeForm)) (result Result, err error) {
	k.t.Helper()
	p, version := k.state(id)
	form := TakeForm{Case: id, Version: version, Step: step, Form: k.form(step, id, p)}
	if _, changed := k.state(id); changed != version { // a document was added for the form
		form.Version = changed
	}
	for _, edit := range edits {
		edit(&form)
	}
	err = k.d.Write(background, func(tx *db.Tx) (err error) {
		result, err = k.room.Take(background, tx, actor, form)
		return err
	})
	return result, err
}

// take takes steps one after the other and fails the test where one is refused.
func (k *desk) take(actor account.Actor, id db.ID, steps ...machine.Step) {
	k.t.Helper()
	for _, step := range steps {
		if _, err := k.try(actor, step, id); err != nil {
			p, _ := k.state(id)
			k.t.Fatalf("%s by %s in %s: %v", step, actor.Name, p.State.Stage, err)
		}
		k.consistent(id)
	}
}

// consistent checks that the rows of a case say the same as its steps.
func (k *desk) consistent(id db.ID) {
	k.t.Helper()
	k.read(func(tx *db.Tx) error {
		differences, err := k.room.Rederive(background, tx, id)
		for _, difference := range differences {
			k.t.Errorf("derived again: %s", difference)
		}
		return err
	})
}

// count counts the rows of a query.
func (k *desk) count(query string, args ...any) (n int) {
	k.t.Helper()
	k.read(func(tx *db.Tx) error {
		_, err := tx.Row(background, `SELECT count(*) FROM `+query, args, &n)
		return err
	})
	return n
}

// giveReferrer lets the referring agency read what it sent, as the referral desk
// does.
func giveReferrer(tx *db.Tx, actor account.Actor, id db.ID) error {
	return access.Give(background, tx, actor, access.Grant{Agency: actor.Agency, Case: id, Purpose: "referral",
		Compartments: access.Identity | access.Story | access.Contact, LegalBasis: "referral"})
}
