package own

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
)

func TestAQuestionComesToWhoIsResponsibleAndIsAnswered(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		p := h.phone()
		p.open(h.mustGive())
		if answer, body := p.ask("POST", "/info/5", url.Values{"text": {"typed words"}}); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "typed words") {
			t.Errorf("a question without a topic: %d", answer.StatusCode)
		}
		for range 2 { // a double click
			if answer, _ := p.ask("POST", "/info/5", url.Values{"kind": {"wrong"}, "topic": {"decision"}, "text": {"My name is Zamirë"}, "once": {"a"}}); answer.StatusCode != http.StatusSeeOther {
				t.Fatalf("asking: %d", answer.StatusCode)
			}
		}
		p.ask("POST", "/info/5", url.Values{"kind": {"question"}, "topic": {"home"}, "text": {"Can I move?"}, "once": {"b"}})
		var about, mine, theirs []Message
		h.must(func(tx *db.Tx) (err error) {
			if about, err = openQuestions(background, tx, h.decider); err != nil {
				return err
			}
			if mine, err = openQuestions(background, tx, h.worker); err != nil {
				return err
			}
			theirs, err = openQuestions(background, tx, h.stranger)
			return err
		})
		if len(about) != 1 || len(mine) != 1 || len(theirs) != 0 || about[0].Kind != Wrong || mine[0].Topic != AboutHome || about[0].Due.IsZero() {
			t.Fatalf("questions of the authority %+v, of the provider %+v, of others %+v", about, mine, theirs)
		}
		answer := AnswerForm{Case: h.adult, Question: about[0].ID, Text: "We put it right."}
		if err := h.d.Write(background, func(tx *db.Tx) error { return h.room.Answer(background, tx, h.stranger, answer) }); !fault.Is(err, fault.NotFound) {
			t.Errorf("another agency answers: %v", err)
		}
		other := answer
		other.Case = h.child
		if err := h.d.Write(background, func(tx *db.Tx) error { return h.room.Answer(background, tx, h.decider, other) }); !fault.Is(err, fault.NotFound) {
			t.Errorf("an answer to another's question: %v", err)
		}
		h.must(func(tx *db.Tx) error { return h.room.Answer(background, tx, h.decider, answer) })
		if err := h.d.Write(background, func(tx *db.Tx) error { return h.room.Answer(background, tx, h.decider, answer) }); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a second answer: %v", err)
		}
		h.must(func(tx *db.Tx) error {
			_, err := h.room.WriteTo(background, tx, h.worker, WriteForm{Case: h.adult, Text: "See you on Monday"})
			return err
		})
		var tasks []casefile.Task
		h.must(func(tx *db.Tx) (err error) { tasks, err = casefile.Tasks(background, tx, h.adult); return err })
		open := 0
		for _, task := range tasks {
			if !task.Done {
				open++
			}
		}
		if len(tasks) != 2 || open != 1 {
			t.Errorf("%d tasks, %d open; want one done and one open", len(tasks), open)
		}
		if _, body := p.ask("GET", "/info/1", nil); !strings.Contains(body, "You have 2 new messages") {
			t.Errorf("the first page does not say that there is an answer:\n%s", body)
		}
		if _, body := p.ask("GET", "/info/5", nil); !strings.Contains(body, "We put it right.") || !strings.Contains(body, "See you on Monday") || !strings.Contains(body, "My name is Zamirë") || strings.Contains(body, "Nameless") {
			t.Errorf("the page of messages says:\n%s", anyTag.ReplaceAllString(body, ""))
		}
		if _, body := p.ask("GET", "/info/1", nil); strings.Contains(body, "new message") {
			t.Error("what was read is still new")
		}
	})
}

func TestAConsentIsTakenBack(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		p := h.phone()
		p.open(h.mustGive())
		if _, body := p.ask("GET", "/info/6", nil); !strings.Contains(body, "The clinic") {
			t.Error("what was agreed is not shown")
		}
		if answer, _ := p.ask("POST", "/info/6/00000000000000000000000009", url.Values{}); answer.StatusCode != http.StatusNotFound || len(h.taken) != 0 {
			t.Errorf("another's consent: %d, %v", answer.StatusCode, h.taken)
		}
		for range 2 {
			if answer, _ := p.ask("POST", "/info/6/00000000000000000000000001", url.Values{"once": {"x"}}); answer.StatusCode != http.StatusSeeOther {
				t.Errorf("taking back: %d", answer.StatusCode)
			}
		}
		if len(h.taken) != 1 {
			t.Errorf("taken back %v", h.taken)
		}
	})
}

// What the browser is given to keep, and what a program writes down, says nothing
// of the person or of what the page is.
func TestNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		given := h.mustGive()
		p := h.phone()
		p.open(given)
		for _, l := range page.PersonLanguages {
			p.ask("POST", "/info/language", url.Values{"language": {l.Tag}})
			for _, path := range []string{"/info", "/info/1", "/info/2", "/info/3", "/info/4", "/info/5", "/info/6", "/info/look.css", "/info/look.js", "/info/icon.svg"} {
				answer, body := p.ask("GET", path, nil)
				if answer.StatusCode >= 400 {
					t.Errorf("%s in %s: %d", path, l.Tag, answer.StatusCode)
				}
				if got := answer.Header.Get("Cache-Control"); got != "no-store" {
					t.Errorf("%s may be kept: %q", path, got)
				}
				for _, word := range []string{page.Product, strings.ToLower(page.Product), "Zamira", "Canary", "/assets/", "favicon"} {
					if strings.Contains(body, word) {
						t.Errorf("%s in %s has %q", path, l.Tag, word)
					}
				}
				if title := between(body, "<title>", "</title>"); path != "/info" && strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") && len(strings.Fields(title)) > 3 {
					t.Errorf("%s has the title %q", path, title)
				}
			}
		}
		for _, answer := range p.sent {
			for _, cookie := range answer.Cookies() {
				if cookie.MaxAge > 0 || !cookie.Expires.IsZero() || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || len(cookie.Name) > len("__Host-v") || strings.Contains(cookie.Value, given.Code) {
					t.Errorf("the browser is given %s", cookie)
				}
			}
			if to := answer.Header.Get("Location"); strings.ContainsAny(to, "&%") {
				t.Errorf("an address is %s", to)
			}
		}
		answer, _ := p.ask("POST", "/info/leave", url.Values{})
		if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != h.room.Exit || p.cookie != nil {
			t.Errorf("leaving leads to %s with %v", answer.Header.Get("Location"), p.cookie)
		}
		if strings.Contains(h.log.String(), "Canary") || strings.Contains(h.log.String(), given.Code) || strings.Contains(h.log.String(), "horse") {
			t.Errorf("the log has %s", h.log.String())
		}
		var events []audit.Event
		h.must(func(tx *db.Tx) (err error) {
			events, err = audit.Find(background, tx, audit.Query{Case: h.adult, Limit: 1000, Reasons: true})
			return err
		})
		opened := 0
		for _, event := range events {
			if event.Action == "open-own-page" {
				opened++
			}
			if event.Via == "own-page" && (event.Origin != "" || event.Account != "") {
				t.Errorf("the record says where the person is: %+v", event)
			}
			if strings.Contains(event.Why+event.Subject, "horse") {
				t.Errorf("the record has the word: %+v", event)
			}
		}
		if opened != 1 {
			t.Errorf("%d openings are recorded", opened)
		}
		// A copy of the store opens nothing by itself.
		var kept string
		h.must(func(tx *db.Tx) error {
			_, err := tx.Row(background, `SELECT finder || hash FROM own_code WHERE id = $1`, []any{given.ID}, &kept)
			return err
		})
		if strings.Contains(kept, given.Code) || !strings.Contains(kept, "$argon2id$") {
			t.Errorf("of the code is kept %s", kept)
		}
	})
}

func between(text, from, to string) string {
	_, rest, _ := strings.Cut(text, from)
	inside, _, _ := strings.Cut(rest, to)
	return inside
}

func TestAVisitIsShort(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		given := h.mustGive()
		p := h.phone()
		p.open(given)
		for range 2 {
			h.now = h.now.Add(9 * time.Minute)
			if answer, _ := p.ask("GET", "/info/2", nil); answer.StatusCode != http.StatusOK {
				t.Errorf("a visit that goes on: %d", answer.StatusCode)
			}
		}
		h.now = h.now.Add(9 * time.Minute)
		p.ask("GET", "/info/2", nil)
		h.now = h.now.Add(9 * time.Minute)
		if answer, _ := p.ask("GET", "/info/2", nil); answer.StatusCode != http.StatusSeeOther {
			t.Errorf("after more than half an hour: %d", answer.StatusCode)
		}
		p.open(given)
		h.now = h.now.Add(11 * time.Minute)
		if answer, _ := p.ask("GET", "/info/2", nil); answer.StatusCode != http.StatusSeeOther {
			t.Errorf("after ten minutes without use: %d", answer.StatusCode)
		}
	})
}

// The person sees each use of their code, and every agency's look, without names.
func TestThePersonSeesWhoLooked(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		given := h.mustGive()
		_, _ = h.enter(given.Code, "wrong word")
		h.must(func(tx *db.Tx) error {
			return audit.Append(background, tx, h.decider, audit.Entry{Action: "read-case", Category: audit.Consultation, Case: h.adult, Subject: "report", Why: "decision"})
		})
		p := h.phone()
		p.open(given)
		_, body := p.ask("GET", "/info/4", nil)
		for _, want := range []string{"Authority", "Decision maker", "Read your file", "To decide about you", "Opened this page", "Somebody typed your code with a wrong year or word", "Gave you the code to this page", "Harbour"} {
			if !strings.Contains(body, want) {
				t.Errorf("the page of looks does not have %q:\n%s", want, anyTag.ReplaceAllString(body, ""))
			}
		}
		if strings.Contains(body, "Nameless") {
			t.Error("the page names who looked")
		}
	})
}

// Erasing a record closes the page with it.
func TestAnErasedRecordHasNoPage(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		given := h.mustGive()
		p := h.phone()
		p.open(given)
		h.must(func(tx *db.Tx) error { return casefile.Forget(background, tx, h.adult) })
		if answer, _ := p.ask("GET", "/info/1", nil); answer.StatusCode != http.StatusSeeOther {
			t.Errorf("the page of a record that was removed: %d", answer.StatusCode)
		}
		if _, err := h.enter(given.Code, "blue horse"); err == nil {
			t.Error("the code of a record that was removed opens something")
		}
	})
}

func TestTemplatesGoThroughTheCatalogue(t *testing.T) {
	t.Parallel()
	page.CheckTemplates(t, files)
}
