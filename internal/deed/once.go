package deed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Say is a sentence of a page: a catalogue source string with its named values
// in pairs.
func Say(text string, args ...any) casefile.Sentence {
	return casefile.Sentence{Text: text, Args: args}
}

// Version is the version that a posted form says it was drawn from; 0, which is
// no version of anything, where it says none.
func Version(r *route.Request) int64 {
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return 0
	}
	return version
}

// Press is a button that needs no answer: one POST.
func Press(path string, action access.Action, take func(ctx context.Context, tx *db.Tx, r *route.Request) (next string, err error)) route.Route {
	return route.Route{Pattern: "POST " + path, Action: action, Handle: func(r *route.Request) error {
		values, err := r.Values()
		if err != nil {
			return err
		}
		next, err := Once(r, path, values, func(tx *db.Tx) (string, error) { return take(r.Context(), tx, r) })
		if err != nil {
			return err
		}
		return r.Redirect(next)
	}}
}

// Once runs a change once for the key of the posted form, so that a retry or a
// double click is one change and leads to the same next page.
func Once(r *route.Request, what string, values url.Values, change func(tx *db.Tx) (next string, err error)) (next string, err error) {
	key := r.Once()
	if key != "" {
		sum := sha256.Sum256([]byte(values.Encode()))
		key = what + " " + key + " " + hex.EncodeToString(sum[:])
	}
	err = r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		next, err = tx.Once(r.Context(), string(r.Actor.Account), key, func() (string, error) { return change(tx) })
		return err
	})
	return next, err
}

// Done is an address with the news of what was done, for a banner on the next
// page.
func Done(path, what string) string { return path + "?done=" + what }

// Banner is the news of what was done, from words by the word in the address.
func Banner(r *route.Request, words map[string]string) *page.Banner {
	if said := words[r.URL.Query().Get("done")]; said != "" {
		return &page.Banner{Type: "success", Message: said}
	}
	return nil
}
