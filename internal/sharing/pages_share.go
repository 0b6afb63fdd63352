package sharing

import (
	"context"
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
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
				data.Opened = append(data.Opened, r.openedRow(tx, e))
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
	done := deed.Banner(request, map[string]string{"shared": "The case is shared", "ended": "The share has ended. Nobody sees the case by it any more", "extended": "The share has another last day", "answered": "Your answer was sent"})
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

var extendQuestions = []ask.Question[ExtendForm]{
	{Name: "until", Kind: ask.Date, Label: "New last day", Hint: "Leave it empty to share until somebody ends it", Bind: func(f *ExtendForm) any { return &f.Until }},
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
	done := deed.Banner(request, map[string]string{"asked": "Your request was sent. If there is a case with this reference, the agency that keeps it has been asked"})
	return request.Render(pages, http.StatusOK, "shared.html", page.View{Title: "Cases shared with you", Banner: done, Data: data})
}
