// Package page draws pages: the layout, the components of GOV.UK Frontend and
// MoJ Frontend as partials, the message catalogue, headers, assets, and the
// answers to requests that failed.
//
// A room embeds its templates and makes one Renderer:
//
//	//go:embed pages/*.html
//	var files embed.FS
//	var pages = page.New(files, "pages/*.html")
//
//	func queue(w http.ResponseWriter, r *http.Request) error {
//		…
//		return pages.Render(w, r, http.StatusOK, "queue.html", page.View{Title: "Work queue", Data: data})
//	}
//
// Each file is one page, executed with its View as dot and put into the layout.
// A file whose name begins with "_" only defines templates for the others.
package page

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// Product is the name of the program in the header and after every title.
const Product = "Havenward"

//go:embed templates/*.html
var partials embed.FS

// Link is an address with its words.
type Link struct {
	Text     string // source string, unless Verbatim
	Href     string
	Current  bool // the page one is on
	Active   bool // one is somewhere below that page
	Verbatim bool // Text is data and is never translated
}

// Viewer is who looks, as the layout shows it.
type Viewer struct {
	Name, Agency string
	SignedIn     bool
	Navigation   []Link
}

// Banner is one message above the page, such as "Referral sent".
type Banner struct {
	Type    string // "success", or "" for important news
	Message string // source string
	Args    []any  // its named values in pairs
}

// View is everything a page shows. Templates have it as dot.
type View struct {
	// Title is a source string with its named values in pairs. It becomes the
	// <title>, which browsers keep in their history and other people see, so it
	// never holds case data: its values may only be numbers, days and Phrases, and
	// Render refuses others. Names and references belong in the page's heading.
	Title     string
	TitleArgs []any
	// Viewer is taken from the request (see AsViewer) where it is zero.
	Viewer      Viewer
	Back        Link
	Breadcrumbs []Link
	Banner      *Banner
	// Errors are listed above the page, each a link to its field.
	Errors []fault.Field
	Data   any
	// Width is "" for two thirds of the page, the best measure for reading, "full"
	// for all of it and "wide" for work lists on a wide screen.
	Width string
	// Layout names the template of the room that is drawn around the page instead of
	// the program's own layout; it is given what that is, with the page as .Body.
	Layout string
	// Exit puts a button on the page that leaves it at once for this address: for
	// pages that a person may have to hide from somebody.
	Exit string
}

// sheet is a View with what the layout needs of the request.
type sheet struct {
	View
	Product, HeadTitle, Lang, Dir, Here string
	Languages                           []Language
	Body                                template.HTML
	Notice                              *Notice
}

// Renderer draws the pages of one room.
type Renderer struct {
	master *template.Template // never executed, so that it can be cloned
	mu     sync.Mutex
	sets   map[string]*template.Template // by language
}

// New parses the templates of a room that match the patterns. It panics where one
// does not parse: a mistake in the program that no request should find.
func New(files fs.FS, patterns ...string) *Renderer {
	master := template.New("").Funcs(funcs(Words{}, nil))
	template.Must(master.ParseFS(partials, "templates/*.html"))
	for _, pattern := range patterns {
		template.Must(master.ParseFS(files, pattern))
	}
	return &Renderer{master: master, sets: map[string]*template.Template{}}
}

// in gives the templates in one language.
func (p *Renderer) in(words Words) (*template.Template, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if set := p.sets[words.Tag()]; set != nil {
		return set, nil
	}
	set, err := p.master.Clone()
	if err != nil {
		return nil, fmt.Errorf("page: copy the templates for %s: %w", words.Tag(), err)
	}
	set.Funcs(funcs(words, set))
	p.sets[words.Tag()] = set
	return set, nil
}

// Render draws a page, wholly, and then writes it; where drawing fails it has
// written nothing and returns why. name is the file's name without its folder.
func (p *Renderer) Render(w http.ResponseWriter, r *http.Request, status int, name string, view View) error {
	content, err := p.Draw(r, name, view)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Language", WordsFor(r).Tag())
	header.Add("Vary", "Accept-Language, Cookie")
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	// Nobody is left to tell when the connection is gone.
	_, _ = w.Write(content)
	return nil
}

// Draw gives a page as HTML.
func (p *Renderer) Draw(r *http.Request, name string, view View) ([]byte, error) {
	words := WordsFor(r)
	set, err := p.in(words)
	if err != nil {
		return nil, err
	}
	if err := harmless(view.TitleArgs); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	if viewer, ok := r.Context().Value(viewerKey{}).(Viewer); ok && view.Viewer.Name == "" && !view.Viewer.SignedIn {
		view.Viewer = viewer
	}
	s := sheet{View: view, Product: Product, HeadTitle: words.Text(view.Title, view.TitleArgs...),
		Lang: words.Tag(), Dir: words.Dir(), Here: here(r), Languages: offered(r, words)}
	s.Notice, _ = r.Context().Value(noticeKey{}).(*Notice)
	if s.Body, err = markup(set, name, s); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	var buffer bytes.Buffer
	if err := set.ExecuteTemplate(&buffer, cmp.Or(view.Layout, "layout"), s); err != nil {
		return nil, fmt.Errorf("page %s: layout: %w", name, err)
	}
	return buffer.Bytes(), nil
}

// harmless refuses what could be case data in a <title>.
func harmless(pairs []any) error {
	for i := 1; i < len(pairs); i += 2 {
		switch pairs[i].(type) {
		case int, int64, civil.Day, form.Phrase:
		default:
			return fmt.Errorf("a title holds a %T: only numbers, days and Phrases go there, never case data", pairs[i])
		}
	}
	return nil
}

type viewerKey struct{}

// AsViewer gives the request with who looks, for the layout of its page.
func AsViewer(r *http.Request, viewer Viewer) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), viewerKey{}, viewer))
}

// Notice is what everybody must know whatever page they are on.
type Notice struct {
	Message string // source string
	Args    []any  // its named values in pairs
}

type noticeKey struct{}

// WithNotice gives the request with a notice, which every page of its answer shows.
func WithNotice(r *http.Request, notice Notice) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), noticeKey{}, &notice))
}

// here is the address of a page that can be shown again: a post's is not.
func here(r *http.Request) string {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return "/"
	}
	return r.URL.RequestURI()
}

// Pages lists the pages of a room's files, for tests that draw each.
func Pages(files fs.FS, patterns ...string) ([]string, error) {
	var names []string
	var errs []error
	for _, pattern := range patterns {
		found, err := fs.Glob(files, pattern)
		errs = append(errs, err)
		for _, file := range found {
			if name := path.Base(file); !strings.HasPrefix(name, "_") {
				names = append(names, name)
			}
		}
	}
	return names, errors.Join(errs...)
}
