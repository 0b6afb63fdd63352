package decision

import (
	"context"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/letter"
)

// LetterOnFile is a letter as it was made, with what became of it.
type LetterOnFile struct {
	Number    int
	Kind      machine.LetterKind
	Made      civil.Day
	Served    civil.Day // zero until it is served
	Held      bool      // it cannot go out: no safe address, a fact missing, or somebody held it
	Cancelled bool
	// Letter is all that it says. It is empty in lists.
	Letter letter.Letter
	// Problem says why it cannot go out, where the letter itself is the reason.
	Problem []fault.Field
}

const letterPlace = "letter"

func insertLetter(ctx context.Context, tx *db.Tx, id db.ID, made machine.Letter, content writtenLetter) error {
	sealed, err := casefile.Seal(ctx, tx, id, casefile.Row(letterPlace, made.Number), content)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO letter (id, case_id, number, kind, made_on, held, cancelled, sealed) VALUES ($1, $2, $3, $4, $5, $6, FALSE, $7)`,
		tx.NewID(), id, made.Number, made.Kind, made.Made, len(content.Problem) > 0, []byte(sealed))
	return err
}

func cancelLetter(ctx context.Context, tx *db.Tx, id db.ID, number int) error {
	_, err := tx.Exec(ctx, `UPDATE letter SET cancelled = TRUE WHERE case_id = $1 AND number = $2`, id, number)
	return err
}

// markLetter keeps that a letter was served, came back or is held.
func markLetter(ctx context.Context, tx *db.Tx, id db.ID, letter machine.Letter) error {
	_, err := tx.Exec(ctx, `UPDATE letter SET served_on = $3, held = $4 WHERE case_id = $1 AND number = $2`, id, letter.Number, letter.Served, letter.Held)
	return err
}

// rewriteLetter keeps a letter that was addressed again.
func rewriteLetter(ctx context.Context, tx *db.Tx, id db.ID, number int, content writtenLetter) error {
	sealed, err := casefile.Seal(ctx, tx, id, casefile.Row(letterPlace, number), content)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE letter SET held = $3, sealed = $4 WHERE case_id = $1 AND number = $2`, id, number, len(content.Problem) > 0, []byte(sealed))
	return err
}

// lettersOnFile lists the letters of a case in the order they were made, without
// what they say.
func lettersOnFile(ctx context.Context, tx *db.Tx, id db.ID) ([]LetterOnFile, error) {
	return db.All(ctx, tx, `SELECT number, kind, made_on, served_on, held, cancelled FROM letter WHERE case_id = $1 ORDER BY number`, []any{id},
		func(l *LetterOnFile, scan func(...any) error) error {
			return scan(&l.Number, &l.Kind, &l.Made, &l.Served, &l.Held, &l.Cancelled)
		})
}

// letterOnFile reads one letter of a case whole; one that is not there is missing.
func letterOnFile(ctx context.Context, tx *db.Tx, id db.ID, number int) (LetterOnFile, error) {
	var l LetterOnFile
	var sealed []byte
	found, err := tx.Row(ctx, `SELECT number, kind, made_on, served_on, held, cancelled, sealed FROM letter WHERE case_id = $1 AND number = $2`, []any{id, number},
		&l.Number, &l.Kind, &l.Made, &l.Served, &l.Held, &l.Cancelled, &sealed)
	if err != nil {
		return l, err
	}
	if !found {
		return l, fault.Missing()
	}
	var content writtenLetter
	err = casefile.Sealed(sealed).Open(ctx, tx, id, casefile.Row(letterPlace, number), &content)
	l.Letter, l.Problem = content.Letter, content.Problem
	return l, err
}
