package casefile_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
)

// resealChild, when set, makes this test binary the program that is killed: it
// seals the case that resealCase names anew in the database at that address.
const (
	resealChild = "HAVENWARD_RESEAL_CHILD"
	resealCase  = "HAVENWARD_RESEAL_CASE"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(resealChild); url != "" {
		d, err := db.Open(background, url, time.Now, dbtest.Ring())
		if err == nil {
			err = casefile.Reseal(background, d, casefile.SealedColumns(), db.ID(os.Getenv(resealCase)), func(int) {})
		}
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// paper makes a file of several parts.
func paper(n int) []byte {
	content := []byte("%PDF-1.7 ")
	for sum := sha256.Sum256([]byte{byte(n)}); len(content) < 700<<10; sum = sha256.Sum256(sum[:]) {
		content = append(content, sum[:]...)
	}
	return content
}

// keysOf gives the identifiers of the keys of a case and its files.
func keysOf(t *testing.T, d *db.Database, id db.ID) map[db.ID][]int64 {
	t.Helper()
	keys := map[db.ID][]int64{}
	if err := d.Read(background, func(tx *db.Tx) error {
		return tx.Each(background, `SELECT owner, id FROM data_key WHERE owner = $1 OR owner IN (SELECT id FROM file WHERE owner = $1)`, []any{id}, func(scan func(...any) error) error {
			var owner db.ID
			var key int64
			err := scan(&owner, &key)
			keys[owner] = append(keys[owner], key)
			return err
		})
	}); err != nil {
		t.Fatal(err)
	}
	return keys
}

// everything reads all of a case.
func everything(t *testing.T, d *db.Database, actor account.Actor, id db.ID) (record casefile.Record, files [][]byte) {
	t.Helper()
	if err := d.Read(background, func(tx *db.Tx) error {
		file, err := casefile.Load(background, tx, actor, id)
		if err != nil {
			return err
		}
		record = file.Record
		attached, err := casefile.Files(background, tx, id)
		if err != nil {
			return err
		}
		for _, a := range attached {
			_, content, err := casefile.FileContent(background, tx, id, a.ID)
			if err != nil {
				return err
			}
			files = append(files, content)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return record, files
}

// TestKeysOfACaseAreRenewedThoughKilled renews the keys of a case while the
// process that does it is killed again and again: everything can be read at every
// moment, and in the end nothing is sealed under the keys before, which are gone.
func TestKeysOfACaseAreRenewedThoughKilled(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, uint64(len(name))))
			address := url(t)
			d := dbtest.Open(t, address, time.Now)
			actor := agency(t, d, "Ours")
			id, other := open(t, d, actor, access.Everything, whole()), open(t, d, actor, access.Everything, whole())
			for n := range 3 {
				write(t, d, func(tx *db.Tx) error {
					_, err := casefile.AddFile(background, tx, actor, id, id, fmt.Sprint(n, ".pdf"), "", civil.Partial{}, paper(n))
					return err
				})
			}
			record, files := everything(t, d, actor, id)
			before, others := keysOf(t, d, id), keysOf(t, d, other)
			write(t, d, func(tx *db.Tx) error { return casefile.RenewKey(background, tx, actor, id, "A laptop was stolen") })
			if err := d.Write(background, func(tx *db.Tx) error { return casefile.RenewKey(background, tx, actor, id, "Again") }); !fault.Is(err, fault.Forbidden) {
				t.Errorf("renewed twice at once: %v", err)
			}
			// What is written meanwhile is under the new key.
			write(t, d, func(tx *db.Tx) error {
				return casefile.Put(background, tx, actor, id, "meanwhile", casefile.Record{Stories: map[string]string{casefile.StoryNoContact: "Through her sister"}})
			})
			killed, finished := 0, false
			for round := 0; !finished && round < 60; round++ {
				finished = reseal(t, address, id, time.Duration(random.IntN(40*(round+1)))*time.Millisecond)
				if !finished {
					killed++
				}
				again, read := everything(t, d, actor, id)
				delete(again.Stories, casefile.StoryNoContact)
				want := record
				delete(want.Stories, casefile.StoryNoContact)
				if diff := cmp.Diff(want, again); diff != "" {
					t.Fatalf("after %d kills the record reads otherwise:\n%s", killed, diff)
				}
				for i := range files {
					if !bytes.Equal(files[i], read[i]) {
						t.Fatalf("after %d kills a file reads otherwise", killed)
					}
				}
			}
			if !finished {
				t.Fatal("it never came to its end")
			}
			t.Logf("killed %d times", killed)
			for owner, keys := range keysOf(t, d, id) {
				if len(keys) != 1 || keys[0] == before[owner][0] {
					t.Errorf("%s has the keys %v, had %v", owner, keys, before[owner])
				}
			}
			if diff := cmp.Diff(others, keysOf(t, d, other)); diff != "" {
				t.Errorf("the other case's keys changed: %s", diff)
			}
		})
	}
}

// reseal runs the child and kills it after a while; true where it came to its end first.
func reseal(t *testing.T, address string, id db.ID, after time.Duration) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(background, time.Minute)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0])
	child.Env = append(os.Environ(), resealChild+"="+address, resealCase+"="+string(id))
	var said bytes.Buffer
	child.Stdout, child.Stderr = &said, &said
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(20*time.Millisecond+after, func() { _ = child.Process.Kill() })
	err := child.Wait()
	timer.Stop()
	if err != nil && child.ProcessState.Exited() {
		t.Fatalf("sealing anew failed: %v\n%s", err, &said)
	}
	return err == nil
}
