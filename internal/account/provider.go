package account

import (
	"context"
	"net"
	"net/url"
	"strings"

	"github.com/havenward/havenward/internal/db"
)

// IdentityProvider is the identity provider (OpenID Connect) of an agency. Its people
// sign in there instead of here.
type IdentityProvider struct {
	ID     db.ID
	Agency db.ID
	// Issuer is the exact address by which the provider calls itself.
	Issuer   string
	ClientID string
	Secret   string
	// Domains are those of the e-mail addresses of the agency's people.
	Domains []string
	Binding Binding
	// ACR and AMR are what the provider must say of how it made sure of somebody:
	// one of each, where any is named.
	ACR, AMR []string
	Stopped  bool
}

// Binding is how somebody at the provider becomes somebody here. Either way they
// have an account made beforehand: nobody gets one by signing in.
type Binding string

const (
	// BySubject binds an account to the subject that an administrator enters.
	BySubject Binding = "subject"
	// ByEmail binds an account to the subject who first signs in with its e-mail
	// address, which the provider says it has verified. From then on the subject
	// alone counts.
	ByEmail Binding = "email"
)

// Trustworthy reports whether an issuer's address can be one: over TLS, or on
// this very machine for tests.
func Trustworthy(issuer string) bool {
	parsed, err := url.Parse(issuer)
	if err != nil || parsed.Host == "" || parsed.RawQuery != "" || parsed.Fragment != "" || parsed.User != nil {
		return false
	}
	ip := net.ParseIP(parsed.Hostname())
	return parsed.Scheme == "https" || parsed.Scheme == "http" && (parsed.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

const providerColumns = `id, agency_id, issuer, client_id, secret, domains, binding, acr, amr, stopped_at IS NOT NULL FROM provider`

func readProvider(ctx context.Context, tx *db.Tx, condition string, args ...any) (p IdentityProvider, found bool, err error) {
	var secret []byte
	var domains, acr, amr string
	found, err = tx.Row(ctx, `SELECT `+providerColumns+` WHERE `+condition, args,
		&p.ID, &p.Agency, &p.Issuer, &p.ClientID, &secret, &domains, &p.Binding, &acr, &amr, &p.Stopped)
	if err != nil || !found {
		return IdentityProvider{}, false, err
	}
	p.Domains, p.ACR, p.AMR = strings.Fields(domains), strings.Fields(acr), strings.Fields(amr)
	p.Secret, err = openSecret(ctx, tx, p.ID, providerPlace, secret)
	return p, err == nil, err
}

// ProviderOf gives the provider of an agency, stopped or not.
func ProviderOf(ctx context.Context, tx *db.Tx, agency db.ID) (IdentityProvider, bool, error) {
	return readProvider(ctx, tx, `agency_id = $1`, agency)
}

// LiveProvider gives a provider that its agency's people sign in at.
func LiveProvider(ctx context.Context, tx *db.Tx, id db.ID) (IdentityProvider, bool, error) {
	return readProvider(ctx, tx, `id = $1 AND stopped_at IS NULL AND agency_id IN (SELECT id FROM agency WHERE suspended_at IS NULL)`, id)
}

// ProviderFor gives the provider at which the people with an e-mail address of
// this domain sign in. Whether anybody has the address is not asked.
func ProviderFor(ctx context.Context, tx *db.Tx, email string) (IdentityProvider, bool, error) {
	_, domain, _ := strings.Cut(FoldEmail(email), "@")
	if domain == "" || strings.ContainsAny(domain, " %_") {
		return IdentityProvider{}, false, nil
	}
	return readProvider(ctx, tx, `' ' || domains || ' ' LIKE '% ' || $1 || ' %' AND stopped_at IS NULL AND agency_id IN (SELECT id FROM agency WHERE suspended_at IS NULL)`, domain)
}

// AnyProvider reports whether any agency has a provider of its own.
func AnyProvider(ctx context.Context, tx *db.Tx) (bool, error) {
	return tx.Row(ctx, `SELECT TRUE FROM provider WHERE stopped_at IS NULL LIMIT 1`, nil, new(bool))
}

// SetProvider stores the provider of an agency. A secret of "" keeps the one
// there is. Another issuer is another provider, whose subjects are other people.
func SetProvider(ctx context.Context, tx *db.Tx, p IdentityProvider) error {
	before, found, err := ProviderOf(ctx, tx, p.Agency)
	if err != nil {
		return err
	}
	if p.ID = before.ID; !found {
		p.ID = tx.NewID()
	}
	if p.Secret == "" {
		p.Secret = before.Secret
	}
	if found && before.Issuer != p.Issuer {
		if _, err := tx.Exec(ctx, `DELETE FROM provider_subject WHERE provider_id = $1`, p.ID); err != nil {
			return err
		}
	}
	secret, err := sealSecret(ctx, tx, p.ID, providerPlace, p.Secret)
	if err != nil {
		return err
	}
	var stopped any
	if p.Stopped {
		stopped = tx.Now()
	}
	_, err = tx.Exec(ctx, `INSERT INTO provider (id, agency_id, issuer, client_id, secret, domains, binding, acr, amr, set_at, stopped_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (agency_id) DO UPDATE SET issuer = excluded.issuer, client_id = excluded.client_id, secret = excluded.secret, domains = excluded.domains,
		binding = excluded.binding, acr = excluded.acr, amr = excluded.amr, set_at = excluded.set_at, stopped_at = excluded.stopped_at`,
		p.ID, p.Agency, p.Issuer, p.ClientID, secret, strings.ToLower(strings.Join(p.Domains, " ")), p.Binding, strings.Join(p.ACR, " "), strings.Join(p.AMR, " "), tx.Now(), stopped)
	return err
}

// SubjectAccount gives the account that a subject of a provider is bound to.
func SubjectAccount(ctx context.Context, tx *db.Tx, p IdentityProvider, subject string) (id db.ID, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT a.id FROM provider_subject s JOIN account a ON a.id = s.account_id WHERE s.provider_id = $1 AND s.subject = $2 AND a.agency_id = $3`,
		[]any{p.ID, subject, p.Agency}, &id)
	return id, found, err
}

// BindSubject binds a subject of a provider to an account of its agency; what
// the account was bound to before is let go. An empty subject only lets go.
func BindSubject(ctx context.Context, tx *db.Tx, p IdentityProvider, subject string, id db.ID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM provider_subject WHERE account_id = $1`, id); err != nil || subject == "" {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO provider_subject (provider_id, subject, account_id, bound_at) VALUES ($1, $2, $3, $4)`, p.ID, subject, id, tx.Now())
	return err
}

// SubjectOf gives the subject that an account is bound to.
func SubjectOf(ctx context.Context, tx *db.Tx, id db.ID) (subject string, err error) {
	_, err = tx.Row(ctx, `SELECT subject FROM provider_subject WHERE account_id = $1`, []any{id}, &subject)
	return subject, err
}

// UnboundByEmail gives the account of the provider's agency that has an e-mail
// address and is bound to nobody yet.
func UnboundByEmail(ctx context.Context, tx *db.Tx, p IdentityProvider, email string) (id db.ID, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT a.id FROM account a WHERE a.email = $1 AND a.agency_id = $2 AND a.suspended_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM provider_subject s WHERE s.account_id = a.id)`, []any{FoldEmail(email), p.Agency}, &id)
	return id, found, err
}
