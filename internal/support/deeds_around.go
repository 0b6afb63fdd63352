package support

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/route"
)

// aroundDeeds are the pages that ask about dependants, appointments and
// agreements.
func (room *Room) aroundDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed.Deed[DependantForm]{Pages: pages, Path: "/support/cases/{id}/dependants/add", Action: access.WorkSupport, Title: "Somebody who depends on them", Button: "Add",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[DependantForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "around")
			if err != nil {
				return a, err
			}
			return deed.Asked[DependantForm]{Questions: dependantQuestions, Person: h, Back: backTo(h, "/around")}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DependantForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.AddDependant(ctx, tx, r.Actor, id, f)
			return deed.Done(casePath(id)+"/around", "dependant"), err
		}}.Routes()...)
	all = append(all, deed.Deed[DependantForm]{Pages: pages, Path: "/support/cases/{id}/dependants/{dependant}/change", Action: access.WorkSupport, Title: "Somebody who depends on them", Button: "Save",
		Set: func(f *DependantForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[DependantForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "around")
			if err != nil {
				return a, err
			}
			dependant, err := r.ID("dependant")
			if err != nil {
				return a, err
			}
			d, err := dependantOf(ctx, tx, h.ID, dependant)
			lives := "no"
			if d.LivesWith {
				lives = "yes"
			}
			return deed.Asked[DependantForm]{Form: DependantForm{Kind: d.Kind, LivesWith: lives, Needs: d.Needs, DependantWords: d.Words}, Version: d.Version, Questions: dependantQuestions, Person: h, Back: backTo(h, "/around")}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DependantForm) (string, error) {
			id, dependant, err := ids(r, "dependant")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id)+"/around", "dependant"), room.ChangeDependant(ctx, tx, r.Actor, id, dependant, f)
		}}.Routes()...)
	all = append(all, deed.Press("/support/cases/{id}/dependants/{dependant}/end", access.WorkSupport, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, dependant, err := ids(r, "dependant")
		if err != nil {
			return "", err
		}
		return deed.Done(casePath(id)+"/around", "dependant"), room.EndDependant(ctx, tx, r.Actor, id, dependant)
	}))
	all = append(all, room.appointmentDeeds()...)
	return append(all, room.consentDeeds()...)
}

func (room *Room) appointmentDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed.Deed[AppointmentForm]{Pages: pages, Path: "/support/cases/{id}/appointments/add", Action: access.WorkSupport, Title: "Add an appointment", Button: "Add",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[AppointmentForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "plan")
			if err != nil {
				return a, err
			}
			return deed.Asked[AppointmentForm]{Questions: appointmentQuestions, Person: h, Back: backTo(h, "/plan")}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AppointmentForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.MakeAppointment(ctx, tx, r.Actor, id, f)
			return deed.Done(casePath(id)+"/plan", "appointment"), err
		}}.Routes()...)
	all = append(all, deed.Deed[AppointmentForm]{Pages: pages, Path: "/support/cases/{id}/appointments/{appointment}/change", Action: access.WorkSupport, Title: "Change an appointment", Button: "Save",
		Set: func(f *AppointmentForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[AppointmentForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "plan")
			if err != nil {
				return a, err
			}
			appointment, err := r.ID("appointment")
			if err != nil {
				return a, err
			}
			one, err := appointmentOf(ctx, tx, h.ID, appointment)
			return deed.Asked[AppointmentForm]{Form: AppointmentForm{Kind: one.Kind, On: one.Day(), At: one.At.In(civil.London).Format("15:04"), AppointmentWords: one.Words}, Version: one.Version,
				Questions: appointmentQuestions, Person: h, Back: backTo(h, "/plan")}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AppointmentForm) (string, error) {
			id, appointment, err := ids(r, "appointment")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id)+"/plan", "appointment"), room.ChangeAppointment(ctx, tx, r.Actor, id, appointment, f)
		}}.Routes()...)
	return append(all, deed.Press("/support/cases/{id}/appointments/{appointment}/state", access.WorkSupport, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, appointment, err := ids(r, "appointment")
		if err != nil {
			return "", err
		}
		values, err := r.Values()
		if err != nil {
			return "", err
		}
		return deed.Done(casePath(id)+"/plan", "appointment"), room.Keep(ctx, tx, r.Actor, id, appointment, KeptForm{State: values.Get("state")})
	}))
}

func (room *Room) consentDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed.Deed[ConsentForm]{Pages: pages, Path: "/support/cases/{id}/agreements/add", Action: access.HearConsent, Title: "May something be shared?", Button: "Record the answer",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[ConsentForm], err error) {
			h, err := room.about(ctx, tx, r, access.HearConsent, "around")
			if err != nil {
				return a, err
			}
			f := ConsentForm{On: today(tx), Language: h.Case.Interpreter}
			if f.Language == "" {
				f.Language = "en"
			}
			return deed.Asked[ConsentForm]{Form: f, Questions: room.consentQuestions(today(tx)), Person: h, Back: backTo(h, "/around"),
				Help: []casefile.Sentence{deed.Say("Ask for one service at a time, in their language. They may say no, and take it back at any time. Support goes on whatever they answer.")}}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ConsentForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Hear(ctx, tx, r.Actor, id, f)
			return deed.Done(casePath(id)+"/around", "consent"), err
		}}.Routes()...)
	return append(all, deed.Deed[TakeBackForm]{Pages: pages, Path: "/support/cases/{id}/agreements/{consent}/take-back", Action: access.HearConsent, Title: "They do not agree any more", Button: "Record",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[TakeBackForm], err error) {
			h, err := room.about(ctx, tx, r, access.HearConsent, "around")
			if err != nil {
				return a, err
			}
			consent, err := r.ID("consent")
			if err != nil {
				return a, err
			}
			ledger, err := room.agreements(ctx, tx, h.ID)
			if err != nil {
				return a, err
			}
			var standing []Agreement
			for _, line := range ledger {
				if line.ID == consent && line.Stands() {
					standing = append(standing, line)
				}
			}
			line, err := one(standing, nil)
			return deed.Asked[TakeBackForm]{Questions: takeBackQuestions, Person: h, Back: backTo(h, "/around"),
				Facts: []form.Row{{Label: "With whom", Values: []any{line.Recipient}}, {Label: "What for", Values: []any{form.Phrase(line.Purpose)}}}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f TakeBackForm) (string, error) {
			id, consent, err := ids(r, "consent")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id)+"/around", "back"), room.TakeBack(ctx, tx, r.Actor, id, consent, f)
		}}.Routes()...)
}
