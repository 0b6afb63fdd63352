package casefile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/seal"
)

// Sealed is an identifying value as the store holds it. Nothing that names a
// person, or tells their story, is stored except through Seal, or read except
// through Open: this is the one door. Behind it package seal encrypts under the
// data key of the value's owner.
type Sealed []byte

// String keeps a sealed value out of logs and pages.
func (Sealed) String() string { return "(sealed)" }

// Seal closes a value (a string or a struct of them) for one place in the store:
// the case or draft that owns it, and the table it stands in (with the row, where
// an owner has several). A value sealed for one place cannot be opened as
// another's.
func Seal(ctx context.Context, tx *db.Tx, owner db.ID, place string, value any) (Sealed, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("seal %s of %s: %w", place, owner, err)
	}
	sealed, err := tx.Sealer().Seal(ctx, tx, owner, place, text)
	if err != nil {
		return nil, fmt.Errorf("seal %s of %s: %w", place, owner, err)
	}
	return sealed, nil
}

// SealWith is Seal with a key at hand, for filling a database from outside its
// one way to write (package bench).
func SealWith(key *seal.Key, place string, value any) (Sealed, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return key.Seal(place, text)
}

// Row names the place of one row of several that an owner has in a table.
func Row(table string, key ...any) string {
	for _, part := range key {
		table += "/" + fmt.Sprint(part)
	}
	return table
}

// Open reads a value sealed for the same place into dest. An empty Sealed
// leaves dest as it is. It may be called while rows are being scanned.
func (s Sealed) Open(ctx context.Context, tx *db.Tx, owner db.ID, place string, dest any) error {
	if len(s) == 0 {
		return nil
	}
	text, err := tx.Sealer().Open(ctx, tx, owner, place, s)
	if err != nil {
		return fmt.Errorf("open %s of %s: %w", place, owner, err)
	}
	if err := json.Unmarshal(text, dest); err != nil {
		return fmt.Errorf("open %s of %s: %w", place, owner, errors.New("the stored value is damaged"))
	}
	return nil
}

// SealRow is Seal for one row of a table, as the store takes it. It goes when its
// owner is erased.
func SealRow(ctx context.Context, tx *db.Tx, owner db.ID, table string, row db.ID, value any) ([]byte, error) {
	return Seal(ctx, tx, owner, Row(table, row), value)
}

// OpenRow reads what SealRow closed into dest; nothing leaves dest as it is.
func OpenRow(ctx context.Context, tx *db.Tx, sealed []byte, owner db.ID, table string, row db.ID, dest any) error {
	return Sealed(sealed).Open(ctx, tx, owner, Row(table, row), dest)
}
