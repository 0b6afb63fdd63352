// Package blind links people between agencies that may not show each other
// names. Each agency encodes its records with a key that both share and a
// linking party does not have; the linking party compares the encodings and
// learns which records are one person, but not who.
//
// An encoding is a Bloom filter for each group of columns, filled through
// HMAC-SHA256 and then hardened: each bit is flipped with a stated probability,
// chosen by the key and the values, so that encoding a record again gives the
// same bits and averaging takes nothing away.
//
// What an encoding still gives away is stated by Encoder.Leakage. It is not
// nothing: treat encodings as personal data, use a new key for each linkage, and
// delete them afterwards.
package blind

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strings"

	"github.com/havenward/havenward/linkage"
	"github.com/havenward/havenward/linkage/name"
)

const (
	// FilterBits is the length of one filter.
	FilterBits  = 512
	filterWords = FilterBits / 64
	// hashesPerFeature is how many bits each feature sets.
	hashesPerFeature = 6
	// DefaultFlip is the probability with which each bit is flipped.
	DefaultFlip = 0.05
)

// Filter is the encoding of one group of columns. An empty group has no bits
// and Missing set.
type Filter struct {
	Bits    [filterWords]uint64
	Missing bool
}

// Encoding is one record: a filter for each group, in the order of Groups.
type Encoding []Filter

// Encoder turns records into encodings under a key.
type Encoder struct {
	key    []byte
	flip   float64
	fields []linkage.Field
	groups []string
	of     []int // group of each field
}

// NewEncoder makes an encoder. The key must have at least 32 bytes and be known
// to the agencies alone. flip is the probability with which each bit is
// flipped, from 0 (none) to below one half; the more, the less leaks and the
// less is found.
func NewEncoder(key []byte, fields []linkage.Field, flip float64) (*Encoder, error) {
	if len(key) < 32 {
		return nil, errors.New("the key is too short: use 32 random bytes or more")
	}
	if flip < 0 || flip >= 0.5 {
		return nil, fmt.Errorf("bits cannot be flipped with probability %v: choose from 0 to below 0.5", flip)
	}
	e := &Encoder{key: key, flip: flip}
	numbers := make(map[string]int)
	for _, f := range fields {
		if f.Kind == linkage.KindIgnore {
			continue
		}
		if !f.Kind.Valid() {
			return nil, fmt.Errorf("column %q has the unknown kind %q", f.Column, f.Kind)
		}
		group := groupOf(f)
		if _, ok := numbers[group]; !ok {
			numbers[group] = len(e.groups)
			e.groups = append(e.groups, group)
		}
		e.fields, e.of = append(e.fields, f), append(e.of, numbers[group])
	}
	if len(e.groups) == 0 || len(e.groups) > maxGroups {
		return nil, fmt.Errorf("%d groups of columns: encode from 1 to %d", len(e.groups), maxGroups)
	}
	return e, nil
}

// groupOf names the group of columns that share a filter.
func groupOf(f linkage.Field) string {
	switch f.Kind {
	case linkage.KindGiven, linkage.KindFamily, linkage.KindFullName, linkage.KindAlias:
		return "name"
	case linkage.KindBirth:
		return "date of birth"
	case linkage.KindPhone, linkage.KindEmail, linkage.KindDocument:
		return "number"
	}
	return "circumstances"
}

// Groups returns the groups of columns, one for each filter of an encoding.
func (e *Encoder) Groups() []string { return e.groups }

// Encode encodes one record, given as values by column.
func (e *Encoder) Encode(values map[string]string) Encoding {
	encoding := make(Encoding, len(e.groups))
	all := make([][]string, len(e.groups))
	for i, f := range e.fields {
		all[e.of[i]] = append(all[e.of[i]], features(f, values[f.Column])...)
	}
	for g := range encoding {
		if len(all[g]) == 0 {
			encoding[g].Missing = true
			continue
		}
		for _, feature := range all[g] {
			sum := e.mac(e.groups[g], feature)
			for k := range hashesPerFeature {
				bit := binary.BigEndian.Uint16(sum[2*k:]) % FilterBits
				encoding[g].Bits[bit/64] |= 1 << (bit % 64)
			}
		}
		e.harden(&encoding[g], e.groups[g], strings.Join(all[g], "\x00"))
	}
	return encoding
}

func (e *Encoder) mac(parts ...string) []byte {
	h := hmac.New(sha256.New, e.key)
	for _, p := range parts {
		var length [4]byte
		binary.BigEndian.PutUint32(length[:], uint32(len(p)))
		h.Write(length[:])
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}

// harden flips bits by a stream that the key and the values decide.
func (e *Encoder) harden(f *Filter, group, values string) {
	if e.flip == 0 {
		return
	}
	limit := uint16(e.flip * (1 << 16))
	var stream []byte
	for bit := range FilterBits {
		if len(stream) == 0 {
			stream = e.mac("flip", group, values, fmt.Sprint(bit))
		}
		if binary.BigEndian.Uint16(stream) < limit {
			f.Bits[bit/64] ^= 1 << (bit % 64)
		}
		stream = stream[2:]
	}
}

// features lists what of a value goes into a filter: pairs of neighbouring
// letters and the sound of each part of a name, the parts of a date alone and
// together, numbers in overlapping pieces.
func features(f linkage.Field, value string) []string {
	var out []string
	switch groupOf(f) {
	case "name":
		for _, token := range name.Tokens(value) {
			padded := "_" + token + "_"
			for i := 0; i+2 <= len(padded); i++ {
				out = append(out, padded[i:i+2])
			}
			out = append(out, "sound "+name.SoundKey(token), "part "+token)
		}
	case "date of birth":
		year, month, day, ok := linkage.ParseBirth(value)
		if !ok {
			return nil
		}
		out = append(out, fmt.Sprintf("year %d", year), fmt.Sprintf("decade %d", year/10), fmt.Sprintf("last %d", year%10))
		if month > 0 && !(month == 1 && day <= 1) {
			out = append(out, fmt.Sprintf("month %d", month), fmt.Sprintf("day %d", day),
				fmt.Sprintf("birthday %d %d", min(month, day), max(month, day)), fmt.Sprintf("month of year %d %d", year, month))
		}
	case "number":
		text := linkage.Canonical(f.Kind, value)
		for i := 0; i+3 <= len(text); i++ {
			out = append(out, f.Column+" "+text[i:i+3])
		}
	default:
		if text := linkage.Canonical(f.Kind, value); text != "" {
			out = append(out, f.Column+" "+text)
		}
	}
	return out
}

// similarity is the Dice coefficient of two filters as it was before bits were
// flipped, estimated without bias.
func similarity(a, b *Filter, flip float64) float64 {
	var inA, inB, inBoth int
	for i := range a.Bits {
		inA += bits.OnesCount64(a.Bits[i])
		inB += bits.OnesCount64(b.Bits[i])
		inBoth += bits.OnesCount64(a.Bits[i] & b.Bits[i])
	}
	keep := 1 - 2*flip
	x := (float64(inA) - FilterBits*flip) / keep
	y := (float64(inB) - FilterBits*flip) / keep
	both := (float64(inBoth) - flip*float64(inA+inB) + FilterBits*flip*flip) / (keep * keep)
	return 2 * both / math.Max(1, x+y)
}

// Leakage states what somebody who holds encodings but not the key can learn.
type Leakage struct {
	// PerFeature is the most by which one feature (a letter pair of a name, a
	// year) can change the odds of an encoding, as a natural logarithm: the
	// epsilon of local differential privacy for that feature. Infinite without
	// flipping.
	PerFeature float64
	// Equality is true where equal values give equal filters, so that how often a
	// value occurs can be counted.
	Equality bool
	// Missing is true where it shows which groups of columns are empty.
	Missing bool
	Text    string
}

// Leakage returns the statement for this encoder.
func (e *Encoder) Leakage() Leakage {
	l := Leakage{PerFeature: math.Inf(1), Equality: true, Missing: true}
	if e.flip > 0 {
		l.PerFeature = hashesPerFeature * math.Log((1-e.flip)/e.flip)
	}
	l.Text = fmt.Sprintf("Whoever holds the encodings without the key sees how alike two records are in each of %q, which records have "+
		"exactly the same values in a group, how often each such combination occurs, and which groups are empty. Frequent names can be guessed from "+
		"frequencies. Each feature can change the odds of an encoding by at most a factor of e^%.1f. Whoever has the key can test any guess.",
		e.groups, l.PerFeature)
	return l
}
