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
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type packPage struct {
	Head     *folder.Head
	Pack     Pack
	For      Application
	Case     db.ID
	Files    []sendable
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
			found, err := room.sendable(ctx, tx, r.Actor, f.Case, a.ID)
			sent := slices.DeleteFunc(found, func(file sendable) bool { return !slices.Contains(p.Files, file.ID) })
			return packPage{Head: head, Pack: p, For: a, Case: f.Case, Files: sent, Language: room.Lists.Languages.Name(p.Language)}, err
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

// packed is a document of a pack with its content.
type packed struct {
	casefile.Attachment
	content []byte
}

// packFile gives the documents of a pack in one file, and records who took what
// out for whom.
func (room *Room) packFile(r *route.Request) error {
	ctx := r.Context()
	var files []packed
	if err := r.DB.Write(ctx, func(tx *db.Tx) error {
		data, err := room.packIn(ctx, tx, r)
		if err != nil {
			return err
		}
		for _, file := range data.Files {
			attachment, content, err := casefile.FileContent(ctx, tx, file.owner, file.ID)
			if err != nil {
				return err
			}
			files = append(files, packed{attachment, content})
		}
		return audit.Append(ctx, tx, r.Actor, audit.Entry{Action: "take-evidence-pack", Category: audit.Disclosure, Case: data.Case, Subject: "evidence pack " + string(data.Pack.ID), Why: purpose, Recipient: "home office or adviser", Change: map[string]any{"files": len(data.Files)}})
	}); err != nil {
		return err
	}
	archive, err := archived(ctx, files)
	if err != nil {
		return err
	}
	return r.Download("application/zip", "evidence.zip", archive)
}

// archived puts documents into one file, each with its number before its name. What
// a camera noted of where it was stays behind.
func archived(ctx context.Context, files []packed) ([]byte, error) {
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	for i, file := range files {
		content, err := casefile.Redrawn(ctx, file.MediaType, file.content)
		if err != nil {
			return nil, err
		}
		entry, err := writer.Create(strconv.Itoa(i+1) + " " + file.Name)
		if err != nil {
			return nil, err
		}
		if _, err := entry.Write(content); err != nil {
			return nil, err
		}
	}
	err := writer.Close()
	return archive.Bytes(), err
}

// paper gives a paper of an application as a file to keep.
func (room *Room) paper(r *route.Request) error {
	var ids [3]db.ID
	for i, name := range []string{"id", "application", "paper"} {
		id, err := r.ID(name)
		if err != nil {
			return err
		}
		ids[i] = id
	}
	var found casefile.Attachment
	var content []byte
	if err := r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		found, content, err = room.readPaper(r.Context(), tx, r.Actor, ids[0], ids[1], ids[2])
		return err
	}); err != nil {
		return err
	}
	content, err := casefile.Redrawn(r.Context(), found.MediaType, content)
	if err != nil {
		return err
	}
	return r.Download(found.MediaType, found.Name, content)
}
