package linkage

import (
	"cmp"
	"maps"
	"slices"
)

// sortedKeys returns the keys of a map in order, so that nothing depends on the
// order in which maps are walked.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
