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
)

// version is set by the linker.
var version = "unversioned"

// commands is the command line. Settings are the same everywhere, as flags or
// as environment variables.
var commands struct {
	cli.Settings

	Serve cli.Serve `cmd:"" help:"Serve the service."`
	Demo  cli.Demo  `cmd:"" help:"Serve a demonstration with invented people, and print its sign-ins."`
	Add   cli.Add   `cmd:"" help:"Add agencies and people."`
	Table cli.Table `cmd:"" help:"Print a table of figures."`

	Version kong.VersionFlag `help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	command := kong.Parse(&commands, kong.Name("havenward"), kong.UsageOnError(),
		kong.Description("An open national referral mechanism in one program."),
		kong.Vars{"version": version}, kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err := command.Run(&commands.Settings, cli.Version(version)); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "havenward:", err)
		os.Exit(1)
	}
}
