package linkage

import "hash/maphash"

// dictionary gives each distinct byte string a number, in order of first
// appearance. Number 0 is the empty string. All texts stand in one arena, so a
// million values cost the collector one object, not a million.
type dictionary struct {
	arena []byte
	ends  []uint32 // ends[id] is where value id ends; it begins at ends[id-1]
	slots []uint32 // open addressing: id+1, 0 where free
	marks []uint8  // one byte of hash per slot, so that most misses end there
}

var dictionarySeed = maphash.MakeSeed()

func newDictionary() *dictionary {
	d := &dictionary{ends: []uint32{0}}
	d.resize(1 << 10)
	return d
}

// size returns the number of values, the empty one included.
func (d *dictionary) size() int { return len(d.ends) }

// bytes returns value id. The slice must not be changed.
func (d *dictionary) bytes(id uint32) []byte {
	if id == 0 {
		return nil
	}
	return d.arena[d.ends[id-1]:d.ends[id]]
}

func (d *dictionary) text(id uint32) string { return string(d.bytes(id)) }

// intern returns the number of value, giving it one if it is new.
func (d *dictionary) intern(value []byte) uint32 {
	if len(value) == 0 {
		return 0
	}
	id, slot := d.locate(value)
	if id != 0 {
		return id
	}
	id = uint32(len(d.ends))
	d.arena = append(d.arena, value...)
	d.ends = append(d.ends, uint32(len(d.arena)))
	d.slots[slot] = id + 1
	d.marks[slot] = markOf(maphash.Bytes(dictionarySeed, value))
	if len(d.ends)*3 > len(d.slots)*2 {
		d.resize(len(d.slots) * 2)
	}
	return id
}

// locate returns the number of value, or 0 and the free slot where it belongs.
func (d *dictionary) locate(value []byte) (id, slot uint32) {
	hash := maphash.Bytes(dictionarySeed, value)
	mask := uint32(len(d.slots) - 1)
	mark := markOf(hash)
	for slot = uint32(hash) & mask; ; slot = (slot + 1) & mask {
		found := d.slots[slot]
		if found == 0 {
			return 0, slot
		}
		if d.marks[slot] == mark && string(d.bytes(found-1)) == string(value) {
			return found - 1, slot
		}
	}
}

func (d *dictionary) resize(slots int) {
	d.slots = make([]uint32, slots)
	d.marks = make([]uint8, slots)
	mask := uint32(slots - 1)
	for id := 1; id < len(d.ends); id++ {
		hash := maphash.Bytes(dictionarySeed, d.bytes(uint32(id)))
		slot := uint32(hash) & mask
		for d.slots[slot] != 0 {
			slot = (slot + 1) & mask
		}
		d.slots[slot] = uint32(id) + 1
		d.marks[slot] = markOf(hash)
	}
}

func markOf(hash uint64) uint8 { return uint8(hash >> 56) }

// textHash is a 64-bit hash of a text that is the same on every machine and in
// every run, for blocking keys and for choices that must not depend on chance.
func textHash(s string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 0x100000001b3
	}
	return mix(h)
}

// mix spreads the bits of x (the finisher of splitmix64).
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
