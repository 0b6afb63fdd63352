package pgtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func connect(t testing.TB, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func TestEachTestHasAnEmptyDatabaseThatGoes(t *testing.T) {
	t.Parallel()
	var first string
	t.Run("first", func(t *testing.T) {
		first = URL(t)
		conn := connect(t, first)
		if _, err := conn.Exec(t.Context(), "CREATE TABLE person (name text)"); err != nil {
			t.Fatal(err)
		}
	})
	if first == "" {
		t.Skip("no PostgreSQL, see the subtest")
	}
	t.Run("second", func(t *testing.T) {
		conn := connect(t, URL(t))
		var tables int
		err := conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").Scan(&tables)
		if err != nil || tables != 0 {
			t.Errorf("a new database has %d tables, error %v; want none", tables, err)
		}
	})
	if conn, err := pgx.Connect(t.Context(), first); err == nil {
		conn.Close(t.Context())
		t.Error("the first test's database is still there after the test ended")
	}
}

func TestTemplateIsMadeOnceAndCopied(t *testing.T) {
	t.Parallel()
	URL(t) // skips without PostgreSQL, outside the goroutines below
	var made atomic.Int32
	migrate := func(url string) error {
		made.Add(1)
		ctx := context.Background()
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx)
		_, err = conn.Exec(ctx, "CREATE TABLE place AS SELECT 'Leeds' AS name")
		return err
	}
	template := "once-" + fmt.Sprint(time.Now().UnixNano())
	var group sync.WaitGroup
	addresses := make([]string, 6)
	for i := range addresses {
		group.Go(func() { addresses[i] = Fresh(t, template, migrate) })
	}
	group.Wait()
	if made.Load() != 1 {
		t.Errorf("migrate ran %d times, want once", made.Load())
	}
	for _, address := range addresses {
		conn := connect(t, address)
		var name string
		if err := conn.QueryRow(t.Context(), "DELETE FROM place RETURNING name").Scan(&name); err != nil || name != "Leeds" {
			t.Errorf("copy holds %q, error %v; want its own Leeds", name, err)
		}
	}
}

func TestACopyHasWhatWasKeptAndLeavesItAlone(t *testing.T) {
	t.Parallel()
	original, drop := Keep(t)
	defer func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	}()
	for _, statement := range []string{"CREATE TABLE tree (name text)", "INSERT INTO tree VALUES ('oak')"} {
		if err := execute(original, statement); err != nil {
			t.Fatal(err)
		}
	}
	names := func(address string) (list string) {
		conn := connect(t, address)
		defer conn.Close(context.Background())
		if err := conn.QueryRow(context.Background(), "SELECT string_agg(name, ' ' ORDER BY name) FROM tree").Scan(&list); err != nil {
			t.Fatal(err)
		}
		return list
	}
	for range 2 { // one after the other, as tests do
		copied := Copy(t, original)
		if err := execute(copied, "INSERT INTO tree VALUES ('ash')"); err != nil {
			t.Fatal(err)
		}
		if got := names(copied); got != "ash oak" {
			t.Errorf("the copy holds %q", got)
		}
	}
	if got := names(original); got != "oak" {
		t.Errorf("the original holds %q", got)
	}
}

func TestFailedTemplateIsNotLeftHalfMade(t *testing.T) {
	t.Parallel()
	URL(t)
	name := "havenward_template_half_" + fmt.Sprint(time.Now().UnixNano())
	broken := errors.New("the second migration is broken")
	err := makeTemplate(server(t), name, func(string) error { return broken })
	if !errors.Is(err, broken) {
		t.Fatalf("got %v, want the error of migrate", err)
	}
	calledAgain := false
	err = makeTemplate(server(t), name, func(string) error { calledAgain = true; return nil })
	if err != nil || !calledAgain {
		t.Errorf("after a failure the template is taken as made (called again %v, error %v)", calledAgain, err)
	}
}

func TestDurableClusterKeepsWhatItAcknowledgedThroughACrash(t *testing.T) {
	t.Parallel()
	cluster := Own(t, Durable)
	conn := connect(t, cluster.URL("postgres"))
	if _, err := conn.Exec(t.Context(), "CREATE TABLE ledger AS SELECT 7 AS entry"); err != nil {
		t.Fatal(err)
	}
	var fsync string
	if err := conn.QueryRow(t.Context(), "SHOW fsync").Scan(&fsync); err != nil || fsync != "on" {
		t.Fatalf("fsync is %q, error %v; a durable cluster needs it on", fsync, err)
	}
	if err := cluster.Crash(); err != nil {
		t.Fatal(err)
	}
	if err := conn.Ping(t.Context()); err == nil {
		t.Error("the connection outlived the crash")
	}
	if err := cluster.Restart(); err != nil {
		t.Fatal(err)
	}
	var entry int
	err := connect(t, cluster.URL("postgres")).QueryRow(t.Context(), "SELECT entry FROM ledger").Scan(&entry)
	if err != nil || entry != 7 {
		t.Errorf("after the crash entry = %d, error %v; want 7", entry, err)
	}
}

// TestKilledProcessLeavesNothing runs this test binary again as a process that
// starts a cluster, kills it with SIGKILL, and waits for the guard's work.
func TestKilledProcessLeavesNothing(t *testing.T) {
	if os.Getenv("PGTEST_CHILD") != "" {
		cluster, err := Start(Fast)
		if err != nil {
			fmt.Println("failed:", err)
			return
		}
		fmt.Println("folder:", cluster.folder)
		time.Sleep(time.Minute)
		return
	}
	t.Parallel()
	if _, err := findPrograms(); err != nil {
		unavailable(t, err)
	}
	child := exec.Command(os.Args[0], "-test.run=^TestKilledProcessLeavesNothing$")
	child.Env = append(os.Environ(), "PGTEST_CHILD=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	folder := ""
	for lines := bufio.NewScanner(out); folder == "" && lines.Scan(); {
		line, found := strings.CutPrefix(lines.Text(), "folder: ")
		if found {
			folder = line
		} else if strings.HasPrefix(line, "failed:") {
			t.Error(line)
			break
		}
	}
	child.Process.Signal(syscall.SIGKILL)
	child.Wait()
	if folder == "" {
		t.Fatal("the child process started no cluster")
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is still there 20 s after its process was killed", folder)
		}
	}
}

func TestReleaseOf(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]int{
		"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n": 15,
		"postgres (PostgreSQL) 18beta1\n":                        18,
		"postgres (PostgreSQL) 9.6.24":                           9,
		"psql 15.2":                                              0,
		"":                                                       0,
	} {
		if got := releaseOf(version); got != want {
			t.Errorf("releaseOf(%q) = %d, want %d", version, got, want)
		}
	}
}

func TestAddressMustBeAURL(t *testing.T) {
	t.Parallel()
	got, err := replaceDatabase("postgres://u:p@db:5433/postgres?sslmode=disable", "other")
	if want := "postgres://u:p@db:5433/other?sslmode=disable"; err != nil || got != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
	if _, err := replaceDatabase("host=db user=u", "other"); err == nil {
		t.Error("a keyword address was taken for a URL")
	}
}

func BenchmarkFresh(b *testing.B) {
	migrate := func(string) error { return nil }
	for b.Loop() {
		Fresh(b, "empty", migrate)
	}
}
