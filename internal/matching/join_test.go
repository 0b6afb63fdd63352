package matching

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"pgregory.net/rapid"
)

// twins opens two records of one woman and decides that they are.
func (k *desk) twins() (left, right, pair db.ID) {
	k.t.Helper()
	left = k.open(casefile.Adult, adult(), "Westhaven Police", "Authority")
	right = k.open(casefile.Adult, adult(misspelt), "Northmere Council", "Authority")
	pair = k.queue(k.reviewer, Filter{})[0].ID
	if state, err := k.decide(k.reviewer, pair, SaySame); err != nil || state != Same {
		k.t.Fatalf("%s, %v", state, err)
	}
	return left, right, pair
}

func TestMergeShowsOnePersonAndUndoShowsTwo(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, k *desk) {
		left, right, pair := k.twins()
		search := func(actor account.Actor, query string) (ids []db.ID) {
			k.read(func(tx *db.Tx) (err error) {
				ids, _, err = casefile.Search(background, tx, actor, query, "", 10)
				return err
			})
			return ids
		}
		before := search(k.reviewer, "Valbone")
		merge, err := k.merge(k.reviewer, pair, left)
		if err != nil {
			t.Fatal(err)
		}
		if found := search(k.reviewer, "Valbone"); !slices.Equal(found, []db.ID{left}) {
			t.Errorf("searching for the spelling of the record that follows finds %v, want the one that leads, %v", found, left)
		}
		if found := search(k.council, "Valbone"); !slices.Equal(found, []db.ID{right}) {
			t.Errorf("who sees only the record that follows finds %v, want it, %v", found, right)
		}
		var joined Joined
		k.write(func(tx *db.Tx) (err error) {
			joined, err = k.room.OpenMerge(background, tx, k.reviewer, merge)
			return err
		})
		if names := joined.Parts[0]; !slices.Equal(names.First, []string{"Permeti Valbone"}) || !slices.Equal(names.Beside, []string{"Valbona Përmeti"}) {
			t.Errorf("names are shown as %+v, want the chosen one first and the other beside it", names)
		}
		k.read(func(tx *db.Tx) error {
			members, err := casefile.Person(background, tx, k.reviewer, right)
			if len(members) != 2 || members[0].ID != left || !members[0].Leads {
				t.Errorf("the person has the records %+v", members)
			}
			alone, other := casefile.Person(background, tx, k.council, right)
			if len(alone) != 1 || other != nil {
				t.Errorf("who sees one record is told of %+v, %v", alone, other)
			}
			return err
		})
		if _, err := k.merge(k.reviewer, pair, right); !fault.Is(err, fault.Invalid) {
			t.Errorf("the other way round as well: %v", err)
		}
		err = k.d.Write(background, func(tx *db.Tx) error {
			c, err := k.room.Open(background, tx, k.reviewer, pair)
			if err != nil {
				return err
			}
			return k.room.UndoDecision(background, tx, k.reviewer, pair, c.Pair.Version, "")
		})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("the decision is taken back under a merge: %v", err)
		}
		missing(t, "undone by who sees one of the two", k.part(k.elsewhere, merge))
		if err := k.part(k.reviewer, merge); err != nil {
			t.Fatal(err)
		}
		if found := search(k.reviewer, "Valbone"); !slices.Equal(found, before) {
			t.Errorf("after the undo the search finds %v, before %v", found, before)
		}
		missing(t, "a merge that was undone", k.part(k.reviewer, merge))
		var combined int
		k.read(func(tx *db.Tx) error {
			_, err := tx.Row(background, `SELECT count(*) FROM audit_event WHERE category = 'combination' AND action IN ('merge-cases', 'undo-merge')`, nil, &combined)
			return err
		})
		if combined != 4 {
			t.Errorf("%d entries tell of the merge and its undo on two cases, want 4", combined)
		}
	})
}

// TestADenialFollowsThePerson: who may not see one record may not see the other
// while they are joined.
func TestADenialFollowsThePerson(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, k *desk) {
		left, right, pair := k.twins()
		merge, err := k.merge(k.reviewer, pair, left)
		if err != nil {
			t.Fatal(err)
		}
		k.write(func(tx *db.Tx) error {
			sealed, err := casefile.Seal(background, tx, right, "case_denial", "A relative")
			if err != nil {
				return err
			}
			return access.Deny(background, tx, k.manager, access.Denial{Case: right, Agency: k.second.Agency, Account: k.second.Account, Sealed: sealed})
		})
		sees := func(id db.ID) (granted access.Compartments) {
			k.read(func(tx *db.Tx) (err error) {
				granted, err = access.Granted(background, tx, k.second, id)
				return err
			})
			return granted
		}
		if sees(left) != 0 || sees(right) != 0 {
			t.Errorf("denied one record of a person, somebody sees %v and %v", sees(left), sees(right))
		}
		if err := k.part(k.reviewer, merge); err != nil {
			t.Fatal(err)
		}
		if sees(left) == 0 || sees(right) != 0 {
			t.Errorf("after the undo they see %v and %v", sees(left), sees(right))
		}
	})
}

func TestTheShorterLimitIsThePersons(t *testing.T) {
	t.Parallel()
	day := civil.MustDay
	clock := func(id db.ID, kind, due string, stopped string) casefile.Clock {
		c := casefile.Clock{ID: id, Kind: kind, Due: day(due)}
		if stopped != "" {
			c.Stopped = day(stopped)
		}
		return c
	}
	for name, test := range map[string]struct {
		leader, follower []casefile.Clock
		want             []db.ID
	}{
		"earlier":         {[]casefile.Clock{clock("a", "x", "2026-03-10", "")}, []casefile.Clock{clock("b", "x", "2026-03-05", "")}, []db.ID{"b"}},
		"later":           {[]casefile.Clock{clock("a", "x", "2026-03-10", "")}, []casefile.Clock{clock("b", "x", "2026-03-15", "")}, nil},
		"the same day":    {[]casefile.Clock{clock("a", "x", "2026-03-10", "")}, []casefile.Clock{clock("b", "x", "2026-03-10", "")}, nil},
		"not running":     {[]casefile.Clock{clock("a", "x", "2026-03-10", "")}, []casefile.Clock{clock("b", "x", "2026-03-05", "2026-03-01")}, nil},
		"leader's over":   {[]casefile.Clock{clock("a", "x", "2026-03-01", "2026-03-01")}, []casefile.Clock{clock("b", "x", "2026-03-05", "")}, []db.ID{"b"}},
		"of another kind": {[]casefile.Clock{clock("a", "x", "2026-03-10", "")}, []casefile.Clock{clock("b", "y", "2026-04-05", ""), clock("c", "x", "2026-03-09", "")}, []db.ID{"c", "b"}},
	} {
		var got []db.ID
		for _, c := range Earlier(test.leader, test.follower) {
			got = append(got, c.ID)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// state is everything that undo of a merge must bring back, of some cases, as
// each of some people sees it.
func (k *desk) state(cases []db.ID) string {
	var text strings.Builder
	k.read(func(tx *db.Tx) error {
		for _, actor := range []account.Actor{k.reviewer, k.police, k.council, k.elsewhere} {
			for i, id := range cases {
				file, err := casefile.Load(background, tx, actor, id)
				if err != nil && !fault.Is(err, fault.NotFound) {
					return err
				}
				file.Version, file.ID, file.Reference, file.Opened = 0, "", "", time.Time{}
				members, err := casefile.Person(background, tx, actor, id)
				if err != nil {
					return err
				}
				fmt.Fprintf(&text, "%s case %d: %+v, joined with %d\n", actor.Name, i, file, len(members))
			}
			for _, name := range []string{"Valbona", "Valbone", "Edited", "Permeti"} {
				found, _, err := casefile.Search(background, tx, actor, name, "", 20)
				if err != nil {
					return err
				}
				var which []int
				for _, id := range found {
					which = append(which, slices.Index(cases, id))
				}
				fmt.Fprintf(&text, "%s finds %s in %v\n", actor.Name, name, which)
			}
		}
		for i, id := range cases {
			clocks, err := casefile.Clocks(background, tx, id)
			if err != nil {
				return err
			}
			tasks, err := casefile.Tasks(background, tx, id)
			if err != nil {
				return err
			}
			for _, c := range clocks {
				fmt.Fprintf(&text, "case %d clock %s due %s stopped %s\n", i, c.Kind, c.Due, c.Stopped)
			}
			for _, task := range tasks {
				fmt.Fprintf(&text, "case %d task %s due %s done %v\n", i, task.Kind, task.Due, task.Done)
			}
			card, _, err := cardOf(background, tx, id)
			if err != nil {
				return err
			}
			fmt.Fprintf(&text, "case %d is compared as %+v\n", i, card)
		}
		return nil
	})
	return text.String()
}

// edit is one later change of a case, the same for the same random numbers.
func (k *desk) edit(r *rand.Rand, cases []db.ID) {
	k.t.Helper()
	id := cases[r.IntN(len(cases))]
	*k.now = k.now.Add(time.Minute)
	k.write(func(tx *db.Tx) error {
		switch r.IntN(6) {
		case 0:
			return casefile.Put(background, tx, k.police, id, fmt.Sprint("interview ", r.IntN(9)), casefile.Record{Names: []casefile.Name{{Kind: casefile.Alias, Given: "Edited", Family: fmt.Sprint("N", r.IntN(50))}}})
		case 1:
			_, err := casefile.StartClock(background, tx, casefile.Clock{Case: id, Kind: fmt.Sprint("kind ", r.IntN(3)), Rule: "r", Started: civil.MustDay("2026-03-02"), Due: civil.MustDay("2026-03-02").Add(r.IntN(40))})
			return err
		case 2:
			return casefile.StopClocks(background, tx, id, fmt.Sprint("kind ", r.IntN(3)), "", "done")
		case 3:
			_, err := casefile.SetTask(background, tx, casefile.Task{Case: id, Kind: "a task", Agency: k.agencies["Authority"], Due: civil.MustDay("2026-03-20").Add(r.IntN(9))})
			return err
		case 4:
			return access.Give(background, tx, k.reviewer, access.Grant{Agency: k.agencies["Elsewhere"], Case: id, Purpose: "support", Compartments: access.Identity | access.Story, LegalBasis: legalBasis})
		}
		return casefile.SetClosed(background, tx, id, r.IntN(2) == 0)
	})
	k.work()
}

// TestUndoOfAMergeIsAsIfItHadNeverBeen makes the same changes to the same records
// in two worlds, of which only one joins and parts them in between.
func TestUndoOfAMergeIsAsIfItHadNeverBeen(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) { // each makes two databases: few, and always the same
		how := rand.New(rand.NewPCG(seed, 2))
		beforehand, during, after, leadRight := how.IntN(4), how.IntN(8), how.IntN(3), how.IntN(2) == 0
		world := func(joins bool) string {
			k := openDesk(t, dbtest.SQLite(t))
			r := rand.New(rand.NewPCG(seed, 1))
			left, right, pair := k.twins()
			cases := []db.ID{left, right}
			for range beforehand {
				k.edit(r, cases)
			}
			var merge db.ID
			if joins {
				leader := left
				if leadRight {
					leader = right
				}
				var err error
				if merge, err = k.merge(k.reviewer, pair, leader); err != nil {
					t.Fatal(err)
				}
			}
			for range during {
				k.edit(r, cases)
			}
			if joins {
				if err := k.part(k.reviewer, merge); err != nil {
					t.Fatal(err)
				}
			}
			for range after {
				k.edit(r, cases)
			}
			return k.state(cases)
		}
		if diff := cmp.Diff(strings.Split(world(false), "\n"), strings.Split(world(true), "\n")); diff != "" {
			t.Fatalf("seed %d: a merge that was undone left something behind (-never joined +undone):\n%s", seed, diff)
		}
	}
}

// TestPeopleFollowFromTheMergesThatHold: whatever the order in which merges are
// made and undone, who leads whom, and what is counted, depends only on which hold.
func TestPeopleFollowFromTheMergesThatHold(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, k *desk) {
		var cases []db.ID
		for i := range 4 {
			cases = append(cases, k.open(casefile.Adult, adult(func(r *casefile.Record) { r.Names[0].Family = fmt.Sprint("Q", i); r.References, r.Contacts = nil, nil }), "Authority"))
		}
		join := func(leader, follower int) (m casefile.Merge) {
			m = casefile.Merge{Version: 1, Leader: cases[leader], Follower: cases[follower]}
			k.write(func(tx *db.Tx) (err error) {
				m.ID, err = casefile.Join(background, tx, k.reviewer, m.Leader, m.Follower, casefile.Sealed("x"))
				return err
			})
			return m
		}
		part := func(m casefile.Merge) {
			k.write(func(tx *db.Tx) error { return casefile.Part(background, tx, k.reviewer, m, casefile.Sealed("x")) })
		}
		people := func() string {
			var text []string
			k.read(func(tx *db.Tx) error {
				return tx.Each(background, `SELECT case_id, leader, counted FROM case_person`, nil, func(scan func(...any) error) error {
					var id, leader db.ID
					var counted bool
					err := scan(&id, &leader, &counted)
					text = append(text, fmt.Sprint(slices.Index(cases, id), "<", slices.Index(cases, leader), " ", counted))
					return err
				})
			})
			slices.Sort(text)
			return strings.Join(text, "; ")
		}
		a := join(1, 0)
		b := join(2, 1)
		c := join(2, 3)
		if got, want := people(), "0<2 true; 1<2 false; 2<2 false; 3<2 false"; got != want {
			t.Errorf("three merges: %s, want %s", got, want)
		}
		part(a)
		if got, want := people(), "1<2 true; 2<2 false; 3<2 false"; got != want {
			t.Errorf("without the first: %s, want %s", got, want)
		}
		again := join(1, 0)
		part(b)
		if got, want := people(), "0<1 true; 1<1 false; 2<2 true; 3<2 false"; got != want {
			t.Errorf("without the second: %s, want %s", got, want)
		}
		part(c)
		part(again)
		if got := people(); got != "" {
			t.Errorf("without any: %s", got)
		}
		for _, pair := range [][2]int{{0, 0}, {1, 0}} {
			if pair == [2]int{1, 0} {
				join(0, 1)
			}
			err := k.d.Write(background, func(tx *db.Tx) error {
				_, err := casefile.Join(background, tx, k.reviewer, cases[pair[0]], cases[pair[1]], casefile.Sealed("x"))
				return err
			})
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("joining %v: %v", pair, err)
			}
		}
	})
}

// TestSettledIsAFunctionOfWhatStands holds the rule of decisions to what the
// house promises, whoever decides in whatever order.
func TestSettledIsAFunctionOfWhatStands(t *testing.T) {
	t.Parallel()
	outcomes := []Outcome{SaySame, SayApart, SayUnsure}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 6).Draw(rt, "decisions")
		two := rapid.Bool().Draw(rt, "two readers")
		var decisions, standing []Decision
		count := map[Outcome]map[db.ID]bool{}
		for i := range n {
			d := Decision{Number: i + 1, By: db.ID(rune('a' + rapid.IntRange(0, 3).Draw(rt, "who"))), Outcome: rapid.SampledFrom(outcomes).Draw(rt, "outcome")}
			if rapid.IntRange(0, 4).Draw(rt, "undone") == 0 {
				d.Undone = dbtest.Noon
			} else {
				standing = append(standing, d)
				for _, others := range count {
					delete(others, d.By)
				}
				if count[d.Outcome] == nil {
					count[d.Outcome] = map[db.ID]bool{}
				}
				count[d.Outcome][d.By] = true
			}
			decisions = append(decisions, d)
		}
		state := Settled(decisions, two)
		if again := Settled(standing, two); again != state {
			rt.Fatalf("with what was undone %s, without %s", state, again)
		}
		same, apart := len(count[SaySame]), len(count[SayApart])
		if state == Same && (same <= apart || two && same < 2 || apart > 0 && same < 2) {
			rt.Fatalf("%d say the same and %d different, and it is settled as the same", same, apart)
		}
		if state == Apart && (apart <= same || two && apart < 2 || same > 0 && apart < 2) {
			rt.Fatalf("%d say the same and %d different, and it is settled as different", same, apart)
		}
		if len(standing) == 0 && state != Open {
			rt.Fatalf("nobody has decided and it is %s", state)
		}
	})
}
