package decision

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// TestEmptyFormsAreMended gives every step its empty form in a case where the
// step is possible: every form that asks anything says what is missing.
func TestEmptyFormsAreMended(t *testing.T) {
	t.Parallel()
	silent := map[reflect.Type]bool{reflect.TypeFor[*Nothing](): true}
	c := Case{Facts: adult, Stage: Recovery, Authority: SingleCompetentAuthority, RecoveryFrom: monday,
		Proposal: &Proposal{Kind: ReasonableGrounds, Test: allTests.ReasonableGrounds}, Reconsideration: &Reconsideration{Kind: ReasonableGrounds},
		Disqualification: &DisqualificationFile{Ground: "bad-faith"}}
	for _, row := range Table {
		fields := row.Form().Check(c, monday)
		if got := len(fields) == 0; got != silent[reflect.TypeOf(row.Form())] {
			t.Errorf("the empty form of %s has %d fields to mend", row.Step, len(fields))
		}
		names := jsonNames(reflect.TypeOf(row.Form()).Elem())
		for _, field := range fields {
			if top, _, _ := strings.Cut(field.Name, "."); !names[top] || field.Message == "" {
				t.Errorf("%s: the field %q to mend is not in the form, or says nothing", row.Step, field.Name)
			}
		}
	}
}

func jsonNames(form reflect.Type) map[string]bool {
	names := map[string]bool{}
	for i := range form.NumField() {
		field := form.Field(i)
		if field.Anonymous {
			for name := range jsonNames(field.Type) {
				names[name] = true
			}
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names[name] = true
	}
	return names
}

// TestFormsAreJSON sends every filled form through JSON into a blank one.
func TestFormsAreJSON(t *testing.T) {
	t.Parallel()
	c := Case{Facts: child, Authority: DevolvedPanel}
	for _, row := range Table {
		form := filled(row.Step, c, monday)
		text, err := json.Marshal(form)
		if err != nil {
			t.Fatal(err)
		}
		back := Blank(row.Step)
		if err := json.Unmarshal(text, back); err != nil {
			t.Fatalf("%s: %v", row.Step, err)
		}
		if !reflect.DeepEqual(form, back) {
			t.Errorf("%s: %s came back as %+v", row.Step, text, back)
		}
	}
	if Blank("no-such-step") != nil {
		t.Error("a step that does not exist has a form")
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	sca := Case{Facts: adult, Stage: AwaitingReasonableGrounds, Authority: SingleCompetentAuthority}
	good := Weighing{Evidence: []string{"Interview"}, Reasons: "Consistent."}
	test := allTests.ReasonableGrounds
	noRules := sca
	noRules.Facts.Tests = Tests{}
	for _, c := range []struct {
		name  string
		about Case
		form  Form
		want  string // "field: message" of the only thing wrong, "" for nothing
	}{
		{"right", sca, &ReasonableDecision{test, good}, ""},
		{"old test", sca, &ReasonableDecision{"reasonable-grounds-test-may-be@1", good},
			"test: This is not the test in force on this day. Read the test again and decide by it"},
		{"no test confirmed", sca, &ReasonableDecision{"", good}, "test: Confirm the test that was applied"},
		{"unknown test", noRules, &ReasonableDecision{test, good}, "test: The test in force on this day is not known. Ask the person who looks after the rules"},
		{"no evidence", sca, &ReasonableDecision{test, Weighing{Reasons: "Consistent."}}, "evidence: List the evidence that was considered"},
		{"empty evidence", sca, &ReasonableDecision{test, Weighing{Evidence: []string{"Interview", " "}, Reasons: "x"}}, "evidence.1: Describe this piece of evidence or remove it"},
		{"too much evidence", sca, &ReasonableDecision{test, Weighing{Evidence: strings.Split(strings.Repeat("a,", MaxEvidence)+"a", ","), Reasons: "x"}},
			"evidence: List {limit} pieces of evidence or fewer"},
		{"longest reasons", sca, &ReasonableDecision{test, Weighing{Evidence: []string{"a"}, Reasons: strings.Repeat("ộ", MaxText)}}, ""},
		{"too long reasons", sca, &ReasonableDecision{test, Weighing{Evidence: []string{"a"}, Reasons: strings.Repeat("ộ", MaxText+1)}}, "reasons: Use {limit} characters or fewer"},
		{"broken text", sca, &Reason{"a\xff"}, "reasons: This text cannot be read. Type it again"},
		{"a panel nobody has", sca, &ReasonableDecision{test, Weighing{[]string{"a"}, "b", &Panel{}}}, "panel: Only a devolved panel decides by a meeting of a panel"},
		{"no such authority", sca, &Allocation{"court"}, "authority: Choose a competent authority"},
		{"the same authority", sca, &Transfer{SingleCompetentAuthority, "why"}, "authority: This authority already has the case"},
		{"withdrawal before the referral", sca, &Withdrawal{"form", monday.Add(-1), "7", "x"}, "given_on: The date must be {day} or later"},
		{"withdrawal tomorrow", sca, &Withdrawal{"form", monday.Add(1), "7", "x"}, "given_on: The date must be today or in the past"},
		{"withdrawal on no day", sca, &Withdrawal{"form", civil.Day{Year: 2026, Month: 2, Day: 30}, "7", "x"}, "given_on: Enter a real date"},
		{"withdrawal by telephone", sca, &Withdrawal{"telephone", monday, "7", "x"}, "how: Choose how the person told us in writing"},
		{"18 already", sca, &ChildSettled{"document", monday, "x"}, "turns_18: By this date of birth the person is already 18"},
		{"a ground of one's own", sca, &ReconsiderationAsked{"person", monday, []string{"unfair"}, "x"}, "grounds: Choose grounds from the list"},
		{"closed for another reason", sca, &Closing{"withdrawn"}, "because: This is not how the case ended"},
	} {
		var got []string
		for _, field := range c.form.Check(c.about, monday) {
			got = append(got, field.Name+": "+field.Message)
		}
		if text := strings.Join(got, " | "); text != c.want {
			t.Errorf("%s: %q, want %q", c.name, text, c.want)
		}
	}
}

func TestAdviceNeverBlocks(t *testing.T) {
	t.Parallel()
	short := &ReasonableDecision{allTests.ReasonableGrounds, Weighing{Evidence: []string{"Interview"}, Reasons: "Consistent."}}
	if notes := Advice(short); len(notes) != 2 || notes[0].Name != "reasons" || notes[1].Name != "evidence" {
		t.Errorf("advice on a short decision: %v", notes)
	}
	if wrong := short.Check(Case{Facts: adult}, monday); len(wrong) > 0 {
		t.Errorf("what is only advised blocks: %v", wrong)
	}
	long := &ConclusiveDecision{allTests.ConclusiveGrounds, Weighing{Evidence: []string{"a", "b"}, Reasons: strings.Repeat("x", ShortReasons)}}
	if notes := Advice(long); len(notes) > 0 {
		t.Errorf("advice on a full decision: %v", notes)
	}
	if notes := Advice(&Nothing{}); notes != nil {
		t.Errorf("advice on nothing: %v", notes)
	}
}

func TestWrongFormIsAFaultOfTheProgram(t *testing.T) {
	t.Parallel()
	w := walk(t, adult)
	for _, form := range []Form{nil, Reason{"x"}, &Reason{"x"}, (*Allocation)(nil), Nothing{}} {
		if _, _, err := Apply(w.Case, Taken{Allocate, ada, monday, form}); !fault.Is(err, fault.Internal) {
			t.Errorf("allocate with a %T: %v", form, err)
		}
	}
	if _, _, err := Apply(w.Case, Taken{Allocate, ada, civil.Day{}, &Allocation{SingleCompetentAuthority}}); !fault.Is(err, fault.Internal) {
		t.Errorf("allocate on no day: %v", err)
	}
	if err := May(w.Case, "no-such-step", ada, monday); !fault.Is(err, fault.Invalid) {
		t.Errorf("a step that does not exist: %v", err)
	}
	if got := NextFor(w.Case, Actor{"sam", []Role{SupportProvider}}, monday); len(got) != 3 {
		t.Errorf("a support provider may do %v to a case just received", got)
	}
}

// TestTheMachineKnowsNothingOfHelpToThePolice looks through the types of the
// case for a place where help given to the police could be kept: no step may
// depend on it (Council of Europe Convention, Article 12.6).
func TestTheMachineKnowsNothingOfHelpToThePolice(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	var look func(reflect.Type)
	look = func(kind reflect.Type) {
		switch kind.Kind() {
		case reflect.Pointer, reflect.Slice:
			look(kind.Elem())
		case reflect.Struct:
			if seen[kind] {
				return
			}
			seen[kind] = true
			for i := range kind.NumField() {
				name := strings.ToLower(kind.Field(i).Name)
				for _, word := range []string{"police", "cooperat", "co_operat", "prosecut", "testif", "witness", "crime"} {
					if strings.Contains(name, word) {
						t.Errorf("%s.%s", kind, kind.Field(i).Name)
					}
				}
				look(kind.Field(i).Type)
			}
		}
	}
	look(reflect.TypeFor[Case]())
	if !seen[reflect.TypeFor[Facts]()] || !seen[reflect.TypeFor[AdultConsent]()] {
		t.Error("the search did not reach the facts")
	}
}
