package form_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

type reason string

// sheet has one answer of every kind.
type sheet struct {
	Name, Story, Email, Phone, Secret, Token string
	Nicknames                                []string
	Age                                      reason
	Forms                                    []reason
	Country, Force                           string
	Born                                     civil.Day
	From                                     civil.Partial
	Children                                 *int
	Rooms                                    int
	Safe                                     *bool
	Consent                                  string
	ConsentBy                                string
	Agree                                    bool
	SafeNumber                               string
}

func ask() []form.Question[sheet] {
	countries := []form.Option{{Value: "ALB", Label: "Albania"}, {Value: "VNM", Label: "Vietnam"}}
	return []form.Question[sheet]{
		{Name: "name", Label: "Full name", Required: "Enter a name", MaxLength: 10,
			Bind: func(s *sheet) any { return &s.Name }},
		{Name: "story", Label: "What happened?", Noun: "What happened", Kind: form.Story,
			Bind: func(s *sheet) any { return &s.Story }},
		{Name: "nicknames", Label: "Nicknames", Kind: form.Lines, MaxLength: 8,
			Bind: func(s *sheet) any { return &s.Nicknames }},
		{Name: "age", Label: "Age group", Kind: form.Radios, Required: "Select an age group",
			Options: []form.Option{{Value: "adult", Label: "18 or over"}, {Value: "child", Label: "Under 18"}},
			Bind:    func(s *sheet) any { return &s.Age }},
		{Name: "forms", Label: "Forms of exploitation", Kind: form.Checkboxes,
			Options: []form.Option{{Value: "labour", Label: "Labour"}, {Value: "sexual", Label: "Sexual"},
				{Value: "unknown", Label: "Not known", Exclusive: true}},
			Bind: func(s *sheet) any { return &s.Forms }},
		{Name: "country", Label: "Nationality", Kind: form.Suggest, Options: countries,
			Bind: func(s *sheet) any { return &s.Country }},
		{Name: "force", Label: "Police force", Kind: form.Suggest, Open: true,
			OptionsFrom: func(*sheet) []form.Option {
				return []form.Option{{Value: "01", Label: "Kent Police", Verbatim: true}}
			},
			Bind: func(s *sheet) any { return &s.Force }},
		{Name: "born", Label: "When was the person born?", Noun: "Date of birth", Kind: form.Date,
			NotAfter: civil.MustDay("2026-11-22"), NotBefore: civil.MustDay("1900-01-01"),
			Bind: func(s *sheet) any { return &s.Born }},
		{Name: "from", Label: "Since when", Kind: form.PartialDate, NotAfter: civil.MustDay("2026-11-22"),
			Bind: func(s *sheet) any { return &s.From }},
		{Name: "email", Label: "Email address", Kind: form.Email, Bind: func(s *sheet) any { return &s.Email }},
		{Name: "phone", Label: "Phone number", Kind: form.Phone, Bind: func(s *sheet) any { return &s.Phone }},
		{Name: "children", Label: "Number of children", Kind: form.Number, Min: 0, Max: 20,
			Bind: func(s *sheet) any { return &s.Children }},
		{Name: "rooms", Label: "Rooms", Kind: form.Number, Bind: func(s *sheet) any { return &s.Rooms }},
		{Name: "secret", Label: "Password", Kind: form.Password, Bind: func(s *sheet) any { return &s.Secret }},
		{Name: "token", Kind: form.Hidden, Bind: func(s *sheet) any { return &s.Token }},
		{Name: "safe", Label: "Is it safe to call?", Kind: form.YesNo,
			Bind: func(s *sheet) any { return &s.Safe }},
		{Name: "number", Label: "Safe number", Kind: form.Phone, Under: "safe=yes", Required: "Enter a safe number",
			Bind: func(s *sheet) any { return &s.SafeNumber }},
		{Name: "consent", Label: "Does the person agree?", Kind: form.YesNo, Required: "Select yes if the person agrees",
			When: func(s *sheet) bool { return s.Age == "adult" },
			Bind: func(s *sheet) any { return &s.Consent }},
		{Name: "by", Label: "Who explained it", Under: "consent=yes", Required: "Enter who explained it",
			Bind: func(s *sheet) any { return &s.ConsentBy }},
		{Name: "agree", Label: "I have checked this", Kind: form.Tick,
			Check: func(s *sheet) []fault.Field {
				if s.Agree && s.Name == "Nobody" {
					return form.Say("Check the name of {field}", "field", s.Name)
				}
				return nil
			},
			Bind: func(s *sheet) any { return &s.Agree }},
	}
}

func TestQuestionsAreSound(t *testing.T) {
	if mistakes := form.Sound(ask()); mistakes != nil {
		t.Fatal(mistakes)
	}
}

// complete is a post with which nothing is wrong; more changes it.
func complete(more ...string) url.Values {
	values := url.Values{"name": {"Linh"}, "age": {"child"}}
	for i := 0; i < len(more); i += 2 {
		values[more[i]] = append(values[more[i]], more[i+1])
	}
	return values
}

func TestFillReadsEveryKind(t *testing.T) {
	t.Parallel()
	values := complete("name", "", "story", "  First.\r\nThen. ", "nicknames", "Lí\r\n\r\n  Bé ",
		"forms", "sexual", "forms", "labour", "forms", "labour", "country", "vietnam", "force", "Elsewhere",
		"born-day", " 3 ", "born-month", "march", "born-year", "2011",
		"from-month", "9", "from-year", "2024", "from-about", "yes",
		"email", "a@example.org", "phone", "\u202a07700 900 982\u202c", "children", "0", "rooms", "1,200",
		"secret", " two words ", "token", "t-1", "safe", "yes", "number", "01632 960001", "agree", "yes")
	var got sheet
	if errs := form.Fill(&got, values, ask()); errs != nil {
		t.Fatal(errs)
	}
	none, yes := 0, true
	want := sheet{Name: "Linh", Story: "First.\nThen.", Nicknames: []string{"Lí", "Bé"}, Age: "child",
		Forms: []reason{"labour", "sexual"}, Country: "VNM", Force: "Elsewhere", Born: civil.MustDay("2011-03-03"),
		From:  civil.Partial{Year: 2024, Month: 9, About: true},
		Email: "a@example.org", Phone: "07700 900 982", Children: &none, Rooms: 1200, Secret: " two words ",
		Token: "t-1", Safe: &yes, SafeNumber: "01632 960001", Agree: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestFillSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 11)
	for _, c := range []struct {
		what string
		more []string
		want string // field: message with its values put in
	}{
		{"too long", []string{"story", strings.Repeat("x", 15_001)}, "story: What happened must be 15000 characters or fewer. It has 15001"},
		{"a line too long", []string{"nicknames", "ok\n" + long}, "nicknames: Nicknames: line 2 must be 8 characters or fewer. It has 11"},
		{"NUL", []string{"story", "a\x00b"}, "story: What happened has characters in it that cannot be shown. Type it again, or paste it as plain text"},
		{"escape", []string{"email", "\x1b[2J"}, "email: Email address has characters in it that cannot be shown. Type it again, or paste it as plain text"},
		{"not UTF-8", []string{"token", "\xff\xfe"}, "token:  has characters in it that cannot be shown. Type it again, or paste it as plain text"},
		{"no such option", []string{"forms", "labour", "forms", "mining"}, "forms: Forms of exploitation: choose from the answers offered"},
		{"none and some", []string{"forms", "labour", "forms", "unknown"}, "forms: Forms of exploitation: choose “Not known” only when no other answer is chosen"},
		{"not in the list", []string{"country", "Atlantis"}, "country: Nationality must be one of the names in the list"},
		{"no day", []string{"born-month", "1", "born-year", "2000"}, "born-day: Date of birth must include a day"},
		{"no month", []string{"born-day", "1", "born-year", "2000"}, "born-month: Date of birth must include a month"},
		{"no year", []string{"born-day", "1", "born-month", "2"}, "born-year: Date of birth must include a year"},
		{"only a year", []string{"born-year", "2000"}, "born-day: Date of birth must include a day and month"},
		{"only a month", []string{"born-month", "3"}, "born-day: Date of birth must include a day and year"},
		{"only a day", []string{"born-day", "3"}, "born-month: Date of birth must include a month and year"},
		{"short year", []string{"born-day", "1", "born-month", "2", "born-year", "98"}, "born-year: Date of birth: the year must have 4 numbers, like 1998"},
		{"30 February", []string{"born-day", "30", "born-month", "2", "born-year", "1998"}, "born: Date of birth must be a real date"},
		{"words", []string{"born-day", "x", "born-month", "ma", "born-year", "what"}, "born: Date of birth must be a real date"},
		{"plus sign", []string{"born-day", "+1", "born-month", "2", "born-year", "1998"}, "born: Date of birth must be a real date"},
		{"future", []string{"born-day", "23", "born-month", "11", "born-year", "2026"}, "born: Date of birth must be the same as or before 2026-11-22"},
		{"long ago", []string{"born-day", "31", "born-month", "12", "born-year", "1899"}, "born: Date of birth must be the same as or after 1900-01-01"},
		{"day without month", []string{"from-day", "1", "from-year", "2020"}, "from-month: Since when must include a month"},
		{"month without year", []string{"from-month", "1"}, "from-year: Since when must include a year"},
		{"partly in the future", []string{"from-month", "12", "from-year", "2026"}, "from: Since when must be the same as or before 2026-11-22"},
		{"no dot", []string{"email", "a@b"}, "email: Enter an email address in the correct format, like name@example.com"},
		{"display name", []string{"email", "A <a@b.org>"}, "email: Enter an email address in the correct format, like name@example.com"},
		{"no number", []string{"phone", "ask reception"}, "phone: Enter a phone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192"},
		{"a fraction", []string{"children", "1.5"}, "children: Number of children must be a whole number, like 12"},
		{"enormous", []string{"children", strings.Repeat("9", 40)}, "children: Number of children is too large a number"},
		{"too many", []string{"children", "21"}, "children: Number of children must be 20 or fewer"},
		{"below nothing", []string{"children", "-1"}, "children: Number of children must be 0 or more"},
		{"under an option", []string{"safe", "yes"}, "number: Enter a safe number"},
		{"own rule", []string{"agree", "yes", "name", ""}, ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			var got sheet
			said := ""
			for _, err := range form.Fill(&got, complete(c.more...), ask()) {
				said += err.Name + ": " + put(err.Message, err.Args)
			}
			if said != c.want {
				t.Errorf("\n got %s\nwant %s", said, c.want)
			}
		})
	}
}

// put puts the values into a message as the page does, without translating.
func put(message string, args []any) string {
	for i := 0; i+1 < len(args); i += 2 {
		message = strings.ReplaceAll(message, "{"+args[i].(string)+"}", cmpText(args[i+1]))
	}
	return message
}

func TestRequiredAndOwnRule(t *testing.T) {
	t.Parallel()
	var empty sheet
	errs := form.Fill(&empty, url.Values{}, ask())
	want := []fault.Field{{Name: "name", Message: "Enter a name"}, {Name: "age", Message: "Select an age group"}}
	if diff := cmp.Diff(want, errs); diff != "" {
		t.Error(diff)
	}
	got := sheet{Name: "Nobody", Age: "child", Agree: true}
	errs = form.Check(&got, ask())
	want = []fault.Field{{Name: "agree", Message: "Check the name of {field}", Args: []any{"field", "Nobody"}}}
	if diff := cmp.Diff(want, errs); diff != "" {
		t.Error(diff)
	}
}

func TestAnswersNotAskedAreCleared(t *testing.T) {
	t.Parallel()
	got := sheet{Name: "Linh", Age: "child", Consent: "yes", ConsentBy: "An officer", SafeNumber: "01632 960001"}
	if errs := form.Check(&got, ask()); errs != nil {
		t.Fatal(errs)
	}
	if got.Consent != "" || got.ConsentBy != "" || got.SafeNumber != "" {
		t.Errorf("kept answers to questions not asked: %+v", got)
	}
	// A question below one that is not asked is not asked either, even if posted.
	got = sheet{}
	form.Fill(&got, complete("consent", "yes", "by", "An officer"), ask())
	if got.Consent != "" || got.ConsentBy != "" {
		t.Errorf("took answers to questions not asked: %+v", got)
	}
}

func TestCheckMeetsTheRulesOfFill(t *testing.T) {
	t.Parallel()
	got := sheet{Name: "  Lin\u0068\u0301 ", Age: "older", Email: "x", Born: civil.Day{Year: 2001, Month: 2, Day: 30},
		From: civil.Partial{Year: 2000, Day: 3}, Country: "Albania", Forms: []reason{"sexual", "labour"}}
	var names []string
	for _, err := range form.Check(&got, ask()) {
		names = append(names, err.Name)
	}
	if diff := cmp.Diff([]string{"age", "born", "from", "email"}, names); diff != "" {
		t.Error(diff)
	}
	if got.Name != "Lin\u0068\u0301" && got.Name != "Linh\u0301" || got.Country != "ALB" || got.Forms[0] != "labour" {
		t.Errorf("not tidied: %+v", got)
	}
}

func TestSoundFindsMistakes(t *testing.T) {
	t.Parallel()
	mistakes := form.Sound([]form.Question[sheet]{
		{Label: "No name", Bind: func(s *sheet) any { return &s.Name }},
		{Name: "born", Label: "Born", Kind: form.Date, Bind: func(s *sheet) any { return &s.Name }},
		{Name: "born", Label: "Twice", Bind: func(s *sheet) any { return &s.Name }},
		{Name: "age", Label: "Age", Kind: form.Radios, Bind: func(s *sheet) any { return s.Name }},
		{Name: "under", Label: "Under", Under: "later=yes"},
	})
	if len(mistakes) != 7 {
		t.Errorf("%d mistakes found:\n%s", len(mistakes), strings.Join(mistakes, "\n"))
	}
}
