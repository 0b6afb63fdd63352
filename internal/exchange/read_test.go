package exchange_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/exchange"
)

// readAll gives the ExternalId of each object and where and why the rest could
// not be read.
func readAll(t testing.TB, text string) (ids, wrong []string) {
	t.Helper()
	objects := exchange.NewObjects(strings.NewReader(text))
	for range len(text) + 3 {
		object, err := objects.Next()
		var malformed *exchange.Malformed
		switch {
		case errors.Is(err, io.EOF):
			return ids, wrong
		case errors.As(err, &malformed):
			wrong = append(wrong, fmt.Sprintf("%d/%d %s", malformed.Line, malformed.Offset, malformed.Why))
		case err != nil:
			return ids, append(wrong, err.Error())
		default:
			id, plain := object.Text("id")
			if !plain {
				t.Fatalf("id of the object at line %d is no text", object.Line)
			}
			ids = append(ids, id)
		}
	}
	t.Fatalf("the reader does not come to the end of %q", text)
	return nil, nil
}

func TestReadEveryShapeOfFile(t *testing.T) {
	t.Parallel()
	const notAnObject = "this is not a JSON object, which begins with {"
	const cut = "the object has no end: a brace, bracket or quotation mark may be missing"
	for name, test := range map[string]struct {
		text       string
		ids, wrong []string
	}{
		"one object":           {text: `{"id":"a"}`, ids: []string{"a"}},
		"with a mark of order": {text: "\uFEFF\n {\"id\":\"a\"}\n", ids: []string{"a"}},
		"an array":             {text: "[\n {\"id\":\"a\"},\n {\"id\":\"b\"}\n]\n", ids: []string{"a", "b"}},
		"an empty array":       {text: "[]"},
		"lines":                {text: "{\"id\":\"a\"}\n{\"id\":\"b\"}\r\n\n{\"id\":\"c\"}", ids: []string{"a", "b", "c"}},
		"over several lines":   {text: "{\n\"id\":\n\"a\"}\n{\"id\":\"b\"}", ids: []string{"a", "b"}},
		"braces in texts":      {text: `{"id":"}{][\"\\"}{"id":"b"}`, ids: []string{`}{]["\`, "b"}},
		"numbers and null":     {text: `[{"id":17},{"id":null},{"id":true}]`, ids: []string{"17", "", "true"}},

		"nothing":                 {text: " \n", wrong: []string{"2/2 the file is empty"}},
		"a value that is no case": {text: "17\n{\"id\":\"a\"}", ids: []string{"a"}, wrong: []string{"1/0 " + notAnObject}},
		"a bad line between":      {text: "{\"id\":\"a\"}\n{\"id\":b}\n{\"id\":\"c\"}", ids: []string{"a", "c"}, wrong: []string{"2/11 this is not well-formed JSON"}},
		"a line without its end":  {text: "{\"id\":\"a\"\n{\"id\":\"b\"}\n{\"id\":\"c\"}", ids: []string{"b", "c"}, wrong: []string{"1/0 " + cut}},
		"a text without its end":  {text: "{\"id\":\"a}\n{\"id\":\"b\"}\n", ids: []string{"b"}, wrong: []string{"1/0 a text has no end: its quotation mark may be missing"}},
		"cut off":                 {text: `[{"id":"a"},{"id":"b`, ids: []string{"a"}, wrong: []string{"1/12 " + cut, "1/20 the file ends before its list does: it may have been cut off"}},
		"a key twice":             {text: `{"id":"a","id":"b"}`, wrong: []string{`1/0 the key "id" is there twice`}},
		"no comma":                {text: `[{"id":"a"} {"id":"b"}]`, ids: []string{"a", "b"}, wrong: []string{"1/12 there is no comma before this object"}},
		"after the list":          {text: "[{\"id\":\"a\"}]\n{\"id\":\"b\"}", ids: []string{"a"}, wrong: []string{"2/13 there is something after the end of the list"}},
		"mismatched":              {text: `{"id":["a"}]`, wrong: []string{"1/0 this is not well-formed JSON"}},
	} {
		ids, wrong := readAll(t, test.text)
		if diff := cmp.Diff(test.ids, ids); diff != "" {
			t.Errorf("%s: objects (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(test.wrong, wrong); diff != "" {
			t.Errorf("%s: malformed (-want +got):\n%s", name, diff)
		}
	}
}

func TestReadGivesUpWhatIsTooLongOrTooBroken(t *testing.T) {
	t.Parallel()
	long := `{"id":"` + strings.Repeat("x", exchange.MaxObject) + `"}`
	for name, file := range map[string]string{"one a line": long + "\n" + `{"id":"b"}`, "a list on one line": "[" + long + `,{"id":"b"}]`,
		"over many lines": `{"id":"` + strings.Repeat("x\",\n\"", exchange.MaxObject/4) + "\":1}\n" + `{"id":"b"}`} {
		ids, wrong := readAll(t, file)
		if len(ids) != 1 || ids[0] != "b" || len(wrong) != 1 || !strings.HasSuffix(wrong[0], "the object is longer than 4 MB") {
			t.Errorf("a long object, %s: read %v, wrong %.200q", name, ids, wrong)
		}
	}
	ids, wrong := readAll(t, strings.Repeat("{\n", 10*exchange.MaxMalformed))
	if len(ids) != 0 || len(wrong) != exchange.MaxMalformed+1 || !strings.Contains(wrong[exchange.MaxMalformed], "was not read") {
		t.Errorf("a broken file: %d objects, %d messages, last %.100q", len(ids), len(wrong), wrong[len(wrong)-1])
	}
	if _, wrong := readAll(t, `{"id":`+strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000)+`}`); len(wrong) != 1 {
		t.Errorf("a deep object: %v", wrong)
	}
}

type failing struct{ text io.Reader }

func (f failing) Read(p []byte) (int, error) {
	n, err := f.text.Read(p)
	if errors.Is(err, io.EOF) {
		err = errors.New("the disk is gone")
	}
	return n, err
}

func TestReadTellsAFileThatCannotBeReadFromOneThatEnds(t *testing.T) {
	t.Parallel()
	objects := exchange.NewObjects(failing{strings.NewReader("{\"id\":\"a\"}\n")})
	if _, err := objects.Next(); err != nil {
		t.Fatal(err)
	}
	if _, err := objects.Next(); !exchange.Unreadable(err) || errors.Is(err, io.EOF) {
		t.Errorf("after the disk is gone: %v", err)
	}
}

func FuzzObjects(f *testing.F) {
	for _, seed := range []string{`{"id":"a"}`, `[{"id":"a"},{"id":1}]`, "{\"id\":\"a\"}\n{\"id\":\n{}\n", `[{"a":[1,{"b":null}]}`, "\uFEFF[]", `{"a":"\u0000\ud800"}`, "{\n{\n\"", `[,]`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		objects, last := exchange.NewObjects(strings.NewReader(text)), int64(-1)
		for range len(text) + exchange.MaxMalformed + 3 {
			object, err := objects.Next()
			var malformed *exchange.Malformed
			switch {
			case errors.Is(err, io.EOF), exchange.Unreadable(err):
				return
			case errors.As(err, &malformed):
				if malformed.Offset < 0 || malformed.Offset > int64(len(text)) || malformed.Line < 1 {
					t.Fatalf("malformed at line %d, byte %d of %d", malformed.Line, malformed.Offset, len(text))
				}
			case err != nil:
				t.Fatal(err)
			default:
				if object.Offset <= last || text[object.Offset] != '{' {
					t.Fatalf("an object at byte %d after one at %d", object.Offset, last)
				}
				last = object.Offset
				for _, member := range object.Members {
					if !json.Valid(member.Value) {
						t.Fatalf("the value %q is no JSON", member.Value)
					}
				}
			}
		}
		t.Fatal("the reader does not come to an end")
	})
}
