package record

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/route"
)

type searchRequest struct {
	Body struct {
		From      civil.Day `json:"from" doc:"First day"`
		To        civil.Day `json:"to" doc:"Last day"`
		Email     string    `json:"email,omitempty" doc:"Work e-mail address of who did it"`
		Agency    string    `json:"agency,omitempty" doc:"Whole name of an agency"`
		Reference string    `json:"reference,omitempty" doc:"Reference of a case"`
		Category  string    `json:"category,omitempty" doc:"collection, alteration, consultation, disclosure, combination, erasure, sign-in or refusal"`
		Before    string    `json:"before,omitempty" doc:"Events older than this one: next of the answer before"`
	}
}

type searchAnswer struct {
	Body struct {
		Events []eventOut `json:"events"`
		Next   string     `json:"next,omitempty" doc:"Send as before for older events"`
	}
}

type eventOut struct {
	ID        string    `json:"id"`
	At        time.Time `json:"at"`
	Action    string    `json:"action"`
	Category  string    `json:"category"`
	Who       string    `json:"who,omitempty"`
	Roles     string    `json:"roles,omitempty"`
	Agency    string    `json:"agency,omitempty"`
	Case      string    `json:"case,omitempty" doc:"Reference of the case"`
	Why       string    `json:"why,omitempty"`
	Recipient string    `json:"recipient,omitempty"`
	Via       string    `json:"via"`
	Origin    string    `json:"origin,omitempty"`
}

type volumesAnswer struct {
	Body struct {
		Days  []dayOut `json:"days"`
		Rules string   `json:"rules" doc:"The versions of the rules that found them, as rules are listed"`
	}
}

type dayOut struct {
	Day    string `json:"day"`
	Who    string `json:"who"`
	Agency string `json:"agency"`
	Looks  int    `json:"looks"`
	Cases  int    `json:"cases"`
	Own    int    `json:"own" doc:"Median of their other days"`
	Peers  int    `json:"peers" doc:"Median of others in the same role that day"`
}

// Register adds the operations of the room to the JSON API.
func (room *Room) Register(api huma.API) {
	route.API(api, access.SearchRecord, huma.Operation{OperationID: "search-record", Method: http.MethodPost, Path: "/api/v1/record/search",
		Summary: "Search who did and saw what", Tags: []string{"Record"}}, room.searchCall)
	route.API(api, access.SearchRecord, huma.Operation{OperationID: "unusual-volumes", Method: http.MethodGet, Path: "/api/v1/record/volumes",
		Summary: "List days of unusual volume", Tags: []string{"Record"}}, room.volumesCall)
}

func (room *Room) searchCall(ctx context.Context, actor account.Actor, in *searchRequest) (*searchAnswer, error) {
	a := asked(in.Body)
	if errs := form.Check(&a, questions); len(errs) > 0 {
		return nil, fault.Mend(errs...)
	}
	result, err := room.search(ctx, actor, a, searchAction, onPage)
	if err != nil {
		return nil, err
	}
	var answer searchAnswer
	answer.Body.Next, answer.Body.Events = string(result.Next), make([]eventOut, 0, len(result.Events))
	for _, e := range result.Events {
		answer.Body.Events = append(answer.Body.Events, eventOut{string(e.ID), e.At, e.Action, string(e.Category), e.Who, e.Roles, e.AgencyName, e.Reference, e.Why, e.Recipient, e.Via, e.Origin})
	}
	return &answer, nil
}

func (room *Room) volumesCall(ctx context.Context, actor account.Actor, _ *struct{}) (*volumesAnswer, error) {
	days, rule, err := room.unusual(ctx, actor)
	if err != nil {
		return nil, err
	}
	var answer volumesAnswer
	answer.Body.Rules = rule.Refs
	answer.Body.Days = make([]dayOut, 0, len(days))
	for _, d := range days {
		answer.Body.Days = append(answer.Body.Days, dayOut{d.Day, d.Who, d.Agency, d.Looks, d.Cases, d.Own, d.Peers})
	}
	return &answer, nil
}
