package uploads_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/uploads"
)

var background = context.Background()

// fake is a scanner that finds its virus wherever it stands, and can be away.
type fake struct {
	virus string
	away  bool
	saw   int
}

func (f *fake) Scan(_ context.Context, content []byte) (string, error) {
	if f.away {
		return "", errors.New("away")
	}
	f.saw++
	if f.virus != "" && bytes.Contains(content, []byte(f.virus)) {
		return "Test.Virus", nil
	}
	return "", nil
}

// TestNobodyGetsAFileBeforeTheScannerHasLooked adds files while the scanner is
// away, there, and behind the times.
func TestNobodyGetsAFileBeforeTheScannerHasLooked(t *testing.T) {
	t.Parallel()
	now := dbtest.Noon
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := now
			d := dbtest.Open(t, url(t), func() time.Time { return at })
			scanner := &fake{virus: "EVIL", away: true}
			room := &uploads.Room{DB: d, Scanner: scanner}
			runner := job.NewRunner(d, "test", slog.New(slog.DiscardHandler))
			room.Jobs(runner)
			runner.Errand(notify.Send, func(context.Context, *db.Database, json.RawMessage) error { return nil })
			write := func(fn func(tx *db.Tx) error) {
				t.Helper()
				if err := d.Write(background, fn); err != nil {
					t.Fatal(err)
				}
			}
			work := func() {
				t.Helper()
				for {
					done, err := runner.Once(background)
					if err != nil {
						t.Fatal(err)
					}
					if done == 0 {
						return
					}
				}
			}
			var owner, before db.ID
			var administrator, uploader, elsewhere account.Actor
			write(func(tx *db.Tx) error {
				owner = tx.NewID()
				for n, actor := range []*account.Actor{&administrator, &elsewhere} {
					agency, err := account.AddAgency(background, tx, account.Agency{Name: []string{"Ours", "Theirs"}[n], Kind: account.NGO, Jurisdiction: "england"})
					if err != nil {
						return err
					}
					id, err := account.AddAccount(background, tx, account.NewAccount{Agency: agency, Email: []string{"ours", "theirs"}[n] + "@example.org", Name: "Admin", Roles: []account.Role{account.AgencyAdministrator}})
					if err != nil {
						return err
					}
					if *actor, _, err = account.Load(background, tx, id); err != nil {
						return err
					}
				}
				id, err := account.AddAccount(background, tx, account.NewAccount{Agency: administrator.Agency, Email: "up@example.org", Name: "Uploader", Roles: []account.Role{account.FirstResponder}})
				if err == nil {
					uploader, _, err = account.Load(background, tx, id)
				}
				return err
			})
			add := func(text string) (id db.ID) {
				t.Helper()
				write(func(tx *db.Tx) (err error) {
					id, err = casefile.AddFile(background, tx, uploader, owner, "", "secret-name.pdf", "", civil.Partial{}, []byte("%PDF-1.7 "+text))
					return err
				})
				return id
			}
			gets := func(id db.ID) (got bool) {
				t.Helper()
				if err := d.Read(background, func(tx *db.Tx) error {
					_, content, err := casefile.FileContent(background, tx, owner, id)
					if got = err == nil; got != (len(content) > 0) || err != nil && !fault.Is(err, fault.Forbidden) {
						t.Errorf("%d bytes, %v", len(content), err)
					}
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				return got
			}
			held := func(actor account.Actor) (files []casefile.HeldFile) {
				t.Helper()
				write(func(tx *db.Tx) (err error) {
					files, err = room.Held(background, tx, actor)
					return err
				})
				return files
			}
			before = add("EVIL before there was a scanner")
			if !gets(before) {
				t.Error("without a scanner a file is held")
			}
			write(func(tx *db.Tx) error { return room.Schedule(background, tx) })
			good, bad := add("good"), add("EVIL")
			work()
			if gets(good) || gets(bad) || scanner.saw > 0 {
				t.Error("a file is given out although the scanner is away")
			}
			scanner.away, at = false, at.Add(24*time.Hour)
			write(func(tx *db.Tx) error { return room.Schedule(background, tx) })
			work()
			if !gets(good) || gets(bad) || gets(before) {
				t.Errorf("good: %v, bad: %v, before: %v", gets(good), gets(bad), gets(before))
			}
			list := held(administrator)
			// Of one instant on this clock, so in either order.
			if len(list) != 2 || list[0].ID == list[1].ID || (list[0].ID != bad && list[0].ID != before) || (list[1].ID != bad && list[1].ID != before) || list[0].Found != "Test.Virus" || list[0].AddedBy != "Uploader" {
				t.Errorf("held: %+v", list)
			}
			if others := held(elsewhere); len(others) != 0 {
				t.Errorf("another agency sees %+v", others)
			}
			told := func(email string) (n int) {
				t.Helper()
				if err := d.Read(background, func(tx *db.Tx) error {
					messages, err := notify.Messages(background, tx, email)
					for _, m := range messages {
						if strings.Contains(m.Subject+m.Body, "secret-name") {
							t.Error("a message tells what the file is called")
						}
						if strings.Contains(m.Body, "virus") {
							n++
						}
					}
					return err
				}); err != nil {
					t.Fatal(err)
				}
				return n
			}
			if told("ours@example.org") != 2 || told("up@example.org") != 2 || told("theirs@example.org") != 0 {
				t.Errorf("told: administrator %d, uploader %d, another agency %d", told("ours@example.org"), told("up@example.org"), told("theirs@example.org"))
			}
			// It was a mistake of the scanner; an administrator has it looked at again.
			scanner.virus = ""
			if err := d.Write(background, func(tx *db.Tx) error { return room.Again(background, tx, elsewhere, bad) }); !fault.Is(err, fault.NotFound) {
				t.Errorf("another agency's administrator: %v", err)
			}
			write(func(tx *db.Tx) error { return room.Again(background, tx, administrator, bad) })
			work()
			if !gets(bad) {
				t.Error("what was found clean is still held")
			}
			// Days later the scanner learns of a virus in what it let through.
			scanner.virus, at = "good", at.Add(25*time.Hour)
			work()
			if gets(good) {
				t.Error("a file is given out in which a virus was found later")
			}
		})
	}
}
