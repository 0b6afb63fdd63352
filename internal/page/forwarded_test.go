package page

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestOnlyAProxySaysWhoAsked(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8")}
	for name, c := range map[string]struct {
		from   string
		header []string
		want   string
	}{
		"through the proxy":              {"127.0.0.1:4000", []string{"203.0.113.7"}, "203.0.113.7:0"},
		"through two proxies":            {"127.0.0.1:4000", []string{"203.0.113.7, 10.1.2.3"}, "203.0.113.7:0"},
		"two headers are one list":       {"127.0.0.1:4000", []string{"203.0.113.7", "10.1.2.3"}, "203.0.113.7:0"},
		"what the asker wrote before it": {"127.0.0.1:4000", []string{"198.51.100.1, 203.0.113.7"}, "203.0.113.7:0"},
		"IPv6":                           {"127.0.0.1:4000", []string{"2001:db8::7"}, "[2001:db8::7]:0"},
		"IPv4 written as IPv6":           {"[::ffff:127.0.0.1]:4000", []string{"::ffff:203.0.113.7"}, "203.0.113.7:0"},
		"not from a proxy":               {"203.0.113.9:4000", []string{"198.51.100.1"}, "203.0.113.9:4000"},
		"nothing said":                   {"127.0.0.1:4000", nil, "127.0.0.1:4000"},
		"only proxies":                   {"127.0.0.1:4000", []string{"10.1.2.3"}, "127.0.0.1:4000"},
		"no address":                     {"127.0.0.1:4000", []string{"203.0.113.7, unknown"}, "127.0.0.1:4000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.from
			r.Header["X-Forwarded-For"] = c.header
			Forwarded(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if r.RemoteAddr != c.want {
					t.Errorf("asked from %s, want %s", r.RemoteAddr, c.want)
				}
			}), proxies).ServeHTTP(httptest.NewRecorder(), r)
		})
	}
}

func TestWithoutProxiesNobodyIsBelieved(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = "127.0.0.1:4000"
	r.Header.Set("X-Forwarded-For", "203.0.113.7")
	Forwarded(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.RemoteAddr != "127.0.0.1:4000" {
			t.Errorf("asked from %s", r.RemoteAddr)
		}
	}), nil).ServeHTTP(httptest.NewRecorder(), r)
}
