package support

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/support/course"
)

// The tables whose sealed columns are opened as their own and no other's.
const (
	sealedWishes      = "support_case"
	sealedPass        = "support_pass"
	sealedExtension   = "support_extension"
	sealedAnswer      = "support_extension_answer"
	sealedEntry       = "support_entry"
	sealedStrike      = "support_entry_strike"
	sealedAssessment  = "support_assessment"
	sealedReading     = "support_reading"
	sealedGoal        = "support_goal"
	sealedService     = "support_service"
	sealedDependant   = "support_dependant"
	sealedAppointment = "support_appointment"
	sealedReview      = "support_review"
	sealedFurther     = "support_further"
	sealedEnding      = "support_ending"
	sealedAddress     = "support_ending_address"
	sealedContact     = "support_ending_contact"
	sealedSafety      = "support_ending_safety"
)

const caseColumns = `s.case_id, c.reference, c.jurisdiction, c.age_group, s.version, s.agency_id, g.name, s.worker_id, w.name, s.region, s.opened_at, s.accepted_at,
	s.reach_by, s.reach_rule, s.reached_at, s.interpreter, s.worker_gender, s.wishes_sealed, s.planned_at, s.ended_at, s.ending_id, s.decision, s.decided_on, s.stopped, s.stopped_on
	FROM support_case s JOIN case_file c ON c.id = s.case_id LEFT JOIN agency g ON g.id = s.agency_id LEFT JOIN account w ON w.id = s.worker_id`

func scanCase(ctx context.Context, tx *db.Tx, c *Case, scan func(...any) error) error {
	var wishes []byte
	if err := scan(&c.ID, &c.Reference, &c.Jurisdiction, &c.AgeGroup, &c.Version, db.Text((*string)(&c.Agency)), db.Text(&c.AgencyName), db.Text((*string)(&c.Worker)), db.Text(&c.WorkerName),
		&c.Region, db.Instant(&c.Opened), db.Instant(&c.Accepted), db.Instant(&c.ReachBy), &c.ReachRule, db.Instant(&c.Reached), &c.Interpreter, &c.WorkerGender, &wishes,
		db.Instant(&c.Planned), db.Instant(&c.Ended), db.Text((*string)(&c.Ending)), &c.Course.Decision, &c.Course.Decided, &c.Course.Stop, &c.Course.Stopped); err != nil {
		return err
	}
	return casefile.OpenRow(ctx, tx, wishes, c.ID, sealedWishes, c.ID, &c.Wishes)
}

// loadCases reads support cases by a condition, whoever acts, with their periods
// and extensions.
func loadCases(ctx context.Context, tx *db.Tx, condition string, args ...any) ([]Case, error) {
	cases, err := db.All(ctx, tx, `SELECT `+caseColumns+` WHERE `+condition, args, func(c *Case, scan func(...any) error) error { return scanCase(ctx, tx, c, scan) })
	if err != nil || len(cases) == 0 {
		return cases, err
	}
	at, ids := map[db.ID]int{}, make([]any, len(cases))
	for i, c := range cases {
		at[c.ID], ids[i] = i, c.ID
	}
	marks := db.Marks(1, len(ids))
	err = tx.Each(ctx, `SELECT case_id, kind, starts_on, due_on, rule, longest, over_on FROM support_period WHERE case_id IN (`+marks+`) ORDER BY id`, ids, func(scan func(...any) error) error {
		var id db.ID
		var p course.Period
		var over civil.Day
		if err := scan(&id, &p.Kind, &p.From, &p.Due, &p.Rule, &p.Longest, &over); err != nil {
			return err
		}
		// A recovery period that was given stays a promise; a later period that was
		// taken back (its letter came back unopened) is none.
		if over.IsZero() || p.Kind == casefile.PeriodRecovery {
			cases[at[id]].Course.Periods = append(cases[at[id]].Course.Periods, p)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return cases, tx.Each(ctx, `SELECT case_id, granted_until FROM support_extension WHERE granted AND case_id IN (`+marks+`) ORDER BY id`, ids, func(scan func(...any) error) error {
		var id db.ID
		var until civil.Day
		err := scan(&id, &until)
		cases[at[id]].Course.Granted = append(cases[at[id]].Course.Granted, until)
		return err
	})
}

// loadCase reads the support of one person, whoever acts.
func loadCase(ctx context.Context, tx *db.Tx, id db.ID) (c Case, found bool, err error) {
	cases, err := loadCases(ctx, tx, `s.case_id = $1`, id)
	if err != nil || len(cases) == 0 {
		return c, false, err
	}
	return cases[0], true, nil
}

// reach gives the support of somebody on whom the actor may do an action: within
// reach, and supported by the actor's agency. Anything else is missing.
func (r *Room) reach(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID) (Case, error) {
	if err := access.Case(ctx, tx, actor, action, id); err != nil {
		return Case{}, err
	}
	c, found, err := loadCase(ctx, tx, id)
	if err == nil && (!found || c.Agency != actor.Agency) {
		err = fault.Missing()
	}
	return c, err
}

// working is reach for a change to support that goes on.
func (r *Room) working(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID) (Case, error) {
	c, err := r.reach(ctx, tx, actor, action, id)
	if err == nil && !c.Open() {
		err = fault.Refuse("Support has ended. Undo the end first")
	}
	return c, err
}

// touch moves a case to its next version. version 0 is "whatever it is": of
// changes that no other can contradict.
func touch(ctx context.Context, tx *db.Tx, id db.ID, version int64) error {
	return fault.Touched(tx.Exec(ctx, `UPDATE support_case SET version = version + 1 WHERE case_id = $1 AND ($2 = 0 OR version = $2)`, id, version))
}

func insertPass(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, p Pass, worker db.ID) error {
	row := tx.NewID()
	var sealed []byte
	if p.Words != "" {
		var err error
		if sealed, err = casefile.SealRow(ctx, tx, id, sealedPass, row, p.Words); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO support_pass (id, case_id, kind, from_agency_id, to_agency_id, to_worker_id, passed_at, passed_by, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		row, id, p.Kind, db.Null(p.FromAgency), db.Null(p.ToAgency), db.Null(worker), tx.Now(), by(actor), sealed)
	return err
}

// by is who did something, as rows keep it: an account, or the service itself.
func by(actor account.Actor) string {
	if actor.Account == "" {
		return "system"
	}
	return string(actor.Account)
}

// passes lists who had the case, the latest first.
func passes(ctx context.Context, tx *db.Tx, id db.ID) ([]Pass, error) {
	return db.All(ctx, tx, `SELECT p.id, p.kind, p.from_agency_id, f.name, p.to_agency_id, t.name, w.name, p.passed_at, b.name, p.sealed FROM support_pass p
		LEFT JOIN agency f ON f.id = p.from_agency_id LEFT JOIN agency t ON t.id = p.to_agency_id LEFT JOIN account w ON w.id = p.to_worker_id
		LEFT JOIN account b ON b.id = p.passed_by WHERE p.case_id = $1 ORDER BY p.id DESC`, []any{id}, func(p *Pass, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&p.ID, &p.Kind, db.Text((*string)(&p.FromAgency)), db.Text(&p.From), db.Text((*string)(&p.ToAgency)), db.Text(&p.To), db.Text(&p.Worker), db.Instant(&p.At), db.Text(&p.By), &sealed); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, id, sealedPass, p.ID, &p.Words)
	})
}

// storedPeriod is a period as it is kept.
type storedPeriod struct {
	ID db.ID
	course.Period
	Over civil.Day
}

func periodsOf(ctx context.Context, tx *db.Tx, id db.ID) ([]storedPeriod, error) {
	return db.All(ctx, tx, `SELECT id, kind, starts_on, due_on, rule, longest, over_on FROM support_period WHERE case_id = $1 ORDER BY id`, []any{id},
		func(p *storedPeriod, scan func(...any) error) error {
			return scan(&p.ID, &p.Kind, &p.From, &p.Due, &p.Rule, &p.Longest, &p.Over)
		})
}

// providerFor finds the agency that takes somebody of an area on: one that takes
// the region itself before one that takes the whole place, and of those the one
// with the fewest open cases.
func providerFor(ctx context.Context, tx *db.Tx, jurisdiction, region string) (agency db.ID, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT a.agency_id FROM support_area a JOIN agency g ON g.id = a.agency_id
		WHERE a.jurisdiction = $1 AND a.region IN ($2, '') AND g.suspended_at IS NULL
		ORDER BY a.region DESC, (SELECT count(*) FROM support_case s WHERE s.agency_id = a.agency_id AND s.ended_at IS NULL), a.agency_id LIMIT 1`,
		[]any{jurisdiction, region}, &agency)
	return agency, found, err
}

// factCode reads one form.Coded fact of a case file, whoever acts: the area and the
// language by which a provider is found.
func factCode(ctx context.Context, tx *db.Tx, id db.ID, kind string) (code string, err error) {
	_, err = tx.Row(ctx, `SELECT code FROM fact WHERE case_id = $1 AND kind = $2 AND withdrawn_at IS NULL ORDER BY id DESC LIMIT 1`, []any{id, kind}, &code)
	return code, err
}

// Area is where an agency takes people on. A region of "" is the whole of the
// jurisdiction.
type Area struct {
	Jurisdiction string `json:"jurisdiction"`
	Region       string `json:"region"`
}

func areasOf(ctx context.Context, tx *db.Tx, agency db.ID) ([]Area, error) {
	areas, err := db.All(ctx, tx, `SELECT jurisdiction, region FROM support_area WHERE agency_id = $1 ORDER BY jurisdiction, region`, []any{agency},
		func(a *Area, scan func(...any) error) error { return scan(&a.Jurisdiction, &a.Region) })
	return slices.Clip(areas), err
}
