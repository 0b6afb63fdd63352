package justice_test

import (
	"context"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/casefile/casetest"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/justice"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

var background = context.Background()

// world is a provider with a worker and a manager, two police forces with a victim
// liaison officer each, the authority, another provider, and one person.
type world struct {
	*casetest.World
	room                                        *justice.Room
	worker, manager, liaison, stranger, officer account.Actor
	other, police                               account.Actor
	person                                      db.ID
	reference                                   string
}

func each(t *testing.T, test func(w *world)) {
	t.Helper()
	casetest.Each(t, func(base *casetest.World) {
		w := &world{World: base, room: &justice.Room{DB: base.D, Rules: statute.Default(), Lists: reference.Default()}}
		w.fill()
		test(w)
	})
}

func (w *world) fill() {
	w.T.Helper()
	provider, elsewhere := w.Agency("Provider", account.Provider), w.Agency("Elsewhere", account.Provider)
	kent, essex, authority := w.Agency("Kent Police", account.Police), w.Agency("Essex Police", account.Police), w.Agency("Authority", account.CompetentAuthority)
	w.worker, w.manager = w.Person(provider, "Worker", account.SupportProvider), w.Person(provider, "Manager", account.SupportManager)
	w.other = w.Person(elsewhere, "Other", account.SupportProvider, account.SocialWorker)
	w.liaison, w.police, w.stranger = w.Person(kent, "Liaison", account.VictimLiaison), w.Person(kent, "Constable", account.FirstResponder), w.Person(essex, "Stranger", account.VictimLiaison)
	w.officer = w.Person(authority, "Officer", account.TriageOfficer, account.AuthorityManager)
	w.Write(func(tx *db.Tx) (err error) {
		if w.person, w.reference, err = casefile.OpenCase(background, tx, w.police, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult}); err != nil {
			return err
		}
		for agency, compartments := range map[db.ID]access.Compartments{provider: access.Identity, kent: access.Identity, authority: access.Everything} {
			if err := access.Give(background, tx, w.officer, access.Grant{Agency: agency, Case: w.person, Purpose: "referral", Compartments: compartments, LegalBasis: "referral"}); err != nil {
				return err
			}
		}
		return casefile.Put(background, tx, w.worker, w.person, "referral", casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Lan", Family: "Quillfeather"}}})
	})
	w.Write(func(tx *db.Tx) error { return w.room.Open(background, tx, w.worker, w.person) })
}

// record records a line as somebody.
func (w *world) record(actor account.Actor, f justice.Form) (id db.ID, err error) {
	err = w.Try(func(tx *db.Tx) (err error) {
		id, err = w.room.Record(background, tx, actor, w.person, f)
		return err
	})
	return id, err
}

func (w *world) must(actor account.Actor, f justice.Form) db.ID {
	w.T.Helper()
	id, err := w.record(actor, f)
	if err != nil {
		w.T.Fatalf("%T: %v", f, err)
	}
	return id
}

// show shows parts to the police of Kent.
func (w *world) show(parts ...string) (id db.ID, err error) {
	yes := true
	err = w.Try(func(tx *db.Tx) (err error) {
		id, err = w.room.Show(background, tx, w.worker, w.person, justice.ShareForm{Agency: string(w.liaison.Agency), Parts: parts, Agrees: &yes, How: reference.Default().ConsentExplained.All()[0].Code})
		return err
	})
	return id, err
}

// wish records what contact the person wants.
func (w *world) wish(contact justice.Wish, vulnerable bool) error {
	return w.Try(func(tx *db.Tx) error {
		var version int64
		if _, err := tx.Row(background, `SELECT version FROM justice_file WHERE case_id = $1`, []any{w.person}, &version); err != nil {
			return err
		}
		return w.room.SetWish(background, tx, w.worker, w.person, justice.WishForm{Version: version, Contact: string(contact), On: w.Today(), Vulnerable: &vulnerable})
	})
}

// ask asks one route of the room as somebody, and gives status and body.
func (w *world) ask(pattern string, actor account.Actor, path string, posted url.Values) (int, string) {
	w.T.Helper()
	for _, line := range w.room.Routes() {
		if line.Pattern != pattern {
			continue
		}
		method, shape, _ := strings.Cut(pattern, " ")
		r := httptest.NewRequest(method, path, strings.NewReader(posted.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		plain, _, _ := strings.Cut(path, "?")
		parts := strings.Split(plain, "/")
		for i, part := range strings.Split(shape, "/") {
			if strings.HasPrefix(part, "{") {
				r.SetPathValue(strings.Trim(part, "{}"), parts[i])
			}
		}
		if err := access.Role(actor, line.Action); err != nil {
			return page.Status(fault.Of(err).Code), ""
		}
		recorder := httptest.NewRecorder()
		err := line.Handle(&route.Request{Writer: recorder, Request: r, DB: w.D, Actor: actor, Words: page.In(page.English), Shelf: &route.Shelf{Tabs: w.room.Tabs()}})
		if err != nil {
			if fault.Of(err).Code == fault.Internal {
				w.T.Errorf("%s: %v", pattern, err)
			}
			return page.Status(fault.Of(err).Code), ""
		}
		return recorder.Code, recorder.Body.String()
	}
	w.T.Fatalf("there is no route %s", pattern)
	return 0, ""
}

// see asks a page of the person.
func (w *world) see(actor account.Actor, part string) (int, string) {
	w.T.Helper()
	pattern := "GET /justice/people/{id}"
	if part != "" {
		pattern += "/" + part
	}
	return w.ask(pattern, actor, strings.Replace(strings.TrimPrefix(pattern, "GET "), "{id}", string(w.person), 1), nil)
}

// A line of each part, with words that can be found again.
func lines(today civil.Day) []justice.Form {
	offer := func(right string) justice.Offer {
		return justice.Offer{Right: right, Outcome: "accepted", On: today, How: "in-person", By: "Ms Rightsayer", Language: "sq"}
	}
	return []justice.Form{
		&justice.RightForm{Offer: offer("understand")},
		&justice.ConventionForm{Offer: offer("12-interpreter")},
		&justice.NoticeForm{Decision: "charged", Happened: today, State: "waiting", Words: "Noticecanary"},
		&justice.CrimeForm{Force: "kent", State: "recorded", Reference: "46/CRIMECANARY/26", On: today, Officer: "DC Officercanary"},
		&justice.MeasureForm{Measure: "interpreter", Stage: "court", State: "asked", On: today, TheirView: "Measurecanary"},
		&justice.StatementForm{Kind: "personal", State: "given", On: today, Taker: "Takercanary"},
		&justice.HearingForm{Kind: "trial", On: today.Add(9), At: "10:00", Court: "Courtcanary Crown Court", Attendance: "evidence", Companion: "Companioncanary", State: "planned"},
		&justice.DefenceForm{Offence: "Offencecanary", Grounds: justice.Grounds{Child: "no", Excluded: "no", Compelled: "yes", Attributable: "yes", Alternative: "yes"}, State: "noted", On: today},
		&justice.RedressForm{Way: justice.Injuries, Started: today.AddMonths(-23), State: "considering", On: today, Adviser: "Advisercanary"},
	}
}

var canaries = map[justice.Part]string{justice.Rights: "Rightsayer", justice.Convention: "Rightsayer", justice.Told: "Noticecanary", justice.Crime: "Officercanary", justice.Measures: "Measurecanary",
	justice.Statements: "Takercanary", justice.Hearings: "Courtcanary", justice.Defence: "Offencecanary", justice.Redress: "Advisercanary"}
