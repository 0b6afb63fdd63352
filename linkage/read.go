package linkage

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// ReadError says where a file could not be read as a table and why.
type ReadError struct {
	Source string
	Line   int
	Reason string
}

func (e *ReadError) Error() string {
	return fmt.Sprintf("%s line %d: %s", e.Source, e.Line, e.Reason)
}

const (
	readBlock  = 4 << 20  // bytes read at a time
	longestRow = 16 << 20 // bytes; a longer row is a broken quotation mark
)

// Read reads CSV as RFC 4180 describes it, with a header line, UTF-8 with or
// without a byte order mark; spaces around cells are trimmed. The first file
// makes the table; pass it again to read further files with the same columns
// in any order. A row with more or fewer cells than the header, text in another
// encoding and an unfinished quotation are errors, and nothing is dropped
// silently. Memory is bounded by the distinct values, not by the file.
func Read(source string, r io.Reader, into *Table) (*Table, error) {
	s := scanner{source: source, line: 1, table: into}
	if err := s.read(r); err != nil {
		return nil, err
	}
	if s.table == nil {
		return nil, &ReadError{source, 1, "the file is empty: the first line must name the columns"}
	}
	s.table.Sources = append(s.table.Sources, Source{Name: source, Records: s.table.rows - s.firstRow})
	return s.table, nil
}

// scanner cuts blocks of text into rows and cells, then lets each column take
// in its cells on its own.
type scanner struct {
	source   string
	line     int // of the row being read
	table    *Table
	firstRow int
	order    []int // column of the table for each cell of a row; nil before the header
	cells    []span
	lines    []int  // of the rows in cells
	unquoted []byte // texts of quoted cells, whose doubled marks are resolved
}

// span is one cell: bytes of the block, or of unquoted where quoted is set.
type span struct {
	from, to uint32
	quoted   bool
}

func (s *scanner) read(r io.Reader) error {
	buffer := make([]byte, 0, 2*readBlock)
	for start := true; ; start = false {
		if cap(buffer)-len(buffer) < readBlock {
			buffer = append(make([]byte, 0, 2*cap(buffer)), buffer...)
		}
		n, err := io.ReadFull(r, buffer[len(buffer):len(buffer)+readBlock])
		buffer = buffer[:len(buffer)+n]
		atEnd := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !atEnd {
			return fmt.Errorf("read %s: %w", s.source, err)
		}
		used := 0
		if start {
			used = len(buffer) - len(bytes.TrimPrefix(buffer, []byte("\xef\xbb\xbf")))
		}
		rows, err := s.block(buffer[used:], atEnd)
		if err != nil {
			return err
		}
		if atEnd {
			return nil
		}
		used += rows
		if len(buffer)-used > longestRow {
			return s.fail("the row does not end: look for an unfinished quotation mark")
		}
		buffer = buffer[:copy(buffer, buffer[used:])]
	}
}

func (s *scanner) fail(format string, args ...any) error {
	return &ReadError{s.source, s.line, fmt.Sprintf(format, args...)}
}

// block takes in every whole row of text and returns how many bytes they were.
func (s *scanner) block(text []byte, atEnd bool) (int, error) {
	s.cells, s.lines, s.unquoted = s.cells[:0], s.lines[:0], s.unquoted[:0]
	used := 0
	for used < len(text) {
		length, cells, err := s.row(text, used, atEnd)
		if err != nil {
			return 0, err
		}
		if length == 0 {
			break
		}
		row := text[used : used+length]
		if !utf8.Valid(row) || bytes.IndexByte(row, 0) >= 0 {
			return 0, s.fail("the text is not UTF-8: save the file as CSV in UTF-8")
		}
		switch {
		case cells == 1 && len(bytes.TrimSpace(row)) == 0:
			s.cells = s.cells[:len(s.cells)-1] // an empty line
		case s.order == nil:
			if err := s.header(text); err != nil {
				return 0, err
			}
			s.cells = s.cells[:0]
		case cells != len(s.order):
			return 0, s.fail("the row has %d cells, the header %d: look for a comma or a quotation mark too many or too few", cells, len(s.order))
		default:
			s.lines = append(s.lines, s.line)
		}
		s.line += max(1, bytes.Count(row, []byte{'\n'}))
		used += length
	}
	s.flush(text)
	return used, nil
}

// row cuts the row that begins at from into cells. It returns its length with
// the line end, or 0 where the row does not end in text.
func (s *scanner) row(text []byte, from int, atEnd bool) (length, cells int, err error) {
	rest := text[from:]
	end := bytes.IndexByte(rest, '\n')
	if end < 0 {
		if !atEnd {
			return 0, 0, nil
		}
		end = len(rest)
	}
	if bytes.IndexByte(rest[:end], '"') >= 0 {
		return s.quotedRow(text, from, atEnd)
	}
	at := from
	for {
		comma := bytes.IndexByte(text[at:from+end], ',')
		if comma < 0 {
			s.cell(text, at, from+end)
			return min(end+1, len(rest)), cells + 1, nil
		}
		s.cell(text, at, at+comma)
		cells++
		at += comma + 1
	}
}

func (s *scanner) cell(text []byte, from, to int) {
	for from < to && isSpace(text[from]) {
		from++
	}
	for from < to && isSpace(text[to-1]) {
		to--
	}
	s.cells = append(s.cells, span{from: uint32(from), to: uint32(to)})
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }

// quotedRow cuts a row with quotation marks, which may run over several lines.
func (s *scanner) quotedRow(text []byte, from int, atEnd bool) (length, cells int, err error) {
	firstCell := len(s.cells)
	for at := from; ; {
		for at < len(text) && isSpace(text[at]) {
			at++
		}
		if at < len(text) && text[at] == '"' {
			start := len(s.unquoted)
			at++
			for {
				mark := bytes.IndexByte(text[at:], '"')
				if mark < 0 {
					s.cells = s.cells[:firstCell]
					if atEnd {
						return 0, 0, s.fail("a quotation mark is not closed")
					}
					return 0, 0, nil
				}
				s.unquoted = append(s.unquoted, text[at:at+mark]...)
				at += mark + 1
				if at >= len(text) || text[at] != '"' {
					break
				}
				s.unquoted = append(s.unquoted, '"')
				at++
			}
			inside := bytes.TrimSpace(s.unquoted[start:])
			s.unquoted = append(s.unquoted[:start], inside...)
			s.cells = append(s.cells, span{uint32(start), uint32(len(s.unquoted)), true})
			for at < len(text) && isSpace(text[at]) {
				at++
			}
			if at < len(text) && text[at] != ',' && text[at] != '\n' {
				return 0, 0, s.fail("text follows a closing quotation mark: double the marks inside a cell")
			}
		} else {
			end := bytes.IndexAny(text[at:], ",\n")
			if end < 0 {
				end = len(text) - at
			}
			s.cell(text, at, at+end)
			at += end
		}
		cells++
		if at >= len(text) {
			if !atEnd {
				s.cells = s.cells[:firstCell]
				return 0, 0, nil
			}
			return at - from, cells, nil
		}
		at++
		if text[at-1] == '\n' {
			return at - from, cells, nil
		}
	}
}

func (s *scanner) bytes(text []byte, c span) []byte {
	if c.quoted {
		return s.unquoted[c.from:c.to]
	}
	return text[c.from:c.to]
}

// header makes the table, or finds the columns of a further file in it.
func (s *scanner) header(text []byte) error {
	var names []string
	for _, c := range s.cells {
		names = append(names, string(s.bytes(text, c)))
	}
	if strings.ContainsRune(strings.Join(names, ""), '\r') {
		return s.fail("the lines end with carriage returns alone: save the file with line feeds at the ends of lines")
	}
	if len(names) == 1 && strings.ContainsAny(names[0], ";\t|") {
		return s.fail("the header %q has no comma: save the file with commas between the cells", names[0])
	}
	if s.table == nil {
		table, err := NewTable(names)
		if err != nil {
			return s.fail("%v", err)
		}
		s.table = table
	}
	s.firstRow = s.table.rows
	if len(names) != len(s.table.Header) {
		return s.fail("the columns are %q, those of the first file %q: give files with the same columns", names, s.table.Header)
	}
	used := make(map[int]bool)
	for _, name := range names {
		i := s.table.Column(name)
		if i < 0 || used[i] {
			return s.fail("the columns are %q, those of the first file %q: give files with the same columns", names, s.table.Header)
		}
		used[i] = true
		s.order = append(s.order, i)
	}
	return nil
}

// flush lets every column take in its cells; columns share nothing.
func (s *scanner) flush(text []byte) {
	if s.order == nil {
		return
	}
	rows := len(s.lines)
	forEach(len(s.order), func(k int) {
		c := &s.table.columns[s.order[k]]
		for i := range rows {
			c.cells = append(c.cells, c.values.intern(s.bytes(text, s.cells[i*len(s.order)+k])))
		}
	})
	s.table.rows += rows
}
