package support

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/havenward/havenward/internal/page"
)

// Size of the picture of one outcome, in pixels.
const (
	sparkWide, sparkHigh, sparkEdge = 140, 56, 8
)

// spark draws how one outcome was seen over time: a line from 1 (below) to 5
// (above). The table beside it says the same in numbers, so the picture has one
// sentence for those who do not see it.
func spark(words page.Words, outcome string, seen []Reading) template.HTML {
	type point struct{ at, score int }
	var points []point
	for i, reading := range seen {
		if score, told := reading.Scores[outcome]; told {
			points = append(points, point{i, score})
		}
	}
	if len(points) == 0 {
		return ""
	}
	x := func(at int) int {
		if len(seen) == 1 {
			return sparkWide / 2
		}
		return sparkEdge + at*(sparkWide-2*sparkEdge)/(len(seen)-1)
	}
	y := func(score int) int { return sparkHigh - sparkEdge - (score-1)*(sparkHigh-2*sparkEdge)/4 }
	var out strings.Builder
	first, last := points[0], points[len(points)-1]
	label := words.Text("From {first} to {last} of 5", "first", first.score, "last", last.score)
	fmt.Fprintf(&out, `<svg class="hw-spark" role="img" aria-label="%s" width="%d" height="%d" viewBox="0 0 %d %d">`, template.HTMLEscapeString(label), sparkWide, sparkHigh, sparkWide, sparkHigh)
	for score := 1; score <= 5; score += 2 {
		fmt.Fprintf(&out, `<path d="M%d %dH%d" stroke="#cecece" stroke-width="1"/>`, sparkEdge, y(score), sparkWide-sparkEdge)
	}
	var line strings.Builder
	for i, p := range points {
		fmt.Fprintf(&line, "%s%d %d", map[bool]string{true: "M", false: "L"}[i == 0], x(p.at), y(p.score))
	}
	fmt.Fprintf(&out, `<path d="%s" fill="none" stroke="#1d70b8" stroke-width="3"/>`, line.String())
	for _, p := range points {
		fmt.Fprintf(&out, `<circle cx="%d" cy="%d" r="4" fill="#1d70b8"/>`, x(p.at), y(p.score))
	}
	out.WriteString(`</svg>`)
	return template.HTML(out.String())
}
