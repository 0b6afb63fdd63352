package db

import (
	"context"
	"sync"
)

// idle are the connections for reading that nobody uses. The one that was given
// back last is taken first: after a commit each connection must look for itself
// what has changed and map the file anew, so that the fewer are in use, the
// less is done over.
type idle struct {
	free        chan struct{} // one for each connection that is idle; closed with the store
	lock        sync.Mutex
	connections []*connection
}

// take waits for a connection.
func (i *idle) take(ctx context.Context) (*connection, error) {
	select {
	case _, open := <-i.free:
		if !open {
			return nil, errClosed
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	i.lock.Lock()
	defer i.lock.Unlock()
	last := len(i.connections) - 1
	c := i.connections[last]
	i.connections = i.connections[:last]
	return c, nil
}

// give lets the next one have a connection.
func (i *idle) give(c *connection) {
	i.lock.Lock()
	i.connections = append(i.connections, c)
	i.lock.Unlock()
	i.free <- struct{}{}
}

// close waits for the reads under way and closes every connection.
func (i *idle) close() {
	for range cap(i.free) {
		<-i.free
	}
	close(i.free)
	for _, c := range i.connections {
		c.close()
	}
}
