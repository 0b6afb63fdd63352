package report

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"github.com/havenward/havenward/mse"
)

// drawing is an SVG under construction.
type drawing struct {
	b             strings.Builder
	width, height float64
}

func newDrawing(id, title, description string, width, height float64) *drawing {
	d := &drawing{width: width, height: height}
	fmt.Fprintf(&d.b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" role="img" aria-labelledby="%s-title %s-desc">`, width, height, width, height, id, id)
	fmt.Fprintf(&d.b, `<title id="%s-title">%s</title><desc id="%s-desc">%s</desc>`, id, escape(title), id, escape(description))
	return d
}

// looks are the attributes by which things are drawn. They stand on each thing and
// not in a style sheet, so that a plot can stand in a page whose security policy
// allows none inside the page.
var looks = map[string]string{
	"label": `font-family="sans-serif" font-size="12" fill="#0b0c0c"`, "tick": `font-family="sans-serif" font-size="11" fill="#0b0c0c"`,
	"grid": `stroke="#d8dadb"`, "rule": `stroke="#b1b4b6"`, "seen": `stroke="#0b0c0c" stroke-width="1.5"`, "limit": `stroke="#d4351c" stroke-dasharray="5 4"`,
	"full": `stroke="#1d70b8" stroke-width="2.5" fill="#1d70b8"`, "omitted": `stroke="#d4351c" stroke-width="1.5" fill="#d4351c"`,
	"merged": `stroke="#00703c" stroke-width="1.5" fill="#00703c"`, "known": `stroke="#0b0c0c" fill="#ffffff"`,
	"bar": `fill="#5694ca"`, "curve": `fill="none" stroke="#1d70b8" stroke-width="2"`,
}

func escape(s string) string { return template.HTMLEscapeString(s) }

func (d *drawing) line(x1, y1, x2, y2 float64, class string) {
	fmt.Fprintf(&d.b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" %s/>`, x1, y1, x2, y2, looks[class])
}

func (d *drawing) text(x, y float64, anchor, class, s string) {
	fmt.Fprintf(&d.b, `<text x="%.1f" y="%.1f" text-anchor="%s" %s>%s</text>`, x, y, anchor, looks[class], escape(s))
}

func (d *drawing) dot(x, y float64, class, title string) {
	fmt.Fprintf(&d.b, `<circle cx="%.1f" cy="%.1f" r="4" %s><title>%s</title></circle>`, x, y, looks[class], escape(title))
}

func (d *drawing) end() template.HTML {
	d.b.WriteString("</svg>")
	return template.HTML(d.b.String()) // every text in it went through escape
}

// logAxis maps numbers of people to horizontal places on a logarithmic scale.
type logAxis struct{ lo, hi, left, right float64 }

func (a logAxis) at(v float64) float64 {
	x := (math.Log(v) - math.Log(a.lo)) / (math.Log(a.hi) - math.Log(a.lo))
	return a.left + math.Min(math.Max(x, 0), 1)*(a.right-a.left)
}

// ticks are 1, 2 and 5 times the powers of ten within the axis, or evenly spaced
// round numbers where there are fewer than three of those.
func (a logAxis) ticks() []float64 {
	var out []float64
	for p := math.Pow(10, math.Floor(math.Log10(a.lo))); p <= a.hi; p *= 10 {
		for _, m := range []float64{1, 2, 5} {
			if v := m * p; v >= a.lo && v <= a.hi {
				out = append(out, v)
			}
		}
	}
	if len(out) >= 3 {
		return out
	}
	out = nil
	step := math.Pow(10, math.Floor(math.Log10((a.hi-a.lo)/2)))
	for _, m := range []float64{5, 2} {
		if (a.hi-a.lo)/(m*step) >= 3 {
			step *= m
			break
		}
	}
	for v := math.Ceil(a.lo/step) * step; v <= a.hi; v += step {
		out = append(out, v)
	}
	return out
}

// multiversePlot shows every universe as a dot with its interval, one row each.
func multiversePlot(us []mse.Universe, observed int64) template.HTML {
	const row, left, width, head = 16.0, 330.0, 960.0, 34.0
	axis := logAxis{lo: float64(observed) * 0.95, hi: float64(observed) * 2, left: left, right: width - 20}
	rows := 0
	for _, u := range us {
		if u.Answer == nil {
			continue
		}
		rows++
		axis.hi = math.Max(axis.hi, u.Answer.Estimate*1.05)
		if up := u.Answer.Interval.Upper; up <= 20*u.Answer.Estimate {
			axis.hi = math.Max(axis.hi, up*1.05)
		}
	}
	for _, u := range us { // people seen without a list are fewer
		if u.Answer != nil && u.Answer.Interval.Kind != "" {
			axis.lo = math.Min(axis.lo, u.Answer.Interval.Lower*0.95)
		}
	}
	height := head + row*float64(rows) + 40
	d := newDrawing("multiverse", "Estimates by method and lists",
		"One row for each method and each set of lists: a dot for the estimate and a line for its interval, on a logarithmic scale of people. The table below holds the same numbers.", width, height)
	for _, v := range axis.ticks() {
		d.line(axis.at(v), head-6, axis.at(v), height-30, "grid")
		d.text(axis.at(v), height-14, "middle", "tick", people(v))
	}
	d.line(axis.at(float64(observed)), head-6, axis.at(float64(observed)), height-30, "seen")
	d.text(axis.at(float64(observed)), head-12, "start", "tick", "known: "+people(float64(observed)))
	y, last := head, ""
	for _, u := range us {
		if u.Answer == nil {
			continue
		}
		class := "full"
		if u.Variation.Omitted != "" {
			class = "omitted"
		} else if u.Variation.Merged != nil {
			class = "merged"
		}
		if u.Variation.Name != last {
			if last != "" {
				d.line(0, y-4, width, y-4, "rule")
			}
			d.text(4, y+8, "start", "label", u.Variation.Name)
			last = u.Variation.Name
		}
		d.text(left-10, y+8, "end", "label", string(u.Method))
		a := u.Answer
		if a.Interval.Kind != "" {
			upper := a.Interval.Upper
			if math.IsInf(upper, 1) {
				upper = axis.hi
			}
			d.line(axis.at(a.Interval.Lower), y+4, axis.at(upper), y+4, class)
		}
		d.dot(axis.at(a.Estimate), y+4, class, fmt.Sprintf("%s, %s: %s (%s)", u.Variation.Name, u.Method, people(a.Estimate), rangeOf(a.Interval)))
		y += row
	}
	return d.end()
}

// histogram shows how replicates or draws of the size spread.
func histogram(id, title string, sorted []float64, estimate float64, iv mse.Interval) template.HTML {
	const bins, width, height, floor = 60, 960.0, 260.0, 220.0
	n := len(sorted)
	lo, hi := sorted[n/200], sorted[n-1-n/200]
	if math.IsInf(hi, 1) || hi <= lo {
		hi = math.Max(2*estimate, lo*1.01)
	}
	axis := logAxis{lo: lo * 0.98, hi: hi * 1.02, left: 20, right: width - 20}
	var counts [bins]float64
	most := 1.0
	for _, v := range sorted {
		if v < axis.lo || v > axis.hi {
			continue
		}
		b := int((axis.at(v) - axis.left) / (axis.right - axis.left) * bins)
		b = min(b, bins-1)
		counts[b]++
		most = math.Max(most, counts[b])
	}
	d := newDrawing(id, title, fmt.Sprintf("Histogram on a logarithmic scale of people. The estimate is %s, the interval %s.", people(estimate), rangeOf(iv)), width, height)
	step := (axis.right - axis.left) / bins
	for i, c := range counts {
		h := c / most * (floor - 30)
		fmt.Fprintf(&d.b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" %s/>`, axis.left+float64(i)*step, floor-h, step-1, h, looks["bar"])
	}
	d.marks(axis, estimate, iv, floor, height)
	return d.end()
}

// density shows the posterior over sizes.
func density(points []mse.Density, estimate float64, iv mse.Interval) template.HTML {
	const width, height, floor = 960.0, 260.0, 220.0
	axis := logAxis{lo: points[0].Size, hi: iv.Upper * 1.6, left: 20, right: width - 20}
	// On a logarithmic scale the height that shows probability as area is the
	// density times the size.
	top := 0.0
	for _, p := range points {
		top = math.Max(top, p.Probability*p.Size)
	}
	d := newDrawing("posterior", "Posterior of the population", fmt.Sprintf("Curve on a logarithmic scale of people. The median is %s, the interval %s.", people(estimate), rangeOf(iv)), width, height)
	d.b.WriteString(`<polyline ` + looks["curve"] + ` points="`)
	for _, p := range points {
		if p.Size <= axis.hi {
			fmt.Fprintf(&d.b, "%.1f,%.1f ", axis.at(p.Size), floor-p.Probability*p.Size/top*(floor-30))
		}
	}
	d.b.WriteString(`"/>`)
	d.marks(axis, estimate, iv, floor, height)
	return d.end()
}

func (d *drawing) marks(axis logAxis, estimate float64, iv mse.Interval, floor, height float64) {
	d.line(axis.left, floor, axis.right, floor, "rule")
	for _, v := range axis.ticks() {
		d.line(axis.at(v), floor, axis.at(v), floor+5, "rule")
		d.text(axis.at(v), height-18, "middle", "tick", people(v))
	}
	if iv.Kind != "" {
		for _, v := range []float64{iv.Lower, iv.Upper} {
			d.line(axis.at(v), 20, axis.at(v), floor, "limit")
		}
	}
	d.line(axis.at(estimate), 20, axis.at(estimate), floor, "seen")
	d.text(axis.at(estimate), 14, "middle", "label", people(estimate))
}

// margins shows the totals of one column of strata, such as the years.
func margins(ms []mse.Margin, column string, count func(int64) string) template.HTML {
	const width, row, left = 960.0, 26.0, 160.0
	axis := logAxis{lo: math.Inf(1), hi: 1, left: left, right: width - 20}
	var chosen []mse.Margin
	for _, m := range ms {
		if m.Column == column {
			chosen = append(chosen, m)
			axis.lo = math.Min(axis.lo, math.Max(1, math.Min(float64(m.Observed), m.Interval.Lower))*0.9)
			axis.hi = math.Max(axis.hi, m.Interval.Upper*1.1)
		}
	}
	height := row*float64(len(chosen)) + 50
	d := newDrawing("by-"+strings.Map(plain, column), "Estimates by "+column, "One row for each value: a hollow mark for people known, a dot for the estimate, a line for its interval, on a logarithmic scale.", width, height)
	for _, v := range axis.ticks() {
		d.line(axis.at(v), 4, axis.at(v), height-34, "grid")
		d.text(axis.at(v), height-14, "middle", "tick", people(v))
	}
	for i, m := range chosen {
		y := 18 + row*float64(i)
		d.text(left-10, y+4, "end", "label", m.Value)
		d.line(axis.at(m.Interval.Lower), y, axis.at(m.Interval.Upper), y, "full")
		d.dot(axis.at(m.Pooled), y, "full", fmt.Sprintf("%s: %s (%s)", m.Value, people(m.Pooled), rangeOf(m.Interval)))
		d.dot(axis.at(math.Max(1, float64(m.Observed))), y, "known", m.Value+": "+count(m.Observed)+" known")
	}
	return d.end()
}

// plain keeps what may stand in an identifier.
func plain(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
		return r
	}
	return '-'
}
