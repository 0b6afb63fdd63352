package bench

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// standing are the tables whose rows are of no referral.
var standing = []string{"migration", "session", "audit_lane", "audit_log", "audit_published", "root_key", "scanner"}

// spine are the tables whose rows are there before the first referral.
var spine = []string{"agency", "account", "account_role"}

// floor writes the rows that referrals wrote, read back, into an empty database
// of the same engine and schema, raw: prepared statements and commits and
// nothing else.
type floor struct {
	raw    *sql.DB
	tables []table
	sets   []rowSet
	server bool
	drop   func()
}

// rowSet is the rows of one referral, in the order of the tables.
type rowSet []row

type row struct {
	table  int
	values []any
}

// mostSets bounds how many referrals are read back.
const mostSets = 20_000

// newFloor reads back what the referrals of a world wrote.
func (r *run) newFloor(ctx context.Context, w *world) (*floor, error) {
	address, drop, err := r.fresh(ctx, "floor")
	if err != nil {
		return nil, err
	}
	f := &floor{server: r.server(), drop: drop}
	if err := f.fill(ctx, r, w, address); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

func (f *floor) fill(ctx context.Context, r *run, w *world, address string) error {
	empty, err := db.Open(ctx, address, time.Now, nil)
	if err != nil {
		return err
	}
	if err := empty.Migrate(ctx); err != nil {
		empty.Close()
		return err
	}
	if err := empty.Close(); err != nil {
		return err
	}
	if f.raw, err = db.Raw(ctx, address); err != nil {
		return err
	}
	source, err := db.Raw(ctx, w.address)
	if err != nil {
		return err
	}
	defer source.Close()
	all, err := r.tables(ctx, source)
	if err != nil {
		return err
	}
	if err := f.copySpine(ctx, source, all); err != nil {
		return err
	}
	return f.readSets(ctx, source, all)
}

// copySpine puts who acts where the rows of referrals refer to them.
func (f *floor) copySpine(ctx context.Context, source *sql.DB, all []table) error {
	for _, t := range all {
		if !slices.Contains(spine, t.name) {
			continue
		}
		rows, err := rowsOf(ctx, source, t, "")
		if err != nil {
			return err
		}
		for _, values := range rows {
			if _, err := f.raw.ExecContext(ctx, t.insert(), values...); err != nil {
				return err
			}
		}
	}
	return nil
}

// readSets deals the rows out by their case. Rows that name no case (messages,
// jobs) are dealt out one after the other.
func (f *floor) readSets(ctx context.Context, source *sql.DB, all []table) error {
	cases, err := texts(ctx, source, fmt.Sprintf(`SELECT id FROM case_file ORDER BY id LIMIT %d`, mostSets))
	if err != nil {
		return err
	}
	if len(cases) == 0 {
		return fmt.Errorf("no referral was stored, so there is no floor to take")
	}
	place := map[string]int{}
	for i, id := range cases {
		place[id[0]] = i
	}
	f.sets = make([]rowSet, len(cases))
	for _, t := range all {
		if slices.Contains(spine, t.name) || slices.Contains(standing, t.name) {
			continue
		}
		key := t.caseColumn()
		rows, err := rowsOf(ctx, source, t, key)
		if err != nil {
			return err
		}
		f.tables = append(f.tables, t)
		at := slices.IndexFunc(t.columns, func(c column) bool { return c.name == key })
		for i, values := range rows {
			set := i % len(f.sets)
			if at >= 0 {
				known, ok := place[fmt.Sprint(values[at])]
				if !ok {
					continue
				}
				set = known
			}
			f.sets[set] = append(f.sets[set], row{len(f.tables) - 1, values})
		}
	}
	return nil
}

// caseColumn is the column that says to which case a row belongs; "" for none.
func (t table) caseColumn() string {
	switch {
	case t.name == "case_file":
		return "id"
	case t.has("case_id"):
		return "case_id"
	}
	return ""
}

// asStored gives the columns to select so that values come as the store has them:
// the SQLite driver makes times of columns with these types; as an expression
// the column keeps its text.
func (t table) asStored() []string {
	var columns []string
	for _, c := range t.columns {
		if c.kind == "date" || c.kind == "timestamp" {
			columns = append(columns, "coalesce("+c.name+", NULL)")
			continue
		}
		columns = append(columns, c.name)
	}
	return columns
}

// rowsOf reads whole rows as the driver gives them, so that they can be written
// again; times are written as the store keeps them.
func rowsOf(ctx context.Context, source *sql.DB, t table, order string) ([][]any, error) {
	columns := t.asStored()
	query := `SELECT ` + strings.Join(columns, ", ") + ` FROM ` + t.name
	if order != "" {
		query += ` ORDER BY ` + order
	}
	rows, err := source.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all [][]any
	for rows.Next() {
		values := make([]any, len(t.columns))
		dest := make([]any, len(values))
		for i := range values {
			dest[i] = &values[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		all = append(all, values)
	}
	return all, rows.Err()
}

func (f *floor) close() {
	if f.raw != nil {
		f.raw.Close()
	}
	f.drop()
}

// rowsEach is how many rows a referral writes on average.
func (f *floor) rowsEach() float64 {
	rows := 0
	for _, set := range f.sets {
		rows += len(set)
	}
	return float64(rows) / float64(len(f.sets))
}

// sharing says how the ceiling shares commits.
func (f *floor) sharing() string {
	if f.server {
		return fmt.Sprintf("%d connections", clients)
	}
	return fmt.Sprintf("%d row sets a commit", clients)
}

// writer is one connection with its prepared statements.
type writer struct {
	conn       *sql.Conn
	statements []*sql.Stmt
}

func (f *floor) writer(ctx context.Context) (*writer, error) {
	conn, err := f.raw.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{conn: conn}
	for _, t := range f.tables {
		statement, err := conn.PrepareContext(ctx, t.insert())
		if err != nil {
			conn.Close()
			return nil, fmt.Errorf("%s: %w", t.name, err)
		}
		w.statements = append(w.statements, statement)
	}
	return w, nil
}

// commit writes some row sets in one transaction.
func (w *writer) commit(ctx context.Context, sets []rowSet) error {
	if _, err := w.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	for _, set := range sets {
		for _, row := range set {
			if _, err := w.statements[row.table].ExecContext(ctx, row.values...); err != nil {
				_, _ = w.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
				return err
			}
		}
	}
	_, err := w.conn.ExecContext(ctx, "COMMIT")
	return err
}

// single commits row set after row set on one connection, until the time is
// over or half of them are written: the rest is for the ceiling.
func (f *floor) single(ctx context.Context, lasting time.Duration) (rate, error) {
	written, err := f.write(ctx, f.sets[:(len(f.sets)+1)/2], 1, 1, lasting)
	f.sets = f.sets[written.done:]
	return written, err
}

// shared commits as many row sets at once as there are clients; on PostgreSQL,
// which shares the flush itself, on as many connections.
func (f *floor) shared(ctx context.Context, lasting time.Duration) (rate, error) {
	if f.server {
		return f.write(ctx, f.sets, clients, 1, lasting)
	}
	return f.write(ctx, f.sets, 1, clients, lasting)
}

// write commits sets, each commit so many, on so many connections.
func (f *floor) write(ctx context.Context, sets []rowSet, connections, each int, lasting time.Duration) (rate, error) {
	chunks := slices.Collect(slices.Chunk(sets, each))
	work := make(chan []rowSet)
	var lock sync.Mutex
	var problem error
	done := 0
	writers := make([]*writer, min(connections, len(chunks)))
	for i := range writers {
		var err error
		if writers[i], err = f.writer(ctx); err != nil {
			return rate{}, err
		}
		defer writers[i].conn.Close()
	}
	var group sync.WaitGroup
	started, used := time.Now(), processorTime()
	for _, w := range writers {
		group.Go(func() {
			for chunk := range work {
				err := w.commit(ctx, chunk)
				lock.Lock()
				if err != nil && problem == nil {
					problem = err
				}
				done += len(chunk)
				lock.Unlock()
			}
		})
	}
	for _, chunk := range chunks {
		if time.Since(started) >= lasting {
			break
		}
		work <- chunk
	}
	close(work)
	group.Wait()
	return rate{done: done, in: time.Since(started), processor: processorTime() - used}, problem
}
