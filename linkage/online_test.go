package linkage

import (
	"fmt"
	"math"
	"testing"
)

func valuesOf(t *Table, row int) map[string]string {
	values := make(map[string]string)
	for i, column := range t.Header {
		values[column] = t.Cell(row, i)
	}
	return values
}

// checkAnswers compares what the index says of every record with the pairs that
// linking gave.
func checkAnswers(t *testing.T, x *Index, want map[[2]string]float32, least float64) {
	t.Helper()
	found := 0
	for id := range x.ids {
		matches, err := x.MatchID(id, least)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range matches {
			pair := [2]string{min(id, m.ID), max(id, m.ID)}
			weight, ok := want[pair]
			if !ok {
				t.Fatalf("the index pairs %v with weight %.3f, linking does not", pair, m.Weight)
			}
			if math.Abs(float64(weight)-m.Weight) > 1e-3 {
				t.Fatalf("the index gives %v weight %.4f, linking %.4f", pair, m.Weight, weight)
			}
			found++
		}
	}
	if found != 2*len(want) {
		t.Fatalf("the index found %d ends of pairs, linking %d pairs", found, len(want))
	}
}

func TestOnlineAnswerEqualsBatchAnswer(t *testing.T) {
	t.Parallel()
	for _, maxBlock := range []int{0, 12} {
		t.Run(fmt.Sprint("bound ", maxBlock), func(t *testing.T) {
			t.Parallel()
			table := invent(t, 21, 600)
			s := inventedSettings(table)
			s.MaxBlock = maxBlock
			r := link(t, table, s, Options{Model: learned(t)})
			want := answerOf(r).weights
			x, err := r.Index()
			if err != nil {
				t.Fatal(err)
			}
			checkAnswers(t, x, want, 0.01)
			// Take half of the records out and put them back, others changed and back.
			for row := 0; row < table.Len(); row += 2 {
				if err := x.Remove(table.Cell(row, 0)); err != nil {
					t.Fatal(err)
				}
			}
			for row := 0; row < table.Len(); row += 3 {
				changed := valuesOf(table, row)
				changed["family"], changed["dob"] = "Somebody Else", "1901-02-03"
				if err := x.Put(table.Cell(row, 0), changed); err != nil {
					t.Fatal(err)
				}
			}
			for row := 0; row < table.Len(); row++ {
				if row%2 == 0 || row%3 == 0 {
					if err := x.Put(table.Cell(row, 0), valuesOf(table, row)); err != nil {
						t.Fatal(err)
					}
				}
			}
			if x.Len() != table.Len() {
				t.Fatalf("%d records, want %d", x.Len(), table.Len())
			}
			checkAnswers(t, x, want, 0.01)
		})
	}
}

func TestQuestionEqualsRecord(t *testing.T) {
	t.Parallel()
	table := invent(t, 22, 300)
	r := link(t, table, inventedSettings(table), Options{Model: learned(t)})
	x, err := r.Index()
	if err != nil {
		t.Fatal(err)
	}
	for row := 0; row < table.Len(); row += 7 {
		id := table.Cell(row, 0)
		if err := x.Remove(id); err != nil {
			t.Fatal(err)
		}
		asked := x.Match(valuesOf(table, row), 0.05)
		if err := x.Put(id, valuesOf(table, row)); err != nil {
			t.Fatal(err)
		}
		held, err := x.MatchID(id, 0.05)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(asked) != fmt.Sprint(held) {
			t.Fatalf("asked beforehand %v, put in %v", asked, held)
		}
	}
	if err := x.Remove("nobody"); err == nil {
		t.Error("an unknown id was removed")
	}
}
