package e2e

import (
	"io"
	"net/http"
	"strings"

	"github.com/chromedp/cdproto/network"
)

// Download is a file that the server offered.
type Download struct {
	Status int
	Header http.Header
	Body   []byte
}

// Fetch asks the server for a path as the browser does, with the cookies of the
// page, when a person saves a link, and gives the answer without following a redirect. It
// is for what a browser does not show: CSV, PDF, attachments.
func (p *Page) Fetch(path string) Download {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.ctx, http.MethodGet, p.server.URL+path, nil)
	if err != nil {
		p.fail("fetch %s: %v", path, err)
	}
	jar, err := call(p, network.GetCookies, network.GetCookiesParams{URLs: []string{p.server.URL + path}})
	if err != nil {
		p.fail("fetch %s: %v", path, err)
	}
	for _, cookie := range jar.Cookies {
		request.AddCookie(&http.Cookie{Name: cookie.Name, Value: cookie.Value})
	}
	// A proof of who somebody is counts in the browser in which it was given.
	request.Header.Set("User-Agent", evaluate[string](p, "navigator.userAgent"))
	client := http.Client{
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		p.fail("fetch %s: %v", path, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		p.fail("fetch %s: %v", path, err)
	}
	return Download{Status: response.StatusCode, Header: response.Header, Body: body}
}

// FetchLink is Fetch of the address of the link with that name, which may look
// like a button.
func (p *Page) FetchLink(name string) Download {
	p.t.Helper()
	e := p.mustFind([]Role{Link, Button}, name)
	address, err := apply[string](p, e, `function() { return this.closest('a[href]').href }`)
	if err != nil {
		p.fail("read the link %q: %v", name, err)
	}
	path, found := strings.CutPrefix(address, p.server.URL)
	if !found {
		p.fail("the link %q leads to another host: %s", name, address)
	}
	return p.Fetch(path)
}
