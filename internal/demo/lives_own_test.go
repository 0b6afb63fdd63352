package demo

import (
	"log/slog"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/own"
	"github.com/havenward/havenward/internal/statute"
)

// Every code that a visitor is told opens a page.
func TestTheCodesOfTheDemonstrationOpenPages(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon })
	if err := addPeople(background, d); err != nil {
		t.Fatal(err)
	}
	p, err := populating(background, d, statute.Default(), seed)
	if err != nil {
		t.Fatal(err)
	}
	made, err := addLives(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := livesOfOwnPages(lived(p, made)); err != nil {
		t.Fatal(err)
	}
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
