package returns

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
)

// handovers reads handovers, the latest first. A request and an answer are opened;
// the pack is not.
func handovers(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Handover, error) {
	return db.All(ctx, tx, `SELECT h.id, h.reference, h.plan_id, p.case_id, h.agency_id, g.name, f.name, p.country, h.version, h.state, h.needs, h.age, h.gender, h.sealed, h.asked_at, h.answer_by, h.rule,
		h.answered_at, h.refusal, h.answer_sealed, h.pack_at, h.pack_seen_at, h.ended_at, h.ended_why, p.travel_on, p.arrived_on
		FROM return_handover h JOIN return_plan p ON p.id = h.plan_id JOIN agency g ON g.id = h.agency_id JOIN agency f ON f.id = p.agency_id WHERE `+where+` ORDER BY h.id DESC`, args,
		func(h *Handover, scan func(...any) error) error {
			var codes string
			var request, answer []byte
			if err := scan(&h.ID, &h.Reference, &h.Plan, &h.Case, &h.Agency, &h.AgencyName, &h.FromName, &h.Country, &h.Version, &h.State, &codes, &h.Age, &h.Gender, &request, db.Instant(&h.Asked), &h.AnswerBy, &h.Rule,
				db.Instant(&h.Answered), &h.Refusal, &answer, db.Instant(&h.PackAt), db.Instant(&h.PackSeen), db.Instant(&h.EndedAt), &h.EndedWhy, &h.TravelOn, &h.ArrivedOn); err != nil {
				return err
			}
			h.Needs = splitCodes(codes)
			if err := casefile.OpenRow(ctx, tx, request, h.Case, sealedRequest, h.ID, &h.Request); err != nil {
				return err
			}
			return casefile.OpenRow(ctx, tx, answer, h.Case, sealedAnswer, h.ID, &h.Answer)
		})
}

// ours gives a handover that the actor's organisation was asked for.
func ours(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Handover, bool, error) {
	found, err := handovers(ctx, tx, `h.id = $1 AND h.agency_id = $2`, id, actor.Agency)
	if err != nil || len(found) == 0 {
		return Handover{}, false, err
	}
	return found[0], true, nil
}

// packOf opens the pack of a handover; false where there is none any more.
func packOf(ctx context.Context, tx *db.Tx, h Handover) (pack Pack, found bool, err error) {
	var sealed []byte
	if _, err = tx.Row(ctx, `SELECT pack_sealed FROM return_handover WHERE id = $1`, []any{h.ID}, &sealed); err != nil || len(sealed) == 0 {
		return pack, false, err
	}
	return pack, true, unsealPack(ctx, tx, sealed, h, &pack)
}

func unsealPack(ctx context.Context, tx *db.Tx, sealed []byte, h Handover, pack *Pack) error {
	return casefile.OpenRow(ctx, tx, sealed, h.Case, sealedPack, h.ID, pack)
}

// receivers lists the organisations abroad that take people on.
func receivers(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Receiver, error) {
	return db.All(ctx, tx, `SELECT r.agency_id, g.name, r.version, r.country, r.town, r.language, r.takes, r.offers, r.contact, r.checked_on, r.closed_at
		FROM return_receiver r JOIN agency g ON g.id = r.agency_id WHERE `+where+` ORDER BY r.country, g.name`, args, func(r *Receiver, scan func(...any) error) error {
		var takes, offers string
		err := scan(&r.Agency, &r.Name, &r.Version, &r.Country, &r.Town, &r.Language, &takes, &offers, &r.Contact, &r.Checked, db.Instant(&r.Closed))
		r.Takes, r.Offers = splitCodes(takes), splitCodes(offers)
		return err
	})
}

func receiverOf(ctx context.Context, tx *db.Tx, agency db.ID) (Receiver, bool, error) {
	found, err := receivers(ctx, tx, `r.agency_id = $1`, agency)
	if err != nil || len(found) == 0 {
		return Receiver{}, false, err
	}
	return found[0], true, nil
}

// newLink makes a link and keeps only its sum.
func newLink(ctx context.Context, tx *db.Tx, by, handover db.ID, until time.Time) (string, error) {
	token := rand.Text()
	_, err := tx.Exec(ctx, `INSERT INTO return_link (token_hash, handover_id, made_at, made_by, expires_at) VALUES ($1, $2, $3, $4, $5)`, hashToken(token), handover, tx.Now(), by, until)
	return token, err
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// linked gives the handover behind a link that is live.
func linked(ctx context.Context, tx *db.Tx, token string) (Handover, bool, error) {
	found, err := handovers(ctx, tx, `h.ended_at IS NULL AND h.id = (SELECT l.handover_id FROM return_link l WHERE l.token_hash = $1 AND l.revoked_at IS NULL AND l.expires_at > $2)`, hashToken(token), tx.Now())
	if err != nil || len(found) == 0 {
		return Handover{}, false, err
	}
	return found[0], true, nil
}

// Link is a link to a handover as lists show it: never the link itself.
type Link struct {
	Made, Expires, Opened, Revoked time.Time
	By                             string
}

// Live reports whether the link still leads anywhere.
func (l Link) Live(now time.Time) bool { return l.Revoked.IsZero() && l.Expires.After(now) }

func links(ctx context.Context, tx *db.Tx, handover db.ID) ([]Link, error) {
	return db.All(ctx, tx, `SELECT l.made_at, l.expires_at, l.opened_at, l.revoked_at, a.name FROM return_link l LEFT JOIN account a ON a.id = l.made_by WHERE l.handover_id = $1 ORDER BY l.made_at DESC`, []any{handover},
		func(l *Link, scan func(...any) error) error {
			return scan(db.Instant(&l.Made), db.Instant(&l.Expires), db.Instant(&l.Opened), db.Instant(&l.Revoked), db.Text(&l.By))
		})
}

func revokeLinks(ctx context.Context, tx *db.Tx, handover db.ID) error {
	_, err := tx.Exec(ctx, `UPDATE return_link SET revoked_at = $2 WHERE handover_id = $1 AND revoked_at IS NULL`, handover, tx.Now())
	return err
}
