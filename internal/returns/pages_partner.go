package returns

import (
	"context"
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type linkedPage struct {
	Over     bool
	Handover Handover
	Here     bool // the reader is signed in as one of the organisation
	Wrong    bool // the reader is signed in as somebody else
}

// link is where the link to a handover leads. It says nothing of anybody, to
// whoever opens it: what was asked needs an account of the organisation. A link
// that is over answers like one that never was.
func (room *Room) link(r *route.Request) error {
	ctx := r.Context()
	var data linkedPage
	var spoken bool
	if err := r.DB.Write(ctx, func(tx *db.Tx) error {
		h, found, err := linked(ctx, tx, r.PathValue("token"))
		if err != nil || !found {
			data.Over = true
			return err
		}
		data.Handover = h
		if spoken, err = speak(ctx, tx, r, h.Agency); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE return_link SET opened_at = coalesce(opened_at, $2) WHERE token_hash = $1`, hashToken(r.PathValue("token")), tx.Now()); err != nil {
			return err
		}
		who := r.Actor
		if !who.Known() {
			who = account.System(account.Page)
		}
		return audit.Append(ctx, tx, who, audit.Entry{Action: "open-handover-link", Category: audit.Consultation, Case: h.Case, Subject: "handover " + string(h.ID), Why: purpose})
	}); err != nil {
		return err
	}
	if data.Over {
		r.Request = page.ForAbroad(r.Request)
		return r.Render(pages, http.StatusNotFound, "link.html", page.View{Title: "This link is over", Data: data})
	}
	data.Here = r.Actor.Agency == data.Handover.Agency && access.Role(r.Actor, access.ListHandovers) == nil
	data.Wrong = r.Actor.Known() && !data.Here
	if spoken && !data.Wrong {
		room.keepLanguage(r)
	}
	return r.Render(pages, http.StatusOK, "link.html", page.View{Title: "You are asked to help somebody who comes home", Data: data})
}

type handoversPage struct {
	Rows  []partnerRow
	Today civil.Day
}

type partnerRow struct {
	Handover
	Late bool
}

// handovers lists what the actor's organisation was asked. It names nobody.
func (room *Room) handovers(r *route.Request) error {
	data := handoversPage{Today: civil.DayOf(r.DB.Now())}
	err := listed(r.Context(), r.DB, r.Actor, "list-handovers", func(tx *db.Tx) error {
		found, err := handovers(r.Context(), tx, `h.agency_id = $1`, r.Actor.Agency)
		for _, h := range found {
			data.Rows = append(data.Rows, partnerRow{h, h.State == HandoverAsked && h.AnswerBy.Before(data.Today)})
		}
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "handovers.html", "Handovers", "", home, data)
}

type handoverPage struct {
	packPage
	Facts []fact
	Given bool
	Child bool
}

type fact struct {
	Label  string
	Values []string
}

// handover shows one handover to the organisation that was asked: the question,
// its own answer and, once it was given, the pack.
func (room *Room) handover(r *route.Request) error {
	ctx := r.Context()
	id, err := r.ID("handover")
	if err != nil {
		return err
	}
	var data handoverPage
	if err := r.DB.Write(ctx, func(tx *db.Tx) error { return room.lookAt(ctx, tx, r.Actor, id) }); err != nil {
		return err
	}
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		h, found, err := ours(ctx, tx, r.Actor, id)
		if err != nil || !found {
			return orMissing(err)
		}
		data.Handover, data.Today, data.Child = h, civil.DayOf(tx.Now()), h.Age == "child"
		p, _, err := room.given(ctx, tx, r.Actor, id)
		if err != nil {
			return nil // the question and the answer are all there is
		}
		pack, found, err := packOf(ctx, tx, h)
		if err != nil || !found {
			return err
		}
		data.Given = true
		room.unpack(&data.packPage, pack)
		for _, k := range p.Contacts {
			if k.Cancelled.IsZero() {
				data.Contacts = append(data.Contacts, k)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return view(r, "handover.html", "A handover", "", page.Link{Text: "Handovers", Href: "/handovers"}, data)
}

// lookAt records that an organisation looked at a handover and, where it can read
// the pack, that it has.
func (room *Room) lookAt(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	h, found, err := ours(ctx, tx, actor, id)
	if err != nil || !found {
		return orMissing(err)
	}
	deed := "read-handover"
	if _, _, err := room.given(ctx, tx, actor, id); err == nil {
		deed = "read-handover-pack"
		if _, err := tx.Exec(ctx, `UPDATE return_handover SET pack_seen_at = coalesce(pack_seen_at, $2) WHERE id = $1`, h.ID, tx.Now()); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: deed, Category: audit.Consultation, Case: h.Case, Subject: "handover " + string(h.ID), Why: purpose})
}
