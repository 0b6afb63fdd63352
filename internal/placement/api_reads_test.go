package placement_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/route"
)

// TestWhatAProgramReadsOfAPerson holds the content of each read: where somebody
// lived, who asked to visit them, when they were missing; never an address, and
// nothing for those out of reach.
func TestWhatAProgramReadsOfAPerson(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		config := huma.DefaultConfig("test", "1")
		config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", route.SchemaName)
		mux := http.NewServeMux()
		w.room.Register(humago.New(mux, config))
		read := func(actor account.Actor, path string, into any) (int, string) {
			recorder := httptest.NewRecorder()
			request := httptest.NewRequest(http.MethodGet, "/api/v1/"+path, nil)
			mux.ServeHTTP(recorder, request.WithContext(account.WithActor(background, actor)))
			if into != nil && recorder.Code == http.StatusOK {
				w.Must(json.Unmarshal(recorder.Body.Bytes(), into))
			}
			return recorder.Code, recorder.Body.String()
		}
		w.Clock.Add(time.Hour)
		version := func() (version int64) {
			w.Row(`SELECT version FROM placement_file WHERE case_id = $1`, []any{w.child}, &version)
			return version
		}
		before := version()
		w.Write(func(tx *db.Tx) error {
			return w.room.Want(background, tx, w.lead, w.child, placement.WantedForm{Version: before, Needs: []string{"school"}, Avoid: []string{"kent"}, Note: "Near her school"})
		})
		w.Clock.Add(24 * time.Hour)
		before = version()
		w.Write(func(tx *db.Tx) error { // the carer goes with her
			return w.room.NameKeeper(background, tx, w.lead, w.places[1], placement.KeeperForm{Account: string(w.carer.Account)})
		})
		w.Write(func(tx *db.Tx) error {
			return w.room.Put(background, tx, w.lead, w.child, placement.PlacingForm{Version: before, Place: string(w.places[1]), Why: "Nothing else is free"})
		})
		w.deny("Ivan Petrov")
		visit := w.visitor("Petrov Ivan")
		episode, err := w.gone(2*time.Hour, "high")
		w.Must(err)
		w.Write(func(tx *db.Tx) error {
			return w.room.Act(background, tx, w.worker, episode, placement.ActionForm{Text: "Called the college"})
		})

		child := string(w.child)
		paths := []string{"placements/people/" + child, "placements/people/" + child + "/visits", "missing/people/" + child + "/episodes", "missing/episodes/" + string(episode)}
		var stays struct {
			Version      int64
			Needs, Avoid []string
			Stays        []struct {
				Place, Kind, Region, Ended, PlacedBy string
				Since, Until                         time.Time
			}
		}
		if code, said := read(w.lead, paths[0], &stays); code != http.StatusOK || len(stays.Stays) != 2 || stays.Needs[0] != "school" || stays.Avoid[0] != "kent" {
			w.T.Fatalf("placements: %d %s", code, said)
		}
		if now, before := stays.Stays[0], stays.Stays[1]; now.Place != string(w.places[1]) || !now.Until.IsZero() || now.Kind != "foster" || now.Region != "kent" || now.PlacedBy != "Lead" ||
			before.Place != string(w.places[0]) || before.Ended != "moved" || !before.Until.Equal(now.Since) || !before.Since.Before(now.Since) {
			w.T.Errorf("the stays are %+v", stays.Stays)
		}
		var visits struct {
			Visits []struct {
				ID, State, Relationship string
				Names                   []string
				Warnings                int
				AnswerBy                string
			}
		}
		if code, said := read(w.worker, paths[1], &visits); code != http.StatusOK || len(visits.Visits) != 1 || visits.Visits[0].ID != string(visit) || visits.Visits[0].State != "asked" ||
			len(visits.Visits[0].Names) != 1 || visits.Visits[0].Names[0] != "Petrov Ivan" || visits.Visits[0].Warnings != 1 || visits.Visits[0].AnswerBy == "" {
			w.T.Errorf("visits: %d %s", code, said)
		}
		type told struct {
			ID, Case, Risk, LastSeen string
			Number                   int
			ReportBy                 time.Time
			Actions                  []struct{ Text, By string }
		}
		var episodes struct{ Episodes []told }
		if code, said := read(w.carer, paths[2], &episodes); code != http.StatusOK || len(episodes.Episodes) != 1 || episodes.Episodes[0].ID != string(episode) || episodes.Episodes[0].Risk != "high" {
			w.T.Errorf("episodes: %d %s", code, said)
		}
		var one told
		if code, said := read(w.carer, paths[3], &one); code != http.StatusOK || one.Case != child || one.Number != 1 || one.LastSeen != "At the bus stop by the school" || one.ReportBy.IsZero() ||
			len(one.Actions) != 1 || one.Actions[0].Text != "Called the college" || one.Actions[0].By != "Worker" {
			w.T.Errorf("the episode: %d %s", code, said)
		}
		for _, path := range paths {
			for name, actor := range map[string]account.Actor{"lead": w.lead, "worker": w.worker, "carer": w.carer} {
				_, said := read(actor, path, nil)
				for _, secret := range secrets {
					if strings.Contains(said, secret) {
						w.T.Errorf("%s as %s says %q", path, name, secret)
					}
				}
			}
			code, outside := read(w.foreign, path, nil)
			never, nothing := read(w.foreign, strings.NewReplacer(child, "06000000000000000000000000", string(episode), "06000000000000000000000000").Replace(path), nil)
			if code != http.StatusNotFound || never != code || outside != nothing {
				w.T.Errorf("%s for another council: %d %s, and of what never was: %d %s", path, code, outside, never, nothing)
			}
		}
		for action, want := range map[string]int{"read-placement": 3, "read-visitors": 3, "read-missing-profile": 4, "read-episode": 4} {
			var n int
			if w.Row(`SELECT count(*) FROM audit_event WHERE action = $1 AND category = 'consultation' AND case_id = $2`, []any{action, w.child}, &n); n != want {
				w.T.Errorf("%d looks %q are in the record, and there were %d", n, action, want)
			}
		}
	})
}
