package figures

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/route"
)

type tableRequest struct {
	By   string `query:"by" required:"true" doc:"Columns to count by, with commas between: quarter, first_responder_type, first_responder, exploitation_type, age, gender, nationality, jurisdiction"`
	From string `query:"from" doc:"First quarter, such as 2023Q1" pattern:"^([0-9]{4}Q[1-4])?$"`
	To   string `query:"to" doc:"Last quarter, such as 2023Q4" pattern:"^([0-9]{4}Q[1-4])?$"`
}

type tableAnswer struct {
	Body struct {
		By    []string `json:"by"`
		Rows  []rowOut `json:"rows"`
		Total int      `json:"total"`
	}
}

type rowOut struct {
	Values []string `json:"values" doc:"One value for each column, in order"`
	People int      `json:"people"`
}

// Register adds the operations of the room to the JSON API.
func (room *Room) Register(api huma.API) {
	route.API(api, access.ReadFigures, huma.Operation{OperationID: "count-referrals", Method: http.MethodGet, Path: "/api/v1/figures/referrals",
		Summary: "Count referrals", Tags: []string{"Figures"}}, room.count)
}

func (room *Room) count(ctx context.Context, actor account.Actor, in *tableRequest) (*tableAnswer, error) {
	by, err := ReadDimensions(strings.Split(in.By, ","))
	if err != nil {
		return nil, err
	}
	var table Table
	err = room.DB.Read(ctx, func(tx *db.Tx) (err error) {
		table, err = Referrals(ctx, tx, actor, by, Filter{in.From, in.To})
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := record(ctx, room.DB, actor, table, "read-figures"); err != nil {
		return nil, err
	}
	var answer tableAnswer
	answer.Body.By, answer.Body.Total, answer.Body.Rows = table.head()[:len(by)], table.Total, make([]rowOut, 0, len(table.Rows))
	for _, row := range table.Rows {
		answer.Body.Rows = append(answer.Body.Rows, rowOut(row))
	}
	return &answer, nil
}
