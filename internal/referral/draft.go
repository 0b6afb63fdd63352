package referral

import (
	"context"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// Draft is a referral that one person has begun and not sent. Only they see it,
// on any device on which they sign in.
type Draft struct {
	ID               db.ID
	Version          int64
	Started, Changed time.Time
	WarnOn, DeleteOn civil.Day
	content
}

// content is what a draft holds, sealed as one.
type content struct {
	Submission Submission `json:"submission"`
	// Saved says of each page which form saved it last, so that somebody who
	// goes back in the browser and sends the same form again is not taken for
	// somebody else.
	Saved  map[string]string `json:"saved,omitempty"`
	Review *Review           `json:"review,omitempty"`
	// SameAs are earlier cases that, its writer says, are of the same person.
	SameAs []db.ID `json:"sameAs,omitempty"`
}

// Review is what became of the stories on the page before a notification.
type Review struct {
	// Of tells from which stories they were made; others need another review.
	Of      string            `json:"of"`
	Stories map[string]string `json:"stories"`
}

// Reviewed gives the notification as its writer left it, and whether they have
// seen the stories as they now are.
func (d *Draft) Reviewed(lists *reference.Set) (Notice, bool) {
	n := NoticeOf(lists, &d.Submission)
	if d.Review == nil || d.Review.Of != digest(n.Stories) {
		return n, false
	}
	n.Stories = d.Review.Stories
	return n, true
}

// StartDraft begins a draft, with what is known of the sender filled in where
// the submission leaves it open.
func (room *Room) StartDraft(ctx context.Context, tx *db.Tx, actor account.Actor, s Submission) (*Draft, error) {
	if err := access.Role(actor, access.WriteReferral); err != nil {
		return nil, err
	}
	if err := fault.Mend(Sound(room.Lists, &s)...); err != nil {
		return nil, err
	}
	room.introduce(&s, actor)
	if s.Organisation == "" {
		var err error
		if s.Organisation, err = lastOrganisation(ctx, tx, actor.Agency); err != nil {
			return nil, err
		}
	}
	d := &Draft{ID: tx.NewID(), Version: 1, content: content{Submission: s}}
	if err := room.schedule(ctx, tx, d, actor); err != nil {
		return nil, err
	}
	if err := insertDraft(ctx, tx, actor, d); err != nil {
		return nil, err
	}
	return d, audit.Append(ctx, tx, actor, audit.Entry{Action: "start-draft", Category: audit.Collection, Subject: "draft " + string(d.ID)})
}

// introduce fills in who the sender is.
func (room *Room) introduce(s *Submission, actor account.Actor) {
	set := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	if organisation, ok := room.Lists.FirstResponders.Find(actor.AgencyName); ok {
		set(&s.Organisation, organisation.Code)
	}
	if _, ok := room.Lists.Nations.ByCode(actor.Jurisdiction); ok {
		set(&s.Jurisdiction, actor.Jurisdiction)
	}
	given, family := actor.Name, ""
	if at := strings.LastIndexByte(actor.Name, ' '); at > 0 {
		given, family = actor.Name[:at], actor.Name[at+1:]
	}
	set(&s.Referrer.Given, given)
	set(&s.Referrer.Family, family)
	set(&s.Referrer.Email, actor.Email)
}

// Open gives a draft of the actor; another's is missing.
func (room *Room) Open(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (*Draft, error) {
	if err := access.Role(actor, access.WriteReferral); err != nil {
		return nil, err
	}
	d, found, err := loadDraft(ctx, tx, actor, id)
	if err == nil && !found {
		err = fault.Missing()
	}
	return d, err
}

// Change changes a draft of which the version is the latest: what change does
// to its content is stored, and its days are counted anew. A draft that was
// changed meanwhile is a fault.Conflict.
func (room *Room) Change(ctx context.Context, tx *db.Tx, actor account.Actor, d *Draft, change func(*content) error) error {
	if err := change(&d.content); err != nil {
		return err
	}
	if err := room.schedule(ctx, tx, d, actor); err != nil {
		return err
	}
	if err := updateDraft(ctx, tx, actor, d); err != nil {
		return err
	}
	d.Version++
	return nil
}

// Replace puts a whole submission in the place of a draft's: for the JSON API.
func (room *Room) Replace(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, version int64, s Submission) (*Draft, error) {
	d, err := room.Open(ctx, tx, actor, id)
	if err != nil {
		return nil, err
	}
	if d.Version != version {
		return nil, fault.Stale(s, d.Submission)
	}
	if err := fault.Mend(Sound(room.Lists, &s)...); err != nil {
		return nil, err
	}
	return d, room.Change(ctx, tx, actor, d, func(c *content) error {
		c.Submission = s
		return nil
	})
}

// material gathers what the advice on a draft looks at: its files, and the
// stories of its writer's other drafts.
func (room *Room) material(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Material, error) {
	m := Material{Today: civil.DayOf(tx.Now())}
	var err error
	if m.Evidence, err = casefile.Files(ctx, tx, id); err != nil {
		return m, err
	}
	others, err := Drafts(ctx, tx, actor)
	for _, other := range others {
		if other.ID != id {
			m.Earlier = append(m.Earlier, other.Submission.Record.Stories)
		}
	}
	return m, err
}

// Discard deletes a draft with its files, for ever.
func (room *Room) Discard(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	if _, err := room.Open(ctx, tx, actor, id); err != nil {
		return err
	}
	if err := heldDraft(ctx, tx, id); err != nil {
		return err
	}
	return room.destroy(ctx, tx, actor, id, "Deleted by its writer")
}

// destroy removes a draft and everything typed into it, and has the store's
// files cleaned of it.
func (room *Room) destroy(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, why string) error {
	if err := casefile.RemoveFiles(ctx, tx, id); err != nil {
		return err
	}
	if err := deleteDraft(ctx, tx, id); err != nil {
		return err
	}
	if err := job.Enqueue(ctx, tx, cleanStore, string(id), tx.Now(), id); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "delete-draft", Category: audit.Erasure, Subject: "draft " + string(id), Why: why})
}

// schedule counts when a draft that changes today is warned about and deleted,
// by the rules in force, and sets the jobs that do it.
func (room *Room) schedule(ctx context.Context, tx *db.Tx, d *Draft, actor account.Actor) error {
	about := statute.Subject{Jurisdiction: statute.Jurisdiction(d.Submission.Jurisdiction), Child: d.Submission.TreatedAsChild()}
	if !about.Jurisdiction.Domestic() {
		about.Jurisdiction = statute.Jurisdiction(actor.Jurisdiction)
	}
	if !about.Jurisdiction.Domestic() {
		about.Jurisdiction = statute.England
	}
	today := civil.DayOf(tx.Now())
	warning, err := room.Rules.Due(statute.DraftWarning, about, today)
	if err != nil {
		return err
	}
	deletion, err := room.Rules.Due(statute.DraftDeletion, about, today)
	if err != nil {
		return err
	}
	d.WarnOn, d.DeleteOn, d.Changed = warning.On, deletion.On, tx.Now()
	if d.Started.IsZero() {
		d.Started = tx.Now()
	}
	// One job for each day on which the draft changed; those of earlier days find
	// that the draft's day has moved and do nothing.
	if err := job.Enqueue(ctx, tx, warnOfDraft, string(d.ID)+" "+d.WarnOn.String(), d.WarnOn.Start(), d.ID); err != nil {
		return err
	}
	return job.Enqueue(ctx, tx, removeDraft, string(d.ID)+" "+d.DeleteOn.String(), d.DeleteOn.Start(), d.ID)
}
