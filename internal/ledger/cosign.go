package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
)

// Statement is what a log hands to those who co-sign: its checkpoint, and the
// proof that it grew out of the one that they signed last.
type Statement struct {
	Checkpoint string   `json:"checkpoint"`
	From       uint64   `json:"from"`
	Proof      [][]byte `json:"proof,omitempty"`
}

// State makes the statement for somebody who co-signed a checkpoint of a size
// before; 0 for the first time.
func (l *Ledger) State(ctx context.Context, from uint64) (Statement, error) {
	point, err := l.Checkpoint()
	if err != nil {
		return Statement{}, fmt.Errorf("the checkpoint of the log: %w", err)
	}
	if from > point.Size {
		return Statement{}, fmt.Errorf("the log has %d entries, fewer than the %d that were co-signed", point.Size, from)
	}
	s := Statement{Checkpoint: string(point.Text), From: from}
	if from > 0 && from < point.Size {
		s.Proof, err = l.files().consistency(ctx, from, point.Size)
	}
	return s, err
}

// Cosigner is a witness that co-signs: it runs on another organisation's
// machine, remembers the last checkpoint of one log, and signs a new one only if
// the log grew out of it.
type Cosigner struct {
	KeyFile   string // its private key, made at the first use
	StateFile string // the last checkpoint that it signed
	LogKey    string // the public key of the log
}

// Sign gives the checkpoint of a statement with the witness's signature added.
func (c Cosigner) Sign(statement Statement) ([]byte, error) {
	verifier, err := fnote.NewVerifier(strings.TrimSpace(c.LogKey))
	if err != nil {
		return nil, fmt.Errorf("the public key of the log: %w", err)
	}
	signer, err := c.signer()
	if err != nil {
		return nil, err
	}
	point, _, err := readCheckpoint([]byte(statement.Checkpoint), verifier)
	if err != nil {
		return nil, fmt.Errorf("the checkpoint: %w", err)
	}
	if err := c.grew(point, statement, verifier); err != nil {
		return nil, err
	}
	opened, err := note.Open(point.Text, note.VerifierList(verifier))
	if err != nil {
		return nil, err
	}
	signed, err := note.Sign(opened, signer)
	if err != nil {
		return nil, err
	}
	return signed, replaceFile(c.StateFile, point.Text)
}

// grew refuses a checkpoint that did not grow out of the last one.
func (c Cosigner) grew(point Checkpoint, statement Statement, verifier note.Verifier) error {
	text, err := os.ReadFile(c.StateFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the first that it sees
	}
	if err != nil {
		return err
	}
	last, _, err := readCheckpoint(text, verifier)
	switch {
	case err != nil:
		return fmt.Errorf("the last checkpoint that was co-signed: %w", err)
	case point.Size < last.Size:
		return fmt.Errorf("the log has %d entries and had %d before: it was put back to an older state", point.Size, last.Size)
	case point.Size == last.Size && bytes.Equal(point.Root, last.Root):
		return nil
	case statement.From != last.Size && point.Size != last.Size:
		return fmt.Errorf("the last checkpoint that was co-signed has %d entries: ask for a statement from there (--from %d)", last.Size, last.Size)
	}
	if err := proof.VerifyConsistency(rfc6962.DefaultHasher, last.Size, point.Size, statement.Proof, last.Root, point.Root); err != nil {
		return fmt.Errorf("the log of %d entries did not grow out of that of %d which was co-signed: it was forked (%w)", point.Size, last.Size, err)
	}
	return nil
}

func (c Cosigner) signer() (*fnote.Signer, error) {
	text, err := os.ReadFile(c.KeyFile)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = makeKey(c.KeyFile, "havenward-witness")
	}
	if err != nil {
		return nil, fmt.Errorf("the key of the witness: %w", err)
	}
	return fnote.NewSignerForCosignatureV1(strings.TrimSpace(string(text)))
}

// Accept keeps a co-signed checkpoint: one that this log signed, that one of the
// keys co-signed, and out of which the log as it is grew. From then on the log
// must not be older than it.
func (l *Ledger) Accept(ctx context.Context, text []byte, keys []string) (Checkpoint, error) {
	var others []note.Verifier
	for _, key := range keys {
		verifier, err := cosignature(key)
		if err != nil {
			return Checkpoint{}, err
		}
		others = append(others, verifier)
	}
	point, signed, err := readCheckpoint(text, l.Key.verifier, others...)
	if err != nil {
		return point, fmt.Errorf("the checkpoint: %w", err)
	}
	if len(signed.Sigs) < 2 {
		return point, errors.New("none of the keys in --witness-keys has co-signed this checkpoint")
	}
	log, err := l.Checkpoint()
	if err != nil {
		return point, fmt.Errorf("the checkpoint of the log: %w", err)
	}
	if err := l.includes(ctx, log, point); err != nil {
		return point, err
	}
	if err := os.MkdirAll(l.Accepted, 0o700); err != nil {
		return point, err
	}
	return point, keepFile(l.Accepted, point)
}

// cosignature reads the public key of a witness.
func cosignature(key string) (note.Verifier, error) {
	key = strings.TrimSpace(key)
	if verifier, err := fnote.NewVerifierForCosignatureV1(key); err == nil {
		return verifier, nil
	}
	converted, err := fnote.VKeyToCosignatureV1(key)
	if err != nil {
		return nil, fmt.Errorf("the public key of a witness %q: %w", key, err)
	}
	return fnote.NewVerifierForCosignatureV1(converted)
}

// replaceFile writes a file whole or not at all.
func replaceFile(path string, content []byte) error {
	if err := os.Remove(path + ".new"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := writeNew(path+".new", content, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// ReadStatement reads a statement as State's JSON.
func ReadStatement(text []byte) (Statement, error) {
	var s Statement
	err := json.Unmarshal(text, &s)
	return s, err
}
