package signin_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// through signs Ada in through the provider and gives her browser.
func (h *hostile) through(w *world, name string) *browser {
	b := w.browser()
	asked := b.depart("/sign-in/agency", "email", name+"@ours.example")
	h.says(asked)
	b.get("/sign-in/provider?" + url.Values{"code": {"c"}, "state": {asked.Get("state")}, "iss": {h.URL}}.Encode())
	return b
}

// turn gives the provider another key, and gives what signs with it.
func (h *hostile) turn(t *testing.T, id string) func([]byte) string {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.key, h.keyID = key, id
	return signedAs(t, jose.ES256, key, id)
}

// count gives how often the provider was asked for itself and its keys.
func (h *hostile) count() (described, fetched int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.described, h.fetched
}

// TestAProviderIsRememberedAndItsNewKeysCountAtOnce signs people in while the
// provider turns its keys.
func TestAProviderIsRememberedAndItsNewKeysCountAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		h := newHostile(t)
		first := signed(t, jose.ES256, h.key)
		h.sign = first
		w.provide(h.URL, nil)
		for range 3 {
			if !h.through(w, "ada").in() {
				t.Fatal("not signed in")
			}
		}
		if described, fetched := h.count(); described != 1 || fetched != 1 {
			t.Errorf("asked %d times for itself and %d times for its keys in three visits", described, fetched)
		}
		h.sign = h.turn(t, "two")
		if !h.through(w, "ada").in() {
			t.Error("a new key does not count at once")
		}
		// The key that was withdrawn counts no longer as soon as another was seen.
		h.sign = first
		if h.through(w, "ada").in() {
			t.Error("a withdrawn key signs in")
		}
		// One whose successor was never seen counts for ten minutes at most.
		h.sign = h.turn(t, "three")
		if !h.through(w, "ada").in() {
			t.Error("a third key does not count")
		}
		third := h.sign
		h.turn(t, "four")
		*w.now = w.now.Add(10 * time.Minute)
		h.sign = third
		if h.through(w, "ada").in() {
			t.Error("a withdrawn key signs in ten minutes later")
		}
	})
}

// TestASlowOrMissingProviderIsNotAskedByEachAnew has several people come to a
// provider that waits, and then to one that fails.
func TestASlowOrMissingProviderIsNotAskedByEachAnew(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		h := newHostile(t)
		h.held = make(chan struct{})
		w.provide(h.URL, nil)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				b := w.browser()
				if status := b.post("/sign-in/agency", "email", "ada@ours.example"); status != http.StatusOK {
					t.Errorf("%d %s", status, b.body)
				}
			})
		}
		close(h.held)
		all.Wait()
		if described, _ := h.count(); described != 1 {
			t.Errorf("%d of four asked the provider", described)
		}
		h.mu.Lock()
		h.down, h.held = true, nil
		h.mu.Unlock()
		try := func(want int) {
			t.Helper()
			b := w.browser()
			if status := b.post("/sign-in/agency", "email", "ada@ours.example"); status != want || want != http.StatusOK && !strings.Contains(b.body, "does not answer") {
				t.Errorf("%d %s", status, b.body)
			}
		}
		try(http.StatusOK) // remembered
		*w.now = w.now.Add(10 * time.Minute)
		for range 3 {
			try(http.StatusServiceUnavailable)
		}
		if described, _ := h.count(); described != 2 {
			t.Errorf("a provider that fails was asked %d times by three people", described-1)
		}
		h.mu.Lock()
		h.down = false
		h.mu.Unlock()
		*w.now = w.now.Add(30 * time.Second)
		try(http.StatusOK)
	})
}

// TestSigningOutLeadsNowhereElse signs out where the provider names a place of
// another host, or none: the person is told that they are still signed in there.
func TestSigningOutLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for _, leaves := range []string{"https://evil.example/out", "javascript:alert(1)", ""} {
			h := newHostile(t)
			h.sign, h.leaves = signed(t, jose.ES256, h.key), leaves
			w.provide(h.URL, nil)
			b := h.through(w, "ada")
			if !b.in() {
				t.Fatal("not signed in")
			}
			if status := b.post("/sign-out"); status != http.StatusOK || b.last.Header.Get("Refresh") != "" || strings.Contains(b.body, "evil") || strings.Contains(b.body, "javascript") ||
				!strings.Contains(b.body, "You are still signed in at your agency’s own sign-in") || b.last.Header.Get("Clear-Site-Data") == "" {
				t.Errorf("%q: %d %v %s", leaves, status, b.last.Header, b.body)
			}
			if b.in() {
				t.Errorf("%q: still signed in here", leaves)
			}
		}
		// A provider that has gone keeps nobody signed in here.
		h := newHostile(t)
		h.sign = signed(t, jose.ES256, h.key)
		w.provide(h.URL, nil)
		b := h.through(w, "ada")
		b.in()
		*w.now = w.now.Add(20 * time.Minute)
		h.Close()
		if status := b.post("/sign-out"); status != http.StatusOK || b.in() {
			t.Errorf("signing out while the provider is gone: %d", status)
		}
	})
}
