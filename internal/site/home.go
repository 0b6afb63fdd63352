package site

import (
	"context"
	"net/http"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type homePage struct {
	Name    string
	Entries []homeEntry
}

type homeEntry struct{ Text, Href, Says string }

// home is where somebody lands: the places that their roles open to them.
func (s *Site) home(r *route.Request) error {
	data := homePage{Name: r.Actor.Name}
	for _, place := range s.menu() {
		if place.Says != "" && access.Role(r.Actor, place.Action) == nil {
			data.Entries = append(data.Entries, homeEntry{place.Link.Text, place.Link.Href, place.Says})
		}
	}
	return r.Render(s.pages, http.StatusOK, "home.html", page.View{Title: "Home", Width: "full", Data: data})
}

// text answers with a page that says the same to everybody.
func (s *Site) text(name, title string) func(*route.Request) error {
	return func(r *route.Request) error {
		return r.Render(s.pages, http.StatusOK, name, page.View{Title: title, Back: page.Link{Text: "Home", Href: "/"}})
	}
}

// health tells a load balancer whether this node can read its database.
func (s *Site) health(r *route.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `SELECT 1`)
		return err
	})
	if err != nil {
		return err
	}
	r.Writer.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = r.Writer.Write([]byte("ok " + s.Version + "\n"))
	return err
}
