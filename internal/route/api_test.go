package route

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
)

type part struct {
	ID string `path:"id"`
}

// TestNothingOfACallIsLeftOut refuses an operation of which the API would read a
// part and say nothing: what is embedded under a name of small letters.
func TestNothingOfACallIsLeftOut(t *testing.T) {
	t.Parallel()
	type call struct{ part }
	type answer struct{ Body struct{ Things []call } }
	refused := func(add func(api huma.API)) (said string) {
		defer func() { said, _ = recover().(string) }()
		add(humago.New(http.NewServeMux(), huma.DefaultConfig("test", "1")))
		return ""
	}
	operation := huma.Operation{OperationID: "look", Method: http.MethodGet, Path: "/things/{id}"}
	for name, add := range map[string]func(api huma.API){
		"a call": func(api huma.API) {
			API(api, access.SignedIn, operation, func(context.Context, account.Actor, *call) (*struct{}, error) { return nil, nil })
		},
		"an answer": func(api huma.API) {
			API(api, access.SignedIn, operation, func(context.Context, account.Actor, *struct{}) (*answer, error) { return nil, nil })
		},
	} {
		if said := refused(add); !strings.Contains(said, "part, embedded in look") {
			t.Errorf("%s with a hidden part: %q", name, said)
		}
	}
	if said := refused(func(api huma.API) {
		API(api, access.SignedIn, operation, func(context.Context, account.Actor, *struct {
			ID string `path:"id"`
		}) (*struct{}, error) {
			return nil, nil
		})
	}); said != "" {
		t.Errorf("a whole call is refused: %s", said)
	}
}
