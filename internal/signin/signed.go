package signin

import (
	"context"
	"errors"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// visit is where somebody signs in from: what is recorded of them before it is
// known who they are, their browser, and the token by which it may be known.
type visit struct {
	asker  account.Actor
	device account.Device
	known  string
}

func (m *Room) visit(r *route.Request) visit {
	asker := account.Actor{Via: r.Actor.Via, Origin: r.Actor.Origin, Request: r.Actor.Request}
	return visit{asker, device(r), m.cookie(r, deviceCookie)}
}

func (v visit) try(email string) account.Try {
	return account.Try{Email: email, Origin: v.asker.Origin, Device: v.known}
}

// as is the visitor, now that it is known who they are.
func (v visit) as(actor account.Actor) account.Actor {
	actor.Via, actor.Origin, actor.Request = v.asker.Via, v.asker.Origin, v.asker.Request
	return actor
}

// signed is what a browser keeps of somebody who signed in. device is "" where the
// browser is known already.
type signed struct{ token, device string }

// finish signs somebody in who has proved who they are, records it, and tells
// them when it is in a browser in which they never did.
func (m *Room) finish(ctx context.Context, tx *db.Tx, id db.ID, by account.By, v visit) (signed, error) {
	actor, found, err := account.Load(ctx, tx, id)
	if err == nil && !found {
		err = errNotIn
	}
	if err != nil {
		return signed{}, err
	}
	var s signed
	if s.token, err = account.OpenSession(ctx, tx, id, by, v.device, m.Limits); err != nil {
		return s, err
	}
	known, err := account.KnownDevice(ctx, tx, id, v.known)
	if err != nil {
		return s, err
	}
	if !known {
		if s.device, err = account.KnowDevice(ctx, tx, id); err != nil {
			return s, err
		}
		if err := tell(ctx, tx, actor, "Somebody signed in to Havenward as you",
			"Somebody signed in with your account in a browser that we did not know ("+Browser(v.device.Agent)+") at "+tx.Now().UTC().Format("15:04 on 2 January 2006")+" UTC. "+
				"If it was you, there is nothing to do. If not, tell the person who manages your agency's accounts at once, by telephone."); err != nil {
			return s, err
		}
	}
	return s, audit.Append(ctx, tx, v.as(actor), audit.Entry{Action: "sign-in", Category: audit.SignIn, Subject: "account " + string(id),
		Change: map[string]any{"by": by, "knownBrowser": known}})
}

var errNotIn = &fault.Error{Code: fault.SignIn, Message: "Sign in to go on"}

// tell sends a person a message about their own account.
func tell(ctx context.Context, tx *db.Tx, actor account.Actor, subject, body string) error {
	return notify.Tell(ctx, tx, "account-"+string(tx.NewID()), actor.Email, subject, body)
}

// welcome keeps what finish gave in the browser and goes on.
func (m *Room) welcome(r *route.Request, s signed, next string) error {
	for _, name := range []string{codeCookie, joinCookie, ceremonyCookie} {
		if m.cookie(r, name) != "" {
			m.dropCookie(r, name)
		}
	}
	if s.device != "" {
		m.setCookie(r, deviceCookie, s.device, account.DeviceTime())
	}
	m.setCookie(r, sessionCookie, s.token, 0)
	return r.Redirect(page.LocalPath(next))
}

// failed counts a try that failed and records it, the same whether or not
// somebody has that e-mail address.
func failed(ctx context.Context, tx *db.Tx, try account.Try, v visit, id db.ID, why string) error {
	subject := "nobody"
	if id != "" {
		subject = "account " + string(id)
	}
	return errors.Join(try.Failed(ctx, tx), audit.Append(ctx, tx, v.asker, audit.Entry{Action: "sign-in", Category: audit.Refusal, Subject: subject, Why: why}))
}

// codeTime is how long the page after the password waits for the code.
const codeTime = 10 * time.Minute
