package exchange

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"time"

	"github.com/havenward/havenward/internal/civil"
)

// lot draws what is decided by chance of one counted person beside the person
// themselves. It depends on the seed and the person's external identifier alone,
// so that an interrupted replay goes on with the same people on the same days.
type lot struct {
	stream uint64 // the person's place in the invented population
	draw   *rand.Rand
}

func newLot(seed uint64, externalID string) lot {
	sum := sha256.Sum256([]byte(externalID))
	stream := binary.BigEndian.Uint64(sum[:])
	return lot{stream, rand.New(rand.NewPCG(seed, binary.BigEndian.Uint64(sum[8:])))}
}

func (l lot) number(below int) int { return l.draw.IntN(below) }

// moment draws a moment of the working hours of one of some days, not after now.
func (l lot) moment(days []civil.Day, now time.Time) time.Time {
	day := days[l.draw.IntN(len(days))]
	at := day.Start().Add(9*time.Hour + time.Duration(l.draw.Int64N(int64(8*time.Hour)))).Truncate(time.Millisecond)
	if at.After(now) {
		return now
	}
	return at
}
