package signin

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// Kinds of ceremonies; what was begun for one is good for no other.
const (
	passkeySignIn = "passkey-sign-in"
	passkeyStepUp = "passkey-step-up"
	passkeyAdd    = "passkey-add"
	passkeyJoin   = "passkey-join"
)

// challengeTime is how long a challenge waits for its answer.
const challengeTime = 5 * time.Minute

// party is this service as passkeys know it; nil where there can be none: a key
// belongs to a name, so an address of numbers has none.
func (m *Room) party(r *http.Request) *webauthn.WebAuthn {
	address := m.address(r)
	if address == nil || net.ParseIP(address.Hostname()) != nil {
		return nil
	}
	enforced := webauthn.TimeoutConfig{Enforce: true, Timeout: challengeTime, TimeoutUVD: challengeTime}
	party, err := webauthn.New(&webauthn.Config{
		RPID: address.Hostname(), RPDisplayName: "Havenward", RPOrigins: []string{address.String()},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired,
			RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired},
		Timeouts: webauthn.TimeoutsConfig{Login: enforced, Registration: enforced},
	})
	if err != nil {
		return nil
	}
	return party
}

// holder is a person as the library knows them, with their passkeys.
type holder struct {
	actor       account.Actor
	keys        []account.Passkey
	credentials []webauthn.Credential
}

func (h *holder) WebAuthnID() []byte                         { return []byte(h.actor.Account) }
func (h *holder) WebAuthnName() string                       { return h.actor.Email }
func (h *holder) WebAuthnDisplayName() string                { return h.actor.Name }
func (h *holder) WebAuthnCredentials() []webauthn.Credential { return h.credentials }

// key is the stored passkey with that credential identifier.
func (h *holder) key(id []byte) (account.Passkey, bool) {
	for i, credential := range h.credentials {
		if string(credential.ID) == string(id) {
			return h.keys[i], true
		}
	}
	return account.Passkey{}, false
}

// loadHolder gives a person with those of their passkeys that are for this site
// and not stopped.
func loadHolder(ctx context.Context, tx *db.Tx, id db.ID, site string) (*holder, error) {
	actor, found, err := account.Load(ctx, tx, id)
	if err == nil && !found {
		err = errNotIn
	}
	if err != nil {
		return nil, err
	}
	keys, err := account.Passkeys(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	h := &holder{actor: actor}
	for _, key := range keys {
		if key.Site != site || !key.Stopped.IsZero() {
			continue
		}
		var credential webauthn.Credential
		if err := json.Unmarshal(key.Credential, &credential); err != nil {
			return nil, err
		}
		h.keys, h.credentials = append(h.keys, key), append(h.credentials, credential)
	}
	return h, nil
}

// challenge is what a page needs to ask a browser for a passkey: its options, and
// the token by which the ceremony is taken up again.
type challenge struct{ options, token string }

func keep(ctx context.Context, tx *db.Tx, kind string, id db.ID, options any, session *webauthn.SessionData) (challenge, error) {
	text, err := json.Marshal(options)
	if err != nil {
		return challenge{}, err
	}
	data, err := json.Marshal(session)
	if err != nil {
		return challenge{}, err
	}
	token, err := account.OpenCeremony(ctx, tx, kind, id, data, challengeTime)
	return challenge{string(text), token}, err
}

// askPasskey makes a challenge for any passkey of this site: the browser offers
// those it has, so nobody need say who they are first. id is who is to answer,
// where that is known.
func (m *Room) askPasskey(ctx context.Context, party *webauthn.WebAuthn, kind string, id db.ID) (c challenge, err error) {
	err = m.DB.Write(ctx, func(tx *db.Tx) error {
		assertion, session, err := party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
		if err != nil {
			return err
		}
		c, err = keep(ctx, tx, kind, id, assertion.Response, session)
		return err
	})
	return c, err
}

var (
	errPasskey = fault.Wrong("", "That did not work. The passkey may have been removed here, or it took too long. Try again, or sign in another way")
	errCopied  = fault.Wrong("", "There seems to be a copy of this passkey, so it was stopped. Sign in another way, and tell the person who manages your agency’s accounts")
)

// answered holds a browser's answer against the challenge of its ceremony and
// gives the person whose passkey it is. The challenge is used up either way. It
// returns errPasskey or errCopied after writing what belongs to it, so the caller
// commits before it tells the person.
func (m *Room) answered(ctx context.Context, tx *db.Tx, party *webauthn.WebAuthn, kind, token, answer string, v visit) (account.Actor, error) {
	id, data, found, err := account.TakeCeremony(ctx, tx, kind, token)
	if err != nil {
		return account.Actor{}, err
	}
	if !found {
		return account.Actor{}, errPasskey
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(data, &session); err != nil {
		return account.Actor{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return account.Actor{}, m.noPasskey(ctx, tx, v, id, "unreadable")
	}
	session.Expires = time.Time{} // the ceremony's own time is kept by the database's clock
	var who *holder
	_, credential, err := party.ValidatePasskeyLogin(func(_, handle []byte) (user webauthn.User, err error) {
		who, err = loadHolder(ctx, tx, db.ID(handle), party.Config.RPID)
		return who, err
	}, session, parsed)
	if err != nil || id != "" && who.actor.Account != id {
		return account.Actor{}, m.noPasskey(ctx, tx, v, id, "not accepted")
	}
	key, _ := who.key(credential.ID)
	if credential.Authenticator.CloneWarning {
		if err := account.StopPasskey(ctx, tx, key.ID); err != nil {
			return account.Actor{}, err
		}
		err := audit.Append(ctx, tx, v.as(who.actor), audit.Entry{Action: "stop-passkey", Category: audit.Refusal, Subject: "passkey " + string(key.ID), Why: "its counter went back: there seems to be a copy"})
		if err == nil {
			err = tell(ctx, tx, who.actor, "One of your passkeys was stopped",
				"One of your passkeys for Havenward was used in a way that means there may be a copy of it, so it was stopped. Sign in another way, remove it, and tell the person who manages your agency's accounts.")
		}
		if err != nil {
			return account.Actor{}, err
		}
		return account.Actor{}, errCopied
	}
	record, err := json.Marshal(credential)
	if err != nil {
		return account.Actor{}, err
	}
	return who.actor, account.UsePasskey(ctx, tx, key.ID, record)
}

func (m *Room) noPasskey(ctx context.Context, tx *db.Tx, v visit, id db.ID, why string) error {
	subject := "nobody"
	if id != "" {
		subject = "account " + string(id)
	}
	if err := audit.Append(ctx, tx, v.asker, audit.Entry{Action: "passkey", Category: audit.Refusal, Subject: subject, Why: why}); err != nil {
		return err
	}
	return errPasskey
}

// told runs a command whose refusals (faults of the Invalid kind) are answers that
// must be kept: what the command wrote before it refused is committed.
func (m *Room) told(ctx context.Context, command func(tx *db.Tx) error) error {
	var refused error
	err := m.DB.Write(ctx, func(tx *db.Tx) error {
		err := command(tx)
		if fault.Is(err, fault.Invalid) {
			refused, err = err, nil
		}
		return err
	})
	if err != nil {
		return err
	}
	return refused
}

// signInWithPasskey signs in whoever has the passkey that answered.
func (m *Room) signInWithPasskey(ctx context.Context, party *webauthn.WebAuthn, token, answer string, v visit) (s signed, err error) {
	err = m.told(ctx, func(tx *db.Tx) error {
		actor, err := m.answered(ctx, tx, party, passkeySignIn, token, answer, v)
		if err != nil {
			return err
		}
		s, err = m.finish(ctx, tx, actor.Account, account.ByPasskey, v)
		return err
	})
	return s, err
}

// proveWithPasskey renews the session of somebody whose own passkey answered.
func (m *Room) proveWithPasskey(ctx context.Context, party *webauthn.WebAuthn, actor account.Actor, token, answer string, v visit) (renewed string, err error) {
	err = m.told(ctx, func(tx *db.Tx) error {
		if _, err := m.answered(ctx, tx, party, passkeyStepUp, token, answer, v); err != nil {
			return err
		}
		renewed, err = m.proved(ctx, tx, actor, account.ByPasskey, v.device)
		return err
	})
	return renewed, err
}

// offerPasskey makes the challenge for a new passkey of somebody.
func (m *Room) offerPasskey(ctx context.Context, party *webauthn.WebAuthn, kind string, id db.ID) (c challenge, err error) {
	err = m.DB.Write(ctx, func(tx *db.Tx) error {
		who, err := loadHolder(ctx, tx, id, party.Config.RPID)
		if err != nil {
			return err
		}
		creation, session, err := party.BeginRegistration(who, webauthn.WithExclusions(webauthn.Credentials(who.credentials).CredentialDescriptors()))
		if err != nil {
			return err
		}
		c, err = keep(ctx, tx, kind, id, creation.Response, session)
		return err
	})
	return c, err
}

// maxPasskeys is how many passkeys one person can have.
const maxPasskeys = 20

// takePasskey stores the passkey that a browser made for somebody, in answer to
// the challenge of offerPasskey.
func (m *Room) takePasskey(ctx context.Context, tx *db.Tx, party *webauthn.WebAuthn, kind, token, answer, name string, id db.ID, v visit) (key db.ID, err error) {
	asked, data, found, err := account.TakeCeremony(ctx, tx, kind, token)
	if err != nil {
		return "", err
	}
	if !found || asked != id {
		return "", errPasskey
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(data, &session); err != nil {
		return "", err
	}
	session.Expires = time.Time{}
	who, err := loadHolder(ctx, tx, id, party.Config.RPID)
	if err != nil {
		return "", err
	}
	if len(who.keys) >= maxPasskeys {
		return "", fault.Wrong("name", "You have 20 passkeys. Remove one to add another")
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return "", m.noPasskey(ctx, tx, v, id, "unreadable")
	}
	credential, err := party.CreateCredential(who, session, parsed)
	if err != nil || !credential.Flags.UserVerified {
		return "", m.noPasskey(ctx, tx, v, id, "not accepted")
	}
	record, err := json.Marshal(credential)
	if err != nil {
		return "", err
	}
	key, err = account.AddPasskey(ctx, tx, account.Passkey{Account: id, Name: name, Site: party.Config.RPID, Credential: record}, credential.ID)
	if err != nil {
		return "", err
	}
	if err := tell(ctx, tx, who.actor, "A passkey was added to your account", "A passkey was added to your account with Havenward. If it was not you, tell the person who manages your agency's accounts at once, by telephone."); err != nil {
		return "", err
	}
	return key, audit.Append(ctx, tx, v.as(who.actor), audit.Entry{Action: "add-passkey", Category: audit.Alteration, Subject: "passkey " + string(key)})
}

// dropPasskey removes a passkey of the actor: never the last way in.
func (m *Room) dropPasskey(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	if err := account.Hold(ctx, tx, actor.Account); err != nil {
		return err
	}
	removed, err := account.RemovePasskey(ctx, tx, actor.Account, id)
	if err != nil {
		return err
	}
	if !removed {
		return fault.Missing()
	}
	ways, err := account.WaysOf(ctx, tx, actor.Account)
	if err != nil {
		return err
	}
	if ways.Count() == 0 {
		return fault.Refuse("This is the only way in which you can sign in. Add another passkey, or a password and an authenticator, before you remove it")
	}
	if err := tell(ctx, tx, actor, "A passkey was removed from your account", "A passkey was removed from your account with Havenward. If it was not you, tell the person who manages your agency's accounts at once, by telephone."); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "remove-passkey", Category: audit.Alteration, Subject: "passkey " + string(id)})
}
