package support

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/route"
)

// aroundDeeds are the pages that ask about dependants, appointments and
// agreements.
func (room *Room) aroundDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed[DependantForm]{path: "/support/cases/{id}/dependants/add", action: access.WorkSupport, title: "Somebody who depends on them", button: "Add",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[DependantForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "around")
			if err != nil {
				return a, err
			}
			return asked[DependantForm]{questions: dependantQuestions, person: h, back: backTo(h, "/around")}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DependantForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.AddDependant(ctx, tx, r.Actor, id, f)
			return done(casePath(id)+"/around", "dependant"), err
		}}.routes()...)
	all = append(all, deed[DependantForm]{path: "/support/cases/{id}/dependants/{dependant}/change", action: access.WorkSupport, title: "Somebody who depends on them", button: "Save",
		set: func(f *DependantForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[DependantForm], err error) {
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
			return asked[DependantForm]{form: DependantForm{Kind: d.Kind, LivesWith: lives, Needs: d.Needs, DependantWords: d.Words}, version: d.Version, questions: dependantQuestions, person: h, back: backTo(h, "/around")}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DependantForm) (string, error) {
			id, dependant, err := ids(r, "dependant")
			if err != nil {
				return "", err
			}
			return done(casePath(id)+"/around", "dependant"), room.ChangeDependant(ctx, tx, r.Actor, id, dependant, f)
		}}.routes()...)
	all = append(all, press("/support/cases/{id}/dependants/{dependant}/end", access.WorkSupport, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, dependant, err := ids(r, "dependant")
		if err != nil {
			return "", err
		}
		return done(casePath(id)+"/around", "dependant"), room.EndDependant(ctx, tx, r.Actor, id, dependant)
	}))
	all = append(all, room.appointmentDeeds()...)
	return append(all, room.consentDeeds()...)
}

func (room *Room) appointmentDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed[AppointmentForm]{path: "/support/cases/{id}/appointments/add", action: access.WorkSupport, title: "Add an appointment", button: "Add",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[AppointmentForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "plan")
			if err != nil {
				return a, err
			}
			return asked[AppointmentForm]{questions: appointmentQuestions, person: h, back: backTo(h, "/plan")}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AppointmentForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.MakeAppointment(ctx, tx, r.Actor, id, f)
			return done(casePath(id)+"/plan", "appointment"), err
		}}.routes()...)
	all = append(all, deed[AppointmentForm]{path: "/support/cases/{id}/appointments/{appointment}/change", action: access.WorkSupport, title: "Change an appointment", button: "Save",
		set: func(f *AppointmentForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[AppointmentForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "plan")
			if err != nil {
				return a, err
			}
			appointment, err := r.ID("appointment")
			if err != nil {
				return a, err
			}
			one, err := appointmentOf(ctx, tx, h.ID, appointment)
			return asked[AppointmentForm]{form: AppointmentForm{Kind: one.Kind, On: one.Day(), At: one.At.In(civil.London).Format("15:04"), AppointmentWords: one.Words}, version: one.Version,
				questions: appointmentQuestions, person: h, back: backTo(h, "/plan")}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AppointmentForm) (string, error) {
			id, appointment, err := ids(r, "appointment")
			if err != nil {
				return "", err
			}
			return done(casePath(id)+"/plan", "appointment"), room.ChangeAppointment(ctx, tx, r.Actor, id, appointment, f)
		}}.routes()...)
	return append(all, press("/support/cases/{id}/appointments/{appointment}/state", access.WorkSupport, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, appointment, err := ids(r, "appointment")
		if err != nil {
			return "", err
		}
		values, err := r.Values()
		if err != nil {
			return "", err
		}
		return done(casePath(id)+"/plan", "appointment"), room.Keep(ctx, tx, r.Actor, id, appointment, KeptForm{State: values.Get("state")})
	}))
}

func (room *Room) consentDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed[ConsentForm]{path: "/support/cases/{id}/agreements/add", action: access.HearConsent, title: "May something be shared?", button: "Record the answer",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[ConsentForm], err error) {
			h, err := room.about(ctx, tx, r, access.HearConsent, "around")
			if err != nil {
				return a, err
			}
			f := ConsentForm{On: today(tx), Language: h.Case.Interpreter}
			if f.Language == "" {
				f.Language = "en"
			}
			return asked[ConsentForm]{form: f, questions: room.consentQuestions(today(tx)), person: h, back: backTo(h, "/around"),
				help: []sentenced{say("Ask for one service at a time, in their language. They may say no, and take it back at any time. Support goes on whatever they answer.")}}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ConsentForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Hear(ctx, tx, r.Actor, id, f)
			return done(casePath(id)+"/around", "consent"), err
		}}.routes()...)
	return append(all, deed[TakeBackForm]{path: "/support/cases/{id}/agreements/{consent}/take-back", action: access.HearConsent, title: "They do not agree any more", button: "Record",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[TakeBackForm], err error) {
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
			return asked[TakeBackForm]{questions: takeBackQuestions, person: h, back: backTo(h, "/around"),
				facts: []form.Row{{Label: "With whom", Values: []any{line.Recipient}}, {Label: "What for", Values: []any{form.Phrase(line.Purpose)}}}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f TakeBackForm) (string, error) {
			id, consent, err := ids(r, "consent")
			if err != nil {
				return "", err
			}
			return done(casePath(id)+"/around", "back"), room.TakeBack(ctx, tx, r.Actor, id, consent, f)
		}}.routes()...)
}
