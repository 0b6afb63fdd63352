package route

import (
	"mime"
	"strconv"
	"strings"
	"unicode"
)

// Download answers with a file to be kept: never shown in the page's place, so
// that nothing in it runs, and under a name that cannot pretend to be another.
func (r *Request) Download(mediaType, name string, content []byte) error {
	header := r.Writer.Header()
	header.Set("Content-Type", mediaType)
	header.Set("Content-Length", strconv.Itoa(len(content)))
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": plainName(name)}))
	header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	_, _ = r.Writer.Write(content) // nobody is left to tell when the connection is gone
	return nil
}

// plainName leaves out of a file's name what is not seen: controls, and the marks
// that turn the direction of writing, by which "exe.fdp" can look like "pdf.exe".
func plainName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf) || r == '/' || r == '\\' {
			return -1
		}
		return r
	}, name)
	if strings.Trim(name, ". ") == "" {
		return "file"
	}
	return name
}
