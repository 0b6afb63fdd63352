package support_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/route"
)

// TestAProgramChangesAThingOfACase makes a goal and closes it as a program does:
// the case, the goal and what became of it are all read from the call.
func TestAProgramChangesAThingOfACase(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		config := huma.DefaultConfig("test", "1")
		config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", route.SchemaName)
		mux := http.NewServeMux()
		w.room.Register(humago.New(mux, config))
		call := func(actor account.Actor, path, body string) (int, string) {
			request := httptest.NewRequest(http.MethodPost, "/api/v1/support/cases/"+path, strings.NewReader(body))
			request.Header.Set("Content-Type", "application/json")
			recorder := httptest.NewRecorder()
			mux.ServeHTTP(recorder, request.WithContext(account.WithActor(background, actor)))
			var made struct{ ID string }
			_ = json.Unmarshal(recorder.Body.Bytes(), &made)
			if recorder.Code != http.StatusOK {
				return recorder.Code, recorder.Body.String()
			}
			return recorder.Code, made.ID
		}
		id := string(w.supported())
		code, goal := call(w.worker, id+"/goals", `{"domain":"safety","goal":"A door that locks","owner":"person"}`)
		if code != http.StatusOK || goal == "" {
			t.Fatalf("a goal: %d %s", code, goal)
		}
		done := `{"version":1,"state":"done","result":"She has the key."}`
		if code, said := call(w.other, id+"/goals/"+goal+"/close", done); code != http.StatusNotFound {
			t.Errorf("another provider: %d %s", code, said)
		}
		if code, said := call(w.worker, id+"/goals/"+goal+"/close", `{"version":1,"state":"nonsense"}`); code != http.StatusUnprocessableEntity {
			t.Errorf("nonsense: %d %s", code, said)
		}
		if code, said := call(w.worker, id+"/goals/"+goal+"/close", done); code != http.StatusOK || said != goal {
			t.Errorf("closing it: %d %s", code, said)
		}
		if n := w.Count(`support_goal WHERE id = $1 AND state = 'done'`, goal); n != 1 {
			t.Error("the goal is not closed")
		}
	})
}
