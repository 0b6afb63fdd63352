package site_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
)

// TestAnAdministratorSignsSomebodyOut ends the sessions of somebody who keeps
// their access; one's own and another agency's people are out of reach.
func TestAnAdministratorSignsSomebodyOut(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		w := newWorld(t, d)
		administrator, colleague := w.sessions[account.AgencyAdministrator], w.sessions[account.FirstResponder]
		address := func(email string) (path string) {
			w.write(t, func(tx *db.Tx) error {
				actor, _, err := account.LoadByEmail(background, tx, email)
				path = "/people/" + string(actor.Account)
				return err
			})
			return path
		}
		status := func(method, path, session string) int {
			answer, _ := w.ask(method, path, session, "")
			return answer.StatusCode
		}
		theirs := address(emails()[account.FirstResponder])
		if got := status(http.MethodPost, address("stranger@example.org")+"/sign-out", administrator); got != http.StatusNotFound {
			t.Errorf("somebody of another agency: %d", got)
		}
		if got := status(http.MethodPost, address(emails()[account.AgencyAdministrator])+"/sign-out", administrator); got != http.StatusForbidden {
			t.Errorf("oneself: %d", got)
		}
		if got := status(http.MethodPost, theirs+"/sign-out", colleague); got != http.StatusForbidden {
			t.Errorf("somebody who keeps no accounts: %d", got)
		}
		if got := status(http.MethodGet, "/", colleague); got != http.StatusOK {
			t.Fatalf("before: %d", got)
		}
		if got := status(http.MethodPost, theirs+"/sign-out", administrator); got != http.StatusSeeOther {
			t.Fatalf("signing out: %d", got)
		}
		if got := status(http.MethodGet, "/", colleague); got != http.StatusSeeOther {
			t.Errorf("the session that was ended still opens pages: %d", got)
		}
		if _, body := w.ask(http.MethodGet, theirs, administrator, ""); !strings.Contains(body, "Has access") {
			t.Error("they lost their access, not only their sessions")
		}
		if got := status(http.MethodGet, "/", w.stranger); got != http.StatusOK {
			t.Errorf("somebody else was signed out too: %d", got)
		}
	})
}
