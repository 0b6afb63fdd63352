package estimate

import (
	"fmt"
	"io"
	"time"
)

// progress tells how far a run is, from one second after it began and every two
// seconds from then on.
type progress struct {
	w     io.Writer
	began time.Time
	last  time.Time
	said  bool
}

// startProgress returns the function that packages report to, nil if nothing is
// to be said, and one to call at the end.
func startProgress(w io.Writer, what string, quiet bool) (func(done, total float64), func()) {
	if quiet {
		return nil, func() {}
	}
	p := &progress{w: w, began: time.Now()}
	report := func(done, total float64) {
		now := time.Now()
		if now.Sub(p.began) < time.Second || now.Sub(p.last) < 2*time.Second {
			return
		}
		p.last, p.said = now, true
		share := min(100, 100*done/total)
		fmt.Fprintf(p.w, "%s: %.0f per cent after %s\n", what, share, now.Sub(p.began).Round(time.Second))
	}
	end := func() {
		if p.said {
			fmt.Fprintf(p.w, "%s: done after %s\n", what, time.Since(p.began).Round(100*time.Millisecond))
		}
	}
	return report, end
}
