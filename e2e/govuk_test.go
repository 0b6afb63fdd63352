package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/need"
)

// fixture gives the HTML that GOV.UK Frontend ships as the example of one of
// its components, by the component's folder and the example's name.
func fixture(t *testing.T, folder, component, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, "components", component, "fixtures.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Fixtures []struct{ Name, HTML string }
	}
	if err := json.Unmarshal(content, &list); err != nil {
		t.Fatal(err)
	}
	for _, f := range list.Fixtures {
		if f.Name == name {
			return f.HTML
		}
	}
	t.Fatalf("GOV.UK Frontend has no example %q of %s", name, component)
	return ""
}

// TestGOVUKComponentsAreWorked tries the harness on the components that the
// program's pages are made of, with the style that hides the real radio buttons
// and the script that replaces the file field.
func TestGOVUKComponentsAreWorked(t *testing.T) {
	t.Parallel()
	root, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(root, "node_modules", "govuk-frontend", "dist", "govuk")
	if _, err := os.Stat(folder); err != nil {
		need.Missing(t, need.Packages, "GOV.UK Frontend is not installed (run ./test, or npm ci)")
	}
	parts := []string{
		fixture(t, folder, "radios", "with conditional items"),
		fixture(t, folder, "checkboxes", "with divider and None"),
		fixture(t, folder, "date-input", "default"),
		fixture(t, folder, "file-upload", "enhanced"),
		fixture(t, folder, "select", "default"),
		fixture(t, folder, "character-count", "default"),
		fixture(t, folder, "details", "default"),
		fixture(t, folder, "button", "default"),
	}
	mux := http.NewServeMux()
	mux.Handle("GET /govuk/", http.StripPrefix("/govuk/", http.FileServer(http.Dir(folder))))
	mux.Handle("GET /assets/", http.FileServer(http.Dir(folder)))
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /init.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, `import { initAll } from '/govuk/govuk-frontend.min.js'; document.body.classList.add('js-enabled', 'govuk-frontend-supported'); initAll()`)
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en" class="govuk-template"><head><title>Parts</title><meta name="viewport" content="width=device-width">
			<link rel="stylesheet" href="/govuk/govuk-frontend.min.css"></head><body class="govuk-template__body">
			<main class="govuk-main-wrapper"><h1>Parts</h1><form method="post" enctype="multipart/form-data" novalidate>%s</form></main>
			<script type="module" src="/init.js"></script></body></html>`, strings.Join(parts, "\n"))
	})
	mux.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var names []string
		for _, headers := range r.MultipartForm.File {
			for _, header := range headers {
				names = append(names, header.Filename)
			}
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Got</title><main><h1>Got</h1><p>%v files %v</p></main></html>`, r.PostForm, names)
	})
	server := Start(t, Options{Start: func(testing.TB, Settings) Running {
		running := httptest.NewServer(mux)
		return Running{URL: running.URL, Stop: running.Close}
	}})
	file := filepath.Join(t.TempDir(), "statement.txt")
	if err := os.WriteFile(file, []byte("words"), 0o600); err != nil {
		t.Fatal(err)
	}

	EachMode(t, server, func(t *testing.T, p *Page) {
		p.axe = false
		p.Visit("/")
		onlyUploadIsInaccessible(t, p)
		p.Choose("Email")
		p.Fill("Email address", "ada@example.org")
		p.Choose("Phone")
		if hidden := p.Mode() == WithScript; hidden == p.Has(Textbox, "Email address") {
			t.Errorf("with %s the field of another choice: hidden should be %v", p.Mode(), hidden)
		}
		p.Choose("Email")
		p.Check("Farm or agricultural waste")
		p.Check("None of these")
		if exclusive := p.Mode() == WithScript; exclusive == p.Chosen("Farm or agricultural waste") {
			t.Errorf("with %s the exclusive choice takes out the others: should be %v", p.Mode(), exclusive)
		}
		p.FillDate("What is your date of birth?", "31", "3", "1990")
		p.Upload("Upload a file", file)
		p.Select("Label text goes here", "GOV.UK frontend option 1")
		p.Fill("Can you provide more detail?", "two lines\nof text")
		p.Unfold("Help with nationality")
		p.See("We need to know your nationality")
		p.Click(Button, "Save and continue")
		p.SeeHeading("Got")
		p.See("context-email:[ada@example.org]", "day:[31]", "year:[1990]", "select-1:[1]", "files [statement.txt]")
	})
}

// onlyUploadIsInaccessible pins what axe-core finds in these components: GOV.UK's
// scripted file field has a name without its visible text, so the program uses
// the plain one. Of the revealing radio buttons nothing is left to report.
func onlyUploadIsInaccessible(t *testing.T, p *Page) {
	t.Helper()
	if p.Mode() != WithScript {
		return
	}
	source, err := axeSource()
	if err != nil {
		t.Fatal(err)
	}
	found, err := p.violations(source)
	if err != nil {
		t.Fatal(err)
	}
	var rules []string
	for _, v := range found {
		rules = append(rules, v.ID+" "+strings.Join(v.Targets, " "))
	}
	if want := []string{"label-content-name-mismatch #file-upload-1"}; !slices.Equal(rules, want) {
		t.Errorf("axe-core finds %q, want %q", rules, want)
	}
}
