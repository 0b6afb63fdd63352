package ledger_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/ledger"
)

// fixture is a published record that can be put back after each tampering: 620
// events in two lanes, of which the last 20 are not published yet, and an older
// state of all of it.
type fixture struct {
	*setup
	dir string
}

var recordTables = []string{"audit_event", "audit_lane", "audit_log", "audit_published"}

func newFixture(t *testing.T, d *db.Database) *fixture {
	f := &fixture{newSetup(t, d), t.TempDir()}
	f.erased(t)
	f.events(t, 0, 300)
	f.publish(t)
	f.save(t, "older")
	if err := d.Write(background, func(tx *db.Tx) error { return audit.OpenLane(background, tx, 40) }); err != nil {
		t.Fatal(err)
	}
	f.events(t, 300, 300)
	f.publish(t)
	point, err := f.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	if err := f.ShowNow(background, point); err != nil {
		t.Fatal(err)
	}
	f.events(t, 600, 20)
	f.save(t, "newer")
	return f
}

// save keeps the state of the database and the log under a name.
func (f *fixture) save(t *testing.T, name string) {
	t.Helper()
	for _, table := range recordTables {
		f.exec(t, `CREATE TABLE `+name+`_`+table+` AS SELECT * FROM `+table)
	}
	if err := os.CopyFS(filepath.Join(f.dir, name), os.DirFS(f.log)); err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) restoreDatabase(t *testing.T, name string) {
	t.Helper()
	for _, table := range recordTables {
		f.exec(t, `DELETE FROM `+table)
		f.exec(t, `INSERT INTO `+table+` SELECT * FROM `+name+`_`+table)
	}
}

func (f *fixture) restoreLog(t *testing.T, name string) {
	t.Helper()
	if err := os.RemoveAll(f.log); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(f.log, os.DirFS(filepath.Join(f.dir, name))); err != nil {
		t.Fatal(err)
	}
}

// rehash gives events of a lane hashes that fit again from a place on, as
// somebody who knows the format would, and the head too.
func (f *fixture) rehash(t *testing.T, lane int, from, to int64) {
	t.Helper()
	var rows []audit.Record
	var previous []byte
	if err := f.d.Read(background, func(tx *db.Tx) error {
		return audit.Walk(background, tx, lane, max(1, from-1), to, func(r *audit.Record) error {
			if r.Seq < from {
				previous = bytes.Clone(r.Hash)
				return nil
			}
			rows = append(rows, *r)
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		sum := r.Sum(previous)
		previous = sum[:]
		f.exec(t, `UPDATE audit_event SET hash = $3 WHERE lane = $1 AND seq = $2`, lane, r.Seq, previous)
	}
	f.exec(t, `UPDATE audit_lane SET hash = $2 WHERE lane = $1 AND seq = $3`, lane, previous, to)
}

// change rewrites one file of the log.
func (f *fixture) change(t *testing.T, name string, with func([]byte) []byte) {
	t.Helper()
	path := filepath.Join(f.log, filepath.FromSlash(name))
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, with(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) remove(t *testing.T, name string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(f.log, filepath.FromSlash(name))); err != nil {
		t.Fatal(err)
	}
}

func flip(at int) func([]byte) []byte {
	return func(content []byte) []byte { content[at] ^= 1; return content }
}

// tampering is one thing that somebody does, and what verification must say:
// patterns that some finding of the kind must match, and how many findings there
// are at most, so that what was left alone is not accused.
type tampering struct {
	name string
	do   func(t *testing.T, f *fixture)
	kind ledger.Kind
	says string
	most int
	// starts: a start looks only at the end of the record, and does not see it.
	starts bool
}

var inDatabase = []tampering{
	{name: "hash edited", do: func(t *testing.T, f *fixture) {
		f.exec(t, `UPDATE audit_event SET hash = (SELECT hash FROM audit_event WHERE lane = 0 AND seq = 1) WHERE lane = 0 AND seq = 17`)
	}, kind: ledger.Edited, says: `hash of the event at place 17 of lane 0 .* was edited; what it says is what was published as entry 16`, most: 1, starts: true},
	{name: "edited with a hash that fits", do: func(t *testing.T, f *fixture) {
		f.exec(t, `UPDATE audit_event SET account_id = 'you' WHERE lane = 0 AND seq = 17`)
		f.rehash(t, 0, 17, 17)
	}, kind: ledger.Edited, says: `event at place 17 of lane 0 .* was replaced, with a hash of its own: another was published as entry 16`, most: 1, starts: true},
	{name: "edited with all hashes that follow", do: func(t *testing.T, f *fixture) {
		f.exec(t, `UPDATE audit_event SET account_id = 'you' WHERE lane = 0 AND seq = 297`)
		f.rehash(t, 0, 297, 300)
	}, kind: ledger.Edited, says: `event at place 297 of lane 0 .* was replaced`, most: 4},
	{name: "edited before it was published", do: func(t *testing.T, f *fixture) {
		f.exec(t, `UPDATE audit_event SET why = 'other' WHERE lane = 40 AND seq = 310`)
	}, kind: ledger.Edited, says: `event at place 310 of lane 40 .* was edited.* not published yet`, most: 1, starts: true},
	{name: "first deleted", do: func(t *testing.T, f *fixture) { f.exec(t, `DELETE FROM audit_event WHERE lane = 0 AND seq = 1`) },
		kind: ledger.Deleted, says: `event at place 1 of lane 0 missing`, most: 1, starts: true},
	{name: "middle deleted", do: func(t *testing.T, f *fixture) {
		f.exec(t, `DELETE FROM audit_event WHERE lane = 0 AND seq BETWEEN 100 AND 109`)
	}, kind: ledger.Deleted, says: `events at places 100 to 109 of lane 0 missing`, most: 1, starts: true},
	{name: "last deleted", do: func(t *testing.T, f *fixture) { f.exec(t, `DELETE FROM audit_event WHERE lane = 40 AND seq = 320`) },
		kind: ledger.CutOff, says: `event at place 320 of lane 40 missing at its end`, most: 1, starts: true},
	{name: "end cut off with its head", do: func(t *testing.T, f *fixture) {
		f.exec(t, `DELETE FROM audit_event WHERE lane = 40 AND seq > 290`)
		f.exec(t, `UPDATE audit_lane SET seq = 290, hash = (SELECT hash FROM audit_event WHERE lane = 40 AND seq = 290) WHERE lane = 40`)
	}, kind: ledger.CutOff, says: `events at places 291 to 300 of lane 40 missing at its end: they were published`, most: 1},
	{name: "all deleted", do: func(t *testing.T, f *fixture) { f.exec(t, `DELETE FROM audit_event`) },
		kind: ledger.CutOff, says: `events at places 1 to 300 of lane 0 missing`, most: 2},
	{name: "two exchanged", do: func(t *testing.T, f *fixture) { f.exchange(t, 0, 50, 0, 200, true) },
		kind: ledger.Moved, says: `stands at place 50 of lane 0 and was recorded at place 200 of lane 0`, most: 2, starts: true},
	{name: "two neighbours exchanged", do: func(t *testing.T, f *fixture) { f.exchange(t, 0, 50, 0, 51, true) },
		kind: ledger.Moved, says: `stands at place 51 of lane 0 and was recorded at place 50 of lane 0`, most: 2, starts: true},
	{name: "two exchanged without their hashes", do: func(t *testing.T, f *fixture) { f.exchange(t, 0, 50, 0, 52, false) },
		kind: ledger.Moved, says: `stands at place 52 of lane 0 and was recorded at place 50 of lane 0`, most: 2, starts: true},
	{name: "two exchanged before they were published", do: func(t *testing.T, f *fixture) { f.exchange(t, 40, 310, 40, 311, true) },
		kind: ledger.Moved, says: `stands at place 310 of lane 40 and was recorded at place 311 of lane 40`, most: 2, starts: true},
	{name: "exchanged between lanes", do: func(t *testing.T, f *fixture) { f.exchange(t, 0, 5, 40, 5, true) },
		kind: ledger.Moved, says: `stands at place 5 of lane 0 and was recorded at place 5 of lane 40`, most: 2, starts: true},
	{name: "lanes exchanged", do: func(t *testing.T, f *fixture) {
		f.exec(t, `UPDATE audit_event SET lane = 999 WHERE lane = 0`)
		f.exec(t, `UPDATE audit_event SET lane = 0 WHERE lane = 40 AND seq <= 300`)
		f.exec(t, `UPDATE audit_event SET lane = 40 WHERE lane = 999`)
	}, kind: ledger.Edited, says: `event at place 1 of lane 0 .* was replaced`, most: 1100},
	{name: "added before the first", do: func(t *testing.T, f *fixture) { f.insert(t, 0, -5) },
		kind: ledger.Doubled, says: `place -5 of lane 0, which is no place`, most: 1, starts: true},
	{name: "added far away", do: func(t *testing.T, f *fixture) { f.insert(t, 0, 1<<60) },
		kind: ledger.Edited, says: `head of lane 0 was edited: it names place 300, and events go on to place 1152921504606846976`, most: 3, starts: true},
	{name: "added in an unknown lane", do: func(t *testing.T, f *fixture) { f.insert(t, 77, 1) },
		kind: ledger.Deleted, says: `Lane 77 was taken out of the list of lanes`, most: 2, starts: true},
	{name: "lane forgotten", do: func(t *testing.T, f *fixture) { f.exec(t, `DELETE FROM audit_lane WHERE lane = 0`) },
		kind: ledger.Deleted, says: `Lane 0 was taken out of the list of lanes; it has 300 events`, most: 1, starts: true},
	{name: "head's place edited", do: func(t *testing.T, f *fixture) { f.exec(t, `UPDATE audit_lane SET seq = 299 WHERE lane = 0`) },
		kind: ledger.Edited, says: `head of lane 0 was edited: it names place 299`, most: 1, starts: true},
	{name: "head's hash edited", do: func(t *testing.T, f *fixture) {
		f.exec(t, `UPDATE audit_lane SET hash = (SELECT hash FROM audit_event WHERE lane = 0 AND seq = 3) WHERE lane = 0`)
	}, kind: ledger.Edited, says: `head of lane 0 was edited: its hash`, most: 1, starts: true},
	{name: "database put back", do: func(t *testing.T, f *fixture) { f.restoreDatabase(t, "older") },
		kind: ledger.RolledBack, says: `database was put back to an older state: it does not have 300 events that were published, from place 1 of lane 40 \(entry 300 of the log\)`, most: 1},
	{name: "checkpoint in the database edited", do: func(t *testing.T, f *fixture) {
		f.exec(t, `UPDATE audit_log SET checkpoint = replace(checkpoint, '600', '601')`)
	}, kind: ledger.Edited, says: `last checkpoint that the database keeps was edited`, most: 1},
}

// exchange puts two events in each other's place, with their hashes or without.
func (f *fixture) exchange(t *testing.T, lane int, seq int64, otherLane int, otherSeq int64, hashes bool) {
	t.Helper()
	move := func(fromLane int, fromSeq int64, lane int, seq int64) {
		f.exec(t, `UPDATE audit_event SET lane = $3, seq = $4 WHERE lane = $1 AND seq = $2`, fromLane, fromSeq, lane, seq)
	}
	move(lane, seq, 999, 1)
	move(otherLane, otherSeq, lane, seq)
	move(999, 1, otherLane, otherSeq)
	if !hashes {
		f.exec(t, `CREATE TABLE exchanged AS SELECT lane, seq, hash FROM audit_event WHERE lane = $1 AND seq = $2 OR lane = $3 AND seq = $4`, lane, seq, otherLane, otherSeq)
		f.exec(t, `UPDATE audit_event SET hash = (SELECT hash FROM exchanged WHERE seq = $2) WHERE lane = $3 AND seq = $1`, otherSeq, seq, otherLane)
		f.exec(t, `UPDATE audit_event SET hash = (SELECT hash FROM exchanged WHERE seq = $2) WHERE lane = $3 AND seq = $1`, seq, otherSeq, lane)
		f.exec(t, `DROP TABLE exchanged`)
	}
}

func (f *fixture) insert(t *testing.T, lane int, seq int64) {
	t.Helper()
	f.exec(t, `INSERT INTO audit_event (id, lane, seq, at, action, category, roles, subject, why, recipient, via, origin, request, hash)
		SELECT 'added', CAST($1 AS INTEGER), CAST($2 AS BIGINT), at, action, category, roles, subject, why, recipient, via, origin, request, hash FROM audit_event WHERE lane = 0 AND seq = 1`, lane, seq)
}

var inLog = []tampering{
	{name: "entry edited", do: func(t *testing.T, f *fixture) { f.change(t, "tile/entries/000", flip(47*9+20)) },
		kind: ledger.Edited, says: `Entry 9 of the log was edited`, most: 1},
	{name: "entry of the last bundle edited", do: func(t *testing.T, f *fixture) { f.change(t, "tile/entries/002.p/88", flip(47*9+20)) },
		kind: ledger.Edited, says: `Entry 521 of the log was edited`, most: 1},
	{name: "entries cut short", do: func(t *testing.T, f *fixture) {
		f.change(t, "tile/entries/001", func(c []byte) []byte { return c[:len(c)-10] })
	}, kind: ledger.Damaged, says: `Entries 256 to 511 of the log cannot be read: the file tile/entries/001 is damaged`, most: 1},
	{name: "bundle deleted", do: func(t *testing.T, f *fixture) { f.remove(t, "tile/entries/001") },
		kind: ledger.Deleted, says: `Entries 256 to 511 of the log cannot be read: the file tile/entries/001 is missing`, most: 1},
	{name: "first bundle deleted", do: func(t *testing.T, f *fixture) { f.remove(t, "tile/entries/000") },
		kind: ledger.Deleted, says: `Entries 0 to 255 of the log cannot be read`, most: 1, starts: true},
	{name: "last bundle deleted", do: func(t *testing.T, f *fixture) { f.remove(t, "tile/entries/002.p") },
		kind: ledger.Deleted, says: `Entries 512 to 599 of the log are missing`, most: 1},
	{name: "all bundles deleted", do: func(t *testing.T, f *fixture) { f.remove(t, "tile") },
		kind: ledger.Deleted, says: `Entries 0 to 599 of the log are missing`, most: 1},
	{name: "entries exchanged", do: func(t *testing.T, f *fixture) {
		f.change(t, "tile/entries/000", func(c []byte) []byte {
			first := bytes.Clone(c[:47])
			copy(c[:47], c[47:94])
			copy(c[47:94], first)
			return c
		})
	}, kind: ledger.Edited, says: `Entry 0 of the log was edited`, most: 2, starts: true},
	{name: "tile edited", do: func(t *testing.T, f *fixture) { f.change(t, "tile/0/001", flip(32*4)) },
		kind: ledger.Edited, says: `tile tile/0/001 of the log was edited: at entry 260`, most: 1, starts: true},
	{name: "upper tile edited", do: func(t *testing.T, f *fixture) { f.change(t, "tile/1/000.p/2", flip(40)) },
		kind: ledger.Edited, says: `tile tile/1/000.p/2 of the log was edited`, most: 1, starts: true},
	{name: "tile deleted", do: func(t *testing.T, f *fixture) { f.remove(t, "tile/0/001") },
		kind: ledger.Damaged, says: `tile over entries 256 to 511 of the log cannot be read`, most: 1},
	{name: "entry, tile and upper tile edited alike", do: func(t *testing.T, f *fixture) { f.forge(t, 9) },
		kind: ledger.Forked, says: `log does not give its own checkpoint: 600 entries`, most: 5},
	{name: "checkpoint's size edited", do: func(t *testing.T, f *fixture) {
		f.change(t, "checkpoint", func(c []byte) []byte { return bytes.Replace(c, []byte("\n600\n"), []byte("\n599\n"), 1) })
	}, kind: ledger.Unsigned, says: `checkpoint of the log was edited or is not its own`, most: 5},
	{name: "checkpoint of a size beyond all sense", do: func(t *testing.T, f *fixture) {
		f.change(t, "checkpoint", func(c []byte) []byte {
			return bytes.Replace(c, []byte("\n600\n"), []byte("\n18446744073709551615\n"), 1)
		})
	}, kind: ledger.Deleted, says: `of the log are missing: no file has them`, most: 5},
	{name: "checkpoint's root edited", do: func(t *testing.T, f *fixture) {
		f.change(t, "checkpoint", func(c []byte) []byte {
			at := bytes.Index(c, []byte("\n600\n")) + 8
			if c[at] == 'A' {
				c[at] = 'B'
			} else {
				c[at] = 'A'
			}
			return c
		})
	}, kind: ledger.Unsigned, says: `checkpoint of the log was edited or is not its own`, most: 5},
	{name: "checkpoint replaced by nonsense", do: func(t *testing.T, f *fixture) {
		f.change(t, "checkpoint", func([]byte) []byte { return []byte("nonsense\n") })
	}, kind: ledger.Damaged, says: `checkpoint of the log cannot be read`, most: 1},
	{name: "checkpoint deleted", do: func(t *testing.T, f *fixture) { f.remove(t, "checkpoint") },
		kind: ledger.Missing, says: `The log in .* is missing: 600 entries were published`, most: 1},
	{name: "log deleted", do: func(t *testing.T, f *fixture) { f.remove(t, "") },
		kind: ledger.Missing, says: `The log in .* is missing: 600 entries were published`, most: 1},
	{name: "log put back", do: func(t *testing.T, f *fixture) { f.restoreLog(t, "older") },
		kind: ledger.RolledBack, says: `log was put back to an older state: it has 300 entries, and the database knows of 600`, most: 4},
	{name: "log and database put back together", do: func(t *testing.T, f *fixture) {
		f.restoreLog(t, "older")
		f.restoreDatabase(t, "older")
	}, kind: ledger.RolledBack, says: `log was put back to an older state: it has 300 entries, and the witness has seen a checkpoint of 600`, most: 2},
	{name: "log forked", do: func(t *testing.T, f *fixture) { f.fork(t) },
		kind: ledger.Forked, says: `log was forked: at 600 entries it has the root .* and the database knows of another`, most: 610},
	{name: "log and database forked together", do: func(t *testing.T, f *fixture) {
		f.exec(t, `UPDATE audit_event SET account_id = 'you' WHERE lane = 40 AND seq = 200`)
		f.rehash(t, 40, 200, 320)
		f.fork(t)
		point, err := f.Checkpoint()
		if err != nil {
			t.Fatal(err)
		}
		f.exec(t, `UPDATE audit_log SET checkpoint = $1`, string(point.Text))
	}, kind: ledger.Forked, says: `log was forked: at 600 entries it has the root .* and the witness has seen another`, most: 2},
	{name: "a pipe in place of a bundle", do: func(t *testing.T, f *fixture) {
		f.remove(t, "tile/entries/001")
		if err := syscall.Mkfifo(filepath.Join(f.log, "tile/entries/001"), 0o600); err != nil {
			t.Fatal(err)
		}
	}, kind: ledger.Damaged, says: `tile/entries/001 is damaged: .* not a file of a log`, most: 1},
}

// forge edits an entry and all hashes above it, but for what was signed.
func (f *fixture) forge(t *testing.T, entry int) {
	t.Helper()
	f.change(t, "tile/entries/000", flip(47*entry+20))
	content, err := os.ReadFile(filepath.Join(f.log, "tile/entries/000"))
	if err != nil {
		t.Fatal(err)
	}
	leaves := ledger.LeafHashes(t, content)
	f.change(t, "tile/0/000", func([]byte) []byte { return bytes.Join(leaves, nil) })
	f.change(t, "tile/1/000.p/2", func(c []byte) []byte { copy(c, ledger.RootOf(t, leaves)); return c })
}

// fork publishes the record again, as it stands in the database but for one
// event, in a log that the same key signs.
func (f *fixture) fork(t *testing.T) {
	t.Helper()
	f.remove(t, "")
	f.exec(t, `CREATE TABLE before_fork AS SELECT * FROM audit_log`)
	f.exec(t, `CREATE TABLE before_published AS SELECT * FROM audit_published`)
	f.exec(t, `UPDATE audit_log SET size = 0, checkpoint = ''`)
	f.exec(t, `DELETE FROM audit_published`)
	f.exec(t, `DELETE FROM audit_event WHERE lane = 40 AND seq > 300`)
	f.exec(t, `UPDATE audit_lane SET seq = 300, hash = (SELECT hash FROM audit_event WHERE lane = 40 AND seq = 300) WHERE lane = 40`)
	f.exec(t, `UPDATE audit_event SET account_id = 'other' WHERE lane = 0 AND seq = 30`)
	f.rehash(t, 0, 30, 300)
	f.publish(t)
	f.exec(t, `DELETE FROM audit_log`)
	f.exec(t, `INSERT INTO audit_log SELECT * FROM before_fork`)
	f.exec(t, `DROP TABLE before_fork`)
	f.exec(t, `DROP TABLE before_published`)
}

// columns that a column's edit is tried on, with a value that is not there.
var columns = []string{"id", "at", "action", "category", "account_id", "agency_id", "roles", "case_id", "subject", "why", "recipient", "change", "via", "origin", "request"}

func editions() []tampering {
	var all []tampering
	for _, column := range columns {
		value := `'edited'`
		if column == "at" {
			value = `'2020-01-01 00:00:00.000000'`
		}
		all = append(all, tampering{name: column + " edited", do: func(t *testing.T, f *fixture) {
			f.exec(t, `UPDATE audit_event SET `+column+` = `+value+` WHERE lane = 40 AND seq = 150`)
		}, kind: ledger.Edited, says: `event at place 150 of lane 40 .* was edited: what it says is not what was published as entry 449`, most: 1, starts: true})
		switch column {
		case "account_id", "agency_id", "case_id", "change":
			all = append(all, tampering{name: column + " removed", do: func(t *testing.T, f *fixture) {
				f.exec(t, `UPDATE audit_event SET `+column+` = NULL WHERE lane = 40 AND seq = 150`)
			}, kind: ledger.Edited, says: `event at place 150 of lane 40 .* was edited`, most: 1, starts: true})
		}
	}
	return all
}

// TestEveryTamperingIsNamed does everything that whoever holds the database, the
// log or both can do, one after the other, and puts it right again between.
func TestEveryTamperingIsNamed(t *testing.T) {
	t.Parallel()
	eachNow(t, func(t *testing.T, d *db.Database) {
		f := newFixture(t, d)
		if report := f.verify(t); !report.Whole() || report.Events != 620 || report.Entries != 600 || report.Witnessed != 600 {
			t.Fatalf("before anything was done: %d events, %d entries, %d witnessed\n%s", report.Events, report.Entries, report.Witnessed, told(report))
		}
		for _, list := range [][]tampering{editions(), inDatabase, inLog, inList} {
			for _, tampering := range list {
				t.Run(strings.ReplaceAll(tampering.name, " ", "_"), func(t *testing.T) {
					t.Cleanup(func() {
						f.restoreDatabase(t, "newer")
						f.restoreLog(t, "newer")
						f.keepList(t, func(whole []byte) []byte { return whole })
					})
					tampering.do(t, f)
					f.examine(t, tampering)
				})
			}
		}
		if report := f.verify(t); !report.Whole() {
			t.Errorf("after everything was put right:\n%s", told(report))
		}
	})
}

func (f *fixture) examine(t *testing.T, done tampering) {
	t.Helper()
	report := f.verify(t)
	wanted := regexp.MustCompile(done.says)
	named := false
	for _, finding := range report.Findings {
		named = named || finding.Kind == done.kind && wanted.MatchString(finding.Text)
	}
	if !named {
		t.Errorf("nothing %s says %q:\n%.3000s", done.kind, done.says, told(report))
	}
	if len(report.Findings) > done.most {
		t.Errorf("%d findings, want at most %d:\n%.3000s", len(report.Findings), done.most, told(report))
	}
	for _, finding := range report.Findings {
		if strings.Contains(finding.Text, "%!") {
			t.Errorf("a sentence is not whole: %s", finding.Text)
		}
	}
	if done.starts {
		return
	}
	if problem := f.startProblem(t); problem == "" {
		t.Error("the service starts as if nothing had been done")
	}
}
