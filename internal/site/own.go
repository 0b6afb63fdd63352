package site

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/own"
)

// What rooms may offer to the page that a person has about themselves.
type (
	// withOwn tells the person something.
	withOwn interface {
		Own(context.Context, *db.Tx, db.ID) ([]casefile.OwnPart, error)
	}
	// withOwnUnsafe knows whether having the page would put the person in danger.
	withOwnUnsafe interface {
		OwnUnsafe(context.Context, *db.Tx, db.ID) (bool, error)
	}
	// withOwnLooks knows who looked at the person's file.
	withOwnLooks interface {
		OwnLooks(ctx context.Context, tx *db.Tx, caseID db.ID, most int) ([]casefile.OwnLook, error)
	}
	// withOwnConsents keeps what the person agreed to share.
	withOwnConsents interface {
		OwnConsents(context.Context, *db.Tx, db.ID) ([]casefile.OwnConsent, error)
		TakeBackOwn(ctx context.Context, tx *db.Tx, person account.Actor, caseID, consent db.ID) error
	}
)

// ownRoom opens the room of the person's own page.
func ownRoom(config Config, deciding *decision.Room) *own.Room {
	settings := config.Own
	settings.Secure = config.Secure
	room := own.New(config.DB, config.Rules, config.Log, settings)
	room.Deciding = deciding.Responsible
	return room
}

// tellOwn lets every room that has something for the person tell it on their own
// page.
func (r rooms) tellOwn() {
	for _, page := range offering[*own.Room](r) {
		for _, room := range offering[withOwn](r) {
			page.Parts = append(page.Parts, room.Own)
		}
		for _, room := range offering[withOwnUnsafe](r) {
			page.Unsafe = append(page.Unsafe, room.OwnUnsafe)
		}
		for _, room := range offering[withOwnLooks](r) {
			page.Looks = room.OwnLooks
		}
		for _, room := range offering[withOwnConsents](r) {
			page.Consents, page.TakeBack = room.OwnConsents, room.TakeBackOwn
		}
	}
}
