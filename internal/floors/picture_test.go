package floors

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var update = flag.Bool("update", false, "draw docs/architecture.svg anew from the imports")

// TestPictureMatchesTheCode keeps the picture of the house, which people look
// at, the same as the packages and their floors. After adding a package run
//
//	go test ./internal/floors -run TestPictureMatchesTheCode -update
func TestPictureMatchesTheCode(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "docs", "architecture.svg")
	drawn := picture(packages(t))
	if *update {
		if err := os.WriteFile(path, drawn, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, drawn) {
		t.Error("docs/architecture.svg is not the house as it stands; run: go test ./internal/floors -run TestPictureMatchesTheCode -update")
	}
}

// Sizes of the picture, in the units of SVG.
const (
	boxWide, boxHigh = 132, 34
	gap              = 10
	perRow           = 6
	labelWide        = 170
)

// picture draws each floor as a row of its packages, the highest floor first.
// An import goes from a row to one below it.
func picture(all []pack) []byte {
	rows := map[floor][]string{}
	for _, p := range all {
		if p.path() == "" || isTestSupport(p.path()) {
			continue
		}
		f, known := floorOf(p.path())
		if name := top(p.path()); known && !slices.Contains(rows[f], name) {
			rows[f] = append(rows[f], name)
		}
	}
	var order []floor
	for f := range rows {
		order = append(order, f)
		slices.Sort(rows[f])
	}
	slices.Sort(order)
	slices.Reverse(order)

	var body bytes.Buffer
	y := gap
	for _, f := range order {
		lines := (len(rows[f]) + perRow - 1) / perRow
		high := lines*(boxHigh+gap) + gap
		fmt.Fprintf(&body, `<rect x="0" y="%d" width="%d" height="%d" fill="#f3f6fa" stroke="#b1b4b6"/>`+"\n", y, labelWide+perRow*(boxWide+gap)+gap, high)
		fmt.Fprintf(&body, `<text x="12" y="%d" font-weight="bold">%s</text>`+"\n", y+high/2+5, f)
		for i, name := range rows[f] {
			x, top := labelWide+(i%perRow)*(boxWide+gap), y+gap+(i/perRow)*(boxHigh+gap)
			fmt.Fprintf(&body, `<rect x="%d" y="%d" width="%d" height="%d" rx="4" fill="#fff" stroke="#12436d"/>`+"\n", x, top, boxWide, boxHigh)
			fmt.Fprintf(&body, `<text x="%d" y="%d" text-anchor="middle">%s</text>`+"\n", x+boxWide/2, top+22, filepath.Base(name))
		}
		y += high + gap
	}
	wide := labelWide + perRow*(boxWide+gap) + gap
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="Arial, sans-serif" font-size="14" role="img" aria-label="The packages of Havenward by floor; an import only goes down">`+"\n", wide, y)
	out.Write(body.Bytes())
	out.WriteString("</svg>\n")
	return out.Bytes()
}
