package demo

import (
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/subsistence"
)

// paymentsOfficer prepares payments; the support manager is the second person.
const paymentsOfficer = "tilda.brandt@harbourlight.example"

// livesOfMoney tells Blessing's money: a rate, a baby, a maternity grant that
// somebody else decides, a fact that was wrong and pays back what was missing,
// and payments that two people made.
func livesOfMoney(l *living) error {
	room, id := &subsistence.Room{DB: l.db, Rules: l.rules, Rates: subsistence.Default()}, l.lives["blessing"]
	born := l.day(30)
	var child, grant db.ID
	l.on(100, worker, func(tx *db.Tx, actor account.Actor) error {
		return room.Open(l.ctx, tx, actor, id, subsistence.OpenSubsistenceForm{From: civil.DayOf(tx.Now()), Situation: subsistence.Outreach})
	})
	l.on(12, worker, func(tx *db.Tx, actor account.Actor) error {
		return room.KeepPayee(l.ctx, tx, actor, id, subsistence.PayeeForm{Method: "card", Holder: "Blessing A", Card: "7700 1234"})
	})
	l.on(12, worker, func(tx *db.Tx, actor account.Actor) error {
		_, err := room.Record(l.ctx, tx, actor, id, subsistence.FactForm{Kind: subsistence.FactPregnant, From: l.day(100), Until: born.Add(-1), Note: "Letter of the midwife"})
		return err
	})
	l.on(12, worker, func(tx *db.Tx, actor account.Actor) (err error) {
		child, err = room.Record(l.ctx, tx, actor, id, subsistence.FactForm{Kind: subsistence.FactChild, From: l.day(12), Birth: born, Name: "Hope"})
		return err
	})
	l.on(11, worker, func(tx *db.Tx, actor account.Actor) (err error) {
		grant, err = room.AskGrant(l.ctx, tx, actor, id, subsistence.GrantForm{Kind: string(subsistence.MaternityGrant), Babies: 1, Born: born, Reason: "A cot, a pram and clothes for the baby"})
		return err
	})
	yes := true
	l.on(10, supportManager, func(tx *db.Tx, actor account.Actor) error {
		return room.DecideGrant(l.ctx, tx, actor, grant, subsistence.DecideGrantForm{Version: 1, Give: &yes, Reason: "It is due by the rule."})
	})
	paid := func(ago int) {
		var run db.ID
		l.on(ago, paymentsOfficer, func(tx *db.Tx, actor account.Actor) (err error) {
			run, err = room.Prepare(l.ctx, tx, actor, subsistence.RunForm{Until: civil.DayOf(tx.Now())})
			return err
		})
		l.on(ago, supportManager, func(tx *db.Tx, actor account.Actor) error {
			return room.Agree(l.ctx, tx, actor, run, subsistence.AgreeForm{Version: 1, Agree: &yes})
		})
	}
	paid(9)
	l.on(8, worker, func(tx *db.Tx, actor account.Actor) error {
		_, err := room.Correct(l.ctx, tx, actor, child, subsistence.FactForm{From: born, Birth: born, Name: "Hope", Note: "She lived with her mother from the day of birth, not from the day we were told"})
		return err
	})
	paid(2)
	return l.err
}
