package audit

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/seal"
)

// reasonMark stands between the purpose of an event and its sealed reason, in the
// one text that the chain covers: destroying the case's key makes the reason
// unreadable and leaves the chain whole.
const reasonMark = " sealed:"

func reasonPlace(event string) string { return "audit_event.why/" + event }

func reasonOwner(caseID db.ID) db.ID {
	if caseID == "" {
		return db.OfStore
	}
	return seal.RecordOf(caseID)
}

func sealReason(ctx context.Context, tx *db.Tx, caseID db.ID, event, reason string) (string, error) {
	sealed, err := tx.Sealer().Seal(ctx, tx, reasonOwner(caseID), reasonPlace(event), []byte(reason))
	if err != nil {
		return "", fmt.Errorf("seal the reason of an event: %w", err)
	}
	return reasonMark + base64.RawURLEncoding.EncodeToString(sealed), nil
}

// Purpose gives what stands in why before a sealed reason.
func Purpose(why string) string {
	purpose, _, _ := strings.Cut(why, reasonMark)
	return purpose
}

// Reason opens the reason that stands sealed in an event's why; empty where
// there is none. The caller has asked whether the actor may read it.
func Reason(ctx context.Context, tx *db.Tx, caseID db.ID, event, why string) (string, error) {
	_, text, found := strings.Cut(why, reasonMark)
	if !found {
		return "", nil
	}
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return "", errors.New("the reason of an event is damaged")
	}
	reason, err := tx.Sealer().Open(ctx, tx, reasonOwner(caseID), reasonPlace(event), sealed)
	if errors.Is(err, seal.ErrGone) {
		return "", nil // erased with the case
	}
	return string(reason), err
}
