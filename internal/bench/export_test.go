package bench

import (
	"context"
	"io"
	"slices"
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
)

// CheckCopies makes a population and looks at its copies as the program would.
func CheckCopies(t *testing.T, config Config, parse func(string) (db.ID, bool)) {
	t.Helper()
	ctx := context.Background()
	config.Progress, config.Whole = io.Discard, 1
	r := &run{Config: config, folder: config.Folder, report: &Report{}}
	small, large, err := r.populations(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer small.world.close()
	defer large.world.close()
	err = large.world.db.Read(ctx, func(tx *db.Tx) error {
		for _, check := range []struct {
			query string
			want  int
		}{
			{`SELECT count(*) FROM case_file`, 60},
			{`SELECT count(*) FROM referral`, 60},
			{`SELECT count(DISTINCT case_id) FROM fact WHERE kind = 'name'`, 60},
			{`SELECT count(*) FROM task WHERE clock_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM clock WHERE clock.id = task.clock_id AND clock.case_id = task.case_id)`, 0},
			{`SELECT count(*) FROM case_file f WHERE NOT EXISTS (SELECT 1 FROM search_token s WHERE s.case_id = f.id)`, 0},
			{`SELECT count(*) FROM case_grant g WHERE NOT EXISTS (SELECT 1 FROM case_file f WHERE f.id = g.case_id)`, 0},
		} {
			n := -1
			if _, err := tx.Row(ctx, check.query, nil, &n); err != nil {
				return err
			}
			if n != check.want {
				t.Errorf("%s: %d, want %d", check.query, n, check.want)
			}
		}
		for _, table := range []string{"case_file", "fact", "timeline", "task", "clock", "audit_event"} {
			ids, err := db.All(ctx, tx, `SELECT id FROM `+table, nil, func(id *string, scan func(...any) error) error { return scan(id) })
			if err != nil {
				return err
			}
			for _, id := range ids {
				if _, ok := parse(id); !ok {
					t.Errorf("%s: %q is not an identifier", table, id)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	checkFound(t, ctx, large)
	if err := r.export(ctx, large, 5); err != nil {
		t.Errorf("an export whose reader goes away: %v", err)
	}
}

// checkFound searches for copies by all that they are found under.
func checkFound(t *testing.T, ctx context.Context, p *population) {
	t.Helper()
	for n := range 20 {
		for _, query := range []string{p.guide.references[n], p.guide.phones[n], p.guide.pairs[n]} {
			err := p.world.db.Read(ctx, func(tx *db.Tx) error {
				found, _, err := casefile.Search(ctx, tx, p.world.manager, query, "", 50)
				if err != nil {
					return err
				}
				if len(found) == 0 || query == p.guide.references[n] && string(found[0]) != p.guide.cases[n] {
					t.Errorf("a search for copy %d by one of its tokens found %v", n, found)
				}
				if !slices.IsSortedFunc(found, func(a, b db.ID) int { return -1 * compareIDs(a, b) }) {
					t.Errorf("found cases are not newest first: %v", found)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := p.looks.ask(ctx, request{path: "/cases/" + p.guide.cases[n]}, &spent{}); err != nil {
			t.Error(err)
		}
	}
}

func compareIDs(a, b db.ID) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
