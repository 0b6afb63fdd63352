package sharing

import (
	"context"
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type conflictRow struct {
	Conflict
	To   string
	Last civil.Day
	Over bool
}

// facts are what is ended, on the page that asks for it.
func (c Conflict) facts() []ask.Row {
	rows := []ask.Row{{Label: "Agency", Values: []any{c.AgencyName}}, {Label: "Who", Values: []any{ask.Phrase(kinds[c.Kind])}}}
	if c.Holder != "" {
		rows = append(rows, ask.Row{Label: "Name", Values: []any{c.Holder}})
	}
	return append(rows, ask.Row{Label: "Why", Values: []any{c.Why}})
}

type denialsPageData struct {
	Head  caseHead
	Lines []conflictRow
}

func (r *Room) denialsPage(request *route.Request) error {
	var data denialsPageData
	err := r.read(request, access.DenyCase, "denials", "/denials", func(ctx context.Context, tx *db.Tx, head caseHead) error {
		data.Head = head
		all, err := conflicts(ctx, tx, head.ID)
		for _, c := range all {
			data.Lines = append(data.Lines, conflictRow{c, kinds[c.Kind], lastDay(c.Until), c.Over(tx.Now())})
		}
		return err
	})
	if err != nil {
		return err
	}
	done := deed.Banner(request, map[string]string{"denied": "They cannot see this case from now on", "allowed": "The denial has ended. What is granted to them counts again"})
	return request.Render(pages, http.StatusOK, "denials.html", page.View{Title: "Conflicts of interest", Width: "wide", Banner: done, Data: data})
}

func denyQuestions(to []ask.Option) []ask.Question[DenyForm] {
	return []ask.Question[DenyForm]{
		{Name: "agency", Kind: ask.Hidden, Label: "Agency", Bind: func(f *DenyForm) any { return (*string)(&f.Agency) }},
		{Name: "to", Kind: ask.Select, Label: "Who must not see this case?", Options: to, Required: "Choose who is denied the case", Bind: func(f *DenyForm) any { return &f.To }},
		{Name: "reason", Kind: ask.Story, Label: "What is the conflict of interest?", Hint: "For example: this officer is related to the suspect. Only those who may deny cases read this", MaxLength: 2000, Rows: 3,
			Required: "Enter what the conflict of interest is", Bind: func(f *DenyForm) any { return &f.Reason }},
		{Name: "until", Kind: ask.Date, Label: "Last day", Hint: "Leave it empty to deny the case until somebody ends it", Bind: func(f *DenyForm) any { return &f.Until }},
	}
}

var allowQuestions = []ask.Question[AllowForm]{
	{Name: "reason", Kind: ask.Story, Label: "Why is there no conflict of interest any more?", MaxLength: 2000, Rows: 3, Required: "Enter why there is no conflict of interest any more", Bind: func(f *AllowForm) any { return &f.Reason }},
}
