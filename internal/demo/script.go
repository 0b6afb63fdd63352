package demo

import (
	"strconv"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/exchange"
	"github.com/havenward/havenward/internal/invent"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/statute"
)

// script makes one person's case, step by step, on days of the past. After an
// error it does nothing more.
type script struct {
	*population
	number  int // of the person, from 1
	variant int // of the people in one state, from 0
	member  int // of a family, from 0

	s       referral.Submission
	id      db.ID
	version int64
	letters []int  // that the last step made
	day     int    // days ago of the last step
	steps   int    // taken, so that those of one day follow each other
	group   string // reference of the family
	born    civil.Day
	panel   bool             // a devolved panel is to decide
	who     *casefile.Record // who the person is, where that is not left to chance
	life    *life            // what else is known of them, where it is one of the lives
	first   db.ID            // the person's first case, where they were met again
	err     error
}

// write runs one command as somebody on a day, at a time after the command before.
func (s *script) write(daysAgo int, command func(tx *db.Tx, actor account.Actor) error, who string) {
	if s.err != nil {
		return
	}
	s.day = daysAgo
	s.steps++
	at := s.daysAgo(daysAgo).Start().Add(9*time.Hour + time.Duration(s.number%120)*time.Minute + time.Duration(s.steps*11)*time.Minute)
	if at.After(s.now) {
		at = s.now
	}
	s.err = s.db.WriteAt(s.ctx, at, func(tx *db.Tx) error { return command(tx, s.staff[who]) })
}

func (s *script) referrer() sender {
	if s.life != nil {
		return referrers[s.life.from]
	}
	return referrers[(s.number+s.variant)%len(referrers)]
}

// jurisdiction is where the person is referred: mostly in England, and there
// where a devolved panel is to decide.
func (s *script) jurisdiction() string {
	switch {
	case s.panel, s.life != nil:
		return "england"
	case s.number%19 == 5:
		return "scotland"
	case s.number%19 == 11:
		return "wales"
	case s.number%19 == 17:
		return "northern-ireland"
	}
	return "england"
}

// invent makes up the referral of the script's person.
func (s *script) invent(daysAgo int, ageGroup string) referral.Submission {
	from := s.referrer()
	organisation, _ := s.desk.Lists.FirstResponders.ByCode(from.organisation)
	profile := exchange.Profile{On: s.daysAgo(daysAgo), Organisation: organisation, Jurisdiction: s.jurisdiction(), AgeGroup: ageGroup,
		UnderEighteenThen: referral.No, FormGroups: formGroups[(s.number+s.member)%len(formGroups)], Whole: true}
	if s.number%6 == 0 {
		profile.UnderEighteenThen = referral.Yes
	}
	if s.life != nil {
		profile.Nationalities, profile.Gender, profile.FormGroups = s.who.Nationalities, s.who.Gender, s.life.forms
		profile.UnderEighteenThen = referral.NotSure
	}
	submission := exchange.Invent(invent.Nth(s.seed, uint64(s.number*10+s.member)), s.desk.Lists, profile)
	submission.SenderReference = from.mark + strconv.Itoa(4000+s.number*10+s.member)
	if !s.born.IsZero() {
		submission.Record.Birth = civil.PartialOf(s.born)
	}
	s.writtenDown(&submission.Record)
	if s.life != nil {
		s.life.tells(&submission)
		if town, known := s.desk.Lists.Towns.ByCode(submission.Record.CurrentTown); known {
			submission.Record.CurrentRegion = town.Region
		}
	}
	return submission
}

// formGroups are the forms of exploitation of the people, about as often as in
// the published figures.
var formGroups = [][]string{{"Labour"}, {"Criminal"}, {"Labour", "Criminal"}, {"Sexual"}, {"Labour"}, {"Criminal"}, {"Domestic"}, {"Labour", "Domestic"},
	{"Sexual", "Labour"}, {"Criminal"}, {"Labour"}, {"Sexual", "Criminal"}}

// refer sends a referral of an invented person of an age group.
func (s *script) refer(daysAgo int, ageGroup string) {
	s.s = s.invent(daysAgo, ageGroup)
	s.s.Group = s.group
	s.write(daysAgo, func(tx *db.Tx, actor account.Actor) error {
		receipt, err := s.desk.Submit(s.ctx, tx, actor, s.s, referral.Options{Partial: true, Quiet: true})
		s.id, s.version = receipt.Case, 1
		if s.first == "" {
			s.first = receipt.Case
		}
		return err
	}, s.referrer().email)
}

// take takes one step of the machine.
func (s *script) take(who string, daysAgo int, step machine.Step, form machine.Form) {
	s.write(daysAgo, func(tx *db.Tx, actor account.Actor) error {
		result, err := s.deciding.Take(s.ctx, tx, actor, decision.TakeForm{Case: s.id, Version: s.version, Step: step, Form: form})
		if err == nil {
			s.version, s.letters = result.Version, result.Letters
		}
		return err
	}, who)
}

func (s *script) allocate(daysAgo int, authority machine.Authority) {
	s.take(triage, daysAgo, machine.Allocate, &machine.Allocation{Authority: authority})
}

func (s *script) assign(daysAgo int, by, to string) {
	s.take(by, daysAgo, machine.Assign, &machine.Assignment{DecisionMaker: string(s.staff[to].Account)})
}

// begin refers an adult and gives the case to a decision maker of the single
// competent authority: half of the people to each of two.
func (s *script) begin(daysAgo int) {
	s.refer(daysAgo, casefile.Adult)
	s.allocate(max(0, daysAgo-1), machine.SingleCompetentAuthority)
	s.assign(max(0, daysAgo-1), triage, s.decider())
}

// decider has the case, and second reads for the other.
func (s *script) decider() string {
	if s.variant%3 == 2 {
		return reader
	}
	return maker
}

// test is the rule of a standard in force on a day.
func (s *script) test(kind statute.Kind, daysAgo int) string {
	about := statute.Subject{Jurisdiction: statute.Jurisdiction(s.s.Jurisdiction), Child: s.s.TreatedAsChild(), Decision: s.daysAgo(daysAgo)}
	due, err := s.desk.Rules.Due(kind, about, s.daysAgo(daysAgo))
	if err != nil && s.err == nil {
		s.err = err
	}
	return due.Rule.Ref()
}

// serve records that the letters of the last step were served.
func (s *script) serve(daysAgo int) {
	channel := "e-mail"
	if len(s.s.Record.Contacts) > 0 && s.s.Record.Contacts[0].Channel == casefile.Post {
		channel = "post"
	}
	by := s.decider()
	if s.panel {
		by = chair
	}
	for _, letter := range s.letters {
		s.write(daysAgo, func(tx *db.Tx, actor account.Actor) error {
			result, err := s.deciding.ServeLetter(s.ctx, tx, actor, decision.ServeForm{Case: s.id, Version: s.version, Number: letter, ServedOn: s.daysAgo(daysAgo), Channel: channel})
			if err == nil {
				s.version = result.Version
			}
			return err
		}, by)
	}
	s.letters = nil
}

// confirm has the contacts confirmed as safe again, as a support worker does
// before a letter goes out: the first, or every one of a life.
func (s *script) confirm(daysAgo int) {
	s.write(daysAgo, func(tx *db.Tx, actor account.Actor) error {
		contacts, err := s.deciding.Contacts(s.ctx, tx, actor, s.id)
		if err != nil || len(contacts) == 0 {
			return err
		}
		if s.life == nil {
			contacts = contacts[:1]
		}
		for _, contact := range contacts {
			if _, err := s.deciding.CheckContact(s.ctx, tx, actor, decision.CheckForm{Case: s.id, Contact: contact.ID, Safe: true, On: s.daysAgo(daysAgo)}); err != nil {
				return err
			}
			s.version++
		}
		return nil
	}, s.decider())
}
