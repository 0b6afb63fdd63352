package account

import (
	"context"

	"github.com/havenward/havenward/internal/db"
)

// Places where secrets are sealed.
const (
	totpPlace     = "account totp"
	providerPlace = "provider secret"
)

// sealSecret closes a secret of an account or a provider under the key of its
// owner, so that a stolen database opens nobody's account. No secret stays none.
func sealSecret(ctx context.Context, tx *db.Tx, owner db.ID, place, secret string) ([]byte, error) {
	if secret == "" {
		return nil, nil
	}
	return tx.Sealer().Seal(ctx, tx, owner, place, []byte(secret))
}

func openSecret(ctx context.Context, tx *db.Tx, owner db.ID, place string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := tx.Sealer().Open(ctx, tx, owner, place, sealed)
	return string(plain), err
}
