package site_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
)

// TestWhileNothingMayBeChangedEverythingCanBeRead freezes the database, as a
// start does that finds it older than its witness.
func TestWhileNothingMayBeChangedEverythingCanBeRead(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		w, theirs, _ := newWalls(t, d)
		d.Freeze(db.Frozen{Message: "You can read, but nothing can be changed: a test said so"})
		const notice = "nothing can be changed: a test said so"

		answer, body := w.ask(http.MethodGet, "/sign-in", "", "")
		if answer.StatusCode != http.StatusOK || !strings.Contains(body, notice) {
			t.Errorf("the sign-in page: %d, with the notice: %v", answer.StatusCode, strings.Contains(body, notice))
		}
		maker := w.sessions[account.DecisionMaker]
		before := w.events(t)
		for _, path := range []string{"/", "/work/team", "/cases/{id}", "/cases/{id}/documents/{file}"} {
			answer, body := w.ask(http.MethodGet, theirs.fill(t, path), maker, "")
			html := strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html")
			if answer.StatusCode != http.StatusOK || html && !strings.Contains(body, notice) {
				t.Errorf("%s: %d, with the notice: %v", path, answer.StatusCode, strings.Contains(body, notice))
			}
		}
		if w.events(t) < before+3 {
			t.Error("looks were not recorded while nothing could be changed")
		}

		rows := func() (n int) {
			for _, table := range []string{"draft", "timeline", "case_step"} {
				var some int
				if err := d.Read(background, func(tx *db.Tx) error {
					_, err := tx.Row(background, `SELECT count(*) FROM `+table, nil, &some)
					return err
				}); err != nil {
					t.Fatal(err)
				}
				n += some
			}
			return n
		}
		stored := rows()
		answer, body = w.post(theirs.fill(t, "/cases/{id}/notes"), url.Values{"once": {"x"}, "note": {"An invented note"}}, maker)
		if answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "Nothing can be changed just now") || !strings.Contains(body, notice) {
			t.Errorf("adding a note: %d\n%s", answer.StatusCode, body)
		}
		answer, body = w.call(http.MethodPost, "/api/v1/drafts", w.tokens[account.FirstResponder], map[string]any{"ageGroup": "adult", "jurisdiction": "england"})
		if answer.StatusCode != http.StatusServiceUnavailable && answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a draft by the API: %d\n%s", answer.StatusCode, body)
		}
		if rows() != stored {
			t.Error("something was stored while nothing may be changed")
		}
		answer, _ = w.post("/sign-in", url.Values{"email": {"stranger@example.org"}, "password": {password}}, "")
		if answer.StatusCode != http.StatusSeeOther || !strings.HasPrefix(answer.Header.Get("Location"), "/sign-in/code") {
			t.Errorf("signing in: %d to %q", answer.StatusCode, answer.Header.Get("Location"))
		}
	})
}
