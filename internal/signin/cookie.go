package signin

import (
	"net/http"
	"time"

	"github.com/havenward/havenward/internal/route"
)

const (
	sessionCookie  = "session"
	codeCookie     = "signing-in"
	joinCookie     = "joining"
	ceremonyCookie = "proving"
	deviceCookie   = "known-device"
)

// secure reports whether browsers reach the service over TLS.
func (m *Room) secure(r *http.Request) bool { return m.Secure || r.TLS != nil }

// cookieName is a cookie's name in the browser. Over TLS it has the prefix by
// which browsers take it from this host alone, whole and encrypted.
func (m *Room) cookieName(r *http.Request, name string) string {
	if m.secure(r) {
		return "__Host-" + name
	}
	return name
}

// setCookie keeps a token in the browser: not readable by scripts, and not sent
// with what other sites' pages ask for. A life of 0 lasts until the browser
// closes, one below 0 removes it.
func (m *Room) setCookie(r *route.Request, name, value string, life time.Duration) {
	age := int(life.Seconds())
	http.SetCookie(r.Writer, &http.Cookie{Name: m.cookieName(r.Request, name), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: m.secure(r.Request), SameSite: http.SameSiteLaxMode})
}

func (m *Room) dropCookie(r *route.Request, name string) { m.setCookie(r, name, "", -time.Second) }

// cookie is a token that the browser kept; "" where it has none.
func (m *Room) cookie(r *route.Request, name string) string {
	cookie, err := r.Cookie(m.cookieName(r.Request, name))
	if err != nil {
		return ""
	}
	return cookie.Value
}
