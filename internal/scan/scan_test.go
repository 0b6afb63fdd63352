package scan

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// clamd listens as clamd does and answers each stream with what say makes of it;
// an empty answer closes the connection without a word.
func clamd(t *testing.T, say func(content []byte) string) string {
	t.Helper()
	// The address of a socket is short, and the folder of a test may not be.
	folder, err := os.MkdirTemp("", "clamd")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	path := filepath.Join(folder, "socket")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				in := bufio.NewReader(conn)
				command, err := in.ReadString(0)
				if err != nil || command != "zINSTREAM\x00" {
					return
				}
				var content []byte
				for {
					var length uint32
					if binary.Read(in, binary.BigEndian, &length) != nil {
						return
					}
					if length == 0 {
						break
					}
					if length > 1<<20 {
						_, _ = io.WriteString(conn, "INSTREAM size limit exceeded. ERROR\x00")
						return
					}
					part := make([]byte, length)
					if _, err := io.ReadFull(in, part); err != nil {
						return
					}
					content = append(content, part...)
				}
				_, _ = io.WriteString(conn, say(content))
			}()
		}
	}()
	return path
}

func TestAFileGoesToTheScannerWholeAndItsWordCounts(t *testing.T) {
	t.Parallel()
	big := bytes.Repeat([]byte("0123456789abcdef"), 60_000) // more than one piece
	for name, test := range map[string]struct {
		content   []byte
		say       string
		found     string
		wantError string
	}{
		"clean":                   {big, "stream: OK\x00", "", ""},
		"empty":                   {nil, "stream: OK\x00", "", ""},
		"found":                   {big, "stream: Eicar-Test-Signature FOUND\x00", "Eicar-Test-Signature", ""},
		"a name that plays":       {big, "stream: A \r\n<b> FOUND\x00", "A___<b>", ""},
		"too long for it":         {big, "INSTREAM size limit exceeded. ERROR\x00", "", "size limit"},
		"found nothing by name":   {big, "stream:  FOUND\x00", "", "says"},
		"of another stream":       {big, "/tmp/x: OK\x00", "", "says"},
		"nothing":                 {big, "", "", "did not answer"},
		"never ends its sentence": {big, "stream: OK", "", "did not answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []byte
			where := clamd(t, func(content []byte) string { got = content; return test.say })
			scanner, err := Open("unix:" + where)
			if err != nil {
				t.Fatal(err)
			}
			found, err := scanner.Scan(context.Background(), test.content)
			if found != test.found || (err == nil) != (test.wantError == "") || err != nil && !strings.Contains(err.Error(), test.wantError) {
				t.Errorf("found %q, error %v", found, err)
			}
			if !bytes.Equal(got, test.content) {
				t.Errorf("the scanner got %d bytes of %d", len(got), len(test.content))
			}
		})
	}
}

func TestAScannerThatIsAwayOrSilentIsAnErrorInTime(t *testing.T) {
	t.Parallel()
	away, err := Open(filepath.Join(t.TempDir(), "nobody"))
	if err != nil {
		t.Fatal(err)
	}
	if found, err := away.Scan(context.Background(), []byte("x")); err == nil {
		t.Errorf("nobody listens, and it found %q", found)
	}
	release := make(chan struct{})
	defer close(release)
	where := clamd(t, func([]byte) string { <-release; return "" })
	silent, _ := Open(where)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if found, err := silent.Scan(ctx, []byte("x")); err == nil {
		t.Errorf("nobody answered, and it found %q", found)
	}
}

func TestWhereAScannerListens(t *testing.T) {
	t.Parallel()
	for where, want := range map[string]string{"/run/clamd": "unix /run/clamd", "unix:/run/clamd": "unix /run/clamd", "tcp:localhost:3310": "tcp localhost:3310",
		"tcp:localhost": "", "unix:": "", "clamd": "", "": "", "http://x": ""} {
		got, err := Open(where)
		if (err == nil) != (want != "") || err == nil && got.network+" "+got.address != want {
			t.Errorf("%q: %+v, %v", where, got, err)
		}
	}
}

// FuzzVerdict wants nothing but clamd's own words to be taken for a verdict.
func FuzzVerdict(f *testing.F) {
	for _, said := range []string{"stream: OK", "stream: X FOUND", "stream:  FOUND", "OK", "stream: OK FOUND", "stream: \n FOUND"} {
		f.Add(said)
	}
	f.Fuzz(func(t *testing.T, said string) {
		found, err := verdict(said)
		if err == nil && found == "" && said != "stream: OK" {
			t.Errorf("%q was taken for clean", said)
		}
		if found != "" && (!strings.HasSuffix(said, " FOUND") || len(found) > 100 || strings.ContainsAny(found, " \r\n\x00")) {
			t.Errorf("%q was found in %q", found, said)
		}
	})
}
