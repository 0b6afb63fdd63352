package leave

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// PaperForm is a paper that the person has for an application: a letter of their
// doctor, payslips, a letter of support.
type PaperForm struct {
	Description string        `json:"description" doc:"What it is"`
	Dated       civil.Partial `json:"dated,omitzero" doc:"Its date, as far as it is known"`
	Name        string        `json:"name" doc:"Name of the file"`
	Content     []byte        `json:"content" doc:"The file: a JPG, PNG, PDF, DOC or DOCX of up to 25 MB"`
}

var paperQuestions = []form.Question[PaperForm]{
	{Name: "file", Label: "Choose a file", Hint: "A JPG, PNG, PDF, DOC or DOCX of up to 25 MB", Kind: form.File, Required: "Choose a file", Accept: ".jpg,.jpeg,.png,.pdf,.doc,.docx"},
	{Name: "description", Label: "What is it?", Hint: "For example: letter of their doctor about treatment", Noun: "Description", Kind: form.Text, MaxLength: 200, Required: "Say what the paper is", Bind: func(f *PaperForm) any { return &f.Description }},
	{Name: "dated", Label: "What is its date?", Hint: "A month or a year is enough", Noun: "Date of the paper", Kind: form.PartialDate, Bind: func(f *PaperForm) any { return &f.Dated }},
}

// KeepPaper keeps a paper of the person's with an application. Nothing of it goes
// anywhere before the person agrees to send it.
func (room *Room) KeepPaper(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, id db.ID, f PaperForm) (db.ID, error) {
	file, err := room.reach(ctx, tx, actor, access.SendEvidence, caseID)
	if err != nil {
		return "", err
	}
	if _, err := applicationOf(file, id); err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, paperQuestions)...); err != nil {
		return "", err
	}
	paper, err := casefile.AddFile(ctx, tx, actor, id, caseID, f.Name, f.Description, f.Dated, f.Content)
	if err != nil {
		return "", err
	}
	return paper, audit.Append(ctx, tx, actor, audit.Entry{Action: "keep-paper", Category: audit.Collection, Case: caseID, Subject: "paper " + string(paper), Why: purpose})
}

// RemovePaper removes a paper that was kept by mistake, or that the person wants
// back. What they agreed to send stays until they take that back.
func (room *Room) RemovePaper(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, id, paper db.ID) error {
	file, err := room.reach(ctx, tx, actor, access.SendEvidence, caseID)
	if err != nil {
		return err
	}
	if _, err := applicationOf(file, id); err != nil {
		return err
	}
	var packed bool
	if _, err := tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM leave_pack_file f JOIN leave_pack p ON p.id = f.pack_id WHERE f.file_id = $1 AND p.withdrawn_at IS NULL)`, []any{paper}, &packed); err != nil {
		return err
	}
	if packed {
		return fault.Refuse("The person agreed to send this paper. If they no longer agree, say so on the evidence first")
	}
	removed, err := casefile.RemoveFile(ctx, tx, id, paper)
	if err != nil {
		return err
	}
	if !removed {
		return fault.Missing()
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "remove-paper", Category: audit.Erasure, Case: caseID, Subject: "paper " + string(paper), Why: purpose})
}

// readPaper gives a paper of an application, and records who saw it.
func (room *Room) readPaper(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, id, paper db.ID) (casefile.Attachment, []byte, error) {
	file, err := room.reach(ctx, tx, actor, access.SendEvidence, caseID)
	if err != nil {
		return casefile.Attachment{}, nil, err
	}
	if _, err := applicationOf(file, id); err != nil {
		return casefile.Attachment{}, nil, err
	}
	found, content, err := casefile.FileContent(ctx, tx, id, paper)
	if err != nil {
		return found, nil, err
	}
	return found, content, audit.Append(ctx, tx, actor, audit.Entry{Action: "read-paper", Category: audit.Consultation, Case: caseID, Subject: "paper " + string(paper), Why: purpose})
}

// sendable is a document that can be sent as evidence, with who keeps it: the
// application, or the case.
type sendable struct {
	casefile.Attachment
	owner db.ID
}

// sendable are the papers of an application, and the documents of the case where
// the actor may see them.
func (room *Room) sendable(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, id db.ID) ([]sendable, error) {
	owners := []db.ID{id}
	granted, err := access.Granted(ctx, tx, actor, caseID)
	if granted&access.Story != 0 {
		owners = append(owners, caseID)
	}
	var found []sendable
	for _, owner := range owners {
		if err != nil {
			return nil, err
		}
		var files []casefile.Attachment
		files, err = casefile.Files(ctx, tx, owner)
		for _, file := range files {
			found = append(found, sendable{file, owner})
		}
	}
	return found, err
}

// sendOptions are documents to choose among.
func sendOptions(found []sendable) []form.Option {
	options := make([]form.Option, len(found))
	for i, file := range found {
		options[i] = form.Option{Value: string(file.ID), Label: file.Name, Verbatim: true}
		if file.Description != "" {
			options[i].Label += ": " + file.Description
		}
	}
	return options
}
