package e2e

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"

	"github.com/chromedp/chromedp"
)

var updateScreenshots = flag.Bool("update-screenshots", false, "write the screenshots of the journeys to docs/screenshots")

var screenshotName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Screenshot writes the whole page to docs/screenshots/NAME.png, but only with
// the flag -update-screenshots and, where the journey runs both ways, from the
// one with script. The name is lower-case words joined by hyphens.
func (p *Page) Screenshot(name string) {
	p.t.Helper()
	if !screenshotName.MatchString(name) {
		p.t.Fatalf("a screenshot cannot be called %q: use lower-case words joined by hyphens", name)
	}
	if !*updateScreenshots || p.mode != WithScript {
		return
	}
	root, err := repository()
	if err != nil {
		p.t.Fatal(err)
	}
	picture, err := p.picture()
	if err != nil {
		p.fail("take the screenshot %s: %v", name, err)
	}
	path := filepath.Join(root, "docs", "screenshots", name+".png")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
	p.t.Logf("wrote %s", path)
}

// picture gives the whole page, not only the part in the window, as PNG.
func (p *Page) picture() ([]byte, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.FullScreenshot(100))
}
