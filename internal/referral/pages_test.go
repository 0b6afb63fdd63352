package referral

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
)

func TestTemplates(t *testing.T) {
	t.Parallel()
	page.CheckTemplates(t, files)
}

// wholeAdult is a complete referral of an adult who agrees.
func wholeAdult() Submission {
	long := func(text string) string { return text + strings.Repeat(" And more of what was told.", 3) }
	return Submission{
		SenderReference: "OP ELM 14", Organisation: "kent", Jurisdiction: "england", AgeGroup: casefile.Adult, UnderEighteenThen: Yes,
		SeveralSituations: No, TakenSomewhere: Yes, StillIn: No, LastContact: "last-month", ReportedBefore: No, IndicatorsSeen: Yes,
		CredibilityConcerns: No, ProfessionalsInvolved: Yes, Where: WhereBoth, ExploitersKnown: Yes, ExploitersInUK: NotSure, OtherVictims: No,
		FutureConcern: No, ReportedToPolice: Yes, Cooperation: Yes, Support: Yes, SupportContact: OwnPhone, HasChildren: Yes, NeedsInterpreter: Yes,
		NeedsCommunication: Yes, HasReferences: Yes, DecisionTo: casefile.ThePerson,
		Referrer: Referrer{Given: "Pat", Family: "Example", Role: "Constable", Phone: "01632 960001", Email: "pat@example.org"},
		Deputy:   Deputy{Name: "Kim Example", Email: "kim@example.org"},
		Record: casefile.Record{
			Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Arta", Family: "Hoxhaj"}, {Kind: casefile.Nickname, Given: "Little Bird"},
				{Kind: casefile.Alias, Given: "Maria", Family: "Rossini"}},
			Birth: civil.Partial{Year: 2001, Month: 5, Day: 17}, Gender: "female", Nationalities: []string{"AL", "GR"}, Birthplace: "A village near Kukes",
			Children: 2, Interpreter: "sq", Communication: "A quiet room", CurrentTown: "luton", CurrentRegion: "bedfordshire",
			Episodes: []casefile.Episode{{Forms: []string{"forced-work", "held-and-assaulted"}, Started: civil.Partial{Year: 2018, Month: 3, About: true}, Ended: civil.Partial{Year: 2026, Month: 1, Day: 4},
				Places: []casefile.Place{{Country: "GB", Town: "bedford", Detail: "above a shop"}, {Country: "IT", Detail: "Near a harbour"}}, Detail: "In a hotel"}},
			Journey: []casefile.Leg{{FromCountry: "AL", FromPlace: "Durres", ToCountry: "IT", Transport: "ferry", Travelled: civil.Partial{Year: 2018}, Detail: "With a stranger"}},
			Actors: []casefile.Actor{{Names: []string{"Besnik"}, Nicknames: []string{"The Wolf", "Boss"}, Relation: "employer", Languages: []string{"sq", "it"}, InUK: NotSure,
				Marks: "A scar", LastPlace: "Bedford", Phones: []string{"07700 900456"}, Vehicles: []string{"A white van"}, Detail: "He drove"}},
			Indicators:    []casefile.Indicator{{Code: "injuries", Noticed: "At the interview"}, {Code: "documents-held"}, {Code: "child-no-school", Noticed: "She said so"}},
			Professionals: []casefile.Professional{{Kind: "gp", Name: "Dr Example", Organisation: "A surgery", Phone: "01632 960002", Email: "gp@example.org"}},
			References:    []casefile.Reference{{Kind: "crime", Value: "46/1234/26", Force: "kent"}},
			Contacts: []casefile.Contact{{Channel: casefile.Phone, Value: "07700 900123", Whose: casefile.ThePerson, Safe: true, SafeOn: civil.MustDay("2026-03-01")},
				{Channel: casefile.Post, Value: "1 Safe Street\nLuton", Whose: casefile.SomeoneElse, Name: "A Friend", Relation: "Friend", Permission: true}},
			Consents: []casefile.Consent{{Purpose: casefile.ConsentReferral, Given: true, ExplainedBy: "Pat Example", Language: "sq", Interpreter: "An interpreter", On: civil.MustDay("2026-03-01")}},
			Stories: map[string]string{casefile.StoryFamily: "Two brothers.", casefile.StoryEducation: "None.", casefile.StoryEmployment: "A farm.", casefile.StoryStart: long("She was promised work."),
				casefile.StoryRequired: long("She cleaned rooms."), casefile.StoryLiving: long("Six to a room."), casefile.StoryTreatment: long("They shouted."), casefile.StoryJourney: "By ferry.\nThen by van.",
				casefile.StoryLeaving: "She ran away.", casefile.StoryWhyNow: "Fear.", casefile.StoryInterview: "At the station.", casefile.StoryInsight: long("I have seen this before."),
				casefile.StoryExploiters: "A group.", casefile.StoryExploitersLocation: "Perhaps abroad."},
		},
	}
}

// fillIn goes through the pages of a referral from the first and answers each as
// the submission says, the way a browser without JavaScript does.
func fillIn(t *testing.T, b *tab, s Submission) {
	t.Helper()
	b.get("/referrals").want(http.StatusOK).submit("/referrals/drafts", nil).want(http.StatusOK)
	draft := strings.TrimSuffix(b.address, "/report")
	for i := range testRoom.asked {
		p := &testRoom.asked[i]
		if !p.shown(&s) {
			continue
		}
		if !strings.HasSuffix(b.address, "/"+p.Slug) {
			t.Fatalf("the page after the one before %s is %s", p.Slug, b.address)
		}
		if p.list != nil {
			for item := range p.list.count(&s) {
				b.submit(draft+"/"+p.Slug, url.Values{"action": {"add"}}).want(http.StatusOK)
				b.submit(draft+"/"+p.Slug+"/add", itemValues(p.list, &s, item)).want(http.StatusOK)
			}
		}
		a := answersOf(s, today)
		b.submit(draft+"/"+p.Slug, form.Values(a, p.asks(a))).want(http.StatusOK)
	}
	if b.address != draft {
		t.Fatalf("after the last page comes %s", b.address)
	}
}

func TestAReferralFromTheFirstPageToTheLast(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		s := newService(t, d)
		b := s.tab(s.responder)
		want := wholeAdult()
		fillIn(t, b, want)
		if strings.Contains(b.text(), "Not started") || strings.Contains(b.text(), "In progress") {
			t.Fatalf("pages are left:\n%s", b.text())
		}
		b.get(b.address + "/quality").want(http.StatusOK).says("Where the signs were noticed is not said for 1 of them")
		b.get(strings.TrimSuffix(b.address, "/quality")+"/check").want(http.StatusOK).says("Arta", "Hoxhaj", "about March 2018", "Made to work for little or no pay", "The Wolf")
		if strings.Contains(b.text(), "These pages are not complete") {
			t.Fatal(b.text())
		}
		to, values := b.form("/send")
		b.post(to, values).want(http.StatusOK).says("Referral sent", "Your reference is HW-")
		confirmation := b.address
		// A second click, and a third from another tab, end at the same referral.
		if b.post(to, values).want(http.StatusOK); b.address != confirmation || s.count(`SELECT count(*) FROM referral`) != 1 {
			t.Errorf("a double click led to %s", b.address)
		}
		if s.count(`SELECT count(*) FROM draft`) != 0 || len(s.received) != 1 {
			t.Errorf("the draft is still there, or the competent authority was told %d times", len(s.received))
		}
		b.get(strings.TrimSuffix(confirmation, "/confirmation")).want(http.StatusOK).says("Arta", "Agrees to be referred", "Pat Example")
		b.get(strings.TrimSuffix(confirmation, "/confirmation")+"/print").want(http.StatusOK).says("Arta", "This copy holds personal information")
		sent, err := s.Look(background, s.responder, s.received[0].Case, "test")
		if err != nil {
			t.Fatal(err)
		}
		for i := range sent.Record.Consents {
			if sent.Record.Consents[i].Purpose == casefile.ConsentReferral {
				sent.Record.Consents = sent.Record.Consents[i : i+1]
				break
			}
		}
		if diff := cmp.Diff(want, sent.Submission, cmpopts.EquateEmpty(), cmpopts.SortSlices(func(a, b string) bool { return a < b }),
			cmpopts.SortSlices(func(a, b casefile.Indicator) bool { return a.Code < b.Code })); diff != "" {
			t.Errorf("what was sent is not what was entered (-entered +sent):\n%s", diff)
		}
		// Every look was recorded before it was answered.
		if looks := s.count(`SELECT count(*) FROM audit_event WHERE case_id = $1 AND category = 'consultation'`, s.received[0].Case); looks != 5 {
			t.Errorf("%d looks were recorded, want 5", looks)
		}
		s.tab(s.colleague).get("/referrals/sent?q=op+elm14").want(http.StatusOK).says(sent.Reference)
		s.tab(s.colleague).get("/referrals/sent/" + string(sent.Case)).want(http.StatusOK)
		s.tab(s.stranger).get("/referrals/sent").want(http.StatusOK).says("Your agency has not sent a referral yet")
		for _, address := range []string{"", "/print", "/confirmation"} {
			s.tab(s.stranger).get("/referrals/sent/" + string(sent.Case) + address).want(http.StatusNotFound)
		}
		// Another person of the same family: shared answers, and nothing about the first.
		b.get("/referrals/sent/"+string(sent.Case)).submit("/another", nil).want(http.StatusUnprocessableEntity)
		b.submit("/another", url.Values{"kind": {casefile.FamilyGroup}}).want(http.StatusOK).says("Family or group", "HG-")
		var drafts []Draft
		s.write(func(tx *db.Tx) (err error) {
			drafts, err = Drafts(background, tx, s.responder)
			return err
		})
		if len(drafts) != 1 {
			t.Fatalf("%d drafts", len(drafts))
		}
		next := drafts[0].Submission
		if next.Group == "" || len(next.Record.Episodes) != 1 || len(next.Record.Actors) != 1 || len(next.Record.Names)+len(next.Record.Contacts)+len(next.Record.Stories)+len(next.Record.Consents) != 0 || next.AgeGroup != "" {
			t.Errorf("the draft of the second person: %+v", next)
		}
	})
}

func TestTwoTabs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		s := newService(t, d)
		first, second := s.tab(s.responder), s.tab(s.responder)
		first.get("/referrals").submit("/referrals/drafts", nil)
		draft := strings.TrimSuffix(first.address, "/report")
		first.get(draft + "/background").want(http.StatusOK)
		second.get(draft + "/background").want(http.StatusOK)
		answers := func(family string) url.Values {
			return url.Values{"birthplace": {"Somewhere"}, "story-family": {family}, "story-education": {"None"}, "story-employment": {"None"}}
		}
		to, values := first.form("/background")
		for name, list := range answers("One sister") {
			values[name] = list
		}
		first.post(to, values).want(http.StatusOK)
		// The same click again changes nothing.
		before := s.count(`SELECT version FROM draft`)
		if first.post(to, values).want(http.StatusOK); s.count(`SELECT version FROM draft`) != before {
			t.Error("a double click was two changes")
		}
		// Going back and sending the same form with another answer is one's own change.
		values.Set("story-family", "Two sisters")
		first.post(to, values).want(http.StatusOK)
		// The other tab still shows an empty page: it gets both versions, and loses nothing.
		second.submit("/background", answers("A brother")).want(http.StatusConflict).says("Two sisters", "A brother", "What is saved now", "Different")
		if _, values := second.form("/background"); values.Get("story-family") != "A brother" {
			t.Errorf("what was typed is gone: %q", values.Get("story-family"))
		}
		// Another page in the other tab is no conflict.
		other := s.tab(s.responder).get(draft + "/how")
		first.get(draft + "/background")
		other.submit("/how", url.Values{"action": {"later"}, "story-start": {"A promise"}}).want(http.StatusOK)
		// Saving again from the conflict replaces what is saved.
		second.submit("/background", nil).want(http.StatusOK)
		if got := s.story(draft, casefile.StoryFamily) + "; " + s.story(draft, casefile.StoryStart); got != "A brother; A promise" {
			t.Errorf("stored: %q", got)
		}
		// A thing of a list that was changed meanwhile is neither overwritten nor removed.
		first.get(draft+"/situations").submit("/situations", url.Values{"action": {"add"}}).submit("/add", url.Values{"forms": {"forced-work"}}).want(http.StatusOK)
		first.get(draft + "/situations/1")
		second.get(draft + "/situations/1/remove")
		third := s.tab(s.responder).get(draft + "/situations/1")
		first.submit("/situations/1", url.Values{"forms": {"forced-work", "fraud"}}).want(http.StatusOK)
		second.submit("/remove", nil).want(http.StatusConflict)
		third.submit("/situations/1", url.Values{"forms": {"other"}, "detail": {"Begging"}}).want(http.StatusConflict).says("Begging", "Made to commit fraud")
		second.get(draft+"/situations/1/remove").submit("/remove", nil).want(http.StatusOK).says("You have not added a situation yet")
	})
}

// story reads a story of the draft at an address.
func (s *service) story(address, kind string) string {
	var text string
	s.write(func(tx *db.Tx) error {
		draft, err := s.Open(background, tx, s.responder, db.ID(strings.TrimPrefix(address, "/referrals/drafts/")))
		if err == nil {
			text = draft.Submission.Record.Stories[kind]
		}
		return err
	})
	return text
}

func TestPagesKeepWhatIsWrong(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		s := newService(t, d)
		b := s.tab(s.responder)
		b.get("/referrals").says("You have no drafts").submit("/referrals/drafts", nil)
		draft := strings.TrimSuffix(b.address, "/report")
		b.submit("/report", url.Values{"organisation": {"No such body"}, "sender-reference": {"<b>42</b>"}}).want(http.StatusUnprocessableEntity).
			says("There is a problem", "Choose yes if the potential victim is under 18")
		if _, values := b.form("/report"); values.Get("organisation") != "No such body" || values.Get("sender-reference") != "<b>42</b>" {
			t.Errorf("what was typed is gone: %v", values)
		}
		// Other names of the organisation are known; half a page can be kept for later.
		b.submit("/report", url.Values{"organisation": {"Border Force"}, "action": {"later"}}).want(http.StatusOK)
		b.get(draft + "/report")
		if _, values := b.form("/report"); values.Get("organisation") != "Home Office - UK Border Force UKBF" {
			t.Errorf("the organisation is %q", values.Get("organisation"))
		}
		b.get("/referrals").says("<b>42</b>")
		b.get(draft+"/how").submit("/how", url.Values{"story-start": {strings.Repeat("ä", 15_001)}, "action": {"later"}}).want(http.StatusUnprocessableEntity)
		b.get(draft+"/how").submit("/how", url.Values{"story-start": {strings.Repeat("ä", 15_000)}, "action": {"later"}}).want(http.StatusOK)
		b.get(draft + "/check").want(http.StatusOK).says("These pages are not complete")
		b.submit("/send", nil).want(http.StatusUnprocessableEntity).says("Some answers are missing")
		for _, address := range []string{"/no-such-page", "/consent", "/situations/1", "/situations/0", "/situations/x", "/report/add", "/situations/add/remove", "/review",
			"/files/00000000000000000000000000", "/files/x/content"} {
			b.get(draft + address).want(http.StatusNotFound)
		}
		b.get("/referrals/sent/garbage").want(http.StatusNotFound)
		for _, address := range []string{"", "/report", "/situations/add", "/quality", "/check", "/delete", "/files/add"} {
			s.tab(s.colleague).get(draft + address).want(http.StatusNotFound)
		}
		s.tab(s.colleague).post(draft+"/report", url.Values{}).want(http.StatusNotFound)
		s.tab(s.colleague).post(draft+"/send", url.Values{"version": {"1"}}).want(http.StatusNotFound)
		s.tab(s.colleague).post(draft+"/delete", url.Values{}).want(http.StatusNotFound)
		b.get(draft+"/delete").want(http.StatusOK).says("Are you sure", "<b>42</b>").submit("/delete", nil).want(http.StatusOK).says("You have no drafts")
		b.get(draft).want(http.StatusNotFound)
	})
}

func TestManyWindowsAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		s := newService(t, d)
		b := s.tab(s.responder)
		b.get("/referrals").submit("/referrals/drafts", nil)
		draft := strings.TrimSuffix(b.address, "/report")
		stories := map[string][]string{"background": {casefile.StoryFamily, casefile.StoryEducation}, "how": {casefile.StoryStart, casefile.StoryLiving}, "now": {casefile.StoryLastContact}, "interview": {casefile.StoryInsight}}
		var group sync.WaitGroup
		for slug, kinds := range stories {
			window := s.tab(s.responder).get(draft + "/" + slug)
			to, values := window.form("/" + slug)
			values.Set("action", "later")
			for _, kind := range kinds {
				values.Set(storyField(kind), "Told of "+kind)
			}
			for range 3 { // each click is a double one, and then some
				group.Go(func() {
					request := httptest.NewRequest(http.MethodPost, to, strings.NewReader(values.Encode()))
					request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
					answer := httptest.NewRecorder()
					window.handler.ServeHTTP(answer, request)
					if answer.Code != http.StatusSeeOther {
						t.Errorf("%s: status %d", slug, answer.Code)
					}
				})
			}
		}
		group.Wait()
		for _, kinds := range stories {
			for _, kind := range kinds {
				if got := s.story(draft, kind); got != "Told of "+kind {
					t.Errorf("%s: %q was kept", kind, got)
				}
			}
		}
		if version := s.count(`SELECT version FROM draft`); version != 1+len(stories) {
			t.Errorf("version %d after %d changes", version, len(stories))
		}
	})
}
