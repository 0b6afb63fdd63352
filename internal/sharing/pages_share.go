package sharing

import (
	"context"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// sharingPageData is who may see a case, who asked, and who could once.
type sharingPageData struct {
	Head     caseHead
	Now      []holdingRow
	Over     []holdingRow
	Requests []askedRow
	Opened   []openedRow
	Young    bool
}

func (r *Room) readSharing(request *route.Request, part string) (sharingPageData, error) {
	var data sharingPageData
	err := r.read(request, access.ReadSharing, part, "/sharing", func(ctx context.Context, tx *db.Tx, head caseHead) (err error) {
		data.Head = head
		if data.Young, err = underEighteen(ctx, tx, head.ID); err != nil {
			return err
		}
		all, err := holdings(ctx, tx, head.ID)
		if err != nil {
			return err
		}
		for _, h := range all {
			if h.Over(tx.Now()) {
				data.Over = append(data.Over, r.rowOf(tx, h))
			} else {
				data.Now = append(data.Now, r.rowOf(tx, h))
			}
		}
		if access.Role(request.Actor, access.DecideRequest) == nil {
			asked, err := askedWhere(ctx, tx, `r.case_id = $1`, head.ID)
			if err != nil {
				return err
			}
			for _, a := range asked {
				data.Requests = append(data.Requests, r.askedRow(tx, a))
			}
		}
		if head.Deny {
			opened, err := openedWhere(ctx, tx, `e.case_id = $1`, head.ID)
			if err != nil {
				return err
			}
			for _, e := range opened {
				data.Opened = append(data.Opened, openedRowOf(tx, e))
			}
		}
		return nil
	})
	return data, err
}

func (r *Room) sharingPage(request *route.Request) error {
	data, err := r.readSharing(request, "sharing")
	if err != nil {
		return err
	}
	done := banner(request.URL.Query(), map[string]string{"shared": "The case is shared", "ended": "The share has ended. Nobody sees the case by it any more", "extended": "The share has another last day", "answered": "Your answer was sent"})
	return request.Render(pages, http.StatusOK, "sharing.html", page.View{Title: "Who may see this case", Width: "wide", Banner: done, Data: data})
}

func (r *Room) printSharing(request *route.Request) error {
	data, err := r.readSharing(request, "sharing, printed")
	if err != nil {
		return err
	}
	return request.Render(pages, http.StatusOK, "sharing_print.html", page.View{Title: "Who may see this case", Width: "full", Data: data})
}

// shareQuestions are what is asked to share a case with an agency.
func (r *Room) shareQuestions(to []ask.Option, young bool) []ask.Question[ShareForm] {
	bases := []string{"consent", "share"}
	if young {
		bases = bases[1:]
	}
	return []ask.Question[ShareForm]{
		{Name: "agency", Kind: ask.Hidden, Label: "Agency", Bind: func(f *ShareForm) any { return (*string)(&f.Agency) }},
		{Name: "to", Kind: ask.Select, Label: "Who in this agency?", Hint: "Choose as few people as the purpose needs", Options: to, Required: "Choose who in the agency", Bind: func(f *ShareForm) any { return &f.To }},
		{Name: "compartments", Kind: ask.Checkboxes, Label: "Which parts of the case?", Options: partOptions(shareable), Required: "Choose at least one part of the case", Bind: func(f *ShareForm) any { return &f.Compartments }},
		{Name: "purpose", Kind: ask.Select, Label: "What is it shared for?", Options: entryOptions(r.Lists.SharingPurposes, "share"), Required: "Choose what it is shared for", Bind: func(f *ShareForm) any { return &f.Purpose }},
		{Name: "basis", Kind: ask.Select, Label: "On what legal basis?", Hint: "“The person agreed” needs a consent in the ledger for this agency, this purpose and these parts",
			Options: entryOptions(r.Lists.LegalBases, bases...), Required: "Choose the legal basis", Bind: func(f *ShareForm) any { return &f.Basis }},
		{Name: "until", Kind: ask.Date, Label: "Last day", Hint: "Leave it empty to share until somebody ends it", Bind: func(f *ShareForm) any { return &f.Until }},
		{Name: "reason", Kind: ask.Story, Label: "Why?", Hint: "Those who decide on sharing read this", MaxLength: 2000, Rows: 3, Required: "Enter why this is shared", Bind: func(f *ShareForm) any { return &f.Reason }},
	}
}

// chooseAgency is the question that comes first.
func chooseAgency(options []ask.Option, label string) []ask.Field {
	var chosen struct{ Agency string }
	return ask.Fields(&chosen, url.Values{}, nil, []ask.Question[struct{ Agency string }]{
		{Name: "agency", Kind: ask.Select, Label: label, Options: options, Required: "Choose an agency", Bind: func(c *struct{ Agency string }) any { return &c.Agency }}})
}

func (r *Room) sharePage(request *route.Request) error {
	return r.showShare(request, request.URL.Query(), nil, nil)
}

// showShare asks for the agency and then for the rest.
func (r *Room) showShare(request *route.Request, chosen url.Values, values url.Values, errs []fault.Field) error {
	var data formPage
	err := r.read(request, access.ShareCase, "sharing", "/sharing", func(ctx context.Context, tx *db.Tx, head caseHead) error {
		address := "/cases/" + string(head.ID) + "/sharing/add"
		data = formPage{Head: &head, Heading: "Share this case", Action: address, ChooseAt: address, Button: "Share"}
		id, _ := db.ParseID(chosen.Get("agency"))
		agency, known, err := agencyOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if !known || agency.Suspended {
			options, err := agencyOptions(ctx, tx)
			data.Choose = chooseAgency(options, "Share with which agency?")
			return err
		}
		to, err := holderOptions(ctx, tx, agency.ID, true)
		if err != nil {
			return err
		}
		young, err := underEighteen(ctx, tx, head.ID)
		if err != nil {
			return err
		}
		if young {
			data.Says = append(data.Says, "The person is or may be under 18. Sharing cannot rest on their consent: choose another legal basis, and tell them what you share in words that they understand.")
		}
		data.Rows = []row{{Label: "Agency", Text: agency.Name}}
		data.Fields = ask.Fields(&ShareForm{Agency: agency.ID}, values, errs, r.shareQuestions(to, young))
		return nil
	})
	if err != nil {
		return err
	}
	return showForm(request, okOr422(errs), "Share this case", page.Link{Text: "Back", Href: "/cases/" + string(data.Head.ID) + "/sharing"}, data, errs)
}

func (r *Room) share(request *route.Request) error {
	id, err := request.ID("id")
	if err != nil {
		return err
	}
	values, err := request.Values()
	if err != nil {
		return err
	}
	form := ShareForm{Case: id, Once: request.Once()}
	var to []ask.Option
	var young bool
	err = r.DB.Read(request.Context(), func(tx *db.Tx) (err error) {
		if err := access.Case(request.Context(), tx, request.Actor, access.ShareCase, id); err != nil {
			return err
		}
		if young, err = underEighteen(request.Context(), tx, id); err != nil {
			return err
		}
		agency, _ := db.ParseID(values.Get("agency"))
		to, err = holderOptions(request.Context(), tx, agency, true)
		return err
	})
	if err != nil {
		return err
	}
	if errs := ask.Fill(&form, values, r.shareQuestions(to, young)); len(errs) > 0 {
		return r.showShare(request, values, values, errs)
	}
	err = r.DB.Write(request.Context(), func(tx *db.Tx) error {
		_, err := r.Share(request.Context(), tx, request.Actor, form)
		return err
	})
	if errs, mendable := faults(err); mendable {
		return r.showShare(request, values, values, errs)
	}
	if err != nil {
		return err
	}
	return request.Redirect("/cases/" + string(id) + "/sharing?done=shared")
}

// grantPageData is one share, to be given another end or ended.
type grantPageData struct {
	Head   caseHead
	Share  holdingRow
	Fields []ask.Field
}

var extendQuestions = []ask.Question[ExtendForm]{
	{Name: "until", Kind: ask.Date, Label: "New last day", Hint: "Leave it empty to share until somebody ends it", Bind: func(f *ExtendForm) any { return &f.Until }},
}

func (r *Room) grantPage(request *route.Request) error { return r.showGrant(request, nil, nil) }

func (r *Room) showGrant(request *route.Request, values url.Values, errs []fault.Field) error {
	grant, err := request.ID("grant")
	if err != nil {
		return err
	}
	var data grantPageData
	err = r.read(request, access.ShareCase, "sharing", "/sharing", func(ctx context.Context, tx *db.Tx, head caseHead) error {
		h, err := r.shareOf(ctx, tx, request.Actor, head.ID, grant)
		data = grantPageData{Head: head, Share: r.rowOf(tx, h), Fields: ask.Fields(&ExtendForm{Until: lastDay(h.Until)}, values, errs, extendQuestions)}
		return err
	})
	if err != nil {
		return err
	}
	return request.Render(pages, okOr422(errs), "grant.html", page.View{Title: "A share of this case", Errors: errs, Back: page.Link{Text: "Back", Href: "/cases/" + string(data.Head.ID) + "/sharing"}, Data: data})
}

func (r *Room) extend(request *route.Request) error {
	id, grant, values, err := caseAnd(request, "grant")
	if err != nil {
		return err
	}
	form := ExtendForm{Case: id, Grant: grant, Once: request.Once()}
	if errs := ask.Fill(&form, values, extendQuestions); len(errs) > 0 {
		return r.showGrant(request, values, errs)
	}
	err = r.DB.Write(request.Context(), func(tx *db.Tx) error { return r.Extend(request.Context(), tx, request.Actor, form) })
	if errs, mendable := faults(err); mendable {
		return r.showGrant(request, values, errs)
	}
	if err != nil {
		return err
	}
	return request.Redirect("/cases/" + string(id) + "/sharing?done=extended")
}

func (r *Room) endShare(request *route.Request) error {
	id, grant, _, err := caseAnd(request, "grant")
	if err != nil {
		return err
	}
	err = r.DB.Write(request.Context(), func(tx *db.Tx) error {
		return r.EndShare(request.Context(), tx, request.Actor, EndForm{Case: id, Grant: grant, Once: request.Once()})
	})
	if err != nil {
		return err
	}
	return request.Redirect("/cases/" + string(id) + "/sharing?done=ended")
}

// caseAnd reads the identifiers of a case and of something of it, and the form.
func caseAnd(request *route.Request, name string) (id, other db.ID, values url.Values, err error) {
	if id, err = request.ID("id"); err != nil {
		return id, other, nil, err
	}
	if other, err = request.ID(name); err != nil {
		return id, other, nil, err
	}
	values, err = request.Values()
	return id, other, values, err
}

// sharedList is the cases that are shared with somebody, and what they asked for.
type sharedList struct {
	Cases []shared
	Asked []askedRow
	Next  string
}

const sharedSize = 50

func (r *Room) sharedPage(request *route.Request) error {
	var data sharedList
	err := r.DB.Read(request.Context(), func(tx *db.Tx) (err error) {
		after, _ := db.ParseID(request.URL.Query().Get("after"))
		if data.Cases, err = sharedWith(request.Context(), tx, request.Actor, after, sharedSize+1); err != nil {
			return err
		}
		asked, err := askedWhere(request.Context(), tx, `r.account_id = $1`, request.Actor.Account)
		for _, a := range asked {
			data.Asked = append(data.Asked, r.askedRow(tx, a))
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(data.Cases) > sharedSize {
		data.Cases = data.Cases[:sharedSize]
		data.Next = "/shared?after=" + string(data.Cases[sharedSize-1].ID)
	}
	if err := r.looked(request, audit.Entry{Action: "list-shared", Subject: "shared cases", Why: "sharing"}); err != nil {
		return err
	}
	done := banner(request.URL.Query(), map[string]string{"asked": "Your request was sent. If there is a case with this reference, the agency that keeps it has been asked"})
	return request.Render(pages, http.StatusOK, "shared.html", page.View{Title: "Cases shared with you", Banner: done, Data: data})
}
