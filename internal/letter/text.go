package letter

import (
	"slices"

	"github.com/havenward/havenward/internal/form"
)

// texts are the words of every kind of letter.
var texts = map[Kind]wording{
	Acknowledged: acknowledged, ReasonablePositive: reasonablePositive, ReasonableNegative: reasonableNegative,
	CombinedPositive: combinedPositive, ConclusivePositive: conclusivePositive, ConclusiveNegative: conclusiveNegative,
	Information: information, Extended: extended, SecondPeriod: secondPeriod, Suspended: suspended, Resumed: resumed,
	Withdrawn: withdrawn, ReconsiderationAccepted: reconsiderationAccepted, ReconsiderationRejected: reconsiderationRejected,
	Upheld: upheld, Disqualified: disqualified, ConsentAt18: consentAt18,
}

// wording is the words of one kind of letter.
type wording struct {
	title      voice
	needs      []fact
	adultsOnly bool
	sections   []section
}

// voice is one sentence as it is said to an adult about themselves and, where
// it differs, to a grown-up about a child. Both are catalogue strings.
type voice struct{ you, them string }

func (v voice) of(l Letter) string {
	if l.Person.Child && v.them != "" {
		return v.them
	}
	return v.you
}

// section is a question and the lines that answer it. A section without a line
// that holds is left out.
type section struct {
	heading voice
	when    func(Letter) bool
	lines   []line
	apart   bool // stands after the signature, on a page of its own
}

// line is one thing that a letter says.
type line struct {
	shape shape
	voice voice
	when  func(Letter) bool
}

// shape is what a line looks like, and for some where its text comes from.
type shape int

const (
	paragraph shape = iota
	bullet
	statutory // a sentence whose words the law gives
	tests     // the standards that were applied
	evidence  // what was considered, a bullet each
	reasons   // the decision maker's own words
	question  // the question of a request for information
	chosen    // the reason from a list, a bullet
	helpers   // who can help, a bullet each
)

// p is a paragraph, with other words where it is about a child.
func p(you string, them ...string) line { return line{voice: said(you, them)} }

// b is a bullet.
func b(you string, them ...string) line { return line{shape: bullet, voice: said(you, them)} }

// law is a sentence in the words of the law.
func law(you string, them ...string) line { return line{shape: statutory, voice: said(you, them)} }

// from is a line whose text comes with the letter.
func from(shape shape) line { return line{shape: shape} }

func said(you string, them []string) voice {
	v := voice{you: you}
	if len(them) > 0 {
		v.them = them[0]
	}
	return v
}

// only keeps a line for the letters of which all conditions hold.
func (n line) only(conditions ...func(Letter) bool) line {
	before := n.when
	n.when = func(l Letter) bool {
		return (before == nil || before(l)) && !slices.ContainsFunc(conditions, func(c func(Letter) bool) bool { return !c(l) })
	}
	return n
}

// ask is a section; its heading is a question.
func ask(heading voice, lines ...line) section { return section{heading: heading, lines: lines} }

// q is a heading.
func q(you string, them ...string) voice { return said(you, them) }

func (s section) only(condition func(Letter) bool) section {
	s.when = condition
	return s
}

// Conditions of lines.
func adult(l Letter) bool           { return !l.Person.Child }
func child(l Letter) bool           { return l.Person.Child }
func overturns(l Letter) bool       { return l.Decision.Overturns }
func firstAnswer(l Letter) bool     { return !l.Decision.Overturns }
func aboutReasonable(l Letter) bool { return l.Decision.Stage == Reasonable }
func aboutConclusive(l Letter) bool { return l.Decision.Stage == Conclusive }
func recovering(l Letter) bool      { return !l.Recovery.Until.IsZero() }
func goesOn(l Letter) bool          { return recovering(l) && !l.Recovery.Until.Before(l.Date) }
func noRecovery(l Letter) bool      { return l.Recovery.Until.IsZero() }
func atLeast(l Letter) bool         { return recovering(l) && !l.Recovery.AtMost }
func atMost(l Letter) bool          { return recovering(l) && l.Recovery.AtMost }
func earliest(l Letter) bool        { return !l.Recovery.Earliest.IsZero() }
func reconsider(l Letter) bool      { return l.Reconsider.Days > 0 }
func lastKnown(l Letter) bool       { return !l.Reconsider.Last.IsZero() && !l.Reconsider.Served.IsZero() }
func supported(l Letter) bool       { return l.Support.Days > 0 }
func supportKnown(l Letter) bool    { return !l.Support.Last.IsZero() && !l.Support.Served.IsZero() }
func unsupported(l Letter) bool     { return l.Support.Days == 0 }
func becauseGiven(l Letter) bool    { return l.because() != voice{} }
func birthday(l Letter) bool        { return !l.Adult.IsZero() }
func noBirthday(l Letter) bool      { return l.Adult.IsZero() }
func due(l Letter) bool             { return !l.By.IsZero() }
func toOrganisation(l Letter) bool  { return l.organisation() }
func toPerson(l Letter) bool        { return !l.organisation() }
func born(l Letter) bool            { return !l.Person.Born.IsZero() }
func phone(l Letter) bool           { return l.From.Phone != "" }
func email(l Letter) bool           { return l.From.Email != "" }
func hours(l Letter) bool           { return l.From.Hours != "" }
func someHelp(l Letter) bool        { return len(l.Help) > 0 }

// places are the values that a line may name in braces.
func (l Letter) places() []any {
	return []any{
		"name", isolate(clean(l.Person.Name)), "reader", isolate(clean(l.reader())), "reference", clean(l.Reference),
		"decided", l.Decision.On, "until", l.Recovery.Until, "earliest", l.Recovery.Earliest,
		"days", l.Reconsider.Days, "served", l.Reconsider.Served, "last", l.Reconsider.Last,
		"supportdays", l.Support.Days, "supportserved", l.Support.Served, "supportlast", l.Support.Last,
		"asked", l.Asked, "by", l.By, "birthday", l.Adult, "born", l.Person.Born,
		"authority", form.Phrase(l.From.Authority), "phone", clean(l.From.Phone), "email", clean(l.From.Email), "hours", form.Phrase(l.From.Hours),
	}
}

// reader is whom the letter greets.
func (l Letter) reader() string {
	if l.Person.Child || l.organisation() {
		return l.To.Name
	}
	return l.Person.Name
}

// Sources lists the catalogue strings of all letters, each once, sorted, so that
// translations can be compared with them.
func Sources() []string {
	list := slices.Clone(frame)
	add := func(v voice) { list = append(list, v.you, v.them) }
	for _, t := range texts {
		add(t.title)
		for _, s := range t.sections {
			add(s.heading)
			for _, n := range s.lines {
				add(n.voice)
			}
		}
	}
	for _, reasons := range becauses {
		for _, v := range reasons {
			add(v)
		}
	}
	for _, h := range allHelp {
		list = append(list, h.For, h.Hours)
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}
