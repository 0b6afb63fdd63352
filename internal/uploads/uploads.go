// Package uploads has files looked at by a virus scanner, and shows an agency's
// administrator which files are held back. They see kinds and days, never what a
// file is called or holds, or whose case it is.
package uploads

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/scan"
)

// Room is the room of uploaded files.
type Room struct {
	DB      *db.Database
	Scanner scan.Scanner // nil where none is used
}

// scanAgain is the daily job that has held and new files looked at again.
const scanAgain job.Kind = "scan-again"

// Jobs says how files are looked at.
func (room *Room) Jobs(runner *job.Runner) {
	runner.Errand(casefile.Scanning, room.look)
	runner.Handle(scanAgain, func(ctx context.Context, tx *db.Tx, _ json.RawMessage) error {
		if _, err := casefile.ScanAllAgain(ctx, tx); err != nil {
			return err
		}
		return next(ctx, tx)
	})
}

// Schedule says whether a scanner is used, and queues the daily job.
func (room *Room) Schedule(ctx context.Context, tx *db.Tx) error {
	if err := casefile.UseScanner(ctx, tx, room.Scanner != nil); err != nil {
		return err
	}
	if room.Scanner == nil {
		return nil
	}
	if _, err := casefile.ScanAllAgain(ctx, tx); err != nil {
		return err
	}
	return next(ctx, tx)
}

func next(ctx context.Context, tx *db.Tx) error {
	due := tx.Now().Add(24 * time.Hour)
	return job.Enqueue(ctx, tx, scanAgain, due.Format(time.DateOnly), due, nil)
}

// look has one file looked at. A scanner that cannot be asked is an error, and
// the job is done again; the file waits.
func (room *Room) look(ctx context.Context, d *db.Database, payload json.RawMessage) error {
	var id db.ID
	if err := json.Unmarshal(payload, &id); err != nil {
		return err
	}
	if room.Scanner == nil {
		return nil
	}
	var content []byte
	there := false
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		content, there, err = casefile.ForScanner(ctx, tx, id)
		return err
	}); err != nil || !there {
		return err
	}
	found, err := room.Scanner.Scan(ctx, content)
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		scanned, there, err := casefile.SetScanned(ctx, tx, id, found)
		if err != nil || !there || scanned.After != casefile.ScanFound || scanned.Before == casefile.ScanFound {
			return err
		}
		return tell(ctx, tx, id, scanned)
	})
}

// tell tells whoever added a file, and the administrators of their agency, that
// it is held back.
func tell(ctx context.Context, tx *db.Tx, id db.ID, scanned casefile.Scanned) error {
	administrators, err := account.Colleagues(ctx, tx, scanned.Agency, account.AgencyAdministrator)
	if err != nil {
		return err
	}
	for _, person := range administrators {
		if err := notify.Tell(ctx, tx, fmt.Sprintf("held-file %s %s", id, person.ID), person.Email, "A file was held back",
			"A virus was found in a file that somebody of your agency added. Nobody can open it. Sign in to Havenward and see Files held back."); err != nil {
			return err
		}
	}
	uploader, found, err := account.Load(ctx, tx, scanned.AddedBy)
	if err != nil || !found {
		return err
	}
	return notify.Tell(ctx, tx, fmt.Sprintf("held-file %s added", id), uploader.Email, "A file that you added was held back",
		"A virus was found in a file that you added. Nobody can open it. Sign in to Havenward to see which, and ask whoever sent it to you for a clean copy.")
}

// Held lists the files of the actor's agency that nobody gets.
func (room *Room) Held(ctx context.Context, tx *db.Tx, actor account.Actor) ([]casefile.HeldFile, error) {
	if err := access.Role(actor, access.ListHeldFiles); err != nil {
		return nil, err
	}
	held, err := casefile.HeldFiles(ctx, tx, actor.Agency)
	if err != nil {
		return nil, err
	}
	return held, audit.Append(ctx, tx, actor, audit.Entry{Action: "list-held-files", Category: audit.Consultation, Subject: "files held back", Why: "Protection from viruses"})
}

// Again has a held file of the actor's agency looked at again.
func (room *Room) Again(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	if err := access.Role(actor, access.ListHeldFiles); err != nil {
		return err
	}
	there, err := casefile.ScanAgain(ctx, tx, actor.Agency, id)
	if err != nil {
		return err
	}
	if !there {
		return fault.Missing()
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "scan-again", Category: audit.Alteration, Subject: "file " + string(id), Why: "Protection from viruses"})
}
