package referral

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// About is what is said of a file of evidence.
type About struct {
	Description string        `json:"description" doc:"What the file is"`
	Dated       civil.Partial `json:"dated,omitzero" doc:"When it is from: 2024, 2024-05 or 2024-05-17"`
}

// aboutFile are the questions about a file. Both may be left out; the advice
// before sending says where they are missing.
var aboutFile = []form.Question[About]{
	{Name: "description", Label: "What is it?", Noun: "Description", Kind: form.Text, MaxLength: 500, Hint: "For example a photograph of the room, or a letter from a doctor",
		Bind: func(a *About) any { return &a.Description }},
	{Name: "dated", Label: "When is it from?", Noun: "Date", Kind: form.PartialDate, Hint: "As much as you know: a year is enough. For example, 3 2024",
		Bind: func(a *About) any { return &a.Dated }},
}

// AddEvidence adds a file to a draft of the actor. The content has been read.
func (room *Room) AddEvidence(ctx context.Context, tx *db.Tx, actor account.Actor, draft db.ID, name string, about About, content []byte) (db.ID, error) {
	d, err := room.Open(ctx, tx, actor, draft)
	if err != nil {
		return "", err
	}
	if d.Submission.Path() != Referral {
		return "", fault.Wrong("file", "A notification has no place for files")
	}
	if err := fault.Mend(form.Check(&about, aboutFile)...); err != nil {
		return "", err
	}
	id, err := casefile.AddFile(ctx, tx, actor, draft, "", name, about.Description, about.Dated, content)
	if err != nil {
		return "", err
	}
	return id, room.touched(ctx, tx, actor, d, "add-evidence", id)
}

// DescribeEvidence changes what is said of a file.
func (room *Room) DescribeEvidence(ctx context.Context, tx *db.Tx, actor account.Actor, draft, file db.ID, about About) error {
	d, err := room.Open(ctx, tx, actor, draft)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&about, aboutFile)...); err != nil {
		return err
	}
	there, err := evidence(ctx, tx, draft, file)
	if err != nil {
		return err
	}
	if _, err := casefile.DescribeFile(ctx, tx, draft, file, there.Name, about.Description, about.Dated); err != nil {
		return err
	}
	return room.touched(ctx, tx, actor, d, "describe-evidence", file)
}

// RemoveEvidence removes a file from a draft.
func (room *Room) RemoveEvidence(ctx context.Context, tx *db.Tx, actor account.Actor, draft, file db.ID) error {
	d, err := room.Open(ctx, tx, actor, draft)
	if err != nil {
		return err
	}
	removed, err := casefile.RemoveFile(ctx, tx, draft, file)
	if err != nil {
		return err
	}
	if !removed {
		return fault.Missing()
	}
	return room.touched(ctx, tx, actor, d, "remove-evidence", file)
}

// touched counts the draft's days anew and records what was done to a file.
func (room *Room) touched(ctx context.Context, tx *db.Tx, actor account.Actor, d *Draft, action string, file db.ID) error {
	if err := room.Change(ctx, tx, actor, d, func(*content) error { return nil }); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: action, Category: audit.Alteration, Subject: "file " + string(file) + " of draft " + string(d.ID)})
}

// evidence finds a file of a draft.
func evidence(ctx context.Context, tx *db.Tx, draft, file db.ID) (casefile.Attachment, error) {
	there, err := casefile.Files(ctx, tx, draft)
	if err != nil {
		return casefile.Attachment{}, err
	}
	for _, one := range there {
		if one.ID == file {
			return one, nil
		}
	}
	return casefile.Attachment{}, fault.Missing()
}
