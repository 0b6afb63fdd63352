package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/havenward/havenward/internal/ledger"
)

// Witness hands checkpoints of the record's log to those who co-sign, and takes
// what they signed.
type Witness struct {
	Export WitnessExport `cmd:"" help:"Print the log's checkpoint with the proof that it grew out of an earlier one."`
	Sign   WitnessSign   `cmd:"" help:"Co-sign a checkpoint of another organisation's log (run by the witness, reads what export printed)."`
	Accept WitnessAccept `cmd:"" help:"Keep a co-signed checkpoint: from then on the log and the database must not be older."`
}

// WitnessExport prints a statement.
type WitnessExport struct {
	From uint64 `help:"Size of the checkpoint that was co-signed last; 0 for the first time."`
}

// Run prints the statement as JSON.
func (c *WitnessExport) Run(ctx context.Context, settings *Settings) error {
	d, err := settings.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	published, err := settings.ledger(d, logger())
	if err != nil {
		return err
	}
	statement, err := published.State(ctx, c.From)
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	return out.Encode(statement)
}

// WitnessSign co-signs.
type WitnessSign struct {
	File   string `arg:"" optional:"" help:"File that export printed (default: standard input)." type:"existingfile"`
	Key    string `name:"with" required:"" help:"File of the witness's own key, made at the first use." type:"path"`
	State  string `required:"" help:"File in which the witness remembers the last checkpoint." type:"path"`
	LogKey string `name:"of" required:"" help:"File with the public key of the log (record.key.pub of the other organisation)." type:"existingfile"`
}

// Run prints the co-signed checkpoint.
func (c *WitnessSign) Run() error {
	text, err := readFileOr(c.File, os.Stdin)
	if err != nil {
		return err
	}
	statement, err := ledger.ReadStatement(text)
	if err != nil {
		return fmt.Errorf("this is not what witness export prints: %w", err)
	}
	key, err := os.ReadFile(c.LogKey)
	if err != nil {
		return err
	}
	signed, err := ledger.Cosigner{KeyFile: c.Key, StateFile: c.State, LogKey: string(key)}.Sign(statement)
	if err != nil {
		return fmt.Errorf("NOT signed: %w", err)
	}
	_, err = os.Stdout.Write(signed)
	return err
}

// WitnessAccept keeps a co-signed checkpoint.
type WitnessAccept struct {
	File string `arg:"" optional:"" help:"File that sign printed (default: standard input)." type:"existingfile"`
}

// Run checks the checkpoint and keeps it.
func (c *WitnessAccept) Run(ctx context.Context, settings *Settings) error {
	text, err := readFileOr(c.File, os.Stdin)
	if err != nil {
		return err
	}
	if settings.WitnessKeys == "" {
		return errors.New("name the public keys of your witnesses with --witness-keys")
	}
	keys, err := os.ReadFile(settings.WitnessKeys)
	if err != nil {
		return err
	}
	d, err := settings.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	published, err := settings.ledger(d, logger())
	if err != nil {
		return err
	}
	point, err := published.Accept(ctx, text, strings.Fields(string(keys)))
	if err != nil {
		return err
	}
	fmt.Printf("Kept: %s\n", point)
	return nil
}

// mostInput is the most that is read from a file that somebody hands over.
const mostInput = 1 << 20

func readFileOr(path string, other io.Reader) ([]byte, error) {
	if path == "" {
		return io.ReadAll(io.LimitReader(other, mostInput))
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, mostInput))
}
