package returns

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// KeepReceiver adds an organisation abroad that takes people on, or corrects what
// is known of it.
func (room *Room) KeepReceiver(ctx context.Context, tx *db.Tx, actor account.Actor, f ReceiverForm) (db.ID, error) {
	if err := access.Role(actor, access.KeepReceivers); err != nil {
		return "", err
	}
	options, err := abroad(ctx, tx)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, receiverQuestions(options, room.Lists, dayOf(tx)))...); err != nil {
		return "", err
	}
	id, err := boundID(f.Agency)
	if err != nil {
		return "", err
	}
	agency, _, err := account.AgencyOf(ctx, tx, id)
	if err != nil {
		return "", err
	}
	changed, err := tx.Exec(ctx, `UPDATE return_receiver SET version = version + 1, town = $3, language = $4, takes = $5, offers = $6, contact = $7, checked_on = $8 WHERE agency_id = $1 AND version = $2`,
		id, f.Version, f.Town, f.Language, joinCodes(f.Takes), joinCodes(f.Offers), f.Contact, f.Checked)
	if err == nil && changed == 0 {
		changed, err = tx.Exec(ctx, `INSERT INTO return_receiver (agency_id, version, country, town, language, takes, offers, contact, checked_on, added_at, added_by) VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (agency_id) DO NOTHING`, id, agency.Jurisdiction, f.Town, f.Language, joinCodes(f.Takes), joinCodes(f.Offers), f.Contact, f.Checked, tx.Now(), actor.Account)
	}
	if err := fault.Touched(changed, err); err != nil {
		return "", err
	}
	return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "keep-receiver", Category: audit.Alteration, Subject: "receiver " + string(id)})
}

// abroad lists the agencies that are in a country abroad, to choose from.
func abroad(ctx context.Context, tx *db.Tx) ([]form.Option, error) {
	agencies, err := account.Agencies(ctx, tx)
	if err != nil {
		return nil, err
	}
	var options []form.Option
	for _, agency := range agencies {
		j := statute.Jurisdiction(agency.Jurisdiction)
		if j.Valid() && !j.Domestic() && !agency.Suspended {
			options = append(options, form.Option{Value: string(agency.ID), Label: agency.Name, Verbatim: true})
		}
	}
	return options, nil
}

// choosable lists the organisations that can be asked.
func choosable(ctx context.Context, tx *db.Tx) ([]form.Option, []Receiver, error) {
	all, err := receivers(ctx, tx, `r.closed_at IS NULL`)
	var options []form.Option
	for _, r := range all {
		options = append(options, form.Option{Value: string(r.Agency), Label: r.Name + ", " + r.Town, Verbatim: true})
	}
	return options, all, err
}

// Ask asks an organisation to take somebody on, without saying who it is. It is
// asked only when the person has chosen to go home.
func (room *Room) Ask(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f AskForm) (db.ID, error) {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return "", err
	}
	options, _, err := choosable(ctx, tx)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, askQuestions(options))...); err != nil {
		return "", err
	}
	if _, chose := p.Standing(ToReturn); !chose {
		return "", fault.Refuse("The person has not chosen to go home. Nobody is asked before")
	}
	for _, h := range p.Handovers {
		if h.State == HandoverAsked || h.State == HandoverAccepted {
			return "", fault.Refuse("One organisation is asked at a time. Wait for its answer, or take the question back")
		}
	}
	agency, err := boundID(f.Agency)
	if err != nil {
		return "", err
	}
	receiver, _, err := receiverOf(ctx, tx, agency)
	if err != nil {
		return "", err
	}
	record, err := casefile.Load(ctx, tx, actor, caseID)
	if err != nil {
		return "", err
	}
	due, err := room.Rules.Due(statute.ReturnAcceptance, statute.Subject{Jurisdiction: statute.Jurisdiction(receiver.Country), Child: p.Child()}, dayOf(tx))
	if err != nil {
		return "", err
	}
	if err := touchPlan(ctx, tx, p, f.Version); err != nil {
		return "", err
	}
	id := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, caseID, sealedRequest, id, Request{f.Town, f.Words})
	if err != nil {
		return "", err
	}
	if _, err := casefile.WithReference("HX", func(reference string) (int64, error) {
		return tx.Exec(ctx, `INSERT INTO return_handover (id, reference, plan_id, agency_id, version, state, needs, age, gender, sealed, asked_at, asked_by, answer_by, rule, refusal, ended_why)
			VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', '') ON CONFLICT (reference) DO NOTHING`,
			id, reference, p.ID, agency, HandoverAsked, joinCodes(f.Needs), ageOf(p), record.Record.Gender, sealed, tx.Now(), actor.Account, due.On, due.Rule.Ref())
	}); err != nil {
		return "", err
	}
	if _, err := casefile.SetTask(ctx, tx, casefile.Task{Case: caseID, Kind: TaskAnswer, Subject: string(id), Agency: p.Agency, Due: due.On}); err != nil {
		return "", err
	}
	if err := room.sendLink(ctx, tx, actor, p, Handover{ID: id, Agency: agency}, receiver); err != nil {
		return "", err
	}
	return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "ask-receiver", Category: audit.Disclosure, Case: caseID, Subject: "handover " + string(id), Why: purpose, Recipient: receiver.Name,
		Change: map[string]any{"needs": f.Needs, "identity": false}})
}

// ageOf is a band of age: never a day of birth.
func ageOf(p Plan) string {
	if p.Child() {
		return casefile.Child
	}
	return casefile.Adult
}

// linkUntil is when a link that is made now ends.
func (room *Room) linkUntil(p Plan, now time.Time) (time.Time, error) {
	due, err := room.law(p).day(statute.ReturnLink, civil.DayOf(now))
	return due.On.Add(1).Start(), err
}

// sendLink makes a link and sends it to the people of the organisation, in their
// language.
func (room *Room) sendLink(ctx context.Context, tx *db.Tx, actor account.Actor, p Plan, h Handover, receiver Receiver) error {
	until, err := room.linkUntil(p, tx.Now())
	if err != nil {
		return err
	}
	token, err := newLink(ctx, tx, actor.Account, h.ID, until)
	if err != nil {
		return err
	}
	return tell(ctx, tx, h.Agency, receiver.Language, "handover-asked "+string(h.ID)+" "+hashToken(token)[:12], "You are asked to help somebody who comes home",
		"{agency} asks whether your organisation can take somebody on. Read the question here: {link}\n\nThe link works until {day}. You sign in to read more.",
		[]any{"agency", actor.AgencyName, "link", room.URL + "/handover/" + token, "day", civil.DayOf(until).Add(-1)}, account.ReceivingPartner)
}

// NewLink makes another link to a handover; those before it end.
func (room *Room) NewLink(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, handover db.ID) (string, error) {
	p, h, err := room.handoverOf(ctx, tx, actor, caseID, handover)
	if err != nil {
		return "", err
	}
	if !h.EndedAt.IsZero() {
		return "", fault.Refuse("This handover has ended. There is nothing to lead to")
	}
	if err := revokeLinks(ctx, tx, h.ID); err != nil {
		return "", err
	}
	until, err := room.linkUntil(p, tx.Now())
	if err != nil {
		return "", err
	}
	token, err := newLink(ctx, tx, actor.Account, h.ID, until)
	if err != nil {
		return "", err
	}
	return "/handover/" + token, audit.Append(ctx, tx, actor, audit.Entry{Action: "make-handover-link", Category: audit.Disclosure, Case: caseID, Subject: "handover " + string(h.ID), Recipient: h.AgencyName})
}

// handoverOf gives a handover of a live plan that the actor may plan.
func (room *Room) handoverOf(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, handover db.ID) (Plan, Handover, error) {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return p, Handover{}, err
	}
	for _, h := range p.Handovers {
		if h.ID == handover {
			return p, h, nil
		}
	}
	return p, Handover{}, fault.Missing()
}

// GivePack gives the organisation that accepted what was chosen with the person,
// with a copy of their consent. It needs their standing choice to be named to it.
func (room *Room) GivePack(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f PackForm) error {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, packQuestions)...); err != nil {
		return err
	}
	h, accepted := p.Handover()
	if !accepted {
		return fault.Refuse("No organisation has accepted yet")
	}
	c, _ := p.Standing(ToHandOver)
	if !sharesWith(p, h) {
		return fault.Refuse("The person has not agreed that this organisation is told who they are")
	}
	if err := touchPlan(ctx, tx, p, f.Version); err != nil {
		return err
	}
	record, err := casefile.Load(ctx, tx, actor, caseID)
	if err != nil {
		return err
	}
	pack := Pack{Name: record.Record.Headline(), Reach: f.Reach, Arrival: f.Arrival, Needs: f.Needs, Health: f.Health, Safety: f.Safety,
		Consent: ConsentCopy{c.Chosen, c.Language, c.Words.ExplainedBy, c.Words.Interpreter, c.Words.Said}}
	if f.Born == "yes" {
		pack.Born = record.Record.Birth
	}
	if record.Record.Interpreter != "" {
		pack.Languages = []string{record.Record.Interpreter}
	}
	sealed, err := casefile.SealRow(ctx, tx, caseID, sealedPack, h.ID, pack)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE return_handover SET version = version + 1, pack_at = $2, pack_sealed = $3, pack_seen_at = NULL WHERE id = $1`, h.ID, tx.Now(), sealed); err != nil {
		return err
	}
	if err := room.openTo(ctx, tx, actor, p, h, p.ArrivedOn); err != nil {
		return err
	}
	receiver, _, err := receiverOf(ctx, tx, h.Agency)
	if err != nil {
		return err
	}
	if err := tell(ctx, tx, h.Agency, receiver.Language, "handover-pack "+string(h.ID)+" "+string(tx.NewID()), "What you need to know is ready", "Sign in and open Handovers to read it.", nil, account.ReceivingPartner); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "give-handover-pack", Category: audit.Disclosure, Case: caseID, Subject: "handover " + string(h.ID), Why: purpose, Recipient: h.AgencyName,
		Change: map[string]any{"born": f.Born == "yes", "health": f.Health != "", "safety": f.Safety != ""}})
}

// openTo lets the organisation see who the person is: on their consent or, of a
// child, to keep them safe; after the arrival for as long as the rule says.
func (room *Room) openTo(ctx context.Context, tx *db.Tx, actor account.Actor, p Plan, h Handover, arrived civil.Day) error {
	grant := access.Grant{Agency: h.Agency, Case: p.Case, Purpose: purpose, Compartments: access.Identity, LegalBasis: access.ByConsent}
	if c, stands := p.Standing(ToHandOver); !stands {
		return nil
	} else if p.Child() {
		grant.LegalBasis = "safeguarding-child"
	} else {
		grant.Consent = c.Consent
	}
	if !arrived.IsZero() {
		due, err := room.law(p).day(statute.ReturnPartnerAccess, arrived)
		if err != nil {
			return err
		}
		grant.Until = due.On.Add(1).Start()
	}
	return access.Give(ctx, tx, actor, grant)
}

// Recall takes a question or a handover back from an organisation.
func (room *Room) Recall(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, handover db.ID) error {
	p, h, err := room.handoverOf(ctx, tx, actor, caseID, handover)
	if err != nil {
		return err
	}
	if !h.EndedAt.IsZero() {
		return nil // a second click
	}
	return room.closeHandover(ctx, tx, actor, p, h, HandoverRecalled, "recalled")
}

// unshare takes back all that organisations were asked and given, with the
// person's choices to be named to them.
func (room *Room) unshare(ctx context.Context, tx *db.Tx, actor account.Actor, p Plan, state, why, said string) error {
	for _, h := range p.Handovers {
		if h.EndedAt.IsZero() {
			if err := room.closeHandover(ctx, tx, actor, p, h, state, why); err != nil {
				return err
			}
		}
	}
	for _, c := range p.Choices {
		if c.Kind != ToHandOver || !c.Given || !c.Withdrawn.IsZero() {
			continue
		}
		if c.Consent != "" {
			if _, err := casefile.TakeBack(ctx, tx, actor, p.Case, c.Consent, said); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE return_choice SET withdrawn_at = $2, withdrawn_by = $3 WHERE id = $1`, c.ID, tx.Now(), actor.Account); err != nil {
			return err
		}
	}
	return nil
}

// closeHandover ends a handover: its links, what the organisation sees, and the
// pack, which is removed.
func (room *Room) closeHandover(ctx context.Context, tx *db.Tx, actor account.Actor, p Plan, h Handover, state, why string) error {
	if _, err := tx.Exec(ctx, `UPDATE return_handover SET version = version + 1, state = $2, ended_at = $3, ended_why = $4, pack_sealed = NULL WHERE id = $1`, h.ID, state, tx.Now(), why); err != nil {
		return err
	}
	if err := revokeLinks(ctx, tx, h.ID); err != nil {
		return err
	}
	if err := access.End(ctx, tx, p.Case, h.Agency, purpose); err != nil {
		return err
	}
	if err := casefile.CancelTasks(ctx, tx, p.Case, TaskAnswer); err != nil {
		return err
	}
	receiver, _, err := receiverOf(ctx, tx, h.Agency)
	if err != nil {
		return err
	}
	if state == HandoverRecalled {
		if err := tell(ctx, tx, h.Agency, receiver.Language, "handover-over "+string(h.ID), "A handover was taken back", "Nothing more is needed of you. What you were given is not shown any more: destroy what you copied.", nil, account.ReceivingPartner); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-handover", Category: audit.Alteration, Case: p.Case, Subject: "handover " + string(h.ID), Why: why, Recipient: h.AgencyName})
}
