package site

import (
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/havenward/havenward/docs"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// guide is a guide for a kind of user, as help shows it. Guides are written in
// English and are not in the message catalogue.
type guide struct {
	Name, Title string
	For         []account.Role
	Yours       bool // for a role of whoever reads
	Blocks      []block
}

// block is a heading, a paragraph, a list or a table of a guide.
type block struct {
	Level   int // of a heading, else 0
	Ordered bool
	Text    []span
	Items   [][]span
	Rows    [][][]span // the first is the head of a table
}

// span is a piece of a line: plain, strong, emphasised, code, or a link.
type span struct{ Text, Kind, Href string }

// guides lists the guides, those for the actor's roles first.
func guides(actor account.Actor) ([]guide, error) {
	names, err := fs.Glob(docs.Guides, "guide-*.md")
	if err != nil {
		return nil, err
	}
	var found []guide
	for _, name := range names {
		read, err := readGuide(strings.TrimSuffix(strings.TrimPrefix(path.Base(name), "guide-"), ".md"))
		if err != nil {
			return nil, err
		}
		read.Yours = actor.Has(read.For...)
		found = append(found, read)
	}
	slices.SortStableFunc(found, func(a, b guide) int {
		switch {
		case a.Yours == b.Yours:
			return strings.Compare(a.Title, b.Title)
		case a.Yours:
			return -1
		}
		return 1
	})
	return found, nil
}

func readGuide(name string) (guide, error) {
	text, err := docs.Guides.ReadFile("guide-" + name + ".md")
	if err != nil {
		return guide{}, fault.Missing()
	}
	readers, body := readersOf(string(text))
	read := guide{Name: name, For: readers, Blocks: blocksOf(body)}
	if len(read.Blocks) > 0 && read.Blocks[0].Level == 1 {
		for _, part := range read.Blocks[0].Text {
			read.Title += part.Text
		}
		read.Blocks = read.Blocks[1:]
	}
	return read, nil
}

// readersOf takes off the first line of a guide, which says for which roles it is:
// <!-- for: carer, social-worker -->. One without it is for everybody alike.
func readersOf(text string) ([]account.Role, string) {
	line, rest, _ := strings.Cut(text, "\n")
	list, ok := strings.CutPrefix(line, "<!-- for: ")
	if !ok {
		return nil, text
	}
	var readers []account.Role
	for name := range strings.SplitSeq(strings.TrimSuffix(list, " -->"), ", ") {
		readers = append(readers, account.Role(name))
	}
	return readers, rest
}

var (
	listItem  = regexp.MustCompile(`^(?:[-*]|\d+\.) +`)
	tableRule = regexp.MustCompile(`^\|[-| :]+\|$`)
	inline    = regexp.MustCompile("\\*\\*(.+?)\\*\\*|\\*(.+?)\\*|`(.+?)`|\\[(.+?)\\]\\((.+?)\\)")
)

// blocksOf reads the part of Markdown that the guides use.
func blocksOf(text string) []block {
	var blocks []block
	fresh := true // a blank line came before
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		last := len(blocks) - 1
		switch {
		case line == "":
			fresh = true
			continue
		case strings.HasPrefix(line, "#"):
			title := strings.TrimLeft(line, "#")
			blocks = append(blocks, block{Level: len(line) - len(title), Text: spansOf(strings.TrimSpace(title))})
			fresh = true
			continue
		case listItem.MatchString(line):
			item := spansOf(listItem.ReplaceAllString(line, ""))
			if ordered := line[0] >= '0' && line[0] <= '9'; last >= 0 && blocks[last].Items != nil && blocks[last].Ordered == ordered {
				blocks[last].Items = append(blocks[last].Items, item)
			} else {
				blocks = append(blocks, block{Ordered: ordered, Items: [][]span{item}})
			}
		case tableRule.MatchString(line):
		case strings.HasPrefix(line, "|"):
			var row [][]span
			for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
				row = append(row, spansOf(strings.TrimSpace(cell)))
			}
			if last >= 0 && blocks[last].Rows != nil {
				blocks[last].Rows = append(blocks[last].Rows, row)
			} else {
				blocks = append(blocks, block{Rows: [][][]span{row}})
			}
		case !fresh && last >= 0 && blocks[last].Items != nil: // an item goes on
			items := blocks[last].Items
			items[len(items)-1] = append(append(items[len(items)-1], span{Text: " "}), spansOf(line)...)
		case !fresh && last >= 0 && blocks[last].Text != nil:
			blocks[last].Text = append(append(blocks[last].Text, span{Text: " "}), spansOf(line)...)
		default:
			blocks = append(blocks, block{Text: spansOf(line)})
		}
		fresh = false
	}
	return blocks
}

func spansOf(text string) []span {
	var spans []span
	for text != "" {
		at := inline.FindStringSubmatchIndex(text)
		if at == nil {
			return append(spans, span{Text: text})
		}
		if at[0] > 0 {
			spans = append(spans, span{Text: text[:at[0]]})
		}
		part := func(n int) string {
			if at[2*n] < 0 {
				return ""
			}
			return text[at[2*n]:at[2*n+1]]
		}
		switch {
		case part(1) != "":
			spans = append(spans, span{Text: part(1), Kind: "strong"})
		case part(2) != "":
			spans = append(spans, span{Text: part(2), Kind: "em"})
		case part(3) != "":
			spans = append(spans, span{Text: part(3), Kind: "code"})
		default:
			spans = append(spans, linked(part(4), part(5)))
		}
		text = text[at[1]:]
	}
	return spans
}

// linked is a link to another guide, a page of the program or another site. A
// link to any other file of the sources leads nowhere here and is plain text.
func linked(text, href string) span {
	if name, isGuide := strings.CutPrefix(href, "guide-"); isGuide {
		return span{text, "link", "/help/guides/" + strings.TrimSuffix(name, ".md")}
	}
	if strings.HasPrefix(href, "/") || strings.HasPrefix(href, "https://") {
		return span{text, "link", href}
	}
	return span{Text: text}
}

// help shows the help page, with the guides of the reader's roles first.
func (s *Site) help(r *route.Request) error {
	found, err := guides(r.Actor)
	if err != nil {
		return err
	}
	return r.Render(s.pages, http.StatusOK, "help.html", page.View{Title: "Help", Back: page.Link{Text: "Home", Href: "/"}, Data: found})
}

// guide shows one guide.
func (s *Site) guide(r *route.Request) error {
	read, err := readGuide(r.PathValue("guide"))
	if err != nil {
		return err
	}
	return r.Render(s.pages, http.StatusOK, "guide.html", page.View{Title: "Guide", Back: page.Link{Text: "Help", Href: "/help"}, Data: read})
}
