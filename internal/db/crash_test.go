package db_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/pgtest"
)

// crashChild, when set, makes this test binary the program that is killed: it
// writes to the database at that address and prints each name once its write
// has been acknowledged.
const crashChild = "HAVENWARD_CRASH_CHILD"

func TestMain(m *testing.M) {
	if url := os.Getenv(crashChild); url != "" {
		writeUntilKilled(url)
	}
	os.Exit(m.Run())
}

func writeUntilKilled(url string) {
	d, err := db.Open(background, url, time.Now, nil)
	if err != nil {
		fmt.Println("cannot open:", err)
		os.Exit(1)
	}
	var printing sync.Mutex
	for writer := range 16 {
		go func() {
			for n := 0; ; n++ {
				name := fmt.Sprintf("%d-%d-%d", os.Getpid(), writer, n)
				// Two rows in one command: both are there, or neither.
				err := d.Write(background, func(tx *db.Tx) error {
					if err := addAgency(tx, name+" first"); err != nil {
						return err
					}
					return addAgency(tx, name+" second")
				})
				if err == nil {
					printing.Lock()
					os.Stdout.WriteString(name + "\n")
					printing.Unlock()
				}
			}
		}()
	}
	select {}
}

// agencies gives the names in the database.
func agencies(t *testing.T, d *db.Database) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := d.Read(background, func(tx *db.Tx) error {
		return tx.Each(background, `SELECT name FROM agency`, nil, func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			names[name] = true
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func checkLedger(t *testing.T, d *db.Database, acknowledged []string) {
	t.Helper()
	names := agencies(t, d)
	for _, name := range acknowledged {
		if !names[name+" first"] || !names[name+" second"] {
			t.Errorf("%s was acknowledged and is lost", name)
		}
	}
	for name := range names {
		var stem, half string
		if _, err := fmt.Sscanf(name, "%s %s", &stem, &half); err != nil {
			t.Fatal(err)
		}
		if !names[stem+" first"] || !names[stem+" second"] {
			t.Errorf("%s is there by halves", stem)
		}
	}
}

// TestAKilledProcessLosesNothingAcknowledged kills a writing process again and
// again and holds the database against the ledger of what was acknowledged.
func TestAKilledProcessLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		rounds := 10
		moments := make([]time.Duration, rounds)
		for i := range moments {
			moments[i] = time.Duration(50+random.IntN(250)) * time.Millisecond
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := url(t)
			var acknowledged []string
			for _, moment := range moments {
				acknowledged = append(acknowledged, runAndKill(t, address, moment)...)
				d, err := db.Open(background, address, time.Now, nil)
				if err != nil {
					t.Fatalf("the database does not open after a kill: %v", err)
				}
				checkLedger(t, d, acknowledged)
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
			}
			if len(acknowledged) == 0 {
				t.Error("nothing was acknowledged in any round, so nothing was tested")
			}
			t.Logf("%d rounds, %d acknowledged, all there", rounds, len(acknowledged))
		})
	}
}

func runAndKill(t *testing.T, address string, after time.Duration) (acknowledged []string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashChild+"="+address)
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
		if first { // the time runs from the first acknowledgement
			first = false
			time.AfterFunc(after, func() { _ = child.Process.Kill() })
		}
		acknowledged = append(acknowledged, lines.Text())
	}
	_ = child.Wait()
	return acknowledged
}

// TestAFullDiskIsToldAndLosesNothing fills SQLite to a limit of pages, which it
// treats as it does a full disk.
func TestAFullDiskIsToldAndLosesNothing(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), time.Now)
	if err := d.Write(background, func(tx *db.Tx) error {
		var pages int
		if _, err := tx.Row(background, `PRAGMA page_count`, nil, &pages); err != nil {
			return err
		}
		_, err := tx.Row(background, fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+20), nil, &pages)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var acknowledged []string
	var failure error
	for n := 0; n < 5000 && failure == nil; n++ {
		name := fmt.Sprintf("full-%d", n)
		failure = d.Write(background, func(tx *db.Tx) error {
			if err := addAgency(tx, name+" first"); err != nil {
				return err
			}
			return addAgency(tx, name+" second")
		})
		if failure == nil {
			acknowledged = append(acknowledged, name)
		}
	}
	if !fault.Is(failure, fault.Unavailable) {
		t.Fatalf("a full disk answered %v after %d writes, want unavailable", failure, len(acknowledged))
	}
	checkLedger(t, d, acknowledged)
}

// TestAServerThatCrashesLosesNothingAcknowledged stops PostgreSQL as a power cut
// would and starts it again.
func TestAServerThatCrashesLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	cluster := pgtest.Own(t, pgtest.Durable)
	d := dbtest.Open(t, cluster.URL("postgres"), time.Now)
	if err := d.Migrate(background); err != nil {
		t.Fatal(err)
	}
	var mutex sync.Mutex
	var acknowledged []string
	var group sync.WaitGroup
	crashed := make(chan struct{})
	for writer := range 8 {
		group.Go(func() {
			for n := 0; ; n++ {
				name := fmt.Sprintf("cut-%d-%d", writer, n)
				err := d.Write(background, func(tx *db.Tx) error {
					if err := addAgency(tx, name+" first"); err != nil {
						return err
					}
					return addAgency(tx, name+" second")
				})
				if err != nil {
					if !fault.Is(err, fault.Unavailable) {
						t.Errorf("a lost server answered %v, want unavailable", err)
					}
					return
				}
				mutex.Lock()
				acknowledged = append(acknowledged, name)
				mutex.Unlock()
				select {
				case <-crashed:
					return
				default:
				}
			}
		})
	}
	time.Sleep(400 * time.Millisecond)
	if err := cluster.Crash(); err != nil {
		t.Fatal(err)
	}
	close(crashed)
	group.Wait()
	if err := cluster.Restart(); err != nil {
		t.Fatal(err)
	}
	if len(acknowledged) == 0 {
		t.Fatal("nothing was acknowledged before the crash, so nothing was tested")
	}
	checkLedger(t, d, acknowledged)
	t.Logf("%d acknowledged, all there", len(acknowledged))
}
