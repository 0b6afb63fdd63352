// Package route is the shape of the route table: each line says what address,
// which action of the access policy, and who answers. Rooms list their routes;
// package site puts them together, asks package access before each, and serves
// them.
package route

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/sheet"
)

// Route is one line of the route table.
type Route struct {
	Pattern string // of net/http: "GET /cases/{id}"
	Action  access.Action
	Handle  func(*Request) error
	// StepUp asks, before the handler, whether the person proved who they are not
	// long ago (passkey, or password and code), and if not sends them to do so and
	// back. Set it on the page with the form as well as on what the form posts to:
	// then it is asked before anything is typed, and where the time ran out while
	// typing, the answer holds what was typed and can be sent again.
	StepUp bool
	// Body is the most bytes that the request may carry; 0 means MaxBody.
	Body int64
}

// MaxBody is how much a form without files may carry: every story at its
// longest, and room to spare.
const MaxBody = 2 << 20

// Request is one request of one actor.
type Request struct {
	Writer http.ResponseWriter
	*http.Request
	DB    *db.Database
	Actor account.Actor
	Words page.Words
	// Shelf is what all rooms put on the folder of a person; see package folder.
	Shelf *Shelf
}

// ID reads the identifier in the address; one that cannot be one is missing.
func (r *Request) ID(name string) (db.ID, error) {
	id, ok := db.ParseID(r.PathValue(name))
	if !ok {
		return "", fault.Missing()
	}
	return id, nil
}

// Values gives the posted form; its files, if any, are in MultipartForm.
func (r *Request) Values() (url.Values, error) { return page.Form(r.Request) }

// HasFile reports whether a file was chosen for a field. Browsers send an empty one
// without a name where none was.
func (r *Request) HasFile(field string) bool {
	if r.MultipartForm == nil || len(r.MultipartForm.File[field]) == 0 {
		return false
	}
	header := r.MultipartForm.File[field][0]
	return header.Filename != "" || header.Size > 0
}

// Posted gives the name and the content of a posted file, read whole; nothing where
// there is none. Of a file that is longer than most, one byte more than that is read.
func (r *Request) Posted(field string, most int64) (name string, content []byte, err error) {
	if !r.HasFile(field) {
		return "", nil, nil
	}
	header := r.MultipartForm.File[field][0]
	file, err := header.Open()
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	content, err = io.ReadAll(io.LimitReader(file, most+1))
	return header.Filename, content, err
}

// Once gives the idempotency key of a posted form: templates put it there with
// {{once}}.
func (r *Request) Once() string { return r.PostFormValue(page.OnceField) }

// Render answers with a page of a room's renderer.
func (r *Request) Render(pages *page.Renderer, status int, name string, view page.View) error {
	return pages.Render(r.Writer, r.Request, status, name, view)
}

// File answers with a table as a file to keep. The name says what it is and names
// nobody.
func (r *Request) File(name string, format sheet.Format, table sheet.Table) error {
	var file bytes.Buffer
	if err := sheet.Write(&file, format, table); err != nil {
		return err
	}
	header := r.Writer.Header()
	header.Set("Content-Type", format.Type())
	header.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name+"."+string(format)))
	// Nobody is left to tell when the connection is gone.
	_, _ = r.Writer.Write(file.Bytes())
	return nil
}

// Redirect answers a post that was done: the browser gets the next page, so
// that reloading it repeats nothing.
func (r *Request) Redirect(path string) error {
	http.Redirect(r.Writer, r.Request, path, http.StatusSeeOther)
	return nil
}
