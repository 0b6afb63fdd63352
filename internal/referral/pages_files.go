package referral

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// uploads is how many files may be on their way at once: each is held in memory
// while it arrives, and never in a temporary file, which would be readable.
const uploads = 4

type filePage struct {
	Title  string // a catalogue source
	Action string
	File   *casefile.Attachment // nil while it is being added
	Ask    []form.Field
	Fields []form.Field
	Cancel string
}

// fileQuestion is drawn by hand: its value is in the multipart body.
var fileQuestion = []form.Question[About]{{Name: "file", Label: "Choose a file", Kind: form.File, Required: "Choose a file",
	Hint: "JPG, PNG, PDF, DOC or DOCX, up to 25 MB", Accept: ".jpg,.jpeg,.png,.pdf,.doc,.docx"}}

// filesOf lists the files of a draft that the caller has opened.
func (room *Room) filesOf(r *route.Request, draft db.ID) (there []casefile.Attachment, err error) {
	err = r.DB.Read(r.Context(), func(tx *db.Tx) error {
		there, err = casefile.Files(r.Context(), tx, draft)
		return err
	})
	return there, err
}

func (room *Room) askFile(r *route.Request) error {
	draft, err := room.draft(r)
	if err != nil {
		return err
	}
	if _, err := room.page(&draft.Submission, "evidence"); err != nil {
		return err
	}
	return room.drawFile(r, http.StatusOK, draft.ID, nil, nil, nil)
}

func (room *Room) drawFile(r *route.Request, status int, draft db.ID, file *casefile.Attachment, values url.Values, faults []fault.Field) error {
	data := filePage{Title: "Add a file", Action: pageAddress(draft, "files") + "/add", File: file, Cancel: pageAddress(draft, "evidence")}
	var about About
	if file == nil {
		data.Ask = form.Fields(&about, values, faults, fileQuestion)
	} else {
		about = About{file.Description, file.Dated}
		data.Title, data.Action = "Change a file", pageAddress(draft, "files")+"/"+string(file.ID)
	}
	data.Fields = form.Fields(&about, values, faults, aboutFile)
	return r.Render(pages, status, "file.html", page.View{Title: data.Title, Data: data, Errors: faults,
		Back: page.Link{Text: "Evidence", Href: data.Cancel}})
}

// addFile takes a file in. It is read whole before the store is asked to write.
func (room *Room) addFile(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	release, err := room.await(r.Context())
	if err != nil {
		return err
	}
	defer release()
	values, name, content, err := readUpload(r)
	if faults, ok := invalid(err); ok {
		return room.drawFile(r, http.StatusUnprocessableEntity, id, nil, values, faults)
	}
	if err != nil {
		return err
	}
	var about About
	if faults := form.Fill(&about, values, aboutFile); len(faults) > 0 {
		return room.drawFile(r, http.StatusUnprocessableEntity, id, nil, values, faults)
	}
	next, err := room.once(r, "add-file "+string(id), values, func(tx *db.Tx) (string, error) {
		_, err := room.AddEvidence(r.Context(), tx, r.Actor, id, name, about, content)
		return pageAddress(id, "evidence"), err
	})
	if faults, ok := invalid(err); ok {
		return room.drawFile(r, http.StatusUnprocessableEntity, id, nil, values, faults)
	}
	if err != nil {
		return err
	}
	return r.Redirect(next)
}

// await waits until few enough uploads are under way.
func (room *Room) await(ctx context.Context) (func(), error) {
	select {
	case room.uploads <- struct{}{}:
		return func() { <-room.uploads }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// readUpload reads a posted file and what is said of it, in memory.
func readUpload(r *route.Request) (url.Values, string, []byte, error) {
	tooLarge := fault.Wrong("file", "The file must be 25 MB or smaller")
	if err := r.ParseMultipartForm(casefile.MaxFile + route.MaxBody); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		var limit *http.MaxBytesError
		if errors.As(err, &limit) {
			return url.Values{}, "", nil, tooLarge
		}
	}
	values, err := r.Values()
	if err != nil {
		return values, "", nil, err
	}
	file, header, err := r.FormFile("file")
	if err != nil {
		return values, "", nil, fault.Wrong("file", "Choose a file")
	}
	defer file.Close()
	if header.Size > casefile.MaxFile {
		return values, "", nil, tooLarge
	}
	content, err := io.ReadAll(file)
	return values, header.Filename, content, err
}

// file reads the file of a draft in the address.
func (room *Room) file(r *route.Request) (*Draft, casefile.Attachment, error) {
	draft, err := room.draft(r)
	if err != nil {
		return nil, casefile.Attachment{}, err
	}
	id, err := r.ID("file")
	if err != nil {
		return nil, casefile.Attachment{}, err
	}
	var file casefile.Attachment
	err = r.DB.Read(r.Context(), func(tx *db.Tx) error {
		file, err = evidence(r.Context(), tx, draft.ID, id)
		return err
	})
	return draft, file, err
}

func (room *Room) describeFile(r *route.Request) error {
	draft, file, err := room.file(r)
	if err != nil {
		return err
	}
	return room.drawFile(r, http.StatusOK, draft.ID, &file, nil, nil)
}

func (room *Room) saveFile(r *route.Request) error {
	draft, file, err := room.file(r)
	if err != nil {
		return err
	}
	values, err := r.Values()
	if err != nil {
		return err
	}
	var about About
	if faults := form.Fill(&about, values, aboutFile); len(faults) > 0 {
		return room.drawFile(r, http.StatusUnprocessableEntity, draft.ID, &file, values, faults)
	}
	next, err := room.once(r, "describe-file "+string(file.ID), values, func(tx *db.Tx) (string, error) {
		return pageAddress(draft.ID, "evidence"), room.DescribeEvidence(r.Context(), tx, r.Actor, draft.ID, file.ID, about)
	})
	if err != nil {
		return err
	}
	return r.Redirect(next)
}

func (room *Room) sureToRemoveFile(r *route.Request) error {
	draft, file, err := room.file(r)
	if err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "sure.html", page.View{Title: "Remove a file", Data: surePage{
		Heading: "Are you sure you want to remove this file?", Warning: "The file is deleted. This cannot be undone.", Button: "Yes, remove it",
		Action: pageAddress(draft.ID, "files") + "/" + string(file.ID) + "/remove", Cancel: pageAddress(draft.ID, "evidence"), What: file.Name}})
}

func (room *Room) removeFile(r *route.Request) error {
	draft, err := r.ID("id")
	if err != nil {
		return err
	}
	file, err := r.ID("file")
	if err != nil {
		return err
	}
	if _, err := r.Values(); err != nil {
		return err
	}
	next, err := room.once(r, "remove-file "+string(file), nil, func(tx *db.Tx) (string, error) {
		return pageAddress(draft, "evidence"), room.RemoveEvidence(r.Context(), tx, r.Actor, draft, file)
	})
	if err != nil {
		return err
	}
	return r.Redirect(next)
}

// draftFile gives a file of a draft back to its writer.
func (room *Room) draftFile(r *route.Request) error {
	draft, file, err := room.file(r)
	if err != nil {
		return err
	}
	return serveFile(r, draft.ID, file.ID)
}

// serveFile answers with the content of a file of an owner that the caller may
// read: always as a download, so that nothing in it runs in the page's place.
func serveFile(r *route.Request, owner, id db.ID) error {
	var file casefile.Attachment
	var content []byte
	err := r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		file, content, err = casefile.FileContent(r.Context(), tx, owner, id)
		return err
	})
	if err != nil {
		return err
	}
	if content, err = casefile.Redrawn(r.Context(), file.MediaType, content); err != nil {
		return err
	}
	return r.Download(file.MediaType, file.Name, content)
}
