package returns

import (
	"os"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
)

// An organisation abroad reads and answers in its own language: the pages, the
// questions, the answers to choose from and what each of them must be.
func TestThePartnerIsAskedInTheirLanguage(t *testing.T) {
	t.Parallel()
	day := civil.MustDay("2026-11-23")
	texts := append(asked(acceptQuestions), asked(declineQuestions)...)
	texts = append(texts, asked(findingQuestions(day, day))...)
	texts = append(texts, "The second contact must be somebody else", "Say what was said or tried, and what is done next")
	files, err := page.Sources(os.DirFS("pages"), "link.html", "handovers.html", "handover.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, sources := range files {
		texts = append(texts, sources...)
	}
	for _, tag := range []string{"it", "lt"} {
		for _, text := range texts {
			if text != "" && page.In(tag).State(text) == page.Untranslated {
				t.Errorf("%s: %q is not translated", tag, text)
			}
		}
	}
}

func asked[T any](questions []form.Question[T]) []string {
	var texts []string
	for _, q := range questions {
		texts = append(texts, q.Label, q.Hint, q.Required, q.Noun)
		for _, option := range q.Options {
			texts = append(texts, option.Label)
		}
	}
	return texts
}
