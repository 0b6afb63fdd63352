package decision

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/route"
)

// call makes one call of the API as somebody and gives the answer.
func (k *desk) call(actor account.Actor, method, path, body string, headers ...string) (int, string) {
	k.t.Helper()
	mux := http.NewServeMux()
	k.room.Register(humago.New(mux, described()))
	request := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	mux.ServeHTTP(recorder, request.WithContext(account.WithActor(background, actor)))
	return recorder.Code, recorder.Body.String()
}

// TestTheAPIDescribesEveryStepWithItsForm looks at the description that programs
// read.
func TestTheAPIDescribesEveryStepWithItsForm(t *testing.T) {
	t.Parallel()
	api := humago.New(http.NewServeMux(), described())
	(&Room{}).Register(api)
	for _, row := range machine.Table {
		path := api.OpenAPI().Paths["/api/v1/cases/{id}/steps/"+string(row.Step)]
		if path == nil || path.Post == nil {
			t.Errorf("there is no operation for %s", row.Step)
			continue
		}
		names := []string{}
		for _, param := range path.Post.Parameters {
			names = append(names, param.Name)
		}
		if !slices.Contains(names, "id") || !slices.Contains(names, "Idempotency-Key") {
			t.Errorf("%s has the parameters %v", row.Step, names)
		}
		body := path.Post.RequestBody.Content["application/json"].Schema
		if body.Ref != "" {
			body = api.OpenAPI().Components.Schemas.SchemaFromRef(body.Ref)
		}
		form := body.Properties["form"]
		if form == nil {
			t.Errorf("%s has no form", row.Step)
			continue
		}
		if form.Ref != "" {
			form = api.OpenAPI().Components.Schemas.SchemaFromRef(form.Ref)
		}
		for _, written := range Written(row.Form()) {
			if name, _, _ := strings.Cut(written.Name, "."); form.Properties[name] == nil {
				t.Errorf("the form of %s does not describe %s", row.Step, name)
			}
		}
	}
}

// TestTheAPITakesAReferralToADecision goes through the calls that a program
// makes.
func TestTheAPITakesAReferralToADecision(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := string(k.refer(casefile.Adult, "england"))
		expect := func(status int, holds string) func(code int, body string) {
			return func(code int, body string) {
				t.Helper()
				if code != status || !strings.Contains(body, holds) {
					t.Errorf("got %d %s, want %d with %q", code, body, status, holds)
				}
			}
		}
		expect(200, `"total":1`)(k.call(k.triage, "GET", "/cases?list=triage", ""))
		expect(200, `"allocate"`)(k.call(k.triage, "GET", "/cases/"+id, ""))
		expect(404, "")(k.call(k.other, "GET", "/cases/"+id, ""))
		expect(403, "")(k.call(k.elsewhere, "GET", "/cases/"+id, ""))
		expect(422, `form.authority`)(k.call(k.triage, "POST", "/cases/"+id+"/steps/allocate", `{"version":1,"form":{"authority":"nobody"}}`))
		allocate := `{"version":1,"form":{"authority":"sca"}}`
		expect(200, `"version":2`)(k.call(k.triage, "POST", "/cases/"+id+"/steps/allocate", allocate, "Idempotency-Key", "one"))
		expect(200, `"version":2`)(k.call(k.triage, "POST", "/cases/"+id+"/steps/allocate", allocate, "Idempotency-Key", "one"))
		expect(409, "changed this")(k.call(k.triage, "POST", "/cases/"+id+"/steps/allocate", allocate))
		expect(200, `"done":true`)(k.call(k.triage, "POST", "/assignments", `{"decision_maker":"`+string(k.maker.Account)+`","cases":[{"case":"`+id+`","version":2}]}`))
		decide := `{"version":3,"form":{"test":"reasonable-grounds-test-is@1","evidence":["Interview"],"reasons":"The account is consistent."}}`
		expect(403, "")(k.call(k.triage, "POST", "/cases/"+id+"/steps/reasonable-grounds-positive", decide))
		expect(200, `"stage":"recovery"`)(k.call(k.maker, "POST", "/cases/"+id+"/steps/reasonable-grounds-positive", decide))
		expect(200, "The first day counted is")(k.call(k.maker, "GET", "/cases/"+id+"/clocks", ""))
		expect(200, `"kind":"reasonable-grounds-positive"`)(k.call(k.maker, "GET", "/cases/"+id+"/letters", ""))
		expect(200, "Zephyrine")(k.call(k.maker, "GET", "/cases/"+id+"/letters/1", ""))
		expect(200, `"version":5`)(k.call(k.maker, "POST", "/cases/"+id+"/letters/1/service", `{"version":4,"served_on":"2026-03-02","channel":"post"}`))
		expect(200, `"id"`)(k.call(k.maker, "POST", "/cases/"+id+"/documents", `{"name":"a.pdf","content":"JVBERi0xLjcgaW52ZW50ZWQ="}`))
		expect(200, `a.pdf`)(k.call(k.maker, "GET", "/cases/"+id+"/documents", ""))
		expect(200, `"id"`)(k.call(k.maker, "POST", "/cases/"+id+"/notes", `{"text":"Called, no answer."}`))
		k.consistent(db.ID(id))
	})
}

// described is how the site describes the API.
func described() huma.Config {
	config := huma.DefaultConfig("test", "1")
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", route.SchemaName)
	return config
}

// TestTheAPIFindsWorkAndSaysWhoLooked makes the calls that ask where a case is,
// what is to do on it and who looked: what pages say, and no more.
func TestTheAPIFindsWorkAndSaysWhoLooked(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate)
		k.take(k.triage, id, machine.Assign)
		k.take(k.maker, id, machine.ReasonableGroundsYes)
		path := "/cases/" + string(id)
		asked := func(actor account.Actor, method, path, body string, status int, into any) {
			t.Helper()
			code, text := k.call(actor, method, path, body)
			if code != status {
				t.Fatalf("%s %s: %d %s, want %d", method, path, code, text, status)
			}
			if into != nil {
				if err := json.Unmarshal([]byte(text), into); err != nil {
					t.Fatal(err)
				}
			}
		}

		var found struct{ Cases []listedCase }
		asked(k.maker, "POST", "/cases/search", `{"query":"zéphyrine"}`, 200, &found)
		if len(found.Cases) != 1 || found.Cases[0].ID != id || found.Cases[0].Name == "" {
			t.Errorf("a name in another spelling finds %+v", found.Cases)
		}
		asked(k.other, "POST", "/cases/search", `{"query":"Zephyrine"}`, 200, &found)
		if len(found.Cases) != 0 {
			t.Errorf("another authority finds %+v", found.Cases)
		}
		asked(k.elsewhere, "POST", "/cases/search", `{"query":"Zephyrine"}`, 403, nil)

		var tasks struct {
			Version int64
			Tasks   []caseTaskOut
		}
		asked(k.maker, "GET", "/tasks", "", 200, &tasks)
		mine := len(tasks.Tasks)
		asked(k.maker, "GET", "/tasks?of=team", "", 200, &tasks)
		if mine == 0 || len(tasks.Tasks) < mine {
			t.Errorf("%d tasks of one's own, %d of the team", mine, len(tasks.Tasks))
		}
		asked(k.other, "GET", path+"/tasks", "", 404, nil)
		asked(k.maker, "GET", path+"/tasks", "", 200, &tasks)
		at := slices.IndexFunc(tasks.Tasks, func(task caseTaskOut) bool { return task.ByHand && !task.Done })
		if at < 0 || tasks.Version == 0 {
			t.Fatalf("there is nothing to do by hand: %+v", tasks)
		}
		done := fmt.Sprintf(`{"version":%d}`, tasks.Version)
		asked(k.maker, "POST", path+"/tasks/"+string(tasks.Tasks[at].ID)+"/done", done, 200, nil)
		k.consistent(id)

		var timeline struct{ Moments []caseMomentOut }
		asked(k.maker, "GET", path+"/timeline", "", 200, &timeline)
		if !slices.ContainsFunc(timeline.Moments, func(m caseMomentOut) bool { return m.Text == "Task done" && m.Who == k.maker.Name }) {
			t.Errorf("the timeline says %+v", timeline.Moments)
		}
		asked(k.maker, "GET", path+"/history", "", 403, nil)
		var looks struct{ Events []caseEventOut }
		asked(k.manager, "GET", path+"/history", "", 200, &looks)
		for _, part := range []string{"timeline", "tasks"} {
			if !slices.ContainsFunc(looks.Events, func(e caseEventOut) bool { return e.Part == part && e.Who == k.maker.Name }) {
				t.Errorf("nobody wrote down who read the %s", part)
			}
		}

		var view savedViewOut
		asked(k.maker, "POST", "/views", `{"name":"Late ones","list":"mine","filter":"due=overdue&nonsense=1"}`, 200, &view)
		if view.List != "mine" || view.Filter != "due=overdue" {
			t.Errorf("kept %+v", view)
		}
		asked(k.maker, "POST", "/views", `{"name":"  ","list":"mine"}`, 422, nil)
		asked(k.triage, "PUT", "/views/"+string(view.ID), `{"name":"Mine now"}`, 404, nil)
		asked(k.maker, "PUT", "/views/"+string(view.ID), `{"name":"Overdue"}`, 204, nil)
		asked(k.triage, "DELETE", "/views/"+string(view.ID), "", 404, nil)
		var all struct{ Views []savedViewOut }
		asked(k.maker, "GET", "/views", "", 200, &all)
		if len(all.Views) != 1 || all.Views[0].Name != "Overdue" {
			t.Errorf("views %+v", all.Views)
		}
		asked(k.maker, "DELETE", "/views/"+string(view.ID), "", 204, nil)
		asked(k.maker, "GET", "/views", "", 200, &all)
		if len(all.Views) != 0 {
			t.Errorf("left %+v", all.Views)
		}
	})
}
