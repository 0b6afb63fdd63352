package casefile

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/seal"
)

// Search runs on an index of keyed tokens. Each agency has an index of its own,
// under a key of its own: rows of its tokens for the cases whose identity it is
// granted, and no others. A search so reads only the agency's own rows, and the
// same name has different tokens in the indexes of two agencies. What the index
// gives away to whoever has the database without its keys is told in
// docs/adr/1003-keyed-tokens-per-agency.md.

func init() {
	access.OnIdentityChange(func(ctx context.Context, tx *db.Tx, change access.IdentityChange) error {
		if change.Gained {
			return indexFor(ctx, tx, change.Case, change.Agency)
		}
		return unindexFor(ctx, tx, change.Case, change.Agency)
	})
}

// Blind gives the token under which the row of an index stands.
func (t Token) Blind(key *seal.Key) int64 { return key.Blind(t.Kind, t.Text) }

// opened are the tokens of the cases that this transaction opened: all that the
// cases have, so that nothing need be read back to index them.
type opened map[db.ID][]Token

type openedKey struct{}

func openedBy(tx *db.Tx) opened {
	return *db.Kept(tx, openedKey{}, func() *opened { return &opened{} })
}

// addTokens makes a case found under tokens by every agency that is granted its
// identity.
func addTokens(ctx context.Context, tx *db.Tx, id db.ID, tokens []Token) error {
	if here := openedBy(tx); here[id] != nil {
		here[id] = append(here[id], tokens...)
	}
	agencies, err := access.Identified(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, agency := range agencies {
		if err := insertTokens(ctx, tx, id, agency, tokens); err != nil {
			return err
		}
	}
	return nil
}

// indexFor puts a case in the index of an agency.
func indexFor(ctx context.Context, tx *db.Tx, id, agency db.ID) error {
	tokens := openedBy(tx)[id]
	if tokens == nil {
		var err error
		if tokens, err = storedTokens(ctx, tx, id); err != nil {
			return err
		}
	}
	return insertTokens(ctx, tx, id, agency, tokens)
}

func unindexFor(ctx context.Context, tx *db.Tx, id, agency db.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM search_token WHERE case_id = $1 AND agency_id = $2`, id, agency)
	return err
}

// storedTokens reads everything by which a case is found.
func storedTokens(ctx context.Context, tx *db.Tx, id db.ID) ([]Token, error) {
	var reference string
	found, err := tx.Row(ctx, `SELECT reference FROM case_file WHERE id = $1`, []any{id}, &reference)
	if err != nil || !found {
		return nil, err
	}
	var record Record
	r := &reading{ctx: ctx, tx: tx, id: id}
	r.facts(&record)
	r.references(&record)
	r.contacts(&record)
	return append(NumberTokens(reference), record.tokens()...), r.err
}

func insertTokens(ctx context.Context, tx *db.Tx, id, agency db.ID, tokens []Token) error {
	if len(tokens) == 0 {
		return nil
	}
	key, _, err := seal.Index(ctx, tx, agency, true)
	if err != nil {
		return err
	}
	rows := make([][]any, 0, len(tokens))
	for _, token := range tokens {
		rows = append(rows, []any{token.Blind(key), id, agency})
	}
	return insertRows(ctx, tx, `search_token (token, case_id, agency_id)`, rows, ` ON CONFLICT (token, case_id) DO NOTHING`)
}

// Reindex makes the index of a case anew in every agency that is granted its
// identity: after facts were withdrawn, or a key of an index was changed.
func Reindex(ctx context.Context, tx *db.Tx, id db.ID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM search_token WHERE case_id = $1`, id); err != nil {
		return err
	}
	agencies, err := access.Identified(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, agency := range agencies {
		if err := indexFor(ctx, tx, id, agency); err != nil {
			return err
		}
	}
	return nil
}

// blinded gives the tokens of a set in the index of the actor's agency; false
// where the agency has no index, and so finds nothing.
func blinded(ctx context.Context, tx *db.Tx, actor account.Actor, set []Token) ([]int64, bool, error) {
	key, has, err := seal.Index(ctx, tx, actor.Agency, false)
	if err != nil || !has {
		return nil, false, err
	}
	blind := make([]int64, len(set))
	for i, token := range set {
		blind[i] = token.Blind(key)
	}
	return blind, true, nil
}
