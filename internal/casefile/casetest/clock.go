package casetest

import (
	"sync"
	"time"
)

// Clock is a clock that a test moves on.
type Clock struct {
	lock sync.Mutex
	at   time.Time
	tick time.Duration
}

// Now is the time of the world.
func (c *Clock) Now() time.Time {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.at = c.at.Add(c.tick)
	return c.at
}

// Add moves the clock on.
func (c *Clock) Add(d time.Duration) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.at = c.at.Add(d)
}

// Tick lets the clock go on by so much whenever it is read, so that what is done
// later is later.
func (c *Clock) Tick(by time.Duration) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.tick = by
}
