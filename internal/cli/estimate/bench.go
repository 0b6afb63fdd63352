package estimate

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"github.com/havenward/havenward/mse"
)

// bench measures the main calculations on this machine, on invented tables or on
// the file given.
func bench(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o := newOptions("estimate bench", stderr)
	six := o.flags.Bool("six", false, "also fit all 3,702,013 models of six lists with triples; takes minutes")
	o.inputFlags()
	if err := o.parse(args); err != nil {
		return err
	}
	tables := []*mse.Table{invented(5), invented(6)}
	if o.file != "" {
		data, err := o.read()
		if err != nil {
			return err
		}
		tables = []*mse.Table{data.Table}
		if *six && data.Table.K() != 6 {
			tables = append(tables, invented(6))
		}
	}
	row := benchRow{out: stdout, progress: stderr, alone: map[string]spent{}}
	row.print("lists", "calculation", "cores", "time", "processor", "allocated", "peak memory", "to one core: time, processor")
	for _, t := range tables {
		if err := benchTable(ctx, row, t, *six); err != nil {
			return err
		}
	}
	return nil
}

// benchRow prints each row as soon as it is measured: some take minutes.
type benchRow struct {
	out, progress io.Writer
	alone         map[string]spent // what a calculation took on one core
}

type spent struct{ clock, processor time.Duration }

func (r benchRow) print(lists, what, cores, clock, processor, allocated, peak, alone string) {
	fmt.Fprintln(r.out, strings.TrimRight(fmt.Sprintf("%-6s %-44s %-6s %-10s %-10s %-10s %-12s %s", lists, what, cores, clock, processor, allocated, peak, alone), " "))
}

// toOne holds what a calculation took against what it took on one core. Divided
// without loss, the processor time stays the same and the time falls with the cores
// that are free.
func (r benchRow) toOne(lists int, what string, cores int, took spent) string {
	key := fmt.Sprint(lists, what)
	if cores == 1 {
		r.alone[key] = took
		return ""
	}
	one, known := r.alone[key]
	if !known {
		return ""
	}
	return fmt.Sprintf("%.2f, %.2f", took.clock.Seconds()/one.clock.Seconds(), took.processor.Seconds()/one.processor.Seconds())
}

// timed does a calculation so many times and prints what one took. What it
// allocated are objects of the heap, for each time.
func (r benchRow) timed(lists int, what string, cores, times int, do func() error) error {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began, used := time.Now(), cpuTime()
	for range times {
		if err := do(); err != nil {
			return err
		}
	}
	clock, processor := time.Since(began)/time.Duration(times), (cpuTime()-used)/time.Duration(times)
	runtime.ReadMemStats(&after)
	round := 100 * time.Microsecond
	if clock < time.Millisecond {
		round = 100 * time.Nanosecond
	}
	r.print(fmt.Sprint(lists), what, fmt.Sprint(cores), clock.Round(round).String(), processor.Round(round).String(),
		fmt.Sprint((after.Mallocs-before.Mallocs)/uint64(times)), peakMemory(), r.toOne(lists, what, cores, spent{clock, processor}))
	return nil
}

func benchTable(ctx context.Context, row benchRow, t *mse.Table, six bool) error {
	chosen, err := mse.Stepwise(t, mse.DefaultThreshold)
	if err != nil {
		return err
	}
	f := mse.NewFitter(t.K())
	f.Load(t)
	const fits = 2000
	if err := row.timed(t.K(), "one fit of the chosen model", 1, fits, func() error {
		_, err := f.Unseen(chosen.Model)
		return err
	}); err != nil {
		return err
	}
	all := []int{1}
	if n := runtime.GOMAXPROCS(0); n > 1 {
		all = append(all, n)
	}
	for _, cores := range all {
		if err := row.timed(t.K(), "1,000 stepwise replicates with selection", cores, 1, func() error {
			_, err := mse.Bootstrap(ctx, t, mse.StepwiseRule(mse.DefaultThreshold), mse.BootstrapOptions{Replicates: 1000, Seed: 1, Workers: cores})
			return err
		}); err != nil {
			return err
		}
		for order := 2; order < t.K() && order <= 4; order++ {
			n, err := mse.CountModels(t.K(), order)
			if err != nil || n > 100_000 && !six {
				break
			}
			say, end := startProgress(row.progress, fmt.Sprintf("%d models", n), false)
			err = row.timed(t.K(), fmt.Sprintf("all %d models up to order %d", n, order), cores, 1, func() error {
				_, err := mse.AllModels(ctx, t, mse.AllModelsOptions{MaxOrder: order, Workers: cores, Progress: say})
				return err
			})
			end()
			if err != nil {
				return err
			}
			if n > 1_000_000 {
				break
			}
		}
	}
	return nil
}

// invented is a table of k lists with a few dependences, sparse as such tables are.
func invented(k int) *mse.Table {
	rates := []float64{0.04, 0.06, 0.11, 0.08, 0.03, 0.05}
	counts := map[mse.Pattern]int64{}
	names := make([]string, k)
	for i := range names {
		names[i] = string(rune('A' + i))
	}
	for c := mse.Pattern(1); c < 1<<k; c++ {
		p := 12000.0
		for i := range k {
			if c.Has(i) {
				p *= rates[i]
			} else {
				p *= 1 - rates[i]
			}
		}
		if c.Contains(0b00011) {
			p *= 3
		}
		if c.Contains(0b01100) {
			p *= 0.4
		}
		counts[c] = int64(p + 0.5)
	}
	t, err := mse.NewTable(names, counts)
	if err != nil {
		panic(err) // the names and counts above are sound
	}
	return t
}
