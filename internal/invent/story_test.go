package invent

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/reference"
)

func TestEveryStoryIsInTheBookAndTheOtherWayRound(t *testing.T) {
	t.Parallel()
	for kind := range storyBook() {
		if !slices.Contains(Stories(), kind) {
			t.Errorf("the book has %q, which is no story", kind)
		}
	}
	known := New(1).details(Person{}, Episode{})
	words := map[string]bool{"child": true, "adult": true, "overseas": true, "uk": true, "foreign": true}
	for _, word := range formWords {
		words[word] = true
	}
	brace := regexp.MustCompile(`\{([^}]*)\}`)
	for _, kind := range Stories() {
		parts := storyBook()[kind]
		if len(parts) == 0 {
			t.Errorf("no sentences for %q", kind)
		}
		for i, part := range parts {
			if len(part) == 0 {
				t.Errorf("%s: part %d is empty", kind, i+1)
			}
			for _, s := range part {
				for _, match := range brace.FindAllStringSubmatch(s.text, -1) {
					if _, ok := known[match[1]]; !ok {
						t.Errorf("%s: nothing fills {%s}", kind, match[1])
					}
				}
				for need := range strings.FieldsSeq(s.needs) {
					if !words[need] {
						t.Errorf("%s: the condition %q is never true", kind, need)
					}
				}
			}
		}
	}
}

// roughEdges are what a template leaves when it goes wrong, and words that do
// not belong in a text about somebody.
var roughEdges = regexp.MustCompile(`[{}]|  |\.\.|^[a-z]|[.?!] [a-z]|^ | $|(?i)illegal|prostitut|alleged|\bthis person (are|were|have)\b|£0`)

func TestStoriesReadWell(t *testing.T) {
	t.Parallel()
	groups := [][]string{nil, {"Labour"}, {"Sexual"}, {"Criminal"}, {"Domestic"}, {"Organ Harvesting"}, {"Sexual", "Labour", "Domestic"}}
	genders := []string{"female", "male", "other", "unknown"}
	for seed := range uint64(400) {
		g := New(seed)
		child := seed%3 == 0
		p := g.Person(Profile{Child: child, Gender: genders[seed%4], On: today})
		e := g.Episode(p, Situation{Forms: g.Forms(groups[seed%7], child), Child: child, On: today})
		for _, kind := range Stories() {
			story := g.Tell(kind, p, e)
			if story == "" && !(kind == Keeping) {
				t.Fatalf("seed %d: no words for %s", seed, kind)
			}
			if !utf8.ValidString(story) {
				t.Fatalf("seed %d, %s: letters are cut in %q", seed, kind, story)
			}
			if at := roughEdges.FindStringIndex(story); at != nil {
				t.Fatalf("seed %d, %s: %q in %q", seed, kind, story[max(0, at[0]-20):min(len(story), at[1]+20)], story)
			}
		}
	}
}

// What is told of somebody who does not consent must not say who they are.
func TestAStoryWithoutANameHoldsNone(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		g := New(seed)
		p := g.Person(Profile{Nationality: "RO", On: today})
		e := g.Episode(p, Situation{Forms: []string{"forced-work"}, On: today})
		nameless := Person{Gender: p.Gender, Nationality: p.Nationality, Language: p.Language}
		for _, kind := range Stories() {
			story := g.Tell(kind, nameless, e)
			for _, secret := range []string{p.Given, p.Family, p.Phone, p.Email, p.Birthplace} {
				if secret != "" && regexp.MustCompile(`\b`+regexp.QuoteMeta(secret)+`\b`).MatchString(story) {
					t.Fatalf("seed %d: %q in %q", seed, secret, story)
				}
			}
		}
	}
}

func TestStoriesAreLongAndVaried(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	const people = 300
	total := 0
	for seed := range uint64(people) {
		g := New(seed)
		p := g.Person(Profile{Nationality: "AL", On: today})
		e := g.Episode(p, Situation{Forms: []string{"forced-crime"}, On: today})
		var words int
		for _, kind := range []Story{Family, HowStarted, Journey, Work, Conditions, Treatment, Leaving} {
			story := g.Tell(kind, p, e)
			seen[story]++
			words += len(strings.Fields(story))
		}
		if words < 700 {
			t.Fatalf("seed %d: the account has only %d words", seed, words)
		}
		total += words
	}
	t.Logf("an account has %d words on average", total/people)
	if len(seen) < people*7*95/100 {
		t.Errorf("%d different stories of %d", len(seen), people*7)
	}
}

func TestEpisodesHoldTogether(t *testing.T) {
	t.Parallel()
	s := reference.Default()
	for seed := range uint64(1500) {
		g := New(seed)
		child := seed%2 == 0
		p := g.Person(Profile{Child: child, On: today})
		e := g.Episode(p, Situation{Forms: g.Forms([]string{"Labour"}, child), Child: child, On: today})
		if e.From.IsZero() || e.To.Latest().Before(e.From.Earliest()) || e.From.Earliest().After(today) {
			t.Fatalf("seed %d: from %s to %s", seed, e.From, e.To)
		}
		if (e.Age < 18) != child || e.Age < 0 {
			t.Fatalf("seed %d: %d years old, child %v, born %s, from %s", seed, e.Age, child, p.Birth, e.From)
		}
		for i, leg := range e.Journey {
			if leg.From == leg.To || i > 0 && e.Journey[i-1].To != leg.From {
				t.Fatalf("seed %d: journey %+v", seed, e.Journey)
			}
			if _, ok := s.Transport.ByCode(leg.Transport); !ok {
				t.Fatalf("transport %q", leg.Transport)
			}
		}
		if n := len(e.Journey); n > 0 && e.Journey[n-1].To != "GB" || p.Nationality == "GB" && n > 0 {
			t.Fatalf("seed %d: %s travelled %+v", seed, p.Nationality, e.Journey)
		}
		for list, codes := range map[*reference.List][]string{s.Towns: e.Towns, s.Countries: e.Countries, s.MeansOfControl: e.Means,
			s.ExploitationForms: e.Forms, s.LastContact: {e.LastContact}} {
			for _, code := range codes {
				if _, ok := list.ByCode(code); !ok {
					t.Fatalf("seed %d: %q is not in %s", seed, code, list.Key)
				}
			}
			sorted := slices.Sorted(slices.Values(codes))
			if len(slices.Compact(sorted)) != len(codes) {
				t.Fatalf("seed %d: %s twice in %v", seed, list.Key, codes)
			}
		}
		for _, code := range e.Indicators {
			_, general := s.Indicators.ByCode(code)
			_, ofChild := s.ChildIndicators.ByCode(code)
			if !general && !(ofChild && child) {
				t.Fatalf("indicator %q, child %v", code, child)
			}
		}
		if len(e.Actors) == 0 || len(e.Indicators) < 3 {
			t.Fatalf("seed %d: %+v", seed, e)
		}
		for _, a := range e.Actors {
			if _, ok := s.Relationships.ByCode(a.Relationship); !ok {
				t.Fatalf("relationship %q", a.Relationship)
			}
		}
	}
}

// The forms of a set of groups are counted under those groups again, or the
// replay of the published table would not give it back.
func TestFormsAreCountedUnderTheirGroups(t *testing.T) {
	t.Parallel()
	all := []string{"Sexual", "Labour", "Domestic", "Organ Harvesting", "Criminal"}
	s := reference.Default()
	for subset := range 1 << len(all) {
		var groups []string
		for i, group := range all {
			if subset>>i&1 == 1 {
				groups = append(groups, group)
			}
		}
		for seed := range uint64(40) {
			counted := map[string]bool{}
			for _, form := range New(seed).Forms(groups, seed%2 == 0) {
				e, ok := s.ExploitationForms.ByCode(form)
				if !ok {
					t.Fatalf("form %q", form)
				}
				if e.Statistics != "" {
					counted[e.Statistics] = true
				}
			}
			if len(counted) != len(groups) {
				t.Fatalf("%v are counted as %v", groups, counted)
			}
			for _, group := range groups {
				if !counted[group] {
					t.Fatalf("%v are counted as %v", groups, counted)
				}
			}
		}
	}
}

func TestProfessionalsOfEveryKind(t *testing.T) {
	t.Parallel()
	g := New(9)
	for _, kind := range reference.Default().Professionals.All() {
		w := g.Professional(kind.Code)
		if w.Role != kind.Name || w.Given == "" || w.Family == "" || !nobodysMail.MatchString(w.Email) {
			t.Errorf("%+v", w)
		}
	}
	council, _ := reference.Default().LocalAuthorities.ByCode("kent-county-council")
	if w := g.CouncilContact(council); w.Organisation != "Kent County Council" || !strings.HasSuffix(w.Email, "@kent-county-council.example") {
		t.Errorf("%+v", w)
	}
}
