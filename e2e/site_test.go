package e2e

import (
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

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
