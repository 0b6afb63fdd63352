package notify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/notify"
)

var background = context.Background()

// TestAMessageIsSentOnce however often it is told: it waits while it cannot be
// sent, is not sent again once it was, and stands in the store only sealed.
func TestAMessageIsSentOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		tell := func(key, to, subject string) {
			t.Helper()
			if err := d.Write(background, func(tx *db.Tx) error {
				return notify.Tell(background, tx, key, to, subject, "Sign in to read it.")
			}); err != nil {
				t.Fatal(err)
			}
		}
		tell("one", "ada@example.org", "Something is due")
		tell("one", "ada@example.org", "Told a second time")
		tell("two", "bob@example.org", "Something else")
		read := func(to string) (found []notify.Message) {
			t.Helper()
			if err := d.Read(background, func(tx *db.Tx) (err error) {
				found, err = notify.Messages(background, tx, to)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return found
		}
		hers := read("ada@example.org")
		if len(hers) != 1 || hers[0].Subject != "Something is due" || hers[0].Body != "Sign in to read it." || hers[0].Sent || len(read("")) != 2 {
			t.Fatalf("kept %+v", hers)
		}
		var jobs int
		var sealed []byte
		if err := d.Read(background, func(tx *db.Tx) error {
			if _, err := tx.Row(background, `SELECT count(*) FROM job WHERE kind = $1`, []any{notify.Send}, &jobs); err != nil {
				return err
			}
			_, err := tx.Row(background, `SELECT sealed FROM message WHERE id = $1`, []any{hers[0].ID}, &sealed)
			return err
		}); err != nil || jobs != 2 || bytes.Contains(sealed, []byte("due")) {
			t.Errorf("%d jobs, %q in the store, %v", jobs, sealed, err)
		}
		payload, err := json.Marshal(hers[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		var sent []notify.Message
		down := errors.New("the mail server is away")
		send := notify.Errand(func(_ context.Context, message notify.Message) error {
			sent = append(sent, message)
			if len(sent) == 1 {
				return down
			}
			return nil
		})
		if err := send(background, d, payload); !errors.Is(err, down) || read("ada@example.org")[0].Sent {
			t.Errorf("a mail server that is away: %v, and it counts as sent: %v", err, read("ada@example.org")[0].Sent)
		}
		for range 2 {
			if err := send(background, d, payload); err != nil {
				t.Fatal(err)
			}
		}
		if len(sent) != 2 || sent[1].To != "ada@example.org" || sent[1].Subject != "Something is due" || !read("ada@example.org")[0].Sent || read("bob@example.org")[0].Sent {
			t.Errorf("sent %+v", sent)
		}
	})
}
