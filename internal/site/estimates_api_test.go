package site_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
)

// TestAProgramEstimates walks through the operations of the JSON API as a program
// of a statistician does.
func TestAProgramEstimates(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		w := newWorld(t, d)
		token := w.tokens[account.Statistician]
		call := func(method, path string, body any, want int) map[string]any {
			t.Helper()
			answer, text := w.call(method, "/api/v1/estimates"+path, token, body)
			if answer.StatusCode != want {
				t.Fatalf("%s %s: %d, want %d\n%s", method, path, answer.StatusCode, want, text)
			}
			var out map[string]any
			if err := json.Unmarshal([]byte(text), &out); err != nil {
				t.Fatalf("%s %s: %v", method, path, err)
			}
			return out
		}
		const table = "A,B,C,count\n1,0,0,120\n0,1,0,90\n0,0,1,60\n1,1,0,25\n1,0,1,14\n0,1,1,9\n1,1,1,3\n"
		ask := map[string]any{"name": "By program", "table": table, "methods": []string{"stepwise"}, "seed": 3, "replicates": 400}
		started := call(http.MethodPost, "", ask, http.StatusAccepted)
		if started["state"] != "queued" || started["peopleKnown"] != 321.0 {
			t.Errorf("started: %v", started)
		}
		id := fmt.Sprint("/", started["id"])
		if err := w.site.WorkOnce(background); err != nil {
			t.Fatal(err)
		}
		done := call(http.MethodGet, id, nil, http.StatusOK)
		if done["state"] != "done" || done["version"] == "" || done["headline"].(map[string]any)["estimate"] == nil {
			t.Fatalf("done: %v", done)
		}
		report := call(http.MethodGet, id+"/reports/json", nil, http.StatusOK)
		if report["method"] != "stepwise" || report["estimate"] != done["headline"].(map[string]any)["estimate"] {
			t.Errorf("the report says %v, the run %v", report["estimate"], done["headline"])
		}
		again := call(http.MethodPost, id+"/repeat", nil, http.StatusOK)
		if err := w.site.WorkOnce(background); err != nil {
			t.Fatal(err)
		}
		compared := call(http.MethodGet, fmt.Sprintf("/compare?a=%s&b=%s", started["id"], again["id"]), nil, http.StatusOK)
		if compared["sameDigits"] != true || compared["sameData"] != true {
			t.Errorf("compared: %v", compared)
		}
		deleted := call(http.MethodPost, id+"/delete", map[string]any{"why": "A trial"}, http.StatusOK)
		if deleted["deletedAt"] == nil {
			t.Errorf("deleted: %v", deleted)
		}
		if runs := call(http.MethodGet, "?q=by+program", nil, http.StatusOK)["runs"].([]any); len(runs) != 1 {
			t.Errorf("%d runs are listed after one of two was deleted", len(runs))
		}
		call(http.MethodPost, id+"/restore", nil, http.StatusOK)
		call(http.MethodPost, id+"/cancel", nil, http.StatusForbidden)
		for name, wrong := range map[string]map[string]any{
			"Line 2: The count -1 is negative":  {"name": "x", "table": "A,B,count\n1,0,-1\n"},
			"There is no method called guess":   {"name": "x", "table": table, "methods": []string{"guess"}},
			"The level must be from 50 to 99":   {"name": "x", "table": table, "level": 100},
			"Give a table or casework, not":     {"name": "x", "table": table, "casework": map[string]any{"from": "2026-01-01", "to": "2026-01-02", "lists": "type"}},
			"There is no column called shoes":   {"name": "x", "casework": map[string]any{"from": "2026-01-01", "to": "2026-01-02", "lists": "type", "strata": []string{"shoes"}}},
			"The last day must be the first":    {"name": "x", "casework": map[string]any{"from": "2026-01-02", "to": "2026-01-01", "lists": "type"}},
			"Nobody was referred or notified":   {"name": "x", "casework": map[string]any{"from": "1990-01-01", "to": "1990-01-02", "lists": "type"}},
			"Enter a threshold above 0":         {"name": "x", "table": table, "threshold": 3},
			"The replicates must be from 400":   {"name": "x", "table": table, "replicates": 5},
			"Decomposable graphs need from 3 t": {"name": "x", "table": "A,B,count\n1,0,3\n0,1,4\n1,1,2\n", "methods": []string{"graphs"}},
		} {
			answer, text := w.call(http.MethodPost, "/api/v1/estimates", token, wrong)
			if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, name) {
				t.Errorf("want %q: %d %s", name, answer.StatusCode, text)
			}
		}
	})
}
