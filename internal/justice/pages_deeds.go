package justice

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
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
	add := deed.Deed[T]{Pages: pages, Path: "/justice/people/{id}/" + string(part) + "/add", Action: access.KeepJustice, Title: info.Add, Button: "Record it",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[T], err error) {
			id, err := r.ID("id")
			if err != nil {
				return a, err
			}
			f, err := room.seen(ctx, tx, r.Actor, access.KeepJustice, id, part)
			if err != nil {
				return a, err
			}
			a.Questions, a.Help = questions(&a.Form, room.setting(tx, f)), sentences(help[part])
			a.Back = page.Link{Text: info.Title, Href: partPath(id, part)}
			a.Person, err = headOf(ctx, tx, r, f, part)
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f T) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Record(ctx, tx, r.Actor, id, P(&f))
			return deed.Done(partPath(id, part), "recorded"), err
		}}
	change := deed.Deed[T]{Pages: pages, Path: "/justice/" + string(part) + "/{entry}/change", Action: access.KeepJustice, Title: "Correct a line", Button: "Save",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[T], err error) {
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
			a.Form, a.Version, a.Questions = *held, e.Version, questions(held, s)
			a.Back = page.Link{Text: info.Title, Href: partPath(e.Case, part)}
			earlierForms, err := befores(ctx, tx, e)
			if err != nil {
				return a, err
			}
			var was []earlier
			for _, b := range earlierForms {
				was = append(was, earlier{b, b.Form.said(s)})
			}
			a.Beside = was
			a.Person, err = headOf(ctx, tx, r, f, part)
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f T) (string, error) {
			e, _, err := room.at(ctx, tx, r, part)
			if err != nil {
				return "", err
			}
			return deed.Done(partPath(e.Case, part), "changed"), room.Correct(ctx, tx, r.Actor, e.ID, deed.Version(r), P(&f))
		}}
	return slices.Concat(add.Routes(), change.Routes())
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
	strike := deed.Deed[StrikeForm]{Pages: pages, Path: "/justice/entries/{entry}/strike", Action: access.KeepJustice, Title: "Strike out a line as a mistake", Button: "Strike it out", Danger: true,
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[StrikeForm], err error) {
			e, f, err := room.at(ctx, tx, r, "")
			if err != nil {
				return a, err
			}
			says := e.Form.said(room.setting(tx, f))
			a.Version, a.Questions = e.Version, strikeQuestions
			a.Facts = append(rowsOf("Line", form.Phrase(says.What), "State", form.Phrase(says.State), "Day", e.On), says.Rows...)
			a.Help = []casefile.Sentence{deed.Say("The line stays, struck through, with your reason. You can put it back.")}
			a.Back = page.Link{Text: partOf(e.Part).Title, Href: partPath(e.Case, e.Part)}
			a.Person, err = headOf(ctx, tx, r, f, e.Part)
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f StrikeForm) (string, error) {
			e, _, err := room.at(ctx, tx, r, "")
			if err != nil {
				return "", err
			}
			f.Version = deed.Version(r)
			return deed.Done(partPath(e.Case, e.Part), "struck"), room.Strike(ctx, tx, r.Actor, e.ID, f)
		}}
	back := deed.Press("/justice/entries/{entry}/put-back", access.KeepJustice, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		e, _, err := room.at(ctx, tx, r, "")
		if err != nil {
			return "", err
		}
		return deed.Done(partPath(e.Case, e.Part), "back"), room.PutBack(ctx, tx, r.Actor, e.ID)
	})
	open := deed.Press("/justice/people/{id}/open", access.OpenJustice, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		return deed.Done(filePath(id), "opened"), room.Open(ctx, tx, r.Actor, id)
	})
	leave := deed.Press("/justice/people/{id}/hand-over", access.ShareJustice, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		return deed.Done("/justice", "handed-over"), room.HandOver(ctx, tx, r.Actor, id)
	})
	hide := deed.Press("/justice/people/{id}/shares/{share}/end", access.ShareJustice, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		share, err := r.ID("share")
		if err != nil {
			return "", err
		}
		return deed.Done(filePath(id), "hidden"), room.Hide(ctx, tx, r.Actor, id, share)
	})
	return slices.Concat([]route.Route{back, open, leave, hide}, strike.Routes(), room.wishDeed(), room.showDeed(),
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
	return deed.Deed[WishForm]{Pages: pages, Path: "/justice/people/{id}/wish", Action: access.ShareJustice, Title: "What they want", Button: "Save",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[WishForm], err error) {
			f, err := room.kept(ctx, tx, r)
			if err != nil {
				return a, err
			}
			vulnerable := f.Vulnerable
			a.Form = WishForm{Contact: string(f.Wish), On: f.WishOn, Said: f.Words.Said, Hopes: f.Words.Hopes, Vulnerable: &vulnerable, Why: f.Words.Why}
			a.Version, a.Questions, a.Back = f.Version, wishQuestions(dayOf(tx)), page.Link{Text: "Justice file", Href: filePath(f.Case)}
			a.Help = []casefile.Sentence{deed.Say("They can change their mind at any time. If they want no contact with the police, whatever was shown of their file ends at once.")}
			a.Person, err = headOf(ctx, tx, r, f, "")
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, w WishForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			w.Version = deed.Version(r)
			what := "wish"
			if w.Contact == string(Refused) {
				what = "refused"
			}
			return deed.Done(filePath(id), what), room.SetWish(ctx, tx, r.Actor, id, w)
		}}.Routes()
}

func (room *Room) showDeed() []route.Route {
	return deed.Deed[ShareForm]{Pages: pages, Path: "/justice/people/{id}/shares/add", Action: access.ShareJustice, Title: "Show parts to an agency", Button: "Show these parts",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[ShareForm], err error) {
			f, err := room.kept(ctx, tx, r)
			if err != nil {
				return a, err
			}
			agencies, err := account.Agencies(ctx, tx, shareable...)
			if err != nil {
				return a, err
			}
			a.Questions, a.Back = room.shareQuestions(agencies, dayOf(tx)), page.Link{Text: "Justice file", Href: filePath(f.Case)}
			a.Help = []casefile.Sentence{deed.Say("Only with the person’s agreement. They see their name and the parts that you choose, and can record in those parts. They never see support, section 45 or the Convention list.")}
			a.Person, err = headOf(ctx, tx, r, f, "")
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ShareForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Show(ctx, tx, r.Actor, id, f)
			return deed.Done(filePath(id), "shown"), err
		}}.Routes()
}

// kept reads the file of the address, for who keeps it.
func (room *Room) kept(ctx context.Context, tx *db.Tx, r *route.Request) (File, error) {
	id, err := r.ID("id")
	if err != nil {
		return File{}, err
	}
	return room.keeps(ctx, tx, r.Actor, access.ShareJustice, id)
}

// sentences are catalogue sources as sentences without values.
func sentences(texts []string) []casefile.Sentence {
	var said []casefile.Sentence
	for _, text := range texts {
		said = append(said, deed.Say(text))
	}
	return said
}
