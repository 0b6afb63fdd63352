package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

// Report is the table of one run.
type Report struct {
	Machine Machine `json:"machine"`
	Engine  string  `json:"engine"`
	People  int     `json:"people"`
	Whole   int     `json:"whole"` // every so many-th copy has all rows
	Seed    uint64  `json:"seed"`
	Lines   []Line  `json:"lines"`
	// Ended says at which measure and why the run ended before its end; "" where it
	// did not. What comes after that line was not measured.
	Ended string `json:"ended,omitempty"`
}

// Line is one line of the table.
type Line struct {
	// What was measured, in words.
	What string `json:"what"`
	// Measured is the result in words, Values the same as numbers: times in
	// milliseconds, rates in a second, sizes in megabytes.
	Measured string             `json:"measured"`
	Values   map[string]float64 `json:"values,omitempty"`
	// Against is the floor of the same run, or the target.
	Against string `json:"against,omitempty"`
	// Ratio is what the verdict compares: measured to floor, or the growth; 0
	// where there is none.
	Ratio   float64 `json:"ratio,omitempty"`
	Verdict Verdict `json:"verdict,omitempty"`
}

// Verdict says whether a target was met.
type Verdict string

const (
	Met    Verdict = "met"
	NotMet Verdict = "NOT MET"
)

func verdict(met bool) Verdict {
	if met {
		return Met
	}
	return NotMet
}

func (r *Report) add(line Line) { r.Lines = append(r.Lines, line) }

// Line finds a line by what it measured.
func (r *Report) Line(what string) (Line, bool) {
	for _, line := range r.Lines {
		if line.What == what {
			return line, true
		}
	}
	return Line{}, false
}

// WriteText prints the table for people, as Markdown so that it can stand in a
// document as it is.
func (r *Report) WriteText(w io.Writer) error {
	copies := "all copies whole"
	if r.Whole > 1 {
		copies = fmt.Sprintf("one copy in %d whole", r.Whole)
	}
	fmt.Fprintf(w, "%s\n%s; %s people, %s; seed %d\n\n", r.Machine, r.Engine, thousands(r.People), copies, r.Seed)
	out := tabwriter.NewWriter(w, 0, 4, 1, ' ', 0)
	fmt.Fprintln(out, "| What\t| Measured\t| Floor or target\t| Ratio\t| Verdict\t|")
	fmt.Fprintln(out, "|---\t|---\t|---\t|---\t|---\t|")
	for _, line := range r.Lines {
		ratio := ""
		if line.Ratio != 0 {
			ratio = fmt.Sprintf("%.2f", line.Ratio)
		}
		fmt.Fprintf(out, "| %s\t| %s\t| %s\t| %s\t| %s\t|\n", line.What, line.Measured, line.Against, ratio, line.Verdict)
	}
	if err := out.Flush(); err != nil || r.Ended == "" {
		return err
	}
	_, err := fmt.Fprintf(w, "\nEnded before its end (%s): what the table does not have was not measured.\n", r.Ended)
	return err
}

// WriteJSON prints the table for programs.
func (r *Report) WriteJSON(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(r)
}

// times are how long each of several runs of one thing took.
type times []time.Duration

// quantile is the time that a share of the runs did not exceed (nearest rank).
func (t times) quantile(share float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t))
	rank := int(share*float64(len(sorted)) + 0.999999)
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// values are the quantiles as numbers.
func (t times) values() map[string]float64 {
	return map[string]float64{"p50_ms": milliseconds(t.quantile(0.5)), "p99_ms": milliseconds(t.quantile(0.99)), "count": float64(len(t))}
}

// String gives the quantiles; of fewer than a hundred runs the slowest, which is
// all that a 99th percentile of them could be.
func (t times) String() string {
	if len(t) < enough {
		return fmt.Sprintf("p50 %s, slowest %s (%s)", shown(t.quantile(0.5)), shown(t.quantile(1)), thousands(len(t)))
	}
	return fmt.Sprintf("p50 %s, p99 %s (%s)", shown(t.quantile(0.5)), shown(t.quantile(0.99)), thousands(len(t)))
}

// spent is how long each of several runs of one thing took, on the clock and of
// the processor: what else the machine does shows in the first only.
type spent struct{ clock, processor times }

func (s *spent) add(clock, processor time.Duration) {
	s.clock, s.processor = append(s.clock, clock), append(s.processor, processor)
}

func (s spent) values() map[string]float64 {
	values := s.clock.values()
	values["processor_p50_ms"], values["processor_p99_ms"] = milliseconds(s.processor.quantile(0.5)), milliseconds(s.processor.quantile(0.99))
	return values
}

func (s spent) String() string {
	return fmt.Sprintf("%s; processor p50 %s, p99 %s", s.clock, shown(s.processor.quantile(0.5)), shown(s.processor.quantile(0.99)))
}

// processorTime is how much of the processors this process has used so far.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// shown is a time with as many digits as mean something.
func shown(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%.0f ms", milliseconds(d))
	}
	return fmt.Sprintf("%.2f ms", milliseconds(d))
}

// thousands writes a whole number with commas.
func thousands[N int | int64](n N) string {
	digits := fmt.Sprint(n)
	var parts []string
	for len(digits) > 3 {
		parts = append([]string{digits[len(digits)-3:]}, parts...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, parts...), ",")
}
