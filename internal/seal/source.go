package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Source says where the root key comes from: a file, a text (from the
// environment) or a command that prints it. At most one is set; with none, it is
// a file in the data folder.
type Source struct {
	File    string
	Text    string
	Command string
	Data    string // the data folder
}

// FileName is what the root key is called in the data folder.
const FileName = "havenward.key"

// commandTime bounds how long a command may take to give the key.
const commandTime = 30 * time.Second

// ErrNoRoot says that there is no root key where one was looked for.
var ErrNoRoot = errors.New("there is no root key")

// Path is the file that the key is read from, or "" where it does not come from a file.
func (s Source) Path() string {
	switch {
	case s.File != "":
		return s.File
	case s.Text == "" && s.Command == "":
		return filepath.Join(s.Data, FileName)
	}
	return ""
}

// Load reads the root key. ErrNoRoot says that the data folder has none; any
// other place that was named must have one.
func (s Source) Load(ctx context.Context) (*Root, error) {
	named := 0
	for _, place := range []string{s.File, s.Text, s.Command} {
		if place != "" {
			named++
		}
	}
	if named > 1 {
		return nil, errors.New("the root key is given more than once: set one of --key-file (HAVENWARD_KEY_FILE), HAVENWARD_KEY and --key-command (HAVENWARD_KEY_COMMAND)")
	}
	switch {
	case s.Text != "":
		return ReadRoot([]byte(s.Text))
	case s.Command != "":
		return loadCommand(ctx, s.Command)
	}
	root, err := loadFile(s.Path())
	if errors.Is(err, fs.ErrNotExist) && s.File == "" {
		return nil, ErrNoRoot
	}
	return root, err
}

// loadFile reads a root key from a file that nobody but its owner may read.
func loadFile(path string) (*Root, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the root key: %w", err)
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return nil, fmt.Errorf("the root key %s can be read by others (mode %04o): run chmod 600 %s", path, info.Mode().Perm(), path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the root key: %w", err)
	}
	root, err := ReadRoot(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return root, nil
}

// loadCommand runs a command in a shell and takes what it prints as the key.
// What it says on its error stream goes to the operator.
func loadCommand(ctx context.Context, command string) (*Root, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	var text bytes.Buffer
	run := exec.CommandContext(ctx, "/bin/sh", "-c", command)
	run.Stdout, run.Stderr, run.WaitDelay = &text, os.Stderr, time.Second
	if err := run.Run(); err != nil {
		return nil, fmt.Errorf("the command for the root key failed: %w", err)
	}
	root, err := ReadRoot(text.Bytes())
	if err != nil {
		return nil, fmt.Errorf("what the command for the root key printed: %w", err)
	}
	return root, nil
}

// Save writes a root key to a file that only its owner may read. The file is
// whole and on disk when Save returns, or not there; one that is there is
// replaced only where replace says so.
func Save(path string, root *Root, replace bool) error {
	text, err := root.Text()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".havenward-key-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if _, err := file.Write(text); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if replace {
		err = os.Rename(file.Name(), path)
	} else {
		err = os.Link(file.Name(), path) // fails where the name is taken
	}
	if err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}
