package bench

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/havenward/havenward/mse"
)

// Targets of estimates: processor time on one core.
const (
	targetFit           = 20 * time.Microsecond
	targetFitSteps      = 2 // times the arithmetic of its Newton steps
	targetReplicates5   = 100 * time.Millisecond
	targetReplicates6   = 250 * time.Millisecond
	targetModels5       = 200 * time.Millisecond
	targetModels6       = 180 * time.Second
	targetSplit         = 1.2 // processor time on all cores, times that on one
	replicates          = 1000
	peopleForAllTriples = 1_000_000 // from this size of a run on, six lists with triples too: a minute of processor
)

// estimates measures fits, bootstrap and families of models on invented lists. The
// floor of a fit is the bare arithmetic of as many Newton steps; the floor of what
// fits many models is as many single fits.
func (r *run) estimates(ctx context.Context) error {
	r.say("estimates: five and six lists")
	fits := map[int]time.Duration{}
	for _, lists := range []int{5, 6} {
		table, err := r.inventedLists(lists)
		if err != nil {
			return err
		}
		if fits[lists], err = r.oneFit(table); err != nil {
			return err
		}
		allowed := targetReplicates5
		if lists == 6 {
			allowed = targetReplicates6
		}
		err = r.onOneAndAll(fmt.Sprintf("Estimates: %s replicates with selection, %d lists", thousands(replicates), lists), allowed, replicates*fits[lists], "as many single fits",
			func(cores int) error {
				_, err := mse.Bootstrap(ctx, table, mse.StepwiseRule(mse.DefaultThreshold), mse.BootstrapOptions{Replicates: replicates, Seed: r.Seed, Workers: cores})
				return err
			})
		if err != nil {
			return err
		}
		order, allowed := 4, targetModels5
		if lists == 6 {
			if r.People < peopleForAllTriples {
				return nil
			}
			order, allowed = 3, targetModels6
		}
		models, err := mse.CountModels(lists, order)
		if err != nil {
			return err
		}
		err = r.onOneAndAll(fmt.Sprintf("Estimates: all %s models, %d lists", thousands(int(models)), lists), allowed, time.Duration(models)*fits[lists], "as many single fits",
			func(cores int) error {
				_, err := mse.AllModels(ctx, table, mse.AllModelsOptions{MaxOrder: order, Workers: cores})
				return err
			})
		if err != nil {
			return err
		}
	}
	return nil
}

// oneFit measures a fit of the chosen model from nothing, beside its arithmetic.
func (r *run) oneFit(table *mse.Table) (time.Duration, error) {
	chosen, err := mse.Stepwise(table, mse.DefaultThreshold)
	if err != nil {
		return 0, err
	}
	f := mse.NewFitter(table.K())
	f.Load(table)
	fit, err := each(r.Lasting, func() error {
		_, err := f.Unseen(chosen.Model)
		return err
	})
	if err != nil {
		return 0, err
	}
	steps := newNewton(table.K(), 1+table.K()+len(chosen.Model.Terms()))
	floor, err := each(r.Lasting, steps.seven)
	if err != nil {
		return 0, err
	}
	ratio := float64(fit) / float64(floor)
	met := ratio < targetFitSteps
	against := fmt.Sprintf("the bare arithmetic of seven Newton steps: %s; within times %d", microsecond(floor), targetFitSteps)
	if table.K() == 5 {
		met, against = met && fit < targetFit, against+", and under "+microsecond(targetFit)
	}
	r.report.add(Line{What: fmt.Sprintf("Estimates: one fit, %d lists", table.K()), Measured: "processor " + microsecond(fit),
		Values: map[string]float64{"processor_ms": milliseconds(fit), "floor_ms": milliseconds(floor)}, Against: against, Ratio: ratio, Verdict: verdict(met)})
	return fit, nil
}

// onOneAndAll measures a calculation on one core and on all, against a floor and
// the processor time allowed. That the work divides shows in the processor time:
// what the cores cost each other is added to it, other work on the machine is not.
func (r *run) onOneAndAll(what string, allowed, floor time.Duration, of string, do func(cores int) error) error {
	once := func(cores int) (time.Duration, error) {
		runtime.GC()
		used := processorTime()
		err := do(cores)
		return processorTime() - used, err
	}
	one, err := once(1)
	if err != nil {
		return err
	}
	r.report.add(Line{What: what, Measured: "processor " + shown(one), Values: map[string]float64{"processor_ms": milliseconds(one)},
		Against: fmt.Sprintf("%s: %s; under %s", of, shown(floor), shown(allowed)), Ratio: float64(one) / float64(floor), Verdict: verdict(one < allowed)})
	cores := runtime.GOMAXPROCS(0)
	if cores == 1 {
		return nil
	}
	all, err := once(cores)
	if err != nil {
		return err
	}
	ratio := float64(all) / float64(one)
	r.report.add(Line{What: what + ", divided", Measured: fmt.Sprintf("processor %s on %d cores", shown(all), cores), Values: map[string]float64{"processor_ms": milliseconds(all)},
		Against: fmt.Sprintf("on one: %s; within times %.1f", shown(one), targetSplit), Ratio: ratio, Verdict: verdict(ratio < targetSplit)})
	return nil
}

// each is the processor time of one of many times.
func each(lasting time.Duration, do func() error) (time.Duration, error) {
	const batch = 1000
	used, started, done := processorTime(), time.Now(), 0
	for done == 0 || time.Since(started) < lasting {
		for range batch {
			if err := do(); err != nil {
				return 0, err
			}
		}
		done += batch
	}
	return (processorTime() - used) / time.Duration(done), nil
}

func microsecond(d time.Duration) string {
	return fmt.Sprintf("%.1f µs", float64(d)/float64(time.Microsecond))
}

// inventedLists draws 12,000 people who come to some of the lists, two of which
// share many and two few.
func (r *run) inventedLists(k int) (*mse.Table, error) {
	rates := []float64{0.04, 0.06, 0.11, 0.08, 0.03, 0.05}
	random := rand.New(rand.NewPCG(r.Seed, uint64(k)))
	counts := map[mse.Pattern]int64{}
	for range 12_000 {
		var p mse.Pattern
		for list := range k {
			rate := rates[list]
			switch {
			case list == 1 && p.Has(0):
				rate *= 3
			case list == 3 && p.Has(2):
				rate *= 0.4
			}
			if random.Float64() < rate {
				p |= 1 << list
			}
		}
		if p != 0 {
			counts[p]++
		}
	}
	names := make([]string, k)
	for i := range names {
		names[i] = string(rune('A' + i))
	}
	return mse.NewTable(names, counts)
}

// newton is the arithmetic of fitting a log-linear model and nothing else: the
// means of all cells, and a system of equations of the size of the model.
type newton struct {
	means, gradient []float64
	matrix          []float64
	size            int
}

func newNewton(lists, size int) *newton {
	return &newton{means: make([]float64, 1<<lists), gradient: make([]float64, size), matrix: make([]float64, size*size), size: size}
}

// seven does seven steps, as many as a fit takes.
func (n *newton) seven() error {
	for range 7 {
		for c := range n.means {
			n.means[c] = math.Exp(-float64(c) / 64)
		}
		for bit := 1; bit < len(n.means); bit <<= 1 {
			for c := range n.means {
				if c&bit == 0 {
					n.means[c] += n.means[c|bit]
				}
			}
		}
		for i := range n.size {
			n.gradient[i] = n.means[i%len(n.means)]
			for j := range i + 1 {
				n.matrix[i*n.size+j] = n.means[(i|j)%len(n.means)] / float64(2+i+j)
			}
			n.matrix[i*n.size+i] += float64(len(n.means))
		}
		n.solve()
	}
	if math.IsNaN(n.gradient[0]) {
		return fmt.Errorf("the arithmetic of the floor failed")
	}
	return nil
}

// solve is Cholesky's factorisation and the two triangular systems.
func (n *newton) solve() {
	m, size := n.matrix, n.size
	for i := range size {
		for j := range i + 1 {
			sum := m[i*size+j]
			for l := range j {
				sum -= m[i*size+l] * m[j*size+l]
			}
			if i == j {
				m[i*size+i] = math.Sqrt(sum)
				continue
			}
			m[i*size+j] = sum / m[j*size+j]
		}
	}
	for i := range size {
		for l := range i {
			n.gradient[i] -= m[i*size+l] * n.gradient[l]
		}
		n.gradient[i] /= m[i*size+i]
	}
	for i := size - 1; i >= 0; i-- {
		for l := i + 1; l < size; l++ {
			n.gradient[i] -= m[l*size+i] * n.gradient[l]
		}
		n.gradient[i] /= m[i*size+i]
	}
}
