package casefile

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"image"
	"path"
	"slices"
	"strings"
)

// File types that are accepted, by what the content is and not by its name.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	PDF  = "application/pdf"
	DOC  = "application/msword"
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

// Limits of what a file may unpack to. A Word document is an archive, and a small
// one can say that it holds terabytes.
const (
	mostEntries  = 5000
	mostUnpacked = 500 << 20
	mostRatio    = 200 // times its size, for an archive that unpacks to more than a picture would
	leastCounted = 20 << 20
)

// MediaType tells what a file is from its content; false where it is none of
// the types that are accepted, or must not be.
func MediaType(content []byte) (string, bool) {
	mediaType, problem := Judge(content)
	return mediaType, problem == ""
}

// Judge tells what a file is from its content, or why it is not accepted (a
// source string of the catalogue).
func Judge(content []byte) (mediaType, problem string) {
	switch {
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")):
		return JPEG, pictureProblem(content)
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		return PNG, pictureProblem(content)
	case bytes.HasPrefix(content, []byte("%PDF-")):
		return PDF, pdfProblem(content)
	case bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return DOC, ""
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return DOCX, archiveProblem(content)
	}
	return "", strangeProblem(content)
}

// notAccepted is said of every other file.
const notAccepted = "The file must be a JPG, PNG, PDF, DOC or DOCX, and this one's content is none of them"

// strangeProblem names the kinds of picture that telephones make and that are
// not accepted, so that people know what to do.
func strangeProblem(content []byte) string {
	if len(content) >= 12 {
		switch kind := string(content[8:12]); {
		case string(content[:4]) == "RIFF" && kind == "WEBP":
			return "This is a WebP picture. Save it as JPG or PNG and add that"
		case string(content[4:8]) == "ftyp" && (strings.HasPrefix(kind, "hei") || strings.HasPrefix(kind, "hev") || kind == "mif1" || kind == "msf1" || kind == "avif"):
			return "This is a HEIC picture, as some telephones take them. Save it as JPG and add that"
		}
	}
	return notAccepted
}

// pictureProblem looks at what a picture says of its size, without unpacking it.
// One that says nothing is kept as evidence; it is not shown.
func pictureProblem(content []byte) string {
	size, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err == nil && (size.Width <= 0 || size.Height <= 0 || size.Width > maxPixels/size.Height) {
		return "The picture has too many dots. Save it smaller, below 50 million, and add that"
	}
	return ""
}

// pdfProblem refuses a file that one program opens as a PDF and another as an
// archive: what was checked is then not what is opened.
func pdfProblem(content []byte) string {
	if _, err := zip.NewReader(bytes.NewReader(content), int64(len(content))); err == nil {
		return "This file is a PDF and an archive at once. Save it again as PDF and add that"
	}
	return ""
}

// archiveProblem looks only at the directory of the archive; nothing in it is
// unpacked, so that a small file cannot become a huge one.
func archiveProblem(content []byte) string {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return notAccepted
	}
	word, unpacked := false, uint64(0)
	for _, entry := range archive.File {
		name := strings.ToLower(strings.ReplaceAll(entry.Name, `\`, "/"))
		switch {
		case path.IsAbs(name) || name == ".." || strings.HasPrefix(name, "../") || strings.Contains(name, "/../"):
			return notAccepted
		case name == "word/document.xml":
			word = true
		case path.Base(name) == "vbaproject.bin":
			return "This document has macros, which can run by themselves. Save it without them and add that"
		}
		if unpacked += entry.UncompressedSize64; unpacked > mostUnpacked || entry.UncompressedSize64 > mostUnpacked {
			return "This document unpacks to far more than its size. Save it again and add that"
		}
	}
	switch {
	case !word:
		return notAccepted
	case len(archive.File) > mostEntries, unpacked > leastCounted && unpacked/uint64(len(content)) > mostRatio:
		return "This document unpacks to far more than its size. Save it again and add that"
	case !first(content, archive):
		return notAccepted
	}
	return ""
}

// first reports whether the directory of an archive lists what stands at the
// beginning of the file: else two programs may see two archives in it.
func first(content []byte, archive *zip.Reader) bool {
	const header = 30
	if len(content) < header {
		return false
	}
	name, extra := int(binary.LittleEndian.Uint16(content[26:])), int(binary.LittleEndian.Uint16(content[28:]))
	if len(content) < header+name {
		return false
	}
	return slices.ContainsFunc(archive.File, func(entry *zip.File) bool {
		at, err := entry.DataOffset()
		return err == nil && at == int64(header+name+extra) && entry.Name == string(content[header:header+name])
	})
}
