package sharing

import (
	"context"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
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
	done := banner(request.URL.Query(), map[string]string{"denied": "They cannot see this case from now on", "allowed": "The denial has ended. What is granted to them counts again"})
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

func (r *Room) denyPage(request *route.Request) error {
	return r.showDeny(request, request.URL.Query(), nil, nil)
}

func (r *Room) showDeny(request *route.Request, chosen, values url.Values, errs []fault.Field) error {
	var data formPage
	err := r.read(request, access.DenyCase, "denials", "/denials", func(ctx context.Context, tx *db.Tx, head caseHead) error {
		address := "/cases/" + string(head.ID) + "/denials/add"
		data = formPage{Head: &head, Heading: "Deny this case to somebody", Action: address, ChooseAt: address, Button: "Deny the case", Danger: true}
		id, _ := db.ParseID(chosen.Get("agency"))
		agency, known, err := agencyOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if !known {
			options, err := agencyOptions(ctx, tx)
			data.Choose = chooseAgency(options, "In which agency are they?")
			return err
		}
		to, err := holderOptions(ctx, tx, agency.ID, false)
		data.Says = []string{"To them the case will look like one that does not exist, at once, whatever was shared with them, and in an emergency too. They are not told."}
		data.Rows = []row{{Label: "Agency", Text: agency.Name}}
		data.Fields = ask.Fields(&DenyForm{Agency: agency.ID}, values, errs, denyQuestions(to))
		return err
	})
	if err != nil {
		return err
	}
	return showForm(request, okOr422(errs), "Deny this case to somebody", page.Link{Text: "Back", Href: "/cases/" + string(data.Head.ID) + "/denials"}, data, errs)
}

func (r *Room) deny(request *route.Request) error {
	id, err := request.ID("id")
	if err != nil {
		return err
	}
	values, err := request.Values()
	if err != nil {
		return err
	}
	form := DenyForm{Case: id, Once: request.Once()}
	var to []ask.Option
	err = r.DB.Read(request.Context(), func(tx *db.Tx) (err error) {
		if err := access.Case(request.Context(), tx, request.Actor, access.DenyCase, id); err != nil {
			return err
		}
		agency, _ := db.ParseID(values.Get("agency"))
		to, err = holderOptions(request.Context(), tx, agency, false)
		return err
	})
	if err != nil {
		return err
	}
	if errs := ask.Fill(&form, values, denyQuestions(to)); len(errs) > 0 {
		return r.showDeny(request, values, values, errs)
	}
	err = r.DB.Write(request.Context(), func(tx *db.Tx) error {
		_, err := r.Deny(request.Context(), tx, request.Actor, form)
		return err
	})
	if errs, mendable := faults(err); mendable {
		return r.showDeny(request, values, values, errs)
	}
	if err != nil {
		return err
	}
	if form.To == "person:"+string(request.Actor.Account) {
		return request.Redirect("/") // they have just denied it to themselves
	}
	return request.Redirect("/cases/" + string(id) + "/denials?done=denied")
}

var allowQuestions = []ask.Question[AllowForm]{
	{Name: "reason", Kind: ask.Story, Label: "Why is there no conflict of interest any more?", MaxLength: 2000, Rows: 3, Required: "Enter why there is no conflict of interest any more", Bind: func(f *AllowForm) any { return &f.Reason }},
}

func (r *Room) allowPage(request *route.Request) error { return r.showAllow(request, nil, nil) }

func (r *Room) showAllow(request *route.Request, values url.Values, errs []fault.Field) error {
	denial, err := request.ID("denial")
	if err != nil {
		return err
	}
	var data formPage
	err = r.read(request, access.DenyCase, "denials", "/denials", func(ctx context.Context, tx *db.Tx, head caseHead) error {
		all, err := conflicts(ctx, tx, head.ID)
		if err != nil {
			return err
		}
		for _, c := range all {
			if c.ID == denial && !c.Over(tx.Now()) {
				data = formPage{Head: &head, Heading: "End this denial", Action: "/cases/" + string(head.ID) + "/denials/" + string(denial) + "/end", Button: "End the denial",
					Rows:   []row{{Label: "Agency", Text: c.AgencyName}, {Label: "Who", Text: kinds[c.Kind], Source: true}, {Label: "Name", Text: c.Holder}, {Label: "Why", Text: c.Why, Long: true}},
					Fields: ask.Fields(&AllowForm{}, values, errs, allowQuestions)}
				return nil
			}
		}
		return fault.Missing()
	})
	if err != nil {
		return err
	}
	return showForm(request, okOr422(errs), "End a denial", page.Link{Text: "Back", Href: "/cases/" + string(data.Head.ID) + "/denials"}, data, errs)
}

func (r *Room) allow(request *route.Request) error {
	id, denial, values, err := caseAnd(request, "denial")
	if err != nil {
		return err
	}
	form := AllowForm{Case: id, Denial: denial, Once: request.Once()}
	if errs := ask.Fill(&form, values, allowQuestions); len(errs) > 0 {
		return r.showAllow(request, values, errs)
	}
	err = r.DB.Write(request.Context(), func(tx *db.Tx) error { return r.Allow(request.Context(), tx, request.Actor, form) })
	if err != nil {
		return err
	}
	return request.Redirect("/cases/" + string(id) + "/denials?done=allowed")
}
