package letter

import (
	"bytes"
	"fmt"

	"github.com/havenward/havenward/internal/civil"
)

// Paper is a sheet with a title and parts under headings. One that a person keeps
// says nothing of who made it, who it is for or what it is about. It is not a
// letter: it has no address and no signature.
type Paper struct {
	// Language is the BCP 47 tag of its words, "" for English.
	Language string
	Date     civil.Day
	Title    string // finished text
	// Foot stands at the foot of each page, so that loose pages find together; ""
	// for a paper that must not say what it belongs to.
	Foot  string
	Parts []PaperPart
}

// PaperPart is a heading with what stands under it. Both are finished text.
type PaperPart struct {
	Heading string
	Picture []byte   // a JPEG, before the rest; nil for none
	Text    []string // paragraphs
	Items   []string // a list, after the paragraphs
}

// document puts a paper into the shape in which letters are drawn.
func (p Paper) document() document {
	d := document{Lang: p.Language, Subject: printable(p.Title), Title: printable(p.Title), Reference: printable(p.Foot)}
	if d.Lang == "" {
		d.Lang = "en"
	}
	for _, source := range p.Parts {
		made := part{Heading: printable(source.Heading)}
		if len(source.Picture) > 0 {
			made.Blocks = append(made.Blocks, block{Picture: source.Picture})
		}
		for _, text := range source.Text {
			made.Blocks = append(made.Blocks, block{Text: printable(text)})
		}
		var items []string
		for _, item := range source.Items {
			items = append(items, printable(item))
		}
		if len(items) > 0 {
			made.Blocks = append(made.Blocks, block{Items: items})
		}
		d.Parts = append(d.Parts, made)
	}
	return d
}

// PaperPDF draws a paper on pages of A4. The same paper always gives the same
// bytes. The error is a fault where the program was built without the font (see
// [FontsMissing]) or the paper holds letters that the font cannot write, such as
// Arabic; such a paper is printed from its page.
func PaperPDF(p Paper) ([]byte, error) {
	f, ok := readFonts()
	if !ok {
		return nil, errNoFonts()
	}
	d, err := writableDocument(p.document())
	if err != nil {
		return nil, err
	}
	draw := func(total int) sheets {
		s := newSheets(Letter{Language: p.Language, Date: p.Date}, d, f, total)
		s.text("B", titleSize, titleLine, 0, d.Title)
		s.parts(d.Parts)
		return s
	}
	first := draw(0)
	if err := first.Error(); err != nil {
		return nil, fmt.Errorf("letter: draw the PDF: %w", err)
	}
	var out bytes.Buffer
	if err := draw(first.PageCount()).Output(&out); err != nil {
		return nil, fmt.Errorf("letter: write the PDF: %w", err)
	}
	return out.Bytes(), nil
}
