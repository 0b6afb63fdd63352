package placement

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/route"
)

// Register adds the operations of the room to the JSON API: the same commands
// as the pages. An address is never in an answer: it is shown only on its page,
// to a person who has just proved who they are.
func (room *Room) Register(api huma.API) {
	commands := deed.API{Huma: api, DB: room.DB, Tag: tagPlacement}
	deed.Command(commands, access.ManagePlaces, "add-place", "/api/v1/placements/places", "Add a place to live; its address is sealed and never given back",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, _ db.ID, f PlaceForm) (db.ID, error) {
			return room.AddPlace(ctx, tx, actor, f)
		})
	deed.Command(commands, access.ManagePlaces, "change-place", "/api/v1/placements/places/{id}/change", "Change what a place offers", deed.Changes(room.ChangePlace))
	deed.Command(commands, access.ManagePlaces, "change-address", "/api/v1/placements/places/{id}/address", "Seal another address for a place: sights of the old one end", deed.Changes(room.ChangeAddress))
	deed.Command(commands, access.TakeOnPerson, "take-on-person", "/api/v1/placements/people/{id}/take", "Become the placement team of a person",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, _ struct{}) (db.ID, error) {
			return id, room.TakeOn(ctx, tx, actor, id)
		})
	deed.Command(commands, access.PlacePerson, "change-needs", "/api/v1/placements/people/{id}/needs", "Record what somebody needs of a place", deed.Changes(room.Want))
	deed.Command(commands, access.PlacePerson, "place-person", "/api/v1/placements/people/{id}/place", "Place somebody, or move them in one step", deed.Changes(room.Put))
	deed.Command(commands, access.PlacePerson, "end-placement", "/api/v1/placements/people/{id}/leave", "End a placement", deed.Changes(room.Leave))
	deed.Command(commands, access.AskSight, "ask-sight", "/api/v1/placements/people/{id}/sights", "Ask to see an address. It is shown on a page only",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f SightForm) (db.ID, error) {
			s, err := room.AskSight(ctx, tx, actor, id, f)
			return s.ID, err
		})
	deed.Command(commands, access.OfferSight, "offer-sight", "/api/v1/placements/people/{id}/sights/offer", "Offer a named person a sight of an address that they did not ask for",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f OfferForm) (db.ID, error) {
			s, err := room.OfferSight(ctx, tx, actor, id, f)
			return s.ID, err
		})
	deed.Command(commands, access.DecideSight, "answer-sight", "/api/v1/sights/{id}/answer", "Agree to a sight of an address, or refuse it", deed.Changes(room.AnswerSight))
	deed.Command(commands, access.AskVisit, "ask-visit", "/api/v1/placements/people/{id}/visits", "Record that somebody asks to visit", room.AskVisit)
	deed.Command(commands, access.AskVisit, "record-enquiry", "/api/v1/placements/people/{id}/enquiries", "Record that somebody asked about a person", room.Enquire)
	deed.Command(commands, access.KeepDenyList, "deny-contact", "/api/v1/placements/people/{id}/denied", "Put somebody on the list of people to keep away", room.Deny)
	deed.Command(commands, access.CheckVisitor, "check-visitor", "/api/v1/visits/{id}/checks", "Record what a check of a visitor showed", deed.Changes(room.CheckVisitor))
	deed.Command(commands, access.DecideVisit, "decide-visit", "/api/v1/visits/{id}/decision", "Approve or refuse a visitor", deed.Changes(room.DecideVisit))
	deed.Command(commands, access.DecideVisit, "end-visit", "/api/v1/visits/{id}/end", "Withdraw a request to visit, or end an approval", deed.Changes(room.EndVisit))
	deed.Command(commands, access.LogVisit, "log-visit", "/api/v1/visits/{id}/log", "Record a visit, or somebody who was turned away", deed.Changes(room.LogVisit))
	deed.Command(commands, access.KeepProfile, "keep-missing-profile", "/api/v1/missing/people/{id}/profile", "Keep what is needed when somebody goes missing", deed.Changes(room.KeepProfile))
	deed.Command(commands, access.ReportMissing, "report-missing", "/api/v1/missing/people/{id}/report", "Record that somebody is missing", room.ReportMissing)
	deed.Command(commands, access.ReportMissing, "tell-police", "/api/v1/missing/episodes/{id}/police", "Record the report to the police", deed.Changes(room.TellPolice))
	deed.Command(commands, access.ReportMissing, "act-for-missing", "/api/v1/missing/episodes/{id}/actions", "Record what was done to find somebody", deed.Changes(room.Act))
	deed.Command(commands, access.ReportMissing, "hold-strategy-meeting", "/api/v1/missing/episodes/{id}/meeting", "Record the strategy meeting", deed.Changes(room.Meet))
	deed.Command(commands, access.ReportMissing, "record-return", "/api/v1/missing/episodes/{id}/found", "Record that somebody is back", deed.Changes(room.Find))
	deed.Command(commands, access.ReportMissing, "undo-return", "/api/v1/missing/episodes/{id}/found/undo", "Take back that somebody was found, where that was a mistake", deed.Changes(room.Unfind))
	deed.Command(commands, access.ReportMissing, "record-return-interview", "/api/v1/missing/episodes/{id}/interview", "Record the return interview", deed.Changes(room.Talk))
	room.registerReads(commands)
	route.API(api, access.SeePlacements, huma.Operation{OperationID: "list-placements", Method: http.MethodGet, Path: "/api/v1/placements",
		Summary: "List the people for whom your agency answers, and its places, without addresses", Tags: []string{tagPlacement}}, room.apiBoard)
	route.API(api, access.ListMissing, huma.Operation{OperationID: "list-missing", Method: http.MethodGet, Path: "/api/v1/missing",
		Summary: "List who is missing and what is due", Tags: []string{tagPlacement}}, room.apiMissing)
}

const tagPlacement = "Placement"

type boardOut struct {
	Body struct {
		People []personOut `json:"people"`
		Places []placeOut  `json:"places"`
	}
}

type personOut struct {
	Case      string   `json:"case"`
	Reference string   `json:"reference"`
	Version   int64    `json:"version"`
	Region    string   `json:"region,omitempty"`
	Kind      string   `json:"kind,omitempty"`
	Place     string   `json:"place,omitempty"`
	Needs     []string `json:"needs"`
	Missing   bool     `json:"missing"`
}

type placeOut struct {
	ID        string   `json:"id"`
	Reference string   `json:"reference"`
	Version   int64    `json:"version"`
	Kind      string   `json:"kind"`
	Region    string   `json:"region"`
	Capacity  int      `json:"capacity"`
	Free      int      `json:"free"`
	Suits     []string `json:"suits"`
	Open      bool     `json:"open"`
}

func (room *Room) apiBoard(ctx context.Context, actor account.Actor, _ *struct{}) (*boardOut, error) {
	out := &boardOut{}
	out.Body.People, out.Body.Places = []personOut{}, []placeOut{}
	err := room.looked(ctx, actor, "list-placements", func(tx *db.Tx) error {
		people, err := placedPeople(ctx, tx, actor)
		if err != nil {
			return err
		}
		for _, p := range people {
			out.Body.People = append(out.Body.People, personOut{string(p.Case), p.Reference, p.Version, p.Place.Region, p.Place.Kind, string(p.Place.ID), append([]string{}, p.Needs...), p.Missing})
		}
		all, err := places(ctx, tx, actor)
		for _, p := range all {
			out.Body.Places = append(out.Body.Places, placeOut{string(p.ID), p.Reference, p.Version, p.Kind, p.Region, p.Capacity, p.Free(), append([]string{}, p.Suits...), p.Closed.IsZero()})
		}
		return err
	})
	return out, err
}

type missingOut struct {
	Body struct {
		Episodes []episodeOut `json:"episodes"`
	}
}

type episodeOut struct {
	ID        string    `json:"id"`
	Case      string    `json:"case"`
	Reference string    `json:"reference"`
	Version   int64     `json:"version"`
	Since     time.Time `json:"since"`
	Missing   bool      `json:"missing"`
	Due       string    `json:"due,omitempty"`
	DueBy     time.Time `json:"dueBy,omitzero"`
}

func (room *Room) apiMissing(ctx context.Context, actor account.Actor, _ *struct{}) (*missingOut, error) {
	out := &missingOut{}
	out.Body.Episodes = []episodeOut{}
	err := room.looked(ctx, actor, "list-missing", func(tx *db.Tx) error {
		found, err := missingBoard(ctx, tx, actor)
		for _, e := range found {
			what, by := e.Waits()
			out.Body.Episodes = append(out.Body.Episodes, episodeOut{string(e.ID), string(e.Case), e.Reference, e.Version, e.Missing, e.Open(), what, by})
		}
		return err
	})
	return out, err
}

// looked records a look at a list, then reads it.
func (room *Room) looked(ctx context.Context, actor account.Actor, deed string, read func(tx *db.Tx) error) error {
	if err := room.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: deed, Category: audit.Consultation, Subject: "list", Why: teamPurpose})
	}); err != nil {
		return err
	}
	return room.DB.Read(ctx, read)
}
