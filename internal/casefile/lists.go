package casefile

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/seal"
)

// Headlines gives the name to show in a list for each of some cases; a case
// whose identity the actor may not see has none.
func Headlines(ctx context.Context, tx *db.Tx, actor account.Actor, ids []db.ID) (map[db.ID]string, error) {
	headlines := map[db.ID]string{}
	if len(ids) == 0 {
		return headlines, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	if err := seal.Ready(ctx, tx, ids); err != nil {
		return nil, err
	}
	visible, more := access.Visible(tx, actor, "f.case_id", access.Identity, len(ids)+1)
	records := map[db.ID]*Record{}
	err := tx.Each(ctx, `SELECT f.case_id, f.id, f.sealed FROM fact f WHERE f.kind = 'name' AND f.withdrawn_at IS NULL
		AND f.case_id IN (`+db.Marks(1, len(ids))+`) AND `+visible+` ORDER BY f.case_id, f.id`, append(args, more...),
		func(scan func(...any) error) error {
			var id, row db.ID
			var sealed []byte
			if err := scan(&id, &row, &sealed); err != nil {
				return err
			}
			var name Name
			if err := Sealed(sealed).Open(ctx, tx, id, Row("fact", row), &name); err != nil {
				return err
			}
			if records[id] == nil {
				records[id] = &Record{}
			}
			records[id].Names = append(records[id].Names, name)
			return nil
		})
	for id, record := range records {
		headlines[id] = record.Headline()
	}
	return headlines, err
}

// Search finds the cases within the actor's reach that what was typed matches
// (a name, an alias, a reference or a number), at most limit of them, the
// newest first; before ("" for the newest) is after which to go on, and more,
// where there are further ones, what to go on after next. Records that are joined
// are found as the one that leads them. It reads the rows of the actor's agency
// and nobody else's.
func Search(ctx context.Context, tx *db.Tx, actor account.Actor, query string, before db.ID, limit int) (found []db.ID, more db.ID, err error) {
	if before == "" {
		before = "~" // after every identifier
	}
	for _, set := range QueryTokens(query) {
		ids, err := searchSet(ctx, tx, actor, set, before, limit+1)
		if err != nil {
			return nil, "", err
		}
		found = append(found, ids...)
	}
	slices.SortFunc(found, func(a, b db.ID) int { return strings.Compare(string(b), string(a)) })
	found = slices.Compact(found)
	if len(found) > limit {
		found = found[:limit]
		more = found[limit-1]
	}
	found, err = Leading(ctx, tx, actor, found, access.Identity)
	return found, more, err
}

// searchSet finds cases that have every token of a set. Rows of one token lie
// in the order of case identifiers, so the newest are read first and reading
// stops at the limit.
func searchSet(ctx context.Context, tx *db.Tx, actor account.Actor, set []Token, before db.ID, limit int) ([]db.ID, error) {
	tokens, indexed, err := blinded(ctx, tx, actor, set)
	if err != nil || !indexed {
		return nil, err
	}
	query, args := `SELECT t0.case_id FROM search_token t0`, []any{before}
	for i, token := range tokens {
		if i > 0 {
			query += fmt.Sprintf(` JOIN search_token t%d ON t%d.case_id = t0.case_id AND t%d.token = $%d`, i, i, i, i+2)
		}
		args = append(args, token)
	}
	visible, more := access.Visible(tx, actor, "t0.case_id", access.Identity, len(args)+1)
	args = append(args, more...)
	query += ` WHERE t0.token = $2 AND t0.case_id < $1 AND ` + visible + fmt.Sprintf(` ORDER BY t0.case_id DESC LIMIT $%d`, len(args)+1)
	return db.All(ctx, tx, query, append(args, limit), func(id *db.ID, scan func(...any) error) error { return scan(id) })
}
