package e2e

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/chromedp/chromedp"
)

var updateScreenshots = flag.Bool("update-screenshots", false, "write the screenshots of the journeys to docs/screenshots")

var screenshotName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Screenshot writes the page to docs/screenshots/NAME.png, but only with
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
	if picture, err = small(picture); err != nil {
		p.t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
	p.t.Logf("wrote %s", path)
}

// NarrowScreenshot is Screenshot as on a telephone. The
// window has its own size again afterwards.
func (p *Page) NarrowScreenshot(name string) {
	p.t.Helper()
	if !*updateScreenshots || p.mode != WithScript {
		return
	}
	p.resize(telephone)
	p.Screenshot(name)
	p.resize(p.width)
}

func (p *Page) resize(width int64) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.EmulateViewport(width, screenHeight)); err != nil {
		p.fail("make the window %d pixels wide: %v", width, err)
	}
}

// picture gives the whole page, not only the part in the window, as PNG.
func (p *Page) picture() ([]byte, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.FullScreenshot(100))
}

// small gives a picture again for a document: the top of a long page, in the
// colours that it has most, at most 256, each other one as the nearest of them.
// That is a third of the size, and nobody sees a difference on pages that are
// text on plain colours.
func small(picture []byte) ([]byte, error) {
	const tallest = 1500
	full, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, err
	}
	bounds := full.Bounds()
	bounds.Max.Y = min(bounds.Max.Y, bounds.Min.Y+tallest)
	times := map[color.RGBA]int{}
	at := func(x, y int) color.RGBA { return color.RGBAModel.Convert(full.At(x, y)).(color.RGBA) }
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			times[at(x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(times), func(a, b color.RGBA) int { return cmp.Compare(times[b], times[a]) })
	var palette color.Palette
	for _, colour := range colours[:min(len(colours), 256)] {
		palette = append(palette, colour)
	}
	nearest := map[color.RGBA]uint8{}
	for _, colour := range colours {
		nearest[colour] = uint8(palette.Index(colour))
	}
	few := image.NewPaletted(bounds, palette)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			few.SetColorIndex(x, y, nearest[at(x, y)])
		}
	}
	var encoded bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	err = encoder.Encode(&encoded, few)
	return encoded.Bytes(), err
}
