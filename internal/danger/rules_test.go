package danger

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/statute"
	"pgregory.net/rapid"
)

func TestTemplates(t *testing.T) {
	t.Parallel()
	page.CheckTemplates(t, files)
}

// TestWeigh is the table of the rule.
func TestWeigh(t *testing.T) {
	t.Parallel()
	list := signLists[0]
	for _, c := range []struct {
		name           string
		signs, knowers []string
		want           Level
		why            string
	}{
		{"nothing", nil, []string{"nobody"}, Low, ""},
		{"nothing is known", nil, nil, Low, ""},
		{"one low sign", []string{"no-doctor"}, []string{"nobody"}, Low, ""},
		{"one medium sign", []string{"debt"}, []string{"nobody"}, Medium, "Somebody says that they owe money"},
		{"two medium signs", []string{"debt", "alone"}, []string{"nobody"}, Medium, "Somebody says that they owe money"},
		{"three medium signs", []string{"debt", "alone", "public"}, []string{"nobody"}, High, "{n} signs of medium danger stand together"},
		{"two signs, and customers know", []string{"debt", "alone"}, []string{"buyers"}, High, "{n} signs of medium danger stand together"},
		{"one high sign", []string{"thoughts"}, []string{"nobody"}, High, "They think of ending their life"},
		{"the exploiter knows where", nil, []string{"exploiter"}, High, "These know where they are: {who}"},
		{"and threatens", []string{"threat-now"}, []string{"exploiter"}, Immediate, "Somebody who exploited them knows where they are, and threatened them in the last week"},
		{"an ambulance", []string{"emergency"}, []string{"nobody"}, Immediate, "They need a doctor or an ambulance today"},
		{"a code that is not in the list", []string{"weather"}, nil, Low, ""},
	} {
		got := Weigh(list, c.signs, c.knowers)
		why := ""
		if len(got.Why) > 0 {
			why = got.Why[0].Words
		}
		if got.Level != c.want || why != c.why {
			t.Errorf("%s: %s because %q, want %s because %q", c.name, got.Level.Code(), why, c.want.Code(), c.why)
		}
	}
}

// TestMoreSignsAreNeverLessDanger: whatever else is said, no further sign makes
// the rule say less, and the order in which they are given changes nothing.
func TestMoreSignsAreNeverLessDanger(t *testing.T) {
	t.Parallel()
	list := signLists[0]
	codes := func(signs []Sign) []string {
		var all []string
		for _, sign := range signs {
			all = append(all, sign.Code)
		}
		return all
	}
	signs, knowers := rapid.SliceOfDistinct(rapid.SampledFrom(codes(list.Signs)), rapid.ID[string]), rapid.SliceOfDistinct(rapid.SampledFrom(codes(list.Knowers)), rapid.ID[string])
	rapid.Check(t, func(t *rapid.T) {
		few, who := signs.Draw(t, "signs"), knowers.Draw(t, "knowers")
		less := Weigh(list, few, who)
		more := Weigh(list, append(slices.Clone(few), signs.Draw(t, "more")...), who)
		if more.Level < less.Level {
			t.Fatalf("%s became %s", less.Level.Code(), more.Level.Code())
		}
		turned := slices.Clone(few)
		slices.Reverse(turned)
		if again := Weigh(list, turned, who); again.Level != less.Level {
			t.Fatalf("turned around it is %s, not %s", again.Level.Code(), less.Level.Code())
		}
		for _, domain := range less.Domains {
			if domain > less.Level {
				t.Fatalf("one kind is %s and all together %s", domain.Code(), less.Level.Code())
			}
		}
		if less.Level > Low && len(less.Why) == 0 {
			t.Fatal("there is no reason")
		}
	})
}

func TestIsNew(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		before, now Level
		said, want  bool
	}{{Unknown, High, false, true}, {Unknown, Medium, true, false}, {High, High, false, false}, {High, High, true, true}, {Immediate, High, false, false}, {Medium, Immediate, false, true}, {High, Low, true, false}} {
		if got := IsNew(c.before, c.now, c.said); got != c.want {
			t.Errorf("from %s to %s, said new: %v: %v", c.before.Code(), c.now.Code(), c.said, got)
		}
	}
}

func TestListsThatAreWrongAreRefused(t *testing.T) {
	t.Parallel()
	good := string(signsFile)
	for from, to := range map[string]string{
		`"several": 3`:   `"several": 1`,
		`"code": "debt"`: `"code": "offer"`,
		`"domain": "digital", "words": "Somebody dangerous knows their passwords"`: `"domain": "weather", "words": "Somebody dangerous knows their passwords"`,
		`"level": "high", "words"`:                   `"level": "great", "words"`,
		`["exploiter", "threat-now"]`:                `["exploiter", "no-such-sign"]`,
		`"from": "2026-01-01"`:                       `"from": ""`,
		`"text": "House list of this service, after`: `"text": "", "was": "`,
	} {
		text := strings.Replace(good, from, to, 1)
		if text == good {
			if !strings.Contains(good, from) {
				continue
			}
			t.Errorf("%q is not in the file", from)
		}
		if _, err := readSigns([]byte(text)); err == nil {
			t.Errorf("with %s for %s the list is taken", to, from)
		}
	}
}

func FuzzReadSigns(f *testing.F) {
	f.Add(signsFile)
	f.Add([]byte(`{"versions":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		lists, err := readSigns(data)
		if err != nil {
			return
		}
		for _, list := range lists {
			Weigh(list, []string{"exploiter", "debt"}, nil)
			if signsOn(list.From) == nil {
				t.Error("there is no list on its own first day")
			}
		}
	})
}

func TestEscalations(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 23, 50, 0, 0, time.UTC)
	for _, jurisdiction := range []statute.Jurisdiction{statute.England, statute.Wales, statute.Scotland, statute.NorthernIreland, statute.Italy, statute.Lithuania} {
		steps := Escalations(statute.Default(), statute.Subject{Jurisdiction: jurisdiction}, at)
		if len(steps) != 2 || steps[0].Step != ToManagers || steps[1].Step != ToEverybody || !steps[0].At.After(at) || !steps[1].At.After(steps[0].At) {
			t.Errorf("%s: %+v", jurisdiction, steps)
		}
	}
	if steps := Escalations(statute.Default(), statute.Subject{Jurisdiction: "atlantis"}, at); len(steps) != 0 {
		t.Errorf("a place without rules has %+v", steps)
	}
}

// TestAPlanIsShownOnlyWhereItIsSafe: the last answer counts, and one that was
// recorded by mistake does not.
func TestAPlanIsShownOnlyWhereItIsSafe(t *testing.T) {
	t.Parallel()
	mistaken := Given{How: notSafe, Ended: time.Now()}
	for _, c := range []struct {
		given []Given // the latest first
		want  bool
	}{{nil, true}, {[]Given{{How: onPaper}}, true}, {[]Given{{How: notSafe}}, false}, {[]Given{{How: notSafe}, {How: onPaper}}, false}, {[]Given{{How: onPaper}, {How: notSafe}}, true}, {[]Given{mistaken, {How: onPaper}}, true}, {[]Given{mistaken, {How: notSafe}}, false}} {
		if got := MayShow(Plan{Given: c.given}); got != c.want {
			t.Errorf("%+v: %v", c.given, got)
		}
	}
}

// TestPlansAreSoundInEveryLanguage: the languages of the person are offered, and
// forms and plans hold the same questions.
func TestPlansAreSoundInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, language := range page.PersonLanguages {
		if languageOf(language.Tag).Tag != language.Tag {
			t.Errorf("a plan cannot be in %s", language.Name)
		}
		words := page.In(language.Tag)
		for _, source := range append(form.Codes{{"", printTitle}}, planParts...) {
			if words.State(source.Words()) == page.Untranslated {
				t.Errorf("%s: the catalogue lacks %q", language.Tag, source.Words())
			}
		}
		if words.Dir() != languageOf(language.Tag).Direction() {
			t.Errorf("%s is written %s", language.Tag, words.Dir())
		}
	}
	f := SafetyPlanForm{}
	for _, part := range planParts {
		if f.parts()[part.Code()] == nil {
			t.Errorf("the form has no place for %q", part.Code())
		}
	}
	for _, list := range []any{form.Sound(planQuestions), form.Sound(assessQuestions(signLists[0], civil.MustDay("2026-11-22"))), form.Sound(alertQuestions), form.Sound(doneQuestions), form.Sound(traceQuestions),
		form.Sound(giveQuestions(civil.MustDay("2026-11-22"))), form.Sound(endQuestions)} {
		if mistakes := list.([]string); len(mistakes) > 0 {
			t.Error(mistakes)
		}
	}
}

// TestNothingJoinsDangerWithHelpingThePolice: no word of the lists asks whether
// somebody helps the police.
func TestNothingJoinsDangerWithHelpingThePolice(t *testing.T) {
	t.Parallel()
	for _, text := range []string{string(signsFile), string(tracesFile)} {
		for _, word := range []string{"police", "co-operat", "cooperat", "prosecut", "statement to", "evidence against"} {
			if strings.Contains(strings.ToLower(text), word) {
				t.Errorf("a list speaks of %q", word)
			}
		}
	}
}
