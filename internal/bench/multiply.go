package bench

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/seal"
)

// multiply adds the copies numbered from first to last to a database that nobody
// has open. All rows of an original that belong to its case are copied inside
// the database under new identifiers; names and search tokens are the copy's own.
func (r *run) multiply(ctx context.Context, address string, root *seal.Root, originals []original, first, last int) ([]copied, error) {
	if last <= first {
		return nil, nil
	}
	started, used := time.Now(), processorTime()
	raw, err := db.Loading(ctx, address)
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	conn, err := raw.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	tables, err := r.tables(ctx, conn)
	if err != nil {
		return nil, err
	}
	m := &multiplying{run: r, ctx: ctx, conn: conn, root: root, originals: originals}
	m.prepare()
	r.say("population: inventing %s people", thousands(last-first))
	m.copies = copiesOf(r.Seed, originals, first, last, r.Whole)
	m.exec(`CREATE TEMPORARY TABLE bench_copy (new_id TEXT PRIMARY KEY, old_id TEXT NOT NULL, reference TEXT NOT NULL, whole INTEGER NOT NULL)`)
	m.load("bench_copy", []string{"new_id", "old_id", "reference", "whole"}, len(m.copies), func(n int) ([]any, error) {
		c := m.copies[n]
		whole := 0
		if c.whole {
			whole = 1
		}
		return []any{string(c.id), string(originals[c.original].id), c.reference, whole}, nil
	})
	m.exec(`CREATE TEMPORARY TABLE bench_original (id TEXT PRIMARY KEY)`)
	m.load("bench_original", []string{"id"}, len(originals), func(n int) ([]any, error) { return []any{string(originals[n].id)}, nil })
	indexes := m.dropIndexes()
	for _, t := range tables {
		m.rows(t)
		if t.name == factTable {
			m.names() // at once, while the index that they go into the middle of is in memory
		}
	}
	m.tokens()
	m.restore(indexes)
	if m.err == nil {
		r.say("population: %s people in %s, processor %s", thousands(last), shown(time.Since(started)), shown(processorTime()-used))
	}
	return m.copies, m.err
}

// multiplying is the work of multiply; it stops at the first error.
type multiplying struct {
	*run
	ctx       context.Context
	conn      *sql.Conn
	root      *seal.Root
	originals []original
	copies    []copied
	err       error
}

func (m *multiplying) exec(statement string) (changed int64) {
	if m.err != nil {
		return 0
	}
	result, err := m.conn.ExecContext(m.ctx, statement)
	if err != nil {
		head, _, _ := strings.Cut(statement, "(")
		m.err = fmt.Errorf("%s: %w", strings.TrimSpace(head), err)
		return 0
	}
	changed, _ = result.RowsAffected()
	return changed
}

func (m *multiplying) load(table string, columns []string, rows int, row func(int) ([]any, error)) {
	if m.err != nil {
		return
	}
	if !m.server() {
		m.exec("BEGIN")
	}
	if m.err == nil {
		m.err = db.Load(m.ctx, m.conn, table, columns, rows, row)
	}
	if !m.server() {
		m.exec("COMMIT")
	}
}

// prepare makes a PostgreSQL connection quick at loading. Foreign keys hold by
// how the rows are made; only a superuser may leave them unchecked.
func (m *multiplying) prepare() {
	if !m.server() {
		return
	}
	m.exec(`SET synchronous_commit = off`)
	m.exec(`SET maintenance_work_mem = '512MB'`)
	m.exec(`SET work_mem = '256MB'`)
	_, _ = m.conn.ExecContext(m.ctx, `SET session_replication_role = replica`)
}

// index is an index that is dropped for the loading and made again.
type index struct{ name, statement string }

func (m *multiplying) dropIndexes() []index {
	query := `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`
	if m.server() {
		query = `SELECT indexname::text, indexdef FROM pg_indexes i WHERE schemaname = 'public'
			AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)`
	}
	if m.err != nil {
		return nil
	}
	found, err := texts(m.ctx, m.conn, query)
	m.err = err
	var indexes []index
	for _, row := range found {
		indexes = append(indexes, index{row[0], row[1]})
		m.exec(`DROP INDEX ` + row[0])
	}
	return indexes
}

// restore makes the indexes again and lets the engine learn what is there.
func (m *multiplying) restore(indexes []index) {
	m.say("population: %d indexes", len(indexes))
	for _, i := range indexes {
		m.exec(i.statement)
	}
	m.exec(`DROP TABLE bench_copy`)
	m.exec(`DROP TABLE bench_original`)
	if m.server() {
		m.exec(`VACUUM (ANALYZE)`)
		return
	}
	m.exec(`PRAGMA analysis_limit = 2000`)
	m.exec(`ANALYZE`)
}

// The tables of which copies get rows of their own, made here.
const tokenTable, factTable = "search_token", "fact"

// The record is a chain: its events cannot be copied, only added.
const recordTable = "audit_event"

// every are the tables of which each copy has rows, whole or not.
var every = []string{"case_file", "case_grant", "case_progress", "referral", factTable, "clock", "task"}

// rows copies the rows of one table that belong to the originals.
func (m *multiplying) rows(t table) {
	key := t.caseColumn()
	if m.err != nil || key == "" || t.name == tokenTable || t.name == recordTable {
		return
	}
	started := time.Now()
	condition := ""
	if t.name == factTable {
		condition = ` AND kind <> 'name'`
	}
	if t.has("sealed") {
		m.reseal(t, key, condition)
	}
	m.exec(`CREATE TEMPORARY TABLE bench_rows AS SELECT * FROM ` + t.name + ` WHERE ` + key + ` IN (SELECT id FROM bench_original)` + condition)
	m.exec(`CREATE INDEX bench_rows_case ON bench_rows (` + key + `)`)
	var values []string
	for _, c := range t.columns {
		value := t.copiedValue(c)
		if c.name == "sealed" { // a copy that is not whole has no account
			value = `x''`
			if m.server() {
				value = `''::bytea`
			}
		}
		values = append(values, value)
	}
	if m.server() {
		m.exec(`ANALYZE bench_rows`)
	}
	which := ""
	switch {
	case t.has("sealed") && !slices.Contains(every, t.name):
		which = ` AND m.whole = 2` // none: those that are whole were sealed anew
	case t.has("sealed"):
		which = ` AND m.whole = 0`
	case !slices.Contains(every, t.name):
		which = ` AND m.whole = 1`
	}
	// Copies are read in the order of their identifiers, so that the indexes that
	// stay grow at their end.
	changed := m.exec(`INSERT INTO ` + t.name + ` (` + t.names() + `) SELECT ` + strings.Join(values, ", ") +
		` FROM bench_copy m CROSS JOIN bench_rows t WHERE t.` + key + ` = m.old_id` + which)
	m.exec(`DROP TABLE bench_rows`)
	if taken := time.Since(started); taken > 2*time.Second {
		m.say("population: %s rows of %s in %s", thousands(changed), t.name, shown(taken))
	}
}

// copiedValue is what a column of a copy holds, of the original row t and the
// copy m. A row's own identifier keeps the time of the copy (its first 45 bits)
// and the order within the case, and takes its random part from both.
func (t table) copiedValue(c column) string {
	own := func(column string) string {
		return `substr(m.new_id, 1, 9) || substr(t.` + column + `, 10, 11) || substr(m.new_id, 21, 6)`
	}
	switch {
	case c.name == t.caseColumn():
		return `m.new_id`
	case c.name == "reference" && t.name == "case_file":
		return `m.reference`
	case c.name == "id", c.name == "clock_id":
		return own(c.name)
	}
	return `t.` + c.name
}

// keyRow is the row of a copy's data key.
func (m *multiplying) keyRow(c copied, key *seal.Key) ([]any, error) {
	wrapped, err := key.Wrap(m.root)
	return []any{string(c.id), int64(key.ID), int64(m.root.Primary()), wrapped, c.at}, err
}

// names gives the copies keys and names of their own.
func (m *multiplying) names() {
	started := time.Now()
	defer func() { m.say("population: names in %s", shown(time.Since(started))) }()
	var rows, keys [][]any
	columns := []string{"id", "case_id", "kind", "code", "sealed", "source", "recorded_at", "recorded_by"}
	for chunk := range slices.Chunk(m.copies, 20_000) {
		if m.err != nil {
			return
		}
		rows, keys = rows[:0], keys[:0]
		for _, c := range chunk {
			key, err := c.key()
			if err != nil {
				m.err = err
				return
			}
			keyed, err := m.keyRow(c, key)
			if err != nil {
				m.err = err
				return
			}
			named, err := c.nameRows(key)
			if err != nil {
				m.err = err
				return
			}
			rows, keys = append(rows, named...), append(keys, keyed)
		}
		m.load("data_key", []string{"owner", "id", "root", "wrapped", "made_at"}, len(keys), func(n int) ([]any, error) { return keys[n], nil })
		m.load(factTable, columns, len(rows), func(n int) ([]any, error) { return append(rows[n], ""), nil })
	}
}

// tokens makes the copies found under their names, references and numbers.
func (m *multiplying) tokens() {
	if m.err != nil {
		return
	}
	m.say("population: search tokens")
	reaches := m.reaches()
	tokens := tokensOf(m.copies, reaches)
	m.load(tokenTable, []string{"token", "case_id", "agency_id"}, len(tokens), func(n int) ([]any, error) {
		t := tokens[n]
		return []any{t.token, string(m.copies[t.copy].id), reaches[t.agency].agency}, nil
	})
	m.say("population: %s search tokens", thousands(len(tokens)))
	runtime.GC()
}
