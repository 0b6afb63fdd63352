package seal

import "sync"

// mostCached bounds the unwrapped keys that are kept in memory: two generations
// of so many, about a kilobyte each.
const mostCached = 8192

// cache keeps keys that were used lately: a young generation, and the one before
// it, which is dropped when the young one is full.
type cache struct {
	lock       sync.Mutex
	young, old map[name]*Key
}

func (c *cache) get(n name) *Key {
	c.lock.Lock()
	defer c.lock.Unlock()
	if key := c.young[n]; key != nil {
		return key
	}
	key := c.old[n]
	if key != nil {
		c.add(n, key)
	}
	return key
}

func (c *cache) put(n name, key *Key) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.add(n, key)
}

func (c *cache) add(n name, key *Key) {
	if c.young == nil || len(c.young) >= mostCached {
		c.old, c.young = c.young, map[name]*Key{}
	}
	c.young[n] = key
}

// forget drops every key of an owner.
func (c *cache) forget(n name) {
	c.lock.Lock()
	defer c.lock.Unlock()
	delete(c.young, n)
	delete(c.old, n)
}
