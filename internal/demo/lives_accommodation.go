package demo

import (
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/accommodation"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/between"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/reference"
)

// livesOfAccommodation tells who was housed where, who waits, who was moved out of
// danger, and who is met where they live.
func livesOfAccommodation(l *living) error {
	placed := &placement.Room{DB: l.db, Rules: l.rules, Lists: reference.Default()}
	h := &housed{living: l, placed: placed, room: between.Shelter(l.db, l.rules, placed), houses: map[string]db.ID{}, beds: map[string][]db.ID{}}
	h.open()
	h.neighbour()
	h.mirela()
	h.hana()
	h.kelly()
	h.others()
	h.waiting()
	h.bed("Hazel", 5, "repair", l.day(-12))
	h.bed("Fig", 2, "cleaning", l.day(-1))
	h.bed("Ivy", 3, "closed", l.day(0))
	h.on(20, bedDesk, func(tx *db.Tx, actor account.Actor) error {
		return h.room.SetHouse(h.ctx, tx, actor, h.houses["Maple"], accommodation.HouseStateForm{Version: 1, State: "paused", Why: "The boiler is replaced, and nobody should sleep there meanwhile."})
	})
	return l.err
}

var pregnant, notPregnant = true, false

// alone is what one adult needs.
func alone(called, sex string) accommodation.AskForm {
	return accommodation.AskForm{NeedForm: accommodation.NeedForm{Called: called, Sex: sex, Adults: 1, Pregnant: &notPregnant}, Home: "unsafe"}
}

// ask asks Harbour Light's own desk for a place for somebody.
func (h *housed) ask(ago int, id db.ID, f accommodation.AskForm) (file db.ID) {
	f.Desk = string(h.staff[bedDesk].Agency)
	h.on(ago, worker, func(tx *db.Tx, actor account.Actor) error {
		granted, err := access.Granted(h.ctx, tx, actor, id)
		if err == nil && granted&access.Identity == 0 {
			err = access.Give(h.ctx, tx, actor, access.Grant{Agency: actor.Agency, Case: id, Purpose: "support", Compartments: access.Identity, LegalBasis: "health-care"})
		}
		if err != nil {
			return err
		}
		file, err = h.room.Ask(h.ctx, tx, actor, id, f)
		return err
	})
	return file
}

func (h *housed) tie(ago int, file db.ID, kind string, who accommodation.Somebody) {
	h.on(ago, worker, func(tx *db.Tx, actor account.Actor) error {
		_, err := h.room.AddTie(h.ctx, tx, actor, file, accommodation.TieForm{Kind: kind, Who: who})
		return err
	})
}

// offer holds a bed for somebody.
func (h *housed) offer(ago int, file db.ID, house string, number int, why string) (offer db.ID) {
	h.on(ago, bedDesk, func(tx *db.Tx, actor account.Actor) (err error) {
		offer, err = h.room.MakeOffer(h.ctx, tx, actor, file, accommodation.OfferForm{Bed: string(h.beds[house][number-1]), Why: why, Hours: 48})
		return err
	})
	return offer
}

func (h *housed) answer(ago int, offer db.ID, f accommodation.AnswerForm) {
	h.on(ago, worker, func(tx *db.Tx, actor account.Actor) error {
		return h.room.AnswerOffer(h.ctx, tx, actor, offer, f)
	})
}

// takes has somebody accept a bed that is offered, and arrive.
func (h *housed) takes(ago int, file db.ID, house string, number int, why, said string) {
	yes := true
	offer := h.offer(ago, file, house, number, why)
	h.answer(ago, offer, accommodation.AnswerForm{Accept: &yes, Words: said, Arrive: form.Moment{On: h.day(ago), At: "19:30"}, Transport: "staff", Details: "Amara drives. She holds the blue umbrella."})
	if ago > 0 {
		h.today(ago-1, file, accommodation.DayForm{Presence: "in"})
	}
}

// today records where somebody is.
func (h *housed) today(ago int, file db.ID, f accommodation.DayForm) {
	h.on(ago, bedDesk, func(tx *db.Tx, actor account.Actor) error {
		var stay db.ID
		if _, err := tx.Row(h.ctx, `SELECT id, version FROM stay WHERE file_id = $1 AND ended_at IS NULL`, []any{file}, &stay, &f.Version); err != nil {
			return err
		}
		return h.room.RecordDay(h.ctx, tx, actor, stay, f)
	})
}

func (h *housed) version(file db.ID) (version int64) {
	if h.err == nil {
		h.err = h.db.Read(h.ctx, func(tx *db.Tx) error {
			_, err := tx.Row(h.ctx, `SELECT version FROM shelter_file WHERE id = $1`, []any{file}, &version)
			return err
		})
	}
	return version
}

// moves moves somebody in one step because there is danger.
func (h *housed) moves(ago int, file db.ID, house string, number int, danger, details string) {
	yes, version := true, h.version(file)
	h.on(ago, bedDesk, func(tx *db.Tx, actor account.Actor) error {
		return h.room.Move(h.ctx, tx, actor, file, accommodation.TakeForm{Version: version, Bed: string(h.beds[house][number-1]), Why: "It is far away, and free now.", Danger: danger, LeaveArea: &yes,
			Arrive: form.Moment{On: h.day(ago), At: "22:15"}, Transport: "staff", Details: details})
	})
}

// neighbour came to a house one night under the name that Mirela fears, and was
// not referred yet; a man of the other name mends things at another house.
func (h *housed) neighbour() {
	var file db.ID
	h.on(100, bedDesk, func(tx *db.Tx, actor account.Actor) (err error) {
		file, err = h.room.AskNow(h.ctx, tx, actor, accommodation.NightForm{Called: "Dorina Văcaru", Adult: "yes", Sex: "female", Language: "ro", Reach: "01632 960900", Desk: string(actor.Agency)})
		if err != nil {
			return err
		}
		return h.room.TakeNow(h.ctx, tx, actor, file, accommodation.TakeForm{Version: 1, Bed: string(h.beds["Alder"][0]), Why: "It was the only bed that night.", Arrive: form.Moment{On: h.day(100), At: "23:40"}, Transport: "taxi"})
	})
	h.today(99, file, accommodation.DayForm{Presence: "in"})
	h.on(95, bedDesk, func(tx *db.Tx, actor account.Actor) error {
		_, err := h.room.AddHouseTie(h.ctx, tx, actor, h.houses["Juniper"], accommodation.Somebody{Names: []string{"Toma Marius"}, Words: "Mends the heating in both houses of the street."})
		return err
	})
}

// mirela is moved out of the area where she was exploited. A former neighbour who
// took money for her lives in one house that would fit.
func (h *housed) mirela() {
	f := alone("Mira", "female")
	f.Languages, f.Musts, f.Apart = []string{"ro"}, []string{"night-staff"}, []string{"men"}
	f.Words = "She was seen at the bus station in Luton by people who know him. Not Bedfordshire, not for a night."
	file := h.ask(86, h.lives["mirela"], f)
	h.tie(86, file, accommodation.Neighbour, accommodation.Somebody{Names: []string{"Dorina Vacaru"}, Aliases: []string{"Doina"}, Words: "Lived across the landing. Told him whenever Mirela went out."})
	h.tie(86, file, accommodation.Exploiter, accommodation.Somebody{Names: []string{"Marius Toma"}, Aliases: []string{"Mario"}})
	no := false
	h.answer(85, h.offer(85, file, "Larch", 1, "No Romanian there yet, but far from Luton."), accommodation.AnswerForm{Accept: &no, Refusal: "far", Words: "I know nobody there and nobody speaks to me."})
	h.takes(84, file, "Cedar", 1, "Nothing speaks against it but the distance.", "There is a lock on my side. Good.")
}

// hana is moved with her two children in one step, on the night when her old
// employer’s car stood in the street.
func (h *housed) hana() {
	f := alone("Hana", "female")
	f.Children, f.Languages, f.Musts = 2, []string{"ti"}, []string{"school"}
	f.Words, f.Prefer = "Her daughter does not speak. A room for the three of them, with a key.", []string{"lancashire"}
	file := h.ask(37, h.lives["hana"], f)
	h.takes(36, file, "Birch", 1, "A room for the three of them. Nobody there speaks Tigrinya yet.", "Is there a school?")
	h.tie(30, file, accommodation.Exploiter, accommodation.Somebody{Names: []string{"Samira Haile"}, Words: "She kept the children in the house."})
	h.moves(2, file, "Gorse", 1, "The car of the family stood in the street twice today, and a woman asked at the school for the children by name.", "Joel drives. Yonas has his inhaler; a spare is at the house.")
	h.today(1, file, accommodation.DayForm{Presence: "in"})
}

// kelly stays where she lives, and is met where it is safe.
func (h *housed) kelly() {
	f := alone("Kel", "female")
	f.Home = "safe"
	file := h.ask(27, h.lives["kelly"], f)
	h.on(26, worker, func(tx *db.Tx, actor account.Actor) error {
		return h.room.Plan(h.ctx, tx, actor, file, accommodation.MeetingsForm{Every: 7, Next: form.Moment{On: h.day(24), At: "14:00"},
			Safe: accommodation.Safe{Place: "The café at the library, at the back", Sign: "She asks whether the course is still on Monday", Never: "Ring the flat, or come to the door", Company: "Nobody. Her tutor knows that we meet"}})
	})
	yes := true
	for i, one := range []accommodation.MeetingForm{{How: "met", Safe: &yes, Words: "The new lock is in."}, {How: "not-there"}, {How: "met", Safe: &yes, Words: "She had overslept last week. She laughed about it."}} {
		ago := 24 - 7*i
		one.Version, one.At = int64(i+1), form.Moment{On: h.day(ago), At: "8:00"}
		one.Next = form.Moment{On: h.day(ago - 7), At: "14:00"}
		if i == 2 {
			one.Next.On = h.day(-2)
		}
		h.on(ago, worker, func(tx *db.Tx, actor account.Actor) error { return h.room.Meet(h.ctx, tx, actor, file, one) })
	}
}

// others are the rest of the lives: in houses, offered a bed, or waiting.
func (h *housed) others() {
	f := alone("Arben", "male")
	f.Languages = []string{"sq"}
	arben := h.ask(412, h.lives["arben"], f)
	h.takes(410, arben, "Hazel", 1, "His own area is known to nobody who looks for him.", "A room with a window.")
	f = alone("Dũng", "male")
	f.Languages = []string{"vi"}
	dung := h.ask(140, h.lives["dung"], f)
	h.takes(139, dung, "Hazel", 2, "No other house has Vietnamese.", "")
	h.today(0, dung, accommodation.DayForm{Presence: "overnight", Back: form.Moment{On: h.day(-1), At: "18:00"}, Words: "With a friend from the course, as agreed."})
	f = alone("Blessing", "female")
	f.Pregnant, f.Musts, f.Languages = &pregnant, []string{"cot"}, []string{"en"}
	blessing := h.ask(110, h.lives["blessing"], f)
	h.takes(109, blessing, "Cedar", 4, "Far from her friends in Croydon.", "It is quiet. I like quiet.")
	f = alone("Grace", "female")
	f.Musts, f.Wishes, f.Barrier = []string{"step-free"}, []string{"worship"}, "Uses a stick, and needs an arm on stairs."
	f.Words = "The family still lives near Reading. She sleeps on a friend’s sofa until the end of the week."
	h.ask(3, h.lives["grace_a"], f)
	f = alone("Ștefan", "male")
	f.Home, f.Languages = "safe", []string{"ro"}
	h.ask(250, h.lives["stefan"], f)
	f = alone("Minh", "male")
	f.Languages = []string{"vi"}
	minh := h.ask(2, h.lives["minh"], f)
	h.offer(0, minh, "Hazel", 3, "No other house has Vietnamese.")
}

// waiting are those of the population who asked, most of them still without a bed,
// and one for whom somebody asks tonight.
func (h *housed) waiting() {
	var known []db.ID
	if h.err == nil {
		h.err = h.db.Read(h.ctx, func(tx *db.Tx) error {
			return tx.Each(h.ctx, `SELECT s.case_id FROM support_case s JOIN agency g ON g.id = s.agency_id JOIN case_file c ON c.id = s.case_id WHERE g.name = 'Harbour Light' AND s.ended_at IS NULL AND c.age_group = 'adult' ORDER BY s.case_id`, nil, func(scan func(...any) error) error {
				var id db.ID
				if err := scan(&id); err != nil {
					return err
				}
				for _, life := range h.lives {
					if id == life {
						return nil
					}
				}
				known = append(known, id)
				return nil
			})
		})
	}
	for i, id := range known[:min(10, len(known))] {
		f, man := alone("", "female"), h.man(id)
		if man {
			f.Sex = "male"
		}
		switch i % 5 {
		case 0:
			f.Home, f.DestituteOn = "until", h.day(-i-1)
		case 1:
			f.Home, f.Wishes = "none", []string{"own-cooking", "prayer"}
		case 2:
			f.Children, f.Musts = 1, []string{"school"}
		case 3:
			f.Apart, f.Brings = []string{"substances"}, []string{"nights"}
		case 4:
			f.Home = "safe"
		}
		file := h.ask(1+i%4, id, f)
		if i == 6 {
			h.offer(0, file, map[bool]string{true: "Ivy", false: "Larch"}[man], 2, "The nearest that is free.")
		}
	}
	h.on(0, bedDesk, func(tx *db.Tx, actor account.Actor) error {
		_, err := h.room.AskNow(h.ctx, tx, actor, accommodation.NightForm{Called: "Linh", Adult: "yes", Sex: "female", Language: "vi", Musts: []string{"medical"}, From: []string{"Uncle Bao"}, Avoid: []string{"Birmingham"}, Reach: "01632 960911", Desk: string(actor.Agency)})
		return err
	})
}

// man reports whether the record of a case says that the person is a man.
func (h *housed) man(id db.ID) (man bool) {
	if h.err == nil {
		h.err = h.db.Read(h.ctx, func(tx *db.Tx) error {
			file, err := casefile.Load(h.ctx, tx, h.staff[triage], id)
			man = file.Record.Gender == "male"
			return err
		})
	}
	return man
}
