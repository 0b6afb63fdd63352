package audit

import (
	"context"
	"sync/atomic"

	"github.com/havenward/havenward/internal/db"
)

type watchKey struct{}

// Watch is what was recorded of one answer while it was made, so that who gives
// it can make sure that it is recorded, and in whose record.
type Watch struct {
	recorded atomic.Bool
	about    atomic.Value // of db.ID
}

// Watched gives a context in which Append and About leave their marks.
func Watched(ctx context.Context) (context.Context, *Watch) {
	watch := new(Watch)
	return context.WithValue(ctx, watchKey{}, watch), watch
}

// Recorded reports whether an event was recorded.
func (w *Watch) Recorded() bool { return w.recorded.Load() }

// About is the case of the person whom the answer shows; "" where none was named.
func (w *Watch) About() db.ID {
	id, _ := w.about.Load().(db.ID)
	return id
}

// About says that the answer which is being made shows the person of a case: a
// look that no room records then stands in the record of that case.
func About(ctx context.Context, caseID db.ID) {
	if watch, ok := ctx.Value(watchKey{}).(*Watch); ok {
		watch.about.Store(caseID)
	}
}

func mark(ctx context.Context) {
	if watch, ok := ctx.Value(watchKey{}).(*Watch); ok {
		watch.recorded.Store(true)
	}
}
