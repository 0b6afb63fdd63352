package decision

import (
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
)

// section is a part of the record as a page shows it: rows, several things of
// one kind, or stories. Title is a catalogue string.
type section struct {
	Title   string
	Things  []thingView
	Stories []storyView
	Empty   string // what to say where there is nothing
}

// thingView is one thing of a section; Title is a catalogue string, or "".
type thingView struct {
	Title string
	Rows  []ask.Row
}

type storyView struct{ Title, Text string }

// rowsOfRecord collects rows that have a value.
type rowsOfRecord []ask.Row

func (r *rowsOfRecord) add(label string, values ...any) {
	var kept []any
	for _, value := range values {
		if value != nil && value != "" && value != ask.Phrase("") {
			kept = append(kept, value)
		}
	}
	if len(kept) > 0 {
		*r = append(*r, ask.Row{Name: label, Label: label, Values: kept})
	}
}

// term is the name of a code of a list, to be translated; "" for no code.
func term(list *reference.List, code string) any {
	if code == "" {
		return nil
	}
	return ask.Phrase(list.Name(code))
}

func terms(list *reference.List, codes []string) []any {
	var values []any
	for _, code := range codes {
		values = append(values, term(list, code))
	}
	return values
}

// identityRows are who somebody is, as sources say it.
func identityRows(o opened) []ask.Row {
	if !o.may(access.ReadIdentity) {
		return nil
	}
	lists, record := reference.Default(), o.File.Record
	var rows rowsOfRecord
	byKind := map[string][]any{}
	for _, name := range record.Names {
		byKind[name.Kind] = append(byKind[name.Kind], name.Full())
	}
	rows.add("Name", byKind[casefile.NameGiven]...)
	rows.add("Nicknames", byKind[casefile.Nickname]...)
	rows.add("Names used during exploitation", byKind[casefile.Alias]...)
	if !record.Birth.IsZero() {
		rows.add("Date of birth", record.Birth)
	}
	rows.add("Gender", term(lists.Genders, record.Gender))
	rows.add("Nationality", terms(lists.Nationalities, record.Nationalities)...)
	rows.add("Place of birth", record.Birthplace)
	rows.add("Interpreter needed", term(lists.Languages, record.Interpreter))
	rows.add("Other help with communication", record.Communication)
	if record.Children > 0 {
		rows.add("Children", record.Children)
	}
	rows.add("Where they are now", plain(lists.Towns, record.CurrentTown), plain(lists.Regions, record.CurrentRegion))
	return rows
}

// plain is the name of a code whose names are never translated.
func plain(list *reference.List, code string) any {
	if code == "" {
		return nil
	}
	return list.Name(code)
}

// sections are the record as far as the actor may see it. What they may not see
// leaves no trace: a part that is closed looks the same whatever is in it.
func sections(o opened) []section {
	lists, record := reference.Default(), o.File.Record
	var made []section
	if o.may(access.ReadIdentity) {
		made = append(made, section{Title: "Who the person is", Things: []thingView{{Rows: identityRows(o)}}, Empty: "Nothing is recorded about who the person is."})
	}
	if o.may(access.ReadStory) {
		made = append(made, storySections(record, lists)...)
	}
	if o.may(access.ReadIdentity) {
		made = append(made, section{Title: "Other professionals", Things: professionals(record, lists), Empty: "No other professionals are recorded."},
			section{Title: "References", Things: references(record, lists), Empty: "No references are recorded."})
	}
	if o.may(access.ReadContact) {
		made = append(made, section{Title: "How to reach the person", Things: contacts(record), Empty: "No contact is recorded. A letter needs a contact that is marked safe."})
	}
	return append(made, section{Title: "Consent", Things: consents(record, lists), Empty: "No consent is recorded."})
}

func storySections(record casefile.Record, lists *reference.Set) []section {
	situations := section{Title: "Situations of exploitation", Empty: "No situation is recorded."}
	for _, episode := range record.Episodes {
		var rows rowsOfRecord
		rows.add("Forms of exploitation", terms(lists.ExploitationForms, episode.Forms)...)
		if !episode.Started.IsZero() {
			rows.add("Began", episode.Started)
		}
		if !episode.Ended.IsZero() {
			rows.add("Ended", episode.Ended)
		}
		if episode.Ongoing {
			rows.add("Still going on", ask.Phrase("Yes"))
		}
		for _, place := range episode.Places {
			rows.add("Place", plain(lists.Towns, place.Town), term(lists.Countries, place.Country), place.Detail)
		}
		rows.add("More", episode.Detail)
		situations.Things = append(situations.Things, thingView{"Situation", rows})
	}
	journey := section{Title: "The journey", Empty: "No part of a journey is recorded."}
	for _, leg := range record.Journey {
		var rows rowsOfRecord
		rows.add("From", leg.FromPlace, term(lists.Countries, leg.FromCountry))
		rows.add("To", leg.ToPlace, term(lists.Countries, leg.ToCountry))
		rows.add("Transport", term(lists.Transport, leg.Transport))
		if !leg.Travelled.IsZero() {
			rows.add("When", leg.Travelled)
		}
		rows.add("More", leg.Detail)
		journey.Things = append(journey.Things, thingView{"Part of the journey", rows})
	}
	signs := section{Title: "Indicators", Empty: "No indicators are recorded."}
	var rows rowsOfRecord
	for _, indicator := range record.Indicators {
		name := lists.Indicators.Name(indicator.Code)
		if name == indicator.Code {
			name = lists.ChildIndicators.Name(indicator.Code)
		}
		noticed := any(ask.Phrase("Not said where it was noticed"))
		if indicator.Noticed != "" {
			noticed = indicator.Noticed
		}
		rows.add(name, noticed)
	}
	if len(rows) > 0 {
		signs.Things = []thingView{{Rows: rows}}
	}
	return []section{stories(record), situations, journey, exploiters(record, lists), signs}
}

func stories(record casefile.Record) section {
	told := section{Title: "The account", Empty: "Nothing was written in free text."}
	kinds := append([]casefile.StoryKind{{Kind: noteKind, Title: "Notes of the competent authority"}}, casefile.StoryKinds...)
	for _, known := range kinds {
		if text := record.Stories[known.Kind]; text != "" {
			told.Stories = append(told.Stories, storyView{known.Title, text})
		}
	}
	return told
}

var yesNoNotSure = map[string]any{"yes": ask.Phrase("Yes"), "no": ask.Phrase("No"), "not-sure": ask.Phrase("Not sure")}

func exploiters(record casefile.Record, lists *reference.Set) section {
	made := section{Title: "Who exploited them", Empty: "Nobody is recorded."}
	for _, actor := range record.Actors {
		var rows rowsOfRecord
		rows.add("Names", strings.Join(actor.Names, ", "))
		rows.add("Nicknames", strings.Join(actor.Nicknames, ", "))
		rows.add("Relationship to the person", term(lists.Relationships, actor.Relation))
		rows.add("Languages", terms(lists.Languages, actor.Languages)...)
		rows.add("In the United Kingdom", yesNoNotSure[actor.InUK])
		rows.add("What they look like", actor.Marks)
		rows.add("Last known place", actor.LastPlace)
		rows.add("Telephone numbers", strings.Join(actor.Phones, ", "))
		rows.add("Vehicles", strings.Join(actor.Vehicles, ", "))
		rows.add("More", actor.Detail)
		made.Things = append(made.Things, thingView{"Somebody who took part", rows})
	}
	return made
}

func professionals(record casefile.Record, lists *reference.Set) []thingView {
	var made []thingView
	for _, known := range record.Professionals {
		var rows rowsOfRecord
		rows.add("Name", known.Name)
		rows.add("Organisation", known.Organisation)
		rows.add("Telephone number", known.Phone)
		rows.add("E-mail address", known.Email)
		title := "Somebody else who helps"
		if known.Kind != "" {
			title = lists.Professionals.Name(known.Kind)
		}
		made = append(made, thingView{title, rows})
	}
	return made
}

func references(record casefile.Record, lists *reference.Set) []thingView {
	var rows rowsOfRecord
	for _, number := range record.References {
		rows.add(lists.ReferenceKinds.Name(number.Kind), number.Value, plain(lists.PoliceForces, number.Force))
	}
	if len(rows) == 0 {
		return nil
	}
	return []thingView{{Rows: rows}}
}

var channelTitles = map[string]string{casefile.Email: "E-mail", casefile.Post: "Post", casefile.Phone: "Telephone"}

func contacts(record casefile.Record) []thingView {
	var made []thingView
	for _, contact := range record.Contacts {
		var rows rowsOfRecord
		switch {
		case contact.Safe && !contact.SafeOn.IsZero():
			rows.add("Marked safe on", contact.SafeOn)
		case contact.Safe:
			rows.add("Safe to use", ask.Phrase("Yes"))
		default:
			rows.add("Safe to use", ask.Phrase("No: do not use"))
		}
		rows.add("Address or number", contact.Value)
		if contact.Whose == casefile.SomeoneElse {
			rows.add("Somebody else’s", contact.Name, contact.Relation)
		}
		made = append(made, thingView{channelTitles[contact.Channel], rows})
	}
	return made
}

var consentTitles = map[string]string{casefile.ConsentReferral: "To enter the national referral mechanism", casefile.ConsentSupport: "To receive support",
	casefile.ConsentCooperation: "To help an investigation"}

func consents(record casefile.Record, lists *reference.Set) []thingView {
	var made []thingView
	for _, consent := range record.Consents {
		var rows rowsOfRecord
		answer := ask.Phrase("No")
		if consent.Given {
			answer = "Yes"
		}
		rows.add("Answer", answer)
		if !consent.On.IsZero() {
			rows.add("Given on", consent.On)
		}
		rows.add("Language", term(lists.Languages, consent.Language))
		rows.add("Explained by", consent.ExplainedBy)
		rows.add("Interpreter", consent.Interpreter)
		made = append(made, thingView{consentTitles[consent.Purpose], rows})
	}
	return made
}
