package linkage

import (
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"
)

func TestExplanationAddsUp(t *testing.T) {
	t.Parallel()
	table := invent(t, 31, 300)
	r := link(t, table, inventedSettings(table), Options{Model: learned(t)})
	for _, p := range r.Pairs {
		e := r.Explain(int(p.Left), int(p.Right))
		sum := e.Prior
		for _, s := range e.Steps {
			sum += s.Weight
			if math.Abs(sum-s.Sum) > 1e-9 {
				t.Fatalf("the sum after %s is %v, the weights say %v", s.Comparison, s.Sum, sum)
			}
		}
		if math.Abs(sum-float64(p.Weight)) > 1e-3 {
			t.Fatalf("pair %v: the explanation adds up to %v", p, sum)
		}
	}
	e := r.Explain(int(r.Pairs[0].Left), int(r.Pairs[0].Right))
	e.Left = `<script>&"`
	var text, picture bytes.Buffer
	if err := e.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if err := e.WriteSVG(&picture); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "probability") || strings.Contains(picture.String(), "<script") {
		t.Errorf("text %q, picture %q", text.String(), picture.String())
	}
	for decoder := xml.NewDecoder(&picture); ; {
		if _, err := decoder.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("the picture is not well-formed: %v", err)
		}
	}
}

func TestWhatIf(t *testing.T) {
	t.Parallel()
	table := invent(t, 32, 300)
	r := link(t, table, inventedSettings(table), Options{Model: learned(t)})
	for _, p := range r.Pairs {
		left, right := int(p.Left), int(p.Right)
		if p.Probability() < 0.5 || table.Cell(right, table.Column("dob")) == "" {
			continue
		}
		before := r.Explain(left, right)
		same, err := r.WhatIf(left, right, nil)
		if err != nil || math.Abs(same.Weight-before.Weight) > 1e-9 {
			t.Fatalf("nothing changed, and the weight goes from %v to %v (%v)", before.Weight, same.Weight, err)
		}
		worse, err := r.WhatIf(left, right, map[string]string{"dob": "1899-11-30"})
		if err != nil {
			t.Fatal(err)
		}
		if worse.Weight > before.Weight {
			t.Fatalf("another date of birth raises the weight from %v to %v", before.Weight, worse.Weight)
		}
	}
	if _, err := r.WhatIf(0, 1, map[string]string{"no such column": "x"}); err == nil {
		t.Error("a column that is not there was changed")
	}
}
