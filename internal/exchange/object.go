package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// Object is one object of a file, its members in the order of the file.
type Object struct {
	Members []Member
	// Line, from 1, and Offset, in bytes from 0, say where it begins.
	Line   int
	Offset int64
}

// Member is one key of an object with its value as it stands in the file.
type Member struct {
	Key   string
	Value json.RawMessage
}

// Text gives the value of a key as text: that of a string, and numbers and
// truth values as they are written. It is empty where the key is missing or
// null, and false where the value is a list or an object.
func (o Object) Text(key string) (text string, plain bool) {
	for _, member := range o.Members {
		if member.Key == key {
			return member.text()
		}
	}
	return "", true
}

func (m Member) text() (string, bool) {
	switch m.Value[0] {
	case '{', '[':
		return "", false
	case '"':
		var text string
		if err := json.Unmarshal(m.Value, &text); err != nil {
			return "", false
		}
		return text, true
	case 'n':
		return "", true
	}
	return string(m.Value), true
}

// shape says what a value is like without saying what it is.
func (m Member) shape() string {
	switch m.Value[0] {
	case '{':
		return "an object"
	case '[':
		var items []json.RawMessage
		if json.Unmarshal(m.Value, &items) == nil && len(items) != 1 {
			return fmt.Sprintf("a list of %d values", len(items))
		}
		return "a list of 1 value"
	case '"':
		text, _ := m.text()
		if n := utf8.RuneCountInString(text); n != 1 {
			return fmt.Sprintf("a text of %d characters", n)
		}
		return "a text of 1 character"
	case 't', 'f':
		return "a truth value"
	}
	return "a number"
}

// readMembers takes an object apart. A key that comes twice is refused, because
// one of its two values would be lost.
func readMembers(raw []byte) ([]Member, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	var members []Member
	seen := map[string]bool{}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		m := Member{Key: key.(string)}
		if seen[m.Key] {
			return nil, fmt.Errorf("the key %s is there twice", shortened(m.Key))
		}
		seen[m.Key] = true
		if err := decoder.Decode(&m.Value); err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	if _, err := decoder.Token(); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return members, nil
}

// shortened keeps a key of somebody else's file fit for a line of a report.
func shortened(key string) string {
	const longest = 60
	if runes := []rune(key); len(runes) > longest {
		key = string(runes[:longest]) + "…"
	}
	return fmt.Sprintf("%q", key)
}
