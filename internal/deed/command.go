package deed

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/route"
)

// API puts the commands and queries of one room into the JSON API.
type API struct {
	Huma huma.API
	DB   *db.Database
	Tag  string
}

type commandIn[T any] struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key changes nothing and gets the same answer"`
	Body T
}

type madeIn[T any] struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key changes nothing and gets the same answer"`
	Body T
}

// Made answers a command.
type Made struct {
	Body struct {
		ID string `json:"id" doc:"What was made or changed"`
	}
}

// Changes is a command that changes the thing of its address and makes none.
func Changes[T any](change func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f T) error) func(context.Context, *db.Tx, account.Actor, db.ID, T) (db.ID, error) {
	return func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f T) (db.ID, error) {
		return id, change(ctx, tx, actor, id, f)
	}
}

// Command adds one command to the JSON API: the same that a page calls.
func Command[T any](api API, action access.Action, name, path, summary string, take func(context.Context, *db.Tx, account.Actor, db.ID, T) (db.ID, error)) {
	operation := huma.Operation{OperationID: name, Method: http.MethodPost, Path: path, Summary: summary, Tags: []string{api.Tag}}
	run := func(ctx context.Context, actor account.Actor, id db.ID, key string, body T) (*Made, error) {
		if key != "" {
			key = "api " + name + " " + string(id) + " " + key
		}
		var out Made
		err := api.DB.Write(ctx, func(tx *db.Tx) (err error) {
			out.Body.ID, err = tx.Once(ctx, string(actor.Account), key, func() (string, error) {
				made, err := take(ctx, tx, actor, id, body)
				return string(made), err
			})
			return err
		})
		return &out, err
	}
	if !strings.Contains(path, "{id}") {
		route.API(api.Huma, action, operation, func(ctx context.Context, actor account.Actor, in *madeIn[T]) (*Made, error) {
			return run(ctx, actor, "", in.Key, in.Body)
		})
		return
	}
	route.API(api.Huma, action, operation, func(ctx context.Context, actor account.Actor, in *commandIn[T]) (*Made, error) {
		id, ok := db.ParseID(in.ID)
		if !ok {
			return nil, fault.Missing()
		}
		return run(ctx, actor, id, in.Key, in.Body)
	})
}

// Query adds one question to the JSON API. read answers it in a transaction that
// only reads, after look has been recorded in one that writes; look asks package
// access for what is read.
func Query[In, Out any](api API, action access.Action, name, path, summary string,
	look func(ctx context.Context, tx *db.Tx, actor account.Actor, in *In) (audit.Entry, error),
	read func(ctx context.Context, tx *db.Tx, actor account.Actor, in *In) (*Out, error)) {
	operation := huma.Operation{OperationID: name, Method: http.MethodGet, Path: path, Summary: summary, Tags: []string{api.Tag}}
	route.API(api.Huma, action, operation, func(ctx context.Context, actor account.Actor, in *In) (out *Out, err error) {
		if err := api.DB.Write(ctx, func(tx *db.Tx) error {
			entry, err := look(ctx, tx, actor, in)
			if err != nil {
				return err
			}
			return audit.Append(ctx, tx, actor, entry)
		}); err != nil {
			return nil, err
		}
		err = api.DB.Read(ctx, func(tx *db.Tx) error {
			out, err = read(ctx, tx, actor, in)
			return err
		})
		return out, err
	})
}
