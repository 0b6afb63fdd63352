package signin

import (
	"net/http"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type newToken struct{ Name string }

var tokenQuestions = []form.Question[newToken]{
	{Name: "name", Label: "What is the token for?", Hint: "For example, the name of the program that will use it", Kind: form.Text,
		Required: "Enter what the token is for", MaxLength: 80, Bind: func(t *newToken) any { return &t.Name }},
}

type tokensPage struct {
	Tokens []account.Token
	Fields []form.Field
	Token  string // just made, shown once
}

func (m *Room) tokensPage(r *route.Request) error { return m.showTokens(r, http.StatusOK, "", nil) }

func (m *Room) showTokens(r *route.Request, status int, token string, errs []fault.Field) error {
	data := tokensPage{Token: token, Fields: form.Fields(&newToken{}, nil, errs, tokenQuestions)}
	err := m.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		data.Tokens, err = account.Tokens(r.Context(), tx, r.Actor.Account)
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(m.pages, status, "tokens.html", page.View{Title: "Tokens for programs", Errors: errs, Back: page.Link{Text: "Your account", Href: "/account"}, Data: data})
}

func (m *Room) issueToken(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var asked newToken
	if errs := form.Fill(&asked, values, tokenQuestions); len(errs) > 0 {
		return m.showTokens(r, http.StatusUnprocessableEntity, "", errs)
	}
	var token string
	err = m.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		if token, err = account.IssueToken(r.Context(), tx, r.Actor.Account, asked.Name); err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "issue-token", Category: audit.Alteration, Subject: "account " + string(r.Actor.Account)})
	})
	if err != nil {
		return err
	}
	return m.showTokens(r, http.StatusOK, token, nil)
}

func (m *Room) revokeToken(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	err = m.DB.Write(r.Context(), func(tx *db.Tx) error {
		revoked, err := account.RevokeToken(r.Context(), tx, r.Actor.Account, id)
		if err != nil {
			return err
		}
		if !revoked {
			return fault.Missing()
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "revoke-token", Category: audit.Alteration, Subject: "token " + string(id)})
	})
	if err != nil {
		return err
	}
	return r.Redirect("/account/tokens")
}
