package seal

import (
	"context"
	"fmt"

	"github.com/havenward/havenward/internal/db"
)

// proven is what each root key seals once, to show later that it is the same.
var proven = []byte("havenward root key")

func provenFor(id uint32) []byte { return fmt.Appendf(nil, "havenward proof\x00%08x", id) }

// Fresh reports whether no root key has ever sealed anything in a database.
func Fresh(ctx context.Context, d *db.Database) (fresh bool, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		known, err := provenRoots(ctx, tx)
		fresh = len(known) == 0
		return err
	})
	return fresh, err
}

// Admit checks at start that the root key is the one with which the database was
// sealed, and records a new one. Serving with a wrong key would look like an
// empty, damaged record; so it does not serve.
func Admit(ctx context.Context, d *db.Database, root *Root) error {
	var settled bool
	err := d.Read(ctx, func(tx *db.Tx) (err error) {
		settled, err = check(ctx, tx, root)
		return err
	})
	if err != nil || settled {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if settled, err := check(ctx, tx, root); err != nil || settled {
			return err
		}
		proof, err := root.aead.Encrypt(proven, provenFor(root.Primary()))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO root_key (id, proof, since) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`, int64(root.Primary()), proof, tx.Now()); err != nil {
			return err
		}
		_, _, err = insert(ctx, tx, root, db.OfStore)
		return err
	})
}

// check asks whether every root key that the database knows is held; settled
// tells that the primary is among those it knows.
func check(ctx context.Context, tx *db.Tx, root *Root) (settled bool, err error) {
	known, err := provenRoots(ctx, tx)
	if err != nil {
		return false, err
	}
	for id, proof := range known {
		if !root.Has(id) {
			return false, fmt.Errorf("this database is sealed with the root key %08x, and the key given is %s: start with the right key (restore it from where you keep it apart); without it nothing in the database can be read", id, Names(root.IDs()))
		}
		if text, err := root.aead.Decrypt(proof, provenFor(id)); err != nil || string(text) != string(proven) {
			return false, fmt.Errorf("the root key %08x is not the one with which this database is sealed, though it has its name: start with the right key", id)
		}
		settled = settled || id == root.Primary()
	}
	return settled, nil
}

func provenRoots(ctx context.Context, tx *db.Tx) (map[uint32][]byte, error) {
	known := map[uint32][]byte{}
	err := tx.Each(ctx, `SELECT id, proof FROM root_key`, nil, func(scan func(...any) error) error {
		var id int64
		var proof []byte
		err := scan(&id, &proof)
		known[uint32(id)] = proof
		return err
	})
	return known, err
}
