package decision

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/fault"
)

// typical brings a case of an adult to each stage.
func typical(t *testing.T) map[Stage]*walker {
	t.Helper()
	recovery := func() *walker { return walk(t, adult).steps(Allocate, Assign, ReasonableGroundsYes) }
	return map[Stage]*walker{
		Received:                  walk(t, adult),
		AwaitingReasonableGrounds: walk(t, adult).steps(Allocate),
		ReasonableGroundsNegative: walk(t, adult).steps(Allocate, ProposeReasonableGroundsNo, AgreeReasonableGroundsNo),
		Recovery:                  recovery(),
		ConclusiveGroundsPositive: recovery().wait(30).steps(ConclusiveGroundsYes),
		ConclusiveGroundsNegative: recovery().wait(30).steps(ProposeConclusiveGroundsNo, AgreeConclusiveGroundsNo),
		Suspended:                 recovery().steps(Suspend),
		Withdrawn:                 recovery().steps(Withdraw),
		Disqualified:              recovery().steps(RequestDisqualification, Disqualify),
		Closed:                    recovery().steps(CloseEarly),
	}
}

// TestWhatMayHappenNext writes out, apart from the table, what may happen next
// to a typical case in each stage; every other step is refused there.
func TestWhatMayHappenNext(t *testing.T) {
	t.Parallel()
	want := map[Stage][]Step{
		Received: {Allocate, CorrectJurisdiction, Withdraw, SettleAsChild, AcceptSupport, DeclineSupport, CloseEarly},
		AwaitingReasonableGrounds: {Assign, TransferAuthority, CorrectJurisdiction, RequestInformation, ReasonableGroundsYes,
			ProposeReasonableGroundsNo, Suspend, Withdraw, SettleAsChild, AcceptSupport, DeclineSupport, CloseEarly},
		ReasonableGroundsNegative: {Assign, CorrectJurisdiction, RequestReconsideration, ServeLetter, HoldLetter},
		Recovery: {Assign, TransferAuthority, CorrectJurisdiction, RequestInformation, RequestExtension, Suspend, Withdraw,
			RequestDisqualification, SettleAsChild, AcceptSupport, DeclineSupport, ServeLetter, HoldLetter, CloseEarly},
		ConclusiveGroundsPositive: {CorrectJurisdiction, RequestDisqualification, AcceptSupport, DeclineSupport, ServeLetter, HoldLetter},
		ConclusiveGroundsNegative: {Assign, CorrectJurisdiction, RequestReconsideration, ServeLetter, HoldLetter},
		Suspended: {Assign, TransferAuthority, CorrectJurisdiction, ContinueSuspension, Resume, Withdraw, RequestDisqualification,
			SettleAsChild, AcceptSupport, DeclineSupport, ServeLetter, HoldLetter, CloseEarly},
		Withdrawn:    {ServeLetter, HoldLetter, Reopen},
		Disqualified: {ServeLetter, HoldLetter, Reopen},
		Closed:       {RequestAdditional, Reopen},
	}
	cases := typical(t)
	for _, stage := range Stages {
		w := cases[stage]
		if w.Case.Stage != stage {
			t.Fatalf("the typical case of %s is in %s", stage, w.Case.Stage)
		}
		if got := Next(w.Case, w.on); !slices.Equal(got, want[stage]) {
			t.Errorf("in %s may happen\n  %v, want\n  %v", stage, got, want[stage])
		}
		for _, row := range Table {
			err := May(w.Case, row.Step, ada, w.on)
			if slices.Contains(want[stage], row.Step) {
				continue
			}
			if err == nil {
				t.Errorf("%s is allowed in %s", row.Step, stage)
				continue
			}
			if got := fault.Of(err); got.Code != fault.Invalid || got.Message == "" {
				t.Errorf("%s in %s is refused with %v and %q", row.Step, stage, got.Code, got.Message)
			}
			after, effects, err := Apply(w.Case, Taken{row.Step, ada, w.on, filled(row.Step, w.Case, w.on)})
			if err == nil || !reflect.DeepEqual(after, w.Case) || !reflect.DeepEqual(effects, Effects{}) {
				t.Errorf("%s in %s was refused by May and changed something by Apply", row.Step, stage)
			}
		}
	}
}

func TestTableIsWhole(t *testing.T) {
	t.Parallel()
	declared := constants(t, "step.go", "Step")
	seen := map[Step]bool{}
	for _, row := range Table {
		switch {
		case seen[row.Step]:
			t.Errorf("%s has two rows", row.Step)
		case !slices.Contains(declared, string(row.Step)):
			t.Errorf("%s is in the table and not declared", row.Step)
		case len(row.From) == 0 || len(row.Who) == 0 || row.Form == nil || row.Title == "" || row.Story == "":
			t.Errorf("%s lacks a stage, a role, a form or its words", row.Step)
		case strings.HasSuffix(row.Title, ".") || strings.HasSuffix(row.Story, "."):
			t.Errorf("the words of %s end in a full stop", row.Step)
		}
		seen[row.Step] = true
		if len(row.Not) > 0 && slices.Contains(row.Who, System) {
			t.Errorf("%s separates duties and lets the system do it", row.Step)
		}
	}
	for _, step := range declared {
		if !seen[Step(step)] {
			t.Errorf("%s has no row", step)
		}
	}
	for _, stage := range constants(t, "state.go", "Stage") {
		if stage != string(back) && (!slices.Contains(Stages, Stage(stage)) || StageTitles[Stage(stage)] == "") {
			t.Errorf("stage %s is not listed or has no words", stage)
		}
	}
	for _, task := range constants(t, "kinds.go", "TaskKind") {
		if TaskTitles[TaskKind(task)] == "" {
			t.Errorf("task %s has no words", task)
		}
	}
}

// constants reads the values of the constants of a type from a source file.
func constants(t *testing.T, file, kind string) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(tree, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == kind {
			for _, value := range spec.Values {
				if text, ok := value.(*ast.BasicLit); ok {
					plain, _ := strconv.Unquote(text.Value)
					values = append(values, plain)
				}
			}
		}
		return true
	})
	if len(values) == 0 {
		t.Fatalf("no constants of type %s in %s", kind, file)
	}
	return values
}

// TestEveryStepIsReached takes many random walks with a fixed seed, so that no
// row of the table is dead: a step whose rules can never hold together.
func TestEveryStepIsReached(t *testing.T) {
	t.Parallel()
	const seed = 20260302
	random := rand.New(rand.NewPCG(seed, seed))
	reached := map[Step]int{}
	for range 2000 {
		w := walk(t, []Facts{adult, unsure, child}[random.IntN(3)])
		for range 40 {
			w.wait([]int{0, 0, 1, 5, 31, 90}[random.IntN(6)])
			if w.Case.Facts.Age == Child && w.Case.Facts.PilotEnds.IsZero() {
				w.Case.Facts.PilotEnds = w.Case.Facts.Turns18.Add(-100)
			}
			possible := Next(w.Case, w.on)
			step := possible[random.IntN(len(possible))]
			if ends := []Step{Withdraw, CloseEarly, Disqualify}; slices.Contains(ends, step) && random.IntN(4) > 0 {
				continue // or hardly a walk would come far
			}
			form := filled(step, w.Case, w.on)
			if allocation, ok := form.(*Allocation); ok && random.IntN(2) == 0 {
				allocation.Authority = DevolvedPanel
			}
			for _, at := range random.Perm(3) {
				after, _, err := Apply(w.Case, Taken{step, []Actor{ada, ben, cleo}[at], w.on, form})
				if err == nil {
					reached[step]++
					w.Case = counted(t, after)
					break
				}
			}
		}
	}
	for _, row := range Table {
		if reached[row.Step] == 0 {
			t.Errorf("seed %d: %s was never taken", seed, row.Step)
		}
	}
}

func TestNobodyWithoutTheRole(t *testing.T) {
	t.Parallel()
	// Who may take each step while the single competent authority has the case.
	officers := []Role{DecisionMaker, TriageOfficer, AuthorityManager}
	want := map[Step][]Role{
		Allocate: {TriageOfficer, AuthorityManager}, ReasonableGroundsYes: {DecisionMaker}, ProposeReasonableGroundsNo: {DecisionMaker},
		AgreeReasonableGroundsNo: {SecondReader}, ConclusiveGroundsYes: {DecisionMaker}, ProposeConclusiveGroundsNo: {DecisionMaker},
		AgreeConclusiveGroundsNo: {SecondReader}, CombinedYes: {DecisionMaker}, GrantExtension: {AuthorityManager}, RefuseExtension: {AuthorityManager},
		Suspend: {AuthorityManager}, Disqualify: {AuthorityManager}, RequestLateReconsideration: {AuthorityManager},
		AuthoriseSecondPeriod: {AuthorityManager}, CloseEarly: {AuthorityManager}, Reopen: {AuthorityManager}, HoldLetter: {AuthorityManager},
		Close: officers, TurnEighteen: append(slices.Clone(officers), System),
	}
	c := Case{Authority: SingleCompetentAuthority}
	for step, holders := range want {
		row, _ := RowOf(step)
		for _, role := range everyRole {
			may := row.allows(c, Actor{"ada", []Role{role}}) == nil
			if may != slices.Contains(holders, role) {
				t.Errorf("%s by a %s: allowed %v", step, role, may)
			}
		}
		if err := row.allows(c, Actor{"", everyRole}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s by nobody: %v", step, err)
		}
	}
	panel := Case{Authority: DevolvedPanel}
	row, _ := RowOf(ReasonableGroundsYes)
	if row.allows(panel, Actor{"ada", []Role{DecisionMaker}}) == nil || row.allows(panel, Actor{"ada", []Role{PanelMember}}) != nil {
		t.Error("a decision maker decides a panel's case, or a member of the panel does not")
	}
}
