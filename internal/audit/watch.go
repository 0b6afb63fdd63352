package audit

import (
	"context"
	"sync/atomic"
)

type watchKey struct{}

// Watch gives a context in which Append leaves a mark, and whether it has: so
// that who answers a request can make sure that the answer is recorded.
func Watch(ctx context.Context) (context.Context, func() bool) {
	mark := new(atomic.Bool)
	return context.WithValue(ctx, watchKey{}, mark), mark.Load
}

func mark(ctx context.Context) {
	if mark, ok := ctx.Value(watchKey{}).(*atomic.Bool); ok {
		mark.Store(true)
	}
}
