package placement

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

func dayOf(tx *db.Tx) civil.Day { return civil.DayOf(tx.Now()) }

type missingPage struct {
	Now     []episodeRow
	Due     []episodeRow
	Done    []episodeRow
	People  []keptPerson
	Carries bool
}

type episodeRow struct {
	Episode
	Person  string
	What    string // what is due next
	ByTime  time.Time
	Late    bool
	WhyDue  string // address of the answer to "why is it due then?"
	Hours   int    // missing, or until what is due
	Elapsed string
}

type keptPerson struct {
	Case      db.ID
	Name      string
	Reference string
	Missing   bool
}

var backToMissing = page.Link{Text: "Missing", Href: "/missing"}

func (room *Room) rowOf(e Episode, names map[db.ID]string, now time.Time) episodeRow {
	row := episodeRow{Episode: e, Person: names[e.Case]}
	row.What, row.ByTime = e.Waits()
	row.Late = row.What != "" && now.After(row.ByTime)
	kinds, from := []statute.Kind{statute.MissingPoliceReport}, e.Missing
	switch row.ByTime {
	case e.StrategyBy:
		kinds = meetings
	case e.Interview:
		kinds, from = []statute.Kind{statute.ReturnInterview}, e.Found
	}
	row.WhyDue = casefile.WhyAt(room.Rules, kinds, from, row.ByTime)
	row.Hours = int(now.Sub(e.Missing).Hours())
	return row
}

// missing is the board: overdue first, then who is missing now, then what is
// left to do, then what is over. Below, the people whose packs are at hand.
func (room *Room) missing(r *route.Request) error {
	var data missingPage
	now := r.DB.Now()
	err := list(r, "list-missing", func(ctx context.Context, tx *db.Tx) error {
		found, err := missingBoard(ctx, tx, r.Actor)
		if err != nil {
			return err
		}
		data.People, err = room.reachable(ctx, tx, r.Actor)
		if err != nil {
			return err
		}
		var ids []db.ID
		for _, e := range found {
			ids = append(ids, e.Case)
		}
		for _, person := range data.People {
			ids = append(ids, person.Case)
		}
		slices.Sort(ids)
		names, err := casefile.Headlines(ctx, tx, r.Actor, slices.Compact(ids))
		if err != nil {
			return err
		}
		for i := range data.People {
			data.People[i].Name = names[data.People[i].Case]
		}
		for _, e := range found {
			row := room.rowOf(e, names, now)
			switch {
			case e.Open():
				data.Now = append(data.Now, row)
			case e.Done():
				data.Done = append(data.Done, row)
			default:
				data.Due = append(data.Due, row)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(data.Due, func(a, b episodeRow) int { return a.ByTime.Compare(b.ByTime) })
	slices.SortStableFunc(data.Now, func(a, b episodeRow) int { return a.Missing.Compare(b.Missing) })
	data.Done = data.Done[:min(len(data.Done), 30)]
	return view(r, "missing.html", "Missing", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

// reachable lists the people whose missing profile the actor keeps.
func (room *Room) reachable(ctx context.Context, tx *db.Tx, actor account.Actor) ([]keptPerson, error) {
	visible, more := access.Visible(tx, actor, "f.case_id", access.Identity|access.Location, 3)
	team := "FALSE"
	if actor.Has(account.PlacementTeam, account.SocialWorker) {
		team = "TRUE"
	}
	return db.All(ctx, tx, `SELECT f.case_id, c.reference, EXISTS (SELECT 1 FROM missing_episode e WHERE e.case_id = f.case_id AND e.found_at IS NULL)
		FROM placement_file f JOIN case_file c ON c.id = f.case_id
		WHERE f.closed_at IS NULL AND (`+team+` AND f.agency_id = $1 OR EXISTS (SELECT 1 FROM placement p JOIN place_keeper k ON k.place_id = p.place_id
		WHERE p.case_id = f.case_id AND p.ended_at IS NULL AND k.account_id = $2 AND k.until_at IS NULL)) AND `+visible+` ORDER BY c.reference`,
		append([]any{actor.Agency, actor.Account}, more...), func(k *keptPerson, scan func(...any) error) error { return scan(&k.Case, &k.Reference, &k.Missing) })
}

type personMissingPage struct {
	Head     *head
	Profile  Profile
	Kept     KeptProfile
	Lacks    []string
	PhotoOld bool
	PhotoDue civil.Day
	Episodes []episodeRow
	Open     *episodeRow
	Likely   []Likely
}

// personMissing shows what is kept ready for when somebody goes missing, and
// when they were.
func (room *Room) personMissing(r *route.Request) error {
	var data personMissingPage
	h, _, err := room.show(r, access.KeepProfile, "read-missing-profile", "missing", func(ctx context.Context, tx *db.Tx, f File) error {
		kept, _, err := loadProfile(ctx, tx, f.Case)
		if err != nil {
			return err
		}
		data.Kept, data.Profile, data.Lacks = kept, kept.Profile, kept.Profile.lacks()
		if kept.Photo != "" {
			data.PhotoOld, data.PhotoDue = room.PhotoOld(f, kept.PhotoOn, dayOf(tx))
		}
		all, err := episodesOf(ctx, tx, f.Case)
		data.Likely = LikelyPlaces(all)
		for _, e := range all {
			row := room.rowOf(e, nil, tx.Now())
			if e.Open() {
				data.Open = &row
			}
			data.Episodes = append(data.Episodes, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	data.Head = h
	return view(r, "person_missing.html", "Missing", "wide", backToMissing, data)
}

type episodePage struct {
	Head   *head
	Row    episodeRow
	Place  string
	Clocks []clockView
	Rules  []string
	Likely []Likely
	Due    bool // a return interview is asked for
}

type clockView struct {
	Title string
	Clock casefile.Clock
	Why   []casefile.Sentence
}

// episode shows one time that somebody was missing: what to do next, what was
// done, and why it is due when it is.
func (room *Room) episode(r *route.Request) error {
	id, err := r.ID("episode")
	if err != nil {
		return err
	}
	var caseID db.ID
	if err := r.DB.Read(r.Context(), func(tx *db.Tx) error {
		e, _, err := room.episodeFor(r.Context(), tx, r.Actor, id)
		caseID = e.Case
		return err
	}); err != nil {
		return err
	}
	var data episodePage
	h, _, err := room.showCase(r, caseID, access.ReportMissing, "read-missing-episode", "missing", func(ctx context.Context, tx *db.Tx, f File) error {
		e, _, err := room.episodeFor(ctx, tx, r.Actor, id)
		if err != nil {
			return err
		}
		data.Row = room.rowOf(e, nil, tx.Now())
		data.Row.WhyDue = "" // the page itself says why
		for _, ref := range strings.Fields(e.Strategy) {
			if rule, known := room.Rules.Rule(ref); known {
				data.Rules = append(data.Rules, rule.Words)
			}
		}
		clocks, err := casefile.AgencyClocks(ctx, tx, e.Case, e.Agency)
		if err != nil {
			return err
		}
		told := map[string]bool{}
		for _, clock := range clocks {
			// A limit that a mistake began has lost its instant, and one that a mistake
			// stopped runs again: the one that runs stands first, and for both.
			if clock.Subject != string(e.ID) || clock.StopCause == byMistake || told[clock.Rule] {
				continue
			}
			told[clock.Rule] = true
			info, _ := room.Rules.Kind(statuteKind(clock.Kind))
			why, err := room.why(clock, f, e)
			if err != nil {
				return err
			}
			data.Clocks = append(data.Clocks, clockView{info.Name, clock, why})
		}
		all, err := episodesOf(ctx, tx, e.Case)
		data.Likely = LikelyPlaces(all)
		return err
	})
	if err != nil {
		return err
	}
	data.Head = h
	return view(r, "episode.html", "Somebody is missing", "wide", page.Link{Text: "Back", Href: missingPath(caseID)}, data)
}
