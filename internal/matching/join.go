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

// Choice says which of two records is shown first for one part of who the
// person is; the other stays beside it, with its source.
type Choice string

// Choices for one part of a joined record.
const (
	FromLeader   Choice = "leader"
	FromFollower Choice = "follower"
)

// Part is one part of a record that is chosen for itself.
type Part struct {
	Name, Title string // Title is a catalogue source string
	Values      func(casefile.Record) []string
}

// Parts are what is chosen field by field when two records are joined.
var Parts = []Part{
	{"names", "Names", func(r casefile.Record) (list []string) {
		for _, name := range r.Names {
			list = append(list, name.Full())
		}
		return list
	}},
	{"birth", "Date of birth", func(r casefile.Record) []string { return kept(r.Birth.Long()) }},
	{"gender", "Gender", func(r casefile.Record) []string { return kept(r.Gender) }},
	{"nationalities", "Nationalities", func(r casefile.Record) []string { return r.Nationalities }},
	{"birthplace", "Place of birth", func(r casefile.Record) []string { return kept(r.Birthplace) }},
	{"interpreter", "Language of an interpreter", func(r casefile.Record) []string { return kept(r.Interpreter) }},
	{"communication", "Other help with communication", func(r casefile.Record) []string { return kept(r.Communication) }},
	{"town", "Town now", func(r casefile.Record) []string { return kept(r.CurrentTown) }},
	{"references", "Numbers", func(r casefile.Record) (list []string) {
		for _, reference := range r.References {
			list = append(list, reference.Value)
		}
		return list
	}},
	{"contacts", "Contacts", func(r casefile.Record) (list []string) {
		for _, contact := range r.Contacts {
			list = append(list, contact.Value)
		}
		return list
	}},
}

func kept(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

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
		return "done", tellMerge(ctx, tx, actor, "undo-merge", merge.ID, merge.Leader, merge.Follower,
			"No longer joined with another record", "No longer joined with another record")
	})
	return err
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

// Joined is one person as two records say it, part by part.
type Joined struct {
	Merge    casefile.Merge
	Leader   Side
	Follower Side
	Reason   string
	Parts    []JoinedPart
	Earlier  []casefile.Clock
}

// JoinedPart is one part with what is shown first and what stands beside it.
type JoinedPart struct {
	Title         string
	First, Beside []string
	FirstFrom     string // references
	BesideFrom    string
}

// OpenMerge reads a person that two records are joined for, of which the actor
// sees both, and records the look.
func (room *Room) OpenMerge(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Joined, error) {
	if err := access.Role(actor, access.ReviewMatches); err != nil {
		return Joined{}, err
	}
	merge, err := room.merged(ctx, tx, actor, id)
	if err != nil {
		return Joined{}, err
	}
	j := Joined{Merge: merge}
	var sealed []byte
	if _, err := tx.Row(ctx, `SELECT sealed FROM case_merge WHERE id = $1`, []any{id}, &sealed); err != nil {
		return Joined{}, err
	}
	var hidden joining
	if err := casefile.Sealed(sealed).Open(ctx, tx, merge.Leader, mergePlace, &hidden); err != nil {
		return Joined{}, err
	}
	sides, err := sidesOf(ctx, tx, actor, []db.ID{merge.Leader, merge.Follower}, map[db.ID]bool{merge.Leader: true, merge.Follower: true})
	if err != nil {
		return Joined{}, err
	}
	j.Reason, j.Leader, j.Follower = hidden.Reason, sides[merge.Leader], sides[merge.Follower]
	for _, side := range []*Side{&j.Leader, &j.Follower} {
		file, err := casefile.Load(ctx, tx, actor, side.ID)
		if err != nil {
			return Joined{}, err
		}
		side.Record = file.Record
		if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "read-joined-record", Category: audit.Consultation, Case: side.ID,
			Subject: "merge " + string(id), Why: purposeMatching}); err != nil {
			return Joined{}, err
		}
	}
	j.Parts = joinedParts(j.Leader, j.Follower, hidden.Choices)
	ours, err := casefile.Clocks(ctx, tx, merge.Leader)
	if err != nil {
		return Joined{}, err
	}
	theirs, err := casefile.Clocks(ctx, tx, merge.Follower)
	j.Earlier = Earlier(ours, theirs)
	return j, err
}

// joinedParts puts two records together: nothing of either is left out.
func joinedParts(leader, follower Side, choices map[string]Choice) []JoinedPart {
	var parts []JoinedPart
	for _, part := range Parts {
		first, beside := leader, follower
		if choices[part.Name] == FromFollower || choices[part.Name] == "" && len(part.Values(leader.Record)) == 0 {
			first, beside = follower, leader
		}
		shown := JoinedPart{Title: part.Title, First: part.Values(first.Record), FirstFrom: first.Reference, BesideFrom: beside.Reference}
		for _, value := range part.Values(beside.Record) {
			if !slices.Contains(shown.First, value) {
				shown.Beside = append(shown.Beside, value)
			}
		}
		if len(shown.First)+len(shown.Beside) > 0 {
			parts = append(parts, shown)
		}
	}
	return parts
}
