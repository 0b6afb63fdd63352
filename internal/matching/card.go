// Package matching finds out which records are one person: before a referral is
// made, when one arrives, and when people look at two records side by side. It
// compares what package linkage compares, by a model that says how likely two
// records are one person, and leaves every decision to people. What it shows
// about a record, and whether it shows it at all, depends on who looks.
package matching

import (
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/linkage"
)

// Card is what of a record is compared: nothing of what happened to the person.
// Lists keep every value that a source gave.
type Card struct {
	Given         string   `json:"given,omitempty"`
	Family        string   `json:"family,omitempty"`
	Others        []string `json:"others,omitempty"` // further names, nicknames, aliases
	Births        []string `json:"births,omitempty"`
	Sex           string   `json:"sex,omitempty"`
	Nationalities []string `json:"nationalities,omitempty"`
	Places        []string `json:"places,omitempty"`
	Phones        []string `json:"phones,omitempty"`
	Documents     []string `json:"documents,omitempty"`
}

// CardOf takes from a record what is compared. Only a telephone of the person's
// own tells who they are, and only numbers that belong to one person: a crime
// number is shared by everybody who was found that day.
func CardOf(r casefile.Record) Card {
	var c Card
	add := func(list *[]string, value string) {
		value = strings.ReplaceAll(strings.TrimSpace(value), separator, " ")
		for _, known := range *list {
			if known == value {
				return
			}
		}
		if value != "" {
			*list = append(*list, value)
		}
	}
	for _, name := range r.Names {
		if c.Given == "" && c.Family == "" && name.Kind == casefile.NameGiven {
			c.Given, c.Family = strings.TrimSpace(name.Given), strings.TrimSpace(name.Family)
			continue
		}
		add(&c.Others, name.Full())
	}
	add(&c.Births, birthOf(r.Birth))
	c.Sex = sexes[r.Gender]
	for _, code := range r.Nationalities {
		add(&c.Nationalities, code)
	}
	add(&c.Places, r.CurrentTown)
	for _, contact := range r.Contacts {
		if contact.Channel == casefile.Phone && contact.Whose == casefile.ThePerson {
			number, ok := form.E164(contact.Value)
			if !ok {
				number = contact.Value
			}
			add(&c.Phones, number)
		}
	}
	for _, reference := range r.References {
		if personal[reference.Kind] {
			add(&c.Documents, reference.Value)
		}
	}
	return c
}

// sexes are the genders that are compared. Others say nothing for or against:
// how somebody is recorded may have changed.
var sexes = map[string]string{"female": "F", "male": "M"}

// personal are the kinds of outside numbers that belong to one person.
var personal = map[string]bool{"home-office": true, "cid": true, "asylum-support": true, "nhs": true, "health-and-care": true, "chi": true,
	"national-insurance": true, "passport": true, "identity-card": true, "biometric-residence-permit": true, "prison": true}

// birthOf writes a date of birth for the comparison: as much as is known.
func birthOf(birth civil.Partial) string {
	return strings.TrimPrefix(birth.String(), "~")
}

// separator stands between several values of one column.
const separator = ";"

// Columns of the table that is compared.
const (
	columnID       = "case"
	columnGiven    = "given name"
	columnFamily   = "family name"
	columnOthers   = "other names"
	columnBirth    = "date of birth"
	columnSex      = "sex"
	columnNation   = "nationality"
	columnPlace    = "place"
	columnPhone    = "telephone"
	columnDocument = "personal number"
)

var columns = []string{columnID, columnGiven, columnFamily, columnOthers, columnBirth, columnSex, columnNation, columnPlace, columnPhone, columnDocument}

// comparison says how the columns are compared.
func comparison() linkage.Settings {
	return linkage.Settings{UniqueID: columnID, Fields: []linkage.Field{
		{Column: columnGiven, Kind: linkage.KindGiven}, {Column: columnFamily, Kind: linkage.KindFamily},
		{Column: columnOthers, Kind: linkage.KindAlias, Separator: separator},
		{Column: columnBirth, Kind: linkage.KindBirth, Separator: separator}, {Column: columnSex, Kind: linkage.KindSex},
		{Column: columnNation, Kind: linkage.KindNationality, Separator: separator},
		{Column: columnPlace, Kind: linkage.KindPlace, Separator: separator},
		{Column: columnPhone, Kind: linkage.KindPhone, Separator: separator},
		{Column: columnDocument, Kind: linkage.KindDocument, Separator: separator},
	}}
}

// values gives a card by column.
func (c Card) values() map[string]string {
	list := func(values []string) string { return strings.Join(values, separator) }
	return map[string]string{columnGiven: c.Given, columnFamily: c.Family, columnOthers: list(c.Others), columnBirth: list(c.Births),
		columnSex: c.Sex, columnNation: list(c.Nationalities), columnPlace: list(c.Places), columnPhone: list(c.Phones), columnDocument: list(c.Documents)}
}

// row gives a card in the order of the columns.
func (c Card) row(id string) []string {
	values := c.values()
	values[columnID] = id
	row := make([]string, len(columns))
	for i, column := range columns {
		row[i] = values[column]
	}
	return row
}

// Tells reports whether a card says enough to be compared: a name, a telephone
// or a personal number.
func (c Card) Tells() bool {
	return c.Given != "" || c.Family != "" || len(c.Others)+len(c.Phones)+len(c.Documents) > 0
}
