package estimate

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/shareddata"
	"github.com/havenward/havenward/mse"
)

// run runs the command and returns its exit code and what it wrote.
func run(args ...string) (int, string, string) {
	var out, errs bytes.Buffer
	code := Run(args, &out, &errs)
	return code, out.String(), errs.String()
}

// file writes a table to a file of its own.
func file(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "table.csv")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

const three = "A,B,C,count\n1,0,0,40\n0,1,0,33\n1,1,0,12\n0,0,1,25\n1,0,1,9\n0,1,1,4\n1,1,1,3\n"

func decode(t *testing.T, text string) map[string]any {
	t.Helper()
	var got map[string]any
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return got
}

func TestUnitedKingdom2013(t *testing.T) {
	t.Parallel()
	name := shareddata.Path(t, "mse/uk2013_5.csv")
	code, out, errs := run(name, "--method", "stepwise", "--json")
	if code != ok {
		t.Fatalf("exit %d: %s", code, errs)
	}
	got := decode(t, out)
	if e := got["estimate"].(float64); math.Abs(e-11312.990) > 5e-4 {
		t.Errorf("stepwise %v", e)
	}
	if fmt.Sprint(got["lists"]) != "[LA NG PFNCA GO GP]" || got["n_observed"] != 2744.0 {
		t.Errorf("lists %v, %v people", got["lists"], got["n_observed"])
	}
	if iv := got["interval"].(map[string]any); iv["kind"] != "percentile" || iv["level"] != 0.95 || iv["lower"].(float64) > 11313 {
		t.Errorf("interval %v", iv)
	}
	code, out, errs = run("--method", "bic", "--max-order", "4", "--top", "20", "--json", "--replicates", "-1", name)
	if code != ok {
		t.Fatalf("exit %d: %s", code, errs)
	}
	got = decode(t, out)
	models := got["models"].([]any)
	best := models[0].(map[string]any)
	if len(models) != 20 || math.Abs(best["bic"].(float64)-195.8791) > 5e-5 || math.Abs(best["estimate"].(float64)-25311.291) > 5e-4 {
		t.Errorf("%d models, best %v", len(models), best)
	}
	if c := got["counts"].(map[string]any); c["enumerated"] != 6893.0 {
		t.Errorf("counts %v", c)
	}
}

func TestEveryMethodWritesOneObject(t *testing.T) {
	t.Parallel()
	name := file(t, three)
	for _, m := range append(mse.Methods(), "all") {
		t.Run(string(m), func(t *testing.T) {
			t.Parallel()
			code, out, errs := run(name, "--method", string(m), "--json", "--replicates", "400", "--classes", "2", "--quiet")
			if code != ok {
				t.Fatalf("exit %d: %s", code, errs)
			}
			got := decode(t, out)
			for _, k := range []string{"method", "lists", "n_observed", "estimate", "interval", "model", "parameters_at_minus_infinity", "replicates", "seed", "warnings"} {
				if _, found := got[k]; !found {
					t.Errorf("%q is missing", k)
				}
			}
			if got["method"] != string(m) {
				t.Errorf("method %v", got["method"])
			}
			if m == "all" && len(got["answers"].([]any)) < 9 {
				t.Errorf("%d answers", len(got["answers"].([]any)))
			}
		})
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	t.Parallel()
	name := file(t, three)
	_, one, _ := run(name, "--method", "stepwise", "--json", "--seed", "9", "--workers", "1")
	_, two, _ := run(name, "--method", "stepwise", "--json", "--seed", "9", "--workers", "3")
	_, other, _ := run(name, "--method", "stepwise", "--json", "--seed", "10", "--workers", "3")
	if one != two || one == other {
		t.Error("the seed alone should decide the answer")
	}
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	good := file(t, three)
	for _, c := range []struct {
		name string
		args []string
		want int
		says string
	}{
		{"help", []string{"-h"}, ok, "Estimate how many"},
		{"no file", nil, badInput, "no file name"},
		{"missing file", []string{"nowhere.csv"}, badInput, "cannot be read"},
		{"two files", []string{good, good}, badInput, "two file names"},
		{"unknown option", []string{good, "--wrong"}, badInput, "-h"},
		{"unknown method", []string{good, "--method", "guess"}, badInput, "no method called"},
		{"unknown format", []string{good, "--format", "pdf"}, badInput, "no format called"},
		{"unknown interval", []string{good, "--method", "stepwise", "--interval", "narrow"}, badInput, "no interval called"},
		{"unknown list", []string{good, "--omit", "Z"}, badInput, `no list called "Z"`},
		{"merged with itself", []string{good, "--merge", "A+A"}, badInput, "itself"},
		{"negative residents", []string{good, "--population", "-1"}, badInput, "negative"},
		{"a two", []string{file(t, "A,B,count\n2,0,3\n")}, badInput, "only 0 and 1"},
		{"no overlap", []string{file(t, "A,B,C,count\n1,0,0,3\n0,1,0,3\n0,0,1,3\n"), "--method", "stepwise"}, noEstimate, "Nobody is on more than one"},
		{"no overlap, every method", []string{file(t, "A,B,C,count\n1,0,0,3\n0,1,0,3\n0,0,1,3\n"), "--json"}, noEstimate, "Nobody is on more than one"},
		{"all on one list", []string{file(t, "A,B,C,count\n1,0,0,10\n1,1,0,5\n1,0,1,4\n1,1,1,2\n"), "--method", "bic"}, noEstimate, "the parameters intercept, A run to infinity"},
		{"one list", []string{file(t, "A,count\n1,3\n"), "--method", "stepwise"}, noEstimate, "No finite estimate"},
		{"simulation of nothing", []string{"simulate", good, "--data-sets", "0"}, badInput, "at least one"},
		{"truth not log-linear", []string{"simulate", good, "--truth", "graphs"}, badInput, "log-linear"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			code, out, errs := run(c.args...)
			if code != c.want || !strings.Contains(errs, c.says) {
				t.Errorf("exit %d, want %d: %s", code, c.want, errs)
			}
			if out != "" {
				t.Errorf("wrote %q beside a mistake", out)
			}
		})
	}
}

func TestOmitMergeAndFormats(t *testing.T) {
	t.Parallel()
	name := file(t, three)
	_, out, errs := run(name, "--method", "stepwise", "--json", "--merge", "B+C", "--replicates", "-1")
	got := decode(t, out)
	if fmt.Sprint(got["lists"]) != "[A B+C]" {
		t.Errorf("lists %v %s", got["lists"], errs)
	}
	// Two lists: 64 on A, 86 on the other, 24 on both.
	if e := got["estimate"].(float64); math.Abs(e-64*86/24.0) > 1e-6 {
		t.Errorf("merged estimate %v", e)
	}
	_, out, _ = run(name, "--method", "stepwise", "--json", "--omit", "C", "--replicates", "-1")
	if e := decode(t, out)["estimate"].(float64); math.Abs(e-64*52/15.0) > 1e-6 {
		t.Errorf("estimate without C %v", e)
	}
	for format, want := range map[string]string{"text": "Dark figure", "csv": "part,method", "html": "<!doctype html>"} {
		to := filepath.Join(t.TempDir(), "out")
		code, out, errs := run(name, "--method", "stepwise", "--format", format, "--output", to)
		text, err := os.ReadFile(to)
		if code != ok || err != nil || out != "" || !strings.Contains(string(text), want) {
			t.Errorf("%s: exit %d, %v, %s", format, code, err, errs)
		}
	}
}

func TestStrataAreReported(t *testing.T) {
	t.Parallel()
	text := "year,A,B,C,count\n"
	for y := range 3 {
		for i, line := range strings.Split(strings.TrimSpace(three), "\n")[1:] {
			text += fmt.Sprintf("%d,%s%d\n", 2020+y, line[:6], 10*(y+1)+i)
		}
	}
	code, out, errs := run(file(t, text), "--method", "stepwise", "--json", "--replicates", "400")
	if code != ok {
		t.Fatalf("exit %d: %s", code, errs)
	}
	strata := decode(t, out)["strata"].(map[string]any)
	if len(strata["strata"].([]any)) != 3 || strata["trend"] == nil {
		t.Errorf("%v", strata)
	}
}

func TestResampled(t *testing.T) {
	t.Parallel()
	text := "rep,note,c100,c010,c110,c001,c101,c011,c111\n" +
		"1,x,40,33,12,25,9,4,3\n" +
		"two,y,10,10,0,10,0,0,0\n" +
		"3,z,0,0,0,0,0,0,0\n"
	code, out, errs := run("--resampled", file(t, text), "--method", "stepwise")
	if code != ok {
		t.Fatalf("exit %d: %s", code, errs)
	}
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 4 || strings.Join(rows[0], ",") != "rep,estimate,status" {
		t.Fatalf("%q", out)
	}
	_, single, _ := run(file(t, three), "--method", "stepwise", "--json", "--replicates", "-1")
	want := decode(t, single)["estimate"].(float64)
	if got, _ := strconv.ParseFloat(rows[1][1], 64); got != want || rows[1][2] != "ok" {
		t.Errorf("%v, want %v", rows[1], want)
	}
	if rows[2][0] != "two" || rows[2][1] != "" || rows[2][2] != string(mse.NoOverlap) || rows[3][1] != "" {
		t.Errorf("%v, %v", rows[2], rows[3])
	}
	// Columns stand in any order, among others that mean nothing here.
	code, shuffled, errs := run("--resampled", file(t, "c111,elapsed,c001,N,c110,rep,c011,c100,seed,c101,c010\n3,0.1,25,12000,12,1,4,40,7,9,33\n"), "--method", "stepwise")
	if code != ok || shuffled != strings.Join(strings.SplitAfter(out, "\n")[:2], "") {
		t.Errorf("exit %d: %q, in the usual order %q: %s", code, shuffled, out, errs)
	}
	for _, bad := range []string{"", "rep\n1\n", "c10,c01,c11\n1,2,3\n", "rep,c10,c011\n1,1,1\n", "rep,c00\n1,1\n", "rep,c10,c10\n1,1,1\n", "rep,c10,c01\n1,-1,2\n", "rep,c10,c01\n1,1.5,2\n", "rep,c10,c01\n1,1\n"} {
		if code, out, _ := run("--resampled", file(t, bad)); code != badInput || out != "" {
			t.Errorf("%q: exit %d, %q", bad, code, out)
		}
	}
}

func TestSimulateMeasuresCoverage(t *testing.T) {
	t.Parallel()
	code, out, errs := run("simulate", file(t, three), "--data-sets", "40", "--replicates", "400", "--json", "--seed", "2")
	if code != ok {
		t.Fatalf("exit %d: %s", code, errs)
	}
	got := decode(t, out)
	kinds := map[string]float64{}
	for _, c := range got["coverage"].([]any) {
		c := c.(map[string]any)
		kinds[c["kind"].(string)] = c["coverage"].(float64)
	}
	// 40 data sets at nominal 95: fewer than 31 covered has a chance below one in 10,000.
	if kinds["percentile"] < 31.0/40 || len(kinds) < 2 {
		t.Errorf("coverage %v", kinds)
	}
	code, out, _ = run("simulate", file(t, three), "--data-sets", "5", "--replicates", "400")
	if code != ok || !strings.Contains(out, "percentile") {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestBenchMeasures(t *testing.T) {
	t.Parallel()
	code, out, errs := run("bench", file(t, three))
	if code != ok || !strings.Contains(out, "one fit of the chosen model") || !strings.Contains(out, "all 8 models") || !strings.Contains(out, " MB") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
}

func FuzzReadResampled(f *testing.F) {
	f.Add("rep,c10,c01,c11\n1,3,4,2\n")
	f.Add("rep,x,c100,c011\n\"a,b\",?,1,2e3\n")
	f.Add("rep,c1\n1,0\n")
	f.Fuzz(func(t *testing.T, text string) {
		many, err := readResampled(strings.NewReader(text))
		if err != nil {
			return
		}
		if len(many.labels) != len(many.tables) {
			t.Fatalf("%d labels, %d tables", len(many.labels), len(many.tables))
		}
		for _, table := range many.tables {
			if table != nil && table.N() <= 0 {
				t.Fatal("a table without people")
			}
		}
	})
}

// TestTenThousandResampledTables answers as many tables as the reference set has,
// each as if it were alone.
func TestTenThousandResampledTables(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(4, 4))
	var text strings.Builder
	text.WriteString("rep,c100,c010,c110,c001,c101,c011,c111\n")
	const tables = 10_000
	alone := map[int]string{}
	for rep := range tables {
		var row []string
		for range 7 {
			row = append(row, strconv.Itoa(random.IntN(40)))
		}
		fmt.Fprintf(&text, "%d,%s\n", rep, strings.Join(row, ","))
		if rep%2500 == 0 {
			alone[rep] = fmt.Sprintf("A,B,C,count\n1,0,0,%s\n0,1,0,%s\n1,1,0,%s\n0,0,1,%s\n1,0,1,%s\n0,1,1,%s\n1,1,1,%s\n", row[0], row[1], row[2], row[3], row[4], row[5], row[6])
		}
	}
	code, out, errs := run("--resampled", file(t, text.String()), "--method", "stepwise", "--quiet")
	if code != ok {
		t.Fatalf("exit %d: %s", code, errs)
	}
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(rows) != tables+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for rep, table := range alone {
		_, single, _ := run(file(t, table), "--method", "stepwise", "--json", "--replicates", "-1")
		want := decode(t, single)["estimate"].(float64)
		if got, _ := strconv.ParseFloat(rows[rep+1][1], 64); rows[rep+1][0] != strconv.Itoa(rep) || got != want {
			t.Errorf("table %d: %v, alone %v", rep, rows[rep+1], want)
		}
	}
}
