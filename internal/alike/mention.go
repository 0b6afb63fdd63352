package alike

import (
	"regexp"
	"strings"

	"github.com/havenward/havenward/linkage/name"
)

// Mention is what a text says of an address.
type Mention int

const (
	// NotMentioned is a text that says nothing of the address.
	NotMentioned Mention = iota
	// StreetMentioned is one with its street, or the name of its house, in it.
	StreetMentioned
	// PostcodeMentioned is one with its postcode in it.
	PostcodeMentioned
)

// leastMention is how many letters the shortest street has that is looked for in a
// text: what is shorter stands in many words.
const leastMention = 7

// MentionsAddress says whether a text that somebody typed has the postcode or the
// street of an address in it, in any spelling that [Addresses] takes for the same
// and with a slip of the pen. The address has a line for each part. Its last line
// before the postcode is the town where there are several, and counts for nothing:
// a town has many houses.
func MentionsAddress(text, address string) Mention {
	words := addressWords(text)
	if code := likeDigits(postcodeOf(address)); code != "" {
		for i := range words {
			if likeDigits(words[i]) == code || i > 0 && likeDigits(words[i-1]+words[i]) == code {
				return PostcodeMentioned
			}
		}
	}
	var lines [][]string
	for line := range strings.Lines(address) {
		if parts := withoutPostcode(addressWords(line)); len(parts) > 0 {
			lines = append(lines, parts)
		}
	}
	if len(lines) > 1 {
		lines = lines[:len(lines)-1]
	}
	for _, line := range lines {
		if hasWords(words, line) {
			return StreetMentioned
		}
	}
	return NotMentioned
}

// lookAlike are letters that are written for digits in postcodes, and read so.
var lookAlike = strings.NewReplacer("o", "0", "i", "1", "l", "1")

func likeDigits(code string) string { return lookAlike.Replace(code) }

func withoutPostcode(words []string) []string {
	for i := range words {
		if isPostcode(words[i]) {
			return words[:i]
		}
		if i > 0 && isPostcode(words[i-1]+words[i]) {
			return words[:i-1]
		}
	}
	return words
}

// hasWords reports whether a line, without the number of its house, stands among the
// words, written together or apart, give or take a letter or two.
func hasWords(words, line []string) bool {
	for len(line) > 0 && strings.ContainsAny(line[0], "0123456789") {
		line = line[1:]
	}
	want := strings.Join(line, "")
	if len(want) < leastMention {
		return false
	}
	slips := 1
	if len(want) >= 12 {
		slips = 2
	}
	for size := max(1, len(line)-1); size <= len(line)+1; size++ {
		for i := 0; i+size <= len(words); i++ {
			have := strings.Join(words[i:i+size], "")
			if len(have) >= len(want)-slips && len(have) <= len(want)+slips && name.Distance(have, want, slips) <= slips {
				return true
			}
		}
	}
	return false
}

// inText are runs of digits as telephone numbers are written in a text.
var inText = regexp.MustCompile(`\+?[(0-9][0-9() ./-]{5,}[0-9]`)

// MentionsPhone says whether a text has a telephone number in it, however it is
// written.
func MentionsPhone(text, phone string) bool {
	for _, run := range inText.FindAllString(text, -1) {
		if strength, _ := comparePhones(run, phone); strength == Certain {
			return true
		}
	}
	return false
}
