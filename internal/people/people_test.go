package people_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile/casetest"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/people"
	"github.com/havenward/havenward/internal/route"
)

var background = context.Background()

// world is a police force with two administrators and somebody else, another
// force's administrator, and who administers the whole deployment.
type world struct {
	*casetest.World
	room                                    *people.Room
	first, second, officer, foreign, system account.Actor
}

func each(t *testing.T, test func(w *world)) {
	t.Helper()
	casetest.Each(t, func(base *casetest.World) {
		w := &world{World: base, room: people.New(base.D)}
		ours, theirs, house := w.Agency("Kent Police", account.Police), w.Agency("Essex Police", account.Police), w.Agency("The operator", account.CompetentAuthority)
		w.first, w.second = w.Person(ours, "first", account.AgencyAdministrator), w.Person(ours, "second", account.AgencyAdministrator)
		w.officer = w.Person(ours, "officer", account.FirstResponder)
		w.foreign = w.Person(theirs, "foreign", account.AgencyAdministrator)
		w.system = w.Person(house, "system", account.SystemAdministrator)
		test(w)
	})
}

// ask asks one route as somebody whom the policy lets, or gives its refusal.
func (w *world) ask(actor account.Actor, method, path string, values url.Values) (string, error) {
	w.T.Helper()
	for _, line := range w.room.Routes() {
		over, pattern, _ := strings.Cut(line.Pattern, " ")
		wanted, parts := strings.Split(pattern, "/"), strings.Split(path, "/")
		if over != method || len(wanted) != len(parts) {
			continue
		}
		r := httptest.NewRequest(method, path, strings.NewReader(values.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		fits := true
		for i, part := range wanted {
			if strings.HasPrefix(part, "{") {
				r.SetPathValue(strings.Trim(part, "{}"), parts[i])
			} else if part != parts[i] {
				fits = false
			}
		}
		// As in the mux, an address that is named wins over one with a placeholder.
		if !fits || strings.Contains(pattern, "{id}") && parts[2] == "add" {
			continue
		}
		if !line.StepUp {
			w.T.Errorf("%s asks nobody to prove who they are", line.Pattern)
		}
		if err := access.Role(actor, line.Action); err != nil {
			return "", err
		}
		recorder := httptest.NewRecorder()
		err := line.Handle(&route.Request{Writer: recorder, Request: r, DB: w.D, Actor: actor, Words: page.In(page.English)})
		if err == nil && recorder.Code >= http.StatusBadRequest {
			err = &fault.Error{Code: fault.Invalid, Message: "drawn again"}
		}
		return recorder.Body.String(), err
	}
	w.T.Fatalf("there is no route %s %s", method, path)
	return "", nil
}

func (w *world) post(actor account.Actor, path string, values url.Values) (string, error) {
	w.T.Helper()
	return w.ask(actor, http.MethodPost, path, values)
}

// session signs somebody in.
func (w *world) session(actor account.Actor) (session string) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) (err error) {
		session, err = account.OpenSession(background, tx, actor.Account, account.ByCode, account.Device{Origin: "192.0.2.1"}, account.DefaultLimits())
		return err
	})
	return session
}

func (w *world) signedIn(session string) bool {
	w.T.Helper()
	_, found, err := account.Session(background, w.D, session, account.Device{Origin: "192.0.2.1"})
	w.Must(err)
	return found
}

// told counts the messages to somebody with a subject.
func (w *world) told(actor account.Actor, subject string) (n int) {
	w.T.Helper()
	w.Must(w.D.Read(background, func(tx *db.Tx) error {
		all, err := notify.Messages(background, tx, actor.Email)
		for _, message := range all {
			if message.Subject == subject {
				n++
			}
		}
		return err
	}))
	return n
}

func (w *world) recorded(action string) int { return w.Count(`audit_event WHERE action = $1`, action) }

var shownCode = regexp.MustCompile(`<code class="hw-token">([^<]+)</code>`)

// codeOn is the code that a page shows.
func (w *world) codeOn(body string) string {
	w.T.Helper()
	found := shownCode.FindStringSubmatch(body)
	if found == nil {
		w.T.Fatalf("no code is shown:\n%s", body)
	}
	return found[1]
}

// TestAnInvitationIsForOnePersonOfOnesOwnAgency, with the roles that such an
// agency has, and the code of it is shown once and kept nowhere.
func TestAnInvitationIsForOnePersonOfOnesOwnAgency(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		form := url.Values{"name": {"Newcomer"}, "email": {"New@Example.org"}, "roles": {string(account.FirstResponder)}}
		body, err := w.post(w.first, "/people/add", form)
		w.Must(err)
		code := w.codeOn(body)
		w.Must(w.D.Read(background, func(tx *db.Tx) error {
			actor, _, err := account.LoadByEmail(background, tx, "new@example.org")
			if err != nil {
				return err
			}
			if actor.Agency != w.first.Agency || !actor.Has(account.FirstResponder) || len(actor.Roles) != 1 {
				t.Errorf("made %+v", actor)
			}
			if id, found, err := account.Invited(background, tx, "new@example.org", code); err != nil || !found || id != actor.Account {
				t.Errorf("the code opens %q, %v, %v", id, found, err)
			}
			if _, found, _ := account.Invited(background, tx, "officer@example.org", code); found {
				t.Error("the code opens somebody else's account")
			}
			return nil
		}))
		if n := w.told(account.Actor{Email: "new@example.org"}, "You have an account with Havenward"); n != 1 || w.recorded("add-account") != 1 {
			t.Errorf("told %d times, recorded %d times", n, w.recorded("add-account"))
		}
		people := w.Count("account")
		for says, change := range map[string]func(url.Values){
			"Somebody has an account with this e-mail address": func(url.Values) {},
			"Enter their full name":                            func(f url.Values) { f.Del("name") },
			"Enter their work e-mail address":                  func(f url.Values) { f.Del("email") },
			"Choose at least one role":                         func(f url.Values) { f.Del("roles"); f.Set("email", "b@example.org") },
		} {
			wrong := url.Values{"name": form["name"], "email": form["email"], "roles": form["roles"]}
			change(wrong)
			if body, err := w.post(w.first, "/people/add", wrong); err == nil || !strings.Contains(body, says) {
				t.Errorf("want %q, got %v", says, err)
			}
		}
		// A police force has nobody who decides, or who administers the deployment.
		for _, role := range []account.Role{account.DecisionMaker, account.SystemAdministrator} {
			if _, err := w.post(w.first, "/people/add", url.Values{"name": {"A"}, "email": {"a@example.org"}, "roles": {string(role)}}); err == nil {
				t.Errorf("a police force made a %s", role)
			}
		}
		for _, who := range []account.Actor{w.officer, w.system} {
			if _, err := w.post(who, "/people/add", url.Values{"name": {"A"}, "email": {"a@example.org"}, "roles": form["roles"]}); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%v added somebody: %v", who.Roles, err)
			}
		}
		if n := w.Count("account"); n != people {
			t.Errorf("what was refused made %d accounts", n-people)
		}
	})
}

// TestASuspensionEndsWhatSomebodyCanDo at once, and is told and recorded; what is
// given back does not bring the sessions back.
func TestASuspensionEndsWhatSomebodyCanDo(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		session, other := w.session(w.officer), w.session(w.second)
		path := "/people/" + string(w.officer.Account)
		_, err := w.post(w.first, path+"/suspend", nil)
		w.Must(err)
		if w.signedIn(session) {
			t.Error("the session outlives the access")
		}
		if !w.signedIn(other) {
			t.Error("somebody else was signed out")
		}
		if w.told(w.officer, "Your access to Havenward was ended") != 1 || w.recorded("suspend-account") != 1 {
			t.Error("it was not told and recorded once")
		}
		for _, way := range []string{"/invite", "/recover"} {
			if _, err := w.post(w.first, path+way, url.Values{"reason": {"Lost telephone"}, "sure": {"yes"}}); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s of somebody whose access was ended: %v", way, err)
			}
		}
		_, err = w.post(w.second, path+"/restore", nil)
		w.Must(err)
		if w.signedIn(session) {
			t.Error("the old session came back")
		}
		if again := w.session(w.officer); !w.signedIn(again) || w.told(w.officer, "You can use Havenward again") != 1 {
			t.Error("they cannot sign in again, or were not told")
		}
	})
}

// TestRolesAndSessionsAreChangedByAnotherAdministrator of the same agency: never
// one's own, and never those of another agency, who is not there at all.
func TestRolesAndSessionsAreChangedByAnotherAdministrator(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		session := w.session(w.officer)
		path, roles := "/people/"+string(w.officer.Account), url.Values{"roles": {string(account.VictimLiaison)}}
		for _, change := range []string{"/roles", "/suspend", "/restore", "/sign-out", "/invite"} {
			_, err := w.post(w.foreign, path+change, roles)
			w.Missing(err)
			if _, err := w.post(w.first, "/people/"+string(w.first.Account)+change, url.Values{"roles": {string(account.FirstResponder)}}); !fault.Is(err, fault.Forbidden) {
				t.Errorf("somebody changed their own access by %s: %v", change, err)
			}
			if _, err := w.post(w.officer, "/people/"+string(w.second.Account)+change, roles); !fault.Is(err, fault.Forbidden) {
				t.Errorf("who does not manage accounts did %s: %v", change, err)
			}
		}
		if _, err := w.post(w.first, path+"/roles", url.Values{"roles": {string(account.DecisionMaker)}}); err == nil {
			t.Error("somebody of the police may decide")
		}
		if !w.signedIn(session) || w.recorded("set-roles") != 0 || w.told(w.officer, "What you do in Havenward was changed") != 0 {
			t.Error("what was refused changed something")
		}
		_, err := w.post(w.first, path+"/roles", roles)
		w.Must(err)
		if w.signedIn(session) {
			t.Error("a session goes on with the roles of before")
		}
		w.Must(w.D.Read(background, func(tx *db.Tx) error {
			now, _, err := account.Load(background, tx, w.officer.Account)
			if !now.Has(account.VictimLiaison) || now.Has(account.FirstResponder) {
				t.Errorf("the roles are %v", now.Roles)
			}
			return err
		}))
		if w.told(w.officer, "What you do in Havenward was changed") != 1 || w.recorded("set-roles") != 1 {
			t.Error("it was not told and recorded once")
		}
		again := w.session(w.officer)
		_, err = w.post(w.second, path+"/sign-out", nil)
		w.Must(err)
		if w.signedIn(again) || w.recorded("end-sessions") != 1 {
			t.Error("they are not signed out")
		}
		if w.Count(`account WHERE id = $1 AND suspended_at IS NOT NULL`, w.officer.Account) != 0 {
			t.Error("being signed out ended their access")
		}
	})
}

// TestAWayBackInTakesTwo administrators, neither of whom it is for.
func TestAWayBackInTakesTwo(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ask := url.Values{"reason": {"Lost telephone"}, "sure": {"yes"}}
		path := "/people/" + string(w.officer.Account) + "/recover"
		if _, err := w.post(w.first, path, url.Values{"reason": {"Lost telephone"}}); err == nil {
			t.Error("nobody made sure that it is they")
		}
		body, err := w.post(w.first, path, ask)
		w.Must(err)
		one := w.codeOn(body)
		if _, err := w.post(w.second, path, ask); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a second way back in beside the first: %v", err)
		}
		var id db.ID
		w.Row(`SELECT id FROM recovery`, nil, &id)
		agree := "/recoveries/" + string(id) + "/agree"
		if _, err := w.post(w.first, agree, nil); !fault.Is(err, fault.Forbidden) {
			t.Errorf("who asked agrees: %v", err)
		}
		_, err = w.post(w.foreign, agree, nil)
		w.Missing(err)
		body, err = w.post(w.second, agree, nil)
		w.Must(err)
		if two := w.codeOn(body); two == one {
			t.Error("both have the same code")
		}
		if w.told(w.officer, "A new way for you to sign in was agreed to") != 1 || w.told(w.first, "About a way back in") != 1 {
			t.Error("the person and who asked were not told")
		}
	})
}

// TestAnAgencyIsSuspendedFromOutside: its people are signed out, its
// administrators are told, and nobody ends the access of their own.
func TestAnAgencyIsSuspendedFromOutside(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		session, elsewhere := w.session(w.officer), w.session(w.foreign)
		path := "/agencies/" + string(w.officer.Agency)
		if _, err := w.post(w.first, path+"/suspend", nil); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an agency's own administrator: %v", err)
		}
		if _, err := w.post(w.system, "/agencies/"+string(w.system.Agency)+"/suspend", nil); !fault.Is(err, fault.Forbidden) {
			t.Errorf("one's own agency: %v", err)
		}
		_, err := w.post(w.system, path+"/suspend", nil)
		w.Must(err)
		if w.signedIn(session) || !w.signedIn(elsewhere) {
			t.Error("its people are signed in, or another agency's are not")
		}
		for _, administrator := range []account.Actor{w.first, w.second} {
			if w.told(administrator, "Your agency's access to Havenward was ended") != 1 {
				t.Errorf("%s was not told", administrator.Email)
			}
		}
		_, err = w.post(w.system, path+"/restore", nil)
		w.Must(err)
		if again := w.session(w.officer); !w.signedIn(again) {
			t.Error("the agency is back and its people are not")
		}
		_, err = w.post(w.system, "/agencies/add", url.Values{"name": {"Kent Police"}, "kind": {string(account.Police)}, "jurisdiction": {"england"}})
		if err == nil {
			t.Error("two agencies have one name")
		}
	})
}
