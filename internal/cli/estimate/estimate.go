// Package estimate is the command "havenward estimate": how many people there are
// in a population that no list holds completely. It reads a table, runs package
// mse and writes a report.
package estimate

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/havenward/havenward/mse"
)

// The exit codes.
const (
	ok         = 0
	failed     = 1 // the answer could not be written, or the run was stopped
	badInput   = 2
	noEstimate = 3
)

const usage = `Estimate how many people there are from lists that overlap.

  havenward estimate FILE [options]            every method side by side, or one by --method
  havenward estimate --resampled FILE          many tables, one a row, by one method
  havenward estimate simulate FILE [options]   how a method does on data like yours
  havenward estimate bench [options]           how fast this machine is

FILE has a row of names, one column of 0 and 1 for each list, and a last column
"count"; or no count and one row for each person. Columns such as year and sex
are strata. "-" reads from the standard input.

`

// Run runs the command with the arguments after "estimate" and returns the exit
// code: 0 for an answer, 2 for bad input, 3 if there is no finite estimate, 1 if
// the answer could not be written.
func Run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	switch {
	case len(args) > 0 && args[0] == "simulate":
		err = simulate(ctx, args[1:], stdout, stderr)
	case len(args) > 0 && args[0] == "bench":
		err = bench(ctx, args[1:], stdout, stderr)
	default:
		err = estimate(ctx, args, stdout, stderr)
	}
	return exitCode(err, stderr)
}

// exitCode writes an error for the person who typed and returns the exit code.
func exitCode(err error, stderr io.Writer) int {
	var in *mse.InputError
	var no *mse.NoEstimateError
	var use *usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return ok
	case errors.As(err, &in), errors.As(err, &use):
		fmt.Fprintln(stderr, err)
		return badInput
	case errors.As(err, &no):
		fmt.Fprintf(stderr, "No finite estimate: %v\n", err)
		return noEstimate
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "Stopped before the end; nothing is reported.")
		return failed
	}
	fmt.Fprintln(stderr, err)
	return failed
}

// usageError is a mistake on the command line or a file that cannot be read.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usageErrorf(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}
