package reference

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/shareddata"
)

// TestHomeOfficeLists asks for every value of the closed lists of the Home
// Office form. missing is a floor: the number of values we do not hold may only
// go down.
func TestHomeOfficeLists(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file    string
		list    *List
		size    int
		missing int
	}{
		{"countries.json", Default().Countries, 197, 0},
		{"nationalities.json", Default().Nationalities, 222, 0},
		{"uk_police_forces.json", Default().PoliceForces, 47, 0},
		{"uk_local_authorities.json", Default().LocalAuthorities, 451, 0},
		{"uk_regions.json", Default().Regions, 98, 0},
		{"organisations.json", Default().FirstResponders, 526, 0},
		{"uk_cities_and_towns.json", Default().Towns, 1622, 38},
	} {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			names := homeOfficeNames(t, c.file)
			if len(names) != c.size {
				t.Errorf("%s holds %d names; this test was written for %d", c.file, len(names), c.size)
			}
			var missing []string
			for _, name := range names {
				if !foundInAnyLanguage(c.list, name) {
					missing = append(missing, name)
				}
			}
			if len(missing) > c.missing {
				t.Errorf("%d of %d not found, at most %d may be: %q", len(missing), len(names), c.missing, missing)
			}
			if len(missing) < c.missing {
				t.Errorf("only %d not found: lower the floor from %d", len(missing), c.missing)
			}
		})
	}
}

// TestDistinctNamesStayDistinct guards against an alias that swallows a
// neighbour: two values of a Home Office list that are not the same place must
// not become one entry.
func TestDistinctNamesStayDistinct(t *testing.T) {
	t.Parallel()
	for file, list := range map[string]*List{
		"countries.json":        Default().Countries,
		"nationalities.json":    Default().Nationalities,
		"uk_police_forces.json": Default().PoliceForces,
		"uk_regions.json":       Default().Regions,
	} {
		seen := map[string]string{}
		for _, name := range homeOfficeNames(t, file) {
			e, ok := list.Find(name)
			if !ok {
				continue
			}
			if other, twice := seen[e.Code]; twice {
				t.Errorf("%s: %q and %q are both %s", file, other, name, e.Code)
			}
			seen[e.Code] = name
		}
	}
}

func homeOfficeNames(t *testing.T, file string) []string {
	t.Helper()
	raw, err := os.ReadFile(shareddata.Path(t, "home-office-form/"+file))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	if err := json.Unmarshal(raw, &names); err != nil {
		t.Fatal(err)
	}
	return names
}

// foundInAnyLanguage finds a place whose name is printed in two languages, as
// in "Mold / Yr Wyddgrug", by the whole or by either.
func foundInAnyLanguage(list *List, name string) bool {
	if _, ok := list.Find(name); ok {
		return true
	}
	for part := range strings.SplitSeq(name, "/") {
		if _, ok := list.Find(part); ok && strings.Contains(name, "/") {
			return true
		}
	}
	return false
}

// statisticsColumn reads the distinct values of columns of the published table.
func statisticsColumn(t *testing.T, columns ...string) map[string]bool {
	t.Helper()
	f, err := os.Open(shareddata.Path(t, "nrm-statistics/nrm_leaf_2022q2_2023q4.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	values := map[string]bool{}
	for _, row := range rows[1:] {
		var value []string
		for _, column := range columns {
			value = append(value, row[at[column]])
		}
		values[strings.Join(value, "|")] = true
	}
	return values
}

func TestPublishedFirstRespondersAreKnownByTypeAndName(t *testing.T) {
	t.Parallel()
	published := map[string]bool{}
	for _, e := range Default().FirstResponders.All() {
		published[e.Statistics+"|"+e.PublishedName()] = true
	}
	for responder := range statisticsColumn(t, "first_responder_type", "first_responder") {
		if !published[responder] {
			t.Errorf("no organisation of ours is counted as %q", responder)
		}
	}
}

func TestPublishedAgesGendersAndExploitationAreKnown(t *testing.T) {
	t.Parallel()
	words := func(list *List) map[string]bool {
		known := map[string]bool{}
		for _, e := range list.All() {
			known[e.Statistics] = true
		}
		return known
	}
	for column, list := range map[string]*List{"gender": Default().Genders, "age_at_exploitation": Default().AgeGroups} {
		known := words(list)
		for value := range statisticsColumn(t, column) {
			if !known[value] {
				t.Errorf("%s %q is in no entry of %s", column, value, list.Key)
			}
		}
	}
	forms := words(Default().ExploitationForms)
	for value := range statisticsColumn(t, "exploitation_type") {
		if value == "Not specified or unknown" {
			continue
		}
		for part := range strings.SplitSeq(strings.ReplaceAll(value, " & ", ", "), ", ") {
			if !forms[part] {
				t.Errorf("exploitation type %q of %q is in no form of exploitation", part, value)
			}
		}
	}
}
