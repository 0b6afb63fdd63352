package estimate

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"
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
	}
	tw := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "lists\tcalculation\tcores\ttime\tprocessor time\n")
	for _, t := range tables {
		if err := benchTable(ctx, tw, t, *six); err != nil {
			return err
		}
	}
	return tw.Flush()
}

func benchTable(ctx context.Context, w io.Writer, t *mse.Table, six bool) error {
	chosen, err := mse.Stepwise(t, mse.DefaultThreshold)
	if err != nil {
		return err
	}
	f := mse.NewFitter(t.K())
	f.Load(t)
	const fits = 2000
	began, used := time.Now(), cpuTime()
	for range fits {
		if _, err := f.Unseen(chosen.Model); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "%d\tone fit of the chosen model\t1\t%v\t%v\n", t.K(), (time.Since(began) / fits).Round(100*time.Nanosecond), ((cpuTime() - used) / fits).Round(100*time.Nanosecond))
	timed := func(what string, cores int, do func() error) error {
		began, used := time.Now(), cpuTime()
		if err := do(); err != nil {
			return err
		}
		fmt.Fprintf(w, "%d\t%s\t%d\t%v\t%v\n", t.K(), what, cores, time.Since(began).Round(100*time.Microsecond), (cpuTime() - used).Round(100*time.Microsecond))
		return nil
	}
	all := []int{1}
	if n := runtime.GOMAXPROCS(0); n > 1 {
		all = append(all, n)
	}
	for _, cores := range all {
		if err := timed("1,000 stepwise replicates with selection", cores, func() error {
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
			if err := timed(fmt.Sprintf("all %d models up to order %d", n, order), cores, func() error {
				_, err := mse.AllModels(ctx, t, mse.AllModelsOptions{MaxOrder: order, Workers: cores})
				return err
			}); err != nil {
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
