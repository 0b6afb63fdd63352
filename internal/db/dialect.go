package db

import (
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
