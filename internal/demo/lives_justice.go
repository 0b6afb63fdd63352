package demo

import (
	"maps"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/justice"
	"github.com/havenward/havenward/internal/reference"
)

// liaison is the victim liaison officer of the police, by e-mail address.
const liaison = "noor.hadley@westhaven.example"

// justiceLife tells one person's part of justice and redress.
type justiceLife struct {
	*living
	room *justice.Room
	key  string
}

// livesOfJustice tells what people were offered, told and claimed as victims of
// crime: a trial with somebody at his side, wages, and those who say no.
func livesOfJustice(l *living) error {
	room := &justice.Room{DB: l.db, Rules: l.rules, Lists: reference.Default()}
	for _, tell := range []struct {
		key  string
		told func(j *justiceLife)
	}{{"dung", dungAtTrial}, {"grace_a", gracesWages}, {"stefan", stefansWages}, {"arben", arbenSaysNo}, {"mirela", mirelaAndCourt}, {"kelly", kellyIsAsked}, {"tomasz", tomaszClaims}, {"blessing", blessingIsOffered}} {
		j := &justiceLife{l, room, tell.key}
		j.open()
		tell.told(j)
		if l.err != nil {
			return l.err
		}
	}
	l.on(0, manager, func(tx *db.Tx, _ account.Actor) error { return room.ListCrimes(l.ctx, tx, 2000) })
	return l.err
}

// open has Harbour Light, which stands beside them all, open the file.
func (j *justiceLife) open() {
	id := j.lives[j.key]
	j.on(24, worker, func(tx *db.Tx, actor account.Actor) error {
		granted, err := access.Granted(j.ctx, tx, actor, id)
		if err != nil || granted&access.Identity != 0 {
			return err
		}
		return access.Give(j.ctx, tx, actor, access.Grant{Agency: actor.Agency, Case: id, Purpose: "legal-advice", Compartments: access.Identity, LegalBasis: "public-task"})
	})
	j.on(24, worker, func(tx *db.Tx, actor account.Actor) error { return j.room.Open(j.ctx, tx, actor, id) })
}

func (j *justiceLife) line(daysAgo int, who string, f justice.Form) (id db.ID) {
	j.on(daysAgo, who, func(tx *db.Tx, actor account.Actor) (err error) {
		id, err = j.room.Record(j.ctx, tx, actor, j.lives[j.key], f)
		return err
	})
	return id
}

func (j *justiceLife) wish(daysAgo int, contact justice.Wish, vulnerable bool, said, hopes string) {
	j.on(daysAgo, worker, func(tx *db.Tx, actor account.Actor) error {
		return j.room.SetWish(j.ctx, tx, actor, j.lives[j.key], justice.WishForm{Version: 1, Contact: string(contact), On: j.day(daysAgo), Said: said, Hopes: hopes, Vulnerable: &vulnerable})
	})
}

func (j *justiceLife) show(daysAgo int, parts ...string) {
	yes := true
	j.on(daysAgo, worker, func(tx *db.Tx, actor account.Actor) error {
		_, err := j.room.Show(j.ctx, tx, actor, j.lives[j.key], justice.ShareForm{Agency: string(j.staff[liaison].Agency), Parts: parts, Agrees: &yes,
			How: reference.Default().ConsentExplained.All()[0].Code, Said: "Yes, for the case against them."})
		return err
	})
}

func (j *justiceLife) offer(daysAgo int, right, outcome, words string) justice.Offer {
	return justice.Offer{Right: right, Outcome: outcome, On: j.day(daysAgo), How: "in-person", By: "Amara Quist", Words: words}
}

// convention records what of the Convention was offered, right by right.
func (j *justiceLife) convention(daysAgo int, outcomes map[string]string) {
	for _, right := range slices.Sorted(maps.Keys(outcomes)) {
		j.line(daysAgo, worker, &justice.ConventionForm{Offer: j.offer(daysAgo, right, outcomes[right], "")})
	}
}

// dungAtTrial: a man who was made to grow cannabis, first accused himself, now a
// witness.
func dungAtTrial(j *justiceLife) {
	j.wish(23, justice.Agreed, true, "I will speak if somebody comes with me.", "That they cannot do this to the boys who are still there.")
	j.line(23, worker, &justice.DefenceForm{Offence: "Producing cannabis", Grounds: justice.Grounds{Child: "no", Excluded: "no", Compelled: "yes", Attributable: "yes", Alternative: "yes"},
		State: "accepted", On: j.day(23), Lawyer: "Hollin and Marsh, Wolverhampton", Note: "They locked us in. They had my sister’s address."})
	j.line(22, worker, &justice.CrimeForm{Force: "west-midlands", Reference: "20/118842/26", State: "charged", On: j.day(40), Offence: "Holding a person in slavery or servitude", Officer: "DC Holly Ferris 4471", Phone: "01632 960820", Bail: "Not to contact him or go to the town where he studies"})
	j.show(22, "crime", "told", "measures", "statements", "hearings", "rights")
	for i, right := range []string{"understand", "ew-recorded", "ew-progress", "ew-statement", "compensation", "ew-offender"} {
		outcome := "accepted"
		if i == 5 {
			outcome = "offered"
		}
		j.line(21, worker, &justice.RightForm{Offer: j.offer(21, right, outcome, "")})
	}
	yes := true
	j.line(20, liaison, &justice.NoticeForm{Decision: "charged", Happened: j.day(40), State: "told", ToldOn: j.day(39), How: "in-person", By: "DC Ferris, with an interpreter", Language: "vi", Clear: &yes, Words: "Two men are charged. He asked whether they are in prison: one is."})
	j.line(12, liaison, &justice.NoticeForm{Decision: "plea", Happened: j.day(16), State: "told", ToldOn: j.day(12), How: "phone", By: "Noor Hadley", Language: "vi", Clear: &yes, Words: "They say they did not do it, so there is a trial."})
	j.line(2, liaison, &justice.NoticeForm{Decision: "bail-changed", Happened: j.day(3), State: "waiting"})
	for _, m := range []struct{ measure, state, of, view string }{{"screen", "granted", "The court", "I do not want to see their faces."}, {"ew-supporter", "granted", "The court", "Amara, if she can."},
		{"live-link", "declined", "", "I want the judge to see me."}, {"ew-recorded-cross", "refused", "The prosecutor", ""}} {
		f := &justice.MeasureForm{Measure: m.measure, Stage: "court", State: m.state, On: j.day(9), AskedOf: m.of, TheirView: m.view}
		if m.of != "" {
			f.AskedOn = j.day(15)
		}
		if m.state == "refused" {
			f.Reasons = "The court has no place for a recording before the trial."
		}
		j.line(9, worker, f)
	}
	j.line(18, liaison, &justice.StatementForm{Kind: "video", State: "given", On: j.day(60), Language: "vi", Taker: "DC Ferris", Held: "With the police, exhibit HF/3"})
	j.line(8, worker, &justice.StatementForm{Kind: "personal", State: "wanted", On: j.day(8), Language: "vi", Heard: "read", Note: "He wants Amara to read it out."})
	j.line(16, worker, &justice.HearingForm{Kind: "plea", On: j.day(16), At: "10:00", Court: "Wolverhampton Crown Court", Attendance: "stays-away", State: "held", Outcome: "Both pleaded not guilty. Trial in two weeks."})
	j.line(10, worker, &justice.HearingForm{Kind: "visit", On: j.day(-4), At: "14:00", Court: "Wolverhampton Crown Court", Attendance: "may-go", Companion: "Amara Quist", Phone: "01632 960830", Meet: "Railway station, by the ticket office, 13:15", State: "planned"})
	j.line(10, worker, &justice.HearingForm{Kind: "evidence", On: j.day(-11), At: "9:30", Court: "Wolverhampton Crown Court, court 4", Attendance: "evidence", Companion: "Amara Quist", Phone: "01632 960830", Meet: "Office of Harbour Light, 7:45", Travel: "Taxi, paid by the witness service",
		Interpreter: "Vietnamese, northern, a man: booked by the court", Measures: "Side entrance in Piper’s Row. Separate waiting room. Screens. Leave after the defence has gone.", Contact: "Witness service, Mrs Oduya", Needs: "Water, and a break each half hour. He counts his breaths.", State: "planned"})
	j.line(6, worker, &justice.RedressForm{Way: justice.Injuries, Started: j.day(690), State: "considering", On: j.day(6), Adviser: "Hollin and Marsh"})
	j.line(6, worker, &justice.RedressForm{Way: justice.Reparation, Against: "Those who are convicted, if they are", State: "claimed", On: j.day(6), Note: "The prosecutor was asked to ask the court for it when it sentences."})
	j.convention(5, map[string]string{"12-interpreter": "accepted", "12-court": "accepted", "15-legal": "accepted", "15-state": "offered", "14-permit": "accepted", "12-work": "offered"})
}

// gracesWages: a domestic worker who was not paid for years.
func gracesWages(j *justiceLife) {
	j.wish(22, justice.ThroughWorker, true, "They may ask Amara. Not come to me.", "My wages, and my passport.")
	j.line(11, worker, &justice.RedressForm{Way: justice.Employment, Against: "The family in Reading", Started: j.day(70), Conciliation: justice.Conciliation{From: j.day(40), Until: j.day(12)}, State: "advice", On: j.day(12),
		Adviser: "Thames Law Centre", Amount: "18,450", Note: "Minimum wage for two years, holidays, disability discrimination."})
	j.line(20, worker, &justice.RedressForm{Way: justice.Civil, Started: j.day(70), State: "considering", On: j.day(20)})
	j.line(10, worker, &justice.HearingForm{Kind: "tribunal", On: j.day(-20), At: "11:00", Court: "Reading employment tribunal", Attendance: "may-go", State: "planned", Needs: "A lift, and to sit down often."})
	j.line(18, worker, &justice.RightForm{Offer: j.offer(18, "compensation", "accepted", "I want what I worked for.")})
	j.convention(17, map[string]string{"12-interpreter": "declined", "12-work": "accepted", "15-legal": "accepted", "16-return": "declined"})
}

// stefansWages: a farm worker whose wages were kept back.
func stefansWages(j *justiceLife) {
	j.wish(22, justice.Agreed, false, "I told them everything already.", "That the others get their money too.")
	j.line(13, worker, &justice.CrimeForm{Force: "cambridgeshire", Reference: "35/20991/26", State: "convicted", On: j.day(15), Offence: "Forced labour", Officer: "DS Paul Thorne 882"})
	j.show(20, "crime", "told", "hearings", "compensation")
	j.line(14, liaison, &justice.NoticeForm{Decision: "verdict", Happened: j.day(15), State: "told", ToldOn: j.day(14), How: "phone", By: "Noor Hadley"})
	j.line(12, worker, &justice.RedressForm{Way: justice.Reparation, Against: "The gangmaster", State: "refused", On: j.day(13), Reasons: "The court said that no confiscation order was made, so there was nothing to pay from.", Note: "His lawyer looks at an appeal."})
	j.line(12, worker, &justice.RedressForm{Way: justice.Employment, Against: "The farm", Started: j.day(400), State: "awarded", On: j.day(30), Amount: "6,212.40", Adviser: "Fenland Advice"})
	j.line(8, worker, &justice.RedressForm{Way: justice.Injuries, Started: j.day(400), State: "claimed", On: j.day(9), Reference: "CICA 26 4471"})
	j.line(9, worker, &justice.HearingForm{Kind: "sentence", On: j.day(-6), At: "10:30", Court: "Peterborough Crown Court", Attendance: "may-go", Companion: "Ngozi Bell", State: "planned"})
}

// arbenSaysNo: a man who wants no contact with the police, and loses nothing by it.
func arbenSaysNo(j *justiceLife) {
	j.wish(21, justice.Refused, false, "No police. Not now, not later.", "To be left in peace, and to work.")
	j.convention(20, map[string]string{"12-home": "accepted", "12-counselling": "accepted", "12-work": "accepted", "12-court": "declined", "15-state": "declined", "14-permit": "accepted", "11-private": "accepted"})
	j.line(20, worker, &justice.RedressForm{Way: justice.Civil, Started: j.day(300), State: "declined", On: j.day(20), Note: "He may come back to it: the last day was told to him."})
}

func mirelaAndCourt(j *justiceLife) {
	j.wish(20, justice.Agreed, true, "", "")
	j.line(19, worker, &justice.CrimeForm{Force: "bedfordshire", State: "no-further-action", Reference: "40/7712/26", On: j.day(30), Right: "asked", Note: "She asked for a review of the decision to stop."})
	j.show(19, "crime", "told")
	j.line(18, liaison, &justice.NoticeForm{Decision: "no-investigation", Happened: j.day(30), State: "told", ToldOn: j.day(18), How: "letter", By: "Noor Hadley", Words: "Told late: the letter went to an old address."})
	j.line(10, worker, &justice.RedressForm{Way: justice.Injuries, Started: j.day(500), State: "advice", On: j.day(10), Adviser: "Luton Law Centre"})
}

func kellyIsAsked(j *justiceLife) {
	j.wish(12, justice.NotAsked, true, "", "")
	j.line(11, worker, &justice.DefenceForm{Offence: "Possession with intent to supply", Grounds: justice.Grounds{Child: "yes", Excluded: "no", Attributable: "yes", Alternative: "not-known"}, State: "lawyer", On: j.day(11), Lawyer: "Norwich Youth Law", Note: "They said I owed them."})
	j.line(9, worker, &justice.HearingForm{Kind: "first", On: j.day(-9), At: "10:00", Court: "Norwich Magistrates’ Court", Attendance: "evidence", State: "planned"})
	j.line(9, worker, &justice.RightForm{Offer: j.offer(9, "understand", "accepted", "")})
}

func tomaszClaims(j *justiceLife) {
	j.wish(15, justice.ThroughWorker, false, "", "")
	j.line(14, worker, &justice.RedressForm{Way: justice.Employment, Against: "The car wash", Started: j.day(85), State: "considering", On: j.day(14)})
}

func blessingIsOffered(j *justiceLife) {
	j.convention(13, map[string]string{"12-emergency": "accepted", "12-interpreter": "accepted", "12-home": "accepted", "13-recovery": "accepted", "16-return": "declined"})
	j.line(13, worker, &justice.ConventionForm{Offer: j.offer(13, "12-work", "not-possible", "Her asylum claim is open, so she may not work yet.")})
}
