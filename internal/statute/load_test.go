package statute

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/havenward/havenward/internal/civil"
)

// sample is a rule that is right by itself; a test changes one thing in it.
func sample() Rule {
	return Rule{
		ID: "sample-7-days", Version: 1, Kind: "sample", Words: "It is done within 7 days.",
		Jurisdictions: []Jurisdiction{England}, AppliesTo: Anybody, From: civil.MustDay("2020-01-01"),
		ComparedWith: ByStart, Amount: 7, Unit: Days, Counting: DayAfter, Bound: Limit,
		Source: Source{Text: "A contract", URL: "https://example.org/contract"}, Certainty: Verified,
	}
}

// ruleFile writes rules and their kind as a deployment would.
func ruleFile(t testing.TB, rules ...Rule) fs.FS {
	t.Helper()
	text, err := json.Marshal(file{
		Kinds: []KindInfo{{Kind: "sample", Name: "Sample", Starts: "it began"}},
		Rules: rules,
	})
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{"local.json": {Data: text}}
}

func TestLoadAddsRules(t *testing.T) {
	t.Parallel()
	book, err := Load(ruleFile(t, sample()))
	if err != nil {
		t.Fatal(err)
	}
	due, err := book.Due("sample", Subject{Jurisdiction: England}, civil.MustDay("2026-11-02"))
	if err != nil || due.On != civil.MustDay("2026-11-09") || due.Kind.Name != "Sample" {
		t.Errorf("due %s, %v", due.On, err)
	}
	if _, ok := Default().Kind("sample"); ok {
		t.Error("loading a book changed the default one")
	}
	if len(book.Rules()) != len(Default().Rules())+1 {
		t.Errorf("%d rules, the default book has %d", len(book.Rules()), len(Default().Rules()))
	}
}

// A higher version takes the place of a rule for new clocks, and a case that
// kept the earlier one is still explained by it.
func TestHigherVersionReplaces(t *testing.T) {
	t.Parallel()
	own, ok := Default().Rule("information-request-10-working-days")
	if !ok {
		t.Fatal("the rule is gone")
	}
	own.Version, own.Amount, own.Words = 2, 15, "A request for more information should be answered within 15 working days."
	book, err := Load(ruleFile(t, own))
	if err != nil {
		t.Fatal(err)
	}
	about, start := Subject{Jurisdiction: England}, civil.MustDay("2026-11-02")
	for _, c := range []struct{ ref, want, under string }{
		{"information-request-10-working-days", "2026-11-23", "information-request-10-working-days@2"},
		{"information-request-10-working-days@2", "2026-11-23", "information-request-10-working-days@2"},
		{"information-request-10-working-days@1", "2026-11-16", "information-request-10-working-days@1"},
	} {
		due, err := book.Explain(c.ref, about, start)
		if err != nil || due.On.String() != c.want || due.Rule.Ref() != c.under {
			t.Errorf("%s: due %s under %s, %v; want %s under %s", c.ref, due.On, due.Rule.Ref(), err, c.want, c.under)
		}
	}
	if due, err := book.Due(InformationRequest, about, start); err != nil || due.Rule.Version != 2 {
		t.Errorf("a new clock runs under %s, %v", due.Rule.Ref(), err)
	}
	if len(book.Rules()) != len(Default().Rules()) {
		t.Errorf("%d rules are listed, want only the newest versions, %d", len(book.Rules()), len(Default().Rules()))
	}
}

func TestLoadAddsHolidays(t *testing.T) {
	t.Parallel()
	book, err := Load(fstest.MapFS{"holidays.json": {Data: []byte(`{"holidays": [
		{"name": "Jubilee", "nations": ["wales"], "on": "2030-02-04", "source": {"text": "Proclamation", "url": "https://example.org/p"}}
	]}`)}})
	if err != nil {
		t.Fatal(err)
	}
	day := civil.MustDay("2030-02-04")
	for _, j := range Jurisdictions() {
		calendar, err := book.Calendar(j)
		if err != nil {
			t.Fatal(err)
		}
		if calendar.WorkingDay(day) != (j != Wales) {
			t.Errorf("%s is a working day in %s: %v", day, j, calendar.WorkingDay(day))
		}
	}
	if !calendarOf(t, Wales).WorkingDay(day) {
		t.Error("loading a book changed the default calendar")
	}
}

func TestLoadRefusesRules(t *testing.T) {
	t.Parallel()
	second := func(change func(*Rule)) []Rule {
		first, next := sample(), sample()
		first.Until, next.ID, next.From = civil.MustDay("2022-12-31"), "sample-next", civil.MustDay("2023-01-01")
		change(&next)
		return []Rule{first, next}
	}
	one := func(change func(*Rule)) []Rule {
		rule := sample()
		change(&rule)
		return []Rule{rule}
	}
	for want, rules := range map[string][]Rule{
		"is not written in small letters":       one(func(r *Rule) { r.ID = "Sample Rule" }),
		"versions start at 1":                   one(func(r *Rule) { r.Version = 0 }),
		`the kind "other" is not known`:         one(func(r *Rule) { r.Kind = "other" }),
		"there are no words":                    one(func(r *Rule) { r.Words = "" }),
		"take out the braces":                   one(func(r *Rule) { r.Note = "{name}" }),
		"the words do not state the amount 8":   one(func(r *Rule) { r.Amount = 8 }),
		"no jurisdiction is named":              one(func(r *Rule) { r.Jurisdictions = nil }),
		`the jurisdiction "jersey"`:             one(func(r *Rule) { r.Jurisdictions = []Jurisdiction{"jersey"} }),
		"is named twice":                        one(func(r *Rule) { r.Jurisdictions = []Jurisdiction{England, England} }),
		`applies_to is "men"`:                   one(func(r *Rule) { r.AppliesTo = "men" }),
		`compared_with is "today"`:              one(func(r *Rule) { r.ComparedWith = "today" }),
		`unit is "weeks"`:                       one(func(r *Rule) { r.Unit = "weeks" }),
		`counting is "roughly"`:                 one(func(r *Rule) { r.Counting = "roughly" }),
		`counting of hours is "day-after"`:      one(func(r *Rule) { r.Unit = Hours }),
		`counting is "anniversary"`:             one(func(r *Rule) { r.Counting = Anniversary }),
		`bound is "soon"`:                       one(func(r *Rule) { r.Bound = "soon" }),
		`certainty is "sure"`:                   one(func(r *Rule) { r.Certainty = "sure" }),
		"the amount is -1":                      one(func(r *Rule) { r.Amount = -1 }),
		"the amount is 0 working-days":          one(func(r *Rule) { r.Amount, r.Unit = 0, WorkingDays }),
		"the amount is 40000":                   one(func(r *Rule) { r.Amount, r.Words = 40000, "40000" }),
		"has the unit none":                     one(func(r *Rule) { r.Bound = NoLimit }),
		"occurrences is 3":                      one(func(r *Rule) { r.Occurrences = 3 }),
		"it ends on 2019-12-31, before":         one(func(r *Rule) { r.Until = civil.MustDay("2019-12-31") }),
		"the source has no text":                one(func(r *Rule) { r.Source.Text = "" }),
		"the source has no url":                 one(func(r *Rule) { r.Source.URL = "" }),
		"is not an absolute http":               one(func(r *Rule) { r.Source.URL = "javascript:alert(1)" }),
		"version 1 is in file local.json":       {sample(), sample()},
		"it overlaps rule \"sample-7-days\"":    second(func(r *Rule) { r.From = civil.MustDay("2022-12-31") }),
		"there is a gap between 2022-12-31":     second(func(r *Rule) { r.From = civil.MustDay("2023-01-02") }),
		"compared with the day of the decision": second(func(r *Rule) { r.ComparedWith = ByDecision }),
		"its versions have different kinds": one(func(r *Rule) {
			r.ID, r.Version, r.Certainty = "draft-warning-21-days", 2, HouseRule
		}),
	} {
		_, err := Load(ruleFile(t, rules...))
		if !errors.Is(err, ErrRules) {
			t.Errorf("%s: %v", want, err)
			continue
		}
		last := rules[len(rules)-1].ID
		for _, part := range []string{want, "local.json", last} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("the message does not say %q:\n%v", part, err)
			}
		}
	}
	// An adult's rule and a child's do not overlap; one for anybody overlaps both.
	adults, children := sample(), sample()
	adults.AppliesTo, children.AppliesTo, children.ID = Adult, Child, "sample-children"
	if _, err := Load(ruleFile(t, adults, children)); err != nil {
		t.Errorf("rules for different people: %v", err)
	}
	adults.AppliesTo = Anybody
	if _, err := Load(ruleFile(t, adults, children)); !errors.Is(err, ErrRules) {
		t.Errorf("a rule for anybody and one for children: %v", err)
	}
}

func TestLoadReportsEveryProblem(t *testing.T) {
	t.Parallel()
	wrong := sample()
	wrong.Unit, wrong.Bound, wrong.Source.Text = "weeks", "soon", ""
	_, err := Load(ruleFile(t, wrong))
	for _, part := range []string{`unit is "weeks"`, `bound is "soon"`, "the source has no text"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("the message leaves out %q:\n%v", part, err)
		}
	}
}

func TestLoadRefusesFiles(t *testing.T) {
	t.Parallel()
	const source = `"source": {"text": "A", "url": "https://example.org"}`
	holiday := func(body string) string {
		return `{"holidays": [{"name": "Extra", "nations": ["england"], ` + body + `, ` + source + `}]}`
	}
	for want, text := range map[string]string{
		"it is not a rule file":              `[]`,
		"unexpected EOF":                     `{"rules": [`,
		"something after the end":            `{} {}`,
		`unknown field "rulez"`:              `{"rulez": []}`,
		`unknown field "effective"`:          `{"rules": [{"id": "a", "effective": "2020-01-01"}]}`,
		"not a day of the calendar":          `{"rules": [{"id": "a", "from": "31/12/2020"}]}`,
		"the calendar goes from 2040":        `{"calendar": {"first_year": 2040, "last_year": 1995}}`,
		"the kind \"draft-warning\" is":      `{"kinds": [{"kind": "draft-warning", "name": "A", "starts": "b"}]}`,
		"the kind \"B c\" needs":             `{"kinds": [{"kind": "B c", "name": "A", "starts": "b"}]}`,
		"exactly one of":                     holiday(`"every": "02-03", "easter": 3`),
		"every is \"02-29\"":                 holiday(`"every": "02-29"`),
		"easter is 400":                      holiday(`"easter": 400`),
		"weekday needs a month":              holiday(`"weekday": {"month": 13, "week": 1, "day": 1}`),
		"a single day has no first_year":     holiday(`"on": "2030-02-04", "first_year": 2030`),
		"instead_of goes with a day":         holiday(`"every": "02-03", "instead_of": "2030-02-04"`),
		"nothing to move, 2030-02-01":        holiday(`"on": "2030-02-04", "instead_of": "2030-02-01"`),
		"2030-12-25 is already \"Christmas":  holiday(`"on": "2030-12-25"`),
		"2030-02-03 is a Sunday":             holiday(`"on": "2030-02-03"`),
		"on the same day every year as":      holiday(`"every": "12-25"`),
		"its source needs a text":            `{"holidays": [{"name": "A", "nations": ["england"], "every": "02-03"}]}`,
		"it has no name":                     `{"holidays": [{"nations": ["england"], "every": "02-03", ` + source + `}]}`,
		"it names no nation":                 `{"holidays": [{"name": "A", "every": "02-03", ` + source + `}]}`,
		"the nation \"jersey\" is not known": `{"holidays": [{"name": "A", "nations": ["jersey"], "every": "02-03", ` + source + `}]}`,
	} {
		_, err := Load(fstest.MapFS{"wrong.json": {Data: []byte(text)}})
		if !errors.Is(err, ErrRules) || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	if _, err := Load(fstest.MapFS{"rules.txt": {}}); !errors.Is(err, ErrRules) {
		t.Errorf("a folder without rule files: %v", err)
	}
	if _, err := Load(fstest.MapFS{"big.json": {Data: make([]byte, mostBytes+1)}}); !errors.Is(err, ErrRules) || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("a file that is too large: %v", err)
	}
}

// A year that is all holidays would leave no working day to find.
func TestLoadRefusesTooManyHolidays(t *testing.T) {
	t.Parallel()
	var f file
	for n := range mostHolidays {
		f.Holidays = append(f.Holidays, Holiday{
			Name: fmt.Sprint(n), Nations: []Jurisdiction{Wales}, Easter: new(n + 2),
			Source: Source{Text: "A", URL: "https://example.org"},
		})
	}
	text, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Load(fstest.MapFS{"holidays.json": {Data: text}}); !errors.Is(err, ErrRules) || !strings.Contains(err.Error(), "more than 60") {
		t.Errorf("%d more holidays a year: %v", mostHolidays, err)
	}
}

// Whatever a rule file says, it is refused with a message or gives a book that
// answers without harm.
func FuzzLoad(f *testing.F) {
	entries, err := embedded.ReadDir("rules")
	if err != nil {
		f.Fatal(err)
	}
	for _, entry := range entries {
		text, err := embedded.ReadFile("rules/" + entry.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, text := range []string{
		`{}`, `{"rules": null}`, `{"calendar": {"first_year": 1995, "last_year": 2100}}`,
		`{"kinds": [{"kind": "a", "name": "A", "starts": "b"}], "rules": [{"id": "a", "version": 1, "kind": "a", "words": "3 days", "jurisdictions": ["wales"], "applies_to": "any", "compared_with": "start", "amount": 3, "unit": "working-days", "counting": "back", "bound": "window", "source": {"text": "t"}, "certainty": "house-rule"}]}`,
		`{"holidays": [{"name": "A", "nations": ["wales"], "weekday": {"month": 2, "week": -1, "day": 6}, "source": {"text": "t", "url": "https://a.example"}}]}`,
		`{"holidays": [{"name": "A", "nations": ["wales"], "on": "9999-12-31", "source": {"text": "t", "url": "https://a.example"}}]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		book, err := Load(fstest.MapFS{"fuzzed.json": {Data: text}})
		if err != nil {
			if !errors.Is(err, ErrRules) || !strings.Contains(err.Error(), ":") {
				t.Fatalf("unexpected error %v", err)
			}
			return
		}
		for _, rule := range book.Rules() {
			for _, j := range rule.Jurisdictions {
				about := Subject{Jurisdiction: j, Child: rule.AppliesTo == Child, Decision: civil.MustDay("2026-02-02")}
				due, err := book.Explain(rule.Ref(), about, civil.MustDay("2026-02-02"))
				if err != nil {
					t.Fatalf("%s: %v", rule.Ref(), err)
				}
				if len(due.Why()) < 4 {
					t.Fatalf("%s is due without a reason", rule.Ref())
				}
			}
		}
	})
}
