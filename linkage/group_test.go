package linkage

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestNamesAreJudgedWithinEachNationality links people of forty nationalities,
// of which each has few names of its own. Names that are common within a
// nationality of a hundredth of the file are rare in the file; they must not
// make one person of two.
func TestNamesAreJudgedWithinEachNationality(t *testing.T) {
	t.Parallel()
	const seed, nations, people = 5, 40, 6000
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 7))
	word := func() string {
		name := ""
		for range 3 {
			name += string("bdfgklmnprst"[r.IntN(12)]) + string("aeiou"[r.IntN(5)])
		}
		return name
	}
	var given, family [nations][12]string
	for nation := range nations {
		for i := range given[nation] {
			given[nation][i], family[nation][i] = word(), word()
		}
	}
	table, err := NewTable([]string{"id", "person", "given", "family", "dob", "nationality"})
	if err != nil {
		t.Fatal(err)
	}
	for person := range people {
		// As in referrals: a few nationalities make up most of the people.
		nation := min(r.IntN(nations), r.IntN(nations))
		g, f := given[nation][r.IntN(12)], family[nation][r.IntN(12)]
		dob := fmt.Sprintf("%d-%02d-%02d", 1980+r.IntN(25), 1+r.IntN(12), 1+r.IntN(28))
		for copied := range 1 + r.IntN(2) {
			born := dob
			if copied > 0 {
				switch r.IntN(6) {
				case 0:
					born = ""
				case 1:
					born = dob[:4]
				}
			}
			if err := table.Append([]string{fmt.Sprint(table.Len()), fmt.Sprint(person), g, f, born, fmt.Sprintf("%c%c", 'A'+nation/10, 'A'+nation%10)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := Settings{UniqueID: "id", Seed: 1, Fields: []Field{
		{Column: "given", Kind: KindGiven}, {Column: "family", Kind: KindFamily}, {Column: "dob", Kind: KindBirth}, {Column: "nationality", Kind: KindNationality},
	}}
	result, err := Link(context.Background(), table, s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	sure, right := 0, 0
	stated := 0.0
	for _, p := range result.Pairs {
		if p.Probability() < 0.5 {
			continue
		}
		sure++
		stated += p.Probability()
		if table.Cell(int(p.Left), 1) == table.Cell(int(p.Right), 1) {
			right++
		}
	}
	if sure < people/4 {
		t.Fatalf("%d pairs of even odds and more: too few to judge by", sure)
	}
	said, held := stated/float64(sure), float64(right)/float64(sure)
	t.Logf("%d pairs of even odds and more: stated %.3f, true %.3f", sure, said, held)
	if said-held > 0.05 {
		t.Errorf("pairs of even odds and more state %.3f on average, and %.3f are true", said, held)
	}
}
