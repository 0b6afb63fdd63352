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
	"unicode/utf8"

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
)

var hashing = make(chan struct{}, hashers)

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

// passwordMatches takes the same time for a stored hash that is empty or
// unreadable (nobody has that e-mail address) as for a wrong password.
func passwordMatches(ctx context.Context, stored, password string) (bool, error) {
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
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, passes, memory, lanes, keyBytes), nil
}

// CheckPassword says what is wrong with a new password; empty where it will do.
func CheckPassword(password string) string {
	switch length := utf8.RuneCountInString(password); {
	case length < MinPassword:
		return "Password must be 12 characters or more"
	case length > 200:
		return "Password must be 200 characters or fewer"
	case strings.Count(password, password[:1]) == len(password):
		return "Password must not be one character over and over"
	}
	return ""
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
