package returns

import (
	"context"
	"strings"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// theirs answers every route in the language of the organisation that reads it,
// unless the reader chose another.
func (room *Room) theirs(routes []route.Route) []route.Route {
	for i, line := range routes {
		routes[i].Handle = func(r *route.Request) error {
			var spoken bool
			err := r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
				spoken, err = speak(r.Context(), tx, r, r.Actor.Agency)
				return err
			})
			if err != nil {
				return err
			}
			if spoken {
				room.keepLanguage(r)
			}
			return line.Handle(r)
		}
	}
	return routes
}

// speak turns to the language of an organisation abroad, and reports whether it
// did: not where the reader chose one.
func speak(ctx context.Context, tx *db.Tx, r *route.Request, agency db.ID) (bool, error) {
	r.Request = page.ForAbroad(r.Request)
	if chosen, err := r.Cookie("language"); err == nil && chosen.Value != "" {
		return false, nil
	}
	receiver, found, err := receiverOf(ctx, tx, agency)
	if err != nil || !found {
		return false, err
	}
	r.Request = page.WithLanguage(r.Request, receiver.Language)
	r.Words = page.WordsFor(r.Request)
	return true, nil
}

// keepLanguage lets sign-in, refusals and errors answer in the language that was
// spoken, too.
func (room *Room) keepLanguage(r *route.Request) {
	page.KeepLanguage(r.Writer, r.Request, r.Words.Tag(), strings.HasPrefix(room.URL, "https://"))
}
