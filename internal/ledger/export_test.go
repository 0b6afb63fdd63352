package ledger

import (
	"context"
	"errors"
	"testing"

	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
)

// Problem is what a start finds, "" where it finds nothing.
func (l *Ledger) Problem(ctx context.Context) (string, error) {
	err := l.check(ctx)
	var problem *Disagreement
	if errors.As(err, &problem) {
		return problem.Detail, nil
	}
	return "", err
}

// LeafHashes gives the hashes of the entries in a bundle.
func LeafHashes(t *testing.T, content []byte) [][]byte {
	t.Helper()
	var bundle api.EntryBundle
	if err := bundle.UnmarshalText(content); err != nil {
		t.Fatal(err)
	}
	var leaves [][]byte
	for _, entry := range bundle.Entries {
		leaves = append(leaves, rfc6962.DefaultHasher.HashLeaf(entry))
	}
	return leaves
}

// RootOf gives the root over leaves.
func RootOf(t *testing.T, leaves [][]byte) []byte {
	t.Helper()
	root, err := rootOf(leaves)
	if err != nil {
		t.Fatal(err)
	}
	return root
}
