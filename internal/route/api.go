package route

import (
	"context"
	"errors"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
)

// actionKey is where an operation keeps its action, for the access matrix.
const actionKey = "action"

// API adds one operation of the JSON API. It asks package access before the
// handler runs, as the route table does for pages, and turns faults into
// problem details (RFC 9457). A part of the address whose field is a db.ID has the
// shape of one when the handler sees it.
func API[In, Out any](api huma.API, action access.Action, operation huma.Operation, handle func(ctx context.Context, actor account.Actor, in *In) (*Out, error)) {
	for _, shape := range []reflect.Type{reflect.TypeFor[In](), reflect.TypeFor[Out]()} {
		if name := hidden(shape, map[reflect.Type]bool{}); name != "" {
			panic("the API reads and describes nothing of " + name + ", embedded in " + operation.OperationID + " under a name of small letters")
		}
	}
	named := identifiers(reflect.TypeFor[In]())
	operation.Metadata = map[string]any{actionKey: action}
	operation.Security = []map[string][]string{{"token": {}}}
	operation.Errors = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity}
	huma.Register(api, operation, func(ctx context.Context, in *In) (*Out, error) {
		actor := account.ActorFrom(ctx)
		if err := access.Role(actor, action); err != nil {
			return nil, Problem(err)
		}
		for _, at := range named {
			if _, ok := db.ParseID(reflect.ValueOf(in).Elem().FieldByIndex(at).String()); !ok {
				return nil, Problem(fault.Missing())
			}
		}
		out, err := handle(ctx, actor, in)
		if err != nil {
			return nil, Problem(err)
		}
		return out, nil
	})
}

// hidden names a struct that is embedded somewhere in a shape of a call and not
// exported: the parameters, the body and the description of such a part are left
// out without a word.
func hidden(shape reflect.Type, seen map[reflect.Type]bool) string {
	for shape.Kind() == reflect.Pointer || shape.Kind() == reflect.Slice || shape.Kind() == reflect.Map {
		shape = shape.Elem()
	}
	if shape.Kind() != reflect.Struct || seen[shape] {
		return ""
	}
	seen[shape] = true
	for i := range shape.NumField() {
		field := shape.Field(i)
		if field.Anonymous && !field.IsExported() {
			return field.Name
		}
		if field.IsExported() {
			if name := hidden(field.Type, seen); name != "" {
				return name
			}
		}
	}
	return ""
}

// identifiers are the fields of a request that hold an identifier of its address.
func identifiers(request reflect.Type) (at [][]int) {
	if request.Kind() != reflect.Struct {
		return nil
	}
	for _, field := range reflect.VisibleFields(request) {
		if _, inPath := field.Tag.Lookup("path"); inPath && field.Type == reflect.TypeFor[db.ID]() {
			at = append(at, field.Index)
		}
	}
	return at
}

// ActionOf gives the action of an operation that API added.
func ActionOf(operation *huma.Operation) (access.Action, bool) {
	action, ok := operation.Metadata[actionKey].(access.Action)
	return action, ok
}

// Problem turns an error into the answer of the JSON API: what the person may
// read, never the cause, which is left to the log (see Cause).
func Problem(err error) error {
	problem := fault.Of(err)
	english := page.In(page.English)
	model := &huma.ErrorModel{Status: page.Status(problem.Code), Title: http.StatusText(page.Status(problem.Code)), Detail: english.Text(problem.Message, problem.Args...)}
	for _, field := range problem.Fields {
		model.Errors = append(model.Errors, &huma.ErrorDetail{Location: "body." + field.Name, Message: english.Text(field.Message, field.Args...)})
	}
	return &answered{model, err}
}

// answered is a problem with the error behind it, for the log.
type answered struct {
	*huma.ErrorModel
	cause error
}

// Cause gives the error behind a problem, for the log.
func Cause(err error) error {
	var problem *answered
	if errors.As(err, &problem) {
		return problem.cause
	}
	return err
}
