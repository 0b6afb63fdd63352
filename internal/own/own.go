// Package own is the page that a person has about themselves. Somebody who has
// them before their eyes gives them a code on a card that says nothing of what it
// is; with the code, and a second answer that stands nowhere, they see what was
// decided, what comes next and why, who looked at their file, and can ask, have
// something put right and take back a consent. It leaves nothing on the phone.
package own

import (
	"context"
	"log/slog"
	"strings"
	"time"
	"unicode"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/statute"
)

// Room is the capability over a database.
type Room struct {
	DB    *db.Database
	Rules statute.Book
	Log   *slog.Logger
	Settings

	// What other rooms tell the person, in no order: each part says its own.
	Parts []func(context.Context, *db.Tx, db.ID) ([]casefile.OwnPart, error)
	// Unsafe are asked whether having the page would put the person in danger. One
	// that says so is enough: no code is given, and one that was given ends.
	Unsafe []func(context.Context, *db.Tx, db.ID) (bool, error)
	// Looks lists who did and saw what, the newest first, at most so many.
	Looks func(ctx context.Context, tx *db.Tx, caseID db.ID, most int) ([]casefile.OwnLook, error)
	// Consents lists what the person agreed to share, and TakeBack takes one back
	// and ends at once what rests on it.
	Consents func(context.Context, *db.Tx, db.ID) ([]casefile.OwnConsent, error)
	TakeBack func(ctx context.Context, tx *db.Tx, person account.Actor, caseID, consent db.ID) error
	// Deciding tells which agency decides on a case, and who there; "" for nobody.
	Deciding func(context.Context, *db.Tx, db.ID) (agency, person db.ID, err error)
	// NewCode makes a code; nil makes one by chance.
	NewCode func() string
}

// Settings are what a deployment chooses.
type Settings struct {
	// Address is how the page is reached, as the card says it: "example.org/info".
	// A name that says nothing of what the service is keeps the card quiet.
	Address string
	// Exit is where the button that leaves the page leads.
	Exit string
	// Idle ends a session that nobody used, Whole every session.
	Idle, Whole time.Duration
	// Secure says that people reach the service over TLS.
	Secure bool
}

// withDefaults are ten minutes without use, half an hour at most, and the
// weather.
func (s Settings) withDefaults() Settings {
	if s.Exit == "" {
		s.Exit = "https://www.bbc.co.uk/weather"
	}
	if s.Idle == 0 {
		s.Idle = 10 * time.Minute
	}
	if s.Whole == 0 {
		s.Whole = 30 * time.Minute
	}
	return s
}

// New makes the room.
func New(d *db.Database, rules statute.Book, log *slog.Logger, settings Settings) *Room {
	return &Room{DB: d, Rules: rules, Log: log, Settings: settings.withDefaults()}
}

// The letters and digits of codes: those that nobody takes for another, read out
// or written by hand.
const codeLetters = "23456789ABCDEFGHJKMNPQRTUVWXYZ"

// codeLength of 10 gives 49 bits; with tries limited that is beyond guessing.
const codeLength = 10

// taken are signs that no code has, with the letter of a code for which they are
// taken: from paper, and from keyboards of other scripts.
var taken = strings.NewReplacer("S", "5", "O", "Q", "0", "Q",
	"А", "A", "В", "B", "Е", "E", "К", "K", "М", "M", "Н", "H", "Р", "P", "С", "C", "Т", "T", "У", "Y", "Х", "X",
	"٢", "2", "٣", "3", "٤", "4", "٥", "5", "٦", "6", "٧", "7", "٨", "8", "٩", "9",
	"۲", "2", "۳", "3", "۴", "4", "۵", "5", "۶", "6", "۷", "7", "۸", "8", "۹", "9")

// CleanCode reads a code as it was typed: small letters, spaces and hyphens are
// as good, and what is often taken for a letter of the code counts as that.
func CleanCode(typed string) string {
	var clean strings.Builder
	for _, r := range taken.Replace(strings.ToUpper(typed)) {
		if strings.ContainsRune(codeLetters, r) {
			clean.WriteRune(r)
		}
	}
	return clean.String()
}

// ShowCode writes a code as a card shows it, in groups that are easy to type:
// "ABC DEFG HJK".
func ShowCode(code string) string {
	if len(code) != codeLength {
		return code
	}
	return code[:3] + " " + code[3:7] + " " + code[7:]
}

// SecondKind is what the second answer is.
type SecondKind string

// The kinds of second answer.
const (
	Year SecondKind = "year"
	Word SecondKind = "word"
)

// CleanSecond reads a second answer so that the same one typed otherwise is the
// same: without spaces around or between, in small letters.
func CleanSecond(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, typed)
}

// minWord is the shortest word that a person can choose.
const minWord = 4

// checkSecond says what is wrong with a new second answer; "" where it will do.
func checkSecond(kind SecondKind, typed string, born civil.Partial, today civil.Day) string {
	clean := CleanSecond(typed)
	switch kind {
	case Year:
		year := 0
		for _, r := range clean {
			if r < '0' || r > '9' || len(clean) != 4 {
				return "Enter the year of birth as 4 digits, such as 1998"
			}
			year = year*10 + int(r-'0')
		}
		if len(clean) != 4 || year < today.Year-120 || year > today.Year {
			return "Enter the year of birth as 4 digits, such as 1998"
		}
		if born.Year != 0 && !born.About && born.Year != year {
			return "This is not the year of birth on the file. Use a word instead, or have the file put right first"
		}
	case Word:
		if len([]rune(clean)) < minWord {
			return "The word must have 4 letters or more"
		}
		if len([]rune(clean)) > 40 {
			return "The word must have 40 letters or fewer"
		}
	default:
		return "Choose what the second answer is"
	}
	return ""
}

// mostWrong is how many wrong second answers end a code: few, since a year of
// birth has few that are likely.
const mostWrong = 5

// Why a code ended.
const (
	endedByHand  = "by-hand"
	endedNew     = "new-code"
	endedTries   = "tries"
	endedUnsafe  = "unsafe"
	endedExpired = "expired"
)

// Code is a code that was given, without the code itself.
type Code struct {
	ID       db.ID
	Case     db.ID
	Kind     SecondKind
	Child    bool
	Agreed   Agreed
	Agency   db.ID
	Given    time.Time
	GivenBy  string
	UseBy    civil.Day
	Until    civil.Day
	Rule     string
	Used     int
	UsedAt   time.Time
	Wrong    int
	Ended    time.Time
	EndedWhy string
	givenBy  db.ID
	hash     string
}

// Agreed is who agreed that a child has a page, and why it is good for the child.
type Agreed struct{ Who, Role, Why string }

// Over says why a code works no more on a day; "" while it does.
func (c Code) Over(today civil.Day) string {
	switch {
	case !c.Ended.IsZero():
		return c.EndedWhy
	case c.Until.Before(today), c.Used == 0 && c.UseBy.Before(today):
		return endedExpired
	}
	return ""
}

// Topic is what a question is about, which says who answers.
type Topic string

// The topics that the page offers.
const (
	AboutDecision Topic = "decision"
	AboutHelp     Topic = "help"
	AboutHome     Topic = "home"
	AboutMoney    Topic = "money"
	AboutFile     Topic = "file"
	AboutOther    Topic = "other"
)

// topics lists every topic with its words for the person and for staff.
var topics = []struct {
	Topic Topic
	Words string
}{
	{AboutDecision, "The decision about me"},
	{AboutHelp, "My help and my plan"},
	{AboutHome, "Where I live"},
	{AboutMoney, "My money"},
	{AboutFile, "What is written about me"},
	{AboutOther, "Something else"},
}

// Words names a topic: a catalogue source string.
func (t Topic) Words() string {
	for _, known := range topics {
		if known.Topic == t {
			return known.Words
		}
	}
	return ""
}

// Kind is what was written on the page.
type Kind string

// What is written on the page.
const (
	Question Kind = "question"
	// Wrong says that something in the file or on the page is not right.
	Wrong Kind = "wrong"
	// Note is written to the person by those who help them.
	Note Kind = "message"
)

// Message is something asked, answered or told on the page.
type Message struct {
	ID             db.ID
	Case           db.ID
	Reference      string
	Kind           Kind
	Topic          Topic
	Language       string
	Text           string
	Agency         db.ID
	AgencyName     string
	Account        db.ID
	At             time.Time
	Due            civil.Day
	Answer         string
	Answered       time.Time
	AnsweredAgency string
	Seen           time.Time
	task           db.ID
}

// Open reports whether the person waits for an answer.
func (m Message) Open() bool { return m.Kind != Note && m.Answered.IsZero() }

// Late reports whether the answer is late on a day.
func (m Message) Late(today civil.Day) bool { return m.Open() && m.Due.Before(today) }
