package decision

import (
	"context"
	"reflect"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	answers "github.com/havenward/havenward/internal/form"
)

// prepare checks what a form says against the store, where the machine cannot
// look: that the person it names may have the case, that the writing it names
// is there, that a letter goes to a contact that is safe.
func (r *Room) prepare(ctx context.Context, tx *db.Tx, p progress, form *TakeForm, on civil.Day) error {
	if form.Form == nil || reflect.ValueOf(form.Form).IsNil() {
		return nil // the machine refuses it
	}
	switch filled := form.Form.(type) {
	case *machine.Assignment:
		return mayDecide(ctx, tx, p, filled.DecisionMaker)
	case *machine.Withdrawal:
		return hasDocument(ctx, tx, form.Case, filled.Document)
	case *machine.Service:
		return r.servedSafely(ctx, tx, form.Case, p.State, filled, on)
	}
	return nil
}

// mayDecide asks that a case be given to somebody who decides in the agency
// that has it.
func mayDecide(ctx context.Context, tx *db.Tx, p progress, person string) error {
	if person == "" {
		return nil // the form asks for it
	}
	role := account.Role(p.State.Holders([]machine.Role{machine.Deciding})[0])
	found := false
	if id, ok := db.ParseID(person); ok {
		holder, known, err := account.Load(ctx, tx, id)
		if err != nil {
			return err
		}
		found = known && holder.Agency == p.Agency && holder.Has(role)
	}
	if !found {
		return fault.Wrong("decision_maker", "Choose somebody who decides cases in the authority that has this case")
	}
	return nil
}

// hasDocument asks that a document be one of the case.
func hasDocument(ctx context.Context, tx *db.Tx, id db.ID, document string) error {
	if document == "" {
		return nil // the form asks for it
	}
	files, err := casefile.Files(ctx, tx, id)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(files, func(file casefile.Attachment) bool { return string(file.ID) == document }) {
		return fault.Wrong("document", "Choose one of the documents of this case. Add the writing to the case first")
	}
	return nil
}

// stale is the answer to a change made to a version that is no longer the
// latest: both versions, for somebody who may see the case at all.
func (r *Room) stale(ctx context.Context, tx *db.Tx, actor account.Actor, form TakeForm, cause error) error {
	if !fault.Is(cause, fault.Conflict) {
		return cause
	}
	if _, err := r.role(ctx, tx, actor, form.Step, form.Case); err != nil {
		return err
	}
	p, err := loadProgress(ctx, tx, form.Case)
	if err != nil {
		return err
	}
	story, err := lastStory(ctx, tx, form.Case, p.Steps)
	if err != nil {
		return err
	}
	row, _ := machine.RowOf(form.Step)
	yours := append([]answers.Row{{Name: "step", Label: "Step", Values: []any{answers.Phrase(row.Title)}}}, written(form.Form)...)
	theirs := []answers.Row{{Name: "step", Label: "Step", Values: []any{answers.Phrase(story)}}}
	if access.Case(ctx, tx, actor, access.ReadCase, form.Case) == nil {
		theirs = append(theirs, answers.Row{Name: "stage", Label: "Where the case stands", Values: []any{answers.Phrase(machine.StageTitles[p.State.Stage])}},
			answers.Row{Name: "on", Label: "Date", Values: []any{p.SteppedOn}})
	}
	return fault.Stale(yours, theirs)
}

// lastStory is what the latest step did, which is what came between.
func lastStory(ctx context.Context, tx *db.Tx, id db.ID, number int) (string, error) {
	var step machine.Step
	if _, err := tx.Row(ctx, `SELECT step FROM case_step WHERE case_id = $1 AND number = $2`, []any{id, number}, &step); err != nil {
		return "", err
	}
	if row, known := machine.RowOf(step); known {
		return row.Story, nil
	}
	if step == StepTaskDone {
		return "Task done", nil
	}
	return "Received from a first responder", nil
}
