package site_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db/dbtest"
)

var inBraces = regexp.MustCompile(`\{([^}]+)\}`)

// described is what the test reads of a description of the API.
type described struct {
	OpenAPI    string `json:"openapi"`
	Paths      map[string]map[string]describedOperation
	Components struct {
		Schemas         map[string]any
		SecuritySchemes map[string]any
	}
}

type describedOperation struct {
	OperationID, Summary string
	Tags                 []string
	Parameters           []struct {
		Name, In string
		Required bool
	}
	RequestBody *struct{ Content map[string]any }
	Responses   map[string]struct{ Description string }
	Security    []map[string][]string
}

// TestTheDescriptionOfTheAPIIsWhole reads what the API says of itself, as a
// program does that is made from it: it must be OpenAPI 3.1 and hang together. A
// parameter of a path that is not described is one that is never read.
func TestTheDescriptionOfTheAPIIsWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon }))
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/api/v1/openapi.json", nil))
	var whole described
	var plain any
	if err := json.Unmarshal(recorder.Body.Bytes(), &whole); err != nil || recorder.Code != http.StatusOK {
		t.Fatalf("%d: %v", recorder.Code, err)
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &plain); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(whole.OpenAPI, "3.1.") || len(whole.Paths) < 200 {
		t.Errorf("OpenAPI %s with %d paths", whole.OpenAPI, len(whole.Paths))
	}
	references(plain, func(to string) {
		name, ours := strings.CutPrefix(to, "#/components/schemas/")
		if _, there := whole.Components.Schemas[name]; !ours || !there {
			t.Errorf("%s leads nowhere", to)
		}
	})
	seen := map[string]string{}
	for path, item := range whole.Paths {
		for method, operation := range item {
			where := strings.ToUpper(method) + " " + path
			if other := seen[operation.OperationID]; other != "" || operation.OperationID == "" {
				t.Errorf("%s and %s are both called %q", where, other, operation.OperationID)
			}
			seen[operation.OperationID] = where
			if operation.Summary == "" || len(operation.Tags) == 0 || len(operation.Responses) < 2 {
				t.Errorf("%s has the summary %q, tags %v and %d answers", where, operation.Summary, operation.Tags, len(operation.Responses))
			}
			for code, answer := range operation.Responses {
				if answer.Description == "" {
					t.Errorf("%s does not say what %s means", where, code)
				}
			}
			for _, scheme := range operation.Security {
				for name := range scheme {
					if whole.Components.SecuritySchemes[name] == nil {
						t.Errorf("%s needs the unknown %s", where, name)
					}
				}
			}
			if len(operation.Security) == 0 {
				t.Errorf("%s does not say that it needs a token", where)
			}
			if method == "get" && operation.RequestBody != nil {
				t.Errorf("%s has a body", where)
			}
			var named, told []string
			for _, found := range inBraces.FindAllStringSubmatch(path, -1) {
				named = append(named, found[1])
			}
			for _, parameter := range operation.Parameters {
				if parameter.In == "path" {
					told = append(told, parameter.Name)
					if !parameter.Required {
						t.Errorf("%s can be called without its %s", where, parameter.Name)
					}
				}
			}
			slices.Sort(named)
			slices.Sort(told)
			if !reflect.DeepEqual(named, told) {
				t.Errorf("%s describes the parameters %v", where, told)
			}
		}
	}
}

// references calls each for every reference in a document.
func references(in any, each func(to string)) {
	switch in := in.(type) {
	case map[string]any:
		for key, value := range in {
			if to, text := value.(string); key == "$ref" && text {
				each(to)
			}
			references(value, each)
		}
	case []any:
		for _, value := range in {
			references(value, each)
		}
	}
}
