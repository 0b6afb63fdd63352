package referral

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// Receive takes a referral over into the competent authority, in the
// transaction that sends it.
type Receive func(ctx context.Context, tx *db.Tx, actor account.Actor, received casefile.Received) error

// Room is the referral desk with what it works with.
type Room struct {
	DB      *db.Database
	Rules   statute.Book
	Lists   *reference.Set
	Receive Receive
}

// New makes the referral desk. receive is the intake of the competent authority.
func New(d *db.Database, rules statute.Book, lists *reference.Set, receive Receive) *Room {
	return &Room{DB: d, Rules: rules, Lists: lists, Receive: receive}
}
