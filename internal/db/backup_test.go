package db_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
)

func TestABackupHoldsWhatWasAcknowledgedBeforeIt(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), time.Now)
	stop := make(chan struct{})
	var group sync.WaitGroup
	for i := range 100 {
		if err := d.Write(background, func(tx *db.Tx) error { return addAgency(tx, fmt.Sprintf("before %d", i)) }); err != nil {
			t.Fatal(err)
		}
	}
	group.Go(func() { // the service goes on meanwhile
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			if err := d.Write(background, func(tx *db.Tx) error { return addAgency(tx, fmt.Sprintf("meanwhile %d", i)) }); err != nil {
				t.Error(err)
				return
			}
		}
	})
	path := filepath.Join(t.TempDir(), "it's a backup.db")
	err := d.Backup(background, path)
	close(stop)
	group.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Backup(background, path); err == nil {
		t.Error("a second backup replaced the first")
	}
	copied := dbtest.Open(t, "sqlite:"+path, time.Now)
	names := agencies(t, copied)
	for i := range 100 {
		if name := fmt.Sprintf("before %d", i); !names[name] {
			t.Errorf("%s is not in the backup", name)
		}
	}
}
