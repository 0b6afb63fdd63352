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

	// An interrupt from the keyboard reaches the command by itself; the other
	// signals are handed on. In each case the command ends first.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "with:", err)
		return 1
	}
	go func() {
		for received := range signals {
			if received != syscall.SIGINT {
				cmd.Process.Signal(received)
			}
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
