package referral

import (
	_ "embed"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/reference"
)

// word is one word of a text with where it stands.
type word struct {
	start, end int
	text       string
	folded     string // as casefile compares names; "" where nothing is left
	first      bool   // begins a sentence or a line
	after      string // the folded word before it, in the same sentence
}

// wordsOf takes a text apart. Hyphens and apostrophes inside a word belong to it.
func wordsOf(text string) []word {
	var words []word
	first, before := true, ""
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			switch r {
			case '.', '!', '?', '\n', ':', ';', '•', '"', '“', '”', '(', '。', '؟':
				first, before = true, ""
			}
			at += size
			continue
		}
		end := at
		for end < len(text) {
			r, size := utf8.DecodeRuneInString(text[end:])
			if unicode.IsLetter(r) || unicode.IsMark(r) || strings.ContainsRune("'’ʼ-", r) {
				end += size
				continue
			}
			break
		}
		w := word{start: at, end: at + len(strings.TrimRight(text[at:end], "'’ʼ-")), first: first, after: before}
		w.text = text[w.start:w.end]
		w.folded = strings.Join(casefile.NameParts(w.text), " ")
		words = append(words, w)
		first, before = false, w.folded
		at = end
	}
	return words
}

// plain is a folded word without an English possessive.
func (w word) plain() string {
	for _, ending := range []string{"'s", "’s", "ʼs"} {
		if cut, found := strings.CutSuffix(w.text, ending); found {
			return strings.Join(casefile.NameParts(cut), " ")
		}
	}
	return w.folded
}

// placeWords are the folded words of every place, nationality and language.
func placeWords(lists *reference.Set) map[string]bool {
	words := map[string]bool{}
	for _, list := range []*reference.List{lists.Countries, lists.Nationalities, lists.Nations, lists.Languages, lists.Regions, lists.Towns, lists.PoliceForces} {
		for _, entry := range list.All() {
			for _, part := range casefile.NameParts(entry.Name) {
				words[part] = true
			}
		}
	}
	return words
}

// nameFlags finds what looks like a name: a capital in the middle of a
// sentence, several capitals in a row, what follows a title or "called", and
// words in a script without capitals.
func (f *Flagger) nameFlags(text string, words []word) []Flag {
	var flags []Flag
	for i := 0; i < len(words); i++ {
		w := words[i]
		introduced := introducing[w.after] && !ordinary[w.plain()]
		run := i
		for run < len(words) && f.nameLike(words[run]) && (run == i || together(text, words[run-1], words[run])) {
			run++
		}
		capitals := run - i
		switch {
		case otherScript(w.text):
			flags = append(flags, Flag{Start: w.start, End: w.end, Clue: ClueName})
		case capitals > 1, capitals == 1 && (!w.first || introduced), introduced && capitals == 0 && !f.places[w.plain()]:
			end := max(run, i+1)
			flags = append(flags, Flag{Start: w.start, End: words[end-1].end, Clue: ClueName})
			i = end - 1
		case capitals == 1 && w.first && !common(w.plain()):
			flags = append(flags, Flag{Start: w.start, End: w.end, Clue: ClueName})
		}
	}
	return flags
}

// nameLike reports whether a word could be part of a name: it has a capital and
// is neither an ordinary word, nor a place after a word such as "in".
func (f *Flagger) nameLike(w word) bool {
	r, _ := utf8.DecodeRuneInString(w.text)
	if !unicode.IsUpper(r) && !unicode.IsTitle(r) || w.folded == "" {
		return false
	}
	plain := w.plain()
	if ordinary[plain] || w.first && common(plain) {
		return false
	}
	return !f.places[plain] || !(placing[w.after] || nationalWord(plain, f))
}

// nationalWord reports whether a place word stands as it does in "she is
// Albanian": lists of nationalities and languages give no names of people.
func nationalWord(plain string, f *Flagger) bool {
	if !f.places[plain] {
		return false
	}
	for _, ending := range []string{"ian", "ese", "ish", "ani", "ean", "can", "qi", "land", "stan", "ia"} {
		if strings.HasSuffix(plain, ending) {
			return true
		}
	}
	return nationalWords[plain]
}

// together reports whether two words stand beside each other with nothing but
// spaces between.
func together(text string, a, b word) bool {
	return strings.Trim(text[a.end:b.start], " \u00a0") == "" && !strings.Contains(text[a.end:b.start], "\n")
}

// otherScript finds words in scripts that have no capitals and hold names no
// differently from other words.
func otherScript(text string) bool {
	for _, r := range text {
		if unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian) {
			return true
		}
	}
	return false
}

// common reports whether a word that begins a sentence is an English word and
// no name: there a capital says nothing.
func common(plain string) bool {
	return starters[plain] || ordinary[plain] || inEnglish(plain) || len(plain) < 2
}

// inEnglish reports whether a word is one of english, or its plural or past.
func inEnglish(plain string) bool {
	if english[plain] {
		return true
	}
	for _, ending := range []struct{ is, was string }{{"ies", "y"}, {"es", ""}, {"s", ""}, {"ed", ""}, {"ed", "e"}, {"ing", ""}, {"ing", "e"}} {
		if stem, found := strings.CutSuffix(plain, ending.is); found && len(stem) > 3 && english[stem+ending.was] {
			return true
		}
	}
	return false
}

// english are words of accounts such as these, one to a line, without those that
// are names of people as well: what could be a name is flagged.
var english = set(englishWords)

//go:embed words/english.txt
var englishWords string

func set(words string) map[string]bool {
	made := map[string]bool{}
	for _, word := range strings.Fields(words) {
		made[word] = true
	}
	return made
}

// introducing are words after which a name comes.
var introducing = set("mr mrs ms miss mx dr prof sir madam called named nickname nicknamed alias aka name names surname")

// placing are words after which a place comes.
var placing = set("in at to from near of around via through towards outside inside between and or via the north south east west central greater")

var nationalWords = set("british english welsh scottish irish french german dutch danish polish czech slovak greek turkish kurdish thai lao somali iraqi afghan uk usa gb england scotland wales london france")

// ordinary are words that often have a capital and are no names.
var ordinary = set(`i a an the he she they we it his her their my our you your this that these those there
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
pv nrm ho sca ieca msv fr dtn uk eu gp nhs ngo ico id cctv sim atm hgv ok am pm
home office police force border officer officers detective constable sergeant inspector social worker services service council authority local
salvation army migrant help department hospital court prison school college university church mosque temple airport port
modern slavery trafficking victim victims potential national referral mechanism duty notify first responder christmas easter ramadan eid
english mum dad mother father uncle aunt auntie brother sister grandmother grandfather boss god whatsapp facebook instagram snapchat telegram tiktok google`)

// starters are words with which English sentences begin.
var starters = set(`ring call ask see look meet write after all also between before behind beside beyond around above below under over against along among across although and another any as at because before being both but by can did do does during each even every few for from
had has have her here his how however if in into is it its just later life like living made many more most much my never no nobody none not nothing
now of often on once one only or other our out over pay people she shortly since so some somebody someone sometimes soon still such than that
the their them then there these they this those though through threatened to told took two three four five six until up very was we were what when
where which while who why with within without work worked working would yes you young eventually finally initially previously recently usually
money food debt documents passport travel travelled taken forced locked beaten promised paid unpaid kept given moved left arrived escaped rescued
family friends girls boys men women children child adult victim exploitation conditions accommodation house flat room car van lorry boat
situation part he him himself herself
fear near perhaps maybe probably possibly yes sleep violence threats shame trust hope help asked beaten sold bought brought came went ran drove gave got
kept knew let made met paid said saw slept spoke stayed stopped thought tried used wanted left lost held hit hurt called given taken told
day days week weeks month months year years morning night evening hours every next last first second third both either neither same own little few
please note according due despite except including regarding based around far close outside inside upstairs downstairs
boss exploiter exploiters trafficker traffickers recruiter employer agent driver owner customer customers client clients neighbour police officer officers
cash wages salary rent bills phone passports papers id card cards clothes room rooms shop farm factory restaurant hotel nail car wash street
always usually sometimes rarely often again still only even too very quite more less least better worse good bad new old other others`)

// The patterns that need no knowledge of the person.
var patterns = []struct {
	clue Clue
	expr *regexp.Regexp
}{
	{ClueEmail, regexp.MustCompile(`[\pL\pN._%+\-]+\s?@\s?[\pL\pN\-]+(\.[\pL\pN\-]+)+`)},
	{ClueHandle, regexp.MustCompile(`(?i)\b(https?://|www\.)\S+`)},
	{ClueHandle, regexp.MustCompile(`@[\pL\pN_][\pL\pN_.\-]{1,}`)},
	{ClueHandle, regexp.MustCompile(`(?i)\b(instagram|insta|snapchat|snap|whatsapp|telegram|tiktok|facebook|fb|messenger|wechat|viber|signal|imo|onlyfans|username|user name|handle|account|profile)\s*(is|was|name|:|=|-)\s*[\pL\pN_.\-]{2,}`)},
	{ClueNumber, regexp.MustCompile(`[+(]?\pN[\pN\s().\-/\x{00A0}]{4,}\pN`)},
	{ClueNumber, regexp.MustCompile(`\b[A-Za-z]{1,4}-?\pN{4,}[A-Za-z]?\b|\b[A-Za-z]{2}\s?\pN{2}\s?\pN{2}\s?\pN{2}\s?[A-Za-z]\b`)},
	{ClueNumber, regexp.MustCompile(`\b[A-Z]{2}\pN{2}\s?[A-Z]{3}\b`)}, // number plate
	{ClueAddress, regexp.MustCompile(`(?i)\b[A-Z]{1,2}\pN[A-Z\pN]?\s*\pN[A-Z]{2}\b`)},
	{ClueAddress, regexp.MustCompile(`(?i)\b(flat|apartment|apt|unit|room|house)\s+(no\.?\s*|number\s*)?\pN+[a-z]?\b`)},
	{ClueAddress, regexp.MustCompile(`(?i)\b(\pN+[a-z]?,?\s+)?([\pL'’\-]+\s+){1,3}(street|road|avenue|lane|close|drive|court|crescent|terrace|gardens|grove|place|square|mews|rise|walk|boulevard|rue|strasse|straße)\b`)},
	{ClueDate, regexp.MustCompile(`\b\pN{1,2}\s*[/.\-]\s*\pN{1,2}\s*[/.\-]\s*(\pN{4}|\pN{2})\b|\b\pN{4}-\pN{2}-\pN{2}\b`)},
	{ClueDate, regexp.MustCompile(`(?i)\b\pN{1,2}(st|nd|rd|th)?\s+(of\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+\pN{4}\b`)},
	{ClueDate, regexp.MustCompile(`(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\pN{1,2}(st|nd|rd|th)?,?\s+\pN{4}\b`)},
}

func patternFlags(text string) []Flag {
	var flags []Flag
	for _, pattern := range patterns {
		for _, found := range pattern.expr.FindAllStringIndex(text, -1) {
			if pattern.clue == ClueNumber && onlyYears(text[found[0]:found[1]]) {
				continue
			}
			flags = append(flags, Flag{Start: found[0], End: found[1], Clue: pattern.clue})
		}
	}
	return flags
}

// onlyYears finds "2023 - 2024", "2023/2024" and the like, which say when and not who.
var years = regexp.MustCompile(`^(19|20)\d\d(\s*[-/.()\s]\s*(19|20)?\d\d)?$`)

func onlyYears(text string) bool { return years.MatchString(strings.Trim(text, " ()")) }
