package e2e

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain runs the test binary as the program under test where this variable
// is set to the address to listen on.
const childVariable = "E2E_CHILD_LISTEN"

// childProgram is a small program with the habits of the real one: it takes its
// address and folder, prints where it listens and a sign-in, and keeps a count
// in its folder.
func childProgram() {
	listener, err := net.Listen("tcp", os.Getenv(childVariable))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	folder := os.Args[len(os.Args)-1]
	starts, _ := os.ReadFile(filepath.Join(folder, "starts"))
	starts = append(starts, 'I')
	if err := os.WriteFile(filepath.Join(folder, "starts"), starts, 0o600); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	go func() {
		time.Sleep(50 * time.Millisecond)
		fmt.Println("sign in as dana@police.example with battery-horse")
	}()
	http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Starts</title><link rel="icon" href="data:,"><main><h1>Start %s</h1></main></html>`, starts)
	}))
}

func startChild(t testing.TB, settings Settings) Running {
	t.Helper()
	cmd := exec.Command(os.Args[0], settings.Folder)
	cmd.Env = append(os.Environ(), childVariable+"="+settings.Listen)
	return Run(t, cmd)
}

func TestProcessIsStartedKilledAndStartedAgain(t *testing.T) {
	t.Parallel()
	server := Start(t, Options{Start: startChild})
	if got := server.Printed(`sign in as (\S+) with (\S+)`); got[1] != "dana@police.example" || got[2] != "battery-horse" {
		t.Errorf("printed %q", got)
	}
	p := Open(t, server, WithoutScript)
	p.Visit("/")
	p.SeeHeading("Start I")
	address := server.URL
	server.Kill()
	if _, err := net.DialTimeout("tcp", strings.TrimPrefix(address, "http://"), time.Second); err == nil {
		t.Error("something still listens after the kill")
	}
	server.Restart()
	if server.URL != address {
		t.Errorf("after the restart it listens on %s, not %s", server.URL, address)
	}
	p.Reload()
	p.SeeHeading("Start II")
}

func TestProcessThatEndsIsReported(t *testing.T) {
	t.Parallel()
	p, err := startProcess(exec.Command("/bin/sh", "-c", "echo the disk is full; exit 3"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.printed("listening on", 10*time.Second); err == nil || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("got %v, want the exit status", err)
	}
	if p.output() != "the disk is full" {
		t.Errorf("output %q", p.output())
	}
}

func TestEachDatabaseGetsItsOwn(t *testing.T) {
	EachDatabase(t, Options{Start: startChild}, func(t *testing.T, server *Server) {
		if isPostgres := strings.HasPrefix(server.Database(), "postgres://"); isPostgres != strings.HasSuffix(t.Name(), "postgres") {
			t.Errorf("database %q", server.Database())
		}
		if entries, err := os.ReadDir(server.Folder()); err != nil || len(entries) != 1 {
			t.Errorf("the folder holds %v, error %v; want only what this program wrote", entries, err)
		}
	})
}
