package referral

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/casefile"
)

// runLength is how many words in a row two texts must share to count as copied:
// fewer are shared by chance ("she said that she had to work in the house").
const runLength = 12

// thinStory is how many characters the main stories should have at least.
const thinStory = 60

// mainStories are those that a decision rests on.
var mainStories = []string{casefile.StoryStart, casefile.StoryRequired, casefile.StoryLiving, casefile.StoryTreatment, casefile.StoryInsight}

// copied finds text that stands in several stories, or in an earlier report of
// the same sender: each person needs their own account.
func (w *advising) copied(s *Submission, earlier []map[string]string) {
	runs := map[string]map[uint64]bool{}
	for kind, text := range s.Record.Stories {
		runs[kind] = runsOf(text)
	}
	before := map[uint64]bool{}
	for _, stories := range earlier {
		for _, text := range stories {
			for run := range runsOf(text) {
				before[run] = true
			}
		}
	}
	kinds := slices.Sorted(func(yield func(string) bool) {
		for kind := range runs {
			if !yield(kind) {
				return
			}
		}
	})
	for i, kind := range kinds {
		for _, other := range kinds[i+1:] {
			if share(runs[kind], runs[other]) {
				w.add(pageOfStory[kind], "“{story}” and “{other}” have the same words", "story", phrase(kind), "other", phrase(other))
			}
		}
		if share(runs[kind], before) {
			w.add(pageOfStory[kind], "“{story}” has the same words as another report of yours. Each person needs their own account", "story", phrase(kind))
		}
	}
}

func (w *advising) thin(s *Submission) {
	for _, kind := range mainStories {
		if text := strings.TrimSpace(s.Record.Stories[kind]); text != "" && utf8.RuneCountInString(text) < thinStory {
			w.add(pageOfStory[kind], "“{story}” is very short. Could you say more?", "story", phrase(kind))
		}
	}
}

// runsOf gives the hash of every run of words in a text, whatever its case and
// punctuation.
func runsOf(text string) map[uint64]bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	runs := map[uint64]bool{}
	for i := 0; i+runLength <= len(words); i++ {
		hash := fnv.New64a()
		for _, word := range words[i : i+runLength] {
			hash.Write([]byte(word))
			hash.Write([]byte{0})
		}
		runs[hash.Sum64()] = true
	}
	return runs
}

func share(a, b map[uint64]bool) bool {
	if len(b) < len(a) {
		a, b = b, a
	}
	for run := range a {
		if b[run] {
			return true
		}
	}
	return false
}
