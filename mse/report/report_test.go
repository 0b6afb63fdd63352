package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/havenward/havenward/mse"
)

// example is a report with everything in it; the names of its lists try to break out.
func example(t *testing.T) *Report {
	t.Helper()
	text := "year,\"A <b>\",B & C,D,count\n"
	for _, y := range []string{"2019", "2020", "2021"} {
		for _, row := range []string{"1,0,0,200", "0,1,0,150", "0,0,1,100", "1,1,0,40", "1,0,1,22", "0,1,1,10", "1,1,1,3"} {
			text += y + "," + row + "\n"
		}
	}
	d, err := mse.Read(strings.NewReader(text), mse.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, run := context.Background(), mse.RunOptions{Seed: 3, Replicates: 400}
	r := &Report{Title: "<invented>", Method: "bic", Table: d.Table, Seed: 3, Level: 0.95, Population: 1e6, Tested: mse.MethodStepwise, Warnings: []string{"mind <this>"}}
	if r.Answer, err = mse.Run(ctx, d.Table, mse.MethodBIC, run); err != nil {
		t.Fatal(err)
	}
	if r.Check, err = mse.CheckFit(d.Table, r.Answer.Fit, 3); err != nil {
		t.Fatal(err)
	}
	if r.Universes, err = mse.Multiverse(ctx, d.Table, mse.MultiverseOptions{Run: run, Methods: []mse.Method{mse.MethodStepwise, mse.MethodGraphs}}); err != nil {
		t.Fatal(err)
	}
	if r.Consistency, err = mse.InternalConsistency(ctx, d.Table, mse.MethodStepwise, run); err != nil {
		t.Fatal(err)
	}
	if r.Strata, err = mse.EstimateStrata(ctx, d, mse.StrataOptions{Run: run}); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestJSONHoldsTheReport(t *testing.T) {
	t.Parallel()
	r := example(t)
	var b bytes.Buffer
	if err := r.JSON(&b); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for _, k := range []string{"method", "lists", "n_observed", "estimate", "interval", "model", "parameters_at_minus_infinity",
		"replicates", "seed", "warnings", "models", "counts", "data_sha256", "version", "answers", "strata", "internal_consistency", "predictive_check", "sensitivity", "rate_per_100000"} {
		if _, ok := got[k]; !ok {
			t.Errorf("%q is missing", k)
		}
	}
	if got["estimate"] != r.Answer.Estimate || got["data_sha256"] != r.Table.Hash() {
		t.Errorf("estimate %v, hash %v", got["estimate"], got["data_sha256"])
	}
	lists := got["lists"].([]any)
	if lists[0] != "A <b>" || lists[1] != "B & C" {
		t.Errorf("lists %v", lists)
	}
	counts := got["counts"].(map[string]any)
	if counts["enumerated"] != 8.0 {
		t.Errorf("counts %v", counts)
	}
	first := got["models"].([]any)[0].(map[string]any)
	for _, k := range []string{"terms", "estimate", "bic", "weight"} {
		if _, ok := first[k]; !ok {
			t.Errorf("models lack %q", k)
		}
	}
}

func TestNumbersThatAreNotFiniteAreNull(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal([]number{number(math.Inf(1)), number(math.NaN()), 0.1, 1e15})
	if err != nil || string(b) != "[null,null,0.1,1000000000000000]" {
		t.Errorf("%s, %v", b, err)
	}
}

func TestHTMLEscapesAndDraws(t *testing.T) {
	t.Parallel()
	r := example(t)
	var b bytes.Buffer
	if err := r.HTML(&b); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, bad := range []string{"A <b>", "<invented>", "<this>", "NaN", "<script", "http://", "https://"} {
		if strings.Contains(strings.ReplaceAll(page, `xmlns="http://www.w3.org/2000/svg"`, ""), bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, want := range []string{"A &lt;b&gt;", r.Table.Hash(), "seed 3", "version " + mse.Version, "What is taken for granted", "per cent a year"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	rest := page
	plots := 0
	for {
		i := strings.Index(rest, "<svg")
		if i < 0 {
			break
		}
		end := strings.Index(rest[i:], "</svg>") + len("</svg>")
		dec := xml.NewDecoder(strings.NewReader(rest[i : i+end]))
		for {
			if _, err := dec.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("plot %d is not proper XML: %v", plots, err)
			}
		}
		plots++
		rest = rest[i+end:]
	}
	if plots != 3 {
		t.Errorf("%d plots, want the multiverse, the replicates and the years", plots)
	}
}

func TestCSVHoldsEveryEstimate(t *testing.T) {
	t.Parallel()
	r := example(t)
	var b bytes.Buffer
	if err := r.CSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]int{}
	for _, row := range rows[1:] {
		parts[row[0]]++
		if row[13] != r.Table.Hash() || row[15] != mse.Version {
			t.Errorf("a row without its origin: %v", row)
		}
	}
	if parts["answer"] != 1 || parts["multiverse"] != len(r.Universes) || parts["stratum"] != 3 || parts["margin"] != 3 || parts["total"] != 1 {
		t.Errorf("%v", parts)
	}
}

func TestTextIsWhole(t *testing.T) {
	t.Parallel()
	r := example(t)
	var b bytes.Buffer
	if err := r.Text(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{people(r.Answer.Estimate), "Where the truth is known", "Trend:", "never quote one of these numbers alone", "mind <this>", r.Table.Hash()} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the text lacks %q", want)
		}
	}
}

func TestPeople(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]string{0: "0", 999: "999", 1000: "1,000", 1234567.4: "1,234,567", -1500: "-1,500"} {
		if got := people(v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
	if people(math.Inf(1)) != "no limit" {
		t.Error("an infinite limit is written as a number")
	}
}
