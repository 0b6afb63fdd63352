package demo

import (
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/returns"
)

// Those who arrange returns, and who takes people on in Kaunas and in Turin, by
// e-mail address.
const (
	returnsOfficer = "elif.marsh@harbourlight.example"
	kaunasPartner  = "rasa.petraityte@namai.example"
	turinPartner   = "giulia.ferri@casaaperta.example"
)

// supported has Harbour Light support somebody, where nothing else has yet.
func (l *living) supported(daysAgo int, key string) {
	id := l.lives[key]
	l.on(daysAgo, worker, func(tx *db.Tx, actor account.Actor) error {
		granted, err := access.Granted(l.ctx, tx, actor, id)
		if need := access.Identity | access.Support; err != nil || granted&need == need {
			return err
		}
		return access.Give(l.ctx, tx, actor, access.Grant{Agency: actor.Agency, Case: id, Purpose: "support", Compartments: access.Identity | access.Support, LegalBasis: "assistance"})
	})
}

// livesOfReturns tells of Rūta, who went home to Kaunas, and of somebody who only
// talks about it.
func livesOfReturns(l *living) error {
	room := &returns.Room{DB: l.db, Rules: l.rules, Lists: reference.Default()}
	for who, form := range map[string]returns.ReceiverForm{
		kaunasPartner: {Town: "Kaunas", Language: "lt", Takes: []string{"women", "men", "families"}, Offers: []string{"housing", "counselling", "legal", "work", "papers"}, Contact: "Rasa Petraitytė, weekdays from 9 to 17; at night the duty telephone"},
		turinPartner:  {Town: "Torino", Language: "it", Takes: []string{"women"}, Offers: []string{"housing", "health", "legal", "school"}, Contact: "Giulia Ferri, by telephone in the afternoon"},
	} {
		agency := l.staff[who].Agency
		l.on(260, returnsOfficer, func(tx *db.Tx, actor account.Actor) error {
			form.Agency, form.Checked = string(agency), l.day(260)
			_, err := room.KeepReceiver(l.ctx, tx, actor, form)
			return err
		})
	}
	rutaGoesHome(l, room)
	l.supported(12, "tomasz")
	l.on(11, worker, func(tx *db.Tx, actor account.Actor) error {
		_, err := room.Begin(l.ctx, tx, actor, l.lives["tomasz"], returns.BeginForm{Country: "PL", Words: "My mother is old. I think about it when it is quiet. I do not know."})
		return err
	})
	return l.err
}

// rutaGoesHome is scenario 7: she asks to go home, is asked and asked again, is met
// in Kaunas, and is called afterwards; then somebody meets her at a border.
func rutaGoesHome(l *living, room *returns.Room) {
	id, version := l.lives["ruta"], int64(0)
	step := func(daysAgo int, who string, command func(tx *db.Tx, actor account.Actor) error) {
		l.on(daysAgo, who, func(tx *db.Tx, actor account.Actor) error {
			if _, err := tx.Row(l.ctx, `SELECT version FROM return_plan WHERE case_id = $1 AND ended_at IS NULL`, []any{id}, &version); err != nil {
				return err
			}
			return command(tx, actor)
		})
	}
	choose := func(daysAgo int, kind string, explained int, said string) {
		step(daysAgo, worker, func(tx *db.Tx, actor account.Actor) error {
			f := returns.ChoiceForm{Version: version, Kind: kind, Given: "yes", ExplainedBy: "Amara Quist", Explained: l.day(explained), Chosen: l.day(daysAgo), How: "interpreter-present", Language: "lt", Interpreter: "Jonas Balčiūnas", Said: said}
			if kind == returns.ToReturn {
				f.Alternatives = []string{"stay", "support", "elsewhere", "later", "no-police"}
			}
			_, err := room.Choose(l.ctx, tx, actor, id, f)
			return err
		})
	}
	l.supported(255, "ruta")
	step(250, worker, func(tx *db.Tx, actor account.Actor) error {
		_, err := room.Begin(l.ctx, tx, actor, id, returns.BeginForm{Country: "LT", Town: "Kaunas", Words: "I want to be near my sister. I do not want to see the street where he lives."})
		return err
	})
	choose(240, returns.ToReturn, 250, "Yes. I have thought about it for many nights.")
	for side, risk := range map[string]returns.RiskForm{
		returns.Here:  {Level: returns.Low, Said: "Nobody knows where I live now."},
		returns.There: {Level: returns.Some, Factors: []string{"exploiters", "debt"}, Said: "His brother still drives a taxi at the station.", Plan: "She does not arrive at the station. Rasa meets her at the airport and they go by car. Her old telephone stays here."},
	} {
		step(236, worker, func(tx *db.Tx, actor account.Actor) error {
			risk.Version, risk.Side, risk.Together, risk.On = version, side, "yes", l.day(236)
			_, err := room.AssessRisk(l.ctx, tx, actor, id, risk)
			return err
		})
	}
	step(235, returnsOfficer, func(tx *db.Tx, actor account.Actor) error {
		_, err := room.Ask(l.ctx, tx, actor, id, returns.AskForm{Version: version, Agency: string(l.staff[kaunasPartner].Agency), Needs: []string{"housing", "counselling", "work", "papers"}, Town: "Kaunas",
			Words: "A woman in her twenties who has family in the town. She needs a room of her own for some months, somebody to talk to, and a way back into work with food."})
		return err
	})
	step(232, kaunasPartner, func(tx *db.Tx, actor account.Actor) error {
		var handover db.ID
		if _, err := tx.Row(l.ctx, `SELECT h.id FROM return_handover h JOIN return_plan p ON p.id = h.plan_id WHERE p.case_id = $1`, []any{id}, &handover); err != nil {
			return err
		}
		return room.Accept(l.ctx, tx, actor, handover, returns.AcceptForm{Version: 1, Answer: returns.Answer{Contact: "Rasa Petraitytė", ContactPhone: "+370 612 00001", Alternate: "Tomas Jankauskas", AlternatePhone: "+370 612 00002",
			Risks: "The men whom you describe are known here. They wait at the railway station, not at the airport.", Words: "A room from the first of the month, for six months. Work in our kitchen."}})
	})
	choose(230, returns.ToEmbassy, 231, "They may ask for a new card. They are not to tell my father.")
	step(229, returnsOfficer, func(tx *db.Tx, actor account.Actor) error {
		_, err := room.KeepDocument(l.ctx, tx, actor, id, returns.DocumentForm{Kind: "emergency", Embassy: "yes", State: returns.Ready, Expires: l.day(150), Note: "Collected together with Amara."})
		return err
	})
	step(228, returnsOfficer, func(tx *db.Tx, actor account.Actor) error {
		return room.SetTravel(l.ctx, tx, actor, id, returns.TravelForm{Version: version, On: l.day(215), Travel: returns.Travel{Route: "By car to the airport with Amara, then by air, arriving in Kaunas in the afternoon.", Companion: "Amara Quist to the gate", MetBy: "Rasa Petraitytė, at the gate, with a yellow scarf"}})
	})
	step(227, worker, func(tx *db.Tx, actor account.Actor) error {
		return room.AgreeContacts(l.ctx, tx, actor, id, returns.ContactsForm{Version: version, Agreed: []string{"return-check-in-1", "return-check-in-2", "return-check-in-3", "return-check-in-4"}})
	})
	choose(226, returns.ToHandOver, 227, "They may know my name and when I come. Not what happened.")
	step(225, returnsOfficer, func(tx *db.Tx, actor account.Actor) error {
		return room.GivePack(l.ctx, tx, actor, id, returns.PackForm{Version: version, Born: "yes", Reach: "By message in the evening, to the new telephone that she brings", Arrival: "Kaunas airport, in the afternoon, at the gate", Needs: "A room of her own, somebody to talk to once a week, work in the kitchen when she asks for it",
			Safety: "Nobody tells anybody who asks by telephone that she is there. She does not go to the railway station alone."})
	})
	choose(216, returns.ToTravel, 216, "Yes. My bag is packed.")
	step(215, worker, func(tx *db.Tx, actor account.Actor) error {
		return room.Depart(l.ctx, tx, actor, id, returns.DepartForm{Version: version, On: l.day(215)})
	})
	step(214, worker, func(tx *db.Tx, actor account.Actor) error {
		return room.Arrive(l.ctx, tx, actor, id, returns.ArriveForm{Version: version, On: l.day(215), How: "met"})
	})
	found := func(daysAgo int, kind, what, words string) {
		step(daysAgo, worker, func(tx *db.Tx, actor account.Actor) error {
			var contact db.ID
			var of int64
			if _, err := tx.Row(l.ctx, `SELECT k.id, k.version FROM return_contact k JOIN return_plan p ON p.id = k.plan_id WHERE p.case_id = $1 AND k.kind = $2`, []any{id, kind}, &contact, &of); err != nil {
				return err
			}
			return room.Find(l.ctx, tx, actor, id, contact, returns.FindingForm{Version: of, On: l.day(daysAgo), Found: what, Words: words})
		})
	}
	found(184, "return-check-in-1", returns.FoundWell, "She works in the kitchen and laughs at the weather.")
	found(122, "return-check-in-2", returns.FoundHelp, "The debt letters come again. Rasa finds a lawyer.")
	found(30, "return-check-in-3", returns.FoundNoAnswer, "Three calls and two messages. Rasa says that she moved out on a Friday.")
	step(6, worker, func(tx *db.Tx, _ account.Actor) error {
		return room.MetAgain(l.ctx, tx, account.System(account.Job), id, l.lives["ruta_again"], "returned-home")
	})
}
