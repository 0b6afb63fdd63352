package site_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/statute"
)

// holding is one of each thing that an agency can have, by the name that the
// route table gives its identifier, with the words by which it could be known.
type holding struct {
	draft, caseID, notice, draftFile, caseFile, letter, clock, task, view, contact, account, token string
	secrets                                                                                        []string
	estimate                                                                                       string
	grant, consent, denial, request, emergency                                                     string
	team, member, post, shift                                                                      string
	placed
	judged
	things map[string]string // what rooms keep of the case, by placeholder; see keepings
}

// absent is a holding of things that exist nowhere.
func absent() holding {
	const nothing = "00000000000000000000000000"
	return holding{nothing, nothing, nothing, nothing, nothing, "1", nothing, nothing, nothing, nothing, nothing, nothing, nil, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nowhere, unjudged, nil}
}

// fill puts the holding's identifiers into the pattern of an address. Other
// placeholders get a value that is right for every holding.
func (h holding) fill(t *testing.T, path string) string {
	t.Helper()
	id := h.caseID
	file := h.caseFile
	switch {
	case h.thing(path) != "":
		id = h.thing(path)
	case h.placed.id(path) != "":
		id = h.placed.id(path)
	case strings.Contains(path, "/placements/"), strings.Contains(path, "/missing/"), strings.Contains(path, "/justice/"):
	case strings.Contains(path, "/drafts/"):
		id, file = h.draft, h.draftFile
	case strings.Contains(path, "/notifications/"):
		id = h.notice
	case strings.Contains(path, "/people/"):
		id = h.account
	case strings.Contains(path, "/tokens/"):
		id = h.token
	case strings.Contains(path, "/estimates/"):
		id = h.estimate
	}
	values := map[string]string{"id": id, "file": file, "document": file, "clock": h.clock, "task": h.task, "view": h.view, "contact": h.contact,
		"grant": h.grant, "consent": h.consent, "denial": h.denial, "request": h.request, "emergency": h.emergency,
		"entry": h.judged.entry(path), "share": h.share, "check": h.check, "part": "hearings", "measure": "claims",
		"team": h.team, "member": h.member, "post": h.post, "shift": h.shift,
		"number": h.letter, "step": string(machine.Assign), "list": "team", "page": "report", "item": "add", "guide": "triage", "format": "data", "$": "",
		// Their own rooms show what is whose; here nothing has these.
		"goal": absent().caseID, "service": absent().caseID, "dependant": absent().caseID, "appointment": absent().caseID,
		"extension": absent().caseID, "review": absent().caseID, "further": absent().caseID, "thing": absent().caseID,
		"agency": absent().caseID, "recovery": absent().caseID, "session": absent().caseID, "passkey": absent().caseID}
	maps.Copy(values, h.placed.values())
	for _, room := range keepings {
		maps.Copy(values, room.fixed)
		for _, place := range room.places {
			values[place] = cmp.Or(h.things[place], nowhere.place)
		}
	}
	values["account"] = h.account
	return placeholder.ReplaceAllStringFunc(path, func(found string) string {
		value, known := values[strings.Trim(found, "{}")]
		if !known {
			t.Fatalf("the test does not know the identifier %s of %s", found, path)
		}
		return value
	})
}

var placeholder = regexp.MustCompile(`\{[^}]+\}`)

// hold makes one of each thing for the person with that address, who has every
// right to it. name is the family name of who is referred.
func (w *world) hold(t *testing.T, email, name string) (h holding) {
	t.Helper()
	deciding := decision.New(w.db, statute.Default(), decision.DefaultSettings())
	desk := referral.New(w.db, statute.Default(), reference.Default(), deciding.Receive)
	adult := referral.Submission{SenderReference: "OP " + name, Organisation: "kent", Jurisdiction: "england", AgeGroup: casefile.Adult, UnderEighteenThen: referral.No,
		Where: referral.WhereUK, Support: referral.No,
		Record: casefile.Record{
			Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Somebody", Family: name}}, Gender: "female", Nationalities: []string{"AL"},
			Episodes: []casefile.Episode{{Forms: []string{"forced-work"}, Places: []casefile.Place{{Country: "GB", Town: "bedford"}}}},
			Contacts: []casefile.Contact{{Channel: casefile.Email, Value: "somebody@" + strings.ToLower(name) + ".example", Whose: casefile.ThePerson, Safe: true, SafeOn: civil.MustDay("2026-01-01")}},
			Consents: []casefile.Consent{{Purpose: casefile.ConsentReferral, Given: true, ExplainedBy: "Pat Example", Language: "sq", On: civil.MustDay("2026-01-01")}},
			Stories:  map[string]string{casefile.StoryStart: "A story of " + name}}}
	w.write(t, func(tx *db.Tx) error {
		actor, _, err := account.LoadByEmail(background, tx, email)
		if err != nil {
			return err
		}
		actor.Via = account.Page
		draft, err := desk.StartDraft(background, tx, actor, adult)
		if err != nil {
			return err
		}
		file, err := desk.AddEvidence(background, tx, actor, draft.ID, name+".pdf", referral.About{}, []byte("%PDF-1.7 invented"))
		if err != nil {
			return err
		}
		sent, err := desk.Submit(background, tx, actor, adult, referral.Options{Source: referral.FromAPI, Partial: true})
		if err != nil {
			return err
		}
		notice, err := desk.Notify(background, tx, actor, referral.Notice{Organisation: "kent", Jurisdiction: "england", Cooperation: referral.No,
			Stories: map[string]string{casefile.StoryStart: "A story of " + name}}, nil, referral.FromAPI)
		if err != nil {
			return err
		}
		// Where this agency is not the one that decides, it is let in as one that does.
		err = access.Give(background, tx, actor, access.Grant{Agency: actor.Agency, Case: sent.Case, Purpose: "test", Compartments: access.Everything | access.Sharing, LegalBasis: "public-task"})
		if err != nil {
			return err
		}
		evidence, err := casefile.AddFile(background, tx, actor, sent.Case, sent.Case, name+".pdf", "", civil.Partial{}, []byte("%PDF-1.7 invented"))
		if err != nil {
			return err
		}
		contacts, err := casefile.Contacts(background, tx, sent.Case)
		if err != nil {
			return err
		}
		clocks, err := casefile.Clocks(background, tx, sent.Case)
		if err != nil {
			return err
		}
		tasks, err := casefile.Tasks(background, tx, sent.Case)
		if err != nil {
			return err
		}
		h = holding{draft: string(draft.ID), caseID: string(sent.Case), notice: string(notice.Notice), draftFile: string(file), caseFile: string(evidence), contact: string(contacts[0].ID),
			clock: string(clocks[0].ID), task: string(tasks[0].ID), account: string(actor.Account),
			secrets: []string{name, sent.Reference, notice.Reference, string(sent.Case), string(draft.ID), string(notice.Notice)}}
		if h.estimate, err = estimateOf(tx, actor, name); err != nil {
			return err
		}
		if _, err := tx.Row(background, `SELECT id FROM api_token WHERE account_id = $1`, []any{actor.Account}, &h.token); err != nil {
			return err
		}
		return w.share(tx, actor, &h, name)
	})
	return h
}

// letter has the case allocated, given to its decision maker and something asked
// about it, so that it has a letter and a saved view leads to it.
func (w *world) letter(t *testing.T, h *holding) {
	t.Helper()
	deciding := decision.New(w.db, statute.Default(), decision.DefaultSettings())
	email := emails()
	w.write(t, func(tx *db.Tx) error {
		for _, taken := range []struct {
			by   string
			step machine.Step
			form machine.Form
		}{{email[account.TriageOfficer], machine.Allocate, &machine.Allocation{Authority: machine.SingleCompetentAuthority}},
			{email[account.DecisionMaker], machine.RequestInformation, &machine.InformationAsked{Of: machine.Police, Name: "Somebody", Question: "What is known?", Email: "answers@constabulary.example"}}} {
			actor, _, err := account.LoadByEmail(background, tx, taken.by)
			if err != nil {
				return err
			}
			actor.Via = account.Page
			var version int64
			if _, err := tx.Row(background, `SELECT version FROM case_file WHERE id = $1`, []any{h.caseID}, &version); err != nil {
				return err
			}
			if _, err := deciding.Take(background, tx, actor, decision.TakeForm{Case: db.ID(h.caseID), Version: version, Step: taken.step, Form: taken.form}); err != nil {
				return err
			}
		}
		return nil
	})
	if answer, body := w.post("/work/views", url.Values{"list": {"team"}, "here": {""}, "name": {"mine"}}, w.sessions[account.DecisionMaker]); answer.StatusCode >= 400 {
		t.Fatalf("saving a view: %d\n%s", answer.StatusCode, body)
	}
	w.write(t, func(tx *db.Tx) error {
		if _, err := tx.Row(background, `SELECT id FROM saved_view`, nil, &h.view); err != nil {
			return err
		}
		_, err := tx.Row(background, `SELECT number FROM letter WHERE case_id = $1`, []any{h.caseID}, &h.letter)
		return err
	})
}

// emails are the addresses of the people of newWorld, by their role.
func emails() map[account.Role]string {
	email := map[account.Role]string{}
	for i, known := range account.Roles {
		email[known.Role] = fmt.Sprintf("person%d@example.org", i)
	}
	return email
}

// post sends a form with values.
func (w *world) post(path string, values url.Values, session string) (*http.Response, string) {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "session", Value: session})
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	return recorder.Result(), recorder.Body.String()
}

// call sends a JSON body with a token.
func (w *world) call(method, path, token string, body any) (*http.Response, string) {
	encoded, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequest(method, path, strings.NewReader(string(encoded)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	return recorder.Result(), recorder.Body.String()
}

// identifiers are what two answers about two things differ in, and the keys and
// request numbers that no two answers share.
var identifiers = regexp.MustCompile(`\b[0-9A-Za-z]{26}\b`)

func alike(body string) string { return identifiers.ReplaceAllString(body, "ID") }

// firstDifference is where two texts begin to differ.
func firstDifference(a, b string) string {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	from := max(at-60, 0)
	return fmt.Sprintf("%.160q, then %.160q", a[from:], b[from:])
}

// TestAnotherAgencysThingsAreMissing asks every route with an identifier of
// something that another agency has, and wants byte for byte the answer that it
// gives about something that does not exist.
func TestAnotherAgencysThingsAreMissing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		w, theirs, own := newWalls(t, d)
		nothing := absent()
		nothing.letter = theirs.letter
		for path, role := range map[string]account.Role{"/cases/{id}": account.DecisionMaker, "/cases/{id}/documents/{file}": account.DecisionMaker, "/cases/{id}/letters/{number}": account.DecisionMaker,
			"/referrals/drafts/{id}/{page}": account.FirstResponder, "/referrals/sent/{id}/files/{file}": account.FirstResponder, "/referrals/notifications/{id}": account.FirstResponder} {
			if answer, _ := w.ask(http.MethodGet, theirs.fill(t, path), w.sessions[role], ""); answer.StatusCode != http.StatusOK {
				t.Errorf("%s: %d for who may see it: the test would find nothing missing", path, answer.StatusCode)
			}
		}
		before := w.fingerprint(t)
		defer func() { w.unchanged(t, before) }()
		for _, line := range w.site.Routes() {
			method, pattern, _ := strings.Cut(line.Pattern, " ")
			if !strings.Contains(pattern, "{") || strings.HasSuffix(pattern, "{$}") || strings.HasPrefix(pattern, "/work/{list}") || strings.HasPrefix(pattern, "/help/guides/") || strings.HasPrefix(pattern, "/statistics/") ||
				strings.HasPrefix(pattern, "/info/") || strings.HasPrefix(pattern, "/returns/receivers/") {
				// No identifier, or only the name of a list or guide; a person's own page, whose
				// visit no account opens (package own tests it); a directory that all keep.
				continue
			}
			w.missing(t, line.Pattern, func(h holding) (*http.Response, string) {
				return w.ask(method, h.fill(t, pattern), w.stranger, "")
			}, theirs, nothing)
			// One's own thing with a part of somebody else's.
			for name, mixed := range mixtures(own, theirs, nothing, pattern) {
				w.missing(t, line.Pattern+" with "+name, func(h holding) (*http.Response, string) {
					return w.ask(method, h.fill(t, pattern), w.stranger, "")
				}, mixed[0], mixed[1])
			}
		}
		for path, item := range w.operations.Paths {
			if !strings.Contains(path, "{") || strings.Contains(path, "/statistics/") {
				continue
			}
			for method, operation := range operations(item) {
				body := w.exampleBody(operation)
				ask := func(h holding) (*http.Response, string) {
					return w.call(method, h.fill(t, path), w.tokens[everyone], body)
				}
				w.missing(t, method+" "+path, ask, theirs, nothing)
				for name, mixed := range mixtures(own, theirs, nothing, path) {
					w.missing(t, method+" "+path+" with "+name, ask, mixed[0], mixed[1])
				}
			}
		}
	})
}

// newWalls is a world with a holding of our agency, and one of the stranger's.
func newWalls(t *testing.T, d *db.Database) (w *world, theirs, own holding) {
	t.Helper()
	w = newWorld(t, d)
	theirs = w.hold(t, emails()[account.FirstResponder], "Quillfeather")
	w.letter(t, &theirs)
	own = w.hold(t, "stranger@example.org", "Marrowby")
	w.place(t, emails()[account.PlacementTeam], &theirs)
	w.place(t, "stranger@example.org", &own)
	w.judge(t, emails()[account.SupportProvider], &theirs)
	w.judge(t, "stranger@example.org", &own)
	w.keep(t, emails()[account.PlacementTeam], &theirs)
	w.keep(t, "stranger@example.org", &own)
	own.view, own.letter = theirs.view, theirs.letter
	return w, theirs, own
}

// mixtures are one's own thing with a part that is somebody else's, and with one
// that does not exist.
func mixtures(own, theirs, nothing holding, path string) map[string][2]holding {
	made := map[string][2]holding{}
	part := func(name string, set func(h *holding, from holding)) {
		if !strings.Contains(path, "{"+name+"}") {
			return
		}
		a, b := own, own
		set(&a, theirs)
		set(&b, nothing)
		made["another’s "+name] = [2]holding{a, b}
	}
	files := func(h *holding, from holding) { h.draftFile, h.caseFile = from.draftFile, from.caseFile }
	for _, room := range keepings {
		for _, place := range room.places {
			part(place, func(h *holding, from holding) {
				h.things = maps.Clone(h.things)
				h.things[place] = from.things[place]
			})
		}
	}
	part("file", files)
	part("document", files)
	part("warning", func(h *holding, from holding) { h.warning = from.warning })
	part("denied", func(h *holding, from holding) { h.denied = from.denied })
	part("account", func(h *holding, from holding) { h.account = from.account })
	part("clock", func(h *holding, from holding) { h.clock = from.clock })
	part("contact", func(h *holding, from holding) { h.contact = from.contact })
	part("grant", func(h *holding, from holding) { h.grant = from.grant })
	part("consent", func(h *holding, from holding) { h.consent = from.consent })
	part("share", func(h *holding, from holding) { h.share = from.share })
	part("denial", func(h *holding, from holding) { h.denial = from.denial })
	part("request", func(h *holding, from holding) { h.request = from.request })
	part("emergency", func(h *holding, from holding) { h.emergency = from.emergency })
	part("member", func(h *holding, from holding) { h.member = from.member })
	part("shift", func(h *holding, from holding) { h.shift = from.shift })
	part("task", func(h *holding, from holding) { h.task = from.task })
	return made
}

// missing compares the answers about two things.
func (w *world) missing(t *testing.T, what string, ask func(holding) (*http.Response, string), there, nowhere holding) {
	t.Helper()
	one, oneBody := ask(there)
	other, otherBody := ask(nowhere)
	// A posted form can be refused for what it says before anybody asks whose the
	// thing is; then that is all the answer may say.
	refused := one.StatusCode == http.StatusNotFound || !strings.Contains(what, "GET ") && (one.StatusCode == http.StatusUnprocessableEntity || one.StatusCode == http.StatusConflict)
	if !refused || one.StatusCode != other.StatusCode {
		t.Errorf("%s: %d of something of another agency, %d of nothing, want 404 of both", what, one.StatusCode, other.StatusCode)
		return
	}
	if alike(oneBody) != alike(otherBody) {
		t.Errorf("%s: the answers about something of another agency and about nothing differ: %s", what, firstDifference(alike(otherBody), alike(oneBody)))
	}
	for name := range one.Header {
		if alike(one.Header.Get(name)) != alike(other.Header.Get(name)) {
			t.Errorf("%s: the header %s differs", what, name)
		}
	}
}

// exampleBody makes the least body that the description of an operation allows.
func (w *world) exampleBody(operation *huma.Operation) any {
	if operation.RequestBody == nil {
		return nil
	}
	registry := w.operations.Components.Schemas
	var example func(s *huma.Schema) any
	example = func(s *huma.Schema) any {
		if s.Ref != "" {
			s = registry.SchemaFromRef(s.Ref)
		}
		switch {
		case len(s.Enum) > 0:
			return s.Enum[0]
		case s.Type == "object":
			body := map[string]any{}
			for _, name := range s.Required {
				body[name] = example(s.Properties[name])
			}
			return body
		case s.Type == "array":
			return []any{}
		case s.Type == "integer", s.Type == "number":
			return 1
		case s.Type == "boolean":
			return true
		case s.Format == "date":
			return "2026-01-01"
		case s.Format == "date-time":
			return dbtest.Noon.Format(time.RFC3339)
		}
		return "2026-01-01" // which is a day where one is wanted, and a text elsewhere
	}
	return example(operation.RequestBody.Content["application/json"].Schema)
}

// asked is the reference that the test searches, which the page repeats.
var asked = regexp.MustCompile(`OP[^<>"]{1,6}Quillfeather`)

// TestAnotherAgencysThingsAreInNoList looks at every list, count and search of a
// stranger before and after another agency gets a draft, a case, a notification
// and a letter: nothing changes. The agency itself finds them all.
func TestAnotherAgencysThingsAreInNoList(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		w := newWorld(t, d)
		lists := func(session, token string) map[string]string {
			said := map[string]string{}
			for _, path := range []string{"/", "/referrals", "/referrals/sent", "/referrals/sent?q=OP+Quillfeather", "/work/team", "/work/mine", "/work/triage",
				"/work/tasks", "/work/tasks?of=team", "/work/team/export.csv?names=yes", "/work/team/print", "/work/views", "/people", "/estimates", "/estimates/compare"} {
				answer, body := w.ask(http.MethodGet, path, session, "")
				if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusForbidden {
					t.Errorf("%s: %d", path, answer.StatusCode)
				}
				said[path] = asked.ReplaceAllString(alike(body), "")
			}
			for _, path := range []string{"/api/v1/referrals", "/api/v1/drafts", "/api/v1/notifications", "/api/v1/cases", "/api/v1/estimates"} {
				_, body := w.ask(http.MethodGet, path, "", token)
				said[path] = body
			}
			for _, query := range []string{"Quillfeather", "Somebody", "OP Quillfeather"} {
				_, body := w.post("/work/search", url.Values{"query": {query}}, session)
				said["search "+query] = strings.ReplaceAll(alike(body), query, "")
			}
			return said
		}
		before := lists(w.stranger, w.tokens[everyone])
		theirs := w.hold(t, emails()[account.FirstResponder], "Quillfeather")
		w.letter(t, &theirs)
		after := lists(w.stranger, w.tokens[everyone])
		for path, said := range before {
			if after[path] != said {
				t.Errorf("%s changed when another agency sent a referral: %s", path, firstDifference(said, after[path]))
			}
		}
		for _, secret := range theirs.secrets {
			for path, said := range after {
				if strings.Contains(said, secret) {
					t.Errorf("%s shows a stranger %q", path, secret)
				}
			}
		}
		// The test sees what is there: those who may find it do.
		responder, maker := w.sessions[account.FirstResponder], w.sessions[account.DecisionMaker]
		for _, found := range []struct{ session, path, want string }{
			{responder, "/referrals", theirs.secrets[1]}, {responder, "/referrals", "OP Quillfeather"}, {responder, "/referrals/sent", theirs.secrets[2]},
			{maker, "/work/team", "Quillfeather"}, {maker, "/work/tasks?of=team", theirs.secrets[1]},
		} {
			if _, body := w.ask(http.MethodGet, found.path, found.session, ""); !strings.Contains(body, found.want) {
				t.Errorf("%s does not show %q to who may see it", found.path, found.want)
			}
		}
		if _, body := w.post("/work/search", url.Values{"query": {"quillfeather"}}, maker); !strings.Contains(body, theirs.secrets[1]) {
			t.Error("who may see the case does not find it")
		}
	})
}
