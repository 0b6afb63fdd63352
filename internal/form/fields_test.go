package form_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"pgregory.net/rapid"
)

func cmpText(v any) string { return fmt.Sprint(v) }

func fieldNamed(t testing.TB, fields []form.Field, name string) form.Field {
	t.Helper()
	for _, field := range fields {
		if field.Name == name {
			return field
		}
	}
	t.Fatalf("no field %q", name)
	return form.Field{}
}

func TestFieldsKeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	values := url.Values{"name": {"  A name that is too long "}, "born-day": {"31"}, "born-month": {""}, "born-year": {"1998"},
		"children": {"lots"}, "safe": {"yes"}, "secret": {"hunter2"}}
	var target sheet
	errs := form.Fill(&target, values, ask())
	fields := form.Fields(&target, values, errs, ask())

	if f := fieldNamed(t, fields, "name"); f.Value != "  A name that is too long " || f.Error == nil {
		t.Errorf("name: %q, error %v", f.Value, f.Error)
	}
	born := fieldNamed(t, fields, "born")
	if born.Day.Value != "31" || born.Year.Value != "1998" || born.Error == nil || born.Error.Name != "born-month" {
		t.Errorf("born: %+v", born)
	}
	if born.Day.Wrong || !born.Month.Wrong || born.Year.Wrong || born.Month.ID != "born-month" {
		t.Errorf("the wrong input is not the one marked: %+v", born)
	}
	if f := fieldNamed(t, fields, "children"); f.Value != "lots" {
		t.Errorf("children: %q", f.Value)
	}
	if f := fieldNamed(t, fields, "secret"); f.Value != "" {
		t.Error("a password is drawn again")
	}
	safe := fieldNamed(t, fields, "safe")
	if !safe.Choices[0].Checked || safe.Choices[1].Checked || safe.Choices[0].ID != "safe" || safe.Choices[1].ID != "safe-2" {
		t.Errorf("safe: %+v", safe.Choices)
	}
	if below := fieldNamed(t, safe.Choices[0].Fields, "number"); below.Error == nil {
		t.Error("the field under an option lost its error")
	}
	for _, field := range fields {
		if field.Name == "consent" || field.Name == "number" {
			t.Errorf("%s is drawn at the top", field.Name)
		}
	}
}

func TestFieldsMarkAWholeDate(t *testing.T) {
	t.Parallel()
	values := url.Values{"born-day": {"31"}, "born-month": {"2"}, "born-year": {"1998"}}
	var target sheet
	born := fieldNamed(t, form.Fields(&target, values, form.Fill(&target, values, ask()), ask()), "born")
	if !born.Day.Wrong || !born.Month.Wrong || !born.Year.Wrong {
		t.Errorf("not all three are marked: %+v", born)
	}
	if born.Day.ID != born.Error.Name {
		t.Errorf("a link to #%s reaches nothing: the day's id is %q", born.Error.Name, born.Day.ID)
	}
}

// Every error of Fill names an id that Fields draws, so that the links of the
// error summary reach their inputs.
func TestErrorsNameIDs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := anyPost(t)
		var target sheet
		errs := form.Fill(&target, values, ask())
		fields := form.Fields(&target, values, errs, ask())
		ids := map[string]bool{}
		gather(ids, fields)
		for _, err := range errs {
			if !ids[err.Name] && err.Name != "token" {
				t.Fatalf("error %+v has no input; post %v", err, values)
			}
		}
	})
}

func gather(ids map[string]bool, fields []form.Field) {
	for _, f := range fields {
		switch f.Kind {
		case form.Date, form.PartialDate:
			ids[f.Day.ID], ids[f.Month.ID], ids[f.Year.ID] = true, true, true
		default:
			ids[f.ID] = true
		}
		for _, choice := range f.Choices {
			gather(ids, choice.Fields)
		}
	}
}

// anyPost is a post of plausible and hostile values.
func anyPost(t *rapid.T) url.Values {
	words := rapid.SampledFrom([]string{"", "yes", "no", "adult", "child", "labour", "unknown", "Albania", "3", "12", "2001",
		"0", "99", "-4", "May", "a@b.org", "07700 900 982", "+84 90 123 45 67", "x\r\ny", "\x00", "é", "<script>"})
	text := rapid.OneOf(words, rapid.String())
	values := url.Values{}
	for _, name := range []string{"name", "story", "nicknames", "age", "forms", "country", "force", "born-day", "born-month",
		"born-year", "from-day", "from-month", "from-year", "from-about", "email", "phone", "children", "rooms", "secret",
		"token", "safe", "number", "consent", "by", "agree"} {
		if list := rapid.SliceOfN(text, 0, 3).Draw(t, name); len(list) > 0 {
			values[name] = list
		}
	}
	return values
}

// What Fill accepts, Check accepts, and posting it again changes nothing.
func TestFillIsStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var first, second sheet
		if errs := form.Fill(&first, anyPost(t), ask()); errs != nil {
			return
		}
		if errs := form.Check(&first, ask()); errs != nil {
			t.Fatalf("Check refuses what Fill took: %v", errs)
		}
		if errs := form.Fill(&second, form.Values(&first, ask()), ask()); errs != nil {
			t.Fatalf("Fill refuses what it took: %v", errs)
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestSummary(t *testing.T) {
	t.Parallel()
	no := false
	target := sheet{Name: "Linh", Story: "One\nTwo", Age: "child", Forms: []reason{"labour", "sexual"}, Force: "01",
		Born: civil.MustDay("2011-03-03"), Safe: &no, Secret: "hunter2", Token: "t", Consent: "yes"}
	got := map[string][]any{}
	for _, row := range form.Summary(&target, ask()) {
		got[row.Label] = row.Values
	}
	want := map[string][]any{
		"Full name": {"Linh"}, "What happened": {"One", "Two"}, "Nicknames": nil,
		"Age group": {form.Phrase("Under 18")}, "Forms of exploitation": {form.Phrase("Labour"), form.Phrase("Sexual")},
		"Nationality": nil, "Police force": {"Kent Police"}, "Date of birth": {civil.MustDay("2011-03-03")},
		"Since when": nil, "Email address": nil, "Phone number": nil, "Number of children": nil, "Rooms": nil,
		"Is it safe to call?": {form.Phrase("No")}, "I have checked this": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestErrorOfACommandReachesItsField(t *testing.T) {
	t.Parallel()
	fields := form.Fields(&sheet{}, nil, []fault.Field{{Name: "born", Message: "Already known"}}, ask())
	if f := fieldNamed(t, fields, "born"); f.Error == nil || f.Error.Message != "Already known" {
		t.Errorf("%+v", f)
	}
}

func TestOnlyWhatMayBeLeftEmptyIsCalledOptional(t *testing.T) {
	t.Parallel()
	type answers struct{ A, B, C string }
	rule := func(*answers) []fault.Field { return nil }
	questions := []form.Question[answers]{
		{Name: "required", Label: "R", Kind: form.Text, Required: "Enter R", Bind: func(a *answers) any { return &a.A }},
		{Name: "checked", Label: "A date that must be in the past", Kind: form.Text, Check: rule, Bind: func(a *answers) any { return &a.B }},
		{Name: "conditional", Label: "Needed at times", Kind: form.Text, Check: rule, Conditional: true, Bind: func(a *answers) any { return &a.C }},
	}
	fields := form.Fields(&answers{}, nil, nil, questions)
	for name, want := range map[string]bool{"required": false, "checked": true, "conditional": false} {
		if got := fieldNamed(t, fields, name).Optional; got != want {
			t.Errorf("%s is called optional: %v", name, got)
		}
	}
}
