package need

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// witness records how a test that calls Missing would have ended.
type witness struct {
	testing.TB
	ended string
}

func (w *witness) Helper() {}

func (w *witness) Skip(args ...any) {
	w.ended = "skipped: " + fmt.Sprint(args...)
	runtime.Goexit()
}

func (w *witness) Fatalf(format string, args ...any) {
	w.ended = "failed: " + fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func TestMissingSkipsUnlessRequired(t *testing.T) {
	for _, test := range []struct {
		require, thing, want string
	}{
		{"", Postgres, "skipped: "},
		{"chromium", Postgres, "skipped: "},
		{"postgresql", Postgres, "skipped: "},
		{"postgres", Postgres, "failed: "},
		{"postgres,chromium", Chromium, "failed: "},
		{" chromium , postgres ", Chromium, "failed: "},
	} {
		t.Setenv(RequireVariable, test.require)
		w := &witness{TB: t}
		done := make(chan struct{})
		go func() {
			defer close(done)
			Missing(w, test.thing, "it is not installed")
		}()
		<-done
		if !strings.HasPrefix(w.ended, test.want) || !strings.Contains(w.ended, "it is not installed") {
			t.Errorf("%s=%q, %s missing: got %q, want it to begin with %q and give the reason",
				RequireVariable, test.require, test.thing, w.ended, test.want)
		}
	}
}
