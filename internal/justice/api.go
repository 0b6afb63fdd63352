package justice

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/route"
)

const tagJustice = "Justice"

type onPerson[T any] struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key changes nothing and gets the same answer"`
	Body T
}

type onEntry[T any] struct {
	Entry string `path:"entry"`
	Key   string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key changes nothing and gets the same answer"`
	Body  T
}

type onShare struct {
	ID    string `path:"id"`
	Share string `path:"share"`
	Key   string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key changes nothing and gets the same answer"`
}

type onCheck struct {
	Check string `path:"check"`
	Key   string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key changes nothing and gets the same answer"`
	Body  CrimeAnswer
}

// corrected is a line with the version that it takes the place of.
type corrected[T any] struct {
	Version int64 `json:"version"`
	Line    T     `json:"line"`
}

type idOut struct {
	Body struct {
		ID string `json:"id" doc:"What was made or changed"`
	}
}

// run runs a command once for a key.
func (room *Room) run(ctx context.Context, actor account.Actor, name, id, key string, command func(tx *db.Tx, id db.ID) (db.ID, error)) (*idOut, error) {
	parsed, ok := db.ParseID(id)
	if !ok {
		return nil, fault.Missing()
	}
	if key != "" {
		key = "api " + name + " " + id + " " + key
	}
	var out idOut
	err := room.DB.Write(ctx, func(tx *db.Tx) (err error) {
		out.Body.ID, err = tx.Once(ctx, string(actor.Account), key, func() (string, error) {
			made, err := command(tx, parsed)
			return string(made), err
		})
		return err
	})
	return &out, err
}

func post(name, path, summary string) huma.Operation {
	return huma.Operation{OperationID: name, Method: http.MethodPost, Path: path, Summary: summary, Tags: []string{tagJustice}}
}

// lineOps are the operations that record and correct lines of one part.
func lineOps[T any, P interface {
	*T
	Form
}](room *Room, api huma.API, part Part, what string) {
	name := "record-" + string(part)
	route.API(api, access.KeepJustice, post(name, "/api/v1/justice/people/{id}/"+string(part), "Record "+what), func(ctx context.Context, actor account.Actor, in *onPerson[T]) (*idOut, error) {
		return room.run(ctx, actor, name, in.ID, in.Key, func(tx *db.Tx, id db.ID) (db.ID, error) { return room.Record(ctx, tx, actor, id, P(&in.Body)) })
	})
	route.API(api, access.KeepJustice, post("correct-"+string(part), "/api/v1/justice/"+string(part)+"/{entry}", "Correct "+what+": the line before is kept"), func(ctx context.Context, actor account.Actor, in *onEntry[corrected[T]]) (*idOut, error) {
		return room.run(ctx, actor, "correct-"+string(part), in.Entry, in.Key, func(tx *db.Tx, id db.ID) (db.ID, error) {
			return id, room.Correct(ctx, tx, actor, id, in.Body.Version, P(&in.Body.Line))
		})
	})
}

// Register adds the operations of the room to the JSON API: the same commands as
// the pages.
func (room *Room) Register(api huma.API) {
	lineOps[HearingForm](room, api, Hearings, "a hearing, with who goes with the person")
	lineOps[NoticeForm](room, api, Told, "a key decision, and that the person was told of it")
	lineOps[CrimeForm](room, api, Crime, "a crime record and its officer")
	lineOps[MeasureForm](room, api, Measures, "a special measure")
	lineOps[StatementForm](room, api, Statements, "that a statement was offered, given or changed")
	lineOps[RightForm](room, api, Rights, "a right of a victim of crime that was offered")
	lineOps[RedressForm](room, api, Redress, "a way to compensation")
	lineOps[DefenceForm](room, api, Defence, "a note about section 45 for the person’s lawyer")
	lineOps[ConventionForm](room, api, Convention, "something that the Convention gives and that was offered")
	route.API(api, access.KeepJustice, post("strike-justice", "/api/v1/justice/entries/{entry}/strike", "Strike out a line as a mistake"), func(ctx context.Context, actor account.Actor, in *onEntry[StrikeForm]) (*idOut, error) {
		return room.run(ctx, actor, "strike", in.Entry, in.Key, func(tx *db.Tx, id db.ID) (db.ID, error) { return id, room.Strike(ctx, tx, actor, id, in.Body) })
	})
	route.API(api, access.OpenJustice, post("open-justice-file", "/api/v1/justice/people/{id}", "Open a justice file for a person"), func(ctx context.Context, actor account.Actor, in *onPerson[struct{}]) (*idOut, error) {
		return room.run(ctx, actor, "open", in.ID, in.Key, func(tx *db.Tx, id db.ID) (db.ID, error) { return id, room.Open(ctx, tx, actor, id) })
	})
	route.API(api, access.ShareJustice, post("record-police-wish", "/api/v1/justice/people/{id}/wish", "Record what contact with the police a person wants"), func(ctx context.Context, actor account.Actor, in *onPerson[WishForm]) (*idOut, error) {
		return room.run(ctx, actor, "wish", in.ID, in.Key, func(tx *db.Tx, id db.ID) (db.ID, error) { return id, room.SetWish(ctx, tx, actor, id, in.Body) })
	})
	route.API(api, access.ShareJustice, post("show-justice-parts", "/api/v1/justice/people/{id}/shares", "Show parts of a file to an agency, with the person’s agreement"), func(ctx context.Context, actor account.Actor, in *onPerson[ShareForm]) (*idOut, error) {
		return room.run(ctx, actor, "show", in.ID, in.Key, func(tx *db.Tx, id db.ID) (db.ID, error) { return room.Show(ctx, tx, actor, id, in.Body) })
	})
	route.API(api, access.ShareJustice, post("hide-justice-parts", "/api/v1/justice/people/{id}/shares/{share}/end", "End that parts of a file are shown to an agency"), func(ctx context.Context, actor account.Actor, in *onShare) (*idOut, error) {
		share, ok := db.ParseID(in.Share)
		if !ok {
			return nil, fault.Missing()
		}
		return room.run(ctx, actor, "hide "+in.Share, in.ID, in.Key, func(tx *db.Tx, id db.ID) (db.ID, error) { return share, room.Hide(ctx, tx, actor, id, share) })
	})
	route.API(api, access.SettleCrime, post("settle-crime-record", "/api/v1/justice/crime-records/{check}", "Enter what a police force answered about the crime record of a referral"), func(ctx context.Context, actor account.Actor, in *onCheck) (*idOut, error) {
		return room.run(ctx, actor, "settle", in.Check, in.Key, func(tx *db.Tx, id db.ID) (db.ID, error) { return id, room.Settle(ctx, tx, actor, id, in.Body) })
	})
	get := func(name, path, summary string) huma.Operation {
		return huma.Operation{OperationID: name, Method: http.MethodGet, Path: path, Summary: summary, Tags: []string{tagJustice}}
	}
	route.API(api, access.ListJustice, get("list-hearings", "/api/v1/justice/hearings", "List hearings of a month"), room.apiHearings)
	route.API(api, access.ListJustice, get("list-claims", "/api/v1/justice/compensation", "List ways to compensation, by their last day"), room.apiClaims)
	route.API(api, access.ReadJustice, get("read-justice-part", "/api/v1/justice/people/{id}/{part}", "Read the lines of one part of a justice file"), room.apiPart)
	route.API(api, access.ReconcileCrimes, get("list-crime-records", "/api/v1/justice/crime-records", "List referrals without a crime record, without names"), room.apiCrimes)
}

type linesOut struct {
	Body struct {
		Lines []lineOut `json:"lines"`
	}
}

type lineOut struct {
	ID      string    `json:"id"`
	Case    string    `json:"case"`
	Part    Part      `json:"part"`
	Version int64     `json:"version"`
	Kind    string    `json:"kind"`
	State   string    `json:"state"`
	On      civil.Day `json:"on,omitzero"`
	At      time.Time `json:"at,omitzero"`
	Due     civil.Day `json:"due,omitzero" doc:"The last day that a rule gives"`
	Rule    string    `json:"rule,omitempty"`
	Pence   int64     `json:"pence,omitempty"`
	Line    any       `json:"line" doc:"What was entered"`
}

func linesOf(list []Entry) *linesOut {
	out := &linesOut{}
	out.Body.Lines = []lineOut{}
	for _, e := range list {
		if e.Form != nil && e.Struck.IsZero() {
			out.Body.Lines = append(out.Body.Lines, lineOut{string(e.ID), string(e.Case), e.Part, e.Version, e.Kind, e.State, e.On, e.At, e.Due, e.Rule, e.Pence, e.Form})
		}
	}
	return out
}

type monthIn struct {
	Month string `query:"month" doc:"The month, such as 2026-11; without it this month" pattern:"^([0-9]{4}-[0-9]{2})?$"`
}

func (room *Room) apiHearings(ctx context.Context, actor account.Actor, in *monthIn) (out *linesOut, err error) {
	month, given := ParseMonth(in.Month)
	if !given {
		if in.Month != "" {
			return nil, fault.Wrong("month", "Enter a month such as 2026-11")
		}
		month = MonthOf(civil.DayOf(room.DB.Now()))
	}
	err = listed(ctx, room.DB, actor, "list-hearings", func(tx *db.Tx) error {
		found, err := hearingsBetween(ctx, tx, actor, month.First().Start(), month.After(1).First().Start())
		out = linesOf(found)
		return err
	})
	return out, err
}

func (room *Room) apiClaims(ctx context.Context, actor account.Actor, _ *struct{}) (out *linesOut, err error) {
	err = listed(ctx, room.DB, actor, "list-claims", func(tx *db.Tx) error {
		found, err := claims(ctx, tx, actor)
		out = linesOf(found)
		return err
	})
	return out, err
}

type partIn struct {
	ID   string `path:"id"`
	Part Part   `path:"part" enum:"rights,told,crime,measures,statements,hearings,section-45,compensation,convention"`
}

func (room *Room) apiPart(ctx context.Context, actor account.Actor, in *partIn) (out *linesOut, err error) {
	id, ok := db.ParseID(in.ID)
	if !ok {
		return nil, fault.Missing()
	}
	if err := room.looked(ctx, room.DB, actor, access.ReadJustice, id, "read-justice-part", in.Part); err != nil {
		return nil, err
	}
	err = room.DB.Read(ctx, func(tx *db.Tx) error {
		if _, err := room.seen(ctx, tx, actor, access.ReadJustice, id, in.Part); err != nil {
			return err
		}
		found, err := entriesOf(ctx, tx, id, in.Part)
		out = linesOf(found)
		return err
	})
	return out, err
}

type checksOut struct {
	Body struct {
		Referrals []checkOut `json:"referrals"`
	}
}

type checkOut struct {
	ID         string    `json:"id"`
	Reference  string    `json:"reference"`
	Version    int64     `json:"version"`
	Force      string    `json:"force,omitempty"`
	ReferredOn civil.Day `json:"referredOn"`
	Due        civil.Day `json:"due"`
	State      string    `json:"state"`
	Answer     string    `json:"answer,omitempty"`
	AnsweredOn civil.Day `json:"answeredOn,omitzero"`
	Crime      string    `json:"crime,omitempty" doc:"The crime reference number"`
}

func (room *Room) apiCrimes(ctx context.Context, actor account.Actor, _ *struct{}) (*checksOut, error) {
	out := &checksOut{}
	out.Body.Referrals = []checkOut{}
	err := listed(ctx, room.DB, actor, "list-crime-records", func(tx *db.Tx) error {
		found, err := room.crimeChecks(ctx, tx, actor, `TRUE`)
		for _, k := range found {
			out.Body.Referrals = append(out.Body.Referrals, checkOut{string(k.ID), k.Reference, k.Version, k.Force, k.ReferredOn, k.Due, k.State(), k.Answer, k.AnsweredOn, k.Words.Reference})
		}
		return err
	})
	return out, err
}
