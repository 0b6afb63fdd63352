// Command with runs another command while a throw-away PostgreSQL server is up
// and gives it the server's address in HAVENWARD_TEST_POSTGRES, so that all
// test packages of one run share one server:
//
//	go run ./internal/pgtest/with go test ./...
//
// It ends with the command's own exit status. The server goes with it, however
// it ends.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/havenward/havenward/internal/pgtest"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: with COMMAND [ARGUMENT...]")
		os.Exit(2)
	}
	os.Exit(run(os.Args[1:]))
}

// run gives the exit status of the command: 1 also when it or the server does
// not start, 128 + the signal when a signal ended it.
func run(command []string) int {
	cluster, err := pgtest.Start(pgtest.Fast)
	if err != nil {
		fmt.Fprintln(os.Stderr, "with:", err)
		return 1
	}
	defer cluster.Stop()

	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), pgtest.ServerVariable+"="+cluster.URL("postgres"))

	// The command and what it starts are a process group of their own, and each
	// signal is handed on to all of them: `go test` alone would leave its tests
	// running. The server goes when the command has ended.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "with:", err)
		return 1
	}
	go func() {
		for received := range signals {
			syscall.Kill(-cmd.Process.Pid, received.(syscall.Signal))
		}
	}()

	err = cmd.Wait()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case !errors.As(err, &exit):
		fmt.Fprintln(os.Stderr, "with:", err)
		return 1
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	if ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return exit.ExitCode()
}
