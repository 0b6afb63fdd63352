package account

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/fault"
)

// TestWhenVeryManySignInTheNextIsToldAtOnce holds every hasher and fills the queue:
// who comes then is told that there is no room, who waits and goes away gives
// the place back, and afterwards there is room again. It runs alone, as all
// passwords of the process share the queue.
func TestWhenVeryManySignInTheNextIsToldAtOnce(t *testing.T) {
	for range hashers {
		hashing <- struct{}{}
	}
	ctx, leave := context.WithCancel(context.Background())
	var group sync.WaitGroup
	ended := make(chan error, queue+hashers)
	for range queue + hashers {
		group.Go(func() {
			_, err := PasswordMatches(ctx, "", "a password of somebody")
			ended <- err
		})
	}
	for started := time.Now(); waiting.Load() < queue+hashers; time.Sleep(time.Millisecond) {
		if time.Since(started) > 10*time.Second {
			t.Fatalf("only %d wait", waiting.Load())
		}
	}
	if _, err := PasswordMatches(context.Background(), "", "a password of the next"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("the next is told %v", err)
	}
	if n := waiting.Load(); n != queue+hashers {
		t.Errorf("%d wait after somebody was turned away", n)
	}
	leave()
	group.Wait()
	close(ended)
	for err := range ended {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("who went away is told %v", err)
		}
	}
	if n := waiting.Load(); n != 0 {
		t.Errorf("%d wait after all have gone away", n)
	}
	for range hashers {
		<-hashing
	}
	if _, err := PasswordMatches(context.Background(), "", "a password"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
