package danger

import (
	"strconv"
	"strings"
)

// chart is a line of levels over talks, in the units of its picture. The table
// beside it says the same in words.
type chart struct {
	Width, Height int
	Points        string // of the line
	Dots          []dot
	Levels        []mark
}

type dot struct {
	X, Y  int
	Level Level
}

type mark struct {
	Y     int
	Words string
}

// Measures of the picture: from the left to the first talk, between two talks,
// and between two levels.
const (
	chartLeft, chartRight, chartStep = 90, 20, 70
	chartTop, chartRow               = 16, 34
)

// chartOf draws the talks that count, the earliest on the left; of very many the
// latest.
func chartOf(counted []Assessment) chart {
	counted = counted[:min(len(counted), 24)]
	c := chart{Width: chartLeft + chartRight + max(0, len(counted)-1)*chartStep, Height: chartTop*2 + 3*chartRow}
	row := func(level Level) int { return chartTop + int(Immediate-level)*chartRow }
	for level := Immediate; level >= Low; level-- {
		c.Levels = append(c.Levels, mark{row(level), level.Words()})
	}
	var points []string
	for i := range counted {
		a := counted[len(counted)-1-i]
		d := dot{chartLeft + i*chartStep, row(max(Low, a.Judged)), a.Judged}
		c.Dots = append(c.Dots, d)
		points = append(points, strconv.Itoa(d.X)+","+strconv.Itoa(d.Y))
	}
	c.Width = max(c.Width, 320)
	c.Points = strings.Join(points, " ")
	return c
}
