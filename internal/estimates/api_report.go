package estimates

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

type reportIn struct {
	ID     string `path:"id"`
	Format string `path:"format" enum:"json,html,csv,text,data"`
}

type reportOut struct {
	Type string `header:"Content-Type"`
	Body []byte
}

func (room *Room) apiReport(ctx context.Context, actor account.Actor, in *reportIn) (*reportOut, error) {
	id, err := parse(in.ID)
	if err != nil {
		return nil, err
	}
	var run Run
	var body []byte
	err = room.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if run, err = Find(ctx, tx, actor, id); err != nil {
			return err
		}
		body, err = fileOf(ctx, tx, run, in.Format)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := room.note(ctx, actor, "export-estimate", audit.Disclosure, run); err != nil {
		return nil, err
	}
	return &reportOut{downloads[in.Format].media, body}, nil
}

// apiCommand makes an operation of a command on one run.
func (room *Room) apiCommand(do func(context.Context, *db.Tx, account.Actor, db.ID) error) func(context.Context, account.Actor, *runIn) (*runOut, error) {
	return func(ctx context.Context, actor account.Actor, in *runIn) (*runOut, error) {
		id, err := parse(in.ID)
		if err != nil {
			return nil, err
		}
		return room.apiWrite(ctx, actor, func(tx *db.Tx) (db.ID, error) { return id, do(ctx, tx, actor, id) })
	}
}

type repeatIn struct {
	ID  string `path:"id"`
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key changes nothing and gets the same answer"`
}

func (room *Room) apiRepeat(ctx context.Context, actor account.Actor, in *repeatIn) (*runOut, error) {
	id, err := parse(in.ID)
	if err != nil {
		return nil, err
	}
	return room.apiWrite(ctx, actor, func(tx *db.Tx) (db.ID, error) { return room.Repeat(ctx, tx, actor, id, in.Key) })
}

type deleteIn struct {
	ID   string `path:"id"`
	Body reasonBody
}

type reasonBody struct {
	Why string `json:"why" maxLength:"500"`
}

func (room *Room) apiDelete(ctx context.Context, actor account.Actor, in *deleteIn) (*runOut, error) {
	id, err := parse(in.ID)
	if err != nil {
		return nil, err
	}
	return room.apiWrite(ctx, actor, func(tx *db.Tx) (db.ID, error) { return id, room.Delete(ctx, tx, actor, id, in.Body.Why) })
}

type compareIn struct {
	A string `query:"a" required:"true" doc:"The first run"`
	B string `query:"b" required:"true" doc:"The second run"`
}

type compareOut struct{ Body compareBody }

type compareBody struct {
	SameData bool         `json:"sameData"`
	Same     bool         `json:"sameDigits"`
	A        runBody      `json:"a"`
	B        runBody      `json:"b"`
	Rows     []compareRow `json:"estimates"`
}

type compareRow struct {
	Lists  string   `json:"lists"`
	Method string   `json:"method"`
	A      *float64 `json:"a"`
	B      *float64 `json:"b"`
}

func (room *Room) apiCompare(ctx context.Context, actor account.Actor, in *compareIn) (*compareOut, error) {
	a, okA := db.ParseID(in.A)
	b, okB := db.ParseID(in.B)
	if !okA || !okB {
		return nil, fault.Missing()
	}
	var c Comparison
	err := room.DB.Read(ctx, func(tx *db.Tx) (err error) {
		c, err = Compare(ctx, tx, actor, a, b)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := room.note(ctx, actor, "read-estimate", audit.Consultation, c.A, c.B); err != nil {
		return nil, err
	}
	out := &compareOut{compareBody{SameData: c.SameData, Same: c.Same, A: bodyOf(c.A), B: bodyOf(c.B), Rows: []compareRow{}}}
	for _, row := range c.Rows {
		out.Body.Rows = append(out.Body.Rows, compareRow{row.Variation, row.Method, row.A, row.B})
	}
	return out, nil
}
