package returns

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// The places of the sealed columns: each opens as its own and no other's.
const (
	sealedPlan      = "return_plan"
	sealedInterests = "return_plan_interests"
	sealedTravel    = "return_plan_travel"
	sealedEnd       = "return_plan_end"
	sealedChoice    = "return_choice"
	sealedRisk      = "return_risk"
	sealedDocument  = "return_document"
	sealedRequest   = "return_handover"
	sealedAnswer    = "return_handover_answer"
	sealedPack      = "return_handover_pack"
	sealedContact   = "return_contact"
	sealedSignal    = "return_signal"
)

const planColumns = `p.id, p.reference, p.case_id, c.reference, p.agency_id, p.version, p.state, p.country, c.age_group, c.jurisdiction, p.sealed, p.interests, p.interests_on, p.interests_sealed, i.name,
	p.travel_on, p.travel_sealed, p.departed_on, p.arrived_on, p.arrived_how, p.opened_at, o.name, p.ended_at, p.ended_why, p.ended_sealed
	FROM return_plan p JOIN case_file c ON c.id = p.case_id LEFT JOIN account i ON i.id = p.interests_by LEFT JOIN account o ON o.id = p.opened_by`

// plans reads plans without their parts.
func plans(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Plan, error) {
	return db.All(ctx, tx, `SELECT `+planColumns+` WHERE `+where, args, func(p *Plan, scan func(...any) error) error {
		var wish, why, travel, end []byte
		if err := scan(&p.ID, &p.Reference, &p.Case, &p.CaseReference, &p.Agency, &p.Version, &p.State, &p.Country, &p.AgeGroup, &p.Jurisdiction, &wish, &p.Interests, &p.InterestsOn, &why, db.Text(&p.InterestsBy),
			&p.TravelOn, &travel, &p.DepartedOn, &p.ArrivedOn, &p.ArrivedHow, db.Instant(&p.Opened), db.Text(&p.OpenedBy), db.Instant(&p.EndedAt), &p.EndedWhy, &end); err != nil {
			return err
		}
		if err := casefile.OpenRow(ctx, tx, wish, p.Case, sealedPlan, p.ID, &p.Wish); err != nil {
			return err
		}
		if err := casefile.OpenRow(ctx, tx, why, p.Case, sealedInterests, p.ID, &p.InterestsWhy); err != nil {
			return err
		}
		if err := casefile.OpenRow(ctx, tx, travel, p.Case, sealedTravel, p.ID, &p.Travel); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, end, p.Case, sealedEnd, p.ID, &p.EndedWords)
	})
}

// whole reads the parts of a plan.
func whole(ctx context.Context, tx *db.Tx, p *Plan) (err error) {
	if p.Choices, err = choices(ctx, tx, p.Case, p.ID); err != nil {
		return err
	}
	if p.Risks, err = risks(ctx, tx, p.Case, p.ID); err != nil {
		return err
	}
	if p.Documents, err = documents(ctx, tx, p.Case, p.ID); err != nil {
		return err
	}
	if p.Handovers, err = handovers(ctx, tx, `h.plan_id = $1`, p.ID); err != nil {
		return err
	}
	if p.Contacts, err = contacts(ctx, tx, p.Case, p.ID); err != nil {
		return err
	}
	p.Signals, err = signals(ctx, tx, p.Case, p.ID)
	return err
}

// latest reads the plan of a case that is live or, where none is, the last one,
// with its parts, whoever acts.
func latest(ctx context.Context, tx *db.Tx, caseID db.ID) (p Plan, found bool, err error) {
	all, err := plans(ctx, tx, `p.case_id = $1 ORDER BY CASE WHEN p.ended_at IS NULL THEN 0 ELSE 1 END, p.id DESC LIMIT 1`, caseID)
	if err != nil || len(all) == 0 {
		return p, false, err
	}
	p = all[0]
	err = whole(ctx, tx, &p)
	return p, true, err
}

// reach gives the plan of a case on which the actor may do an action.
func (room *Room) reach(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, caseID db.ID) (Plan, error) {
	if err := access.Case(ctx, tx, actor, action, caseID); err != nil {
		return Plan{}, err
	}
	p, found, err := latest(ctx, tx, caseID)
	if err == nil && !found {
		err = fault.Missing()
	}
	return p, err
}

// live is reach for a command on a plan that goes on.
func (room *Room) live(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, caseID db.ID) (Plan, error) {
	p, err := room.reach(ctx, tx, actor, action, caseID)
	if err == nil && !p.Live() {
		err = fault.Refuse("This return has stopped. Nothing more can be done on it")
	}
	return p, err
}

// supportedBy finds the case of a reference of which the actor may record that
// somebody wants to go home.
func supportedBy(ctx context.Context, tx *db.Tx, actor account.Actor, typed string) (id db.ID, found bool, err error) {
	reference, ok := casefile.ReadReference(typed)
	if !ok {
		return "", false, nil
	}
	visible, more := access.Visible(tx, actor, "c.id", access.Identity, 2)
	if found, err = tx.Row(ctx, `SELECT c.id FROM case_file c WHERE c.reference = $1 AND `+visible, append([]any{reference}, more...), &id); err != nil || !found {
		return id, false, err
	}
	err = access.Case(ctx, tx, actor, access.BeginReturn, id)
	if fault.Is(err, fault.NotFound) {
		return id, false, nil
	}
	return id, err == nil, err
}

func touchPlan(ctx context.Context, tx *db.Tx, p Plan, version int64) error {
	return fault.Touched(tx.Exec(ctx, `UPDATE return_plan SET version = version + 1 WHERE id = $1 AND version = $2`, p.ID, version))
}

func choices(ctx context.Context, tx *db.Tx, caseID, plan db.ID) ([]Choice, error) {
	return db.All(ctx, tx, `SELECT h.id, h.kind, h.given, h.explained_on, h.chosen_on, h.how, h.language, h.alternatives, h.rule, h.handover_id, h.consent_id, h.sealed, h.recorded_at, a.name,
		coalesce(h.withdrawn_at, s.withdrawn_at)
		FROM return_choice h LEFT JOIN consent s ON s.id = h.consent_id LEFT JOIN account a ON a.id = h.recorded_by WHERE h.plan_id = $1 ORDER BY h.id DESC`, []any{plan},
		func(c *Choice, scan func(...any) error) error {
			var codes string
			var sealed []byte
			if err := scan(&c.ID, &c.Kind, &c.Given, &c.Explained, &c.Chosen, &c.How, &c.Language, &codes, &c.Rule, db.Text((*string)(&c.Handover)), db.Text((*string)(&c.Consent)), &sealed,
				db.Instant(&c.Recorded), db.Text(&c.By), db.Instant(&c.Withdrawn)); err != nil {
				return err
			}
			c.Alternatives = splitCodes(codes)
			return casefile.OpenRow(ctx, tx, sealed, caseID, sealedChoice, c.ID, &c.Words)
		})
}

func risks(ctx context.Context, tx *db.Tx, caseID, plan db.ID) ([]Risk, error) {
	return db.All(ctx, tx, `SELECT r.id, r.side, r.level, r.factors, r.together, r.assessed_on, r.sealed, r.recorded_at, a.name, r.undone_at
		FROM return_risk r LEFT JOIN account a ON a.id = r.recorded_by WHERE r.plan_id = $1 ORDER BY r.id DESC`, []any{plan},
		func(r *Risk, scan func(...any) error) error {
			var codes string
			var sealed []byte
			if err := scan(&r.ID, &r.Side, &r.Level, &codes, &r.Together, &r.On, &sealed, db.Instant(&r.Recorded), db.Text(&r.By), db.Instant(&r.Undone)); err != nil {
				return err
			}
			r.Factors = splitCodes(codes)
			return casefile.OpenRow(ctx, tx, sealed, caseID, sealedRisk, r.ID, &r.Words)
		})
}

func documents(ctx context.Context, tx *db.Tx, caseID, plan db.ID) ([]Document, error) {
	return db.All(ctx, tx, `SELECT d.id, d.version, d.kind, d.state, d.embassy, d.expires_on, d.sealed, d.changed_at, a.name
		FROM return_document d LEFT JOIN account a ON a.id = d.changed_by WHERE d.plan_id = $1 ORDER BY d.id`, []any{plan},
		func(d *Document, scan func(...any) error) error {
			var sealed []byte
			if err := scan(&d.ID, &d.Version, &d.Kind, &d.State, &d.Embassy, &d.Expires, &sealed, db.Instant(&d.Changed), db.Text(&d.By)); err != nil {
				return err
			}
			return casefile.OpenRow(ctx, tx, sealed, caseID, sealedDocument, d.ID, &d.Words)
		})
}

func contacts(ctx context.Context, tx *db.Tx, caseID, plan db.ID) ([]Contact, error) {
	return db.All(ctx, tx, `SELECT k.id, k.plan_id, k.version, k.kind, k.rule, k.due_on, k.done_on, k.found, k.partner, k.sealed, a.name, k.cancelled_at
		FROM return_contact k LEFT JOIN account a ON a.id = k.recorded_by WHERE k.plan_id = $1 ORDER BY k.due_on, k.id`, []any{plan},
		func(k *Contact, scan func(...any) error) error {
			var sealed []byte
			if err := scan(&k.ID, &k.Plan, &k.Version, &k.Kind, &k.Rule, &k.Due, &k.Done, &k.Found, &k.Partner, &sealed, db.Text(&k.By), db.Instant(&k.Cancelled)); err != nil {
				return err
			}
			return casefile.OpenRow(ctx, tx, sealed, caseID, sealedContact, k.ID, &k.Words)
		})
}

func signals(ctx context.Context, tx *db.Tx, caseID, plan db.ID) ([]Signal, error) {
	return db.All(ctx, tx, `SELECT s.id, s.version, s.source, s.raised_at, s.outcome, s.sealed, s.seen_at, a.name
		FROM return_signal s LEFT JOIN account a ON a.id = s.seen_by WHERE s.plan_id = $1 ORDER BY s.id DESC`, []any{plan},
		func(s *Signal, scan func(...any) error) error {
			var sealed []byte
			if err := scan(&s.ID, &s.Version, &s.Source, db.Instant(&s.Raised), &s.Outcome, &sealed, db.Instant(&s.Seen), db.Text(&s.By)); err != nil {
				return err
			}
			return casefile.OpenRow(ctx, tx, sealed, caseID, sealedSignal, s.ID, &s.Words)
		})
}
