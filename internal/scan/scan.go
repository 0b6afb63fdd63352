// Package scan asks a virus scanner about files. What is looked at is a whole
// file, given in memory: nothing is written to disk for the scanner.
package scan

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"strings"
	"time"
)

// Scanner looks at the content of a file. It gives the name of what it found, ""
// where it found nothing. An error says that it could not look.
type Scanner interface {
	Scan(ctx context.Context, content []byte) (found string, err error)
}

// Clamd is a running clamd, reached through its socket.
type Clamd struct{ network, address string }

// How long one file may take, and how much of it goes in one piece.
const (
	patience = 2 * time.Minute
	piece    = 128 << 10
	mostSaid = 4096
)

// Open reads where clamd listens: a path or unix:PATH of a socket, or tcp:HOST:PORT.
// Nothing is asked yet.
func Open(where string) (*Clamd, error) {
	kind, rest, found := strings.Cut(where, ":")
	switch {
	case strings.HasPrefix(where, "/"):
		return &Clamd{"unix", where}, nil
	case found && kind == "unix" && rest != "":
		return &Clamd{"unix", rest}, nil
	case found && kind == "tcp":
		if _, _, err := net.SplitHostPort(rest); err != nil {
			return nil, fmt.Errorf("the scanner at %q: %w", where, err)
		}
		return &Clamd{"tcp", rest}, nil
	}
	return nil, fmt.Errorf("the scanner at %q: say unix:PATH or tcp:HOST:PORT", where)
}

// Scan streams a file to clamd and reads what it says.
func (c *Clamd) Scan(ctx context.Context, content []byte) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, c.network, c.address)
	if err != nil {
		return "", fmt.Errorf("the scanner cannot be reached: %w", err)
	}
	defer conn.Close()
	// The end of the context ends what waits on the connection.
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	sent := stream(conn, content)
	// clamd may answer before it was told everything, and close: what it says counts.
	said, err := bufio.NewReaderSize(conn, mostSaid).ReadString(0)
	if err != nil {
		if sent != nil {
			err = sent
		}
		return "", fmt.Errorf("the scanner did not answer: %w", err)
	}
	return verdict(strings.TrimSuffix(said, "\x00"))
}

// stream sends a file as clamd's INSTREAM wants it: pieces with their lengths, and
// an empty one at the end.
func stream(conn net.Conn, content []byte) error {
	if _, err := conn.Write([]byte("zINSTREAM\x00")); err != nil {
		return err
	}
	var length [4]byte
	for {
		some := content[:min(piece, len(content))]
		content = content[len(some):]
		binary.BigEndian.PutUint32(length[:], uint32(len(some)))
		if _, err := conn.Write(append(length[:], some...)); err != nil || len(some) == 0 {
			return err
		}
	}
}

// verdict reads what clamd says: "stream: OK", "stream: NAME FOUND", or an error.
// Whatever else it may say is no verdict.
func verdict(said string) (string, error) {
	text, ours := strings.CutPrefix(said, "stream: ")
	if ours && text == "OK" {
		return "", nil
	}
	if name, found := strings.CutSuffix(text, " FOUND"); ours && found && name != "" {
		return clean(name), nil
	}
	return "", fmt.Errorf("the scanner says %q", said)
}

// clean keeps of a name what can stand in a list.
func clean(name string) string {
	name = strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r
		}
		return '_'
	}, name)
	return name[:min(100, len(name))]
}
