package reference

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/havenward/havenward/internal/shareddata"
)

func TestLoadReplacesOnlyWhatTheFolderHolds(t *testing.T) {
	t.Parallel()
	s, err := Load(fstest.MapFS{
		"genders.json": {Data: []byte(`{"list":"genders","title":"Gender","version":"2030-01-01","source":"ours","entries":[{"code":"x","name":"Any"}]}`)},
		"towns.json":   {Data: []byte(`["Ruritania Bay","Merthyr","Blackburn","Blackburn","Bristol","Bristol"]`)},
		"README.txt":   {Data: []byte("not a list")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if s.Genders.Len() != 1 || s.Genders.Version != "2030-01-01" {
		t.Errorf("genders: %+v", s.Genders.All())
	}
	if s.Countries != Default().Countries {
		t.Error("the countries were not given and have changed")
	}
	merthyr, ok := s.Towns.Find("Merthyr Tydfil")
	if !ok || merthyr.Name != "Merthyr" || merthyr.Code != "merthyr-tydfil" || merthyr.Force != "south-wales" {
		t.Errorf("a known name keeps its code and its old spelling: %+v", merthyr)
	}
	if s.Towns.Len() != 5 || s.Towns.Name("blackburn") != "Blackburn" || s.Towns.Name("blackburn-west-lothian") != "Blackburn (West Lothian)" {
		t.Errorf("two Blackburns and one Bristol: %+v", s.Towns.All())
	}
	if bay, _ := s.Towns.ByCode("ruritania-bay"); bay.Name != "Ruritania Bay" {
		t.Errorf("an unknown name gets a code: %+v", bay)
	}
	if Default().Genders.Len() != 5 || Default().Towns.Len() < 2500 {
		t.Error("loading changed the embedded lists")
	}
}

func TestLoadedForcesReachTheFirstResponders(t *testing.T) {
	t.Parallel()
	s, err := Load(fstest.MapFS{
		"police-forces.json": {Data: []byte(`["Kent Police","Ruritania Gendarmerie"]`)},
		"first-responders.json": {Data: []byte(`{"list":"first-responders","title":"Organisations","version":"2030-01-01","source":"ours",
			"include":[{"list":"police-forces","group":"police","statistics":"Police"}],"entries":[{"code":"unseen","name":"Unseen"}]}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := s.FirstResponders.Find("Ruritania Gendarmerie"); !ok || e.Statistics != "Police" || s.FirstResponders.Len() != 3 {
		t.Errorf("%+v", s.FirstResponders.All())
	}
}

func TestLoadRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, data, want string }{
		"unknown list":    {"planets.json", `[]`, "planets.json is not the name of a list"},
		"not JSON":        {"towns.json", `{`, "towns.json: not a list"},
		"trailing":        {"towns.json", `{"list":"towns","entries":[]} {}`, "something follows"},
		"other list":      {"towns.json", `{"list":"genders","entries":[]}`, `says it is the list "genders"`},
		"unknown field":   {"towns.json", `{"list":"towns","entries":[{"kode":"a"}]}`, "kode"},
		"code twice":      {"towns.json", `{"list":"towns","entries":[{"code":"a","name":"A"},{"code":"a","name":"B"}]}`, `the code "a"`},
		"no name":         {"towns.json", `{"list":"towns","entries":[{"code":"a","name":" "}]}`, "give it a code and a name"},
		"empty name":      {"towns.json", `["Bath",""]`, "name 2 is empty"},
		"numbers":         {"towns.json", `[1]`, "names only"},
		"bad day":         {"towns.json", `{"list":"towns","entries":[{"code":"a","name":"A","until":"soon"}]}`, "towns.json"},
		"unknown include": {"towns.json", `{"list":"towns","include":[{"list":"planets"}],"entries":[]}`, `"planets"`},
		"too large":       {"towns.json", strings.Repeat(" ", maxListBytes+1), "larger than a list"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(fstest.MapFS{c.file: {Data: []byte(c.data)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q in it", err, c.want)
			}
		})
	}
	if _, err := Load(fstest.MapFS{"towns.json": {Data: []byte(`[]`)}, "uk_cities_and_towns.json": {Data: []byte(`[]`)}}); err == nil {
		t.Error("two files for one list were taken")
	}
}

// The Home Office's own lists load as they are published, but for the list of
// e-mail domains and the example, which are no closed lists.
func TestLoadHomeOfficeLists(t *testing.T) {
	t.Parallel()
	folder := filepath.Dir(shareddata.Path(t, "home-office-form/countries.json"))
	files := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == "email_domain_list.json" || path == "example-export.json" {
			return err
		}
		data, err := os.ReadFile(filepath.Join(folder, path))
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	for list, want := range map[*List]int{s.Countries: 197, s.Nationalities: 222, s.PoliceForces: 47, s.Regions: 98} {
		if list.Len() != want {
			t.Errorf("%s: %d, want %d", list.Key, list.Len(), want)
		}
	}
	if burma, _ := s.Countries.ByCode("MM"); burma.Name != "Burma" {
		t.Errorf("the name is printed as the list prints it: %+v", burma)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(`["Bath","Wells"]`))
	f.Add([]byte(`{"list":"towns","title":"T","version":"2026-01-01","source":"s","entries":[{"code":"a","name":"A","until":"2026-01-01"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Load(fstest.MapFS{"towns.json": {Data: data}})
		if (err == nil) != (s != nil) {
			t.Fatalf("set %v, error %v", s, err)
		}
		if err == nil {
			for _, e := range s.Towns.All() {
				if got, ok := s.Towns.ByCode(e.Code); !ok || got.Name != e.Name {
					t.Fatalf("%q is not found by its code", e.Name)
				}
			}
		}
	})
}
