package exchange_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/exchange"
	"github.com/havenward/havenward/internal/figures"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/shareddata"
	"github.com/havenward/havenward/internal/statute"
)

// published reads the cells of the published statistics that are wanted.
func published(t testing.TB, want func(exchange.Cell) bool) (cells []exchange.Cell, people int) {
	t.Helper()
	file, err := os.Open(shareddata.Path(t, "nrm-statistics/nrm_leaf_2022q2_2023q4.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	all, err := exchange.ReadCells(reference.Default(), file, civil.DayOf(dbtest.Noon))
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range all {
		if want(cell) {
			cells = append(cells, cell)
			people += cell.People
		}
	}
	return cells, people
}

// sameCells compares the table over all dimensions with cells, one by one.
func sameCells(t *testing.T, d *db.Database, cells []exchange.Cell) {
	t.Helper()
	by, err := figures.ReadDimensions([]string{"quarter", "first_responder_type", "first_responder", "exploitation_type", "age", "gender", "nationality"})
	if err != nil {
		t.Fatal(err)
	}
	var table figures.Table
	started := time.Now()
	if err := d.Read(background, func(tx *db.Tx) (err error) {
		table, err = figures.ForOperator(background, tx, by, figures.Filter{})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	t.Logf("the table of %d cells took %s", len(table.Rows), time.Since(started).Round(time.Millisecond))
	got, want := map[string]int{}, map[string]int{}
	for _, row := range table.Rows {
		got[strings.Join(row.Values, "|")] = row.People
	}
	for _, c := range cells {
		want[strings.Join([]string{c.Quarter, c.ResponderType, c.Responder, c.Exploitation, c.Age, c.Gender, c.Nationality}, "|")] = c.People
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (-published +counted):\n%s", diff)
	}
}

func replay(t testing.TB, room *exchange.Room, actor account.Actor, cells []exchange.Cell) exchange.Replayed {
	t.Helper()
	result, err := room.ReplayStatistics(background, actor, cells, exchange.Replay{Seed: 7, Writers: 32})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestReplayGivesBackTheCellsOfAQuarter(t *testing.T) {
	t.Parallel()
	if os.Getenv("HAVENWARD_LONG") != "" {
		t.Skip("all quarters are replayed, this one among them")
	}
	d := dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon })
	cells, people := published(t, func(c exchange.Cell) bool { return c.Quarter == "2023Q2" })
	room, actor := newRoom(t, d)
	result := replay(t, room, actor, cells)
	t.Logf("%d referrals in %s", result.Added, result.Took.Round(time.Millisecond))
	if result.Added != people {
		t.Errorf("added %d, want %d", result.Added, people)
	}
	sameCells(t, d, cells)
}

// TestReplayOfEverything takes most of a minute and runs when asked for.
func TestReplayOfEverything(t *testing.T) {
	if os.Getenv("HAVENWARD_LONG") == "" {
		t.Skip("set HAVENWARD_LONG=1 to replay all published referrals")
	}
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon })
	cells, people := published(t, func(exchange.Cell) bool { return true })
	room, actor := newRoom(t, d)
	result := replay(t, room, actor, cells)
	t.Logf("%d referrals in %s", result.Added, result.Took.Round(time.Millisecond))
	if result.Added != people || people != 30_197 {
		t.Errorf("added %d, want %d", result.Added, people)
	}
	sameCells(t, d, cells)
}

func TestReplayGoesOnWhereItWasInterrupted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		// Cells with words that no codes give, and with several people.
		cells, people := published(t, func(c exchange.Cell) bool {
			return c.Nationality == "Congolese Drc " || c.Exploitation == "Labour, Domestic, Organ Harvesting" || c.Quarter == "2023Q3" && c.ResponderType == "NGO and third sector"
		})
		room, actor := newRoom(t, d)
		ctx, cancel := context.WithCancel(background)
		defer cancel()
		told := atomic.Int64{}
		first, err := room.ReplayStatistics(ctx, actor, cells, exchange.Replay{Seed: 7, Writers: 8, Progress: func(there, all int) {
			told.Add(1)
			if all != people {
				t.Errorf("progress of %d people, want %d", all, people)
			}
			cancel() // after the first that are stored
		}})
		if !errors.Is(err, context.Canceled) || told.Load() == 0 || first.Added == 0 || first.Added >= people {
			t.Fatalf("interrupted: %+v of %d, told %d times, %v", first, people, told.Load(), err)
		}
		there := count(t, d, `SELECT count(*) FROM referral`)
		second := replay(t, room, actor, cells)
		if second.Skipped != there || second.Skipped+second.Added != people {
			t.Errorf("went on: %+v with %d there of %d", second, there, people)
		}
		if third := replay(t, room, actor, cells); third.Added != 0 || third.Skipped != people {
			t.Errorf("a third time: %+v", third)
		}
		sameCells(t, d, cells)
	})
}

func TestAnInterruptedReplayHasTheSamePeopleAsAWholeOne(t *testing.T) {
	t.Parallel()
	cells, _ := published(t, func(c exchange.Cell) bool { return c.Quarter == "2022Q2" && c.ResponderType == "NGO and third sector" })
	run := func(parts ...[]exchange.Cell) []string {
		d := dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon })
		room, actor := newRoom(t, d)
		for _, part := range parts {
			replay(t, room, actor, part)
		}
		return everybody(t, d)
	}
	whole, inParts := run(cells), run(cells[:10], cells[5:40], cells)
	if diff := cmp.Diff(whole, inParts); diff != "" {
		t.Errorf("people (-whole +in parts):\n%s", diff)
	}
}

// everybody lists the people in the store with the moments of their referrals.
func everybody(t testing.TB, d *db.Database) (lines []string) {
	t.Helper()
	err := d.Read(background, func(tx *db.Tx) error {
		return tx.Each(background, `SELECT f.case_id, f.id, f.kind, f.code, f.sealed, r.external_id, r.received_at FROM fact f JOIN referral r ON r.case_id = f.case_id`, nil,
			func(scan func(...any) error) error {
				var id, fact db.ID
				var kind, code, external string
				var sealed []byte
				var at time.Time
				if err := scan(&id, &fact, &kind, &code, &sealed, &external, db.Instant(&at)); err != nil {
					return err
				}
				var value json.RawMessage
				err := casefile.Sealed(sealed).Open(background, tx, id, casefile.Row("fact", fact), &value)
				lines = append(lines, fmt.Sprintf("%s %s %s %s %s", external, at.Format(time.RFC3339Nano), kind, code, value))
				return err
			})
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

func TestReplayedPeopleMakeSense(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon })
	cells, people := published(t, func(c exchange.Cell) bool { return c.Quarter == "2023Q4" && strings.HasPrefix(c.Nationality, "E") })
	room, actor := newRoom(t, d)
	replay(t, room, actor, cells)
	calendar, err := statute.Default().Calendar(statute.England)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	err = d.Read(background, func(tx *db.Tx) error {
		return tx.Each(background, `SELECT r.case_id, r.received_at, r.quarter, r.age_group, r.under_eighteen_then, r.published_age, f.id, f.sealed, e.started, e.ended
			FROM referral r JOIN fact f ON f.case_id = r.case_id AND f.kind = 'birth' JOIN episode e ON e.case_id = r.case_id`, nil, func(scan func(...any) error) error {
			var id, row db.ID
			var quarter, ageGroup, then, age, told, started, ended string
			var at time.Time
			var sealed []byte
			if err := scan(&id, db.Instant(&at), &quarter, &ageGroup, &then, &age, &row, &sealed, &started, &ended); err != nil {
				return err
			}
			if err := casefile.Sealed(sealed).Open(background, tx, id, casefile.Row("fact", row), &told); err != nil {
				return err
			}
			seen++
			on := civil.DayOf(at)
			if !calendar.WorkingDay(on) || quarter != "2023Q4" || on.Year != 2023 || on.Month < 10 {
				t.Errorf("received on %s, counted in %s", on, quarter)
			}
			birth, err := civil.ParsePartial(told)
			if err != nil {
				return err
			}
			years := on.Year - birth.Year
			day, whole := birth.FullDay()
			if whole {
				years = civil.AgeOn(day, on)
			}
			switch {
			case years < 0, years > 100:
				t.Errorf("born %s, referred on %s", told, on)
			case ageGroup == casefile.Child && years > 18, ageGroup == casefile.Child && whole && years >= 18, ageGroup == casefile.Adult && years < 17, ageGroup == casefile.Adult && whole && years < 18:
				t.Errorf("a person of the age group %s is %d on %s", ageGroup, years, on)
			case started < told[:4] && !birth.About, ended != "" && ended < strings.TrimPrefix(started, "~"), strings.TrimPrefix(started, "~") > on.String():
				t.Errorf("born %s, exploited from %s to %s, referred on %s", told, started, ended, on)
			case age == "Adult (18 or over)" && (ageGroup != casefile.Adult || then != "no"), age == "Child (17 or under)" && ageGroup != casefile.Child && then != "yes":
				t.Errorf("counted as %s: %s, under 18 then %s", age, ageGroup, then)
			}
			return nil
		})
	})
	if err != nil || seen != people || people < 100 {
		t.Errorf("looked at %d of %d people: %v", seen, people, err)
	}
}
