package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/exchange"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/statute"
)

// Import takes in referrals from other systems.
type Import struct {
	HomeOfficeForm ImportHomeOfficeForm `cmd:"" help:"Take in exports of the Home Office's online referral form."`
}

// ImportHomeOfficeForm takes in exports of the Home Office's online form.
type ImportHomeOfficeForm struct {
	Files []string `arg:"" name:"file" help:"Files of one referral, a list of them, or one to a line (NDJSON); - is standard input."`
	As    string   `help:"E-mail address of the account that imports (default: the first triage officer of the competent authority, or a built-in account)." placeholder:"EMAIL"`
	Rules string   `help:"Folder of further rule files (JSON)." env:"HAVENWARD_RULES" placeholder:"DIR"`

	Received civil.Day `help:"Day on which the other system received these referrals, such as 2026-03-02; clocks count from it (default: today)." placeholder:"DATE"`

	out io.Writer // nil for standard output
}

// Exit codes of an import that was not wholly new.
const (
	exitRefused     = 1   // something was refused or could not be read
	exitThere       = 3   // everything was taken in, and some of it had been before
	exitInterrupted = 130 // as of programs that an interrupt ends
)

// exit ends the program with a code after what there was to say was said.
type exit struct {
	code int
	text string
}

func (e *exit) Error() string { return e.text }

// ExitCode is the code with which the program ends.
func (e *exit) ExitCode() int { return e.code }

// Run takes the files in one after the other and says what became of each
// referral, without a word about the person.
func (c *ImportHomeOfficeForm) Run(ctx context.Context, settings *Settings) error {
	d, _, err := settings.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	room, actor, err := exchangeRoom(ctx, d, c.Rules, c.As)
	if err != nil {
		return err
	}
	room.ReceivedOn = c.Received
	summary := newSummary(c.out)
	for _, name := range c.Files {
		err := summary.file(ctx, room, actor, name)
		if errors.Is(err, context.Canceled) {
			_ = summary.end()
			return &exit{exitInterrupted, "interrupted; import the same files again to go on, what is there is not taken twice"}
		}
		if err != nil {
			return err
		}
	}
	return summary.end()
}

// exchangeRoom opens the exchange with who acts in it.
func exchangeRoom(ctx context.Context, d *db.Database, rules, as string) (*exchange.Room, account.Actor, error) {
	book, err := (&Serving{Rules: rules}).book()
	if err != nil {
		return nil, account.Actor{}, err
	}
	settings := decision.DefaultSettings()
	desk := referral.New(d, book, reference.Default(), decision.New(d, book, settings).Receive)
	var actor account.Actor
	var made bool
	err = d.Write(ctx, func(tx *db.Tx) (err error) {
		actor, made, err = exchange.Importer(ctx, tx, settings.Triage[machine.Jurisdiction(statute.England)], as)
		return err
	})
	if err != nil {
		return nil, account.Actor{}, err
	}
	if made {
		fmt.Fprintf(os.Stderr, "There was no triage officer, so referrals are taken in by the built-in account %s of %s, with which nobody can sign in.\n",
			actor.Email, actor.AgencyName)
	}
	return &exchange.Room{DB: d, Desk: desk}, actor, nil
}

// summary gathers and prints what became of the referrals of all files.
type summary struct {
	out    io.Writer
	counts map[exchange.Status]int
	keys   map[string]int // unmapped keys, with how often each was there
	unread int            // files that could not be read to their end
}

func newSummary(out io.Writer) *summary {
	if out == nil {
		out = os.Stdout
	}
	return &summary{out: out, counts: map[exchange.Status]int{}, keys: map[string]int{}}
}

// file takes one file in. A file that cannot be read does not stop the others;
// an error of the store does.
func (s *summary) file(ctx context.Context, room *exchange.Room, actor account.Actor, name string) error {
	in := io.ReadCloser(os.Stdin)
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			s.unread++
			fmt.Fprintf(s.out, "%s: cannot be read: %v\n", name, err)
			return nil
		}
		defer file.Close()
		in = file
	}
	err := room.ImportHomeOfficeForm(ctx, actor, in, func(outcome exchange.Outcome) { s.add(name, outcome) })
	if exchange.Unreadable(err) {
		s.unread++
		fmt.Fprintf(s.out, "%s: %v\n", name, err)
		return nil
	}
	return err
}

func (s *summary) add(name string, outcome exchange.Outcome) {
	s.counts[outcome.Status]++
	fmt.Fprintf(s.out, "%s line %d (byte %d): %s", name, outcome.Line, outcome.Offset, outcome.Status)
	if outcome.Reference != "" {
		what := "referral"
		if outcome.Notification {
			what = "notification"
		}
		fmt.Fprintf(s.out, " as %s %s", what, outcome.Reference)
	}
	if outcome.ExternalID != "" {
		fmt.Fprintf(s.out, " (%s)", outcome.ExternalID)
	}
	if outcome.Err != nil {
		why := spoken(outcome.Err).Error()
		if malformed, ok := outcome.Err.(*exchange.Malformed); ok {
			why = malformed.Why
		}
		fmt.Fprintf(s.out, ": %s", why)
	}
	fmt.Fprintln(s.out)
	for _, unmapped := range outcome.Unmapped {
		s.keys[unmapped.Key]++
		fmt.Fprintf(s.out, "  not mapped: %q (%s). %s\n", unmapped.Key, unmapped.Shape, page.In(page.English).Text(unmapped.Why))
	}
	for _, file := range outcome.Files {
		mediaType := file.MediaType
		if mediaType == "" {
			mediaType = "of no named type"
		}
		fmt.Fprintf(s.out, "  file not fetched: %s (%s)\n", file.Key, mediaType)
	}
}

// end prints the totals and gives the exit code.
func (s *summary) end() error {
	fmt.Fprintf(s.out, "\nReceived: %d\nAlready received: %d\nRefused: %d\n",
		s.counts[exchange.Received], s.counts[exchange.AlreadyThere], s.counts[exchange.Refused])
	keys := make([]string, 0, len(s.keys))
	for key := range s.keys {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for i, key := range keys {
		keys[i] = fmt.Sprintf("%q (%d)", key, s.keys[key])
	}
	if len(keys) > 0 {
		fmt.Fprintf(s.out, "Keys not mapped: %s\n", strings.Join(keys, ", "))
	}
	switch {
	case s.counts[exchange.Refused] > 0 || s.unread > 0:
		return &exit{exitRefused, "not everything was taken in; mend what was refused and import the file again, what is there is not taken twice"}
	case s.counts[exchange.AlreadyThere] > 0:
		return &exit{exitThere, "some referrals were received before and were not taken again"}
	}
	return nil
}
