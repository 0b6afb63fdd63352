package referral

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
	"pgregory.net/rapid"
)

var today = civil.MustDay("2026-03-02")

var testRoom = New(nil, statute.Book{}, reference.Default(), nil)

func TestQuestionsAreSound(t *testing.T) {
	t.Parallel()
	slugs := map[string]bool{}
	everything := answersOf(Submission{Record: casefile.Record{Indicators: []casefile.Indicator{{Code: "injuries"}, {Code: "child-missing"}}}}, today)
	for _, page := range testRoom.asked {
		if slugs[page.Slug] {
			t.Errorf("two pages are called %q", page.Slug)
		}
		slugs[page.Slug] = true
		if !slices.Contains(sections, page.Section) || page.Title == "" {
			t.Errorf("page %q has no title, or the section %q that is none", page.Slug, page.Section)
		}
		for _, mistake := range form.Sound(page.asks(everything)) {
			t.Errorf("page %s: %s", page.Slug, mistake)
		}
		if page.list != nil {
			for _, mistake := range page.list.sound() {
				t.Errorf("list of %s: %s", page.Slug, mistake)
			}
			if n := page.list.noun(); n.Add == "" || n.AddAnother == "" || n.Change == "" || n.Remove == "" || n.None == "" {
				t.Errorf("list of %s lacks words: %+v", page.Slug, n)
			}
		}
	}
}

func TestEverySuggestionHasItsList(t *testing.T) {
	t.Parallel()
	for _, page := range testRoom.asked {
		for _, q := range page.questions {
			if q.Kind == form.Suggest && testRoom.behind[q.Name] == nil {
				t.Errorf("%s: no list stands behind %q", page.Slug, q.Name)
			}
		}
	}
}

func TestAllIndicatorsAreAsked(t *testing.T) {
	t.Parallel()
	c := choicesOf(reference.Default())
	if len(c.signs) != 36 || len(c.childSigns) != 17 {
		t.Errorf("%d and %d indicators, want 36 and 17", len(c.signs), len(c.childSigns))
	}
	for _, option := range append(slices.Clone(c.signs), c.childSigns...) {
		if option.Group == "" {
			t.Errorf("indicator %q stands under no heading", option.Value)
		}
		if isChildIndicator(option.Value) != slices.Contains(values(c.childSigns), option.Value) {
			t.Errorf("indicator %q is in the wrong list by its code", option.Value)
		}
	}
}

func values(options []form.Option) (list []string) {
	for _, option := range options {
		list = append(list, option.Value)
	}
	return list
}

// TestRequiredAnswers posts each page empty in each kind of referral and
// compares what is asked for with the data dictionary.
func TestRequiredAnswers(t *testing.T) {
	t.Parallel()
	child := Submission{AgeGroup: casefile.Child}
	grown := Submission{AgeGroup: casefile.Adult}
	refusing := Submission{AgeGroup: casefile.Adult, Record: casefile.Record{Consents: []casefile.Consent{{Purpose: casefile.ConsentReferral}}}}
	helping := refusing
	helping.Cooperation = Yes
	for _, c := range []struct {
		page string
		of   Submission
		want string
	}{
		{"report", child, "sender-reference organisation jurisdiction age-group"},
		{"local-authority", child, "authority-told"},
		{"background", child, "birthplace story-family story-education story-employment"},
		{"background", refusing, "story-family story-education story-employment"},
		{"situations", child, "several-situations"},
		{"places", child, "where"},
		{"how", child, "story-start story-required story-living story-treatment"},
		{"journey", child, "taken-somewhere"},
		{"now", child, "still-in last-contact"},
		{"reporting", child, "reported-before"},
		{"indicators", child, "indicators-seen"},
		{"child-indicators", child, ""},
		{"interview", child, "story-interview story-insight credibility-concerns"},
		{"professionals", child, "professionals-involved"},
		{"staying", child, "current-town"},
		{"people", child, "story-exploiters exploiters-known"},
		{"others", child, "other-victims"},
		{"risk", child, "future-concern reported-to-police cooperation"},
		{"consent", grown, "agrees explained-by explained-on explained-language"},
		{"refusal", refusing, ""},
		{"support", grown, "support"},
		{"person", child, "given family gender nationality"},
		{"person", refusing, "gender nationality"},
		{"person", helping, "given family gender nationality"},
		{"needs", child, "has-children needs-interpreter needs-communication"},
		{"references", child, "has-references"},
		{"contacts", grown, "decision-to"},
		{"contacts", child, ""},
		{"evidence", child, ""},
		{"referrer", child, "referrer-given referrer-family referrer-role referrer-phone referrer-email"},
	} {
		page, err := testRoom.page(&c.of, c.page)
		if err != nil {
			t.Errorf("%s is not asked: %v", c.page, err)
			continue
		}
		s := c.of
		var missing []string
		for _, field := range page.fill(testRoom.behind, &s, today, url.Values{}) {
			missing = append(missing, field.Name)
			if field.Message == "" {
				t.Errorf("%s: %s has no message", c.page, field.Name)
			}
		}
		if got := strings.Join(missing, " "); got != c.want {
			t.Errorf("%s asks for %q, want %q", c.page, got, c.want)
		}
	}
}

func TestPagesFollowThePerson(t *testing.T) {
	t.Parallel()
	refused := []casefile.Consent{{Purpose: casefile.ConsentReferral}}
	agreed := []casefile.Consent{{Purpose: casefile.ConsentReferral, Given: true}}
	for name, c := range map[string]struct {
		s             Submission
		path          Path
		with, without string
	}{
		"child":              {Submission{AgeGroup: casefile.Child}, Referral, "local-authority person evidence referrer child-indicators", "consent support refusal"},
		"not sure":           {Submission{AgeGroup: casefile.NotSure}, Referral, "local-authority", "consent support refusal"},
		"child that said no": {Submission{AgeGroup: casefile.Child, Record: casefile.Record{Consents: refused}}, Referral, "person evidence", "refusal consent"},
		"adult":              {Submission{AgeGroup: casefile.Adult, Record: casefile.Record{Consents: agreed}}, Referral, "consent support contacts evidence", "local-authority refusal"},
		"adult, child then":  {Submission{AgeGroup: casefile.Adult, UnderEighteenThen: No}, Referral, "consent", "child-indicators"},
		"adult who refuses": {Submission{AgeGroup: casefile.Adult, Record: casefile.Record{Consents: refused}}, Notification, "consent refusal person",
			"support contacts evidence references other-names needs staying referrer"},
		"adult who refuses and helps": {Submission{AgeGroup: casefile.Adult, Cooperation: Yes, Record: casefile.Record{Consents: refused}}, NotificationWithCase,
			"consent refusal person contacts", "support evidence referrer"},
	} {
		if got := c.s.Path(); got != c.path {
			t.Errorf("%s: path %s, want %s", name, got, c.path)
		}
		var slugs []string
		for _, page := range testRoom.Pages(&c.s) {
			slugs = append(slugs, page.Slug)
		}
		for _, slug := range strings.Fields(c.with) {
			if !slices.Contains(slugs, slug) {
				t.Errorf("%s: %s is not asked", name, slug)
			}
		}
		for _, slug := range strings.Fields(c.without) {
			if slices.Contains(slugs, slug) {
				t.Errorf("%s: %s is asked", name, slug)
			}
		}
	}
}

// TestPagesLoseNothing draws submissions of every shape, posts each page as a
// browser would that was shown it, and expects the same submission.
func TestPagesLoseNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := drawSubmission(t)
		for _, page := range testRoom.Pages(&before) {
			after := before
			a := answersOf(before, today)
			posted := form.Values(a, page.asks(a))
			page.fill(testRoom.behind, &after, today, posted)
			if diff := cmp.Diff(kept(before, page), after, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("page %s changed what it was not asked to (-before +after):\n%s", page.Slug, diff)
			}
			if page.list == nil {
				continue
			}
			for i := range page.list.count(&before) {
				after := before
				if faults := page.list.fill(testRoom.behind, &after, i, itemValues(page.list, &before, i)); len(faults) > 0 {
					continue // a drawn thing that breaks a rule stays as it was
				}
				if diff := cmp.Diff(before, after, cmpopts.EquateEmpty()); diff != "" {
					t.Fatalf("list of %s, %d (-before +after):\n%s", page.Slug, i, diff)
				}
			}
		}
	})
}

// kept is a submission without what the page may clear because other answers
// make it needless: it compares everything where the page asks everything.
func kept(s Submission, page *Page) Submission {
	a := answersOf(s, today)
	form.Check(a, page.asks(a))
	return a.submission()
}

// itemValues posts a thing as the form that shows it.
func itemValues(l itemList, s *Submission, index int) url.Values {
	values := url.Values{}
	var gather func(fields []form.Field)
	gather = func(fields []form.Field) {
		for _, f := range fields {
			switch f.Kind {
			case form.Checkboxes:
				for _, c := range f.Choices {
					if c.Checked {
						values.Add(f.Name, c.Value)
					}
				}
			case form.Date, form.PartialDate:
				for _, part := range []form.DatePart{f.Day, f.Month, f.Year} {
					values.Set(part.Name, part.Value)
				}
				if f.About {
					values.Set(f.Name+"-about", "yes")
				}
			default:
				values.Set(f.Name, f.Value)
			}
			for _, c := range f.Choices {
				gather(c.Fields)
			}
		}
	}
	gather(l.fields(s, index, nil, nil))
	return values
}

func TestAnAddedThingIsThereAndARemovedOneIsNot(t *testing.T) {
	t.Parallel()
	s := Submission{Where: WhereBoth}
	add := func(slug string, values url.Values) []fault.Field {
		t.Helper()
		page, err := testRoom.page(&s, slug)
		if err != nil {
			t.Fatal(err)
		}
		return page.list.fill(testRoom.behind, &s, -1, values)
	}
	if faults := add("places", url.Values{"country": {"France"}}); len(faults) != 1 || faults[0].Name != "episode" {
		t.Errorf("a place without a situation: %v", faults)
	}
	for _, values := range []url.Values{{"forms": {"forced-work", "wages-taken"}, "started-month": {"3"}, "started-year": {"2024"}, "ongoing": {"yes"}},
		{"forms": {"other"}, "detail": {"Made to beg"}}} {
		if faults := add("situations", values); len(faults) > 0 {
			t.Fatal(faults)
		}
	}
	if faults := add("situations", url.Values{"forms": {"other"}}); len(faults) != 1 || faults[0].Name != "detail" {
		t.Errorf("another form without saying which: %v", faults)
	}
	for _, values := range []url.Values{{"episode": {"2"}, "country": {"Holland"}}, {"episode": {"1"}, "country": {"United Kingdom"}, "town": {"Luton"}}} {
		if faults := add("places", values); len(faults) > 0 {
			t.Fatal(faults)
		}
	}
	want := []casefile.Episode{
		{Forms: []string{"forced-work", "wages-taken"}, Started: civil.Partial{Year: 2024, Month: 3}, Ongoing: true, Places: []casefile.Place{{Country: "GB", Town: "luton"}}},
		{Forms: []string{"other"}, Detail: "Made to beg", Places: []casefile.Place{{Country: "NL"}}},
	}
	if diff := cmp.Diff(want, s.Record.Episodes); diff != "" {
		t.Errorf("episodes (-want +got):\n%s", diff)
	}
	page, _ := testRoom.page(&s, "places")
	page.list.remove(&s, 0)
	if s.Record.Episodes[0].Places != nil || len(s.Record.Episodes[1].Places) != 1 {
		t.Errorf("the wrong place was removed: %+v", s.Record.Episodes)
	}
	page.list.remove(&s, 7)
	page.list.remove(&s, -1)
	if page.list.count(&s) != 1 {
		t.Error("removing what is not there removed something")
	}
}
