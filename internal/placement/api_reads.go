package placement

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
)

// registerReads adds what programs may read of one person: what the pages show, and
// never an address of a place, which is shown on its page alone.
func (room *Room) registerReads(queries deed.API) {
	deed.Query(queries, access.ReadPlacement, "read-placements", "/api/v1/placements/people/{id}", "Read where somebody lived and lives, by place and area; never an address",
		room.look(access.ReadPlacement, "read-placement"), room.apiPlacements)
	deed.Query(queries, access.ReadVisit, "read-visits", "/api/v1/placements/people/{id}/visits", "Read who asked to visit somebody, and what was decided",
		room.look(access.ReadVisit, "read-visitors"), room.apiVisits)
	deed.Query(queries, access.KeepProfile, "read-episodes", "/api/v1/missing/people/{id}/episodes", "Read when somebody was missing",
		room.look(access.KeepProfile, "read-missing-profile"), room.apiEpisodes)
	deed.Query(queries, access.ReportMissing, "read-episode", "/api/v1/missing/episodes/{id}", "Read one time when somebody was missing, with what was done",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *ofOne) (audit.Entry, error) {
			e, err := room.Episode(ctx, tx, actor, in.id())
			return audit.Entry{Action: "read-episode", Category: audit.Consultation, Case: e.Case, Subject: "missing episode " + string(e.ID), Why: teamPurpose}, err
		}, room.apiEpisode)
}

// ofOne names the person or the thing that is read.
type ofOne struct {
	ID string `path:"id"`
}

// id is nothing's where the address names nothing.
func (in *ofOne) id() db.ID {
	id, _ := db.ParseID(in.ID)
	return id
}

// look asks access for a person and is the entry of the look in the record.
func (room *Room) look(action access.Action, deed string) func(context.Context, *db.Tx, account.Actor, *ofOne) (audit.Entry, error) {
	return func(ctx context.Context, tx *db.Tx, actor account.Actor, in *ofOne) (audit.Entry, error) {
		f, err := room.reach(ctx, tx, actor, action, in.id())
		return audit.Entry{Action: deed, Category: audit.Consultation, Case: f.Case, Subject: "placement", Why: teamPurpose}, err
	}
}

// Episode reads one time when somebody was missing. The caller records the look.
func (room *Room) Episode(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Episode, error) {
	if id == "" {
		return Episode{}, fault.Missing()
	}
	e, _, err := room.episodeFor(ctx, tx, actor, id)
	return e, err
}

type placementsOut struct {
	Body struct {
		Version int64     `json:"version" doc:"Of the file, to send with a change"`
		Needs   []string  `json:"needs"`
		Avoid   []string  `json:"avoid" doc:"Areas to avoid"`
		Stays   []stayOut `json:"stays" doc:"The latest first"`
	}
}

type stayOut struct {
	ID      string    `json:"id"`
	Place   string    `json:"place"`
	Number  string    `json:"reference" doc:"Of the place"`
	Kind    string    `json:"kind"`
	Region  string    `json:"region"`
	Since   time.Time `json:"since"`
	Until   time.Time `json:"until,omitzero"`
	Ended   string    `json:"ended,omitempty" doc:"Why"`
	Decided string    `json:"placedBy,omitempty"`
}

func (room *Room) apiPlacements(ctx context.Context, tx *db.Tx, actor account.Actor, in *ofOne) (*placementsOut, error) {
	f, err := room.reach(ctx, tx, actor, access.ReadPlacement, in.id())
	if err != nil {
		return nil, err
	}
	stays, err := placements(ctx, tx, f.Case)
	out := &placementsOut{}
	out.Body.Version, out.Body.Needs, out.Body.Avoid, out.Body.Stays = f.Version, append([]string{}, f.Needs...), append([]string{}, f.Avoid...), []stayOut{}
	for _, s := range stays {
		out.Body.Stays = append(out.Body.Stays, stayOut{string(s.ID), string(s.Place.ID), s.Place.Reference, s.Place.Kind, s.Place.Region, s.Started, s.Ended, s.EndedWhy, s.By})
	}
	return out, err
}

type visitsOut struct {
	Body struct {
		Visits []visitOut `json:"visits" doc:"The latest first; refusals stay"`
	}
}

type visitOut struct {
	ID           string    `json:"id"`
	Reference    string    `json:"reference"`
	Version      int64     `json:"version"`
	State        string    `json:"state"`
	Names        []string  `json:"names" doc:"Of the visitor"`
	Relationship string    `json:"relationship" doc:"As claimed"`
	Supervision  string    `json:"supervision,omitempty"`
	Refusal      string    `json:"refusal,omitempty"`
	From         civil.Day `json:"from,omitzero"`
	Until        civil.Day `json:"until,omitzero"`
	AnswerBy     civil.Day `json:"answerBy,omitzero"`
	Asked        time.Time `json:"asked"`
	Decided      time.Time `json:"decided,omitzero"`
	Warnings     int       `json:"warnings" doc:"How many people on the list of people to keep away they resemble"`
}

func (room *Room) apiVisits(ctx context.Context, tx *db.Tx, actor account.Actor, in *ofOne) (*visitsOut, error) {
	f, err := room.reach(ctx, tx, actor, access.ReadVisit, in.id())
	if err != nil {
		return nil, err
	}
	found, err := visits(ctx, tx, `v.case_id = $1 AND v.agency_id = $2`, f.Case, f.Agency)
	out := &visitsOut{}
	out.Body.Visits = []visitOut{}
	for _, v := range found {
		out.Body.Visits = append(out.Body.Visits, visitOut{string(v.ID), v.Reference, v.Version, string(v.State), append([]string{}, v.Visitor.Names...), v.Relationship, v.Supervision, v.Refusal,
			v.From, v.Until, v.AnswerBy, v.Asked, v.Decided, len(v.Warnings)})
	}
	return out, err
}

type episodesOut struct {
	Body struct {
		Episodes []readEpisode `json:"episodes" doc:"The latest first"`
	}
}

type episodeReadOut struct{ Body readEpisode }

// readEpisode is one time when somebody was missing.
type readEpisode struct {
	ID       string      `json:"id"`
	Case     string      `json:"case"`
	Number   int         `json:"number"`
	Version  int64       `json:"version"`
	Since    time.Time   `json:"since"`
	Risk     string      `json:"risk"`
	LastSeen string      `json:"lastSeen"`
	ReportBy time.Time   `json:"reportBy,omitzero"`
	Reported time.Time   `json:"reported,omitzero"`
	MeetBy   time.Time   `json:"strategyMeetingBy,omitzero"`
	Met      time.Time   `json:"strategyMeeting,omitzero"`
	Found    time.Time   `json:"found,omitzero"`
	TalkBy   time.Time   `json:"returnInterviewBy,omitzero"`
	Talked   time.Time   `json:"returnInterview,omitzero"`
	Outcome  string      `json:"outcome,omitempty"`
	Actions  []actionOut `json:"actions,omitempty"`
}

type actionOut struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
	By   string    `json:"by,omitempty"`
}

func outOf(e Episode) readEpisode {
	out := readEpisode{ID: string(e.ID), Case: string(e.Case), Number: e.Number, Version: e.Version, Since: e.Missing, Risk: e.Risk, LastSeen: e.Words.LastSeen, ReportBy: e.ReportBy,
		Reported: e.Reported, MeetBy: e.StrategyBy, Met: e.StrategyAt, Found: e.Found, TalkBy: e.Interview, Talked: e.Talked, Outcome: e.Outcome}
	for _, a := range e.Actions {
		out.Actions = append(out.Actions, actionOut(a))
	}
	return out
}

func (room *Room) apiEpisodes(ctx context.Context, tx *db.Tx, actor account.Actor, in *ofOne) (*episodesOut, error) {
	f, err := room.reach(ctx, tx, actor, access.KeepProfile, in.id())
	if err != nil {
		return nil, err
	}
	all, err := episodesOf(ctx, tx, f.Case)
	out := &episodesOut{}
	out.Body.Episodes = []readEpisode{}
	for _, e := range all {
		out.Body.Episodes = append(out.Body.Episodes, outOf(e))
	}
	return out, err
}

func (room *Room) apiEpisode(ctx context.Context, tx *db.Tx, actor account.Actor, in *ofOne) (*episodeReadOut, error) {
	e, err := room.Episode(ctx, tx, actor, in.id())
	return &episodeReadOut{outOf(e)}, err
}
