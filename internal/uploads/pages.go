package uploads

import (
	"embed"
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

// Routes are the addresses of the room.
func (room *Room) Routes() []route.Route {
	return []route.Route{
		{Pattern: "GET /files/held", Action: access.ListHeldFiles, Handle: room.list},
		{Pattern: "POST /files/held/{file}/again", Action: access.ListHeldFiles, Handle: room.again},
	}
}

// Menu is the room's part of the main menu.
func (*Room) Menu() []route.Entry {
	return []route.Entry{{Action: access.ListHeldFiles, Link: page.Link{Text: "Files held back", Href: "/files/held"}, Says: "See which files were held back because of viruses"}}
}

// heldPage is what is held back; Used says whether a scanner looks at files at all.
type heldPage struct {
	Used           bool
	Found, Waiting []casefile.HeldFile
}

// kinds are the words for kinds of files.
var kinds = map[string]string{casefile.JPEG: "JPG picture", casefile.PNG: "PNG picture", casefile.PDF: "PDF", casefile.DOC: "Word document", casefile.DOCX: "Word document"}

func (room *Room) list(r *route.Request) error {
	data := heldPage{Used: room.Scanner != nil}
	if err := r.DB.Write(r.Context(), func(tx *db.Tx) error {
		held, err := room.Held(r.Context(), tx, r.Actor)
		data.Found, data.Waiting = nil, nil
		for _, file := range held {
			file.MediaType = kinds[file.MediaType]
			if file.Scan == casefile.ScanFound {
				data.Found = append(data.Found, file)
			} else {
				data.Waiting = append(data.Waiting, file)
			}
		}
		return err
	}); err != nil {
		return err
	}
	var banner *page.Banner
	if r.URL.Query().Get("done") == "again" {
		banner = &page.Banner{Type: "success", Message: "The file is looked at again. This can take some minutes"}
	}
	return r.Render(pages, http.StatusOK, "held.html", page.View{Title: "Files held back", Width: "wide", Banner: banner, Data: data})
}

func (room *Room) again(r *route.Request) error {
	id, err := r.ID("file")
	if err != nil {
		return err
	}
	if err := r.DB.Write(r.Context(), func(tx *db.Tx) error {
		_, err := tx.Once(r.Context(), "uploads "+string(r.Actor.Account), r.Once(), func() (string, error) {
			return "again", room.Again(r.Context(), tx, r.Actor, id)
		})
		return err
	}); err != nil {
		return err
	}
	return r.Redirect("/files/held?done=again")
}
