package justice

import (
	"context"
	"net/url"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// lineDeeds are the pages on which a line of one part is added and corrected.
func lineDeeds[T any, P interface {
	*T
	Form
}](room *Room, part Part, questions func(f *T, s setting) []form.Question[T]) []route.Route {
	info := partOf(part)
	add := deed[T]{path: "/justice/people/{id}/" + string(part) + "/add", action: access.KeepJustice, title: info.Add, button: "Record it",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[T], err error) {
			id, err := r.ID("id")
			if err != nil {
				return a, err
			}
			f, err := room.seen(ctx, tx, r.Actor, access.KeepJustice, id, part)
			if err != nil {
				return a, err
			}
			a.questions, a.help = questions(&a.form, room.setting(tx, f)), help[part]
			a.back = page.Link{Text: info.Title, Href: partPath(id, part)}
			a.person, err = headOf(ctx, tx, r, f, part)
			return a, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f T, _ int64) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Record(ctx, tx, r.Actor, id, P(&f))
			return done(partPath(id, part), "recorded"), err
		}}
	change := deed[T]{path: "/justice/" + string(part) + "/{entry}/change", action: access.KeepJustice, title: "Correct a line", button: "Save",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[T], err error) {
			e, f, err := room.at(ctx, tx, r, part)
			if err != nil {
				return a, err
			}
			held, ok := e.Form.(P)
			if !ok || !e.Struck.IsZero() {
				return a, missing
			}
			s := room.setting(tx, f)
			s.Old = e.Kind
			a.form, a.version, a.questions = *held, e.Version, questions(held, s)
			a.back = page.Link{Text: info.Title, Href: partPath(e.Case, part)}
			earlierForms, err := befores(ctx, tx, e)
			if err != nil {
				return a, err
			}
			for _, b := range earlierForms {
				a.before = append(a.before, earlier{b.Version, b.Changed, b.By, b.Form.said(s)})
			}
			a.person, err = headOf(ctx, tx, r, f, part)
			return a, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f T, version int64) (string, error) {
			e, _, err := room.at(ctx, tx, r, part)
			if err != nil {
				return "", err
			}
			return done(partPath(e.Case, part), "changed"), room.Correct(ctx, tx, r.Actor, e.ID, version, P(&f))
		}}
	return slices.Concat(add.routes(), change.routes())
}

// at reads the line of the address, of a part.
func (room *Room) at(ctx context.Context, tx *db.Tx, r *route.Request, part Part) (Entry, File, error) {
	id, err := r.ID("entry")
	if err != nil {
		return Entry{}, File{}, err
	}
	e, f, err := room.entryFor(ctx, tx, r.Actor, access.KeepJustice, id)
	if err == nil && part != "" && e.Part != part {
		err = missing
	}
	return e, f, err
}

// deeds are what people do with files.
func (room *Room) deeds() []route.Route {
	strike := deed[StrikeForm]{path: "/justice/entries/{entry}/strike", action: access.KeepJustice, title: "Strike out a line as a mistake", button: "Strike it out", danger: true,
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[StrikeForm], err error) {
			e, f, err := room.at(ctx, tx, r, "")
			if err != nil {
				return a, err
			}
			says := e.Form.said(room.setting(tx, f))
			a.version, a.questions = e.Version, strikeQuestions
			a.facts = append(rowsOf("Line", form.Phrase(says.What), "State", form.Phrase(says.State), "Day", e.On), says.Rows...)
			a.help = []string{"The line stays, struck through, with your reason. You can put it back."}
			a.back = page.Link{Text: partOf(e.Part).Title, Href: partPath(e.Case, e.Part)}
			a.person, err = headOf(ctx, tx, r, f, e.Part)
			return a, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f StrikeForm, version int64) (string, error) {
			e, _, err := room.at(ctx, tx, r, "")
			if err != nil {
				return "", err
			}
			f.Version = version
			return done(partPath(e.Case, e.Part), "struck"), room.Strike(ctx, tx, r.Actor, e.ID, f)
		}}
	back := press("/justice/entries/{entry}/put-back", access.KeepJustice, func(ctx context.Context, tx *db.Tx, r *route.Request, _ url.Values) (string, error) {
		e, _, err := room.at(ctx, tx, r, "")
		if err != nil {
			return "", err
		}
		return done(partPath(e.Case, e.Part), "back"), room.PutBack(ctx, tx, r.Actor, e.ID)
	})
	open := press("/justice/people/{id}/open", access.OpenJustice, func(ctx context.Context, tx *db.Tx, r *route.Request, _ url.Values) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		return done(filePath(id), "opened"), room.Open(ctx, tx, r.Actor, id)
	})
	leave := press("/justice/people/{id}/hand-over", access.ShareJustice, func(ctx context.Context, tx *db.Tx, r *route.Request, _ url.Values) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		return done("/justice", "handed-over"), room.HandOver(ctx, tx, r.Actor, id)
	})
	hide := press("/justice/people/{id}/shares/{share}/end", access.ShareJustice, func(ctx context.Context, tx *db.Tx, r *route.Request, _ url.Values) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		share, err := r.ID("share")
		if err != nil {
			return "", err
		}
		return done(filePath(id), "hidden"), room.Hide(ctx, tx, r.Actor, id, share)
	})
	return slices.Concat([]route.Route{back, open, leave, hide}, strike.routes(), room.wishDeed(), room.showDeed(),
		lineDeeds(room, Rights, func(f *RightForm, s setting) []form.Question[RightForm] {
			return lift(f.questions(s, room.Lists.VictimsRights), func(f *RightForm) *Offer { return &f.Offer })
		}),
		lineDeeds(room, Convention, func(f *ConventionForm, s setting) []form.Question[ConventionForm] {
			return lift(f.questions(s, room.Lists.ConventionRights), func(f *ConventionForm) *Offer { return &f.Offer })
		}),
		lineDeeds(room, Told, (*NoticeForm).questions), lineDeeds(room, Crime, (*CrimeForm).questions), lineDeeds(room, Measures, (*MeasureForm).questions),
		lineDeeds(room, Statements, (*StatementForm).questions), lineDeeds(room, Hearings, (*HearingForm).questions), lineDeeds(room, Defence, (*DefenceForm).questions),
		lineDeeds(room, Redress, (*RedressForm).questions))
}

func (room *Room) wishDeed() []route.Route {
	return deed[WishForm]{path: "/justice/people/{id}/wish", action: access.ShareJustice, title: "What they want", button: "Save",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[WishForm], err error) {
			f, err := room.kept(ctx, tx, r)
			if err != nil {
				return a, err
			}
			vulnerable := f.Vulnerable
			a.form = WishForm{Contact: string(f.Wish), On: f.WishOn, Said: f.Words.Said, Hopes: f.Words.Hopes, Vulnerable: &vulnerable, Why: f.Words.Why}
			a.version, a.questions, a.back = f.Version, wishQuestions(dayOf(tx)), page.Link{Text: "Justice file", Href: filePath(f.Case)}
			a.help = []string{"They can change their mind at any time. If they want no contact with the police, whatever was shown of their file ends at once."}
			a.person, err = headOf(ctx, tx, r, f, "")
			return a, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, w WishForm, version int64) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			w.Version = version
			what := "wish"
			if w.Contact == string(Refused) {
				what = "refused"
			}
			return done(filePath(id), what), room.SetWish(ctx, tx, r.Actor, id, w)
		}}.routes()
}

func (room *Room) showDeed() []route.Route {
	return deed[ShareForm]{path: "/justice/people/{id}/shares/add", action: access.ShareJustice, title: "Show parts to an agency", button: "Show these parts",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[ShareForm], err error) {
			f, err := room.kept(ctx, tx, r)
			if err != nil {
				return a, err
			}
			agencies, err := account.Agencies(ctx, tx, shareable...)
			if err != nil {
				return a, err
			}
			a.questions, a.back = room.shareQuestions(agencies, dayOf(tx)), page.Link{Text: "Justice file", Href: filePath(f.Case)}
			a.help = []string{"Only with the person’s agreement. They see their name and the parts that you choose, and can record in those parts. They never see support, section 45 or the Convention list."}
			a.person, err = headOf(ctx, tx, r, f, "")
			return a, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ShareForm, _ int64) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Show(ctx, tx, r.Actor, id, f)
			return done(filePath(id), "shown"), err
		}}.routes()
}

// kept reads the file of the address, for who keeps it.
func (room *Room) kept(ctx context.Context, tx *db.Tx, r *route.Request) (File, error) {
	id, err := r.ID("id")
	if err != nil {
		return File{}, err
	}
	return room.keeps(ctx, tx, r.Actor, access.ShareJustice, id)
}
