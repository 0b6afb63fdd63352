package access

import (
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/fault"
)

// Proof asks whether the actor proved who they are not long ago. The route table
// asks it for every route that says StepUp; a command that must never be done
// without asks it too. A program with a token never has such a proof.
func Proof(actor account.Actor, now time.Time) error {
	switch {
	case !actor.Known():
		return &fault.Error{Code: fault.SignIn, Message: "Sign in to go on"}
	case actor.Proved(now):
		return nil
	case actor.Via == account.API:
		return &fault.Error{Code: fault.StepUp, Message: "This can only be done on the pages, by a person who has just proved who they are, and never with a token"}
	}
	return &fault.Error{Code: fault.StepUp, Message: "Prove again who you are to go on"}
}
