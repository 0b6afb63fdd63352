package letter

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
)

func read(t *testing.T, l Letter) string {
	t.Helper()
	text, err := Text(l)
	if err != nil {
		t.Fatalf("%s: %v", describe(l), err)
	}
	return text
}

// TestEachLetterSaysWhatItMust checks, kind by kind, the answer, the days and
// the rights.
func TestEachLetterSaysWhatItMust(t *testing.T) {
	t.Parallel()
	rights := []string{"legal aid", "You can complain", "HW-2026-000123", "01632 960 001", "letters@authority.example", "interpreter", "Decision maker\nfor the Single Competent Authority"}
	again := []string{"called a reconsideration", "You have 30 days to ask. The days start on the day after you get this letter.",
		"if you get it on 25 November 2026, you can ask until 25 December 2026", "judicial review", "Somebody else will look at it"}
	why := []string{"20 November 2026", "same story three times", "payslips show"}
	how := slices.Concat(why, []string{"Your interview of 3 November", "Payslips from the car wash", "on all general and specific evidence"})
	recovery := []string{"until 22 December 2026", "nobody can make", "leave the United Kingdom"}
	police := []string{"talk to the police?\n\nNo."}
	hard := []string{"this may be hard to read"}
	for name, want := range map[string][][]string{
		"referral-acknowledged/adult":       {rights, {"17 November 2026", "by 4 December 2026", "You can leave at any time"}},
		"referral-acknowledged/child":       {rights, {"17 November 2026", "by 4 December 2026", "Easy words"}},
		"reasonable-grounds-positive/adult": {rights, how, recovery, police, {"there are reasonable grounds to believe that you are a victim of modern slavery.", "not make it before 21 December 2026", "The Salvation Army", "a safe place to stay"}},
		"reasonable-grounds-positive/child": {rights, how, recovery, police, {"there are reasonable grounds to believe that Linh Tran is a victim of modern slavery.", "local authority must keep", "Barnardo's", "Easy words to read with Linh Tran"}},
		"reasonable-grounds-negative/adult": {rights, how, again, hard, {"there are not reasonable grounds to believe that you are a victim", "This does not mean that nothing bad has happened", "no later than 14 days after you get this letter", "ends on 9 January 2027 at the latest"}},
		"reasonable-grounds-negative/child": {rights, how, again, hard, {"there are not reasonable grounds to believe that Linh Tran is a victim", "local authority must still keep", "Easy words"}},
		"combined-positive/child":           {rights, how, police, {"reasonable grounds to believe that Linh Tran is", "conclusive grounds to believe that Linh Tran is", "On the balance of probabilities", "Linh Tran may get it:", "22 December 2026"}},
		"conclusive-grounds-positive/adult": {rights, how, police, {"there are conclusive grounds to believe that you are", "at least 45 days of support", "lasts until 9 January 2027 or longer", "permission to stay", "compensation", "22 December 2026"}},
		"conclusive-grounds-positive/child": {rights, how, police, {"there are conclusive grounds to believe that Linh Tran is", "local authority goes on"}},
		"conclusive-grounds-negative/adult": {rights, how, again, hard, {"there are not conclusive grounds to believe that you are", "no later than 14 days", "9 January 2027", "still lasts until 22 December 2026", "doctor or the council, does not end"}},
		"conclusive-grounds-negative/child": {rights, how, again, hard, {"there are not conclusive grounds to believe that Linh Tran is"}},
		"information-request/adult":         {rights[1:6], {"What did you see at the house?", "by 4 December 2026", "You do not have to answer"}},
		"information-request/child":         {rights[1:6], {"What did you see at the house?", "by 4 December 2026", "Nobody has to make Linh Tran talk"}},
		"information-request/organisation":  {{"Dear Anytown Clinic", "Name: Linh Tran", "Date of birth: 5 April 2003", "What did you see", "by 4 December 2026", "Do not call, visit or write to the person", "01632 960 001"}},
		"recovery-period-extended/adult":    {rights, recovery, why, {"You have more time", "21 December 2026", "you are very ill"}},
		"recovery-period-extended/child":    {rights, recovery, why, {"has more time"}},
		"second-recovery-period/adult":      {rights, recovery, why, {"a second one", "21 December 2026"}},
		"second-recovery-period/child":      {rights, recovery, why, {"a second one"}},
		"suspended/adult":                   {rights, why, {"stopped work on your case for now", "by 4 December 2026", "we cannot reach you", "Your support does not stop", "22 December 2026"}},
		"suspended/child":                   {rights, why, {"not your fault", "by 4 December 2026"}},
		"resumed/adult":                     {rights, why, {"started again on 20 November 2026", "by 4 December 2026", "22 December 2026"}},
		"resumed/child":                     {rights, why, {"working on the case of Linh Tran again"}},
		"withdrawn/adult":                   {rights, {"On 17 November 2026 you told us", "We can open your case again", "referred again", "not make a decision"}},
		"reconsideration-accepted/adult":    {rights, {"On 17 November 2026", "We will do this", "the first decision", "Somebody else", "stands until we have looked"}},
		"reconsideration-accepted/child":    {rights, {"On 17 November 2026", "Linh Tran"}},
		"reconsideration-rejected/adult":    {rights, why, hard, {"On 17 November 2026", "We will not do this", "the second decision", "You can ask until 25 December 2026", "judicial review"}},
		"reconsideration-rejected/child":    {rights, why, hard, {"25 December 2026"}},
		"decision-upheld/adult":             {rights, how, hard, {"The answer is still no", "not conclusive grounds", "judicial review", "9 January 2027"}},
		"decision-upheld/child":             {rights, how, hard, {"not conclusive grounds to believe that Linh Tran is"}},
		"disqualified/adult":                {rights, why, hard, {"section 63 of the Nationality and Borders Act 2022", "threat to public order", "risk that somebody uses you again", "judicial review", "Other laws may still protect you"}},
		"disqualified/child":                {rights, why, hard, {"local authority must still keep Linh Tran safe"}},
		"consent-as-adult/adult":            {rights, {"You turned 18 on 19 November 2026", "Question 1: Do you want us to go on", "Question 2: Do you want support", "a different answer to each", "by 4 December 2026", "in your own language"}},
	} {
		at := slices.IndexFunc(samples(), func(l Letter) bool { return describe(l) == name })
		if at < 0 {
			t.Errorf("there is no sample %s", name)
			continue
		}
		got := read(t, samples()[at])
		for _, phrase := range slices.Concat(want...) {
			if !strings.Contains(strings.ToLower(got), strings.ToLower(phrase)) {
				t.Errorf("%s does not say %q", name, phrase)
			}
		}
	}
}

// TestNothingIsLeftToFillIn looks for places without a value, empty values and
// days that are said nowhere.
func TestNothingIsLeftToFillIn(t *testing.T) {
	t.Parallel()
	gap := regexp.MustCompile(`[{}⟦⟧]|  | [.,?]|\(\)|<nil>|%!| until\.| by\.|(this|decision|you) on\.|: \.|\b0 days|(?i)placeholder|lorem`)
	unused := map[Kind][]civil.Day{ // a day that every sample has and these do not say
		Withdrawn: {decidedOn}, ReconsiderationAccepted: {decidedOn}, Acknowledged: {decidedOn}, ConsentAt18: {decidedOn}, Information: {decidedOn}}
	for _, l := range samples() {
		got := read(t, l)
		if found := gap.FindString(got); found != "" {
			t.Errorf("%s has %q in it:\n%s", describe(l), found, got)
		}
		var days func(reflect.Value)
		days = func(v reflect.Value) {
			if day, ok := v.Interface().(civil.Day); ok {
				if !day.IsZero() && !slices.Contains(unused[l.Kind], day) && !strings.Contains(got, page.In("").Day(day)) {
					t.Errorf("%s was given %s and does not say it", describe(l), day)
				}
				return
			}
			for i := range v.NumField() {
				if field := v.Field(i); field.Kind() == reflect.Struct && v.Type().Field(i).Name != "To" {
					days(field)
				}
			}
		}
		if l.Person.Child {
			l.Support = Window{} // a child has none, and nothing is said of it
		}
		days(reflect.ValueOf(l))
	}
}

// TestDaysThatArePast are not said as if they were still to come.
func TestDaysThatArePast(t *testing.T) {
	t.Parallel()
	past := dated.Add(-1)
	for _, kind := range []Kind{ConclusivePositive, ConclusiveNegative, Suspended, Resumed, ReconsiderationRejected} {
		for _, isChild := range []bool{false, true} {
			l := sample(kind, isChild)
			l.Recovery.Until, l.Reconsider.Last = past, past
			if kind == ConclusiveNegative {
				l.Reconsider.Last = lastOn
			}
			if got := read(t, l); strings.Contains(got, page.In("").Day(past)) {
				t.Errorf("%s says a day that is past", describe(l))
			}
		}
	}
}

// TestRecoveryThatIsAtMost says of a period with a longest time, as in Scotland,
// that a decision can end it sooner.
func TestRecoveryThatIsAtMost(t *testing.T) {
	t.Parallel()
	for _, kind := range []Kind{ReasonablePositive, Extended, SecondPeriod} {
		l := sample(kind, false)
		atLeast := read(t, l)
		l.Recovery.AtMost = true
		atMost := read(t, l)
		if !strings.Contains(atLeast, "comes later, it lasts until then") || strings.Contains(atLeast, "sooner") ||
			!strings.Contains(atMost, "comes sooner, it ends then") || strings.Contains(atMost, "comes later") {
			t.Errorf("%s: %s", kind, atMost)
		}
	}
	l := sample(ReasonablePositive, false)
	l.Recovery = Recovery{}
	if got := read(t, l); !strings.Contains(got, "there is no new one with this decision") || strings.Contains(got, "nobody can make you leave") {
		t.Error("a decision without a recovery period says there is one")
	}
	l = sample(SecondPeriod, true)
	l.Recovery = Recovery{}
	if got := read(t, l); !strings.Contains(got, "It begins if our next decision is yes") {
		t.Error("a second period that has not begun is said to run")
	}
}

// TestOverturned says that a positive decision takes the place of a negative one.
func TestOverturned(t *testing.T) {
	t.Parallel()
	for _, kind := range []Kind{ReasonablePositive, ConclusivePositive} {
		l := sample(kind, false)
		first := read(t, l)
		l.Decision.Overturns = true
		again := read(t, l)
		const says = "takes the place of our earlier one"
		if strings.Contains(first, says) || !strings.Contains(again, says) || strings.Contains(again, "The answer is yes.") {
			t.Errorf("%s: %s", kind, again)
		}
	}
}

// TestEveryFactIsAskedFor takes each fact away in turn and expects the fault to
// name it, and nothing to be drawn.
func TestEveryFactIsAskedFor(t *testing.T) {
	t.Parallel()
	always := map[string]func(*Letter){
		"person":    func(l *Letter) { l.Person.Name = "\u200e \x00" },
		"reference": func(l *Letter) { l.Reference = "" },
		"date":      func(l *Letter) { l.Date = civil.Day{} },
		"from":      func(l *Letter) { l.From.Role = "" },
		"to":        func(l *Letter) { l.To.Lines, l.To.Email = nil, "" },
		"kind":      func(l *Letter) { l.Kind = "postcard" },
	}
	needed := map[string]func(*Letter){
		"decision":   func(l *Letter) { l.Decision.Evidence = []string{" "} },
		"reasons":    func(l *Letter) { l.Decision.Reasons = " \n" },
		"stage":      func(l *Letter) { l.Decision.Stage = "" },
		"reconsider": func(l *Letter) { l.Reconsider.Days = 0 },
		"recovery":   func(l *Letter) { l.Recovery.Until = civil.Day{} },
		"asked":      func(l *Letter) { l.Asked = civil.Day{} },
		"by":         func(l *Letter) { l.By = civil.Day{} },
		"because":    func(l *Letter) { l.Because = "whim" },
		"question":   func(l *Letter) { l.Question = "" },
	}
	refuse := func(l Letter, name string, take func(*Letter)) {
		take(&l)
		_, html := HTML(l)
		_, text := Text(l)
		_, pdf := PDF(l)
		for _, err := range []error{l.Check(), html, text, pdf} {
			if !fault.Is(err, fault.Invalid) || !slices.ContainsFunc(fault.Of(err).Fields, func(f fault.Field) bool { return f.Name == name }) {
				t.Errorf("%s without %s: %v", describe(l), name, err)
			}
		}
	}
	for _, l := range samples() {
		for name, take := range always {
			refuse(l, name, take)
		}
		for _, fact := range texts[l.Kind].needs {
			take, known := needed[fact.name]
			if !known {
				t.Fatalf("this test cannot take %q away", fact.name)
			}
			refuse(l, fact.name, take)
		}
	}
	refuse(sample(Withdrawn, true), "kind", func(*Letter) {})
	refuse(sample(ConsentAt18, true), "kind", func(*Letter) {})
}

func TestKindsHaveWordsOnce(t *testing.T) {
	t.Parallel()
	if len(Kinds) != len(texts) {
		t.Errorf("%d kinds and %d texts", len(Kinds), len(texts))
	}
	seen := map[Kind]bool{}
	for _, kind := range Kinds {
		if _, ok := texts[kind]; !ok || seen[kind] {
			t.Errorf("%s has no text or is there twice", kind)
		}
		seen[kind] = true
	}
}

// TestOutsideSaysNothing looks at what can be read without opening a letter.
func TestOutsideSaysNothing(t *testing.T) {
	t.Parallel()
	telling := regexp.MustCompile(`(?i)slav|traffick|victim|refer+al|ground|decision|authority|immigration|home office|police|support|recovery`)
	for _, l := range samples() {
		for _, line := range append([]string{Subject(l), FileName(l, "pdf")}, Envelope(l)...) {
			if found := telling.FindString(line); found != "" && !has(l.To.Lines, line) {
				t.Errorf("%s: %q tells something: %q", describe(l), line, found)
			}
		}
		if strings.Contains(Subject(l)+FileName(l, "pdf"), "Linh") {
			t.Errorf("%s: the subject or file name names the person", describe(l))
		}
	}
	if got := FileName(Letter{Reference: "../HW 1/<b>", Date: dated}, "pdf"); got != "letter----HW-1--b--2026-11-23.pdf" {
		t.Error(got)
	}
}

func has(list []string, want string) bool { return slices.Contains(list, want) }

// TestEverythingGoesThroughTheCatalogue draws letters in the language that marks
// each catalogued text; what is not marked must have come with the letter.
func TestEverythingGoesThroughTheCatalogue(t *testing.T) {
	t.Parallel()
	for _, l := range samples() {
		l.Language = page.Pseudo
		d, err := compose(l)
		if err != nil {
			t.Fatal(err)
		}
		marked := func(text string) {
			if !strings.HasPrefix(text, "⟦") || !strings.HasSuffix(text, "⟧") {
				t.Errorf("%s: %q did not go through the catalogue", describe(l), text)
			}
		}
		for _, text := range []string{d.Subject, d.Authority, d.Marking, d.Date, d.Reference, d.Greeting, d.Title, d.Farewell, d.Role, d.OnBehalf} {
			marked(text)
		}
		for _, p := range append(d.Parts, d.Apart...) {
			marked(p.Heading)
			for _, b := range p.Blocks {
				if !b.Quote && b.Text != "" {
					marked(b.Text)
				}
				for _, item := range b.Items {
					if !has(l.Decision.Evidence, item) && !strings.Contains(item, "⟦"+helpFor(l, item)) {
						marked(item)
					}
				}
			}
		}
	}
}

// helpFor is what the helper of a line does.
func helpFor(l Letter, item string) string {
	for _, h := range l.Help {
		if strings.HasPrefix(item, h.Name) {
			return h.For
		}
	}
	return "?"
}

// TestSources finds every text of every letter among the sources, and in each
// source only places that have values.
func TestSources(t *testing.T) {
	t.Parallel()
	sources := Sources()
	if !slices.IsSorted(sources) || len(slices.Compact(slices.Clone(sources))) != len(sources) || len(sources) < 200 {
		t.Errorf("%d sources, not sorted or twice", len(sources))
	}
	known := map[string]bool{"day": true, "number": true, "total": true}
	places := Letter{}.places()
	for i := 0; i < len(places); i += 2 {
		known[places[i].(string)] = true
	}
	for _, source := range sources {
		for _, found := range regexp.MustCompile(`\{([^}]*)\}`).FindAllStringSubmatch(source, -1) {
			if !known[found[1]] || !regexp.MustCompile(`^[a-z]+$`).MatchString(found[1]) {
				t.Errorf("%q has the place %q, which has no value", source, found[1])
			}
		}
	}
}
