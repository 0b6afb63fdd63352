package site_test

import (
	"mime"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
)

var (
	titles    = regexp.MustCompile(`(?s)<title>(.*?)</title>`)
	addresses = regexp.MustCompile(`(?:href|action|src)="([^"]*)"`)
	inline    = regexp.MustCompile(`(?i)<[a-z][^>]*\s(?:style|on[a-z]+)=|<style|<script(?:\s[^>]*)?>[^<]|javascript:`)
)

// TestEveryAnswerIsGuarded asks every page as somebody who has every role, about
// a case of their own, and looks at what a browser, its history and the next site
// would learn: what may run, what is kept, and whether a title or an address
// tells whom it is about.
func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		w, _, own := newWalls(t, d)
		name := strings.ToLower(own.secrets[0])
		looked := 0
		for _, line := range w.site.Routes() {
			method, pattern, _ := strings.Cut(line.Pattern, " ")
			if method != http.MethodGet {
				continue
			}
			answer, body := w.ask(method, own.fill(t, strings.TrimSuffix(pattern, "{$}")), w.stranger, "")
			if answer.StatusCode >= 500 {
				t.Errorf("%s: %d", line.Pattern, answer.StatusCode)
			}
			for header, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
				if got := answer.Header.Get(header); got != want {
					t.Errorf("%s: %s is %q, want %q", line.Pattern, header, got, want)
				}
			}
			policy := answer.Header.Get("Content-Security-Policy")
			if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
				t.Errorf("%s: the policy is %q", line.Pattern, policy)
			}
			kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
			if kind != "text/html" || answer.StatusCode/100 == 3 {
				continue
			}
			looked++
			title := titles.FindStringSubmatch(body)
			if title == nil || strings.Contains(strings.ToLower(title[1]), name) {
				t.Errorf("%s: the title is %q", line.Pattern, title)
			}
			for _, address := range addresses.FindAllStringSubmatch(body, -1) {
				if strings.Contains(strings.ToLower(address[1]), name) {
					t.Errorf("%s: an address on it is %s", line.Pattern, address[1])
				}
			}
			if found := inline.FindString(body); found != "" {
				t.Errorf("%s: %q on it would not run, or be drawn, under the policy", line.Pattern, found)
			}
		}
		if looked < 60 {
			t.Errorf("looked at %d pages only", looked)
		}
	})
}

// TestCookiesStayHere asks for the pages that set cookies, as over TLS.
func TestCookiesStayHere(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon })
	w := newWorld(t, d)
	answer, _ := w.ask(http.MethodPost, "/language", "", "")
	for _, line := range w.site.Routes() {
		method, path := address(line.Pattern)
		if method != http.MethodGet {
			continue
		}
		visited, _ := w.ask(method, path, "", "")
		answer.Header["Set-Cookie"] = append(answer.Header["Set-Cookie"], visited.Header["Set-Cookie"]...)
	}
	for _, cookie := range answer.Cookies() {
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode && cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" || cookie.Domain != "" {
			t.Errorf("%s", cookie.Raw)
		}
	}
}
