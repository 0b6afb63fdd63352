package justice

import (
	"embed"

	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

// earlier is what a line said before it was corrected, beside the page that
// corrects it.
type earlier struct {
	Before
	Said said
}

// doneWords are the banners, by the word in the address.
var doneWords = map[string]string{
	"recorded": "Recorded", "changed": "Changed", "struck": "Struck out as a mistake. You can put it back below", "back": "Put back", "opened": "Your agency keeps this justice file now",
	"wish": "What they want was recorded", "refused": "What they want was recorded. Nothing of their file is shown to anybody outside any more", "shown": "Shown. They find it in their list", "hidden": "They cannot see it any more",
	"asked": "Recorded that the force was asked", "settled": "Recorded", "reopened": "Open again", "handed-over": "Your agency does not keep that file any more",
}

func banner(r *route.Request) *page.Banner { return deed.Banner(r, doneWords) }

// lift makes questions about a part of something questions about the whole.
func lift[T, U any](questions []form.Question[U], part func(*T) *U) []form.Question[T] {
	lifted := make([]form.Question[T], len(questions))
	for i := range questions {
		q := questions[i]
		lifted[i] = form.Question[T]{Name: q.Name, Label: q.Label, Hint: q.Hint, Noun: q.Noun, Kind: q.Kind, Options: q.Options, Open: q.Open, Required: q.Required, Conditional: q.Conditional,
			MaxLength: q.MaxLength, Under: q.Under, Rows: q.Rows, Width: q.Width, Inline: q.Inline, Small: q.Small, Bind: func(t *T) any { return q.Bind(part(t)) }}
		if q.Check != nil {
			lifted[i].Check = func(t *T) []fault.Field { return q.Check(part(t)) }
		}
	}
	return lifted
}
