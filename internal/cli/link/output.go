package link

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/metrics"
	"strconv"
	"strings"

	"github.com/havenward/havenward/linkage"
)

// summary is what --json prints.
type summary struct {
	Files         []linkage.Source    `json:"files"`
	Records       int                 `json:"records"`
	PairsCompared int64               `json:"pairs_compared"`
	PairsKept     int                 `json:"pairs_kept"`
	PairsLinked   int                 `json:"pairs_linked"` // of at least the threshold
	Threshold     float64             `json:"threshold"`
	Clusters      int                 `json:"clusters"`
	SplitChains   int                 `json:"split_chains"`
	ExpectedPairs float64             `json:"expected_true_pairs"`
	Seconds       map[string]float64  `json:"seconds"`
	PeakMemory    uint64              `json:"peak_memory_bytes"`
	Columns       []linkage.Profile   `json:"columns"`
	Fields        []linkage.Field     `json:"fields"`
	Rules         []*linkage.Rule     `json:"blocking_rules"`
	Overlaps      []linkage.Overlap   `json:"overlaps,omitempty"`
	Warnings      []string            `json:"warnings,omitempty"`
	Evaluation    *linkage.Evaluation `json:"evaluation,omitempty"`
}

func writeJSON(w io.Writer, r *linkage.Result, s linkage.Settings, profiles []linkage.Profile, e *linkage.Evaluation, overlaps []linkage.Overlap) error {
	linked := 0
	for _, p := range r.Pairs {
		if p.Probability() >= r.Threshold {
			linked++
		}
	}
	out := summary{
		Files: r.Table.Sources, Records: r.Table.Len(), PairsCompared: r.Compared, PairsKept: len(r.Pairs), PairsLinked: linked,
		Threshold: r.Threshold, Clusters: r.Clusters.Count, SplitChains: r.Clusters.Chains, ExpectedPairs: r.ExpectedPairs(),
		Seconds: make(map[string]float64), PeakMemory: peakMemory(), Columns: profiles, Fields: s.Fields,
		Rules: r.Rules, Warnings: r.Warnings, Evaluation: e,
	}
	total := 0.0
	for _, stage := range r.Stages {
		out.Seconds[stage.Name] = stage.Seconds
		total += stage.Seconds
	}
	out.Seconds["total"] = total
	out.Overlaps = overlaps
	return encode(w, out)
}

// peakMemory is the most memory the process held, as the kernel counts it, or
// what the Go runtime took where the kernel does not say.
func peakMemory() uint64 {
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		for _, line := range strings.Split(string(status), "\n") {
			if fields := strings.Fields(line); len(fields) >= 2 && fields[0] == "VmHWM:" {
				if kib, err := strconv.ParseUint(fields[1], 10, 64); err == nil {
					return kib * 1024
				}
			}
		}
	}
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

func writeText(w io.Writer, r *linkage.Result, s linkage.Settings, profiles []linkage.Profile, e *linkage.Evaluation, overlaps []linkage.Overlap) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%d records, %d pairs compared, %d kept, %d people\n", r.Table.Len(), r.Compared, len(r.Pairs), r.Clusters.Count)
	fmt.Fprintf(b, "threshold %.3f\n\ncolumns\n", r.Threshold)
	chosen := make(map[string]linkage.Kind)
	for _, f := range s.Fields {
		chosen[f.Column] = f.Kind
	}
	for _, p := range profiles {
		kind := chosen[p.Column]
		if kind == "" {
			kind = linkage.KindIgnore
		}
		fmt.Fprintf(b, "  %-20s %-14s %5.1f%% filled, %d values; %s\n", p.Column, kind, 100*p.Filled, p.Distinct, p.Because)
	}
	fmt.Fprintf(b, "\nblocking rules\n")
	for _, rule := range r.Rules {
		use := "used"
		if !rule.Used {
			use = "not used"
		}
		fmt.Fprintf(b, "  %-40s %12d pairs, %s\n", rule.Label, rule.Pairs, use)
	}
	model := r.Model()
	fmt.Fprintf(b, "\nmodel: two random records are one person in 1 of %.0f cases; among pairs of one person\n", 1/model.Prior)
	for _, c := range model.Comparisons {
		for _, line := range c.Describe() {
			fmt.Fprintf(b, "  %s\n", line)
		}
	}
	fmt.Fprintf(b, "\nseconds\n")
	for _, stage := range r.Stages {
		fmt.Fprintf(b, "  %-10s %.2f\n", stage.Name, stage.Seconds)
	}
	for _, warning := range r.Warnings {
		fmt.Fprintf(b, "warning: %s\n", warning)
	}
	if e != nil {
		writeEvaluation(b, e)
	}
	writeOverlaps(b, overlaps)
	return b.Flush()
}

// writeOverlaps tells how many people each two sources both know, and where the
// truth is known how many there are.
func writeOverlaps(b io.Writer, overlaps []linkage.Overlap) {
	if len(overlaps) == 0 {
		return
	}
	fmt.Fprintf(b, "\npeople known to both\n")
	var estimated, actual, clusters float64
	for _, o := range overlaps {
		fmt.Fprintf(b, "  %-40s estimated %9.1f, give or take %5.1f, by clusters %7d", o.A+" and "+o.B, o.People, o.Deviation, o.Clusters)
		estimated, clusters = estimated+o.People, clusters+float64(o.Clusters)
		if o.True != nil {
			fmt.Fprintf(b, ", true %7d (%.3f)", *o.True, o.People/float64(max(1, *o.True)))
			actual += float64(*o.True)
		}
		fmt.Fprintln(b)
	}
	fmt.Fprintf(b, "  %-40s estimated %9.1f, by clusters %7.0f", "together", estimated, clusters)
	if actual > 0 {
		fmt.Fprintf(b, ", true %7.0f (%.3f)", actual, estimated/actual)
	}
	fmt.Fprintln(b)
}

func writeEvaluation(b io.Writer, e *linkage.Evaluation) {
	fmt.Fprintf(b, "\n%d true pairs, of which blocking compared %.2f%%\n\n", e.TruePairs, 100*e.Blocking)
	fmt.Fprintf(b, "pairs by threshold\n  %9s %9s %9s %9s %9s\n", "threshold", "links", "precision", "recall", "F1")
	row := func(a linkage.Accuracy, note string) {
		fmt.Fprintf(b, "  %9.3f %9d %9.4f %9.4f %9.4f %s\n", a.Threshold, a.Links, a.Precision, a.Recall, a.F1, note)
	}
	for _, a := range e.Pairs {
		row(a, "")
	}
	row(e.AtChosen, "chosen without labels")
	row(e.Best, "best")
	fmt.Fprintf(b, "clusters\n")
	row(e.Clusters, "")
	fmt.Fprintf(b, "\nstated and true probability\n")
	for _, band := range e.Bands {
		fmt.Fprintf(b, "  %.2f to %.2f %9d pairs: stated %.3f, true %.3f (%.3f to %.3f by their number alone)\n", band.From, band.To, band.Pairs, band.Stated, band.True, band.Low, band.High)
	}
}

// writeOutputs writes the files asked for.
func writeOutputs(o options, r *linkage.Result, profiles []linkage.Profile, e *linkage.Evaluation, learned bool) error {
	outputs := []struct {
		path  string
		write func(io.Writer) error
	}{
		{o.pairs, func(w io.Writer) error { return writePairs(w, r) }},
		{o.clusters, func(w io.Writer) error { return writeClusters(w, o.uniqueID, r) }},
		{o.report, func(w io.Writer) error { return writeReport(w, r, profiles, e) }},
	}
	if learned {
		outputs = append(outputs, struct {
			path  string
			write func(io.Writer) error
		}{o.model, func(w io.Writer) error { return r.Model().Write(w) }})
	}
	for _, out := range outputs {
		if out.path == "" {
			continue
		}
		if err := writeFile(out.path, out.write); err != nil {
			return err
		}
	}
	return nil
}

// writeFile writes beside the file and renames, so that a failure leaves no
// half a file under its name.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".link-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	b := bufio.NewWriterSize(f, 1<<20)
	if err = write(b); err == nil {
		err = b.Flush()
	}
	if err != nil {
		f.Close()
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func writePairs(w io.Writer, r *linkage.Result) error {
	out := csv.NewWriter(w)
	out.Write(append([]string{"left_id", "right_id", "weight", "probability"}, r.LevelColumns()...))
	var row []string
	for _, p := range r.Pairs {
		row = append(row[:0], r.ID(int(p.Left)), r.ID(int(p.Right)),
			strconv.FormatFloat(float64(p.Weight), 'f', 4, 32), strconv.FormatFloat(p.Probability(), 'g', 6, 64))
		row = r.Levels(p, row)
		out.Write(row)
	}
	out.Flush()
	return out.Error()
}

func writeClusters(w io.Writer, uniqueID string, r *linkage.Result) error {
	out := csv.NewWriter(w)
	out.Write([]string{uniqueID, "cluster_id"})
	row := make([]string, 2)
	for record, cluster := range r.Clusters.Of {
		row[0], row[1] = r.ID(record), strconv.Itoa(int(cluster))
		out.Write(row)
	}
	out.Flush()
	return out.Error()
}
