package ledger

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api/layout"
)

// logReader reads the whole log and holds it against itself and against the
// checkpoints.
type logReader struct {
	files files
	key   Key
	found *findings
	book  *book
	tree  tree
	size  uint64
	point Checkpoint
	// leaves are the leaf hashes of bundles with entries that were edited.
	leaves map[uint64][][]byte
	// unread is how many entries before this one could not be read.
	unread int64
}

// read gives the number of entries that the log has by its checkpoint.
func (r *logReader) read(ctx context.Context, k known, points []Checkpoint) uint64 {
	point, err := r.files.checkpoint(r.key.verifier)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if k.size > 0 || len(points) > 0 {
			r.found.log(Missing, -1, "The log in %s is missing: %d entries were published.", r.files.folder, k.size)
		}
		return 0
	case errors.Is(err, errSignature):
		r.found.log(Unsigned, -1, "The checkpoint of the log was edited or is not its own: %v.", err)
	case err != nil:
		r.found.log(Damaged, -1, "The checkpoint of the log cannot be read: %v.", err)
		return 0
	}
	r.size, r.point = r.onDisk(point.Size), point
	r.book.size = r.size
	r.bundles(ctx)
	if ctx.Err() != nil {
		return r.size
	}
	r.upperTiles()
	r.root(point)
	if k.size > 0 {
		r.sizeKnown(k, point)
	}
	for _, kept := range points {
		r.kept(point, kept, "the witness has seen")
	}
	return point.Size
}

// onDisk bounds a size that a forged checkpoint may name by what is on disk.
func (r *logReader) onDisk(size uint64) uint64 {
	if size == 0 {
		return 0
	}
	last, present := r.lastBundle()
	var end uint64
	if present {
		end = (last + 1) * width
	}
	if size > end {
		r.found.log(Deleted, int64(end), "Entries %d to %d of the log are missing: no file has them.", end, size-1)
		return end
	}
	return size
}

// lastBundle is the last bundle of which there is a file.
func (r *logReader) lastBundle() (last uint64, present bool) {
	root := filepath.Join(r.files.folder, "tile", "entries")
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil // what cannot be listed is missed when it is read
		}
		name, _ := strings.CutPrefix(path, root)
		name, _, partial := strings.Cut(name, ".p")
		if entry.IsDir() && !partial {
			return nil
		}
		digits := strings.NewReplacer("x", "", string(filepath.Separator), "").Replace(name)
		if n, err := strconv.ParseUint(digits, 10, 48); err == nil {
			last, present = max(last, n), true
		}
		return nil
	})
	return last, present
}

// readBundle is what a worker finds in one bundle.
type readBundle struct {
	entries []Entry // those that cannot be trusted are empty
	leaves  [][]byte
	root    []byte
	unread  int64
}

// bundles reads every bundle with the tile above it.
func (r *logReader) bundles(ctx context.Context) {
	count := (r.size + width - 1) / width
	done := make([]*readBundle, count)
	r.leaves = map[uint64][][]byte{}
	each(ctx, int(count), func(i int) { done[i] = r.bundle(uint64(i)) })
	if ctx.Err() != nil {
		return
	}
	index := uint64(0)
	for n, bundle := range done {
		r.unread += bundle.unread
		for _, entry := range bundle.entries {
			r.note(index, entry)
			index++
		}
		index = min(uint64(n+1)*width, r.size)
		if bundle.unread > 0 {
			r.leaves[uint64(n)] = bundle.leaves
		}
		if uint64(n+1)*width <= r.size {
			r.tree.bundles = append(r.tree.bundles, bundle.root)
		} else {
			r.tree.last = bundle.leaves
		}
	}
}

func (r *logReader) bundle(n uint64) *readBundle {
	first := n * width
	end := min(first+width, r.size)
	contents, err := r.files.bundle(n, r.size)
	if err != nil {
		kind, what := Damaged, "is damaged: "+err.Error()
		if errors.Is(err, fs.ErrNotExist) {
			kind, what = Deleted, "is missing"
		}
		r.found.log(kind, int64(first), "Entries %d to %d of the log cannot be read: the file %s %s.", first, end-1, bundleName(n, r.size), what)
		return &readBundle{unread: width}
	}
	b := &readBundle{entries: make([]Entry, len(contents)), leaves: make([][]byte, len(contents))}
	tile, err := r.files.tile(0, n, r.size)
	if err != nil {
		r.found.log(Damaged, int64(first), "The tile over entries %d to %d of the log cannot be read: %s: %v.", first, end-1, layout.TilePath(0, n, layout.PartialTileSize(0, n, r.size)), err)
	}
	var differ []int
	for i, content := range contents {
		b.leaves[i] = rfc6962.DefaultHasher.HashLeaf(content)
		if b.entries[i], err = ParseEntry(content); err != nil || tile != nil && !bytes.Equal(b.leaves[i], tile[i]) {
			differ = append(differ, i)
		}
	}
	if len(differ) > 0 {
		r.differ(n, b, tile, differ)
	}
	if len(b.leaves) == width {
		b.root, _ = rootOf(b.leaves)
	}
	return b
}

// differ says of a bundle that does not agree with the tile over it which of the
// two was edited, as the tile above or the checkpoint tells. The entries that
// were edited are not trusted any further.
func (r *logReader) differ(n uint64, b *readBundle, tile [][]byte, at []int) {
	first := n * width
	if tile != nil && r.confirms(n, b.leaves) {
		r.found.log(Edited, int64(first)+int64(at[0]), "The tile %s of the log was edited: at entry %d it does not have the hash that the entry gives.",
			layout.TilePath(0, n, layout.PartialTileSize(0, n, r.size)), first+uint64(at[0]))
		return
	}
	for _, i := range at {
		r.found.log(Edited, int64(first)+int64(i), "Entry %d of the log was edited: it does not give the hash in the tile over it.", first+uint64(i))
	}
	if tile != nil && r.confirms(n, tile) {
		b.leaves = tile
		for _, i := range at {
			b.entries[i] = Entry{}
			b.unread++
		}
	}
}

// confirms reports that the leaves of a bundle are those that the rest of the
// log stands on.
func (r *logReader) confirms(n uint64, leaves [][]byte) bool {
	if len(leaves) < width {
		above := tree{last: leaves}
		for level := uint64(0); level < n; level++ {
			tile, err := r.files.tile(1, level/width, r.size)
			if err != nil {
				return false
			}
			above.bundles = append(above.bundles, tile[level%width])
		}
		root, err := above.rootAt(r.size, nil)
		return err == nil && bytes.Equal(root, r.point.Root)
	}
	tile, err := r.files.tile(1, n/width, r.size)
	root, problem := rootOf(leaves)
	return err == nil && problem == nil && bytes.Equal(root, tile[n%width])
}

// note takes an entry into the book. Each lane must be in its order.
func (r *logReader) note(index uint64, e Entry) {
	if e.Seq == 0 {
		return // could not be read, which is said already
	}
	lane := r.book.lanes[e.Lane]
	if lane == nil {
		lane = &laneLog{}
		r.book.lanes[e.Lane] = lane
	}
	if next := int64(len(lane.hashes)) + 1; e.Seq != next {
		if e.Seq < next || e.Seq > next+r.unread {
			r.found.log(Moved, int64(index), "Entry %d of the log is place %d of lane %d, where place %d should follow.", index, e.Seq, e.Lane, next)
			return
		}
		for int64(len(lane.hashes)) < e.Seq-1 {
			lane.hashes, lane.indexes = append(lane.hashes, [32]byte{}), append(lane.indexes, index)
		}
	}
	lane.hashes, lane.indexes = append(lane.hashes, e.Hash), append(lane.indexes, index)
}

// upperTiles holds the tiles above the lowest against the bundles.
func (r *logReader) upperTiles() {
	level := r.tree.bundles
	for height := uint64(1); len(level) > 0; height++ {
		var above [][]byte
		for n := uint64(0); n*width < uint64(len(level)); n++ {
			end := min((n+1)*width, uint64(len(level)))
			below := level[n*width : end]
			tile, err := r.files.tile(height, n, r.size)
			for i := range below {
				if err == nil && below[i] != nil && !bytes.Equal(tile[i], below[i]) {
					r.found.log(Edited, -1, "The tile %s of the log was edited: it does not follow from the entries.", layout.TilePath(height, n, layout.PartialTileSize(height, n, r.size)))
					break
				}
			}
			if err != nil {
				r.found.log(Damaged, -1, "The tile %s of the log cannot be read: %v.", layout.TilePath(height, n, layout.PartialTileSize(height, n, r.size)), err)
			}
			if end-n*width == width {
				root, _ := r.rootOfBundles(below)
				above = append(above, root)
			}
		}
		level = above
	}
}

func (r *logReader) rootOfBundles(hashes [][]byte) ([]byte, error) {
	for _, hash := range hashes {
		if hash == nil {
			return nil, errUnreadable
		}
	}
	return rootOf(hashes)
}

// rootAt is the root that the entries on disk give at a size.
func (r *logReader) rootAt(size uint64) ([]byte, error) {
	return r.tree.rootAt(size, func(n uint64) ([][]byte, error) {
		if leaves := r.leaves[n]; leaves != nil {
			return leaves, nil
		}
		contents, err := r.files.bundle(n, r.size)
		if err != nil {
			return nil, err
		}
		leaves := make([][]byte, len(contents))
		for i, content := range contents {
			leaves[i] = rfc6962.DefaultHasher.HashLeaf(content)
		}
		return leaves, nil
	})
}

// root holds the entries against the log's own checkpoint.
func (r *logReader) root(point Checkpoint) {
	root, err := r.rootAt(point.Size)
	if err == nil && !bytes.Equal(root, point.Root) {
		r.found.log(Forked, -1, "The log does not give its own checkpoint: %d entries have the root %x, and %x was signed.", point.Size, root, point.Root)
	}
}

// sizeKnown holds the log against what the database knows of it.
func (r *logReader) sizeKnown(k known, point Checkpoint) {
	if size, err := r.files.integrated(); err == nil && size < k.size && point.Size < k.size {
		r.found.log(RolledBack, int64(point.Size), "The log was put back to an older state: it has %d entries, and the database knows of %d.", point.Size, k.size)
	}
	if last, _, err := readCheckpoint(k.checkpoint, r.key.verifier); err == nil {
		r.kept(point, last, "the database knows of")
	} else if len(k.checkpoint) > 0 {
		r.found.log(Edited, -1, "The last checkpoint that the database keeps was edited: %v.", err)
	}
}

// kept holds the log against a checkpoint that somebody else kept.
func (r *logReader) kept(point, kept Checkpoint, who string) {
	if kept.Size > point.Size {
		r.found.log(RolledBack, int64(point.Size), "The log was put back to an older state: it has %d entries, and %s a checkpoint of %d.", point.Size, who, kept.Size)
		return
	}
	root, err := r.rootAt(kept.Size)
	if err == nil && !bytes.Equal(root, kept.Root) {
		r.found.log(Forked, -1, "The log was forked: at %d entries it has the root %x, and %s another, %x.", kept.Size, root, who, kept.Root)
	}
}
