package demo

import (
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
)

// ofNoCase finds the owners of keys that belong to no case: what is left when every
// case was erased, beside those of the store and of agencies' indexes. Whatever else
// has a key was forgotten when cases were.
const ofNoCase = `SELECT 'agency' AS what, id FROM agency UNION ALL SELECT 'account', id FROM account
	UNION ALL SELECT 'place', id FROM place UNION ALL SELECT 'house', id FROM house UNION ALL SELECT 'shelter file', id FROM shelter_file WHERE case_id IS NULL
	UNION ALL SELECT 'draft', id FROM draft UNION ALL SELECT 'file of a draft', id FROM file WHERE owner IN (SELECT id FROM draft)
	UNION ALL SELECT 'notification', id FROM notification UNION ALL SELECT 'emergency', id FROM emergency_access WHERE case_id IS NULL`

// eraseEverybody erases every case of the demonstration, in which every room keeps
// something: no key and no file of anybody may be left.
func eraseEverybody(t *testing.T, d *db.Database) {
	t.Helper()
	if err := d.Write(background, func(tx *db.Tx) error {
		cases, err := db.All(background, tx, `SELECT id FROM case_file ORDER BY id`, nil, func(id *db.ID, scan func(...any) error) error { return scan(id) })
		for _, id := range cases {
			if err == nil {
				err = casefile.Forget(background, tx, id)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for owner, keys := range counts(t, d, `SELECT owner, count(*) FROM data_key WHERE owner <> 'store' AND owner NOT LIKE 'index %' AND owner NOT IN (SELECT o.id FROM (`+ofNoCase+`) o) GROUP BY owner`) {
		t.Errorf("%d keys of %s are left, which is none of what belongs to no case", keys, owner)
	}
	for table, rows := range counts(t, d, `SELECT 'search_token', count(*) FROM search_token UNION ALL SELECT 'match_card', count(*) FROM match_card
		UNION ALL SELECT 'tie_token', count(*) FROM tie_token WHERE owner_id NOT IN (SELECT id FROM house) AND owner_id NOT IN (SELECT id FROM shelter_file WHERE case_id IS NULL)`) {
		if rows > 0 {
			t.Errorf("%d names can be found in %s", rows, table)
		}
	}
	for owner, files := range counts(t, d, `SELECT owner, count(*) FROM file WHERE owner NOT IN (SELECT id FROM draft) GROUP BY owner`) {
		t.Errorf("%d files of %s are left", files, owner)
	}
}
