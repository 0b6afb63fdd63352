package support

import (
	"context"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/route"
)

type overviewPage struct {
	Loads    []Load
	Total    Load
	Today    civil.Day
	Needs    []needCount
	Assessed int // people of whom an assessment says something
	Outcomes []outcomeRow
	People   int // with at least two readings
}

// outcomeRow says, of one outcome, how many people see it better, the same or
// worse than at first, of how many who said it twice.
type outcomeRow struct {
	Code, Words               string
	Better, Same, Worse, Said int
}

// needCount says, of one part of a life, how many people needed how much at the
// last assessment, of how many with whom it was talked about.
type needCount struct {
	Code, Words                string
	Today, Much, Little, Spoke int
}

// List is the address of the list of exactly those whom a number of the row
// counts; with no level, of all with whom it was talked about.
func (n needCount) List(level string) string {
	return "/support?" + url.Values{"view": {"team"}, "need": {n.Code}, "level": {level}}.Encode()
}

// needsOf counts what people need, by part of a life.
func needsOf(list []Line) (rows []needCount, assessed int) {
	for _, line := range list {
		if len(line.Needs) > 0 {
			assessed++
		}
	}
	for _, domain := range domains {
		row := needCount{Code: domain.Code(), Words: domain.Words()}
		for _, line := range list {
			level, spoke := line.Needs[domain.Code()]
			if !spoke {
				continue
			}
			row.Spoke++
			switch level {
			case helpToday:
				row.Today++
			case "2":
				row.Much++
			case "1":
				row.Little++
			}
		}
		rows = append(rows, row)
	}
	return rows, assessed
}

// What somebody said of an outcome at last, beside what they said at first.
const (
	changeBetter = "better"
	changeSame   = "same"
	changeWorse  = "worse"
)

// List is the address of the list of exactly those whom a number of the row
// counts; with no change, of all who said it twice.
func (o outcomeRow) List(change string) string {
	return "/support?" + url.Values{"outcome": {o.Code}, "change": {change}}.Encode()
}

// overview shows managers how much each worker has, what people need, and how life
// is going for those whom the provider supports, with how many that is. Behind each number is
// the list of exactly those whom it counts.
func (room *Room) overview(r *route.Request) error {
	var data overviewPage
	err := looked(r, "read-support-overview", func(ctx context.Context, tx *db.Tx) error {
		data.Today = today(tx)
		list, err := room.lines(ctx, tx, r.Actor, Filter{View: "team"})
		if err != nil {
			return err
		}
		data.Loads = loads(list, data.Today)
		for _, load := range data.Loads {
			data.Total.People += load.People
			data.Total.Overdue += load.Overdue
			data.Total.Unmet += load.Unmet
			data.Total.Ending += load.Ending
		}
		data.Needs, data.Assessed = needsOf(list)
		data.Outcomes, data.People, err = outcomesOf(ctx, tx, r.Actor)
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "overview.html", "Overview of support", "wide", backToList, data)
}

// changesOf says of each outcome what became of it for those whom the actor's
// agency supports or supported, whom the actor may see, and who said it twice.
func changesOf(ctx context.Context, tx *db.Tx, actor account.Actor) (map[string]map[db.ID]string, error) {
	type key struct {
		id      db.ID
		outcome string
	}
	first, changes := map[key]int{}, map[string]map[db.ID]string{}
	visible, args := access.Visible(tx, actor, "c.case_id", access.Identity|access.Support, 2)
	err := tx.Each(ctx, `SELECT m.case_id, s.outcome, s.score FROM support_score s JOIN support_reading m ON m.id = s.reading_id JOIN support_case c ON c.case_id = m.case_id
		WHERE c.agency_id = $1 AND `+visible+` ORDER BY m.measured_on, m.id`, append([]any{actor.Agency}, args...), func(scan func(...any) error) error {
		var k key
		var score int
		if err := scan(&k.id, &k.outcome, &score); err != nil {
			return err
		}
		before, again := first[k]
		if !again {
			first[k] = score
			return nil
		}
		if changes[k.outcome] == nil {
			changes[k.outcome] = map[db.ID]string{}
		}
		switch {
		case score > before:
			changes[k.outcome][k.id] = changeBetter
		case score < before:
			changes[k.outcome][k.id] = changeWorse
		default:
			changes[k.outcome][k.id] = changeSame
		}
		return nil
	})
	return changes, err
}

// said finds whom the filter's outcome and change keep.
func (f Filter) said(ctx context.Context, tx *db.Tx, actor account.Actor) (map[db.ID]bool, error) {
	if f.Outcome == "" {
		return nil, nil
	}
	changes, err := changesOf(ctx, tx, actor)
	kept := map[db.ID]bool{}
	for id, change := range changes[f.Outcome] {
		kept[id] = f.Change == "" || f.Change == change
	}
	return kept, err
}

// outcomesOf compares the first and the last score of each outcome for those who
// gave it at least twice.
func outcomesOf(ctx context.Context, tx *db.Tx, actor account.Actor) (rows []outcomeRow, people int, err error) {
	changes, err := changesOf(ctx, tx, actor)
	seen := map[db.ID]bool{}
	for _, outcome := range outcomes {
		row := outcomeRow{Code: outcome.Code(), Words: outcome.Words()}
		for id, change := range changes[outcome.Code()] {
			seen[id] = true
			row.Said++
			switch change {
			case changeBetter:
				row.Better++
			case changeWorse:
				row.Worse++
			default:
				row.Same++
			}
		}
		rows = append(rows, row)
	}
	return rows, len(seen), err
}
