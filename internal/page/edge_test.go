package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// ask sends a request through a handler with the middleware of the program.
func ask(t *testing.T, e *Edge, h Handler, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	guarded, err := e.SameOrigin(Limit(e.Handle(h), 1000), "https://partner.example")
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	RequestID(Headers(guarded, false)).ServeHTTP(w, r)
	return w
}

func quiet() (*Edge, *bytes.Buffer) {
	var logged bytes.Buffer
	return &Edge{Log: slog.New(slog.NewTextHandler(&logged, nil))}, &logged
}

func fails(err error) Handler {
	return func(http.ResponseWriter, *http.Request) error { return err }
}

func TestFaultsBecomeAnswers(t *testing.T) {
	t.Parallel()
	secret := errors.New("pq: relation people of Linh Nguyen")
	for _, c := range []struct {
		err    error
		status int
		words  string
	}{
		{fault.Missing(), 404, "Page not found"},
		{fmt.Errorf("load: %w", fault.Missing()), 404, "check it is correct"},
		{fault.Refuse("Only a second reader may confirm {kind}", "kind", form.Phrase("this")), 403, "Only a second reader may confirm this"},
		{fault.Stale(nil, nil), 409, "Nothing you entered has been saved yet"},
		{fault.Wrong("born", "{field} must be a real date", "field", form.Phrase("Date of birth")), 422, "Date of birth must be a real date"},
		{&fault.Error{Code: fault.TooLarge, Message: "{file} is larger than 25 MB", Args: []any{"file", "x.pdf"}}, 413, "x.pdf is larger than 25 MB"},
		{&http.MaxBytesError{Limit: 2<<20 + 1}, 413, "What you sent is too large: 2 MB can be sent at once"},
		{&fault.Error{Code: fault.TooMany}, 429, "Too many requests"},
		{&fault.Error{Code: fault.Unavailable, Cause: secret}, 503, "cannot save or read records just now"},
		{&fault.Error{Code: fault.SignIn}, 401, "Sign in to see this page"},
		{secret, 500, "there is a problem with the service"},
	} {
		e, logged := quiet()
		page := ask(t, e, fails(c.err), httptest.NewRequest("GET", "/cases/HW-1", nil))
		if page.Code != c.status || !strings.Contains(page.Body.String(), c.words) {
			t.Errorf("%v: %d\n%s", c.err, page.Code, page.Body)
		}
		if !strings.HasSuffix(strings.TrimSpace(page.Body.String()), "</html>") {
			t.Errorf("%v: the page is not whole", c.err)
		}
		if strings.Contains(page.Body.String(), "Linh") {
			t.Errorf("%v: the cause is on the page", c.err)
		}
		r := httptest.NewRequest("GET", "/api/v1/cases", nil)
		api := ask(t, e, fails(c.err), r)
		var problem Problem
		if err := json.Unmarshal(api.Body.Bytes(), &problem); err != nil || api.Code != c.status || problem.Status != c.status ||
			api.Header().Get("Content-Type") != "application/problem+json" || problem.Instance != api.Header().Get("X-Request-ID") {
			t.Errorf("%v as JSON: %d %s %v", c.err, api.Code, api.Body, err)
		}
		if strings.Contains(api.Body.String(), "Linh") {
			t.Errorf("%v: the cause is in the JSON", c.err)
		}
		if wrong := c.status >= 500; wrong != strings.Contains(logged.String(), "Linh") {
			t.Errorf("%v: logged %q", c.err, logged)
		}
		if c.status >= 500 && (!strings.Contains(page.Body.String(), page.Header().Get("X-Request-ID")) || !strings.Contains(logged.String(), page.Header().Get("X-Request-ID"))) {
			t.Errorf("%v: the number of the request is not on the page and in the log", c.err)
		}
		if strings.Contains(logged.String(), "HW-1") {
			t.Errorf("%v: a path with a reference is in the log: %s", c.err, logged)
		}
	}
}

func TestAcceptAsksForJSON(t *testing.T) {
	t.Parallel()
	e, _ := quiet()
	for accept, want := range map[string]string{"application/json": "application/problem+json",
		"text/html,application/xhtml+xml": "text/html; charset=utf-8", "": "text/html; charset=utf-8",
		"application/json, text/html": "text/html; charset=utf-8"} {
		r := httptest.NewRequest("GET", "/cases", nil)
		r.Header.Set("Accept", accept)
		if got := ask(t, e, fails(fault.Missing()), r).Header().Get("Content-Type"); got != want {
			t.Errorf("%q: %s", accept, got)
		}
	}
}

func TestProblemNamesFieldsInTheLanguageAsked(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("POST", "/api/v1/referrals", nil)
	r.Header.Set("Accept-Language", "cy")
	got := ProblemOf(r, fault.Mend(fault.Field{Name: "born", Message: "{field} must include a day", Args: []any{"field", "X"}}))
	want := Problem{Type: "about:blank", Title: "Unprocessable Entity", Status: 422, Detail: "Mae problem",
		Errors: []ProblemField{{"born", "X: rhaid cynnwys diwrnod"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestConflictShowsBothVersions(t *testing.T) {
	t.Parallel()
	e, _ := quiet()
	yours := []form.Row{{Name: "n", Label: "Full name", Values: []any{"Mine <b>"}}, {Name: "c", Label: "Nationality", Values: []any{"Vietnam"}}}
	theirs := []form.Row{{Name: "c", Label: "Nationality", Values: []any{"Vietnam"}}, {Name: "n", Label: "Full name", Values: []any{"Other"}},
		{Name: "b", Label: "Date of birth", Values: []any{civil.MustDay("2001-02-03")}}}
	body := ask(t, e, fails(fault.Stale(yours, theirs)), httptest.NewRequest("POST", "/cases/1/edit", nil)).Body.String()
	for _, want := range []string{"Mine &lt;b&gt;", "Other", "3 February 2001", `href="/cases/1/edit"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q on the page:\n%s", want, body)
		}
	}
	if n := strings.Count(body, "Different"); n != 2 {
		t.Errorf("%d rows are marked as different, want 2", n)
	}
	if i, j := strings.Index(body, "Mine"), strings.Index(body, "<title>"); i < j {
		t.Error("case data before the title")
	}
}

func TestSignInRedirectsBack(t *testing.T) {
	t.Parallel()
	e, _ := quiet()
	e.SignIn = "/sign-in"
	w := ask(t, e, fails(&fault.Error{Code: fault.SignIn}), httptest.NewRequest("GET", "/cases?page=2", nil))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sign-in?next="+url.QueryEscape("/cases?page=2") {
		t.Errorf("%d %s", w.Code, w.Header().Get("Location"))
	}
}

func TestPanicIsAnInternalFault(t *testing.T) {
	t.Parallel()
	e, logged := quiet()
	w := ask(t, e, func(http.ResponseWriter, *http.Request) error { panic("Linh") }, httptest.NewRequest("GET", "/", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "Linh") || !strings.Contains(logged.String(), "Linh") {
		t.Errorf("%d %s", w.Code, logged)
	}
}

func TestABrokenTemplateGivesAWholeErrorPage(t *testing.T) {
	t.Parallel()
	pages := New(fstest.MapFS{"pages/broken.html": {Data: []byte(`<p>half-drawn</p>{{index .Data 5}}`)}}, "pages/*.html")
	e, logged := quiet()
	w := ask(t, e, func(w http.ResponseWriter, r *http.Request) error {
		return pages.Render(w, r, 200, "broken.html", View{Title: "Broken", Data: []int{1}})
	}, httptest.NewRequest("GET", "/", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "half-drawn") || !strings.Contains(w.Body.String(), "problem with the service") {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
	if !strings.Contains(logged.String(), "broken.html") {
		t.Errorf("the log does not say which page: %s", logged)
	}
}

func TestAnAnswerThatBreaksOffIsCut(t *testing.T) {
	t.Parallel()
	e, _ := quiet()
	server := httptest.NewServer(e.Handle(func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Length", "100")
		fmt.Fprint(w, "half")
		return errors.New("the disk is gone")
	}))
	defer server.Close()
	answer, err := http.Get(server.URL)
	if err != nil {
		return // cut before the headers went out
	}
	defer answer.Body.Close()
	if content, err := io.ReadAll(answer.Body); err == nil {
		t.Errorf("half an answer came as a whole one: %q", content)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	e, _ := quiet()
	w := ask(t, e, Gallery(time.Now), httptest.NewRequest("GET", "/", nil))
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		"Referrer-Policy":         "no-referrer", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if !strings.Contains(w.Header().Get("Permissions-Policy"), "camera=()") || len(w.Header().Get("X-Request-ID")) < 20 {
		t.Errorf("%v", w.Header())
	}
	body := w.Body.String()
	for _, inline := range []string{" style=", " onclick=", "<style", "javascript:", "ZgotmplZ", "&lt;nil&gt;", "%!", "no value"} {
		if strings.Contains(body, inline) {
			t.Errorf("the page has %q in it", inline)
		}
	}
	secure := httptest.NewRecorder()
	Headers(http.NotFoundHandler(), true).ServeHTTP(secure, httptest.NewRequest("GET", "/", nil))
	if !strings.HasPrefix(secure.Header().Get("Strict-Transport-Security"), "max-age=63072000") {
		t.Error("no HSTS over TLS")
	}
}

func TestRequestNumbersAreOurs(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("X-Request-ID", "theirs")
		w := httptest.NewRecorder()
		RequestID(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, RequestIDOf(r))
		})).ServeHTTP(w, r)
		id := w.Body.String()
		if id == "" || id == "theirs" || seen[id] || w.Header().Get("X-Request-ID") != id {
			t.Fatalf("%q", id)
		}
		seen[id] = true
	}
}

func TestOtherSitesMayNotPost(t *testing.T) {
	t.Parallel()
	e, _ := quiet()
	post := func(origin, site string) int {
		r := httptest.NewRequest("POST", "/", nil)
		r.Header.Set("Origin", origin)
		r.Header.Set("Sec-Fetch-Site", site)
		return ask(t, e, func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(200); return nil }, r).Code
	}
	if got := post("https://evil.example", "cross-site"); got != 403 {
		t.Errorf("another site: %d", got)
	}
	if got := post("https://partner.example", "cross-site"); got != 200 {
		t.Errorf("a trusted site: %d", got)
	}
	if got := post("", "same-origin"); got != 200 {
		t.Errorf("this site: %d", got)
	}
}

func TestFormReadsOrSaysWhy(t *testing.T) {
	t.Parallel()
	e, _ := quiet()
	read := func(kind, body string) int {
		r := httptest.NewRequest("POST", "/?name=address", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		return ask(t, e, func(w http.ResponseWriter, r *http.Request) error {
			values, err := Form(r)
			if err != nil {
				return err
			}
			if values.Get("name") != "body" {
				return fmt.Errorf("read %v", values)
			}
			w.WriteHeader(204)
			return nil
		}, r).Code
	}
	for _, c := range []struct {
		kind, body string
		want       int
	}{
		{"application/x-www-form-urlencoded", "name=body", 204},
		{"application/x-www-form-urlencoded; charset=utf-8", "name=body", 204},
		{"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nbody\r\n--x--\r\n", 204},
		{"application/x-www-form-urlencoded", "name=%zz", 422},
		{"multipart/form-data", "name=body", 422},
		{"multipart/form-data; boundary=x", "--x\r\nbroken", 422},
		{"a/b/c;;", "name=body", 422},
		{"application/x-www-form-urlencoded", "name=" + strings.Repeat("x", 2000), 413},
	} {
		if got := read(c.kind, c.body); got != c.want {
			t.Errorf("%s %.20q: %d, want %d", c.kind, c.body, got, c.want)
		}
	}
}

func TestLocalPath(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]string{"/cases?page=2": "/cases?page=2", "": "/", "//evil.example": "/", `/\evil.example`: "/",
		"https://evil.example": "/", "javascript:alert(1)": "/", "/a\r\nSet-Cookie: x": "/", "/%zz": "/", "/a#b": "/a#b"} {
		if got := LocalPath(asked); got != want {
			t.Errorf("LocalPath(%q) = %q", asked, got)
		}
	}
}

func TestChooseLanguage(t *testing.T) {
	t.Parallel()
	e, _ := quiet()
	post := func(body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "/language", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return ask(t, e, ChooseLanguage(true), r)
	}
	w := post("language=cy&back=%2Fcases%3Fpage%3D2")
	cookie := w.Header().Get("Set-Cookie")
	if w.Code != 303 || w.Header().Get("Location") != "/cases?page=2" || !strings.HasPrefix(cookie, "language=cy;") ||
		!strings.Contains(cookie, "Secure") || !strings.Contains(cookie, "HttpOnly") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := post("language=xx&back=//evil.example"); w.Code != 422 || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

func TestDeadlineEndsTheContext(t *testing.T) {
	t.Parallel()
	done := false
	Deadline(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		done = true
	}), time.Millisecond).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	if !done {
		t.Error("the context went on")
	}
}
