package page

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/havenward/havenward/internal/fault"
)

// formMemory is how much of a posted form may be in memory; the files of a
// multipart one go to disk beyond it.
const formMemory = 1 << 20

// Form reads a posted form of either encoding, never values of the address. A
// body over the limit set by Limit is a TooLarge fault, one that is no form an
// Invalid fault. Files are then in r.MultipartForm.
func Form(r *http.Request) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil && r.Header.Get("Content-Type") != "":
	case kind == "multipart/form-data":
		err = r.ParseMultipartForm(formMemory)
	default:
		err = r.ParseForm()
	}
	if err == nil {
		return r.PostForm, nil
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, err
	}
	return nil, &fault.Error{Code: fault.Invalid, Message: "What was sent could not be read as a form. Go back and send it again.", Cause: err}
}

// LocalPath is an address within this program to go to next, or "/" where the
// one asked for leads elsewhere: "//host", "/\host" and whole addresses do.
func LocalPath(asked string) string {
	if !strings.HasPrefix(asked, "/") || strings.HasPrefix(asked, "//") || strings.ContainsAny(asked, "\\\r\n\t\x00") {
		return "/"
	}
	parsed, err := url.Parse(asked)
	if err != nil || parsed.Host != "" || parsed.Scheme != "" {
		return "/"
	}
	return asked
}

// ChooseLanguage keeps the language that somebody chose, for a year, and goes
// back to the page. secure says that people reach the program over TLS. Mount it
// at POST /language.
func ChooseLanguage(secure bool) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		values, err := Form(r)
		if err != nil {
			return err
		}
		chosen := values.Get("language")
		if In(chosen).Tag() != chosen {
			return fault.Wrong("language", "Choose one of the languages offered")
		}
		http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: chosen, Path: "/", MaxAge: 365 * 24 * 3600,
			HttpOnly: true, Secure: secure || r.TLS != nil, SameSite: http.SameSiteLaxMode})
		http.Redirect(w, r, LocalPath(values.Get("back")), http.StatusSeeOther)
		return nil
	}
}
