package letter

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// hardest is the grade of Flesch and Kincaid that no letter may pass: grade 6 is
// the reading age of 11.
const hardest = 6.0

// grade is the Flesch-Kincaid grade of sentences: 0.39 words a sentence + 11.8
// syllables a word - 15.59. Numbers do not count.
func grade(sentences []string) float64 {
	words, syllables, count := 0, 0, 0
	for _, sentence := range sentences {
		before := words
		for word := range strings.FieldsFuncSeq(sentence, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
			words++
			syllables += syllablesIn(word)
		}
		if words > before {
			count++
		}
	}
	if words == 0 {
		return math.Inf(-1)
	}
	return 0.39*float64(words)/float64(count) + 11.8*float64(syllables)/float64(words) - 15.59
}

var vowels = regexp.MustCompile(`[aeiouy]+`)

// syllablesIn counts groups of vowels, less a silent e at the end.
func syllablesIn(word string) int {
	word = strings.ToLower(strings.Trim(word, "'"))
	n := len(vowels.FindAllString(word, -1))
	silent := strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") ||
		strings.HasSuffix(word, "ed") && !strings.HasSuffix(word, "ted") && !strings.HasSuffix(word, "ded") ||
		strings.HasSuffix(word, "es") && !regexp.MustCompile(`(s|c|g|x|z|sh|ch)es$`).MatchString(word)
	if silent && n > 1 {
		n--
	}
	return max(n, 1)
}

var sentenceEnds = regexp.MustCompile(`[.!?:]+(\s+|$)`)

func sentencesOf(text string) []string {
	return slices.DeleteFunc(sentenceEnds.Split(text, -1), func(s string) bool { return s == "" })
}

// ownWords are the sentences of a letter that are ours: not the words of the law,
// of the rules of statute, of the decision maker, nor names of others. Headings,
// which are short, would flatter the grade.
func ownWords(l Letter) (sentences []string) {
	l.Person.Name, l.To.Name = "Ann", "Jo"
	places := l.places()
	for _, s := range texts[l.Kind].sections {
		if s.when != nil && !s.when(l) {
			continue
		}
		for _, n := range s.lines {
			if (n.when == nil || n.when(l)) && (n.shape == paragraph || n.shape == bullet) {
				sentences = append(sentences, sentencesOf(l.words().Text(n.voice.of(l), places...))...)
			}
		}
	}
	return sentences
}

func TestSyllables(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]int{"cat": 1, "decide": 2, "decided": 3, "evidence": 3, "people": 2, "used": 1, "places": 2,
		"reconsideration": 6, "the": 1, "slavery": 3, "helped": 1, "rhythm": 1, "a": 1, "don't": 1} {
		if got := syllablesIn(word); got != want {
			t.Errorf("%s has %d syllables, want %d", word, got, want)
		}
	}
}

func TestGradeTellsEasyFromHard(t *testing.T) {
	t.Parallel()
	easy := grade(sentencesOf("The cat sat on the mat. It was warm. We will write to you."))
	hard := grade(sentencesOf("Notwithstanding the aforementioned determination, representations may be submitted contemporaneously by the individual's legal representative pursuant to the applicable statutory provisions."))
	if easy > 2 || hard < 20 {
		t.Errorf("easy %.1f, hard %.1f", easy, hard)
	}
}

// TestLettersAreEasyToRead keeps each letter below the grade, each sentence
// short, and no word too long without its explanation beside it.
func TestLettersAreEasyToRead(t *testing.T) {
	t.Parallel()
	const longest = 26 // words in a sentence
	for _, l := range samples() {
		sentences := ownWords(l)
		got := grade(sentences)
		t.Logf("%-42s grade %.1f, %d sentences", describe(l), got, len(sentences))
		if got > hardest {
			t.Errorf("%s: grade %.1f is above %.0f", describe(l), got, hardest)
		}
		for _, sentence := range sentences {
			if n := len(strings.Fields(sentence)); n > longest {
				t.Errorf("%s: a sentence of %d words: %s", describe(l), n, sentence)
			}
		}
	}
}

// TestWordsOfTheField keeps out words that hurt or that nobody outside the
// field understands.
func TestWordsOfTheField(t *testing.T) {
	t.Parallel()
	never := regexp.MustCompile(`(?i)\b(illegal\w*|prostitut\w*|alleg\w*|MSVCC|NRM|CG|RG|SCA|IECA|herein\w*|pursuant|notwithstanding|aforementioned|shall|deem\w*|claimant)\b`)
	for _, source := range Sources() {
		if found := never.FindString(source); found != "" {
			t.Errorf("%q is in %q", found, source)
		}
	}
	explained := map[string]string{"judicial review": "court", "legal aid": "pay", "recovery period": "time", "reconsideration": "again",
		"disqualified": "protection", "conclusive grounds": "more likely than not", "modern slavery": "forced, tricked or controlled"}
	for _, l := range samples() {
		if l.organisation() {
			continue // written to people of the field
		}
		l.Help = nil // names of others
		text, err := Text(l)
		if err != nil {
			t.Fatal(err)
		}
		for word, with := range explained {
			if strings.Contains(strings.ToLower(text), word) && !strings.Contains(text, with) {
				t.Errorf("%s says %q and does not explain it (%q)", describe(l), word, with)
			}
		}
	}
}
