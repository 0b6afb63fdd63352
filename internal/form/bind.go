package form

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"github.com/havenward/havenward/internal/civil"
)

// slot is the part of a form that holds one answer.
type slot struct{ v reflect.Value }

// slotOf follows a Bind. It panics where the binding does not suit the kind: a
// mistake in the program, which Sound finds in a room's tests.
func slotOf(kind Kind, name string, pointer any) slot {
	if problem := unsuitable(kind, pointer); problem != "" {
		panic(fmt.Sprintf("form: question %q: %s", name, problem))
	}
	return slot{reflect.ValueOf(pointer).Elem()}
}

// unsuitable says what is wrong with binding this kind to this pointer, or "".
func unsuitable(kind Kind, pointer any) string {
	v := reflect.ValueOf(pointer)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Sprintf("Bind gives %T, not a pointer into the form", pointer)
	}
	t := v.Type().Elem()
	fits, want := false, ""
	switch kind {
	case Checkboxes, Lines:
		fits, want = t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String, "a slice of strings"
	case Date:
		fits, want = t == reflect.TypeFor[civil.Day](), "a civil.Day"
	case PartialDate:
		fits, want = t == reflect.TypeFor[civil.Partial](), "a civil.Partial"
	case Number:
		fits, want = t.Kind() == reflect.Int || t == reflect.TypeFor[*int](), "an int or a *int"
	case YesNo:
		fits, want = t.Kind() == reflect.String || t == reflect.TypeFor[*bool](), "a string or a *bool"
	case Tick:
		fits, want = t.Kind() == reflect.Bool, "a bool"
	default:
		fits, want = t.Kind() == reflect.String, "a string"
	}
	if !fits {
		return fmt.Sprintf("Bind gives a pointer to %s, not to %s", t, want)
	}
	return ""
}

func (s slot) clear() { s.v.SetZero() }

func (s slot) empty() bool {
	if s.v.Kind() == reflect.Slice {
		return s.v.Len() == 0
	}
	return s.v.IsZero()
}

// text is the answer as one string: a number in digits, yes or no as words.
func (s slot) text() string {
	v := s.v
	if v.Kind() == reflect.Pointer {
		switch {
		case v.IsNil():
			return ""
		case v.Elem().Kind() == reflect.Int:
			return strconv.FormatInt(v.Elem().Int(), 10)
		case v.Elem().Bool():
			return "yes"
		}
		return "no"
	}
	switch {
	case v.Kind() == reflect.String:
		return v.String()
	case v.IsZero():
		return ""
	case v.Kind() == reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	}
	return "yes"
}

func (s slot) setText(text string) { s.v.SetString(text) }

func (s slot) setNumber(n int) {
	if s.v.Kind() == reflect.Pointer {
		s.v.Set(reflect.ValueOf(&n))
		return
	}
	s.v.SetInt(int64(n))
}

// setYesNo takes "yes" and "no". A string keeps anything else too, to be refused
// by its options; a *bool has no room for it.
func (s slot) setYesNo(text string) {
	if s.v.Kind() == reflect.String {
		s.v.SetString(text)
		return
	}
	s.v.SetZero()
	if yes := text == "yes"; yes || text == "no" {
		s.v.Set(reflect.ValueOf(&yes))
	}
}

func (s slot) list() []string {
	list := make([]string, s.v.Len())
	for i := range list {
		list[i] = s.v.Index(i).String()
	}
	return list
}

func (s slot) setList(list []string) {
	if len(list) == 0 {
		s.v.SetZero()
		return
	}
	if slices.Equal(s.list(), list) {
		return
	}
	made := reflect.MakeSlice(s.v.Type(), len(list), len(list))
	for i, text := range list {
		made.Index(i).SetString(text)
	}
	s.v.Set(made)
}

func (s slot) day() civil.Day         { return s.v.Interface().(civil.Day) }
func (s slot) partial() civil.Partial { return s.v.Interface().(civil.Partial) }
func (s slot) set(value any)          { s.v.Set(reflect.ValueOf(value)) }
