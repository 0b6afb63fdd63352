package demo

import (
	"log/slog"
	"testing"

	"github.com/havenward/havenward/internal/own"
	"github.com/havenward/havenward/internal/statute"
)

// Every code that a visitor is told opens a page.
func TestTheCodesOfTheDemonstrationOpenPages(t *testing.T) {
	t.Parallel()
	d, _ := livesTold(t, livesOfOwnPages)
	room := own.New(d, statute.Default(), slog.New(slog.DiscardHandler), own.Settings{})
	for _, page := range OwnCodes {
		if own.CleanCode(page.Code) != page.Code {
			t.Errorf("%s has letters that no code has", page.Code)
		}
		if _, err := room.Enter(background, own.EnterForm{Code: own.ShowCode(page.Code), Second: OwnWord, Language: "en", Origin: "test"}); err != nil {
			t.Errorf("%s: %v", page.Who, err)
		}
	}
}
