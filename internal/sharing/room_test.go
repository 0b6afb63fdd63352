package sharing

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

var background = context.Background()

// house is an agency that keeps a case, one that supports people, and the room.
type house struct {
	t                            *testing.T
	d                            *db.Database
	now                          *time.Time
	room                         *Room
	manager, maker, other, admin account.Actor // of the agency that keeps the case
	worker, colleague            account.Actor // of the agency that supports
	adult, child                 db.ID
	reference                    string
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	for engine, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			now := dbtest.Noon
			d := dbtest.Open(t, url(t), func() time.Time { return now })
			h := &house{t: t, d: d, now: &now, room: &Room{DB: d, Rules: statute.Default(), Lists: reference.Default()}}
			h.build()
			test(h)
		})
	}
}

func (h *house) write(fn func(tx *db.Tx) error) error { return h.d.Write(background, fn) }

func (h *house) must(fn func(tx *db.Tx) error) {
	h.t.Helper()
	if err := h.write(fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) build() {
	h.must(func(tx *db.Tx) error {
		keeper, err := account.AddAgency(background, tx, account.Agency{Name: "Keeper", Kind: account.CompetentAuthority, Jurisdiction: "england"})
		if err != nil {
			return err
		}
		support, err := account.AddAgency(background, tx, account.Agency{Name: "Support", Kind: account.NGO, Jurisdiction: "england"})
		if err != nil {
			return err
		}
		person := func(agency db.ID, name string, roles ...account.Role) (actor account.Actor) {
			id, addErr := account.AddAccount(background, tx, account.NewAccount{Agency: agency, Email: name + "@example.org", Name: name, Roles: roles})
			if addErr != nil {
				err = addErr
				return actor
			}
			actor, _, err = account.Load(background, tx, id)
			actor.Via = account.Page
			return actor
		}
		h.manager, h.maker = person(keeper, "manager", account.AuthorityManager), person(keeper, "maker", account.DecisionMaker)
		h.other, h.admin = person(keeper, "other", account.AuthorityManager), person(support, "admin", account.AgencyAdministrator)
		h.worker, h.colleague = person(support, "worker", account.SupportProvider), person(support, "colleague", account.SupportProvider)
		if err != nil {
			return err
		}
		for group, id := range map[string]*db.ID{casefile.Adult: &h.adult, casefile.Child: &h.child} {
			var ref string
			if *id, ref, err = casefile.OpenCase(background, tx, h.maker, casefile.Opening{Jurisdiction: "england", AgeGroup: group}); err != nil {
				return err
			}
			if group == casefile.Adult {
				h.reference = ref
			}
			record := casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Secret", Family: "Person"}}, Stories: map[string]string{"start": "What happened"}}
			if err := casefile.Put(background, tx, h.maker, *id, "referral", record); err != nil {
				return err
			}
			if err := access.Give(background, tx, h.maker, access.Grant{Agency: keeper, Case: *id, Purpose: "decision", LegalBasis: "identification", Compartments: access.Everything | access.Sharing}); err != nil {
				return err
			}
		}
		return nil
	})
}

// sees gives what somebody reaches of a case.
func (h *house) sees(actor account.Actor, id db.ID) (granted access.Compartments) {
	h.t.Helper()
	err := h.d.Read(background, func(tx *db.Tx) (err error) {
		granted, err = access.Granted(background, tx, actor, id)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return granted
}

func (h *house) today() civil.Day { return civil.DayOf(*h.now) }

func (h *house) consent(given string) ConsentForm {
	return ConsentForm{Case: h.adult, Agency: h.worker.Agency, Purpose: "support", Compartments: []string{"identity", "contact"}, Given: given, How: "in-person", Language: "sq", ExplainedBy: "Somebody", On: h.today()}
}

func (h *house) shareForm(basis string) ShareForm {
	return ShareForm{Case: h.adult, Agency: h.worker.Agency, To: "agency", Compartments: []string{"identity"}, Purpose: "support", Basis: basis, Reason: "They support the person"}
}

func named(err error, name string) bool {
	for _, field := range fault.Of(err).Fields {
		if field.Name == name {
			return true
		}
	}
	return false
}

func TestTemplatesGoThroughTheCatalogue(t *testing.T) {
	t.Parallel()
	page.CheckTemplates(t, Files())
}

// TestWithdrawalEndsSharingAtOnce: what rests on the consent ends in the same
// transaction, and what does not stays and says why.
func TestWithdrawalEndsSharingAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		if err := h.write(func(tx *db.Tx) error {
			_, err := h.room.Share(background, tx, h.maker, h.shareForm("consent"))
			return err
		}); !named(err, "basis") {
			t := h.t
			t.Fatalf("sharing by a consent that nobody gave: %v", err)
		}
		var consent db.ID
		h.must(func(tx *db.Tx) (err error) {
			if consent, err = h.room.RecordConsent(background, tx, h.maker, h.consent("yes")); err != nil {
				return err
			}
			if _, err = h.room.Share(background, tx, h.maker, h.shareForm("consent")); err != nil {
				return err
			}
			law := h.shareForm("safeguarding-adult")
			law.Purpose, law.Compartments = "safeguarding", []string{"contact"}
			_, err = h.room.Share(background, tx, h.maker, law)
			return err
		})
		if got := h.sees(h.worker, h.adult); got != access.Identity|access.Contact {
			h.t.Fatalf("shared: %s", got)
		}
		wide := h.shareForm("consent")
		wide.Compartments = []string{"identity", "story"}
		if err := h.write(func(tx *db.Tx) error { _, err := h.room.Share(background, tx, h.maker, wide); return err }); !named(err, "basis") {
			h.t.Fatalf("sharing more than was agreed to: %v", err)
		}
		var stays []Holding
		h.must(func(tx *db.Tx) (err error) {
			stays, err = h.room.Withdraw(background, tx, h.maker, WithdrawForm{Case: h.adult, Consent: consent, Reason: "Changed their mind"})
			if err != nil {
				return err
			}
			granted, err := access.Granted(background, tx, h.worker, h.adult)
			if granted != access.Contact {
				h.t.Errorf("in the transaction of the withdrawal they still reach %s", granted)
			}
			return err
		})
		if len(stays) != 1 || stays[0].Basis != "safeguarding-adult" {
			h.t.Errorf("what stays: %+v", stays)
		}
		if got := h.sees(h.worker, h.adult); got != access.Contact {
			h.t.Errorf("after the withdrawal: %s", got)
		}
		err := h.write(func(tx *db.Tx) error {
			_, err := h.room.Withdraw(background, tx, h.maker, WithdrawForm{Case: h.adult, Consent: consent})
			return err
		})
		if !fault.Is(err, fault.NotFound) {
			h.t.Errorf("withdrawing twice: %v", err)
		}
	})
}

// TestANoTakesBackAnEarlierYes.
func TestANoTakesBackAnEarlierYes(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		h.must(func(tx *db.Tx) error {
			if _, err := h.room.RecordConsent(background, tx, h.maker, h.consent("yes")); err != nil {
				return err
			}
			if _, err := h.room.Share(background, tx, h.maker, h.shareForm("consent")); err != nil {
				return err
			}
			_, err := h.room.RecordConsent(background, tx, h.maker, h.consent("no"))
			return err
		})
		if got := h.sees(h.worker, h.adult); got != 0 {
			h.t.Errorf("after the person said no: %s", got)
		}
	})
}

func TestNobodyUnderEighteenConsents(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		form := h.consent("yes")
		form.Case = h.child
		if err := h.write(func(tx *db.Tx) error { _, err := h.room.RecordConsent(background, tx, h.maker, form); return err }); !named(err, "given") {
			h.t.Errorf("a child consents: %v", err)
		}
		share := h.shareForm("consent")
		share.Case = h.child
		if err := h.write(func(tx *db.Tx) error { _, err := h.room.Share(background, tx, h.maker, share); return err }); !named(err, "basis") {
			h.t.Errorf("sharing by a child's consent: %v", err)
		}
		share.Basis = "safeguarding-child"
		h.must(func(tx *db.Tx) error { _, err := h.room.Share(background, tx, h.maker, share); return err })
		if got := h.sees(h.worker, h.child); got != access.Identity {
			h.t.Errorf("sharing to safeguard a child: %s", got)
		}
	})
}

// TestADenialBeatsSharesAndEmergencies: the denied person sees nothing, their
// emergency is answered as one about nothing, and their colleague sees on.
func TestADenialBeatsSharesAndEmergencies(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		var denial db.ID
		h.must(func(tx *db.Tx) (err error) {
			if _, err = h.room.Share(background, tx, h.maker, h.shareForm("public-task")); err != nil {
				return err
			}
			denial, err = h.room.Deny(background, tx, h.manager, DenyForm{Case: h.adult, Agency: h.worker.Agency, To: "person:" + string(h.worker.Account), Reason: "Related to the suspect"})
			return err
		})
		if h.sees(h.worker, h.adult) != 0 || h.sees(h.colleague, h.adult) != access.Identity {
			h.t.Errorf("the denied reach %s, their colleague %s", h.sees(h.worker, h.adult), h.sees(h.colleague, h.adult))
		}
		answers, work := map[string]Opened{}, map[string]int64{}
		for what, ref := range map[string]string{"denied": h.reference, "nothing": casefile.NewReference("HW")} {
			h.must(func(tx *db.Tx) (err error) {
				counted, statements := db.Counting(background)
				defer func() { work[what] = statements.Load() }()
				answers[what], err = h.room.OpenEmergency(counted, tx, h.worker, EmergencyForm{Reference: ref, Reason: "A trafficker is at the door of the house"})
				return err
			})
		}
		if !answers["denied"].Until.IsZero() || !answers["nothing"].Until.IsZero() || h.sees(h.worker, h.adult) != 0 {
			h.t.Error("an emergency opened what is denied")
		}
		// Nor does the time tell what is denied from what is not there.
		if work["denied"] != work["nothing"] || work["nothing"] == 0 {
			h.t.Errorf("statements of a try: %v", work)
		}
		if err := h.write(func(tx *db.Tx) error {
			_, err := h.room.Deny(background, tx, h.maker, DenyForm{Case: h.adult, Agency: h.worker.Agency, To: "agency", Reason: "x"})
			return err
		}); !fault.Is(err, fault.Forbidden) {
			h.t.Errorf("a decision maker denies: %v", err)
		}
		h.must(func(tx *db.Tx) error {
			return h.room.Allow(background, tx, h.manager, AllowForm{Case: h.adult, Denial: denial, Reason: "Not related after all"})
		})
		if h.sees(h.worker, h.adult) != access.Identity {
			h.t.Error("the end of the denial did not bring the share back")
		}
	})
}

// TestAnEmergencyIsShortToldAndReviewed.
func TestAnEmergencyIsShortToldAndReviewed(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		var opened Opened
		h.must(func(tx *db.Tx) (err error) {
			opened, err = h.room.OpenEmergency(background, tx, h.worker, EmergencyForm{Reference: strings.ToLower(h.reference), Reason: "Secret Person is in danger at the station"})
			return err
		})
		if got := h.sees(h.worker, h.adult); got != access.Identity|access.Contact|access.Health || h.sees(h.colleague, h.adult) != 0 {
			h.t.Errorf("opened: %s", got)
		}
		h.must(func(tx *db.Tx) error { return tellOpened(background, tx, []byte(`"`+string(opened.ID)+`"`)) })
		var told []string
		h.must(func(tx *db.Tx) error {
			messages, err := notify.Messages(background, tx, "")
			for _, m := range messages {
				told = append(told, m.To)
				if strings.Contains(m.Subject+m.Body, "Secret") || strings.Contains(m.Body, h.reference) || strings.Contains(m.Body, "station") {
					h.t.Errorf("a message tells of somebody: %s", m.Body)
				}
			}
			return err
		})
		for _, who := range []string{"admin@example.org", "manager@example.org", "other@example.org"} {
			if !strings.Contains(strings.Join(told, " "), who) {
				h.t.Errorf("%s was not told; told were %v", who, told)
			}
		}
		*h.now = h.now.Add(time.Hour)
		if h.sees(h.worker, h.adult) != 0 {
			h.t.Error("the emergency lasts longer than its rule allows")
		}
		review := ReviewForm{Case: h.adult, Emergency: opened.ID, Justified: "yes", Words: "They were right"}
		if err := h.write(func(tx *db.Tx) error { return h.room.Review(background, tx, h.worker, review) }); !fault.Is(err, fault.NotFound) {
			h.t.Errorf("whoever opened it reviews it: %v", err)
		}
		h.must(func(tx *db.Tx) error { return h.room.Review(background, tx, h.manager, review) })
		if err := h.write(func(tx *db.Tx) error { return h.room.Review(background, tx, h.other, review) }); !fault.Is(err, fault.Forbidden) {
			h.t.Errorf("a second review: %v", err)
		}
	})
}

func TestWhoGuessesReferencesIsStopped(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		var err error
		for range mostTries + 1 {
			err = h.write(func(tx *db.Tx) error {
				_, err := h.room.OpenEmergency(background, tx, h.worker, EmergencyForm{Reference: casefile.NewReference("HW"), Reason: "I want to know who is here"})
				return err
			})
		}
		if !fault.Is(err, fault.TooMany) {
			h.t.Errorf("try %d: %v", mostTries+1, err)
		}
	})
}

// TestARequestIsAnswered from asking to reading.
func TestARequestIsAnswered(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		form := AskForm{Reference: h.reference, Purpose: "health", Basis: "health-care", Compartments: []string{"identity", "health", "story"}, Reason: "Treatment"}
		var there, nowhere db.ID
		h.must(func(tx *db.Tx) (err error) {
			if there, err = h.room.Ask(background, tx, h.worker, form); err != nil {
				return err
			}
			form.Reference = casefile.NewReference("HW")
			nowhere, err = h.room.Ask(background, tx, h.worker, form)
			return err
		})
		h.must(func(tx *db.Tx) error {
			mine, err := askedWhere(background, tx, `r.account_id = $1`, h.worker.Account)
			if len(mine) != 2 || mine[0].ID != nowhere || mine[0].Due != mine[1].Due {
				h.t.Errorf("what was asked: %+v", mine)
			}
			theirs, waitErr := waiting(background, tx, h.manager)
			if waitErr != nil || len(theirs) != 1 || theirs[0].ID != there {
				h.t.Errorf("what waits: %+v %v", theirs, waitErr)
			}
			return err
		})
		h.must(func(tx *db.Tx) error {
			return h.room.Decide(background, tx, h.maker, DecideForm{Case: h.adult, Request: there, Grant: "yes", Compartments: []string{"health", "identity"}, Until: h.today(), Reason: "Needed for treatment"})
		})
		if got := h.sees(h.worker, h.adult); got != access.Identity|access.Health || h.sees(h.colleague, h.adult) != 0 {
			h.t.Errorf("granted: %s, to a colleague %s", got, h.sees(h.colleague, h.adult))
		}
		*h.now = h.now.Add(24 * time.Hour)
		if h.sees(h.worker, h.adult) != 0 {
			h.t.Error("the share outlives its last day")
		}
		err := h.write(func(tx *db.Tx) error {
			return h.room.Decide(background, tx, h.maker, DecideForm{Case: h.adult, Request: there, Grant: "no", Reason: "x"})
		})
		if !fault.Is(err, fault.Forbidden) {
			h.t.Errorf("a second answer: %v", err)
		}
	})
}
