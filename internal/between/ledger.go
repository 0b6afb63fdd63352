package between

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/sharing"
	"github.com/havenward/havenward/internal/support"
)

// Ledger gives the room of support the one ledger of consents, which the room
// of sharing keeps.
func Ledger(room *sharing.Room) support.Ledger {
	return support.Ledger{
		Agreements: func(ctx context.Context, tx *db.Tx, _ account.Actor, id db.ID) ([]support.Agreement, error) {
			lines, err := room.Ledger(ctx, tx, id)
			var agreed []support.Agreement
			for _, line := range lines {
				one := support.Agreement{ID: line.ID, Recipient: line.Recipient, Purpose: line.Purpose, Given: line.Given, On: line.On, Language: line.Language, Said: line.Said, Withdrawn: line.Withdrawn}
				if purpose, known := reference.Default().SharingPurposes.ByCode(line.Purpose); known {
					one.Purpose = purpose.Name
				}
				for _, part := range line.Compartments.Each() {
					one.Parts = append(one.Parts, part.Name)
				}
				// Consents to enter the mechanism name no part of a case: they are asked
				// for elsewhere, and what was said to the police is nobody's here.
				if line.Compartments != 0 {
					agreed = append(agreed, one)
				}
			}
			return agreed, err
		},
		Hear: func(ctx context.Context, tx *db.Tx, actor account.Actor, heard support.Heard) (db.ID, error) {
			return room.Hear(ctx, tx, actor, sharing.ConsentForm{Case: heard.Case, Recipient: heard.Recipient, Purpose: heard.Purpose, Compartments: heard.Parts, Given: heard.Given,
				How: heard.How, Language: heard.Language, ExplainedBy: heard.ExplainedBy, Interpreter: heard.Interpreter, Said: heard.Said, On: heard.On, Once: heard.Once})
		},
		TakeBack: room.TakeBack,
	}
}
