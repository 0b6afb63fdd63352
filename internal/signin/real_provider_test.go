package signin_test

import (
	"bufio"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/need"
)

// startProvider starts a certified provider as a process of its own and gives its
// address.
func startProvider(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("node"); err != nil {
		need.Missing(t, need.Packages, "node, which runs the identity provider, is not installed")
	}
	if _, err := os.Stat(filepath.Join(root, "node_modules/oidc-provider")); err != nil {
		need.Missing(t, need.Packages, "the npm package oidc-provider is not installed: npm ci")
	}
	command := exec.Command("node", "testdata/oidc-provider.mjs", home+"/sign-in/provider", home+"/sign-in/signed-out")
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the identity provider did not start: %v", err)
	}
	return strings.TrimSpace(line)
}

var (
	actionOf = regexp.MustCompile(`action="([^"]+)"`)
	hiddenOf = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
)

// visit signs in at the provider as a person would, through its own pages, and
// gives the address at which it sends them back.
func visit(t *testing.T, client *http.Client, address, as string) string {
	t.Helper()
	values := url.Values(nil)
	for range 12 {
		var response *http.Response
		var err error
		if values == nil {
			response, err = client.Get(address)
		} else {
			response, err = client.PostForm(address, values)
		}
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		values = nil
		if to := response.Header.Get("Location"); to != "" {
			next, err := response.Request.URL.Parse(to)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(next.String(), home) {
				return next.RequestURI()
			}
			address = next.String()
			continue
		}
		found := actionOf.FindSubmatch(body)
		if found == nil {
			t.Fatalf("a page of the provider without a form: %d %s", response.StatusCode, body)
		}
		next, err := response.Request.URL.Parse(string(found[1]))
		if err != nil {
			t.Fatal(err)
		}
		address, values = next.String(), url.Values{"logout": {"yes"}}
		for _, hidden := range hiddenOf.FindAllSubmatch(body, -1) {
			values.Set(string(hidden[1]), string(hidden[2]))
		}
		if values.Get("prompt") == "login" {
			values.Set("login", as)
			values.Set("password", "anything")
		}
	}
	t.Fatal("the provider never sends anybody back")
	return ""
}

// TestARealProviderSignsPeopleIn goes through the pages of a provider that others
// wrote and certified, in a process of its own.
func TestARealProviderSignsPeopleIn(t *testing.T) {
	t.Parallel()
	issuer := startProvider(t)
	each(t, func(t *testing.T, w *world) {
		*w.now = time.Now() // its tokens are of today
		w.provide(issuer, nil)
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		client := &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		leads := func(b *browser) string {
			_, address, _ := strings.Cut(b.last.Header.Get("Refresh"), "url=")
			return address
		}
		b := w.browser()
		b.depart("/sign-in/agency", "email", "ada@ours.example", "next", "/account")
		back := visit(t, client, leads(b), "ada")
		if b.get(back); b.goes() != "/account" || !b.in() {
			t.Fatalf("coming back: %d %s", b.last.StatusCode, b.body)
		}
		if b.get("/account/sessions"); !strings.Contains(b.body, "sign-in") {
			t.Error("the list of sessions does not say how")
		}
		// Proving again who one is asks the provider to ask again.
		*w.now = w.now.Add(11 * time.Minute)
		if b.get("/account/password"); !strings.HasPrefix(b.goes(), "/step-up") {
			t.Fatalf("a proof of eleven minutes ago counts: %d", b.last.StatusCode)
		}
		*w.now = time.Now()
		asked := b.depart("/step-up/provider", "next", "/account/password")
		if asked.Get("prompt") != "login" || asked.Get("max_age") != "0" {
			t.Errorf("what the provider is asked for a proof: %v", asked)
		}
		if b.get(visit(t, client, leads(b), "ada")); b.goes() != "/account/password" {
			t.Errorf("after proving: %d %s", b.last.StatusCode, b.body)
		}
		// Who signs out here is led to where the provider ends its own session:
		// until they were there, whoever uses the browser next comes in as them.
		lent := w.browser()
		lent.depart("/sign-in/agency", "email", "ada@ours.example")
		if lent.get(visit(t, client, leads(lent), "bob")); !lent.in() {
			t.Fatalf("the provider no longer knows who was signed in: %d %s", lent.last.StatusCode, lent.body)
		}
		if left := lent.depart("/sign-out"); left.Get("client_id") != "havenward" || !strings.HasPrefix(leads(lent), issuer+"/") || lent.in() {
			t.Errorf("signing out leads to %s", leads(lent))
		}
		if lent.post("/sign-out"); lent.goes() == "" {
			t.Errorf("signing out twice: %d", lent.last.StatusCode)
		}
		lent.post("/sign-in/agency", "email", "ada@ours.example")
		lent.get(visit(t, client, leads(lent), "ada"))
		lent.depart("/sign-out")
		back = visit(t, client, leads(lent), "")
		if status := lent.get(back); back != "/sign-in/signed-out" || status != http.StatusOK || !strings.Contains(lent.body, "your agency’s own sign-in") {
			t.Errorf("signed out at the provider: %s %d %s", back, status, lent.body)
		}
		after := w.browser()
		after.depart("/sign-in/agency", "email", "ada@ours.example")
		if after.get(visit(t, client, leads(after), "bob")); !after.in() {
			t.Fatalf("bob cannot sign in: %d %s", after.last.StatusCode, after.body)
		}
		if after.get("/account"); !strings.Contains(after.body, "bob@ours.example") {
			t.Error("the provider still had ada signed in")
		}
		jar, _ = cookiejar.New(nil)
		client.Jar = jar
		// Somebody else there proves nothing of Ada.
		b.depart("/step-up/provider")
		if status := b.get(visit(t, client, leads(b), "bob")); status != http.StatusUnprocessableEntity || !strings.Contains(b.body, "as somebody else") {
			t.Errorf("somebody else: %d", status)
		}
		for as, says := range map[string]string{"stranger": "nobody has made an account", "unverified": "verified your e-mail"} {
			other := w.browser()
			jar, _ := cookiejar.New(nil)
			client.Jar = jar
			other.depart("/sign-in/agency", "email", "x@ours.example")
			if other.get(visit(t, client, leads(other), as)); !strings.Contains(other.body, says) || other.in() {
				t.Errorf("%s: %d %s", as, other.last.StatusCode, other.body)
			}
		}
		// It says nothing of how it made sure of people, so it is not enough where
		// that is asked.
		w.provide(issuer, func(p *account.IdentityProvider) { p.AMR = []string{"mfa"} })
		weak := w.browser()
		jar, _ = cookiejar.New(nil)
		client.Jar = jar
		weak.depart("/sign-in/agency", "email", "ada@ours.example")
		if weak.get(visit(t, client, leads(weak), "ada")); !strings.Contains(weak.body, "second proof") || weak.in() {
			t.Errorf("no second proof: %d", weak.last.StatusCode)
		}
	})
}
