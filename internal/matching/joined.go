package matching

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/reference"
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
	{"gender", "Gender", func(r casefile.Record) []string { return kept(reference.Default().Genders.Name(r.Gender)) }},
	{"nationalities", "Nationalities", func(r casefile.Record) (list []string) {
		for _, code := range r.Nationalities {
			list = append(list, reference.Default().Nationalities.Name(code))
		}
		return list
	}},
	{"birthplace", "Place of birth", func(r casefile.Record) []string { return kept(r.Birthplace) }},
	{"interpreter", "Language of an interpreter", func(r casefile.Record) []string { return kept(reference.Default().Languages.Name(r.Interpreter)) }},
	{"communication", "Other help with communication", func(r casefile.Record) []string { return kept(r.Communication) }},
	{"town", "Town now", func(r casefile.Record) []string { return kept(reference.Default().Towns.Name(r.CurrentTown)) }},
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
