package decision

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
)

// today is the day of a transaction, in London.
func today(tx *db.Tx) civil.Day { return civil.DayOf(tx.Now()) }

// DocumentForm adds a document to a case. Content is read whole before the
// transaction.
type DocumentForm struct {
	Case              db.ID
	Name, Description string
	Dated             civil.Partial
	Content           []byte
	Once              string
}

// AddDocument adds a document to a case and gives its identifier. No other
// change can contradict it, so it needs no version.
func (r *Room) AddDocument(ctx context.Context, tx *db.Tx, actor account.Actor, form DocumentForm) (db.ID, error) {
	return once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		if err := access.Case(ctx, tx, actor, access.AddDocument, form.Case); err != nil {
			return "", err
		}
		if err := casefile.TouchLatest(ctx, tx, form.Case); err != nil {
			return "", err
		}
		if utf8.RuneCountInString(form.Description) > machine.MaxText {
			return "", fault.Wrong("description", "Use {limit} characters or fewer", "limit", machine.MaxText)
		}
		id, err := casefile.AddFile(ctx, tx, actor, form.Case, form.Case, form.Name, form.Description, form.Dated, form.Content)
		if err != nil {
			return "", err
		}
		if err := casefile.Note(ctx, tx, actor, form.Case, "Document added"); err != nil {
			return "", err
		}
		return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "add-document", Category: audit.Collection, Case: form.Case,
			Subject: fmt.Sprintf("file %s of case %s", id, form.Case), Why: purposeDecision})
	})
}

// NoteForm adds a note to a case.
type NoteForm struct {
	Case db.ID
	Text string
	Once string
}

// noteKind is the kind of story under which notes of the authority are kept.
const noteKind = "decision-note"

// AddNote adds a note: what was noticed or done, in free words. It is kept among
// the stories of the case; the timeline says that there is one.
func (r *Room) AddNote(ctx context.Context, tx *db.Tx, actor account.Actor, form NoteForm) (db.ID, error) {
	return once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		if err := access.Case(ctx, tx, actor, access.AddDocument, form.Case); err != nil {
			return "", err
		}
		if err := casefile.TouchLatest(ctx, tx, form.Case); err != nil {
			return "", err
		}
		switch {
		case strings.TrimSpace(form.Text) == "":
			return "", fault.Wrong("text", "Enter the note")
		case utf8.RuneCountInString(form.Text) > machine.MaxText:
			return "", fault.Wrong("text", "Use {limit} characters or fewer", "limit", machine.MaxText)
		case !utf8.ValidString(form.Text):
			return "", fault.Wrong("text", "This text cannot be read. Type it again")
		}
		id := tx.NewID() // each note is a source of its own, so that none replaces another
		if err := casefile.Put(ctx, tx, actor, form.Case, string(id), casefile.Record{Stories: map[string]string{noteKind: form.Text}}); err != nil {
			return "", err
		}
		if err := casefile.Note(ctx, tx, actor, form.Case, "Note added"); err != nil {
			return "", err
		}
		return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "add-note", Category: audit.Collection, Case: form.Case,
			Subject: fmt.Sprintf("note %s of case %s", id, form.Case), Why: purposeDecision})
	})
}

// byHand are the tasks of the machine that no step does: somebody says that they
// are done. All others are done by their step, and by nothing else.
var byHand = []machine.TaskKind{machine.TaskArrangeSupport, machine.TaskEndSupportSafely, machine.TaskTellLocalAuthority, machine.TaskConsiderLeave, machine.TaskConsiderSecondSpell}

// DoneByHand reports whether a task is one that somebody marks as done, and not
// one that a step of the machine does.
func DoneByHand(kind machine.TaskKind) bool { return slices.Contains(byHand, kind) }

// TaskForm marks a task as done.
type TaskForm struct {
	Case    db.ID
	Version int64
	Task    db.ID
	Once    string
}

// FinishTask marks a task as done that somebody does by hand. It is kept among
// the steps of the case, so that its tasks can be derived again.
func (r *Room) FinishTask(ctx context.Context, tx *db.Tx, actor account.Actor, form TaskForm) (Result, error) {
	return once(ctx, tx, actor, form.Once, func() (Result, error) {
		if err := r.touch(ctx, tx, actor, access.WorkTasks, form.Case, form.Version); err != nil {
			return Result{}, err
		}
		before, err := loadProgress(ctx, tx, form.Case)
		if err != nil {
			return Result{}, err
		}
		task, err := r.openTask(ctx, tx, before, form)
		if err != nil {
			return Result{}, err
		}
		after, err := r.taskDone(ctx, tx, actor, form.Case, before, task)
		return Result{Case: form.Case, Version: form.Version + 1, Stage: after.State.Stage, Number: after.Steps}, err
	})
}

// taskDone takes one task off the case and keeps it among the steps.
func (r *Room) taskDone(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, before progress, task machine.Task) (progress, error) {
	after := before
	after.State, after.Steps, after.SteppedOn = without(before.State, task), before.Steps+1, today(tx)
	if err := updateProgress(ctx, tx, id, after); err != nil {
		return after, err
	}
	step := storedStep{Number: after.Steps, Step: StepTaskDone, On: after.SteppedOn, Account: accountOf(actor), Rules: map[string]string{},
		Entered: entered{Task: &task, Agency: after.Agency, Panel: after.Panel}}
	if err := insertStep(ctx, tx, actor, id, step); err != nil {
		return after, err
	}
	w := writing{ctx: ctx, tx: tx, actor: actor, id: id, on: after.SteppedOn, step: StepTaskDone}
	if err := w.follow(before, after); err != nil {
		return after, err
	}
	return after, w.tell(before, after, machine.Effects{Story: "Task done"})
}

// SupportArranged is told that a provider has accepted the support of somebody:
// the task of arranging it is done, where it is open. Who accepted is not the
// authority's to know, so the service does it.
func (r *Room) SupportArranged(ctx context.Context, tx *db.Tx, id db.ID) error {
	var open int
	if found, err := tx.Row(ctx, `SELECT 1 FROM task WHERE case_id = $1 AND kind = $2 AND done_at IS NULL AND cancelled_at IS NULL`, []any{id, machine.TaskArrangeSupport}, &open); err != nil || !found {
		return err
	}
	if err := casefile.TouchLatest(ctx, tx, id); err != nil {
		return err
	}
	before, err := loadProgress(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, task := range before.State.Tasks {
		if task.Kind == machine.TaskArrangeSupport {
			_, err = r.taskDone(ctx, tx, account.System(account.Job), id, before, task)
			return err
		}
	}
	return nil
}

// openTask finds the machine's task behind a row.
func (r *Room) openTask(ctx context.Context, tx *db.Tx, p progress, form TaskForm) (machine.Task, error) {
	rows, err := casefile.Tasks(ctx, tx, form.Case)
	if err != nil {
		return machine.Task{}, err
	}
	for _, row := range rows {
		if row.ID != form.Task || row.Done || row.Agency != p.Agency {
			continue
		}
		name := thingOf(row.Kind, row.Subject)
		for _, task := range p.State.Tasks {
			if (thing{string(task.Kind), task.Subject}) != name {
				continue
			}
			if !DoneByHand(task.Kind) {
				return machine.Task{}, &fault.Error{Code: fault.Invalid, Message: "This task is done by taking its step in the case"}
			}
			return task, nil
		}
	}
	return machine.Task{}, fault.Missing()
}

// without is the case with one task done.
func without(c machine.Case, done machine.Task) machine.Case {
	after := c.Clone()
	after.Tasks = slices.DeleteFunc(after.Tasks, func(task machine.Task) bool { return task.Kind == done.Kind && task.Subject == done.Subject })
	return after
}
