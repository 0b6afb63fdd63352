package accommodation

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// askDeeds ask for a place: for somebody with a case, and at night.
func (room *Room) askDeeds() []route.Route {
	ask := deed.Deed[AskForm]{Pages: pages, Path: "/accommodation/people/{id}/ask", Action: access.AskAccommodation, Title: "Ask for a safe place", Button: "Ask for a safe place", Prepare: room.prepareAsk,
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AskForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			file, err := room.Ask(ctx, tx, r.Actor, id, f)
			return deed.Done(filePath(file), "asked"), err
		}}
	night := deed.Deed[NightForm]{Pages: pages, Path: "/accommodation/night", Action: access.AskAtNight, Title: "A safe place tonight", Button: "Ask for a place now",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[NightForm], error) {
			options, err := deskOptions(ctx, tx)
			return deed.Asked[NightForm]{Form: NightForm{Desk: preferred(options, r.Actor)}, Questions: room.nightQuestions(options), Back: page.Link{Text: "Home", Href: "/"},
				Help: []casefile.Sentence{deed.Say("If somebody is in danger now, call 999 first. What you do not know can be completed tomorrow.")}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f NightForm) (string, error) {
			file, err := room.AskNow(ctx, tx, r.Actor, f)
			switch {
			case err != nil:
				return "", err
			case isDesk(r.Actor, db.ID(f.Desk)):
				return deed.Done(filePath(file)+"/beds", "noted"), nil
			case access.Role(r.Actor, access.ReadAccommodation) == nil:
				return deed.Done(filePath(file), "sent"), nil
			}
			return deed.Done("/accommodation/night", "sent"), nil
		}}
	return slices.Concat(ask.Routes(), night.Routes())
}

// prepareAsk asks what is not known: what an earlier file says stands already.
func (room *Room) prepareAsk(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[AskForm], error) {
	id, err := r.ID("id")
	if err != nil {
		return deed.Asked[AskForm]{}, err
	}
	if err := access.Case(ctx, tx, r.Actor, access.AskAccommodation, id); err != nil {
		return deed.Asked[AskForm]{}, err
	}
	options, err := deskOptions(ctx, tx)
	if err != nil {
		return deed.Asked[AskForm]{}, err
	}
	of, err := folder.Of(ctx, tx, r, id, "Ask for a safe place")
	if err != nil {
		return deed.Asked[AskForm]{}, err
	}
	a := deed.Asked[AskForm]{Questions: room.askQuestions(options), Person: &head{Folder: &of, Reference: of.Reference}, Back: page.Link{Text: "Accommodation", Href: "/accommodation"}}
	a.Form = AskForm{NeedForm: NeedForm{Adults: 1}, Desk: preferred(options, r.Actor)}
	if file, found, err := fileOf(ctx, tx, id); err != nil {
		return a, err
	} else if found {
		a.Form.NeedForm = room.needOf(file)
	} else if threat, err := casefile.ThreatTo(ctx, tx, id); err != nil {
		return a, err
	} else if threat.Gender == "female" || threat.Gender == "male" {
		a.Form.Sex = threat.Gender
	}
	if len(options) == 0 {
		a.Help = append(a.Help, deed.Say("No agency here has an accommodation desk yet. Its administrator gives somebody the role."))
	}
	return a, nil
}

// of prepares a page about the person whose file is in the address.
func (room *Room) of(ctx context.Context, tx *db.Tx, r *route.Request, action access.Action) (File, *head, error) {
	id, err := r.ID("shelter")
	if err != nil {
		return File{}, nil, err
	}
	f, err := room.reach(ctx, tx, r.Actor, action, id)
	if err != nil {
		return f, nil, err
	}
	h, err := room.headOf(ctx, tx, r, f)
	return f, h, err
}

// about is a deed on the file in the address.
func about[T any](room *Room, path string, action access.Action, d deed.Deed[T], fill func(ctx context.Context, tx *db.Tx, f File, a *deed.Asked[T]) error, take func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f T) error, news string) []route.Route {
	d.Path, d.Action = "/accommodation/files/{shelter}/"+path, action
	d.Prepare = func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[T], error) {
		f, h, err := room.of(ctx, tx, r, action)
		if err != nil {
			return deed.Asked[T]{}, err
		}
		a := deed.Asked[T]{Version: f.Version, Person: h, Back: backToFile(f.ID)}
		err = fill(ctx, tx, f, &a)
		return a, err
	}
	d.Take = func(ctx context.Context, tx *db.Tx, r *route.Request, f T) (string, error) {
		id, err := r.ID("shelter")
		if err != nil {
			return "", err
		}
		return deed.Done(filePath(id), news), take(ctx, tx, r.Actor, id, f)
	}
	return d.Routes()
}

// fileDeeds change what is kept of a person.
func (room *Room) fileDeeds() []route.Route {
	change := about(room, "needs", access.KeepHousingNeeds, deed.Deed[NeedForm]{Pages: pages, Title: "What they need, and what is a danger to them", Button: "Save", Set: func(f *NeedForm, version int64) { f.Version = version }},
		func(_ context.Context, _ *db.Tx, f File, a *deed.Asked[NeedForm]) error {
			a.Form, a.Questions = room.needOf(f), room.changeQuestions()
			return nil
		}, room.Change, "changed")
	tie := about(room, "ties/add", access.KeepHousingNeeds, deed.Deed[TieForm]{Pages: pages, Title: "Whom they must be kept from", Button: "Add the name"},
		func(_ context.Context, _ *db.Tx, _ File, a *deed.Asked[TieForm]) error {
			a.Questions = tieQuestions
			a.Help = []casefile.Sentence{deed.Say("Everybody who lives in a house, and everybody tied to one, is held against this name in every spelling. No bed is offered there.")}
			return nil
		}, func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f TieForm) error {
			_, err := room.AddTie(ctx, tx, actor, id, f)
			return err
		}, "added")
	end := about(room, "close", access.KeepHousingNeeds, deed.Deed[CloseForm]{Pages: pages, Title: "They do not wait any more", Button: "Record it", Set: func(f *CloseForm, version int64) { f.Version = version }},
		func(_ context.Context, _ *db.Tx, _ File, a *deed.Asked[CloseForm]) error {
			a.Questions = closeQuestions
			return nil
		}, room.Close, "closed")
	join := about(room, "join", access.KeepHousingNeeds, deed.Deed[CaseForm]{Pages: pages, Title: "Name the case of this person", Button: "Join the file to the case"},
		func(_ context.Context, _ *db.Tx, _ File, a *deed.Asked[CaseForm]) error {
			a.Questions = caseQuestions
			a.Help = []casefile.Sentence{deed.Say("They were housed, or asked for a place, before they were referred. When the file is joined, their names and exploiters in the referral count too, and their address is sealed with the case.")}
			return nil
		}, room.Join, "joined")
	plan := about(room, "outreach", access.KeepOutreach, deed.Deed[MeetingsForm]{Pages: pages, Title: "How you meet", Button: "Save", Set: func(f *MeetingsForm, version int64) { f.Version = version }},
		func(ctx context.Context, tx *db.Tx, f File, a *deed.Asked[MeetingsForm]) error {
			a.Questions = meetingsQuestions
			m, found, err := meetingsOf(ctx, tx, f)
			a.Version = m.Version
			a.Form = MeetingsForm{Every: 7}
			if found {
				a.Form = MeetingsForm{Every: m.Every, Safe: m.Safe}
				if m.Next.After(tx.Now()) {
					a.Form.Next = form.MomentOf(m.Next)
				}
			}
			return err
		}, room.Plan, "planned")
	meet := about(room, "outreach/met", access.KeepOutreach, deed.Deed[MeetingForm]{Pages: pages, Title: "Record a meeting", Button: "Record it", Set: func(f *MeetingForm, version int64) { f.Version = version }},
		func(ctx context.Context, tx *db.Tx, f File, a *deed.Asked[MeetingForm]) error {
			a.Questions = meetingQuestions
			m, _, err := meetingsOf(ctx, tx, f)
			a.Version = m.Version
			a.Form.At = form.Moment{On: civil.DayOf(tx.Now())}
			return err
		}, room.Meet, "met")
	leave := about(room, "leave", access.OfferBed, deed.Deed[LeaveForm]{Pages: pages, Title: "End the stay", Button: "End the stay", Danger: true, Set: func(f *LeaveForm, version int64) { f.Version = version }},
		func(_ context.Context, _ *db.Tx, _ File, a *deed.Asked[LeaveForm]) error {
			a.Questions = leaveQuestions
			a.Help = []casefile.Sentence{deed.Say("To move somebody, choose another bed instead: that is one step. Every sight of the address ends at once.")}
			return nil
		}, room.Leave, "ended")
	put := about(room, "danger", access.OfferBed, deed.Deed[StayForm]{Pages: pages, Title: "They are not moved", Button: "Record it", Set: func(f *StayForm, version int64) { f.Version = version }},
		func(_ context.Context, _ *db.Tx, _ File, a *deed.Asked[StayForm]) error {
			a.Questions = stayPutQuestions
			a.Help = []casefile.Sentence{deed.Say("Talk with whoever supports them first: they know what happened. What the danger is stands in the part of the folder that is theirs.")}
			return nil
		}, room.StayPut, "stays")
	untie := deed.Deed[EndTieForm]{Pages: pages, Path: "/accommodation/files/{shelter}/ties/{tie}/end", Action: access.KeepHousingNeeds, Title: "Take a name away", Button: "Take the name away",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[EndTieForm], error) {
			f, h, err := room.of(ctx, tx, r, access.KeepHousingNeeds)
			if err != nil {
				return deed.Asked[EndTieForm]{}, err
			}
			named, err := ties(ctx, tx, f)
			if err == nil && !slices.ContainsFunc(named, func(t Tie) bool { return string(t.ID) == r.PathValue("tie") && t.Ended.IsZero() }) {
				err = fault.Missing()
			}
			return deed.Asked[EndTieForm]{Questions: endTieQuestions, Person: h, Back: backToFile(f.ID)}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f EndTieForm) (string, error) {
			id, err := r.ID("shelter")
			if err != nil {
				return "", err
			}
			tie, err := r.ID("tie")
			if err != nil {
				return "", err
			}
			return deed.Done(filePath(id), "changed"), room.EndTie(ctx, tx, r.Actor, id, tie, f)
		}}
	clearing := deed.Deed[ClearForm]{Pages: pages, Path: "/accommodation/files/{shelter}/likeness/{other}/settle", Action: access.OfferBed, Title: "It is another person", Button: "Settle that it is another person",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[ClearForm], error) {
			f, h, err := room.of(ctx, tx, r, access.OfferBed)
			if err != nil {
				return deed.Asked[ClearForm]{}, err
			}
			other, err := r.ID("other")
			if err == nil {
				_, _, err = room.likeness(ctx, tx, r.Actor, f.ID, other)
			}
			return deed.Asked[ClearForm]{Questions: clearQuestions, Person: h, Back: page.Link{Text: "Back to the names", Href: filePath(f.ID) + "/likeness/" + string(other)}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ClearForm) (string, error) {
			id, err := r.ID("shelter")
			if err != nil {
				return "", err
			}
			other, ok := db.ParseID(r.PathValue("other"))
			if !ok {
				return "", fault.Missing()
			}
			return deed.Done(filePath(id)+"/beds", "cleared"), room.Clear(ctx, tx, r.Actor, id, other, f)
		}}
	return slices.Concat(change, tie, end, join, plan, meet, leave, put, untie.Routes(), clearing.Routes())
}
