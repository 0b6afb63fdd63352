package referral

import (
	"context"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// noticePlace is under which the stories of notifications are sealed.
const noticePlace = "notification_story"

func insertNotice(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, reference, source string, n *Notice, p Published, caseID db.ID) error {
	on := Options{ReceivedOn: n.ReceivedOn}.received(civil.DayOf(tx.Now()))
	if _, err := tx.Exec(ctx, `INSERT INTO notification (id, reference, agency_id, account_id, source, received_at, received_on, quarter,
		organisation, jurisdiction, under_eighteen_then, gender, nationalities, exploited_where, several_situations, still_in, last_contact,
		reported_before, reported_to_police, cooperation, other_victims, published_responder_type, published_responder, published_exploitation,
		published_age, published_gender, published_nationality, case_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)`,
		id, reference, actor.Agency, actor.Account, source, tx.Now(), on, Quarter(on), n.Organisation, n.Jurisdiction, n.UnderEighteenThen,
		n.Gender, strings.Join(n.Nationalities, " "), n.Where, n.SeveralSituations, n.StillIn, n.LastContact, n.ReportedBefore, n.ReportedToPolice,
		n.Cooperation, n.OtherVictims, p.ResponderType, p.Responder, p.Exploitation, p.Age, p.Gender, p.Nationality, orNull(string(caseID))); err != nil {
		return err
	}
	for _, form := range n.Forms {
		if _, err := tx.Exec(ctx, `INSERT INTO notification_form (notification_id, form) VALUES ($1, $2) ON CONFLICT (notification_id, form) DO NOTHING`, id, form); err != nil {
			return err
		}
	}
	for _, spot := range n.Places {
		if _, err := tx.Exec(ctx, `INSERT INTO notification_place (notification_id, country, town) VALUES ($1, $2, $3)
			ON CONFLICT (notification_id, country, town) DO NOTHING`, id, spot.Country, spot.Town); err != nil {
			return err
		}
	}
	for _, code := range n.Indicators {
		if _, err := tx.Exec(ctx, `INSERT INTO notification_indicator (notification_id, code) VALUES ($1, $2) ON CONFLICT (notification_id, code) DO NOTHING`, id, code); err != nil {
			return err
		}
	}
	for kind, text := range n.Stories {
		if text == "" {
			continue
		}
		sealed, err := casefile.Seal(ctx, tx, id, casefile.Row(noticePlace, kind), text)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO notification_story (notification_id, kind, sealed) VALUES ($1, $2, $3)`, id, kind, []byte(sealed)); err != nil {
			return err
		}
	}
	return nil
}

// SentNotice is a notification as it was sent.
type SentNotice struct {
	ID        db.ID
	Reference string
	Received  time.Time
	Case      db.ID // the case of an adult who agreed to co-operate, or ""
	Notice
}

// loadNotice reads a notification of the actor's agency; false where it has no
// such one.
func loadNotice(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (n SentNotice, found bool, err error) {
	var nationalities string
	found, err = tx.Row(ctx, `SELECT id, reference, received_at, organisation, jurisdiction, under_eighteen_then, gender, nationalities, exploited_where,
		several_situations, still_in, last_contact, reported_before, reported_to_police, cooperation, other_victims, case_id
		FROM notification WHERE id = $1 AND agency_id = $2 AND removed_at IS NULL`, []any{id, actor.Agency},
		&n.ID, &n.Reference, db.Instant(&n.Received), &n.Organisation, &n.Jurisdiction, &n.UnderEighteenThen, &n.Gender, &nationalities, &n.Where,
		&n.SeveralSituations, &n.StillIn, &n.LastContact, &n.ReportedBefore, &n.ReportedToPolice, &n.Cooperation, &n.OtherVictims, db.Text((*string)(&n.Case)))
	if err != nil || !found {
		return n, found, err
	}
	n.Nationalities = strings.Fields(nationalities)
	if n.Forms, err = texts(ctx, tx, `SELECT form FROM notification_form WHERE notification_id = $1 ORDER BY form`, id); err != nil {
		return n, false, err
	}
	if n.Indicators, err = texts(ctx, tx, `SELECT code FROM notification_indicator WHERE notification_id = $1 ORDER BY code`, id); err != nil {
		return n, false, err
	}
	n.Places, err = db.All(ctx, tx, `SELECT country, town FROM notification_place WHERE notification_id = $1 ORDER BY country, town`, []any{id},
		func(spot *Spot, scan func(...any) error) error { return scan(&spot.Country, &spot.Town) })
	if err != nil {
		return n, false, err
	}
	n.Stories = map[string]string{}
	err = tx.Each(ctx, `SELECT kind, sealed FROM notification_story WHERE notification_id = $1`, []any{id}, func(scan func(...any) error) error {
		var kind, text string
		var sealed []byte
		if err := scan(&kind, &sealed); err != nil {
			return err
		}
		err := casefile.Sealed(sealed).Open(ctx, tx, id, casefile.Row(noticePlace, kind), &text)
		n.Stories[kind] = text
		return err
	})
	return n, true, err
}

func texts(ctx context.Context, tx *db.Tx, query string, id db.ID) ([]string, error) {
	return db.All(ctx, tx, query, []any{id}, func(text *string, scan func(...any) error) error { return scan(text) })
}
