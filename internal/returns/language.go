package returns

import (
	"context"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// theirs answers every route in the language of the organisation that reads it,
// unless the reader chose another.
func theirs(routes []route.Route) []route.Route {
	for i, line := range routes {
		routes[i].Handle = func(r *route.Request) error {
			if err := r.DB.Read(r.Context(), func(tx *db.Tx) error { return speak(r.Context(), tx, r, r.Actor.Agency) }); err != nil {
				return err
			}
			return line.Handle(r)
		}
	}
	return routes
}

// speak turns to the language of an organisation abroad.
func speak(ctx context.Context, tx *db.Tx, r *route.Request, agency db.ID) error {
	if chosen, err := r.Cookie("language"); err == nil && chosen.Value != "" {
		return nil
	}
	receiver, found, err := receiverOf(ctx, tx, agency)
	if err != nil || !found {
		return err
	}
	r.Request = page.WithLanguage(r.Request, receiver.Language)
	r.Words = page.WordsFor(r.Request)
	return nil
}
