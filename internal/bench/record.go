package bench

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"time"

	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/ledger"
)

// Targets of the record.
const (
	targetLook   = time.Millisecond // what recording a look adds to it, at the median
	targetWrites = 2000.0           // audited writes a second
	targetVerify = 10 * time.Second // for a million events
)

// record measures what the record costs: a look that is recorded beside the same
// look that is not, writes with their events, and a whole verification.
func (r *run) record(ctx context.Context) error {
	w, err := r.newWorld(ctx, "record")
	if err != nil {
		return err
	}
	defer w.close()
	if err := r.looks(ctx, w); err != nil {
		return err
	}
	if err := r.writes(ctx, w); err != nil {
		return err
	}
	return r.verification(ctx)
}

// looks measures the reading of something small, which makes the cost of its
// record as large as it can be.
func (r *run) looks(ctx context.Context, w *world) error {
	r.say("record: looks of %d clients", clients)
	read := func(tx *db.Tx) error {
		var name string
		_, err := tx.Row(ctx, `SELECT name FROM agency WHERE id = $1`, []any{w.maker.Agency}, &name)
		return err
	}
	plain, err := timed(ctx, r.Lasting, clients, func(int) error { return w.db.Read(ctx, read) })
	if err != nil {
		return err
	}
	entry := audit.Entry{Action: "read-case", Category: audit.Consultation, Subject: "summary", Why: "decision"}
	recorded, err := timed(ctx, r.Lasting, clients, func(int) error {
		if err := w.db.Read(ctx, read); err != nil {
			return err
		}
		return w.db.Write(ctx, func(tx *db.Tx) error { return audit.Append(ctx, tx, w.maker, entry) })
	})
	if err != nil {
		return err
	}
	over := recorded.waits.quantile(0.5) - plain.waits.quantile(0.5)
	values := recorded.values()
	values["over_p50_ms"] = milliseconds(over)
	r.report.add(Line{What: fmt.Sprintf("Recorded looks, %d clients", clients), Measured: fmt.Sprintf("%s over; %s", shown(over), recorded), Values: values,
		Against: fmt.Sprintf("p50 less than %s over %s unrecorded", shown(targetLook), shown(plain.waits.quantile(0.5))), Verdict: verdict(over < targetLook)})
	return nil
}

// writes measures commands that write one row and its event.
func (r *run) writes(ctx context.Context, w *world) error {
	r.say("record: writes of %d clients", clients)
	entry := audit.Entry{Action: "add-agency", Category: audit.Alteration, Subject: "agency", Change: map[string]string{"after": "bench"}}
	done, err := timed(ctx, r.Lasting, clients, func(n int) error {
		return w.db.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `INSERT INTO agency (id, name, kind, jurisdiction) VALUES ($1, $2, 'ngo', 'england')`, tx.NewID(), fmt.Sprint("Bench ", n)); err != nil {
				return err
			}
			return audit.Append(ctx, tx, w.maker, entry)
		})
	})
	if err != nil {
		return err
	}
	r.report.add(Line{What: fmt.Sprintf("Audited writes, %d clients", clients), Measured: done.String(), Values: done.values(),
		Against: fmt.Sprintf("at least %s a second", thousands(int(targetWrites))), Ratio: done.perSecond() / targetWrites, Verdict: verdict(done.perSecond() >= targetWrites)})
	return nil
}

// verification fills a record with events that are chained as Append chains them,
// publishes it, and verifies all of it.
func (r *run) verification(ctx context.Context) error {
	w, err := r.newWorld(ctx, "ledger")
	if err != nil {
		return err
	}
	if err := w.db.Close(); err != nil {
		return err
	}
	r.say("record: %s events", thousands(r.Events))
	if err := r.fillRecord(ctx, w.address); err != nil {
		w.drop()
		return err
	}
	if err := w.open(ctx); err != nil {
		w.drop()
		return err
	}
	defer w.close()
	key, err := ledger.LoadKey(filepath.Join(r.folder, "record.key"))
	if err != nil {
		return err
	}
	published := ledger.New(w.db, ledger.Config{Folder: filepath.Join(r.folder, "ledger"), Key: key, Node: "bench"}, slog.New(slog.DiscardHandler))
	started := time.Now()
	if err := published.PublishAll(ctx); err != nil {
		return err
	}
	rate := float64(r.Events) / time.Since(started).Seconds()
	r.say("record: published %s events a second", thousands(int(rate)))
	runtime.GC()
	started = time.Now()
	used := processorTime()
	report, err := published.Verify(ctx)
	if err != nil {
		return err
	}
	taken, processor := time.Since(started), processorTime()-used
	if !report.Whole() || report.Events != int64(r.Events) || report.Entries != uint64(r.Events) {
		return fmt.Errorf("the bench's own record does not verify: %d events, %d entries, %v", report.Events, report.Entries, report.Findings)
	}
	allowed := time.Duration(float64(targetVerify) * float64(r.Events) / 1e6)
	r.report.add(Line{What: "Verification of the record", Measured: fmt.Sprintf("%s events in %s, processor %s; published at %s a second", thousands(r.Events), shown(taken), shown(processor), thousands(int(rate))),
		Values:  map[string]float64{"seconds": taken.Seconds(), "processor_seconds": processor.Seconds(), "events": float64(r.Events), "published_per_second": rate},
		Against: fmt.Sprintf("under %s, which is %s for a million", shown(allowed), shown(targetVerify)), Ratio: taken.Seconds() / allowed.Seconds(), Verdict: verdict(taken < allowed)})
	return nil
}

// fillRecord writes events in the bulk, as Append would have one by one.
func (r *run) fillRecord(ctx context.Context, address string) error {
	raw, err := db.Loading(ctx, address)
	if err != nil {
		return err
	}
	defer raw.Close()
	conn, err := raw.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var previous []byte
	at := time.Now().UTC().Truncate(time.Microsecond).Add(-time.Duration(r.Events) * time.Millisecond)
	text := func(s string) sql.NullString { return sql.NullString{String: s, Valid: true} }
	columns := []string{"id", "lane", "seq", "at", "action", "category", "account_id", "agency_id", "roles", "case_id", "subject", "why", "recipient", "change", "via", "origin", "request", "hash"}
	if !r.server() {
		if _, err := conn.ExecContext(ctx, `BEGIN`); err != nil {
			return err
		}
	}
	err = db.Load(ctx, conn, recordTable, columns, r.Events, func(n int) ([]any, error) {
		when := at.Add(time.Duration(n) * time.Millisecond)
		e := audit.Record{Lane: 0, Seq: int64(n + 1), ID: string(db.NewID(when)), At: when, Action: "read-case", Category: string(audit.Consultation),
			Account: text("06h0754rrs0038la8b2vf82kv4"), Agency: text("06h0754rrs0052nds0m4r5fi88"), Roles: "decision-maker", Case: text("06h0754rrs007n70h0h9o3l53s"),
			Subject: "summary", Why: "decision", Via: "page", Origin: "192.0.2.1", Request: "06h0754rrs009ouhu66uej76oc"}
		if n%4 == 0 {
			e.Change = text(`{"before":"allocated","after":"assigned"}`)
		}
		sum := e.Sum(previous)
		previous = sum[:]
		value := func(s sql.NullString) any {
			if s.Valid {
				return s.String
			}
			return nil
		}
		return []any{e.ID, e.Lane, e.Seq, e.At, e.Action, e.Category, value(e.Account), value(e.Agency), e.Roles, value(e.Case), e.Subject, e.Why, e.Recipient, value(e.Change),
			e.Via, e.Origin, e.Request, previous}, nil
	})
	if err != nil {
		return err
	}
	if !r.server() {
		if _, err := conn.ExecContext(ctx, `COMMIT`); err != nil {
			return err
		}
	}
	_, err = conn.ExecContext(ctx, `UPDATE audit_lane SET seq = $1, hash = $2 WHERE lane = 0`, r.Events, previous)
	return err
}
