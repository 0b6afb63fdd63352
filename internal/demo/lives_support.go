package demo

import (
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/between"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/sharing"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/support"
	"golang.org/x/sync/errgroup"
)

// The people of the providers of support, by their e-mail addresses.
const (
	supportManager = "maeve.dunne@harbourlight.example"
	supportSecond  = "joel.marsden@harbourlight.example"
	northManager   = "idris.vaughan@northstar.example"
)

// supporting is the room of support of the demonstration.
func supporting(d *db.Database, rules statute.Book) *support.Room {
	ledger := &sharing.Room{DB: d, Rules: rules, Lists: reference.Default()}
	return &support.Room{DB: d, Rules: rules, Lists: reference.Default(), Ledger: between.Ledger(ledger)}
}

// addProviders says where the providers of the demonstration take people on.
func addProviders(p *population) error {
	room := supporting(p.db, p.desk.Rules)
	return p.db.WriteAt(p.ctx, p.now.Add(-500*day), func(tx *db.Tx) error {
		if err := room.SetAreas(p.ctx, tx, p.staff[supportManager], support.AreasForm{Whole: []string{"england"}}); err != nil {
			return err
		}
		return room.SetAreas(p.ctx, tx, p.staff[northManager], support.AreasForm{Regions: []string{"cumbria"}})
	})
}

// supported tells the support of one life.
type supported struct {
	*living
	room *support.Room
	id   db.ID
	made db.ID // what the last step made
}

func (s *supported) name(ago int, email string) {
	s.on(ago, supportManager, func(tx *db.Tx, actor account.Actor) error {
		return s.room.Name(s.ctx, tx, actor, s.id, support.NameForm{Worker: string(s.staff[email].Account)})
	})
}

func (s *supported) contact(ago int, outcome, note string) {
	s.entry(ago, support.EntryForm{Kind: "contact", How: "phone", Outcome: outcome, Note: note})
}

func (s *supported) entry(ago int, f support.EntryForm) {
	s.on(ago, worker, func(tx *db.Tx, actor account.Actor) error {
		f.On = civil.DayOf(tx.Now())
		_, err := s.room.Record(s.ctx, tx, actor, s.id, f)
		return err
	})
}

func (s *supported) assess(ago int, own, wishes string, levels map[string]string) {
	s.on(ago, worker, func(tx *db.Tx, actor account.Actor) error {
		_, err := s.room.Assess(s.ctx, tx, actor, s.id, support.AssessForm{On: civil.DayOf(tx.Now()), Together: "yes", Own: own, Wishes: wishes, Levels: levels})
		return err
	})
}

// measure records the seven outcomes in their order; 0 leaves one out.
func (s *supported) measure(ago int, words string, scores ...string) {
	s.on(ago, worker, func(tx *db.Tx, actor account.Actor) error {
		f := support.ReadForm{On: civil.DayOf(tx.Now()), Words: words, Scores: map[string]string{}}
		for i, code := range []string{"housing", "safety", "support", "compassion", "purpose", "medical", "education"} {
			if scores[i] != "0" {
				f.Scores[code] = scores[i]
			}
		}
		_, err := s.room.Measure(s.ctx, tx, actor, s.id, f)
		return err
	})
}

func (s *supported) goal(ago int, f support.GoalForm, dueIn int) {
	s.on(ago, worker, func(tx *db.Tx, actor account.Actor) (err error) {
		if dueIn != 0 {
			f.Due = s.today.Add(dueIn)
		}
		s.made, err = s.room.AddGoal(s.ctx, tx, actor, s.id, f)
		return err
	})
}

func (s *supported) closes(ago int, goal db.ID, state, result string) {
	s.on(ago, worker, func(tx *db.Tx, actor account.Actor) error {
		return s.room.CloseGoal(s.ctx, tx, actor, s.id, goal, support.CloseForm{Version: 1, State: state, Result: result})
	})
}

// start names the worker and has the person spoken with.
func (s *supported) start(ago int) {
	s.name(ago, worker)
	s.contact(ago, "no-answer", "Rang at 10. No answer, no message left.")
	s.contact(ago, "reached", "Rang again at 4. We spoke for ten minutes. We agreed on a day to meet.")
}

// livesOfSupport tells the support of the lives: Kelly's in full.
func livesOfSupport(l *living) error {
	room := supporting(l.db, l.rules)
	of := func(key string) *supported { return &supported{living: l, room: room, id: l.lives[key]} }
	of("kelly").kelly()
	for _, begun := range []struct {
		key string
		ago int
	}{{"ruta", 384}, {"mirela", 89}, {"dung", 144}, {"blessing", 114}, {"arben", 414}, {"grace_a", 64}, {"stefan", 254}, {"hana", 39}, {"minh", 32}} {
		of(begun.key).start(begun.ago)
	}
	of("arben").arben()
	of("hana").hana()
	of("tomasz").tomasz()
	of("ruta").assess(380, "I want to go home, but not to Kaunas alone.", "To see my mother", map[string]string{"safety": "2", "housing": "2", "family": "2", "health-mind": "1"})
	of("mirela").assess(80, "I sleep when the door is locked.", "To be where nobody knows me", map[string]string{"safety": "3", "housing": "2", "health-mind": "2"})
	if l.err != nil {
		return l.err
	}
	return supportPopulation(l, room)
}

// kelly is nineteen and supported where she lives: every attempt, her own plan,
// the services that she chose, and no word with the police.
func (s *supported) kelly() {
	s.name(28, worker)
	s.contact(28, "no-answer", "Rang at 9.30. The phone was off.")
	s.contact(28, "safe-message", "Sent the text that we agreed on with the officer: “Hi Kel, it’s Amara about the course.”")
	s.contact(27, "reached", "She rang back from the bus. She wants to meet where there are people: the café at the library, Thursday at 2.")
	s.on(26, worker, func(tx *db.Tx, actor account.Actor) error {
		return s.room.Wish(s.ctx, tx, actor, s.id, support.WishesForm{WorkerGender: "female", Wishes: support.Wishes{Call: "Kel", Contact: "Text first, after 11. Never ring the flat. Say that you are from the course.",
			Access: "Sits with her back to the wall. A break every twenty minutes."}})
	})
	s.entry(26, support.EntryForm{Kind: "key-work", Note: "Met at the library café. She had not eaten. We talked about what support is, that it is hers whatever she says to anybody, and that she decides."})
	s.assess(26, "I’m not a victim, I just want him to stop turning up. I want my flat back and I want to sleep.", "A lock that works. To finish my hair course.",
		map[string]string{"safety": "3", "housing": "2", "health-body": "1", "health-mind": "2", "money": "2", "legal": "1", "immigration": "0", "language": "0", "learning-work": "2", "family": "1", "faith": "0"})
	s.measure(26, "It’s all a bit rubbish", "2", "1", "2", "3", "2", "3", "2")
	s.goal(25, support.GoalForm{Domain: "safety", Goal: "A lock that works and a door he can’t talk through", Steps: "Landlord, then the council’s sanctuary scheme", Owner: "together"}, -18)
	lock := s.made
	s.goal(25, support.GoalForm{Domain: "learning-work", Goal: "Finish my hair course", Steps: "Talk to the tutor about the weeks I missed", Owner: "person"}, 20)
	s.goal(25, support.GoalForm{Domain: "health-mind", Goal: "Sleep", Steps: "See the doctor; no lights out rule", Owner: "together"}, 6)
	s.goal(25, support.GoalForm{Domain: "money", Goal: "Know what I owe and to whom I don’t", Owner: "service", Service: "Norwich Money Advice"}, 10)
	s.on(24, worker, func(tx *db.Tx, actor account.Actor) error {
		return s.room.AgreePlan(s.ctx, tx, actor, s.id, support.AgreeForm{Said: "Fine. But the hair course is first."})
	})
	var consent db.ID
	s.on(24, worker, func(tx *db.Tx, actor account.Actor) (err error) {
		consent, err = s.room.Hear(s.ctx, tx, actor, s.id, support.ConsentForm{Recipient: "Norwich Law Centre", Purpose: "legal-advice", Parts: []string{"identity", "contact"}, Given: "yes", How: "in-person", Language: "en",
			Said: "OK, but only my name and my number.", On: civil.DayOf(tx.Now())})
		return err
	})
	var asked [3]db.ID
	for i, f := range []support.ServiceForm{
		{Kind: "legal", Name: "Norwich Law Centre", Asked: "Advice about the charge from 2023 and about the tenancy", Shared: "yes"},
		{Kind: "counselling", Name: "The Lantern Room", Asked: "Counselling for young women, evenings", Shared: "no"},
		{Kind: "gp", Name: "Vale Street Surgery", Asked: "Register, and a first appointment about sleep", Shared: "no"},
	} {
		s.on(22, worker, func(tx *db.Tx, actor account.Actor) (err error) {
			f.On = civil.DayOf(tx.Now())
			if f.Shared == "yes" {
				f.Consent = string(consent)
			}
			asked[i], err = s.room.AskService(s.ctx, tx, actor, s.id, f)
			return err
		})
	}
	answer := func(ago int, which int, state, words string) {
		s.on(ago, worker, func(tx *db.Tx, actor account.Actor) error {
			return s.room.AnswerService(s.ctx, tx, actor, s.id, asked[which], support.AnswerForm{Version: 1, State: state, On: civil.DayOf(tx.Now()), Answer: words})
		})
	}
	answer(17, 0, "accepted", "First appointment with Ms Adair, who works with young people who were made to carry drugs.")
	answer(15, 1, "waiting-list", "About six weeks. They text when there is a place.")
	s.closes(16, lock, "done", "New lock and a chain. “I slept till nine.”")
	s.entry(14, support.EntryForm{Kind: "journey", Note: "He came to the college. She walked into the office and rang us, as in her plan. The tutor walked her to the bus."})
	s.on(14, worker, func(tx *db.Tx, actor account.Actor) error {
		return s.room.OnDanger(s.ctx, tx, actor, s.id, "high")
	})
	s.on(13, worker, func(tx *db.Tx, actor account.Actor) error {
		var review db.ID
		if _, err := tx.Row(s.ctx, `SELECT id FROM support_review WHERE case_id = $1 AND kind = 'new-danger' AND state = 'due'`, []any{s.id}, &review); err != nil {
			return err
		}
		return s.room.Hold(s.ctx, tx, actor, s.id, review, support.HoldForm{On: civil.DayOf(tx.Now()), Words: "She wants to stay in her flat and at her college. Another bus, a code word with the tutor, and her sister’s number on the fridge."})
	})
	s.on(12, worker, func(tx *db.Tx, actor account.Actor) error {
		_, err := s.room.AddDependant(s.ctx, tx, actor, s.id, support.DependantForm{Kind: "other", LivesWith: "no", Needs: []string{"talk", "safe"}, DependantWords: support.DependantWords{Name: "Her brother Jay", Birth: "2011",
			Where: "With their grandmother", Needs: "He was given a phone too. The school knows, and she wants to be told what is done."}})
		return err
	})
	s.measure(5, "Better. The door helps.", "4", "2", "4", "4", "3", "3", "4")
	for _, one := range []struct {
		in   int
		at   string
		kind string
		with support.AppointmentWords
	}{{2, "14:00", "worker", support.AppointmentWords{Where: "Café at the library", Note: "Bring the course letter"}}, {4, "10:30", "lawyer", support.AppointmentWords{With: "Ms Adair", Where: "Norwich Law Centre", Note: "Amara comes along"}},
		{9, "17:15", "doctor", support.AppointmentWords{Where: "Vale Street Surgery"}}} {
		s.on(3, worker, func(tx *db.Tx, actor account.Actor) error {
			_, err := s.room.MakeAppointment(s.ctx, tx, actor, s.id, support.AppointmentForm{Kind: one.kind, On: s.today.Add(one.in), At: one.at, AppointmentWords: one.with})
			return err
		})
	}
	s.on(1, worker, func(tx *db.Tx, actor account.Actor) error {
		_, err := s.room.AskLonger(s.ctx, tx, actor, s.id, support.LongerForm{Reason: "danger", Until: s.today.Add(90), Words: "He still comes to the college. The counselling begins in six weeks. She asks that nothing changes until her exam."})
		return err
	})
}

// arben has moved on twice over: a recovery needs assessment, and another.
func (s *supported) arben() {
	s.assess(400, "I do not talk to police. Not here, not in Albania. Is that a problem for you?", "Work with papers. My mother safe.", map[string]string{"safety": "2", "housing": "2", "money": "2", "health-mind": "2", "learning-work": "2", "family": "3"})
	s.measure(400, "", "2", "2", "3", "3", "1", "2", "2")
	s.measure(250, "I have a room with a window.", "4", "3", "4", "4", "2", "3", "3")
	s.measure(100, "I teach the others to lay tiles.", "4", "4", "4", "5", "4", "4", "4")
	for _, round := range []struct {
		ago, until int
		needs      string
	}{{310, 120, "Counselling has just begun, and his claim for wages is open."}, {140, -60, "He has a course until summer and no flat of his own yet."}} {
		var further db.ID
		s.on(round.ago, worker, func(tx *db.Tx, actor account.Actor) (err error) {
			further, err = s.room.Offer(s.ctx, tx, actor, s.id, support.OfferForm{On: civil.DayOf(tx.Now()), Wanted: "yes", Said: "Yes. I want to know until when."})
			return err
		})
		until := s.today.Add(-round.until)
		s.on(round.ago-3, worker, func(tx *db.Tx, actor account.Actor) error {
			return s.room.Advise(s.ctx, tx, actor, s.id, further, support.AdviseForm{Version: 1, On: civil.DayOf(tx.Now()), Until: until, Needs: round.needs,
				Transition: "Counselling passes to the health service. The college keeps his place. The council takes his application, and we go with him to the first viewing."})
		})
		s.on(round.ago-6, supportManager, func(tx *db.Tx, actor account.Actor) error {
			return s.room.Decide(s.ctx, tx, actor, s.id, further, support.DecideForm{Version: 2, Until: until, Why: "The assessment shows the need, and the transition plan shows the way."})
		})
	}
}

// hana has two children with needs of their own.
func (s *supported) hana() {
	s.assess(36, "My daughter does not speak any more. Help her first.", "School for both. A door that I lock myself.", map[string]string{"safety": "3", "housing": "2", "children": "3", "health-mind": "2", "language": "2", "immigration": "1", "faith": "1"})
	for _, child := range []support.DependantWords{{Name: "Selam", Birth: "2017", Needs: "Has not spoken since the house. Draws. The health visitor knows."}, {Name: "Yonas", Birth: "2020", Needs: "Asthma: blue inhaler."}} {
		s.on(35, worker, func(tx *db.Tx, actor account.Actor) error {
			_, err := s.room.AddDependant(s.ctx, tx, actor, s.id, support.DependantForm{Kind: "child", LivesWith: "yes", Needs: []string{"school", "health", "clothes"}, DependantWords: child})
			return err
		})
	}
	s.on(2, worker, func(tx *db.Tx, actor account.Actor) error {
		return s.room.OnDanger(s.ctx, tx, actor, s.id, "high")
	})
}

// tomasz had a negative decision; support ended with a next address.
func (s *supported) tomasz() {
	s.start(143)
	s.goal(120, support.GoalForm{Domain: "health-body", Goal: "Thirty days without a drink", Owner: "person"}, 0)
	s.closes(60, s.made, "partly", "“Twenty-two, then a bad day, then eleven.”")
	s.on(20, worker, func(tx *db.Tx, actor account.Actor) error {
		return s.room.End(s.ctx, tx, actor, s.id, support.EndForm{Why: "period-over", Address: "Room 4, 31 Millrace House\nPeterborough", Contact: "Karol from the parish, every Sunday. Our number is in his phone.",
			Safety: "He does not go back to the warehouse. If they ring, he rings Karol. The clinic knows his worker’s name.", Said: "I did not think that somebody would look where I sleep next."})
	})
}

// supportPopulation has most of the others spoken with and assessed, by two
// workers; one is given back.
func supportPopulation(l *living, room *support.Room) error {
	lives := map[db.ID]bool{}
	for _, id := range l.lives {
		lives[id] = true
	}
	type begun struct {
		id db.ID
		at time.Time
	}
	var all []begun
	err := l.db.Read(l.ctx, func(tx *db.Tx) (err error) {
		all, err = db.All(l.ctx, tx, `SELECT s.case_id, s.opened_at FROM support_case s JOIN agency g ON g.id = s.agency_id WHERE g.name = 'Harbour Light' ORDER BY s.case_id`, nil,
			func(b *begun, scan func(...any) error) error { return scan(&b.id, db.Instant(&b.at)) })
		return err
	})
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(l.ctx)
	group.SetLimit(writers)
	for i, one := range all {
		if lives[one.id] || i%9 == 4 {
			continue
		}
		group.Go(func() error {
			at := func(after time.Duration, who string, command func(tx *db.Tx, actor account.Actor) error) error {
				when := one.at.Add(after)
				if when.After(l.now) {
					when = l.now
				}
				return l.db.WriteAt(ctx, when, func(tx *db.Tx) error { return command(tx, l.staff[who]) })
			}
			who := []string{worker, supportSecond, supportSecond}[i%3]
			if err := at(time.Hour, supportManager, func(tx *db.Tx, actor account.Actor) error {
				return room.Name(ctx, tx, actor, one.id, support.NameForm{Worker: string(l.staff[who].Account)})
			}); err != nil || i%9 == 7 {
				return err
			}
			if err := at(26*time.Hour, who, func(tx *db.Tx, actor account.Actor) error {
				_, err := room.Record(ctx, tx, actor, one.id, support.EntryForm{Kind: "contact", On: civil.DayOf(tx.Now()), How: "phone", Outcome: "reached", Note: "We spoke, and agreed on when to meet."})
				return err
			}); err != nil || i%5 == 2 {
				return err
			}
			return at(6*day, who, func(tx *db.Tx, actor account.Actor) error {
				_, err := room.Assess(ctx, tx, actor, one.id, support.AssessForm{On: civil.DayOf(tx.Now()), Together: "yes", Own: "I want to work, and to sleep.", Levels: map[string]string{"housing": "1", "health-mind": "2", "money": "1"}})
				return err
			})
		})
	}
	return group.Wait()
}

// listening are the rooms that are told what decisions settle, as the site wires
// them, so that the demonstration's cases begin everywhere as real ones do.
func listening(d *db.Database, rules statute.Book) []casefile.OnSettled {
	return []casefile.OnSettled{supporting(d, rules).OnSettled}
}
