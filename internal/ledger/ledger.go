package ledger

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Config says where the log is and who signs and witnesses it.
type Config struct {
	// Folder is where the log stands; "" on a node that leaves the log to another.
	Folder string
	Key    Key
	// Witness keeps checkpoints elsewhere; nil where there is none.
	Witness Witness
	// Accepted is the folder with the checkpoints that others have co-signed.
	Accepted string
	// Erased is the list of what was erased, outside the database; "" for none.
	Erased string
	// Node tells this node's lease from another's.
	Node string
}

// Ledger is the published log of one database's record.
type Ledger struct {
	Config
	db  *db.Database
	log *slog.Logger
	// lately is the last checkpoint that was handed to the witness, and when.
	lately struct {
		size uint64
		at   time.Time
	}
}

// New opens nothing yet: Check looks, Run publishes.
func New(d *db.Database, config Config, log *slog.Logger) *Ledger {
	return &Ledger{Config: config, db: d, log: log}
}

// files gives the log's files.
func (l *Ledger) files() files { return files{l.Folder} }

// Disagreement says that the database, the log and the witness do not tell the
// same story. Frozen is for the people who use the service, Detail for whoever
// runs it.
type Disagreement struct {
	Frozen db.Frozen
	Detail string
}

func (d *Disagreement) Error() string { return d.Detail }

// What people read while nothing may be changed.
const (
	olderMessage  = "You can read, but nothing can be changed just now. What this service holds is older than the proof of it that is kept elsewhere, so changes made since may be missing. The people who run the service have to put this right."
	differMessage = "You can read, but nothing can be changed just now. What this service holds and the published proof of it do not agree. The people who run the service have to put this right."
	unseenMessage = "You can read, but nothing can be changed just now. The proof of what this service holds is kept elsewhere and cannot be read. The people who run the service have to put this right."
)

func older(detail string, args ...any) error {
	return &Disagreement{db.Frozen{Message: olderMessage}, fmt.Sprintf(detail, args...)}
}

func differs(detail string, args ...any) error {
	return &Disagreement{db.Frozen{Message: differMessage}, fmt.Sprintf(detail, args...)}
}

func unseen(detail string, args ...any) error {
	return &Disagreement{db.Frozen{Message: unseenMessage}, fmt.Sprintf(detail, args...)}
}

// freeze makes the service serve reads only where err is a disagreement.
func (l *Ledger) freeze(err error) {
	var problem *Disagreement
	if errors.As(err, &problem) {
		l.log.Error("the service serves reads only from now on", "because", problem.Detail, "see", "docs/playbook-verify.md")
		l.db.Freeze(problem.Frozen)
	}
}

// Start holds the end of the record against the log and the witness, which takes
// no longer however long the record is. Where they do not agree, the database
// serves reads only until the program is started again.
func (l *Ledger) Start(ctx context.Context) error {
	err := l.check(ctx)
	var problem *Disagreement
	if !errors.As(err, &problem) {
		return err
	}
	l.freeze(err)
	return l.turnPage(ctx)
}

// Checkpoint gives the log's last signed checkpoint.
func (l *Ledger) Checkpoint() (Checkpoint, error) { return l.files().checkpoint(l.Key.verifier) }
