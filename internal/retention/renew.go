package retention

import (
	"context"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// RenewForm says which case gets new keys, and why.
type RenewForm struct{ Reference, Reason string }

var renewQuestions = []ask.Question[RenewForm]{
	{Name: "reference", Label: "Reference", Hint: "As it stands on letters and lists", Kind: ask.Text, Width: "20", MaxLength: 40, Required: "Enter the reference", Bind: func(f *RenewForm) any { return &f.Reference }},
	{Name: "reason", Label: "Why?", Hint: "For example, a computer was stolen while it held the case. Do not use anybody’s name", Kind: ask.Story, Rows: 3, MaxLength: 2000,
		Required: "Enter why", Bind: func(f *RenewForm) any { return &f.Reason }},
}

// Renew gives a case new keys; what it holds already is sealed anew by a job.
func (room *Room) Renew(ctx context.Context, tx *db.Tx, actor account.Actor, form RenewForm) error {
	if err := fault.Mend(ask.Check(&form, renewQuestions)...); err != nil {
		return err
	}
	id, _, err := casefile.ByReference(ctx, tx, form.Reference)
	if err != nil {
		return err
	}
	// Where there is no such case, no grant reaches it: the same answer and work.
	if err := access.Case(ctx, tx, actor, access.RenewKey, id); err != nil {
		if fault.Is(err, fault.NotFound) {
			return fault.Wrong("reference", "There is no case of this reference that you may keep")
		}
		return err
	}
	return casefile.RenewKey(ctx, tx, actor, id, form.Reason)
}

// keysPage is the form, and the references of cases that are being sealed anew.
type keysPage struct {
	Fields   []ask.Field
	Renewing []string
}

func (room *Room) keys(r *route.Request) error { return room.showKeys(r, http.StatusOK, nil, nil) }

func (room *Room) showKeys(r *route.Request, status int, values url.Values, errs []fault.Field) error {
	data := keysPage{Fields: ask.Fields(&RenewForm{}, values, errs, renewQuestions)}
	if err := r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		visible, args := access.Visible(tx, r.Actor, "c.id", access.Decision, 1)
		if data.Renewing, err = casefile.Renewing(r.Context(), tx, visible, args); err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "list-renewals", Category: audit.Consultation, Subject: "cases whose keys are renewed", Why: "Keeping records"})
	}); err != nil {
		return err
	}
	return r.Render(pages, status, "keys.html", page.View{Title: "New keys for a case", Errors: errs, Back: page.Link{Text: "Records to remove", Href: "/records"}, Banner: banner(r), Data: data})
}

func (room *Room) renew(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var form RenewForm
	_ = ask.Fill(&form, values, renewQuestions) // the command says what is missing
	err = r.DB.Write(r.Context(), func(tx *db.Tx) error {
		_, err := tx.Once(r.Context(), "retention "+string(r.Actor.Account), r.Once(), func() (string, error) {
			return "renewing", room.Renew(r.Context(), tx, r.Actor, form)
		})
		return err
	})
	if problem := fault.Of(err); err != nil && problem.Code == fault.Invalid {
		return room.showKeys(r, http.StatusUnprocessableEntity, values, problem.Fields)
	}
	if err != nil {
		return err
	}
	return r.Redirect("/records/keys?done=renewing")
}
