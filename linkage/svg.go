package linkage

import (
	"fmt"
	"html"
	"io"
	"math"
	"strings"
)

// WriteSVG draws the explanation as a waterfall: a bar for the odds before, one
// for each comparison where the last ended, and one for the sum. The picture
// has a title and a description for people who cannot see it.
func (e *Explanation) WriteSVG(w io.Writer) error {
	const (
		rowHeight, left, right, width = 26, 190, 150, 760
		plot                          = width - left - right
	)
	type bar struct {
		label, note string
		from, to    float64
		class       string
	}
	bars := []bar{{"before comparing", fmt.Sprintf("%+.1f", e.Prior), 0, e.Prior, "prior"}}
	at := e.Prior
	for _, s := range e.Steps {
		class := "for"
		if s.Weight < 0 {
			class = "against"
		}
		bars = append(bars, bar{s.Comparison, fmt.Sprintf("%+.1f %s", s.Weight, s.Level), at, at + s.Weight, class})
		at += s.Weight
	}
	bars = append(bars, bar{"together", fmt.Sprintf("%+.1f, probability %.3f", e.Weight, e.Probability), 0, e.Weight, "sum"})
	low, high := 0.0, 0.0
	for _, b := range bars {
		low, high = min(low, b.from, b.to), max(high, b.from, b.to)
	}
	x := func(v float64) float64 { return left + plot*(v-low)/max(high-low, 1) }
	var out strings.Builder
	height := rowHeight*len(bars) + 20
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="Arial, sans-serif" font-size="13">`, width, height)
	fmt.Fprintf(&out, `<title>Evidence that %s and %s are one person</title>`, html.EscapeString(e.Left), html.EscapeString(e.Right))
	fmt.Fprintf(&out, `<desc>From %.1f before comparing to %.1f, a probability of %.3f</desc>`, e.Prior, e.Weight, e.Probability)
	fmt.Fprintf(&out, `<line x1="%.1f" y1="4" x2="%.1f" y2="%d" stroke="#505a5f"/>`, x(0), x(0), height-12)
	fills := map[string]string{"prior": "#505a5f", "for": "#00703c", "against": "#d4351c", "sum": "#1d70b8"}
	for i, b := range bars {
		y := 8 + i*rowHeight
		fmt.Fprintf(&out, `<text x="%d" y="%d" text-anchor="end">%s</text>`, left-8, y+14, html.EscapeString(b.label))
		fmt.Fprintf(&out, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`,
			x(min(b.from, b.to)), y, max(1, math.Abs(x(b.to)-x(b.from))), rowHeight-8, fills[b.class])
		fmt.Fprintf(&out, `<text x="%.1f" y="%d">%s</text>`, x(max(b.from, b.to))+6, y+14, html.EscapeString(b.note))
	}
	out.WriteString(`</svg>`)
	_, err := io.WriteString(w, out.String())
	return err
}

// chartLine is one line of a chart.
type chartLine struct {
	label, colour string
	x, y          []float64 // each from 0 to 1
}

// writeChart draws lines over a unit square.
func writeChart(w io.Writer, title, xLabel, yLabel string, lines []chartLine) error {
	const size, margin = 320.0, 48.0
	var out strings.Builder
	px := func(v float64) float64 { return margin + size*v }
	py := func(v float64) float64 { return 24 + size*(1-v) }
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" role="img" font-family="Arial, sans-serif" font-size="12">`, size+2*margin+90, size+80)
	fmt.Fprintf(&out, `<title>%s</title>`, html.EscapeString(title))
	for i := range 6 {
		v := float64(i) / 5
		fmt.Fprintf(&out, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#b1b4b6"/>`, px(0), py(v), px(1), py(v))
		fmt.Fprintf(&out, `<text x="%.1f" y="%.1f" text-anchor="end">%.1f</text>`, px(0)-4, py(v)+4, v)
		fmt.Fprintf(&out, `<text x="%.1f" y="%.1f" text-anchor="middle">%.1f</text>`, px(v), py(0)+16, v)
	}
	fmt.Fprintf(&out, `<text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, px(0.5), py(0)+34, html.EscapeString(xLabel))
	fmt.Fprintf(&out, `<text x="%.1f" y="14">%s</text>`, px(0), html.EscapeString(yLabel))
	for i, line := range lines {
		fmt.Fprintf(&out, `<polyline fill="none" stroke="%s" stroke-width="2" points="`, line.colour)
		for k := range line.x {
			fmt.Fprintf(&out, "%.1f,%.1f ", px(line.x[k]), py(line.y[k]))
		}
		fmt.Fprintf(&out, `"/><text x="%.1f" y="%d" fill="%s">%s</text>`, px(1)+8, 40+18*i, line.colour, html.EscapeString(line.label))
	}
	out.WriteString(`</svg>`)
	_, err := io.WriteString(w, out.String())
	return err
}
