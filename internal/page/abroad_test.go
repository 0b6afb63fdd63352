package page

import (
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/havenward/havenward/internal/fault"
)

// Who receives people abroad is refused and told of errors in their language, in
// a frame that is in it too.
func TestRefusalsAreInTheLanguagesAbroad(t *testing.T) {
	t.Parallel()
	texts := []string{"Day", "Month", "Year", "{field} must be a real date", "{field} must be the same as or after {day}", "{field} must be the same as or before {day}"}
	files, err := Sources(os.DirFS("templates"), "errors.html", "layout.html", "base.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, sources := range files {
		texts = append(texts, sources...)
	}
	plain := httptest.NewRequest("GET", "/handovers", nil)
	closed := plain.WithContext(WithNotice(plain, Notice{Message: "Closed"}).Context())
	for _, r := range []*http.Request{plain, closed} {
		for code := fault.Internal; code <= fault.StepUp; code++ {
			view := (&Edge{}).failureView(r, &fault.Error{Code: code})
			texts = append(append(texts, view.Title), view.Data.(*failure).Advice...)
		}
	}
	for _, tag := range []string{"it", "lt"} {
		for _, text := range texts {
			if In(tag).State(text) == Untranslated {
				t.Errorf("%s: %q is not translated", tag, text)
			}
		}
	}
}

// The languages abroad are offered where organisations abroad read, and wherever
// somebody chose one; nobody else is asked whether they read Lithuanian.
func TestWhereTheLanguagesAbroadAreOffered(t *testing.T) {
	t.Parallel()
	asks := func(language, cookie string) *http.Request {
		r := httptest.NewRequest("GET", "/sign-in", nil)
		r.Header.Set("Accept-Language", language)
		if cookie != "" {
			r.Header.Set("Cookie", languageCookie+"="+cookie)
		}
		return r
	}
	for _, c := range []struct {
		what    string
		r       *http.Request
		tag     string
		offered int
	}{
		{"a browser abroad, on any page", asks("lt-LT,lt;q=0.9", ""), "en", 2},
		{"a browser abroad, at their door", ForAbroad(asks("lt-LT,lt;q=0.9", "")), "lt", 4},
		{"a Welsh browser at their door", ForAbroad(asks("cy", "")), "cy", 4},
		{"a choice, on any page", asks("en", "it"), "it", 4},
		{"a choice of English at their door", ForAbroad(asks("it", "en")), "en", 4},
		{"a browser of no such language", ForAbroad(asks("ja", "")), "en", 4},
	} {
		words := WordsFor(c.r)
		if words.Tag() != c.tag || len(offered(c.r, words)) != c.offered {
			t.Errorf("%s: %s of %d, want %s of %d", c.what, words.Tag(), len(offered(c.r, words)), c.tag, c.offered)
		}
	}
}
