package support

import (
	"context"
	"strconv"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// caseDeeds are the pages that ask, of a case as a whole: who has it, the
// journal, the wishes.
func (room *Room) caseDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed[EntryForm]{path: "/support/cases/{id}/record", action: access.WorkSupport, title: "Record a contact or a note", button: "Record",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[EntryForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "journal")
			if err != nil {
				return a, err
			}
			f := EntryForm{Kind: r.URL.Query().Get("kind"), On: today(tx), At: tx.Now().In(civil.London).Format("15:04")}
			if wordsOf(entryKinds, f.Kind) == f.Kind {
				f.Kind = ""
			}
			return asked[EntryForm]{form: f, questions: entryQuestions(today(tx)), person: h, back: backTo(h, "/journal"),
				help: []sentenced{say("Only your provider reads this. Nobody who decides the case, and nobody who investigates, sees it.")}}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f EntryForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Record(ctx, tx, r.Actor, id, f)
			return done(casePath(id)+"/journal", "recorded"), err
		}}.routes()...)
	all = append(all, deed[StrikeForm]{path: "/support/cases/{id}/journal/{entry}/strike", action: access.WorkSupport, title: "Strike a line of the journal", button: "Strike",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[StrikeForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "journal")
			if err != nil {
				return a, err
			}
			entry, err := r.ID("entry")
			if err != nil {
				return a, err
			}
			e, err := entryOf(ctx, tx, h.ID, entry)
			return asked[StrikeForm]{questions: strikeQuestions, person: h, back: backTo(h, "/journal"),
				facts: []form.Row{{Label: "Kind", Values: []any{form.Phrase(e.KindWords())}}, {Label: "When", Values: []any{e.At}}, {Label: "What happened", Values: []any{e.Note}}}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f StrikeForm) (string, error) {
			id, entry, err := ids(r, "entry")
			if err != nil {
				return "", err
			}
			return done(casePath(id)+"/journal", "struck"), room.Strike(ctx, tx, r.Actor, id, entry, f)
		}}.routes()...)
	all = append(all, deed[WishesForm]{path: "/support/cases/{id}/wishes", action: access.WorkSupport, title: "Wishes and interpreter", button: "Save",
		set: func(f *WishesForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[WishesForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "around")
			if err != nil {
				return a, err
			}
			return asked[WishesForm]{form: WishesForm{Interpreter: h.Case.Interpreter, WorkerGender: h.Case.WorkerGender, Wishes: h.Case.Wishes}, version: h.Case.Version,
				questions: room.wishesQuestions(), person: h, back: backTo(h, "/around")}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f WishesForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return done(casePath(id)+"/around", "wishes"), room.Wish(ctx, tx, r.Actor, id, f)
		}}.routes()...)
	all = append(all, deed[NameForm]{path: "/support/cases/{id}/worker", action: access.ManageSupport, title: "Name a worker", button: "Name the worker",
		set: func(f *NameForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[NameForm], err error) {
			h, err := room.about(ctx, tx, r, access.ManageSupport, "now")
			if err != nil {
				return a, err
			}
			workers, err := account.Colleagues(ctx, tx, r.Actor.Agency, account.SupportProvider)
			facts := []form.Row{{Label: "Wishes a worker who is", Values: []any{form.Phrase(wordsOf(genderWishes, h.Case.WorkerGender))}}}
			if h.Case.Interpreter != "" {
				facts = append(facts, form.Row{Label: "Interpreter", Values: []any{room.Lists.Languages.Name(h.Case.Interpreter)}})
			}
			return asked[NameForm]{form: NameForm{Worker: string(h.Case.Worker)}, version: h.Case.Version, questions: nameQuestions(workers), person: h, facts: facts, back: backTo(h, "")}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f NameForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return done(casePath(id), "named"), room.Name(ctx, tx, r.Actor, id, f)
		}}.routes()...)
	all = append(all, deed[HandOverForm]{path: "/support/cases/{id}/hand-over", action: access.ManageSupport, title: "Pass the case on", button: "Pass it on", danger: true,
		set: func(f *HandOverForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[HandOverForm], err error) {
			h, err := room.about(ctx, tx, r, access.ManageSupport, "now")
			if err != nil {
				return a, err
			}
			providers, err := providersBut(ctx, tx, r.Actor.Agency)
			return asked[HandOverForm]{version: h.Case.Version, questions: handOverQuestions(providers), person: h, back: backTo(h, ""),
				help: []sentenced{say("The new provider sees everything that is recorded here. Your provider sees nothing of it any more, from the moment you pass it on.")}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f HandOverForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return done("/support", "passed"), room.HandOver(ctx, tx, r.Actor, id, f)
		}}.routes()...)
	all = append(all, deed[AreasForm]{path: "/support/areas", action: access.SetSupportAreas, title: "Where your provider takes people on", button: "Save",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[AreasForm], error) {
			areas, err := areasOf(ctx, tx, r.Actor.Agency)
			f := AreasForm{}
			for _, area := range areas {
				if area.Region == "" {
					f.Whole = append(f.Whole, area.Jurisdiction)
				} else {
					f.Regions = append(f.Regions, area.Region)
				}
			}
			return asked[AreasForm]{form: f, questions: room.areaQuestions(), back: page.Link{Text: "Who waits for a provider", Href: "/support/waiting"},
				help: []sentenced{say("Somebody whose first decision is positive is given to the provider that takes their region, and there to the one with the fewest people.")}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AreasForm) (string, error) {
			return done("/support/waiting", "areas"), room.SetAreas(ctx, tx, r.Actor, f)
		}}.routes()...)
	return append(all, press("/support/cases/{id}/take", access.TakeSupport, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		return done(casePath(id), "taken"), room.Take(ctx, tx, r.Actor, id)
	}))
}

// ids reads the case and one thing of it from the address.
func ids(r *route.Request, name string) (id, thing db.ID, err error) {
	if id, err = r.ID("id"); err != nil {
		return "", "", err
	}
	thing, err = r.ID(name)
	return id, thing, err
}

// versioned reads the version that a button was pressed on; 0, which no row has,
// where there is none.
func versioned(r *route.Request) (int64, error) {
	values, err := r.Values()
	if err != nil {
		return 0, err
	}
	version, err := strconv.ParseInt(values.Get("version"), 10, 64)
	if err != nil {
		version = 0
	}
	return version, nil
}
