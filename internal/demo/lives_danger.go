package demo

import (
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/between"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/danger"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/reference"
)

// dangerLife tells the dangers of one life.
type dangerLife struct {
	*living
	room *danger.Room
	id   db.ID
}

func (l *dangerLife) talk(ago int, f danger.AssessForm) {
	l.on(ago, worker, func(tx *db.Tx, actor account.Actor) error {
		f.On = civil.DayOf(tx.Now())
		_, err := l.room.Assess(l.ctx, tx, actor, l.id, f)
		return err
	})
}

func (l *dangerLife) plan(ago int, how, words string, f danger.SafetyPlanForm) {
	l.on(ago, worker, func(tx *db.Tx, actor account.Actor) error {
		_, err := l.room.WritePlan(l.ctx, tx, actor, l.id, f)
		return err
	})
	l.on(ago, worker, func(tx *db.Tx, actor account.Actor) error {
		_, err := l.room.GivePlan(l.ctx, tx, actor, l.id, danger.GivePlanForm{How: how, On: civil.DayOf(tx.Now()), Words: words})
		return err
	})
}

func (l *dangerLife) alert(ago int, why string) (alert db.ID) {
	l.on(ago, worker, func(tx *db.Tx, actor account.Actor) (err error) {
		alert, err = l.room.Alert(l.ctx, tx, actor, l.id, danger.AlertForm{Level: "high", Why: why})
		return err
	})
	return alert
}

// livesOfDanger tells who was in danger: Hana's new danger, the plans of Kelly
// and Mirela, an alert that was dealt with and one that is open.
func livesOfDanger(l *living) error {
	housing := between.Shelter(l.db, l.rules, &placement.Room{DB: l.db, Rules: l.rules, Lists: reference.Default()})
	room := &danger.Room{DB: l.db, Rules: l.rules, OnDanger: []danger.OnDanger{supporting(l.db, l.rules).OnDanger, housing.OnDanger}}
	of := func(key string) *dangerLife { return &dangerLife{living: l, room: room, id: l.lives[key]} }
	of("kelly").kelly()
	of("mirela").mirela()
	of("hana").hana()
	return l.err
}

func (l *dangerLife) kelly() {
	yes := true
	l.talk(14, danger.AssessForm{How: "together", Said: "He came to the college. He wants me to carry for him again.", Language: "en", Knowers: []string{"exploiter"}, Where: "The man she calls T",
		Retrafficking: []string{"contact", "debt"}, New: &yes, NewWhat: "He waited at the gate of the college.", Thinks: "She acted on her plan and got away. He knows her days at college.", Level: "high"})
	l.plan(13, "paper", "Inside the cover of her course book", danger.SafetyPlanForm{Language: "en", Now: []string{"Ring 999. If I can’t talk, press 55"}, Signs: []string{"His car by the chip shop", "Three missed calls from a number I don’t know"},
		Do: []string{"Walk into the office and say the code word", "Get the other bus"}, People: []string{"My tutor", "Amara, by the number on the card"}, Places: []string{"The library"}, Take: []string{"Keys", "Charger"}, Phone: []string{"Location off"}, Calm: []string{"Music, loud"}})
	alert := l.alert(12, "He was at the gate again at four. She is in the office with her tutor and asks who fetches her.")
	l.on(12, supportManager, func(tx *db.Tx, actor account.Actor) error { return l.room.See(l.ctx, tx, actor, alert) })
	l.on(12, supportManager, func(tx *db.Tx, actor account.Actor) error { return l.room.Take(l.ctx, tx, actor, alert) })
	l.on(12, supportManager, func(tx *db.Tx, actor account.Actor) error {
		var version int64
		if _, err := tx.Row(l.ctx, `SELECT version FROM danger_alert WHERE id = $1`, []any{alert}, &version); err != nil {
			return err
		}
		return l.room.Finish(l.ctx, tx, actor, alert, danger.AlertDoneForm{Version: version, Outcome: "safe", What: "Maeve fetched her by car. Her sister stayed the night."})
	})
}

func (l *dangerLife) mirela() {
	yes, no := true, false
	l.talk(70, danger.AssessForm{How: "together", Said: "The neighbour from before knows my cousin.", Language: "en", Knowers: []string{"family"}, Violence: []string{"threat-before"}, New: &no,
		Thinks: "The new place is far enough. Her cousin must not learn the town.", Level: "medium"})
	l.plan(70, "paper", "With her passport", danger.SafetyPlanForm{Language: "en", Now: []string{"Call 999"}, Signs: []string{"My cousin asks for the street"}, People: []string{"The house, day and night"},
		Places: []string{"The chemist on the corner"}, Take: []string{"Passport", "Medicine"}, Secret: []string{"The name of the town"}})
	l.talk(3, danger.AssessForm{Version: 1, How: "together", Said: "My cousin wrote to me. She asks which street it is, and says that he only wants to talk.", Language: "en", Knowers: []string{"family"}, Violence: []string{"threat-before"}, Retrafficking: []string{"contact", "debt"}, New: &yes,
		NewWhat: "Her cousin asks for the street, on behalf of Mario.", Thinks: "He does not know the town yet. She did not answer, and showed us the message the same hour.", Level: "high"})
}

func (l *dangerLife) hana() {
	yes, no := true, false
	l.talk(34, danger.AssessForm{How: "together", Said: "Here nobody knows us.", Language: "en", Knowers: []string{"nobody"}, Violence: []string{"threat-before"}, New: &no, Thinks: "Calmer since the door locks. Her daughter watches the street.", Level: "medium"})
	l.talk(1, danger.AssessForm{Version: 1, How: "together", Said: "I saw his brother at the market. He looked at Selam.", Language: "en", Knowers: []string{"associates"}, Where: "The brother of the man who held them",
		Violence: []string{"found"}, New: &yes, NewWhat: "The brother was at the market, two streets away.", Thinks: "She is sure, and her daughter too. They should not sleep here much longer.", Level: "high"})
	l.alert(0, "The brother of the man who held them was seen two streets away. She and the children stay in; a room elsewhere is needed.")
}
