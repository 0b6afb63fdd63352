package seal

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/havenward/havenward/internal/db"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
)

// keySize is the length of a data key: AES-256.
const keySize = 32

// form begins every sealed value: the version of how it is laid out. After it
// stand four bytes that say which of its owner's data keys sealed it, then
// Tink's ciphertext (nonce, text, tag).
const (
	form   = 1
	header = 1 + 4
)

// Key is one data key of one owner.
type Key struct {
	Owner db.ID
	ID    uint32
	aead  *subtle.AESGCM
	raw   []byte
	blind func() []byte // the key of the owner's blind indexes
}

// MakeKey makes a data key for an owner.
func MakeKey(owner db.ID) (*Key, error) {
	raw := make([]byte, keySize+4)
	_, _ = rand.Read(raw) // never fails
	return newKey(owner, binary.BigEndian.Uint32(raw[keySize:]), raw[:keySize])
}

// KeyFrom makes a data key of 32 random bytes that the caller keeps: package
// bench, which fills a million cases, holds those and not a million keys.
func KeyFrom(owner db.ID, id uint32, raw []byte) (*Key, error) { return newKey(owner, id, raw) }

func newKey(owner db.ID, id uint32, raw []byte) (*Key, error) {
	primitive, err := subtle.NewAESGCM(raw)
	if err != nil {
		return nil, err
	}
	return &Key{owner, id, primitive, raw, sync.OnceValue(func() []byte {
		derived, err := hkdf.Key(sha256.New, raw, nil, "havenward blind index", sha256.Size)
		if err != nil {
			panic(err) // the length is a constant that HKDF allows
		}
		return derived
	})}, nil
}

// wrapping binds a wrapped key to its owner, so that rows of keys cannot be
// exchanged.
func wrapping(owner db.ID, id uint32) []byte {
	return fmt.Appendf(nil, "havenward data key\x00%s\x00%08x", owner, id)
}

// Wrap closes the data key with the root key.
func (k *Key) Wrap(root *Root) ([]byte, error) {
	return root.aead.Encrypt(k.raw, wrapping(k.Owner, k.ID))
}

// Unwrap opens a data key that stands wrapped in the store.
func Unwrap(root *Root, owner db.ID, id uint32, wrapped []byte) (*Key, error) {
	return unwrap(root, owner, id, wrapped)
}

// unwrap opens a data key.
func unwrap(root *Root, owner db.ID, id uint32, wrapped []byte) (*Key, error) {
	raw, err := root.aead.Decrypt(wrapped, wrapping(owner, id))
	if err != nil {
		return nil, fmt.Errorf("the data key %08x of %s does not open with %s", id, owner, root)
	}
	return newKey(owner, id, raw)
}

// bound is what a value is bound to.
func bound(owner db.ID, place string) []byte {
	return []byte("havenward value\x00" + place + "\x00" + string(owner))
}

// Seal closes a value for a place of the key's owner.
func (k *Key) Seal(place string, plain []byte) ([]byte, error) {
	closed, err := k.aead.Encrypt(plain, bound(k.Owner, place))
	if err != nil {
		return nil, err
	}
	sealed := make([]byte, header, header+len(closed))
	sealed[0] = form
	binary.BigEndian.PutUint32(sealed[1:], k.ID)
	return append(sealed, closed...), nil
}

// ErrDamaged says that a sealed value is not what was sealed for its place: it
// was changed, cut, or moved from elsewhere.
var ErrDamaged = errors.New("the sealed value is damaged or not from this place")

// keyOf reads which data key sealed a value.
func keyOf(sealed []byte) (uint32, error) {
	if len(sealed) < header {
		return 0, ErrDamaged
	}
	if sealed[0] != form {
		return 0, errors.New("the value is sealed in a form that this version does not know")
	}
	return binary.BigEndian.Uint32(sealed[1:]), nil
}

// Open opens a value sealed for the same place.
func (k *Key) Open(place string, sealed []byte) ([]byte, error) {
	if id, err := keyOf(sealed); err != nil {
		return nil, err
	} else if id != k.ID {
		return nil, ErrDamaged
	}
	plain, err := k.aead.Decrypt(sealed[header:], bound(k.Owner, place))
	if err != nil {
		return nil, ErrDamaged
	}
	return plain, nil
}

// Blind gives the token under which a text stands in a blind index of the key's
// owner: the same text always has the same token, another owner's index has
// another, and nobody without the key can tell the text or try texts out.
func (k *Key) Blind(kind, text string) int64 {
	mac := hmac.New(sha256.New, k.blind())
	mac.Write([]byte(kind))
	mac.Write([]byte{0})
	mac.Write([]byte(text))
	return int64(binary.BigEndian.Uint64(mac.Sum(nil)))
}
