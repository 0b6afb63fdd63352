package estimates

import (
	"testing"

	"pgregory.net/rapid"
)

// TestATableIsReadAsItWasWritten: what a run keeps of its data is the data, whatever
// the names of lists and groups.
func TestATableIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	name := rapid.SampledFrom([]string{"Police", "Local Authority", "NGO and third sector", "Congolese Drc ", " Congolese Drc", `The "Lantern", a charity`, "=1+1", "Ọmọ", "count of", "Home Office; UKBF", ""})
	rapid.Check(t, func(t *rapid.T) {
		columns := []string{"sex", "nationality"}[:rapid.IntRange(0, 2).Draw(t, "columns")]
		var d Draw
		for range rapid.IntRange(1, 30).Draw(t, "people") {
			p := Person{Lists: rapid.SliceOfNDistinct(name, 1, 3, rapid.ID[string]).Draw(t, "lists")}
			for range columns {
				p.Strata = append(p.Strata, name.Draw(t, "value"))
			}
			d.People = append(d.People, p)
		}
		want, err := d.table(columns)
		if err != nil {
			t.Fatal(err)
		}
		text, err := write(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := reread(text, len(columns))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if got.Table.Hash() != want.Table.Hash() || got.Table.N() != int64(len(d.People)) || len(got.Parts) != len(want.Parts) {
			t.Fatalf("%d people in %d parts, want %d in %d\n%s", got.Table.N(), len(got.Parts), len(d.People), len(want.Parts), text)
		}
		for i, part := range want.Parts {
			if got.Parts[i].Label() != part.Label() || got.Parts[i].Table.Hash() != part.Table.Hash() {
				t.Fatalf("part %d is %q, want %q", i, got.Parts[i].Label(), part.Label())
			}
		}
	})
}

// FuzzReadTable: no text that somebody pastes stops the program, and what it takes
// it keeps.
func FuzzReadTable(f *testing.F) {
	f.Add("A,B,count\n1,0,3\n0,1,4\n1,1,2\n", "")
	f.Add("year,A,B\n2023,1,0\n2024,1,1\n", "year")
	f.Add("A,n\n1,5\n", " , ")
	f.Fuzz(func(t *testing.T, text, strata string) {
		data, err := ReadTable("table", text, strata)
		if err != nil {
			return
		}
		kept, err := write(data)
		if err != nil {
			t.Fatal(err)
		}
		again, err := reread(kept, len(data.Strata))
		if err != nil {
			t.Fatalf("%v of %q", err, kept)
		}
		if again.Table.Hash() != data.Table.Hash() {
			t.Fatalf("%q became %q", text, kept)
		}
		_ = smallCounts(data)
	})
}

func TestSmallCountsOfCaseworkLeaveBlank(t *testing.T) {
	t.Parallel()
	got, err := withoutSmall("sex,A,B,count\nf,1,0,12\nf,1,1,4\nm,0,1,0\nm,1,1,5\n\"x,1\",1,1,1\n")
	if want := "sex,A,B,count\nf,1,0,12\nf,1,1,\nm,0,1,0\nm,1,1,5\n\"x,1\",1,1,\n"; err != nil || string(got) != want {
		t.Errorf("%q, want %q, %v", got, want, err)
	}
	if _, err := ReadTable("table", string(got), "sex"); err == nil {
		t.Error("a blank count was read as a number")
	}
}
