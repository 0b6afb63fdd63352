package audit

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"time"
)

// Record is an event as it is stored, with its place in the chain: the Seq-th
// event of its lane, counted from 1. docs/record-format.md is this file in words,
// for whoever checks the record with a program of their own.
type Record struct {
	Lane int
	Seq  int64
	// Hash covers everything else here and the hash of the event before.
	Hash []byte

	ID        string
	At        time.Time
	Action    string
	Category  string
	Account   sql.NullString
	Agency    sql.NullString
	Roles     string
	Case      sql.NullString
	Subject   string
	Why       string
	Recipient string
	Change    sql.NullString
	Via       string
	Origin    string
	Request   string
}

// encoding names the version of the encoding and keeps its hashes apart from
// those of anything else.
const encoding = "havenward audit event 1\n"

// absent stands where a value is NULL, which is not the same as empty.
const absent = 0xffffffff

// timeText is how an instant is encoded: UTC, to the microsecond.
const timeText = "2006-01-02T15:04:05.000000Z"

// Encode gives the bytes that the hash of an event covers, appended to to: the
// name of the encoding; the hash of the event before it in the lane (nothing for
// the first); lane and place as eight bytes each; then each field in a fixed
// order. The previous hash and each field stand behind their length in four
// bytes, so that no two different events have the same bytes.
func (r *Record) Encode(to, previous []byte) []byte {
	to = append(to, encoding...)
	to = field(to, previous)
	to = binary.BigEndian.AppendUint64(to, uint64(r.Lane))
	to = binary.BigEndian.AppendUint64(to, uint64(r.Seq))
	to = field(to, r.ID)
	var at [len(timeText)]byte
	to = field(to, r.At.UTC().AppendFormat(at[:0], timeText))
	to = field(to, r.Action)
	to = field(to, r.Category)
	to = nullable(to, r.Account)
	to = nullable(to, r.Agency)
	to = field(to, r.Roles)
	to = nullable(to, r.Case)
	to = field(to, r.Subject)
	to = field(to, r.Why)
	to = field(to, r.Recipient)
	to = nullable(to, r.Change)
	to = field(to, r.Via)
	to = field(to, r.Origin)
	return field(to, r.Request)
}

// Sum is the hash that the event has behind previous.
func (r *Record) Sum(previous []byte) [sha256.Size]byte {
	var buffer [1024]byte
	return sha256.Sum256(r.Encode(buffer[:0], previous))
}

func field[T string | []byte](to []byte, value T) []byte {
	to = binary.BigEndian.AppendUint32(to, uint32(len(value)))
	return append(to, value...)
}

func nullable(to []byte, value sql.NullString) []byte {
	if !value.Valid {
		return binary.BigEndian.AppendUint32(to, absent)
	}
	return field(to, value.String)
}
