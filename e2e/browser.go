// Package e2e tests the whole program through a real Chromium, as a person
// would use it: they visit a page, find controls by role and accessible name,
// fill in fields by their labels and read what is on the screen.
//
// A [Server] is one running program with a folder and a database of its own; a
// [Page] is one tab of a browser of its own (no cookies shared), with script
// or without. Everything a person does is done by the browser's own input,
// never by a script in the page, so each journey runs unchanged where
// JavaScript is switched off:
//
//	e2e.EachDatabase(t, e2e.Options{}, func(t *testing.T, server *e2e.Server) {
//		e2e.EachMode(t, server, func(t *testing.T, p *e2e.Page) {
//			p.Visit("/sign-in")
//			p.Fill("E-mail address", "dana@police.example")
//			p.Click(e2e.Button, "Continue")
//			p.SeeHeading("Your referrals")
//		})
//	})
//
// A page also watches what nobody would think to look for: errors in the
// console, requests to another host, parts that do not load, answers of 500
// and more, and (with script) breaches of WCAG 2.2 AA found by axe-core on each
// new page. Each of them fails the test.
package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/havenward/havenward/internal/need"
)

// errNoBrowser says that no usable browser is on this machine.
var errNoBrowser = errors.New("no Chromium is installed (on Debian: apt-get install chromium)")

// chromium is the one browser process of a test run. Tests have a browser
// context of their own in it, which shares nothing with the others and opens in
// a third of a second instead of several.
var chromium struct {
	once   sync.Once
	ctx    context.Context
	cancel context.CancelFunc
	err    error
}

// browser gives the context of the running Chromium, starting it for the first
// caller. Where there is none, it ends the test.
func browser(t testing.TB) context.Context {
	t.Helper()
	chromium.once.Do(startBrowser)
	if errors.Is(chromium.err, errNoBrowser) {
		need.Missing(t, need.Chromium, chromium.err.Error())
	}
	if chromium.err != nil {
		t.Fatalf("start Chromium: %v", chromium.err)
	}
	return chromium.ctx
}

func startBrowser() {
	path, err := findBrowser()
	if err != nil {
		chromium.err = err
		return
	}
	folder, err := os.MkdirTemp("", "havenward-chromium-")
	if err != nil {
		chromium.err = err
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(folder),
		// The pages under test are our own and a container's root cannot make
		// the namespaces that the sandbox is built of.
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		// No chatter with hosts outside, which a closed network answers late.
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-domain-reliability", true),
		chromedp.Flag("no-pings", true),
		// Each window would draw two hidden pages for its address bar, which
		// nobody sees and which take as long as a page of ours.
		chromedp.Flag("disable-features", "Translate,WebUIOmniboxPopup,WebUIOmniboxAimPopup"),
		chromedp.Flag("lang", "en-GB"),
		chromedp.Env("LANGUAGE=en_GB"),
		chromedp.WindowSize(screenWidth, screenHeight),
	)
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopBrowser := chromedp.NewContext(allocator)
	chromium.ctx = ctx
	chromium.cancel = func() {
		stopBrowser()
		stopAllocator()
		os.RemoveAll(folder)
	}
	if err := chromedp.Do(ctx); err != nil {
		chromium.cancel()
		chromium.err = err
	}
}

// closeBrowser ends Chromium and removes its profile. TestMain calls it.
func closeBrowser() {
	if chromium.cancel != nil && chromium.err == nil {
		chromium.cancel()
	}
}

// findBrowser gives the path of a browser: HAVENWARD_TEST_CHROMIUM, or the
// first of the usual names in PATH.
func findBrowser() (string, error) {
	if path := os.Getenv("HAVENWARD_TEST_CHROMIUM"); path != "" {
		if _, err := os.Stat(path); err != nil {
			return "", fmt.Errorf("HAVENWARD_TEST_CHROMIUM: %w", err)
		}
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNoBrowser
}
