package account

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Breached is a list of passwords known from breaches, as Have I Been Pwned hands
// it out: one line each, in order, of the SHA-1 of the password in hexadecimal
// figures, a colon, and how often it was seen. The whole list has some 40 GB, so
// it stays in its file, where a password is found with thirty small reads. No
// request leaves the machine. SHA-1 is the list's, and guards nothing here.
type Breached struct {
	list io.ReaderAt
	size int64
}

const (
	sumLength   = 2 * sha1.Size
	longestLine = 80 // bytes: a sum, a colon, a count and the end of a line
)

var errBreached = errors.New("each line must be the SHA-1 of a password in hexadecimal figures, a colon and a count, in order of the sums")

// OpenBreached opens a list and looks at some of its lines.
func OpenBreached(path string) (*Breached, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	b := &Breached{file, info.Size()}
	if err := b.check(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), file.Close())
	}
	return b, nil
}

// check looks at a hundred lines spread over the list: they must be in order.
func (b *Breached) check() error {
	last := ""
	for part := range int64(100) {
		sum, _, err := b.after(b.size / 100 * part)
		switch {
		case errors.Is(err, io.EOF) && part > 0:
			return nil
		case err != nil || sum < last:
			return errBreached
		}
		last = sum
	}
	return nil
}

// Holds reports whether a password is on the list. No list holds nothing.
func (b *Breached) Holds(password string) (bool, error) {
	if b == nil {
		return false, nil
	}
	sum := sha1.Sum([]byte(password))
	wanted := strings.ToUpper(hex.EncodeToString(sum[:]))
	from, to := int64(0), b.size // the line stands behind from and begins before to
	for from < to {
		middle := from + (to-from)/2
		found, end, err := b.after(middle)
		switch {
		case errors.Is(err, io.EOF):
			to = middle
		case err != nil:
			return false, err
		case found == wanted:
			return true, nil
		case found < wanted:
			from = end
		default:
			to = middle
		}
	}
	return false, nil
}

// after gives the sum of the first line that begins at a place or behind it, and
// where that line ends; io.EOF where there is none.
func (b *Breached) after(place int64) (sum string, end int64, err error) {
	start := max(0, place-1) // one earlier, to see whether a line begins here
	buffer := make([]byte, 2*longestLine)
	n, err := b.list.ReadAt(buffer, start)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", 0, err
	}
	text := buffer[:n]
	if place > 0 {
		before := bytes.IndexByte(text, '\n')
		if before < 0 {
			return "", 0, io.EOF
		}
		text, start = text[before+1:], start+int64(before)+1
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return "", 0, io.EOF
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	if len(line) <= sumLength || line[sumLength] != ':' {
		return "", 0, errBreached
	}
	sum = strings.ToUpper(string(line[:sumLength]))
	if _, err := hex.DecodeString(sum); err != nil {
		return "", 0, errBreached
	}
	return sum, start + int64(len(line)) + 1, nil
}
