package placement

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/route"
)

// OfferForm offers a sight of an address to somebody who did not ask.
type OfferForm struct {
	Email  string `json:"email" doc:"Work e-mail address of the person who is to see it"`
	Reason string `json:"reason"`
	Words  string `json:"words"`
	Hours  int    `json:"hours"`
}

// offerQuestions ask no more hours than anybody may have; how many the person who
// is named may have is known only then.
func offerQuestions(most int) []form.Question[OfferForm] {
	return []form.Question[OfferForm]{
		{Name: "email", Label: "Work e-mail address of the person who is to see it", Noun: "E-mail address", Kind: form.Email, Width: "30", Required: "Enter the e-mail address of the person who is to see the address", Bind: func(f *OfferForm) any { return &f.Email }},
		{Name: "reason", Label: "Why do they need the address?", Kind: form.Radios, Options: sightReasons.Options(), Required: "Choose why they need the address", Bind: func(f *OfferForm) any { return &f.Reason }},
		{Name: "words", Label: "Say what they need it for", Hint: "They and your team read this. It is kept", Noun: "What they need it for", Kind: form.Story, MaxLength: 1000, Rows: 3, Required: "Say what they need the address for",
			Bind: func(f *OfferForm) any { return &f.Words }, Check: func(f *OfferForm) []fault.Field {
				return inASentence(f.Words, "Say in a sentence what they need the address for")
			}},
		{Name: "hours", Label: "For how many hours?", Hint: "From when a second person agrees, where one must", Noun: "Hours", Kind: form.Number, Min: 1, Max: most, Required: "Enter for how many hours they may see it", Bind: func(f *OfferForm) any { return &f.Hours }},
	}
}

// offerable gives the file and the stay whose address the actor's team may offer.
func (room *Room) offerable(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (File, Placement, error) {
	file, err := room.reach(ctx, tx, actor, access.OfferSight, id)
	if err != nil {
		return file, Placement{}, err
	}
	stays, err := placements(ctx, tx, id)
	if err != nil {
		return file, Placement{}, err
	}
	stay, placed := now(stays)
	if !placed {
		err = fault.Refuse("They live nowhere whose address could be shown")
	}
	return file, stay, err
}

// longestOffer is the most hours that the rules give to anybody.
func (room *Room) longestOffer(file File, at time.Time) (int, error) {
	most := 0
	for _, inside := range []bool{false, true} {
		policy, err := sightRules(room.Rules, file.about(), inside, at)
		if err != nil {
			return 0, err
		}
		most = max(most, policy.Hours)
	}
	return most, nil
}

// named finds who is to see an address. They must reach the case: a sight is of no
// use without, and whoever is kept away from the case is kept from the address. All
// others get the same answer, which tells of nobody whether they have an account.
func (room *Room) named(ctx context.Context, tx *db.Tx, id db.ID, email string) (account.Actor, error) {
	cannot := fault.Wrong("email", "Nobody with this e-mail address can be shown it: they must have an account, and see the case. Share the case with them first")
	who, known, err := account.LoadByEmail(ctx, tx, email)
	if err != nil {
		return who, err
	}
	if !known {
		return who, cannot
	}
	if err := access.Case(ctx, tx, who, access.AskSight, id); fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		return who, cannot
	} else if err != nil {
		return who, err
	}
	return who, nil
}

// OfferSight opens the address to a named person who did not ask, for a reason and a
// time: at once where the rules ask for nobody else, else when a second person in
// the team agrees. Nobody outside the team hears of an offer before it is agreed to.
func (room *Room) OfferSight(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f OfferForm) (Sight, error) {
	file, stay, err := room.offerable(ctx, tx, actor, id)
	if err != nil {
		return Sight{}, err
	}
	most, err := room.longestOffer(file, tx.Now())
	if err != nil {
		return Sight{}, err
	}
	if err := fault.Mend(form.Check(&f, offerQuestions(most))...); err != nil {
		return Sight{}, err
	}
	who, err := room.named(ctx, tx, id, f.Email)
	if err != nil {
		return Sight{}, err
	}
	if who.Account == actor.Account {
		return Sight{}, fault.Wrong("email", "This is you. Ask to see the address instead")
	}
	inside := who.Agency == file.Agency && who.Has(account.PlacementTeam)
	policy, err := sightRules(room.Rules, file.about(), inside, tx.Now())
	if err != nil {
		return Sight{}, err
	}
	if f.Hours > policy.Hours {
		return Sight{}, fault.Wrong("hours", "They may see it for {most} hours at most", "most", policy.Hours)
	}
	s := Sight{ID: tx.NewID(), Case: id, Placement: stay.ID, Account: who.Account, Agency: who.Agency, Inside: inside, Reason: f.Reason, Words: f.Words,
		Hours: f.Hours, Rule: policy.Length.Ref(), Asked: tx.Now(), OfferedBy: actor.Account}
	if !policy.Second {
		s.Decided, s.DecidedBy, s.Agreed, s.From, s.Until = tx.Now(), actor.Account, true, tx.Now(), tx.Now().Add(time.Duration(f.Hours)*time.Hour)
	}
	if err := insertSight(ctx, tx, s); err != nil {
		return s, err
	}
	if policy.Second {
		err = tellTeam(ctx, tx, file.Agency, "sight-offered "+string(s.ID), "Somebody is to see a sealed address",
			"{person} of your team offers somebody a sight of an address that your team guards. Another of you must agree or refuse: sign in to do it.\n\nThis message does not say whose address it is.",
			[]any{"person", actor.Name}, account.PlacementTeam)
	} else if err = room.tellOpened(ctx, tx, file.Agency, s, who); err == nil {
		err = room.tellOffered(ctx, tx, s, who, true)
	}
	if err != nil {
		return s, err
	}
	return s, audit.Append(ctx, tx, actor, audit.Entry{Action: "offer-sight", Category: audit.Disclosure, Case: id, Subject: "sight " + string(s.ID), Why: f.Reason, Recipient: "account " + string(who.Account),
		Change: map[string]any{"hours": f.Hours, "second": policy.Second, "rules": []string{policy.Length.Ref(), policy.Agreement.Ref()}}})
}

// tellOffered tells who was offered a sight that it is open, and who offered it what
// was answered.
func (room *Room) tellOffered(ctx context.Context, tx *db.Tx, s Sight, who account.Actor, agreed bool) error {
	if agreed {
		if err := tellOne(ctx, tx, who, "sight-given "+string(s.ID), "An address was opened to you", "A placement team lets you see an address, for a time. Sign in and choose Addresses to see why and until when.\n\nThis message does not say whose address it is."); err != nil {
			return err
		}
	}
	offerer, found, err := account.Load(ctx, tx, s.OfferedBy)
	if err != nil || !found || s.Alone() {
		return err
	}
	return tellOne(ctx, tx, offerer, "offer-answered "+string(s.ID), "Your offer of an address was answered", "Sign in to read the answer.\n\nThis message does not say whose address it is.")
}

func (room *Room) offerDeed() deed.Deed[OfferForm] {
	return deed.Deed[OfferForm]{Pages: pages, Path: "/placements/people/{id}/sights/offer", Action: access.OfferSight, Title: "Offer somebody a sight of the address", Button: "Offer it",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[OfferForm], error) {
			id, err := r.ID("id")
			if err != nil {
				return deed.Asked[OfferForm]{}, err
			}
			file, _, err := room.offerable(ctx, tx, r.Actor, id)
			if err != nil {
				return deed.Asked[OfferForm]{}, err
			}
			most, err := room.longestOffer(file, tx.Now())
			if err != nil {
				return deed.Asked[OfferForm]{}, err
			}
			outside, err := sightRules(room.Rules, file.about(), false, tx.Now())
			if err != nil {
				return deed.Asked[OfferForm]{}, err
			}
			h, err := headOf(ctx, tx, r, file, "sights")
			return deed.Asked[OfferForm]{Questions: offerQuestions(most), Person: h, Back: backToPerson(id),
				Help: []casefile.Sentence{deed.Say(outside.Agreement.Words), deed.Say(outside.Length.Words), deed.Say("What you offer to somebody outside the team, another person in the team must agree to."), deed.Say("The person must see the case already. Your team is told each time that they look, and can end it at once.")}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f OfferForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			s, err := room.OfferSight(ctx, tx, r.Actor, id, f)
			done := "offered"
			if s.Agreed {
				done = "opened-to"
			}
			return deed.Done(peoplePath(id)+"/sights", done), err
		}}
}
