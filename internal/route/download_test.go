package route

import (
	"mime"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestADownloadRunsNothingAndPretendsNothing(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"statement.pdf":            "statement.pdf",
		"Žádost o pomoc.pdf":       "Žádost o pomoc.pdf",
		"photo\u202efdp.exe":       "photofdp.exe",
		"../../etc/passwd":         "....etcpasswd",
		"a\r\nSet-Cookie: x=y.pdf": "aSet-Cookie: x=y.pdf",
		`quote".pdf`:               `quote".pdf`,
		"..":                       "file",
		"":                         "file",
	} {
		answer := httptest.NewRecorder()
		r := &Request{Writer: answer, Request: httptest.NewRequest(http.MethodGet, "/", nil)}
		if err := r.Download("application/pdf", given, []byte("%PDF")); err != nil {
			t.Fatal(err)
		}
		kind, values, err := mime.ParseMediaType(answer.Header().Get("Content-Disposition"))
		if err != nil || kind != "attachment" || values["filename"] != want {
			t.Errorf("%q is offered as %q (%v), want %q", given, answer.Header().Get("Content-Disposition"), err, want)
		}
		if policy := answer.Header().Get("Content-Security-Policy"); policy != "default-src 'none'; frame-ancestors 'none'; sandbox" {
			t.Errorf("the policy is %q", policy)
		}
	}
}
