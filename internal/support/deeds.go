package support

import (
	"context"
	"strconv"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// caseDeeds are the pages that ask, of a case as a whole: who has it, the
// journal, the wishes.
func (room *Room) caseDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed.Deed[EntryForm]{Pages: pages, Path: "/support/cases/{id}/record", Action: access.WorkSupport, Title: "Record a contact or a note", Button: "Record",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[EntryForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "journal")
			if err != nil {
				return a, err
			}
			f := EntryForm{Kind: r.URL.Query().Get("kind"), On: today(tx), At: tx.Now().In(civil.London).Format("15:04")}
			if entryKinds.Words(f.Kind) == f.Kind {
				f.Kind = ""
			}
			return deed.Asked[EntryForm]{Form: f, Questions: entryQuestions(today(tx)), Person: h, Back: backTo(h, "/journal"),
				Help: []casefile.Sentence{deed.Say("Only your provider reads this. Nobody who decides the case, and nobody who investigates, sees it.")}}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f EntryForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Record(ctx, tx, r.Actor, id, f)
			return deed.Done(casePath(id)+"/journal", "recorded"), err
		}}.Routes()...)
	all = append(all, deed.Deed[StrikeForm]{Pages: pages, Path: "/support/cases/{id}/journal/{entry}/strike", Action: access.WorkSupport, Title: "Strike a line of the journal", Button: "Strike",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[StrikeForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "journal")
			if err != nil {
				return a, err
			}
			entry, err := r.ID("entry")
			if err != nil {
				return a, err
			}
			e, err := entryOf(ctx, tx, h.ID, entry)
			return deed.Asked[StrikeForm]{Questions: strikeQuestions, Person: h, Back: backTo(h, "/journal"),
				Facts: []form.Row{{Label: "Kind", Values: []any{form.Phrase(e.KindWords())}}, {Label: "When", Values: []any{e.At}}, {Label: "What happened", Values: []any{e.Note}}}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f StrikeForm) (string, error) {
			id, entry, err := ids(r, "entry")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id)+"/journal", "struck"), room.Strike(ctx, tx, r.Actor, id, entry, f)
		}}.Routes()...)
	all = append(all, deed.Deed[WishesForm]{Pages: pages, Path: "/support/cases/{id}/wishes", Action: access.WorkSupport, Title: "Wishes and interpreter", Button: "Save",
		Set: func(f *WishesForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[WishesForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "around")
			if err != nil {
				return a, err
			}
			return deed.Asked[WishesForm]{Form: WishesForm{Interpreter: h.Case.Interpreter, WorkerGender: h.Case.WorkerGender, Wishes: h.Case.Wishes}, Version: h.Case.Version,
				Questions: room.wishesQuestions(), Person: h, Back: backTo(h, "/around")}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f WishesForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id)+"/around", "wishes"), room.Wish(ctx, tx, r.Actor, id, f)
		}}.Routes()...)
	all = append(all, deed.Deed[NameForm]{Pages: pages, Path: "/support/cases/{id}/worker", Action: access.ManageSupport, Title: "Name a worker", Button: "Name the worker",
		Set: func(f *NameForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[NameForm], err error) {
			h, err := room.about(ctx, tx, r, access.ManageSupport, "now")
			if err != nil {
				return a, err
			}
			workers, err := account.Colleagues(ctx, tx, r.Actor.Agency, account.SupportProvider)
			facts := []form.Row{{Label: "Wishes a worker who is", Values: []any{form.Phrase(genderWishes.Words(h.Case.WorkerGender))}}}
			if h.Case.Interpreter != "" {
				facts = append(facts, form.Row{Label: "Interpreter", Values: []any{room.Lists.Languages.Name(h.Case.Interpreter)}})
			}
			return deed.Asked[NameForm]{Form: NameForm{Worker: string(h.Case.Worker)}, Version: h.Case.Version, Questions: nameQuestions(workers), Person: h, Facts: facts, Back: backTo(h, "")}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f NameForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id), "named"), room.Name(ctx, tx, r.Actor, id, f)
		}}.Routes()...)
	all = append(all, deed.Deed[HandOverForm]{Pages: pages, Path: "/support/cases/{id}/hand-over", Action: access.ManageSupport, Title: "Pass the case on", Button: "Pass it on", Danger: true,
		Set: func(f *HandOverForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[HandOverForm], err error) {
			h, err := room.about(ctx, tx, r, access.ManageSupport, "now")
			if err != nil {
				return a, err
			}
			providers, err := providersBut(ctx, tx, r.Actor.Agency)
			return deed.Asked[HandOverForm]{Version: h.Case.Version, Questions: handOverQuestions(providers), Person: h, Back: backTo(h, ""),
				Help: []casefile.Sentence{deed.Say("The new provider sees everything that is recorded here. Your provider sees nothing of it any more, from the moment you pass it on.")}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f HandOverForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return deed.Done("/support", "passed"), room.HandOver(ctx, tx, r.Actor, id, f)
		}}.Routes()...)
	all = append(all, deed.Deed[AreasForm]{Pages: pages, Path: "/support/areas", Action: access.SetSupportAreas, Title: "Where your provider takes people on", Button: "Save",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[AreasForm], error) {
			areas, err := areasOf(ctx, tx, r.Actor.Agency)
			f := AreasForm{}
			for _, area := range areas {
				if area.Region == "" {
					f.Whole = append(f.Whole, area.Jurisdiction)
				} else {
					f.Regions = append(f.Regions, area.Region)
				}
			}
			return deed.Asked[AreasForm]{Form: f, Questions: room.areaQuestions(), Back: page.Link{Text: "Who waits for a provider", Href: "/support/waiting"},
				Help: []casefile.Sentence{deed.Say("Somebody whose first decision is positive is given to the provider that takes their region, and there to the one with the fewest people.")}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AreasForm) (string, error) {
			return deed.Done("/support/waiting", "areas"), room.SetAreas(ctx, tx, r.Actor, f)
		}}.Routes()...)
	return append(all, deed.Press("/support/cases/{id}/take", access.TakeSupport, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		return deed.Done(casePath(id), "taken"), room.Take(ctx, tx, r.Actor, id)
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
