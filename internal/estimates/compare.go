package estimates

import (
	"context"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Comparison is two runs side by side.
type Comparison struct {
	A, B     Run
	Settings []SettingPair
	Rows     []AnswerPair
	SameData bool
	Same     bool // the results agree in every digit
}

// SettingPair is one line of how two runs were made.
type SettingPair struct {
	Label   string
	A, B    []any
	Differs bool
}

// AnswerPair is what two runs say by one method of one set of lists; nil where a
// run does not have it or finds no finite estimate.
type AnswerPair struct {
	Variation, Method string
	A, B              *float64
}

// Change is how much the second estimate is above the first, per cent; NaN where
// one is missing.
func (p AnswerPair) Change() float64 {
	if p.A == nil || p.B == nil || *p.A == 0 {
		return math.NaN()
	}
	return 100 * (*p.B/(*p.A) - 1)
}

// Compare puts two finished runs side by side.
func Compare(ctx context.Context, tx *db.Tx, actor account.Actor, a, b db.ID) (Comparison, error) {
	var c Comparison
	var results [2]Result
	for i, side := range []struct {
		id  db.ID
		run *Run
	}{{a, &c.A}, {b, &c.B}} {
		run, err := Find(ctx, tx, actor, side.id)
		if err != nil {
			return c, err
		}
		*side.run = run
		body, found, err := reportOf(ctx, tx, run.ID, formatJSON)
		if err != nil {
			return c, err
		}
		if !found {
			continue
		}
		if results[i], err = ReadResult(body); err != nil {
			return c, err
		}
	}
	c.SameData = c.A.DataHash == c.B.DataHash
	c.Same = c.A.ResultHash != "" && c.A.ResultHash == c.B.ResultHash
	c.Settings = pairSettings(c.A.rows(), c.B.rows())
	c.Rows = pairAnswers(results[0].all(), results[1].all())
	return c, nil
}

func pairSettings(a, b []form.Row) []SettingPair {
	var pairs []SettingPair
	at := map[string]int{}
	for _, row := range a {
		at[row.Label] = len(pairs)
		pairs = append(pairs, SettingPair{Label: row.Label, A: row.Values})
	}
	for _, row := range b {
		i, ok := at[row.Label]
		if !ok {
			i = len(pairs)
			pairs = append(pairs, SettingPair{Label: row.Label})
		}
		pairs[i].B = row.Values
	}
	for i, p := range pairs {
		pairs[i].Differs = !equal(p.A, p.B)
		pairs[i].A, pairs[i].B = shortened(p.A), shortened(p.B)
	}
	return pairs
}

// shortened gives a hash, which the page of the run shows in full, by its first digits.
func shortened(values []any) []any {
	out := slices.Clone(values)
	for i, v := range out {
		if text, ok := v.(string); ok && len(text) == 64 {
			out[i] = text[:12] + "…"
		}
	}
	return out
}

func equal(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func pairAnswers(a, b []answer) []AnswerPair {
	var pairs []AnswerPair
	at := map[[2]string]int{}
	for _, x := range a {
		at[[2]string{x.Variation, x.Method}] = len(pairs)
		pairs = append(pairs, AnswerPair{x.Variation, x.Method, x.Estimate, nil})
	}
	for _, x := range b {
		i, ok := at[[2]string{x.Variation, x.Method}]
		if !ok {
			i = len(pairs)
			pairs = append(pairs, AnswerPair{Variation: x.Variation, Method: x.Method})
		}
		pairs[i].B = x.Estimate
	}
	return pairs
}

type comparePage struct {
	Comparison *Comparison
	Runs       []Run
	A, B       db.ID
}

func (room *Room) compare(r *route.Request) error {
	var data comparePage
	a, oneOK := db.ParseID(r.URL.Query().Get("a"))
	b, otherOK := db.ParseID(r.URL.Query().Get("b"))
	data.A, data.B = a, b
	err := room.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if data.Runs, err = Recent(r.Context(), tx, r.Actor, Filter{State: string(Done)}, 200); err != nil || !oneOK || !otherOK {
			return err
		}
		c, err := Compare(r.Context(), tx, r.Actor, a, b)
		data.Comparison = &c
		return err
	})
	if err != nil {
		return err
	}
	if c := data.Comparison; c != nil {
		for _, run := range []Run{c.A, c.B} {
			if err := room.record(r, run, "read-estimate", audit.Consultation); err != nil {
				return err
			}
		}
	}
	return r.Render(pages, http.StatusOK, "compare.html", page.View{Title: "Compare estimates", Width: "full", Back: page.Link{Text: "Estimates", Href: home}, Data: data})
}

// Percent writes a change for the page.
func (p AnswerPair) Percent() string {
	if math.IsNaN(p.Change()) {
		return "–"
	}
	return strconv.FormatFloat(p.Change(), 'f', 1, 64) + "%"
}
