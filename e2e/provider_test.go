package e2e

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/need"
)

// startProvider starts a certified identity provider as a process of its own, that
// sends people back to the server, and gives its address.
func startProvider(t *testing.T, server *Server, domain string) string {
	t.Helper()
	root, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("node"); err != nil {
		need.Missing(t, need.Packages, "node, which runs the identity provider, is not installed")
	}
	if _, err := os.Stat(filepath.Join(root, "node_modules/oidc-provider")); err != nil {
		need.Missing(t, need.Packages, "the npm package oidc-provider is not installed: npm ci")
	}
	command := exec.Command("node", filepath.Join(root, "internal/signin/testdata/oidc-provider.mjs"), server.URL+"/sign-in/provider", server.URL+"/sign-in/signed-out", domain)
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	command.Stderr = io.Discard
	command.SysProcAttr = dieWithParent()
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

// throughProvider answers the pages of the provider, to which the page here leads by
// itself, as somebody would who signs in there with that name, or out.
func (p *Page) throughProvider(issuer, name string) {
	p.t.Helper()
	p.wait(func() error {
		if !strings.HasPrefix(p.watch.where(), issuer) {
			return errors.New("nobody is led to the provider")
		}
		return nil
	})
	answer := `(() => {
		const login = document.querySelector("[name=login]");
		if (login) { login.value = ` + strconv.Quote(name) + `; document.querySelector("[name=password]").value = "anything"; }
		(document.querySelector("button[name=logout]") ?? document.querySelector("form button, form [type=submit]")).click();
		return true;
	})()`
	for range 6 {
		p.navigate("answer the provider", func() error { evaluate[bool](p, answer); return nil })
		if strings.HasPrefix(p.watch.where(), p.server.URL) {
			return
		}
	}
	p.fail("the provider sends nobody back")
}

// signInAtProvider has an administrator name the provider of an agency, and somebody
// of it sign in there, prove again who they are, and sign out at both.
func signInAtProvider(t *testing.T, server *Server) {
	t.Helper()
	issuer := startProvider(t, server, "sca.example")
	administrator := Open(t, server, WithScript)
	administrator.SignIn("wren.tully@operations.example")
	administrator.Visit("/agencies")
	administrator.Click(Link, "Single Competent Authority")
	administrator.Click(Link, "Change its own sign-in")
	administrator.Fill("Issuer", issuer)
	administrator.Fill("Client identifier", "havenward")
	administrator.Fill("Client secret (optional)", "an invented secret of the tests")
	administrator.Fill("E-mail domains of the agency’s people", "sca.example")
	administrator.Answer("How are its people known here?", "By their verified e-mail address the first time, and by their identifier from then on")
	administrator.Screenshot("agency-provider")
	administrator.Click(Button, "Save")
	administrator.See(issuer)

	p := Open(t, server, WithScript)
	p.watch.also, p.axe = []string{issuer}, false
	p.Visit("/sign-in/agency")
	p.Fill("Work e-mail address", "marta.lindqvist@sca.example")
	p.Click(Button, "Continue")
	p.Screenshot("go-on-to-provider")
	p.throughProvider(issuer, "marta.lindqvist")
	p.SeeHeading("Hello, Marta Lindqvist")
	p.Visit("/account/sessions")
	p.See("Your agency’s sign-in")
	p.Visit("/step-up?next=/account/passkeys")
	p.Screenshot("prove-again-at-provider")
	p.NarrowScreenshot("prove-again-at-provider-narrow")
	p.Click(Button, "Use your agency’s sign-in")
	p.throughProvider(issuer, "marta.lindqvist")
	p.SeeHeading("Your passkeys")
	// Somebody else's proof is none.
	p.Visit("/step-up?next=/account/passkeys")
	p.Click(Button, "Use your agency’s sign-in")
	p.throughProvider(issuer, "daniel.reeve")
	p.SeeHeading("You did not prove who you are")
	p.See("You signed in at your agency as somebody else")
	p.Screenshot("provider-somebody-else")

	p.Visit("/account")
	p.Click(Button, "Sign out")
	p.DoNotSee("Marta Lindqvist", "Your account")
	p.Screenshot("sign-out-at-provider")
	p.throughProvider(issuer, "")
	p.SeeHeading("You are signed out")
	p.Axe()
	p.Screenshot("signed-out-at-provider")
	p.NarrowScreenshot("signed-out-at-provider-narrow")
	p.Visit("/account")
	p.SeeHeading("Sign in")
	// The provider knows nobody any more: it asks again.
	p.Visit("/sign-in/agency")
	p.Fill("Work e-mail address", "marta.lindqvist@sca.example")
	p.Click(Button, "Continue")
	p.wait(func() error {
		if !strings.HasPrefix(p.watch.where(), issuer) {
			return errors.New("nobody is led to the provider")
		}
		return nil
	})
	if asks := evaluate[bool](p, `document.querySelector("[name=login]") !== null`); !asks {
		t.Error("after signing out there, the provider lets the browser in without asking")
	}
}
