package casefile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
)

// TestMoreRowsThanOneStatementTakes keeps far more names and stories than fit
// into one statement, in their order, and finds each by its own tokens.
func TestMoreRowsThanOneStatementTakes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		actor := agency(t, d, "Ours")
		record := casefile.Record{Stories: map[string]string{}}
		for i := range 95 {
			record.Names = append(record.Names, casefile.Name{Kind: casefile.Alias, Given: "Invented", Family: "Name" + strings.Repeat("x", i)})
			record.Stories[fmt.Sprint("story-", i)] = fmt.Sprint("text ", i)
		}
		id := open(t, d, actor, access.Everything, record)
		err := d.Read(background, func(tx *db.Tx) error {
			file, err := casefile.Load(background, tx, actor, id)
			if err != nil {
				return err
			}
			if diff := cmp.Diff(record.Names, file.Record.Names); diff != "" {
				t.Errorf("names (-put +stored):\n%s", diff)
			}
			if diff := cmp.Diff(record.Stories, file.Record.Stories); diff != "" {
				t.Errorf("stories (-put +stored):\n%s", diff)
			}
			for _, i := range []int{0, 39, 40, 94} {
				if found, _, err := casefile.Search(background, tx, actor, "name"+strings.Repeat("x", i), "", 5); err != nil || len(found) != 1 {
					t.Errorf("by name %d: %v, %v", i, found, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
