package e2e

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// watch follows the events of one tab: which document is shown and whether it
// has loaded, and whatever went wrong without anybody seeing it.
type watch struct {
	home string   // the server's URL; requests elsewhere are problems
	also []string // other hosts that the test is about

	mu        sync.Mutex
	changed   chan struct{}                      // closed and renewed at each change
	committed int                                // documents shown so far
	loaded    bool                               // the last of them has fired its load event
	at        string                             // the address of the last of them
	code      int64                              // HTTP status of the last of them
	codes     map[cdp.LoaderID]int64             // statuses of the documents so far
	requests  map[network.RequestID]cdp.LoaderID // document requests on their way
	order     map[cdp.LoaderID]int               // in which documents were asked for
	failure   string                             // why the last document request failed
	found     []string
	tolerated []int
}

func newWatch(home string) *watch {
	return &watch{
		home:     home,
		changed:  make(chan struct{}),
		codes:    map[cdp.LoaderID]int64{},
		requests: map[network.RequestID]cdp.LoaderID{},
		order:    map[cdp.LoaderID]int{},
	}
}

// see is called by the browser connection for each event, in order. It must
// return at once.
func (w *watch) see(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if e.Type == network.ResourceTypeDocument {
			w.requests[e.RequestID] = e.LoaderID
			if _, known := w.order[e.LoaderID]; !known {
				w.order[e.LoaderID] = len(w.order) + 1
			}
			w.failure = ""
		}
		if address := e.Request.URL; !w.ours(address) {
			w.note("the page asked another host for " + address)
		}
	case *network.EventResponseReceived:
		w.seeResponse(e)
	case *network.EventLoadingFinished:
		delete(w.requests, e.RequestID)
	case *network.EventLoadingFailed:
		if _, document := w.requests[e.RequestID]; document {
			delete(w.requests, e.RequestID)
			w.failure = e.ErrorText
		} else if !e.Canceled {
			w.note(fmt.Sprintf("a part of the page (%s) did not load: %s", e.Type, e.ErrorText))
		}
	case *page.EventFrameNavigated:
		if e.Frame.ParentID != "" {
			return
		}
		w.committed++
		w.at = e.Frame.URL
		// A request that a later click replaced is over, and the browser does not
		// always say so.
		for request, loader := range w.requests {
			if w.order[loader] < w.order[e.Frame.LoaderID] {
				delete(w.requests, request)
			}
		}
		// A page that comes back from the browser's own memory is whole, and
		// no load event follows.
		w.loaded = e.Type == page.NavigationTypeBackForwardCacheRestore
		w.code = w.codes[e.Frame.LoaderID]
	case *page.EventLoadEventFired:
		w.loaded = true
	case *log.EventEntryAdded:
		// Failed loads are seen above, with their status.
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
			w.note(fmt.Sprintf("the browser logged an error: %s %s", e.Entry.Text, e.Entry.URL))
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if thrown := e.ExceptionDetails.Exception; thrown != nil {
			text += " " + thrown.Description
		}
		w.note("a script failed: " + text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			var words []string
			for _, argument := range e.Args {
				words = append(words, strings.Trim(string(argument.Value), `"`)+argument.Description)
			}
			w.note("a script logged an error: " + strings.Join(words, " "))
		}
	default:
		return
	}
	close(w.changed)
	w.changed = make(chan struct{})
}

// note keeps what went wrong, but not on the pages of others that the test is about.
func (w *watch) note(problem string) {
	for _, host := range w.also {
		if strings.HasPrefix(w.at, host) {
			return
		}
	}
	w.found = append(w.found, problem)
}

func (w *watch) seeResponse(e *network.EventResponseReceived) {
	status := e.Response.Status
	if e.Type == network.ResourceTypeDocument {
		w.codes[e.LoaderID] = status
		if status < 500 {
			return
		}
	} else if status < 400 {
		return
	}
	if !slices.Contains(w.tolerated, int(status)) {
		w.note(fmt.Sprintf("%s answered %d", e.Response.URL, status))
	}
}

// ours reports whether an address belongs to the server or to no host at all.
func (w *watch) ours(address string) bool {
	for _, host := range append([]string{w.home}, w.also...) {
		if rest, found := strings.CutPrefix(address, host); found && (rest == "" || strings.ContainsRune("/?#", rune(rest[0]))) {
			return true
		}
	}
	for _, scheme := range []string{"data:", "blob:", "about:", "chrome-error:"} {
		if strings.HasPrefix(address, scheme) {
			return true
		}
	}
	return false
}

// documents counts the documents shown so far.
func (w *watch) documents() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.committed
}

// where is the address of the document shown, "" until it has loaded.
func (w *watch) where() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.loaded || len(w.requests) > 0 {
		return ""
	}
	return w.at
}

// status is the HTTP status of the document shown, 0 when it came from nowhere.
func (w *watch) status() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return int(w.code)
}

// problems are what went wrong so far, each once.
func (w *watch) problems() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	slices.Sort(w.found)
	return slices.Compact(slices.Clone(w.found))
}

// errNoDocument says that an action which should lead to a page did not.
var errNoDocument = errors.New("no new page was shown")

// waitForDocument waits until another document than the first `before` is
// shown and loaded and no further one is on its way.
func (w *watch) waitForDocument(before int, timeout time.Duration) error {
	deadline := time.After(timeout)
	for {
		w.mu.Lock()
		done := w.committed > before && w.loaded && len(w.requests) == 0
		failure, changed := w.failure, w.changed
		w.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-changed:
		case <-deadline:
			if failure != "" {
				return fmt.Errorf("%w: %s", errNoDocument, failure)
			}
			return errNoDocument
		}
	}
}

// Tolerate says that answers with this status, 500 or more for a page and 400
// or more for a part of one, are what the test is about and no failure.
func (p *Page) Tolerate(status int) {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	p.watch.tolerated = append(p.watch.tolerated, status)
}
