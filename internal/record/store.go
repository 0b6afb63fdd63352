package record

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

// found is a page of events.
type found struct {
	Events []audit.Event
	Next   db.ID // where the next page begins, "" at the end
}

// search finds the events that an auditor asks for, at most limit, and records
// that they were asked for. Somebody or something that is not there is said at
// its field; it says nothing about a case that the reference is of.
func (room *Room) search(ctx context.Context, actor account.Actor, a asked, action string, limit int) (found, error) {
	agency, allowed := access.RecordOf(actor)
	if !allowed {
		return found{}, fault.Missing()
	}
	query := audit.Query{Agency: agency, Category: audit.Category(a.Category), From: a.From.Start(), Until: a.To.Add(1).Start(), Limit: limit + 1}
	query.Before, _ = db.ParseID(a.Before)
	var result found
	err := room.DB.Read(ctx, func(tx *db.Tx) error {
		if err := room.narrow(ctx, tx, a, &query); err != nil {
			return err
		}
		var err error
		result.Events, err = audit.Find(ctx, tx, query)
		return err
	})
	if err != nil {
		return found{}, err
	}
	if len(result.Events) > limit {
		result.Events = result.Events[:limit]
		result.Next = result.Events[limit-1].ID
	}
	entry := audit.Entry{Action: action, Category: audit.Consultation, Subject: "record", Why: "audit",
		Change: map[string]any{"from": a.From, "to": a.To, "account": query.Account, "agency": query.Agency, "case": query.Case, "category": query.Category, "events": len(result.Events)}}
	if action == exportAction {
		entry.Category, entry.Recipient = audit.Disclosure, actor.AgencyName
	}
	return result, room.DB.Write(ctx, func(tx *db.Tx) error { return audit.Append(ctx, tx, actor, entry) })
}

const (
	searchAction = "search-record"
	exportAction = "export-record"
)

// narrow turns what was typed into identifiers.
func (room *Room) narrow(ctx context.Context, tx *db.Tx, a asked, query *audit.Query) error {
	if email := strings.ToLower(strings.TrimSpace(a.Email)); email != "" {
		known, err := tx.Row(ctx, `SELECT id FROM account WHERE email = $1 AND ($2 = '' OR agency_id = $2)`, []any{email, string(query.Agency)}, &query.Account)
		if err != nil {
			return err
		}
		if !known {
			return fault.Wrong("email", "Nobody whose deeds you may see has this e-mail address")
		}
	}
	if name := strings.TrimSpace(a.Agency); name != "" {
		var agency db.ID
		known, err := tx.Row(ctx, `SELECT id FROM agency WHERE name = $1`, []any{name}, &agency)
		if err != nil {
			return err
		}
		if !known || query.Agency != "" && query.Agency != agency {
			return fault.Wrong("agency", "There is no agency of this name whose record you may see")
		}
		query.Agency = agency
	}
	if a.Reference != "" {
		reference, shaped := casefile.ReadReference(a.Reference)
		if !shaped {
			return fault.Wrong("reference", "Enter a reference as it stands on the case, such as HW-1234-5678-9")
		}
		// Events of a case that nobody of the agency touched are none of theirs, so
		// a case that does not exist answers like one out of reach.
		query.Case = "no such case"
		if _, err := tx.Row(ctx, `SELECT id FROM case_file WHERE reference = $1`, []any{reference}, &query.Case); err != nil {
			return err
		}
	}
	return nil
}

// unusual gives the unusual days of a period that ends now, and records the look.
// It gives the rule that found them too.
func (room *Room) unusual(ctx context.Context, actor account.Actor) ([]Unusual, rule, error) {
	agency, allowed := access.RecordOf(actor)
	if !allowed {
		return nil, rule{}, fault.Missing()
	}
	rule, err := unusualRule(room.Rules, actor.Jurisdiction, civil.DayOf(room.DB.Now()))
	if err != nil {
		return nil, rule, err
	}
	var volumes []audit.Volume
	err = room.DB.Read(ctx, func(tx *db.Tx) (err error) {
		until := tx.Now().Add(time.Minute)
		volumes, err = audit.Volumes(ctx, tx, agency, until.AddDate(0, 0, -rule.Days), until)
		return err
	})
	if err != nil {
		return nil, rule, err
	}
	days := rule.find(volumes)
	return days, rule, room.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "read-volumes", Category: audit.Consultation, Subject: "record", Why: "audit",
			Change: map[string]any{"rules": rule.Refs, "days": rule.Days, "unusual": len(days)}})
	})
}

// mostCopied is how many events the person's own copy has at most.
const mostCopied = 5000

// ownCopy gives what a person may have of the record of their file: all that was
// done, by which agency and in which role, and records that it was given out.
func (room *Room) ownCopy(ctx context.Context, actor account.Actor, id db.ID) (reference string, events []audit.Event, err error) {
	err = room.DB.Read(ctx, func(tx *db.Tx) error {
		if err := access.Case(ctx, tx, actor, access.GiveCopy, id); err != nil {
			return err
		}
		if _, err := tx.Row(ctx, `SELECT reference FROM case_file WHERE id = $1`, []any{id}, &reference); err != nil {
			return err
		}
		events, err = audit.Find(ctx, tx, audit.Query{Case: id, Limit: mostCopied})
		return err
	})
	if err != nil {
		return "", nil, err
	}
	return reference, events, room.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "give-copy", Category: audit.Disclosure, Case: id, Subject: "record", Why: "right of access",
			Recipient: "the person", Change: map[string]int{"events": len(events)}})
	})
}
