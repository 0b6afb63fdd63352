package matching

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
)

// askHolders is the kind of job that asks the holders of records which somebody
// may not see. It is queued whether there is anybody to ask or not, so that how
// long an answer takes tells nothing.
const askHolders job.Kind = "ask-holders"

// asking is what such a job is told: who asks about which of their own subjects,
// and the cases, which name nobody.
type asking struct {
	Agency  db.ID   `json:"agency"`
	Account db.ID   `json:"account"`
	Subject string  `json:"subject"`
	Cases   []db.ID `json:"cases"`
}

// mostShown bounds the records that somebody is shown before a referral.
const mostShown = 5

// Known looks for earlier records that may be of the person of a record that
// somebody is about to make: those within their reach with the evidence, the
// others only as a fact, whose holders are asked. subject is what they have: a
// draft, or nothing of that name yet. Nothing that was typed is kept.
func (room *Room) Known(ctx context.Context, tx *db.Tx, actor account.Actor, subject string, record casefile.Record) (casefile.Known, error) {
	return room.known(ctx, tx, actor, subject, CardOf(record))
}

func (room *Room) known(ctx context.Context, tx *db.Tx, actor account.Actor, subject string, card Card) (casefile.Known, error) {
	hits, elsewhere, ready, err := room.reach(ctx, tx, actor, card)
	if err != nil || !ready {
		return casefile.Known{NotReady: !ready}, err
	}
	answer := casefile.Known{Elsewhere: len(elsewhere) > 0}
	entry := lookedUp{}
	for _, hit := range hits {
		acquaintance, err := acquaint(ctx, tx, actor, hit)
		if err != nil {
			return casefile.Known{}, err
		}
		answer.Records = append(answer.Records, acquaintance)
		entry.Cases = append(entry.Cases, hit.Case)
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "look-for-earlier-records", Category: audit.Consultation, Subject: subject,
		Why: purposeMatching, Change: entry}); err != nil {
		return casefile.Known{}, err
	}
	return answer, job.Enqueue(ctx, tx, askHolders, string(tx.NewID()), tx.Now(), asking{actor.Agency, actor.Account, subject, elsewhere})
}

// lookedUp is what an audit entry keeps: the records that were shown.
type lookedUp struct {
	Cases []db.ID `json:"cases"`
}

// hit is a record within reach with the evidence.
type hit struct {
	candidate
	Card        Card
	Explanation []Line
	Weights     waterfall
}

// reach compares a card with all records and sorts what it finds by whether the
// actor may see it: hits that they may, and, of a high probability, the cases
// that they may not. All that follows is the same work whatever was found out
// of reach.
func (room *Room) reach(ctx context.Context, tx *db.Tx, actor account.Actor, card Card) (hits []hit, elsewhere []db.ID, ready bool, err error) {
	x, ready, err := room.index.ready(ctx, tx, "")
	if err != nil || !ready {
		return nil, nil, ready, err
	}
	policy := PolicyOn(civil.DayOf(tx.Now()))
	found := x.match(card, "", policy.Show)
	found = found[:min(len(found), 4*mostShown)]
	// Always as many, so that the same is asked of the store whether anything was
	// found or not.
	ids := make([]db.ID, 4*mostShown)
	for i, c := range found {
		ids[i] = c.Case
	}
	mine, err := within(ctx, tx, actor, ids)
	if err != nil {
		return nil, nil, true, err
	}
	whole, err := givenWhole(ctx, tx, ids)
	if err != nil {
		return nil, nil, true, err
	}
	for _, c := range found {
		switch {
		case mine[c.Case] && len(hits) < mostShown:
			h, err := room.hit(ctx, tx, x, card, c)
			if err != nil {
				return nil, nil, true, err
			}
			hits = append(hits, h)
		case !mine[c.Case] && c.Probability >= policy.Ask && whole[c.Case]:
			elsewhere = append(elsewhere, c.Case)
		}
	}
	return hits, elsewhere, true, nil
}

func (room *Room) hit(ctx context.Context, tx *db.Tx, x *indexed, card Card, c candidate) (hit, error) {
	other, found, err := cardOf(ctx, tx, c.Case)
	if err != nil || !found {
		return hit{}, err
	}
	explanation, err := x.explain(card, other, c.Case)
	return hit{candidate: c, Card: other, Explanation: lines(explanation), Weights: waterfall{explanation}}, err
}

func acquaint(ctx context.Context, tx *db.Tx, actor account.Actor, h hit) (casefile.Acquaintance, error) {
	a := casefile.Acquaintance{Case: h.Case, Likely: likely(h.Probability)}
	if _, err := tx.Row(ctx, `SELECT reference, opened_at FROM case_file WHERE id = $1`, []any{h.Case}, &a.Reference, db.Instant(&a.Opened)); err != nil {
		return a, err
	}
	names, err := casefile.Headlines(ctx, tx, actor, []db.ID{h.Case})
	a.Name = names[h.Case]
	for _, line := range h.Explanation {
		if line.Says {
			a.Evidence = append(a.Evidence, line.Sentence)
		}
	}
	return a, err
}

// Claim records that whoever refers says that the person is one they already
// know: the pair goes to the queue whatever the comparison says of it.
func (room *Room) Claim(ctx context.Context, tx *db.Tx, actor account.Actor, later db.ID, earlier []db.ID) error {
	mine, err := within(ctx, tx, actor, append([]db.ID{later}, earlier...))
	if err != nil {
		return err
	}
	policy := PolicyOn(civil.DayOf(tx.Now()))
	for _, id := range earlier {
		if !mine[id] || !mine[later] || id == later {
			continue // it went out of reach since it was shown
		}
		pair := Pair{ID: tx.NewID(), Left: min(id, later), Right: max(id, later), State: Open, Source: FromResponder, Policy: policy.ID, Weight: 0, Probability: 0.5}
		if err := room.keepPair(ctx, tx, policy, pair, false); err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "claim-match", Category: audit.Combination, Case: later,
			Subject: "pair " + string(pair.ID), Why: "The first responder says that it is the same person"}); err != nil {
			return err
		}
		if err := room.flagOver(ctx, tx, actor, pair); err != nil {
			return err
		}
	}
	return nil
}

// askHolders asks each holder once about what an agency has.
func (room *Room) askHolders(ctx context.Context, tx *db.Tx, payload json.RawMessage) error {
	var a asking
	if err := json.Unmarshal(payload, &a); err != nil {
		return err
	}
	for _, id := range a.Cases {
		agencies, err := holders(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, agency := range agencies {
			if agency == a.Agency {
				continue
			}
			if err := ask(ctx, tx, Request{Case: id, Holder: agency, Asker: a.Agency, Account: a.Account, Subject: a.Subject}); err != nil {
				return err
			}
		}
	}
	return nil
}

// askAbout asks the holders of the earlier of two records where nobody sees both.
func (room *Room) askAbout(ctx context.Context, tx *db.Tx, pair Pair) error {
	if seen, err := reviewable(ctx, tx, pair); err != nil || seen {
		return err
	}
	earlier, later, err := inTime(ctx, tx, pair)
	if err != nil {
		return err
	}
	if hidden, err := sealedCase(ctx, tx, earlier); err != nil || hidden {
		return err
	}
	askers, err := holders(ctx, tx, later)
	if err != nil {
		return err
	}
	agencies, err := holders(ctx, tx, earlier)
	if err != nil {
		return err
	}
	for _, asker := range askers {
		for _, agency := range agencies {
			if slices.Contains(askers, agency) {
				continue
			}
			if err := ask(ctx, tx, Request{Case: earlier, Holder: agency, Asker: asker, Subject: "case " + string(later)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// inTime gives the two cases of a pair in the order in which they were opened.
func inTime(ctx context.Context, tx *db.Tx, pair Pair) (earlier, later db.ID, err error) {
	opened := map[db.ID]time.Time{}
	err = tx.Each(ctx, `SELECT id, opened_at FROM case_file WHERE id IN ($1, $2)`, []any{pair.Left, pair.Right}, func(scan func(...any) error) error {
		var id db.ID
		var at time.Time
		err := scan(&id, db.Instant(&at))
		opened[id] = at
		return err
	})
	if opened[pair.Right].Before(opened[pair.Left]) {
		return pair.Right, pair.Left, err
	}
	return pair.Left, pair.Right, err
}

// reads reports whether the actor sees who a case is about.
func reads(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (bool, error) {
	granted, err := access.Granted(ctx, tx, actor, id)
	return granted&access.Identity != 0, err
}
