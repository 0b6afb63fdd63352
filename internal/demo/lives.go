package demo

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/statute"
	"golang.org/x/sync/errgroup"
)

// lives are the cases of twelve invented people whom every room tells about, by
// a key for each: what happened to them from the referral to today. Each room
// adds its part through its own commands, in a file of its own.
type lives map[string]db.ID

// life is one of the people as they are referred and decided.
type life struct {
	key      string
	who      casefile.Record
	from     int    // who refers, of referrers
	ageGroup string // "" for an adult
	forms    []string
	told     map[string]string
	edit     func(*casefile.Record) // what else is known, nil for nothing
	police   string                 // whether the person is willing to speak to the police
	script   func(*script)
}

// lifeNumber is the number of the first of the lives, after everybody else's.
const lifeNumber = 400

// addLives refers and decides the twelve people and gives their cases.
func addLives(p *population) (lives, error) {
	var guard sync.Mutex
	made := lives{}
	group, running := errgroup.WithContext(p.ctx)
	group.SetLimit(writers)
	within := *p
	within.ctx = running
	for i := range twelve {
		group.Go(func() error {
			l := &twelve[i]
			s := &script{population: &within, number: lifeNumber + i, life: l, who: &l.who}
			l.script(s)
			if s.err != nil {
				return fmt.Errorf("demonstration, the life of %s: %w", l.key, s.err)
			}
			guard.Lock()
			defer guard.Unlock()
			made[l.key] = s.first
			if s.first != s.id {
				made[l.key+"_again"] = s.id
			}
			return nil
		})
	}
	return made, group.Wait()
}

// living is one room's part of the lives, told step by step. After an error it
// does nothing more.
type living struct {
	ctx   context.Context
	db    *db.Database
	rules statute.Book
	lives lives
	staff map[string]account.Actor // by e-mail address
	now   time.Time
	today civil.Day
	steps int
	err   error
}

// on runs one command as somebody, so many days ago, after the one before.
func (l *living) on(daysAgo int, who string, command func(tx *db.Tx, actor account.Actor) error) {
	if l.err != nil {
		return
	}
	l.steps++
	at := l.today.Add(-daysAgo).Start().Add(9*time.Hour + time.Duration(l.steps%400)*time.Minute)
	if at.After(l.now) {
		at = l.now
	}
	actor, known := l.staff[who]
	if !known {
		l.err = fmt.Errorf("the demonstration has nobody called %s", who)
		return
	}
	l.err = l.db.WriteAt(l.ctx, at, func(tx *db.Tx) error { return command(tx, actor) })
	if l.err != nil {
		l.err = fmt.Errorf("%d days ago, by %s: %w", daysAgo, who, l.err)
	}
}

// day is the date so many days ago.
func (l *living) day(daysAgo int) civil.Day { return l.today.Add(-daysAgo) }

// lived is a teller of the lives.
func lived(p *population, made lives) *living {
	return &living{ctx: p.ctx, db: p.db, rules: p.desk.Rules, lives: made, staff: p.staff, now: p.now, today: p.today}
}

// decidingRoom is the decision room of the demonstration.
func decidingRoom(d *db.Database, rules statute.Book) *decision.Room {
	room := decision.New(d, rules, decision.DefaultSettings())
	room.Settled = listening(d, rules)
	return room
}
