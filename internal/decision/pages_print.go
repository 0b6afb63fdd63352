package decision

import (
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/route"
)

// printPage is a whole case on paper.
type printPage struct {
	Summary   summaryPage
	Clocks    []DueClock // those that run, each with why it is due then
	Sections  []section
	Decisions decisionsPage
	Moments   []casefile.Moment
	Files     []casefile.Attachment
	Letters   []letterRow
	Printed   civil.Day
	By        string
}

// printCase shows a whole case for printing, which is recorded as such.
func (r *Room) printCase(request *route.Request) error {
	var data printPage
	o, err := r.showAs(request, "print-case", "whole case", func(tx *db.Tx, o opened) (err error) {
		if data.Summary, err = r.readSummary(request, tx, o); err != nil {
			return err
		}
		clocks, err := r.Clocks(request.Context(), tx, request.Actor, o.File.ID)
		if err != nil {
			return err
		}
		for _, clock := range clocks {
			if clock.Running() {
				data.Clocks = append(data.Clocks, clock)
			}
		}
		if data.Decisions, err = r.readDecisions(request, tx, o); err != nil {
			return err
		}
		if data.Moments, err = casefile.Timeline(request.Context(), tx, o.File.ID); err != nil {
			return err
		}
		if o.may(access.ReadDocument) {
			if data.Files, err = casefile.Files(request.Context(), tx, o.File.ID); err != nil {
				return err
			}
		}
		if !o.may(access.ReadLetter) {
			return nil
		}
		letters, err := r.Letters(request.Context(), tx, request.Actor, o.File.ID)
		for _, letter := range letters {
			data.Letters = append(data.Letters, letterRowOf(o, letter))
		}
		return err
	})
	if err != nil {
		return err
	}
	data.Summary.Head, data.Sections, data.Printed, data.By = headOf(o, "none"), sections(o), o.Today, request.Actor.Name
	return caseView(request, http.StatusOK, "case_print.html", "Case", data)
}
