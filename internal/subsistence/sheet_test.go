package subsistence

import (
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/page"
)

// TestTheSheetIsInEveryLanguage: all of it, with the amounts in it, and it says
// when a machine translated it.
func TestTheSheetIsInEveryLanguage(t *testing.T) {
	t.Parallel()
	a := livesBy(lives(Outreach, start), Fact{Kind: FactStop, Code: "away", From: start.Add(3), Until: start.Add(4)})
	for _, language := range page.PersonLanguages {
		words := page.In(language.Tag)
		for _, text := range SheetTexts() {
			if words.State(text) == page.Untranslated {
				t.Errorf("%s: not in the catalogue: %q", language.Tag, text)
			}
		}
		book := RatesOf2020()
		var said []string
		for _, part := range sheetIn(words, book.Next(a, start.Add(6)), book.Weeks(a, start, start.Add(6)), []paid{{Amount: 1234, State: statePaid, Until: start}}) {
			said = append(said, part.Heading, part.Text)
			said = append(said, part.Items...)
			for _, week := range part.Weeks {
				said = append(said, week.Heading, week.Text)
				said = append(said, week.Items...)
			}
		}
		all := strings.Join(said, "\n")
		for _, want := range []string{"£12.34", "£28.29", words.Text(string(Stopped)), words.Text(Adult.Words())} {
			if !strings.Contains(all, want) {
				t.Errorf("%s: %q is not on the sheet:\n%s", language.Tag, want, all)
			}
		}
		if strings.ContainsAny(all, "{}") {
			t.Errorf("%s: a value is missing:\n%s", language.Tag, all)
		}
		if machine := language.Tag != page.English; drafted(words) != machine {
			t.Errorf("%s: drafted by a machine is said to be %v", language.Tag, !machine)
		}
	}
}
