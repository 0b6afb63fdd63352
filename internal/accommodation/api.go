package accommodation

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Register adds the operations of the room to the JSON API: the same commands as
// the pages. No answer holds an address: this room has none.
func (room *Room) Register(api huma.API) {
	commands := deed.API{Huma: api, DB: room.DB, Tag: tag}
	deed.Command(commands, access.ManageHouses, "add-house", "/api/v1/accommodation/houses", "Add a safe house on a sealed place",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, _ db.ID, f HouseForm) (db.ID, error) {
			return room.AddHouse(ctx, tx, actor, f)
		})
	deed.Command(commands, access.ManageHouses, "change-house", "/api/v1/accommodation/houses/{id}/change", "Change what a house is and offers", deed.Changes(room.ChangeHouse))
	deed.Command(commands, access.ManageHouses, "set-house", "/api/v1/accommodation/houses/{id}/state", "Open, pause or close a house", deed.Changes(room.SetHouse))
	deed.Command(commands, access.ManageHouses, "add-bed", "/api/v1/accommodation/houses/{id}/beds", "Add a bed to a house", room.AddBed)
	deed.Command(commands, access.ManageHouses, "add-house-tie", "/api/v1/accommodation/houses/{id}/ties", "Record somebody who is tied to a house", room.AddHouseTie)
	deed.Command(commands, access.SeeHouseDay, "set-bed", "/api/v1/accommodation/beds/{id}/state", "Say that a bed is free, or cannot be used", deed.Changes(room.SetBed))
	deed.Command(commands, access.AskAccommodation, "ask-accommodation", "/api/v1/accommodation/people/{id}/ask", "Ask for a safe place for a person", room.Ask)
	deed.Command(commands, access.AskAtNight, "ask-accommodation-at-night", "/api/v1/accommodation/night", "Ask for a safe place at once",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, _ db.ID, f NightForm) (db.ID, error) {
			return room.AskNow(ctx, tx, actor, f)
		})
	deed.Command(commands, access.KeepHousingNeeds, "change-housing-needs", "/api/v1/accommodation/files/{id}/needs", "Record what somebody needs of a place", deed.Changes(room.Change))
	deed.Command(commands, access.KeepHousingNeeds, "add-tie", "/api/v1/accommodation/files/{id}/ties", "Record somebody from whom a person must be kept", room.AddTie)
	deed.Command(commands, access.KeepHousingNeeds, "end-bed-request", "/api/v1/accommodation/files/{id}/close", "End that somebody waits for a place", deed.Changes(room.Close))
	deed.Command(commands, access.KeepHousingNeeds, "join-accommodation", "/api/v1/accommodation/files/{id}/join", "Join a file that was opened at night to the case", deed.Changes(room.Join))
	deed.Command(commands, access.OfferBed, "offer-bed", "/api/v1/accommodation/files/{id}/offer", "Hold a bed for somebody", room.MakeOffer)
	deed.Command(commands, access.OfferBed, "take-bed", "/api/v1/accommodation/files/{id}/take", "Give somebody a bed at once", deed.Changes(room.TakeNow))
	deed.Command(commands, access.OfferBed, "move-from-danger", "/api/v1/accommodation/files/{id}/move", "Move somebody in one step; nobody can see the old address any more", deed.Changes(room.Move))
	deed.Command(commands, access.OfferBed, "end-stay", "/api/v1/accommodation/files/{id}/leave", "End a stay", deed.Changes(room.Leave))
	deed.Command(commands, access.OfferBed, "stay-put", "/api/v1/accommodation/files/{id}/danger", "Say why somebody is not moved although there is new danger", deed.Changes(room.StayPut))
	deed.Command(commands, access.OfferBed, "shut-address", "/api/v1/accommodation/files/{id}/shut", "End every sight of an address at once",
		deed.Changes(func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, _ struct{}) error {
			return room.Shut(ctx, tx, actor, id)
		}))
	deed.Command(commands, access.AnswerBed, "answer-bed", "/api/v1/accommodation/offers/{id}/answer", "Record the answer to an offer of a bed", deed.Changes(room.AnswerOffer))
	deed.Command(commands, access.KeepHouseDay, "record-presence", "/api/v1/accommodation/stays/{id}/day", "Record where somebody is who lives in a house", deed.Changes(room.RecordDay))
	deed.Command(commands, access.KeepOutreach, "plan-outreach", "/api/v1/accommodation/files/{id}/outreach", "Plan how somebody is met who is supported where they live", deed.Changes(room.Plan))
	deed.Command(commands, access.KeepOutreach, "record-meeting", "/api/v1/accommodation/files/{id}/meetings", "Record a meeting", deed.Changes(room.Meet))
	get := func(name, path, summary string) huma.Operation {
		return huma.Operation{OperationID: name, Method: http.MethodGet, Path: path, Summary: summary, Tags: []string{tag}}
	}
	route.API(api, access.SeeAccommodation, get("list-accommodation", "/api/v1/accommodation", "List who needs a safe place and how people are housed or met"), room.apiBoard)
	route.API(api, access.MatchBeds, get("match-beds", "/api/v1/accommodation/files/{id}/beds", "Why each bed fits a person or does not"), room.apiMatch)
	route.API(api, access.ReadHousingDemand, get("read-housing-demand", "/api/v1/accommodation/demand", "Beds that are free, refused and wanting at your desk, over the last 90 days"), room.apiDemand)
}

const tag = "Accommodation"

type shelterListOut struct {
	Body struct {
		Files []shelterFileOut `json:"files"`
	}
}

type shelterFileOut struct {
	ID        string `json:"id"`
	Reference string `json:"reference"`
	Case      string `json:"case,omitempty"`
	Version   int64  `json:"version"`
	State     State  `json:"state" enum:"waiting,offered,housed,outreach,ended"`
	Urgency   string `json:"urgency" enum:"night,planned,move"`
	NeededOn  string `json:"neededOn" format:"date"`
	Need      string `json:"need"`
	People    int    `json:"people"`
}

type shelterListIn struct {
	State string `query:"state" enum:"waiting,offered,housed,outreach,ended" doc:"Leave out for all"`
	After string `query:"after" doc:"The neededOn and id of the last file, with a space between, to go on after it"`
}

func (room *Room) apiBoard(ctx context.Context, actor account.Actor, in *shelterListIn) (*shelterListOut, error) {
	out := &shelterListOut{}
	out.Body.Files = []shelterFileOut{}
	if err := room.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "list-accommodation", Category: audit.Consultation, Subject: "list", Why: purpose})
	}); err != nil {
		return nil, err
	}
	err := room.DB.Read(ctx, func(tx *db.Tx) error {
		found, err := boardFiles(ctx, tx, actor, actor.Has(account.AccommodationDesk), filter{State: State(in.State), After: in.After})
		for _, f := range found {
			out.Body.Files = append(out.Body.Files, shelterFileOut{string(f.ID), f.Reference, string(f.Case), f.Version, f.State, f.Urgency, f.NeededOn.String(), Need(f.Household), f.People()})
		}
		return err
	})
	return out, err
}

type bedMatchIn struct {
	ID string `path:"id"`
}

type bedMatchOut struct {
	Body struct {
		Beds []judgedBedOut `json:"beds"`
	}
}

type judgedBedOut struct {
	Bed       string         `json:"bed"`
	House     string         `json:"house"`
	Area      string         `json:"area"`
	Offerable bool           `json:"offerable"`
	Reasons   []bedReasonOut `json:"reasons"`
}

type bedReasonOut struct {
	Weight string `json:"weight" enum:"fits,look,never"`
	Words  string `json:"words"`
}

func (room *Room) apiMatch(ctx context.Context, actor account.Actor, in *bedMatchIn) (*bedMatchOut, error) {
	id, ok := db.ParseID(in.ID)
	if !ok {
		return nil, fault.Missing()
	}
	out := &bedMatchOut{}
	out.Body.Beds = []judgedBedOut{}
	if err := room.DB.Write(ctx, func(tx *db.Tx) error {
		f, err := room.reach(ctx, tx, actor, access.MatchBeds, id)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "match-beds", Category: audit.Consultation, Case: f.Case, Subject: "accommodation " + string(id), Why: purpose})
	}); err != nil {
		return nil, err
	}
	words := page.In(page.English)
	err := room.DB.Read(ctx, func(tx *db.Tx) error {
		f, err := room.reach(ctx, tx, actor, access.MatchBeds, id)
		if err != nil {
			return err
		}
		all, _, _, err := room.match(ctx, tx, f)
		for _, c := range all {
			bed := judgedBedOut{Bed: string(c.Bed.ID), House: c.In.Reference, Area: c.In.Region, Offerable: c.Verdict.Offerable()}
			for _, reason := range c.Verdict.Reasons {
				bed.Reasons = append(bed.Reasons, bedReasonOut{[]string{"fits", "look", "never"}[reason.Weight], words.Text(reason.Words, reason.Args...)})
			}
			out.Body.Beds = append(out.Body.Beds, bed)
		}
		return err
	})
	return out, err
}

type housingDemandOut struct {
	Body struct {
		From  string             `json:"from" format:"date"`
		Until string             `json:"until" format:"date"`
		Free  int                `json:"free" doc:"Beds that are free now"`
		Needs []housingDemandRow `json:"needs"`
	}
}

type housingDemandRow struct {
	Need        string `json:"need"`
	Asked       int    `json:"asked"`
	Housed      int    `json:"housed"`
	Outreach    int    `json:"outreach"`
	Withdrawn   int    `json:"withdrawn"`
	Lost        int    `json:"lost"`
	NotEntitled int    `json:"notEntitled"`
	Waiting     int    `json:"waiting"`
}

func (room *Room) apiDemand(ctx context.Context, actor account.Actor, _ *struct{}) (*housingDemandOut, error) {
	out := &housingDemandOut{}
	out.Body.Needs = []housingDemandRow{}
	err := room.DB.Read(ctx, func(tx *db.Tx) error {
		today := civil.DayOf(tx.Now())
		period := Period{today.Add(-89), today}
		d, err := room.demand(ctx, tx, actor.Agency, period)
		out.Body.From, out.Body.Until = period.From.String(), period.Until.String()
		for _, void := range d.Voids {
			out.Body.Free += void.Beds
		}
		for _, u := range d.Needs {
			out.Body.Needs = append(out.Body.Needs, housingDemandRow{u.Need, u.Asked, u.Housed, u.Outreach, u.Withdrawn, u.Lost, u.NotEntitled, u.Waiting})
		}
		return err
	})
	return out, err
}
