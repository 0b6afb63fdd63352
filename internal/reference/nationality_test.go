package reference

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSplitNationalities(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		codes []string
	}{
		{"Albanian", []string{"AL"}},
		{"Albanian Greek", []string{"AL", "GR"}},
		{"South Sudanese South African", []string{"SS", "ZA"}},
		{"Sudanese South Sudanese", []string{"SD", "SS"}},
		{"Central African Congolese (Drc)", []string{"CF", "CD"}},
		{"British Virgin Islander Citizen of the Dominican Republic", []string{"VG", "DO"}},
		{"British Virgin Islander UK", []string{"VG", "GB"}},
		{"Congolese Congo ", []string{"CG"}},
		{"Congolese Congo Rwandan", []string{"CG", "RW"}},
		{"Congolese Drc UK", []string{"CD", "GB"}},
		{"Citizen of Guinea Bissau Portuguese", []string{"GW", "PT"}},
		{"Australian UKrainian", []string{"AU", "UA"}},
		{"Unknown UK", []string{"unknown", "GB"}},
		{"Equatorial Guinean", []string{"GQ"}},
		{"Albanian Equatorial Guinean", []string{"AL", "GQ"}},
		{"Hong Konger UK", []string{"HK", "GB"}},
		{"Ruritanian", nil},
		{"Ruritanian UK", nil},
		{"", nil},
	} {
		parts, known := SplitNationalities(c.text)
		if strings.Join(parts, " ") != c.text || known != (c.codes != nil) {
			t.Errorf("%q: %q, known %v", c.text, parts, known)
		}
		if codes := Default().NationalityCodes(c.text); !slices.Equal(codes, c.codes) {
			t.Errorf("%q: codes %v, want %v", c.text, codes, c.codes)
		}
	}
}

func TestEveryPublishedNationalityIsTakenApartAndPutTogether(t *testing.T) {
	t.Parallel()
	published := statisticsColumn(t, "nationality")
	if len(published) != 480 {
		t.Errorf("%d strings, this test was written for 480", len(published))
	}
	for text := range published {
		parts, known := SplitNationalities(text)
		if !known {
			t.Errorf("%q has an unknown part", text)
		}
		if strings.Join(parts, " ") != text {
			t.Errorf("%q became %q", text, parts)
		}
	}
}

// Any two nationalities written one after the other come back as those two,
// unless the pair is itself a nationality.
func TestSplitNationalitiesUndoesJoining(t *testing.T) {
	t.Parallel()
	all := Default().Nationalities.All()
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SampledFrom(all).Draw(t, "first").Name
		b := rapid.SampledFrom(all).Draw(t, "second").Name
		joined := a + " " + b
		if _, one := Default().Nationalities.Find(joined); one {
			return
		}
		parts, known := SplitNationalities(joined)
		if !known || !slices.Equal(parts, []string{a, b}) {
			t.Fatalf("%q became %q", joined, parts)
		}
	})
}

func FuzzSplitNationalities(f *testing.F) {
	for _, seed := range []string{"Albanian Greek", "Congolese Congo ", "  UK  ", " ", "South Sudanese", "UK UK UK", "\xff UK"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parts, known := SplitNationalities(text)
		if strings.Join(parts, " ") != text {
			t.Fatalf("%q became %q", text, parts)
		}
		if len(parts) > 2 || !known && len(parts) != 1 {
			t.Fatalf("%q became %d parts, known %v", text, len(parts), known)
		}
		for _, part := range parts {
			if _, ok := Default().Nationalities.Find(part); ok != known {
				t.Fatalf("%q: part %q found %v, known %v", text, part, ok, known)
			}
		}
	})
}
