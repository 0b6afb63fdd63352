package accommodation

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	keys "github.com/havenward/havenward/internal/seal"
)

// atOnce is how many tokens one statement asks for or stores. Statements are of
// this one length, so that a connection keeps few of them prepared.
const atOnce = 64

// putTokens stores the tokens of one side of somebody.
func putTokens(ctx context.Context, tx *db.Tx, owner db.ID, side string, tokens []int64) error {
	for some := range slices.Chunk(tokens, atOnce) {
		args := make([]any, 0, 2+len(some))
		args = append(args, side, owner)
		var rows strings.Builder
		for i, token := range some {
			if i > 0 {
				rows.WriteString(", ")
			}
			rows.WriteString("(" + db.Marks(3+i, 1) + ", $1, $2)")
			args = append(args, token)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO tie_token (token, side, owner_id) VALUES `+rows.String()+` ON CONFLICT (token, side, owner_id) DO NOTHING`, args...); err != nil {
			return err
		}
	}
	return nil
}

// owners adds to found whose tokens of some sides are among those given.
func owners(ctx context.Context, tx *db.Tx, tokens []int64, sides []string, found map[db.ID]bool) error {
	for some := range slices.Chunk(tokens, atOnce) {
		args := make([]any, 0, len(sides)+atOnce)
		for _, side := range sides {
			args = append(args, side)
		}
		for i := range atOnce {
			args = append(args, some[min(i, len(some)-1)])
		}
		if err := tx.Each(ctx, `SELECT DISTINCT owner_id FROM tie_token WHERE side IN (`+db.Marks(1, len(sides))+`) AND token IN (`+db.Marks(1+len(sides), atOnce)+`)`, args,
			func(scan func(...any) error) error {
				var id db.ID
				err := scan(&id)
				found[id] = true
				return err
			}); err != nil {
			return err
		}
	}
	return nil
}

// holder is somebody for whom a bed in a house is held or taken.
type holder struct {
	File
	house db.ID
}

// holders tells apart whom tokens found: people with the house where a bed is held
// or taken for them, and houses of the desk; of one house only where it is given.
func (room *Room) holders(ctx context.Context, tx *db.Tx, desk, only db.ID, found map[db.ID]bool) (people []holder, tied []db.ID, err error) {
	if len(found) == 0 {
		return nil, nil, nil
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(found)), atOnce) {
		// Who is meant is named by identifier alone, and held against the desk here:
		// beside the desk in the statement, SQLite reads all that the desk has.
		args := []any{only}
		for i := range atOnce {
			args = append(args, some[min(i, len(some)-1)])
		}
		more, err := db.All(ctx, tx, `SELECT `+fileColumns+`, coalesce(s.house_id, o.house_id)`+fileTables+`
			LEFT JOIN stay s ON s.file_id = f.id AND s.ended_at IS NULL LEFT JOIN bed_offer o ON o.file_id = f.id AND o.answered_at IS NULL
			WHERE f.id IN (`+db.Marks(2, atOnce)+`) AND coalesce(s.house_id, o.house_id) IS NOT NULL AND ($1 = '' OR coalesce(s.house_id, o.house_id) = $1)`, args, func(h *holder, scan func(...any) error) error {
			var sealed []byte
			if err := scanFile(&h.File, &sealed, scan, &h.house); err != nil || h.Desk != desk {
				return err
			}
			return casefile.OpenRow(ctx, tx, sealed, h.owner(), sealedFile, h.ID, &h.Private)
		})
		if err != nil {
			return nil, nil, err
		}
		people = append(people, slices.DeleteFunc(more, func(h holder) bool { return h.Desk != desk })...)
		if err := tx.Each(ctx, `SELECT id, agency_id FROM house WHERE ($1 = '' OR id = $1) AND id IN (`+db.Marks(2, atOnce)+`)`, args, func(scan func(...any) error) error {
			var house, agency db.ID
			err := scan(&house, &agency)
			if agency == desk {
				tied = append(tied, house)
			}
			return err
		}); err != nil {
			return nil, nil, err
		}
	}
	return people, tied, nil
}

// holdersIn are those for whom a bed of one house is held or taken.
func holdersIn(ctx context.Context, tx *db.Tx, house House) ([]holder, error) {
	var ids, owners []db.ID
	if err := tx.Each(ctx, `SELECT f.id, coalesce(f.case_id, f.id) FROM stay s JOIN shelter_file f ON f.id = s.file_id WHERE s.house_id = $1 AND s.ended_at IS NULL
		UNION SELECT f.id, coalesce(f.case_id, f.id) FROM bed_offer o JOIN shelter_file f ON f.id = o.file_id WHERE o.house_id = $1 AND o.answered_at IS NULL`, []any{house.ID}, func(scan func(...any) error) error {
		var id, owner db.ID
		err := scan(&id, &owner)
		ids, owners = append(ids, id), append(owners, owner)
		return err
	}); err != nil || len(ids) == 0 {
		return nil, err
	}
	if err := keys.Ready(ctx, tx, owners); err != nil {
		return nil, err
	}
	found, err := filesByID(ctx, tx, ids)
	people := make([]holder, len(found))
	for i, f := range found {
		people[i] = holder{f, house.ID}
	}
	return people, err
}

// clearedBy are, for each file, those of whom the desk settled that they are another
// person.
func clearedBy(ctx context.Context, tx *db.Tx, list []db.ID) (map[db.ID]map[db.ID]bool, error) {
	args := make([]any, len(list))
	cleared := make(map[db.ID]map[db.ID]bool, len(list))
	for i, id := range list {
		args[i], cleared[id] = id, map[db.ID]bool{}
	}
	err := tx.Each(ctx, `SELECT file_id, other_id FROM tie_cleared WHERE undone_at IS NULL AND file_id IN (`+db.Marks(1, len(args))+`)`, args, func(scan func(...any) error) error {
		var file, other db.ID
		err := scan(&file, &other)
		cleared[file][other] = true
		return err
	})
	return cleared, err
}
