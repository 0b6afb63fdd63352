package bench

import (
	"cmp"
	crand "crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/invent"
	"github.com/havenward/havenward/internal/seal"
)

// copied is a case that is a copy of an original with a name, a reference and a
// telephone number of its own.
type copied struct {
	id        db.ID
	original  int
	reference string
	at        time.Time
	names     []casefile.Name
	whole     bool     // has all rows of its original
	secret    [36]byte // of its data key: identifier and key
}

// copiesOf invents the copies numbered from first to last, the last left out, in
// the order of their identifiers. Who they are depends on the seed and the
// number only; identifiers are new in each run. Of each original every so
// many-th copy is whole, beginning with the first.
func copiesOf(seed uint64, originals []original, first, last, whole int) []copied {
	copies, taken := make([]copied, 0, last-first), make(map[string]bool, last-first)
	apart := time.Hour
	if len(originals) > 1 {
		apart = originals[1].at.Sub(originals[0].at)
	}
	for n := first; n < last; n++ {
		from := n % len(originals)
		random := rand.New(rand.NewPCG(seed, uint64(n)))
		at := originals[from].at.Add(time.Duration(random.Int64N(int64(apart)))).Truncate(time.Microsecond)
		person := invent.Nth(seed, uint64(n)).Person(invent.Profile{Child: n%3 == 0, On: civil.DayOf(at)})
		reference := casefile.NewReference("HW")
		for taken[reference] { // among a million, some references come twice
			reference = casefile.NewReference("HW")
		}
		taken[reference] = true
		c := copied{id: db.NewID(at), original: from, reference: reference, at: at, names: namesOf(person), whole: (n/len(originals)-1)%whole == 0}
		_, _ = crand.Read(c.secret[:])
		copies = append(copies, c)
	}
	slices.SortFunc(copies, func(a, b copied) int { return cmp.Compare(a.id, b.id) })
	return copies
}

// phone is the telephone number of a copy: of the country code 999, which no
// country has.
func (c copied) phone() string {
	raw, _ := idBytes.DecodeString(strings.ToUpper(string(c.id)))
	return fmt.Sprintf("999%09d", binary.BigEndian.Uint64(raw[8:])%1_000_000_000)
}

var idBytes = base32.HexEncoding.WithPadding(base32.NoPadding)

// key is the copy's data key.
func (c copied) key() (*seal.Key, error) {
	return seal.KeyFrom(c.id, binary.BigEndian.Uint32(c.secret[:]), c.secret[4:])
}

// tokens are by what a copy is found.
func (c copied) tokens() []casefile.Token {
	var tokens []casefile.Token
	for _, name := range c.names {
		tokens = append(tokens, casefile.NameTokens(name.Full())...)
	}
	tokens = append(tokens, casefile.NumberTokens(c.reference)...)
	tokens = append(tokens, casefile.NumberTokens(c.phone())...)
	slices.SortFunc(tokens, func(a, b casefile.Token) int { return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Kind, b.Kind)) })
	return slices.Compact(tokens)
}

// token is one row of the search tokens.
type token struct {
	token  int64
	copy   int32
	agency int8
}

// reach is an agency with an index and what copies have rows in it.
type reach struct {
	agency    string
	key       *seal.Key
	originals []bool // by the number of the original: its identity is granted
}

// tokensOf gives the search tokens of all copies in the order of the index, so
// that they are written from one end to the other.
func tokensOf(copies []copied, reaches []reach) []token {
	tokens := make([]token, 0, 12*len(copies)*len(reaches))
	seen := make([]map[casefile.Token]int64, len(reaches)) // names come again and again
	for i := range seen {
		seen[i] = map[casefile.Token]int64{}
	}
	for i, c := range copies {
		found := c.tokens()
		for n, r := range reaches {
			if !r.originals[c.original] {
				continue
			}
			for _, t := range found {
				blind, known := seen[n][t]
				if !known {
					blind = t.Blind(r.key)
					if t.Kind == "name" {
						seen[n][t] = blind
					}
				}
				tokens = append(tokens, token{blind, int32(i), int8(n)})
			}
		}
	}
	slices.SortFunc(tokens, func(a, b token) int { return cmp.Or(cmp.Compare(a.token, b.token), cmp.Compare(a.copy, b.copy)) })
	return tokens
}

// nameRows are the names as rows of fact. Their identifiers count up within the
// case.
func (c copied) nameRows(key *seal.Key) ([][]any, error) {
	var rows [][]any
	for i, name := range c.names {
		sealed, err := casefile.SealWith(key, casefile.Row("fact", numbered(c.id, i)), name)
		if err != nil {
			return nil, err
		}
		rows = append(rows, []any{numbered(c.id, i), string(c.id), "name", name.Kind, []byte(sealed), "referral", c.at})
	}
	return rows, nil
}

// numbered is the identifier of the n-th thing made with a case: of its time,
// after what came before.
func numbered(id db.ID, n int) string {
	raw, _ := idBytes.DecodeString(strings.ToUpper(string(id)))
	binary.BigEndian.PutUint16(raw[6:], uint16(n+1))
	raw[15] ^= byte(n + 1)
	return strings.ToLower(idBytes.EncodeToString(raw))
}
