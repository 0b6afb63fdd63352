package casefile_test

import (
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
)

// tokensOf counts the rows of an agency's index, and tells its tokens.
func tokensOf(t *testing.T, d *db.Database, agency db.ID) map[int64]bool {
	t.Helper()
	tokens := map[int64]bool{}
	if err := d.Read(background, func(tx *db.Tx) error {
		return tx.Each(background, `SELECT token FROM search_token WHERE agency_id = $1`, []any{agency}, func(scan func(...any) error) error {
			var token int64
			err := scan(&token)
			tokens[token] = true
			return err
		})
	}); err != nil {
		t.Fatal(err)
	}
	return tokens
}

func finds(t *testing.T, d *db.Database, who account.Actor, query string) int {
	t.Helper()
	var found []db.ID
	if err := d.Read(background, func(tx *db.Tx) (err error) {
		found, _, err = casefile.Search(background, tx, who, query, "", 10)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return len(found)
}

// TestAnIndexFollowsTheGrants gives, widens and ends grants, before and after a
// record is written, and looks at the agency's own index each time.
func TestAnIndexFollowsTheGrants(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		ours, theirs := agency(t, d, "Ours"), agency(t, d, "Theirs")
		id := open(t, d, ours, access.Everything, whole())
		give := func(compartments access.Compartments) {
			write(t, d, func(tx *db.Tx) error {
				return access.Give(background, tx, ours, access.Grant{Agency: theirs.Agency, Case: id, Purpose: "help", LegalBasis: "public-task", Compartments: compartments})
			})
		}
		mine := tokensOf(t, d, ours.Agency)
		if len(mine) < 10 || finds(t, d, ours, "mimi") != 1 {
			t.Fatalf("our index has %d tokens", len(mine))
		}
		if n := len(tokensOf(t, d, theirs.Agency)); n != 0 {
			t.Errorf("an agency that was granted nothing has %d tokens", n)
		}
		give(access.Decision)
		if n := len(tokensOf(t, d, theirs.Agency)); n != 0 {
			t.Errorf("an agency that does not reach identity has %d tokens", n)
		}
		give(access.Identity)
		others := tokensOf(t, d, theirs.Agency)
		if len(others) != len(mine) || finds(t, d, theirs, "mimi") != 1 {
			t.Errorf("the other index has %d tokens, ours %d", len(others), len(mine))
		}
		for token := range others {
			if mine[token] {
				t.Errorf("token %x stands in two agencies' indexes", token)
			}
		}
		write(t, d, func(tx *db.Tx) error {
			return casefile.Put(background, tx, ours, id, "interview", casefile.Record{Names: []casefile.Name{{Kind: casefile.Alias, Given: "Zorah"}}})
		})
		if finds(t, d, theirs, "zorah") != 1 || finds(t, d, ours, "zorah") != 1 {
			t.Error("a name that was added later is not found by both agencies")
		}
		write(t, d, func(tx *db.Tx) error { return access.End(background, tx, id, theirs.Agency, "help") })
		if n := len(tokensOf(t, d, theirs.Agency)); n != 0 || finds(t, d, theirs, "mimi") != 0 {
			t.Errorf("an agency whose grant has ended keeps %d tokens", n)
		}
		before := len(tokensOf(t, d, ours.Agency))
		write(t, d, func(tx *db.Tx) error { return casefile.Reindex(background, tx, id) })
		if after := len(tokensOf(t, d, ours.Agency)); after != before {
			t.Errorf("the index made anew has %d tokens, before %d", after, before)
		}
	})
}

// TestASearchGoesOnWhereItStopped reads what was found in pages.
func TestASearchGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		ours := agency(t, d, "Ours")
		var want []db.ID
		for range 7 {
			want = append([]db.ID{open(t, d, ours, access.Everything, whole())}, want...)
		}
		var got []db.ID
		for before, first := db.ID(""), true; first || before != ""; first = false {
			if err := d.Read(background, func(tx *db.Tx) error {
				part, more, err := casefile.Search(background, tx, ours, "mimi", before, 3)
				if len(part) > 3 || more != "" && len(part) != 3 {
					t.Errorf("a page of %d, and more after %q", len(part), more)
				}
				got, before = append(got, part...), more
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("found %d of %d", len(got), len(want))
		}
		seen := map[db.ID]bool{}
		for i, id := range got {
			if seen[id] || i > 0 && id > got[i-1] {
				t.Errorf("%s comes twice or out of order", id)
			}
			seen[id] = true
		}
	})
}
