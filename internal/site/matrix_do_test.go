package site_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestWhatIsWithinReachCanBeDone sends every form and every command of the API, as
// every role that the policy lets, about a case of which everything is granted,
// with the least that it can carry: it may be done or be wrong, and is never
// answered like something out of reach. Without that the matrix would not notice a
// command that refuses everybody.
func TestWhatIsWithinReachCanBeDone(t *testing.T) {
	t.Parallel()
	w, theirs, callers := newMatrix(t)
	asked, again, all := 0, 0, w.questions(t)
	for _, c := range callers {
		w.give(t, c, theirs.caseID, whole)
		for _, q := range all {
			if !q.ofCase() || q.method == http.MethodGet || !q.within(c.actor, whole) || theirs.lacks(t, q.path) || narrower(c.actor, q) != "" {
				continue
			}
			asked++
			status, body, _ := w.put(t, q, theirs, c.session, c.token)
			if refusal(status, body) {
				// What was done before may have taken it away.
				again++
				t.Logf("%v, %s: %d, asked again of a case of its own", c.actor.Roles, q.name, status)
				theirs = w.kept(t, c.actor.Agency, "no password", fmt.Sprint("Foxglove", again))
				w.give(t, c, theirs.caseID, whole)
				status, body, _ = w.put(t, q, theirs, c.session, c.token)
			}
			if refusal(status, body) || status >= http.StatusInternalServerError {
				t.Errorf("%v, %s with everything: %d, and the policy lets them", c.actor.Roles, q.name, status)
			}
		}
		w.give(t, c, theirs.caseID, 0)
	}
	t.Logf("%d forms and commands, %d of them twice", asked, again)
	if asked < 300 {
		t.Errorf("only %d were sent", asked)
	}
}

// refusal reports whether an answer is that of something out of reach or of a role
// that does not allow it. What cannot be done just now has reasons of its own.
func refusal(status int, body string) bool {
	return status == http.StatusNotFound || status == http.StatusForbidden && strings.Contains(body, "Your role does not allow this")
}
