package support

import (
	"context"
	"errors"
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

// supportPurpose is the purpose of a provider's grant, and supportBasis its legal
// basis: a code of the list of legal bases.
const (
	supportPurpose = "support"
	supportBasis   = "assistance"
)

// granted is what those who support somebody may see of their case. It is neither
// the account of what happened nor the decision.
const granted = access.Identity | access.Contact | access.Health | access.Support | access.Location | access.Immigration

// dueAt counts a rule in hours from a moment.
func (r *Room) dueAt(kind statute.Kind, c Case, at time.Time) (statute.Due, bool, error) {
	due, err := r.Rules.DueAt(kind, c.about(), at)
	if errors.Is(err, statute.ErrNoRule) || errors.Is(err, statute.ErrJurisdiction) {
		return due, false, nil
	}
	return due, err == nil && !due.At.IsZero(), err
}

// give puts a case into the hands of a provider: its grant, its first tasks, and
// word to its managers. What another provider saw before ends at once.
func (r *Room) give(ctx context.Context, tx *db.Tx, actor account.Actor, c Case, agency db.ID, pass Pass) (Case, error) {
	if c.Agency != "" && c.Agency != agency {
		if err := access.End(ctx, tx, c.ID, c.Agency, supportPurpose); err != nil {
			return c, err
		}
	}
	pass.FromAgency, pass.ToAgency = c.Agency, agency
	c.Agency, c.Worker, c.WorkerName = agency, "", ""
	if _, err := tx.Exec(ctx, `UPDATE support_case SET agency_id = $2, worker_id = NULL, accepted_at = NULL, version = version + 1 WHERE case_id = $1`, c.ID, agency); err != nil {
		return c, err
	}
	if err := access.Give(ctx, tx, actor, access.Grant{Agency: agency, Case: c.ID, Purpose: supportPurpose, Compartments: granted, LegalBasis: supportBasis}); err != nil {
		return c, err
	}
	if err := insertPass(ctx, tx, actor, c.ID, pass, ""); err != nil {
		return c, err
	}
	if err := moveTasks(ctx, tx, c.ID, agency, ""); err != nil {
		return c, err
	}
	if err := r.firstTasks(ctx, tx, c); err != nil {
		return c, err
	}
	if err := casefile.Note(ctx, tx, actor, c.ID, "A support provider has the case"); err != nil {
		return c, err
	}
	if err := tell(ctx, tx, agency, "", "support-given "+string(c.ID)+" "+tx.Now().Format(time.RFC3339), "Somebody new to support",
		"Your provider was given the support of somebody. Name a worker, and see that they are spoken with in time.", account.SupportManager); err != nil {
		return c, err
	}
	return c, audit.Append(ctx, tx, actor, audit.Entry{Action: "give-support", Category: audit.Alteration, Case: c.ID, Subject: "support case", Why: supportPurpose})
}

// firstTasks are what a provider does first.
func (r *Room) firstTasks(ctx context.Context, tx *db.Tx, c Case) error {
	from := today(tx)
	if _, _, _, err := r.setByRule(ctx, tx, c, taskAllocate, "", statute.SupportAllocation, from); err != nil {
		return err
	}
	if c.Reached.IsZero() {
		var clock db.ID
		on := civil.Day{}
		if !c.ReachBy.IsZero() {
			on = civil.DayOf(c.ReachBy)
			if err := casefile.StopClocks(ctx, tx, c.ID, string(statute.FirstContact), "support", "counted again"); err != nil {
				return err
			}
			var err error
			if clock, err = casefile.StartClock(ctx, tx, casefile.Clock{Case: c.ID, Agency: c.Agency, Kind: string(statute.FirstContact), Subject: "support", Rule: c.ReachRule,
				Started: civil.DayOf(c.Opened), Due: on}); err != nil {
				return err
			}
		}
		if err := r.set(ctx, tx, c, taskContact, "", on, clock); err != nil {
			return err
		}
	}
	var one int
	if assessed, err := tx.Row(ctx, `SELECT 1 FROM support_assessment WHERE case_id = $1 LIMIT 1`, []any{c.ID}, &one); err != nil {
		return err
	} else if !assessed {
		if _, _, _, err := r.setByRule(ctx, tx, c, taskAssess, "", statute.NeedsAssessment, from); err != nil {
			return err
		}
	}
	if !c.Planned.IsZero() {
		return nil
	}
	_, _, _, err := r.setByRule(ctx, tx, c, taskPlan, "", statute.SupportPlan, from)
	return err
}

// Take takes on somebody who waits for a provider, for the actor's agency.
func (r *Room) Take(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	if err := access.Role(actor, access.TakeSupport); err != nil {
		return err
	}
	c, found, err := loadCase(ctx, tx, id)
	switch {
	case err != nil:
		return err
	case found && c.Agency == actor.Agency && c.Open():
		return nil // a second click
	case !found || c.Agency != "" || !c.Open() || !serves(actor, c):
		return fault.Missing()
	}
	c, err = r.give(ctx, tx, actor, c, actor.Agency, Pass{Kind: passTaken})
	if err != nil {
		return err
	}
	return r.schedule(ctx, tx, c)
}

// serves reports whether people of a place may wait for the actor's agency.
func serves(actor account.Actor, c Case) bool { return actor.Jurisdiction == c.Jurisdiction }

// NameForm names the worker of somebody.
type NameForm struct {
	Version int64  `json:"version,omitempty"`
	Worker  string `json:"worker" doc:"The account of somebody in your agency who supports people"`
}

// Name names who works with somebody. The first name also accepts the case.
func (r *Room) Name(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f NameForm) error {
	c, err := r.working(ctx, tx, actor, access.ManageSupport, id)
	if err != nil {
		return err
	}
	workers, err := account.Colleagues(ctx, tx, actor.Agency, account.SupportProvider)
	if err != nil {
		return err
	}
	worker, known := account.Person{}, false
	for _, one := range workers {
		if string(one.ID) == f.Worker {
			worker, known = one, true
		}
	}
	if !known {
		return fault.Wrong("worker", "Choose who works with the person")
	}
	if c.Accepted.IsZero() && r.Arranged != nil {
		if err := r.Arranged(ctx, tx, id); err != nil {
			return err
		}
	}
	if err := touch(ctx, tx, id, f.Version); err != nil {
		return err
	}
	accepted := c.Accepted
	if accepted.IsZero() {
		accepted = tx.Now()
	}
	if _, err := tx.Exec(ctx, `UPDATE support_case SET worker_id = $2, accepted_at = $3 WHERE case_id = $1`, id, worker.ID, accepted); err != nil {
		return err
	}
	if err := moveTasks(ctx, tx, id, actor.Agency, worker.ID); err != nil {
		return err
	}
	if err := finish(ctx, tx, actor, id, taskAllocate, "", statute.SupportAllocation); err != nil {
		return err
	}
	if err := insertPass(ctx, tx, actor, id, Pass{Kind: passNamed, FromAgency: actor.Agency, ToAgency: actor.Agency}, worker.ID); err != nil {
		return err
	}
	if worker.ID != actor.Account {
		if err := tell(ctx, tx, actor.Agency, worker.ID, "support-named "+string(id)+" "+tx.Now().Format(time.RFC3339), "You have somebody new to support",
			"You were named as the worker of somebody."); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "name-support-worker", Category: audit.Alteration, Case: id, Subject: "support case",
		Change: map[string]any{"worker": map[string]any{"before": c.Worker, "after": worker.ID}}})
}

// HandOverForm passes somebody on.
type HandOverForm struct {
	Version int64  `json:"version,omitempty"`
	Agency  string `json:"agency,omitempty" doc:"The provider that takes over; empty to give the case back to those who wait"`
	Why     string `json:"why"`
	Agreed  string `json:"agreed" doc:"What the person says about it"`
}

// HandOver passes somebody on to another provider, or back to those who wait for
// one. What this provider saw of the case ends at once.
func (r *Room) HandOver(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f HandOverForm) error {
	c, err := r.working(ctx, tx, actor, access.ManageSupport, id)
	if err != nil {
		return err
	}
	providers, err := providersBut(ctx, tx, actor.Agency)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, handOverQuestions(providers))...); err != nil {
		return err
	}
	if err := touch(ctx, tx, id, f.Version); err != nil {
		return err
	}
	if to, ok := db.ParseID(f.Agency); ok {
		_, err = r.give(ctx, tx, actor, c, to, Pass{Kind: passOver, Words: f.Why + "\n" + f.Agreed})
		return err
	}
	if err := access.End(ctx, tx, id, c.Agency, supportPurpose); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE support_case SET agency_id = NULL, worker_id = NULL, accepted_at = NULL WHERE case_id = $1`, id); err != nil {
		return err
	}
	for kind := range taskWords {
		if err := casefile.CancelTasks(ctx, tx, id, kind); err != nil {
			return err
		}
	}
	if err := insertPass(ctx, tx, actor, id, Pass{Kind: passBack, FromAgency: c.Agency, Words: f.Why + "\n" + f.Agreed}, ""); err != nil {
		return err
	}
	if err := casefile.Note(ctx, tx, actor, id, "The person waits for another support provider"); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "give-support-back", Category: audit.Alteration, Case: id, Subject: "support case"})
}

// providersBut lists the agencies that take people on somewhere, but one.
func providersBut(ctx context.Context, tx *db.Tx, agency db.ID) ([]account.Agency, error) {
	return db.All(ctx, tx, `SELECT DISTINCT g.id, g.name FROM agency g JOIN support_area a ON a.agency_id = g.id WHERE g.id <> $1 AND g.suspended_at IS NULL ORDER BY g.name`,
		[]any{agency}, func(a *account.Agency, scan func(...any) error) error { return scan(&a.ID, &a.Name) })
}

// AreasForm says in which areas an agency takes people on: codes of regions, or
// of the whole of a jurisdiction.
type AreasForm struct {
	Whole   []string `json:"whole,omitempty" doc:"Jurisdictions that are taken as a whole: england, wales, scotland, northern-ireland"`
	Regions []string `json:"regions,omitempty" doc:"Codes of regions"`
}

// SetAreas says in which areas the actor's agency takes people on. People who
// wait there already stay in the list, to be taken one by one.
func (r *Room) SetAreas(ctx context.Context, tx *db.Tx, actor account.Actor, f AreasForm) error {
	if err := access.Role(actor, access.SetSupportAreas); err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, r.areaQuestions())...); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM support_area WHERE agency_id = $1`, actor.Agency); err != nil {
		return err
	}
	add := func(jurisdiction, region string) error {
		_, err := tx.Exec(ctx, `INSERT INTO support_area (agency_id, jurisdiction, region, from_at, set_by) VALUES ($1, $2, $3, $4, $5)`, actor.Agency, jurisdiction, region, tx.Now(), by(actor))
		return err
	}
	for _, place := range f.Whole {
		if err := add(place, ""); err != nil {
			return err
		}
	}
	for _, code := range f.Regions {
		region, _ := r.Lists.Regions.ByCode(code)
		if err := add(region.Nation, code); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "set-support-areas", Category: audit.Alteration, Subject: "agency " + string(actor.Agency),
		Change: map[string]any{"whole": f.Whole, "regions": f.Regions}})
}
