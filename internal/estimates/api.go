package estimates

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/mse"
)

// Register adds the operations of the room to the JSON API: the commands and
// queries of its pages.
func (room *Room) Register(api huma.API) {
	at := func(id, method, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1/estimates" + path, Summary: summary, Tags: []string{"Estimates"}}
	}
	created := at("start-estimate", http.MethodPost, "", "Start an estimate from a table or from casework")
	created.DefaultStatus, created.MaxBodyBytes = http.StatusAccepted, MaxTable+1<<20
	route.API(api, access.RunEstimates, created, room.apiStart)
	route.API(api, access.RunEstimates, at("list-estimates", http.MethodGet, "", "List runs of your agency, newest first"), room.apiList)
	route.API(api, access.RunEstimates, at("compare-estimates", http.MethodGet, "/compare", "Put two runs side by side"), room.apiCompare)
	route.API(api, access.RunEstimates, at("read-estimate", http.MethodGet, "/{id}", "Read how far a run is and what came of it"), room.apiRead)
	route.API(api, access.RunEstimates, at("read-estimate-report", http.MethodGet, "/{id}/reports/{format}", "Read the report of a run, or its data"), room.apiReport)
	route.API(api, access.RunEstimates, at("cancel-estimate", http.MethodPost, "/{id}/cancel", "Cancel a run that has still to end"), room.apiCommand(room.Cancel))
	route.API(api, access.RunEstimates, at("retry-estimate", http.MethodPost, "/{id}/retry", "Try a failed or cancelled run again"), room.apiCommand(room.Retry))
	route.API(api, access.RunEstimates, at("restore-estimate", http.MethodPost, "/{id}/restore", "Restore a deleted run"), room.apiCommand(room.Restore))
	route.API(api, access.RunEstimates, at("repeat-estimate", http.MethodPost, "/{id}/repeat", "Run again with the same data and seed"), room.apiRepeat)
	route.API(api, access.RunEstimates, at("delete-estimate", http.MethodPost, "/{id}/delete", "Delete a run for a reason; it is kept and can be restored"), room.apiDelete)
}

type startIn struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key changes nothing and gets the same answer"`
	Body startBody
}

type startBody struct {
	Name       string       `json:"name" maxLength:"100"`
	Table      string       `json:"table,omitempty" doc:"Comma-separated values with a row of names, as the command estimate takes them; or give casework"`
	Columns    string       `json:"strataColumns,omitempty" doc:"Names of the strata columns of the table, with commas between; empty to recognise year, sex, age and others"`
	Casework   *Casework    `json:"casework,omitempty" doc:"Count the casework instead of a table"`
	Methods    []mse.Method `json:"methods,omitempty" doc:"None for every method on every variation of the lists"`
	Seed       *int         `json:"seed,omitempty" doc:"1 if left out"`
	Level      int          `json:"level,omitempty" doc:"Per cent; 95 if left out"`
	Threshold  float64      `json:"threshold,omitempty" doc:"0.02 if left out"`
	Replicates int          `json:"replicates,omitempty"`
	Population int          `json:"population,omitempty"`
	Thorough   bool         `json:"thorough,omitempty"`
	HideSmall  bool         `json:"hideSmall,omitempty"`
}

func (b startBody) settings() Settings {
	s := Settings{Methods: b.Methods, Seed: 1, Level: b.Level, Threshold: b.Threshold, Replicates: b.Replicates, Population: b.Population, Thorough: b.Thorough, HideSmall: b.HideSmall, Casework: b.Casework}
	if b.Seed != nil {
		s.Seed = *b.Seed
	}
	if s.Level == 0 {
		s.Level = 95
	}
	if s.Threshold == 0 {
		s.Threshold = mse.DefaultThreshold
	}
	return s
}

type runOut struct{ Body runBody }

type runBody struct {
	ID       db.ID     `json:"id"`
	Name     string    `json:"name"`
	State    State     `json:"state" enum:"queued,running,done,none,failed,cancelled"`
	Stage    string    `json:"stage,omitempty"`
	Progress int       `json:"progress" doc:"Per cent of the stage"`
	Problem  string    `json:"problem,omitempty"`
	Who      string    `json:"askedBy"`
	Asked    time.Time `json:"askedAt"`
	Ended    string    `json:"endedAt,omitempty"`
	Source   string    `json:"source" enum:"table,casework"`
	Vintage  string    `json:"vintage,omitempty" doc:"The latest record in the data, of casework"`
	Settings Settings  `json:"settings"`
	DataHash string    `json:"dataSha256"`
	People   int64     `json:"peopleKnown"`
	Small    int64     `json:"smallCounts" doc:"Counts of 1 to 4 in the data"`
	Program  string    `json:"version,omitempty"`
	Result   string    `json:"resultSha256,omitempty"`
	Headline Headline  `json:"headline"`
	Repeats  db.ID     `json:"repeats,omitempty"`
	Deleted  string    `json:"deletedAt,omitempty"`
}

func bodyOf(r Run) runBody {
	stamp := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.RFC3339)
	}
	return runBody{r.ID, r.Name, r.State, r.Stage, r.Progress, r.Problem, r.Who, r.Asked, stamp(r.Ended), r.Source, stamp(r.Vintage), r.Settings, r.DataHash, r.People, r.SmallCounts, r.Program, r.ResultHash, r.Headline, r.Repeats, stamp(r.Deleted)}
}

func (room *Room) apiStart(ctx context.Context, actor account.Actor, in *startIn) (*runOut, error) {
	b := in.Body
	ask := Ask{Name: b.Name, Source: FromTable, Settings: b.settings(), Once: in.Key}
	var err error
	switch {
	case b.Casework != nil && b.Table != "":
		return nil, fault.Wrong("table", "Give a table or casework, not both")
	case b.Casework != nil:
		for _, name := range b.Casework.Strata {
			if !slices.ContainsFunc(Columns, func(c struct{ Name, Words string }) bool { return c.Name == name }) {
				return nil, fault.Wrong("casework", "There is no column called {name}", "name", name)
			}
		}
		ask.Source = FromCasework
		err = room.FromCaseworkRecords(ctx, actor, &ask)
	default:
		var data *mse.Data
		if data, err = ReadTable("table", b.Table, b.Columns); err == nil {
			ask.Data = []*mse.Data{data}
		}
	}
	if err != nil {
		return nil, err
	}
	return room.apiWrite(ctx, actor, func(tx *db.Tx) (db.ID, error) { return room.Start(ctx, tx, actor, ask) })
}

// apiWrite does a command and answers with the run it made or changed.
func (room *Room) apiWrite(ctx context.Context, actor account.Actor, do func(tx *db.Tx) (db.ID, error)) (*runOut, error) {
	var run Run
	err := room.DB.Write(ctx, func(tx *db.Tx) error {
		id, err := do(tx)
		if err != nil {
			return err
		}
		run, err = Find(ctx, tx, actor, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &runOut{bodyOf(run)}, nil
}

type runIn struct {
	ID string `path:"id"`
}

// parse reads the identifier of a run; one that cannot be one is missing.
func parse(text string) (db.ID, error) {
	id, ok := db.ParseID(text)
	if !ok {
		return "", fault.Missing()
	}
	return id, nil
}

func (room *Room) apiRead(ctx context.Context, actor account.Actor, in *runIn) (*runOut, error) {
	id, err := parse(in.ID)
	if err != nil {
		return nil, err
	}
	var run Run
	err = room.DB.Read(ctx, func(tx *db.Tx) (err error) {
		run, err = Find(ctx, tx, actor, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !run.State.Live() {
		if err := room.note(ctx, actor, "read-estimate", audit.Consultation, run); err != nil {
			return nil, err
		}
	}
	return &runOut{bodyOf(run)}, nil
}

func (room *Room) note(ctx context.Context, actor account.Actor, action string, category audit.Category, runs ...Run) error {
	return room.DB.Write(ctx, func(tx *db.Tx) error {
		for _, run := range runs {
			if err := audit.Append(ctx, tx, actor, audit.Entry{Action: action, Category: category, Subject: "estimate " + string(run.ID)}); err != nil {
				return err
			}
		}
		return nil
	})
}

type listIn struct {
	Words  string `query:"q" maxLength:"100" doc:"Part of the name"`
	State  string `query:"state" enum:"live,done,none,failed,cancelled,deleted" doc:"Only runs in this state; live for those that have still to end"`
	Source string `query:"source" enum:"table,casework"`
	Before string `query:"before" doc:"Only runs asked for earlier than this one"`
}

type runsOut struct{ Body runsBody }

type runsBody struct {
	Runs []runBody `json:"runs"`
}

func (room *Room) apiList(ctx context.Context, actor account.Actor, in *listIn) (*runsOut, error) {
	before, ok := db.ParseID(in.Before)
	if in.Before != "" && !ok {
		return nil, fault.Missing()
	}
	out := &runsOut{}
	out.Body.Runs = []runBody{}
	err := room.DB.Read(ctx, func(tx *db.Tx) error {
		runs, err := Recent(ctx, tx, actor, Filter{Words: in.Words, State: in.State, Source: in.Source, Before: before}, aPage)
		for _, run := range runs {
			out.Body.Runs = append(out.Body.Runs, bodyOf(run))
		}
		return err
	})
	return out, err
}
