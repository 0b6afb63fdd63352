package e2e

import (
	"cmp"
	"regexp"
	"time"

	"github.com/pquerna/otp/totp"
)

// codePeriod is how long one security code is shown, by RFC 6238.
const codePeriod = 30 * time.Second

// door is what the pages of signing in say, by language: English says it as it is
// written here.
var door = map[string]map[string]string{
	"it": {"E-mail address": "Indirizzo e-mail", "Continue": "Continua", "Enter your security code": "Inserisca il codice di sicurezza", "Security code": "Codice di sicurezza", "Sign in": "Accedi"},
	"lt": {"E-mail address": "El. pašto adresas", "Password": "Slaptažodis", "Continue": "Tęsti", "Enter your security code": "Įveskite saugos kodą", "Security code": "Saugos kodas", "Sign in": "Prisijungti"},
}

// SignIn signs in as one of the demonstration's people, by e-mail address, with
// the password and the key of the codes that the program printed, in the
// language that the page speaks.
func (p *Page) SignIn(email string) {
	p.t.Helper()
	password := p.server.Printed(`Password for all: (\S+)`)[1]
	secret := p.server.Printed(`^\s*` + regexp.QuoteMeta(email) + `\s.*code from key (\S+)`)[1]

	p.Visit("/sign-in")
	words := door[evaluate[string](p, "document.documentElement.lang")]
	said := func(english string) string { return cmp.Or(words[english], english) }
	p.Fill(said("E-mail address"), email)
	p.Fill(said("Password"), password)
	p.Click(Button, said("Continue"))
	p.SeeHeading(said("Enter your security code"))
	code, err := totp.GenerateCode(secret, p.server.unusedCodeTime(email))
	if err != nil {
		p.fail("make a security code: %v", err)
	}
	p.Fill(said("Security code"), code)
	p.Click(Button, said("Sign in"))
	if p.Status() != 200 || p.Has(Heading, said("Enter your security code")) {
		p.fail("%s is not signed in", email)
	}
}

// unusedCodeTime gives a time whose code the server still takes from that
// person: each code is good once, and the one after the present is good for
// clocks that differ. If both are used it waits.
func (s *Server) unusedCodeTime(email string) time.Time {
	s.codes.Lock()
	defer s.codes.Unlock()
	if s.used == nil {
		s.used = map[string]time.Time{}
	}
	at := time.Now().Truncate(codePeriod)
	if next := s.used[email].Add(codePeriod); next.After(at) {
		at = next
	}
	s.used[email] = at
	time.Sleep(time.Until(at.Add(-codePeriod)))
	return at
}
