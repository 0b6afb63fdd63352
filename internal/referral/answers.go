package referral

import (
	"slices"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
)

// answers is a submission laid out as the pages ask for it: what the record
// keeps in lists and maps has a place of its own, so that a question can be
// bound to it. answersOf and submission go there and back and lose nothing.
type answers struct {
	Submission
	today civil.Day

	given, family       string
	nicknames           []string
	nationality, second string

	agrees      string // "yes", "no" or not asked yet
	explainedBy string
	explainedOn civil.Day
	language    string
	interpreter string

	told string // whether a local authority was told of the child: "yes", "no" or not said

	signs, childSigns []string // codes of the indicators that were seen
	noticed           map[string]*string
	stories           map[string]*string
}

// answersOf lays a submission out for the pages of a day.
func answersOf(s Submission, today civil.Day) *answers {
	a := &answers{Submission: s, today: today, noticed: map[string]*string{}, stories: map[string]*string{}}
	if i := mainName(s.Record.Names); i >= 0 {
		a.given, a.family = s.Record.Names[i].Given, s.Record.Names[i].Family
	}
	for _, name := range s.Record.Names {
		if isNickname(name) {
			a.nicknames = append(a.nicknames, name.Given)
		}
	}
	for i, code := range s.Record.Nationalities {
		if i == 0 {
			a.nationality = code
		}
		if i == 1 {
			a.second = code
		}
	}
	a.told = told(s.LocalAuthority)
	if consent, asked := s.Consent(); asked {
		a.agrees = No
		if consent.Given {
			a.agrees = Yes
		}
		a.explainedBy, a.explainedOn, a.language, a.interpreter = consent.ExplainedBy, consent.On, consent.Language, consent.Interpreter
	}
	for _, indicator := range s.Record.Indicators {
		if isChildIndicator(indicator.Code) {
			a.childSigns = append(a.childSigns, indicator.Code)
		} else {
			a.signs = append(a.signs, indicator.Code)
		}
		if indicator.Noticed != "" {
			*a.noticedAt(indicator.Code) = indicator.Noticed
		}
	}
	for kind, text := range s.Record.Stories {
		*a.story(kind) = text
	}
	return a
}

// story is the place of a kind of story.
func (a *answers) story(kind string) *string { return place(&a.stories, kind) }

// noticedAt is the place where it is said how an indicator was noticed.
func (a *answers) noticedAt(code string) *string { return place(&a.noticed, code) }

func place(in *map[string]*string, key string) *string {
	if *in == nil {
		*in = map[string]*string{}
	}
	if (*in)[key] == nil {
		(*in)[key] = new(string)
	}
	return (*in)[key]
}

// submission puts everything back where a submission keeps it.
func (a *answers) submission() Submission {
	s := a.Submission
	if a.told != told(s.LocalAuthority) {
		s.LocalAuthority.Told = a.told
	}
	s.Record.Names = a.names()
	s.Record.Nationalities = a.nationalities()
	s.Record.Consents = a.consents()
	s.Record.Indicators = a.indicators()
	s.Record.Stories = nil
	for kind, text := range a.stories {
		if *text != "" {
			if s.Record.Stories == nil {
				s.Record.Stories = map[string]string{}
			}
			s.Record.Stories[kind] = *text
		}
	}
	return s
}

// told says whether a local authority was told: whoever names one has told it,
// unless they say something else.
func told(authority LocalAuthority) string {
	if authority.Told == "" && authority.Code != "" {
		return Yes
	}
	return authority.Told
}

// names puts the main name and the nicknames where those of the record stand,
// and leaves its other names as they are.
func (a *answers) names() []casefile.Name {
	var names []casefile.Name
	if a.given != "" || a.family != "" {
		names = append(names, casefile.Name{Kind: casefile.NameGiven, Given: a.given, Family: a.family})
	}
	for _, nickname := range a.nicknames {
		names = append(names, casefile.Name{Kind: casefile.Nickname, Given: nickname})
	}
	main := mainName(a.Record.Names)
	for i, name := range a.Record.Names {
		if i != main && !isNickname(name) {
			names = append(names, name)
		}
	}
	return names
}

func (a *answers) nationalities() []string {
	var codes []string
	for i, code := range append([]string{a.nationality, a.second}, tail(a.Record.Nationalities, 2)...) {
		if code != "" && (i < 2 || !slices.Contains(codes, code)) && !(i == 1 && code == a.nationality) {
			codes = append(codes, code)
		}
	}
	return codes
}

func tail(list []string, from int) []string {
	if len(list) <= from {
		return nil
	}
	return list[from:]
}

func (a *answers) consents() []casefile.Consent {
	var consents []casefile.Consent
	if a.agrees != "" {
		consents = append(consents, casefile.Consent{Purpose: casefile.ConsentReferral, Given: a.agrees == Yes, On: a.explainedOn,
			ExplainedBy: a.explainedBy, Language: a.language, Interpreter: a.interpreter})
	}
	first := true
	for _, consent := range a.Record.Consents {
		if consent.Purpose == casefile.ConsentReferral && first {
			first = false
			continue
		}
		consents = append(consents, consent)
	}
	return consents
}

func (a *answers) indicators() []casefile.Indicator {
	var indicators []casefile.Indicator
	for _, code := range slices.Concat(a.signs, a.childSigns) {
		indicator := casefile.Indicator{Code: code}
		if text := a.noticed[code]; text != nil {
			indicator.Noticed = *text
		}
		indicators = append(indicators, indicator)
	}
	return indicators
}

// mainName finds the name that the pages call "name": the first full one.
func mainName(names []casefile.Name) int {
	return slices.IndexFunc(names, func(name casefile.Name) bool { return name.Kind == casefile.NameGiven })
}

// isNickname finds names that one line holds.
func isNickname(name casefile.Name) bool {
	return name.Kind == casefile.Nickname && name.Family == "" && name.Given != ""
}

// childIndicatorPrefix begins every code of the list child-indicators.
const childIndicatorPrefix = "child-"

func isChildIndicator(code string) bool {
	return len(code) > len(childIndicatorPrefix) && code[:len(childIndicatorPrefix)] == childIndicatorPrefix
}
