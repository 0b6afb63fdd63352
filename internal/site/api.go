package site

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
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
	api.UseMiddleware(s.door(api))
	s.rooms.operations(api)
	return api
}

// door asks package access before anything of a call is read: the role, and, where
// the address names a case, whether it is within reach. A body that is wrong is
// told only to who may send one. What the address names within a room the room
// finds and asks of.
func (s *Site) door(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(call huma.Context, next func(huma.Context)) {
		action, _ := route.ActionOf(call.Operation())
		actor := account.ActorFrom(call.Context())
		err := access.Role(actor, action)
		if rule, _ := access.RuleFor(action); err == nil && rule.OnCase && call.Method() != http.MethodGet && ofCase(call.Operation().Path) {
			id, _ := db.ParseID(call.Param("id"))
			err = s.DB.Read(call.Context(), func(tx *db.Tx) error { return access.Case(call.Context(), tx, actor, action, id) })
		}
		if err == nil {
			next(call)
			return
		}
		problem := fault.Of(err)
		// Who went away needs no answer.
		_ = huma.WriteErr(api, call, page.Status(problem.Code), page.In(page.English).Text(problem.Message, problem.Args...))
	}
}

// ofCase reports whether {id} of a path is a case.
func ofCase(path string) bool {
	return strings.Contains(path, "/cases/{id}") || strings.Contains(path, "/people/{id}")
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
		watched, watch := audit.Watched(account.WithActor(r.Context(), actor))
		r = r.WithContext(watched)
		out := &recorder{ResponseWriter: w, record: func(status int) error {
			refused := status == http.StatusForbidden || status == http.StatusNotFound
			if watch.Recorded() && !refused {
				return nil
			}
			return s.looked(r, actor, status, r.Pattern, watch.About(), true)
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
