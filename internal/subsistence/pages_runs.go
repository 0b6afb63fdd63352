package subsistence

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/sheet"
)

type runsPage struct {
	Runs []run
	May  bool
}

// runs lists the payments that were prepared.
func (room *Room) runs(r *route.Request) error {
	data := runsPage{May: access.Role(r.Actor, access.PreparePayments) == nil}
	if err := looked(r, audit.Entry{Action: "list-payments", Subject: "list"}, anyone, func(ctx context.Context, tx *db.Tx) (err error) {
		data.Runs, err = runs(ctx, tx, `r.agency_id = $1`, r.Actor.Agency)
		return err
	}); err != nil {
		return err
	}
	return view(r, "runs.html", "Payments", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

type runPage struct {
	Run      run
	Payments []runLine
	Own      bool // prepared by who reads
	May      bool // prepare, take the file, record what came back
	Hidden   int
}

type runLine struct {
	paid
	Reachable bool
}

// run shows payments of one run: references and amounts, without names.
func (room *Room) run(r *route.Request) error {
	id, err := r.ID("run")
	if err != nil {
		return err
	}
	data := runPage{May: access.Role(r.Actor, access.PreparePayments) == nil}
	err = looked(r, audit.Entry{Action: "read-payments", Subject: "payments"}, func(ctx context.Context, tx *db.Tx) (err error) {
		data.Run, err = room.runFor(ctx, tx, r.Actor, access.ReadPayments, id)
		return err
	}, func(ctx context.Context, tx *db.Tx) error {
		data.Own = data.Run.PreparedID == r.Actor.Account
		visible, more := access.Visible(tx, r.Actor, "p.case_id", access.Support, 2)
		all, err := payments(ctx, tx, `p.run_id = $1 AND `+visible, append([]any{id}, more...)...)
		for _, p := range all {
			data.Payments = append(data.Payments, runLine{p, true})
		}
		data.Hidden = data.Run.People - len(all)
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "run.html", "Payments of a day", "wide", backToRuns, data)
}

// file gives the file for the bank.
func (room *Room) file(r *route.Request) error {
	id, err := r.ID("run")
	if err != nil {
		return err
	}
	var table sheet.Table
	var reference string
	err = r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		table, reference, err = room.File(r.Context(), tx, r.Actor, id)
		return err
	})
	if err != nil {
		return err
	}
	return r.File("payments-"+reference, sheet.CSV, table)
}

// Routes are the addresses of the room.
func (room *Room) Routes() []route.Route {
	return slices.Concat([]route.Route{
		{Pattern: "GET /money", Action: access.ListSubsistence, Handle: room.list},
		{Pattern: "GET /money/rates", Action: access.ListSubsistence, Handle: room.rates},
		{Pattern: "GET /money/people/{id}", Action: access.ReadSubsistence, Handle: room.person},
		{Pattern: "GET /money/people/{id}/sheet", Action: access.ReadSubsistence, Handle: room.sheet},
		{Pattern: "GET /payments", Action: access.ReadPayments, Handle: room.runs},
		{Pattern: "GET /payments/{run}", Action: access.ReadPayments, Handle: room.run},
		{Pattern: "GET /payments/{run}/file", Action: access.TakePaymentFile, Handle: room.file, StepUp: true},
		deed.Press("/money/people/{id}/resume", access.KeepSubsistence, pressed("id", moneyPath, "resumed", room.Resume)),
		deed.Press("/money/facts/{fact}/remove", access.KeepSubsistence, room.pressFact("removed", room.Remove)),
		deed.Press("/money/facts/{fact}/put-back", access.KeepSubsistence, room.pressFact("kept", room.PutBack)),
		deed.Press("/payments/{run}/settle", access.PreparePayments, pressed("run", runPath, "settled", room.Settle)),
		deed.Press("/payments/sent/{payment}/paid", access.PreparePayments, room.pressUnbounce),
	}, room.deeds(), room.knownDeeds())
}
