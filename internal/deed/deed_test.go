package deed_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// wish is what the form of the tests asks for.
type wish struct {
	Words   string
	version int64
}

// bench is a deed on a value of its own, without a room around it.
type bench struct {
	t       *testing.T
	d       *db.Database
	takes   int
	answers map[string]error // what Take answers, by the words
	deed    deed.Deed[wish]
}

func newBench(t *testing.T, d *db.Database) *bench {
	b := &bench{t: t, d: d, answers: map[string]error{"stale": &fault.Error{Code: fault.Conflict, Message: "changed"}, "refused": fault.Wrong("words", "Say it kindly")}}
	pages := page.New(fstest.MapFS{"ask.html": {Data: []byte(`{{$d := .Data}}version {{$d.Version}}, button {{t $d.Button}} {{range .Errors}}{{t .Message}} {{end}}{{template "fields" $d.Fields}}`)}}, "*.html")
	b.deed = deed.Deed[wish]{Pages: pages, Path: "/wishes", Action: access.SignedIn, Title: "Wish", Button: "Wish it",
		Prepare: func(context.Context, *db.Tx, *route.Request) (deed.Asked[wish], error) {
			return deed.Asked[wish]{Version: 7, Questions: []form.Question[wish]{{Name: "words", Label: "What do you wish?", Kind: form.Text, MaxLength: 20, Required: "Say what you wish",
				Bind: func(w *wish) any { return &w.Words }}}}, nil
		},
		Set: func(w *wish, version int64) { w.version = version },
		Take: func(_ context.Context, _ *db.Tx, _ *route.Request, w wish) (string, error) {
			if w.version != 7 {
				t.Errorf("the command has version %d, the page was of 7", w.version)
			}
			b.takes++
			return deed.Done("/wishes/1", "wished"), b.answers[w.Words]
		}}
	return b
}

func (b *bench) post(values ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	out, err := b.try(values...)
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

func (b *bench) try(values ...string) (*httptest.ResponseRecorder, error) {
	typed := url.Values{"version": {"7"}}
	for i := 0; i < len(values); i += 2 {
		typed.Set(values[i], values[i+1])
	}
	request := httptest.NewRequest(http.MethodPost, "/wishes", strings.NewReader(typed.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	out := httptest.NewRecorder()
	r := &route.Request{Writer: out, Request: request, DB: b.d, Actor: account.Actor{Account: "somebody", Agency: "ours"}}
	return out, b.deed.Routes()[1].Handle(r)
}

func TestWhatIsSentTwiceIsDoneOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		b := newBench(t, d)
		for range 2 {
			out := b.post(page.OnceField, "key-1", "words", "peace")
			if out.Code != http.StatusSeeOther || out.Header().Get("Location") != "/wishes/1?done=wished" {
				t.Fatalf("answered %d to %s", out.Code, out.Header().Get("Location"))
			}
		}
		if b.takes != 1 {
			t.Errorf("a double click was done %d times", b.takes)
		}
		// The same key with other words is another wish: nothing typed is swallowed.
		if b.post(page.OnceField, "key-1", "words", "bread"); b.takes != 2 {
			t.Errorf("other words under the same key: done %d times in all, want 2", b.takes)
		}
	})
}

// TestASecondClickFindsWhatTheFirstEnded: an offer that was answered asks no more,
// and a double click still leads to the page of the first.
func TestASecondClickFindsWhatTheFirstEnded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		b := newBench(t, d)
		prepare := b.deed.Prepare
		b.deed.Prepare = func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[wish], error) {
			if b.takes > 0 {
				return deed.Asked[wish]{}, fault.Refuse("It was answered already")
			}
			return prepare(ctx, tx, r)
		}
		for range 2 {
			if out := b.post(page.OnceField, "key-1", "words", "peace"); out.Header().Get("Location") != "/wishes/1?done=wished" {
				t.Fatalf("answered %d", out.Code)
			}
		}
	})
}

func TestWhatWasTypedIsKept(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		b := newBench(t, d)
		for words, want := range map[string]struct {
			status int
			says   string
		}{
			"":                           {http.StatusUnprocessableEntity, "Say what you wish"},
			"a wish that goes on and on": {http.StatusUnprocessableEntity, "a wish that goes on and on"},
			"refused":                    {http.StatusUnprocessableEntity, "Say it kindly"},
			"stale":                      {http.StatusConflict, "Somebody changed this while you were working on it"},
		} {
			version := "7"
			if want.status == http.StatusUnprocessableEntity && words != "refused" {
				version = "5"
			}
			out := b.post(page.OnceField, "key of "+words, "words", words, "version", version)
			// After a mistake the page is as old as it was; after a conflict it is new.
			if text := out.Body.String(); !strings.Contains(text, "version "+version) {
				t.Errorf("%q: sent from version %s, drawn anew as\n%s", words, version, text)
			}
			if text := out.Body.String(); out.Code != want.status || !strings.Contains(text, want.says) || !strings.Contains(text, words) {
				t.Errorf("%q: answered %d\n%s", words, out.Code, text)
			}
		}
	})
}

// TestAConflictWhosePageIsGoneIsStillSaid: what somebody else ended is not drawn
// again, and is no page that was never there either.
func TestAConflictWhosePageIsGoneIsStillSaid(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		b := newBench(t, d)
		b.deed.Prepare = func(context.Context, *db.Tx, *route.Request) (deed.Asked[wish], error) {
			if b.takes++; b.takes > 1 {
				return deed.Asked[wish]{}, fault.Missing()
			}
			return deed.Asked[wish]{}, &fault.Error{Code: fault.Conflict, Message: "It was withdrawn"}
		}
		if _, err := b.try("words", "peace"); !fault.Is(err, fault.Conflict) {
			t.Errorf("answered %v", err)
		}
	})
}
