package decision

import (
	"math/rand/v2"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
)

// TestRandomWalksAreDerivedAgain takes random steps by random people under the
// real rules, and after each derives the case again from its steps alone: its
// state, clocks, tasks and letters must be what is stored. Each seed is a walk.
func TestRandomWalksAreDerivedAgain(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); walkDesk(t, dbtest.SQLite(t), 14, 30) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); walkDesk(t, dbtest.Postgres(t), 3, 20) })
}

func walkDesk(t *testing.T, url string, walks, length int) {
	k := openDesk(t, url, civil.MustDay("2023-01-09"))
	people := []account.Actor{k.triage, k.maker, k.second, k.reader, k.manager, k.panel, k.chair, k.other, k.referrer}
	taken := map[machine.Step]int{}
	for seed := range walks {
		random := rand.New(rand.NewPCG(uint64(seed), 2))
		age := []string{casefile.Adult, casefile.Child, casefile.NotSure}[random.IntN(3)]
		nation := []string{"england", "wales", "scotland", "northern-ireland"}[random.IntN(4)]
		id := k.refer(age, nation, bornOn(k.today().AddMonths(-12*18+3+random.IntN(12))))
		for range length {
			if random.IntN(3) == 0 {
				k.sleep([]int{1, 3, 10, 31, 60}[random.IntN(5)])
			}
			p, _ := k.state(id)
			steps := machine.Next(p.State, k.today())
			if len(steps) == 0 {
				break
			}
			step := steps[random.IntN(len(steps))]
			if (step == machine.Withdraw || step == machine.CloseEarly || step == machine.DeclineToStay) && random.IntN(4) > 0 {
				continue // would end most walks at once
			}
			for _, at := range random.Perm(len(people)) {
				_, err := k.try(people[at], step, id)
				if err == nil {
					taken[step]++
					k.consistent(id)
					break
				}
				switch fault.Of(err).Code {
				case fault.Invalid, fault.Forbidden, fault.NotFound:
				default:
					t.Fatalf("seed %d, %s by %s: %v", seed, step, people[at].Name, err)
				}
				k.consistent(id)
			}
			if t.Failed() {
				t.Fatalf("seed %d: after %s", seed, step)
			}
		}
		// What is left of a case once everything has run is derived again too.
		k.sleep(40)
	}
	if len(taken) < 15 {
		t.Errorf("the walks took only %d kinds of step: %v", len(taken), taken)
	}
	checked, _, err := k.room.Check(background, func(d Difference) { t.Error(d) })
	if err != nil || checked != walks {
		t.Errorf("checked %d of %d cases: %v", checked, walks, err)
	}
	if n := k.count(`audit_event WHERE action LIKE 'step %'`); n != k.count(`case_step WHERE step NOT IN ('received')`) {
		t.Errorf("%d steps are in the history, and the cases have another number", n)
	}
}

// TestWhatIsChangedBehindTheBackOfTheRoomIsFound alters rows as no command does.
func TestWhatIsChangedBehindTheBackOfTheRoomIsFound(t *testing.T) {
	t.Parallel()
	k := openDesk(t, dbtest.SQLite(t), monday)
	for _, tampering := range []string{
		`UPDATE clock SET due_on = '2030-01-01' WHERE case_id = $1`,
		`DELETE FROM task WHERE case_id = $1`,
		`UPDATE case_state SET state = json_set(state, '$.stage', 'closed') WHERE case_id = $1`,
		`UPDATE case_progress SET steps = 7 WHERE case_id = $1`,
		`DELETE FROM case_step WHERE case_id = $1 AND number = 1`,
		`DELETE FROM letter WHERE case_id = $1`,
	} {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate)
		k.take(k.maker, id, machine.ReasonableGroundsYes)
		k.write(func(tx *db.Tx) error { _, err := tx.Exec(background, tampering, id); return err })
		found := 0
		if _, _, err := k.room.Check(background, func(d Difference) {
			if d.Case == id {
				found++
			}
		}); err != nil {
			t.Fatal(err)
		}
		if found == 0 {
			t.Errorf("not found: %s", tampering)
		}
	}
}

// TestNotEveryRowIsTheMachines verifies a case on which another room has set a
// task, and one that was erased: neither is tampering. One that only says that it
// was erased is derived as any other.
func TestNotEveryRowIsTheMachines(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		kept, gone := k.refer(casefile.Adult, "england"), k.refer(casefile.Adult, "england")
		k.take(k.triage, kept, machine.Allocate)
		k.take(k.triage, gone, machine.Allocate)
		k.write(func(tx *db.Tx) error {
			_, err := casefile.SetTask(background, tx, casefile.Task{Case: kept, Kind: "of-another-room", Agency: k.maker.Agency, Due: k.today()})
			return err
		})
		k.take(k.maker, kept, machine.ReasonableGroundsYes)
		if n := k.count(`task WHERE kind = 'of-another-room' AND done_at IS NULL AND cancelled_at IS NULL`); n != 1 {
			t.Errorf("a step left %d of the tasks of another room", n)
		}
		k.take(k.manager, gone, machine.CloseEarly)
		k.write(func(tx *db.Tx) error {
			return casefile.Erase(background, tx, account.System(account.Command), gone, "ordered", "")
		})
		check := func() (checked, erased, found int) {
			checked, erased, err := k.room.Check(background, func(Difference) { found++ })
			if err != nil {
				t.Fatal(err)
			}
			return checked, erased, found
		}
		if checked, erased, found := check(); checked != 1 || erased != 1 || found != 0 {
			t.Errorf("%d checked, %d erased, %d differences", checked, erased, found)
		}
		k.write(func(tx *db.Tx) error {
			_, err := tx.Exec(background, `UPDATE case_file SET erased_at = $1`, tx.Now())
			return err
		})
		k.write(func(tx *db.Tx) error {
			_, err := tx.Exec(background, `UPDATE clock SET due_on = '2030-01-01'`)
			return err
		})
		if checked, erased, found := check(); checked != 1 || erased != 1 || found == 0 {
			t.Errorf("a case that says it was erased: %d checked, %d erased, %d differences", checked, erased, found)
		}
	})
}
