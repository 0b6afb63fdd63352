package placement_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/placement"
)

// TestAPackThatWouldTellTheAddressIsHeld types the sealed address, an earlier one,
// and contacts of the file into each part of the pack, in many spellings.
func TestAPackThatWouldTellTheAddressIsHeld(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.Write(func(tx *db.Tx) error {
			return casefile.Put(background, tx, w.lead, w.child, "referral", casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Lan", Family: "Quillfeather"}},
				Contacts: []casefile.Contact{{Channel: casefile.Post, Value: "8 Mullioncote Terrace, Overbury, ZZ7 7YY", Whose: "person"}, {Channel: casefile.Phone, Value: "07700 900451", Whose: "person"}}})
		})
		w.Write(func(tx *db.Tx) error {
			return w.room.Put(background, tx, w.lead, w.child, placement.PlacingForm{Version: 2, Place: string(w.places[1])})
		})
		for _, c := range []struct {
			name    string
			profile placement.Profile
			want    []placement.Spill
		}{
			{"nothing", placement.Profile{Looks: "Long dark hair", Places: []string{"The bus station"}, Friends: []string{"Mai, 07700 900777"}}, nil},
			{"the street", placement.Profile{Places: []string{"The library", "goldfinchbury rise"}}, []placement.Spill{{Where: "Where they go, or might be taken", What: "The street of the sealed address"}}},
			{"a slip of the pen", placement.Profile{Risks: "He waits in Goldfinchbery Rise, by the shop"}, []placement.Spill{{Where: "What could happen to them", What: "The street of the sealed address"}}},
			{"the postcode", placement.Profile{Transport: "The 9 bus to zz99zz"}, []placement.Spill{{Where: "Money and how they get about", What: "The postcode of the sealed address"}, {Where: "Money and how they get about", What: "The postcode of a place where they lived before"}}},
			{"the telephone", placement.Profile{Safe: "Call +44 (1632) 960-777 first"}, []placement.Spill{{Where: "How to speak with them", What: "The telephone number of the place where they live"}, {Where: "How to speak with them", What: "The telephone number of a place where they lived before"}}},
			{"the telephone among telephones", placement.Profile{Phones: []string{"01632 960777"}}, []placement.Spill{{Where: "Their telephones and accounts", What: "The telephone number of the place where they live"}, {Where: "Their telephones and accounts", What: "The telephone number of a place where they lived before"}}},
			{"where they lived before", placement.Profile{Looks: "As in Canary-Weather Cl."}, []placement.Spill{{Where: "What they look like", What: "The street of a place where they lived before"}}},
			{"an address on the file", placement.Profile{Medical: "From the chemist in Mullioncote Terr"}, []placement.Spill{{Where: "Medicine and health", What: "The street of an address on the file"}}},
			{"a number on the file", placement.Profile{Safe: "Text 07700900451"}, []placement.Spill{{Where: "How to speak with them", What: "A telephone number on the file"}}},
			{"their own number where numbers belong", placement.Profile{Phones: []string{"07700 900451"}, Friends: []string{"Herself: 07700 900451"}}, nil},
		} {
			w.Write(func(tx *db.Tx) error {
				return w.room.KeepProfile(background, tx, w.worker, w.child, placement.ProfileForm{Version: w.profileVersion(tx), Profile: c.profile})
			})
			var pack placement.Pack
			var spills []placement.Spill
			w.Write(func(tx *db.Tx) (err error) {
				pack, spills, err = w.room.TakePack(background, tx, w.worker, w.child, false, "")
				return err
			})
			if len(spills) != len(c.want) {
				w.T.Errorf("%s: %v, want %v", c.name, spills, c.want)
				continue
			}
			for i := range spills {
				if spills[i] != c.want[i] {
					w.T.Errorf("%s: %v, want %v", c.name, spills[i], c.want[i])
				}
			}
			if made := pack.Head != nil; made != (len(c.want) == 0) {
				w.T.Errorf("%s: the pack is made: %v", c.name, made)
			}
		}
	})
}

func (w *world) profileVersion(tx *db.Tx) (version int64) {
	w.T.Helper()
	if _, err := tx.Row(background, `SELECT version FROM missing_profile WHERE case_id = $1`, []any{w.child}, &version); err != nil {
		w.T.Fatal(err)
	}
	return version
}

// post sends a form to one page of the room about the child.
func (w *world) post(pattern string, actor account.Actor, pairs ...string) *httptest.ResponseRecorder {
	w.T.Helper()
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	for _, line := range w.room.Routes() {
		if line.Pattern == pattern {
			return w.send(line, actor, map[string]string{"id": string(w.child)}, values)
		}
	}
	w.T.Fatalf("there is no route %s", pattern)
	return nil
}

// TestAHeldPackIsMadeForAReason walks the page of a pack that is held, which never
// says what it is about, and makes it with a reason that is kept.
func TestAHeldPackIsMadeForAReason(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		if _, err := w.gone(2*time.Hour, "high"); err != nil {
			w.T.Fatal(err)
		}
		w.Write(func(tx *db.Tx) error {
			return w.room.KeepProfile(background, tx, w.worker, w.child, placement.ProfileForm{Profile: placement.Profile{Places: []string{"Near 17 Canaryweather Cl"}}})
		})
		for _, pattern := range []string{"GET /missing/people/{id}/pack", "GET /missing/people/{id}/pack/pdf"} {
			page := w.get(pattern, w.carer)
			text := page.Body.String()
			if page.Code != http.StatusOK || !strings.Contains(text, "The pack is not made yet") || !strings.Contains(text, "The street of the sealed address") || !strings.Contains(text, "Where they go, or might be taken") {
				w.T.Errorf("%s: %d\n%s", pattern, page.Code, text)
			}
			for _, secret := range []string{"Canaryweather", "ZZ9", "Quillfeather", "960777"} {
				if strings.Contains(text, secret) {
					w.T.Errorf("%s tells %q", pattern, secret)
				}
			}
		}
		if n := w.Count(`audit_event WHERE action IN ('take-grab-pack', 'download-grab-pack')`); n != 0 {
			w.T.Errorf("%d packs are in the record, and none was made", n)
		}
		if n := w.Count(`audit_event WHERE action = 'hold-grab-pack' AND change LIKE '%sealed address%'`); n != 2 {
			w.T.Errorf("%d packs that were held are in the record, want 2", n)
		}
		empty := w.post("POST /missing/people/{id}/pack", w.carer, "why", " ")
		if empty.Code != http.StatusUnprocessableEntity || !strings.Contains(empty.Body.String(), "Say why the pack must leave as it is") || !strings.Contains(empty.Body.String(), "The street of the sealed address") {
			w.T.Errorf("without a reason: %d", empty.Code)
		}
		made := w.post("POST /missing/people/{id}/pack", w.carer, "why", "The officer knows the address already")
		if made.Code != http.StatusOK || !strings.Contains(made.Body.String(), "Missing person: pack for the police") || !strings.Contains(made.Body.String(), "Near 17 Canaryweather Cl") {
			w.T.Errorf("with a reason: %d", made.Code)
		}
		w.Write(func(tx *db.Tx) error {
			var event, why string
			if found, err := tx.Row(background, `SELECT id, why FROM audit_event WHERE action = 'take-grab-pack' AND change LIKE '%sealed address%'`, nil, &event, &why); err != nil || !found {
				w.T.Fatalf("the pack is not in the record: %v", err)
			}
			reason, err := audit.Reason(background, tx, w.child, event, why)
			if reason != "The officer knows the address already" {
				w.T.Errorf("the record has the reason %q", reason)
			}
			return err
		})
		if strange := w.post("POST /missing/people/{id}/pack", w.foreign, "why", "The officer knows the address already"); strange.Code != http.StatusNotFound {
			w.T.Errorf("another council makes it: %d", strange.Code)
		}
	})
}
