package signin

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/sync/singleflight"
)

const (
	// knownTime is how long a provider is taken to be as it last described itself. A
	// key that it has begun to sign with counts at once, since keys not known are
	// asked for; one that it has withdrawn counts at most this long.
	knownTime = 10 * time.Minute
	// awayTime is how long a provider that did not answer is not asked again.
	awayTime = 30 * time.Second
	// knownMost bounds how many providers are remembered.
	knownMost = 200
)

// described is a provider as it describes itself, with its keys, or why it did not.
type described struct {
	found *oidc.Provider
	says  struct {
		EndSession string `json:"end_session_endpoint"`
		SaysIssuer bool   `json:"authorization_response_iss_parameter_supported"`
	}
	err   error
	until time.Time
}

// directory remembers providers for a while, so that one that is slow or gone does
// not keep everybody waiting who signs in.
type directory struct {
	client *http.Client
	mu     sync.Mutex
	known  map[string]described
	asking singleflight.Group
}

// ask gives what a provider says of itself: as it is remembered, or else asked
// once for all who wait for it. Who asks waits no longer than ctx lasts.
func (d *directory) ask(ctx context.Context, issuer string, now time.Time) (described, error) {
	d.mu.Lock()
	known, found := d.known[issuer]
	d.mu.Unlock()
	if found && now.Before(known.until) {
		return known, known.err
	}
	answer := d.asking.DoChan(issuer, func() (any, error) {
		// Others wait for the same answer, so it does not end with who asked first.
		asked := d.read(context.WithoutCancel(ctx), issuer, now)
		d.keep(issuer, asked, now)
		return asked, nil
	})
	select {
	case <-ctx.Done():
		return described{}, ctx.Err()
	case result := <-answer:
		asked := result.Val.(described)
		return asked, asked.err
	}
}

// read asks a provider, which the client bounds in time and size.
func (d *directory) read(ctx context.Context, issuer string, now time.Time) described {
	asked := described{until: now.Add(knownTime)}
	asked.found, asked.err = oidc.NewProvider(oidc.ClientContext(ctx, d.client), issuer)
	if asked.err == nil {
		asked.err = asked.found.Claims(&asked.says)
	}
	if asked.err != nil {
		asked.until = now.Add(awayTime)
	}
	return asked
}

// keep remembers an answer, and lets go of those whose time is over, or of any one
// where there are still too many.
func (d *directory) keep(issuer string, asked described, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for other, known := range d.known {
		if !now.Before(known.until) {
			delete(d.known, other)
		}
	}
	for other := range d.known {
		if len(d.known) < knownMost {
			break
		}
		delete(d.known, other)
	}
	d.known[issuer] = asked
}

// forget has a provider asked anew the next time: what is remembered of it did not
// serve.
func (d *directory) forget(issuer string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.known, issuer)
}

// endSession is the address at which a provider ends people's sessions, nil where
// it names none that can be gone to: it must be as safe as the provider's own
// address and on the very same host, since people are led there without a choice
// of where.
func endSession(issuer, named string) *url.URL {
	own, err := url.Parse(issuer)
	if err != nil {
		return nil
	}
	address, err := url.Parse(named)
	if err != nil || named == "" || address.Scheme != own.Scheme || address.Host != own.Host || address.User != nil || address.Fragment != "" || address.Opaque != "" {
		return nil
	}
	return address
}
