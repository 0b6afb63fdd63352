package letter

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
)

// Measures of a page of A4 in millimetres, and sizes of type in points.
const (
	pageWidth, pageHeight = 210.0, 297.0
	margin, foot          = 25.0, 22.0
	bodySize, bodyLine    = 12.0, 6.4
	titleSize, titleLine  = 20.0, 9.5
	headSize, headLine    = 15.0, 7.5
	footSize              = 12.0
	gap                   = 3.2 // after a paragraph
	indent                = 7.0 // of bullets and quotations
)

// PDF draws a letter on pages of A4 in 12 point type or larger, with the
// reference and the number of the page on each. The same letter always gives the
// same bytes. The title of the document names nobody.
//
// The error is that of [Letter.Check], or a fault where the program was built
// without the font (see [FontsMissing]) or the letter holds letters that the font
// cannot write, such as Arabic; such a letter is printed from its page.
func PDF(l Letter) ([]byte, error) {
	d, err := compose(l)
	if err != nil {
		return nil, err
	}
	f, ok := readFonts()
	if !ok {
		return nil, errNoFonts()
	}
	if d, err = writableDocument(d); err != nil {
		return nil, err
	}
	first := newSheets(l, d, f, 0)
	first.draw(d)
	if err := first.Error(); err != nil {
		return nil, fmt.Errorf("letter: draw the PDF: %w", err)
	}
	// The number of pages is known only now, and stands on each.
	final := newSheets(l, d, f, first.PageCount())
	final.draw(d)
	var out bytes.Buffer
	if err := final.Output(&out); err != nil {
		return nil, fmt.Errorf("letter: write the PDF: %w", err)
	}
	return out.Bytes(), nil
}

// sheets are the pages of one letter while they are drawn.
type sheets struct {
	*fpdf.Fpdf
}

func newSheets(l Letter, d document, f fonts, total int) sheets {
	s := sheets{fpdf.New("P", "mm", "A4", "")}
	s.SetMargins(margin, margin, margin)
	s.SetAutoPageBreak(false, foot)
	s.SetCellMargin(0)
	s.AddUTF8FontFromBytes(family, "", f.regular)
	s.AddUTF8FontFromBytes(family, "B", f.bold)
	s.SetTitle(d.Subject, true)
	s.SetLang(d.Lang)
	s.SetProducer("Havenward", true)
	s.SetCreationDate(l.Date.Start())
	s.SetModificationDate(l.Date.Start())
	s.SetCatalogSort(true)
	s.SetDisplayMode("fullwidth", "continuous")
	words := l.words()
	s.SetFooterFunc(func() {
		s.SetFont(family, "", footSize)
		s.SetXY(margin, pageHeight-foot+6)
		s.CellFormat((pageWidth-2*margin)/2, bodyLine, d.Reference, "", 0, "L", false, 0, "")
		s.CellFormat((pageWidth-2*margin)/2, bodyLine, words.Text(pageLine, "number", s.PageNo(), "total", total), "", 0, "R", false, 0, "")
	})
	s.AddPage()
	return s
}

func (s sheets) draw(d document) {
	s.text("B", headSize, headLine, 0, d.Authority)
	s.text("", bodySize, bodyLine, 0, d.Marking)
	s.space(gap * 2)
	for _, line := range d.Address {
		s.text("", bodySize, bodyLine, 0, line)
	}
	s.space(gap * 2)
	s.text("", bodySize, bodyLine, 0, d.Date)
	s.text("", bodySize, bodyLine, 0, d.Reference)
	s.space(gap * 2)
	s.text("", bodySize, bodyLine, 0, d.Greeting)
	s.space(gap)
	s.text("B", titleSize, titleLine, 0, d.Title)
	s.parts(d.Parts)
	s.space(gap * 2)
	s.room(bodyLine*3 + gap)
	s.text("", bodySize, bodyLine, 0, d.Farewell)
	s.space(gap)
	s.text("", bodySize, bodyLine, 0, d.Role)
	s.text("", bodySize, bodyLine, 0, d.OnBehalf)
	if len(d.Apart) > 0 {
		s.AddPage()
		s.parts(d.Apart)
	}
}

func (s sheets) parts(parts []part) {
	for _, p := range parts {
		s.space(gap * 1.4)
		s.room(headLine*2 + bodyLine*3) // a heading never stands alone at the foot of a page
		s.Bookmark(p.Heading, 0, -1)
		s.text("B", headSize, headLine, 0, p.Heading)
		s.space(gap / 2)
		for _, b := range p.Blocks {
			s.block(b)
		}
	}
}

func (s sheets) block(b block) {
	switch {
	case len(b.Picture) > 0:
		s.picture(b.Picture)
	case len(b.Items) > 0:
		for _, item := range b.Items {
			s.room(bodyLine)
			s.bullet()
			s.text("", bodySize, bodyLine, indent, item)
			s.space(gap / 3)
		}
	case b.Law:
		s.text("B", bodySize, bodyLine, 0, b.Text)
	case b.Quote:
		s.quote(b.Text)
	default:
		s.text("", bodySize, bodyLine, 0, b.Text)
	}
	s.space(gap)
}

// Measures of a picture in millimetres: as wide or as high as this at most.
const pictureWidth, pictureHeight = 70.0, 90.0

// picture draws a JPEG as large as its frame allows.
func (s sheets) picture(content []byte) {
	options := fpdf.ImageOptions{ImageType: "JPEG"}
	name := fmt.Sprintf("%x", sha256.Sum256(content))
	info := s.RegisterImageOptionsReader(name, options, bytes.NewReader(content))
	if info == nil || info.Width() <= 0 || info.Height() <= 0 {
		return // what is wrong with it is the error of the document
	}
	width := min(pictureWidth, pictureHeight*info.Width()/info.Height())
	height := width * info.Height() / info.Width()
	s.room(height)
	s.ImageOptions(name, margin, s.GetY(), width, height, false, options, 0, "")
	s.SetY(s.GetY() + height)
}

// text writes a paragraph, line by line, over as many pages as it needs.
func (s sheets) text(style string, size, height, from float64, text string) {
	s.lines(style, size, height, from, text, func(float64) {})
}

// quote writes what somebody wrote in their own words, with a bar beside it.
func (s sheets) quote(text string) {
	s.lines("", bodySize, bodyLine, indent, text, func(y float64) {
		s.SetFillColor(177, 180, 182)
		s.Rect(margin, y, 1.5, bodyLine, "F")
	})
}

// lines writes a paragraph; beside is called with the top of each line before it
// is written.
func (s sheets) lines(style string, size, height, from float64, text string, beside func(y float64)) {
	s.SetFont(family, style, size)
	width := pageWidth - 2*margin - from
	for _, line := range s.wrap(text, width) {
		s.room(height)
		beside(s.GetY())
		s.SetFont(family, style, size) // a new page may have set that of its foot
		s.SetX(margin + from)
		s.CellFormat(width, height, line, "", 1, "L", false, 0, "")
	}
}

// wrap breaks text into lines at spaces, and a word that is longer than a line
// where it must. fpdf has this too, but breaks at every mark that has no width of
// its own, such as the accent of Ẹ́.
func (s sheets) wrap(text string, width float64) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" {
			if s.GetStringWidth(line+" "+word) <= width {
				line += " " + word
				continue
			}
			lines = append(lines, line)
		}
		for line = word; s.GetStringWidth(line) > width; {
			at := s.fitting(line, width)
			lines = append(lines, line[:at])
			line = line[at:]
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// fitting is how many bytes of a word fit into a line, at least one letter with
// its marks.
func (s sheets) fitting(word string, width float64) int {
	fits, total := 0, 0.0
	for at, r := range word {
		if at > 0 && !unicode.IsMark(r) {
			if total > width && fits > 0 {
				return fits
			}
			fits = at
		}
		total += s.GetStringWidth(string(r))
	}
	if total > width && fits > 0 {
		return fits
	}
	return len(word)
}

func (s sheets) bullet() {
	s.SetFillColor(0, 0, 0)
	s.Circle(margin+2.5, s.GetY()+bodyLine/2, 0.8, "F")
}

// space leaves room below what was written; not at the top of a page.
func (s sheets) space(height float64) {
	if s.GetY() > margin {
		s.SetY(s.GetY() + height)
	}
}

// room begins a new page where less than height is left on this one.
func (s sheets) room(height float64) {
	if s.GetY()+height > pageHeight-foot {
		s.AddPage()
	}
}
