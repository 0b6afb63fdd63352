package signin

import (
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// passkeyPage asks the browser for a passkey, or to make one.
type passkeyPage struct {
	Ask     string // "get" or "create", for the script
	Options string
	Action  string
	Says    string
	Button  string
	Next    string
	Fields  []form.Field
	// Other is another way.
	Other page.Link
}

type passkeyName struct{ Name string }

var passkeyQuestions = []form.Question[passkeyName]{
	{Name: "name", Label: "What do you call it?", Hint: "So that you know later which it is. For example, “Work laptop” or “Blue security key”", Kind: form.Text,
		Required: "Enter a name for the passkey", MaxLength: 60, Bind: func(n *passkeyName) any { return &n.Name }},
}

func (m *Room) showPasskey(r *route.Request, status int, title string, c challenge, data passkeyPage, errs []fault.Field) error {
	m.setCookie(r, ceremonyCookie, c.token, challengeTime)
	data.Options = c.options
	return r.Render(m.pages, status, "passkey.html", page.View{Title: title, Errors: errs, Data: data})
}

// noParty is the answer where passkeys cannot be used.
var noParty = fault.Refuse("Passkeys cannot be used at this address. Ask whoever runs the service to set its public address")

// asking begins a ceremony in which a passkey is asked for.
func (m *Room) asking(r *route.Request, kind, title string, data passkeyPage, errs []fault.Field) error {
	party := m.party(r.Request)
	if party == nil {
		return noParty
	}
	c, err := m.askPasskey(r.Context(), party, kind, r.Actor.Account)
	if err != nil {
		return err
	}
	data.Ask, data.Next = "get", page.LocalPath(r.PostFormValue("next"))
	status := http.StatusOK
	if len(errs) > 0 {
		// The page waits for the person to try again rather than asking at once.
		data.Ask, status = "get-later", http.StatusUnprocessableEntity
	}
	return m.showPasskey(r, status, title, c, data, errs)
}

func (m *Room) askSignIn(r *route.Request, errs []fault.Field) error {
	return m.asking(r, passkeySignIn, "Sign in with a passkey", passkeyPage{Action: "/sign-in/passkey", Button: "Use a passkey",
		Says: "Your browser asks for your passkey now: with your face, your finger or the PIN of your device.", Other: page.Link{Text: "Sign in another way", Href: Path}}, errs)
}

func (m *Room) beginSignIn(r *route.Request) error {
	if _, err := r.Values(); err != nil {
		return err
	}
	return m.askSignIn(r, nil)
}

func (m *Room) passkeySignIn(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	party := m.party(r.Request)
	if party == nil {
		return noParty
	}
	signed, err := m.signInWithPasskey(r.Context(), party, m.cookie(r, ceremonyCookie), values.Get("credential"), m.visit(r))
	if fault.Is(err, fault.Invalid) {
		return m.askSignIn(r, fault.Of(err).Fields)
	}
	if err != nil {
		return err
	}
	return m.welcome(r, signed, values.Get("next"))
}

func (m *Room) askStepUp(r *route.Request, errs []fault.Field) error {
	return m.asking(r, passkeyStepUp, "Prove who you are with a passkey", passkeyPage{Action: "/step-up/passkey", Button: "Use a passkey",
		Says: "Your browser asks for your passkey now: with your face, your finger or the PIN of your device.", Other: page.Link{Text: "Prove who you are another way", Href: StepUpPath}}, errs)
}

func (m *Room) beginStepUp(r *route.Request) error {
	if _, err := r.Values(); err != nil {
		return err
	}
	return m.askStepUp(r, nil)
}

func (m *Room) stepUpWithPasskey(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	party := m.party(r.Request)
	if party == nil {
		return noParty
	}
	token, err := m.proveWithPasskey(r.Context(), party, r.Actor, m.cookie(r, ceremonyCookie), values.Get("credential"), m.visit(r))
	if fault.Is(err, fault.Invalid) {
		return m.askStepUp(r, fault.Of(err).Fields)
	}
	if err != nil {
		return err
	}
	m.dropCookie(r, ceremonyCookie)
	m.setCookie(r, sessionCookie, token, 0)
	return r.Redirect(page.LocalPath(values.Get("next")))
}

type passkeysPage struct {
	Passkeys []account.Passkey
	CanAdd   bool
	Site     string
}

func (m *Room) passkeysPage(r *route.Request) error {
	var data passkeysPage
	err := m.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		data.Passkeys, err = account.Passkeys(r.Context(), tx, r.Actor.Account)
		return err
	})
	if err != nil {
		return err
	}
	if party := m.party(r.Request); party != nil {
		data.CanAdd, data.Site = true, party.Config.RPID
	}
	return r.Render(m.pages, http.StatusOK, "passkeys.html", page.View{Title: "Your passkeys", Back: page.Link{Text: "Your account", Href: "/account"}, Data: data})
}

// offering begins the making of a passkey for somebody.
func (m *Room) offering(r *route.Request, kind string, id db.ID, data passkeyPage, values url.Values, errs []fault.Field) error {
	party := m.party(r.Request)
	if party == nil {
		return noParty
	}
	c, err := m.offerPasskey(r.Context(), party, kind, id)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusUnprocessableEntity
	}
	data.Ask, data.Button, data.Fields = "create", "Make the passkey", form.Fields(&passkeyName{}, values, errs, passkeyQuestions)
	data.Says = "A passkey is kept by your device. You sign in with your face, your finger or the PIN of the device, and there is no password to remember or to lose."
	return m.showPasskey(r, status, "Make a passkey", c, data, errs)
}

var addingPasskey = passkeyPage{Action: "/account/passkeys", Other: page.Link{Text: "Back to your passkeys", Href: "/account/passkeys"}}

func (m *Room) beginAdd(r *route.Request) error {
	if _, err := r.Values(); err != nil {
		return err
	}
	return m.offering(r, passkeyAdd, r.Actor.Account, addingPasskey, nil, nil)
}

func (m *Room) addPasskey(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	party := m.party(r.Request)
	if party == nil {
		return noParty
	}
	var named passkeyName
	errs := form.Fill(&named, values, passkeyQuestions)
	if len(errs) == 0 {
		err = m.told(r.Context(), func(tx *db.Tx) error {
			_, err := m.takePasskey(r.Context(), tx, party, passkeyAdd, m.cookie(r, ceremonyCookie), values.Get("credential"), named.Name, r.Actor.Account, m.visit(r))
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
		return m.offering(r, passkeyAdd, r.Actor.Account, addingPasskey, values, errs)
	}
	m.dropCookie(r, ceremonyCookie)
	return r.Redirect("/account/passkeys")
}

// ownPasskey is the passkey that the address names; somebody else's is missing.
func (m *Room) ownPasskey(r *route.Request) (key account.Passkey, err error) {
	id, err := r.ID("passkey")
	if err != nil {
		return key, err
	}
	var keys []account.Passkey
	err = m.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		keys, err = account.Passkeys(r.Context(), tx, r.Actor.Account)
		return err
	})
	if err != nil {
		return key, err
	}
	for _, key := range keys {
		if key.ID == id {
			return key, nil
		}
	}
	return key, fault.Missing()
}

func (m *Room) removePasskeyPage(r *route.Request) error {
	key, err := m.ownPasskey(r)
	if err != nil {
		return err
	}
	return r.Render(m.pages, http.StatusOK, "passkey_remove.html", page.View{Title: "Remove a passkey", Back: page.Link{Text: "Your passkeys", Href: "/account/passkeys"}, Data: key})
}

func (m *Room) removePasskey(r *route.Request) error {
	id, err := r.ID("passkey")
	if err != nil {
		return err
	}
	if err := m.DB.Write(r.Context(), func(tx *db.Tx) error { return m.dropPasskey(r.Context(), tx, r.Actor, id) }); err != nil {
		return err
	}
	return r.Redirect("/account/passkeys")
}
