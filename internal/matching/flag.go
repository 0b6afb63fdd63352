package matching

import (
	"context"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// Why a case is over.
const (
	OverClosed   = "closed"
	OverReturned = "returned-home"
)

// OverWords say why a case is over.
var OverWords = map[string]string{OverClosed: "The earlier case is closed", OverReturned: "The person had returned home"}

// TaskReencounter is the task of looking at a flag.
const TaskReencounter = "re-encounter"

// FlagOutcome is what somebody found who looked at a flag.
type FlagOutcome string

// Outcomes of a flag.
const (
	FlagRaised       FlagOutcome = ""
	FlagRetrafficked FlagOutcome = "re-trafficked"
	FlagOther        FlagOutcome = "other-reason"
	FlagSomebodyElse FlagOutcome = "somebody-else"
)

// FlagWords are the outcomes in words.
var FlagWords = map[FlagOutcome]string{FlagRaised: "Nobody has looked yet", FlagRetrafficked: "There are signs of re-trafficking",
	FlagOther: "The same person, and no sign of re-trafficking", FlagSomebodyElse: "It is not the same person"}

// Flag is a new encounter with somebody whose earlier case is over.
type Flag struct {
	ID             db.ID
	Version        int64
	Earlier, Later Side
	Agency         db.ID
	Account        db.ID
	Why            string
	Raised         time.Time
	Outcome        FlagOutcome
	Note           string
	Seen           time.Time
	SeenBy         string
	LaterInReach   bool
}

const flagPlace = "match_flag"

// flagDays is how long those responsible have to look at a flag.
const flagDays = 2

// flagOver raises a flag where the earlier of two records of, it seems, one
// person is over: a task for those responsible for it, and a message that says
// nothing about anybody.
func (room *Room) flagOver(ctx context.Context, tx *db.Tx, actor account.Actor, pair Pair) error {
	earlier, later, err := inTime(ctx, tx, pair)
	if err != nil {
		return err
	}
	why, err := room.Over(ctx, tx, earlier)
	if err != nil || why == "" {
		return err
	}
	agency, person, err := room.Responsible(ctx, tx, earlier)
	if err != nil || agency == "" {
		return err
	}
	id := tx.NewID()
	added, err := tx.Exec(ctx, `INSERT INTO match_flag (id, version, earlier_case, later_case, agency_id, account_id, why, raised_at, outcome)
		VALUES ($1, 1, $2, $3, $4, $5, $6, $7, '') ON CONFLICT (earlier_case, later_case) DO NOTHING`, id, earlier, later, agency, person, why, tx.Now())
	if err != nil || added == 0 {
		return err
	}
	if _, err := casefile.SetTask(ctx, tx, casefile.Task{Case: earlier, Kind: TaskReencounter, Subject: string(id), Agency: agency, Account: person,
		Due: civil.DayOf(tx.Now()).Add(flagDays)}); err != nil {
		return err
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "raise-re-encounter", Category: audit.Combination, Case: earlier, Subject: "flag " + string(id), Why: purposeMatching}); err != nil {
		return err
	}
	for _, tell := range room.Flagged {
		if err := tell(ctx, tx, actor, earlier, later, why); err != nil {
			return err
		}
	}
	return tellReviewers(ctx, tx, agency, "match-flag "+string(id), "Something to look at soon", "There is a new flag for you to look at. Sign in to Havenward and open Matches.")
}

// Flags lists the flags of the actor's agency on cases within their reach, those
// that nobody has looked at first.
func (room *Room) Flags(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Flag, error) {
	if err := access.Role(actor, access.ReviewMatches); err != nil {
		return nil, err
	}
	visible, more := access.Visible(tx, actor, "f.earlier_case", access.Identity, 2)
	flags, err := db.All(ctx, tx, `SELECT f.id, f.version, f.earlier_case, f.later_case, f.agency_id, f.account_id, f.why, f.raised_at, f.outcome, f.sealed, f.seen_at, a.name
		FROM match_flag f LEFT JOIN account a ON a.id = f.seen_by WHERE f.agency_id = $1 AND `+visible+`
		ORDER BY CASE WHEN f.outcome = '' THEN 0 ELSE 1 END, f.id DESC LIMIT 100`, append([]any{actor.Agency}, more...),
		func(f *Flag, scan func(...any) error) error {
			var sealed []byte
			if err := scan(&f.ID, &f.Version, &f.Earlier.ID, &f.Later.ID, &f.Agency, &f.Account, &f.Why, db.Instant(&f.Raised), &f.Outcome, &sealed, db.Instant(&f.Seen), db.Text(&f.SeenBy)); err != nil {
				return err
			}
			return casefile.Sealed(sealed).Open(ctx, tx, f.Earlier.ID, flagPlace, &f.Note)
		})
	if err != nil {
		return nil, err
	}
	var ids []db.ID
	for _, f := range flags {
		ids = append(ids, f.Earlier.ID, f.Later.ID)
	}
	mine, err := within(ctx, tx, actor, ids)
	if err != nil {
		return nil, err
	}
	sides, err := sidesOf(ctx, tx, actor, ids, mine)
	for i := range flags {
		f := &flags[i]
		f.LaterInReach = mine[f.Later.ID]
		f.Earlier, f.Later = sides[f.Earlier.ID], sides[f.Later.ID]
	}
	return flags, err
}

// FlagForm is what somebody found.
type FlagForm struct {
	Flag    db.ID
	Version int64
	Outcome FlagOutcome
	Note    string
	Once    string
}

// Acknowledge records who looked at a flag and what they found, and finishes
// its task.
func (room *Room) Acknowledge(ctx context.Context, tx *db.Tx, actor account.Actor, form FlagForm) error {
	flags, err := room.Flags(ctx, tx, actor)
	if err != nil {
		return err
	}
	var flag Flag
	for _, f := range flags {
		if f.ID == form.Flag {
			flag = f
		}
	}
	form.Note = strings.TrimSpace(form.Note)
	switch {
	case flag.ID == "":
		return fault.Missing()
	case form.Outcome == FlagRaised || FlagWords[form.Outcome] == "":
		return fault.Wrong("outcome", "Say what you found")
	case form.Note == "":
		return fault.Wrong("note", "Say what you did, and what is done next")
	case len(form.Note) > 5000:
		return fault.Wrong("note", "What you did must be 5,000 characters or fewer")
	}
	_, err = tx.Once(ctx, "matching "+string(actor.Account), form.Once, func() (string, error) {
		sealed, err := casefile.Seal(ctx, tx, flag.Earlier.ID, flagPlace, form.Note)
		if err != nil {
			return "", err
		}
		changed, err := tx.Exec(ctx, `UPDATE match_flag SET version = version + 1, outcome = $3, sealed = $4, seen_at = $5, seen_by = $6 WHERE id = $1 AND version = $2`,
			flag.ID, form.Version, form.Outcome, []byte(sealed), tx.Now(), actor.Account)
		if err != nil {
			return "", err
		}
		if changed == 0 {
			return "", fault.Stale(nil, nil)
		}
		if err := casefile.FinishTasks(ctx, tx, actor, flag.Earlier.ID, TaskReencounter, string(flag.ID)); err != nil {
			return "", err
		}
		if err := casefile.Note(ctx, tx, actor, flag.Earlier.ID, "A new encounter with this person was looked at"); err != nil {
			return "", err
		}
		return "done", audit.Append(ctx, tx, actor, audit.Entry{Action: "acknowledge-re-encounter", Category: audit.Alteration, Case: flag.Earlier.ID,
			Subject: "flag " + string(flag.ID), Why: purposeMatching, Change: map[string]any{"outcome": form.Outcome}})
	})
	return err
}
