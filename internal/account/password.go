package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/fault"
	"github.com/trustelem/zxcvbn"
	"golang.org/x/crypto/argon2"
)

// Argon2id at OWASP's second setting: two passes over 19 MiB, some 45 ms. At
// most hashers of them run at once, so that sign-in cannot exhaust memory.
const (
	passes   = 2
	memory   = 19 * 1024
	lanes    = 1
	keyBytes = 32
	hashers  = 4
	// queue is how many may wait for a hasher. Beyond it the honest answer is that
	// there is no room just now, not a page that never comes.
	queue = 40
)

var (
	hashing = make(chan struct{}, hashers)
	waiting atomic.Int64
	derived atomic.Int64
)

// MinPassword is the shortest password, in characters.
const MinPassword = 12

// HashPassword gives what is stored of a password.
func HashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	key, err := derive(ctx, password, salt)
	if err != nil {
		return "", err
	}
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", memory, passes, lanes, encode(salt), encode(key)), nil
}

// Derived is how many passwords this process has worked on: the load that signing
// in puts on it.
func Derived() int64 { return derived.Load() }

// PasswordMatches takes the same time for a stored hash that is empty or
// unreadable (nobody has that e-mail address) as for a wrong password.
func PasswordMatches(ctx context.Context, stored, password string) (bool, error) {
	salt, want := make([]byte, 16), make([]byte, keyBytes)
	readable := false
	if parts := strings.Split(stored, "$"); len(parts) == 6 {
		parsedSalt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
		parsedKey, keyErr := base64.RawStdEncoding.DecodeString(parts[5])
		if saltErr == nil && keyErr == nil && len(parsedKey) == keyBytes {
			salt, want, readable = parsedSalt, parsedKey, true
		}
	}
	got, err := derive(ctx, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && readable, nil
}

func derive(ctx context.Context, password string, salt []byte) ([]byte, error) {
	if waiting.Add(1) > queue+hashers {
		waiting.Add(-1)
		return nil, &fault.Error{Code: fault.Unavailable, Message: "Very many people are signing in just now"}
	}
	defer waiting.Add(-1)
	derived.Add(1)
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, passes, memory, lanes, keyBytes), nil
}

// leastScore is how hard a password must be to guess, on zxcvbn's scale of 0 to
// 4: over 10^8 guesses, and each guess here costs an Argon2 hash.
const leastScore = 3

// ownCharacters is how much of a password must be left without the words that
// anybody could know of the person.
const ownCharacters = 8

// CheckPassword says what is wrong with a new password; empty where it will do.
// about are words that anybody could know of the person (name, e-mail address,
// agency), which a password must not be built of.
func CheckPassword(password string, about ...string) string {
	switch length := utf8.RuneCountInString(password); {
	case length < MinPassword:
		return "Password must be 12 characters or more"
	case length > 200:
		return "Password must be 200 characters or fewer"
	}
	words := []string{"havenward"}
	for _, text := range about {
		words = append(words, strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })...)
	}
	own := strings.ToLower(password)
	for _, word := range words {
		if len(word) >= 3 {
			own = strings.ReplaceAll(own, word, "")
		}
	}
	if utf8.RuneCountInString(own) < ownCharacters {
		return "Password must not be made of your name, your e-mail address or your agency"
	}
	// What is beyond a hundred characters makes nothing easier to guess, and the
	// search for patterns is quadratic.
	if zxcvbn.PasswordStrength(clipRunes(password, 100), words).Score < leastScore {
		return "Password must be harder to guess. Three or four words that have nothing to do with each other are good"
	}
	return ""
}

func clipRunes(text string, most int) string {
	runes := []rune(text)
	return string(runes[:min(most, len(runes))])
}

// newToken makes a random token of 256 bits and the hash by which it is kept.
func newToken() (token, hash string) {
	token = rand.Text() + rand.Text()
	return token, hashToken(token)
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
