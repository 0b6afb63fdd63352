package estimate

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/havenward/havenward/mse"
	"github.com/havenward/havenward/mse/report"
)

var patternColumn = regexp.MustCompile(`^c([01]+)$`)

// manyTables are tables of one layout, by the label of their row.
type manyTables struct {
	labels []string
	tables []*mse.Table // nil for a row in which nobody is counted
}

// runResampled estimates every table of a file and prints rep,estimate,status in
// the order of its rows.
func (o *options) runResampled(ctx context.Context, stdout, stderr io.Writer) error {
	if o.method == report.All {
		o.method = string(mse.MethodStepwise)
	}
	f, err := open(o.resampled)
	if err != nil {
		return err
	}
	defer f.Close()
	many, err := readResampled(f)
	if err != nil {
		return err
	}
	run := o.run
	run.Replicates, run.Progress = -1, nil
	workers := run.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	run.Workers = 1
	say, end := startProgress(stderr, "tables", o.quiet)
	lines := make([]string, len(many.tables))
	errs := make([]error, workers)
	var next atomic.Int64
	var wg sync.WaitGroup
	var mu sync.Mutex
	for w := range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				i := int(next.Add(1)) - 1
				if i >= len(lines) || ctx.Err() != nil {
					return
				}
				if lines[i], errs[w] = oneLine(ctx, many.tables[i], mse.Method(o.method), run); errs[w] != nil {
					return
				}
				if say != nil && i%64 == 0 {
					mu.Lock()
					say(float64(i), float64(len(lines)))
					mu.Unlock()
				}
			}
		}()
	}
	wg.Wait()
	end()
	if err := errors.Join(append(errs, ctx.Err())...); err != nil {
		return err
	}
	out := bufio.NewWriter(stdout)
	fmt.Fprintln(out, "rep,estimate,status")
	for i, label := range many.labels {
		fmt.Fprintf(out, "%s,%s\n", label, lines[i])
	}
	return out.Flush()
}

// oneLine is "estimate,status" for one table; the estimate is empty if there is none.
func oneLine(ctx context.Context, t *mse.Table, m mse.Method, run mse.RunOptions) (string, error) {
	if t == nil {
		return ",nobody is on any list", nil
	}
	a, err := mse.Run(ctx, t, m, run)
	var no *mse.NoEstimateError
	switch {
	case errors.As(err, &no):
		return "," + string(no.Reason), nil
	case err != nil:
		return "", err
	}
	return strconv.FormatFloat(a.Estimate, 'f', -1, 64) + ",ok", nil
}

// readResampled reads one table a row: a column rep, and for each pattern a column
// named c and one bit for each list. Other columns are ignored; patterns without a
// column count nobody. Lists are called A, B, C and so on.
func readResampled(r io.Reader) (*manyTables, error) {
	cr := csv.NewReader(bufio.NewReader(r))
	cr.ReuseRecord = true
	header, err := cr.Read()
	if err != nil {
		return nil, usageErrorf("The file of resampled tables has no row of names: %v.", err)
	}
	rep, lists := -1, 0
	patterns := make([]mse.Pattern, len(header))
	used := map[mse.Pattern]bool{}
	for i, h := range header {
		h = strings.TrimSpace(strings.TrimPrefix(h, "\ufeff"))
		if h == "rep" {
			rep = i
		}
		bits := patternColumn.FindStringSubmatch(h)
		if bits == nil {
			continue
		}
		switch n := len(bits[1]); {
		case lists != 0 && n != lists:
			return nil, usageErrorf("The columns of patterns differ in length: %q has %d lists, others have %d.", h, n, lists)
		case n > mse.MaxLists:
			return nil, usageErrorf("The column %q has %d lists; at most %d can be used.", h, n, mse.MaxLists)
		default:
			lists = n
		}
		for j, b := range bits[1] {
			if b == '1' {
				patterns[i] |= 1 << j
			}
		}
		if patterns[i] == 0 {
			return nil, usageErrorf("The column %q counts people on no list, who are what is being estimated. Remove it.", h)
		}
		if used[patterns[i]] {
			return nil, usageErrorf("The column %q stands twice.", h)
		}
		used[patterns[i]] = true
	}
	if rep < 0 {
		return nil, usageErrorf("There is no column \"rep\" to tell the tables apart.")
	}
	if lists == 0 {
		return nil, usageErrorf("No column is a pattern: \"c\" and one 0 or 1 for each list, such as c10100.")
	}
	return readRows(cr, rep, lists, patterns)
}

func readRows(cr *csv.Reader, rep, lists int, patterns []mse.Pattern) (*manyTables, error) {
	names := make([]string, lists)
	for i := range names {
		names[i] = string(rune('A' + i))
	}
	many := &manyTables{}
	for {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return many, nil
		}
		if err != nil {
			return nil, usageErrorf("The file of resampled tables cannot be read: %v.", err)
		}
		line, _ := cr.FieldPos(0)
		counts := map[mse.Pattern]int64{}
		total := int64(0)
		for i, p := range patterns {
			if p == 0 {
				continue
			}
			n, err := strconv.ParseFloat(strings.TrimSpace(row[i]), 64)
			if err != nil || n < 0 || n != math.Trunc(n) || n > 1<<36 {
				return nil, usageErrorf("Line %d: the count %q is not a whole number of people.", line, row[i])
			}
			counts[p] = int64(n)
			total += int64(n)
		}
		many.labels = append(many.labels, quoted(row[rep]))
		if total == 0 {
			many.tables = append(many.tables, nil)
			continue
		}
		t, err := mse.NewTable(names, counts)
		if err != nil {
			return nil, err
		}
		many.tables = append(many.tables, t)
	}
}

// quoted is a field as comma-separated text needs it.
func quoted(s string) string {
	if strings.ContainsAny(s, ",\"\r\n") {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}
