package referral

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/reference"
	"pgregory.net/rapid"
)

// client is a program that calls the JSON API for one actor.
type client struct {
	t       *testing.T
	handler http.Handler
	actor   account.Actor
}

func (s *service) client(actor account.Actor) *client {
	mux := http.NewServeMux()
	s.Register(humago.New(mux, huma.DefaultConfig("test", "1")))
	return &client{s.t, mux, actor}
}

// call makes a call, expects a status, and reads the answer into out.
func (c *client) call(method, path string, body, out any, status int, headers ...string) {
	c.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	if body == nil {
		text = nil
	}
	r := httptest.NewRequest(method, "/api/v1"+path, bytes.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer := httptest.NewRecorder()
	c.handler.ServeHTTP(answer, r.WithContext(account.WithActor(r.Context(), c.actor)))
	if answer.Code != status {
		c.t.Fatalf("%s %s: %d, want %d: %s", method, path, answer.Code, status, answer.Body)
	}
	if out != nil {
		if err := json.Unmarshal(answer.Body.Bytes(), out); err != nil {
			c.t.Fatalf("%s %s: %v: %s", method, path, err, answer.Body)
		}
	}
}

type problem struct {
	Detail string
	Errors []struct{ Location, Message string }
}

func TestReferByAPI(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		s := newService(t, d)
		c := s.client(s.responder)
		want := wholeAdult()
		want.ExternalID = "our-1"
		var first, again receiptBody
		c.call("POST", "/referrals", want, &first, http.StatusCreated, "Idempotency-Key", "k1")
		c.call("POST", "/referrals", want, &again, http.StatusCreated, "Idempotency-Key", "k1")
		if first != again || s.count(`SELECT count(*) FROM referral`) != 1 || !strings.HasPrefix(first.Reference, "HW-") {
			t.Errorf("the same call twice: %+v and %+v", first, again)
		}
		other := want
		other.SenderReference = "Something else"
		c.call("POST", "/referrals", other, nil, http.StatusUnprocessableEntity, "Idempotency-Key", "k1")
		var refused problem
		c.call("POST", "/referrals", want, &refused, http.StatusUnprocessableEntity)
		if len(refused.Errors) != 1 || refused.Errors[0].Location != "body.externalId" {
			t.Errorf("an external identifier twice: %+v", refused)
		}
		want.Record.Stories[casefile.StoryStart], want.Referrer.Email = "", "nonsense"
		c.call("POST", "/referrals", want, &refused, http.StatusUnprocessableEntity)
		if len(refused.Errors) != 2 || refused.Errors[0].Location != "body.how.story-start" || refused.Errors[1].Location != "body.referrer.referrer-email" {
			t.Errorf("a referral without its story: %+v", refused)
		}
		c.call("POST", "/referrals", map[string]any{"ageGroup": 7}, nil, http.StatusUnprocessableEntity)
		c.call("POST", "/referrals", map[string]any{"noSuchField": "x"}, nil, http.StatusUnprocessableEntity)

		var read struct {
			Reference, State string
			Referral         Submission
		}
		c.call("GET", "/referrals/"+first.ID, nil, &read, http.StatusOK)
		if read.Reference != first.Reference || read.State != "Received" || read.Referral.Record.Headline() != "Arta Hoxhaj" || read.Referral.LocalAuthority != (LocalAuthority{}) {
			t.Errorf("read back: %+v", read)
		}
		var list struct{ Sent []lineOut }
		c.call("GET", "/referrals?reference="+strings.ToLower(first.Reference), nil, &list, http.StatusOK)
		if len(list.Sent) != 1 || list.Sent[0].ID != first.ID {
			t.Errorf("found %+v", list)
		}
		stranger := s.client(s.stranger)
		stranger.call("GET", "/referrals/"+first.ID, nil, nil, http.StatusNotFound)
		stranger.call("GET", "/referrals", nil, &list, http.StatusOK)
		if len(list.Sent) != 0 {
			t.Errorf("a stranger sees %+v", list)
		}
		nobody := s.client(account.Actor{})
		nobody.call("GET", "/referrals", nil, nil, http.StatusUnauthorized)
		reader := s.responder
		reader.Roles = []account.Role{account.Statistician}
		s.client(reader).call("POST", "/referrals", wholeAdult(), nil, http.StatusForbidden)
	})
}

func TestDraftsByAPI(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		s := newService(t, d)
		c, stranger := s.client(s.responder), s.client(s.colleague)
		var draft draftBody
		c.call("POST", "/drafts", Submission{AgeGroup: casefile.Adult}, &draft, http.StatusCreated, "Idempotency-Key", "d")
		if draft.Referral.Organisation != "kent" || draft.Referral.Referrer.Family != "Example" || draft.Version != 1 || len(draft.Missing) < 20 || draft.DeleteOn.String() != "2026-03-30" {
			t.Errorf("a new draft: %+v", draft)
		}
		id, base := draft.ID, "/drafts/"+draft.ID
		c.call("PUT", base, map[string]any{"version": 1, "referral": wholeAdult()}, &draft, http.StatusOK)
		if draft.Version != 2 || len(draft.Missing) != 0 || draft.Becomes != Referral {
			t.Errorf("version %d, missing %v, becomes %s", draft.Version, draft.Missing, draft.Becomes)
		}
		if diff := cmp.Diff(wholeAdult(), draft.Referral, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("the draft (-sent +kept):\n%s", diff)
		}
		c.call("PUT", base, map[string]any{"version": 1, "referral": wholeAdult()}, nil, http.StatusConflict)
		c.call("PUT", base, map[string]any{"version": 2, "referral": Submission{Organisation: "nobody"}}, nil, http.StatusUnprocessableEntity)
		var added struct{ ID string }
		file := map[string]any{"name": "../../etc/letter.pdf", "content": []byte("%PDF-1.7 a letter"), "about": map[string]any{"description": "A letter", "dated": "2024-05"}}
		c.call("POST", base+"/evidence", file, &added, http.StatusCreated)
		c.call("POST", base+"/evidence", map[string]any{"name": "x.pdf", "content": []byte("MZ not a document")}, nil, http.StatusUnprocessableEntity)
		var content struct {
			File    evidenceOut
			Content []byte
		}
		c.call("GET", base+"/evidence/"+added.ID, nil, &content, http.StatusOK)
		if content.File.Name != "letter.pdf" || content.File.Dated.String() != "2024-05" || content.File.Description != "A letter" || string(content.Content) != "%PDF-1.7 a letter" {
			t.Errorf("the file: %+v", content)
		}
		c.call("PUT", base+"/evidence/"+added.ID, About{Description: "Another word"}, nil, http.StatusNoContent)
		for _, path := range []string{base, base + "/evidence/" + added.ID} {
			stranger.call("GET", path, nil, nil, http.StatusNotFound)
			stranger.call("DELETE", path, nil, nil, http.StatusNotFound)
		}
		stranger.call("PUT", base, map[string]any{"version": 2, "referral": wholeAdult()}, nil, http.StatusNotFound)
		stranger.call("POST", base+"/send", map[string]any{"version": 2}, nil, http.StatusNotFound)
		var list struct{ Drafts []draftLineOut }
		c.call("GET", "/drafts", nil, &list, http.StatusOK)
		if len(list.Drafts) != 1 || list.Drafts[0].ID != id {
			t.Fatalf("drafts %+v", list)
		}
		c.call("POST", base+"/send", map[string]any{"version": 2}, nil, http.StatusConflict)
		var receipt receiptBody
		c.call("POST", base+"/send", map[string]any{"version": list.Drafts[0].Version}, &receipt, http.StatusCreated)
		var read struct{ Evidence []evidenceOut }
		c.call("GET", "/referrals/"+receipt.ID, nil, &read, http.StatusOK)
		if len(read.Evidence) != 1 || read.Evidence[0].Description != "Another word" {
			t.Errorf("evidence %+v", read.Evidence)
		}
		c.call("GET", "/referrals/"+receipt.ID+"/evidence/"+added.ID, nil, &content, http.StatusOK)
		c.call("GET", base, nil, nil, http.StatusNotFound)
	})
}

// TestAChildAndTheirSisterByAPI refers a child before any local authority was
// told: it is advised and never blocks, and leaves a task. Then the sister.
func TestAChildAndTheirSisterByAPI(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		s := newService(t, d)
		c, stranger := s.client(s.responder), s.client(s.stranger)
		child := wholeAdult()
		child.AgeGroup, child.UnderEighteenThen, child.Support, child.SupportContact, child.DecisionTo = casefile.Child, "", "", "", ""
		child.Record.Birth, child.Record.Consents = civil.Partial{Year: 2012}, nil
		var refused problem
		c.call("POST", "/referrals", child, &refused, http.StatusUnprocessableEntity)
		if len(refused.Errors) != 1 || refused.Errors[0].Location != "body.local-authority.authority-told" {
			t.Errorf("a child about whom nothing is said: %+v", refused)
		}
		child.LocalAuthority.Told = No
		var draft draftBody
		c.call("POST", "/drafts", wholeAdult(), nil, http.StatusCreated)
		c.call("POST", "/drafts", child, &draft, http.StatusCreated)
		advised := strings.Join(draft.Advice, "\n")
		if len(draft.Missing) != 0 || !strings.Contains(advised, "No local authority is named") || !strings.Contains(advised, "has the same words as another report of yours") {
			t.Errorf("missing %v, advice:\n%s", draft.Missing, advised)
		}
		var receipt receiptBody
		c.call("POST", "/drafts/"+draft.ID+"/send", map[string]any{"version": draft.Version}, &receipt, http.StatusCreated)
		path := "/referrals/" + receipt.ID
		var read struct {
			Group string `json:"familyOrGroup"`
			Tasks []ownTaskOut
		}
		c.call("GET", path, nil, &read, http.StatusOK)
		if len(read.Tasks) != 1 || read.Tasks[0].Due.String() != "2026-03-02" {
			t.Fatalf("the tasks of who referred a child: %+v", read.Tasks)
		}
		done := path + "/tasks/" + read.Tasks[0].ID + "/done"
		stranger.call("POST", done, nil, nil, http.StatusNotFound)
		c.call("POST", done, nil, nil, http.StatusNoContent)
		c.call("POST", done, nil, nil, http.StatusNotFound)

		stranger.call("POST", path+"/another", map[string]any{"kind": "family"}, nil, http.StatusNotFound)
		c.call("POST", path+"/another", map[string]any{"kind": "friends"}, nil, http.StatusUnprocessableEntity)
		var sister, again draftBody
		c.call("POST", path+"/another", map[string]any{"kind": "family"}, &sister, http.StatusCreated, "Idempotency-Key", "s")
		c.call("POST", path+"/another", map[string]any{"kind": "family"}, &again, http.StatusCreated, "Idempotency-Key", "s")
		c.call("GET", path, nil, &read, http.StatusOK)
		if sister.ID != again.ID || sister.Referral.Group == "" || sister.Referral.Group != read.Group || len(sister.Referral.Record.Names) != 0 || len(read.Tasks) != 0 {
			t.Errorf("the sister %+v, after %+v", sister.Referral, read)
		}
	})
}

func TestNotifyByAPI(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		s := newService(t, d)
		c := s.client(s.responder)
		notice := Notice{Organisation: "kent", Jurisdiction: "scotland", Gender: "male", Nationalities: []string{"VN"}, Forms: []string{"forced-crime"},
			Places: []Spot{{Country: "GB", Town: "luton"}}, Indicators: []string{"injuries"}, Stories: map[string]string{casefile.StoryStart: "He met Viktor at 45 Acacia Road."}}
		var refused problem
		c.call("POST", "/notifications", map[string]any{"notification": notice}, &refused, http.StatusUnprocessableEntity)
		if len(refused.Errors) != 2 || refused.Errors[0].Location != "body.notification.stories.start" || !strings.Contains(refused.Errors[0].Message, "Viktor") {
			t.Errorf("flagged stories: %+v", refused)
		}
		c.call("POST", "/notifications", map[string]any{"notification": map[string]any{"organisation": "kent", "jurisdiction": "england", "name": "A Name"}}, nil, http.StatusUnprocessableEntity)
		var receipt receiptBody
		c.call("POST", "/notifications", map[string]any{"notification": notice, "storiesReviewed": true}, &receipt, http.StatusCreated, "Idempotency-Key", "n")
		var read struct {
			Reference    string
			Notification Notice
		}
		c.call("GET", "/notifications/"+receipt.ID, nil, &read, http.StatusOK)
		if diff := cmp.Diff(notice, read.Notification); diff != "" || read.Reference != receipt.Reference {
			t.Errorf("%s read back (-sent +read):\n%s", read.Reference, diff)
		}
		s.client(s.stranger).call("GET", "/notifications/"+receipt.ID, nil, nil, http.StatusNotFound)
		var list struct{ Sent []lineOut }
		c.call("GET", "/notifications", nil, &list, http.StatusOK)
		if len(list.Sent) != 1 || list.Sent[0].ID != receipt.ID {
			t.Errorf("notifications %+v", list)
		}
	})
}

func TestASubmissionSurvivesJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := drawSubmission(t)
		text, err := json.Marshal(before)
		if err != nil {
			t.Fatal(err)
		}
		var after Submission
		if err := json.Unmarshal(text, &after); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, after, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("-before +after:\n%s", diff)
		}
	})
}

// FuzzSubmission reads hostile JSON: what is not sound is refused with named
// fields, and what is sound goes through every rule without breaking any.
func FuzzSubmission(f *testing.F) {
	whole, err := json.Marshal(wholeAdult())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"record":{"birth":"~2001-02","episodes":[{"forms":["x"],"places":[{}]}],"stories":{"":"\u0000"}}}`))
	f.Add([]byte(`{"ageGroup":"child","record":{"names":[{"kind":"nickname"}],"consents":[{"purpose":"referral"}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var s Submission
		if json.Unmarshal(text, &s) != nil {
			return
		}
		faults := Sound(testRoom.Lists, &s)
		for _, fault := range faults {
			if fault.Name == "" || fault.Message == "" {
				t.Fatalf("a fault without name or message: %+v", fault)
			}
		}
		if len(faults) > 0 {
			return
		}
		testRoom.Complete(&s, today)
		Improve(&s, Material{Today: today})
		PublishedAs(testRoom.Lists, &s)
		flagger := testRoom.Flagger(&s)
		for _, story := range NoticeOf(reference.Default(), &s).Stories {
			flagger.Flags(story)
		}
		answersOf(s, today).submission()
	})
}
