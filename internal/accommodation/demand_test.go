package accommodation_test

import (
	"testing"

	"github.com/havenward/havenward/internal/accommodation"
	"github.com/havenward/havenward/internal/db"
)

// Whoever would live anywhere can have any bed that is free: the count of beds
// beside them is of all areas.
func TestAnywhereHasTheBedsOfAllAreas(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.house("devon", 4, nil, 1, 1)
		w.house("cornwall", 4, nil, 1)
		w.ask(w.open(survivor{given: "Hana", family: "Tesfay"}), nil)
		w.ask(w.open(survivor{given: "Lan", family: "Tran"}), func(f *accommodation.AskForm) { f.Prefer = []string{"devon"} })
		w.Write(func(tx *db.Tx) error {
			areas, err := w.room.DemandByArea(background, tx, w.desk.Agency)
			for name, want := range map[string]int{"Anywhere": 3, "Devon": 2, "Cornwall": 1} {
				if got := areas[name]; got.Free != want {
					t.Errorf("%s: %+v, want %d free beds", name, got, want)
				}
			}
			return err
		})
	})
}
