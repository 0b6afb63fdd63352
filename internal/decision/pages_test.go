package decision

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// serve makes a handler of the room's routes for somebody, as the site does.
func (k *desk) serve(actor account.Actor) http.Handler {
	mux := http.NewServeMux()
	edge := &page.Edge{Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	for _, line := range k.room.Routes() {
		mux.Handle(line.Pattern, edge.Handle(func(w http.ResponseWriter, r *http.Request) error {
			if err := access.Role(actor, line.Action); err != nil {
				return err
			}
			r = page.AsViewer(r, page.Viewer{Name: actor.Name, Agency: actor.AgencyName, SignedIn: true})
			return line.Handle(&route.Request{Writer: w, Request: r, DB: k.d, Actor: actor, Words: page.WordsFor(r)})
		}))
	}
	return mux
}

// answer is what somebody got.
type answer struct {
	status int
	header http.Header
	body   string
}

func (k *desk) get(actor account.Actor, path string) answer {
	k.t.Helper()
	w := httptest.NewRecorder()
	k.serve(actor).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return answer{w.Code, w.Header(), w.Body.String()}
}

func (k *desk) post(actor account.Actor, path string, pairs ...string) answer {
	k.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	k.serve(actor).ServeHTTP(w, r)
	return answer{w.Code, w.Header(), w.Body.String()}
}

// want fails the test where an answer has another status or lacks a text.
func (k *desk) want(got answer, status int, texts ...string) answer {
	k.t.Helper()
	if got.status != status {
		k.t.Fatalf("the answer is %d, want %d:\n%s", got.status, status, plainText(got.body))
	}
	for _, text := range texts {
		if !strings.Contains(plainText(got.body), text) {
			k.t.Errorf("the page does not say %q:\n%s", text, plainText(got.body))
		}
	}
	return got
}

var tags = regexp.MustCompile(`(?s)<(script|style|svg).*?</(script|style|svg)>|<[^>]*>`)

// plainText is a page as it is read.
func plainText(body string) string {
	text := strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&amp;", "&").Replace(tags.ReplaceAllString(body, " "))
	return strings.Join(strings.Fields(text), " ")
}

var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// hiddenPairs are the hidden fields of a page, to be sent again.
func hiddenPairs(body string) []string {
	var pairs []string
	for _, found := range hiddenInput.FindAllStringSubmatch(body, -1) {
		if found[1] != "back" {
			pairs = append(pairs, found[1], strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&#43;", "+", "&amp;", "&").Replace(found[2]))
		}
	}
	return pairs
}

// caseParts are the pages of a case.
var caseParts = []string{"", "/timeline", "/tasks", "/referral", "/documents", "/decisions", "/letters", "/clocks", "/history", "/print"}

var title = regexp.MustCompile(`(?s)<title>(.*?)</title>`)

// TestEveryPageOfEveryCase looks at every page of a case, and the page of every
// step, in each stage on the way of an adult, as each of the people who work on
// it. No page says anything of the case in its title, each look is recorded, and
// what is offered can be opened.
func TestEveryPageOfEveryCase(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.document(id)
		look := func() {
			t.Helper()
			for _, actor := range []account.Actor{k.triage, k.maker, k.manager} {
				for _, part := range caseParts {
					before := k.count(`audit_event WHERE case_id = $1 AND account_id = $2`, id, actor.Account)
					got := k.get(actor, "/cases/"+string(id)+part)
					if part == "/history" && actor.Account != k.manager.Account {
						k.want(got, http.StatusForbidden)
						continue
					}
					k.want(got, http.StatusOK)
					if head := title.FindString(got.body); strings.Contains(head, "Quillfeather") || strings.Contains(head, "HW-") {
						t.Errorf("%s: the title tells of the case: %s", part, head)
					}
					if after := k.count(`audit_event WHERE case_id = $1 AND account_id = $2`, id, actor.Account); after != before+1 {
						t.Errorf("%s: %d entries tell of one look", part, after-before)
					}
				}
				p, _ := k.state(id)
				by := machine.Actor{ID: string(actor.Account)}
				for _, role := range actor.Roles {
					by.Roles = append(by.Roles, machine.Role(role))
				}
				next := machine.NextFor(p.State, by, k.today())
				for _, row := range machine.Table {
					got := k.get(actor, "/cases/"+string(id)+"/steps/"+string(row.Step))
					if slices.Contains(next, row.Step) {
						k.want(got, http.StatusOK, row.Title)
					} else {
						k.want(got, http.StatusForbidden, "This step cannot be taken")
					}
				}
			}
		}
		look()
		k.take(k.triage, id, machine.Allocate, machine.Assign)
		look()
		k.take(k.maker, id, machine.ProposeReasonableGroundsNo)
		k.want(k.get(k.reader, "/cases/"+string(id)+"/steps/"+string(machine.AgreeReasonableGroundsNo)), http.StatusOK, "The decision that is proposed", "Reasons")
		k.take(k.reader, id, machine.ReturnProposal)
		k.take(k.maker, id, machine.ReasonableGroundsYes)
		k.want(k.get(k.maker, "/cases/"+string(id)+"/print"), http.StatusOK, "Why is it due then? Earliest conclusive grounds decision", "This comes from", "The first day counted is")
		k.want(k.get(k.maker, "/work/team/print"), http.StatusOK, "Why is it due then?")
		k.want(k.get(k.maker, "/cases/"+string(id)+"/steps/"+string(machine.ConclusiveGroundsYes)), http.StatusForbidden, "Conclusive grounds cannot be decided before", "The first day on which it is possible")
		look()
		k.sleep(60)
		k.take(k.maker, id, machine.ConclusiveGroundsYes)
		look()
		for _, clock := range k.clocksOf(id) {
			k.want(k.get(k.maker, "/cases/"+string(id)+"/clocks/"+string(clock.ID)), http.StatusOK, "Why is it due then?", "This comes from")
		}
	})
}

func (k *desk) clocksOf(id db.ID) (clocks []casefile.Clock) {
	k.t.Helper()
	k.read(func(tx *db.Tx) (err error) {
		clocks, err = casefile.Clocks(background, tx, id)
		return err
	})
	return clocks
}

// TestOutOfReachIsLikeNothing asks for a case as somebody of another authority:
// every page answers as if there were no such case.
func TestOutOfReachIsLikeNothing(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate)
		nothing := db.NewID(*k.now)
		file := k.document(id)
		manager := k.person("Immigration Enforcement Competent Authority", "theirs", account.AuthorityManager, account.DecisionMaker, account.TriageOfficer)
		paths := append(slices.Clone(caseParts), "/documents/"+string(file), "/letters/1", "/letters/1/pdf", "/clocks/"+string(k.clocksOf(id)[0].ID), "/steps/assign")
		for _, part := range paths {
			there, absent := k.get(manager, "/cases/"+string(id)+part), k.get(manager, "/cases/"+string(nothing)+part)
			if there.status != http.StatusNotFound || plainText(there.body) != plainText(absent.body) {
				t.Errorf("%s: a case out of reach answers %d, one that does not exist %d", part, there.status, absent.status)
			}
		}
		for _, part := range []string{"/notes", "/steps/assign", "/letters/1/address", "/tasks/" + string(nothing) + "/done"} {
			there, absent := k.post(manager, "/cases/"+string(id)+part, "note", "x", "version", "1"), k.post(manager, "/cases/"+string(nothing)+part, "note", "x", "version", "1")
			if there.status != http.StatusNotFound || plainText(there.body) != plainText(absent.body) {
				t.Errorf("%s: a case out of reach answers %d, one that does not exist %d", part, there.status, absent.status)
			}
		}
		if got := k.want(k.get(manager, "/work/team"), http.StatusOK, "There are no open cases."); strings.Contains(got.body, string(id)) {
			t.Error("another authority's list has the case")
		}
		k.want(k.post(manager, "/work/search", "query", "Quillfeather"), http.StatusOK, "0 cases found")
	})
}

// TestNoLookWithoutARecord breaks the record of who looked: then nobody sees
// anything.
func TestNoLookWithoutARecord(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		file := k.document(id)
		k.write(func(tx *db.Tx) error {
			_, err := tx.Exec(background, `ALTER TABLE audit_event RENAME TO audit_lost`)
			return err
		})
		paths := []string{"/work/triage", "/work/tasks?of=team", "/work/triage/print", "/work/triage/export.csv", "/cases/" + string(id) + "/documents/" + string(file)}
		for _, part := range caseParts {
			paths = append(paths, "/cases/"+string(id)+part)
		}
		for _, path := range paths {
			got := k.get(k.manager, path)
			if got.status < 500 || strings.Contains(got.body, "Quillfeather") || strings.Contains(got.body, "HW-") {
				t.Errorf("%s answers %d without a record", path, got.status)
			}
		}
		if got := k.post(k.manager, "/work/search", "query", "Quillfeather"); got.status < 500 || strings.Contains(got.body, "HW-") {
			t.Errorf("a search answers %d without a record", got.status)
		}
	})
}

// TestADocumentIsAFile checks that a document can do nothing but be saved.
func TestADocumentIsAFile(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		file := k.document(id)
		got := k.want(k.get(k.manager, "/cases/"+string(id)+"/documents/"+string(file)), http.StatusOK)
		for name, want := range map[string]string{"Content-Disposition": `attachment; filename=letter.pdf`, "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox", "Content-Type": "application/pdf", "Cache-Control": "no-store"} {
			if got.header.Get(name) != want {
				t.Errorf("%s is %q, want %q", name, got.header.Get(name), want)
			}
		}
		if !bytes.HasPrefix([]byte(got.body), []byte("%PDF-")) {
			t.Error("the document came back changed")
		}
		// Another case's document is not found through this one.
		other := k.refer(casefile.Adult, "england")
		k.want(k.get(k.manager, "/cases/"+string(other)+"/documents/"+string(file)), http.StatusNotFound)
	})
}
