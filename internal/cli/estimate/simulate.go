package estimate

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"text/tabwriter"

	"github.com/havenward/havenward/mse"
)

// simulate measures how a method does on data drawn from a model fitted to a file.
func simulate(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o := newOptions("estimate simulate", stderr)
	f := o.flags
	truth := f.String("truth", string(mse.MethodStepwise), "log-linear method whose model is taken for the truth")
	sets := f.Int("data-sets", 500, "how many data sets to draw")
	f.StringVar(&o.method, "method", string(mse.MethodStepwise), "method to test: "+methodList())
	f.BoolVar(&o.json, "json", false, "write JSON")
	o.inputFlags()
	o.runFlags()
	if err := o.parse(args); err != nil {
		return err
	}
	if *sets < 1 {
		return usageErrorf("There must be at least one data set; got %d.", *sets)
	}
	if !mse.Method(*truth).LogLinear() {
		return usageErrorf("The truth must be a log-linear method, not %q.", *truth)
	}
	data, err := o.read()
	if err != nil {
		return err
	}
	without := o.run
	without.Replicates = -1
	model, err := mse.Run(ctx, data.Table, mse.Method(*truth), without)
	if err != nil {
		return err
	}
	say, end := startProgress(stderr, "data sets", o.quiet)
	s, err := mse.Simulate(ctx, data.Table, model.Fit, mse.Method(o.method), mse.SimulateOptions{Run: o.run, DataSets: *sets, Progress: say})
	end()
	if err != nil {
		return err
	}
	if o.json {
		return simulationJSON(stdout, s, data.Table, *truth)
	}
	return simulationText(stdout, s, data.Table, *truth)
}

func simulationText(w io.Writer, s *mse.Simulation, t *mse.Table, truth string) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "Method\t%s\n", s.Method)
	fmt.Fprintf(tw, "Truth\t%d people, the model of %s\n", s.Truth, truth)
	fmt.Fprintf(tw, "Data sets\t%d, %d of them without a finite estimate\n", s.DataSets, s.None)
	fmt.Fprintf(tw, "Replicates\t%d\n", s.Replicates)
	fmt.Fprintf(tw, "Median estimate\t%.0f (%+.1f per cent)\n", s.Median, 100*s.Bias)
	fmt.Fprintf(tw, "Error\troot mean square of log(estimate/truth) %.3f\n\n", s.RMSE)
	fmt.Fprintf(tw, "Interval\tdata sets with one\tnominal\tcovers\tstandard error\tbelow the truth\tabove\tmedian upper/lower\n")
	for _, c := range s.Coverage {
		fmt.Fprintf(tw, "%s\t%d\t%.1f\t%.1f\t%.1f\t%d\t%d\t%.2f\n", c.Kind, c.Intervals, 100*c.Level, 100*c.Rate(), 100*c.StandardError(), c.Low, c.High, c.MedianRatio)
	}
	fmt.Fprintf(tw, "\nData SHA-256 %s\nSeed %d, version %s\n", t.Hash(), s.Seed, mse.Version)
	return tw.Flush()
}

func simulationJSON(w io.Writer, s *mse.Simulation, t *mse.Table, truth string) error {
	type coverage struct {
		Kind          string   `json:"kind"`
		Level         float64  `json:"level"`
		Intervals     int      `json:"intervals"`
		Covered       int      `json:"covered"`
		Coverage      float64  `json:"coverage"`
		StandardError float64  `json:"standard_error"`
		Below         int      `json:"below_truth"`
		Above         int      `json:"above_truth"`
		MedianRatio   *float64 `json:"median_upper_over_lower"`
	}
	out := struct {
		Method     string     `json:"method"`
		TruthModel string     `json:"truth_model"`
		Truth      int64      `json:"truth"`
		DataSets   int        `json:"data_sets"`
		None       int        `json:"without_estimate"`
		Replicates int        `json:"replicates"`
		Median     float64    `json:"median_estimate"`
		Bias       float64    `json:"relative_bias_of_median"`
		RMSE       float64    `json:"rmse_log"`
		Coverage   []coverage `json:"coverage"`
		Hash       string     `json:"data_sha256"`
		Seed       uint64     `json:"seed"`
		Version    string     `json:"version"`
	}{string(s.Method), truth, s.Truth, s.DataSets, s.None, s.Replicates, s.Median, s.Bias, s.RMSE, []coverage{}, t.Hash(), s.Seed, mse.Version}
	for _, c := range s.Coverage {
		j := coverage{c.Kind, c.Level, c.Intervals, c.Covered, c.Rate(), c.StandardError(), c.Low, c.High, nil}
		if !math.IsInf(c.MedianRatio, 0) && !math.IsNaN(c.MedianRatio) {
			j.MedianRatio = &c.MedianRatio
		}
		out.Coverage = append(out.Coverage, j)
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
