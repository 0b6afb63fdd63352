package bench

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/statute"
)

func TestSubmissionsAreWholeAndTheSameForASeed(t *testing.T) {
	t.Parallel()
	on := civil.MustDay("2026-03-02")
	room := referral.New(nil, statute.Default(), reference.Default(), nil)
	for n := range uint64(300) {
		s := submission(7, n, on)
		if faults := room.Complete(&s, on); len(faults) > 0 {
			t.Errorf("number %d is not whole: %v", n, faults)
		}
		if diff := cmp.Diff(s, submission(7, n, on)); diff != "" {
			t.Errorf("number %d, invented twice:\n%s", n, diff)
		}
	}
}
