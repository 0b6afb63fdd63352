package signin

import (
	"net/http"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type sessionsPage struct{ Sessions []sessionRow }

type sessionRow struct {
	ID                  db.ID
	Browser, Origin, By string
	Opened, Seen, Until time.Time
	This                bool
}

// ways are the words for how somebody proved who they are.
var ways = map[account.By]string{account.ByCode: "Password and code", account.ByPasskey: "Passkey", account.ByProvider: "Your agency’s sign-in"}

func (m *Room) sessionsPage(r *route.Request) error {
	var data sessionsPage
	err := m.DB.Read(r.Context(), func(tx *db.Tx) error {
		opened, err := account.Sessions(r.Context(), tx, r.Actor.Account)
		for _, s := range opened {
			data.Sessions = append(data.Sessions, sessionRow{s.ID, Browser(s.Device.Agent), s.Device.Origin, ways[s.By], s.Opened, s.Seen, s.Until, s.ID == r.Actor.Session})
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(m.pages, http.StatusOK, "sessions.html", page.View{Title: "Where you are signed in", Width: "full", Back: page.Link{Text: "Your account", Href: "/account"}, Data: data})
}

func (m *Room) endSession(r *route.Request) error {
	id, err := r.ID("session")
	if err != nil {
		return err
	}
	err = m.DB.Write(r.Context(), func(tx *db.Tx) error {
		ended, err := account.EndSession(r.Context(), tx, r.Actor.Account, id)
		if err == nil && !ended {
			err = fault.Missing()
		}
		if err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "end-session", Category: audit.SignIn, Subject: "session " + string(id)})
	})
	if err != nil {
		return err
	}
	return r.Redirect("/account/sessions")
}

func (m *Room) endOtherSessions(r *route.Request) error {
	err := m.DB.Write(r.Context(), func(tx *db.Tx) error {
		if err := account.EndSessions(r.Context(), tx, r.Actor.Account, r.Actor.Session); err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "end-other-sessions", Category: audit.SignIn, Subject: "account " + string(r.Actor.Account)})
	})
	if err != nil {
		return err
	}
	return r.Redirect("/account/sessions")
}

// signs tell browsers and systems apart by what they say of themselves, the more
// particular first: most say that they are others as well.
var (
	browserSigns = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS", "Firefox"},
		{"CriOS", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}
	systemSigns = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"}, {"Macintosh", "Mac"}, {"Linux", "Linux"}}
)

// Browser says in words what browser on what kind of machine a user agent is; the
// words are names, the same in every language.
func Browser(agent string) string {
	var words []string
	for _, signs := range [][][2]string{browserSigns, systemSigns} {
		for _, sign := range signs {
			if strings.Contains(agent, sign[0]) {
				words = append(words, sign[1])
				break
			}
		}
	}
	if len(words) == 0 {
		return "?"
	}
	return strings.Join(words, ", ")
}
