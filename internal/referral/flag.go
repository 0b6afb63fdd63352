package referral

import (
	"cmp"
	"slices"
	"strings"
)

// Clue is what a flagged piece of text looks like.
type Clue string

// What a piece of text can look like.
const (
	ClueIdentity Clue = "identity" // something typed elsewhere about who the person is
	ClueName     Clue = "name"
	ClueEmail    Clue = "email"
	ClueHandle   Clue = "handle" // an account on a social network, or a web address
	ClueNumber   Clue = "number" // a telephone, document or case number
	ClueAddress  Clue = "address"
	ClueDate     Clue = "date" // a whole date: it may be a date of birth
)

// ClueWords are the clues in words, as catalogue sources.
var ClueWords = map[Clue]string{
	ClueIdentity: "You entered this as something about who the person is", ClueName: "This looks like a name",
	ClueEmail: "This looks like an email address", ClueHandle: "This looks like an account or a web address",
	ClueNumber: "This looks like a number that belongs to somebody", ClueAddress: "This looks like an address",
	ClueDate: "This is a whole date: it could be a date of birth",
}

// Flag is a piece of text that could give somebody away: the bytes from Start
// to End, which always lie between characters.
type Flag struct {
	Start, End int
	Clue       Clue
	Text       string
}

// Flagger finds what could give a person away in free text: what looks like a
// name, number, address or account, and whatever is known of who they are. It
// flags too much rather than too little; a person decides.
type Flagger struct {
	known  known
	places map[string]bool // folded words of places and languages
}

// Flags gives the flagged pieces of a text in order; none overlap.
func (f *Flagger) Flags(text string) []Flag {
	text = strings.ToValidUTF8(text, "\uFFFD")
	words := wordsOf(text)
	found := f.known.find(text, words)
	found = append(found, patternFlags(text)...)
	found = append(found, f.nameFlags(text, words)...)
	return settleFlags(text, found)
}

// settleFlags puts flags in order and merges those that overlap: the clue of
// the stronger one stays.
func settleFlags(text string, found []Flag) []Flag {
	slices.SortFunc(found, func(a, b Flag) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), cmp.Compare(strength[b.Clue], strength[a.Clue]))
	})
	var settled []Flag
	for _, flag := range found {
		if len(settled) > 0 && joined(text, settled[len(settled)-1], flag) {
			last := &settled[len(settled)-1]
			last.End = max(last.End, flag.End)
			if strength[flag.Clue] > strength[last.Clue] {
				last.Clue = flag.Clue
			}
			continue
		}
		settled = append(settled, flag)
	}
	for i := range settled {
		settled[i].Text = text[settled[i].Start:settled[i].End]
	}
	return settled
}

// joined reports whether two flags are one: they overlap, or they are words of
// one name with only spaces between.
func joined(text string, a, b Flag) bool {
	if b.Start < a.End {
		return true
	}
	return a.Clue == b.Clue && (a.Clue == ClueIdentity || a.Clue == ClueName) && strings.Trim(text[a.End:b.Start], " ") == ""
}

var strength = map[Clue]int{ClueIdentity: 7, ClueEmail: 6, ClueHandle: 5, ClueAddress: 4, ClueDate: 3, ClueNumber: 2, ClueName: 1}

// removed takes the place of what is taken out.
const removed = "[removed]"

// TakeOut gives a text without what is flagged in it.
func (f *Flagger) TakeOut(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	var left strings.Builder
	from := 0
	for _, flag := range f.Flags(text) {
		left.WriteString(text[from:flag.Start])
		left.WriteString(removed)
		from = flag.End
	}
	left.WriteString(text[from:])
	return left.String()
}
