// Package bench measures the program against floors taken in the same run on
// the same disk, and against the targets of the product: how many referrals it
// keeps safe in a second, how long a page takes with a million people, how fast
// it replays, exports and starts. A machine that is busy slows both sides of a
// ratio; a ratio is therefore what to trust.
package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Config says what is measured and where.
type Config struct {
	// People is the size of the larger population of which pages are measured.
	People int
	// Whole says that every so many-th copy of a case has all its rows; the others
	// have those by which cases are listed, found, granted and due. 0 means all
	// copies up to 100,000 people, and every tenth above.
	Whole int
	// Events is how many events the record has of which the verification is
	// measured; 0 means leastEvents.
	Events int
	// Lasting is how long each timed measure lasts.
	Lasting time.Duration
	// Database is a PostgreSQL URL whose server the measures make databases of
	// their own in, and drop again; or "" for SQLite files in Folder.
	Database string
	// Folder is where temporary files are made, and removed again.
	Folder string
	// Only names the measures to take; all where it is empty.
	Only []string
	// Statistics is the file of published statistics for the replay; without it
	// there is no replay.
	Statistics string
	// Binary is this program, to be started by the measure of the start.
	Binary string
	// Seed makes the people: the same seed, the same people.
	Seed uint64
	// Version is what the program calls itself.
	Version string
	// Progress gets a line for each step of what takes long.
	Progress io.Writer
}

// SmallPeople is the size of the smaller population, against which the growth
// of times is measured.
const SmallPeople = 10_000

// mostWhole is the largest population of which all copies are whole unless asked
// otherwise: a whole case takes about 37 kB.
const mostWhole = 100_000

// leastPeople is the smallest population that has both originals and copies.
const leastPeople = 10

// leastEvents is the smallest record whose verification is worth measuring.
const leastEvents = 2000

// measure is one group of lines of the table.
type measure struct {
	name string
	run  func(*run, context.Context) error
}

var measures = []measure{
	{"referrals", (*run).referrals},
	{"pages", (*run).pages},
	{"seal", (*run).sealing},
	{"record", (*run).record},
	{"access", (*run).access},
	{"links", (*run).links},
	{"estimates", (*run).estimates},
	{"beds", (*run).bedMatches},
	{"replay", (*run).replay},
	{"start", (*run).start},
}

// Names are the measures that Config.Only may name.
func Names() []string {
	var names []string
	for _, m := range measures {
		names = append(names, m.name)
	}
	return names
}

// run is one run of the measures.
type run struct {
	Config
	folder string // of this run, removed at its end
	report *Report
}

// Run takes the measures and reports them. It leaves nothing behind.
func Run(ctx context.Context, config Config) (*Report, error) {
	for _, name := range config.Only {
		if !slices.Contains(Names(), name) {
			return nil, fmt.Errorf("there is no measure called %q; there are %v", name, Names())
		}
	}
	if config.People < leastPeople || config.Lasting <= 0 {
		return nil, fmt.Errorf("a bench needs at least %d people and some seconds, not %d people and %v", leastPeople, config.People, config.Lasting)
	}
	if config.Whole == 0 {
		config.Whole = 1
		if config.People > mostWhole {
			config.Whole = 10
		}
	}
	if config.Whole < 1 {
		return nil, fmt.Errorf("every how many-th copy is whole must be 1 or more, not %d", config.Whole)
	}
	config.Events = max(config.Events, leastEvents)
	if config.Progress == nil {
		config.Progress = io.Discard
	}
	if err := os.MkdirAll(config.Folder, 0o700); err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp(config.Folder, "bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	if folder, err = filepath.Abs(folder); err != nil {
		return nil, err
	}
	r := &run{Config: config, folder: folder, report: &Report{People: config.People, Whole: config.Whole, Seed: config.Seed}}
	if r.report.Engine, err = r.engine(ctx); err != nil {
		return nil, err
	}
	r.report.Machine = host(folder, config.Version)
	for _, m := range measures {
		if len(config.Only) > 0 && !slices.Contains(config.Only, m.name) {
			continue
		}
		if err := m.run(r, ctx); err != nil {
			err = fmt.Errorf("%s: %w", m.name, err)
			r.report.Ended = err.Error()
			return r.report, err
		}
	}
	return r.report, nil
}

// say tells whoever waits what is being done.
func (r *run) say(format string, args ...any) {
	fmt.Fprintf(r.Progress, "%s %s\n", time.Now().Format("15:04:05"), fmt.Sprintf(format, args...))
}
