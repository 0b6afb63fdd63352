package justice

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// Form is what somebody enters for one line of one part.
type Form interface {
	// Of is the part that the form is for.
	Of() Part
	check(setting) []fault.Field
	line(setting) (line, error)
	// said is the line in words, for lists: catalogue sources.
	said(setting) said
}

// setting is what a form is asked in: whom it is about, and the lists and rules.
type setting struct {
	File  File
	Lists *reference.Set
	Rules statute.Book
	Today civil.Day
	// Old are codes that the line holds already, which may be chosen again though
	// their list has others now.
	Old string
}

// said is how one line reads in a list: what it is, how it stands, and rows of
// what was written.
type said struct {
	What     string // catalogue source
	State    string // catalogue source
	Colour   string // of the state's tag
	Rows     []form.Row
	Verbatim string // shown behind What as it was typed
}

// empty gives an empty form for a part.
func empty(part Part) Form {
	switch part {
	case Rights:
		return &RightForm{}
	case Convention:
		return &ConventionForm{}
	case Told:
		return &NoticeForm{}
	case Crime:
		return &CrimeForm{}
	case Measures:
		return &MeasureForm{}
	case Statements:
		return &StatementForm{}
	case Hearings:
		return &HearingForm{}
	case Defence:
		return &DefenceForm{}
	case Redress:
		return &RedressForm{}
	}
	return nil
}

// entryOptions are the entries of a list that apply to the person today, and the
// one that stands already.
func (s setting) entryOptions(list *reference.List) []form.Option {
	var options []form.Option
	for _, e := range list.All() {
		if e.Code == s.Old || e.Applies(s.File.Jurisdiction, s.File.Child(), s.Today) {
			options = append(options, form.Option{Value: e.Code, Label: e.Name, Hint: e.Says})
		}
	}
	return options
}

// languageOptions are the languages, for a question of one line.
func (s setting) languageOptions() []form.Option {
	var options []form.Option
	for _, e := range s.Lists.Languages.All() {
		options = append(options, form.Option{Value: e.Code, Label: e.Name})
	}
	return options
}

// row is one row of what was written, left out where it is empty.
func rowsOf(pairs ...any) []form.Row {
	var rows []form.Row
	for i := 0; i+1 < len(pairs); i += 2 {
		switch value := pairs[i+1].(type) {
		case string:
			if value == "" {
				continue
			}
		case form.Phrase:
			if value == "" {
				continue
			}
		case civil.Day:
			if value.IsZero() {
				continue
			}
		}
		rows = append(rows, form.Row{Label: pairs[i].(string), Values: []any{pairs[i+1]}})
	}
	return rows
}

// past says that a day cannot be after today.
func (s setting) past(day civil.Day) []fault.Field {
	if day.After(s.Today) {
		return form.Say("The date must be today or in the past")
	}
	return nil
}

// mostPence is more than any award, so that a slip of the keys is found.
const mostPence = 10_000_000_00

// money reads an amount in pounds as people write it, as pence: 1,250.50, £300.
func money(text string) (pence int64, ok bool) {
	text = strings.NewReplacer("£", "", ",", "", " ", "").Replace(strings.TrimSpace(text))
	if text == "" {
		return 0, true
	}
	pounds, rest, dotted := strings.Cut(text, ".")
	if pounds == "" || dotted && len(rest) != 2 || len(pounds) > 10 || strings.Trim(pounds+rest, "0123456789") != "" {
		return 0, false
	}
	if !dotted {
		rest = "00"
	}
	pence, err := strconv.ParseInt(pounds+rest, 10, 64)
	return pence, err == nil && pence <= mostPence
}

// pounds writes pence as £1,250.50.
func pounds(pence int64) string {
	text := strconv.FormatInt(pence/100, 10)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return fmt.Sprintf("£%s.%02d", text, pence%100)
}
