package casefile

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
)

// Scanning is the kind of job that has one file looked at by the scanner; it
// carries the file's identifier.
const Scanning job.Kind = "scan-file"

// Scan is what the scanner said of a file.
type Scan string

// What can be said of a file. Nobody gets one that waits, or in which something
// was found; both stay sealed, with their hash, as they were added.
const (
	ScanNone    Scan = "none" // no scanner is used
	ScanWaiting Scan = "waiting"
	ScanClean   Scan = "clean"
	ScanFound   Scan = "found"
)

// Held says why nobody gets a file (a source string of the catalogue); "" where
// whoever may read it gets it.
func (s Scan) Held() string {
	switch s {
	case ScanWaiting:
		return "Being checked for viruses"
	case ScanFound:
		return "Held back: a virus was found"
	}
	return ""
}

// refuse is the answer to whoever asks for a file that is held.
func (s Scan) refuse() error {
	switch s {
	case ScanWaiting:
		return fault.Refuse("This file is being checked for viruses. Try again in a few minutes")
	case ScanFound:
		return fault.Refuse("A virus was found in this file. It is kept as it was added, and nobody can open it. Ask whoever sent it for a clean copy")
	}
	return nil
}

// UseScanner says whether a scanner looks at files from now on. Files that wait
// for one that is no longer used are given out again, as before there was one.
func UseScanner(ctx context.Context, tx *db.Tx, use bool) error {
	changed, err := tx.Exec(ctx, `UPDATE scanner SET used = $1 WHERE used <> $1`, use)
	if err != nil || changed == 0 {
		return err
	}
	if !use {
		if _, err := tx.Exec(ctx, `UPDATE file SET scan = 'none' WHERE scan = 'waiting'`); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, account.System(account.Job), audit.Entry{Action: "use-scanner", Category: audit.Alteration, Subject: "scanner", Change: map[string]bool{"used": use}})
}

// awaitScan says what a new file's state is, and has it looked at where a scanner
// is used.
func awaitScan(ctx context.Context, tx *db.Tx, file db.ID) (Scan, error) {
	var used bool
	if _, err := tx.Row(ctx, `SELECT used FROM scanner`, nil, &used); err != nil || !used {
		return ScanNone, err
	}
	return ScanWaiting, job.Enqueue(ctx, tx, Scanning, string(file), tx.Now(), file)
}

// ForScanner reads what a scanner is to look at: the content of a file, whatever
// was said of it before. False where there is no such file any more.
func ForScanner(ctx context.Context, tx *db.Tx, id db.ID) (content []byte, found bool, err error) {
	var owner db.ID
	if found, err = tx.Row(ctx, `SELECT owner FROM file WHERE id = $1`, []any{id}, &owner); err != nil || !found {
		return nil, found, err
	}
	_, content, err = fileContent(ctx, tx, owner, id)
	return content, true, err
}

// Scanned is what changed when a scanner looked at a file.
type Scanned struct {
	Before, After Scan
	Agency        db.ID // whose people added it
	AddedBy       db.ID
}

// SetScanned records what the scanner said of a file, found being the name that
// it gives to what it found. False where there is no such file any more.
func SetScanned(ctx context.Context, tx *db.Tx, id db.ID, found string) (s Scanned, there bool, err error) {
	s.After = ScanClean
	if found != "" {
		s.After = ScanFound
	}
	var caseID string
	there, err = tx.Row(ctx, `SELECT scan, agency_id, added_by, case_id FROM file WHERE id = $1`, []any{id}, &s.Before, db.Text((*string)(&s.Agency)), &s.AddedBy, db.Text(&caseID))
	if err != nil || !there {
		return s, there, err
	}
	if _, err := tx.Exec(ctx, `UPDATE file SET scan = $2, found = $3, scanned_at = $4 WHERE id = $1`, id, s.After, found, tx.Now()); err != nil {
		return s, true, err
	}
	return s, true, audit.Append(ctx, tx, account.System(account.Job), audit.Entry{Action: "scan-file", Category: audit.Alteration, Case: db.ID(caseID), Subject: "file " + string(id),
		Why: "Protection from viruses", Change: map[string]Scan{"before": s.Before, "after": s.After}})
}

// HeldFile is a file that nobody gets, as an administrator sees it: nothing of
// what it is called or holds, or of whose case it is.
type HeldFile struct {
	ID        db.ID
	Scan      Scan
	Found     string
	MediaType string
	Size      int64
	Added     time.Time
	AddedBy   string
	Looked    time.Time // zero where the scanner has not looked yet
}

// mostHeld bounds a list of held files.
const mostHeld = 500

// HeldFiles lists the files that an agency's people added and nobody gets,
// newest first. The caller has asked package access.
func HeldFiles(ctx context.Context, tx *db.Tx, agency db.ID) ([]HeldFile, error) {
	return db.All(ctx, tx, `SELECT f.id, f.scan, f.found, f.media_type, f.size, f.added_at, a.name, f.scanned_at FROM file f LEFT JOIN account a ON a.id = f.added_by
		WHERE f.agency_id = $1 AND f.scan IN ('waiting', 'found') ORDER BY f.id DESC LIMIT $2`, []any{agency, mostHeld}, func(h *HeldFile, scan func(...any) error) error {
		return scan(&h.ID, &h.Scan, &h.Found, &h.MediaType, &h.Size, db.Instant(&h.Added), db.Text(&h.AddedBy), db.Instant(&h.Looked))
	})
}

// ScanAgain has a held file of an agency looked at again; false where it has none
// such.
func ScanAgain(ctx context.Context, tx *db.Tx, agency, id db.ID) (bool, error) {
	there := false
	if _, err := tx.Row(ctx, `SELECT TRUE FROM file WHERE id = $1 AND agency_id = $2 AND scan IN ('waiting', 'found')`, []any{id, agency}, &there); err != nil || !there {
		return false, err
	}
	return true, lookAgain(ctx, tx, id)
}

// lookAgain queues a file anew, also where the job about it was given up because
// the scanner was away for too long.
func lookAgain(ctx context.Context, tx *db.Tx, id db.ID) error {
	if err := job.Cancel(ctx, tx, Scanning, string(id)); err != nil {
		return err
	}
	return job.Enqueue(ctx, tx, Scanning, string(id), tx.Now(), id)
}

// again is how long after a file was added it is looked at once more each day: a
// scanner learns of a virus days after the virus is about.
const again = 14 * 24 * time.Hour

// ScanAllAgain has every held file, every file that no scanner looked at yet, and
// every new one looked at again. It does nothing where no scanner is used.
func ScanAllAgain(ctx context.Context, tx *db.Tx) (count int, err error) {
	var used bool
	if _, err := tx.Row(ctx, `SELECT used FROM scanner`, nil, &used); err != nil || !used {
		return 0, err
	}
	files, err := db.All(ctx, tx, `SELECT id FROM file WHERE scan <> 'clean' OR added_at > $1 ORDER BY id`, []any{tx.Now().Add(-again)},
		func(id *db.ID, scan func(...any) error) error { return scan(id) })
	for _, id := range files {
		if err == nil {
			err = lookAgain(ctx, tx, id)
		}
	}
	return len(files), err
}

// Kilobytes is the file's size, rounded up.
func (h HeldFile) Kilobytes() int { return int((h.Size + 1023) >> 10) }
