package accommodation

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/route"
)

// Routes are the addresses of the room.
func (room *Room) Routes() []route.Route {
	return slices.Concat([]route.Route{
		{Pattern: "GET /accommodation", Action: access.SeeAccommodation, Handle: room.board},
		{Pattern: "POST /accommodation/search", Action: access.SeeAccommodation, Handle: room.search},
		{Pattern: "GET /accommodation/people/{id}", Action: access.ReadAccommodation, Handle: room.ofCase},
		{Pattern: "GET /accommodation/files/{shelter}", Action: access.ReadAccommodation, Handle: room.person},
		{Pattern: "GET /accommodation/files/{shelter}/beds", Action: access.MatchBeds, Handle: room.beds},
		{Pattern: "GET /accommodation/files/{shelter}/likeness/{other}", Action: access.OfferBed, Handle: room.alike},
		{Pattern: "GET /accommodation/houses", Action: access.ManageHouses, Handle: room.housesBoard},
		{Pattern: "GET /accommodation/houses/{house}", Action: access.ManageHouses, Handle: room.house},
		{Pattern: "GET /accommodation/houses/{house}/night", Action: access.SeeHouseDay, Handle: room.night},
		{Pattern: "GET /accommodation/beds/{bed}/waiting", Action: access.ManageHouses, Handle: room.waiters},
		{Pattern: "GET /accommodation/today", Action: access.SeeHouseDay, Handle: room.today},
		{Pattern: "GET /accommodation/outreach", Action: access.ListOutreach, Handle: room.outreachBoard},
		{Pattern: "GET /accommodation/demand", Action: access.ReadHousingDemand, Handle: room.demandOf("/accommodation/demand", false)},
		{Pattern: "GET /accommodation/demand.csv", Action: access.ReadHousingDemand, Handle: room.demandFile(access.ReadHousingDemand, false)},
		{Pattern: "GET /accommodation/figures", Action: access.ReadHousingFigures, Handle: room.demandOf("/accommodation/figures", true)},
		{Pattern: "GET /accommodation/figures.csv", Action: access.ReadHousingFigures, Handle: room.demandFile(access.ReadHousingFigures, true)},

		room.button("/accommodation/files/{shelter}/shut", access.OfferBed, "shelter", "shut", room.Shut),
		room.button("/accommodation/files/{shelter}/reopen", access.KeepHousingNeeds, "shelter", "reopened", room.Reopen),
		room.button("/accommodation/offers/{offer}/take-back", access.OfferBed, "offer", "taken-back", room.TakeBack),
		room.button("/accommodation/stays/{stay}/cancel", access.OfferBed, "stay", "cancelled", room.Cancel),
		room.button("/accommodation/stays/{stay}/undo-leave", access.OfferBed, "stay", "back", room.UndoLeave),
		room.button("/accommodation/stays/{stay}/in", access.KeepHouseDay, "stay", "arrived", room.MarkIn),
		room.pair("/accommodation/files/{shelter}/ties/{tie}/restore", access.KeepHousingNeeds, "shelter", "tie", "changed", room.RestoreTie),
		room.pair("/accommodation/files/{shelter}/likeness/{other}/undo", access.OfferBed, "shelter", "other", "uncleared", room.Unclear),
		room.pair("/accommodation/houses/{house}/ties/{tie}/end", access.ManageHouses, "house", "tie", "changed", room.EndHouseTie),
	}, room.askDeeds(), room.fileDeeds(), room.bedDeeds(), room.stayDeeds(), room.houseDeeds())
}

// MarkIn records in one press that somebody is in the house: they arrived, or came
// back. It also undoes that they were not seen.
func (room *Room) MarkIn(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	stay, _, err := room.stay(ctx, tx, actor, access.KeepHouseDay, id)
	if err != nil {
		return err
	}
	return room.RecordDay(ctx, tx, actor, id, DayForm{Version: stay.Version, Presence: In})
}

// button is a change that needs no answer: one POST, which leads back to the page
// of what it changed.
func (room *Room) button(path string, action access.Action, name, news string, change func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error) route.Route {
	return deed.Press(path, action, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID(name)
		if err != nil {
			return "", err
		}
		if err := change(ctx, tx, r.Actor, id); err != nil {
			return "", err
		}
		return room.after(ctx, tx, r, name, id, news)
	})
}

// pair is button for a change of one thing of another.
func (room *Room) pair(path string, action access.Action, name, other, news string, change func(ctx context.Context, tx *db.Tx, actor account.Actor, id, of db.ID) error) route.Route {
	return deed.Press(path, action, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID(name)
		if err != nil {
			return "", err
		}
		of, err := r.ID(other)
		if err != nil {
			return "", err
		}
		if err := change(ctx, tx, r.Actor, id, of); err != nil {
			return "", err
		}
		return room.after(ctx, tx, r, name, id, news)
	})
}

// after is the page to which a change leads: the person's, the house's, or for who
// looks after a house its day.
func (room *Room) after(ctx context.Context, tx *db.Tx, r *route.Request, name string, id db.ID, news string) (string, error) {
	switch name {
	case "house":
		return deed.Done(housePath(id), news), nil
	case "shelter":
		return deed.Done(filePath(id), news), nil
	}
	if name == "stay" && !r.Actor.Has(account.AccommodationDesk) {
		return deed.Done("/accommodation/today", news), nil
	}
	table := map[string]string{"offer": "bed_offer", "stay": "stay"}[name]
	var file db.ID
	if _, err := tx.Row(ctx, `SELECT file_id FROM `+table+` WHERE id = $1`, []any{id}, &file); err != nil {
		return "", err
	}
	return deed.Done(filePath(file), news), nil
}
