// Package retention removes records that are no longer needed: it says which
// are due, under which rule and why, keeps those that the law holds, and removes
// what two people approved. Its officers see numbers and days, never content.
package retention

import (
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/statute"
)

// Record is a closed case as this room sees it.
type Record struct {
	ID           db.ID
	Reference    string
	Version      int64
	Jurisdiction string
	AgeGroup     string
	Closed       time.Time
	Held         bool
	Approved     time.Time // zero while nobody approved its removal
	Approver     db.ID
	ApproverName string
	Due          statute.Due
}

// judge works out from when a record is to be removed.
func (r *Record) judge(book statute.Book) error {
	about := statute.Subject{Jurisdiction: statute.Jurisdiction(r.Jurisdiction), Child: casefile.TreatedAsChild(r.AgeGroup)}
	due, err := book.Due(statute.CaseRetention, about, civil.DayOf(r.Closed))
	r.Due = due
	return err
}

// IsDue reports whether its time is over on a day.
func (r *Record) IsDue(today civil.Day) bool { return !r.Due.On.IsZero() && !today.Before(r.Due.On) }

// mayApprove says why the removal of a record cannot be approved now.
func (r *Record) mayApprove(today civil.Day) error {
	switch {
	case r.Held:
		return fault.Refuse("This record is held by law. Lift the hold first")
	case !r.IsDue(today):
		return fault.Refuse("This record is to be kept until {day}", "day", r.Due.On)
	case !r.Approved.IsZero():
		return fault.Refuse("The removal of this record was approved before. Somebody else has to confirm it")
	}
	return nil
}

// mayConfirm says why somebody cannot be the second to approve a removal.
func (r *Record) mayConfirm(by db.ID) error {
	switch {
	case r.Held:
		return fault.Refuse("This record is held by law. Lift the hold first")
	case r.Approved.IsZero():
		return fault.Refuse("Nobody has approved the removal of this record yet")
	case r.Approver == by:
		return fault.Refuse("You approved this removal. Somebody else has to confirm it")
	}
	return nil
}
