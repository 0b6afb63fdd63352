package mse

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestReadRefusesEveryMistake(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, kind, says string }{
		{"empty file", "", "empty", "empty"},
		{"no rows", "A,B,count\n", "empty", "no rows"},
		{"no names", "1,0,5\n0,1,5\n", "header", "Put a row"},
		{"nameless column", "A,,count\n1,0,5\n", "name", "Column 2"},
		{"same name twice", "A,A,count\n1,0,5\n", "name", "own name"},
		{"count first", "count,A,B\n5,1,0\n", "count-column", "stands before"},
		{"counts moved under a list", "A,B,count\n54,0,1\n", "value", "wrong column"},
		{"counts without a name", "A,B,X\n1,0,54\n", "count-column", "no column is named"},
		{"two counts", "A,B,count,freq\n1,0,3,3\n", "count-column", "Both"},
		{"a two", "A,B,count\n2,0,5\n", "value", "only 0 and 1"},
		{"a word", "A,B,count\nyes,0,5\n", "value", "only 0 and 1"},
		{"a blank", "A,B,count\n,1,5\n", "value", "empty here"},
		{"negative", "A,B,count\n1,0,-3\n", "negative", "negative"},
		{"fraction", "A,B,count\n1,0,2.5\n", "fraction", "whole number"},
		{"not a number", "A,B,count\n1,0,many\n", "count", "not a number"},
		{"nan", "A,B,count\n1,0,NaN\n", "count", "not a number"},
		{"no count", "A,B,count\n1,0,\n", "count", "missing"},
		{"too large", "A,B,count\n1,0,1e300\n", "count", "too large"},
		{"duplicate", "A,B,count\n1,0,5\n0,1,2\n1,0,3\n", "duplicate", "line 2"},
		{"all zero", "A,B,count\n0,0,5\n", "all-zero", "no list"},
		{"all-zero person", "A,B\n1,0\n0,0\n", "all-zero", "no list"},
		{"empty list", "A,B,C,count\n1,0,0,5\n0,1,0,5\n1,1,0,2\n", "empty-list", `"C"`},
		{"nobody", "A,B,count\n1,0,0\n", "empty", "All counts"},
		{"short row", "A,B,count\n1,0\n", "width", "2 columns"},
		{"seventeen lists", strings.Join(strings.Split("abcdefghijklmnopq", ""), ",") + "\n" + strings.Repeat("1,", 16) + "1\n", "lists", "at most 16"},
		{"no list", "count\n5\n", "lists", "No column"},
		{"empty stratum", "year,A,B,count\n,1,0,5\n", "stratum", "year"},
		{"semicolons", "A;B;count\n1;0;5\n", "separator", "semicolons"},
		{"tabs", "A\tB\tcount\n1\t0\t5\n", "separator", "tabs"},
		{"another encoding", "\xff\xfeA\x00,\x00B\x00\n\x00", "encoding", "UTF-8"},
		{"names in Latin 1", "Caf\xe9,B,count\n1,0,5\n", "encoding", "UTF-8"},
		{"bare quote", "A,B,count\n1,0,\"5\n", "csv", "quotation"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, err := Read(strings.NewReader(c.text), ReadOptions{})
			var in *InputError
			if !errors.As(err, &in) || d != nil {
				t.Fatalf("got %v, %v; want an InputError and nothing else", d, err)
			}
			if in.Kind != c.kind || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %s: %v; want %s: ...%s...", in.Kind, err, c.kind, c.says)
			}
		})
	}
}

func TestReadAcceptsItsForms(t *testing.T) {
	t.Parallel()
	want, err := Read(strings.NewReader("A,B,count\n1,0,2\n0,1,1\n1,1,1\n"), ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"A,B\n1,0\n1,1\n0,1\n1,0\n",
		"B,A,count\n0,1,2\n1,0,1\n1,1,1\n",
		"\ufeffA, B ,Freq\n1, 0,2\n0,1,1.0\n1,1,1\n",
		"A,B,count,sex\n1,0,1,F\n1,0,1,M\n0,1,1,M\n1,1,1,M\n",
	} {
		got, err := Read(strings.NewReader(text), ReadOptions{})
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if got.Table.Hash() != want.Table.Hash() {
			t.Errorf("%q is read as another table", text)
		}
	}
	d, err := Read(strings.NewReader("n,A,B,ward\n1,1,0,x\n1,1,1,y\n2,0,1,x\n"), ReadOptions{Count: "n", Strata: []string{"ward"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Parts) != 2 || d.Parts[0].Label() != "x" || d.Parts[0].Table.N() != 3 || d.Table.N() != 4 {
		t.Errorf("strata: %+v", d.Parts)
	}
}

func TestTableRefuses(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]func() (*Table, error){
		"negative": func() (*Table, error) { return NewTable([]string{"A"}, map[Pattern]int64{1: -1}) },
		"all-zero": func() (*Table, error) { return NewTable([]string{"A"}, map[Pattern]int64{0: 1}) },
		"pattern":  func() (*Table, error) { return NewTable([]string{"A"}, map[Pattern]int64{2: 1}) },
		"name":     func() (*Table, error) { return NewTable([]string{"A", "A"}, nil) },
		"lists":    func() (*Table, error) { return NewTable(nil, nil) },
	} {
		_, err := f()
		var in *InputError
		if !errors.As(err, &in) || in.Kind != name {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// anyTable draws a table of 2 to 5 lists in which the lists overlap.
func anyTable(t *rapid.T) *Table {
	k := rapid.IntRange(2, 5).Draw(t, "lists")
	return tableOf(t, k, 40)
}

func tableOf(t *rapid.T, k int, most int64) *Table {
	counts := map[Pattern]int64{}
	for c := Pattern(1); c < 1<<k; c++ {
		if rapid.IntRange(0, 2).Draw(t, "occupied") > 0 {
			counts[c] = rapid.Int64Range(0, most).Draw(t, "count")
		}
	}
	names := []string{"A", "B", "C", "D", "E", "F", "G"}[:k]
	table, err := NewTable(names, counts)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// csvOf writes a table with its rows and lists in the given orders.
func csvOf(t *Table, rows, lists []int, empty bool) string {
	var b strings.Builder
	for _, i := range lists {
		fmt.Fprintf(&b, "%s,", t.lists[i])
	}
	b.WriteString("count\n")
	for _, r := range rows {
		p := Pattern(r + 1)
		if t.counts[p] == 0 && !empty {
			continue
		}
		for _, i := range lists {
			fmt.Fprintf(&b, "%d,", int(p>>i&1))
		}
		fmt.Fprintf(&b, "%d\n", t.counts[p])
	}
	return b.String()
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// The order of rows and lists, and rows that count nobody, change no digit.
func TestOrderAndEmptyPatternsChangeNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		table := anyTable(t)
		rows := rapid.Permutation(upTo(1<<table.K()-1)).Draw(t, "rows")
		lists := rapid.Permutation(upTo(table.K())).Draw(t, "columns")
		plain, err := Read(strings.NewReader(csvOf(table, upTo(1<<table.K()-1), upTo(table.K()), false)), ReadOptions{})
		other, err2 := Read(strings.NewReader(csvOf(table, rows, lists, true)), ReadOptions{})
		if (err == nil) != (err2 == nil) {
			t.Fatalf("%v against %v", err, err2)
		}
		if err != nil {
			return
		}
		if plain.Table.Hash() != other.Table.Hash() || !slices.Equal(plain.Table.Lists(), other.Table.Lists()) {
			t.Fatal("the tables differ")
		}
		for _, rule := range []Rule{StepwiseRule(DefaultThreshold), HomeOffice2014(), StepwiseAIC()} {
			a, erra := Select(plain.Table, rule)
			b, errb := Select(other.Table, rule)
			if (erra == nil) != (errb == nil) {
				t.Fatalf("%v against %v", erra, errb)
			}
			if erra == nil && a.Estimate != b.Estimate {
				t.Fatalf("%s: %v against %v", rule.Name(), a.Estimate, b.Estimate)
			}
		}
	})
}

// Merging two lists gives the table that summing by hand gives, whichever comes first.
func TestMergeEqualsSumming(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		table := tableOf(t, rapid.IntRange(2, 5).Draw(t, "k"), 40)
		k := table.K()
		a := rapid.IntRange(0, k-2).Draw(t, "a")
		b := rapid.IntRange(a+1, k-1).Draw(t, "b")
		merged, err := table.Merge(a, b)
		if err != nil {
			t.Fatal(err)
		}
		name := table.lists[a] + "+" + table.lists[b]
		if merged.N() != table.N() {
			t.Fatalf("merging loses people: %d of %d", merged.N(), table.N())
		}
		both, err := merged.Set(name)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := merged.Overlap(both), table.Overlap(1<<a)+table.Overlap(1<<b)-table.Overlap(1<<a|1<<b); got != want {
			t.Fatalf("%d people on the merged list, want %d", got, want)
		}
		for c := range table.counts {
			p := Pattern(c)
			if p.Has(a) || p.Has(b) {
				continue
			}
			q, err := merged.Set(table.Names(p)...)
			if err != nil || merged.Count(q) != table.Count(p) {
				t.Fatalf("pattern %v: %d, want %d (%v)", table.Names(p), merged.Count(q), table.Count(p), err)
			}
		}
		swapped, err := table.Merge(b, a)
		if err != nil || swapped.Hash() != merged.Hash() {
			t.Fatalf("the order of the two matters: %v", err)
		}
	})
}

func TestOmit(t *testing.T) {
	t.Parallel()
	table := uk2013(t)
	gp, _ := table.Set("GP")
	less, err := table.Omit(trailingZeros(uint64(gp)))
	if err != nil {
		t.Fatal(err)
	}
	if less.N() != table.N()-316 || slices.Contains(less.Lists(), "GP") {
		t.Errorf("%d people on %v", less.N(), less.Lists())
	}
}

func FuzzRead(f *testing.F) {
	f.Add("A,B,count\n1,0,5\n0,1,2\n1,1,1\n")
	f.Add("A,B\n1,0\n1,1\n")
	f.Add("year,A,B,count\n2013,1,0,5\n2014,1,1,2\n")
	f.Add("A,B,count\n1,0,-5\n")
	f.Add("\ufeff\"A\",B,n\n1,1,1e3\n")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Read(strings.NewReader(text), ReadOptions{})
		if err != nil {
			if d != nil {
				t.Fatal("a table beside an error")
			}
			return
		}
		if d.Table.N() <= 0 || d.Table.Count(0) != 0 {
			t.Fatalf("read %d people, %d on no list", d.Table.N(), d.Table.Count(0))
		}
		var sum int64
		for _, p := range d.Parts {
			sum += p.Table.N()
		}
		if len(d.Parts) > 0 && sum != d.Table.N() {
			t.Fatalf("strata hold %d people of %d", sum, d.Table.N())
		}
		again, err := Read(strings.NewReader(text), ReadOptions{})
		if err != nil || again.Table.Hash() != d.Table.Hash() {
			t.Fatal("reading twice differs")
		}
	})
}
