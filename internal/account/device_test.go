package account_test

import (
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
)

func TestDevicesAreNearInOneNetwork(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		one, other account.Device
		near       bool
	}{
		{account.Device{Agent: "a", Origin: "192.0.2.1"}, account.Device{Agent: "a", Origin: "192.0.2.1"}, true},
		{account.Device{Agent: "a", Origin: "192.0.2.1"}, account.Device{Agent: "a", Origin: "192.0.2.250"}, true},
		{account.Device{Agent: "a", Origin: "192.0.2.1"}, account.Device{Agent: "a", Origin: "192.0.3.1"}, false},
		{account.Device{Agent: "a", Origin: "192.0.2.1"}, account.Device{Agent: "b", Origin: "192.0.2.1"}, false},
		{account.Device{Agent: "a", Origin: "::ffff:192.0.2.1"}, account.Device{Agent: "a", Origin: "192.0.2.9"}, true},
		{account.Device{Agent: "a", Origin: "2001:db8:1:2::3"}, account.Device{Agent: "a", Origin: "2001:db8:1:9::4"}, true},
		{account.Device{Agent: "a", Origin: "2001:db8:1::3"}, account.Device{Agent: "a", Origin: "2001:db8:2::3"}, false},
		{account.Device{Agent: "a", Origin: "2001:db8:1::3"}, account.Device{Agent: "a", Origin: "192.0.2.1"}, false},
		{account.Device{Agent: "a"}, account.Device{Agent: "a", Origin: "192.0.2.1"}, false},
		{account.Device{Agent: "a", Origin: "@"}, account.Device{Agent: "a", Origin: "@"}, true},
	} {
		if near := c.one.Near(c.other); near != c.near || c.other.Near(c.one) != near {
			t.Errorf("%v and %v are near: %v, want %v", c.one, c.other, near, c.near)
		}
	}
}

// TestAProofCountsWhereItWasGiven: who carries a session to another browser or
// network stays signed in, and proves again before what only they may do.
func TestAProofCountsWhereItWasGiven(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		token := w.open(t)
		for from, want := range map[account.Device]bool{aBrowser: true, {Agent: aBrowser.Agent, Origin: "192.0.2.77"}: true,
			{Agent: "another browser", Origin: aBrowser.Origin}: false, {Agent: aBrowser.Agent, Origin: "198.51.100.1"}: false} {
			actor, found, err := account.Session(background, w.d, token, from)
			if err != nil || !found || actor.Account != w.account {
				t.Fatalf("from %v: %v %v", from, found, err)
			}
			if actor.Proved(w.d.Now()) != want {
				t.Errorf("from %v the proof counts: %v, want %v", from, !want, want)
			}
		}
		moved := account.Device{Agent: aBrowser.Agent, Origin: "198.51.100.1"}
		actor, _, err := account.Session(background, w.d, token, moved)
		if err != nil {
			t.Fatal(err)
		}
		w.write(t, func(tx *db.Tx) (err error) {
			token, _, err = account.Renew(background, tx, actor.Session, account.ByCode, moved, account.DefaultLimits())
			return err
		})
		for from, want := range map[account.Device]bool{moved: true, aBrowser: false} {
			if actor, _, err = account.Session(background, w.d, token, from); err != nil || actor.Proved(w.d.Now().Add(time.Minute)) != want {
				t.Errorf("proved again elsewhere, from %v: %v %v", from, actor.ProvedUntil, err)
			}
		}
	})
}
