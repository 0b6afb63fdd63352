package audit

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Walk gives the events of a lane from one place to another, in order. The
// record is the walk's own and changes with the next. Whatever stands in a
// column is read: what was never written by this package gives another hash,
// and no error that would keep the events behind it from being seen.
func Walk(ctx context.Context, tx *db.Tx, lane int, first, last int64, each func(*Record) error) error {
	r := Record{Lane: lane}
	dest := []any{&loose{text: &r.ID}, &r.Seq, &looseTime{&r.At}, &loose{text: &r.Action}, &loose{text: &r.Category},
		&loose{null: &r.Account}, &loose{null: &r.Agency}, &loose{text: &r.Roles}, &loose{null: &r.Case}, &loose{text: &r.Subject},
		&loose{text: &r.Why}, &loose{text: &r.Recipient}, &loose{null: &r.Change}, &loose{text: &r.Via}, &loose{text: &r.Origin},
		&loose{text: &r.Request}, &looseBytes{&r.Hash}}
	return tx.Each(ctx, `SELECT id, seq, CASE WHEN TRUE THEN at END, action, category, account_id, agency_id, roles, case_id, subject, why, recipient, change, via, origin, request, hash
		FROM audit_event WHERE lane = $1 AND seq BETWEEN $2 AND $3 ORDER BY lane, seq`, []any{lane, first, last}, func(scan func(...any) error) error {
		if err := scan(dest...); err != nil {
			return err
		}
		return each(&r)
	})
}

// impossible stands for a value that this package never writes.
const impossible = "\x00not text: "

// loose scans a text column whatever is in it: into text, where NULL is
// impossible, or into null.
type loose struct {
	text *string
	null *sql.NullString
}

// Scan takes any value.
func (l *loose) Scan(value any) error {
	text := ""
	switch value := value.(type) {
	case string:
		text = value
	case nil:
		if l.null != nil {
			*l.null = sql.NullString{}
			return nil
		}
		text = impossible + "NULL"
	default:
		text = impossible + fmt.Sprint(value)
	}
	if l.null != nil {
		*l.null = sql.NullString{String: text, Valid: true}
		return nil
	}
	*l.text = text
	return nil
}

type looseTime struct{ at *time.Time }

// Scan takes any value; what is no time is the zero time.
func (l *looseTime) Scan(value any) error {
	if db.Instant(l.at).Scan(value) != nil {
		*l.at = time.Time{}
	}
	return nil
}

type looseBytes struct{ bytes *[]byte }

// Scan takes any value; what is no bytes is none.
func (l *looseBytes) Scan(value any) error {
	raw, _ := value.([]byte)
	*l.bytes = append((*l.bytes)[:0], raw...)
	return nil
}
