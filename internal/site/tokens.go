package site

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

type accountPage struct {
	Actor  account.Actor
	Roles  []string
	Tokens []account.Token
	Fields []form.Field
	Token  string // just made, shown once
}

func (s *Site) accountPage(r *route.Request) error { return s.showAccount(r, http.StatusOK, "", nil) }

func (s *Site) showAccount(r *route.Request, status int, token string, errs []fault.Field) error {
	data := accountPage{Actor: r.Actor, Roles: roleNames(r.Actor.Roles), Token: token, Fields: form.Fields(&newToken{}, nil, errs, tokenQuestions)}
	err := s.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		data.Tokens, err = account.Tokens(r.Context(), tx, r.Actor.Account)
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(s.pages, status, "account.html", page.View{Title: "Your account", Errors: errs, Data: data})
}

func (s *Site) issueToken(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	var asked newToken
	if errs := form.Fill(&asked, values, tokenQuestions); len(errs) > 0 {
		return s.showAccount(r, http.StatusUnprocessableEntity, "", errs)
	}
	var token string
	err = s.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		if token, err = account.IssueToken(r.Context(), tx, r.Actor.Account, asked.Name); err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "issue-token", Category: audit.Alteration, Subject: "account " + string(r.Actor.Account)})
	})
	if err != nil {
		return err
	}
	return s.showAccount(r, http.StatusOK, token, nil)
}

func (s *Site) revokeToken(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	err = s.DB.Write(r.Context(), func(tx *db.Tx) error {
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
	return r.Redirect("/account")
}
