package machine

import (
	"net/mail"
	"slices"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// Allocation gives a case its first authority.
type Allocation struct {
	Authority Authority `json:"authority"`
}

// Check asks for an authority that may decide about this person.
func (f Allocation) Check(c Case, on civil.Day) []fault.Field {
	var k check
	k.authority(f.Authority, c, on)
	return k.fields
}

func (k *check) authority(authority Authority, c Case, on civil.Day) {
	switch {
	case !Among(string(authority), Authorities):
		k.wrong("authority", "Choose a competent authority")
	case authority == ImmigrationEnforcementAuthority && c.Facts.Age != Adult:
		k.wrong("authority", "This authority does not decide about children, or about anybody who may be a child")
	case authority == DevolvedPanel:
		if why := c.Facts.panelMayDecide(on); why != "" {
			k.wrong("authority", why)
		}
	}
}

// Transfer gives a case to another authority.
type Transfer struct {
	Authority Authority `json:"authority"`
	Reasons   string    `json:"reasons"`
}

// Check asks for another authority that may decide about this person.
func (f Transfer) Check(c Case, on civil.Day) []fault.Field {
	var k check
	k.authority(f.Authority, c, on)
	switch {
	case f.Authority == c.Authority:
		k.wrong("authority", "This authority already has the case")
	case f.Authority == DevolvedPanel && c.Additional != nil:
		k.wrong("authority", "A devolved panel does not take additional decisions")
	}
	k.reasons(f.Reasons)
	return k.fields
}

// Assignment gives a case to a person.
type Assignment struct {
	// DecisionMaker is an account identifier.
	DecisionMaker string `json:"decision_maker"`
}

// Check asks for somebody.
func (f Assignment) Check(Case, civil.Day) []fault.Field {
	var k check
	k.line("decision_maker", f.DecisionMaker, "Choose a decision maker")
	return k.fields
}

// Correction puts the jurisdiction right.
type Correction struct {
	Jurisdiction Jurisdiction `json:"jurisdiction"`
	Reasons      string       `json:"reasons"`
}

// Check asks for another jurisdiction.
func (f Correction) Check(c Case, _ civil.Day) []fault.Field {
	var k check
	k.choice("jurisdiction", string(f.Jurisdiction), JurisdictionChoices, "Choose a jurisdiction")
	if f.Jurisdiction == c.Facts.Jurisdiction {
		k.wrong("jurisdiction", "This is already the jurisdiction of the case")
	}
	k.reasons(f.Reasons)
	return k.fields
}

// InformationAsked asks somebody outside for information.
type InformationAsked struct {
	Of       Source `json:"of"`
	Name     string `json:"name"`
	Question string `json:"question"`
	// Email is where to send the question; without it the address is looked for
	// Among the professionals of the case, or given when the letter is addressed.
	Email string `json:"email,omitempty"`
}

// Check asks whom, and what.
func (f InformationAsked) Check(Case, civil.Day) []fault.Field {
	var k check
	k.choice("of", string(f.Of), Sources, "Choose whom to ask")
	k.line("name", f.Name, "Enter the name of the person or organisation to ask")
	k.text("question", f.Question, "Enter what you need to know")
	if f.Email != "" {
		k.line("email", f.Email, "")
		if parsed, err := mail.ParseAddress(f.Email); err != nil || parsed.Address != f.Email {
			k.wrong("email", "Enter an email address like name@example.com")
		}
	}
	return k.fields
}

// InformationGiven records an answer.
type InformationGiven struct {
	Request    int       `json:"request"`
	ReceivedOn civil.Day `json:"received_on"`
	Summary    string    `json:"summary"`
}

// Check asks for an open request and what came.
func (f InformationGiven) Check(c Case, on civil.Day) []fault.Field {
	var k check
	asked := k.request(f.Request, c)
	k.past("received_on", f.ReceivedOn, asked, on)
	k.text("summary", f.Summary, "Say what was received")
	return k.fields
}

func (k *check) request(number int, c Case) (asked civil.Day) {
	at := slices.IndexFunc(c.Requests, func(r InformationRequest) bool { return r.Number == number })
	if at < 0 {
		k.wrong("request", "Choose a request that is open")
		return civil.Day{}
	}
	return c.Requests[at].On
}

// InformationEnded gives up on an answer.
type InformationEnded struct {
	Request int    `json:"request"`
	Reasons string `json:"reasons"`
}

// Check asks for an open request and why it is given up.
func (f InformationEnded) Check(c Case, _ civil.Day) []fault.Field {
	var k check
	k.request(f.Request, c)
	k.reasons(f.Reasons)
	return k.fields
}

// Service records that a letter reached the person.
type Service struct {
	Letter   int       `json:"letter"`
	ServedOn civil.Day `json:"served_on"`
	Channel  string    `json:"channel"`
	// Contact is the contact marked safe that was used.
	Contact string `json:"contact"`
}

// Check asks for a letter that waits, the day, and how it was served.
func (f Service) Check(c Case, on civil.Day) []fault.Field {
	var k check
	letter := c.Letter(f.Letter)
	if letter == nil || !letter.Served.IsZero() {
		k.wrong("letter", "Choose a letter that waits to be served")
	} else {
		k.past("served_on", f.ServedOn, letter.Made, on)
	}
	k.choice("channel", f.Channel, Channels, "Choose how the letter was served")
	k.line("contact", f.Contact, "Choose the safe contact that was used")
	return k.fields
}

// LetterHeld keeps a letter that cannot be served safely.
type LetterHeld struct {
	Letter  int    `json:"letter"`
	Reasons string `json:"reasons"`
}

// Check asks for a letter that waits, and why it is held.
func (f LetterHeld) Check(c Case, _ civil.Day) []fault.Field {
	var k check
	if letter := c.Letter(f.Letter); letter == nil || !letter.Waits() {
		k.wrong("letter", "Choose a letter that waits to be served")
	}
	k.reasons(f.Reasons)
	return k.fields
}

// LetterReturned records that a letter came back.
type LetterReturned struct {
	Letter     int       `json:"letter"`
	ReturnedOn civil.Day `json:"returned_on"`
	Reasons    string    `json:"reasons"`
}

// Check asks for a letter that was served.
func (f LetterReturned) Check(c Case, on civil.Day) []fault.Field {
	var k check
	if letter := c.Letter(f.Letter); letter == nil || letter.Served.IsZero() {
		k.wrong("letter", "Choose a letter that was served")
	} else {
		k.past("returned_on", f.ReturnedOn, letter.Served, on)
	}
	k.reasons(f.Reasons)
	return k.fields
}

// Closing closes a case whose work is done.
type Closing struct {
	Because string `json:"because"`
}

// Check asks why, and that the reason fits the stage.
func (f Closing) Check(c Case, _ civil.Day) []fault.Field {
	var k check
	k.choice("because", f.Because, ClosingReasons, "Choose why the case is closed")
	fits := map[Stage]string{Withdrawn: "withdrawn", Disqualified: "disqualified"}[c.Stage]
	if fits == "" {
		fits = "decided"
	}
	if Among(f.Because, ClosingReasons) && f.Because != fits {
		k.wrong("because", "This is not how the case ended")
	}
	return k.fields
}

// EarlyClosing closes a case that will not be decided.
type EarlyClosing struct {
	Because string `json:"because"`
	Reasons string `json:"reasons"`
}

// Check asks why.
func (f EarlyClosing) Check(Case, civil.Day) []fault.Field {
	var k check
	k.choice("because", f.Because, EarlyClosingReasons, "Choose why the case is closed")
	k.reasons(f.Reasons)
	return k.fields
}
