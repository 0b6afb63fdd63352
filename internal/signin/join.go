package signin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// joinTime is how long somebody has to choose a way to sign in after they gave
// their code or codes.
const joinTime = 30 * time.Minute

type invitation struct{ Email, Code string }

var emailQuestion = "Enter your work e-mail address"

var invitationQuestions = []form.Question[invitation]{
	{Name: "email", Label: "Work e-mail address", Kind: form.Email, Required: emailQuestion, Autocomplete: "username", Width: "30", Bind: func(i *invitation) any { return &i.Email }},
	{Name: "code", Label: "Invitation code", Hint: "20 letters and digits, such as ABCDE-FGHIJ-KLMNO-PQRST. The person who manages your agency’s accounts gave it to you",
		Kind: form.Text, Required: "Enter the invitation code", MaxLength: 60, Width: "20", Autocomplete: "off", Bind: func(i *invitation) any { return &i.Code }},
}

type recovered struct{ Email, First, Second string }

var recoveredQuestions = []form.Question[recovered]{
	{Name: "email", Label: "Work e-mail address", Kind: form.Email, Required: emailQuestion, Autocomplete: "username", Width: "30", Bind: func(r *recovered) any { return &r.Email }},
	{Name: "first", Label: "Code from one administrator", Kind: form.Text, Required: "Enter the code from one administrator", MaxLength: 60, Width: "20", Autocomplete: "off", Bind: func(r *recovered) any { return &r.First }},
	{Name: "second", Label: "Code from the other administrator", Kind: form.Text, Required: "Enter the code from the other administrator", MaxLength: 60, Width: "20", Autocomplete: "off", Bind: func(r *recovered) any { return &r.Second }},
}

type fieldsPage struct{ Fields []form.Field }

func (m *Room) joinPage(r *route.Request) error {
	return m.showJoin(r, http.StatusOK, &invitation{}, nil, nil)
}

func (m *Room) showJoin(r *route.Request, status int, i *invitation, values url.Values, errs []fault.Field) error {
	return r.Render(m.pages, status, "join.html", page.View{Title: "Use your invitation", Errors: errs, Back: page.Link{Text: "Sign in", Href: Path},
		Data: fieldsPage{form.Fields(i, values, errs, invitationQuestions)}})
}

func (m *Room) recoverPage(r *route.Request) error {
	return m.showRecover(r, http.StatusOK, &recovered{}, nil, nil)
}

func (m *Room) showRecover(r *route.Request, status int, c *recovered, values url.Values, errs []fault.Field) error {
	return r.Render(m.pages, status, "recover.html", page.View{Title: "If you cannot sign in", Errors: errs, Back: page.Link{Text: "Sign in", Href: Path},
		Data: fieldsPage{form.Fields(c, values, errs, recoveredQuestions)}})
}

// admit checks a code or two and opens the stage in which a person chooses how to
// sign in. find looks for the account that they are of.
func (m *Room) admit(ctx context.Context, email string, v visit, why string, find func(tx *db.Tx) (db.ID, bool, error)) (token string, admitted bool, err error) {
	try := v.try(email)
	err = m.DB.Write(ctx, func(tx *db.Tx) error {
		if err := try.Allow(ctx, tx); err != nil {
			return err
		}
		id, found, err := find(tx)
		if err != nil {
			return err
		}
		if !found {
			return failed(ctx, tx, try, v, "", why)
		}
		admitted = true
		token, err = account.OpenStage(ctx, tx, id, account.JoinStage, "", v.device, joinTime)
		return err
	})
	return token, admitted, err
}

func (m *Room) join(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var i invitation
	if errs := form.Fill(&i, values, invitationQuestions); len(errs) > 0 {
		return m.showJoin(r, http.StatusUnprocessableEntity, &i, values, errs)
	}
	token, admitted, err := m.admit(r.Context(), i.Email, m.visit(r), "invitation", func(tx *db.Tx) (db.ID, bool, error) {
		return account.Invited(r.Context(), tx, i.Email, i.Code)
	})
	if err != nil {
		return err
	}
	if !admitted {
		return m.showJoin(r, http.StatusUnprocessableEntity, &i, values, []fault.Field{{Name: "code", Message: "The e-mail address or the code is not right, or the invitation is over. Ask for a new one"}})
	}
	m.setCookie(r, joinCookie, token, joinTime)
	return r.Redirect("/join/choose")
}

func (m *Room) recover(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var c recovered
	if errs := form.Fill(&c, values, recoveredQuestions); len(errs) > 0 {
		return m.showRecover(r, http.StatusUnprocessableEntity, &c, values, errs)
	}
	token, admitted, err := m.admit(r.Context(), c.Email, m.visit(r), "recovery", func(tx *db.Tx) (db.ID, bool, error) {
		return account.Recovered(r.Context(), tx, c.Email, c.First, c.Second)
	})
	if err != nil {
		return err
	}
	if !admitted {
		return m.showRecover(r, http.StatusUnprocessableEntity, &c, values, []fault.Field{{Name: "first", Message: "The e-mail address or one of the codes is not right, or they are over. Ask your administrators"}})
	}
	m.setCookie(r, joinCookie, token, joinTime)
	return r.Redirect("/join/choose")
}

// joining is who is about to choose how they sign in; a SignIn fault for nobody.
func (m *Room) joining(r *route.Request) (actor account.Actor, err error) {
	found := false
	err = m.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		actor, found, err = account.Stage(r.Context(), tx, m.cookie(r, joinCookie), account.JoinStage)
		return err
	})
	if err == nil && !found {
		err = errNotIn
	}
	return actor, err
}

type choosePage struct {
	Name     string
	Passkeys bool
}

func (m *Room) choosePage(r *route.Request) error {
	actor, err := m.joining(r)
	if fault.Is(err, fault.SignIn) {
		return r.Redirect(Path)
	}
	if err != nil {
		return err
	}
	return r.Render(m.pages, http.StatusOK, "choose.html", page.View{Title: "Choose how you sign in", Data: choosePage{actor.Name, m.party(r.Request) != nil}})
}

var joiningPasskey = passkeyPage{Action: "/join/passkey", Other: page.Link{Text: "Choose another way", Href: "/join/choose"}}

func (m *Room) beginJoin(r *route.Request) error {
	if _, err := r.Values(); err != nil {
		return err
	}
	actor, err := m.joining(r)
	if fault.Is(err, fault.SignIn) {
		return r.Redirect(Path)
	}
	if err != nil {
		return err
	}
	return m.offering(r, passkeyJoin, actor.Account, joiningPasskey, nil, nil)
}

func (m *Room) joinWithPasskey(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	party := m.party(r.Request)
	if party == nil {
		return noParty
	}
	actor, err := m.joining(r)
	if fault.Is(err, fault.SignIn) {
		return r.Redirect(Path)
	}
	if err != nil {
		return err
	}
	var named passkeyName
	errs := form.Fill(&named, values, passkeyQuestions)
	var s signed
	if len(errs) == 0 {
		err = m.told(r.Context(), func(tx *db.Tx) error {
			key, err := m.takePasskey(r.Context(), tx, party, passkeyJoin, m.cookie(r, ceremonyCookie), values.Get("credential"), named.Name, actor.Account, m.visit(r))
			if err != nil {
				return err
			}
			s, err = m.joined(r.Context(), tx, actor, key, account.ByPasskey, m.visit(r), nil)
			return err
		})
		if fault.Is(err, fault.Invalid) {
			errs, err = fault.Of(err).Fields, nil
		}
		if err != nil {
			return err
		}
	}
	if len(errs) > 0 {
		return m.offering(r, passkeyJoin, actor.Account, joiningPasskey, values, errs)
	}
	return m.welcome(r, s, "/")
}

// joined uses up the invitation or the recovery and signs the person in. After a
// recovery nothing that they had before opens anything any more, and they and
// both administrators are told. set stores what the person chose, after what they
// had before is gone.
func (m *Room) joined(ctx context.Context, tx *db.Tx, actor account.Actor, key db.ID, by account.By, v visit, set func() error) (signed, error) {
	recovery, found, err := account.EndJoining(ctx, tx, actor.Account)
	if err == nil && !found {
		err = errNotIn
	}
	if err != nil {
		return signed{}, err
	}
	entry := audit.Entry{Action: "join", Category: audit.SignIn, Subject: "account " + string(actor.Account), Change: map[string]any{"by": by}}
	if recovery != nil {
		entry.Action, entry.Why = "recover", recovery.Reason
		if err := account.ForgetWays(ctx, tx, actor.Account, key); err != nil {
			return signed{}, err
		}
		if err := tellRecovered(ctx, tx, actor, recovery); err != nil {
			return signed{}, err
		}
	}
	if set != nil {
		if err := set(); err != nil {
			return signed{}, err
		}
	}
	if err := account.EndSessions(ctx, tx, actor.Account, ""); err != nil {
		return signed{}, err
	}
	if err := audit.Append(ctx, tx, v.as(actor), entry); err != nil {
		return signed{}, err
	}
	return m.finish(ctx, tx, actor.Account, by, v)
}

func tellRecovered(ctx context.Context, tx *db.Tx, actor account.Actor, recovery *account.Recovery) error {
	errs := []error{tell(ctx, tx, actor, "You have a new way to sign in to Havenward",
		"Two administrators let you choose a new way to sign in, and it was used just now. Your old passkeys, password, sessions and tokens no longer work. If it was not you, telephone your administrators at once.")}
	for _, id := range []db.ID{recovery.Asked, recovery.Agreed} {
		administrator, found, err := account.Load(ctx, tx, id)
		errs = append(errs, err)
		if found {
			errs = append(errs, tell(ctx, tx, administrator, "A way back in was used", "The way back in to Havenward that you agreed to for somebody in your care was used just now. If you did not give them your code, telephone them at once."))
		}
	}
	return errors.Join(errs...)
}
