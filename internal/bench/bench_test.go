package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/bench"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
)

// statistics is a small published table in the columns of the real one.
const statistics = `quarter,first_responder_type,first_responder,exploitation_type,age_at_exploitation,gender,nationality,people
2023Q1,Police,Kent Police,Labour,Adult (18 or over),Male,Albanian,3
2023Q2,Police,Kent Police,Criminal,Child (17 or under),Male,UK,2
`

// TestEveryMeasureRuns takes every measure that needs no program of its own, on
// a few people and for a moment, and holds each number to what can be true.
func TestEveryMeasureRuns(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			file := filepath.Join(folder, "statistics.csv")
			if err := os.WriteFile(file, []byte(statistics), 0o600); err != nil {
				t.Fatal(err)
			}
			var progress bytes.Buffer
			report, err := bench.Run(context.Background(), bench.Config{People: 50, Lasting: 20 * time.Millisecond, Database: address(t),
				Folder: filepath.Join(folder, "data"), Statistics: file, Seed: 1, Version: "test", Progress: &progress})
			if err != nil {
				t.Fatalf("%v\n%s", err, &progress)
			}
			sane(t, report)
			left, err := os.ReadDir(filepath.Join(folder, "data"))
			if err != nil || len(left) > 0 {
				t.Errorf("the bench left %v behind, error %v", left, err)
			}
		})
	}
}

func sane(t *testing.T, report *bench.Report) {
	t.Helper()
	for what, values := range map[string][]string{
		"Durable referrals, 1 client":                         {"per_second", "p50_ms", "p99_ms"},
		"Durable referrals, 64 clients":                       {"per_second", "p50_ms", "p99_ms"},
		"Work list: all open cases":                           {"p50_ms", "p99_ms"},
		"Work list: all open cases, growth":                   {"growth_p50"},
		"Search: a rare name":                                 {"p50_ms", "p99_ms"},
		"Search: a common name":                               {"p50_ms", "p99_ms"},
		"Search: two names":                                   {"p50_ms", "p99_ms"},
		"Search: a reference":                                 {"p50_ms", "p99_ms"},
		"Search: a telephone number":                          {"p50_ms", "p99_ms"},
		"Case page":                                           {"p50_ms", "p99_ms"},
		"Floor of each look: one raw durable row":             {"p50_ms"},
		"Recorded looks, 64 clients":                          {"per_second", "p50_ms", "p99_ms"},
		"Audited writes, 64 clients":                          {"per_second", "p50_ms", "p99_ms"},
		"Verification of the record":                          {"seconds", "events"},
		"Encrypting, of a case page":                          {"plain_processor_ms", "warm_processor_ms", "cold_processor_ms"},
		"Linking a file, learning included":                   {"seconds", "pairs"},
		"One record matched with all, in process":             {"p50_ms", "p99_ms"},
		"One record replaced among all":                       {"p50_ms", "p99_ms"},
		"One record matched with all, over HTTP":              {"p50_ms", "p99_ms"},
		"The same of somebody on record out of reach":         {"p50_ms", "p99_ms"},
		"Match: every bed for one person":                     {"p50_ms", "p99_ms"},
		"Match: every bed for one person, growth":             {"growth_p50"},
		"Match: who could have one bed":                       {"p50_ms", "p99_ms"},
		"Match: who could have one bed, growth":               {"growth_p50"},
		"Estimates: one fit, 5 lists":                         {"processor_ms", "floor_ms"},
		"Estimates: one fit, 6 lists":                         {"processor_ms", "floor_ms"},
		"Estimates: 1,000 replicates with selection, 5 lists": {"processor_ms"},
		"Estimates: 1,000 replicates with selection, 6 lists": {"processor_ms"},
		"Estimates: all 6,893 models, 5 lists":                {"processor_ms"},
		"Replay of 5 published referrals":                     {"seconds"},
		"Table of 5 people in 2 cells":                        {"p50_ms"},
	} {
		line, found := report.Line(what)
		if !found {
			t.Errorf("there is no line %q", what)
		}
		for _, value := range values {
			if n := line.Values[value]; n <= 0 || n > 120_000 {
				t.Errorf("%s: %s is %v", what, value, n)
			}
		}
		if line.Values["p99_ms"] < line.Values["p50_ms"] {
			t.Errorf("%s: p99 is less than p50: %v", what, line.Values)
		}
	}
	for _, what := range []string{"Durable referrals, 1 client", "Durable referrals, 64 clients"} {
		if line, _ := report.Line(what); line.Ratio <= 0 {
			t.Errorf("%s: a ratio to the floor of %v cannot be", what, line.Ratio)
		}
	}
	exported := 0
	for _, line := range report.Lines {
		if strings.HasPrefix(line.What, "Export of ") {
			exported = int(line.Values["rows"])
		}
	}
	// Of fifty people, those who are closed or decided and done are not listed.
	if exported < 20 || exported > 50 {
		t.Errorf("%d rows were exported", exported)
	}
	var text, numbers bytes.Buffer
	if err := report.WriteText(&text); err != nil || !strings.Contains(text.String(), "| Case page ") {
		t.Errorf("the table, error %v:\n%s", err, &text)
	}
	var read bench.Report
	if err := report.WriteJSON(&numbers); err != nil || json.Unmarshal(numbers.Bytes(), &read) != nil || len(read.Lines) != len(report.Lines) {
		t.Errorf("the JSON, error %v:\n%s", err, &numbers)
	}
}

func TestABenchRefusesWhatItCannotMeasure(t *testing.T) {
	t.Parallel()
	for want, config := range map[string]bench.Config{
		`no measure called "paegs"`: {People: 50, Lasting: time.Second, Only: []string{"paegs"}},
		"at least 10 people":        {People: 3, Lasting: time.Second},
	} {
		config.Folder = t.TempDir()
		if _, err := bench.Run(context.Background(), config); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}

// stopsAt ends a run when its progress comes to some words.
type stopsAt struct {
	words string
	stop  context.CancelFunc
}

func (s stopsAt) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte(s.words)) {
		s.stop()
	}
	return len(line), nil
}

// TestARunThatIsEndedTellsWhatItMeasuredAndNoMore ends a run in the middle of the
// pages: what was measured whole stands in the table, and nothing that was cut.
func TestARunThatIsEndedTellsWhatItMeasuredAndNoMore(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(context.Background())
	folder := t.TempDir()
	report, err := bench.Run(ctx, bench.Config{People: 40, Lasting: time.Millisecond, Only: []string{"pages", "start"}, Folder: folder, Seed: 1,
		Progress: stopsAt{"pages: Search: a rare name", stop}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("the run that was ended said %v", err)
	}
	if _, found := report.Line("Work list: all open cases"); !found {
		t.Error("what was measured before the end is missing")
	}
	for _, line := range report.Lines {
		if !strings.HasPrefix(line.What, "Work list: ") {
			t.Errorf("%q was measured after the end", line.What)
		}
	}
	var text bytes.Buffer
	if err := report.WriteText(&text); err != nil || !strings.Contains(text.String(), "Ended before its end (pages: Search: a rare name") {
		t.Errorf("the table does not say that it ended, error %v:\n%s", err, &text)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("the bench left %v behind, error %v", left, err)
	}
}

// TestCopiesAreFoundAndStandInTime holds what the copies of a population promise
// against a database, on both engines.
func TestCopiesAreFoundAndStandInTime(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bench.CheckCopies(t, bench.Config{People: 60, Lasting: time.Millisecond, Database: address(t), Folder: t.TempDir(), Seed: 3}, db.ParseID)
		})
	}
}
