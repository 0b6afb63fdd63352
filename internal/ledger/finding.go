package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
)

// Kind is what was done to the record.
type Kind string

const (
	Edited     Kind = "edited"
	Deleted    Kind = "deleted"
	Moved      Kind = "moved"
	Doubled    Kind = "doubled"
	CutOff     Kind = "cut off"
	RolledBack Kind = "rolled back"
	Forked     Kind = "forked"
	Damaged    Kind = "damaged"
	Unsigned   Kind = "unsigned"
	Missing    Kind = "missing"
	// Undone is an erasure that the record tells of and that is not in force.
	Undone Kind = "undone"
	// OtherList is a list of what was erased that belongs to another database, or
	// to none.
	OtherList Kind = "another list"
)

// Finding is one thing that is not as it must be, in a sentence that names what.
type Finding struct {
	Kind Kind
	Text string
	// Lane and Seq name the event, Index the entry of the log; -1 for none.
	Lane  int
	Seq   int64
	Index int64
}

func (f Finding) String() string { return f.Text }

// mostFindings is how many findings are kept; the others are counted.
const mostFindings = 1000

// findings collects what several workers find.
type findings struct {
	mu    sync.Mutex
	found []Finding
	more  int
}

func (f *findings) add(one Finding) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.found) >= mostFindings {
		f.more++
		return
	}
	f.found = append(f.found, one)
}

// event adds a finding about an event of the database.
func (f *findings) event(kind Kind, lane int, seq int64, text string, args ...any) {
	f.add(Finding{Kind: kind, Text: fmt.Sprintf(text, args...), Lane: lane, Seq: seq, Index: -1})
}

// log adds a finding about the log; index is -1 where it is about all of it.
func (f *findings) log(kind Kind, index int64, text string, args ...any) {
	f.add(Finding{Kind: kind, Text: fmt.Sprintf(text, args...), Lane: -1, Seq: -1, Index: index})
}

// sorted gives what was found in an order that does not depend on the workers.
func (f *findings) sorted() []Finding {
	slices.SortStableFunc(f.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Lane, b.Lane), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Index, b.Index), cmp.Compare(a.Text, b.Text))
	})
	return f.found
}
