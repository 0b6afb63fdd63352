package reference

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/havenward/havenward/internal/civil"
	"pgregory.net/rapid"
)

func TestEveryEntryIsFoundByCodeNameAndAlias(t *testing.T) {
	t.Parallel()
	for _, list := range Default().Lists() {
		if list.Title == "" || list.Source == "" || list.Version == "" {
			t.Errorf("%s does not say its title, source and version", list.Key)
		}
		for _, e := range list.All() {
			if got, ok := list.ByCode(e.Code); !ok || got.Name != e.Name {
				t.Errorf("%s: code %q gives %+v", list.Key, e.Code, got)
			}
			for _, name := range append([]string{e.Name}, e.Aliases...) {
				if name != strings.TrimSpace(name) || strings.Contains(name, "  ") {
					t.Errorf("%s: %q has spaces to spare", list.Key, name)
				}
				all := list.FindAll(name)
				if !slices.ContainsFunc(all, func(f Entry) bool { return f.Code == e.Code }) {
					t.Errorf("%s: %q does not find %s", list.Key, name, e.Code)
				}
			}
			if got, _ := list.Find(e.Name); got.Code != e.Code {
				t.Errorf("%s: the name %q means %s and %s", list.Key, e.Name, got.Code, e.Code)
			}
		}
	}
}

// A name may mean two entries in two lists only: there are several Newports, and
// "Kent" is a force and a council among the first responders.
func TestAliasesAreUnambiguous(t *testing.T) {
	t.Parallel()
	for _, list := range Default().Lists() {
		if list.Key == "towns" || list.Key == "first-responders" {
			continue
		}
		for fold, entries := range list.byName {
			if len(entries) > 1 {
				t.Errorf("%s: %q means %s and %s", list.Key, fold, list.entries[entries[0]].Name, list.entries[entries[1]].Name)
			}
		}
	}
}

func TestCodesPointAtEntries(t *testing.T) {
	t.Parallel()
	s := Default()
	for _, list := range s.Lists() {
		for _, e := range list.All() {
			for _, link := range []struct {
				field, code string
				to          *List
			}{
				{"nation", e.Nation, s.Nations}, {"region", e.Region, s.Regions}, {"force", e.Force, s.PoliceForces},
				{"country", e.Country, s.Countries}, {"successor", e.Successor, list},
			} {
				if link.code == "" {
					continue
				}
				if _, ok := link.to.ByCode(link.code); !ok {
					t.Errorf("%s %s: %s %q is not in %s", list.Key, e.Code, link.field, link.code, link.to.Key)
				}
			}
			if e.Until.IsZero() != (e.Successor == "") {
				t.Errorf("%s %s: an entry that ended names its successor, and only such an entry", list.Key, e.Code)
			}
		}
	}
}

func TestPlacesKnowWhereTheyAre(t *testing.T) {
	t.Parallel()
	s := Default()
	for _, list := range []*List{s.Towns, s.LocalAuthorities} {
		for _, e := range list.All() {
			if e.Code == "unknown" || e.Region == "isle-of-man" {
				continue
			}
			if e.Nation == "" || e.Force == "" || (e.Region == "" && list == s.Towns) {
				t.Errorf("%s %s: nation %q, region %q, force %q", list.Key, e.Code, e.Nation, e.Region, e.Force)
			}
			if force, _ := s.PoliceForces.ByCode(e.Force); force.Nation != e.Nation {
				t.Errorf("%s %s in %s has a force of %s", list.Key, e.Code, e.Nation, force.Nation)
			}
		}
	}
	for town, force := range map[string]string{"London": "metropolitan", "Heathrow": "metropolitan", "Slough": "thames-valley",
		"Middlesbrough": "cleveland", "Grimsby": "humberside", "Bath": "avon-and-somerset", "Aberdâr": "south-wales",
		"Derry": "psni", "Aberdeen": "police-scotland", "Warrington": "cheshire", "Luton": "bedfordshire"} {
		if e, _ := s.Towns.Find(town); e.Force != force {
			t.Errorf("%s is policed by %s, not %s", town, force, e.Force)
		}
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	s := Default()
	count := func(list *List, keep func(Entry) bool) (n int) {
		for _, e := range list.All() {
			if keep(e) {
				n++
			}
		}
		return n
	}
	today := civil.MustDay("2026-11-22")
	council := func(nation string, groups ...string) int {
		return count(s.LocalAuthorities, func(e Entry) bool {
			return e.InUse(today) && e.Nation == nation && slices.Contains(groups, e.Group)
		})
	}
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"ISO 3166 countries, Kosovo and unknown", s.Countries.Len(), 251},
		{"police forces", s.PoliceForces.Len(), 47},
		{"general indicators", s.Indicators.Len(), 36},
		{"child indicators", s.ChildIndicators.Len(), 17},
		{"forms of exploitation", s.ExploitationForms.Len(), 10},
		{"bands of last contact", s.LastContact.Len(), 7},
		{"county councils of England", council("england", "county"), 21},
		{"district councils of England", council("england", "district"), 164},
		{"unitary councils of England", council("england", "unitary"), 63},
		{"metropolitan districts", council("england", "metropolitan"), 36},
		{"London boroughs and the City", council("england", "london"), 33},
		{"councils of Wales", council("wales", "unitary"), 22},
		{"councils of Scotland", council("scotland", "unitary"), 32},
		{"councils of Northern Ireland", council("northern-ireland", "district"), 11},
		{"health and social care trusts", council("northern-ireland", "hsc-trust"), 5},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.what, c.got, c.want)
		}
	}
	if s.Towns.Len() < 2500 {
		t.Errorf("only %d towns", s.Towns.Len())
	}
}

func TestFindIgnoresCaseAccentsAndSigns(t *testing.T) {
	t.Parallel()
	s := Default()
	for _, c := range []struct {
		list       *List
		name, code string
	}{
		{s.Countries, "burma", "MM"}, {s.Countries, "Cote d'Ivoire", "CI"}, {s.Countries, "Ivory Coast", "CI"},
		{s.Countries, "Türkiye", "TR"}, {s.Countries, "Viet Nam", "VN"}, {s.Countries, "Gambia", "GM"},
		{s.Countries, "Congo (Democratic Republic)", "CD"}, {s.Countries, "Congo", "CG"}, {s.Countries, "SWAZILAND", "SZ"},
		{s.Countries, "Guinea Bissau", "GW"}, {s.Countries, "Guinea", "GN"},
		{s.Nationalities, "Citizen of Vanuatu ", "VU"}, {s.Nationalities, "UKrainian", "UA"}, {s.Nationalities, "uk", "GB"},
		{s.Nationalities, "Congolese Drc ", "CD"}, {s.Nationalities, "Dominican", "DM"}, {s.Nationalities, "Welsh", "GB-WLS"},
		{s.PoliceForces, "devon and cornwall police", "devon-and-cornwall"}, {s.PoliceForces, "GMP", "greater-manchester"},
		{s.LocalAuthorities, "Mid & East Antrim Borough Council", "mid-and-east-antrim-borough-council"},
		{s.LocalAuthorities, "Wycombe District Council", "wycombe-district-council"},
		{s.Languages, "tiếng việt", "vi"}, {s.Languages, "Farsi", "fa"}, {s.Languages, "Shqip", "sq"},
		{s.FirstResponders, "Salvation Army", "the-salvation-army"},
		{s.LastContact, "over-a-year-ago", "over-a-year-ago"},
	} {
		if e, ok := c.list.Find(c.name); !ok || e.Code != c.code {
			t.Errorf("%s: %q gives %q, want %q", c.list.Key, c.name, e.Code, c.code)
		}
	}
	for _, name := range []string{"", " ", "-", "Ruritania"} {
		if e, ok := s.Countries.Find(name); ok {
			t.Errorf("%q finds %s", name, e.Name)
		}
	}
}

func TestSearchSuggestsNamesThenAliasesThenWords(t *testing.T) {
	t.Parallel()
	s := Default()
	for _, c := range []struct {
		list  *List
		typed string
		want  []string
	}{
		{s.Countries, "viet", []string{"VN"}},
		{s.Countries, "bur", []string{"BF", "BI", "MM"}},
		{s.Countries, "united k", []string{"GB"}},
		{s.Languages, "kur", []string{"ckb", "kmr", "ku"}},
		{s.PoliceForces, "yorkshire", []string{"north-yorkshire", "south-yorkshire", "west-yorkshire"}},
	} {
		var got []string
		for _, e := range c.list.Search(c.typed, 10) {
			got = append(got, e.Code)
		}
		if len(got) < len(c.want) || !slices.Equal(got[:len(c.want)], c.want) {
			t.Errorf("%s: %q suggests %v, want %v first", c.list.Key, c.typed, got, c.want)
		}
	}
	if got := s.Towns.Search("newport", 20); len(got) < 5 || !strings.HasPrefix(got[0].Name, "Newport (") || got[len(got)-1].Name != "Newport-on-Tay" {
		t.Errorf("newport suggests %v", got)
	}
	if len(s.Towns.Search("", 5)) != 0 || len(s.Towns.Search("a", 0)) != 0 || len(s.Towns.Search("a", 3)) != 3 {
		t.Error("nothing typed, or no room, gives nothing; a limit is kept")
	}
}

func TestSearchAgreesWithReadingTheWholeList(t *testing.T) {
	t.Parallel()
	towns := Default().Towns
	all := towns.All()
	rapid.Check(t, func(t *rapid.T) {
		fold := []rune(Fold(rapid.SampledFrom(all).Draw(t, "town").Name))
		typed := string(fold[:rapid.IntRange(1, len(fold)).Draw(t, "letters")])
		want := map[string]bool{}
		for _, e := range all {
			for _, name := range append([]string{e.Name}, e.Aliases...) {
				if f := " " + Fold(name); strings.Contains(f, " "+Fold(typed)) {
					want[e.Code] = true
				}
			}
		}
		got := towns.Search(typed, len(all))
		if len(got) != len(want) {
			t.Fatalf("%q suggests %d towns, want %d", typed, len(got), len(want))
		}
		for _, e := range got {
			if !want[e.Code] {
				t.Fatalf("%q suggests %s", typed, e.Name)
			}
		}
	})
}

func TestFormerCouncilsEndAndAreFollowed(t *testing.T) {
	t.Parallel()
	councils := Default().LocalAuthorities
	e, ok := councils.Find("Wycombe District Council")
	if !ok || e.Successor != "buckinghamshire-council" {
		t.Fatalf("%+v", e)
	}
	if !e.InUse(civil.MustDay("2020-03-31")) || e.InUse(civil.MustDay("2020-04-01")) {
		t.Error("Wycombe was in use until 31 March 2020")
	}
}

func TestNothingUnkindIsShown(t *testing.T) {
	t.Parallel()
	// The name of a unit of the Home Office is not ours to change.
	const official = "Illegal Migration Intake Unit"
	for _, list := range Default().Lists() {
		for _, e := range list.All() {
			shown := strings.ToLower(strings.ReplaceAll(e.Name+" "+strings.Join(e.Aliases, " "), official, ""))
			for _, word := range []string{"illegal", "prostitut", "alleged"} {
				if strings.Contains(shown, word) {
					t.Errorf("%s shows %q", list.Key, e.Name)
				}
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, seed := range []string{"Albania", "côte d’ivoire", "St. Helena", "  The  Gambia ", "\xff", "ﷺ", "İstanbul", "한국어"} {
		f.Add(seed)
	}
	s := Default()
	f.Fuzz(func(t *testing.T, name string) {
		fold := Fold(name)
		for _, r := range fold {
			if unicode.IsUpper(r) && unicode.ToLower(r) != r {
				t.Fatalf("fold %q of %q has capitals", fold, name)
			}
		}
		for _, list := range s.Lists() {
			e, ok := list.Find(name)
			if again, same := list.Find(strings.ToUpper(name)); ok && isASCII(name) && (!same || again.Code != e.Code) {
				t.Fatalf("%q finds %s in capitals, %s as it is", name, again.Code, e.Code)
			}
			if all := list.FindAll(name); ok != (len(all) > 0) || ok && all[0].Code != e.Code {
				t.Fatalf("Find and FindAll disagree on %q", name)
			}
			if ok && len(list.Search(name, list.Len())) == 0 {
				t.Fatalf("%q is found and not suggested", name)
			}
		}
	})
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}
