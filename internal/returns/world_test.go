package returns_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/casefile/casetest"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/returns"
	"github.com/havenward/havenward/internal/statute"
)

var background = context.Background()

// world is a charity that supports one person, an organisation in Kaunas and one
// in Turin, and somebody elsewhere who may see nothing.
type world struct {
	*casetest.World
	room                           *returns.Room
	worker, officer, social        account.Actor
	kaunas, turin, stranger        account.Actor
	kaunasAgency, turinAgency, one db.ID
	child                          db.ID
	seeking                        bool
}

func each(t *testing.T, test func(w *world)) {
	t.Helper()
	casetest.Each(t, func(base *casetest.World) {
		base.Clock.Tick(time.Millisecond)
		w := &world{World: base}
		w.room = &returns.Room{DB: w.D, Rules: statute.Default(), Lists: reference.Default(), URL: "https://havenward.example",
			Seeking: func(context.Context, *db.Tx, db.ID) (bool, error) { return w.seeking, nil }}
		w.fill()
		test(w)
	})
}

func (w *world) fill() {
	w.T.Helper()
	charity, council := w.Agency("Charity", account.NGO), w.Agency("Council", account.LocalAuthority)
	w.kaunasAgency, w.turinAgency = w.AgencyIn("lithuania", "Namai", account.NGO), w.AgencyIn("italy", "Casa", account.NGO)
	w.worker, w.officer = w.Person(charity, "worker", account.SupportProvider), w.Person(charity, "officer", account.ReturnsOfficer)
	w.social = w.Person(council, "social", account.SocialWorker)
	w.kaunas, w.turin = w.Person(w.kaunasAgency, "kaunas", account.ReceivingPartner), w.Person(w.turinAgency, "turin", account.ReceivingPartner)
	w.stranger = w.Person(w.Agency("Elsewhere", account.NGO), "stranger", account.SupportProvider, account.ReturnsOfficer, account.SocialWorker, account.ReceivingPartner)
	open := func(age, given string, by account.Actor, parts access.Compartments) (id db.ID) {
		w.Write(func(tx *db.Tx) (err error) {
			if id, _, err = casefile.OpenCase(background, tx, by, casefile.Opening{Jurisdiction: "england", AgeGroup: age}); err != nil {
				return err
			}
			if err := access.Give(background, tx, by, access.Grant{Agency: by.Agency, Case: id, Purpose: "support", Compartments: parts, LegalBasis: "assistance"}); err != nil {
				return err
			}
			return casefile.Put(background, tx, by, id, "referral", casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: given, Family: "Quillkauskas"}}, Gender: "female", Birth: civil.Partial{Year: 1999, Month: 5, Day: 17}, Interpreter: "lt"})
		})
		return id
	}
	w.one = open(casefile.Adult, "Ruta", w.worker, access.Identity|access.Support)
	w.child = open(casefile.Child, "Emilija", w.social, access.Identity|access.Location)
	w.Write(func(tx *db.Tx) error {
		for agency, form := range map[db.ID]returns.ReceiverForm{w.kaunasAgency: {Town: "Kaunas", Language: "lt"}, w.turinAgency: {Town: "Torino", Language: "it"}} {
			form.Agency, form.Takes, form.Offers, form.Contact, form.Checked = string(agency), []string{"women"}, []string{"housing"}, "By telephone in the morning", w.Today()
			if _, err := w.room.KeepReceiver(background, tx, w.officer, form); err != nil {
				return err
			}
		}
		return nil
	})
}

// plan reads the plan through the API's eyes: its version.
func (w *world) version(id db.ID) (version int64) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		_, err := tx.Row(background, `SELECT version FROM return_plan WHERE case_id = $1 ORDER BY id DESC LIMIT 1`, []any{id}, &version)
		return err
	})
	return version
}

func (w *world) count(query string, args ...any) (n int) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		_, err := tx.Row(background, query, args, &n)
		return err
	})
	return n
}

func (w *world) choice(kind, given string, ago int) returns.ChoiceForm {
	f := returns.ChoiceForm{Version: w.version(w.one), Kind: kind, Given: given, ExplainedBy: "Amara", How: "interpreter-present", Language: "lt", Interpreter: "Jonas", Said: "I want to be near my sister.",
		Explained: w.Today().Add(-ago), Chosen: w.Today()}
	if kind == returns.ToReturn {
		f.Alternatives = []string{"stay", "support", "no-police"}
	}
	return f
}

func (w *world) choose(kind, given string, ago int) error {
	f := w.choice(kind, given, ago)
	return w.Try(func(tx *db.Tx) error { _, err := w.room.Choose(background, tx, w.worker, w.one, f); return err })
}

func (w *world) begin() {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		_, err := w.room.Begin(background, tx, w.worker, w.one, returns.BeginForm{Country: "LT", Town: "Kaunas", Words: "I want to go home."})
		return err
	})
}

// handover is the identifier of the last handover.
func (w *world) handover() (id db.ID, version int64) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		_, err := tx.Row(background, `SELECT id, version FROM return_handover ORDER BY id DESC LIMIT 1`, nil, &id, &version)
		return err
	})
	return id, version
}

// ready brings the return to the day of travel with everything done but the last
// question.
func (w *world) ready() {
	w.T.Helper()
	w.begin()
	w.Must(w.choose(returns.ToReturn, "yes", 10))
	for _, side := range []string{returns.Here, returns.There} {
		f := returns.RiskForm{Version: w.version(w.one), Side: side, Level: returns.Some, Factors: []string{"debt"}, Together: "yes", On: w.Today(), Said: "They know my street.", Plan: "She lives elsewhere."}
		w.Write(func(tx *db.Tx) error { _, err := w.room.AssessRisk(background, tx, w.worker, w.one, f); return err })
	}
	ask := returns.AskForm{Version: w.version(w.one), Agency: string(w.kaunasAgency), Needs: []string{"housing"}, Words: "A woman alone who needs a room."}
	w.Write(func(tx *db.Tx) error { _, err := w.room.Ask(background, tx, w.worker, w.one, ask); return err })
	id, version := w.handover()
	accept := returns.AcceptForm{Version: version, Answer: returns.Answer{Contact: "Rasa", ContactPhone: "+37061234567", Alternate: "Tomas", AlternatePhone: "+37061234568", Risks: "We know of none."}}
	w.Write(func(tx *db.Tx) error { return w.room.Accept(background, tx, w.kaunas, id, accept) })
	w.Write(func(tx *db.Tx) error {
		_, err := w.room.KeepDocument(background, tx, w.worker, w.one, returns.DocumentForm{Kind: "identity-card", Embassy: "no", State: returns.Ready})
		return err
	})
	travel := returns.TravelForm{Version: w.version(w.one), On: w.Today().Add(2), Travel: returns.Travel{Route: "By air to Kaunas", MetBy: "Rasa at the gate"}}
	w.Write(func(tx *db.Tx) error { return w.room.SetTravel(background, tx, w.worker, w.one, travel) })
	contacts := returns.ContactsForm{Version: w.version(w.one), Agreed: []string{"return-check-in-1", "return-check-in-2"}}
	w.Write(func(tx *db.Tx) error { return w.room.AgreeContacts(background, tx, w.worker, w.one, contacts) })
	w.Must(w.choose(returns.ToHandOver, "yes", 0))
	pack := returns.PackForm{Version: w.version(w.one), Born: "no", Reach: "By message in the evening", Arrival: "Kaunas airport", Needs: "A room and a doctor"}
	w.Write(func(tx *db.Tx) error { return w.room.GivePack(background, tx, w.worker, w.one, pack) })
	w.Clock.Add(2 * 24 * time.Hour)
}

func (w *world) depart() error {
	f := returns.DepartForm{Version: w.version(w.one), On: w.Today()}
	return w.Try(func(tx *db.Tx) error { return w.room.Depart(background, tx, w.worker, w.one, f) })
}

// reads reports whether an actor can read the case's identity.
func (w *world) reads(actor account.Actor) (can bool) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		granted, err := access.Granted(background, tx, actor, w.one)
		can = granted&access.Identity != 0
		return err
	})
	return can
}

// said are all messages to somebody, as one text.
func (w *world) said(to string) string {
	w.T.Helper()
	var all []string
	w.Write(func(tx *db.Tx) error {
		found, err := notify.Messages(background, tx, to)
		for _, m := range found {
			all = append(all, m.Subject+"\n"+m.Body)
		}
		return err
	})
	slices.Sort(all)
	return strings.Join(all, "\n")
}
