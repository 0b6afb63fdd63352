package matching

import (
	"context"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// DecideForm is what somebody decides about a pair.
type DecideForm struct {
	Pair    db.ID
	Version int64
	Outcome Outcome
	Reason  string
	Once    string
}

// Decide records what somebody decides, and gives the state that follows. It
// joins nothing: a merge is a step of its own.
func (room *Room) Decide(ctx context.Context, tx *db.Tx, actor account.Actor, f DecideForm) (State, error) {
	var state State
	_, err := tx.Once(ctx, "matching "+string(actor.Account), f.Once, func() (string, error) {
		pair, decisions, err := room.versioned(ctx, tx, actor, f.Pair, f.Version)
		if err != nil {
			return "", err
		}
		if err := mayDecide(decisions, pair.State, actor.Account, f.Outcome); err != nil {
			return "", err
		}
		f.Reason = strings.TrimSpace(f.Reason)
		switch {
		case f.Reason == "":
			return "", fault.Wrong("reason", "Say why. A second reader, or somebody who looks at this later, needs to know")
		case len(f.Reason) > 5000:
			return "", fault.Wrong("reason", "The reason must be 5,000 characters or fewer")
		}
		d := Decision{Number: len(decisions) + 1, Outcome: f.Outcome, By: actor.Account, Reason: f.Reason}
		if err := insertDecision(ctx, tx, actor, pair, d); err != nil {
			return "", err
		}
		before := pair.State
		pair.State = Settled(append(decisions, d), pair.Two != "")
		if pair.State == Conflict {
			pair.Two = TwoConflict
		}
		if err := room.settle(ctx, tx, actor, pair, "decide-match", before); err != nil {
			return "", err
		}
		state = pair.State
		return string(state), nil
	})
	return state, err
}

// UndoDecision takes back the actor's last decision about a pair. Where the two
// records were joined, that is undone first.
func (room *Room) UndoDecision(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, version int64, once string) error {
	_, err := tx.Once(ctx, "matching "+string(actor.Account), once, func() (string, error) {
		pair, decisions, err := room.versioned(ctx, tx, actor, id, version)
		if err != nil {
			return "", err
		}
		last, found := lastBy(decisions, actor.Account)
		if !found {
			return "", fault.Wrong("", "You have not decided about these records")
		}
		if _, joined, err := mergeBetween(ctx, tx, pair.Left, pair.Right); err != nil {
			return "", err
		} else if joined {
			return "", fault.Wrong("", "These records are joined. Undo that first")
		}
		if err := undoDecision(ctx, tx, actor, pair.ID, last.Number); err != nil {
			return "", err
		}
		before := pair.State
		left := slices.DeleteFunc(decisions, func(d Decision) bool { return d.Number == last.Number })
		if pair.Two == TwoConflict {
			policy := PolicyOn(dayOf(tx))
			if pair.Two, _, err = twoReaders(ctx, tx, policy, pair); err != nil {
				return "", err
			}
		}
		pair.State = Settled(left, pair.Two != "")
		return "done", room.settle(ctx, tx, actor, pair, "undo-match-decision", before)
	})
	return err
}

// settle stores a pair after a decision, records it on both cases, and raises a
// flag where the same person was met again.
func (room *Room) settle(ctx context.Context, tx *db.Tx, actor account.Actor, pair Pair, action string, before State) error {
	if err := changePair(ctx, tx, pair); err != nil {
		return err
	}
	for _, id := range []db.ID{pair.Left, pair.Right} {
		if err := audit.Append(ctx, tx, actor, audit.Entry{Action: action, Category: audit.Alteration, Case: id, Subject: "pair " + string(pair.ID),
			Why: purposeMatching, Change: map[string]any{"before": before, "after": pair.State}}); err != nil {
			return err
		}
	}
	if pair.State == Same {
		return room.flagOver(ctx, tx, actor, pair)
	}
	return nil
}

// versioned loads a pair of which the version is the latest, with its decisions.
func (room *Room) versioned(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, version int64) (Pair, []Decision, error) {
	pair, err := room.pair(ctx, tx, actor, id)
	if err != nil {
		return Pair{}, nil, err
	}
	if pair.Version != version {
		return Pair{}, nil, fault.Stale(nil, nil)
	}
	decisions, err := decisionsOf(ctx, tx, pair)
	return pair, decisions, err
}

// Assign gives a pair to somebody of the actor's agency to look at, or to nobody.
func (room *Room) Assign(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, version int64, to db.ID) error {
	pair, _, err := room.versioned(ctx, tx, actor, id, version)
	if err != nil {
		return err
	}
	if to != "" {
		people, err := account.Colleagues(ctx, tx, actor.Agency, reviewers...)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(people, func(p account.Person) bool { return p.ID == to }) {
			return fault.Wrong("assignee", "Choose somebody of your agency who reviews records")
		}
	}
	pair.Assignee = to
	if err := changePair(ctx, tx, pair); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "assign-match", Category: audit.Alteration, Subject: "pair " + string(pair.ID), Why: purposeMatching})
}
