package letter

import (
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/page"
)

// document is a letter in words, in the order in which it is read. All drawings
// of a letter are made from it.
type document struct {
	Lang, Subject                       string
	Authority, Marking, Date, Reference string
	Address                             []string
	Greeting, Title                     string
	Parts                               []part
	Farewell, Role, OnBehalf            string
	Apart                               []part // after the signature
}

// part is a heading and what stands under it.
type part struct {
	Heading string
	Blocks  []block
}

// block is a paragraph or, where Items is not empty, a list. Law is a sentence
// of the law, and Quote what somebody wrote in their own words.
type block struct {
	Text       string
	Items      []string
	Law, Quote bool
	// Picture is a JPEG, drawn above the rest.
	Picture []byte
}

// compose puts a letter into words. The error is that of [Letter.Check].
func compose(l Letter) (document, error) {
	if err := l.Check(); err != nil {
		return document{}, err
	}
	w, t, places := l.words(), texts[l.Kind], l.places()
	say := func(source string) string { return w.Text(source, places...) }
	d := document{
		Lang: w.Tag(), Subject: Subject(l), Authority: w.Text(l.From.Authority), Marking: say(confidential),
		Date: w.Text(dateLine, "day", l.Date), Reference: say(referenceLine), Address: addressee(l),
		Greeting: say(greeting), Title: say(t.title.of(l)),
		Farewell: say(farewell), Role: w.Text(l.From.Role), OnBehalf: say(onBehalf),
	}
	for _, s := range t.sections {
		if s.when != nil && !s.when(l) {
			continue
		}
		made := part{Heading: say(s.heading.of(l))}
		for _, n := range s.lines {
			if n.when == nil || n.when(l) {
				made.add(n, l, say)
			}
		}
		switch {
		case len(made.Blocks) == 0:
		case s.apart:
			d.Apart = append(d.Apart, made)
		default:
			d.Parts = append(d.Parts, made)
		}
	}
	return d, nil
}

// add puts one line under the heading; bullets that follow each other are one
// list.
func (m *part) add(n line, l Letter, say func(string) string) {
	switch n.shape {
	case paragraph:
		m.Blocks = append(m.Blocks, block{Text: say(n.voice.of(l))})
	case bullet:
		m.list(say(n.voice.of(l)))
	case statutory:
		m.Blocks = append(m.Blocks, block{Text: say(n.voice.of(l)), Law: true})
	case tests:
		for _, test := range l.Decision.Tests {
			m.list(say(test))
		}
	case evidence:
		for _, item := range l.Decision.Evidence {
			if item = isolate(clean(item)); item != "" {
				m.list(item)
			}
		}
	case chosen:
		m.list(say(l.because().of(l)))
	case reasons:
		m.quote(l.Decision.Reasons)
	case question:
		m.quote(l.Question)
	case helpers:
		for _, h := range l.Help {
			m.list(h.line(l.words()))
		}
	}
}

func (m *part) list(item string) {
	if last := len(m.Blocks) - 1; last >= 0 && len(m.Blocks[last].Items) > 0 {
		m.Blocks[last].Items = append(m.Blocks[last].Items, item)
		return
	}
	m.Blocks = append(m.Blocks, block{Items: []string{item}})
}

func (m *part) quote(text string) {
	for paragraph := range strings.SplitSeq(paragraphs(text), "\n") {
		if paragraph != "" {
			m.Blocks = append(m.Blocks, block{Text: isolate(paragraph), Quote: true})
		}
	}
}

// line is a helper in one line: who, what for, and how to reach them.
func (h Help) line(w page.Words) string {
	parts := []string{clean(h.Name) + ".", w.Text(h.For)}
	if h.Phone != "" {
		parts = append(parts, w.Text(helpPhone, "phone", clean(h.Phone))+".")
	}
	if h.Email != "" {
		parts = append(parts, w.Text(helpEmail, "email", clean(h.Email))+".")
	}
	if h.Hours != "" {
		parts = append(parts, w.Text(h.Hours)+".")
	}
	return strings.Join(parts, " ")
}

// addressee are the lines above the letter: whom it is for and where it goes.
func addressee(l Letter) []string {
	lines := []string{clean(l.To.Name)}
	if !l.To.ThePerson && !l.Person.Child && !l.organisation() && clean(l.To.Name) != clean(l.Person.Name) {
		lines = []string{clean(l.Person.Name), l.words().Text(careOf, "reader", clean(l.To.Name))}
	}
	if l.To.Channel == casefile.Email {
		return append(lines, clean(l.To.Email))
	}
	for _, line := range l.To.Lines {
		lines = append(lines, clean(line))
	}
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" })
}

// Subject is the subject of an e-mail that brings the letter, or the title of
// the document. It says neither what the letter is about nor whom it is for.
func Subject(l Letter) string {
	return l.words().Text(subjectLine, "reference", clean(l.Reference))
}

// Envelope are the lines that can be read without opening a letter by post: a
// mark that it is private, and the address. They say nothing about what it is
// about, not even who writes.
func Envelope(l Letter) []string {
	return append([]string{l.words().Text(envelopeMark)}, addressee(l)...)
}

// FileName is a name for the letter as a file, such as
// "letter-HW-2026-000123-2026-11-22.pdf". It holds no name of a person and only
// letters, digits and hyphens before its ending.
func FileName(l Letter, ending string) string {
	reference := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, clean(l.Reference))
	return "letter-" + reference + "-" + l.Date.String() + "." + ending
}
