package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"golang.org/x/oauth2"
)

const (
	providerCeremony = "provider"
	// providerPath is where providers send people back to.
	providerPath = "/sign-in/provider"
	// providerTime is how long somebody has to sign in at their provider.
	providerTime = 10 * time.Minute
	// freshTime is how long ago a provider may have made sure of somebody who is to
	// prove again who they are.
	freshTime = 5 * time.Minute
)

// providerClient reaches identity providers, which may be slow but not for ever,
// and whose documents are small.
func providerClient() *http.Client {
	return &http.Client{Timeout: 10 * time.Second, Transport: bounded{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return errors.New("an identity provider redirected where it should answer")
		}}
}

// bounded reads at most a megabyte of an answer.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.next.RoundTrip(r)
	if err == nil {
		response.Body = http.MaxBytesReader(nil, response.Body, 1<<20)
	}
	return response, err
}

// journey is what is remembered of somebody who went to their provider.
type journey struct {
	Provider               db.ID
	State, Nonce, Verifier string
	Next                   string
	// Prove is who is to prove again who they are; "" for signing in.
	Prove db.ID
}

// dialogue is one provider, as it describes itself, with what it lets one do.
type dialogue struct {
	provider account.IdentityProvider
	described
	oauth oauth2.Config
	// home is the service's own address.
	home string
}

var errProvider = &fault.Error{Code: fault.Unavailable, Message: "Your agency’s sign-in does not answer just now. Try again in a few minutes, or sign in another way"}

// talk gives a provider as it describes itself.
func (m *Room) talk(ctx context.Context, r *http.Request, provider account.IdentityProvider) (*dialogue, error) {
	address := m.address(r)
	if address == nil {
		return nil, fault.Refuse("Identity providers cannot be used at this address. Ask whoever runs the service to set its public address")
	}
	known, err := m.providers.ask(ctx, provider.Issuer, m.DB.Now())
	if err != nil {
		return nil, &fault.Error{Code: errProvider.Code, Message: errProvider.Message, Cause: err}
	}
	return &dialogue{provider: provider, described: known, home: address.String(),
		oauth: oauth2.Config{ClientID: provider.ClientID, ClientSecret: provider.Secret, Endpoint: known.found.Endpoint(),
			RedirectURL: address.String() + providerPath, Scopes: []string{oidc.ScopeOpenID, "email"}}}, nil
}

// depart remembers what must come back, and gives the address of the provider to
// go to and the token of the ceremony.
func (m *Room) depart(ctx context.Context, d *dialogue, next string, prove db.ID) (address, token string, err error) {
	j := journey{Provider: d.provider.ID, State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Next: next, Prove: prove}
	data, err := json.Marshal(j)
	if err != nil {
		return "", "", err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(j.Nonce), oauth2.S256ChallengeOption(j.Verifier)}
	if len(d.provider.ACR) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(d.provider.ACR, " ")))
	}
	if prove != "" {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	err = m.DB.Write(ctx, func(tx *db.Tx) (err error) {
		token, err = account.OpenCeremony(ctx, tx, providerCeremony, prove, data, providerTime)
		return err
	})
	return d.oauth.AuthCodeURL(j.State, options...), token, err
}

// Reasons for which what a provider says is not taken, in words for the person.
var (
	errLost       = fault.Wrong("", "Your visit to your agency’s sign-in took too long, or was begun in another window. Try again")
	errDeclined   = fault.Wrong("", "Your agency’s sign-in did not let you in. Ask your agency’s own help desk")
	errAnswer     = fault.Wrong("", "What your agency’s sign-in answered cannot be relied on, so you were not signed in. Tell whoever runs the service")
	errWeak       = fault.Wrong("", "Your agency’s sign-in did not ask you for a second proof, such as a code or a key, which this service needs. Ask your agency’s own help desk")
	errUnknown    = fault.Wrong("", "You are known to your agency’s sign-in, and nobody has made an account here for you yet. Ask the person who manages your agency’s accounts")
	errSomebody   = fault.Wrong("", "You signed in at your agency as somebody else")
	errNotRecent  = fault.Wrong("", "Your agency’s sign-in did not ask you again who you are. Prove it another way")
	errUnverified = fault.Wrong("", "Your agency’s sign-in does not say that it has verified your e-mail address. Ask your agency’s own help desk")
)

// said is what a provider's token tells of a person, after it was checked.
type said struct {
	Subject  string
	Email    string   `json:"email"`
	Verified flag     `json:"email_verified"`
	ACR      string   `json:"acr"`
	AMR      []string `json:"amr"`
	AuthTime int64    `json:"auth_time"`
}

// flag is true however a provider writes it: some write "true".
type flag bool

// UnmarshalJSON reads true and "true".
func (f *flag) UnmarshalJSON(text []byte) error {
	*f = strings.Trim(string(text), `"`) == "true"
	return nil
}

// arrive takes a journey up again with what the provider sent back, and gives what
// it says of the person. issuer is the one that the answer names, if any.
func (m *Room) arrive(ctx context.Context, d *dialogue, j journey, code, issuer string) (said, error) {
	// Two providers must not be taken for each other (RFC 9207).
	if issuer != d.provider.Issuer && (issuer != "" || d.says.SaysIssuer) {
		return said{}, because(errAnswer, errors.New("the answer names another issuer"))
	}
	ctx = oidc.ClientContext(ctx, m.providers.client)
	tokens, err := d.oauth.Exchange(ctx, code, oauth2.VerifierOption(j.Verifier))
	if err != nil {
		return said{}, because(errAnswer, err)
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return said{}, because(errAnswer, errors.New("there is no id_token"))
	}
	token, err := d.found.Verifier(&oidc.Config{ClientID: d.provider.ClientID}).Verify(ctx, raw)
	if err != nil {
		return said{}, because(errAnswer, err)
	}
	if len(token.Audience) != 1 || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(j.Nonce)) != 1 || token.Subject == "" || len(token.Subject) > 255 {
		return said{}, because(errAnswer, errors.New("the audience, nonce or subject is wrong"))
	}
	var s said
	if err := token.Claims(&s); err != nil {
		return said{}, because(errAnswer, err)
	}
	s.Subject = token.Subject
	if s.Email == "" && d.provider.Binding == account.ByEmail {
		// Providers may keep addresses out of the token and tell them when asked.
		told, err := d.found.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
		if err != nil {
			return said{}, because(errAnswer, err)
		}
		if told.Subject != token.Subject {
			return said{}, because(errAnswer, errors.New("it tells of somebody else than its token"))
		}
		s.Email, s.Verified = told.Email, flag(told.EmailVerified)
	}
	return s, s.enough(d.provider, j, m.DB.Now())
}

// enough holds how the provider made sure of somebody against what is asked.
func (s said) enough(p account.IdentityProvider, j journey, now time.Time) error {
	if len(p.ACR) > 0 && !slices.Contains(p.ACR, s.ACR) {
		return errWeak
	}
	if len(p.AMR) > 0 && !slices.ContainsFunc(s.AMR, func(method string) bool { return slices.Contains(p.AMR, method) }) {
		return errWeak
	}
	if made := time.Unix(s.AuthTime, 0); j.Prove != "" && (made.Before(now.Add(-freshTime)) || made.After(now.Add(time.Minute))) {
		return errNotRecent
	}
	return nil
}

// because is a refusal with its cause, for the log.
func because(refusal, cause error) error {
	told := *fault.Of(refusal)
	told.Cause = cause
	return &told
}

// meet finds the account of somebody whom a provider knows: bound by subject, or,
// where the agency wants that, by the verified e-mail address of an account made
// beforehand, which is bound from then on.
func meet(ctx context.Context, tx *db.Tx, p account.IdentityProvider, s said, v visit) (db.ID, error) {
	id, found, err := account.SubjectAccount(ctx, tx, p, s.Subject)
	if err != nil || found {
		return id, err
	}
	if p.Binding != account.ByEmail {
		return "", errUnknown
	}
	if !s.Verified {
		return "", errUnverified
	}
	_, domain, _ := strings.Cut(account.FoldEmail(s.Email), "@")
	if !slices.Contains(p.Domains, domain) {
		return "", errUnknown
	}
	id, found, err = account.UnboundByEmail(ctx, tx, p, s.Email)
	if err != nil {
		return "", err
	}
	if !found {
		return "", errUnknown
	}
	if err := account.BindSubject(ctx, tx, p, s.Subject, id); err != nil {
		return "", err
	}
	return id, audit.Append(ctx, tx, v.asker, audit.Entry{Action: "bind-subject", Category: audit.Alteration, Subject: "account " + string(id)})
}
