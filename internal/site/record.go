package site

import (
	"context"
	"net/http"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
)

// recorder lets no answer out that is not recorded: a page or call that its room
// has recorded passes; any other is recorded here, as a look or a refusal, by its
// route and never its address. Where that fails nothing goes out, and err says why.
type recorder struct {
	http.ResponseWriter
	record func(status int) error
	began  bool
	err    error
}

// WriteHeader records before the first byte goes out.
func (w *recorder) WriteHeader(status int) {
	if !w.began && status >= http.StatusOK {
		w.began, w.err = true, w.record(status)
	}
	if w.err == nil {
		w.ResponseWriter.WriteHeader(status)
	}
}

// Write records before the first byte goes out.
func (w *recorder) Write(content []byte) (int, error) {
	if !w.began {
		w.WriteHeader(http.StatusOK)
	}
	if w.err != nil {
		return 0, w.err
	}
	return w.ResponseWriter.Write(content)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// looked records an answer that nobody else has. Only answers that show
// something are looks; refusals are recorded where asked for.
func (s *Site) looked(ctx context.Context, actor account.Actor, status int, what string, refusals bool) error {
	entry := audit.Entry{Action: "look", Category: audit.Consultation, Subject: what}
	switch {
	case !actor.Known():
		return nil
	case status == http.StatusForbidden || status == http.StatusNotFound:
		if !refusals {
			return nil
		}
		entry.Action, entry.Category, entry.Why = "refused", audit.Refusal, http.StatusText(status)
	case status >= http.StatusMultipleChoices:
		return nil
	}
	return s.DB.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error { return audit.Append(ctx, tx, actor, entry) })
}

// routeOf names a route in the record, with the identifier of what was asked for.
func routeOf(r *http.Request, pattern string) string {
	if id, ok := db.ParseID(r.PathValue("id")); ok {
		return pattern + " " + string(id)
	}
	return pattern
}
