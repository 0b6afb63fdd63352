package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// The people of the council who place, by their e-mail addresses.
const (
	placer      = "amara.quaye@northmere.example"
	placer2     = "owen.fairley@northmere.example"
	placeWorker = "rosa.lindley@northmere.example"
	fosterer    = "bev.carter@northmere.example"
)

// placing makes the placements of the demonstration, step by step. After an
// error it does nothing more.
type placing struct {
	ctx   context.Context
	db    *db.Database
	room  *placement.Room
	staff map[string]account.Actor
	now   time.Time
	err   error
}

// do runs one command as somebody, so long ago.
func (p *placing) do(ago time.Duration, who string, command func(tx *db.Tx, actor account.Actor) error) {
	if p.err != nil {
		return
	}
	p.err = p.db.WriteAt(p.ctx, p.now.Add(-ago), func(tx *db.Tx) error { return command(tx, p.staff[who]) })
}

// at is a moment so long ago, as somebody types it.
func (p *placing) at(ago time.Duration) form.Moment {
	at := p.now.Add(-ago)
	return form.Moment{On: civil.DayOf(at), At: at.In(civil.London).Format("15:04")}
}

const day = 24 * time.Hour

// home is a place of the demonstration. Addresses are of nowhere.
type home struct {
	placement.PlaceForm
	keeper bool
	id     db.ID
}

var homes = []home{
	{PlaceForm: placement.PlaceForm{Kind: "foster", Region: "kent", Ages: "children", Gender: "any", Capacity: 3, Suits: []string{"siblings", "school", "language"},
		Address: placement.Address{Lines: []string{"3 Thistledown Walk", "Marlingford", "ZZ1 1AA"}, Carers: "Bev and Alan Carter", Phone: "01632 960411", Notes: "Use the side gate. Ask for Bev."}}, keeper: true},
	{PlaceForm: placement.PlaceForm{Kind: "foster", Region: "devon", Ages: "children", Gender: "female", Capacity: 2, Suits: []string{"school", "no-internet"},
		Address: placement.Address{Lines: []string{"Orchard End", "Little Wickering", "ZZ2 2BB"}, Carers: "Sheila Moss", Phone: "01632 960412"}}},
	{PlaceForm: placement.PlaceForm{Kind: "childrens-home", Region: "cornwall", Ages: "children", Gender: "any", Capacity: 6, Suits: []string{"night-staff", "medical", "step-free"},
		Address: placement.Address{Lines: []string{"The Larches", "40 Quarry Lane", "Penhallow", "ZZ3 3CC"}, Carers: "Duty manager", Phone: "01632 960413", Notes: "Say that you are from the water company."}}},
	{PlaceForm: placement.PlaceForm{Kind: "semi-independent", Region: "essex", Ages: "children", Gender: "male", Capacity: 4, Suits: []string{"school"},
		Address: placement.Address{Lines: []string{"Flat 2", "9 Saltmarsh Road", "Eastwick", "ZZ4 4DD"}, Carers: "Key worker on duty", Phone: "01632 960414"}}},
	{PlaceForm: placement.PlaceForm{Kind: "safe-house", Region: "norfolk", Ages: "families", Gender: "any", Capacity: 5, Suits: []string{"baby", "step-free", "faith-food"},
		Address: placement.Address{Lines: []string{"Fen House", "Staithe Street", "Holmering", "ZZ5 5EE"}, Carers: "House manager", Phone: "01632 960415", Notes: "No taxis to the door."}}},
	{PlaceForm: placement.PlaceForm{Kind: "family", Region: "suffolk", Ages: "families", Gender: "any", Capacity: 2, Suits: []string{"language", "faith-food"},
		Address: placement.Address{Lines: []string{"11 Heron Court", "Breckley", "ZZ6 6FF"}, Phone: "01632 960416"}}},
}

// addPlacements gives people whom the council referred a placement team, a place
// to live and a history.
func addPlacements(ctx context.Context, d *db.Database, rules statute.Book) error {
	p := &placing{ctx: ctx, db: d, room: &placement.Room{DB: d, Rules: rules, Lists: reference.Default()}, staff: map[string]account.Actor{}, now: d.Now().Truncate(time.Minute)}
	var people []placement.Waiting
	err := d.Read(ctx, func(tx *db.Tx) error {
		for _, email := range []string{placer, placer2, placeWorker, fosterer} {
			actor, found, err := account.LoadByEmail(ctx, tx, email)
			if err != nil || !found {
				return fmt.Errorf("the demonstration has nobody called %s: %w", email, err)
			}
			actor.Via = account.Page
			p.staff[email] = actor
		}
		known, err := placement.WithoutTeam(ctx, tx, p.staff[placer], 200)
		// Children first; of each, those that were referred the longest ago.
		for _, child := range []bool{true, false} {
			for i := len(known) - 1; i >= 0; i-- {
				if casefile.TreatedAsChild(known[i].AgeGroup) == child && p.now.Sub(known[i].Opened) > 6*day {
					people = append(people, known[i])
				}
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(people) < 7 {
		return fmt.Errorf("the council knows only %d people, too few to show placements", len(people))
	}
	own := make([]home, len(homes))
	for i, one := range homes {
		p.do(90*day, placer, func(tx *db.Tx, actor account.Actor) (err error) {
			one.id, err = p.room.AddPlace(ctx, tx, actor, one.PlaceForm)
			return err
		})
		own[i] = one
		if one.keeper {
			p.do(90*day-time.Hour, placer, func(tx *db.Tx, actor account.Actor) error {
				return p.room.NameKeeper(ctx, tx, actor, one.id, placement.KeeperForm{Account: string(p.staff[fosterer].Account)})
			})
		}
	}
	for i, person := range people[:7] {
		since := p.now.Sub(person.Opened)
		p.take(person.Case, since-day/2, own, i)
	}
	p.seen(people[0].Case)
	p.offered(people[1].Case, people[2].Case, people[3].Case)
	p.visited(people[0].Case)
	p.away(people[0].Case, people[1].Case, people[2].Case)
	return p.err
}

// take takes somebody on and places them; every second one was moved once. The
// last waits for a place.
func (p *placing) take(id db.ID, ago time.Duration, own []home, number int) {
	p.do(ago, placer, func(tx *db.Tx, actor account.Actor) error { return p.room.TakeOn(p.ctx, tx, actor, id) })
	p.do(ago-time.Hour, placer, func(tx *db.Tx, actor account.Actor) error {
		return p.room.Want(p.ctx, tx, actor, id, placement.WantedForm{Version: 1, Needs: []string{"school", "language"}[:1+number%2], Avoid: []string{"surrey"}, Note: "Sleeps badly. A light in the corridor helps."})
	})
	if number == 6 {
		return
	}
	first, last, version := own[(number+1)%len(own)], own[number%len(own)], int64(2)
	place := func(ago time.Duration, where home) {
		p.do(ago, placer, func(tx *db.Tx, actor account.Actor) error {
			return p.room.Put(p.ctx, tx, actor, id, placement.PlacingForm{Version: version, Place: string(where.id), Why: "It was free that night, and the area is safe."})
		})
		version++
	}
	if number%2 == 0 {
		place(ago-2*time.Hour, first)
		place(ago-30*time.Hour, last)
		return
	}
	place(ago-2*time.Hour, last)
}

// seen has the address of somebody seen, refused and asked for.
func (p *placing) seen(id db.ID) {
	var asked placement.Sight
	ask := func(ago time.Duration, who, words string) {
		p.do(ago, who, func(tx *db.Tx, actor account.Actor) (err error) {
			asked, err = p.room.AskSight(p.ctx, tx, actor, id, placement.SightForm{Reason: "visit", Words: words, Hours: 4})
			return err
		})
	}
	yes, no := true, false
	ask(26*time.Hour, placeWorker, "To meet them and their carer on Tuesday afternoon")
	p.do(25*time.Hour, placer2, func(tx *db.Tx, actor account.Actor) error {
		return p.room.AnswerSight(p.ctx, tx, actor, asked.ID, placement.SightAnswer{Agree: &yes, Reason: "Agreed with Rosa by telephone"})
	})
	p.do(24*time.Hour, placeWorker, func(tx *db.Tx, actor account.Actor) error {
		_, err := p.room.Look(p.ctx, tx, actor, asked.ID)
		return err
	})
	ask(8*time.Hour, placeWorker, "To send a birthday card to the house")
	p.do(7*time.Hour, placer, func(tx *db.Tx, actor account.Actor) error {
		return p.room.AnswerSight(p.ctx, tx, actor, asked.ID, placement.SightAnswer{Agree: &no, Reason: "Bring it to the office, and we will take it there"})
	})
	ask(2*time.Hour, placeWorker, "To take them to the dentist on Thursday morning")
}

// offered has sights offered to somebody who did not ask: one is open, one waits for
// a second person, one was taken back.
func (p *placing) offered(open, waits, taken db.ID) {
	offer := func(ago time.Duration, id db.ID, reason, words string) (s placement.Sight) {
		p.do(ago, placer, func(tx *db.Tx, actor account.Actor) (err error) {
			s, err = p.room.OfferSight(p.ctx, tx, actor, id, placement.OfferForm{Email: placeWorker, Reason: reason, Words: words, Hours: 4})
			return err
		})
		return s
	}
	yes := true
	given := offer(3*time.Hour, open, "take", "To take them to the interview at two o’clock")
	p.do(2*time.Hour, placer2, func(tx *db.Tx, actor account.Actor) error {
		return p.room.AnswerSight(p.ctx, tx, actor, given.ID, placement.SightAnswer{Agree: &yes, Reason: "Rosa has the car today"})
	})
	back := offer(9*time.Hour, taken, "visit", "To bring them their school books")
	p.do(8*time.Hour, placer, func(tx *db.Tx, actor account.Actor) error { return p.room.EndSight(p.ctx, tx, actor, back.ID) })
	offer(150*time.Minute, waits, "visit", "To be there when the health visitor comes on Friday")
}

// visited has visitors asked for, approved, refused and warned of.
func (p *placing) visited(id db.ID) {
	today := civil.DayOf(p.now)
	deny := func(ago time.Duration, person placement.DeniedPerson, reason string) {
		p.do(ago, placeWorker, func(tx *db.Tx, actor account.Actor) error {
			_, err := p.room.Deny(p.ctx, tx, actor, id, placement.DenialForm{Person: person, Reason: reason})
			return err
		})
	}
	deny(22*time.Hour, placement.DeniedPerson{Described: placement.Described{Names: []string{"Trần Văn Đức"}, Aliases: []string{"Uncle Duc"}, Phones: []string{"07700 900871"}},
		Looks: "About 45, short, a scar over the left eye, a grey van", Words: "He collected the money that they were told they owed."}, "exploiter")
	ask := func(ago time.Duration, f placement.VisitForm) (visit db.ID) {
		p.do(ago, placeWorker, func(tx *db.Tx, actor account.Actor) (err error) {
			visit, err = p.room.AskVisit(p.ctx, tx, actor, id, f)
			return err
		})
		return visit
	}
	friend := ask(20*time.Hour, placement.VisitForm{Relationship: "friend", Visitor: placement.Visitor{Described: placement.Described{Names: []string{"Grace Adeyemi"}, Phones: []string{"07700 900312"}}, Relation: "A friend from college", Purpose: "To see them on Saturdays"}})
	uncle := ask(6*time.Hour, placement.VisitForm{Relationship: "family", Visitor: placement.Visitor{Described: placement.Described{Names: []string{"Duc Tran"}, Phones: []string{"+44 7700 900871"}}, Relation: "Their mother’s brother", Purpose: "To take them out for the day"}})
	stranger := ask(18*time.Hour, placement.VisitForm{Relationship: "stranger", Visitor: placement.Visitor{Described: placement.Described{Names: []string{"Mark Holt"}}, Purpose: "Says that he is a journalist"}})
	_ = uncle // it waits, with its warning
	version := int64(1)
	for _, f := range []placement.CheckForm{{Kind: placement.CheckIdentity, Document: "passport", Result: placement.ResultClear, Done: today, Note: "Seen by Rosa Lindley"},
		{Kind: placement.CheckDBS, Result: placement.ResultNotNeeded, Done: today, Note: "Somebody is with them all the time"},
		{Kind: placement.CheckWorker, Result: placement.ResultClear, Done: today, Expires: today.Add(60), Note: "They asked for Grace themselves"}} {
		f.Version = version
		p.do(16*time.Hour, placeWorker, func(tx *db.Tx, actor account.Actor) error {
			f.Done = civil.DayOf(tx.Now())
			return p.room.CheckVisitor(p.ctx, tx, actor, friend, f)
		})
		version++
	}
	decide := func(ago time.Duration, visit db.ID, f placement.DecisionForm) {
		p.do(ago, placeWorker, func(tx *db.Tx, actor account.Actor) error { return p.room.DecideVisit(p.ctx, tx, actor, visit, f) })
	}
	decide(15*time.Hour, friend, placement.DecisionForm{Version: version, Decision: "approve", Supervision: "near", Conditions: "In the garden or the kitchen. No telephones.", From: today.Add(-1), Until: today.Add(40), Reasons: "Every check was clear, and they want it."})
	decide(17*time.Hour, stranger, placement.DecisionForm{Version: 1, Decision: "refuse", Refusal: "relationship", Reasons: "No relationship, and no purpose that helps them."})
	p.do(5*time.Hour, placeWorker, func(tx *db.Tx, actor account.Actor) error {
		_, err := p.room.Enquire(p.ctx, tx, actor, id, placement.EnquiryForm{Channel: "phone", Caller: placement.Described{Phones: []string{"07700900871"}}, Asked: "Whether somebody from Viet Nam lives with a family near the coast", Told: "That we cannot say whether we know anybody"})
		return err
	})
}

// away has one person missing now, one back with a return interview due, and one
// whose interview is overdue.
func (p *placing) away(kept, due, late db.ID) {
	p.do(12*time.Hour, placeWorker, func(tx *db.Tx, actor account.Actor) error {
		return p.room.KeepProfile(p.ctx, tx, actor, kept, placement.ProfileForm{Profile: placement.Profile{Looks: "About 1.60 m, slim, black hair, a small scar on the right hand. Often wears a red coat.",
			Friends: []string{"Grace, 07700 900312", "Mai, from college"}, Places: []string{"The college library", "The harbour", "The bus station at Eastwick"}, Phones: []string{"07700 900655"},
			Medical: "Asthma: the blue inhaler is in their bag.", Risks: "They were told that they owe money. A man whom they call uncle may look for them.", Safe: "Speaks Vietnamese and some English. Speak slowly. Do not send a man alone."}})
	})
	p.do(12*time.Hour, placeWorker, func(tx *db.Tx, actor account.Actor) error {
		photo, err := portrait()
		if err != nil {
			return err
		}
		return p.room.KeepPhoto(p.ctx, tx, actor, kept, placement.PhotoForm{Taken: civil.DayOf(tx.Now()).Add(-40)}, photo)
	})
	went := func(id db.ID, ago time.Duration, risk string) (episode db.ID) {
		p.do(ago-time.Hour, placeWorker, func(tx *db.Tx, actor account.Actor) (err error) {
			episode, err = p.room.ReportMissing(p.ctx, tx, actor, id, placement.MissingForm{Since: p.at(ago), Risk: risk, LastSeen: "Left for college with a small bag. Said that they would be back for tea.", Clothes: "Red coat, black jeans"})
			return err
		})
		return episode
	}
	back := func(episode db.ID, ago time.Duration, where string) {
		p.do(ago, placeWorker, func(tx *db.Tx, actor account.Actor) error {
			var version int64
			if _, err := tx.Row(p.ctx, `SELECT version FROM missing_episode WHERE id = $1`, []any{episode}, &version); err != nil {
				return err
			}
			return p.room.Find(p.ctx, tx, actor, episode, placement.FoundForm{Version: version, Found: p.at(ago), Where: where, By: "Westhaven Police", How: "Tired and hungry, not hurt"})
		})
	}
	back(went(due, 30*time.Hour, "medium"), 12*time.Hour, "The bus station at Eastwick")
	back(went(late, 4*day-12*time.Hour, "medium"), 3*day+3*time.Hour, "A flat in Eastwick")
	back(went(kept, 40*time.Hour, "medium"), 30*time.Hour, "The bus station, Eastwick")
	now := went(kept, 4*time.Hour, "high")
	p.do(2*time.Hour, placeWorker, func(tx *db.Tx, actor account.Actor) error {
		return p.room.Act(p.ctx, tx, actor, now, placement.ActionForm{Text: "Called Grace and the college. Nobody has seen them since noon."})
	})
}
