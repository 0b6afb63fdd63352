package placement

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// packForm is why a pack is made although something stands in it that it must not
// tell.
type packForm struct{ Why string }

var packQuestions = []form.Question[packForm]{
	{Name: "why", Label: "Why must the pack leave as it is?", Hint: "This is kept in the record", Noun: "Why", Kind: form.Story, MaxLength: 500, Rows: 2, Required: "Say why the pack must leave as it is",
		Bind: func(f *packForm) any { return &f.Why }, Check: func(f *packForm) []fault.Field {
			return inASentence(f.Why, "Say in a sentence why the pack must leave as it is")
		}},
}

// heldPack is a pack that is not made before somebody says why.
type heldPack struct {
	ID     db.ID
	PDF    bool
	Spills []Spill
	Fields []form.Field
}

// secretsOf gathers what the pack about somebody must not tell: where they live and
// lived, and the contacts on their file. It never leaves this package.
func secretsOf(ctx context.Context, tx *db.Tx, id db.ID) ([]kept, error) {
	stays, err := placements(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	// The present one first, and each place once.
	slices.SortStableFunc(stays, func(a, b Placement) int { return cmp.Compare(ended(a), ended(b)) })
	var secrets []kept
	known := map[db.ID]bool{}
	for _, stay := range stays {
		if known[stay.Place.ID] {
			continue
		}
		known[stay.Place.ID] = true
		address, err := openAddress(ctx, tx, stay.Place.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		secrets = append(secrets, keptPlace(address, stay.Ended.IsZero()))
	}
	contacts, err := casefile.Contacts(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	for _, contact := range contacts {
		secrets = append(secrets, keptContact(contact.Contact))
	}
	return secrets, nil
}

func ended(p Placement) int {
	if p.Ended.IsZero() {
		return 0
	}
	return 1
}

// ready puts the pack together, or holds it where something stands in it that it
// must not tell and why is empty; both are recorded, the second without a pack.
func (room *Room) ready(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, file bool, why string) (Pack, []Spill, error) {
	pack, f, err := room.assemble(ctx, tx, actor, id)
	if err != nil {
		return Pack{}, nil, err
	}
	secrets, err := secretsOf(ctx, tx, f.Case)
	if err != nil {
		return Pack{}, nil, err
	}
	spills := pack.spills(secrets)
	entry := audit.Entry{Action: "take-grab-pack", Category: audit.Disclosure, Case: id, Subject: "missing profile", Why: "missing"}
	if file {
		entry.Action = "download-grab-pack"
	}
	if len(spills) > 0 {
		entry.Change, entry.Reason = map[string]any{"tells": spills}, why
		if why == "" {
			entry.Action, entry.Category = "hold-grab-pack", audit.Consultation
		}
	}
	if err := audit.Append(ctx, tx, actor, entry); err != nil {
		return Pack{}, nil, err
	}
	if len(spills) > 0 && why == "" {
		return Pack{}, spills, nil
	}
	return pack, nil, nil
}

// showHeld says what stands in the pack and where, and asks why it must leave so.
func (room *Room) showHeld(r *route.Request, status int, id db.ID, file bool, spills []Spill, f *packForm, values url.Values, errs []fault.Field) error {
	return r.Render(pages, status, "pack_held.html", page.View{Title: "Look at the pack before it leaves", Errors: errs, Back: page.Link{Text: "Back", Href: missingPath(id)},
		Data: heldPack{id, file, spills, form.Fields(f, values, errs, packQuestions)}})
}

// reasoned reads why a pack is made as it is. Without a reason the page is drawn
// again, and done is true.
func (room *Room) reasoned(r *route.Request, id db.ID, file bool) (why string, done bool, err error) {
	if r.Method != http.MethodPost {
		return "", false, nil
	}
	values, err := r.Values()
	if err != nil {
		return "", false, err
	}
	var f packForm
	errs := form.Fill(&f, values, packQuestions)
	if len(errs) == 0 {
		return f.Why, false, nil
	}
	var spills []Spill
	if err := r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		_, spills, err = room.ready(r.Context(), tx, r.Actor, id, file, "")
		return err
	}); err != nil {
		return "", false, err
	}
	return "", true, room.showHeld(r, http.StatusUnprocessableEntity, id, file, spills, &f, values, errs)
}
