package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync/atomic"
	"time"
)

// Targets of the export.
const (
	exportRows   = 50_000
	targetExport = 5 * time.Second
)

// export measures the export of a work list with names as CSV until it has so
// many rows, and the most memory that it adds meanwhile.
func (r *run) export(ctx context.Context, p *population, enough int) error {
	r.say("export")
	out := &counting{header: http.Header{}, enough: enough + 1}
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, "/work/team/export.csv?names=yes", nil)
	request.AddCookie(p.looks.cookie)
	runtime.GC()
	peak := watchHeap()
	started, used := time.Now(), processorTime()
	serve(p.looks.handler, out, request)
	taken, processor := time.Since(started), processorTime()-used
	most := peak()
	if err := ctx.Err(); err != nil {
		return err
	}
	if out.status != 0 && out.status != http.StatusOK {
		return fmt.Errorf("the export answered %d", out.status)
	}
	rows := out.lines - 1
	if rows < 1 {
		return errors.New("the export has no rows")
	}
	line := Line{What: fmt.Sprintf("Export of %s rows as CSV", thousands(rows)), Measured: fmt.Sprintf("%s; processor %s; heap at most %.0f MB more", shown(taken), shown(processor), most),
		Values: map[string]float64{"seconds": taken.Seconds(), "processor_seconds": processor.Seconds(), "rows": float64(rows), "heap_mb": most}, Against: fmt.Sprintf("%s in %s", thousands(exportRows), shown(targetExport))}
	if rows >= exportRows {
		line.Verdict = verdict(taken < targetExport)
	}
	r.report.add(line)
	return nil
}

// serve asks a page whose reader may go away; what the server panics with then is
// meant for net/http and not for us.
func serve(handler http.Handler, w http.ResponseWriter, r *http.Request) {
	defer func() {
		if problem := recover(); problem != nil && problem != http.ErrAbortHandler {
			panic(problem)
		}
	}()
	handler.ServeHTTP(w, r)
}

// counting is an answer that only counts its lines, and stops when it has enough.
type counting struct {
	header http.Header
	status int
	lines  int
	enough int
}

func (c *counting) Header() http.Header    { return c.header }
func (c *counting) WriteHeader(status int) { c.status = status }

func (c *counting) Write(part []byte) (int, error) {
	if c.lines >= c.enough {
		return 0, errEnough
	}
	c.lines += bytes.Count(part, []byte("\n"))
	return len(part), nil
}

var errEnough = errors.New("the reader has enough")

// watchHeap watches how far the heap grows and gives, when asked, the most that
// it was above the start, in megabytes.
func watchHeap() func() float64 {
	read := func() uint64 {
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before, done := read(), make(chan struct{})
	var most atomic.Uint64
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
				most.Store(max(most.Load(), read()))
			}
		}
	}()
	return func() float64 {
		close(done)
		return float64(max(most.Load(), read(), before)-before) / 1e6
	}
}
