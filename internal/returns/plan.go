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
	"github.com/havenward/havenward/internal/statute"
)

// Begin records that somebody wants to talk about going home. It promises
// nothing, and puts what is written down within reach of those who help them.
func (room *Room) Begin(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f BeginForm) (db.ID, error) {
	if err := access.Case(ctx, tx, actor, access.BeginReturn, caseID); err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, beginQuestions(room.Lists))...); err != nil {
		return "", err
	}
	if earlier, found, err := latest(ctx, tx, caseID); err != nil {
		return "", err
	} else if found && earlier.Live() {
		return "", fault.Refuse("A return is being planned already")
	}
	id := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, caseID, sealedPlan, id, Wish{f.Town, f.Words})
	if err != nil {
		return "", err
	}
	if _, err := casefile.WithReference("HR", func(reference string) (int64, error) {
		return tx.Exec(ctx, `INSERT INTO return_plan (id, reference, case_id, agency_id, version, state, country, sealed, interests, arrived_how, opened_at, opened_by, ended_why)
			VALUES ($1, $2, $3, $4, 1, $5, $6, $7, '', '', $8, $9, '') ON CONFLICT (reference) DO NOTHING`,
			id, reference, caseID, actor.Agency, Planning, f.Country, sealed, tx.Now(), actor.Account)
	}); err != nil {
		return "", err
	}
	if err := access.Give(ctx, tx, actor, access.Grant{Agency: actor.Agency, Case: caseID, Purpose: purpose,
		Compartments: access.Identity | access.Immigration | access.Contact, LegalBasis: assistance}); err != nil {
		return "", err
	}
	return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "begin-return", Category: audit.Collection, Case: caseID, Subject: "return " + string(id), Why: purpose})
}

// DecideInterests records what was decided to be best for a child, which comes
// before everything else. That staying is best stops what was begun.
func (room *Room) DecideInterests(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f InterestsForm) error {
	p, err := room.live(ctx, tx, actor, access.DecideInterests, caseID)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, interestsQuestions(dayOf(tx)))...); err != nil {
		return err
	}
	if !p.Child() {
		return fault.Refuse("The person is an adult, and decides for themselves")
	}
	sealed, err := casefile.SealRow(ctx, tx, caseID, sealedInterests, p.ID, f.Words)
	if err != nil {
		return err
	}
	if err := touchPlan(ctx, tx, p, f.Version); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE return_plan SET interests = $2, interests_on = $3, interests_sealed = $4, interests_by = $5 WHERE id = $1`, p.ID, f.Outcome, f.On, sealed, actor.Account); err != nil {
		return err
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "decide-best-interests", Category: audit.Alteration, Case: caseID, Subject: "return " + string(p.ID),
		Change: map[string]any{"outcome": f.Outcome}}); err != nil {
		return err
	}
	if f.Outcome == InterestsStay {
		return room.stop(ctx, tx, actor, p, Ended, "stays", f.Words)
	}
	return nil
}

// Choose records what the person answered to one question. A no to going home, or
// to travelling, stops everything at once; a no to being named takes back what
// was handed over.
func (room *Room) Choose(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f ChoiceForm) (db.ID, error) {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return "", err
	}
	if _, known := choiceTitles[f.Kind]; !known {
		return "", fault.Wrong("kind", "Choose what was asked")
	}
	if err := fault.Mend(form.Check(&f, choiceQuestions(f.Kind, room.Lists, dayOf(tx)))...); err != nil {
		return "", err
	}
	c := Choice{ID: tx.NewID(), Kind: f.Kind, Given: f.Given == "yes", Explained: f.Explained, Chosen: f.Chosen, How: f.How, Language: f.Language, Alternatives: f.Alternatives,
		Words: ChoiceWords{f.ExplainedBy, f.Interpreter, f.Said, f.Sooner}}
	if err := room.mayChoose(ctx, tx, p, &c); err != nil {
		return "", err
	}
	if err := touchPlan(ctx, tx, p, f.Version); err != nil {
		return "", err
	}
	if c.Given && c.Kind == ToHandOver && !p.Child() {
		if c.Consent, err = casefile.Agree(ctx, tx, actor, caseID, casefile.Agreed{Agency: agencyOf(p, c.Handover), Purpose: purpose, Compartments: access.Identity, How: f.How, Language: f.Language,
			ExplainedBy: f.ExplainedBy, Interpreter: f.Interpreter, Said: f.Said, On: f.Chosen}); err != nil {
			return "", err
		}
	}
	if err := insertChoice(ctx, tx, actor, p, c); err != nil {
		return "", err
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "record-choice", Category: audit.Collection, Case: caseID, Subject: "return choice " + string(c.ID),
		Why: c.Kind, Change: map[string]any{"given": c.Given}}); err != nil {
		return "", err
	}
	switch {
	case c.Kind == ToTravel:
		if err := casefile.FinishTasks(ctx, tx, actor, caseID, TaskAgain, string(p.ID)); err != nil {
			return "", err
		}
	case c.Kind == ToHandOver && !c.Given:
		return c.ID, room.unshare(ctx, tx, actor, p, HandoverRecalled, "withdrawn", f.Said)
	}
	if !c.Given && (c.Kind == ToReturn || c.Kind == ToTravel) {
		return c.ID, room.stop(ctx, tx, actor, p, Withdrawn, "", f.Said)
	}
	return c.ID, nil
}

// mayChoose refuses a yes for which something must come first, and says whom a
// choice to be named is about and under which rule the person had time to think.
func (room *Room) mayChoose(ctx context.Context, tx *db.Tx, p Plan, c *Choice) error {
	if c.Given && !decidedFirst(p) {
		return fault.Wrong("given", "What is best for the child is decided first")
	}
	switch c.Kind {
	case ToReturn:
		thinking, err := room.law(p).day(statute.ReturnThinking, c.Explained)
		if err != nil {
			return err
		}
		c.Rule = thinking.Rule.Ref()
		if c.Given && c.Chosen.Before(thinking.On) && c.Words.Sooner == "" {
			return fault.Wrong("sooner", "They answered before {day}, which the rule gives them to think. Write down why they wanted less time, or record the answer when they have had it", "day", thinking.On)
		}
	case ToEmbassy:
		if c.Given {
			seeking, err := room.seeking(ctx, tx, p.Case)
			if err != nil {
				return err
			}
			if seeking {
				return fault.Wrong("given", "The person asks for protection here. No embassy or consulate is contacted about them")
			}
		}
	case ToHandOver:
		h, accepted := p.Handover()
		if !accepted {
			return fault.Refuse("No organisation has accepted yet. There is nobody whom the person could be named to")
		}
		c.Handover = h.ID
	case ToTravel:
		if p.TravelOn.IsZero() {
			return fault.Refuse("The day of travel is not known yet")
		}
	}
	return nil
}

func agencyOf(p Plan, handover db.ID) db.ID {
	for _, h := range p.Handovers {
		if h.ID == handover {
			return h.Agency
		}
	}
	return ""
}

func insertChoice(ctx context.Context, tx *db.Tx, actor account.Actor, p Plan, c Choice) error {
	sealed, err := casefile.SealRow(ctx, tx, p.Case, sealedChoice, c.ID, c.Words)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO return_choice (id, plan_id, kind, given, explained_on, chosen_on, how, language, alternatives, rule, handover_id, consent_id, sealed, recorded_at, recorded_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		c.ID, p.ID, c.Kind, c.Given, c.Explained, c.Chosen, c.How, c.Language, joinCodes(c.Alternatives), c.Rule, db.Null(c.Handover), db.Null(c.Consent), sealed, tx.Now(), actor.Account)
	return err
}

// AssessRisk records an assessment of one side. The last one counts, and those
// before it are kept.
func (room *Room) AssessRisk(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f RiskForm) (db.ID, error) {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, riskQuestions(dayOf(tx)))...); err != nil {
		return "", err
	}
	if err := touchPlan(ctx, tx, p, f.Version); err != nil {
		return "", err
	}
	id := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, caseID, sealedRisk, id, RiskWords{f.Said, f.Plan})
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO return_risk (id, plan_id, side, level, factors, together, assessed_on, sealed, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id, p.ID, f.Side, f.Level, joinCodes(f.Factors), f.Together == "yes", f.On, sealed, tx.Now(), actor.Account); err != nil {
		return "", err
	}
	return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "assess-return-risk", Category: audit.Collection, Case: caseID, Subject: "return risk " + string(id), Why: f.Side, Change: map[string]any{"level": f.Level}})
}

// UndoRisk takes an assessment back that was recorded by mistake.
func (room *Room) UndoRisk(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, risk db.ID) error {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `UPDATE return_risk SET undone_at = $3, undone_by = $4 WHERE id = $1 AND plan_id = $2 AND undone_at IS NULL`, risk, p.ID, tx.Now(), actor.Account)
	if err != nil || changed == 0 {
		return orMissing(err)
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "undo-return-risk", Category: audit.Alteration, Case: caseID, Subject: "return risk " + string(risk)})
}

func orMissing(err error) error {
	if err != nil {
		return err
	}
	return fault.Missing()
}

// KeepDocument records a paper and how far it is. One for which an embassy is
// contacted needs the person's consent first.
func (room *Room) KeepDocument(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f DocumentForm) (db.ID, error) {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, documentQuestions)...); err != nil {
		return "", err
	}
	if f.Embassy == "yes" && f.State != Needed {
		seeking, err := room.seeking(ctx, tx, caseID)
		if err != nil {
			return "", err
		}
		if why := EmbassyRefused(p, seeking); why != "" {
			return "", fault.Wrong("embassy", why)
		}
	}
	id := f.Document
	if id == "" {
		id = tx.NewID()
	}
	sealed, err := casefile.SealRow(ctx, tx, caseID, sealedDocument, id, DocumentWords{f.Number, f.Note})
	if err != nil {
		return "", err
	}
	if f.Document == "" {
		_, err = tx.Exec(ctx, `INSERT INTO return_document (id, plan_id, version, kind, state, embassy, expires_on, sealed, changed_at, changed_by) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9)`,
			id, p.ID, f.Kind, f.State, f.Embassy == "yes", f.Expires, sealed, tx.Now(), actor.Account)
	} else {
		err = fault.Touched(tx.Exec(ctx, `UPDATE return_document SET version = version + 1, kind = $4, state = $5, embassy = $6, expires_on = $7, sealed = $8, changed_at = $9, changed_by = $10
			WHERE id = $1 AND plan_id = $2 AND version = $3`, id, p.ID, f.Version, f.Kind, f.State, f.Embassy == "yes", f.Expires, sealed, tx.Now(), actor.Account))
	}
	if err != nil {
		return "", err
	}
	entry := audit.Entry{Action: "keep-return-document", Category: audit.Alteration, Case: caseID, Subject: "return document " + string(id), Change: map[string]any{"kind": f.Kind, "state": f.State}}
	if f.Embassy == "yes" && f.State != Needed {
		entry.Recipient = "embassy or consulate"
	}
	return id, audit.Append(ctx, tx, actor, entry)
}

// SetTravel records how the person travels, and sets the task of asking them
// again just before.
func (room *Room) SetTravel(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f TravelForm) error {
	p, err := room.live(ctx, tx, actor, access.PlanReturn, caseID)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, travelQuestions(dayOf(tx)))...); err != nil {
		return err
	}
	if p.State != Planning {
		return fault.Refuse("The person has left already")
	}
	if err := touchPlan(ctx, tx, p, f.Version); err != nil {
		return err
	}
	sealed, err := casefile.SealRow(ctx, tx, caseID, sealedTravel, p.ID, f.Travel)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE return_plan SET travel_on = $2, travel_sealed = $3 WHERE id = $1`, p.ID, f.On, sealed); err != nil {
		return err
	}
	window, err := room.law(p).day(statute.ReturnConsentRenewal, f.On)
	if err != nil {
		return err
	}
	if err := casefile.CancelTasks(ctx, tx, caseID, TaskAgain); err != nil {
		return err
	}
	if _, err := casefile.SetTask(ctx, tx, casefile.Task{Case: caseID, Kind: TaskAgain, Subject: string(p.ID), Agency: p.Agency, Due: window.On}); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "set-return-travel", Category: audit.Alteration, Case: caseID, Subject: "return " + string(p.ID), Change: map[string]any{"on": f.On.String()}})
}
