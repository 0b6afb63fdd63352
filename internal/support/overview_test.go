package support_test

import (
	"slices"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/support"
)

// Behind each number of the overview is the list of exactly those whom it counts:
// none more, none of another provider, and none whom the manager may not see.
func TestBehindANumberAreThoseWhomItCounts(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		mine, late := w.supported(), w.supported()
		version := w.version(late)
		w.Write(func(tx *db.Tx) error {
			return w.room.Name(background, tx, w.manager, late, support.NameForm{Version: version, Worker: string(w.second.Account)})
		})
		unnamed := w.refer("kent")
		w.tell(unnamed, casefile.ReasonableGroundsPositive)
		shut := w.supported()
		for _, id := range []db.ID{mine, shut} {
			w.Write(func(tx *db.Tx) error {
				if _, err := w.room.Record(background, tx, w.worker, id, support.EntryForm{Kind: "contact", On: w.Today(), At: "10:15", How: "phone", Outcome: "reached", Note: "Spoke"}); err != nil {
					return err
				}
				for _, score := range []string{"2", "4"} {
					if _, err := w.room.Measure(background, tx, w.worker, id, support.ReadForm{On: w.Today(), Scores: map[string]string{"housing": score}}); err != nil {
						return err
					}
				}
				return nil
			})
		}
		// What counts is the last assessment of somebody whom the reader may see.
		for _, needs := range []map[string]string{{"housing": "3", "money": "1"}, {"housing": "2", "legal": "0"}} {
			for _, id := range []db.ID{mine, shut} {
				w.Write(func(tx *db.Tx) error {
					_, err := w.room.Assess(background, tx, w.worker, id, support.AssessForm{On: w.Today(), Together: "yes", Own: "I sleep", Wishes: "A door that shuts", Levels: needs})
					return err
				})
			}
		}
		w.Write(func(tx *db.Tx) error { return access.End(background, tx, shut, w.provider, "support") })
		w.Clock.Add(60 * time.Hour)

		today := w.Today()
		w.Write(func(tx *db.Tx) error {
			numbers, err := w.room.Numbers(background, tx, w.manager, today)
			if err != nil {
				return err
			}
			seen := map[db.ID]bool{}
			for address, number := range numbers {
				listed, err := w.room.Listed(background, tx, w.manager, address)
				if err != nil {
					return err
				}
				if len(listed) != number || slices.Contains(listed, shut) {
					t.Errorf("%s lists %d people, the overview counts %d", address, len(listed), number)
				}
				for _, id := range listed {
					seen[id] = true
				}
				// Another provider finds nobody at the same address, and a worker no more
				// than their own caseload.
				others, err := w.room.Listed(background, tx, w.other, address)
				if err != nil || len(others) > 0 {
					t.Errorf("another provider finds %d people at %s, %v", len(others), address, err)
				}
			}
			if len(seen) != 3 {
				t.Errorf("%d people stand behind the numbers, want 3", len(seen))
			}
			for address, want := range map[string]int{
				support.Load{ID: w.worker.Account}.List(""): 1, support.Load{ID: w.second.Account}.List("late"): 1, support.Load{ID: w.worker.Account}.List("late"): 0,
				support.Load{}.List(""): 1, "/support?change=better&outcome=housing": 1, "/support?change=worse&outcome=housing": 0,
				"/support?level=2&need=housing&view=team": 1, "/support?level=3&need=housing&view=team": 0, "/support?level=&need=legal&view=team": 1, "/support?level=&need=money&view=team": 0,
			} {
				if got, known := numbers[address]; !known || got != want {
					t.Errorf("the overview counts %d (%v) at %s, want %d", got, known, address, want)
				}
			}
			// Who is no manager gets, at an address that narrows a list to another worker
			// or to what people said, the list they have without it: the address adds
			// nothing and leaves nobody out.
			another := "&worker=" + string(w.worker.Account)
			for address, plain := range map[string]string{
				"/support?view=team" + another: "/support?view=team", "/support?view=mine" + another: "/support?view=mine",
				"/support?" + another: "/support", "/support?view=mine&change=better&outcome=housing": "/support?view=mine",
				"/support?view=mine&need=housing&level=2": "/support?view=mine",
			} {
				guessed, err := w.room.Listed(background, tx, w.second, address)
				if err != nil {
					return err
				}
				usual, err := w.room.Listed(background, tx, w.second, plain)
				if err != nil {
					return err
				}
				if !slices.Equal(guessed, usual) || len(usual) == 0 || slices.Contains(guessed, mine) == (plain != "/support?view=team") {
					t.Errorf("at %s a worker finds %d people, at %s %d", address, len(guessed), plain, len(usual))
				}
			}
			return nil
		})
	})
}
