package signin_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/signin"
)

func TestPasswordAndCodeSignIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		b := w.browser()
		if b.post("/sign-in", "email", " ADA@ours.example", "password", password, "next", "/account"); !strings.HasPrefix(b.goes(), "/sign-in/code?next=") {
			t.Fatalf("after the password: %d to %q", b.last.StatusCode, b.goes())
		}
		half := b.cookies["__Host-signing-in"]
		if b.cookies["__Host-session"] = half; b.in() {
			t.Error("the password alone signed in")
		}
		delete(b.cookies, "__Host-session")
		if status := b.post("/sign-in/code", "code", "000000"); status != http.StatusUnprocessableEntity {
			t.Errorf("a wrong code: %d", status)
		}
		used := w.code("ada")
		if b.post("/sign-in/code", "code", used[:3]+" "+used[3:], "next", "/account"); b.goes() != "/account" || !b.in() {
			t.Fatalf("the right code: %d to %q", b.last.StatusCode, b.goes())
		}
		if b.cookies["__Host-session"] == half || b.cookies["__Host-signing-in"] != "" {
			t.Error("the token from before the code is worth something after it")
		}
		again := w.browser()
		again.post("/sign-in", "email", "ada@ours.example", "password", password)
		if status := again.post("/sign-in/code", "code", used); status != http.StatusUnprocessableEntity {
			t.Errorf("a code used twice: %d", status)
		}
		if n := w.events("sign-in"); n != 3 {
			t.Errorf("the record has %d events, want a sign-in and two refusals", n)
		}
		if n := w.messages("ada@ours.example"); n != 1 {
			t.Errorf("told %d times of a browser that was not known", n)
		}
		if b.post("/sign-out"); b.last.Header.Get("Clear-Site-Data") == "" || b.in() {
			t.Error("still signed in after signing out")
		}
		// The same browser is known now.
		*w.now = w.now.Add(time.Hour)
		b.signIn("ada")
		if n := w.messages("ada@ours.example"); n != 1 {
			t.Errorf("told %d times, of a browser that is known", n)
		}
		late := w.browser()
		late.post("/sign-in", "email", "bob@ours.example", "password", password)
		if *w.now = w.now.Add(11 * time.Minute); late.post("/sign-in/code", "code", w.code("bob")) != http.StatusSeeOther || late.goes() != "/sign-in" {
			t.Errorf("a code entered too late: %d to %q", late.last.StatusCode, late.goes())
		}
	})
}

// TestACodeCountsWhileItIsShown tries a code in each second around the 30 in which
// an authenticator shows it, without and with an allowance for clocks.
func TestACodeCountsWhileItIsShown(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		begins := w.now.Truncate(30 * time.Second)
		*w.now = begins
		code := w.code("ada")
		for _, drift := range []time.Duration{0, 10 * time.Second, account.MostDrift} {
			for off := -75 * time.Second; off <= 75*time.Second; off += time.Second {
				step, ok := account.CodeStep(w.secrets["ada"], code, begins.Add(off), drift)
				if want := off >= -drift && off < 30*time.Second+drift; ok != want || ok && step != begins.Unix()/30 {
					t.Errorf("clocks may differ by %s: %s after it is first shown the code is taken: %v (step %d)", drift, off, ok, step)
				}
			}
		}
		b := w.browser()
		tries := func(at time.Duration, says string) {
			t.Helper()
			b.post("/sign-in", "email", "ada@ours.example", "password", password)
			*w.now = begins.Add(at)
			if status := b.post("/sign-in/code", "code", code); status != http.StatusUnprocessableEntity || !strings.Contains(b.body, says) || b.in() {
				t.Errorf("%s after the code was first shown: %d, want %q", at, status, says)
			}
		}
		tries(-time.Second, "The code is not right")
		tries(30*time.Second, "That code has just changed")
		tries(60*time.Second, "The code is not right")
		*w.now = begins.Add(29 * time.Second)
		if b.post("/sign-in/code", "code", code); !b.in() {
			t.Errorf("in its last second: %d", b.last.StatusCode)
		}
	})
}

// changing are the parts of a page that no two answers share.
var changing = regexp.MustCompile(`[0-9A-Za-z]{26}`)

// TestNobodyLearnsWhoHasAnAccount compares, for people with and without an
// account, the bytes of the answers and the work that was done for them.
func TestNobodyLearnsWhoHasAnAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.write(func(tx *db.Tx) error { return account.Suspend(background, tx, w.ids["bob"]) })
		for _, form := range []struct {
			path   string
			values []string
		}{{"/sign-in", []string{"password", "not the password at all"}}, {"/join", []string{"code", "AAAAA-BBBBB-CCCCC-DDDDD"}},
			{"/recover", []string{"first", "AAAAA-BBBBB-CCCCC-DDDDD", "second", "AAAAA-BBBBB-CCCCC-DDDDE"}}, {"/sign-in/agency", nil}} {
			pages, work := map[string]string{}, map[string]int64{}
			for _, name := range []string{"ada", "bob", "new", "nobody"} {
				b := w.browser()
				before := account.Derived()
				status := b.post(form.path, append([]string{"email", name + "@ours.example"}, form.values...)...)
				work[name] = account.Derived() - before
				pages[name] = strings.ReplaceAll(changing.ReplaceAllString(b.body, ""), name+"@ours.example", "")
				if status != http.StatusUnprocessableEntity || len(b.cookies) > 0 {
					t.Errorf("%s as %s: %d, cookies %v", form.path, name, status, b.cookies)
				}
			}
			for name, said := range pages {
				if said != pages["nobody"] {
					t.Errorf("%s says something else to %s than to nobody", form.path, name)
				}
			}
			if form.path == "/sign-in" && work["nobody"] == 0 {
				t.Error("no password was worked on for somebody who does not exist")
			}
		}
	})
}

// TestTooManyTriesWaitAndAreSaidSo guesses through the page.
func TestTooManyTriesWaitAndAreSaidSo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		known := w.browser()
		known.signIn("ada")
		known.post("/sign-out")
		*w.now = w.now.Add(time.Minute)
		b := w.browser()
		for range 8 {
			b.post("/sign-in", "email", "ada@ours.example", "password", "not the password at all")
		}
		if status := b.post("/sign-in", "email", "ada@ours.example", "password", password); status != http.StatusTooManyRequests || !strings.Contains(b.body, "15 minutes") {
			t.Errorf("after eight failures: %d", status)
		}
		if colleague := w.browser(); colleague.post("/sign-in", "email", "bob@ours.example", "password", password) != http.StatusSeeOther {
			t.Error("a colleague behind the same address is kept out")
		}
		if known.signIn("ada"); !known.in() {
			t.Error("Ada is kept out of the browser that she always uses")
		}
	})
}

func TestAPasswordIsChanged(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		b, other := w.browser(), w.browser()
		other.signIn("ada")
		*w.now = w.now.Add(time.Minute)
		b.signIn("ada")
		if b.post("/account/password", "password", "password1234"); b.last.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(b.body, "harder to guess") {
			t.Errorf("a common password: %d", b.last.StatusCode)
		}
		if b.post("/account/password", "password", known); b.last.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(b.body, "no data breach") {
			t.Errorf("a password known from a breach: %d", b.last.StatusCode)
		}
		if b.post("/account/password", "password", "orbit pencil velvet tram"); b.goes() != "/account" {
			t.Fatalf("a good password: %d %s", b.last.StatusCode, b.body)
		}
		if other.in() || !b.in() {
			t.Error("the other session goes on, or this one does not")
		}
		if third := w.browser(); third.post("/sign-in", "email", "ada@ours.example", "password", password) != http.StatusUnprocessableEntity ||
			third.post("/sign-in", "email", "ada@ours.example", "password", "orbit pencil velvet tram") != http.StatusSeeOther {
			t.Error("the old password is taken, or the new one is not")
		}
		// A new authenticator counts only once its code was right.
		b.get("/account/authenticator")
		secret := secretOf(b.body)
		if b.post("/account/authenticator", "secret", secret, "code", "000000"); b.last.StatusCode != http.StatusUnprocessableEntity || secretOf(b.body) != secret {
			t.Errorf("a wrong code: %d, and the picture changed: %v", b.last.StatusCode, secretOf(b.body) != secret)
		}
		code, err := account.Code(secret, *w.now)
		if err != nil {
			t.Fatal(err)
		}
		if b.post("/account/authenticator", "secret", secret, "code", code); b.goes() != "/account" {
			t.Fatalf("the right code: %d %s", b.last.StatusCode, b.body)
		}
		fourth := w.browser()
		fourth.post("/sign-in", "email", "ada@ours.example", "password", "orbit pencil velvet tram")
		if fourth.post("/sign-in/code", "code", code) != http.StatusUnprocessableEntity {
			t.Error("the code that set up the authenticator signs in as well")
		}
		*w.now = w.now.Add(time.Minute)
		w.secrets["ada"] = secret
		if fourth.post("/sign-in/code", "code", w.code("ada")); !fourth.in() {
			t.Error("the new authenticator does not sign in")
		}
		*w.now = w.now.Add(11 * time.Minute)
		if b.get("/account/password"); !strings.HasPrefix(b.goes(), "/step-up") {
			t.Errorf("changing a password long after the proof: %d", b.last.StatusCode)
		}
	})
}

var secretPattern = regexp.MustCompile(`name="secret" value="([A-Z2-7]{32})"`)

func secretOf(body string) string {
	if found := secretPattern.FindStringSubmatch(body); found != nil {
		return found[1]
	}
	return ""
}

func TestOnesOwnSessionsAreListedAndEnded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		b, other, stranger := w.browser(), w.browser(), w.browser()
		other.signIn("ada")
		*w.now = w.now.Add(time.Minute)
		b.signIn("ada")
		stranger.signIn("bob")
		if b.get("/account/sessions"); strings.Count(b.body, "Firefox, Linux") < 2 || !strings.Contains(b.body, "192.0.2.1") || !strings.Contains(b.body, "This one") {
			t.Errorf("the list: %s", b.body)
		}
		end := regexp.MustCompile(`/account/sessions/[0-9A-Za-z]{26}/end`).FindString(b.body)
		if stranger.post(end); stranger.last.StatusCode != http.StatusNotFound || !other.in() {
			t.Errorf("somebody else ended it: %d", stranger.last.StatusCode)
		}
		if b.post(end); other.in() || !b.in() {
			t.Error("the other session goes on, or this one does not")
		}
		*w.now = w.now.Add(time.Minute)
		other.signIn("ada")
		if b.post("/account/sessions/end-others"); other.in() || !b.in() || !stranger.in() {
			t.Error("ending all others ended the wrong ones")
		}
	})
}

func TestTheWordsForABrowser(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0": "Edge, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/18.0 Safari/604.1":  "Safari, iPhone",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36":              "Chrome, Android",
		"<script>alert(1)</script>": "?", "": "?",
	} {
		if got := signin.Browser(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}

func TestTemplatesGoThroughTheCatalogue(t *testing.T) {
	t.Parallel()
	page.CheckTemplates(t, signin.Files())
}
