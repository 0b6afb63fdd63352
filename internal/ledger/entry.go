// Package ledger publishes the record: the hash of each event, in order, in an
// append-only log of files whose checkpoints are signed and can be witnessed
// elsewhere. It also holds the record against the log, and says what differs.
package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Entry is one entry of the log: which event of which lane, and its hash. What
// the event says is never in the log.
type Entry struct {
	Lane int
	Seq  int64
	Hash [sha256.Size]byte
}

// entryVersion is the first byte of an entry as this version writes it.
const entryVersion = 1

const entrySize = 1 + 4 + 8 + sha256.Size

// Bytes is the entry as it stands in the log.
func (e Entry) Bytes() []byte {
	to := make([]byte, 0, entrySize)
	to = append(to, entryVersion)
	to = binary.BigEndian.AppendUint32(to, uint32(e.Lane))
	to = binary.BigEndian.AppendUint64(to, uint64(e.Seq))
	return append(to, e.Hash[:]...)
}

// ParseEntry reads an entry of the log.
func ParseEntry(from []byte) (Entry, error) {
	if len(from) != entrySize || from[0] != entryVersion {
		return Entry{}, fmt.Errorf("%d bytes that are no entry of this log", len(from))
	}
	e := Entry{Lane: int(binary.BigEndian.Uint32(from[1:])), Seq: int64(binary.BigEndian.Uint64(from[5:]))}
	copy(e.Hash[:], from[13:])
	return e, nil
}
