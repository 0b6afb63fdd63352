package e2e

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Mode says whether the browser runs the scripts of the pages.
type Mode string

// The two modes in which every journey must work.
const (
	WithScript    Mode = "script"
	WithoutScript Mode = "no-script"
)

// patience is how long a page may take to show what a test waits for, on a
// machine of two cores that runs everything else as well.
const patience = 20 * time.Second

// interval is how often the page is looked at again while waiting.
const interval = 30 * time.Millisecond

// The size of the window in CSS pixels: a small laptop.
const (
	screenWidth  = 1280
	screenHeight = 900
)

// telephone is the width of a window on a telephone in CSS pixels.
const telephone = 390

// Page is one tab, open at one server. Its methods do what a person does and
// end the test, saying what is on the screen, when that cannot be done.
type Page struct {
	t       testing.TB
	ctx     context.Context
	server  *Server
	mode    Mode
	watch   *watch
	scope   []scope // narrowed by Within and Row; nil for the whole page
	axe     bool    // check each new page by axe-core
	timeout time.Duration
	width   int64 // of the window
}

// Open opens an empty tab in a new browser context, closed when the test ends.
func Open(t testing.TB, server *Server, mode Mode) *Page {
	t.Helper()
	return open(t, server, mode, browser(t), chromedp.WithNewBrowserContext())
}

// OpenOnTelephone is Open with a window as wide as a telephone's.
func OpenOnTelephone(t testing.TB, server *Server, mode Mode) *Page {
	t.Helper()
	p := Open(t, server, mode)
	p.width = telephone
	p.resize(telephone)
	return p
}

// NewTab opens a second tab of the same browser context: the same person,
// signed in the same way, in another tab of the same width.
func (p *Page) NewTab() *Page {
	p.t.Helper()
	tab := open(p.t, p.server, p.mode, p.ctx)
	if p.width == telephone {
		tab.width = telephone
		tab.resize(telephone)
	}
	return tab
}

func open(t testing.TB, server *Server, mode Mode, parent context.Context, options ...chromedp.ContextOption) *Page {
	t.Helper()
	p := &Page{t: t, server: server, mode: mode, watch: newWatch(server.URL), axe: mode == WithScript, timeout: patience, width: screenWidth}
	ctx, cancel := chromedp.NewContext(parent, append(options, chromedp.WithListener(p.watch.see))...)
	p.ctx = ctx
	t.Cleanup(func() {
		cancel()
		for _, problem := range p.watch.problems() {
			t.Errorf("%s (with %s): %s", t.Name(), mode, problem)
		}
	})
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(p.width, screenHeight)); err != nil {
		t.Fatalf("open a page: %v", err)
	}
	if mode == WithoutScript {
		_, err := call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		if err != nil {
			t.Fatalf("switch script off: %v", err)
		}
	}
	return p
}

// Mode tells whether the page runs scripts.
func (p *Page) Mode() Mode { return p.mode }

// Visit goes to a path of the server, such as "/referrals?state=draft", and
// waits until the page has loaded.
func (p *Page) Visit(path string) {
	p.t.Helper()
	p.navigate("visit "+path, func() error {
		result, err := call(p, page.Navigate, page.NavigateParams{URL: p.server.URL + path})
		if err == nil && result.ErrorText != "" {
			err = fmt.Errorf("%s", result.ErrorText)
		}
		return err
	})
}

// Reload loads the page again, as F5 does. After a form was sent without a
// redirect it sends the form again.
func (p *Page) Reload() {
	p.t.Helper()
	p.navigate("reload", func() error {
		_, err := call(p, page.Reload, page.ReloadParams{})
		return err
	})
}

// Back goes to the page before, as the browser's own button does.
func (p *Page) Back() {
	p.t.Helper()
	history, err := call(p, page.GetNavigationHistory, cdp.Empty{})
	if err != nil {
		p.fail("go back: %v", err)
	}
	if history.CurrentIndex == 0 {
		p.fail("go back: there is no page before this one")
	}
	entry := history.Entries[history.CurrentIndex-1]
	p.navigate("go back to "+entry.URL, func() error {
		_, err := call(p, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: entry.ID})
		return err
	})
}

// Status is the HTTP status of the page shown.
func (p *Page) Status() int {
	return p.watch.status()
}

// Path is the path and query of the page shown, such as "/referrals?page=2".
func (p *Page) Path() string {
	p.t.Helper()
	address, err := url.Parse(evaluate[string](p, "location.href"))
	if err != nil {
		p.fail("read the address: %v", err)
	}
	return address.RequestURI()
}

// Title is the title of the page shown.
func (p *Page) Title() string {
	p.t.Helper()
	return evaluate[string](p, "document.title")
}

// navigate does something that leads to a new document, waits until that has
// loaded, and checks it.
func (p *Page) navigate(what string, act func() error) {
	p.t.Helper()
	before := p.watch.documents()
	if err := act(); err != nil {
		p.fail("%s: %v", what, err)
	}
	if err := p.watch.waitForDocument(before, p.timeout); err != nil {
		p.fail("%s: %v", what, err)
	}
	if p.width == telephone {
		p.fits()
	}
	if p.axe {
		p.axeOnce()
	}
}

// fits fails the test, once a page, where a page on a telephone is wider than
// its window, so that one would have to push it sideways to read. What scrolls
// inside a part of its own does not count.
func (p *Page) fits() {
	p.t.Helper()
	over := evaluate[[]string](p, `(() => {
		const width = window.innerWidth, root = document.documentElement;
		if (root.scrollWidth <= width) return [];
		const over = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > width + 1);
		return [root.scrollWidth + " pixels in " + width, ...over.slice(0, 5).map(e => e.tagName.toLowerCase() + "." + e.className + ": " + e.textContent.trim().slice(0, 40))];
	})()`)
	if len(over) > 0 {
		p.t.Errorf("%s is wider than a telephone: %s", p.Path(), strings.Join(over, "; "))
	}
}

// wait looks at the page again and again until ready gives no error, and ends
// the test with the last error when it does not within the page's patience.
func (p *Page) wait(ready func() error) {
	p.t.Helper()
	deadline := time.Now().Add(p.timeout)
	for {
		err := ready()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			p.fail("%v", err)
		}
		time.Sleep(interval)
	}
}

// fail ends the test with the reason and with what the person would see.
func (p *Page) fail(format string, args ...any) {
	p.t.Helper()
	where, shown := "an unreadable page", ""
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	if address, err := chromedp.Run(ctx, chromedp.Location()); err == nil {
		where = address
	}
	if text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body ? document.body.innerText : ''")); err == nil {
		shown = text
	}
	const most = 3000
	if len(shown) > most {
		shown = strings.ToValidUTF8(shown[:most], "") + "\n[...]"
	}
	p.t.Fatalf("%s\nat %s, status %d, with %s, the page says:\n%s",
		fmt.Sprintf(format, args...), where, p.Status(), p.mode, shown)
}

// call sends one command of the DevTools protocol to the page's tab.
func call[P, R any](p *Page, command cdp.Command[P, R], params P) (R, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Call(ctx, command, params)
}

// evaluate gives the value of an expression in the page. The browser allows its
// own tools this also where the page's scripts are switched off.
func evaluate[T any](p *Page, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.fail("evaluate %.80s: %v", expression, err)
	}
	return value
}
