package accommodation_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/accommodation"
	"github.com/havenward/havenward/internal/casefile/casetest"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"pgregory.net/rapid"
)

// words are what an error says at its fields.
func words(err error) string {
	if err == nil {
		return ""
	}
	text := fault.Of(err).Message
	for _, field := range fault.Of(err).Fields {
		text += field.Message + "\n"
	}
	return text
}

// TestNoBedWhereTheyWereExploited asks for a woman who was exploited in Luton: no
// bed in Bedfordshire can be had, one elsewhere can.
func TestNoBedWhereTheyWereExploited(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		_, there := w.house("bedfordshire", 4, nil, 1, 1)
		_, away := w.house("devon", 4, nil, 1)
		file := w.ask(w.open(survivor{given: "Mirela", family: "Ionescu", towns: []string{"luton"}}), nil)
		if err := w.take(file, there[0]); !strings.Contains(words(err), "in an area where they are in danger") {
			w.T.Errorf("a bed where they were exploited: %v", err)
		}
		w.Must(w.take(file, away[0]))
		if w.state(file) != "housed" {
			w.T.Errorf("the state is %s", w.state(file))
		}
		var free, taken int
		w.Row(`SELECT (SELECT count(*) FROM bed WHERE state = 'free'), (SELECT sum(taken) FROM house)`, nil, &free, &taken)
		if free != 2 || taken != 1 {
			w.T.Errorf("%d beds are free and %d people counted, want 2 and 1: the refused bed was kept", free, taken)
		}
	})
}

// TestDangerByName puts somebody into a house and asks whether another may come,
// whom they fear, who fears them, or who are tied in other ways.
func TestDangerByName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		resident, comer survivor
		resTie, comTie  [2]string // kind and name
		away            string
		houseTie        string
		want            string // "" where the bed can be had
	}{
		"strangers": {resident: survivor{given: "Ana", family: "Popescu"}, comer: survivor{given: "Linh", family: "Tran"}},
		"a former neighbour, in another spelling": {resident: survivor{given: "Dorina", family: "Munteanu"}, comer: survivor{given: "Mirela", family: "Ionescu"}, comTie: [2]string{"neighbour", "Munteanu Doryna"},
			want: "resembles a person from whom they must be kept"},
		"somebody of whom the first name is known": {resident: survivor{given: "Dorina", family: "Munteanu"}, comer: survivor{given: "Mirela", family: "Ionescu"}, comTie: [2]string{"neighbour", "Dorina"}, want: "from whom they must be kept"},
		"who exploited them by the referral":       {resident: survivor{given: "Besnik", family: "Hoxha"}, comer: survivor{given: "Mirela", family: "Ionescu", exploiters: []string{"Hoxha Besnik"}}, want: "from whom they must be kept"},
		"whom the placement team keeps away":       {resident: survivor{given: "Besnik", family: "Hoxha"}, comer: survivor{given: "Mirela", family: "Ionescu"}, away: "Besnik Hoxa", want: "from whom they must be kept"},
		"in touch with their exploiter":            {resident: survivor{given: "Ana", family: "Popescu"}, resTie: [2]string{"in-touch", "Bob Smith"}, comer: survivor{given: "Mirela", family: "Ionescu", exploiters: []string{"Robert Smith"}}, want: "is in touch with a person"},
		"a resident who fears them":                {resident: survivor{given: "Ana", family: "Popescu", exploiters: []string{"Mirela Ionescu"}}, comer: survivor{given: "Mirela", family: "Ionescu"}, want: "must be kept from them"},
		"in touch with whom a resident fears":      {resident: survivor{given: "Ana", family: "Popescu", exploiters: []string{"Иван Петров"}}, comer: survivor{given: "Mirela", family: "Ionescu"}, comTie: [2]string{"in-touch", "Ivan Petrov"}, want: "They are in touch with a person"},
		"tied to the house":                        {resident: survivor{given: "Ana", family: "Popescu"}, comer: survivor{given: "Mirela", family: "Ionescu"}, comTie: [2]string{"associate", "Kate Wilson"}, houseTie: "Katherine Wilson", want: "is tied to the house"},
		"both fear the same person":                {resident: survivor{given: "Ana", family: "Popescu", exploiters: []string{"The Boss"}}, comer: survivor{given: "Mirela", family: "Ionescu", exploiters: []string{"The Boss"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(casetest.New(t, dbtest.SQLite(t)))
			house, beds := w.house("devon", 4, nil, 1, 1)
			if c.houseTie != "" {
				w.Write(func(tx *db.Tx) error {
					_, err := w.room.AddHouseTie(background, tx, w.desk, house, accommodation.Somebody{Names: []string{c.houseTie}})
					return err
				})
			}
			resident := w.ask(w.open(c.resident), nil)
			if c.resTie[0] != "" {
				w.tie(resident, c.resTie[0], c.resTie[1])
			}
			w.Must(w.take(resident, beds[0]))
			person := w.open(c.comer)
			w.away[person] = nil
			if c.away != "" {
				w.away[person] = []string{c.away}
			}
			comer := w.ask(person, nil)
			if c.comTie[0] != "" {
				w.tie(comer, c.comTie[0], c.comTie[1])
			}
			err := w.take(comer, beds[1])
			if c.want == "" && err != nil || c.want != "" && !strings.Contains(words(err), c.want) {
				t.Errorf("%q, want %q", words(err), c.want)
			}
			if said := words(err); strings.Contains(said, c.resident.family) || strings.Contains(said, c.comer.family) {
				t.Errorf("the reason names somebody: %q", said)
			}
		})
	}
}

// TestALikenessIsSettled lets the desk settle that a name is of another person, and
// undo it; a name that is the same is never settled.
func TestALikenessIsSettled(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		_, beds := w.house("devon", 4, nil, 1, 1)
		resident := w.ask(w.open(survivor{given: "Dorina", family: "Munteanu"}), nil)
		w.Must(w.take(resident, beds[0]))
		comer := w.ask(w.open(survivor{given: "Mirela", family: "Ionescu"}), nil)
		tie := w.tie(comer, "neighbour", "Dorina")
		settle := func() error {
			return w.D.Write(background, func(tx *db.Tx) error {
				return w.room.Clear(background, tx, w.desk, comer, resident, accommodation.ClearForm{Why: "Another Dorina: the neighbour is seventy"})
			})
		}
		w.Must(settle())
		w.Must(settle()) // a second time changes nothing
		w.Must(w.take(comer, beds[1]))
		w.Write(func(tx *db.Tx) error {
			var stay db.ID
			if _, err := tx.Row(background, `SELECT id FROM stay WHERE file_id = $1`, []any{comer}, &stay); err != nil {
				return err
			}
			return w.room.Cancel(background, tx, w.desk, stay)
		})
		w.Write(func(tx *db.Tx) error { return w.room.Unclear(background, tx, w.desk, comer, resident) })
		if err := w.take(comer, beds[1]); err == nil {
			w.T.Error("after the undo the bed can be had")
		}
		w.Write(func(tx *db.Tx) error {
			return w.room.EndTie(background, tx, w.worker, comer, tie, accommodation.EndTieForm{Why: "Written down wrongly"})
		})
		w.tie(comer, "neighbour", "Dorina Munteanu")
		if err := settle(); !strings.Contains(words(err), "The names are the same") {
			w.T.Errorf("the same name is settled: %v", err)
		}
	})
}

// TestANewNameWarnsAtOnce adds a name while somebody lives in a house with its
// bearer: the desk is told, and not who it is.
func TestANewNameWarnsAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		_, beds := w.house("devon", 4, nil, 1, 1)
		w.Must(w.take(w.ask(w.open(survivor{given: "Dorina", family: "Munteanu"}), nil), beds[0]))
		comer := w.ask(w.open(survivor{given: "Mirela", family: "Ionescu"}), nil)
		w.Must(w.take(comer, beds[1]))
		if strings.Contains(w.messages(), "may be in danger there") {
			w.T.Fatal("a message of danger before there is any")
		}
		w.tie(comer, "neighbour", "Dorina Munteanu")
		said := w.messages()
		if !strings.Contains(said, "Somebody in a safe house may be in danger there") || strings.Contains(said, "Munteanu") || strings.Contains(said, "Ionescu") {
			w.T.Errorf("the messages are %q", said)
		}
	})
}

// TestNobodyIsPutBesideWhomTheyFear draws who fears whom, in whatever spelling, and
// has them all take beds in two houses in any order: whoever got a bed lives with
// nobody whom they fear or who fears them.
func TestNobodyIsPutBesideWhomTheyFear(t *testing.T) {
	t.Parallel()
	names := []survivor{{given: "Dorina", family: "Munteanu"}, {given: "Besnik", family: "Hoxha"}, {given: "Thanh", family: "Nguyen"}, {given: "Grace", family: "Adeyemi"}, {given: "Ivan", family: "Petrov"}}
	spellings := [][]string{{"Munteanu Dorina", "Dorina", "Dorina Munteanou"}, {"Besnik Hoxa", "HOXHA BESNIK"}, {"Nguyễn Thanh", "Thanh Nguyen"}, {"Grace Adeyemi", "Grace Adeyémi"}, {"Иван Петров", "Petrov Ivan"}}
	base := newWorld(casetest.New(t, dbtest.SQLite(t)))
	rapid.Check(t, func(rt *rapid.T) {
		w := base
		_, first := w.house("devon", 6, nil, 1, 1, 1, 1, 1)
		_, second := w.house("cornwall", 6, nil, 1, 1, 1, 1, 1)
		beds := append(first, second...)
		fears := map[[2]int]bool{}
		files := make([]db.ID, len(names))
		for i, s := range names {
			for j := range names {
				if i != j && rapid.IntRange(0, 3).Draw(rt, fmt.Sprintf("%d fears %d", i, j)) == 0 {
					fears[[2]int{i, j}] = true
					s.exploiters = append(slices.Clone(s.exploiters), rapid.SampledFrom(spellings[j]).Draw(rt, "as"))
				}
			}
			files[i] = w.ask(w.open(s), nil)
		}
		in := map[int]int{} // the house of each person
		for step, i := range rapid.Permutation([]int{0, 1, 2, 3, 4}).Draw(rt, "order") {
			bed := rapid.IntRange(0, len(beds)-1).Draw(rt, "bed")
			if err := w.take(files[i], beds[bed]); err == nil {
				in[i] = bed / len(first)
			} else if !fault.Is(err, fault.Invalid) {
				rt.Fatalf("step %d: %v", step, err)
			}
		}
		for pair := range fears {
			one, housed := in[pair[0]]
			other, too := in[pair[1]]
			if housed && too && one == other {
				rt.Fatalf("%s lives with %s, whom they fear", names[pair[0]].family, names[pair[1]].family)
			}
		}
		// The next draw begins in empty houses.
		for i, file := range files {
			if _, housed := in[i]; housed {
				w.Write(func(tx *db.Tx) error {
					var stay db.ID
					if _, err := tx.Row(background, `SELECT id FROM stay WHERE file_id = $1 AND ended_at IS NULL`, []any{file}, &stay); err != nil {
						return err
					}
					return w.room.Cancel(background, tx, w.desk, stay)
				})
			}
		}
	})
}

// TestAHouseIsNeverOverfull has twenty people take beds of one house at once, which
// has more beds than it may have people: never more than it may, and no bed twice.
func TestAHouseIsNeverOverfull(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		const people, capacity = 20, 5
		house, beds := w.house("devon", capacity, nil, 1, 1, 1, 1, 1, 1, 1, 1)
		files := make([]db.ID, people)
		for i := range files {
			files[i] = w.ask(w.open(survivor{given: fmt.Sprintf("Person%c", 'A'+i), family: fmt.Sprintf("Family%c%c", 'A'+i, 'Z'-i)}), func(f *accommodation.AskForm) { f.Called = "Somebody" })
		}
		var wait sync.WaitGroup
		errs := make([]error, people)
		for i := range files {
			wait.Go(func() { errs[i] = w.take(files[i], beds[i%len(beds)]) })
		}
		wait.Wait()
		got := 0
		for _, err := range errs {
			switch {
			case err == nil:
				got++
			case !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict):
				w.T.Errorf("a bed is refused with %v", err)
			}
		}
		var taken, stays, distinct, counted int
		w.Row(`SELECT taken, (SELECT count(*) FROM stay WHERE house_id = $1 AND ended_at IS NULL), (SELECT count(DISTINCT bed_id) FROM stay WHERE house_id = $1 AND ended_at IS NULL),
			(SELECT count(*) FROM bed WHERE house_id = $1 AND state = 'taken') FROM house WHERE id = $1`, []any{house}, &taken, &stays, &distinct, &counted)
		if got != capacity || taken != capacity || stays != capacity || distinct != capacity || counted != capacity {
			w.T.Errorf("%d said that they have a bed; the house counts %d people, %d stays in %d beds of which %d are taken; it may have %d", got, taken, stays, distinct, counted, capacity)
		}
	})
}

// TestTwoWhoFearEachOtherAtOnce has two people who must be kept apart take the two
// last beds of a house at the same time: one of them gets one.
func TestTwoWhoFearEachOtherAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		for round := range 5 {
			_, beds := w.house([]string{"devon", "cornwall", "kent", "essex", "norfolk"}[round], 4, nil, 1, 1)
			one := w.ask(w.open(survivor{given: "Dorina", family: "Munteanu"}), nil)
			other := w.ask(w.open(survivor{given: "Mirela", family: "Ionescu", exploiters: []string{"Dorina Munteanu"}}), nil)
			var wait sync.WaitGroup
			errs := make([]error, 2)
			for i, file := range []db.ID{one, other} {
				wait.Go(func() { errs[i] = w.take(file, beds[i]) })
			}
			wait.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				w.T.Fatalf("round %d: %v and %v", round, errs[0], errs[1])
			}
			if err := errors.Join(errs...); !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
				w.T.Errorf("round %d: %v", round, err)
			}
			w.Clock.Add(time.Minute)
		}
	})
}
