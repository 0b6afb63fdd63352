package casefile_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/casefile"
)

// archive makes an archive of names, each with a text.
func archive(t testing.TB, text string, names ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range names {
		entry, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(entry, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// wide is a small PNG that says it is so many dots wide and high.
func wide(w, h uint32) []byte {
	head := []byte("IHDR")
	head = binary.BigEndian.AppendUint32(head, w)
	head = binary.BigEndian.AppendUint32(head, h)
	head = append(head, 8, 2, 0, 0, 0)
	content := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(content, crc32.ChecksumIEEE(head))
}

// TestWhatAFileIsAndWhyItIsNotAccepted judges files of each kind, and those that
// are two at once, unpack to too much, or can run.
func TestWhatAFileIsAndWhyItIsNotAccepted(t *testing.T) {
	t.Parallel()
	document := archive(t, "text", "[Content_Types].xml", "word/document.xml")
	bomb := archive(t, strings.Repeat("\x00", 30<<20), "word/document.xml")
	if len(bomb) > 1<<20 {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	shifted := append([]byte("PK\x03\x04"+strings.Repeat(" ", 60)), document...)
	for name, test := range map[string]struct {
		content []byte
		want    string // a kind
		problem string // words of the problem
	}{
		"a document":                      {document, casefile.DOCX, ""},
		"an old document":                 {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 text"), casefile.DOC, ""},
		"a PDF":                           {[]byte("%PDF-1.7 text"), casefile.PDF, ""},
		"a picture":                       {photograph(t, 1), casefile.JPEG, ""},
		"a picture of many dots":          {wide(6000, 8000), casefile.PNG, ""},
		"a picture of too many dots":      {wide(60_000, 60_000), casefile.PNG, "too many dots"},
		"a picture that is all width":     {wide(1<<31-1, 1), casefile.PNG, "too many dots"},
		"a damaged picture is evidence":   {[]byte("\x89PNG\r\n\x1a\n and then nothing"), casefile.PNG, ""},
		"another archive":                 {archive(t, "text", "a.txt"), "", "none of them"},
		"a document that unpacks to much": {bomb, "", "unpacks to far more"},
		"a document with macros":          {archive(t, "text", "word/document.xml", "word/vbaProject.bin"), "", "macros"},
		"a document with a way out":       {archive(t, "text", "word/document.xml", "../../etc/passwd"), "", "none of them"},
		"a document with a root":          {archive(t, "text", "word/document.xml", `C:\..\x`, "/etc/passwd"), "", "none of them"},
		"two archives in one":             {shifted, "", "none of them"},
		"a PDF that is an archive":        {append([]byte("%PDF-1.7\n"), document...), "", "at once"},
		"an archive cut short":            {document[:len(document)-30], "", "none of them"},
		"WebP":                            {[]byte("RIFF\x24\x00\x00\x00WEBPVP8 "), "", "WebP"},
		"HEIC":                            {[]byte("\x00\x00\x00\x18ftypheic\x00\x00"), "", "HEIC"},
		"AVIF":                            {[]byte("\x00\x00\x00\x18ftypavif\x00\x00"), "", "HEIC"},
		"GIF":                             {[]byte("GIF89a\x01\x00\x01\x00"), "", "none of them"},
		"a page":                          {[]byte("<!doctype html><script>"), "", "none of them"},
		"a drawing that runs":             {[]byte("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'>"), "", "none of them"},
		"a program":                       {[]byte("MZ\x90\x00"), "", "none of them"},
		"a page behind a mark":            {[]byte("\xef\xbb\xbf%PDF-1.7"), "", "none of them"},
		"four bytes":                      {[]byte("PK\x03\x04"), "", "none of them"},
	} {
		mediaType, problem := casefile.Judge(test.content)
		if test.problem == "" && (problem != "" || mediaType != test.want) || test.problem != "" && !strings.Contains(problem, test.problem) {
			t.Errorf("%s: %s, %q", name, mediaType, problem)
		}
		if _, ok := casefile.MediaType(test.content); ok != (test.problem == "") {
			t.Errorf("%s is accepted: %v", name, ok)
		}
	}
}

// FuzzJudge wants an answer about any bytes, and the same about the same.
func FuzzJudge(f *testing.F) {
	document := archive(f, "text", "word/document.xml")
	for _, seed := range [][]byte{nil, document, document[:40], append([]byte("%PDF-"), document...), wide(1, 1), wide(1<<31, 1<<31), []byte("RIFF....WEBP"), []byte("\xff\xd8\xff\xe1\x00\x00")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		mediaType, problem := casefile.Judge(content)
		if again, other := casefile.Judge(bytes.Clone(content)); again != mediaType || other != problem {
			t.Errorf("judged as %s, %q and as %s, %q", mediaType, problem, again, other)
		}
		if problem == "" && mediaType == "" {
			t.Error("accepted as nothing")
		}
	})
}
