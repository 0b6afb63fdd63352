package support

import (
	"encoding/json"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/statute"
)

// helping is any word by which a field could say whether somebody helps those
// who investigate.
var helping = regexp.MustCompile(`(?i)police|co-?operat|investigat|prosecut|statement|witness|testif|\bcrime`)

// Support never depends on helping the police: nothing that is stored, counted,
// asked or answered here could join the two.
func TestSupportIsNeverConditional(t *testing.T) {
	t.Parallel()
	schema, err := os.ReadFile("../db/migrations/0017_support.sql")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(schema)) {
		if !strings.HasPrefix(line, "--") && helping.MatchString(line) {
			t.Errorf("the schema says %q", line)
		}
	}
	rules, err := os.ReadFile("../statute/rules/support_work.json")
	if err != nil {
		t.Fatal(err)
	}
	if found := helping.Find(rules); found != nil {
		t.Errorf("a rule of support says %q", found)
	}
	for _, rule := range statute.Default().Rules() {
		switch rule.Kind {
		case statute.RecoveryPeriod, statute.FurtherRecoveryPeriod, statute.FirstContact, statute.MoveOnSupport, statute.NegativeSupportEnd:
			if found := helping.FindString(rule.Words); found != "" {
				t.Errorf("rule %s says %q", rule.Ref(), found)
			}
		}
	}
	// Every field that a command takes or the API answers.
	day := civil.MustDay("2026-03-02")
	for _, form := range []any{EntryForm{}, StrikeForm{}, AssessForm{}, ReadForm{}, GoalForm{}, CloseForm{}, AgreeForm{}, ServiceForm{}, AnswerForm{}, ConsentForm{}, WishesForm{}, DependantForm{},
		AppointmentForm{}, KeptForm{}, LongerForm{}, AnswerLongerForm{}, HoldForm{}, OfferForm{}, AdviseForm{}, DecideForm{}, EndForm{}, NameForm{}, HandOverForm{}, AreasForm{}, supportCaseOut{}, supportListOut{}} {
		fields(t, reflect.TypeOf(form), map[reflect.Type]bool{})
	}
	// Every question and every choice.
	for _, asked := range []any{entryQuestions(day), assessQuestions(day), readQuestions(day), goalQuestions, closeQuestions, agreeQuestions, serviceQuestions(choices{}, day), answerQuestions(day),
		dependantQuestions, longerQuestions, answerLongerQuestions, holdQuestions(day), offerQuestions(day), adviseQuestions(day), decideQuestions, endQuestions} {
		questions := reflect.ValueOf(asked)
		for i := range questions.Len() {
			q := questions.Index(i)
			text, err := json.Marshal([]any{q.FieldByName("Name").String(), q.FieldByName("Label").String(), q.FieldByName("Options").Interface()})
			// Being a witness is a right that somebody may want advice on; it is asked as
			// a hint of one part of a life, and decides nothing.
			if found := helping.FindString(strings.ReplaceAll(string(text), "being a witness", "")); err != nil || found != "" {
				t.Errorf("a question says %q: %s %v", found, text, err)
			}
		}
	}
	if got := strings.Join(sharedFor, " "); helping.MatchString(got) {
		t.Errorf("support asks people to share for: %s", got)
	}
	// Every page and report.
	err = fs.WalkDir(files, "pages", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := files.ReadFile(path)
		if found := helping.Find(text); found != nil {
			t.Errorf("%s says %q", path, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fields goes down the fields of a type.
func fields(t *testing.T, of reflect.Type, seen map[reflect.Type]bool) {
	for of.Kind() == reflect.Slice || of.Kind() == reflect.Pointer || of.Kind() == reflect.Map {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct || seen[of] {
		return
	}
	seen[of] = true
	for i := range of.NumField() {
		field := of.Field(i)
		if found := helping.FindString(field.Name + " " + string(field.Tag)); found != "" {
			t.Errorf("%s.%s says %q", of, field.Name, found)
		}
		fields(t, field.Type, seen)
	}
}
