package ledger

import (
	"errors"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api/layout"
)

// width is how many entries a bundle, and hashes a tile, hold.
const width = layout.EntryBundleWidth

var merkle = compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}

// tree are the hashes over the entries of a log: the root of each full bundle,
// and the leaves of the last one.
type tree struct {
	bundles [][]byte // nil where a bundle cannot be read
	last    [][]byte // leaf hashes of the bundle behind the full ones
}

// rootOf gives the root over leaves that are a whole number of subtrees.
func rootOf(leaves [][]byte) ([]byte, error) {
	whole := merkle.NewEmptyRange(0)
	for _, leaf := range leaves {
		if err := whole.Append(leaf, nil); err != nil {
			return nil, err
		}
	}
	return whole.GetRootHash(nil)
}

var errUnreadable = errors.New("a bundle before it cannot be read")

// rootAt gives the root that the log had at a size. leaves gives the leaf hashes
// of a full bundle, which are not kept.
func (t tree) rootAt(size uint64, leaves func(bundle uint64) ([][]byte, error)) ([]byte, error) {
	if size == 0 {
		return rfc6962.DefaultHasher.EmptyRoot(), nil
	}
	full, rest := size/width, size%width
	if full > uint64(len(t.bundles)) {
		return nil, errUnreadable
	}
	whole := merkle.NewEmptyRange(0)
	for _, bundle := range t.bundles[:full] {
		if bundle == nil {
			return nil, errUnreadable
		}
		// Above the bundles the tree is one like any other, with bundles as leaves.
		if err := whole.Append(bundle, nil); err != nil {
			return nil, err
		}
	}
	if rest == 0 {
		return whole.GetRootHash(nil)
	}
	part := t.last
	if full < uint64(len(t.bundles)) {
		var err error
		if part, err = leaves(full); err != nil {
			return nil, errUnreadable
		}
	}
	if uint64(len(part)) < rest {
		return nil, errUnreadable
	}
	right, err := rootOf(part[:rest])
	if err != nil || full == 0 {
		return right, err
	}
	// The part that is not full joins the full subtrees from the smallest up.
	hashes := whole.Hashes()
	for i := len(hashes) - 1; i >= 0; i-- {
		right = rfc6962.DefaultHasher.HashChildren(hashes[i], right)
	}
	return right, nil
}
