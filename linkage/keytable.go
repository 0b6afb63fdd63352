package linkage

import "math/bits"

// keyTable maps hashed keys to numbers; 0 is a free slot's number. It holds at
// most as many keys as it was made for.
type keyTable struct {
	keys   []uint64
	values []uint32
	mask   uint64
}

func newKeyTable(most int) *keyTable {
	size := 1 << bits.Len(uint(most+most/2+1))
	return &keyTable{keys: make([]uint64, size), values: make([]uint32, size), mask: uint64(size - 1)}
}

// slot returns where the number of a key stands, to be set where it is 0.
func (t *keyTable) slot(key uint64) *uint32 {
	for i := key & t.mask; ; i = (i + 1) & t.mask {
		if t.values[i] == 0 || t.keys[i] == key {
			t.keys[i] = key
			return &t.values[i]
		}
	}
}
