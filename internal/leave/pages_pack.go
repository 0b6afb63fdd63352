package leave

import (
	"archive/zip"
	"bytes"
	"context"
	"slices"
	"strconv"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type packPage struct {
	Head     *folder.Head
	Pack     Pack
	For      Application
	Case     db.ID
	Files    []casefile.Attachment
	Language string
}

// packIn reads the pack in the address, with the documents that are in it.
func (room *Room) packIn(ctx context.Context, tx *db.Tx, r *route.Request) (packPage, error) {
	f, head, err := room.at(ctx, tx, r, access.SendEvidence)
	if err != nil {
		return packPage{}, err
	}
	for _, a := range f.Applications {
		for _, p := range a.Packs {
			if string(p.ID) != r.PathValue("pack") || !p.Withdrawn.IsZero() {
				continue
			}
			options, err := room.sendable(ctx, tx, r.Actor, f.Case)
			if err != nil {
				return packPage{}, err
			}
			data := packPage{Head: head, Pack: p, For: a, Case: f.Case, Language: room.Lists.Languages.Name(p.Language)}
			all, err := casefile.Files(ctx, tx, f.Case)
			for _, file := range all {
				seen := slices.ContainsFunc(options, func(o form.Option) bool { return o.Value == string(file.ID) })
				if seen && slices.Contains(p.Files, file.ID) {
					data.Files = append(data.Files, file)
				}
			}
			return data, err
		}
	}
	return packPage{}, fault.Missing()
}

// packPage shows what is in a pack, to be printed or taken out.
func (room *Room) packPage(r *route.Request) error {
	var data packPage
	if err := room.looked(r, "read-evidence-pack"); err != nil {
		return err
	}
	if err := r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		data, err = room.packIn(r.Context(), tx, r)
		return err
	}); err != nil {
		return err
	}
	return view(r, "pack.html", "Evidence to send", page.Link{Text: "Back to permission to stay", Href: personPath(data.Case)}, data)
}

// looked records a look at a pack before the answer.
func (room *Room) looked(r *route.Request, action string) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	return r.DB.Write(r.Context(), func(tx *db.Tx) error {
		if _, err := room.reach(r.Context(), tx, r.Actor, access.SendEvidence, id); err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: action, Category: audit.Consultation, Case: id, Subject: "evidence pack", Why: purpose})
	})
}

// packFile gives the documents of a pack in one file, and records who took what
// out for whom.
func (room *Room) packFile(r *route.Request) error {
	ctx := r.Context()
	type packed struct {
		attachment casefile.Attachment
		content    []byte
	}
	var files []packed
	if err := r.DB.Write(ctx, func(tx *db.Tx) error {
		data, err := room.packIn(ctx, tx, r)
		if err != nil {
			return err
		}
		for _, file := range data.Files {
			attachment, content, err := casefile.FileContent(ctx, tx, data.Case, file.ID)
			if err != nil {
				return err
			}
			files = append(files, packed{attachment, content})
		}
		return audit.Append(ctx, tx, r.Actor, audit.Entry{Action: "take-evidence-pack", Category: audit.Disclosure, Case: data.Case, Subject: "evidence pack " + string(data.Pack.ID), Why: purpose, Recipient: "home office or adviser", Change: map[string]any{"files": len(data.Files)}})
	}); err != nil {
		return err
	}
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	for i, file := range files {
		// What a camera notes of where it was stays behind.
		content, err := casefile.Redrawn(ctx, file.attachment.MediaType, file.content)
		if err != nil {
			return err
		}
		entry, err := writer.Create(strconv.Itoa(i+1) + " " + file.attachment.Name)
		if err != nil {
			return err
		}
		if _, err := entry.Write(content); err != nil {
			return err
		}
	}
	if err := writer.Close(); err != nil {
		return err
	}
	return r.Download("application/zip", "evidence.zip", archive.Bytes())
}
