package casefile_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"pgregory.net/rapid"
)

var background = context.Background()

func agency(t *testing.T, d *db.Database, name string) account.Actor {
	t.Helper()
	actor := account.Actor{Account: "somebody", Roles: []account.Role{account.DecisionMaker}, Via: account.Page}
	write(t, d, func(tx *db.Tx) (err error) {
		actor.Agency, err = account.AddAgency(background, tx, account.Agency{Name: name, Kind: account.Police, Jurisdiction: "england"})
		return err
	})
	return actor
}

func write(t *testing.T, d *db.Database, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(background, fn); err != nil {
		t.Fatal(err)
	}
}

func whole() casefile.Record {
	return casefile.Record{
		Names:         []casefile.Name{{Kind: casefile.NameGiven, Given: "Thị Hạnh", Family: "Đặng"}, {Kind: casefile.Nickname, Given: "Mimi"}},
		Birth:         civil.Partial{Year: 2001, Month: 5, About: true},
		Gender:        "female",
		Nationalities: []string{"VN", "GB"},
		Birthplace:    "A village",
		Children:      2,
		Interpreter:   "vi",
		CurrentTown:   "leeds",
		Episodes: []casefile.Episode{
			{Forms: []string{"forced-work", "wages-taken"}, Started: civil.Partial{Year: 2023}, Ended: civil.Partial{Year: 2024, Month: 2, Day: 29},
				Places: []casefile.Place{{Country: "GB", Town: "leeds", Detail: "above a shop"}, {Country: "FR"}}, Detail: "nail bar"},
			{Forms: []string{"domestic-servitude"}, Ongoing: true},
		},
		Journey:       []casefile.Leg{{FromCountry: "VN", FromPlace: "Vinh", ToCountry: "FR", Transport: "plane", Travelled: civil.Partial{Year: 2022}, Detail: "with a false passport"}},
		Actors:        []casefile.Actor{{Names: []string{"A Man"}, Nicknames: []string{"Uncle"}, Languages: []string{"vi", "en"}, Relation: "recruiter", InUK: "yes", Marks: "a scar"}},
		Indicators:    []casefile.Indicator{{Code: "documents-held", Noticed: "at the interview"}, {Code: "fear"}},
		Professionals: []casefile.Professional{{Kind: "solicitor", Name: "S. Olicitor", Phone: "+442079460123"}},
		References:    []casefile.Reference{{Kind: "crime", Value: "13/AB 1234-26", Force: "west-yorkshire"}},
		Contacts: []casefile.Contact{{Channel: casefile.Email, Value: "mimi@example.org", Whose: casefile.ThePerson, Safe: true, SafeOn: civil.MustDay("2026-03-01")},
			{Channel: casefile.Phone, Value: "+447700900123", Whose: casefile.ThePerson}},
		Consents: []casefile.Consent{{Purpose: casefile.ConsentReferral, Given: true, On: civil.MustDay("2026-03-01"), ExplainedBy: "PC Example", Language: "vi", Interpreter: "An interpreter"}},
		Stories:  map[string]string{"family": "Her mother and two brothers.", "treatment": strings.Repeat("Đ", 15000)},
	}
}

func TestARecordComesBackAsItWentIn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		actor, stranger := agency(t, d, "Ours"), agency(t, d, "Theirs")
		want := whole()
		id := open(t, d, actor, access.Everything, want)
		read := func(actor account.Actor, id db.ID) (casefile.File, error) {
			var file casefile.File
			err := d.Read(background, func(tx *db.Tx) (err error) {
				file, err = casefile.Load(background, tx, actor, id)
				return err
			})
			return file, err
		}
		file, err := read(actor, id)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, file.Record, cmpopts.EquateEmpty(), cmpopts.SortSlices(func(a, b string) bool { return a < b })); diff != "" {
			t.Errorf("the record changed in the store (-want +got):\n%s", diff)
		}
		if file.Record.Headline() != "Thị Hạnh Đặng" {
			t.Errorf("headline %q", file.Record.Headline())
		}
		if _, err := read(stranger, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger: %v", err)
		}
		if _, err := read(actor, "no such case"); !fault.Is(err, fault.NotFound) {
			t.Errorf("no such case: %v", err)
		}

		// A second source stands beside the first, and with fewer compartments
		// less is seen.
		write(t, d, func(tx *db.Tx) error {
			return casefile.Put(background, tx, actor, id, "second", casefile.Record{Nationalities: []string{"CN"}, Stories: map[string]string{"family": "A sister."}})
		})
		if file, err = read(actor, id); err != nil {
			t.Fatal(err)
		}
		if got := file.Record.Nationalities; len(got) != 3 || !strings.Contains(file.Record.Stories["family"], "A sister.") {
			t.Errorf("the second source is not beside the first: %v %q", got, file.Record.Stories["family"])
		}
		write(t, d, func(tx *db.Tx) error {
			return access.Give(background, tx, actor, access.Grant{Agency: actor.Agency, Case: id, Purpose: "test", LegalBasis: "public-task", Compartments: access.Decision})
		})
		if file, err = read(actor, id); err != nil {
			t.Fatal(err)
		}
		if r := file.Record; len(r.Names)+len(r.Stories)+len(r.Contacts)+len(r.Episodes) != 0 || len(r.Consents) != 1 {
			t.Errorf("with the decision compartment alone there is still: %+v", r)
		}
	})
}

func open(t *testing.T, d *db.Database, actor account.Actor, compartments access.Compartments, record casefile.Record) (id db.ID) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) {
		if id, _, err = casefile.OpenCase(background, tx, actor, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult}); err != nil {
			return err
		}
		if err := access.Give(background, tx, actor, access.Grant{Agency: actor.Agency, Case: id, Purpose: "test", LegalBasis: "public-task", Compartments: compartments}); err != nil {
			return err
		}
		return casefile.Put(background, tx, actor, id, "referral", record)
	})
	return id
}

func TestSearchFindsByNamesReferencesAndNumbers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		actor, stranger := agency(t, d, "Ours"), agency(t, d, "Theirs")
		id := open(t, d, actor, access.Everything, whole())
		open(t, d, actor, access.Everything, casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Hanh", Family: "Nguyen"}}})
		for query, want := range map[string]int{
			"dang thi hanh": 1, "HẠNH đặng": 1, "Hanh, Dang": 1, "hanh": 2, "mimi": 1, "13AB123426": 1, "13/AB 1234-26": 1,
			"07700 900123": 1, "+44 7700 900123": 1, "": 0, "nobody": 0, "%": 0, "' OR 1=1": 0, "dang nguyen": 0,
		} {
			for _, who := range []account.Actor{actor, stranger} {
				var found []db.ID
				err := d.Read(background, func(tx *db.Tx) (err error) {
					found, _, err = casefile.Search(background, tx, who, query, "", 10)
					return err
				})
				expected := want
				if who.Agency == stranger.Agency {
					expected = 0
				}
				if err != nil || len(found) != expected {
					t.Errorf("%q: found %v, want %d: %v", query, found, expected, err)
				}
				if expected == 1 && len(found) == 1 && found[0] != id {
					t.Errorf("%q found the wrong case", query)
				}
			}
		}
	})
}

func TestAStaleVersionIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		actor := agency(t, d, "Ours")
		id := open(t, d, actor, access.Everything, casefile.Record{})
		touch := func(version int64) error {
			return d.Write(background, func(tx *db.Tx) error { return casefile.Touch(background, tx, id, version) })
		}
		if err := touch(1); err != nil {
			t.Fatal(err)
		}
		if err := touch(1); !fault.Is(err, fault.Conflict) {
			t.Errorf("an old version: %v", err)
		}
		if err := touch(2); err != nil {
			t.Errorf("the latest version: %v", err)
		}
	})
}

func TestTasksFollowTheirClock(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		actor := agency(t, d, "Ours")
		id := open(t, d, actor, access.Everything, casefile.Record{})
		write(t, d, func(tx *db.Tx) error {
			clock, err := casefile.StartClock(background, tx, casefile.Clock{Case: id, Kind: "reasonable-grounds-decision", Rule: "rule-1",
				Started: civil.MustDay("2026-03-02"), Due: civil.MustDay("2026-03-09")})
			if err != nil {
				return err
			}
			for _, task := range []casefile.Task{{Kind: "decide", Clock: clock, Due: civil.MustDay("2026-03-09")}, {Kind: "call"}} {
				task.Case, task.Agency = id, actor.Agency
				if _, err := casefile.SetTask(background, tx, task); err != nil {
					return err
				}
			}
			return nil
		})
		openTasks := func() (kinds string) {
			t.Helper()
			err := d.Read(background, func(tx *db.Tx) error {
				tasks, err := casefile.OpenTasks(background, tx, actor, false, 10)
				for _, task := range tasks {
					kinds += task.Kind + " " + task.Due.String() + ";"
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return kinds
		}
		if got := openTasks(); got != "decide 2026-03-09;call ;" {
			t.Errorf("open tasks %q", got)
		}
		write(t, d, func(tx *db.Tx) error {
			return casefile.StopClocks(background, tx, id, "reasonable-grounds-decision", "", "decided")
		})
		if got := openTasks(); got != "call ;" {
			t.Errorf("after the clock stopped: %q", got)
		}
	})
}

func TestReferencesCatchMistakes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		reference := casefile.NewReference("HW")
		if got, ok := casefile.ReadReference(" " + strings.ToLower(reference)); !ok || got != reference {
			t.Fatalf("%s read back as %q, %v", reference, got, ok)
		}
		at := rapid.SampledFrom([]int{3, 4, 5, 6, 8, 9, 10, 11, 13}).Draw(t, "place")
		other := rapid.SampledFrom(strings.Split("0123456789ABCDEFGHJKMNPQRSTVWXY", "")).Draw(t, "character")
		if mistaken := reference[:at] + other + reference[at+1:]; mistaken != reference {
			if _, ok := casefile.ReadReference(mistaken); ok {
				t.Fatalf("%s was accepted as %s", reference, mistaken)
			}
		}
	})
}

func TestFilesAreJudgedByTheirContent(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		actor := agency(t, d, "Ours")
		owner := db.NewID(dbtest.Noon)
		add := func(name string, content []byte) (id db.ID, err error) {
			err = d.Write(background, func(tx *db.Tx) (err error) {
				id, err = casefile.AddFile(background, tx, actor, owner, "", name, "a photograph", civil.Partial{Year: 2025}, content)
				return err
			})
			return id, err
		}
		picture := append([]byte("\xff\xd8\xff\xe0"), make([]byte, 600_000)...)
		id, err := add("C:\\photos\\..\\\u202egpj.exe", picture)
		if err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string][]byte{
			"program.pdf": []byte("MZ\x90\x00"), "page.pdf": []byte("<html><script>"), "empty.pdf": nil,
			"archive.docx": []byte("PK\x03\x04 not a document"), "big.pdf": append([]byte("%PDF-"), make([]byte, casefile.MaxFile)...),
		} {
			if _, err := add(name, content); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		err = d.Read(background, func(tx *db.Tx) error {
			file, content, err := casefile.FileContent(background, tx, owner, id)
			if err != nil {
				return err
			}
			if file.Name != "gpj.exe" || file.MediaType != casefile.JPEG || len(content) != len(picture) || file.Description != "a photograph" {
				t.Errorf("read back %+v with %d bytes", file, len(content))
			}
			if _, _, err := casefile.FileContent(background, tx, "another owner", id); !fault.Is(err, fault.NotFound) {
				t.Errorf("another owner: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzNameTokens(f *testing.F) {
	f.Add("Đặng Thị Hạnh")
	f.Add("Ọṣunwálé-Ògún  O'Neill")
	f.Fuzz(func(t *testing.T, name string) {
		for _, token := range casefile.NameTokens(name) {
			if token.Text == "" || strings.ContainsAny(token.Text, " \x00") {
				t.Fatalf("%q gave the token %q", name, token.Text)
			}
		}
		casefile.QueryTokens(name)
		casefile.NumberTokens(name)
		casefile.ReadReference(name)
		casefile.FileName(name)
	})
}

func TestATakenReferenceIsNotGivenTwice(t *testing.T) {
	t.Parallel()
	tries := 0
	reference, err := casefile.WithReference("HW", func(string) (int64, error) {
		if tries++; tries < 3 {
			return 0, nil // another row has it
		}
		return 1, nil
	})
	if _, ok := casefile.ReadReference(reference); err != nil || !ok || tries != 3 {
		t.Errorf("after %d tries: %q, %v", tries, reference, err)
	}
	if _, err := casefile.WithReference("HW", func(string) (int64, error) { return 0, nil }); err == nil {
		t.Error("a reference that was never free was given")
	}
}

func TestEveryReferenceIsFoundAsItIsReadOut(t *testing.T) {
	t.Parallel()
	for range 500 {
		reference := casefile.NewReference("HW")
		for _, typed := range []string{reference, strings.ToLower(reference), strings.ReplaceAll(reference, "-", " ")} {
			if sets := casefile.QueryTokens(typed); len(sets) == 0 || sets[0][0] != casefile.NumberTokens(reference)[0] {
				t.Errorf("%q is not looked up as a reference: %v", typed, sets)
			}
		}
	}
}
