package blind_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/shareddata"
	"github.com/havenward/havenward/linkage"
	"github.com/havenward/havenward/linkage/blind"
)

var key = []byte("a key for tests only, 32 bytes and more")

var fields = []linkage.Field{
	{Column: "given", Kind: linkage.KindGiven}, {Column: "family", Kind: linkage.KindFamily}, {Column: "dob", Kind: linkage.KindBirth},
	{Column: "sex", Kind: linkage.KindSex}, {Column: "nationality", Kind: linkage.KindNationality}, {Column: "town", Kind: linkage.KindPlace},
	{Column: "phone", Kind: linkage.KindPhone}, {Column: "doc_no", Kind: linkage.KindDocument},
}

func TestEncodingNeedsTheKey(t *testing.T) {
	t.Parallel()
	person := map[string]string{"given": "Thị Mai", "family": "Nguyễn", "dob": "1990-03-08"}
	encode := func(k string, flip float64) blind.Encoding {
		e, err := blind.NewEncoder([]byte(k), fields, flip)
		if err != nil {
			t.Fatal(err)
		}
		return e.Encode(person)
	}
	one := encode(string(key), 0.05)
	if again := encode(string(key), 0.05); one[0] != again[0] {
		t.Error("the same record under the same key gives two encodings")
	}
	if other := encode(strings.Repeat("another key ", 4), 0.05); one[0] == other[0] {
		t.Error("another key gives the same encoding")
	}
	if plain := encode(string(key), 0); one[0] == plain[0] {
		t.Error("flipping changes nothing")
	}
	if _, err := blind.NewEncoder([]byte("short"), fields, 0); err == nil {
		t.Error("a short key is taken")
	}
	if !one[3].Missing {
		t.Errorf("a group without values is not marked missing: %v", one[3])
	}
}

// TestLossAgainstPlainNames measures what linking without names costs on the
// stress set of this field.
func TestLossAgainstPlainNames(t *testing.T) {
	if testing.Short() {
		t.Skip("compares eight million pairs")
	}
	t.Parallel()
	f, err := os.Open(shareddata.Path(t, "linkage/ht_dev_20k.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header, rows := rows[0], rows[1:]
	// Whole people, about a fifth of them.
	var kept []map[string]string
	for _, row := range rows {
		record := make(map[string]string)
		for i, column := range header {
			record[column] = row[i]
		}
		if person := record["cluster"]; person[len(person)-1] < '2' {
			kept = append(kept, record)
		}
	}
	sizes := make(map[string]int)
	for _, record := range kept {
		sizes[record["cluster"]]++
	}
	truth := 0
	for _, n := range sizes {
		truth += n * (n - 1) / 2
	}
	for _, flip := range []float64{0, blind.DefaultFlip} {
		encoder, err := blind.NewEncoder(key, fields, flip)
		if err != nil {
			t.Fatal(err)
		}
		encodings := make([]blind.Encoding, len(kept))
		for i, record := range kept {
			encodings[i] = encoder.Encode(record)
		}
		pairs, err := blind.Link(encodings, encodings, flip, 0.5)
		if err != nil {
			t.Fatal(err)
		}
		right := 0
		for _, p := range pairs {
			if kept[p.A]["cluster"] == kept[p.B]["cluster"] {
				right++
			}
		}
		f1 := 2 * float64(right) / float64(len(pairs)+truth)
		t.Logf("flip %.2f: %d records, %d links, F1 %.3f; %s", flip, len(kept), len(pairs), f1, encoder.Leakage().Text)
		if f1 < 0.7 {
			t.Errorf("flip %.2f: F1 %.3f is too low to be of use", flip, f1)
		}
	}
}

func FuzzEncode(f *testing.F) {
	for _, s := range []string{"Nguyễn", "陈小红", "محمد", "1990-03-08", "07700900123", "\xff"} {
		f.Add(s, s)
	}
	encoder, err := blind.NewEncoder(key, fields, 0.05)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name, other string) {
		encoder.Encode(map[string]string{"given": name, "dob": other, "phone": other, "town": name})
	})
}
