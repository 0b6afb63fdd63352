package signin

import (
	"net/http"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type accountPage struct {
	Actor    account.Actor
	Roles    []string
	Ways     account.Ways
	Sessions int
	Tokens   int
}

// accountPage shows somebody what the service knows of them and the ways in which
// they sign in.
func (m *Room) accountPage(r *route.Request) error {
	data := accountPage{Actor: r.Actor}
	for _, known := range account.Roles {
		if r.Actor.Has(known.Role) {
			data.Roles = append(data.Roles, known.Name)
		}
	}
	err := m.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if data.Ways, err = account.WaysOf(r.Context(), tx, r.Actor.Account); err != nil {
			return err
		}
		sessions, err := account.Sessions(r.Context(), tx, r.Actor.Account)
		if err != nil {
			return err
		}
		tokens, err := account.Tokens(r.Context(), tx, r.Actor.Account)
		data.Sessions, data.Tokens = len(sessions), len(tokens)
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(m.pages, http.StatusOK, "account.html", page.View{Title: "Your account", Data: data})
}
