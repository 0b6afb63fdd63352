package page

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/havenward/havenward/internal/fault"
)

type requestKey struct{}

// RequestID gives every request a number of its own, which the answer carries in
// X-Request-ID, failure pages show and the log has. What a client sends under that
// name is not believed.
func RequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()
		w.Header().Set("X-Request-ID", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestKey{}, id)))
	})
}

// RequestIDOf is the number of the request, or "" outside RequestID.
func RequestIDOf(r *http.Request) string {
	id, _ := r.Context().Value(requestKey{}).(string)
	return id
}

// policy lets a page load only what the program itself serves, and run or draw
// nothing that is written inside the page.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// Headers sets what every answer says to browsers: load nothing from elsewhere,
// keep nothing, tell nobody where one came from, be framed by nobody. secure says
// that people reach the program over TLS, ended here or before it, and adds
// Strict-Transport-Security for two years. Handlers whose answer may be kept, such
// as Assets, set their own Cache-Control.
func Headers(next http.Handler, secure bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Permissions-Policy", "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "+
			"magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()")
		header.Set("X-Robots-Tag", "noindex, nofollow")
		header.Set("Cache-Control", "no-store")
		if secure || r.TLS != nil {
			header.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// SameOrigin refuses changes that another web site has a person's browser send
// (cross-site request forgery). trusted are further origins, "https://host", that
// may; no path is ever exempt, so GET must change nothing.
func (e *Edge) SameOrigin(next http.Handler, trusted ...string) (http.Handler, error) {
	protection := http.NewCrossOriginProtection()
	for _, origin := range trusted {
		if err := protection.AddTrustedOrigin(origin); err != nil {
			return nil, err
		}
	}
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.Fail(w, r, fault.Refuse("This was sent from another web site, so it was not done. Go to the page here and try again."))
	}))
	return protection.Handler(next), nil
}

// mostDrained is how much of a body that is too large is still read.
const mostDrained = 64 << 20

// Limit refuses bodies of more than most bytes: reading past it fails with an
// error that an Edge answers 413. What is left is read and thrown away, as far as
// mostDrained: a browser shows the answer only when it has sent everything.
func Limit(next http.Handler, most int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := &limited{ReadCloser: http.MaxBytesReader(w, r.Body, most)}
		whole := r.Body
		r.Body = body
		next.ServeHTTP(w, r)
		if body.passed {
			_, _ = io.CopyN(io.Discard, whole, mostDrained)
		}
	})
}

// limited is a body that knows whether more was read than may be.
type limited struct {
	io.ReadCloser
	passed bool
}

func (l *limited) Read(into []byte) (int, error) {
	n, err := l.ReadCloser.Read(into)
	var tooLarge *http.MaxBytesError
	l.passed = l.passed || errors.As(err, &tooLarge)
	return n, err
}

// Deadline gives up on requests that take longer than most: their context ends,
// and with it what they wait for in the database.
func Deadline(next http.Handler, most time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), most)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Server is a http.Server that does not wait for ever: 10 s for the headers, 5
// minutes for a body (25 MB of evidence over a poor line), 10 for the answer.
func Server(address string, handler http.Handler) *http.Server {
	return &http.Server{
		Addr: address, Handler: handler,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 5 * time.Minute,
		WriteTimeout: 10 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
	}
}
