package placement_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile/casetest"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
	_ "modernc.org/sqlite"
)

// secrets are what must stand in no column, message, title or page but the one
// that shows an address.
var secrets = []string{"Canaryweather", "Goldfinchbury", "01632 960777"}

// request asks one route of the room as somebody, with the identifiers put into
// its pattern.
func (w *world) request(line route.Route, actor account.Actor, values map[string]string) *httptest.ResponseRecorder {
	return w.send(line, actor, values, url.Values{"query": {"Quillfeather"}})
}

// send is request with what is sent in a form.
func (w *world) send(line route.Route, actor account.Actor, values map[string]string, sent url.Values) *httptest.ResponseRecorder {
	method, path, _ := strings.Cut(line.Pattern, " ")
	for name, value := range values {
		path = strings.ReplaceAll(path, "{"+name+"}", value)
	}
	var body string
	if method == http.MethodPost {
		body = sent.Encode()
	}
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, value := range values {
		r.SetPathValue(name, value)
	}
	recorder := httptest.NewRecorder()
	err := line.Handle(&route.Request{Writer: recorder, Request: r, DB: w.D, Actor: actor, Words: page.In(page.English)})
	if err != nil {
		recorder.Code = page.Status(fault.Of(err).Code)
		if fault.Of(err).Code == fault.Internal {
			w.T.Errorf("%s: %v", line.Pattern, err)
		}
	}
	return recorder
}

// TestTheAddressIsOnNoPageButOne asks every page of the room as everybody and
// looks for the canary: only the page of a live sight shows it, and only to the
// person whose sight it is.
func TestTheAddressIsOnNoPageButOne(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		sight, err := w.ask(w.lead, 4)
		if err != nil {
			w.T.Fatal(err)
		}
		w.deny("Ivan Petrov")
		visit, episode := w.visitor("Petrov Ivan"), db.ID("")
		if episode, err = w.gone(1, "high"); err != nil {
			w.T.Fatal(err)
		}
		values := map[string]string{"id": string(w.child), "place": string(w.places[0]), "sight": string(sight.ID), "visit": string(visit), "episode": string(episode), "account": string(w.carer.Account)}
		shown := 0
		for _, line := range w.room.Routes() {
			if strings.HasPrefix(line.Pattern, "POST ") && line.Pattern != "POST /placements/search" {
				continue
			}
			for name, actor := range map[string]account.Actor{"lead": w.lead, "second": w.second, "worker": w.worker, "carer": w.carer, "police": w.police, "foreign": w.foreign} {
				answer := w.request(line, actor, values)
				text := answer.Body.String() + fmt.Sprint(answer.Header())
				may := line.Pattern == "GET /sights/{sight}/address" && name == "lead"
				for _, secret := range secrets {
					if strings.Contains(text, secret) != (may && !strings.Contains(secret, "Goldfinch")) {
						w.T.Errorf("%s as %s: shows %q: %v", line.Pattern, name, secret, strings.Contains(text, secret))
					}
				}
				if answer.Code == http.StatusOK {
					shown++
				}
				if title := between(text, "<title>", "</title>"); strings.Contains(title, "Quillfeather") || strings.Contains(title, "HW-") || strings.Contains(title, "PL-") {
					w.T.Errorf("%s as %s: the title is %q", line.Pattern, name, title)
				}
				if name == "foreign" && strings.Contains(text, "Quillfeather") && !strings.Contains(line.Pattern, "search") {
					w.T.Errorf("%s shows another council who the child is", line.Pattern)
				}
			}
		}
		if shown < 40 {
			w.T.Errorf("only %d pages were shown: the test would find nothing", shown)
		}
		for _, secret := range append(secrets, "Quillfeather") {
			if strings.Contains(w.messages(), secret) {
				w.T.Errorf("a message says %q", secret)
			}
		}
	})
}

func between(text, from, to string) string {
	_, after, _ := strings.Cut(text, from)
	before, _, _ := strings.Cut(after, to)
	return before
}

// TestTheAddressIsInNoFileOfTheStore reads every byte of the database and its
// log.
func TestTheAddressIsInNoFileOfTheStore(t *testing.T) {
	t.Parallel()
	address := dbtest.SQLite(t)
	w := &world{World: casetest.New(t, address)}
	w.room = &placement.Room{DB: w.D, Rules: statute.Default(), Lists: reference.Default()}
	w.fill()
	sight, err := w.ask(w.lead, 4)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.look(w.lead, sight.ID); err != nil {
		t.Fatal(err)
	}
	w.move(w.places[1])
	path := strings.TrimPrefix(address, "sqlite:")
	for _, file := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		for _, secret := range append(secrets, "To visit the child at home") {
			if strings.Contains(string(content), secret) {
				t.Errorf("%s holds %q", file, secret)
			}
		}
	}
	store, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	var rows int
	if err := store.QueryRow(`SELECT count(*) FROM place_address`).Scan(&rows); err != nil || rows != 2 {
		t.Errorf("%d addresses are sealed, want 2: %v", rows, err)
	}
}
