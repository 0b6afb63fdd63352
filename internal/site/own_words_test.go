package site_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/accommodation"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/danger"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/justice"
	"github.com/havenward/havenward/internal/leave"
	"github.com/havenward/havenward/internal/own"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/record"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/returns"
	"github.com/havenward/havenward/internal/sharing"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/subsistence"
	"github.com/havenward/havenward/internal/support"
)

// ownTexts are all texts that a person may read on their own page.
func ownTexts() []string {
	texts := slices.Concat(own.Texts(), decision.OwnTexts(), record.OwnTexts(), sharing.OwnTexts(&sharing.Room{Lists: reference.Default()}))
	rules, err := statute.Load()
	if err != nil {
		panic(err)
	}
	texts = append(texts, slices.Concat(support.OwnTexts(rules), danger.OwnTexts(), accommodation.OwnTexts(), subsistence.OwnTexts(), returns.OwnTexts(), leave.OwnTexts(), justice.OwnTexts(reference.Default()))...)
	for _, known := range account.Roles {
		texts = append(texts, known.Name)
	}
	slices.Sort(texts)
	return slices.Compact(texts)
}

// Whoever chooses a language on their own page reads all of it in that language.
func TestTheOwnPageIsInEveryLanguage(t *testing.T) {
	t.Parallel()
	var missing []string
	for _, text := range ownTexts() {
		for _, l := range page.PersonLanguages {
			if page.In(l.Tag).State(text) == page.Untranslated {
				t.Errorf("%s: not in the catalogue: %q", l.Tag, text)
				missing = append(missing, text)
			}
		}
	}
	if file := os.Getenv("HAVENWARD_MISSING"); file != "" {
		slices.Sort(missing)
		if err := os.WriteFile(file, []byte(strings.Join(slices.Compact(missing), "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
