package audit

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Event is an entry as it was recorded, with the names of who and where. None of
// it says anything about the person whom a case is about.
type Event struct {
	ID         db.ID
	At         time.Time
	Action     string
	Category   Category
	Account    db.ID
	Who        string // "" for the service itself
	Roles      string // at the time, with spaces between
	Agency     db.ID
	AgencyName string
	Case       db.ID
	Reference  string
	Why        string
	Recipient  string
	Via        string
	Origin     string
	Subject    string
}

// Query says which events are wanted; what is empty narrows nothing.
type Query struct {
	Case     db.ID
	Account  db.ID
	Agency   db.ID
	Category Category
	From     time.Time // the first instant
	Until    time.Time // the first instant after
	Before   db.ID     // events older than this one
	Limit    int
	// Reasons opens what people typed as their reasons, for who may read the case.
	Reasons bool
}

// OfCase lists what was done to a case, newest first, at most limit events
// older than before ("" for the newest), with the reasons that people gave.
func OfCase(ctx context.Context, tx *db.Tx, caseID, before db.ID, limit int) ([]Event, error) {
	return Find(ctx, tx, Query{Case: caseID, Before: before, Limit: limit, Reasons: true})
}

// Find lists events, newest first.
func Find(ctx context.Context, tx *db.Tx, q Query) ([]Event, error) {
	var conditions []string
	var args []any
	narrow := func(condition string, value any) {
		args = append(args, value)
		conditions = append(conditions, fmt.Sprintf(condition, len(args)))
	}
	if q.Case != "" {
		narrow(`e.case_id = $%d`, q.Case)
	}
	if q.Account != "" {
		narrow(`e.account_id = $%d`, q.Account)
	}
	if q.Agency != "" {
		narrow(`e.agency_id = $%d`, q.Agency)
	}
	if q.Category != "" {
		narrow(`e.category = $%d`, q.Category)
	}
	// Identifiers begin with the time, so a period is a stretch of an index.
	if !q.From.IsZero() {
		narrow(`e.id >= $%d`, db.FirstID(q.From))
	}
	if !q.Until.IsZero() {
		narrow(`e.id < $%d`, db.FirstID(q.Until))
	}
	if q.Before != "" {
		narrow(`e.id < $%d`, q.Before)
	}
	where := ""
	if len(conditions) > 0 {
		where = ` WHERE ` + strings.Join(conditions, ` AND `)
	}
	args = append(args, q.Limit)
	events, err := db.All(ctx, tx, `SELECT e.id, e.at, e.action, e.category, e.account_id, a.name, e.roles, e.agency_id, g.name, e.case_id, c.reference, e.why, e.recipient, e.via, e.origin, e.subject
		FROM audit_event e LEFT JOIN account a ON a.id = e.account_id LEFT JOIN agency g ON g.id = e.agency_id LEFT JOIN case_file c ON c.id = e.case_id`+where+
		fmt.Sprintf(` ORDER BY e.id DESC LIMIT $%d`, len(args)), args,
		func(e *Event, scan func(...any) error) error {
			return scan(&e.ID, db.Instant(&e.At), &e.Action, &e.Category, db.Text((*string)(&e.Account)), db.Text(&e.Who), &e.Roles, db.Text((*string)(&e.Agency)), db.Text(&e.AgencyName),
				db.Text((*string)(&e.Case)), db.Text(&e.Reference), &e.Why, &e.Recipient, &e.Via, &e.Origin, &e.Subject)
		})
	known := map[db.ID]string{}
	for i := range events {
		if err == nil {
			err = events[i].reason(ctx, tx, q.Reasons)
		}
		if err == nil {
			err = events[i].recipient(ctx, tx, known)
		}
	}
	return events, err
}

// recipient puts the name of the agency in the place of its identifier, which the
// event keeps since an agency may change its name.
func (e *Event) recipient(ctx context.Context, tx *db.Tx, known map[db.ID]string) error {
	id, isID := db.ParseID(strings.TrimPrefix(e.Recipient, "agency "))
	if !isID {
		return nil
	}
	if _, asked := known[id]; !asked {
		var name string
		if _, err := tx.Row(ctx, `SELECT name FROM agency WHERE id = $1`, []any{id}, &name); err != nil {
			return err
		}
		known[id] = name
	}
	if known[id] != "" {
		e.Recipient = known[id]
	}
	return nil
}

// reason puts what was typed as a reason behind the purpose, or takes it away.
func (e *Event) reason(ctx context.Context, tx *db.Tx, show bool) error {
	why := e.Why
	e.Why = Purpose(why)
	if !show {
		return nil
	}
	typed, err := Reason(ctx, tx, e.Case, string(e.ID), why)
	if typed != "" {
		e.Why = strings.TrimPrefix(e.Why+": "+typed, ": ")
	}
	return err
}

// Volume is how much one person looked at on one day.
type Volume struct {
	Account db.ID
	Who     string
	Roles   string
	Agency  string
	Day     string // as 2026-03-02, in UTC
	Looks   int
	Cases   int
}

// Volumes counts looks, prints and exports for each person and day since an
// instant; an agency narrows it to its own people.
func Volumes(ctx context.Context, tx *db.Tx, agency db.ID, from, until time.Time) ([]Volume, error) {
	return db.All(ctx, tx, `SELECT v.account_id, a.name, v.roles, g.name, v.day, v.looks, v.cases FROM (
			SELECT account_id, agency_id, max(roles) AS roles, substr(CAST(at AS TEXT), 1, 10) AS day, count(*) AS looks, count(DISTINCT case_id) AS cases
			FROM audit_event WHERE id >= $1 AND id < $2 AND category IN ('consultation', 'disclosure') AND account_id IS NOT NULL AND ($3 = '' OR agency_id = $3)
			GROUP BY account_id, agency_id, substr(CAST(at AS TEXT), 1, 10)) v
		JOIN account a ON a.id = v.account_id JOIN agency g ON g.id = v.agency_id ORDER BY v.day DESC, v.looks DESC, v.account_id`,
		[]any{db.FirstID(from), db.FirstID(until), string(agency)}, func(v *Volume, scan func(...any) error) error {
			return scan(&v.Account, &v.Who, &v.Roles, &v.Agency, &v.Day, &v.Looks, &v.Cases)
		})
}

// Named is somebody, or an agency, that the record of a case names.
type Named struct {
	ID   db.ID
	Name string
}

// Actors lists who did or saw anything of a case, and their agencies, by name.
func Actors(ctx context.Context, tx *db.Tx, caseID db.ID) (people, agencies []Named, err error) {
	list := func(query string) []Named {
		if err != nil {
			return nil
		}
		var named []Named
		named, err = db.All(ctx, tx, query, []any{caseID}, func(n *Named, scan func(...any) error) error { return scan(&n.ID, &n.Name) })
		return named
	}
	people = list(`SELECT id, name FROM account WHERE id IN (SELECT account_id FROM audit_event WHERE case_id = $1) ORDER BY name, id`)
	agencies = list(`SELECT id, name FROM agency WHERE id IN (SELECT agency_id FROM audit_event WHERE case_id = $1) ORDER BY name, id`)
	return people, agencies, err
}
