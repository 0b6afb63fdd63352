package ledger

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	fnote "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
)

// Key signs the checkpoints of the log (Ed25519, as a note signer). Its name is
// the name of the log.
type Key struct {
	signer   note.Signer
	verifier note.Verifier
}

// Name is the name of the log.
func (k Key) Name() string { return k.verifier.Name() }

// ReadKey reads a private key as text.
func ReadKey(text string) (Key, error) {
	signer, verifier, err := fnote.NewEd25519SignerVerifier(strings.TrimSpace(text))
	if err != nil {
		return Key{}, errors.New("the key of the log cannot be read; it is one line that begins with PRIVATE+KEY+")
	}
	return Key{signer, verifier}, nil
}

// LoadKey reads the private key in a file, which is made, for a log of its own
// name, where it is missing. The public key stands beside it with .pub.
func LoadKey(path string) (Key, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = makeKey(path, "havenward-record")
	}
	if err != nil {
		return Key{}, fmt.Errorf("the key of the log: %w", err)
	}
	return ReadKey(string(text))
}

// makeKey makes a private key whose name no other log has.
func makeKey(path, stem string) ([]byte, error) {
	var random [6]byte
	if _, err := rand.Read(random[:]); err != nil {
		return nil, err
	}
	secret, public, err := note.GenerateKey(rand.Reader, stem+"-"+hex.EncodeToString(random[:]))
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := writeNew(path, []byte(secret+"\n"), 0o600); err != nil {
		return nil, err
	}
	return []byte(secret), writeNew(path+".pub", []byte(public+"\n"), 0o644)
}

// writeNew writes a file that must not be there yet, and waits until it is on disk.
func writeNew(path string, content []byte, mode os.FileMode) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}
