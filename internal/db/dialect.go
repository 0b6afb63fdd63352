package db

import (
	"context"
	"strconv"
	"strings"
)

// SkipLocked ends a SELECT of rows that this transaction will take, so that
// workers on several nodes do not wait for each other; SQLite has one writer
// and needs nothing.
func (tx *Tx) SkipLocked() string {
	if tx.engine == PostgreSQL {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// ForUpdate ends a SELECT of rows that this transaction will take, after waiting
// for whoever has them; SQLite has one writer and needs nothing.
func (tx *Tx) ForUpdate() string {
	if tx.engine == PostgreSQL {
		return " FOR UPDATE"
	}
	return ""
}

// inOrder writes a statement's $1, $2 and so on as ?, where each stands once and
// in order: SQLite gives numbers to those by counting, and looks each of the
// others up in a list.
func inOrder(query string) string {
	if strings.ContainsAny(query, "'?") {
		return query
	}
	var text strings.Builder
	rest := query
	for n := 1; ; n++ {
		before, after, found := strings.Cut(rest, "$")
		text.WriteString(before)
		if !found {
			return text.String()
		}
		mark := strconv.Itoa(n)
		if !strings.HasPrefix(after, mark) || len(after) > len(mark) && after[len(mark)] >= '0' && after[len(mark)] <= '9' {
			return query
		}
		text.WriteString("?")
		rest = after[len(mark):]
	}
}

// ForShare ends a SELECT of rows that must not change before this transaction
// ends, without keeping others from reading them so; SQLite has one writer and
// needs nothing.
func (tx *Tx) ForShare() string {
	if tx.engine == PostgreSQL {
		return " FOR SHARE"
	}
	return ""
}

// Blob is a column of bytes.
type Blob struct{ Table, Column string }

// Blobs lists every column of bytes in the store.
func Blobs(ctx context.Context, tx *Tx) ([]Blob, error) {
	query := `SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND lower(c.type) = 'bytea' ORDER BY m.name, c.cid`
	if tx.engine == PostgreSQL {
		query = `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() AND data_type = 'bytea' ORDER BY table_name, ordinal_position`
	}
	return All(ctx, tx, query, nil, func(b *Blob, scan func(...any) error) error { return scan(&b.Table, &b.Column) })
}
