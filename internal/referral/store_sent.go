package referral

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
)

// readReferral reads what a referral has beside its record.
func readReferral(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, sent *Sent) (bool, error) {
	var sealed []byte
	found, err := tx.Row(ctx, `SELECT r.received_at, r.sealed, g.reference FROM referral r JOIN case_file c ON c.id = r.case_id
		LEFT JOIN case_group g ON g.id = c.group_id WHERE r.case_id = $1 AND r.agency_id = $2`, []any{id, actor.Agency},
		db.Instant(&sent.Received), &sealed, db.Text(&sent.GroupedAs))
	if err != nil || !found {
		return false, err
	}
	return true, casefile.Sealed(sealed).Open(ctx, tx, id, sealedPlace, &sent.Submission)
}

// Line is one referral or notification in the list of what an agency sent.
type Line struct {
	ID              db.ID
	Notification    bool
	Reference       string
	SenderReference string // "" for a notification
	Received        time.Time
	Stage           string
}

// StageWords says how far it is, as a catalogue source.
func (l Line) StageWords() string {
	if l.Notification {
		return "Received"
	}
	return StageWords(l.Stage)
}

// Search narrows the list of what was sent. Text is the reference of the case
// or notification, or the sender's own; Before continues after a line.
type Search struct {
	Text   string
	Before db.ID
	Limit  int
}

// lastOrganisation is the organisation of the closed list under which an agency
// sent its latest referral, "" where it sent none: an agency seldom has the
// very name of the list.
func lastOrganisation(ctx context.Context, tx *db.Tx, agency db.ID) (organisation string, err error) {
	_, err = tx.Row(ctx, `SELECT organisation FROM referral WHERE agency_id = $1 ORDER BY case_id DESC LIMIT 1`, []any{agency}, &organisation)
	return organisation, err
}

// last sorts after every identifier.
const last = "~"

// SentReferrals lists the referrals that the actor's agency sent and the actor
// may read, the newest first.
func SentReferrals(ctx context.Context, tx *db.Tx, actor account.Actor, s Search) ([]Line, error) {
	if s.Before == "" {
		s.Before = last
	}
	query, args := `SELECT r.case_id, c.reference, r.received_at, c.stage, r.sealed FROM referral r JOIN case_file c ON c.id = r.case_id
		WHERE r.agency_id = $1 AND r.case_id < $2`, []any{actor.Agency, s.Before}
	if s.Text != "" {
		reference, _ := casefile.ReadReference(s.Text)
		key, err := senderKey(ctx, tx, actor.Agency, s.Text)
		if err != nil {
			return nil, err
		}
		query += ` AND (c.reference = $3 OR r.sender_key = $4)`
		args = append(args, reference, key)
	}
	visible, more := access.Visible(tx, actor, "r.case_id", access.Identity|access.Story, len(args)+1)
	args = append(args, more...)
	query += ` AND ` + visible + ` ORDER BY r.case_id DESC LIMIT ` + db.Marks(len(args)+1, 1)
	return db.All(ctx, tx, query, append(args, s.Limit), func(l *Line, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&l.ID, &l.Reference, db.Instant(&l.Received), &l.Stage, &sealed); err != nil {
			return err
		}
		var beside Submission
		err := casefile.Sealed(sealed).Open(ctx, tx, l.ID, sealedPlace, &beside)
		l.SenderReference = beside.SenderReference
		return err
	})
}

// SentNotices lists the notifications that the actor's agency sent, the newest
// first.
func SentNotices(ctx context.Context, tx *db.Tx, actor account.Actor, s Search) ([]Line, error) {
	if err := access.Role(actor, access.WriteReferral); err != nil {
		return nil, err
	}
	if s.Before == "" {
		s.Before = last
	}
	query, args := `SELECT id, reference, received_at FROM notification WHERE agency_id = $1 AND id < $2 AND removed_at IS NULL`, []any{actor.Agency, s.Before}
	if s.Text != "" {
		reference, _ := casefile.ReadReference(s.Text)
		query, args = query+` AND reference = $3`, append(args, reference)
	}
	query += ` ORDER BY id DESC LIMIT ` + db.Marks(len(args)+1, 1)
	return db.All(ctx, tx, query, append(args, s.Limit), func(l *Line, scan func(...any) error) error {
		l.Notification = true
		return scan(&l.ID, &l.Reference, db.Instant(&l.Received))
	})
}

func noticeExists(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (bool, error) {
	var one int
	return tx.Row(ctx, `SELECT 1 FROM notification WHERE id = $1 AND agency_id = $2 AND removed_at IS NULL`, []any{id, actor.Agency}, &one)
}
