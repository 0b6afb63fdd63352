package subsistence

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/statute"
)

// Situations in which somebody lives, by which rates differ.
const (
	SelfCatered   = "self-catered"
	Catered       = "catered"
	Outreach      = "outreach"
	AsylumSupport = "asylum-support"
)

// Kinds of fact.
const (
	FactSituation = "situation"
	FactChild     = "child"
	FactPregnant  = "pregnancy"
	FactStop      = "stop"
)

// Fact is something about somebody's life from a day until a day, both in it;
// where Until is zero it goes on.
type Fact struct {
	ID    string
	Kind  string
	Code  string // of a situation or a stop
	From  civil.Day
	Until civil.Day
	Birth civil.Day // of a child
}

func (f Fact) holds(on civil.Day) bool {
	return !on.Before(f.From) && (f.Until.IsZero() || !on.After(f.Until))
}

// Grant is one that is paid once.
type Grant struct {
	On    civil.Day // given
	Pence int64
}

// Payment is one that counts: made or on its way, and not come back.
type Payment struct {
	Until  civil.Day // the last day that it pays for
	Pence  int64
	Grants int64 // of it, for grants
}

// Decision is about money that was paid too much.
type Decision struct {
	WriteOff int64 // pence that are forgiven
	Weekly   int64 // pence that are taken back a week, from a day on
	From     civil.Day
}

// Account is all that somebody's money is reckoned from.
type Account struct {
	Jurisdiction statute.Jurisdiction
	From, Until  civil.Day // of support; Until is zero while it goes on
	Facts        []Fact
	Grants       []Grant
	Payments     []Payment
	Decisions    []Decision
}

// Line is what is due a week for one thing on a day.
type Line struct {
	Kind Kind
	Rate Rate
	N    int // how many: children of this kind
}

// Gap is why nothing is due, or less than there might be, on a day.
type Gap string

// The gaps, each a catalogue source.
const (
	NoSituation Gap = "It is not recorded where they live"
	NoRate      Gap = "No rate is known for this place, situation and day"
	Stopped     Gap = "Payment is stopped"
)

// Situation is where somebody lives on a day: of several facts the one that began
// last.
func (a Account) Situation(on civil.Day) (Fact, bool) {
	return a.lastFact(FactSituation, on)
}

func (a Account) lastFact(kind string, on civil.Day) (best Fact, found bool) {
	for _, f := range a.Facts {
		if f.Kind != kind || !f.holds(on) {
			continue
		}
		if !found || !f.From.Before(best.From) {
			best, found = f, true
		}
	}
	return best, found
}

// children are the births of the children who live with somebody on a day, the
// eldest first.
func (a Account) children(on civil.Day) []civil.Day {
	var births []civil.Day
	for _, f := range a.Facts {
		if f.Kind == FactChild && f.holds(on) && !f.Birth.After(on) && civil.AgeOn(f.Birth, on) < 18 {
			births = append(births, f.Birth)
		}
	}
	slices.SortFunc(births, civil.Day.Compare)
	return births
}

// Day gives what is due a week by the facts of a day, and why it is less than it
// might be.
func (b Book) Day(a Account, on civil.Day) (lines []Line, gap Gap) {
	if on.Before(a.From) || !a.Until.IsZero() && on.After(a.Until) {
		return nil, ""
	}
	if _, stopped := a.lastFact(FactStop, on); stopped {
		return nil, Stopped
	}
	situation, known := a.Situation(on)
	if !known {
		return nil, NoSituation
	}
	add := func(kind Kind, n int) {
		if n == 0 {
			return
		}
		if rate, found := b.Rate(a.Jurisdiction, kind, situation.Code, on); found {
			lines = append(lines, Line{kind, rate, n})
		} else if kind == Adult {
			gap = NoRate
		}
	}
	births := a.children(on)
	babies, small, three := 0, 0, 0
	for _, birth := range births {
		switch {
		case !on.After(birth.AddMonths(12)):
			babies++
		case !on.After(birth.AddMonths(36)):
			small++
		case !on.After(birth.AddMonths(48)):
			three++
		}
	}
	_, pregnant := a.lastFact(FactPregnant, on)
	add(Adult, 1)
	add(FirstChild, min(len(births), 1))
	add(FurtherChild, max(len(births)-1, 0))
	add(UnderOne, babies)
	add(UnderThree, small)
	add(AgedThree, three)
	if pregnant {
		add(Pregnancy, 1)
	}
	return lines, gap
}

// Pounds is what the line is a week, in pounds.
func (l Line) Pounds() string { return Money(l.Rate.Pence * int64(l.N)) }

// Pounds is what the week is in all, in pounds.
func (w Week) Pounds() string { return Money(w.Pence) }

// Pounds is what the line is in its week, in pounds.
func (l WeekLine) Pounds() string { return Money(l.Pence) }

// InPounds are the parts of what is due as people read them.
func (d Due) InPounds() map[string]string {
	return map[string]string{"usual": Money(d.Usual), "grants": Money(d.Grants), "back": Money(d.Back), "over": Money(d.Over), "kept": Money(d.Kept), "amount": Money(d.Amount)}
}

// Pounds is the rate in pounds.
func (r Rate) Pounds() string { return Money(r.Pence) }

// Weekly is what lines come to in a week.
func Weekly(lines []Line) (pence int64) {
	for _, line := range lines {
		pence += line.Rate.Pence * int64(line.N)
	}
	return pence
}

// Entitled is what somebody was due in all from the start until the end of a day,
// without grants. A day is a seventh of a week; parts of a penny are kept to the
// end and rounded up once, so that it does not matter when payments are made.
func (b Book) Entitled(a Account, until civil.Day) int64 {
	if !a.Until.IsZero() && until.After(a.Until) {
		until = a.Until
	}
	var sevenths int64
	for day := a.From; !day.After(until); day = day.Add(1) {
		lines, _ := b.Day(a, day)
		sevenths += Weekly(lines)
	}
	return (sevenths + 6) / 7
}

// Due is what is to be paid for the time until a day, and what it is made of.
type Due struct {
	From, Until civil.Day
	Usual       int64 // for the days that nobody has paid for yet
	Grants      int64
	Back        int64 // for days before, that were paid too little
	Over        int64 // that was paid too much before
	Kept        int64 // of it, taken back now
	Amount      int64
}

// Next reckons what is due until a day: what somebody was due in all, with grants
// and with what was forgiven, less what was paid. Where they were paid too much
// before, what they live on is never less than the floor.
func (b Book) Next(a Account, until civil.Day) Due {
	paidTo := a.From.Add(-1)
	var paid, paidGrants, grants, forgiven, weekly int64
	for _, p := range a.Payments {
		paid, paidGrants = paid+p.Pence, paidGrants+p.Grants
		if p.Until.After(paidTo) {
			paidTo = p.Until
		}
	}
	for _, g := range a.Grants {
		if !g.On.After(until) {
			grants += g.Pence
		}
	}
	for _, d := range a.Decisions {
		forgiven += d.WriteOff
		if !d.From.After(until) {
			weekly += d.Weekly
		}
	}
	due := Due{From: paidTo.Add(1), Until: until, Grants: max(0, grants-paidGrants)}
	all := b.Entitled(a, until)
	if until.After(paidTo) {
		due.Usual = all - b.Entitled(a, paidTo)
	} else {
		due.From = until
	}
	balance := all + grants + forgiven - paid
	base := due.Usual + due.Grants
	if balance >= base {
		due.Back, due.Amount = balance-base, balance
		return due
	}
	due.Over = base - balance
	floor := b.floor(a.Jurisdiction, until)
	most := due.Usual * (100 - floor.WithoutDecision) / 100
	if weekly > 0 && until.After(paidTo) {
		most = min(weekly*int64(until.Sub(paidTo))/7, due.Usual*(100-floor.WithDecision)/100)
	}
	due.Kept = min(due.Over, max(most, 0))
	due.Amount = base - due.Kept
	return due
}

// Week is what somebody was due in one week, for the sheet that they read.
type Week struct {
	From, Until civil.Day
	Lines       []WeekLine
	Pence       int64
	Gap         Gap
}

// WeekLine is one thing in a week and for how many of its days.
type WeekLine struct {
	Kind  Kind
	N     int
	Days  int
	Pence int64 // rounded; the week as a whole is not the sum of rounded lines
	Rate  Rate
}

// Weeks reckons the weeks, Monday to Sunday, from a day until a day.
func (b Book) Weeks(a Account, from, until civil.Day) []Week {
	from = from.Add(-((int(from.Weekday()) + 6) % 7))
	var weeks []Week
	for start := from; !start.After(until); start = start.Add(7) {
		week := Week{From: start, Until: start.Add(6)}
		week.Pence = b.Entitled(a, week.Until) - b.Entitled(a, start.Add(-1))
		for i := range 7 {
			day := start.Add(i)
			lines, gap := b.Day(a, day)
			if gap != "" {
				week.Gap = gap
			}
			for _, line := range lines {
				at := slices.IndexFunc(week.Lines, func(l WeekLine) bool { return l.Kind == line.Kind && l.N == line.N && l.Rate.ID == line.Rate.ID })
				if at < 0 {
					week.Lines = append(week.Lines, WeekLine{Kind: line.Kind, N: line.N, Rate: line.Rate})
					at = len(week.Lines) - 1
				}
				week.Lines[at].Days++
			}
		}
		for i := range week.Lines {
			l := &week.Lines[i]
			l.Pence = (l.Rate.Pence*int64(l.N)*int64(l.Days) + 3) / 7
		}
		weeks = append(weeks, week)
	}
	return weeks
}
