package ledger_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"runtime/pprof"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
)

// cutter stands between the program and its server of PostgreSQL, and cuts
// connections: after so many bytes, wherever in a message that is, or once a
// commit has gone to the server and before its answer comes back.
type cutter struct {
	net.Listener
	server  string
	seed    uint64
	healed  atomic.Bool  // nothing is cut any more
	bytes   atomic.Int64 // connections cut after so many bytes
	commits atomic.Int64 // connections cut behind a commit
}

// newCutter gives a cutter, and the address of the database through it.
func newCutter(t *testing.T, address string, seed uint64) (*cutter, string) {
	t.Helper()
	through, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	c := &cutter{Listener: listener, server: through.Host, seed: seed}
	through.Host = listener.Addr().String()
	go c.accept()
	return c, through.String()
}

func (c *cutter) accept() {
	for n := uint64(0); ; n++ {
		client, err := c.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", c.server)
		if err != nil {
			client.Close()
			continue
		}
		random := rand.New(rand.NewPCG(c.seed, n))
		life, commits := int64(500+random.IntN(60_000)), 2+random.IntN(12)
		cut := func() { client.Close(); server.Close() }
		var passed atomic.Int64
		pass := func(to, from net.Conn, asks bool, random *rand.Rand) {
			defer cut()
			chunk := make([]byte, 4096)
			for {
				n, err := from.Read(chunk)
				if err != nil {
					return
				}
				if random.IntN(20) == 0 {
					time.Sleep(time.Duration(random.IntN(3000)) * time.Microsecond)
				}
				part := chunk[:n]
				if left := life - passed.Add(int64(n)); left < 0 && !c.healed.Load() {
					_, _ = to.Write(part[:max(0, n+int(left))]) // what came before the cut
					c.bytes.Add(1)
					return
				}
				if _, err := to.Write(part); err != nil {
					return
				}
				if asks && bytes.Contains(bytes.ToLower(part), []byte("commit")) && !c.healed.Load() {
					if commits--; commits == 0 {
						// The answer is not waited for: sometimes the server has done it by now.
						time.Sleep(time.Duration(random.IntN(1500)) * time.Microsecond)
						c.commits.Add(1)
						return
					}
				}
			}
		}
		other := rand.New(rand.NewPCG(c.seed, n|1<<32))
		go pass(server, client, true, random)
		go pass(client, server, false, other)
	}
}

// TestCutConnectionsAreToldAndLoseNothing cuts the connections to PostgreSQL at
// any moment: what was acknowledged stays, what was not is told to be
// unavailable and, asked for again with the same key, is done once; and nothing
// hangs.
func TestCutConnectionsAreToldAndLoseNothing(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	address := dbtest.Postgres(t)
	c, through := newCutter(t, address, seed)
	var d *db.Database
	for d == nil { // the first connection may be cut too
		if opened, err := db.Open(background, through, time.Now, dbtest.Ring()); err == nil {
			d = opened
		} else if strings.Contains(err.Error(), "refused") {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { d.Close() })

	const writers, each = 8, 40
	var told, again atomic.Int64
	var lock sync.Mutex
	var acknowledged []string
	write := func(name string) error {
		return d.Write(background, func(tx *db.Tx) error {
			_, err := tx.Once(background, "cutter", name, func() (string, error) { return "done", deed(tx, name) })
			return err
		})
	}
	var group sync.WaitGroup
	for writer := range writers {
		group.Go(func() {
			for n := range each {
				name := fmt.Sprintf("%d-%d", writer, n)
				err := write(name)
				for ; fault.Is(err, fault.Unavailable); err = write(name) {
					told.Add(1)
				}
				if err != nil {
					t.Errorf("%s: what a cut does must be told as unavailable, not as %v", name, err)
					continue
				}
				if n%8 == 0 { // a second click, long after
					if err := write(name); err == nil {
						again.Add(1)
					}
				}
				lock.Lock()
				acknowledged = append(acknowledged, name)
				lock.Unlock()
			}
		})
	}
	over := make(chan struct{})
	go func() { group.Wait(); close(over) }()
	select {
	case <-over:
	case <-time.After(2 * time.Minute):
		var stacks strings.Builder
		_ = pprof.Lookup("goroutine").WriteTo(io.Writer(&stacks), 1)
		t.Fatalf("writers hang behind connections that were cut:\n%s", stacks.String())
	}
	c.healed.Store(true)
	t.Logf("%d acknowledged, %d told to be unavailable, %d connections cut after so many bytes and %d behind a commit, %d second clicks",
		len(acknowledged), told.Load(), c.bytes.Load(), c.commits.Load(), again.Load())
	if told.Load() == 0 || c.bytes.Load() == 0 || c.commits.Load() == 0 {
		t.Error("too little was cut, so nothing was tested")
	}
	direct := dbtest.Open(t, address, time.Now)
	for table, column := range map[string]string{"agency": "name", "audit_event": "subject"} {
		if err := direct.Read(background, func(tx *db.Tx) error {
			return tx.Each(background, `SELECT `+column+`, count(*) FROM `+table+` GROUP BY `+column+` HAVING count(*) > 1`, nil, func(scan func(...any) error) error {
				var name string
				var times int
				err := scan(&name, &times)
				t.Errorf("%s is %d times in %s", name, times, table)
				return err
			})
		}); err != nil {
			t.Fatal(err)
		}
	}
	holdLedger(t, address, t.TempDir(), acknowledged)
}
