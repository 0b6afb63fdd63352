package e2e

import (
	"bytes"
	"fmt"
	"html/template"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/need"
)

// The tests below try the harness on a small site of their own, with the same
// kind of form that the program has. A harness that sees nothing makes every
// journey pass, so each check is also shown to fail.

const formPage = `<!doctype html><html lang="en"><head><title>{{if .Error}}Error: {{end}}About the person</title>
<link rel="stylesheet" href="/page.css"></head><body>
<main>
{{if .Error}}<div class="govuk-error-summary"><div role="alert"><h2>There is a problem</h2>
<ul><li><a href="#name">{{.Error}}</a></li></ul></div></div>{{end}}
<h1>About the person</h1>
<noscript><p>Script is off</p></noscript><p id="script"></p>
<details><summary>What is a name?</summary><p>What people call them.</p></details>
<form method="post" action="/person" enctype="multipart/form-data" novalidate>
<label for="name">Full name <span>(required)</span></label>
{{if .Error}}<p class="govuk-error-message"><span>Error:</span> {{.Error}}</p>{{end}}
<input id="name" name="name" value="{{.Name}}">
<label for="story">What happened</label><textarea id="story" name="story">first words</textarea>
<fieldset role="group"><legend>Date of birth</legend>
<label for="d">Day</label><input id="d" name="d"><label for="m">Month</label><input id="m" name="m"><label for="y">Year</label><input id="y" name="y"></fieldset>
<fieldset role="group"><legend>First seen</legend>
<label for="d2">Day</label><input id="d2" name="d2"><label for="m2">Month</label><input id="m2" name="m2"><label for="y2">Year</label><input id="y2" name="y2"></fieldset>
<fieldset><legend>Sex</legend>
<input type="radio" name="sex" id="f" value="f"><label for="f">Female</label>
<input type="radio" name="sex" id="m1" value="m"><label for="m1">Male</label></fieldset>
<fieldset><legend>Needs</legend>
<input type="checkbox" name="need" id="n1" value="interpreter"><label for="n1">An interpreter</label>
<input type="checkbox" name="need" id="n2" value="doctor" checked><label for="n2">A doctor</label></fieldset>
<label for="country">Country</label><select id="country" name="country"><option></option><option value="al">Albania</option><option value="vn">Viet Nam</option></select>
<label for="file">Evidence</label><input type="file" id="file" name="file" multiple>
<button>Save and continue</button> <button type="button" id="later">Show more</button>
</form>
</main><script src="/page.js"></script></body></html>`

const sentPage = `<!doctype html><html lang="en"><head><title>Sent</title><link rel="stylesheet" href="/page.css"></head><body><main>
<h1>Referral sent</h1><pre>{{.}}</pre>
<table><caption>Drafts</caption><tr><th scope="col">Name</th><th scope="col">Do</th></tr>
<tr><td>Ade</td><td><a href="/draft?of=ade">Open</a></td></tr><tr><td>Bo</td><td><a href="/draft?of=bo">Open</a></td></tr></table>
<a href="/list.csv">Download the list</a></main></body></html>`

// site is the small site; sent counts the forms it took.
type site struct {
	*http.ServeMux
	sent atomic.Int32
}

func newSite() *site {
	form := template.Must(template.New("form").Parse(formPage))
	sent := template.Must(template.New("sent").Parse(sentPage))
	s := &site{ServeMux: http.NewServeMux()}
	show := func(w http.ResponseWriter, status int, page *template.Template, data any) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		w.WriteHeader(status)
		page.Execute(w, data)
	}
	s.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "abc", HttpOnly: true})
		show(w, 200, form, map[string]string{})
	})
	s.HandleFunc("GET /page.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, `document.getElementById('script').textContent = 'Script is on';
			document.getElementById('later').onclick = e => { e.target.after(' More is shown') }`)
	})
	s.HandleFunc("GET /page.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		io.WriteString(w, `a { display: inline-block; padding: 8px } .pale { color: #ddd }`)
	})
	s.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	s.HandleFunc("POST /person", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(300 * time.Millisecond) // as long as a slow disk
		if r.FormValue("name") == "" {
			show(w, 422, form, map[string]string{"Error": "Enter their name"})
			return
		}
		var files []string
		if r.MultipartForm != nil {
			for _, header := range r.MultipartForm.File["file"] {
				files = append(files, fmt.Sprintf("%s:%d", header.Filename, header.Size))
			}
		}
		f := r.PostForm
		line := fmt.Sprintf("name=%s story=%d born=%s/%s/%s seen=%s/%s/%s sex=%s needs=%v country=%s files=%v", f.Get("name"),
			len(f.Get("story")), f.Get("d"), f.Get("m"), f.Get("y"), f.Get("d2"), f.Get("m2"), f.Get("y2"), f.Get("sex"), f["need"], f.Get("country"), files)
		s.sent.Add(1)
		http.SetCookie(w, &http.Cookie{Name: "line", Value: fmt.Sprintf("%x", line), Path: "/"})
		http.Redirect(w, r, "/sent", http.StatusSeeOther)
	})
	s.HandleFunc("GET /sent", func(w http.ResponseWriter, r *http.Request) {
		var line []byte
		if cookie, err := r.Cookie("line"); err == nil {
			fmt.Sscanf(cookie.Value, "%x", &line)
		}
		show(w, 200, sent, string(line))
	})
	s.HandleFunc("GET /draft", func(w http.ResponseWriter, r *http.Request) {
		show(w, 200, template.Must(template.New("d").Parse(`<!doctype html><html lang="en"><title>Draft</title><main><h1>Draft of {{.}}</h1></main></html>`)), r.FormValue("of"))
	})
	s.HandleFunc("GET /list.csv", func(w http.ResponseWriter, r *http.Request) {
		if cookie, err := r.Cookie("session"); err != nil || cookie.Value != "abc" {
			http.Error(w, "sign in", http.StatusForbidden)
			return
		}
		w.Header().Set("Content-Disposition", "attachment; filename=list.csv")
		io.WriteString(w, "name\nAde\n")
	})
	s.HandleFunc("GET /bad", func(w http.ResponseWriter, r *http.Request) {
		show(w, 200, template.Must(template.New("bad").Parse(`<!doctype html><html><title>Bad</title><link rel="stylesheet" href="/page.css"><main><h1>Bad</h1>
			<input><img src="/missing.png"><p class="pale">pale</p><button>Go</button></main>
			<script src="http://127.0.0.1:1/elsewhere.js"></script><script src="/throws.js"></script></html>`)), nil)
	})
	s.HandleFunc("GET /throws.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, `console.error('logged by hand'); throw new Error('thrown by hand')`)
	})
	s.HandleFunc("GET /broken", func(w http.ResponseWriter, r *http.Request) { http.Error(w, "broken", 500) })
	s.HandleFunc("GET /covered", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, `<!doctype html><html lang="en"><title>Covered</title><main><h1>Covered</h1><a href="/sent">Onward</a>
			<div class="veil" style="position:fixed;inset:0"></div></main></html>`)
	})
	return s
}

// serve starts the small site inside the test.
func serve(t *testing.T) (*Server, *site) {
	t.Helper()
	s := newSite()
	server := Start(t, Options{Start: func(testing.TB, Settings) Running {
		running := httptest.NewServer(s)
		return Running{URL: running.URL, Stop: running.Close}
	}})
	return server, s
}

func TestJourneyInBothModes(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	evidence := filepath.Join(t.TempDir(), "photo of a van.jpg")
	if err := os.WriteFile(evidence, make([]byte, 1234), 0o600); err != nil {
		t.Fatal(err)
	}
	EachMode(t, server, func(t *testing.T, p *Page) {
		p.Visit("/")
		p.SeeHeading("About the person")
		want, other := "Script is on", "Script is off"
		if p.Mode() == WithoutScript {
			want, other = other, want
		}
		p.See(want)
		p.DoNotSee(other)

		p.Click(Button, "Save and continue")
		p.SeeError("Enter their name")
		if p.Status() != 422 {
			t.Errorf("status %d, want 422", p.Status())
		}

		p.DoNotSee("What people call them")
		p.Unfold("What is a name?")
		p.See("What people call them")

		story := strings.Repeat(strings.Repeat("They said “wait”. ", 60)+"\n", 13)
		p.Fill("Full name (required)", "Ngọc Ánh Ọlá")
		p.Fill("What happened", story)
		p.FillDate("Date of birth", "2", "3", "2006")
		p.FillDate("First seen", "1", "11", "2026")
		p.Choose("Female")
		p.Choose("Male")
		p.Check("An interpreter")
		p.Check("An interpreter")
		p.Uncheck("A doctor")
		p.Select("Country", "Viet Nam")
		p.Upload("Evidence", evidence)
		if p.Value("Country") != "Viet Nam" || !p.Chosen("Male") || p.Chosen("Female") || p.Chosen("A doctor") {
			t.Error("the form does not hold what was put in")
		}
		if p.Mode() == WithScript {
			p.Click(Button, "Show more")
			p.See("More is shown")
		}
		p.Click(Button, "Save and continue")
		p.SeeHeading("Referral sent")
		sent := fmt.Sprintf("name=Ngọc Ánh Ọlá story=%d born=2/3/2006 seen=1/11/2026 sex=m needs=[interpreter] country=vn files=[photo of a van.jpg:1234]",
			len(strings.ReplaceAll(story, "\n", "\r\n")))
		p.See(sent)
		if p.Path() != "/sent" || p.Status() != 200 || p.Title() != "Sent" {
			t.Errorf("at %s with status %d and title %q", p.Path(), p.Status(), p.Title())
		}

		p.Row("Bo").Click(Link, "Open")
		p.SeeHeading("Draft of bo")
		p.Back()
		p.SeeHeading("Referral sent")
		p.Reload()
		p.SeeHeading("Referral sent")
		if list := p.FetchLink("Download the list"); list.Status != 200 || string(list.Body) != "name\nAde\n" {
			t.Errorf("the list came as %d %q", list.Status, list.Body)
		}

		second := p.NewTab()
		second.Visit("/sent")
		second.See(sent)
		stranger := Open(t, server, p.Mode())
		stranger.Visit("/sent")
		stranger.SeeHeading("Referral sent")
		stranger.DoNotSee("name=")
	})
}

func TestDoubleClickSendsTwiceAndEndsOnOnePage(t *testing.T) {
	t.Parallel()
	server, site := serve(t)
	EachMode(t, server, func(t *testing.T, p *Page) {
		site.sent.Store(0)
		p.Visit("/")
		p.Fill("Full name (required)", "Ade")
		p.DoubleClick(Button, "Save and continue")
		p.SeeHeading("Referral sent")
		if site.sent.Load() != 2 {
			t.Errorf("the form arrived %d times, want 2: this site has nothing against it", site.sent.Load())
		}
	})
}

// witness stands for the test in a page, so that failing can be tested.
type witness struct {
	testing.TB
	mu   sync.Mutex
	said []string
}

type failed struct{}

func (w *witness) Helper() {}

func (w *witness) Errorf(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said = append(w.said, fmt.Sprintf(format, args...))
}

func (w *witness) Fatalf(format string, args ...any) {
	w.Errorf(format, args...)
	panic(failed{})
}

// refusal gives what the page said when do failed, or ends the test.
func refusal(t *testing.T, p *Page, do func(p *Page)) string {
	t.Helper()
	w := &witness{TB: t}
	strict := *p
	strict.t, strict.timeout = w, 300*time.Millisecond
	func() {
		defer func() {
			if r := recover(); r != nil && r != any(failed{}) {
				panic(r)
			}
		}()
		do(&strict)
	}()
	if len(w.said) == 0 {
		t.Error("the page let pass what it should refuse")
	}
	return strings.Join(w.said, "\n")
}

func TestWhatIsNotThereFails(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	EachMode(t, server, func(t *testing.T, p *Page) {
		p.axe = false
		p.Visit("/")
		p.See("Country")
		for _, test := range []struct {
			what string
			do   func(p *Page)
			want string
		}{
			{"text", func(p *Page) { p.See("Referral sent") }, `"Referral sent" is not on the page`},
			{"no text", func(p *Page) { p.DoNotSee("Country") }, `"Country" is on the page`},
			{"hidden text", func(p *Page) { p.See("What people call them") }, "is not on the page"},
			{"heading", func(p *Page) { p.SeeHeading("About") }, `there are "About the person"`},
			{"button", func(p *Page) { p.Click(Button, "Send") }, `"Save and continue"`},
			{"field", func(p *Page) { p.Fill("Nickname", "x") }, "there is no textbox"},
			{"two fields", func(p *Page) { p.Fill("Day", "1") }, "2 times there is a textbox"},
			{"option", func(p *Page) { p.Select("Country", "Narnia") }, "0 options say that"},
			{"no error", func(p *Page) { p.SeeError("Enter their name") }, "there is no error summary"},
			{"row", func(p *Page) { p.Row("Cy").Click(Link, "Open") }, "0 rows have that text"},
			{"no page", func(p *Page) { p.DoubleClick(Button, "Show more") }, "no new page was shown"},
			{"not a file", func(p *Page) { p.Upload("Full name (required)", "x") }, "takes no files"},
		} {
			if said := refusal(t, p, test.do); !strings.Contains(said, test.want) {
				t.Errorf("%s: said %.300q, want %q in it", test.what, said, test.want)
			}
		}
		p.Visit("/covered")
		if said := refusal(t, p, func(p *Page) { p.Click(Link, "Onward") }); !strings.Contains(said, "covered by <div") {
			t.Errorf("a covered link: said %.300q", said)
		}
	})
}

func TestWhatGoesWrongUnseenIsFound(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	p := Open(t, server, WithScript)
	p.axe = false
	p.Visit("/bad")
	p.Visit("/broken")
	found := strings.Join(p.watch.problems(), "\n")
	for _, want := range []string{
		"/missing.png answered 404",
		"asked another host for http://127.0.0.1:1/elsewhere.js",
		"thrown by hand",
		"logged by hand",
		"Content Security Policy",
		"/broken answered 500",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("%q was not noticed; found:\n%s", want, found)
		}
	}
	p.watch.forget()

	p.Tolerate(500)
	p.Visit("/broken")
	if problems := p.watch.problems(); len(problems) != 0 {
		t.Errorf("the tolerated status is a problem: %q", problems)
	}
	if p.Status() != 500 {
		t.Errorf("status %d, want 500", p.Status())
	}
}

func TestAxeFindsWhatIsInaccessible(t *testing.T) {
	t.Parallel()
	source, err := axeSource()
	if err != nil {
		need.Missing(t, need.Packages, err.Error())
	}
	server, _ := serve(t)
	p := Open(t, server, WithScript)
	p.axe = false
	p.Visit("/bad")
	p.watch.forget()
	found, err := p.violations(source)
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]bool{}
	for _, v := range found {
		rules[v.ID] = true
		if len(v.Targets) == 0 || v.Help == "" {
			t.Errorf("%s says too little: %+v", v.ID, v)
		}
	}
	for _, rule := range []string{"image-alt", "label", "html-has-lang", "color-contrast"} {
		if !rules[rule] {
			t.Errorf("axe-core did not find %s; found %v", rule, rules)
		}
	}
	if said := refusal(t, p, func(p *Page) { p.Axe() }); !strings.Contains(said, "image-alt") {
		t.Errorf("Axe said %.300q", said)
	}
	p.Visit("/sent")
	p.Axe() // fails this test if a good page is called bad
}

func TestPictureIsOfTheWholePage(t *testing.T) {
	t.Parallel()
	server, _ := serve(t)
	p := Open(t, server, WithScript)
	p.Visit("/sent")
	picture, err := p.picture()
	if err != nil {
		t.Fatal(err)
	}
	config, err := png.DecodeConfig(bytes.NewReader(picture))
	if err != nil || config.Width != screenWidth {
		t.Errorf("a picture of %d by %d, %v; want %d wide", config.Width, config.Height, err, screenWidth)
	}
	if said := refusal(t, p, func(p *Page) { p.Screenshot("../escape") }); !strings.Contains(said, "lower-case") {
		t.Errorf("a bad name: %q", said)
	}
}
