package referral

import (
	"fmt"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/reference"
)

// Most of anything that one submission may hold.
const (
	maxStory = 15_000 // characters of one story
	maxItems = 100    // entries of one list
)

// Sound checks what a submission holds, whole or not: codes are those of their
// lists, days are days, texts and lists are within bounds. Whether every
// question was answered is for Complete.
func Sound(lists *reference.Set, s *Submission) []fault.Field {
	c := &checking{}
	c.code("organisation", s.Organisation, lists.FirstResponders)
	c.code("jurisdiction", s.Jurisdiction, lists.Nations)
	c.code("localAuthority.code", s.LocalAuthority.Code, lists.LocalAuthorities)
	c.code("lastContact", s.LastContact, lists.LastContact)
	c.word("ageGroup", s.AgeGroup, casefile.Adult, casefile.Child, casefile.NotSure)
	c.word("localAuthority.told", s.LocalAuthority.Told, Yes, No)
	c.word("where", s.Where, WhereUK, WhereOverseas, WhereBoth)
	c.word("supportContact", s.SupportContact, OwnPhone, OtherPhone, NoTelephone)
	c.word("decisionTo", s.DecisionTo, casefile.ThePerson, casefile.SomeoneElse)
	for _, answer := range s.answers() {
		c.word(answer.name, answer.value, Yes, No, NotSure)
	}
	for _, line := range s.lines() {
		c.length(line.name, line.value, 500)
	}
	c.record(lists, &s.Record)
	return c.faults
}

type named struct{ name, value string }

// answers lists the answers that are yes, no or not sure.
func (s *Submission) answers() []named {
	return []named{
		{"underEighteenThen", s.UnderEighteenThen}, {"severalSituations", s.SeveralSituations},
		{"takenSomewhere", s.TakenSomewhere}, {"stillIn", s.StillIn}, {"reportedBefore", s.ReportedBefore},
		{"indicatorsSeen", s.IndicatorsSeen}, {"credibilityConcerns", s.CredibilityConcerns},
		{"professionalsInvolved", s.ProfessionalsInvolved}, {"exploitersKnown", s.ExploitersKnown},
		{"exploitersInUK", s.ExploitersInUK}, {"otherVictims", s.OtherVictims}, {"futureConcern", s.FutureConcern},
		{"reportedToPolice", s.ReportedToPolice}, {"cooperation", s.Cooperation}, {"support", s.Support},
		{"hasChildren", s.HasChildren}, {"needsInterpreter", s.NeedsInterpreter},
		{"needsCommunication", s.NeedsCommunication}, {"hasReferences", s.HasReferences},
	}
}

// lines lists the texts of one line outside the record.
func (s *Submission) lines() []named {
	return []named{
		{"senderReference", s.SenderReference}, {"group", s.Group}, {"externalId", s.ExternalID},
		{"localAuthority.phone", s.LocalAuthority.Phone}, {"localAuthority.email", s.LocalAuthority.Email},
		{"localAuthority.given", s.LocalAuthority.Given}, {"localAuthority.family", s.LocalAuthority.Family},
		{"referrer.given", s.Referrer.Given}, {"referrer.family", s.Referrer.Family}, {"referrer.role", s.Referrer.Role},
		{"referrer.phone", s.Referrer.Phone}, {"referrer.email", s.Referrer.Email},
		{"deputy.name", s.Deputy.Name}, {"deputy.email", s.Deputy.Email}, {"deputy.phone", s.Deputy.Phone},
	}
}

// checking gathers what is wrong, by the place of each value in the JSON.
type checking struct{ faults []fault.Field }

func (c *checking) wrong(name, message string, args ...any) {
	c.faults = append(c.faults, fault.Field{Name: name, Message: message, Args: args})
}

func (c *checking) code(name, code string, list *reference.List) {
	if code == "" {
		return
	}
	if _, ok := list.ByCode(code); !ok {
		c.wrong(name, "“{code}” is not a code of the list {list}", "code", shortened(code), "list", list.Key)
	}
}

func (c *checking) word(name, value string, allowed ...string) {
	if value == "" {
		return
	}
	for _, word := range allowed {
		if value == word {
			return
		}
	}
	c.wrong(name, "“{value}” is not one of the answers: {answers}", "value", shortened(value), "answers", fmt.Sprint(allowed))
}

// length counts characters only where there are more bytes than may be characters.
func (c *checking) length(name, text string, limit int) {
	if !utf8.ValidString(text) {
		c.wrong(name, "This has characters in it that cannot be shown. Type it again, or paste it as plain text")
		return
	}
	if len(text) <= limit {
		return
	}
	if n := utf8.RuneCountInString(text); n > limit {
		c.wrong(name, "This must be {limit} characters or fewer. It has {count}", "limit", limit, "count", n)
	}
}

func (c *checking) items(name string, n int) {
	if n > maxItems {
		c.wrong(name, "There can be at most {limit} of these. There are {count}", "limit", maxItems, "count", n)
	}
}

// shortened keeps a wrong value short enough to show.
func shortened(text string) string {
	if utf8.RuneCountInString(text) <= 60 {
		return text
	}
	return string([]rune(text)[:60]) + "…"
}
