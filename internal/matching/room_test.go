package matching

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
)

var background = context.Background()

// desk is a room with agencies and people, for tests. Its clock moves only when
// a test moves it.
type desk struct {
	t    testing.TB
	d    *db.Database
	room *Room
	now  *time.Time
	// People by what they do: two reviewers and a manager of the authority that
	// sees all, a reviewer elsewhere who sees what that authority has, and first
	// responders of two forces.
	reviewer, second, manager, elsewhere, police, council account.Actor
	agencies                                              map[string]db.ID
}

func eachDesk(t *testing.T, test func(t *testing.T, k *desk)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, openDesk(t, dbtest.SQLite(t))) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, openDesk(t, dbtest.Postgres(t))) })
}

func openDesk(t testing.TB, url string) *desk {
	t.Helper()
	now := dbtest.Noon
	k := &desk{t: t, now: &now, agencies: map[string]db.ID{}}
	k.d = dbtest.Open(t, url, func() time.Time { return *k.now })
	k.room = New(k.d, slog.New(slog.DiscardHandler))
	k.write(func(tx *db.Tx) error {
		for name, kind := range map[string]account.Kind{"Authority": account.CompetentAuthority, "Elsewhere": account.CompetentAuthority,
			"Westhaven Police": account.Police, "Northmere Council": account.LocalAuthority} {
			id, err := account.AddAgency(background, tx, account.Agency{Name: name, Kind: kind, Jurisdiction: "england"})
			if err != nil {
				return err
			}
			k.agencies[name] = id
		}
		return nil
	})
	k.reviewer = k.person("Authority", "reviewer", account.TriageOfficer)
	k.second = k.person("Authority", "second", account.DecisionMaker)
	k.manager = k.person("Authority", "manager", account.AuthorityManager)
	k.elsewhere = k.person("Elsewhere", "elsewhere", account.TriageOfficer, account.AuthorityManager)
	k.police = k.person("Westhaven Police", "police", account.FirstResponder)
	k.council = k.person("Northmere Council", "council", account.FirstResponder)
	return k
}

func (k *desk) person(agency, name string, roles ...account.Role) (actor account.Actor) {
	k.t.Helper()
	k.write(func(tx *db.Tx) error {
		id, err := account.AddAccount(background, tx, account.NewAccount{Agency: k.agencies[agency], Email: name + "@agency.example", Name: "Invented " + name, PasswordHash: "-", Roles: roles})
		if err != nil {
			return err
		}
		actor, _, err = account.Load(background, tx, id)
		actor.Via = account.Page
		return err
	})
	return actor
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

// work does the jobs that are due.
func (k *desk) work() {
	k.t.Helper()
	runner := job.NewRunner(k.d, "test", slog.New(slog.DiscardHandler))
	k.room.Jobs(runner)
	runner.Errand("send-message", func(context.Context, *db.Database, json.RawMessage) error { return nil })
	for {
		n, err := runner.Once(background)
		if err != nil {
			k.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// adult is a record of an invented woman; edits change how she was written down.
func adult(edits ...func(*casefile.Record)) casefile.Record {
	r := casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Valbona", Family: "Përmeti"}}, Birth: civil.PartialOf(civil.MustDay("1994-07-23")),
		Gender: "female", Nationalities: []string{"AL"}, CurrentTown: "bedford",
		Contacts:   []casefile.Contact{{Channel: casefile.Phone, Value: "07700 900123", Whose: casefile.ThePerson}},
		References: []casefile.Reference{{Kind: "passport", Value: "BK4711234"}}}
	for _, edit := range edits {
		edit(&r)
	}
	return r
}

// misspelt writes her down under another spelling, in the other order, with a
// digit of the year wrong.
func misspelt(r *casefile.Record) {
	r.Names[0] = casefile.Name{Kind: casefile.NameGiven, Given: "Permeti", Family: "Valbone"}
	r.Birth = civil.PartialOf(civil.MustDay("1995-07-23"))
	r.Contacts = nil
}

// open opens a case of an agency, with grants of everything to it and to others.
func (k *desk) open(group string, record casefile.Record, agencies ...string) (id db.ID) {
	k.t.Helper()
	k.write(func(tx *db.Tx) (err error) {
		actor := account.Actor{Account: k.police.Account, Agency: k.agencies[agencies[0]], Name: "Invented"}
		if id, _, err = casefile.OpenCase(background, tx, actor, casefile.Opening{Jurisdiction: "england", AgeGroup: group}); err != nil {
			return err
		}
		for _, agency := range agencies {
			purpose := "referral"
			if agency == "Authority" || agency == "Elsewhere" {
				purpose = "decision"
			}
			if err := access.Give(background, tx, actor, access.Grant{Agency: k.agencies[agency], Case: id, Purpose: purpose, Compartments: access.Everything, LegalBasis: legalBasis}); err != nil {
				return err
			}
		}
		return casefile.Put(background, tx, actor, id, "referral", record)
	})
	*k.now = k.now.Add(time.Minute)
	k.work()
	return id
}

const legalBasis = "identification"

func (k *desk) queue(actor account.Actor, f Filter) (list []Queued) {
	k.t.Helper()
	k.read(func(tx *db.Tx) (err error) {
		list, err = k.room.Queue(background, tx, actor, f)
		return err
	})
	return list
}

func (k *desk) compare(actor account.Actor, id db.ID) (c Compared, err error) {
	err = k.d.Write(background, func(tx *db.Tx) (err error) {
		c, err = k.room.Open(background, tx, actor, id)
		return err
	})
	return c, err
}

func (k *desk) decide(actor account.Actor, id db.ID, outcome Outcome) (State, error) {
	c, err := k.compare(actor, id)
	if err != nil {
		return "", err
	}
	var state State
	err = k.d.Write(background, func(tx *db.Tx) (err error) {
		state, err = k.room.Decide(background, tx, actor, DecideForm{Pair: id, Version: c.Pair.Version, Outcome: outcome, Reason: "They have the same passport"})
		return err
	})
	return state, err
}

func (k *desk) merge(actor account.Actor, pair, leader db.ID) (merge db.ID, err error) {
	c, err := k.compare(actor, pair)
	if err != nil {
		return "", err
	}
	err = k.d.Write(background, func(tx *db.Tx) (err error) {
		merge, err = k.room.Merge(background, tx, actor, JoinForm{Pair: pair, Version: c.Pair.Version, Leader: leader, Reason: "One woman", Choices: map[string]Choice{"names": FromFollower}})
		return err
	})
	return merge, err
}

func (k *desk) part(actor account.Actor, merge db.ID) error {
	return k.d.Write(background, func(tx *db.Tx) error {
		return k.room.Unmerge(background, tx, actor, UnmergeForm{Merge: merge, Version: 1, Reason: "Two sisters"})
	})
}

// missing checks that an error says that there is no such thing.
func missing(t *testing.T, what string, err error) {
	t.Helper()
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("%s: %v, want that it is missing", what, err)
	}
}
