package seal

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Ring seals and opens values with the data keys of a database, which it
// unwraps with the root key as they are asked for. It is the db.Sealer of the
// program.
// A ring belongs to one database.
type Ring struct {
	root  atomic.Pointer[Root]
	cache cache
	again func(context.Context) (*Root, error) // reads the root key once more
	tried atomic.Int64                         // when it was last read again
	store atomic.Pointer[Key]                  // the key of db.OfStore, which is there since the root key was admitted
}

// NewRing makes a ring over a root key.
func NewRing(root *Root) *Ring {
	r := &Ring{}
	r.root.Store(root)
	return r
}

// Root is the ring's root key.
func (r *Ring) Root() *Root { return r.root.Load() }

// Again says how the root key is read once more when it meets a data key that it
// does not open: a running service so learns of a new root key by itself.
func (r *Ring) Again(load func(context.Context) (*Root, error)) { r.again = load }

// between is how long a root key that did not open something is not read again.
const between = 5 * time.Second

// renew reads the root key again; false where that brings nothing new.
func (r *Ring) renew(ctx context.Context) bool {
	last, now := r.tried.Load(), time.Now().UnixNano()
	if r.again == nil || now-last < int64(between) || !r.tried.CompareAndSwap(last, now) {
		return false
	}
	root, err := r.again(ctx)
	if err != nil || Names(root.IDs()) == Names(r.Root().IDs()) && root.Primary() == r.Root().Primary() {
		return false
	}
	r.root.Store(root)
	return true
}

// ErrGone says that the key of an owner's value is not there: it was destroyed,
// or the table of keys is damaged.
var ErrGone = errors.New("the key of this record is gone: it was erased")

// Of gives the ring under a transaction.
func Of(tx *db.Tx) (*Ring, error) {
	ring, ok := tx.Sealer().(*Ring)
	if !ok {
		return nil, db.ErrNoKeys
	}
	return ring, nil
}

// Seal closes a value for one place of its owner. The owner's data key is made
// with its first value.
func (r *Ring) Seal(ctx context.Context, tx *db.Tx, owner db.ID, place string, plain []byte) ([]byte, error) {
	key, err := r.current(ctx, tx, owner, true)
	if err != nil {
		return nil, err
	}
	return key.Seal(place, plain)
}

// Open opens a value sealed for the same place of the same owner. It may be
// called while rows are being read.
func (r *Ring) Open(ctx context.Context, tx *db.Tx, owner db.ID, place string, sealed []byte) ([]byte, error) {
	id, err := keyOf(sealed)
	if err != nil {
		return nil, err
	}
	key, err := r.key(ctx, tx, owner, id)
	if err != nil {
		return nil, err
	}
	return key.Open(place, sealed)
}

// IndexOf is the owner of the key of an agency's search index.
func IndexOf(agency db.ID) db.ID { return "index " + agency }

// Index gives the key of an agency's search index: in a transaction that
// writes it is made if need be; false where there is none yet.
func Index(ctx context.Context, tx *db.Tx, agency db.ID, make bool) (*Key, bool, error) {
	r, err := Of(tx)
	if err != nil {
		return nil, false, err
	}
	key, err := r.current(ctx, tx, IndexOf(agency), make)
	return key, key != nil, err
}

// held is what one transaction knows of keys: the current key of each owner it
// sealed for, and the keys it made, which nobody else may learn of before they
// are committed.
type held struct {
	current map[db.ID]*Key
	made    map[name]*Key
}

type name struct {
	owner db.ID
	id    uint32
}

type heldKey struct{}

func heldBy(tx *db.Tx) *held {
	return db.Kept(tx, heldKey{}, func() *held { return &held{map[db.ID]*Key{}, map[name]*Key{}} })
}

// current gives the key under which new values of an owner are sealed, made
// where there is none and make says so.
func (r *Ring) current(ctx context.Context, tx *db.Tx, owner db.ID, make bool) (*Key, error) {
	if owner == "" {
		return nil, errors.New("nothing can be sealed for nobody")
	}
	if owner == db.OfStore {
		return r.ofStore(ctx, tx)
	}
	h := heldBy(tx)
	if key := h.current[owner]; key != nil {
		return key, nil
	}
	key, err := r.stored(ctx, tx, owner, make)
	if err == nil && key == nil && make {
		key, err = r.make(ctx, tx, owner)
	}
	if key != nil {
		h.current[owner] = key
	}
	return key, err
}

// ofStore gives the key of what belongs to nobody's case: read once, as it is
// made with the first root key and never changes.
func (r *Ring) ofStore(ctx context.Context, tx *db.Tx) (*Key, error) {
	if key := r.store.Load(); key != nil {
		return key, nil
	}
	key, err := r.stored(ctx, tx, db.OfStore, false)
	if err == nil && key == nil {
		err = errors.New("the root key has not been admitted to this database")
	}
	if err == nil {
		r.store.Store(key)
	}
	return key, err
}

// Blind gives the token of a text in the store's own look-ups.
func (r *Ring) Blind(ctx context.Context, tx *db.Tx, kind, text string) (string, error) {
	key, err := r.ofStore(ctx, tx)
	if err != nil {
		return "", err
	}
	var token [16]byte
	binary.BigEndian.PutUint64(token[:8], uint64(key.Blind(kind, text)))
	binary.BigEndian.PutUint64(token[8:], uint64(key.Blind(kind+" again", text)))
	return hex.EncodeToString(token[:]), nil
}

// stored reads the current key of an owner; nil where there is none. One that is
// to seal is not retired before this transaction ends, so that nothing is sealed
// under a retired key. Keys that are never retired need no such care.
func (r *Ring) stored(ctx context.Context, tx *db.Tx, owner db.ID, toSeal bool) (*Key, error) {
	query := `SELECT id, wrapped FROM data_key WHERE owner = $1 AND retired_at IS NULL`
	if toSeal && !strings.Contains(string(owner), " ") {
		query += tx.ForShare()
	}
	var id int64
	var wrapped []byte
	found, err := tx.Row(ctx, query, []any{owner}, &id, &wrapped)
	if err != nil || !found {
		return nil, err
	}
	if key := r.cache.get(name{owner, uint32(id)}); key != nil {
		return key, nil
	}
	return r.learn(ctx, owner, uint32(id), wrapped)
}

// learn unwraps a key and remembers it. A key whose transaction is undone later
// does no harm: its identifier is random, and no value has it.
func (r *Ring) learn(ctx context.Context, owner db.ID, id uint32, wrapped []byte) (*Key, error) {
	key, err := unwrap(r.Root(), owner, id, wrapped)
	if err != nil && r.renew(ctx) {
		key, err = unwrap(r.Root(), owner, id, wrapped)
	}
	if err == nil {
		r.cache.put(name{owner, id}, key)
	}
	return key, err
}

// make makes and stores the first key of an owner, or gives the one that another
// transaction stored meanwhile.
func (r *Ring) make(ctx context.Context, tx *db.Tx, owner db.ID) (*Key, error) {
	var destroyed bool
	if _, err := tx.Row(ctx, `SELECT TRUE FROM data_key_destroyed WHERE owner = $1`, []any{strings.TrimPrefix(string(owner), recordPrefix)}, &destroyed); err != nil {
		return nil, err
	}
	if destroyed {
		return nil, fmt.Errorf("seal for %s: %w", owner, ErrGone)
	}
	key, added, err := insert(ctx, tx, r.Root(), owner)
	if err == nil && !added {
		other, found := r.stored(ctx, tx, owner, true)
		if other != nil || found != nil {
			return other, found
		}
		// The root key no longer wraps: another is in its place.
		if !r.renew(ctx) {
			return nil, errors.New("the root key is being rotated, and this program was started with the old one: start it again with the new one")
		}
		key, added, err = insert(ctx, tx, r.Root(), owner)
		if err == nil && !added {
			err = errors.New("the root key that was read again is not in use either")
		}
	}
	if err != nil {
		return nil, err
	}
	heldBy(tx).made[name{owner, key.ID}] = key
	return key, nil
}

// insert makes and stores a current key of an owner, unless it has one, or the
// root key is ending.
func insert(ctx context.Context, tx *db.Tx, root *Root, owner db.ID) (*Key, bool, error) {
	key, err := MakeKey(owner)
	if err != nil {
		return nil, false, err
	}
	wrapped, err := key.Wrap(root)
	if err != nil {
		return nil, false, err
	}
	added, err := tx.Exec(ctx, `INSERT INTO data_key (owner, id, root, wrapped, made_at) SELECT $1, $2, id, $4, $5 FROM root_key WHERE id = $3 AND ending_at IS NULL
		ON CONFLICT (owner) WHERE retired_at IS NULL DO NOTHING`, owner, int64(key.ID), int64(root.Primary()), wrapped, tx.Now())
	return key, added == 1, err
}

// key gives one key of an owner.
func (r *Ring) key(ctx context.Context, tx *db.Tx, owner db.ID, id uint32) (*Key, error) {
	n := name{owner, id}
	if key := heldBy(tx).made[n]; key != nil {
		return key, nil
	}
	if key := r.cache.get(n); key != nil {
		return key, nil
	}
	var wrapped []byte
	found, err := tx.Aside(ctx, `SELECT wrapped FROM data_key WHERE owner = $1 AND id = $2`, []any{owner, int64(id)}, &wrapped)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, ErrGone
	}
	return r.learn(ctx, owner, id, wrapped)
}

// Ready fetches the keys of several owners at once, before values of theirs are
// opened one by one: a list costs one query instead of one for each row.
func Ready(ctx context.Context, tx *db.Tx, owners []db.ID) error {
	r, err := Of(tx)
	if err != nil || len(owners) == 0 {
		return err
	}
	args := make([]any, len(owners))
	for i, owner := range owners {
		args[i] = owner
	}
	return tx.Each(ctx, `SELECT owner, id, wrapped FROM data_key WHERE owner IN (`+db.Marks(1, len(args))+`)`, args, func(scan func(...any) error) error {
		var owner db.ID
		var id int64
		var wrapped []byte
		if err := scan(&owner, &id, &wrapped); err != nil {
			return err
		}
		n := name{owner, uint32(id)}
		if heldBy(tx).made[n] != nil || r.cache.get(n) != nil {
			return nil
		}
		_, err := r.learn(ctx, owner, uint32(id), wrapped)
		return err
	})
}
