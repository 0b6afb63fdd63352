package leave

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
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type removalPage struct {
	Fields []form.Field
	Asked  bool
	Barred bool
	Why    casefile.Sentence
	Typed  string
}

// removalPage answers whether a person may be removed, to whoever works with them
// and knows their reference. A case out of reach is like none.
func (room *Room) removalPage(r *route.Request) error {
	var f FindForm
	var values url.Values
	var faults []fault.Field
	data := removalPage{}
	if r.Method == http.MethodPost {
		var err error
		if values, err = r.Values(); err != nil {
			return err
		}
		if faults = form.Fill(&f, values, findQuestions); len(faults) == 0 {
			data.Why, data.Barred, err = room.MayRemove(r.Context(), r.Actor, f.Reference)
			if fault.Is(err, fault.NotFound) {
				faults = []fault.Field{{Name: "reference", Message: "There is no case with this reference that you can see"}}
			} else if err != nil {
				return err
			}
			data.Asked, data.Typed = err == nil, f.Reference
		}
	}
	data.Fields = form.Fields(&f, values, faults, findQuestions)
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return r.Render(pages, status, "removal.html", page.View{Title: "May this person be removed?", Back: home, Errors: faults, Data: data})
}

// MayRemove answers whether identification is open for the person of a reference,
// after recording that it was asked.
func (room *Room) MayRemove(ctx context.Context, actor account.Actor, typed string) (why casefile.Sentence, barred bool, err error) {
	reference, ok := casefile.ReadReference(typed)
	if !ok {
		return why, false, fault.Missing()
	}
	err = room.DB.Write(ctx, func(tx *db.Tx) error {
		var id db.ID
		visible, more := access.Visible(tx, actor, "c.id", access.Identity, 2)
		found, err := tx.Row(ctx, `SELECT c.id FROM case_file c WHERE c.reference = $1 AND `+visible, append([]any{reference}, more...), &id)
		if err != nil {
			return err
		}
		if !found {
			return fault.Missing()
		}
		if err := access.Case(ctx, tx, actor, access.CheckRemoval, id); err != nil {
			return err
		}
		if why, barred, err = room.removal(ctx, tx, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "check-removal", Category: audit.Consultation, Case: id, Subject: "removal", Change: map[string]any{"barred": barred}})
	})
	return why, barred, err
}
