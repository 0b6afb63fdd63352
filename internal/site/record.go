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
// something are looks, and one that shows a person stands in the record of their
// case; refusals are recorded where asked for.
func (s *Site) looked(r *http.Request, actor account.Actor, status int, pattern string, about db.ID, refusals bool) error {
	entry := audit.Entry{Action: "look", Category: audit.Consultation, Case: about, Subject: pattern}
	if id, ok := db.ParseID(r.PathValue("id")); ok {
		entry.Subject += " " + string(id)
	}
	switch {
	case !actor.Known():
		return nil
	case status == http.StatusForbidden || status == http.StatusNotFound:
		if !refusals {
			return nil
		}
		entry.Action, entry.Category, entry.Case, entry.Why = "refused", audit.Refusal, "", http.StatusText(status)
	case status >= http.StatusMultipleChoices:
		return nil
	}
	return s.DB.Write(context.WithoutCancel(r.Context()), func(tx *db.Tx) error { return audit.Append(r.Context(), tx, actor, entry) })
}
