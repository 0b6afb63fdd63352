package casefile

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/statute"
	"pgregory.net/rapid"
)

// An address of a reason leads to the same day and the same sentences, for every
// rule that has a clock, and tells nobody's birthday.
func TestWhyAddressesLeadBack(t *testing.T) {
	t.Parallel()
	book := statute.Default()
	rapid.Check(t, func(t *rapid.T) {
		kinds := book.Kinds()
		kind := kinds[rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")]
		about := statute.Subject{Jurisdiction: rapid.SampledFrom(statute.Jurisdictions()).Draw(t, "place"), Child: rapid.Bool().Draw(t, "child")}
		from := civil.MustDay("2023-02-01").Add(rapid.IntRange(0, 1000).Draw(t, "day"))
		due, err := book.Due(kind.Kind, about, from)
		if rapid.Bool().Draw(t, "hour") {
			due, err = book.DueAt(kind.Kind, about, from.Start().Add(13*time.Hour))
		}
		if err != nil || !due.HasClock() {
			return
		}
		address := WhyAddress(due)
		if due.Rule.Counting == statute.Anniversary {
			if address != "" {
				t.Fatalf("a birthday stands in %s", address)
			}
			return
		}
		values, err := url.ParseQuery(strings.TrimPrefix(address, "/rules/why?"))
		if err != nil {
			t.Fatal(err)
		}
		again, ok := ReadWhy(book, values)
		if !ok || again.On != due.On || again.At != due.At || len(Sentences(again)) != len(Sentences(due)) {
			t.Fatalf("%s leads to %s, not %s", address, again.On, due.On)
		}
		if due.StartAt.IsZero() && (WhyKept(book, due.Rule.Ref(), about, from, due.On) != address || WhyKept(book, due.Rule.Ref(), about, from, due.On.Add(1)) != "") {
			t.Fatalf("%s from %s to %s is kept for another reason", kind.Kind, from, due.On)
		}
		if !due.At.IsZero() && (WhyAt(book, []statute.Kind{kind.Kind}, due.StartAt, due.At) == "" || WhyAt(book, []statute.Kind{kind.Kind}, due.StartAt, due.At.Add(time.Second)) != "") {
			t.Fatalf("%s from %s to %s has no reason, or a second later has", kind.Kind, due.StartAt, due.At)
		}
		if due.StartAt.IsZero() {
			if found := WhyOn(book, kind.Kind, from, due.On); found == "" {
				t.Fatalf("no reason is found for %s from %s to %s", kind.Kind, from, due.On)
			}
		}
	})
	if found := WhyOn(book, statute.AccessRequest, civil.MustDay("2026-03-02"), civil.MustDay("2030-01-01")); found != "" {
		t.Errorf("a day that no rule leads to has the reason %s", found)
	}
	for _, wrong := range []string{"", "rule=nonsense@1&in=england&from=2026-03-02", "rule=access-request@1&in=nowhere&from=2026-03-02", "rule=access-request@1&in=england&from=yesterday",
		"rule=access-request@1&in=england&from=9999-12-31"} {
		values, _ := url.ParseQuery(wrong)
		if due, ok := ReadWhy(book, values); ok {
			t.Errorf("%q is read as %s", wrong, due.On)
		}
	}
}
