package page

import (
	"net/http"
	"net/netip"
	"strings"
)

// Forwarded gives each request that came through a proxy the address of who
// asked, as RemoteAddr: the last address in X-Forwarded-For that is not itself a
// proxy's. Only what a proxy within proxies wrote is believed: the header of
// anybody else is ignored, so that nobody chooses the address by which failures
// are counted and looks are recorded.
func Forwarded(next http.Handler, proxies []netip.Prefix) http.Handler {
	if len(proxies) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if from, err := netip.ParseAddrPort(r.RemoteAddr); err == nil && within(proxies, from.Addr()) {
			if asker, ok := asker(strings.Join(r.Header.Values("X-Forwarded-For"), ","), proxies); ok {
				forwarded := r.Clone(r.Context())
				forwarded.RemoteAddr = netip.AddrPortFrom(asker, 0).String()
				r = forwarded
			}
		}
		next.ServeHTTP(w, r)
	})
}

// asker reads a list of addresses from its end, where the nearest proxy wrote,
// to the first that is not a proxy. What is no address ends the search: who wrote
// it cannot be told.
func asker(list string, proxies []netip.Prefix) (netip.Addr, bool) {
	hops := strings.Split(list, ",")
	for i := len(hops) - 1; i >= 0; i-- {
		address, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return netip.Addr{}, false
		}
		if !within(proxies, address) {
			return address.Unmap(), true
		}
	}
	return netip.Addr{}, false
}

func within(proxies []netip.Prefix, address netip.Addr) bool {
	for _, proxy := range proxies {
		if proxy.Contains(address.Unmap()) {
			return true
		}
	}
	return false
}
