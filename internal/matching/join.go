package matching

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// joining is what is sealed of a merge.
type joining struct {
	Reason  string            `json:"reason"`
	Choices map[string]Choice `json:"choices"`
	Pair    db.ID             `json:"pair"`
}

const (
	mergePlace  = "case_merge"
	undonePlace = "case_merge_undone"
)

// JoinForm joins the two records of a pair that are the same person.
type JoinForm struct {
	Pair    db.ID
	Version int64
	Leader  db.ID
	Reason  string
	Choices map[string]Choice // by name of a part; the leader's where none
	Once    string
}

// Merge joins the two records of a pair. Nothing is moved or lost: the follower
// points to the leader, lists show one person, and what is due on either is due
// on the person by the earlier day.
func (room *Room) Merge(ctx context.Context, tx *db.Tx, actor account.Actor, f JoinForm) (db.ID, error) {
	text, err := tx.Once(ctx, "matching "+string(actor.Account), f.Once, func() (string, error) {
		if err := access.Role(actor, access.MergeCases); err != nil {
			return "", err
		}
		pair, _, err := room.versioned(ctx, tx, actor, f.Pair, f.Version)
		if err != nil {
			return "", err
		}
		if err := f.check(pair); err != nil {
			return "", err
		}
		follower := pair.Other(f.Leader)
		sealed, err := casefile.Seal(ctx, tx, f.Leader, mergePlace, joining{f.Reason, f.Choices, pair.ID})
		if err != nil {
			return "", err
		}
		id, err := casefile.Join(ctx, tx, actor, f.Leader, follower, sealed)
		if err != nil {
			return "", err
		}
		if err := hurry(ctx, tx, id, f.Leader, follower); err != nil {
			return "", err
		}
		if err := room.regrouped(ctx, tx, f.Leader, follower); err != nil {
			return "", err
		}
		if err := changePair(ctx, tx, pair); err != nil {
			return "", err
		}
		return string(id), tellMerge(ctx, tx, actor, "merge-cases", id, f.Leader, follower,
			"Joined with another record of the same person, which leads", "Joined with another record of the same person. This one leads")
	})
	return db.ID(text), err
}

// check says what is wrong with a merge.
func (f *JoinForm) check(pair Pair) error {
	f.Reason = strings.TrimSpace(f.Reason)
	switch {
	case pair.State != Same:
		return fault.Wrong("leader", "Records are joined only after it is decided that they are the same person")
	case f.Leader != pair.Left && f.Leader != pair.Right:
		return fault.Wrong("leader", "Choose which record leads")
	case f.Reason == "":
		return fault.Wrong("reason", "Say why the records are joined")
	case len(f.Reason) > 5000:
		return fault.Wrong("reason", "The reason must be 5,000 characters or fewer")
	}
	for name, choice := range f.Choices {
		if !slices.ContainsFunc(Parts, func(p Part) bool { return p.Name == name }) || choice != FromLeader && choice != FromFollower {
			return fault.Wrong("choices", "Choose from which record each part is shown first")
		}
	}
	return nil
}

// UnmergeForm undoes a merge.
type UnmergeForm struct {
	Merge   db.ID
	Version int64
	Reason  string
	Once    string
}

// Unmerge brings both records back as they would be had they never been joined,
// with what was recorded on each since.
func (room *Room) Unmerge(ctx context.Context, tx *db.Tx, actor account.Actor, f UnmergeForm) error {
	_, err := tx.Once(ctx, "matching "+string(actor.Account), f.Once, func() (string, error) {
		if err := access.Role(actor, access.MergeCases); err != nil {
			return "", err
		}
		merge, err := room.merged(ctx, tx, actor, f.Merge)
		if err != nil {
			return "", err
		}
		if f.Reason = strings.TrimSpace(f.Reason); f.Reason == "" {
			return "", fault.Wrong("reason", "Say why the merge is undone")
		}
		if merge.Version != f.Version {
			return "", fault.Stale(nil, nil)
		}
		sealed, err := casefile.Seal(ctx, tx, merge.Leader, undonePlace, f.Reason)
		if err != nil {
			return "", err
		}
		if err := casefile.Part(ctx, tx, actor, merge, sealed); err != nil {
			return "", err
		}
		if err := calm(ctx, tx, merge.ID); err != nil {
			return "", err
		}
		if err := room.regrouped(ctx, tx, merge.Leader, merge.Follower); err != nil {
			return "", err
		}
		return "done", tellMerge(ctx, tx, actor, "undo-merge", merge.ID, merge.Leader, merge.Follower,
			"No longer joined with another record", "No longer joined with another record")
	})
	return err
}

func (room *Room) regrouped(ctx context.Context, tx *db.Tx, leader, follower db.ID) error {
	for _, tell := range room.Regrouped {
		if err := tell(ctx, tx, leader, follower); err != nil {
			return err
		}
	}
	return nil
}

// merged loads a merge of two records that the actor sees both.
func (room *Room) merged(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (casefile.Merge, error) {
	var m casefile.Merge
	found, err := tx.Row(ctx, `SELECT id, version, leader, follower FROM case_merge WHERE id = $1 AND undone_at IS NULL`, []any{id}, &m.ID, &m.Version, &m.Leader, &m.Follower)
	if err != nil || !found {
		return m, missingOr(err)
	}
	mine, err := within(ctx, tx, actor, []db.ID{m.Leader, m.Follower})
	if err != nil || !mine[m.Leader] || !mine[m.Follower] {
		return m, missingOr(err)
	}
	return m, nil
}

// tellMerge records a merge, or that it was undone, on both cases.
func tellMerge(ctx context.Context, tx *db.Tx, actor account.Actor, action string, id, leader, follower db.ID, toFollower, toLeader string) error {
	for caseID, story := range map[db.ID]string{leader: toLeader, follower: toFollower} {
		if err := casefile.TouchLatest(ctx, tx, caseID); err != nil {
			return err
		}
		if err := casefile.Note(ctx, tx, actor, caseID, story); err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, actor, audit.Entry{Action: action, Category: audit.Combination, Case: caseID, Subject: "merge " + string(id),
			Why: purposeMatching, Change: map[string]any{"leader": leader, "follower": follower}}); err != nil {
			return err
		}
	}
	return nil
}

// TaskEarlier is the task on a leading case of something that is due earlier on
// the record that follows it.
const TaskEarlier = "earlier-on-joined-record"

// Earlier gives the clocks that run on a record that follows and are due before
// the same clock of the one that leads, or do not run there: the shorter limit
// is the person's.
func Earlier(leader, follower []casefile.Clock) []casefile.Clock {
	due := map[string]civil.Day{}
	for _, clock := range leader {
		if at, known := due[clock.Kind]; clock.Running() && (!known || clock.Due.Before(at)) {
			due[clock.Kind] = clock.Due
		}
	}
	var earlier []casefile.Clock
	for _, clock := range follower {
		if at, known := due[clock.Kind]; clock.Running() && (!known || clock.Due.Before(at)) {
			earlier = append(earlier, clock)
		}
	}
	slices.SortFunc(earlier, func(a, b casefile.Clock) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID)) })
	return earlier
}

// hurry puts what is due earlier on the follower before those who work on the
// leader.
func hurry(ctx context.Context, tx *db.Tx, merge, leader, follower db.ID) error {
	ours, err := casefile.Clocks(ctx, tx, leader)
	if err != nil {
		return err
	}
	theirs, err := casefile.Clocks(ctx, tx, follower)
	if err != nil {
		return err
	}
	agencies, err := holders(ctx, tx, leader)
	if err != nil || len(agencies) == 0 {
		return err
	}
	for _, clock := range Earlier(ours, theirs) {
		if _, err := casefile.SetTask(ctx, tx, casefile.Task{Case: leader, Kind: TaskEarlier, Subject: fmt.Sprint(merge, " ", clock.Kind), Agency: agencies[0], Due: clock.Due}); err != nil {
			return err
		}
	}
	return nil
}

// calm takes the tasks of a merge away.
func calm(ctx context.Context, tx *db.Tx, merge db.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM task WHERE kind = $1 AND subject >= $2 AND subject < $3`, TaskEarlier, string(merge)+" ", string(merge)+"!")
	return err
}

// mergeBetween finds the merge that joins two records with each other.
func mergeBetween(ctx context.Context, tx *db.Tx, a, b db.ID) (casefile.Merge, bool, error) {
	var m casefile.Merge
	found, err := tx.Row(ctx, `SELECT id, version, leader, follower FROM case_merge WHERE undone_at IS NULL AND (leader = $1 AND follower = $2 OR leader = $2 AND follower = $1)`,
		[]any{a, b}, &m.ID, &m.Version, &m.Leader, &m.Follower)
	return m, found, err
}
