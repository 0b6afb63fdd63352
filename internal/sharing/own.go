package sharing

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
)

// partsPlainly are the parts of a file in words for the person.
var partsPlainly = map[access.Compartments]string{
	access.Identity: "Who you are", access.Story: "What happened to you", access.Decision: "The decision about you", access.Health: "Your health",
	access.Immigration: "If you may stay in this country", access.Contact: "How to reach you", access.Location: "Where you live",
	access.Intelligence: "What is known about the people who hurt you", access.Support: "Your plan and your help",
}

func plainParts(set access.Compartments) []string {
	var parts []string
	for _, part := range set.Each() {
		if words := partsPlainly[part.Bit]; words != "" {
			parts = append(parts, words)
		}
	}
	return parts
}

// OwnConsents lists what a person agreed to share and can take back themselves,
// for their own page. The caller has made sure that it is they.
func (r *Room) OwnConsents(ctx context.Context, tx *db.Tx, caseID db.ID) ([]casefile.OwnConsent, error) {
	ledger, err := agreements(ctx, tx, caseID)
	if err != nil {
		return nil, err
	}
	var own []casefile.OwnConsent
	for _, line := range ledger {
		if !line.Stands() {
			continue
		}
		consent := casefile.OwnConsent{ID: line.ID, Recipient: line.Recipient, Parts: plainParts(line.Compartments), Purpose: nameIn(r.Lists.SharingPurposes, line.Purpose), On: line.On}
		if line.Agency != "" {
			stay, err := staying(ctx, tx, caseID, line.Agency)
			if err != nil {
				return nil, err
			}
			for _, h := range stay {
				consent.Stays = append(consent.Stays, nameIn(r.Lists.SharingPurposes, h.Purpose))
			}
		}
		own = append(own, consent)
	}
	return own, nil
}

// TakeBackOwn takes a consent back because the person said so on their own page,
// and ends at once every share that rests on it. The caller has made sure that it
// is they, and that the consent is one of OwnConsents.
func (r *Room) TakeBackOwn(ctx context.Context, tx *db.Tx, person account.Actor, caseID, consent db.ID) error {
	return r.takeBack(ctx, tx, person, caseID, consent, "")
}

// OwnTexts are the texts that the person may read in OwnConsents, for the test
// that keeps them translated.
func OwnTexts(r *Room) []string {
	texts := plainParts(shareable | access.Support)
	for _, purpose := range r.Lists.SharingPurposes.All() {
		texts = append(texts, purpose.Name)
	}
	return texts
}
