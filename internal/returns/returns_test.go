package returns_test

import (
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/returns"
)

// TestFromTheWishToTheLastContact walks a return from the first word to a contact
// after it.
func TestFromTheWishToTheLastContact(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.ready()
		if err := w.depart(); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Fields[0].Message, "cannot travel yet") {
			w.T.Fatalf("left without having been asked again: %v", err)
		}
		w.Must(w.choose(returns.ToTravel, "yes", 0))
		w.Must(w.depart())
		arrive := returns.ArriveForm{Version: w.version(w.one), On: w.Today(), How: "met"}
		w.Write(func(tx *db.Tx) error { return w.room.Arrive(background, tx, w.worker, w.one, arrive) })
		if n := w.count(`SELECT count(*) FROM clock WHERE case_id = $1 AND stopped_on IS NULL`, w.one); n != 2 {
			w.T.Errorf("%d clocks of contacts run, want 2", n)
		}
		var contact db.ID
		var due civil.Day
		w.Write(func(tx *db.Tx) error {
			_, err := tx.Row(background, `SELECT id, due_on FROM return_contact WHERE kind = 'return-check-in-1'`, nil, &contact, &due)
			return err
		})
		if want := w.Today().AddMonths(1); due != want {
			w.T.Errorf("the first contact is due on %s, want %s", due, want)
		}
		w.Clock.Add(30 * 24 * time.Hour)
		id, _ := w.handover()
		find := returns.FindingForm{Version: 2, On: w.Today(), Found: returns.FoundWell}
		w.Write(func(tx *db.Tx) error { return w.room.PartnerFinds(background, tx, w.kaunas, id, contact, find) })
		if home, err := homeOf(w); err != nil || !home {
			w.T.Errorf("the person went home: %v, %v", home, err)
		}
		// A new encounter is raised to those who arranged the return, and says who to nobody.
		w.Write(func(tx *db.Tx) error {
			return w.room.MetAgain(background, tx, account.System(account.Job), w.one, "", "returned-home")
		})
		if n := w.count(`SELECT count(*) FROM task WHERE case_id = $1 AND kind = 'return-signal' AND done_at IS NULL AND cancelled_at IS NULL`, w.one); n != 1 {
			w.T.Errorf("%d tasks to look at the sign", n)
		}
		if said := w.said("worker@example.org"); !strings.Contains(said, "may be in danger") || strings.Contains(said, "Quillkauskas") {
			w.T.Errorf("the message is %q", said)
		}
	})
}

func homeOf(w *world) (home bool, err error) {
	err = w.Try(func(tx *db.Tx) error { home, err = w.room.WentHome(background, tx, w.one); return err })
	return home, err
}

// TestANoStopsEverythingAtOnce holds that nothing is left when the person takes
// their choice back: not a task, a link, a grant or the pack.
func TestANoStopsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.ready()
		if !w.reads(w.kaunas) || w.reads(w.turin) {
			w.T.Fatal("the organisation that was given the pack reads it, and no other")
		}
		f := returns.StopForm{Version: w.version(w.one)}
		w.Write(func(tx *db.Tx) error { return w.room.Withdraw(background, tx, w.worker, w.one, f) })
		for what, query := range map[string]string{
			"tasks":    `SELECT count(*) FROM task WHERE case_id = $1 AND done_at IS NULL AND cancelled_at IS NULL`,
			"clocks":   `SELECT count(*) FROM clock WHERE case_id = $1 AND stopped_on IS NULL`,
			"links":    `SELECT count(*) FROM return_link l JOIN return_handover h ON h.id = l.handover_id JOIN return_plan p ON p.id = h.plan_id WHERE p.case_id = $1 AND l.revoked_at IS NULL`,
			"packs":    `SELECT count(*) FROM return_handover h JOIN return_plan p ON p.id = h.plan_id WHERE p.case_id = $1 AND h.pack_sealed IS NOT NULL`,
			"contacts": `SELECT count(*) FROM return_contact k JOIN return_plan p ON p.id = k.plan_id WHERE p.case_id = $1 AND k.cancelled_at IS NULL`,
			"choices":  `SELECT count(*) FROM return_choice k JOIN return_plan p ON p.id = k.plan_id WHERE p.case_id = $1 AND k.given AND k.withdrawn_at IS NULL`,
			"consents": `SELECT count(*) FROM consent WHERE case_id = $1 AND agency_id IS NOT NULL AND given AND withdrawn_at IS NULL`,
		} {
			if n := w.count(query, w.one); n != 0 {
				w.T.Errorf("%d %s are left", n, what)
			}
		}
		if w.reads(w.kaunas) {
			w.T.Error("the organisation can still read who it is")
		}
		if !w.reads(w.worker) {
			w.T.Error("those who support the person lost sight of them")
		}
		if err := w.choose(returns.ToReturn, "yes", 10); !fault.Is(err, fault.Forbidden) {
			w.T.Errorf("a stopped return went on: %v", err)
		}
		w.begin() // and the person may ask again whenever they want
	})
}

// TestNobodyIsNamedBeforeTheyAgree holds that an organisation is asked without the
// person's name, and told who it is only with their consent.
func TestNobodyIsNamedBeforeTheyAgree(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.begin()
		ask := returns.AskForm{Version: w.version(w.one), Agency: string(w.kaunasAgency), Needs: []string{"housing"}, Words: "A woman alone."}
		asking := func() error {
			return w.Try(func(tx *db.Tx) error { _, err := w.room.Ask(background, tx, w.worker, w.one, ask); return err })
		}
		if err := asking(); !fault.Is(err, fault.Forbidden) {
			w.T.Errorf("an organisation was asked before the person chose: %v", err)
		}
		if err := w.choose(returns.ToReturn, "yes", 2); !fault.Is(err, fault.Invalid) || fault.Of(err).Fields[0].Name != "sooner" {
			w.T.Errorf("the person had two days to think: %v", err)
		}
		w.Must(w.choose(returns.ToReturn, "yes", 7))
		ask.Version = w.version(w.one)
		w.Must(asking())
		if said := w.said("kaunas@example.org"); !strings.Contains(said, "https://havenward.example/handover/") || strings.Contains(said, "Quillkauskas") || strings.Contains(said, "Ruta") {
			w.T.Errorf("the message is %q", said)
		}
		id, version := w.handover()
		if w.reads(w.kaunas) {
			w.T.Error("the organisation reads who it is")
		}
		named := returns.AcceptForm{Version: version, Answer: returns.Answer{Contact: "Rasa", ContactPhone: "+37061234567", Alternate: "Rasa", AlternatePhone: "+37061234568", Risks: "None."}}
		accept := func(actor account.Actor, f returns.AcceptForm) error {
			return w.Try(func(tx *db.Tx) error { return w.room.Accept(background, tx, actor, id, f) })
		}
		if err := accept(w.kaunas, named); !fault.Is(err, fault.Invalid) || fault.Of(err).Fields[0].Name != "alternate" {
			w.T.Errorf("one person was both contacts: %v", err)
		}
		named.Alternate = "Tomas"
		for _, other := range []account.Actor{w.turin, w.stranger} {
			if err := accept(other, named); !fault.Is(err, fault.NotFound) {
				w.T.Errorf("%s answered for another: %v", other.Name, err)
			}
		}
		w.Must(accept(w.kaunas, named))
		pack := returns.PackForm{Version: w.version(w.one), Born: "no", Reach: "By message", Arrival: "Kaunas", Needs: "A room"}
		if err := w.Try(func(tx *db.Tx) error { return w.room.GivePack(background, tx, w.worker, w.one, pack) }); !fault.Is(err, fault.Forbidden) {
			w.T.Errorf("a pack was given without consent: %v", err)
		}
	})
}

// TestNoEmbassyWithoutConsent holds the gate in the command as well as in the rule.
func TestNoEmbassyWithoutConsent(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.begin()
		passport := func(state string) error {
			return w.Try(func(tx *db.Tx) error {
				_, err := w.room.KeepDocument(background, tx, w.worker, w.one, returns.DocumentForm{Kind: "passport", Embassy: "yes", State: state})
				return err
			})
		}
		if err := passport(returns.Asked); !fault.Is(err, fault.Invalid) || fault.Of(err).Fields[0].Name != "embassy" {
			w.T.Errorf("an embassy was asked without consent: %v", err)
		}
		w.Must(passport(returns.Needed)) // to plan for it contacts nobody
		w.Must(w.choose(returns.ToEmbassy, "yes", 0))
		w.Must(passport(returns.Asked))
		w.seeking = true
		if err := passport(returns.Asked); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("the embassy of somebody who asks for protection was contacted: %v", err)
		}
		w.seeking = false
		w.Must(w.choose(returns.ToEmbassy, "no", 0))
		if err := passport(returns.Asked); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("an embassy was contacted after a no: %v", err)
		}
	})
}

// TestAChildsInterestsComeFirst holds that nothing is chosen or asked for a child
// before it was decided what is best.
func TestAChildsInterestsComeFirst(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.Write(func(tx *db.Tx) error {
			_, err := w.room.Begin(background, tx, w.social, w.child, returns.BeginForm{Country: "LT", Words: "I want my mother."})
			return err
		})
		f := w.choice(returns.ToReturn, "yes", 10)
		f.Version = w.version(w.child)
		choose := func() error {
			return w.Try(func(tx *db.Tx) error { _, err := w.room.Choose(background, tx, w.social, w.child, f); return err })
		}
		if err := choose(); !fault.Is(err, fault.Invalid) || fault.Of(err).Fields[0].Name != "given" {
			w.T.Errorf("a child chose before: %v", err)
		}
		decide := returns.InterestsForm{Version: f.Version, Outcome: returns.InterestsReturn, On: w.Today(), Words: "The court and the guardian, with the child."}
		if err := w.Try(func(tx *db.Tx) error { return w.room.DecideInterests(background, tx, w.worker, w.child, decide) }); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("somebody else decided: %v", err)
		}
		w.Write(func(tx *db.Tx) error { return w.room.DecideInterests(background, tx, w.social, w.child, decide) })
		f.Version++
		w.Must(choose())
		stay := returns.InterestsForm{Version: w.version(w.child), Outcome: returns.InterestsStay, On: w.Today(), Words: "The mother sold her."}
		w.Write(func(tx *db.Tx) error { return w.room.DecideInterests(background, tx, w.social, w.child, stay) })
		if n := w.count(`SELECT count(*) FROM return_plan WHERE case_id = $1 AND ended_at IS NULL`, w.child); n != 0 {
			w.T.Error("a return that is not in a child's interests goes on")
		}
	})
}

// TestAStrangerFindsNothing holds that a return out of reach is like none.
func TestAStrangerFindsNothing(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.begin()
		f := returns.StopForm{Version: 1}
		if err := w.Try(func(tx *db.Tx) error { return w.room.Withdraw(background, tx, w.stranger, w.one, f) }); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("a stranger stopped a return: %v", err)
		}
		if err := w.Try(func(tx *db.Tx) error {
			_, err := w.room.Begin(background, tx, w.stranger, w.one, returns.BeginForm{Country: "LT", Words: "x"})
			return err
		}); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("a stranger began one: %v", err)
		}
		// The officer of the charity reaches what the charity keeps; nobody of the
		// authority has an action on it.
		if err := access.Decide(account.Actor{Account: "a", Agency: "b", Roles: []account.Role{account.DecisionMaker, account.AuthorityManager, account.FirstResponder}}, access.ReadReturn, access.Everything); err == nil {
			w.T.Error("those who decide read returns")
		}
	})
}
