package page

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"runtime/debug"
	"strings"

	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
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
	// API is the path below which answers are always JSON; "" means /api/.
	API string
}

// failure is what a failure page shows.
type failure struct {
	Message   string
	Args      []any
	Advice    []string
	Pairs     []Pair
	Retry     string
	RequestID string
}

// Pair is one question in the two versions of a conflict.
type Pair struct {
	Label         string
	Yours, Theirs form.Row
	Differs       bool
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

// Fail answers a request with an error, as a page or as JSON.
func (e *Edge) Fail(w http.ResponseWriter, r *http.Request, err error) {
	found := faultOf(err)
	status := statusOf(found.Code)
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
		return &fault.Error{Code: fault.TooLarge, Message: "What you sent is too large", Cause: err}
	}
	return fault.Of(err)
}

func statusOf(code fault.Code) int {
	switch code {
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Forbidden:
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

// failureView chooses the words of a failure page: its title is fixed by the
// kind, so that the fault's own message, which may name a case, is only inside.
func (e *Edge) failureView(r *http.Request, found *fault.Error) View {
	data := failure{Message: found.Message, Args: found.Args}
	view := View{Data: &data}
	switch found.Code {
	case fault.NotFound:
		view.Title, data.Message = "Page not found", ""
		data.Advice = []string{"If you typed the web address, check it is correct.",
			"If you pasted the web address, check you copied the entire address.",
			"The page may also be one that you do not have access to."}
	case fault.Forbidden:
		view.Title = "You cannot do this"
		data.Advice = []string{"If you think you should be able to, ask the person who manages your agency’s accounts."}
	case fault.Conflict:
		view.Title, view.Width = "Somebody changed this while you were working on it", "full"
		data.Message = ""
		if found.Message != view.Title {
			data.Message = found.Message
		}
		data.Pairs, data.Retry = pairs(found.Yours, found.Theirs), r.URL.Path
		data.Advice = []string{"Nothing you entered has been saved yet, and nothing has been lost. Compare the two, then make your change again."}
	case fault.Invalid:
		view.Title, view.Errors, data.Message = "Check what you entered", found.Fields, ""
		data.Advice = []string{"Use your browser’s back button to go back to the form and correct it."}
		for i := range view.Errors {
			view.Errors[i].Name = "" // the form is not on this page
		}
	case fault.TooLarge:
		view.Title = "What you sent is too large"
		data.Message = clearIfSame(data.Message, view.Title)
		data.Advice = []string{"Nothing was saved. Send fewer or smaller files, or a shorter text."}
	case fault.TooMany:
		view.Title = "Too many requests"
		data.Message = clearIfSame(data.Message, view.Title)
		data.Advice = []string{"Wait a moment, then try again."}
	case fault.Unavailable:
		view.Title = "Sorry, the service cannot save or read records just now"
		data.Message = clearIfSame(data.Message, view.Title)
		data.Advice = []string{"Nothing you saved before has been lost. What you just sent was not saved: keep it, and try again in a few minutes."}
		data.RequestID = RequestIDOf(r)
	case fault.SignIn:
		view.Title = "Sign in to see this page"
		data.Message = clearIfSame(data.Message, view.Title)
	default:
		view.Title, data.Message = "Sorry, there is a problem with the service", ""
		data.Advice = []string{"Try again later. What you had saved before is still there."}
		data.RequestID = RequestIDOf(r)
	}
	return view
}

func clearIfSame(message, title string) string {
	if message == title {
		return ""
	}
	return message
}

// pairs puts the rows of two versions beside each other, in the order of the
// first, with the rows that only the second has at the end.
func pairs(yours, theirs any) []Pair {
	left, _ := yours.([]form.Row)
	right, _ := theirs.([]form.Row)
	find := func(rows []form.Row, like form.Row) form.Row {
		for _, row := range rows {
			if row.Name == like.Name && row.Label == like.Label {
				return row
			}
		}
		return form.Row{}
	}
	var made []Pair
	for _, row := range left {
		other := find(right, row)
		made = append(made, Pair{row.Label, row, other, !reflect.DeepEqual(row.Values, other.Values)})
	}
	for _, row := range right {
		if find(left, row).Label == "" {
			made = append(made, Pair{row.Label, form.Row{}, row, len(row.Values) > 0})
		}
	}
	return made
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

// Problem is a failure as JSON: RFC 9457, with the fields to mend.
type Problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail,omitempty"`
	Errors []ProblemField `json:"errors,omitempty"`
	// Instance is the number of the request, which the log has too.
	Instance string `json:"instance,omitempty"`
}

// ProblemField is one field to mend.
type ProblemField struct {
	Name    string `json:"name"`
	Message string `json:"message"`
}

// ProblemOf gives an error as RFC 9457 problem details, in the language of the
// request, for APIs that write their own answers.
func ProblemOf(r *http.Request, err error) Problem {
	found := faultOf(err)
	words := WordsFor(r)
	status := statusOf(found.Code)
	problem := Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Instance: RequestIDOf(r)}
	if found.Message != "" {
		problem.Detail = words.Text(found.Message, found.Args...)
	}
	for _, field := range found.Fields {
		problem.Errors = append(problem.Errors, ProblemField{field.Name, words.Text(field.Message, field.Args...)})
	}
	return problem
}

func (e *Edge) failJSON(w http.ResponseWriter, r *http.Request, status int, found *fault.Error) {
	w.Header().Set("Content-Type", "application/problem+json")
	if found.Code == fault.SignIn {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(status)
	// Nobody is left to tell when the connection is gone.
	_ = json.NewEncoder(w).Encode(ProblemOf(r, found))
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
