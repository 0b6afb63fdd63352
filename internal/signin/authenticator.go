package signin

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"regexp"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// chosen is a password and an authenticator that somebody sets up.
type chosen struct{ Password, Secret, Code string }

// passwordQuestion asks for a new password of somebody.
func (m *Room) passwordQuestion(actor account.Actor) form.Question[chosen] {
	return form.Question[chosen]{Name: "password", Label: "New password", Hint: "12 characters or more. Three or four words that have nothing to do with each other are good", Kind: form.Password, Width: "30",
		Required: "Enter a new password", Autocomplete: "new-password", Bind: func(c *chosen) any { return &c.Password },
		Check: func(c *chosen) []fault.Field {
			if problem := account.CheckPassword(c.Password, actor.Name, actor.Email, actor.AgencyName); problem != "" {
				return form.Say(problem)
			}
			switch breached, err := m.Breached.Holds(c.Password); {
			case err != nil:
				return form.Say("We cannot check your password just now. Try again in a few minutes")
			case breached:
				return form.Say("Password must be one that no data breach has made known. Criminals try those first")
			}
			return nil
		}}
}

// authenticatorQuestions take the code that proves that the authenticator has the
// secret. The secret goes along in the form: it is the person's own, on their own
// page, and is kept only once the code is right.
var authenticatorQuestions = []form.Question[chosen]{
	{Name: "secret", Kind: form.Hidden, Bind: func(c *chosen) any { return &c.Secret }},
	{Name: "code", Label: "Security code", Hint: "The 6 digits that your authenticator app shows now", Kind: form.Text, Width: "10",
		Required: "Enter the security code", Inputmode: "numeric", Autocomplete: "one-time-code", MaxLength: 12, Bind: func(c *chosen) any { return &c.Code }},
}

// secretShape is a secret of 160 bits, as NewTOTPSecret makes them.
var secretShape = regexp.MustCompile(`^[A-Z2-7]{32}$`)

var errSecret = fault.Wrong("code", "The code is not right. Check the time of your telephone, and enter the newest code")

type setUpPage struct {
	Action  string
	Fields  []form.Field
	Picture template.HTML
	Secret  string
	Button  string
}

// showSetUp draws a page on which a password, an authenticator or both are set up.
func (m *Room) showSetUp(r *route.Request, status int, actor account.Actor, title, action, back string, questions []form.Question[chosen], c *chosen, values url.Values, errs []fault.Field) error {
	data := setUpPage{Action: action}
	if questions[len(questions)-1].Name == "code" {
		if !secretShape.MatchString(c.Secret) {
			var err error
			if c.Secret, err = account.NewTOTPSecret(actor.Email); err != nil {
				return err
			}
			if values != nil {
				values.Set("secret", c.Secret)
			}
		}
		picture, err := account.TOTPPicture(actor.Email, c.Secret)
		if err != nil {
			return err
		}
		data.Picture, data.Secret = template.HTML(picture), c.Secret
	}
	data.Fields = form.Fields(c, values, errs, questions)
	return r.Render(m.pages, status, "set_up.html", page.View{Title: title, Errors: errs, Back: page.Link{Text: "Back", Href: back}, Data: data})
}

// fillSetUp reads a posted page of showSetUp. The step is that of the code, which
// is used up with it.
func (m *Room) fillSetUp(c *chosen, values url.Values, questions []form.Question[chosen]) (step int64, errs []fault.Field) {
	errs = form.Fill(c, values, questions)
	if len(errs) > 0 || questions[len(questions)-1].Name != "code" {
		return 0, errs
	}
	step, ok := account.CodeStep(c.Secret, digits(c.Code), m.DB.Now(), m.CodeDrift)
	if !ok || !secretShape.MatchString(c.Secret) {
		return 0, fault.Of(errSecret).Fields
	}
	return step, nil
}

func (m *Room) joinPasswordPage(r *route.Request) error {
	actor, err := m.joining(r)
	if fault.Is(err, fault.SignIn) {
		return r.Redirect(Path)
	}
	if err != nil {
		return err
	}
	return m.showJoinPassword(r, http.StatusOK, actor, &chosen{}, nil, nil)
}

func (m *Room) both(actor account.Actor) []form.Question[chosen] {
	return append([]form.Question[chosen]{m.passwordQuestion(actor)}, authenticatorQuestions...)
}

func (m *Room) showJoinPassword(r *route.Request, status int, actor account.Actor, c *chosen, values url.Values, errs []fault.Field) error {
	return m.showSetUp(r, status, actor, "Set a password and an authenticator", "/join/password", "/join/choose", m.both(actor), c, values, errs)
}

func (m *Room) joinWithPassword(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	actor, err := m.joining(r)
	if fault.Is(err, fault.SignIn) {
		return r.Redirect(Path)
	}
	if err != nil {
		return err
	}
	var c chosen
	step, errs := m.fillSetUp(&c, values, m.both(actor))
	if len(errs) > 0 {
		return m.showJoinPassword(r, http.StatusUnprocessableEntity, actor, &c, values, errs)
	}
	hash, err := account.HashPassword(r.Context(), c.Password)
	if err != nil {
		return err
	}
	var s signed
	err = m.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		s, err = m.joined(r.Context(), tx, actor, "", account.ByCode, m.visit(r), func() error {
			return account.SetPassword(r.Context(), tx, actor.Account, hash, c.Secret, step)
		})
		return err
	})
	if err != nil {
		return err
	}
	return m.welcome(r, s, "/")
}

// passwordPage changes the password; somebody who has none sets up an
// authenticator with it, since a password alone opens nothing.
func (m *Room) passwordPage(r *route.Request) error {
	questions, err := m.passwordQuestions(r)
	if err != nil {
		return err
	}
	return m.showSetUp(r, http.StatusOK, r.Actor, "Change your password", "/account/password", "/account", questions, &chosen{}, nil, nil)
}

func (m *Room) passwordQuestions(r *route.Request) (questions []form.Question[chosen], err error) {
	var has account.Ways
	err = m.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		has, err = account.WaysOf(r.Context(), tx, r.Actor.Account)
		return err
	})
	if has.PasswordCode {
		return []form.Question[chosen]{m.passwordQuestion(r.Actor)}, err
	}
	return m.both(r.Actor), err
}

func (m *Room) changePassword(r *route.Request) error {
	questions, err := m.passwordQuestions(r)
	if err != nil {
		return err
	}
	return m.change(r, "Change your password", "/account/password", questions)
}

func (m *Room) authenticatorPage(r *route.Request) error {
	return m.showSetUp(r, http.StatusOK, r.Actor, "Set up another authenticator", "/account/authenticator", "/account", authenticatorQuestions, &chosen{}, nil, nil)
}

func (m *Room) changeAuthenticator(r *route.Request) error {
	return m.change(r, "Set up another authenticator", "/account/authenticator", authenticatorQuestions)
}

// change stores a new password, a new authenticator or both, ends every other
// session and tells the person.
func (m *Room) change(r *route.Request, title, action string, questions []form.Question[chosen]) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var c chosen
	step, errs := m.fillSetUp(&c, values, questions)
	if len(errs) > 0 {
		return m.showSetUp(r, http.StatusUnprocessableEntity, r.Actor, title, action, "/account", questions, &c, values, errs)
	}
	hash := ""
	if questions[0].Name == "password" {
		if hash, err = account.HashPassword(r.Context(), c.Password); err != nil {
			return err
		}
	}
	if err := m.DB.Write(r.Context(), func(tx *db.Tx) error { return m.set(r.Context(), tx, r.Actor, hash, c.Secret, step) }); err != nil {
		return err
	}
	return r.Redirect("/account")
}

func (m *Room) set(ctx context.Context, tx *db.Tx, actor account.Actor, hash, secret string, step int64) error {
	if hash == "" {
		_, stored, err := account.Credentials(ctx, tx, actor.Email)
		if err != nil {
			return err
		}
		if hash = stored; hash == "" {
			return fault.Refuse("Set a password first: an authenticator alone opens nothing")
		}
	}
	if err := account.SetPassword(ctx, tx, actor.Account, hash, secret, step); err != nil {
		return err
	}
	if err := account.EndSessions(ctx, tx, actor.Account, actor.Session); err != nil {
		return err
	}
	if err := tell(ctx, tx, actor, "Your password or authenticator was changed", "The password or the authenticator of your account with Havenward was changed, and you were signed out everywhere else. If it was not you, telephone the person who manages your agency's accounts at once."); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "change-password", Category: audit.Alteration, Subject: "account " + string(actor.Account), Change: map[string]any{"authenticator": secret != ""}})
}
