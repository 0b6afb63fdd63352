package ledger_test

import (
	"fmt"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
)

// tracer gives the program that lets system calls fail, or skips the test.
func tracer(t *testing.T) string {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed: scripts/setup.sh installs it")
	}
	if out, err := exec.Command(strace, "-e", "trace=none", "true").CombinedOutput(); err != nil {
		t.Skipf("strace may not trace here: %v: %s", err, out)
	}
	return strace
}

// TestFailingSystemCallsAreToldAndLoseNothing makes the kernel refuse what the
// program asks of it, each call in turn: what was acknowledged stays, what was
// not is told to be unavailable, and nothing hangs.
func TestFailingSystemCallsAreToldAndLoseNothing(t *testing.T) {
	t.Parallel()
	strace := tracer(t)
	for _, inject := range []string{
		"fsync,fdatasync:error=EIO:when=40+7",
		"pwrite64:error=ENOSPC:when=200+31",
		"write:error=EIO:when=400+101",
		"openat:error=EMFILE:when=60+5",
		"rename,renameat,renameat2:error=EIO:when=2+3",
	} {
		calls, _, _ := strings.Cut(inject, ":")
		t.Run(calls, func(t *testing.T) {
			t.Parallel()
			address, folder := dbtest.SQLite(t), t.TempDir()
			done, told := runChild(t, address, folder, 3*time.Second, strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace="+calls, "-e", "inject="+inject)
			holdLedger(t, address, folder, done)
			t.Logf("%d acknowledged, %d told to be unavailable", len(done), told)
		})
	}
}

// TestABatchThatFailsIsNotOvertaken lets one step of publishing fail where many
// batches wait: what comes after it must not take its place in the log, from
// which nothing can be taken back.
func TestABatchThatFailsIsNotOvertaken(t *testing.T) {
	t.Parallel()
	strace := tracer(t)
	var failures atomic.Int64
	t.Cleanup(func() {
		if failures.Load() == 0 {
			t.Error("publishing told of no failure, so nothing was tested")
		}
	})
	for _, when := range []int{6, 12, 17, 21} {
		t.Run(fmt.Sprint(when), func(t *testing.T) {
			t.Parallel()
			address, folder := dbtest.SQLite(t), t.TempDir()
			d := dbtest.Open(t, address, time.Now)
			var names []string
			if err := d.Write(background, func(tx *db.Tx) error {
				for n := range 3 * 1024 {
					names = append(names, fmt.Sprint(n))
					if err := deed(tx, names[n]); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			inject := fmt.Sprintf("inject=rename,renameat,renameat2:error=EIO:when=%d", when)
			_, told := runChild(t, address, folder, 0, strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace=rename,renameat,renameat2", "-e", inject)
			failures.Add(int64(told))
			holdLedger(t, address, folder, names)
		})
	}
}
