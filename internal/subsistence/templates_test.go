package subsistence

import (
	"testing"

	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"pgregory.net/rapid"
)

func TestTemplates(t *testing.T) {
	t.Parallel()
	page.CheckTemplates(t, files)
}

func TestQuestionsAreSound(t *testing.T) {
	t.Parallel()
	for _, mistakes := range [][]string{form.Sound(openQuestions), form.Sound(factQuestions(FactSituation)), form.Sound(factQuestions(FactChild)), form.Sound(factQuestions(FactPregnant)), form.Sound(factQuestions(FactStop)),
		form.Sound(endSubsistenceQuestions), form.Sound(grantQuestions), form.Sound(decideQuestions), form.Sound(payeeQuestions), form.Sound(runQuestions), form.Sound(agreeQuestions), form.Sound(bounceQuestions), form.Sound(overpaidQuestions)} {
		if len(mistakes) > 0 {
			t.Error(mistakes)
		}
	}
}

// TestPence reads what Money writes, and refuses what is no amount.
func TestPence(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(0, 1_000_000).Draw(t, "pence")
		if got, ok := pence(Money(amount)); !ok || got != amount {
			t.Fatalf("%d is written %s and read %d, %v", amount, Money(amount), got, ok)
		}
	})
	for _, typed := range []string{"", "-1", "1.5", "1.555", "x", "1e3", "10001", "99999999999", ".50"} {
		if got, ok := pence(typed); ok {
			t.Errorf("%q is read as %d", typed, got)
		}
	}
}
