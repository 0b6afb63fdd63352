package casefile

import "github.com/havenward/havenward/internal/civil"

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
