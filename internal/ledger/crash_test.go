package ledger_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/ledger"
)

// crashChild, when set, makes this test binary the program that is killed or
// whose system calls fail: it writes to the database at that address, publishes
// to the folder in crashFolder, and prints each name once its write has been
// acknowledged, and each kind of error once.
const crashChild, crashFolder, crashLife = "HAVENWARD_LEDGER_CHILD", "HAVENWARD_LEDGER_FOLDER", "HAVENWARD_LEDGER_LIFE"

// publishOnly, as the life of the child, has it write nothing: it publishes what
// is there and ends.
const publishOnly = "publish"

func TestMain(m *testing.M) {
	if url := os.Getenv(crashChild); url != "" {
		writeUntilKilled(url, os.Getenv(crashFolder))
	}
	os.Exit(m.Run())
}

func writeUntilKilled(url, folder string) {
	d, err := db.Open(background, url, time.Now, nil)
	if err != nil {
		fmt.Println("cannot open:", err)
		os.Exit(1)
	}
	if os.Getenv(crashLife) == publishOnly {
		if err := childLedger(d, folder).PublishAll(background); err != nil {
			fmt.Println("told", err)
		}
		os.Exit(0)
	}
	go childLedger(d, folder).Run(background)
	var printing sync.Mutex
	say := func(text string) {
		printing.Lock()
		defer printing.Unlock()
		os.Stdout.WriteString(text + "\n")
	}
	if life, err := time.ParseDuration(os.Getenv(crashLife)); err == nil {
		time.AfterFunc(life, func() { os.Exit(0) })
	}
	for writer := range 8 {
		go func() {
			failures := 0
			for n := 0; failures < 20; n++ {
				name := fmt.Sprintf("%d-%d-%d", os.Getpid(), writer, n)
				err := d.Write(background, func(tx *db.Tx) error { return deed(tx, name) })
				switch {
				case err == nil:
					say("done " + name)
				case fault.Is(err, fault.Unavailable):
					failures++
					say("told " + name)
					time.Sleep(5 * time.Millisecond)
				default:
					say("wrong " + strings.ReplaceAll(err.Error(), "\n", " "))
					os.Exit(1)
				}
			}
		}()
	}
	select {}
}

// deed is a row and its event in one transaction.
func deed(tx *db.Tx, name string) error {
	if _, err := tx.Exec(background, `INSERT INTO agency (id, name, kind, jurisdiction) VALUES ($1, $2, 'ngo', 'england')`, tx.NewID(), name); err != nil {
		return err
	}
	return audit.Append(background, tx, somebody, audit.Entry{Action: "add-agency", Category: audit.Alteration, Subject: name})
}

func childLedger(d *db.Database, folder string) *ledger.Ledger {
	key, err := ledger.LoadKey(filepath.Join(folder, "record.key"))
	if err != nil {
		fmt.Println("no key:", err)
		os.Exit(1)
	}
	return ledger.New(d, ledger.Config{Folder: filepath.Join(folder, "log"), Key: key, Node: fmt.Sprint(os.Getpid())}, slog.New(slog.DiscardHandler))
}

// runChild runs the child, behind a command if one is given, and kills it a while
// after the first thing that it says; behind a command it ends by itself, after no time at
// all once it has published what is there.
func runChild(t *testing.T, url, folder string, after time.Duration, behind ...string) (done []string, told int) {
	t.Helper()
	line := append(behind, os.Args[0])
	child := exec.Command(line[0], line[1:]...)
	child.Env = append(os.Environ(), crashChild+"="+url, crashFolder+"="+folder)
	if len(behind) > 0 {
		life := after.String()
		if after == 0 {
			life = publishOnly
		}
		child.Env = append(child.Env, crashLife+"="+life)
	}
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	first := true
	for lines.Scan() {
		if first && len(behind) == 0 {
			time.AfterFunc(after, func() { _ = child.Process.Kill() })
		}
		first = false
		kind, rest, _ := strings.Cut(lines.Text(), " ")
		switch kind {
		case "done":
			done = append(done, rest)
		case "told":
			told++
		default:
			t.Errorf("the child says: %s", lines.Text())
		}
	}
	_ = child.Wait()
	waitForServer(t, url)
	return done, told
}

// waitForServer waits until a server has finished what it was sent: the last commit
// of a program that was killed may still be under way, and would come between what
// is counted and what is published.
func waitForServer(t *testing.T, url string) {
	t.Helper()
	if !strings.HasPrefix(url, "postgres") {
		return
	}
	server, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for others, tries := 1, 0; others > 0; tries++ {
		if tries == 3000 {
			t.Fatal("the server still works for a program that was killed")
		}
		time.Sleep(10 * time.Millisecond)
		if err := server.QueryRow(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`).Scan(&others); err != nil {
			t.Fatal(err)
		}
	}
}

// holdLedger opens the database again and holds it against what was
// acknowledged: each row with its event, each event in the chain and, after
// publishing, in the log.
func holdLedger(t *testing.T, url, folder string, acknowledged []string) {
	t.Helper()
	d, err := db.Open(background, url, time.Now, nil)
	if err != nil {
		t.Fatalf("the database does not open again: %v", err)
	}
	defer d.Close()
	names, events := map[string]bool{}, map[string]bool{}
	if err := d.Read(background, func(tx *db.Tx) error {
		for table, into := range map[string]map[string]bool{`SELECT name FROM agency`: names, `SELECT subject FROM audit_event`: events} {
			if err := tx.Each(background, table, nil, func(scan func(...any) error) error {
				var name string
				err := scan(&name)
				into[name] = true
				return err
			}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, name := range acknowledged {
		if !names[name] || !events[name] {
			t.Errorf("%s was acknowledged; its row is there: %v, its event: %v", name, names[name], events[name])
		}
	}
	if len(names) != len(events) {
		t.Errorf("%d rows and %d events: something was done without its event, or the other way round", len(names), len(events))
	}
	published := childLedger(d, folder)
	published.Node = "test"
	if err := d.Write(background, func(tx *db.Tx) error {
		_, err := tx.Exec(background, `UPDATE audit_log SET leased_until = $1`, time.Now().Add(-time.Hour))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := published.PublishAll(background); err != nil {
		t.Errorf("publishing afterwards: %v", err)
	}
	ctx, cancel := context.WithTimeout(background, 30*time.Second)
	defer cancel()
	report, err := published.Verify(ctx)
	if err != nil || !report.Whole() || report.Entries != uint64(len(events)) {
		t.Errorf("%d events, %d entries, %v\n%s", len(events), report.Entries, err, told(report))
	}
}

// TestAKilledProgramKeepsWhatItAcknowledged kills the program, its publisher in
// the middle of its work, again and again.
func TestAKilledProgramKeepsWhatItAcknowledged(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		moments := make([]time.Duration, 5)
		for i := range moments {
			moments[i] = time.Duration(50+random.IntN(700)) * time.Millisecond
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, folder := url(t), t.TempDir()
			var acknowledged []string
			for _, moment := range moments {
				done, _ := runChild(t, address, folder, moment)
				acknowledged = append(acknowledged, done...)
				holdLedger(t, address, folder, acknowledged)
			}
			if len(acknowledged) == 0 {
				t.Error("nothing was acknowledged in any round, so nothing was tested")
			}
			t.Logf("%d acknowledged, all there", len(acknowledged))
		})
	}
}
