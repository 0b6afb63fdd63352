package retention_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/retention"
	"github.com/havenward/havenward/internal/statute"
)

// TestOfficersAreToldOnceAWeekOfWhatIsDue lets eight years go by, and then days:
// whoever keeps the records is told when one is due, once a week, and nothing is
// removed by that.
func TestOfficersAreToldOnceAWeekOfWhatIsDue(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := dbtest.Noon
			d := dbtest.Open(t, url(t), func() time.Time { return now })
			room := &retention.Room{DB: d, Rules: statute.Default()}
			runner := job.NewRunner(d, "test", slog.New(slog.DiscardHandler))
			room.Jobs(runner)
			write := func(fn func(tx *db.Tx) error) {
				t.Helper()
				if err := d.Write(background, fn); err != nil {
					t.Fatal(err)
				}
			}
			var id db.ID
			write(func(tx *db.Tx) error {
				var officer account.Actor
				for n, agency := range []string{"Ours", "Theirs"} {
					of, err := account.AddAgency(background, tx, account.Agency{Name: agency, Kind: account.CompetentAuthority, Jurisdiction: "england"})
					if err != nil {
						return err
					}
					person, err := account.AddAccount(background, tx, account.NewAccount{Agency: of, Email: strings.ToLower(agency) + "@example.org", Name: "Officer", Roles: []account.Role{account.RecordsOfficer}})
					if err != nil {
						return err
					}
					if n == 0 {
						if officer, _, err = account.Load(background, tx, person); err != nil {
							return err
						}
					}
				}
				var err error
				if id, _, err = casefile.OpenCase(background, tx, officer, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult}); err != nil {
					return err
				}
				if err := access.Give(background, tx, officer, access.Grant{Agency: officer.Agency, Case: id, Purpose: "decision", LegalBasis: "public-task", Compartments: access.Decision}); err != nil {
					return err
				}
				if err := casefile.SetClosed(background, tx, id, true); err != nil {
					return err
				}
				return room.Schedule(background, tx)
			})
			told := func(email string) (n int) {
				t.Helper()
				if _, err := runner.Once(background); err != nil {
					t.Fatal(err)
				}
				if err := d.Read(background, func(tx *db.Tx) error {
					messages, err := notify.Messages(background, tx, email)
					n = len(messages)
					return err
				}); err != nil {
					t.Fatal(err)
				}
				return n
			}
			if n := told("ours@example.org"); n != 0 {
				t.Errorf("%d messages before anything is due", n)
			}
			now = now.AddDate(8, 0, 0)
			for day, want := range []int{1, 1, 1, 1, 1, 1, 1, 2} {
				if got := told("ours@example.org"); got != want && !(day > 0 && got == 2) { // a week may begin on the way
					t.Errorf("day %d: %d messages, want %d", day, got, want)
				}
				now = now.AddDate(0, 0, 1)
			}
			if n := told("theirs@example.org"); n != 0 {
				t.Errorf("another agency was told %d times", n)
			}
			if err := d.Read(background, func(tx *db.Tx) error {
				var erased bool
				_, err := tx.Row(background, `SELECT erased_at IS NOT NULL FROM case_file WHERE id = $1`, []any{id}, &erased)
				if erased {
					t.Error("a job removed the record")
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
}
