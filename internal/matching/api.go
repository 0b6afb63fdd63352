package matching

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type findRequest struct {
	Body struct {
		Subject string          `json:"subject,omitempty" maxLength:"100" doc:"Your own reference for what you look for, without a name"`
		Record  casefile.Record `json:"record" doc:"What you know of who the person is; nothing of it is kept"`
	}
}

type findAnswer struct {
	Body struct {
		Records   []foundRecord `json:"records" doc:"Earlier records within your reach, the likeliest first"`
		Elsewhere bool          `json:"elsewhere" doc:"A possible match exists; the agency that holds it has been asked"`
		Ready     bool          `json:"ready" doc:"False while the comparison is being made ready"`
	}
}

type foundRecord struct {
	Case      db.ID     `json:"case"`
	Reference string    `json:"reference"`
	Name      string    `json:"name,omitempty"`
	Opened    time.Time `json:"opened"`
	Likely    string    `json:"likely"`
	Evidence  []string  `json:"evidence"`
}

type queueRequest struct {
	State string `query:"state" doc:"open, second, conflict, unsure, same, different or gone; all that wait for somebody where none is named"`
	Mine  bool   `query:"mine"`
	Child bool   `query:"child"`
}

type queueAnswer struct {
	Body struct {
		Pairs []QueuedOut `json:"pairs"`
	}
}

// QueuedOut is a pair of records as lists of the API show it.
type QueuedOut struct {
	ID          db.ID   `json:"id"`
	Blind       bool    `json:"blind" doc:"Only one of the two is within your reach. Nothing is told of the other"`
	Cases       []db.ID `json:"cases"`
	Version     int64   `json:"version,omitempty"`
	State       State   `json:"state,omitempty"`
	Probability float64 `json:"probability,omitempty"`
	Two         string  `json:"twoReaders,omitempty"`
}

type pairRequest struct {
	ID string `path:"id"`
}

type pairAnswer struct {
	Body struct {
		QueuedOut
		Evidence  []evidenceOut `json:"evidence"`
		Decisions []decisionOut `json:"decisions"`
		Merge     db.ID         `json:"merge,omitempty"`
	}
}

type evidenceOut struct {
	What   string `json:"what"`
	Left   string `json:"left"`
	Right  string `json:"right"`
	Found  string `json:"found"`
	Weight string `json:"weight"`
	Sum    string `json:"sum"`
}

type decisionOut struct {
	Outcome Outcome   `json:"outcome"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Reason  string    `json:"reason"`
	Undone  bool      `json:"undone,omitempty"`
}

type decideRequest struct {
	ID   string `path:"id"`
	Once string `header:"Idempotency-Key"`
	Body struct {
		Version int64   `json:"version"`
		Outcome Outcome `json:"outcome" enum:"same,different,unsure"`
		Reason  string  `json:"reason"`
	}
}

type stateAnswer struct {
	Body struct {
		State State `json:"state"`
	}
}

type versionRequest struct {
	ID   string `path:"id"`
	Once string `header:"Idempotency-Key"`
	Body struct {
		Version int64  `json:"version"`
		Reason  string `json:"reason,omitempty"`
	}
}

type nothing struct{}

type mergeRequest struct {
	Once string `header:"Idempotency-Key"`
	Body struct {
		Pair    string            `json:"pair"`
		Version int64             `json:"version"`
		Leader  string            `json:"leader" doc:"The case that leads"`
		Reason  string            `json:"reason"`
		Choices map[string]Choice `json:"choices,omitempty" doc:"leader or follower, by part of the record"`
	}
}

type mergeAnswer struct {
	Body struct {
		Merge db.ID `json:"merge"`
	}
}

// Register adds the operations of the room to the JSON API.
func (room *Room) Register(api huma.API) {
	operation := func(id, method, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, Tags: []string{"Matches"}}
	}
	route.API(api, access.FindMatches, operation("find-matches", http.MethodPost, "/api/v1/matches", "Look for earlier records of a person"), room.findAPI)
	route.API(api, access.ReviewMatches, operation("list-matches", http.MethodGet, "/api/v1/matches", "List pairs of records that may be of one person"), room.queueAPI)
	route.API(api, access.ReviewMatches, operation("read-match", http.MethodGet, "/api/v1/matches/{id}", "Compare two records"), room.pairAPI)
	route.API(api, access.ReviewMatches, operation("decide-match", http.MethodPost, "/api/v1/matches/{id}/decisions", "Decide whether two records are of one person"), room.decideAPI)
	route.API(api, access.ReviewMatches, operation("undo-match-decision", http.MethodPost, "/api/v1/matches/{id}/decisions/undo", "Take one's last decision back"), room.undoAPI)
	route.API(api, access.MergeCases, operation("merge-cases", http.MethodPost, "/api/v1/merges", "Join two records of one person"), room.mergeAPI)
	route.API(api, access.MergeCases, operation("undo-merge", http.MethodPost, "/api/v1/merges/{id}/undo", "Undo the joining of two records"), room.unmergeAPI)
}

func (room *Room) findAPI(ctx context.Context, actor account.Actor, in *findRequest) (*findAnswer, error) {
	var known casefile.Known
	err := room.DB.Write(ctx, func(tx *db.Tx) (err error) {
		known, err = room.Known(ctx, tx, actor, "search "+in.Body.Subject, in.Body.Record)
		return err
	})
	if err != nil {
		return nil, err
	}
	var out findAnswer
	out.Body.Elsewhere, out.Body.Ready, out.Body.Records = known.Elsewhere, !known.NotReady, []foundRecord{}
	english := page.In(page.English)
	for _, a := range known.Records {
		found := foundRecord{Case: a.Case, Reference: a.Reference, Name: a.Name, Opened: a.Opened, Likely: a.Likely, Evidence: []string{}}
		for _, sentence := range a.Evidence {
			found.Evidence = append(found.Evidence, english.Text(sentence.Text, sentence.Args...))
		}
		out.Body.Records = append(out.Body.Records, found)
	}
	return &out, nil
}

func (room *Room) queueAPI(ctx context.Context, actor account.Actor, in *queueRequest) (*queueAnswer, error) {
	var found []Queued
	err := room.DB.Read(ctx, func(tx *db.Tx) (err error) {
		found, err = room.Queue(ctx, tx, actor, Filter{State: State(in.State), Mine: in.Mine, Child: in.Child})
		return err
	})
	if err != nil {
		return nil, err
	}
	var out queueAnswer
	out.Body.Pairs = []QueuedOut{}
	var shown lookedUp
	for _, q := range found {
		out.Body.Pairs = append(out.Body.Pairs, q.out())
		shown.Cases = append(shown.Cases, q.out().Cases...)
	}
	return &out, room.lookedAPI(ctx, actor, "list-matches", shown)
}

func (q Queued) out() QueuedOut {
	if q.Blind {
		return QueuedOut{ID: q.ID, Blind: true, Cases: []db.ID{q.Left.ID}}
	}
	return pairOut(q.Pair)
}

func pairOut(p Pair) QueuedOut {
	return QueuedOut{ID: p.ID, Cases: []db.ID{p.Left, p.Right}, Version: p.Version, State: p.State, Probability: p.Probability, Two: p.Two}
}

func (room *Room) pairAPI(ctx context.Context, actor account.Actor, in *pairRequest) (*pairAnswer, error) {
	var c Compared
	err := room.DB.Write(ctx, func(tx *db.Tx) (err error) {
		c, err = room.Open(ctx, tx, actor, db.ID(in.ID))
		return err
	})
	if err != nil {
		return nil, err
	}
	var out pairAnswer
	out.Body.QueuedOut, out.Body.Merge = pairOut(c.Pair), c.Merge.ID
	out.Body.Evidence, out.Body.Decisions = []evidenceOut{}, []decisionOut{}
	english := page.In(page.English)
	for _, line := range c.Lines {
		out.Body.Evidence = append(out.Body.Evidence, evidenceOut{line.What, line.Left, line.Right, english.Text(line.Level.Text, line.Level.Args...), line.Weight, line.Sum})
	}
	for _, d := range c.Decisions {
		out.Body.Decisions = append(out.Body.Decisions, decisionOut{d.Outcome, d.Name, d.At, d.Reason, !d.Undone.IsZero()})
	}
	return &out, nil
}

func (room *Room) decideAPI(ctx context.Context, actor account.Actor, in *decideRequest) (*stateAnswer, error) {
	var out stateAnswer
	err := room.DB.Write(ctx, func(tx *db.Tx) (err error) {
		out.Body.State, err = room.Decide(ctx, tx, actor, DecideForm{Pair: db.ID(in.ID), Version: in.Body.Version, Outcome: in.Body.Outcome, Reason: in.Body.Reason, Once: in.Once})
		return err
	})
	return &out, err
}

func (room *Room) undoAPI(ctx context.Context, actor account.Actor, in *versionRequest) (*nothing, error) {
	return nil, room.DB.Write(ctx, func(tx *db.Tx) error {
		return room.UndoDecision(ctx, tx, actor, db.ID(in.ID), in.Body.Version, in.Once)
	})
}

func (room *Room) mergeAPI(ctx context.Context, actor account.Actor, in *mergeRequest) (*mergeAnswer, error) {
	var out mergeAnswer
	err := room.DB.Write(ctx, func(tx *db.Tx) (err error) {
		out.Body.Merge, err = room.Merge(ctx, tx, actor, JoinForm{Pair: db.ID(in.Body.Pair), Version: in.Body.Version, Leader: db.ID(in.Body.Leader),
			Reason: in.Body.Reason, Choices: in.Body.Choices, Once: in.Once})
		return err
	})
	return &out, err
}

func (room *Room) unmergeAPI(ctx context.Context, actor account.Actor, in *versionRequest) (*nothing, error) {
	return nil, room.DB.Write(ctx, func(tx *db.Tx) error {
		return room.Unmerge(ctx, tx, actor, UnmergeForm{Merge: db.ID(in.ID), Version: in.Body.Version, Reason: in.Body.Reason, Once: in.Once})
	})
}
