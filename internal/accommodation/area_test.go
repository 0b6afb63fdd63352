package accommodation_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/accommodation"
	"github.com/havenward/havenward/internal/casefile/casetest"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"pgregory.net/rapid"
)

// TestABedInAnExcludedAreaIsNeverOffered draws where somebody was exploited, what
// was typed of where they are in danger and where they want to be, and asks in every
// way there is: no bed in such an area is on the page as one that can be offered, in
// the answer of the API, among those who could have it, held, taken or moved to.
func TestABedInAnExcludedAreaIsNeverOffered(t *testing.T) {
	t.Parallel()
	w := newWorld(casetest.New(t, dbtest.SQLite(t)))
	regions := []string{"devon", "cornwall", "kent", "bedfordshire"}
	towns := map[string]string{"luton": "bedfordshire", "exeter": "devon"}
	beds := map[string][]db.ID{}
	for _, region := range regions {
		_, beds[region] = w.house(region, 60, nil, 1, 3)
	}
	offered, kept := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		var excluded []string
		s := survivor{given: "Mirela", family: "Ionescu"}
		for _, town := range []string{"luton", "exeter"} {
			if rapid.Bool().Draw(rt, "exploited in "+town) {
				s.towns, excluded = append(s.towns, town), append(excluded, towns[town])
			}
		}
		typed := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"Devon", "Cornwall", "Kent", "Luton", "  kent "}), 0, 2, rapid.ID[string]).Draw(rt, "typed")
		for _, one := range typed {
			area := strings.ToLower(strings.TrimSpace(one))
			if area == "luton" {
				area = "bedfordshire"
			}
			excluded = append(excluded, area)
		}
		file := w.ask(w.open(s), func(f *accommodation.AskForm) {
			f.Avoid, f.Prefer = typed, rapid.SliceOfNDistinct(rapid.SampledFrom(regions), 0, 2, rapid.ID[string]).Draw(rt, "wanted")
			f.Children = rapid.IntRange(0, 2).Draw(rt, "children")
		})
		defer w.Write(func(tx *db.Tx) error { // the next draw begins with nobody waiting or housed
			if _, err := tx.Exec(background, `UPDATE shelter_file SET state = 'ended' WHERE id = $1`, file); err != nil {
				return err
			}
			return nil
		})
		areas, err := w.room.APIOfferable(background, w.desk, file)
		w.Must(err)
		shown := w.bedsPage(file)
		for _, region := range regions {
			bad := slices.Contains(excluded, region)
			if bad && slices.Contains(areas, region) {
				rt.Fatalf("the API offers a bed in %s", region)
			}
			for _, bed := range beds[region] {
				if link := string(bed) + "/offer"; bad && strings.Contains(shown, link) || bad && strings.Contains(shown, string(bed)+"/take") {
					rt.Fatalf("the page offers a bed in %s", region)
				}
				if bad && w.couldHave(bed, file) {
					rt.Fatalf("they are among those who could have a bed in %s", region)
				}
				var offer db.ID
				err := w.D.Write(background, func(tx *db.Tx) (err error) {
					offer, err = w.room.MakeOffer(background, tx, w.desk, file, accommodation.OfferForm{Bed: string(bed), Why: "Any bed will do", Hours: 2})
					return err
				})
				switch {
				case bad && err == nil:
					rt.Fatalf("a bed in %s is held for them", region)
				case bad && w.take(file, bed) == nil:
					rt.Fatalf("a bed in %s is taken for them", region)
				case bad:
					kept++
				case err == nil:
					offered++
					w.Write(func(tx *db.Tx) error { return w.room.TakeBack(background, tx, w.desk, offer) })
				}
			}
		}
	})
	if offered == 0 || kept == 0 {
		t.Fatalf("%d beds were offered and %d kept from them: the test would find nothing", offered, kept)
	}
}

// bedsPage is the page of beds for somebody, as the desk sees it.
func (w *world) bedsPage(file db.ID) string {
	for _, line := range w.room.Routes() {
		if line.Pattern != "GET /accommodation/files/{shelter}/beds" {
			continue
		}
		r := httptest.NewRequest(http.MethodGet, "/x", nil)
		r.SetPathValue("shelter", string(file))
		recorder := httptest.NewRecorder()
		w.Must(line.Handle(&route.Request{Writer: recorder, Request: r, DB: w.D, Actor: w.desk, Words: page.In(page.English)}))
		return recorder.Body.String()
	}
	w.T.Fatal("there is no page of beds")
	return ""
}

// couldHave reports whether somebody is among those who could have a bed.
func (w *world) couldHave(bed, file db.ID) (could bool) {
	w.Must(w.D.Read(background, func(tx *db.Tx) error {
		b := accommodation.Bed{ID: bed, State: accommodation.BedFree}
		h := accommodation.House{Agency: w.desk.Agency, State: accommodation.HouseOpen, Families: true, Pregnancy: true, Capacity: 60}
		if _, err := tx.Row(background, `SELECT b.sleeps, h.id, h.region, h.sex FROM bed b JOIN house h ON h.id = b.house_id WHERE b.id = $1`, []any{bed}, &b.Sleeps, &h.ID, &h.Region, &h.Sex); err != nil {
			return err
		}
		found, err := w.room.Waiters(background, tx, w.desk, b, h)
		for _, one := range found {
			could = could || one.ID == file
		}
		return err
	}))
	return could
}
