package reference

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
)

// Entry is one line of a closed list. Code and Name are always there; which of
// the others are filled depends on the list.
type Entry struct {
	// Code is what a record keeps. It is unique in its list and is never given
	// another meaning.
	Code string `json:"code"`
	// Name is what a person reads, in English; it is a key of the message
	// catalogue for the lists of answers.
	Name string `json:"name"`
	// Aliases are other spellings that mean this entry: former names, the
	// names other lists print, the name in Welsh.
	Aliases []string `json:"aliases,omitempty"`
	// Group is the category within the list: "police" and "ngo" of first
	// responders, "district" and "former" of councils, "work" of indicators.
	Group string `json:"group,omitempty"`
	// Nation is a code of the list nations, where the entry belongs to one.
	Nation string `json:"nation,omitempty"`
	// Region is a code of the list regions: the county of a town or a council.
	Region string `json:"region,omitempty"`
	// Force is the code of the police force that covers a town or a council.
	Force string `json:"force,omitempty"`
	// Area says in words what a police force covers.
	Area string `json:"area,omitempty"`
	// Country is the code of the country of a nationality.
	Country string `json:"country,omitempty"`
	// Alpha3 is the ISO 3166 three-letter code of a country.
	Alpha3 string `json:"alpha3,omitempty"`
	// Native is the name a language gives itself.
	Native string `json:"native,omitempty"`
	// Statistics is the group under which the published statistics count the
	// entry: the first responder type of an organisation ("Local Authority"),
	// the exploitation type of a form of exploitation ("Labour").
	Statistics string `json:"statistics,omitempty"`
	// ReportedAs is the first responder that the published statistics print
	// for an organisation, where that is not its name: every council is
	// "Local Authority".
	ReportedAs string `json:"reported_as,omitempty"`
	// FormValue is the value the Home Office form writes for the entry.
	FormValue string `json:"form_value,omitempty"`
	// ExportKey is the key in an export of the Home Office form whose value
	// says that the entry was chosen.
	ExportKey string `json:"export_key,omitempty"`
	// HTCDS is the value of the Human Trafficking Case Data Standard 2.0.
	HTCDS string `json:"htcds,omitempty"`
	// Source says where a legal basis, a right or a measure is written.
	Source string `json:"source,omitempty"`
	// Says is what an entry gives a person, in a sentence for them: a key of the
	// message catalogue.
	Says string `json:"says,omitempty"`
	// Where are the jurisdictions in which an entry applies; none means in all.
	Where []string `json:"where,omitempty"`
	// For is "adult" or "child" for an entry that is only for them.
	For string `json:"for,omitempty"`
	// Certainty says how sure we are of an entry that a law gives, as of a rule:
	// "verified" or "guess".
	Certainty string `json:"certainty,omitempty"`
	// From is the first day on which the entry is in use; the zero Day means that
	// it always was.
	From civil.Day `json:"from,omitzero"`
	// Until is the first day on which the entry is no longer in use; the zero
	// Day means that it is in use.
	Until civil.Day `json:"until,omitzero"`
	// Successor is the code of the entry that followed one that ended.
	Successor string `json:"successor,omitempty"`
}

// InUse reports whether the entry may be chosen on a day.
func (e Entry) InUse(on civil.Day) bool {
	return (e.Until.IsZero() || on.Before(e.Until)) && !on.Before(e.From)
}

// Applies reports whether the entry is for a person in a jurisdiction, on a day.
func (e Entry) Applies(jurisdiction string, child bool, on civil.Day) bool {
	return e.InUse(on) && (len(e.Where) == 0 || slices.Contains(e.Where, jurisdiction)) && (e.For == "" || (e.For == "child") == child)
}

// PublishedName is the name under which the published statistics count an
// organisation.
func (e Entry) PublishedName() string {
	if e.ReportedAs != "" {
		return e.ReportedAs
	}
	return e.Name
}
