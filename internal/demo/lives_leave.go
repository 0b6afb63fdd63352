package demo

import (
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/leave"
	"github.com/havenward/havenward/internal/reference"
)

// livesOfLeave tells who may stay and until when: a permit that ends, asylum that
// is waited for, a refusal that runs out of days.
func livesOfLeave(l *living) error {
	room := &leave.Room{DB: l.db, Rules: l.rules, Lists: reference.Default()}
	open := func(key string, daysAgo int, status, adviser string) {
		l.supported(daysAgo+1, key)
		l.on(daysAgo, worker, func(tx *db.Tx, actor account.Actor) error {
			_, err := room.Open(l.ctx, tx, actor, l.lives[key], leave.StatusForm{Status: status, FileWords: leave.FileWords{Adviser: adviser}})
			return err
		})
	}
	apply := func(key string, daysAgo int, basis, state, words string) (id db.ID) {
		l.on(daysAgo, worker, func(tx *db.Tx, actor account.Actor) (err error) {
			id, err = room.Apply(l.ctx, tx, actor, l.lives[key], leave.ApplyForm{Basis: basis, Renewal: "no", State: state, Begun: l.day(daysAgo), Words: words})
			return err
		})
		return id
	}
	answer := func(key string, daysAgo int, application db.ID, f leave.AnswerForm) {
		l.on(daysAgo, worker, func(tx *db.Tx, actor account.Actor) error {
			f.Version, f.On = 1, l.day(daysAgo)
			return room.Answer(l.ctx, tx, actor, l.lives[key], application, f)
		})
	}
	open("stefan", 148, "considered", "Ruth Osei, solicitor, Fenland Law Centre")
	stay := apply("stefan", 147, "co-operation", leave.Considered, "Considered after the decision, without an application.")
	until := func(days int) civil.Day { return l.today.Add(days) }
	answer("stefan", 120, stay, leave.AnswerForm{State: leave.Granted, From: l.day(120), Until: until(110), Work: "yes", Funds: "yes", Words: "For the time of the trial. It can be renewed."})
	open("blessing", 80, leave.Seeking, "Miriam Cole, solicitor, Southwark")
	apply("blessing", 79, "asylum", leave.Sent, "Asked at the airport. The first interview was put off because of the baby.")
	open("arben", 320, "considered", "")
	refused := apply("arben", 318, "recovery", leave.Considered, "His doctor wrote twice.")
	paper := func(key string, daysAgo int, application db.ID, description string) {
		l.on(daysAgo, worker, func(tx *db.Tx, actor account.Actor) error {
			_, err := room.KeepPaper(l.ctx, tx, actor, l.lives[key], application, leave.PaperForm{Description: description, Dated: civil.PartialOf(l.day(daysAgo)), Name: "letter.pdf", Content: []byte(onePage)})
			return err
		})
	}
	paper("arben", 300, refused, "Letter of his doctor: what treatment he has")
	paper("arben", 90, refused, "Letter of his doctor: what would happen without it")
	answer("arben", 20, refused, leave.AnswerForm{State: leave.Refused, Words: "The letter says that treatment is to be had in Albania."})
	return l.err
}
