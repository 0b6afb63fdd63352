package leave

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// The places of the sealed columns.
const (
	sealedFile        = "leave_file"
	sealedApplication = "leave_application"
	sealedDecision    = "leave_application_decision"
	sealedPack        = "leave_pack"
)

// filesWhere reads files with their applications.
func filesWhere(ctx context.Context, tx *db.Tx, where string, args ...any) ([]File, error) {
	found, err := db.All(ctx, tx, `SELECT f.case_id, c.reference, f.agency_id, f.version, f.status, f.until_on, f.sealed, c.age_group, c.jurisdiction
		FROM leave_file f JOIN case_file c ON c.id = f.case_id WHERE `+where+` ORDER BY f.case_id DESC LIMIT 500`, args, func(f *File, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&f.Case, &f.Reference, &f.Agency, &f.Version, &f.Status, &f.Until, &sealed, &f.AgeGroup, &f.Jurisdiction); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, f.Case, sealedFile, f.Case, &f.Words)
	})
	if err != nil {
		return nil, err
	}
	for i := range found {
		if found[i].Applications, err = applications(ctx, tx, found[i].Case); err != nil {
			return nil, err
		}
		if found[i].Met, err = met(ctx, tx, found[i].Case); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func met(ctx context.Context, tx *db.Tx, caseID db.ID) ([]Met, error) {
	return db.All(ctx, tx, `SELECT d.id, d.kind, d.due_on, d.done_on, a.name FROM leave_done d LEFT JOIN account a ON a.id = d.recorded_by WHERE d.case_id = $1 ORDER BY d.due_on, d.id`, []any{caseID}, func(m *Met, scan func(...any) error) error {
		return scan(&m.ID, &m.Kind, &m.Due, &m.On, db.Text(&m.By))
	})
}

func load(ctx context.Context, tx *db.Tx, caseID db.ID) (File, bool, error) {
	found, err := filesWhere(ctx, tx, `f.case_id = $1`, caseID)
	if err != nil || len(found) == 0 {
		return File{}, false, err
	}
	return found[0], true, nil
}

// reach gives the file of a case on which the actor may do an action.
func (room *Room) reach(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, caseID db.ID) (File, error) {
	if err := access.Case(ctx, tx, actor, action, caseID); err != nil {
		return File{}, err
	}
	f, found, err := load(ctx, tx, caseID)
	if err == nil && !found {
		err = fault.Missing()
	}
	return f, err
}

// supportedBy finds the case of a reference whose permission to stay the actor may
// begin to keep in view.
func supportedBy(ctx context.Context, tx *db.Tx, actor account.Actor, typed string) (id db.ID, found bool, err error) {
	reference, ok := casefile.ReadReference(typed)
	if !ok {
		return "", false, nil
	}
	visible, more := access.Visible(tx, actor, "c.id", access.Identity, 2)
	if found, err = tx.Row(ctx, `SELECT c.id FROM case_file c WHERE c.reference = $1 AND `+visible, append([]any{reference}, more...), &id); err != nil || !found {
		return id, false, err
	}
	err = access.Case(ctx, tx, actor, access.OpenLeave, id)
	if fault.Is(err, fault.NotFound) {
		return id, false, nil
	}
	return id, err == nil, err
}

func applications(ctx context.Context, tx *db.Tx, caseID db.ID) ([]Application, error) {
	found, err := db.All(ctx, tx, `SELECT id, version, basis, renewal, state, begun_on, sealed, decided_on, from_on, until_on, work, funds, decision_sealed, challenged, challenged_on
		FROM leave_application WHERE case_id = $1 ORDER BY id DESC`, []any{caseID}, func(a *Application, scan func(...any) error) error {
		var words, decision []byte
		if err := scan(&a.ID, &a.Version, &a.Basis, &a.Renewal, &a.State, &a.Begun, &words, &a.Decided, &a.From, &a.Until, &a.Work, &a.Funds, &decision, &a.Challenged, &a.ChallengeOn); err != nil {
			return err
		}
		if err := casefile.OpenRow(ctx, tx, words, caseID, sealedApplication, a.ID, &a.Words); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, decision, caseID, sealedDecision, a.ID, &a.Decision)
	})
	if err != nil {
		return nil, err
	}
	for i := range found {
		if found[i].Packs, err = packs(ctx, tx, caseID, found[i].ID); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func packs(ctx context.Context, tx *db.Tx, caseID, application db.ID) ([]Pack, error) {
	found, err := db.All(ctx, tx, `SELECT p.id, p.agreed_on, p.language, p.sealed, p.made_at, a.name, p.withdrawn_at FROM leave_pack p LEFT JOIN account a ON a.id = p.made_by WHERE p.application_id = $1 ORDER BY p.id DESC`, []any{application},
		func(p *Pack, scan func(...any) error) error {
			var sealed []byte
			if err := scan(&p.ID, &p.Agreed, &p.Language, &sealed, db.Instant(&p.Made), db.Text(&p.By), db.Instant(&p.Withdrawn)); err != nil {
				return err
			}
			return casefile.OpenRow(ctx, tx, sealed, caseID, sealedPack, p.ID, &p.Words)
		})
	if err != nil {
		return nil, err
	}
	for i := range found {
		if found[i].Files, err = db.All(ctx, tx, `SELECT file_id FROM leave_pack_file WHERE pack_id = $1 ORDER BY file_id`, []any{found[i].ID}, func(id *db.ID, scan func(...any) error) error { return scan(id) }); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// pauses are all pauses that are known: those of the file and those that somebody
// recorded.
func pauses(ctx context.Context, tx *db.Tx) ([]Pause, error) {
	found, err := db.All(ctx, tx, `SELECT id, basis, from_on, until_on, source FROM leave_pause ORDER BY from_on DESC, id`, nil, func(p *Pause, scan func(...any) error) error {
		return scan(&p.ID, &p.Basis, &p.From, &p.Until, &p.Source)
	})
	return append(found, law.Pauses...), err
}
