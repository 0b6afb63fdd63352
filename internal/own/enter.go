package own

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// EnterForm is what a person types to open their page.
type EnterForm struct {
	Code, Second, Language string
	// Origin is where the request came from: it is counted under a keyed token and
	// kept for a quarter of an hour.
	Origin, Request string
}

var (
	errNotRight = fault.Wrong("code", "The code or the second answer is not right. Check both and try again.")
	errOver     = fault.Wrong("code", "This code does not work any more. Ask a person who helps you for a new one.")
)

// Enter opens the page of a person and gives the token of the visit. Whether there
// is such a code, or such an answer, cannot be told apart, by words or by time.
func (r *Room) Enter(ctx context.Context, form EnterForm) (token string, err error) {
	var code Code
	var found bool
	typed := CleanCode(form.Code)
	err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if err := mayTry(ctx, tx, form.Origin); err != nil {
			return err
		}
		code, found, err = codeFor(ctx, tx, typed)
		return err
	})
	if err != nil {
		return "", err
	}
	right, err := account.PasswordMatches(ctx, code.hash, typed+"\n"+CleanSecond(form.Second))
	if err != nil {
		return "", err
	}
	var answer error
	err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		token, answer = "", nil
		if !found || !right {
			answer = errNotRight
			if err := noteTry(ctx, tx, form.Origin); err != nil || !found {
				return err
			}
			return r.wrong(ctx, tx, form.Request, code)
		}
		// What the code was may have ended meanwhile.
		now, there, err := codeFor(ctx, tx, typed)
		if err != nil {
			return err
		}
		if !there || now.Over(civil.DayOf(tx.Now())) != "" {
			answer = errOver
			return nil
		}
		if unsafe, err := r.unsafe(ctx, tx, now.Case); err != nil || unsafe {
			answer = errOver
			if err != nil {
				return err
			}
			return r.Shut(ctx, tx, account.System(account.Job), now.Case)
		}
		if token, err = r.openSession(ctx, tx, now.ID, form.Language); err != nil {
			return err
		}
		return audit.Append(ctx, tx, casefile.AsPerson(form.Request), audit.Entry{Action: "open-own-page", Category: audit.SignIn, Case: now.Case, Subject: "own code " + string(now.ID), Why: "own page"})
	})
	if err != nil || answer != nil {
		return "", orElse(err, answer)
	}
	return token, nil
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// wrong counts a wrong second answer to a code that there is, and after a few
// ends the code: whoever found the card cannot try years of birth.
func (r *Room) wrong(ctx context.Context, tx *db.Tx, request string, code Code) error {
	// Nobody knows who it was: the person, or whoever found the card.
	somebody := account.Actor{Name: "Somebody", Via: account.Page, Request: request}
	if err := audit.Append(ctx, tx, somebody, audit.Entry{Action: "wrong-own-page", Category: audit.Refusal, Case: code.Case, Subject: "own code " + string(code.ID), Why: "own page"}); err != nil {
		return err
	}
	wrong, err := noteWrong(ctx, tx, code.ID)
	if err != nil || wrong < mostWrong || code.Over(civil.DayOf(tx.Now())) != "" {
		return err
	}
	if _, err := endCodes(ctx, tx, somebody, code.Case, endedTries); err != nil {
		return err
	}
	if _, err := casefile.SetTask(ctx, tx, casefile.Task{Case: code.Case, Kind: TaskEnded, Agency: code.Agency, Account: code.givenBy, Due: civil.DayOf(tx.Now())}); err != nil {
		return err
	}
	return audit.Append(ctx, tx, account.System(account.Job), audit.Entry{Action: "end-own-page", Category: audit.Alteration, Case: code.Case, Subject: "own code " + string(code.ID), Why: "too many wrong tries"})
}

// Leave ends a visit.
func (r *Room) Leave(ctx context.Context, token string) error {
	if token == "" {
		return nil
	}
	return r.DB.Write(ctx, func(tx *db.Tx) error { return closeSession(ctx, tx, token) })
}
