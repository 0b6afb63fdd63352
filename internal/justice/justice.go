// Package justice keeps what a person is due as a victim of crime: the rights they
// were offered, what they were told and when, special measures, statements,
// hearings with somebody at their side, a note on section 45, and ways to
// compensation with their limits. All of it is the person's choice, nothing in it
// is joined to support, and the police see only what the person agreed to show.
package justice

import (
	"slices"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// Part is one part of a justice file.
type Part string

// The parts of a justice file.
const (
	Rights     Part = "rights"
	Told       Part = "told"
	Crime      Part = "crime"
	Measures   Part = "measures"
	Statements Part = "statements"
	Hearings   Part = "hearings"
	Defence    Part = "section-45"
	Redress    Part = "compensation"
	Convention Part = "convention"
)

// partInfo is what pages say of a part.
type partInfo struct {
	Part  Part
	Title string // catalogue sources
	Says  string
	Add   string
	None  string
	// Shown says that the person may agree to show the part to the police. What
	// their lawyer needs, and what touches support, is never offered.
	Shown bool
}

var parts = []partInfo{
	{Hearings, "Hearings", "Dates in court and at tribunals, with who goes with them.", "Add a hearing", "No hearing is recorded.", true},
	{Told, "What they were told", "Key decisions of the case, and when the person was told of each.", "Add a key decision", "No key decision is recorded.", true},
	{Crime, "Crime and officer", "The crime reference, the officer in the case and how far it is.", "Add a crime record", "No crime record is known.", true},
	{Measures, "Special measures", "What would help them to give evidence, what was asked for and what was granted.", "Add a special measure", "No special measure was talked about.", true},
	{Statements, "Statements", "Statements that they were offered, gave or changed. The statements themselves are not kept here.", "Add a statement", "No statement is recorded.", true},
	{Rights, "Rights", "The rights of a victim of crime: what was offered, and what they chose.", "Record a right", "Nothing was offered yet.", true},
	{Redress, "Compensation", "Ways to compensation, with the last day of each.", "Add a way to compensation", "No way to compensation is recorded.", true},
	{Defence, "Section 45", "Where they are accused of something that they were made to do. For their lawyer: it is shown to nobody else.", "Add a note", "No note is recorded.", false},
	{Convention, "Convention rights", "What Articles 10 to 16 of the Convention give a victim: what was offered, and what they chose.", "Record a right", "Nothing was offered yet.", false},
}

func partOf(part Part) partInfo {
	for _, info := range parts {
		if info.Part == part {
			return info
		}
	}
	return partInfo{}
}

// Wish is what contact with the police a person wants. It is theirs to change at
// any time, and nothing else in the service depends on it.
type Wish string

// What contact with the police somebody may want.
const (
	NotAsked      Wish = "not-asked"
	Agreed        Wish = "agreed"
	ThroughWorker Wish = "through-worker"
	Refused       Wish = "refused"
)

var wishes = form.Codes{{string(NotAsked), "They have not been asked yet"}, {string(Agreed), "They agree that the police contact them"},
	{string(ThroughWorker), "Only through the worker who stands beside them"}, {string(Refused), "They want no contact with the police"}}

// File is the justice file of a person, as far as its reader may see it.
type File struct {
	Case       db.ID
	Agency     db.ID
	Version    int64
	Wish       Wish
	WishOn     civil.Day
	Vulnerable bool
	Words      fileWords
	Opened     time.Time
	Closed     time.Time
	Reference  string // the case's
	// Jurisdiction and AgeGroup are the case's.
	Jurisdiction, AgeGroup string
	// Keeper says that the reader's agency keeps the file and their role lets them
	// read all of it; else Parts are those that the person agreed to show.
	Keeper bool
	Parts  []Part
}

// fileWords are sealed: what the person said about it all.
type fileWords struct {
	Hopes string `json:"hopes,omitempty"` // what justice would be for them
	Said  string `json:"said,omitempty"`  // about contact with the police
	Why   string `json:"why,omitempty"`   // why they count as vulnerable or intimidated
}

// WishWords is what contact they want, a catalogue source.
func (f File) WishWords() string { return wishes.Words(string(f.Wish)) }

// Child reports whether the person has a child's rights.
func (f File) Child() bool { return casefile.TreatedAsChild(f.AgeGroup) }

// Sees reports whether the reader of the file may see a part.
func (f File) Sees(part Part) bool { return f.Keeper || slices.Contains(f.Parts, part) }

// about is what rules need to know of the person.
func (f File) about() statute.Subject {
	return statute.Subject{Jurisdiction: statute.Jurisdiction(f.Jurisdiction), Child: f.Child()}
}

// Entry is one line of a file. Kind and State are codes whose lists depend on the
// part; Form holds the words, opened.
type Entry struct {
	ID       db.ID
	Case     db.ID
	Part     Part
	Version  int64
	line     // codes and days
	Form     Form
	Recorded time.Time
	By       string
	Agency   string // of who recorded it
	Struck   time.Time
	StruckBy string
	// StruckWhy is why it was recorded by mistake.
	StruckWhy string
}

// line is what of an entry stands in plain, for lists and counts.
type line struct {
	Kind, State string
	On          civil.Day // the day it is about; zero where not known
	At          time.Time // when a hearing starts
	Due         civil.Day // the last day that a rule gives; zero where there is none
	Rule        string
	Pence       int64
}

func joinParts(list []Part) string {
	codes := make([]string, len(list))
	for i, part := range list {
		codes[i] = string(part)
	}
	return strings.Join(codes, " ")
}

func splitParts(text string) []Part {
	var list []Part
	for _, code := range strings.Fields(text) {
		list = append(list, Part(code))
	}
	return list
}
