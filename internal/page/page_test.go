package page

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"golang.org/x/net/html"
)

var room = New(fstest.MapFS{
	"pages/_part.html":  {Data: []byte(`{{define "part"}}<i>{{t "Continue"}}</i>{{end}}`)},
	"pages/list.html":   {Data: []byte(`<h1>{{.Data}}</h1>{{template "part"}}`)},
	"pages/second.html": {Data: []byte(`<h1>second</h1>`)},
}, "pages/*.html")

func get(path string) *http.Request {
	return httptest.NewRequest("GET", path, nil)
}

func TestRender(t *testing.T) {
	t.Parallel()
	r := AsViewer(get("/work?page=2"), Viewer{Name: "Sam", Agency: "Kent <Police>", SignedIn: true,
		Navigation: []Link{{Text: "Search", Href: "/search", Current: true}}})
	w := httptest.NewRecorder()
	if err := room.Render(w, r, 200, "list.html", View{Title: "Page {number}", TitleArgs: []any{"number", 2}, Data: "<b>",
		Back: Link{Href: "/back"}, Banner: &Banner{Message: "Saved {n}", Args: []any{"n", 3}}}); err != nil {
		t.Fatal(err)
	}
	body := w.Body.String()
	for _, want := range []string{"<title>Page 2 – Havenward</title>", "<h1>&lt;b&gt;</h1><i>Continue</i>", `<html lang="en"`, "Kent &lt;Police&gt;",
		`aria-current="page"`, `href="/back" class="govuk-back-link"`, "Saved 3", `value="/work?page=2"`, `action="/sign-out"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	if w.Header().Get("Content-Language") != "en" || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("%v", w.Header())
	}
}

func TestTitle(t *testing.T) {
	t.Parallel()
	draw := func(view View) (string, error) {
		content, err := room.Draw(get("/"), "second.html", view)
		found := regexp.MustCompile(`<title>(.*)</title>`).FindSubmatch(content)
		if found == nil {
			return "", err
		}
		return string(found[1]), err
	}
	if title, err := draw(View{Title: "Full name", Errors: []fault.Field{{Name: "name", Message: "Enter a name"}}}); title != "Error: Full name – Havenward" {
		t.Error(title, err)
	}
	if title, err := draw(View{Title: "Case of {name}", TitleArgs: []any{"name", "Linh"}}); err == nil {
		t.Errorf("a title with a name was drawn: %s", title)
	}
	if title, err := draw(View{Title: "{what}", TitleArgs: []any{"what", form.Phrase("Search")}}); err != nil || title != "Search – Havenward" {
		t.Error(title, err)
	}
}

func TestHeadHasNoBody(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	if err := room.Render(w, httptest.NewRequest("HEAD", "/", nil), 200, "second.html", View{}); err != nil || w.Body.Len() != 0 {
		t.Error(err, w.Body)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	names, err := Pages(fstest.MapFS{"p/_a.html": {}, "p/b.html": {}, "p/c.html": {}}, "p/*.html")
	if err != nil || strings.Join(names, " ") != "b.html c.html" {
		t.Error(names, err)
	}
}

// gallery draws the gallery as a browser with this language and post would see it.
func gallery(t *testing.T, language string, post url.Values) (*httptest.ResponseRecorder, *html.Node) {
	t.Helper()
	r := get("/help/components")
	if post != nil {
		r = httptest.NewRequest("POST", "/help/components", strings.NewReader(post.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: languageCookie, Value: language})
	w := httptest.NewRecorder()
	e, logged := quiet()
	moment := time.Date(2026, 11, 22, 14, 5, 0, 0, time.UTC)
	e.Handle(Gallery(func() time.Time { return moment })).ServeHTTP(w, r)
	if logged.Len() > 0 {
		t.Fatal(logged)
	}
	tree, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	return w, tree
}

func each(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		each(child, visit)
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

// Every text of the gallery went through the catalogue: in the pseudo-language
// each is inside ⟦⟧, but for names and values.
func TestGalleryInPseudoLanguage(t *testing.T) {
	t.Parallel()
	_, tree := gallery(t, Pseudo, nil)
	data := regexp.MustCompile(`^(Havenward|English|Cymraeg|Linh Example|First line\.|Second line\.|First line\.\nSecond line\.|HW-2026-000\d|Kent Police|North Wales Police|07700 900 982|[ –▲]*)$`)
	each(tree, func(n *html.Node) {
		if n.Type != html.TextNode || n.Parent.Data == "title" || n.Parent.Data == "script" {
			return
		}
		text := strings.TrimSpace(n.Data)
		rest := regexp.MustCompile(`⟦.*|.*⟧`).ReplaceAllString(text, "") // a message with markup inside is cut by it
		if readable(rest) && !data.MatchString(text) {
			t.Errorf("%q did not go through the catalogue", text)
		}
	})
}

// With everything wrong, each line of the error summary leads to an input that
// says so itself, ids are there once, labels and descriptions lead somewhere.
func TestGalleryWithErrors(t *testing.T) {
	t.Parallel()
	w, tree := gallery(t, "en", url.Values{"contact": {"phone"}, "born-day": {"31"}, "born-year": {"1998"}, "name": {"\x00"},
		"children": {"many"}, "country": {"Atlantis"}, "since-day": {"40"}, "since-month": {"1"}, "since-year": {"2024"},
		"forms": {"unknown", "labour"}, "story": {strings.Repeat("é", 15_001)}})
	if w.Code != 422 || !strings.Contains(w.Body.String(), "<title>Error: Components") {
		t.Errorf("%d", w.Code)
	}
	ids, invalid, links := map[string]int{}, 0, 0
	each(tree, func(n *html.Node) {
		if id := attr(n, "id"); id != "" {
			ids[id]++
		}
		if strings.Contains(attr(n, "class"), "govuk-error-message") {
			invalid++
		}
	})
	for id, n := range ids {
		if n > 1 {
			t.Errorf("id %q is there %d times", id, n)
		}
	}
	each(tree, func(n *html.Node) {
		href := attr(n, "href")
		if n.Parent != nil && n.Parent.Parent != nil && strings.Contains(attr(n.Parent.Parent, "class"), "govuk-error-summary__list") {
			links++
			if ids[strings.TrimPrefix(href, "#")] == 0 {
				t.Errorf("the error summary leads to %q, which is not there", href)
			}
		}
		if n.Data == "label" && ids[attr(n, "for")] == 0 {
			t.Errorf("a label is for %q, which is not there", attr(n, "for"))
		}
		for _, name := range []string{"aria-describedby", "aria-labelledby", "aria-controls", "data-aria-controls", "list"} {
			for _, id := range strings.Fields(attr(n, name)) {
				if ids[id] == 0 {
					t.Errorf("%s of %s %q leads to %q, which is not there", name, n.Data, attr(n, "id"), id)
				}
			}
		}
	})
	if links != 10 || invalid != links {
		t.Errorf("%d errors in the summary, %d at the inputs; want 10 of each", links, invalid)
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	fetch := func(path, tag string) *httptest.ResponseRecorder {
		r := get(path)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		Assets().ServeHTTP(w, r)
		return w
	}
	plain := fetch("/assets/plain.css", "")
	if plain.Code != 200 || plain.Header().Get("Content-Type") != "text/css; charset=utf-8" || plain.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("%d %v", plain.Code, plain.Header())
	}
	if again := fetch("/assets/plain.css", plain.Header().Get("ETag")); again.Code != 304 || again.Body.Len() != 0 {
		t.Errorf("%d", again.Code)
	}
	for _, path := range []string{"/assets/", "/assets/README.md", "/assets/../page.go", "/assets/dist/manifest.json"} {
		if w := fetch(path, ""); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if AssetsMissing() != "" {
		t.Skip("the rest needs the built assets: run npm ci && npm run build")
	}
	style := fetch(assets.address("havenward.css"), "")
	if style.Code != 200 || style.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
		t.Errorf("%d %v", style.Code, style.Header())
	}
	for _, kept := range []string{"GDS Transport", "crest", "crown.", "data:"} {
		if strings.Contains(style.Body.String(), kept) {
			t.Errorf("the style has %q in it", kept)
		}
	}
	for _, found := range regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(style.Body.String(), -1) {
		if w := fetch(assetsPath+found[1], ""); w.Code != 200 {
			t.Errorf("the style asks for %s, which is not there", found[1])
		}
	}
	for name := range assets.names {
		if w := fetch(assets.address(name), ""); w.Code != 200 || w.Header().Get("Content-Type") == "" {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
	}
}

// Without the built assets a page has the plain style and no script.
func TestAnEmptyShelf(t *testing.T) {
	t.Parallel()
	empty := &shelf{names: map[string]string{}}
	if empty.address("havenward.css") != "" {
		t.Error("an asset that is not there has an address")
	}
}
