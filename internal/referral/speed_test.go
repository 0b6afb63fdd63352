package referral

import (
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
)

// BenchmarkSubmit takes whole referrals in, many in one transaction, without
// what the competent authority then does.
func BenchmarkSubmit(b *testing.B) {
	d := dbtest.Open(b, dbtest.SQLite(b), noon)
	t := &testing.T{}
	s := newService(t, d)
	submission := wholeAdult()
	b.ResetTimer()
	err := d.Write(background, func(tx *db.Tx) error {
		for b.Loop() {
			if _, err := s.Submit(background, tx, s.responder, submission, Options{Partial: true, Quiet: true}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// TestALongStoryIsFlaggedInTime bounds the time on the longest and the most
// awkward stories that anybody can send.
func TestALongStoryIsFlaggedInTime(t *testing.T) {
	t.Parallel()
	flagger := testRoom.Flagger(somebody())
	for name, piece := range map[string]string{"capitals": "Aa Bb ", "digits": "1 2-3 ", "addresses": "45 a b ", "at": "a@", "words": "the man went ", "marks": "é́", "dots": "a.b@c."} {
		text := strings.Repeat(piece, 15_000/len(piece))
		began := time.Now()
		flagger.Flags(text)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: %v for %d characters", name, took, len(text))
		}
	}
}

// BenchmarkComplete checks a whole referral by every rule of its pages.
func BenchmarkComplete(b *testing.B) {
	submission := wholeAdult()
	for b.Loop() {
		testRoom.Complete(&submission, today)
	}
}
