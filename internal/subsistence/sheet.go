package subsistence

import (
	"slices"

	"github.com/havenward/havenward/internal/page"
)

// sheetPart is a part of the sheet that a person reads, in their language.
type sheetPart struct {
	Heading string
	Weeks   []sheetWeek
	Items   []string
	Text    string
}

type sheetWeek struct {
	Heading string
	Items   []string
	Text    string
}

// What the sheet says, catalogue sources.
const (
	sheetTitle   = "Your money, week by week"
	sheetDue     = "What we still have to pay you"
	sheetWeeks   = "What each week is made of"
	sheetPaid    = "What was paid"
	sheetWeek7   = "{from} to {until}: {amount}"
	sheetDays    = "{what} ({n} of 7 days)"
	sheetPayment = "{amount}, for the time until {day}"
	sheetNoWeek  = "There is no week yet."
	sheetNothing = "Nothing was paid yet."
	sheetWrong   = "Is something wrong? Tell your support worker. What was missing is paid back for every day."
	sheetFree    = "Your money does not depend on anything that you do or do not do for others."
)

// sheetStates are where a payment stands for the person: that a second person
// must agree is nothing that they have to understand.
var sheetStates = map[string]string{statePrepared: "On its way", stateAgreed: "On its way", statePaid: "Paid"}

// dueWords are the parts of what is due, in the order in which they are read.
var dueWords = []struct {
	key, words string
	always     bool
}{{"usual", "For the days until today", true}, {"grants", "Grants", false}, {"back", "Missing from before", false}, {"over", "Paid too much before", false},
	{"kept", "Taken back now, by a decision", false}, {"amount", "To be paid", true}}

// SheetTexts are the texts of the sheet, for the test that keeps them translated.
func SheetTexts() []string {
	texts := []string{sheetTitle, sheetDue, sheetWeeks, sheetPaid, sheetWeek7, sheetDays, sheetPayment, sheetNoWeek, sheetNothing, sheetWrong, sheetFree, string(NoSituation), string(NoRate), string(Stopped)}
	for _, known := range kinds {
		texts = append(texts, known.Words)
	}
	for _, part := range dueWords {
		texts = append(texts, part.words)
	}
	for _, words := range sheetStates {
		texts = append(texts, words)
	}
	slices.Sort(texts)
	return slices.Compact(texts)
}

// sheetIn writes the sheet in a language.
func sheetIn(words page.Words, due Due, weeks []Week, paid []paid) []sheetPart {
	what := sheetPart{Heading: words.Text(sheetDue)}
	amounts := due.InPounds()
	for _, part := range dueWords {
		if part.always || amounts[part.key] != Money(0) {
			what.Items = append(what.Items, words.Text(part.words)+": "+amounts[part.key])
		}
	}
	made := sheetPart{Heading: words.Text(sheetWeeks)}
	for _, week := range weeks {
		one := sheetWeek{Heading: words.Text(sheetWeek7, "from", week.From, "until", week.Until, "amount", week.Pounds())}
		for _, line := range week.Lines {
			thing := words.Text(line.Kind.Words())
			if line.N > 1 {
				thing += " × " + words.Number(line.N)
			}
			if line.Days < 7 {
				thing = words.Text(sheetDays, "what", thing, "n", line.Days)
			}
			one.Items = append(one.Items, thing+": "+line.Pounds())
		}
		if week.Gap != "" {
			one.Text = words.Text(string(week.Gap))
		}
		made.Weeks = append(made.Weeks, one)
	}
	if len(weeks) == 0 {
		made.Text = words.Text(sheetNoWeek)
	}
	sent := sheetPart{Heading: words.Text(sheetPaid)}
	for _, payment := range paid {
		sent.Items = append(sent.Items, words.Text(sheetPayment, "amount", payment.Pounds(), "day", payment.Until)+": "+words.Text(sheetStates[payment.State]))
	}
	if len(paid) == 0 {
		sent.Text = words.Text(sheetNothing)
	}
	return []sheetPart{what, made, sent}
}

// drafted reports whether a machine translated what the sheet says.
func drafted(words page.Words) bool {
	return slices.ContainsFunc(SheetTexts(), func(text string) bool { return words.State(text) != page.Reviewed })
}
