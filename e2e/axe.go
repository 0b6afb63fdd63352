package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/chromedp/chromedp"
	"github.com/havenward/havenward/internal/need"
)

// violation is one rule of WCAG that axe-core found broken on a page.
type violation struct {
	ID      string   `json:"id"`
	Impact  string   `json:"impact"`
	Help    string   `json:"help"`
	Targets []string `json:"targets"` // CSS selectors of the elements
	Reasons []string `json:"reasons"` // why, for the first of them
}

func (v violation) String() string {
	return fmt.Sprintf("%s (%s): %s\n    at %s\n    %s",
		v.ID, v.Impact, v.Help, strings.Join(v.Targets, "\n    at "), strings.Join(v.Reasons, "\n    "))
}

// axeSource is the text of axe-core, read once.
var axeSource = sync.OnceValues(func() (string, error) {
	root, err := repository()
	if err != nil {
		return "", err
	}
	source, err := os.ReadFile(filepath.Join(root, "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return "", fmt.Errorf("axe-core is not installed (run ./test, or npm ci): %w", err)
	}
	return string(source), nil
})

// Axe fails the test with what breaks WCAG 2.2 AA on the page as it is now.
// Each new page is checked without it; call it for a state that a click within
// the page makes. axe-core is itself a script, so without script it does
// nothing.
func (p *Page) Axe() {
	p.t.Helper()
	if p.mode != WithScript {
		return
	}
	source, err := axeSource()
	if err != nil {
		need.Missing(p.t, need.Packages, err.Error())
	}
	found, err := p.violations(source)
	if err != nil {
		p.fail("run axe-core: %v", err)
	}
	for _, v := range found {
		p.t.Errorf("%s is not accessible: %s", p.Path(), v)
	}
}

// axeSeen holds the kinds of page that were checked in this run: half a second
// each is too much to spend on the same page of every journey.
var axeSeen sync.Map

// identifier matches a part of a path or query that names one thing.
var identifier = regexp.MustCompile(`[^/?&=]*[0-9][^/?&=]*`)

// axeOnce checks a page unless one of its kind, the same path but for
// identifiers, the same title and status, was checked already.
func (p *Page) axeOnce() {
	p.t.Helper()
	if _, err := axeSource(); err != nil && !need.Required(need.Packages) {
		return // said once, by the test of the harness
	}
	kind := fmt.Sprintf("%s %d %s", identifier.ReplaceAllString(p.Path(), "*"), p.Status(), identifier.ReplaceAllString(p.Title(), "*"))
	if _, seen := axeSeen.LoadOrStore(kind, true); !seen {
		p.Axe()
	}
}

// violations runs axe-core in the page.
//
// One finding is accepted: aria-expanded on a radio button that reveals a
// question. ARIA does not allow it there, screen readers do speak it, and GOV.UK
// keeps it for them (alphagov/govuk-frontend issue 979, w3c/aria issue 1404).
func (p *Page) violations(source string) ([]violation, error) {
	const run = `axe.run(document, {
		runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']},
		resultTypes: ['violations'],
		elementRef: true,
	}).then(result => result.violations.map(v => ({...v, nodes: v.nodes.filter(n => !(
		v.id === 'aria-allowed-attr' && n.element.matches('.govuk-radios__input[aria-expanded]') &&
		n.failureSummary.split('\n').slice(1).every(line => line.includes('aria-expanded'))))
	})).filter(v => v.nodes.length > 0).map(v => ({
		id: v.id, impact: v.impact ?? 'unknown', help: v.help,
		targets: v.nodes.map(n => n.target.join(' ')),
		reasons: (v.nodes[0].failureSummary ?? '').split('\n'),
	})))`
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](source+"; undefined")); err != nil {
		return nil, err
	}
	return chromedp.Run(ctx, chromedp.Evaluate[[]violation](run, chromedp.EvalAwaitPromise))
}

// repository gives the folder of the checkout: the nearest one above the
// test's own that holds go.mod.
func repository() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder, nil
		}
		above := filepath.Dir(folder)
		if above == folder {
			return "", fmt.Errorf("there is no go.mod in any folder above the test")
		}
		folder = above
	}
}
