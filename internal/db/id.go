package db

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"strconv"
	"strings"
	"time"
)

// ID names a row: 26 characters, time first so that rows made together lie
// together in an index, then a count within the transaction so that they keep
// their order, then 64 random bits.
type ID string

var idText = base32.HexEncoding.WithPadding(base32.NoPadding)

// NewID makes an identifier at a time.
func NewID(at time.Time) ID { return newID(at, 0) }

// FirstID is before every identifier that is made at a time or later, and after
// every one that was made before.
func FirstID(at time.Time) ID {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], uint64(at.UnixMilli())<<16)
	return ID(strings.ToLower(idText.EncodeToString(raw[:])))
}

// NewID makes an identifier at the transaction's time, after those that the
// transaction made before.
func (tx *Tx) NewID() ID {
	tx.made++
	return newID(tx.at, tx.made)
}

func newID(at time.Time, count uint16) ID {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], uint64(at.UnixMilli())<<16|uint64(count))
	_, _ = rand.Read(raw[8:])
	return ID(strings.ToLower(idText.EncodeToString(raw[:])))
}

// ParseID reports whether text has the shape of an identifier, so that garbage
// in an address is never sent to the database.
func ParseID(text string) (ID, bool) {
	if len(text) != 26 {
		return "", false
	}
	if _, err := idText.DecodeString(strings.ToUpper(text)); err != nil {
		return "", false
	}
	return ID(text), text == strings.ToLower(text)
}

// Marks writes n placeholders starting at $first: "$3, $4, $5", for an IN list.
func Marks(first, n int) string {
	var text strings.Builder
	for i := range n {
		if i > 0 {
			text.WriteString(", ")
		}
		text.WriteString("$")
		text.WriteString(strconv.Itoa(first + i))
	}
	return text.String()
}
