package decision

import (
	"encoding/csv"
	"errors"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	spreadsheet "github.com/havenward/havenward/internal/sheet"
)

// exportColumns are the columns of an export: what it takes to plan work, and no
// more. The name comes last and only for who may see it.
var exportColumns = []string{"Reference", "Stage", "Due", "What is due", "Decision maker", "Nation", "Age", "Received"}

// exportList sends a whole filtered list as CSV, row by row, so that a list of
// any length takes the same memory. It is recorded before the first row.
func (r *Room) exportList(request *route.Request) error {
	list, err := listOf(request)
	if err != nil {
		return err
	}
	filter := ReadFilter(list, request.URL.Query())
	names := access.Role(request.Actor, access.ReadIdentity) == nil && request.URL.Query().Get("names") == "yes"
	entry := audit.Entry{Action: "export-list", Category: audit.Disclosure, Subject: "list " + string(list), Why: purposeDecision, Change: map[string]any{"names": names}}
	if err := record(request, entry); err != nil {
		return err
	}
	header := request.Writer.Header()
	header.Set("Content-Type", "text/csv; charset=utf-8")
	header.Set("Content-Disposition", `attachment; filename="cases.csv"`)
	header.Set("Cache-Control", "no-store")
	out := csv.NewWriter(request.Writer)
	if err := out.Write(headings(request.Words, names)); err != nil {
		return err
	}
	err = eachListed(request.Context(), r.DB, request.Actor, filter, names, func(part []Listed) error {
		for _, listed := range part {
			if err := out.Write(r.exported(request.Words, listed, names)); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	})
	out.Flush()
	return errors.Join(err, out.Error())
}

func headings(words page.Words, names bool) []string {
	columns := exportColumns
	if names {
		columns = append(columns[:len(columns):len(columns)], "Name")
	}
	written := make([]string, len(columns))
	for i, column := range columns {
		written[i] = words.Text(column)
	}
	return written
}

func (r *Room) exported(words page.Words, l Listed, names bool) []string {
	age := "Adult"
	if l.Child {
		age = "Child, or may be a child"
	}
	row := []string{l.Reference, words.Text(machine.StageTitles[l.Stage]), l.Due.String(), "", l.MakerName,
		words.Text(choiceText(string(l.Jurisdiction), machine.JurisdictionChoices)), words.Text(age), l.Received.String()}
	if l.DueKind != "" {
		row[3] = words.Text(clockTitle(r.Rules, l.DueKind))
	}
	if names {
		row = append(row, l.Name)
	}
	for i := range row {
		row[i] = spreadsheet.Harmless(row[i])
	}
	return row
}
