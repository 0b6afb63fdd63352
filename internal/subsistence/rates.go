// Package subsistence is the room of money to live on: what a person is due by
// facts of their life and dated rates, what was paid, and what is left. What is
// due is reckoned anew each time, so that a rate or a fact that is corrected pays
// back what was missing, as if it had been right from the start.
//
// Money depends on what somebody needs and on nothing else. No fact, reason or
// list here has a place for whether they help anybody.
package subsistence

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/statute"
)

// Kind says what a rate is for.
type Kind string

// The kinds of rate. All are for a week but the maternity grant, which is paid
// once for each baby.
const (
	Adult          Kind = "adult"
	FirstChild     Kind = "first-child"
	FurtherChild   Kind = "further-child"
	UnderOne       Kind = "under-1" // until the first birthday
	UnderThree     Kind = "under-3" // from the day after it until the third
	AgedThree      Kind = "aged-3"  // from the day after it until the fourth
	Pregnancy      Kind = "pregnancy"
	MaternityGrant Kind = "maternity-grant"
)

// kinds lists the kinds with their words, catalogue sources that the person reads.
var kinds = []struct {
	Kind  Kind
	Words string
}{{Adult, "For you"}, {FirstChild, "For your first child"}, {FurtherChild, "For another child"}, {UnderOne, "More, for a baby in its first year"},
	{UnderThree, "More, for a child of one or two"}, {AgedThree, "More, for a child of three"}, {Pregnancy, "While you are pregnant"}, {MaternityGrant, "Maternity grant"}}

// Words is the kind in words, a catalogue source.
func (k Kind) Words() string {
	for _, known := range kinds {
		if known.Kind == k {
			return known.Words
		}
	}
	return string(k)
}

// Means is the kind in words for those who work with it, a catalogue source.
func (k Kind) Means() string {
	return map[Kind]string{Adult: "The person", FirstChild: "First child", FurtherChild: "Another child", UnderOne: "More for a baby in its first year", UnderThree: "More for a child of one or two",
		AgedThree: "More for a child of three", Pregnancy: "Pregnancy", MaternityGrant: "Maternity grant"}[k]
}

// Rate is what is paid for something in some situations, from a day until a day.
type Rate struct {
	ID         string            `json:"id"`
	Kind       Kind              `json:"kind"`
	Situations []string          `json:"situations"`
	Pence      int64             `json:"pence"`
	From       civil.Day         `json:"from"`
	Until      civil.Day         `json:"until,omitzero"`
	Source     statute.Source    `json:"source"`
	Certainty  statute.Certainty `json:"certainty"`
	Confirmed  civil.Day         `json:"confirmed"` // when the source said so
	Remark     string            `json:"remark,omitempty"`
}

func (r Rate) holds(on civil.Day) bool {
	return !on.Before(r.From) && (r.Until.IsZero() || !on.After(r.Until))
}

// Floor says how much of what somebody lives on is always paid, in hundredths,
// where they were paid too much before.
type Floor struct {
	ID              string            `json:"id"`
	From            civil.Day         `json:"from"`
	WithoutDecision int64             `json:"without_decision"`
	WithDecision    int64             `json:"with_decision"`
	Source          statute.Source    `json:"source"`
	Certainty       statute.Certainty `json:"certainty"`
}

// Rates are the rates of one or more jurisdictions.
type Rates struct {
	Jurisdictions []statute.Jurisdiction `json:"jurisdictions"`
	Remark        string                 `json:"remark"`
	Rates         []Rate                 `json:"rates"`
	Floors        []Floor                `json:"floors"`
}

// Book holds the rates of all jurisdictions. It does not change once it is read.
type Book struct {
	parts map[statute.Jurisdiction]Rates
}

//go:embed rates/*.json
var rateFiles embed.FS

// Default is the book that the program carries.
func Default() Book { return defaultBook }

var defaultBook = func() Book {
	book, err := load(rateFiles)
	if err != nil {
		panic("subsistence: " + err.Error())
	}
	return book
}()

// WithFile gives the book with the rates of a deployment's own file in the place
// of those that the book has for the same jurisdictions. A word that the file
// should not have is refused, so that a misspelt one is not left out in silence.
func (b Book) WithFile(file string) (Book, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return b, fmt.Errorf("the rates of subsistence cannot be read: %w", err)
	}
	var part Rates
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&part); err != nil {
		return b, fmt.Errorf("the rates of subsistence in %s cannot be used: %w", file, err)
	}
	for _, jurisdiction := range part.Jurisdictions {
		if _, known := b.parts[jurisdiction]; !known {
			return b, fmt.Errorf("the rates of subsistence in %s cannot be used: the jurisdiction %q is not known; choose england, wales, scotland or northern-ireland", file, jurisdiction)
		}
	}
	if b, err = b.With(part); err != nil {
		return b, fmt.Errorf("the rates of subsistence in %s cannot be used: %w", file, err)
	}
	return b, nil
}

// Empty reports whether the book has no rates at all, not even the carried ones.
func (b Book) Empty() bool { return len(b.parts) == 0 }

// load reads the rate files of a folder called rates and holds them against
// themselves.
func load(files fs.FS) (Book, error) {
	names, err := fs.Glob(files, "rates/*.json")
	if err != nil {
		return Book{}, err
	}
	book := Book{parts: map[statute.Jurisdiction]Rates{}}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return Book{}, err
		}
		if err := book.add(data); err != nil {
			return Book{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	return book, nil
}

func (b Book) add(data []byte) error {
	var part Rates
	if err := json.Unmarshal(data, &part); err != nil {
		return err
	}
	if err := part.check(); err != nil {
		return err
	}
	for _, jurisdiction := range part.Jurisdictions {
		if _, twice := b.parts[jurisdiction]; twice {
			return fmt.Errorf("%s has rates in two files", jurisdiction)
		}
		b.parts[jurisdiction] = part
	}
	return nil
}

func (p Rates) check() error {
	if len(p.Jurisdictions) == 0 || len(p.Floors) == 0 {
		return errors.New("rates need a jurisdiction and a floor")
	}
	for _, floor := range p.Floors {
		if !floor.From.Valid() || floor.Source.Text == "" || floor.WithDecision < 50 || floor.WithoutDecision < floor.WithDecision || floor.WithoutDecision > 100 {
			return fmt.Errorf("the floor %q needs a day, a source and two parts of a hundred, the one with a decision from 50 and not above the other", floor.ID)
		}
	}
	seen := map[string]bool{}
	for i, rate := range p.Rates {
		if rate.ID == "" || seen[rate.ID] || rate.Kind.Words() == string(rate.Kind) || rate.Pence <= 0 || rate.Pence > 1_000_000 || !rate.From.Valid() || rate.Source.Text == "" || rate.Certainty == "" || len(rate.Situations) == 0 {
			return fmt.Errorf("the rate %q needs an id of its own, a kind, situations, pence, a first day, a source and how sure it is", rate.ID)
		}
		if !rate.Until.IsZero() && rate.Until.Before(rate.From) {
			return fmt.Errorf("the rate %q ends before it begins", rate.ID)
		}
		seen[rate.ID] = true
		for _, other := range p.Rates[:i] {
			overlap := other.Kind == rate.Kind && (other.Until.IsZero() || !other.Until.Before(rate.From)) && (rate.Until.IsZero() || !rate.Until.Before(other.From))
			if overlap && slices.ContainsFunc(rate.Situations, func(s string) bool { return slices.Contains(other.Situations, s) }) {
				return fmt.Errorf("the rates %q and %q hold on the same day for the same", other.ID, rate.ID)
			}
		}
	}
	return nil
}

// Rate gives the rate of a kind in a situation on a day; false where there is none.
func (b Book) Rate(j statute.Jurisdiction, kind Kind, situation string, on civil.Day) (Rate, bool) {
	for _, rate := range b.parts[j].Rates {
		if rate.Kind == kind && rate.holds(on) && slices.Contains(rate.Situations, situation) {
			return rate, true
		}
	}
	return Rate{}, false
}

// floor gives the floor on a day; all of it where no floor is known.
func (b Book) floor(j statute.Jurisdiction, on civil.Day) Floor {
	best := Floor{WithoutDecision: 100, WithDecision: 100}
	for _, floor := range b.parts[j].Floors {
		if !on.Before(floor.From) && !floor.From.Before(best.From) {
			best = floor
		}
	}
	return best
}

// With gives the book with other rates for a jurisdiction: of a correction, or of
// a place that sets its own.
func (b Book) With(part Rates) (Book, error) {
	if err := part.check(); err != nil {
		return b, err
	}
	other := Book{parts: map[statute.Jurisdiction]Rates{}}
	for j, known := range b.parts {
		other.parts[j] = known
	}
	for _, j := range part.Jurisdictions {
		other.parts[j] = part
	}
	return other, nil
}

// Of gives the rates of a jurisdiction.
func (b Book) Of(j statute.Jurisdiction) Rates { return b.parts[j] }

// SituationWords are the situations in words, catalogue sources.
func (r Rate) SituationWords() []string {
	words := make([]string, len(r.Situations))
	for i, code := range r.Situations {
		words[i] = situations.Words(code)
	}
	return words
}
