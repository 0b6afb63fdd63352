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
	"github.com/havenward/havenward/internal/route"
)

// API puts the commands and queries of one room into the JSON API.
type API struct {
	Huma huma.API
	DB   *db.Database
	Tag  string
}

// Key makes a call that is sent twice one change. A request embeds it.
type Key struct {
	Once string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key changes nothing and gets the same answer"`
}

// On is the thing in the address of a call. A request embeds it.
type On struct {
	ID db.ID `path:"id" doc:"The identifier of what the call is about, most often a case"`
}

// OnThing is a request that embeds On.
type OnThing interface{ thing() db.ID }

func (on On) thing() db.ID { return on.ID }

// operation describes one operation of the room.
func (api API) operation(method, name, path, summary string) huma.Operation {
	return huma.Operation{OperationID: name, Method: method, Path: path, Summary: summary, Tags: []string{api.Tag}}
}

type commandIn[T any] struct {
	On
	Key
	Body T
}

type madeIn[T any] struct {
	Key
	Body T
}

// Made answers a command.
type Made struct {
	Body struct {
		ID db.ID `json:"id" doc:"What was made or changed"`
	}
}

// MadeOf is the answer that names what a command made.
func MadeOf(id db.ID, err error) (*Made, error) {
	var made Made
	made.Body.ID = id
	return &made, err
}

// Changes is a command that changes the thing of its address and makes none.
func Changes[T any](change func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f T) error) func(context.Context, *db.Tx, account.Actor, db.ID, T) (db.ID, error) {
	return func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f T) (db.ID, error) {
		return id, change(ctx, tx, actor, id, f)
	}
}

// Command adds one command to the JSON API: the same that a page calls.
func Command[T any](api API, action access.Action, name, path, summary string, take func(context.Context, *db.Tx, account.Actor, db.ID, T) (db.ID, error)) {
	operation := api.operation(http.MethodPost, name, path, summary)
	run := func(ctx context.Context, actor account.Actor, id db.ID, key string, body T) (*Made, error) {
		if key != "" {
			key = "api " + name + " " + string(id) + " " + key
		}
		var out Made
		err := api.DB.Write(ctx, func(tx *db.Tx) error {
			made, err := tx.Once(ctx, string(actor.Account), key, func() (string, error) {
				made, err := take(ctx, tx, actor, id, body)
				return string(made), err
			})
			out.Body.ID = db.ID(made)
			return err
		})
		return &out, err
	}
	if !strings.Contains(path, "{id}") {
		route.API(api.Huma, action, operation, func(ctx context.Context, actor account.Actor, in *madeIn[T]) (*Made, error) {
			return run(ctx, actor, "", in.Once, in.Body)
		})
		return
	}
	route.API(api.Huma, action, operation, func(ctx context.Context, actor account.Actor, in *commandIn[T]) (*Made, error) {
		return run(ctx, actor, in.ID, in.Once, in.Body)
	})
}

// Call adds one command whose request or answer has a shape of its own: one that
// answers nothing gives nil for a *struct{}. do runs in one transaction and keeps
// to the Key of its request itself.
func Call[In, Out any](api API, action access.Action, name, path, summary string, do func(ctx context.Context, tx *db.Tx, actor account.Actor, in *In) (*Out, error)) {
	route.API(api.Huma, action, api.operation(http.MethodPost, name, path, summary), func(ctx context.Context, actor account.Actor, in *In) (out *Out, err error) {
		err = api.DB.Write(ctx, func(tx *db.Tx) error {
			out, err = do(ctx, tx, actor, in)
			return err
		})
		return out, err
	})
}

// Query adds one question to the JSON API. read answers it in a transaction that
// only reads, after look has been recorded in one that writes; look asks package
// access for what is read. LookAtCase and LookAtList are the usual looks.
func Query[In, Out any](api API, action access.Action, name, path, summary string,
	look func(ctx context.Context, tx *db.Tx, actor account.Actor, in *In) (audit.Entry, error),
	read func(ctx context.Context, tx *db.Tx, actor account.Actor, in *In) (*Out, error)) {
	route.API(api.Huma, action, api.operation(http.MethodGet, name, path, summary), func(ctx context.Context, actor account.Actor, in *In) (out *Out, err error) {
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

// LookAtCase asks package access for the case in the address and is the entry of
// the look at it in the record.
func LookAtCase[In any, P interface {
	*In
	OnThing
}](action access.Action, entry audit.Entry) func(context.Context, *db.Tx, account.Actor, *In) (audit.Entry, error) {
	return func(ctx context.Context, tx *db.Tx, actor account.Actor, in *In) (audit.Entry, error) {
		entry := entry
		entry.Category, entry.Case = audit.Consultation, P(in).thing()
		return entry, access.Case(ctx, tx, actor, action, entry.Case)
	}
}

// LookAtList is the entry of a look at a list in the record.
func LookAtList[In any](entry audit.Entry) func(context.Context, *db.Tx, account.Actor, *In) (audit.Entry, error) {
	entry.Category = audit.Consultation
	return func(context.Context, *db.Tx, account.Actor, *In) (audit.Entry, error) { return entry, nil }
}
