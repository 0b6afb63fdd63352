package machine_test

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

	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/decision/machine/machinetest"
	"github.com/havenward/havenward/internal/fault"
)

// typical brings a case of an adult to each stage.
func typical(t *testing.T) map[machine.Stage]*walker {
	t.Helper()
	recovery := func() *walker {
		return walk(t, adult).steps(machine.Allocate, machine.Assign, machine.ReasonableGroundsYes)
	}
	return map[machine.Stage]*walker{
		machine.Received:                  walk(t, adult),
		machine.AwaitingReasonableGrounds: walk(t, adult).steps(machine.Allocate),
		machine.ReasonableGroundsNegative: walk(t, adult).steps(machine.Allocate, machine.ProposeReasonableGroundsNo, machine.AgreeReasonableGroundsNo),
		machine.Recovery:                  recovery(),
		machine.ConclusiveGroundsPositive: recovery().wait(30).steps(machine.ConclusiveGroundsYes),
		machine.ConclusiveGroundsNegative: recovery().wait(30).steps(machine.ProposeConclusiveGroundsNo, machine.AgreeConclusiveGroundsNo),
		machine.Suspended:                 recovery().steps(machine.Suspend),
		machine.Withdrawn:                 recovery().steps(machine.Withdraw),
		machine.Disqualified:              recovery().steps(machine.RequestDisqualification, machine.Disqualify),
		machine.Closed:                    recovery().steps(machine.CloseEarly),
	}
}

// TestWhatMayHappenNext writes out, apart from the table, what may happen next
// to a typical case in each stage; every other step is refused there.
func TestWhatMayHappenNext(t *testing.T) {
	t.Parallel()
	want := map[machine.Stage][]machine.Step{
		machine.Received: {machine.Allocate, machine.CorrectJurisdiction, machine.Withdraw, machine.SettleAsChild, machine.AcceptSupport, machine.DeclineSupport, machine.CloseEarly},
		machine.AwaitingReasonableGrounds: {machine.Assign, machine.TransferAuthority, machine.CorrectJurisdiction, machine.RequestInformation, machine.ReasonableGroundsYes,
			machine.ProposeReasonableGroundsNo, machine.Suspend, machine.Withdraw, machine.SettleAsChild, machine.AcceptSupport, machine.DeclineSupport, machine.CloseEarly},
		machine.ReasonableGroundsNegative: {machine.Assign, machine.CorrectJurisdiction, machine.RequestReconsideration, machine.ServeLetter, machine.HoldLetter},
		machine.Recovery: {machine.Assign, machine.TransferAuthority, machine.CorrectJurisdiction, machine.RequestInformation, machine.RequestExtension, machine.Suspend, machine.Withdraw,
			machine.RequestDisqualification, machine.SettleAsChild, machine.AcceptSupport, machine.DeclineSupport, machine.ServeLetter, machine.HoldLetter, machine.CloseEarly},
		machine.ConclusiveGroundsPositive: {machine.CorrectJurisdiction, machine.RequestDisqualification, machine.AcceptSupport, machine.DeclineSupport, machine.ServeLetter, machine.HoldLetter},
		machine.ConclusiveGroundsNegative: {machine.Assign, machine.CorrectJurisdiction, machine.RequestReconsideration, machine.ServeLetter, machine.HoldLetter},
		machine.Suspended: {machine.Assign, machine.TransferAuthority, machine.CorrectJurisdiction, machine.ContinueSuspension, machine.Resume, machine.Withdraw, machine.RequestDisqualification,
			machine.SettleAsChild, machine.AcceptSupport, machine.DeclineSupport, machine.ServeLetter, machine.HoldLetter, machine.CloseEarly},
		machine.Withdrawn:    {machine.ServeLetter, machine.HoldLetter, machine.Reopen},
		machine.Disqualified: {machine.ServeLetter, machine.HoldLetter, machine.Reopen},
		machine.Closed:       {machine.RequestAdditional, machine.Reopen},
	}
	cases := typical(t)
	for _, stage := range machine.Stages {
		w := cases[stage]
		if w.Case.Stage != stage {
			t.Fatalf("the typical case of %s is in %s", stage, w.Case.Stage)
		}
		if got := machine.Next(w.Case, w.on); !slices.Equal(got, want[stage]) {
			t.Errorf("in %s may happen\n  %v, want\n  %v", stage, got, want[stage])
		}
		for _, row := range machine.Table {
			err := machine.May(w.Case, row.Step, ada, w.on)
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
			after, effects, err := machine.Apply(w.Case, machine.Taken{Step: row.Step, By: ada, On: w.on, Form: machinetest.Filled(row.Step, w.Case, w.on)})
			if err == nil || !reflect.DeepEqual(after, w.Case) || !reflect.DeepEqual(effects, machine.Effects{}) {
				t.Errorf("%s in %s was refused by May and changed something by Apply", row.Step, stage)
			}
		}
	}
}

func TestTableIsWhole(t *testing.T) {
	t.Parallel()
	declared := constants(t, "step.go", "Step")
	seen := map[machine.Step]bool{}
	for _, row := range machine.Table {
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
		if len(row.Not) > 0 && slices.Contains(row.Who, machine.System) {
			t.Errorf("%s separates duties and lets the system do it", row.Step)
		}
	}
	for _, step := range declared {
		if !seen[machine.Step(step)] {
			t.Errorf("%s has no row", step)
		}
	}
	for _, stage := range constants(t, "state.go", "Stage") {
		if stage != string(machine.Back) && (!slices.Contains(machine.Stages, machine.Stage(stage)) || machine.StageTitles[machine.Stage(stage)] == "") {
			t.Errorf("stage %s is not listed or has no words", stage)
		}
	}
	for _, task := range constants(t, "kinds.go", "TaskKind") {
		if machine.TaskTitles[machine.TaskKind(task)] == "" {
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
	reached := map[machine.Step]int{}
	for range 2000 {
		w := walk(t, []machine.Facts{adult, unsure, child}[random.IntN(3)])
		for range 40 {
			w.wait([]int{0, 0, 1, 5, 31, 90}[random.IntN(6)])
			if w.Case.Facts.Age == machine.Child && w.Case.Facts.PilotEnds.IsZero() {
				w.Case.Facts.PilotEnds = w.Case.Facts.Turns18.Add(-100)
			}
			possible := machine.Next(w.Case, w.on)
			step := possible[random.IntN(len(possible))]
			if ends := []machine.Step{machine.Withdraw, machine.CloseEarly, machine.Disqualify}; slices.Contains(ends, step) && random.IntN(4) > 0 {
				continue // or hardly a walk would come far
			}
			form := machinetest.Filled(step, w.Case, w.on)
			if allocation, ok := form.(*machine.Allocation); ok && random.IntN(2) == 0 {
				allocation.Authority = machine.DevolvedPanel
			}
			for _, at := range random.Perm(3) {
				after, _, err := machine.Apply(w.Case, machine.Taken{Step: step, By: []machine.Actor{ada, ben, cleo}[at], On: w.on, Form: form})
				if err == nil {
					reached[step]++
					w.Case = counted(t, after)
					break
				}
			}
		}
	}
	for _, row := range machine.Table {
		if reached[row.Step] == 0 {
			t.Errorf("seed %d: %s was never taken", seed, row.Step)
		}
	}
}

func TestNobodyWithoutTheRole(t *testing.T) {
	t.Parallel()
	// Who may take each step while the single competent authority has the case.
	officers := []machine.Role{machine.DecisionMaker, machine.TriageOfficer, machine.AuthorityManager}
	want := map[machine.Step][]machine.Role{
		machine.Allocate: {machine.TriageOfficer, machine.AuthorityManager}, machine.ReasonableGroundsYes: {machine.DecisionMaker}, machine.ProposeReasonableGroundsNo: {machine.DecisionMaker},
		machine.AgreeReasonableGroundsNo: {machine.SecondReader}, machine.ConclusiveGroundsYes: {machine.DecisionMaker}, machine.ProposeConclusiveGroundsNo: {machine.DecisionMaker},
		machine.AgreeConclusiveGroundsNo: {machine.SecondReader}, machine.CombinedYes: {machine.DecisionMaker}, machine.GrantExtension: {machine.AuthorityManager}, machine.RefuseExtension: {machine.AuthorityManager},
		machine.Suspend: {machine.AuthorityManager}, machine.Disqualify: {machine.AuthorityManager}, machine.RequestLateReconsideration: {machine.AuthorityManager},
		machine.AuthoriseSecondPeriod: {machine.AuthorityManager}, machine.CloseEarly: {machine.AuthorityManager}, machine.Reopen: {machine.AuthorityManager}, machine.HoldLetter: {machine.AuthorityManager},
		machine.Close: officers, machine.TurnEighteen: append(slices.Clone(officers), machine.System),
	}
	c := machine.Case{Authority: machine.SingleCompetentAuthority}
	for step, holders := range want {
		row, _ := machine.RowOf(step)
		for _, role := range everyRole {
			may := row.Allows(c, machine.Actor{ID: "ada", Roles: []machine.Role{role}}) == nil
			if may != slices.Contains(holders, role) {
				t.Errorf("%s by a %s: allowed %v", step, role, may)
			}
		}
		if err := row.Allows(c, machine.Actor{ID: "", Roles: everyRole}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s by nobody: %v", step, err)
		}
	}
	panel := machine.Case{Authority: machine.DevolvedPanel}
	row, _ := machine.RowOf(machine.ReasonableGroundsYes)
	if row.Allows(panel, machine.Actor{ID: "ada", Roles: []machine.Role{machine.DecisionMaker}}) == nil || row.Allows(panel, machine.Actor{ID: "ada", Roles: []machine.Role{machine.PanelMember}}) != nil {
		t.Error("a decision maker decides a panel's case, or a member of the panel does not")
	}
}
