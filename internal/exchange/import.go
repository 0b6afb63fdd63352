package exchange

import (
	"context"
	"errors"
	"io"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/referral"
)

// Room is where referrals come in from other systems.
type Room struct {
	DB   *db.Database
	Desk *referral.Room
	// ReceivedOn is the day on which what is imported was received by the other
	// system, zero for today.
	ReceivedOn civil.Day
}

// Status is what became of one object of a file.
type Status string

// What becomes of an object.
const (
	Received     Status = "received"
	AlreadyThere Status = "already received" // the same external identifier came before
	Refused      Status = "refused"
)

// Outcome is what became of one object, without a word about the person.
type Outcome struct {
	Line   int   // of the file, from 1
	Offset int64 // in bytes from 0
	Status Status
	// Reference is that of the case, or of the notification where Notification
	// says so; of an object that was there already, the one it has.
	Reference    string
	Notification bool
	ExternalID   string
	// Err is why it was refused: a [*Malformed], or a fault with the fields to mend.
	Err      error
	Unmapped []Unmapped
	Files    []File
}

// ImportHomeOfficeForm takes in the referrals of one file of the Home Office
// form's export, each in a transaction of its own, so that one that is refused
// does not stop the others. It reports each as soon as it is stored. The error
// is one of the store or of reading; objects after it were not read.
func (room *Room) ImportHomeOfficeForm(ctx context.Context, actor account.Actor, in io.Reader, report func(Outcome)) error {
	objects := NewObjects(in)
	for {
		object, err := objects.Next()
		var malformed *Malformed
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &malformed):
			report(Outcome{Line: malformed.Line, Offset: malformed.Offset, Status: Refused, Err: malformed})
			continue
		case err != nil:
			return err
		}
		outcome, err := room.takeIn(ctx, actor, object)
		if err != nil {
			return err
		}
		report(outcome)
	}
}

func (room *Room) takeIn(ctx context.Context, actor account.Actor, object Object) (Outcome, error) {
	outcome := Outcome{Line: object.Line, Offset: object.Offset, Status: Received}
	mapped, err := MapHomeOfficeForm(room.Desk.Lists, object)
	if err != nil {
		outcome.Status, outcome.Err = Refused, err
		return outcome, nil
	}
	outcome.Notification, outcome.ExternalID = mapped.Notification, mapped.Submission.ExternalID
	outcome.Unmapped, outcome.Files = mapped.Unmapped, mapped.Files
	err = room.DB.Write(ctx, func(tx *db.Tx) error {
		there, found, err := receipt(ctx, tx, referral.FromHomeOfficeForm, outcome.ExternalID)
		if err != nil || found {
			outcome.Status, outcome.Reference = AlreadyThere, there
			return err
		}
		outcome.Status = Received
		if outcome.Reference, err = room.send(ctx, tx, actor, mapped); err != nil {
			return err
		}
		return insertReceipt(ctx, tx, referral.FromHomeOfficeForm, outcome.ExternalID, outcome.Reference)
	})
	switch {
	case err == nil:
	case errors.Is(err, referral.ErrReceived), db.Duplicate(err):
		outcome.Status, outcome.Reference = AlreadyThere, ""
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Forbidden):
		outcome.Status, outcome.Reference, outcome.Err = Refused, "", err
	default:
		return Outcome{}, err
	}
	return outcome, nil
}
