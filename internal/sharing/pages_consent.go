package sharing

import (
	"context"
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// agreementRow is a line of the ledger in words.
type agreementRow struct {
	Agreement
	For      string
	Parts    []string
	HowWords string
	Tongue   string
	Stays    []holdingRow // what the recipient still sees on another legal basis
}

// consentNames are the purposes of consents that other rooms record, in words.
var consentNames = map[string]string{"referral": "To be referred", "support": "To be supported", "cooperation": "To co-operate with the police"}

func (r *Room) agreementRow(a Agreement) agreementRow {
	v := agreementRow{Agreement: a, For: nameIn(r.Lists.SharingPurposes, a.Purpose), Parts: partNames(a.Compartments), HowWords: nameIn(r.Lists.ConsentExplained, a.How), Tongue: nameIn(r.Lists.Languages, a.Language)}
	if a.Compartments == 0 && consentNames[a.Purpose] != "" {
		v.For = consentNames[a.Purpose]
	}
	return v
}

// facts are what is taken back, on the page that asks for it.
func (v agreementRow) facts() []ask.Row {
	rows := []ask.Row{{Label: "Who saw it", Values: []any{v.Recipient}}, {Label: "For what", Values: []any{ask.Phrase(v.For)}}}
	for _, part := range v.Parts {
		rows = append(rows, ask.Row{Label: "Part of the case", Values: []any{ask.Phrase(part)}})
	}
	return rows
}

type ledgerPageData struct {
	Head  caseHead
	Lines []agreementRow
	Young bool
}

func (r *Room) readLedger(request *route.Request, part string) (ledgerPageData, error) {
	var data ledgerPageData
	err := r.read(request, access.ReadSharing, part, "/consents", func(ctx context.Context, tx *db.Tx, head caseHead) (err error) {
		data.Head = head
		if data.Young, err = underEighteen(ctx, tx, head.ID); err != nil {
			return err
		}
		ledger, err := agreements(ctx, tx, head.ID)
		if err != nil {
			return err
		}
		for _, line := range ledger {
			v := r.agreementRow(line)
			if line.Agency != "" && !line.Withdrawn.IsZero() {
				stays, err := staying(ctx, tx, head.ID, line.Agency)
				if err != nil {
					return err
				}
				for _, h := range stays {
					v.Stays = append(v.Stays, r.rowOf(tx, h))
				}
			}
			data.Lines = append(data.Lines, v)
		}
		return nil
	})
	return data, err
}

func (r *Room) ledgerPage(request *route.Request) error {
	data, err := r.readLedger(request, "consents")
	if err != nil {
		return err
	}
	done := deed.Banner(request, map[string]string{"recorded": "The answer is in the ledger", "withdrawn": "The consent is withdrawn. Every share that rested on it has ended"})
	return request.Render(pages, http.StatusOK, "consents.html", page.View{Title: "What the person agreed to", Width: "wide", Banner: done, Data: data})
}

func (r *Room) printLedger(request *route.Request) error {
	data, err := r.readLedger(request, "consents, printed")
	if err != nil {
		return err
	}
	return request.Render(pages, http.StatusOK, "consents_print.html", page.View{Title: "What the person agreed to", Width: "full", Data: data})
}

func (r *Room) consentQuestions(agencies []ask.Option) []ask.Question[ConsentForm] {
	return []ask.Question[ConsentForm]{
		{Name: "agency", Kind: ask.Select, Label: "Who would see it?", Hint: "Leave it empty for somebody who does not use this service", Options: agencies, Bind: func(f *ConsentForm) any { return (*string)(&f.Agency) }},
		{Name: "recipient", Kind: ask.Text, Label: "Somebody else", Hint: "Only where no agency of the list is meant", MaxLength: 200, Bind: func(f *ConsentForm) any { return &f.Recipient }},
		{Name: "purpose", Kind: ask.Select, Label: "For what?", Options: entryOptions(r.Lists.SharingPurposes, "share"), Required: "Choose what it is shared for", Bind: func(f *ConsentForm) any { return &f.Purpose }},
		{Name: "compartments", Kind: ask.Checkboxes, Label: "Which parts of the case?", Options: partOptions(shareable), Required: "Choose at least one part of the case", Bind: func(f *ConsentForm) any { return &f.Compartments }},
		{Name: "given", Kind: ask.Radios, Label: "Does the person agree?", Options: []ask.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No", Hint: "Ends what they agreed to before with the same recipient for the same purpose"}},
			Required: "Choose whether the person agrees", Bind: func(f *ConsentForm) any { return &f.Given }},
		{Name: "how", Kind: ask.Select, Label: "How was it explained?", Options: entryOptions(r.Lists.ConsentExplained), Required: "Choose how it was explained", Bind: func(f *ConsentForm) any { return &f.How }},
		{Name: "language", Kind: ask.Suggest, Label: "In which language?", Options: entryOptions(r.Lists.Languages), Required: "Choose the language in which it was explained", Width: "20", Bind: func(f *ConsentForm) any { return &f.Language }},
		{Name: "explained_by", Kind: ask.Text, Label: "Who explained it?", MaxLength: 200, Required: "Enter who explained it", Bind: func(f *ConsentForm) any { return &f.ExplainedBy }},
		{Name: "interpreter", Kind: ask.Text, Label: "Interpreter", MaxLength: 200, Bind: func(f *ConsentForm) any { return &f.Interpreter }},
		{Name: "said", Kind: ask.Story, Label: "What the person said", Hint: "In their own words where you can: what they agree to, and what they do not", MaxLength: 4000, Rows: 3, Bind: func(f *ConsentForm) any { return &f.Said }},
		{Name: "on", Kind: ask.Date, Label: "When did they answer?", Required: "Enter the day on which the person answered", Bind: func(f *ConsentForm) any { return &f.On }},
	}
}

var withdrawQuestions = []ask.Question[WithdrawForm]{
	{Name: "reason", Kind: ask.Story, Label: "What the person said", Hint: "Nobody has to say why. Leave it empty if they did not", MaxLength: 2000, Rows: 3, Bind: func(f *WithdrawForm) any { return &f.Reason }},
}
