package signin

import (
	"os"
	"testing"

	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
)

// Who receives people abroad signs in through the same door as everybody: each
// word at it is in their language, what it refuses included.
func TestTheDoorSpeaksTheLanguagesAbroad(t *testing.T) {
	t.Parallel()
	texts := []string{errCredentials.(*fault.Error).Fields[0].Message, errNotIn.Message}
	texts = append(texts, asked(credentialQuestions)...)
	texts = append(texts, asked(codeQuestions)...)
	texts = append(texts, asked(invitationQuestions)...)
	texts = append(texts, asked(recoveredQuestions)...)
	files, err := page.Sources(os.DirFS("pages"), "signin.html", "code.html", "agency.html", "join.html", "choose.html", "recover.html", "set_up.html", "step_up.html", "passkey.html", "provider_refused.html", "leave.html", "signed_out.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, sources := range files {
		texts = append(texts, sources...)
	}
	if len(texts) < 60 {
		t.Fatalf("%d texts are not all of the door", len(texts))
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
		texts = append(texts, q.Label, q.Hint, q.Required)
	}
	return texts
}
