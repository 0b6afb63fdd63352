package page

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"github.com/havenward/havenward/internal/fault"
)

// Handler answers a request or says why it cannot. What it returns is mapped to
// an answer by an Edge, unless it has begun to answer itself.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Edge turns errors into answers: the only place that does.
type Edge struct {
	// Pages draws the pages of failures; nil uses the built-in ones.
	Pages *Renderer
	// Log gets every internal fault with its cause; nil means slog.Default.
	Log *slog.Logger
	// SignIn is the address of the sign-in page, to which pages that need somebody
	// signed in redirect, with ?next=; "" answers 401.
	SignIn string
	// StepUp is the address of the page where somebody signed in proves again who
	// they are, to which pages that need that redirect, with ?next=; "" answers 403.
	StepUp string
	// API is the path below which answers are always JSON; "" means /api/.
	API string
}

// Handle makes a http.Handler of h. A panic becomes an internal fault; one in
// the middle of an answer cuts the connection, so that half a page is not taken
// for a whole one.
func (e *Edge) Handle(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		watched := &watchedWriter{ResponseWriter: w}
		err := guard(h, watched, r)
		if err == nil {
			return
		}
		if watched.began {
			e.log().ErrorContext(r.Context(), "an answer broke off", "request", RequestIDOf(r), "route", r.Pattern, "error", err)
			panic(http.ErrAbortHandler)
		}
		e.Fail(w, r, err)
	})
}

// guard runs h and turns a panic into an error.
func guard(h Handler, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		switch broke := recover(); broke {
		case nil:
		case http.ErrAbortHandler:
			panic(broke)
		default:
			err = fmt.Errorf("panic: %v\n%s", broke, debug.Stack())
		}
	}()
	return h(w, r)
}

// clientGone is the status, known from nginx, of a request whose asker left. It
// reaches nobody; it keeps what looks at answers in this process from taking an
// empty one for success.
const clientGone = 499

// Fail answers a request with an error, as a page or as JSON.
func (e *Edge) Fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		// The one who asked has gone: there is nobody to tell, and nothing is wrong.
		w.WriteHeader(clientGone)
		return
	}
	found := faultOf(err)
	status := Status(found.Code)
	if found.Code == fault.Internal || found.Code == fault.Unavailable {
		// The route, never the path: a path can hold a person's reference.
		e.log().ErrorContext(r.Context(), "a request failed", "request", RequestIDOf(r), "method", r.Method,
			"route", r.Pattern, "status", status, "error", err)
	}
	if found.Code == fault.TooMany || found.Code == fault.Unavailable {
		w.Header().Set("Retry-After", "30")
	}
	w.Header().Set("Cache-Control", "no-store")
	if e.wantsJSON(r) {
		e.failJSON(w, r, status, found)
		return
	}
	if found.Code == fault.SignIn && e.SignIn != "" {
		next := url.Values{"next": {here(r)}}
		http.Redirect(w, r, e.SignIn+"?"+next.Encode(), http.StatusSeeOther)
		return
	}
	if found.Code == fault.StepUp && e.StepUp != "" {
		next := url.Values{"next": {here(r)}}
		http.Redirect(w, r, e.StepUp+"?"+next.Encode(), http.StatusSeeOther)
		return
	}
	pages := e.Pages
	if pages == nil {
		pages = builtIn
	}
	if err := pages.Render(w, r, status, "failure", e.failureView(r, found)); err != nil {
		e.log().ErrorContext(r.Context(), "the page of a failure failed", "request", RequestIDOf(r), "error", err)
		http.Error(w, WordsFor(r).Text("Sorry, there is a problem with the service"), http.StatusInternalServerError)
	}
}

// builtIn draws the pages of failures where no other Renderer is given.
var builtIn = New(partials)

// faultOf is fault.Of, with the errors of net/http in their places.
func faultOf(err error) *fault.Error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &fault.Error{Code: fault.TooLarge, Message: "What you sent is too large: {limit} MB can be sent at once", Args: []any{"limit", int(tooLarge.Limit >> 20)}, Cause: err}
	}
	return fault.Of(err)
}

// Status is the HTTP status of a fault, for pages and programs alike.
func Status(code fault.Code) int {
	switch code {
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Forbidden, fault.StepUp:
		return http.StatusForbidden
	case fault.Conflict:
		return http.StatusConflict
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.SignIn:
		return http.StatusUnauthorized
	}
	return http.StatusInternalServerError
}

// wantsJSON says whether the one who asks is a program.
func (e *Edge) wantsJSON(r *http.Request) bool {
	prefix := e.API
	if prefix == "" {
		prefix = "/api/"
	}
	if strings.HasPrefix(r.URL.Path, prefix) {
		return true
	}
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "text/html")
}

func (e *Edge) log() *slog.Logger {
	if e.Log != nil {
		return e.Log
	}
	return slog.Default()
}

// watchedWriter knows whether the answer has begun.
type watchedWriter struct {
	http.ResponseWriter
	began bool
}

func (w *watchedWriter) WriteHeader(status int) {
	// An informational answer is not the answer.
	w.began = w.began || status >= 200
	w.ResponseWriter.WriteHeader(status)
}

func (w *watchedWriter) Write(content []byte) (int, error) {
	w.began = true
	return w.ResponseWriter.Write(content)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
