package referral

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
	"golang.org/x/net/html"
)

var background = context.Background()

// service is the referral desk behind its own routes, as site serves them, with
// people of two agencies.
type service struct {
	*Room
	t                              *testing.T
	responder, colleague, stranger account.Actor
	received                       []casefile.Received
}

func newService(t *testing.T, d *db.Database) *service {
	t.Helper()
	rules, err := statute.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := &service{t: t}
	s.Room = New(d, rules, reference.Default(), func(_ context.Context, _ *db.Tx, _ account.Actor, received casefile.Received) error {
		s.received = append(s.received, received)
		return nil
	})
	s.write(func(tx *db.Tx) error {
		for _, person := range []struct {
			actor        *account.Actor
			agency, name string
			kind         account.Kind
		}{{&s.responder, "Kent Police", "Pat Example", account.Police}, {&s.colleague, "Kent Police", "Kim Example", account.Police},
			{&s.stranger, "Unseen", "Sam Example", account.NGO}} {
			agency, found, err := account.FindAgency(background, tx, person.agency)
			if err != nil {
				return err
			}
			if !found {
				if agency.ID, err = account.AddAgency(background, tx, account.Agency{Name: person.agency, Kind: person.kind, Jurisdiction: "england"}); err != nil {
					return err
				}
			}
			id, err := account.AddAccount(background, tx, account.NewAccount{Agency: agency.ID, Name: person.name,
				Email: strings.ToLower(strings.Fields(person.name)[0]) + "@example.org", Roles: []account.Role{account.FirstResponder}})
			if err != nil {
				return err
			}
			if *person.actor, _, err = account.Load(background, tx, id); err != nil {
				return err
			}
			person.actor.Via = account.Page
		}
		_, err := account.AddAgency(background, tx, account.Agency{Name: "Competent authority", Kind: account.CompetentAuthority, Jurisdiction: "england"})
		return err
	})
	return s
}

func (s *service) write(fn func(tx *db.Tx) error) {
	s.t.Helper()
	if err := s.DB.Write(background, fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s *service) count(query string, args ...any) (n int) {
	s.t.Helper()
	err := s.DB.Read(background, func(tx *db.Tx) error {
		_, err := tx.Row(background, query, args, &n)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// handler serves the room's routes for one actor.
func (s *service) handler(actor account.Actor) http.Handler {
	mux := http.NewServeMux()
	edge := &page.Edge{}
	for _, line := range s.Routes() {
		mux.Handle(line.Pattern, edge.Handle(func(w http.ResponseWriter, r *http.Request) error {
			if err := access.Role(actor, line.Action); err != nil {
				return err
			}
			limit := line.Body
			if limit == 0 {
				limit = route.MaxBody
			}
			r.Body = http.MaxBytesReader(w, r.Body, limit)
			return line.Handle(&route.Request{Writer: w, Request: r, DB: s.DB, Actor: actor, Words: page.WordsFor(r)})
		}))
	}
	return mux
}

// tab is one window of a browser.
type tab struct {
	t       *testing.T
	handler http.Handler
	address string
	status  int
	header  http.Header
	body    string
	root    *html.Node
}

func (s *service) tab(actor account.Actor) *tab { return &tab{t: s.t, handler: s.handler(actor)} }

func (b *tab) request(r *http.Request) *tab {
	b.t.Helper()
	answer := httptest.NewRecorder()
	b.handler.ServeHTTP(answer, r)
	b.status, b.header, b.body, b.address = answer.Code, answer.Header(), answer.Body.String(), r.URL.RequestURI()
	if answer.Code == http.StatusSeeOther {
		return b.get(answer.Header().Get("Location"))
	}
	var err error
	if b.root, err = html.Parse(strings.NewReader(b.body)); err != nil {
		b.t.Fatal(err)
	}
	b.wellFormed()
	return b
}

// wellFormed checks of every page that ids are there once and that everything
// that points to an id finds it.
func (b *tab) wellFormed() {
	b.t.Helper()
	ids := map[string]bool{}
	walk(b.root, func(n *html.Node) {
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				b.t.Errorf("%s: the id %q is there twice", b.address, id)
			}
			ids[id] = true
		}
	})
	walk(b.root, func(n *html.Node) {
		for _, name := range []string{"for", "aria-describedby", "aria-labelledby", "list"} {
			for _, id := range strings.Fields(attr(n, name)) {
				if !ids[id] {
					b.t.Errorf("%s: %s=%q leads nowhere", b.address, name, id)
				}
			}
		}
		if href := attr(n, "href"); strings.HasPrefix(href, "#") && len(href) > 1 && !ids[href[1:]] {
			b.t.Errorf("%s: the link %s leads nowhere", b.address, href)
		}
	})
}

func (b *tab) get(address string) *tab {
	b.t.Helper()
	return b.request(httptest.NewRequest(http.MethodGet, address, nil))
}

// want fails where the answer has another status.
func (b *tab) want(status int) *tab {
	b.t.Helper()
	if b.status != status {
		b.t.Fatalf("%s: status %d, want %d\n%s", b.address, b.status, status, b.text())
	}
	return b
}

// form gives the values of the first form that posts, as a browser sends them.
func (b *tab) form(action string) (string, url.Values) {
	b.t.Helper()
	var found *html.Node
	walk(b.root, func(n *html.Node) {
		if found == nil && n.Data == "form" && attr(n, "method") == "post" && strings.Contains(attr(n, "action"), action) {
			found = n
		}
	})
	if found == nil {
		b.t.Fatalf("%s: no form posts to %q\n%s", b.address, action, b.text())
	}
	values := url.Values{}
	walk(found, func(n *html.Node) {
		name := attr(n, "name")
		switch {
		case name == "":
		case n.Data == "textarea":
			values.Set(name, strings.TrimPrefix(innerText(n), "\n"))
		case n.Data == "select":
			walk(n, func(option *html.Node) {
				if option.Data == "option" && has(option, "selected") {
					values.Set(name, attr(option, "value"))
				}
			})
		case n.Data == "input" && (attr(n, "type") == "radio" || attr(n, "type") == "checkbox"):
			if has(n, "checked") {
				values.Add(name, attr(n, "value"))
			}
		case n.Data == "input" && attr(n, "type") != "file":
			values.Set(name, attr(n, "value"))
		}
	})
	return attr(found, "action"), values
}

// submit sends the page's form with some answers in place of those it shows.
func (b *tab) submit(action string, answers url.Values) *tab {
	b.t.Helper()
	to, values := b.form(action)
	for name, list := range answers {
		values[name] = list
	}
	return b.post(to, values)
}

func (b *tab) post(address string, values url.Values) *tab {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.request(r)
}

// upload sends the page's form with a file.
func (b *tab) upload(name string, file []byte, answers url.Values) *tab {
	b.t.Helper()
	to, values := b.form("/files/add")
	for field, list := range answers {
		values[field] = list
	}
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for field, list := range values {
		for _, value := range list {
			if err := parts.WriteField(field, value); err != nil {
				b.t.Fatal(err)
			}
		}
	}
	part, err := parts.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(file)
	}
	if err == nil {
		err = parts.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, to, &body)
	r.Header.Set("Content-Type", parts.FormDataContentType())
	return b.request(r)
}

// text is what the page says, without its markup.
func (b *tab) text() string {
	if b.root == nil {
		return b.body
	}
	var said strings.Builder
	walk(b.root, func(n *html.Node) {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			fmt.Fprintf(&said, "%s ", strings.TrimSpace(n.Data))
		}
	})
	return strings.Join(strings.Fields(said.String()), " ")
}

func (b *tab) says(words ...string) *tab {
	b.t.Helper()
	text := b.text()
	for _, word := range words {
		if !strings.Contains(text, word) {
			b.t.Fatalf("%s does not say %q:\n%s", b.address, word, text)
		}
	}
	return b
}

func walk(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for child := range n.ChildNodes() {
		walk(child, visit)
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func innerText(n *html.Node) string {
	var text strings.Builder
	walk(n, func(n *html.Node) {
		if n.Type == html.TextNode {
			_, _ = io.WriteString(&text, n.Data)
		}
	})
	return text.String()
}

// moving is a clock that a test moves.
type moving struct{ at time.Time }

func (m *moving) now() time.Time { return m.at }
