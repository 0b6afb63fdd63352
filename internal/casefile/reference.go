package casefile

import (
	"errors"
	"math/rand/v2"
	"strings"
)

// Reference numbers that people read out over the telephone: a prefix, eight
// characters without the letters that look like others (I, L, O, U, Z), and one that catches a
// mistake in any of them. "HW-7KQ2-M9TD-4".
const referenceAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXY"

// NewReference makes a reference number. It says nothing about when it was
// made or how many there are.
func NewReference(prefix string) string {
	body := make([]byte, 8)
	for i := range body {
		body[i] = referenceAlphabet[rand.IntN(len(referenceAlphabet))]
	}
	return prefix + "-" + string(body[:4]) + "-" + string(body[4:]) + "-" + string(checkCharacter(prefix+string(body)))
}

// WithReference calls insert with new reference numbers until one of them was
// not there yet. insert tells how many rows it added: none where another row
// has the reference (ON CONFLICT DO NOTHING).
func WithReference(prefix string, insert func(reference string) (added int64, err error)) (string, error) {
	for range 8 {
		reference := NewReference(prefix)
		if added, err := insert(reference); err != nil || added > 0 {
			return reference, err
		}
	}
	return "", errors.New("casefile: eight new references in a row were taken")
}

// checkCharacter is a weighted sum modulo 31: a prime, so that any one wrong
// character and any two that changed places show.
func checkCharacter(text string) byte {
	sum := 0
	for i := range len(text) {
		sum = (sum + (i+2)*strings.IndexByte(referenceAlphabet, text[i])) % 31
	}
	return referenceAlphabet[(sum+31)%31]
}

// ReadReference gives a reference as it is written, whatever the spacing and
// case in which somebody typed it, and whether it is one.
func ReadReference(typed string) (string, bool) {
	plain := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(typed))
	if len(plain) < 10 {
		return "", false
	}
	prefix, body, check := plain[:len(plain)-9], plain[len(plain)-9:len(plain)-1], plain[len(plain)-1]
	body = strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(body)
	if check == 'O' {
		check = '0'
	}
	if check != checkCharacter(prefix+body) {
		return "", false
	}
	return prefix + "-" + body[:4] + "-" + body[4:] + "-" + string(check), true
}
