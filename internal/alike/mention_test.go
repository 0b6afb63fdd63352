package alike

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const hidden = "3 Thistledown Walk\nMarlingford\nZZ1 1AA"

func TestWhatATextSaysOfAnAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, address string
		want          Mention
	}{
		{"Last seen near zz1 1aa", hidden, PostcodeMentioned},
		{"Last seen near ZZ11AA, on foot", hidden, PostcodeMentioned},
		{"Last seen near (Zz1-1aa)", hidden, PostcodeMentioned},
		{"Last seen near ZZI IAA", hidden, PostcodeMentioned},
		{"Lives in Thistledown Walk", hidden, StreetMentioned},
		{"lives at no. 3, THISTLEDOWN WALK!", hidden, StreetMentioned},
		{"lives in Thistle Down Walk", hidden, StreetMentioned},
		{"lives in Thistledownwalk", hidden, StreetMentioned},
		{"lives in Thistledwon Wallk", hidden, StreetMentioned},
		{"by the corner of Saltmarsh Rd.", "Flat 2\n9 Saltmarsh Road\nEastwick\nZZ4 4DD", StreetMentioned},
		{"the house called the Larches", "The Larches\n40 Quarry Lane\nPenhallow", StreetMentioned},
		{"Quarry Ln", "The Larches\n40 Quarry Lane\nPenhallow", StreetMentioned},
		{"Fen House, please", "Fen House", StreetMentioned},
		{"11 Heron Court", "11 Heron Court", StreetMentioned},
		// A town has many houses, a number and a flat many streets.
		{"The bus station at Marlingford", hidden, NotMentioned},
		{"Flat 2 of a friend", "Flat 2\n9 Saltmarsh Road\nEastwick\nZZ4 4DD", NotMentioned},
		{"Walks by the thistles, down to the sea", hidden, NotMentioned},
		{"Postcode ZZ1 1AB", hidden, NotMentioned},
		{"3 times, 1AA", hidden, NotMentioned},
		{"", hidden, NotMentioned},
		{"Thistledown Walk", "", NotMentioned},
	} {
		if got := MentionsAddress(c.text, c.address); got != c.want {
			t.Errorf("%q of %q: %d, want %d", c.text, c.address, got, c.want)
		}
	}
	for text, want := range map[string]bool{"call 01632 960411 at night": true, "call 01632-960 411": true, "(01632) 960411": true, "+44 1632 960411": true, "0044 1632 960411, ask for Bev": true,
		"call 01632 960412": false, "960411": false, "no telephone": false, "on 16 3 2 9": false} {
		if got := MentionsPhone(text, "01632 960411"); got != want {
			t.Errorf("%q has the number: %v", text, got)
		}
	}
}

// TestAStreetInATextIsNeverMissed writes the street of an address in other letters,
// with other gaps and signs, among other words.
func TestAStreetInATextIsNeverMissed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z]{4,9}`)
		street := fmt.Sprintf("%s %s", word.Draw(t, "name"), rapid.SampledFrom([]string{"road", "lane", "street", "close"}).Draw(t, "kind"))
		address := fmt.Sprintf("%d %s\n%s", rapid.IntRange(1, 999).Draw(t, "number"), street, word.Draw(t, "town"))
		written := rapid.SampledFrom([]func(string) string{strings.ToUpper, strings.ToLower,
			func(s string) string { return strings.ReplaceAll(s, " ", ", ") }, func(s string) string { return strings.ReplaceAll(s, " ", "-") },
			func(s string) string { return strings.ReplaceAll(s, "road", "rd") }, func(s string) string { return strings.ReplaceAll(s, " ", "\n") }}).Draw(t, "written")(street)
		text := word.Draw(t, "before") + " " + written + ". " + word.Draw(t, "after")
		if MentionsAddress(text, address) == NotMentioned {
			t.Fatalf("%q is not found in %q", street, text)
		}
	})
}
