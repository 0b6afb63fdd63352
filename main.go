// Command havenward is an open national referral mechanism in one program: it
// carries a person from the first worry somebody has about them to safety.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
	"github.com/havenward/havenward/internal/cli"
	"github.com/havenward/havenward/internal/cli/estimate"
	"github.com/havenward/havenward/internal/cli/link"
)

// version is set by the linker.
var version = "unversioned"

// commands is the command line. Settings are the same everywhere, as flags or
// as environment variables.
var commands struct {
	cli.Settings

	Serve    cli.Serve    `cmd:"" help:"Serve the service."`
	Demo     cli.Demo     `cmd:"" help:"Serve a demonstration with invented people, and print its sign-ins."`
	Add      cli.Add      `cmd:"" help:"Add agencies and people."`
	Backup   cli.Backup   `cmd:"" help:"Copy the database to a file while the service goes on."`
	Import   cli.Import   `cmd:"" help:"Take in referrals from other systems."`
	Replay   cli.Replay   `cmd:"" help:"Make populations of invented people from published figures."`
	Table    cli.Table    `cmd:"" help:"Print a table of figures."`
	Verify   cli.Verify   `cmd:"" help:"Hold the record against its published log and its witness, derive every case again from its steps, and say what differs."`
	Witness  cli.Witness  `cmd:"" help:"Have checkpoints of the record co-signed by others."`
	Keys     cli.Keys     `cmd:"" help:"Make, rotate and show the key under which everything that identifies people is sealed."`
	Erase    cli.Erase    `cmd:"" help:"Erase the record of one closed case by destroying its keys, for ever."`
	Erasures cli.Erasures `cmd:"" help:"Show the list of what was erased, or name it anew where it is lost."`
	Bench    cli.Bench    `cmd:"" help:"Measure the program against floors on the same disk, and print a table."`

	Estimate struct{} `cmd:"" help:"Estimate how many there are: havenward estimate --help."`
	Link     struct{} `cmd:"" help:"Find the records that are one person: havenward link --help."`

	Version kong.VersionFlag `help:"Print the version."`
}

func main() {
	// Two commands have argument readers of their own, as they stand alone.
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "estimate":
			os.Exit(estimate.Run(os.Args[2:], os.Stdout, os.Stderr))
		case "link":
			os.Exit(link.Run(os.Args[2:], os.Stdout, os.Stderr))
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	command := kong.Parse(&commands, kong.Name("havenward"), kong.UsageOnError(),
		kong.Description("An open national referral mechanism in one program."),
		kong.Vars{"version": version}, kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err := command.Run(&commands.Settings, cli.Version(version)); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "havenward:", err)
		var exit interface{ ExitCode() int }
		if errors.As(err, &exit) {
			os.Exit(exit.ExitCode())
		}
		os.Exit(1)
	}
}
