package referral

import (
	"context"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// sealedPlace is under which the part of a referral beside the record is sealed.
const sealedPlace = "referral"

// insertReferral stores a referral beside its case: codes in columns, and
// everything that is not in the record sealed, with the consents, which the
// sender wrote and the grant of their agency does not reach. An external identifier that is
// there already is refused.
func insertReferral(ctx context.Context, tx *db.Tx, actor account.Actor, id, agency db.ID, o Options, s *Submission, p Published) error {
	beside := *s
	beside.Record = casefile.Record{Consents: s.Record.Consents}
	sealed, err := casefile.Seal(ctx, tx, id, sealedPlace, beside)
	if err != nil {
		return err
	}
	key, err := senderKey(ctx, tx, agency, s.SenderReference)
	if err != nil {
		return err
	}
	on := o.received(civil.DayOf(tx.Now()))
	added, err := tx.Exec(ctx, `INSERT INTO referral (case_id, agency_id, account_id, source, external_scope, external_id, sender_key,
		received_at, received_on, quarter, organisation, jurisdiction, age_group, under_eighteen_then, exploited_where, several_situations,
		still_in, last_contact, reported_before, reported_to_police, cooperation, support, decision_to, other_victims, local_authority,
		published_responder_type, published_responder, published_exploitation, published_age, published_gender, published_nationality, sealed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)
		ON CONFLICT (external_scope, external_id) DO NOTHING`,
		id, orNull(string(agency)), actor.Account, o.source(), o.scope(actor), orNull(s.ExternalID), key,
		tx.Now(), on, Quarter(on), s.Organisation, s.Jurisdiction, s.AgeGroup, s.UnderEighteenThen, s.Where, s.SeveralSituations,
		s.StillIn, s.LastContact, s.ReportedBefore, s.ReportedToPolice, s.Cooperation, s.Support, s.DecisionTo, s.OtherVictims, s.LocalAuthority.Code,
		p.ResponderType, p.Responder, p.Exploitation, p.Age, p.Gender, p.Nationality, []byte(sealed))
	if err == nil && added == 0 {
		return &fault.Error{Code: fault.Invalid, Message: "There is a problem", Cause: ErrReceived, Fields: []fault.Field{{Name: "externalId",
			Message: "A referral with the external identifier {identifier} was received before", Args: []any{"identifier", s.ExternalID}}}}
	}
	return err
}

// senderKey is by which a sender finds a referral again by their own reference:
// a keyed token, so that the reference cannot be guessed from the store.
func senderKey(ctx context.Context, tx *db.Tx, agency db.ID, reference string) (string, error) {
	folded := strings.ToLower(strings.Join(strings.Fields(reference), ""))
	if folded == "" {
		return "", nil
	}
	return tx.Sealer().Blind(ctx, tx, "sender "+string(agency), folded)
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
