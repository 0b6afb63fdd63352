package seal

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Root is the key-encryption key: it wraps data keys and does nothing else. It
// is a Tink keyset, of which the primary key wraps and all unwrap, so that a new
// key can be brought in while what the old one wrapped stays readable.
type Root struct {
	handle *keyset.Handle
	aead   tink.AEAD
}

// NewRoot makes a root key.
func NewRoot() (*Root, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	return rootOf(handle)
}

func rootOf(handle *keyset.Handle) (*Root, error) {
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, err
	}
	return &Root{handle, primitive}, nil
}

// ReadRoot reads a root key from the text that Text wrote.
func ReadRoot(text []byte) (*Root, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, errors.New("the root key is empty")
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
	if err != nil {
		// Tink's error could quote the text.
		return nil, errors.New("the root key cannot be read: it must be the whole text that `havenward keys make` printed")
	}
	root, err := rootOf(handle)
	if err != nil {
		return nil, errors.New("the root key is not one for sealing: it must be the whole text that `havenward keys make` printed")
	}
	return root, nil
}

// Text writes the root key as text (a Tink keyset in JSON). Whoever has it can
// open everything that the database seals.
func (r *Root) Text() ([]byte, error) {
	var text bytes.Buffer
	if err := insecurecleartextkeyset.Write(r.handle, keyset.NewJSONWriter(&text)); err != nil {
		return nil, err
	}
	text.WriteByte('\n')
	return text.Bytes(), nil
}

// Next gives the root key with a new primary key; all earlier ones still unwrap.
func (r *Root) Next() (*Root, error) {
	m := keyset.NewManagerFromHandle(r.handle)
	id, err := m.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	if err := m.SetPrimary(id); err != nil {
		return nil, err
	}
	handle, err := m.Handle()
	if err != nil {
		return nil, err
	}
	return rootOf(handle)
}

// Newest gives the root key with its primary key alone: what only an earlier key
// wrapped cannot be read with it any more.
func (r *Root) Newest() (*Root, error) {
	m := keyset.NewManagerFromHandle(r.handle)
	for _, id := range r.IDs() {
		if id != r.Primary() {
			if err := m.Delete(id); err != nil {
				return nil, err
			}
		}
	}
	handle, err := m.Handle()
	if err != nil {
		return nil, err
	}
	return rootOf(handle)
}

// Primary is the identifier of the key that wraps.
func (r *Root) Primary() uint32 { return r.handle.KeysetInfo().PrimaryKeyId }

// IDs are the identifiers of all keys, which say nothing about them.
func (r *Root) IDs() []uint32 {
	var ids []uint32
	for _, key := range r.handle.KeysetInfo().KeyInfo {
		ids = append(ids, key.KeyId)
	}
	return ids
}

// Has reports whether the key of an identifier is among them.
func (r *Root) Has(id uint32) bool {
	for _, held := range r.IDs() {
		if held == id {
			return true
		}
	}
	return false
}

// String names the keys and tells nothing of them.
func (r *Root) String() string { return "root key " + Names(r.IDs()) }

// Names writes identifiers of keys as people compare them.
func Names(ids []uint32) string {
	var names []string
	for _, id := range ids {
		names = append(names, fmt.Sprintf("%08x", id))
	}
	return strings.Join(names, ", ")
}
