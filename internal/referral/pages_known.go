package referral

import (
	"net/http"
	"slices"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// knownPage is what is known of earlier records of the person of a draft.
type knownPage struct {
	Draft  *Draft
	Known  casefile.Known
	Named  bool // something by which the person could be known is entered
	Fields []form.Field
	Action string
	Next   string
}

// sameAs is the form by which somebody says that they know the person.
type sameAs struct{ Cases []string }

func sameQuestions(known casefile.Known) []form.Question[sameAs] {
	var options []form.Option
	for _, record := range known.Records {
		label := record.Reference
		if record.Name != "" {
			label = record.Name + ", " + record.Reference
		}
		options = append(options, form.Option{Value: string(record.Case), Label: label, Verbatim: true})
	}
	return []form.Question[sameAs]{{Name: "same", Label: "Is the person one of these?", Hint: "Choose every record that is of the same person. You need not choose any.",
		Kind: form.Checkboxes, Options: options, Bind: func(s *sameAs) any { return &s.Cases }}}
}

// earlier looks for earlier records of the person of a draft. It looks only on
// the way to a referral: a notification has nobody's name.
func (room *Room) earlier(r *route.Request, draft *Draft) (casefile.Known, error) {
	var known casefile.Known
	if room.Known == nil || draft.Submission.Path() != Referral {
		return known, nil
	}
	err := r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		known, err = room.Known(r.Context(), tx, r.Actor, "draft "+string(draft.ID), draft.Submission.Record)
		return err
	})
	return known, err
}

// known shows earlier records that may be of the same person, with why. It
// keeps nobody from going on.
func (room *Room) known(r *route.Request) error {
	draft, err := room.draft(r)
	if err != nil {
		return err
	}
	if draft.Submission.Path() != Referral {
		return fault.Missing()
	}
	known, err := room.earlier(r, draft)
	if err != nil {
		return err
	}
	data := knownPage{Draft: draft, Known: known, Named: len(draft.Submission.Record.Names) > 0, Action: pageAddress(draft.ID, "known"), Next: draftAddress(draft.ID)}
	if len(known.Records) > 0 {
		chosen := sameAs{}
		for _, id := range draft.SameAs {
			chosen.Cases = append(chosen.Cases, string(id))
		}
		data.Fields = form.Fields(&chosen, nil, nil, sameQuestions(known))
	}
	return r.Render(pages, http.StatusOK, "known.html", page.View{Title: "Was this person referred before?", Data: data,
		Back: page.Link{Text: "All sections", Href: draftAddress(draft.ID)}})
}

// saveKnown keeps which earlier records are of the same person, as far as they
// were shown: what is out of reach cannot be chosen.
func (room *Room) saveKnown(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	values, err := r.Values()
	if err != nil {
		return err
	}
	next, err := room.once(r, "known "+string(id), values, func(tx *db.Tx) (string, error) {
		draft, err := room.Open(r.Context(), tx, r.Actor, id)
		if err != nil {
			return "", err
		}
		if room.Known == nil || draft.Submission.Path() != Referral {
			return "", fault.Missing()
		}
		known, err := room.Known(r.Context(), tx, r.Actor, "draft "+string(draft.ID), draft.Submission.Record)
		if err != nil {
			return "", err
		}
		var same []db.ID
		for _, record := range known.Records {
			if slices.Contains(values["same"], string(record.Case)) {
				same = append(same, record.Case)
			}
		}
		return draftAddress(id), room.Change(r.Context(), tx, r.Actor, draft, func(c *content) error {
			c.SameAs = same
			return nil
		})
	})
	if err != nil {
		return err
	}
	return r.Redirect(next)
}
