package support

import (
	"context"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// WishesForm is what somebody wishes of those who support them.
type WishesForm struct {
	Version      int64  `json:"version,omitempty"`
	Interpreter  string `json:"interpreter,omitempty" doc:"Code of a language; empty where none is needed"`
	WorkerGender string `json:"workerGender,omitempty" enum:"female,male,any,"`
	Wishes
}

// Wish records what somebody wishes of those who support them.
func (r *Room) Wish(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f WishesForm) error {
	c, err := r.working(ctx, tx, actor, access.WorkSupport, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, r.wishesQuestions())...); err != nil {
		return err
	}
	sealed, err := casefile.SealRow(ctx, tx, id, sealedWishes, id, f.Wishes)
	if err != nil {
		return err
	}
	if err := touch(ctx, tx, id, f.Version); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE support_case SET interpreter = $2, worker_gender = $3, wishes_sealed = $4 WHERE case_id = $1`, id, f.Interpreter, f.WorkerGender, sealed); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "record-wishes", Category: audit.Alteration, Case: id, Subject: "support case",
		Change: map[string]any{"interpreter": map[string]string{"before": c.Interpreter, "after": f.Interpreter}}})
}

// DependantForm is somebody who depends on the person.
type DependantForm struct {
	Version   int64    `json:"version,omitempty"`
	Kind      string   `json:"kind"`
	LivesWith string   `json:"livesWith" enum:"yes,no"`
	Needs     []string `json:"needs,omitempty"`
	DependantWords
}

// AddDependant records somebody who depends on the person and what they need
// themselves.
func (r *Room) AddDependant(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f DependantForm) (db.ID, error) {
	if _, err := r.working(ctx, tx, actor, access.WorkSupport, id); err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, dependantQuestions)...); err != nil {
		return "", err
	}
	row := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, id, sealedDependant, row, f.DependantWords)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO support_dependant (id, case_id, version, kind, lives_with, needs, sealed, added_at, added_by) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8)`,
		row, id, f.Kind, f.LivesWith == "yes", strings.Join(f.Needs, " "), sealed, tx.Now(), actor.Account); err != nil {
		return "", err
	}
	return row, audit.Append(ctx, tx, actor, audit.Entry{Action: "add-dependant", Category: audit.Collection, Case: id, Subject: "support dependant " + string(row), Why: supportPurpose})
}

// ChangeDependant changes what is known of a dependant.
func (r *Room) ChangeDependant(ctx context.Context, tx *db.Tx, actor account.Actor, id, dependant db.ID, f DependantForm) error {
	if _, err := r.working(ctx, tx, actor, access.WorkSupport, id); err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, dependantQuestions)...); err != nil {
		return err
	}
	if _, err := dependantOf(ctx, tx, id, dependant); err != nil {
		return err
	}
	sealed, err := casefile.SealRow(ctx, tx, id, sealedDependant, dependant, f.DependantWords)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE support_dependant SET version = version + 1, kind = $3, lives_with = $4, needs = $5, sealed = $6 WHERE id = $1 AND version = $2`,
		dependant, f.Version, f.Kind, f.LivesWith == "yes", strings.Join(f.Needs, " "), sealed)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "change-dependant", Category: audit.Alteration, Case: id, Subject: "support dependant " + string(dependant)})
}

// EndDependant records that somebody does not depend on the person any more, or,
// pressed again, that they still do.
func (r *Room) EndDependant(ctx context.Context, tx *db.Tx, actor account.Actor, id, dependant db.ID) error {
	if _, err := r.working(ctx, tx, actor, access.WorkSupport, id); err != nil {
		return err
	}
	d, err := dependantOf(ctx, tx, id, dependant)
	if err != nil {
		return err
	}
	var ended any
	if d.Ended.IsZero() {
		ended = tx.Now()
	}
	if _, err := tx.Exec(ctx, `UPDATE support_dependant SET version = version + 1, ended_at = $2 WHERE id = $1`, dependant, ended); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-dependant", Category: audit.Alteration, Case: id, Subject: "support dependant " + string(dependant)})
}

const dependantColumns = `id, version, kind, lives_with, needs, sealed, ended_at FROM support_dependant`

func scanDependant(ctx context.Context, tx *db.Tx, id db.ID) func(*Dependant, func(...any) error) error {
	return func(d *Dependant, scan func(...any) error) error {
		var sealed []byte
		var needs string
		if err := scan(&d.ID, &d.Version, &d.Kind, &d.LivesWith, &needs, &sealed, db.Instant(&d.Ended)); err != nil {
			return err
		}
		d.Needs = strings.Fields(needs)
		return casefile.OpenRow(ctx, tx, sealed, id, sealedDependant, d.ID, &d.Words)
	}
}

func dependants(ctx context.Context, tx *db.Tx, id db.ID) ([]Dependant, error) {
	return db.All(ctx, tx, `SELECT `+dependantColumns+` WHERE case_id = $1 ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, id`, []any{id}, scanDependant(ctx, tx, id))
}

func dependantOf(ctx context.Context, tx *db.Tx, id, dependant db.ID) (Dependant, error) {
	return one(db.All(ctx, tx, `SELECT `+dependantColumns+` WHERE case_id = $1 AND id = $2`, []any{id, dependant}, scanDependant(ctx, tx, id)))
}

// AppointmentForm is a time at which the person is expected somewhere.
type AppointmentForm struct {
	Version int64     `json:"version,omitempty"`
	Kind    string    `json:"kind"`
	On      civil.Day `json:"on"`
	At      string    `json:"at" doc:"Time of day in London, such as 14:30"`
	AppointmentWords
}

// MakeAppointment records an appointment.
func (r *Room) MakeAppointment(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f AppointmentForm) (db.ID, error) {
	at, err := r.appointed(ctx, tx, actor, id, &f)
	if err != nil {
		return "", err
	}
	row := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, id, sealedAppointment, row, f.AppointmentWords)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO support_appointment (id, case_id, version, kind, starts_at, state, sealed, made_by) VALUES ($1, $2, 1, $3, $4, $5, $6, $7)`,
		row, id, f.Kind, at, appointmentMade, sealed, actor.Account); err != nil {
		return "", err
	}
	return row, audit.Append(ctx, tx, actor, audit.Entry{Action: "make-appointment", Category: audit.Collection, Case: id, Subject: "support appointment " + string(row), Why: supportPurpose})
}

func (r *Room) appointed(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f *AppointmentForm) (time.Time, error) {
	if _, err := r.working(ctx, tx, actor, access.WorkSupport, id); err != nil {
		return time.Time{}, err
	}
	if err := fault.Mend(form.Check(f, appointmentQuestions)...); err != nil {
		return time.Time{}, err
	}
	at, ok := form.Moment{On: f.On, At: f.At}.Instant()
	if !ok {
		return at, fault.Wrong("at", "Enter the time of day, such as 14:30 or 2.30pm")
	}
	return at, nil
}

// ChangeAppointment moves an appointment or says more of it.
func (r *Room) ChangeAppointment(ctx context.Context, tx *db.Tx, actor account.Actor, id, appointment db.ID, f AppointmentForm) error {
	at, err := r.appointed(ctx, tx, actor, id, &f)
	if err != nil {
		return err
	}
	if _, err := appointmentOf(ctx, tx, id, appointment); err != nil {
		return err
	}
	sealed, err := casefile.SealRow(ctx, tx, id, sealedAppointment, appointment, f.AppointmentWords)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE support_appointment SET version = version + 1, kind = $3, starts_at = $4, sealed = $5, state = $6 WHERE id = $1 AND version = $2`,
		appointment, f.Version, f.Kind, at, sealed, appointmentMade)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "change-appointment", Category: audit.Alteration, Case: id, Subject: "support appointment " + string(appointment)})
}

// KeptForm says what became of an appointment.
type KeptForm struct {
	State string `json:"state" enum:"made,kept,missed,cancelled"`
}

// Keep records what became of an appointment, or puts it back to come.
func (r *Room) Keep(ctx context.Context, tx *db.Tx, actor account.Actor, id, appointment db.ID, f KeptForm) error {
	if _, err := r.working(ctx, tx, actor, access.WorkSupport, id); err != nil {
		return err
	}
	if appointmentStates.Words(f.State) == f.State {
		return fault.Wrong("state", "Choose what became of the appointment")
	}
	if _, err := appointmentOf(ctx, tx, id, appointment); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE support_appointment SET version = version + 1, state = $2 WHERE id = $1`, appointment, f.State); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "keep-appointment", Category: audit.Alteration, Case: id, Subject: "support appointment " + string(appointment), Why: f.State})
}

const appointmentColumns = `id, version, kind, starts_at, state, sealed FROM support_appointment`

func scanAppointment(ctx context.Context, tx *db.Tx, id db.ID) func(*Appointment, func(...any) error) error {
	return func(a *Appointment, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&a.ID, &a.Version, &a.Kind, db.Instant(&a.At), &a.State, &sealed); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, id, sealedAppointment, a.ID, &a.Words)
	}
}

// appointments lists the latest appointments, those furthest ahead last.
func appointments(ctx context.Context, tx *db.Tx, id db.ID, from time.Time, limit int) ([]Appointment, error) {
	return db.All(ctx, tx, `SELECT `+appointmentColumns+` WHERE case_id = $1 AND starts_at >= $2 ORDER BY starts_at, id LIMIT $3`, []any{id, from, limit}, scanAppointment(ctx, tx, id))
}

func appointmentOf(ctx context.Context, tx *db.Tx, id, appointment db.ID) (Appointment, error) {
	return one(db.All(ctx, tx, `SELECT `+appointmentColumns+` WHERE case_id = $1 AND id = $2`, []any{id, appointment}, scanAppointment(ctx, tx, id)))
}
