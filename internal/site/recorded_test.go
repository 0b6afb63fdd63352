package site_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/route"
)

// events counts what was recorded so far, by the numbers of the lanes.
func (w *world) events(t *testing.T) (n int) {
	t.Helper()
	if err := w.db.Read(background, func(tx *db.Tx) error {
		_, err := tx.Row(background, `SELECT sum(seq) FROM audit_lane`, nil, &n)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// eventsOf counts what the record of a case holds.
func (w *world) eventsOf(t *testing.T, caseID string) (n int) {
	t.Helper()
	if err := w.db.Read(background, func(tx *db.Tx) error {
		_, err := tx.Row(background, `SELECT count(*) FROM audit_event WHERE case_id = $1`, []any{caseID}, &n)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// notOfOne begin the addresses with a placeholder that are of no one case: what is
// written before there is one, and lists, which are recorded as lists.
var notOfOne = []string{"/referrals/drafts/", "/referrals/notifications/", "/work/{list}", "/accommodation/houses/", "/estimates/", "/statistics/", "/teams/", "/posts/"}

// ofOne reports whether a page is about one person.
func ofOne(pattern string) bool {
	return strings.Contains(pattern, "{") && !slices.ContainsFunc(notOfOne, func(start string) bool { return strings.HasPrefix(pattern, start) })
}

// TestEveryAnswerAboutSomebodyIsRecorded asks every page and every call that
// reads, about things that are there: each answer that needs a role leaves an
// event, whether or not its room thought of it, and what shows a person leaves it
// where those find it who ask who looked at their file.
func TestEveryAnswerAboutSomebodyIsRecorded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		w, theirs, _ := newWalls(t, d)
		answered := 0
		for _, line := range w.site.Routes() {
			method, pattern, _ := strings.Cut(line.Pattern, " ")
			if method != http.MethodGet || line.Action == access.Anyone || line.Action == access.SignedIn {
				continue
			}
			path, refused := theirs.fill(t, pattern), false
			for _, known := range account.Roles {
				role, may := known.Role, allowed(known.Role, line.Action)
				if !may && refused {
					continue // one role that may not is refused at the same door as the next
				}
				refused = refused || !may
				before, ofCase := w.events(t), w.eventsOf(t, theirs.caseID)
				answer, body := w.ask(method, path, w.sessions[role], "")
				if answer.StatusCode != http.StatusOK {
					if (answer.StatusCode == http.StatusForbidden || answer.StatusCode == http.StatusNotFound) && w.events(t) == before {
						t.Errorf("%s refused the %s and left no event", line.Pattern, role)
					}
					continue
				}
				answered++
				if w.events(t) == before {
					t.Errorf("%s answered the %s and left no event", line.Pattern, role)
				}
				if ofOne(pattern) && strings.Contains(body, theirs.secrets[0]) && w.eventsOf(t, theirs.caseID) == ofCase {
					t.Errorf("%s answered the %s, and the record of the case does not say so", line.Pattern, role)
				}
				break
			}
		}
		for path, item := range w.operations.Paths {
			for method, operation := range operations(item) {
				action, _ := route.ActionOf(operation)
				if method != http.MethodGet || action == access.SignedIn {
					continue
				}
				refused := false
				for role, token := range w.tokens {
					may := role == everyone || allowed(role, action)
					if !may && refused {
						continue
					}
					refused = refused || !may
					before := w.events(t)
					answer, _ := w.ask(method, theirs.fill(t, path), "", token)
					if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusForbidden && answer.StatusCode != http.StatusNotFound {
						continue
					}
					answered++
					if w.events(t) == before {
						t.Errorf("the call %s answered the %s with %d and left no event", path, role, answer.StatusCode)
					}
				}
			}
		}
		if answered < 40 {
			t.Errorf("only %d answers were looked at, so little was tested", answered)
		}
	})
}

// TestWhatCannotBeRecordedIsNotShown takes the table of events away. What is
// tried here is the way out of every answer, which no engine has a part in.
func TestWhatCannotBeRecordedIsNotShown(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		d := dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon })
		w, theirs, _ := newWalls(t, d)
		w.write(t, func(tx *db.Tx) error {
			_, err := tx.Exec(background, `ALTER TABLE audit_event RENAME TO audit_lost`)
			return err
		})
		for _, line := range w.site.Routes() {
			method, pattern, _ := strings.Cut(line.Pattern, " ")
			if method != http.MethodGet || line.Action == access.Anyone || line.Action == access.SignedIn {
				continue
			}
			for role, session := range w.sessions {
				answer, body := w.ask(method, theirs.fill(t, pattern), session, "")
				if answer.StatusCode < 300 || slices.ContainsFunc(theirs.secrets[:3], func(secret string) bool { return strings.Contains(body, secret) }) {
					t.Errorf("%s answered the %s with %d though nothing can be recorded", line.Pattern, role, answer.StatusCode)
				}
			}
		}
		for path, item := range w.operations.Paths {
			if item.Get == nil {
				continue
			}
			for role, token := range w.tokens {
				answer, body := w.ask(http.MethodGet, theirs.fill(t, path), "", token)
				if answer.StatusCode < 300 || slices.ContainsFunc(theirs.secrets[:3], func(secret string) bool { return strings.Contains(body, secret) }) {
					t.Errorf("the call %s answered the %s with %d though nothing can be recorded", path, role, answer.StatusCode)
				}
			}
		}
	})
}
