package returns

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// asked gives a handover that the actor's organisation was asked for, and that
// waits for its answer.
func (room *Room) asked(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Handover, error) {
	if err := access.Role(actor, access.ListHandovers); err != nil {
		return Handover{}, err
	}
	h, found, err := ours(ctx, tx, actor, id)
	switch {
	case err != nil:
		return h, err
	case !found:
		return h, fault.Missing()
	case h.State != HandoverAsked:
		return h, fault.Stale(nil, nil)
	}
	return h, nil
}

// Accept is an organisation's yes: by name, with a second contact, and with what
// it knows of the dangers there.
func (room *Room) Accept(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f AcceptForm) error {
	h, err := room.asked(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, acceptQuestions)...); err != nil {
		return err
	}
	return room.answer(ctx, tx, actor, h, f.Version, HandoverAccepted, "", f.Answer)
}

// Decline is an organisation's no.
func (room *Room) Decline(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f DeclineForm) error {
	h, err := room.asked(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, declineQuestions)...); err != nil {
		return err
	}
	return room.answer(ctx, tx, actor, h, f.Version, HandoverDeclined, f.Why, Answer{Words: f.Words})
}

func (room *Room) answer(ctx context.Context, tx *db.Tx, actor account.Actor, h Handover, version int64, state, refusal string, a Answer) error {
	sealed, err := casefile.SealRow(ctx, tx, h.Case, sealedAnswer, h.ID, a)
	if err != nil {
		return err
	}
	var ended any
	if state == HandoverDeclined {
		ended = tx.Now()
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE return_handover SET version = version + 1, state = $3, refusal = $4, answer_sealed = $5, answered_at = $6, answered_by = $7, ended_at = $8 WHERE id = $1 AND version = $2`,
		h.ID, version, state, refusal, sealed, tx.Now(), actor.Account, ended)); err != nil {
		return err
	}
	if err := casefile.FinishTasks(ctx, tx, actor, h.Case, TaskAnswer, string(h.ID)); err != nil {
		return err
	}
	found, err := plans(ctx, tx, `p.id = $1`, h.Plan)
	if err != nil || len(found) == 0 {
		return err
	}
	if err := tell(ctx, tx, found[0].Agency, "en", "handover-answered "+string(h.ID), "An organisation abroad has answered", "Sign in to Havenward and open Returns to read the answer.", nil,
		account.ReturnsOfficer, account.SupportProvider); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "answer-handover", Category: audit.Alteration, Case: h.Case, Subject: "handover " + string(h.ID), Change: map[string]any{"state": state}})
}

// given gives a handover whose person the actor's organisation may know, with the
// plan that it belongs to.
func (room *Room) given(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Plan, Handover, error) {
	if err := access.Role(actor, access.ReadHandover); err != nil {
		return Plan{}, Handover{}, err
	}
	h, found, err := ours(ctx, tx, actor, id)
	if err != nil {
		return Plan{}, h, err
	}
	if !found || h.State != HandoverAccepted || h.PackAt.IsZero() {
		return Plan{}, h, fault.Missing()
	}
	if err := access.Case(ctx, tx, actor, access.ReadHandover, h.Case); err != nil {
		return Plan{}, h, err
	}
	p, found, err := latest(ctx, tx, h.Case)
	if err == nil && (!found || p.ID != h.Plan || !p.Live()) {
		err = fault.Missing()
	}
	return p, h, err
}

// PartnerFinds is what the organisation found when it met or called the person.
func (room *Room) PartnerFinds(ctx context.Context, tx *db.Tx, actor account.Actor, id, contact db.ID, f FindingForm) error {
	p, _, err := room.given(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	return room.found(ctx, tx, actor, p, contact, f, true)
}
