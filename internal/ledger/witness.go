package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Witness keeps checkpoints of the log where whoever can change this machine
// cannot change them.
type Witness interface {
	// Put keeps a checkpoint.
	Put(ctx context.Context, c Checkpoint) error
	// Kept gives checkpoints that were kept, the largest first; there may be few.
	Kept(ctx context.Context) ([][]byte, error)
}

// OpenWitness opens what HAVENWARD_WITNESS names: a folder (a mount of another
// machine, best one that only adds), or "command:" and a command line, which is
// run with "put" and a checkpoint on its standard input, or with "latest" to
// print the last one. "" is none.
func OpenWitness(where string) (Witness, error) {
	if where == "" {
		return nil, nil
	}
	if line, is := strings.CutPrefix(where, "command:"); is {
		words := strings.Fields(line)
		if len(words) == 0 {
			return nil, errors.New("the witness names no command")
		}
		return commandWitness(words), nil
	}
	return folderWitness(where), nil
}

// folderWitness is a folder with a file for each checkpoint.
type folderWitness string

const checkpointFile = "checkpoint-%020d"

// mostKept is how many kept checkpoints are looked at.
const mostKept = 20

func (f folderWitness) Put(_ context.Context, c Checkpoint) error {
	return keepFile(string(f), c)
}

// keepFile writes a checkpoint under its size. One that is there stays.
func keepFile(folder string, c Checkpoint) error {
	err := writeNew(filepath.Join(folder, fmt.Sprintf(checkpointFile, c.Size)), c.Text, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

func (f folderWitness) Kept(context.Context) ([][]byte, error) { return keptFiles(string(f)) }

func keptFiles(folder string) ([][]byte, error) {
	found, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	slices.Reverse(found) // names are sorted, and end in the size
	var texts [][]byte
	for _, entry := range found {
		if !strings.HasPrefix(entry.Name(), "checkpoint-") || len(texts) == mostKept {
			continue
		}
		text, err := files{folder}.read(entry.Name())
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// commandWitness is a command that keeps checkpoints.
type commandWitness []string

const commandTime = 20 * time.Second

func (c commandWitness) run(ctx context.Context, verb string, input []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	command := exec.CommandContext(ctx, c[0], append(slices.Clone(c[1:]), verb)...)
	command.Stdin = bytes.NewReader(input)
	command.WaitDelay = time.Second
	printed, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("the witness %s %s: %w", c[0], verb, err)
	}
	return printed, nil
}

func (c commandWitness) Put(ctx context.Context, point Checkpoint) error {
	_, err := c.run(ctx, "put", point.Text)
	return err
}

func (c commandWitness) Kept(ctx context.Context) ([][]byte, error) {
	printed, err := c.run(ctx, "latest", nil)
	if err != nil || len(printed) == 0 {
		return nil, err
	}
	return [][]byte{printed}, nil
}

// showEvery is how often a new checkpoint is shown to the witness at most.
const showEvery = time.Minute

// show hands a checkpoint to the witness, unless it has had one lately. Where
// the witness does not take it, that is logged and tried again.
func (l *Ledger) show(ctx context.Context, c Checkpoint) error {
	if l.Witness == nil || c.Size <= l.lately.size || time.Since(l.lately.at) < showEvery {
		return nil
	}
	return l.ShowNow(ctx, c)
}

// ShowNow hands a checkpoint to the witness.
func (l *Ledger) ShowNow(ctx context.Context, c Checkpoint) error {
	l.lately.at = time.Now()
	if err := l.Witness.Put(ctx, c); err != nil {
		l.log.Error("the witness did not take a checkpoint", "error", err)
		return nil
	}
	l.lately.size = c.Size
	return nil
}

// witnessLate shows the witness what it has not seen because it came too soon
// after another.
func (p *publisher) witnessLate(ctx context.Context) error {
	if p.Witness == nil || p.size <= p.lately.size || time.Since(p.lately.at) < showEvery {
		return nil
	}
	c, err := p.files().checkpoint(p.Key.verifier)
	if err != nil {
		return fmt.Errorf("the checkpoint of the log: %w", err)
	}
	return p.show(ctx, c)
}

// witnessed gives the checkpoints that this log signed and that were kept
// elsewhere or co-signed, the largest first. One that this log did not sign is
// passed over: it says nothing about this log.
func (l *Ledger) witnessed(ctx context.Context) ([]Checkpoint, error) {
	var texts [][]byte
	if l.Witness != nil {
		kept, err := l.Witness.Kept(ctx)
		if err != nil {
			return nil, unseen("the witness cannot be asked: %v", err)
		}
		texts = kept
	}
	if l.Accepted != "" {
		accepted, err := keptFiles(l.Accepted)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		texts = append(texts, accepted...)
	}
	var points []Checkpoint
	for _, text := range texts {
		c, _, err := readCheckpoint(text, l.Key.verifier)
		if err != nil {
			l.log.Warn("a kept checkpoint is passed over: this log did not sign it", "error", err)
			continue
		}
		points = append(points, c)
	}
	slices.SortFunc(points, func(a, b Checkpoint) int { return int(min(1, max(-1, int64(b.Size)-int64(a.Size)))) })
	return points, nil
}
