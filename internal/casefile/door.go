package casefile

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/havenward/havenward/internal/db"
)

// Sealed is an identifying value as the store holds it. Nothing that names a
// person, or tells their story, is stored except through Seal, or read except
// through Open: this is the one door, so that what stands behind it (which key,
// which cipher) can change without any room noticing.
type Sealed []byte

// plainForm marks values that are stored as they are. Each sealed value begins
// with the mark of its form, so that forms can change while old rows stay readable.
const plainForm = 0

// String keeps a sealed value out of logs and pages.
func (Sealed) String() string { return "(sealed)" }

// Seal closes a value (a string or a struct of them) for one place in the store:
// the case or draft that owns it and the table it stands in. A value sealed for
// one place cannot be opened as another's.
func Seal(owner db.ID, place string, value any) (Sealed, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("seal %s of %s: %w", place, owner, err)
	}
	return append(Sealed{plainForm}, text...), nil
}

// Open reads a value sealed for the same place into dest. An empty Sealed
// leaves dest as it is.
func (s Sealed) Open(owner db.ID, place string, dest any) error {
	if len(s) == 0 {
		return nil
	}
	if s[0] != plainForm {
		return fmt.Errorf("open %s of %s: a form that this version does not know", place, owner)
	}
	if err := json.Unmarshal(s[1:], dest); err != nil {
		return fmt.Errorf("open %s of %s: %w", place, owner, errors.New("the stored value is damaged"))
	}
	return nil
}
