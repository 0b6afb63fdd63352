package statistics

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/route"
)

type statisticsAsked struct {
	Measure string `path:"measure" doc:"The code of a measure; see the list"`
	On      string `query:"on" doc:"The day, such as 2026-10-31; who compares providers gets the end of a month" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"`
}

type statisticsTable struct {
	Body struct {
		Measure string          `json:"measure"`
		On      civil.Day       `json:"on"`
		Hides   bool            `json:"hides" doc:"Small numbers are hidden, with what would give them away"`
		Columns []string        `json:"columns"`
		Rows    []statisticsRow `json:"rows" doc:"One for each provider, then one for all"`
	}
}

type statisticsRow struct {
	Provider string `json:"provider,omitempty" doc:"Empty for all"`
	Numbers  []*int `json:"numbers" doc:"One for each column, then the total; null is hidden"`
}

type statisticsList struct {
	Body struct {
		Measures []statisticsMeasure `json:"measures"`
	}
}

type statisticsMeasure struct {
	Code  string `json:"code"`
	Title string `json:"title"`
	Says  string `json:"says"`
	Group string `json:"group"`
}

// Register adds the operations to the JSON API.
func (room *Room) Register(api huma.API) {
	get := func(name, path, summary string) huma.Operation {
		return huma.Operation{OperationID: name, Method: http.MethodGet, Path: path, Summary: summary, Tags: []string{"Statistics"}}
	}
	route.API(api, access.ReadStatistics, get("list-statistics", "/api/v1/statistics", "List what can be counted"), func(ctx context.Context, actor account.Actor, _ *struct{}) (*statisticsList, error) {
		out := &statisticsList{}
		out.Body.Measures = []statisticsMeasure{}
		err := room.DB.Read(ctx, func(tx *db.Tx) error {
			list, err := offered(ctx, tx)
			for _, m := range list {
				out.Body.Measures = append(out.Body.Measures, statisticsMeasure{m.Code, m.Title, m.Says, m.Group})
			}
			return err
		})
		return out, err
	})
	route.API(api, access.ReadStatistics, get("read-statistics", "/api/v1/statistics/{measure}", "Count by provider: one’s own in full, or all with small numbers hidden"), room.apiTable)
}

func (room *Room) apiTable(ctx context.Context, actor account.Actor, in *statisticsAsked) (*statisticsTable, error) {
	var on civil.Day
	if in.On != "" {
		var err error
		if on, err = civil.ParseDay(in.On); err != nil {
			return nil, fault.Wrong("on", "Enter a day such as 2026-10-31")
		}
	}
	on = DayFor(actor, on, civil.DayOf(room.DB.Now()))
	if err := record(ctx, room.DB, actor, in.Measure, "read-statistics"); err != nil {
		return nil, err
	}
	out := &statisticsTable{}
	err := room.DB.Read(ctx, func(tx *db.Tx) error {
		t, err := Count(ctx, tx, actor, in.Measure, on)
		out.Body.Measure, out.Body.On, out.Body.Hides, out.Body.Rows = t.Code, on, t.Hides, []statisticsRow{}
		for _, column := range t.Columns {
			out.Body.Columns = append(out.Body.Columns, column.Code)
		}
		for _, line := range t.Lines {
			row := statisticsRow{Provider: line.Name}
			for _, n := range line.Numbers {
				if n.Hidden {
					row.Numbers = append(row.Numbers, nil)
				} else {
					row.Numbers = append(row.Numbers, &n.N)
				}
			}
			out.Body.Rows = append(out.Body.Rows, row)
		}
		return err
	})
	return out, err
}
