package ledger

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	flog "github.com/transparency-dev/formats/log"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/api/layout"
	"golang.org/x/mod/sumdb/note"
)

// mostFile is the largest file of a log that is read: a full bundle of entries
// at their largest is a quarter of it.
const mostFile = 64 << 20

// files reads a log (C2SP tlog-tiles) from its folder. Whatever stands there,
// reading ends: only plain files of a sensible size are opened.
type files struct{ folder string }

func (f files) read(name string) ([]byte, error) {
	path := filepath.Join(f.folder, filepath.FromSlash(name))
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > mostFile {
		return nil, fmt.Errorf("%s is not a file of a log", name)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, mostFile))
}

// Checkpoint is what the log was at one size: the root covers every entry.
type Checkpoint struct {
	Size uint64
	Root []byte
	Text []byte // as it was signed
}

func (c Checkpoint) String() string {
	return fmt.Sprintf("%d entries, root %s", c.Size, base64.StdEncoding.EncodeToString(c.Root))
}

// errSignature says that a checkpoint can be read but nobody known signed it.
var errSignature = errors.New("the signature is not right, or not of this log's key")

// readCheckpoint reads a checkpoint that the log's key must have signed. Of one
// that it has not, the checkpoint is given all the same, with errSignature.
func readCheckpoint(text []byte, verifier note.Verifier, others ...note.Verifier) (Checkpoint, *note.Note, error) {
	parsed, _, signed, err := flog.ParseCheckpoint(text, verifier.Name(), verifier, others...)
	if err == nil {
		return Checkpoint{parsed.Size, parsed.Hash, text}, signed, nil
	}
	var unsigned flog.Checkpoint
	if _, problem := unsigned.Unmarshal(text); problem != nil {
		return Checkpoint{}, nil, fmt.Errorf("it is no checkpoint: %w", problem)
	}
	return Checkpoint{unsigned.Size, unsigned.Hash, text}, nil, errSignature
}

// checkpoint reads the log's own checkpoint.
func (f files) checkpoint(verifier note.Verifier) (Checkpoint, error) {
	text, err := f.read(layout.CheckpointPath)
	if err != nil {
		return Checkpoint{}, err
	}
	found, _, err := readCheckpoint(text, verifier)
	return found, err
}

// integrated is the size up to which entries are on disk, which the checkpoint
// follows.
func (f files) integrated() (uint64, error) {
	text, err := f.read(".state/treeState")
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	var state struct {
		Size uint64 `json:"size"`
	}
	err = json.Unmarshal(text, &state)
	return state.Size, err
}

// bundleName is the file of the n-th bundle of entries in a log of a size.
func bundleName(n, size uint64) string {
	return layout.EntriesPath(n, layout.PartialTileSize(0, n, size))
}

// either reads the file of a part that may have grown full since: the partial
// one, else the full one.
func (f files) either(partial, full string) ([]byte, error) {
	content, err := f.read(partial)
	if errors.Is(err, fs.ErrNotExist) && full != partial {
		if whole, problem := f.read(full); problem == nil {
			return whole, nil
		}
	}
	return content, err
}

// bundle reads the entries of the n-th bundle in a log of a size. They are bytes
// as they stand there.
func (f files) bundle(n, size uint64) ([][]byte, error) {
	want := uint64(layout.EntryBundleWidth)
	if partial := layout.PartialTileSize(0, n, size); partial > 0 {
		want = uint64(partial)
	}
	content, err := f.either(bundleName(n, size), layout.EntriesPath(n, 0))
	if err != nil {
		return nil, err
	}
	var bundle api.EntryBundle
	if err := bundle.UnmarshalText(content); err != nil {
		return nil, err
	}
	if uint64(len(bundle.Entries)) < want {
		return nil, fmt.Errorf("it has %d entries and should have %d", len(bundle.Entries), want)
	}
	return bundle.Entries[:want], nil
}

// tile reads the hashes of a tile in a log of a size.
func (f files) tile(level, n, size uint64) ([][]byte, error) {
	want := layout.TileWidth
	if partial := layout.PartialTileSize(level, n, size); partial > 0 {
		want = int(partial)
	}
	content, err := f.either(layout.TilePath(level, n, layout.PartialTileSize(level, n, size)), layout.TilePath(level, n, 0))
	if err != nil {
		return nil, err
	}
	var tile api.HashTile
	if err := tile.UnmarshalText(content); err != nil {
		return nil, err
	}
	if len(tile.Nodes) < want {
		return nil, fmt.Errorf("it has %d hashes and should have %d", len(tile.Nodes), want)
	}
	return tile.Nodes[:want], nil
}

// fetch reads a tile for the proofs of package client.
func (f files) fetch(_ context.Context, level, n uint64, partial uint8) ([]byte, error) {
	return f.either(layout.TilePath(level, n, partial), layout.TilePath(level, n, 0))
}

// entries gives the entries from first up to, not including, last.
func (f files) entries(ctx context.Context, first, last, size uint64, each func(index uint64, entry Entry) error) error {
	for n := first / layout.EntryBundleWidth; n*layout.EntryBundleWidth < last; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		bundle, err := f.bundle(n, size)
		if err != nil {
			return fmt.Errorf("the bundle of entries %s: %w", bundleName(n, size), err)
		}
		for i, content := range bundle {
			index := n*layout.EntryBundleWidth + uint64(i)
			if index < first || index >= last {
				continue
			}
			entry, err := ParseEntry(content)
			if err != nil {
				return fmt.Errorf("entry %d of the log: %w", index, err)
			}
			if err := each(index, entry); err != nil {
				return err
			}
		}
	}
	return nil
}
