package site

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/signin"
)

const apiPrefix = "/api/v1"

// describe is the JSON API with every operation of every room, on a mux.
func (s *Site) describe(mux *http.ServeMux) huma.API {
	config := huma.DefaultConfig(page.Product, s.Version)
	config.DocsPath = "" // its page would load scripts from elsewhere
	config.OpenAPIPath = apiPrefix + "/openapi"
	config.SchemasPath = apiPrefix + "/schemas"
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", route.SchemaName)
	config.Info.Description = "Every command and query of the pages, for programs. An agency’s people make tokens under Your account."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}
	api := humago.New(mux, config)
	s.rooms.operations(api)
	return api
}

// Operations are the operations of the JSON API, for the access matrix.
func (s *Site) Operations() *huma.OpenAPI { return s.describe(http.NewServeMux()).OpenAPI() }

// api serves the JSON API: the description to everybody, the rest to programs
// with a token.
func (s *Site) api() http.Handler {
	mux := http.NewServeMux()
	s.describe(mux)
	mux.Handle("/", s.edge.Handle(func(http.ResponseWriter, *http.Request) error { return fault.Missing() }))
	return s.edge.Handle(func(w http.ResponseWriter, r *http.Request) error {
		r.Body = http.MaxBytesReader(w, r.Body, apiBody)
		if open(r) {
			mux.ServeHTTP(w, r)
			return nil
		}
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok {
			return &fault.Error{Code: fault.SignIn, Message: "Send your token in the header Authorization: Bearer …"}
		}
		actor, found, err := account.Bearer(r.Context(), s.DB, strings.TrimSpace(token))
		if err != nil {
			return err
		}
		if !found {
			return &fault.Error{Code: fault.SignIn, Message: "The token is not right, or has been revoked"}
		}
		actor.Via, actor.Origin, actor.Request = account.API, signin.Origin(r), page.RequestIDOf(r)
		watched, recorded := audit.Watch(account.WithActor(r.Context(), actor))
		r = r.WithContext(watched)
		out := &recorder{ResponseWriter: w, record: func(status int) error {
			refused := status == http.StatusForbidden || status == http.StatusNotFound
			if recorded() && !refused {
				return nil
			}
			return s.looked(watched, actor, status, routeOf(r, r.Pattern), true)
		}}
		mux.ServeHTTP(out, r)
		return out.err
	})
}

// apiBody is the most that one call may carry: a file at its largest, in base64.
const apiBody = 40 << 20

// open reports whether a call asks only for the description of the API.
func open(r *http.Request) bool {
	return r.Method == http.MethodGet && (strings.HasPrefix(r.URL.Path, apiPrefix+"/openapi") || strings.HasPrefix(r.URL.Path, apiPrefix+"/schemas"))
}
