package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Limits of a file that is read.
const (
	// MaxObject is the most bytes of one object. The live form's stories may
	// fill a little over a megabyte.
	MaxObject = 4 << 20
	// mostSought is how far the end of one that is too long is looked for, so that
	// reading goes on right behind it.
	mostSought = 4 * MaxObject
	// MaxMalformed is after how many malformed objects reading a file is given up.
	MaxMalformed = 50
)

// Malformed is a piece of a file that is not an object. It says where and why,
// and never what stands there.
type Malformed struct {
	Line   int
	Offset int64
	Why    string
}

func (m *Malformed) Error() string {
	return fmt.Sprintf("line %d (byte %d): %s", m.Line, m.Offset, m.Why)
}

// Errors that end the reading of a file.
var (
	errReading = errors.New("the file cannot be read")
	errTooMany = fmt.Errorf("more than %d malformed objects; the rest of the file was not read", MaxMalformed)
)

// Unreadable reports that a file could not be read to its end, and not that the
// store failed: other files can still be taken in.
func Unreadable(err error) bool { return errors.Is(err, errReading) || errors.Is(err, errTooMany) }

// Objects reads a file of JSON objects one by one: one object, an array of
// them, or objects one after the other (NDJSON). It holds one object in memory
// at a time. After a *[Malformed] it goes on with the next object; io.EOF ends
// the file, and any other error ends the reading.
type Objects struct {
	in     *bufio.Reader
	line   int
	offset int64

	begun, array, ended bool
	comma               bool // what comes next in the array is a comma or its end
	malformed           int
}

// NewObjects reads objects from in.
func NewObjects(in io.Reader) *Objects {
	return &Objects{in: bufio.NewReaderSize(in, 64<<10), line: 1}
}

// Next gives the next object.
func (o *Objects) Next() (Object, error) {
	object, err := o.next()
	var malformed *Malformed
	if errors.As(err, &malformed) {
		if o.malformed++; o.malformed > MaxMalformed {
			return Object{}, errTooMany
		}
	}
	return object, err
}

func (o *Objects) next() (Object, error) {
	for {
		b, err := o.skipSpace()
		if err != nil {
			return Object{}, o.end(err)
		}
		switch {
		case o.ended:
			return Object{}, o.skipLine("there is something after the end of the list")
		case b == '[' && !o.begun:
			o.begun, o.array = true, true
			o.take()
		case b == ']' && o.array:
			o.ended = true
			o.take()
		case b == ',' && o.array && o.comma:
			o.comma = false
			o.take()
		case b == '{' && !o.comma:
			o.begun, o.comma = true, o.array
			return o.object()
		case b == '{':
			o.comma = false
			return Object{}, &Malformed{o.line, o.offset, "there is no comma before this object"}
		default:
			o.begun, o.comma = true, false
			return Object{}, o.skipLine("this is not a JSON object, which begins with {")
		}
	}
}

// end tells an end where one may be from one that comes too early.
func (o *Objects) end(err error) error {
	switch {
	case !errors.Is(err, io.EOF):
		return fmt.Errorf("%w: %w", errReading, err)
	case !o.begun:
		o.begun = true
		return &Malformed{o.line, o.offset, "the file is empty"}
	case o.array && !o.ended:
		o.ended = true
		return &Malformed{o.line, o.offset, "the file ends before its list does: it may have been cut off"}
	}
	return io.EOF
}

// object reads one object, which begins at the next byte.
func (o *Objects) object() (Object, error) {
	found := Object{Line: o.line, Offset: o.offset}
	raw, why := o.balanced()
	if why == "" && len(raw) > MaxObject {
		return Object{}, &Malformed{found.Line, found.Offset, tooLong}
	}
	if why == "" {
		members, err := readMembers(raw)
		if err == nil {
			found.Members = members
			return found, nil
		}
		why = reason(err)
		if !bytes.ContainsRune(raw, '\n') {
			return Object{}, &Malformed{found.Line, found.Offset, why}
		}
	}
	// The end of this object may have been lost and with it where the next one
	// begins: reading goes on with the line after the one where it began.
	if at := bytes.IndexByte(raw, '\n'); at >= 0 {
		o.in = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(raw[at+1:]), o.in), 64<<10)
		o.line, o.offset = found.Line+1, found.Offset+int64(at)+1
		o.comma = false
	}
	return Object{}, &Malformed{found.Line, found.Offset, why}
}

var tooLong = fmt.Sprintf("the object is longer than %d MB", MaxObject>>20)

// balanced reads up to the brace that closes the first one, whatever stands
// between, and says why it could not.
func (o *Objects) balanced() (raw []byte, why string) {
	depth, inText, escaped := 0, false, false
	for {
		b, err := o.in.ReadByte()
		if err != nil {
			return raw, "the object has no end: a brace, bracket or quotation mark may be missing"
		}
		o.passed(b)
		raw = append(raw, b)
		switch {
		case len(raw) > mostSought:
			return raw, tooLong
		case escaped:
			escaped = false
		case inText:
			if b == '\n' {
				return raw, "a text has no end: its quotation mark may be missing"
			}
			escaped, inText = b == '\\', b != '"'
		case b == '"':
			inText = true
		case b == '{', b == '[':
			depth++
		case b == '}', b == ']':
			if depth--; depth == 0 {
				return raw, ""
			}
		}
	}
}

// reason gives what is wrong with an object without any of its text.
func reason(err error) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return "this is not well-formed JSON"
	}
	return err.Error()
}

func (o *Objects) passed(b byte) {
	o.offset++
	if b == '\n' {
		o.line++
	}
}

func (o *Objects) take() {
	if b, err := o.in.ReadByte(); err == nil {
		o.passed(b)
	}
}

// skipSpace goes to the next byte that says something and gives it without
// taking it. A mark of byte order at the start is space.
func (o *Objects) skipSpace() (byte, error) {
	for {
		next, err := o.in.Peek(1)
		if err != nil {
			return 0, err
		}
		switch b := next[0]; {
		case b == ' ', b == '\t', b == '\r', b == '\n':
			o.take()
		case b == 0xEF && o.offset == 0:
			if mark, err := o.in.Peek(3); err != nil || !bytes.Equal(mark, []byte("\xEF\xBB\xBF")) {
				return b, nil
			}
			for range 3 {
				o.take()
			}
		default:
			return b, nil
		}
	}
}

// skipLine leaves out the rest of a line.
func (o *Objects) skipLine(why string) error {
	malformed := &Malformed{o.line, o.offset, why}
	for {
		b, err := o.in.ReadByte()
		if err != nil {
			break
		}
		o.passed(b)
		if b == '\n' {
			break
		}
	}
	return malformed
}
