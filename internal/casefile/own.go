package casefile

import (
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// AsPerson is who acts on their own page: somebody without an account. Where
// they are is nobody's business, so no network address is with them.
func AsPerson(request string) account.Actor {
	return account.Actor{Name: "The person", Via: account.OwnPage, Request: request}
}

// OwnPart is what one room tells a person on their own page: in words for
// somebody of nine to eleven years, with nothing in it that would harm them on a
// screen somebody else looks at (no address, no name of another).
type OwnPart struct {
	Title string // a catalogue source string
	Lines []OwnLine
	// Empty is what the page says where there are no lines; "" leaves the part out.
	Empty string
	// Order says where the part stands among all: what was decided 10, what is next
	// 20, plan and appointments 30, where they live 40, money 50, leave 60, return
	// 70, justice 80, rights 90.
	Order int
}

// OwnLine is one thing told.
type OwnLine struct {
	Sentence
	// On is the day it is about; zero where there is none.
	On civil.Day
	// Why says in sentences why it is so, or why then.
	Why []Sentence
	// Words are somebody's own words, shown as they were written.
	Words string
}

// OwnLook is one time that something was done with a person's file, as they may
// know it: by which agency and in which role, and nobody's name.
type OwnLook struct {
	At     time.Time
	Agency string // "" for the service itself
	Roles  []string
	// What was done and why, as catalogue source strings; Why may be "".
	What, Why string
	// Person says that it was the person, on their own page; Unknown that nobody
	// knows who it was.
	Person, Unknown bool
}

// OwnConsent is something that the person agreed to share and can take back.
type OwnConsent struct {
	ID db.ID
	// Recipient is who sees it, Parts what they see and Purpose for what, the last
	// two as catalogue source strings.
	Recipient string
	Parts     []string
	Purpose   string
	On        civil.Day
	// Stays are the purposes for which the recipient goes on seeing something that
	// does not rest on the person's consent.
	Stays []string
}
