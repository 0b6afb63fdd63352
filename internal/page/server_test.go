package page_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/page"
)

// serving starts the program's own server, with its limits of time made short,
// and gives its address.
func serving(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := page.Server("127.0.0.1:0", handler)
	if server.ReadHeaderTimeout <= 0 || server.ReadTimeout <= 0 || server.WriteTimeout <= 0 || server.IdleTimeout <= 0 || server.MaxHeaderBytes <= 0 {
		t.Fatalf("a limit is missing: %+v", server)
	}
	// The same limits, in proportion.
	const quicker = 50
	server.ReadHeaderTimeout /= quicker
	server.ReadTimeout = server.ReadHeaderTimeout * 4
	listener, err := net.Listen("tcp", server.Addr)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { server.Close() })
	return listener.Addr().String()
}

// cut reports that the other side ended the connection within a time.
func cut(conn net.Conn, within time.Duration) bool {
	_ = conn.SetReadDeadline(time.Now().Add(within))
	_, err := io.Copy(io.Discard, conn)
	var late net.Error
	return !(errors.As(err, &late) && late.Timeout())
}

// TestASlowRequestIsCutOff sends a header and a body one byte at a time, as
// whoever wants to use all connections up does, and meanwhile asks as others do.
func TestASlowRequestIsCutOff(t *testing.T) {
	t.Parallel()
	address := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			http.Error(w, "late", http.StatusRequestTimeout)
			return
		}
		fmt.Fprint(w, "answered")
	}))
	for name, beginning := range map[string]string{
		"header": "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"body":   "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
		"silent": "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := io.WriteString(conn, beginning); err != nil {
				t.Fatal(err)
			}
			done := make(chan struct{})
			defer close(done)
			go func() {
				for name != "silent" {
					select {
					case <-done:
						return
					case <-time.After(20 * time.Millisecond):
						if _, err := conn.Write([]byte("a")); err != nil {
							return
						}
					}
				}
			}()
			response, err := http.Get("http://" + address + "/")
			if err != nil || response.StatusCode != http.StatusOK {
				t.Errorf("somebody else is not answered meanwhile: %v", err)
			} else {
				response.Body.Close()
			}
			if !cut(conn, 30*time.Second) {
				t.Error("the connection is still open")
			}
		})
	}
}

// TestAHugeRequestIsRefused sends more header and more body than there may be.
func TestAHugeRequestIsRefused(t *testing.T) {
	t.Parallel()
	read := make(chan int64, 1)
	address := serving(t, page.Limit(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		read <- n
		if err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
	}), 1000))
	response, err := http.Post("http://"+address+"/", "text/plain", io.LimitReader(endless{}, 1<<20))
	if err == nil {
		response.Body.Close()
		if response.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("a body of a megabyte is answered with %d", response.StatusCode)
		}
	}
	if n := <-read; n > 1000 {
		t.Errorf("%d bytes of the body were read", n)
	}
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go func() {
		_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nX-Huge: "+strings.Repeat("a", 1<<20)+"\r\n\r\n")
	}()
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err == nil {
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("a header of a megabyte is answered with %d", answer.StatusCode)
		}
	}
}

// TestWhoSendsTooMuchReadsTheAnswer: a browser reads no answer before it has sent
// everything, and takes a closed connection for a broken service.
func TestWhoSendsTooMuchReadsTheAnswer(t *testing.T) {
	t.Parallel()
	address := serving(t, page.Limit(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := page.Form(r); err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
	}), 1000))
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const size = 24 << 20 // more than the buffers of the connection hold
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n", size)
	if _, err := io.Copy(conn, io.LimitReader(endless{}, size)); err != nil {
		t.Fatalf("the connection was closed on somebody who was still sending: %v", err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("answered %d", answer.StatusCode)
	}
}

// endless reads as the same letter for ever.
type endless struct{}

func (endless) Read(into []byte) (int, error) {
	for i := range into {
		into[i] = 'a'
	}
	return len(into), nil
}
