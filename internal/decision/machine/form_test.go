package machine_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/decision/machine/machinetest"
	"github.com/havenward/havenward/internal/fault"
)

// TestEmptyFormsAreMended gives every step its empty form in a case where the
// step is possible: every form that asks anything says what is missing.
func TestEmptyFormsAreMended(t *testing.T) {
	t.Parallel()
	silent := map[reflect.Type]bool{reflect.TypeFor[*machine.Nothing](): true}
	c := machine.Case{Facts: adult, Stage: machine.Recovery, Authority: machine.SingleCompetentAuthority, RecoveryFrom: monday,
		Proposal: &machine.Proposal{Kind: machine.ReasonableGrounds, Test: allTests.ReasonableGrounds}, Reconsideration: &machine.Reconsideration{Kind: machine.ReasonableGrounds},
		Disqualification: &machine.DisqualificationFile{Ground: "bad-faith"}}
	for _, row := range machine.Table {
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
	c := machine.Case{Facts: child, Authority: machine.DevolvedPanel}
	for _, row := range machine.Table {
		form := machinetest.Filled(row.Step, c, monday)
		text, err := json.Marshal(form)
		if err != nil {
			t.Fatal(err)
		}
		back := machine.Blank(row.Step)
		if err := json.Unmarshal(text, back); err != nil {
			t.Fatalf("%s: %v", row.Step, err)
		}
		if !reflect.DeepEqual(form, back) {
			t.Errorf("%s: %s came back as %+v", row.Step, text, back)
		}
	}
	if machine.Blank("no-such-step") != nil {
		t.Error("a step that does not exist has a form")
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	sca := machine.Case{Facts: adult, Stage: machine.AwaitingReasonableGrounds, Authority: machine.SingleCompetentAuthority}
	good := machine.Weighing{Evidence: []string{"Interview"}, Reasons: "Consistent."}
	test := allTests.ReasonableGrounds
	noRules := sca
	noRules.Facts.Tests = machine.Tests{}
	for _, c := range []struct {
		name  string
		about machine.Case
		form  machine.Form
		want  string // "field: message" of the only thing wrong, "" for nothing
	}{
		{"right", sca, &machine.ReasonableDecision{Test: test, Weighing: good}, ""},
		{"old test", sca, &machine.ReasonableDecision{Test: "reasonable-grounds-test-may-be@1", Weighing: good},
			"test: This is not the test in force on this day. Read the test again and decide by it"},
		{"no test confirmed", sca, &machine.ReasonableDecision{Test: "", Weighing: good}, "test: Confirm the test that was applied"},
		{"unknown test", noRules, &machine.ReasonableDecision{Test: test, Weighing: good}, "test: The test in force on this day is not known. Ask the person who looks after the rules"},
		{"no evidence", sca, &machine.ReasonableDecision{Test: test, Weighing: machine.Weighing{Reasons: "Consistent."}}, "evidence: List the evidence that was considered"},
		{"empty evidence", sca, &machine.ReasonableDecision{Test: test, Weighing: machine.Weighing{Evidence: []string{"Interview", " "}, Reasons: "x"}}, "evidence.1: Describe this piece of evidence or remove it"},
		{"too much evidence", sca, &machine.ReasonableDecision{Test: test, Weighing: machine.Weighing{Evidence: strings.Split(strings.Repeat("a,", machine.MaxEvidence)+"a", ","), Reasons: "x"}},
			"evidence: List {limit} pieces of evidence or fewer"},
		{"longest reasons", sca, &machine.ReasonableDecision{Test: test, Weighing: machine.Weighing{Evidence: []string{"a"}, Reasons: strings.Repeat("ộ", machine.MaxText)}}, ""},
		{"too long reasons", sca, &machine.ReasonableDecision{Test: test, Weighing: machine.Weighing{Evidence: []string{"a"}, Reasons: strings.Repeat("ộ", machine.MaxText+1)}}, "reasons: Use {limit} characters or fewer"},
		{"broken text", sca, &machine.Reason{Reasons: "a\xff"}, "reasons: This text cannot be read. Type it again"},
		{"a panel nobody has", sca, &machine.ReasonableDecision{Test: test, Weighing: machine.Weighing{Evidence: []string{"a"}, Reasons: "b", Panel: &machine.Panel{}}}, "panel: Only a devolved panel decides by a meeting of a panel"},
		{"no such authority", sca, &machine.Allocation{Authority: "court"}, "authority: Choose a competent authority"},
		{"the same authority", sca, &machine.Transfer{Authority: machine.SingleCompetentAuthority, Reasons: "why"}, "authority: This authority already has the case"},
		{"withdrawal before the referral", sca, &machine.Withdrawal{How: "form", GivenOn: monday.Add(-1), Document: "7", ExplainedBy: "x"}, "given_on: The date must be {day} or later"},
		{"withdrawal tomorrow", sca, &machine.Withdrawal{How: "form", GivenOn: monday.Add(1), Document: "7", ExplainedBy: "x"}, "given_on: The date must be today or in the past"},
		{"withdrawal on no day", sca, &machine.Withdrawal{How: "form", GivenOn: civil.Day{Year: 2026, Month: 2, Day: 30}, Document: "7", ExplainedBy: "x"}, "given_on: Enter a real date"},
		{"withdrawal by telephone", sca, &machine.Withdrawal{How: "telephone", GivenOn: monday, Document: "7", ExplainedBy: "x"}, "how: Choose how the person told us in writing"},
		{"18 already", sca, &machine.ChildSettled{Basis: "document", Turns18: monday, Reasons: "x"}, "turns_18: By this date of birth the person is already 18"},
		{"a ground of one's own", sca, &machine.ReconsiderationAsked{By: "person", ReceivedOn: monday, Grounds: []string{"unfair"}, Reasons: "x"}, "grounds: Choose grounds from the list"},
		{"closed for another reason", sca, &machine.Closing{Because: "withdrawn"}, "because: This is not how the case ended"},
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
	short := &machine.ReasonableDecision{Test: allTests.ReasonableGrounds, Weighing: machine.Weighing{Evidence: []string{"Interview"}, Reasons: "Consistent."}}
	if notes := machine.Advice(short); len(notes) != 2 || notes[0].Name != "reasons" || notes[1].Name != "evidence" {
		t.Errorf("advice on a short decision: %v", notes)
	}
	if wrong := short.Check(machine.Case{Facts: adult}, monday); len(wrong) > 0 {
		t.Errorf("what is only advised blocks: %v", wrong)
	}
	long := &machine.ConclusiveDecision{Test: allTests.ConclusiveGrounds, Weighing: machine.Weighing{Evidence: []string{"a", "b"}, Reasons: strings.Repeat("x", machine.ShortReasons)}}
	if notes := machine.Advice(long); len(notes) > 0 {
		t.Errorf("advice on a full decision: %v", notes)
	}
	if notes := machine.Advice(&machine.Nothing{}); notes != nil {
		t.Errorf("advice on nothing: %v", notes)
	}
}

func TestWrongFormIsAFaultOfTheProgram(t *testing.T) {
	t.Parallel()
	w := walk(t, adult)
	for _, form := range []machine.Form{nil, machine.Reason{Reasons: "x"}, &machine.Reason{Reasons: "x"}, (*machine.Allocation)(nil), machine.Nothing{}} {
		if _, _, err := machine.Apply(w.Case, machine.Taken{Step: machine.Allocate, By: ada, On: monday, Form: form}); !fault.Is(err, fault.Internal) {
			t.Errorf("allocate with a %T: %v", form, err)
		}
	}
	if _, _, err := machine.Apply(w.Case, machine.Taken{Step: machine.Allocate, By: ada, On: civil.Day{}, Form: &machine.Allocation{Authority: machine.SingleCompetentAuthority}}); !fault.Is(err, fault.Internal) {
		t.Errorf("allocate on no day: %v", err)
	}
	if err := machine.May(w.Case, "no-such-step", ada, monday); !fault.Is(err, fault.Invalid) {
		t.Errorf("a step that does not exist: %v", err)
	}
	if got := machine.NextFor(w.Case, machine.Actor{ID: "sam", Roles: []machine.Role{machine.SupportProvider}}, monday); len(got) != 3 {
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
	look(reflect.TypeFor[machine.Case]())
	if !seen[reflect.TypeFor[machine.Facts]()] || !seen[reflect.TypeFor[machine.AdultConsent]()] {
		t.Error("the search did not reach the facts")
	}
}
