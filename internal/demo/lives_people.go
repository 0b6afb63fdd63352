package demo

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/referral"
)

// Who refers a life: places in the list of referrers.
const (
	byPolice = iota
	byCouncil
	byCharity
	byBorder
)

// someone is what is written down of who one of the lives is.
func someone(given, family, birth, nationality, gender, town, phone string) casefile.Record {
	r := named(given, family, birth, nationality, phone, "")
	r.Gender, r.CurrentTown = gender, town
	for i := range r.Contacts {
		r.Contacts[i].Safe = true
	}
	return r
}

// tell is an account in two pieces: how it began, and why help was asked for.
func tell(start, now string) map[string]string {
	return map[string]string{casefile.StoryStart: start, casefile.StoryWhyNow: now}
}

// twelve are the lives. Nobody of them exists.
var twelve = []life{
	{key: "ruta", who: someone("Rūta", "Kazlauskaitė", "1999-05-14", "LT", "female", "southampton", "07700 900601"), from: byCharity, forms: []string{"Sexual"}, police: referral.No,
		told: tell("A man whom she met in Kaunas paid her flight and told her of work in a hotel. The room was paid for by what other men gave for her. He kept her identity card.",
			"She walked into a church on a Sunday and asked the woman at the door for a telephone."),
		script: func(s *script) {
			s.lifeDecided(390, 300)
			s.met(byBorder, 6, someone("Ruta", "Kazlauskaite", "1999-05-14", "LT", "female", "southampton", "07700 900601"))
		}},
	{key: "mirela", who: someone("Mirela", "Drăgan", "2001-11-02", "RO", "female", "luton", "07700 900602"), from: byPolice, forms: []string{"Sexual"}, police: referral.Yes,
		told: tell("Her boyfriend’s cousin drove her to Luton for work in a car wash. She was kept in a flat and driven to other flats at night.",
			"A neighbour called the police after shouting in the night. Another neighbour was a friend of the man."),
		edit: func(r *casefile.Record) {
			r.Actors = []casefile.Actor{{Names: []string{"Marius Toma"}, Nicknames: []string{"Mario"}, Relation: "neighbour", InUK: "yes", LastPlace: "Luton", Vehicles: []string{"A black saloon car"}}}
		},
		script: func(s *script) { s.lifeDecided(95, 30) }},
	{key: "dung", who: someone("Văn Dũng", "Phạm", "2003-08-21", "VN", "male", "wolverhampton", ""), from: byPolice, forms: []string{"Criminal"}, police: referral.Yes,
		told: tell("He owed money for his journey and was locked into a house in which cannabis grew. He slept between the plants and was fed through a hatch.",
			"The police found him alone when they opened the house. He was charged before anybody asked how he had come there."),
		script: func(s *script) { s.lifeDecided(150, 40) }},
	{key: "blessing", who: someone("Blessing", "Aigbe", "1998-02-09", "NG", "female", "croydon", "07700 900604"), from: byBorder, forms: []string{"Sexual"}, police: referral.NotSure,
		told: tell("A woman in Benin City took an oath from her before she left. In Italy, and then in London, she was told that she owed forty thousand euros.",
			"She is pregnant and asked for asylum, and told the officer about the oath."),
		edit:   func(r *casefile.Record) { r.Interpreter = "bin" },
		script: func(s *script) { s.lifeRecovering(120) }},
	{key: "kelly", who: someone("Kelly", "Marsh", "2007-03-30", "GB", "female", "norwich", "07700 900605"), from: byPolice, forms: []string{"Criminal"}, police: referral.No,
		told: tell("At fifteen she carried packages on trains for an older friend who had bought her a phone. At nineteen she still paid off what he said she owed. Her flat was used to sell from.",
			"The man’s phone was seized, and officers who came to the flat asked her what she wanted instead of searching her."),
		script: func(s *script) { s.lifeRecovering(34) }},
	{key: "arben", who: someone("Arben", "Gjoka", "1994-09-17", "AL", "male", "leicester", "07700 900606"), from: byCharity, forms: []string{"Labour"}, police: referral.No,
		told: tell("He was promised a job on a building site and worked eleven months without pay. They knew where his mother lives.",
			"He ran when a lorry stopped. He will not speak to any police, here or in Albania, and nobody will ask him again."),
		script: func(s *script) { s.lifeDecided(420, 330) }},
	{key: "grace_a", who: someone("Grace", "Abad", "1968-01-25", "PH", "female", "reading", "07700 900607"), from: byCharity, forms: []string{"Domestic"}, police: referral.No,
		told: tell("She cleaned and cooked for a family for nine years, slept on the floor of the laundry and was paid in the first year. Her knees are worn; she walks with two sticks.",
			"A woman in church told her of a charity for domestic workers."),
		script: func(s *script) { s.lifeRecovering(70) }},
	{key: "stefan", who: someone("Ștefan", "Munteanu", "1988-06-11", "RO", "male", "wisbech", "07700 900608"), from: byCouncil, forms: []string{"Labour"}, police: referral.Yes,
		told: tell("A gangmaster took the wages of twelve men who picked vegetables, for rent and transport. He slept in a caravan without water and was beaten when he asked for his pay.",
			"An inspector asked each man alone how much money he had."),
		script: func(s *script) { s.lifeDecided(260, 150) }},
	{key: "hana", who: someone("Hana", "Tesfay", "1996-12-06", "ER", "female", "bradford", "07700 900609"), from: byCouncil, forms: []string{"Domestic"}, police: referral.NotSure,
		told: tell("A family brought her from Khartoum with her two children and kept all three in one room. She minded their children, and hers were not let out to school.",
			"A health visitor who came to see the other children asked whose the two quiet ones were."),
		edit:   func(r *casefile.Record) { r.Children, r.Interpreter = 2, "ti" },
		script: func(s *script) { s.lifeRecovering(45) }},
	{key: "tomasz", who: someone("Tomasz", "Wilk", "1981-04-03", "PL", "male", "peterborough", "07700 900610"), from: byPolice, forms: []string{"Labour"}, police: referral.NotSure,
		told: tell("He worked in a warehouse through an agency that kept his bank card. He drank to sleep and lost days that he could not tell about afterwards.",
			"He was found sleeping in a park and said that he was afraid to go back for his bag."),
		script: func(s *script) {
			s.begin(150)
			s.reasonable(144)
			s.serve(143)
			s.conclusiveNo(40)
			s.serve(39)
		}},
	{key: "joy", who: someone("Joy", "Osagie", "", "NG", "female", "maidstone", ""), from: byCouncil, ageGroup: casefile.Child, forms: []string{"Sexual"},
		told: tell("She was brought at sixteen by a woman who called herself her aunt, and was driven to houses by men.",
			"She told her teacher in the second week of school."),
		script: func(s *script) {
			s.born = s.today.Add(25).AddMonths(-18 * 12)
			s.refer(130, casefile.Child)
			s.allocate(129, machine.SingleCompetentAuthority)
			s.assign(129, triage, s.decider())
			s.reasonable(124)
			s.serve(123)
		}},
	{key: "minh", who: someone("Quang Minh", "Lê", "2005-10-28", "VN", "male", "bristol", "07700 900612"), from: byCharity, forms: []string{"Labour"}, police: referral.No,
		told: tell("He worked in nail bars in four towns and never held his own money. A man drove him between them and slept in the next room.",
			"A customer asked him a question that he could not answer, and left the number of a charity under a towel."),
		script: func(s *script) {
			s.turnedAway(62)
			s.reconsider(48)
			s.acceptReconsideration(45)
			s.overturn(33)
			s.serve(32)
		}},
}

// lifeRecovering has a positive first decision, and the second is to come.
func (s *script) lifeRecovering(referred int) {
	s.begin(referred)
	s.reasonable(referred - 5)
	s.serve(referred - 6)
}

// lifeDecided has two positive decisions.
func (s *script) lifeDecided(referred, daysAgo int) {
	s.lifeRecovering(referred)
	s.conclusive(daysAgo)
	s.serve(daysAgo - 1)
}

// met is referred again by another agency, which wrote them down in its own way.
func (s *script) met(from, daysAgo int, as casefile.Record) {
	again := *s.life
	again.from, again.who, again.edit = from, as, nil
	again.told = tell("She said little. She was found in a house in which three women worked.", "She asked whether the people whom she knew here were still at the same telephone number.")
	s.life, s.who, s.number = &again, &again.who, s.number+20
	s.refer(daysAgo, casefile.Adult)
}

// tells puts what a life tells in the place of what was invented.
func (l *life) tells(s *referral.Submission) {
	s.Cooperation = l.police
	r := &s.Record
	r.Stories = l.told
	r.CurrentTown, r.CurrentRegion = l.who.CurrentTown, ""
	r.Indicators, r.Journey = nil, nil
	s.IndicatorsSeen, s.TakenSomewhere = referral.NotSure, referral.NotSure
	r.Actors = nil
	if l.edit != nil {
		l.edit(r)
	}
	s.HasChildren = referral.No
	if r.Children > 0 {
		s.HasChildren = referral.Yes
	}
}
