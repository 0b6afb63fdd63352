package people

import (
	"context"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type asking struct {
	Reason string
	Sure   bool
}

var askingQuestions = []form.Question[asking]{
	{Name: "reason", Label: "What happened?", Hint: "For example, “Lost telephone and laptop”. It is kept on record", Kind: form.Text, Required: "Enter what happened", MaxLength: 300, Bind: func(a *asking) any { return &a.Reason }},
	{Name: "sure", Label: "I have made sure that it is they, face to face or by a telephone number that we already had", Kind: form.Tick, Required: "Make sure first that it is they, and say so here", Bind: func(a *asking) any { return &a.Sure }},
}

type askPage struct {
	ID     db.ID
	Name   string
	Fields []form.Field
}

func (m *Room) askPage(r *route.Request) error {
	return m.showAsk(r, http.StatusOK, &asking{}, nil, nil)
}

func (m *Room) showAsk(r *route.Request, status int, a *asking, values url.Values, errs []fault.Field) error {
	person, err := m.person(r)
	if err != nil {
		return err
	}
	return r.Render(m.pages, status, "recovery_ask.html", page.View{Title: "Let somebody back in", Errors: errs, Back: page.Link{Text: "Back", Href: "/people/" + string(person.ID)},
		Data: askPage{person.ID, person.Name, form.Fields(a, values, errs, askingQuestions)}})
}

// ask starts a way back in for somebody of the actor's agency, and shows the
// actor's half of the code.
func (m *Room) ask(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var a asking
	if errs := form.Fill(&a, values, askingQuestions); len(errs) > 0 {
		return m.showAsk(r, http.StatusUnprocessableEntity, &a, values, errs)
	}
	var code string
	person, err := m.changed(r, func(tx *db.Tx, person account.Person) error {
		if person.Suspended {
			return fault.Refuse("Their access was ended. Give it back first")
		}
		var started bool
		if code, _, started, err = account.AskRecovery(r.Context(), tx, person.ID, r.Actor.Account, a.Reason); err != nil {
			return err
		}
		if !started {
			return fault.Refuse("There is a way back in for them already. Stop it first, or have a second administrator agree to it")
		}
		return note(r.Context(), tx, r.Actor, person, audit.Entry{Action: "ask-recovery", Why: a.Reason}, "A new way for you to sign in was asked for",
			r.Actor.Name+" asked that you may choose a new way to sign in to Havenward. A second administrator has to agree, and each gives you a code, never by e-mail.")
	})
	if err != nil {
		return err
	}
	return m.showCode(r, codePage{Name: person.Name, Email: person.Email, Code: code, Half: true, Back: page.Link{Text: "Back", Href: "/people/" + string(person.ID)}})
}

type recoveriesPage struct{ Rows []recoveryRow }

type recoveryRow struct {
	account.Recovery
	CanAgree bool
}

// within is the agency whose recoveries an actor sees: their own, or every one for
// a system administrator, who stands in where an agency has one administrator.
func within(actor account.Actor) db.ID {
	if actor.Has(account.SystemAdministrator) {
		return ""
	}
	return actor.Agency
}

func (m *Room) recoveriesPage(r *route.Request) error {
	var data recoveriesPage
	err := m.DB.Read(r.Context(), func(tx *db.Tx) error {
		open, err := account.Recoveries(r.Context(), tx, within(r.Actor))
		for _, recovery := range open {
			data.Rows = append(data.Rows, recoveryRow{recovery, recovery.Agreed == "" && recovery.Asked != r.Actor.Account && recovery.Account != r.Actor.Account})
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(m.pages, http.StatusOK, "recoveries.html", page.View{Title: "Ways back in", Width: "full", Data: data})
}

// reach gives the open recovery that the address names, within the actor's reach.
func reach(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (account.Recovery, error) {
	open, err := account.Recoveries(ctx, tx, within(actor))
	if err != nil {
		return account.Recovery{}, err
	}
	for _, recovery := range open {
		if recovery.ID == id {
			return recovery, nil
		}
	}
	return account.Recovery{}, fault.Missing()
}

// agree is the second administrator's half.
func (m *Room) agree(r *route.Request) error {
	id, err := r.ID("recovery")
	if err != nil {
		return err
	}
	var recovery account.Recovery
	var code string
	err = m.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		if recovery, err = reach(r.Context(), tx, r.Actor, id); err != nil {
			return err
		}
		agreed := false
		if code, agreed, err = account.AgreeRecovery(r.Context(), tx, id, r.Actor.Account); err != nil {
			return err
		}
		if !agreed {
			return fault.Refuse("This takes two administrators: one who asks and another who agrees, and neither is the person it is for")
		}
		return m.both(r, tx, recovery, "agree-recovery", "A new way for you to sign in was agreed to", "agreed that you may choose a new way to sign in to Havenward. You need two codes, one from each of them.",
			"agreed to the way back in that you asked for. Give the person your code, face to face or by telephone.")
	})
	if err != nil {
		return err
	}
	return m.showCode(r, codePage{Name: recovery.Name, Email: recovery.Email, Code: code, Half: true, Back: page.Link{Text: "Ways back in", Href: "/recoveries"}})
}

func (m *Room) stop(r *route.Request) error {
	id, err := r.ID("recovery")
	if err != nil {
		return err
	}
	err = m.DB.Write(r.Context(), func(tx *db.Tx) error {
		recovery, err := reach(r.Context(), tx, r.Actor, id)
		if err != nil {
			return err
		}
		if _, err := account.StopRecovery(r.Context(), tx, id); err != nil {
			return err
		}
		return m.both(r, tx, recovery, "stop-recovery", "The new way for you to sign in was stopped", "stopped the new way to sign in that had been asked for you. Nothing of how you sign in was changed.", "stopped the way back in that you asked for.")
	})
	if err != nil {
		return err
	}
	return r.Redirect("/recoveries")
}

// both records a step of a recovery, and tells the person and who asked for it.
func (m *Room) both(r *route.Request, tx *db.Tx, recovery account.Recovery, action, subject, toPerson, toAsker string) error {
	err := note(r.Context(), tx, r.Actor, account.Person{ID: recovery.Account, Email: recovery.Email}, audit.Entry{Action: action, Why: recovery.Reason}, subject, r.Actor.Name+" "+toPerson)
	if err != nil || recovery.Asked == r.Actor.Account {
		return err
	}
	asker, found, err := account.Load(r.Context(), tx, recovery.Asked)
	if err != nil || !found {
		return err
	}
	return note(r.Context(), tx, r.Actor, account.Person{ID: asker.Account, Email: asker.Email}, audit.Entry{Action: "tell-asker", Why: action}, "About a way back in", r.Actor.Name+" "+toAsker)
}
