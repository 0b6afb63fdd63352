package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite"
)

// How much one shared commit may hold: so many commands, or so long. Where the
// disk is slow it may take longer, commitShare times as long as commits have
// lately taken, so that the disk is waited for a fifth of the time and not most
// of it; but never longer than longestBatch, for the sake of the first in it.
const (
	batchCommands = 512
	batchTime     = 20 * time.Millisecond
	commitShare   = 4
	longestBatch  = 100 * time.Millisecond
	readers       = 8
)

// sqliteStore has one writer, which lets commands that wait share one commit
// (a savepoint each), and a few read-only connections.
type sqliteStore struct {
	pools   [2]*sql.DB
	queue   chan *command
	stopped chan struct{}
	readers *idle
	sealer  Sealer
	commit  time.Duration // what a commit took lately; the writer's own

	closing sync.RWMutex
	closed  bool
}

// command is one Write that waits for the writer.
type command struct {
	ctx  context.Context
	at   time.Time
	fn   func(*Tx) error
	err  error
	done chan struct{}
}

// How connections are set up: all of them, those of the service, and those that
// write. secure_delete overwrites what is deleted: what must be forgotten does not
// stay readable in free pages.
const (
	common  = "?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=cache_size(-32768)&_pragma=temp_store(2)"
	serving = common + "&_pragma=secure_delete(1)"
	durable = "&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(4000)"
)

// connection is a connection with the statements prepared on it so far.
type connection struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

func openSQLite(ctx context.Context, path string, sealer Sealer) (*sqliteStore, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the folder for the database: %w", err)
	}
	writing, err := sql.Open("sqlite", "file:"+path+serving+durable)
	if err != nil {
		return nil, err
	}
	// Reading through a map of the file makes a list of a thousand cases a quarter to
	// a third cheaper; each commit costs each reader in use a new map.
	reading, err := sql.Open("sqlite", "file:"+path+serving+"&_pragma=query_only(1)&_pragma=mmap_size(1073741824)")
	if err != nil {
		return nil, err
	}
	s := &sqliteStore{
		pools:   [2]*sql.DB{writing, reading},
		queue:   make(chan *command, batchCommands),
		stopped: make(chan struct{}),
		readers: &idle{free: make(chan struct{}, readers)},
		sealer:  sealer,
	}
	writer, err := connect(ctx, writing)
	if err != nil {
		return nil, fmt.Errorf("cannot open the database %s: %w", path, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, fmt.Errorf("cannot keep the database file to its owner: %w", err)
	}
	for range readers {
		reader, err := connect(ctx, reading)
		if err != nil {
			return nil, fmt.Errorf("cannot open the database %s for reading: %w", path, err)
		}
		s.readers.give(reader)
	}
	go s.writeAll(writer)
	return s, nil
}

func connect(ctx context.Context, pool *sql.DB) (*connection, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{conn, map[string]*sql.Stmt{}}, nil
}

func (c *connection) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := c.statements[query]; ok {
		return stmt, nil
	}
	stmt, err := c.conn.PrepareContext(context.WithoutCancel(ctx), inOrder(query))
	if err == nil {
		c.statements[query] = stmt
	}
	return stmt, err
}

// ExecContext runs a statement to its end: a change half done is never
// interrupted, so the writer's own transaction stays whole.
func (c *connection) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := c.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(context.WithoutCancel(ctx), args...)
}

// QueryContext runs a query; a reader who goes away interrupts it.
func (c *connection) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := c.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// close lets go of the statements too: SQLite empties its log into the database
// file only when the last connection leaves nothing open.
func (c *connection) close() {
	for _, stmt := range c.statements {
		stmt.Close()
	}
	c.conn.Close()
}

func (c *connection) exec(query string) error {
	_, err := c.ExecContext(context.Background(), query)
	return err
}

var errClosed = errors.New("the database is closed")

func (s *sqliteStore) write(ctx context.Context, at time.Time, fn func(*Tx) error) error {
	s.closing.RLock()
	if s.closed {
		s.closing.RUnlock()
		return errClosed
	}
	c := &command{ctx: ctx, at: at, fn: fn, done: make(chan struct{})}
	s.queue <- c
	s.closing.RUnlock()
	<-c.done
	return c.err
}

// writeAll is the one writer: it takes the commands that wait, runs each in a
// savepoint of its own, and makes them durable with one commit.
func (s *sqliteStore) writeAll(c *connection) {
	defer close(s.stopped)
	for first := range s.queue {
		batch := s.transact(c, first)
		for _, command := range batch {
			close(command.done)
		}
	}
	c.close()
}

func (s *sqliteStore) transact(c *connection, first *command) []*command {
	batch := []*command{first}
	if err := c.exec("BEGIN IMMEDIATE"); err != nil {
		first.err = err
		return batch
	}
	started, limit := time.Now(), min(max(batchTime, commitShare*s.commit), longestBatch)
	all := s.attempt(c, first, nil)
	for len(batch) < batchCommands && time.Since(started) < limit {
		next, waiting := s.poll()
		if !waiting {
			break
		}
		batch = append(batch, next)
		all = s.attempt(c, next, all)
	}
	if err := s.finish(c, first, all); err != nil {
		s.again(c, batch, err)
		return batch
	}
	committing := time.Now()
	if err := c.exec("COMMIT"); err != nil {
		_ = c.exec("ROLLBACK")
		for _, command := range batch {
			if command.err == nil {
				command.err = err
			}
		}
	}
	s.commit = (3*s.commit + time.Since(committing)) / 4
	return batch
}

// finish places what the commands of a shared commit left, or undoes all of them.
func (s *sqliteStore) finish(c *connection, first *command, all []left) error {
	if len(all) == 0 {
		return nil
	}
	tx := &Tx{at: first.at, engine: SQLite, runner: c, aside: c, sealer: s.sealer}
	err := run(tx, func(tx *Tx) error { return tx.place(context.Background(), all) })
	if err != nil {
		err = errors.Join(err, c.exec("ROLLBACK"))
	}
	return err
}

// again runs the commands whose shared commit could not be finished one by one,
// so that only the one that is to blame fails.
func (s *sqliteStore) again(c *connection, batch []*command, because error) {
	for _, command := range batch {
		if command.err != nil {
			continue
		}
		if len(batch) == 1 {
			command.err = because
			continue
		}
		if command.err = c.exec("BEGIN IMMEDIATE"); command.err != nil {
			continue
		}
		all := s.attempt(c, command, nil)
		if command.err == nil {
			if command.err = s.finish(c, command, all); command.err != nil {
				continue
			}
			if command.err = c.exec("COMMIT"); command.err == nil {
				continue
			}
		}
		_ = c.exec("ROLLBACK")
	}
}

func (s *sqliteStore) poll() (*command, bool) {
	select {
	case next, open := <-s.queue:
		return next, open
	default:
		return nil, false
	}
}

// attempt runs one command in a savepoint and adds what it left to all. What it
// did is kept or undone by itself; the others in the same commit do not notice.
func (s *sqliteStore) attempt(c *connection, command *command, all []left) []left {
	if command.err = command.ctx.Err(); command.err != nil {
		return all
	}
	point := &point{connection: c}
	tx := &Tx{at: command.at, engine: SQLite, runner: point, aside: c, sealer: s.sealer}
	command.err = run(tx, command.fn)
	if err := point.end(command.err == nil); err != nil {
		command.err = errors.Join(command.err, err)
	}
	if command.err != nil {
		return all
	}
	for _, l := range tx.left {
		all = leave(all, l.placer, l.items...)
	}
	return all
}

func (s *sqliteStore) read(ctx context.Context, at time.Time, fn func(*Tx) error) error {
	c, err := s.readers.take(ctx)
	if err != nil {
		return err
	}
	defer s.readers.give(c)
	if err := c.exec("BEGIN"); err != nil {
		return err
	}
	defer func() { _ = c.exec("ROLLBACK") }()
	tx := &Tx{at: at, engine: SQLite, runner: c, aside: c, sealer: s.sealer}
	if err := run(tx, fn); err != nil {
		return err
	}
	if len(tx.left) > 0 {
		return errLeftInRead
	}
	return nil
}

func (s *sqliteStore) direct(ctx context.Context, statement string) error {
	conn, err := s.pools[0].Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.ExecContext(ctx, statement)
	return err
}

func (s *sqliteStore) close() error {
	s.closing.Lock()
	if s.closed {
		s.closing.Unlock()
		return nil
	}
	s.closed = true
	s.closing.Unlock()
	close(s.queue)
	<-s.stopped
	s.readers.close()
	return errors.Join(s.pools[1].Close(), s.pools[0].Close())
}
