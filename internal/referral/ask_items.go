package referral

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// personOf is somebody who took part, with languages as they are typed.
type personOf struct {
	casefile.Actor
	first, second, third string // languages
}

// actorList are those who exploited the person or helped to.
func actorList(c choices) itemList {
	type q = form.Question[personOf]
	language := func(name, label string, at func(*personOf) *string) q {
		return q{Name: name, Label: label, Kind: form.Suggest, Options: c.languages, Bind: func(p *personOf) any { return at(p) }}
	}
	return &list[personOf]{
		words: noun{Add: "Add a person", AddAnother: "Add another person", Change: "Change this person",
			Remove: "Remove this person", None: "You have not added anybody. You do not have to."},
		get: func(s *Submission) []personOf {
			var people []personOf
			for _, actor := range s.Record.Actors {
				person := personOf{Actor: actor}
				for i, at := range []*string{&person.first, &person.second, &person.third} {
					if i < len(actor.Languages) {
						*at = actor.Languages[i]
					}
				}
				people = append(people, person)
			}
			return people
		},
		set: func(s *Submission, people []personOf) {
			var actors []casefile.Actor
			for _, person := range people {
				actor := person.Actor
				actor.Languages = compactLanguages(person)
				actors = append(actors, actor)
			}
			s.Record.Actors = actors
		},
		questions: []q{
			{Name: "names", Label: "Names", Hint: "One to a line", Kind: form.Lines, Rows: 2, MaxLength: 200, Bind: func(p *personOf) any { return &p.Names }},
			{Name: "nicknames", Label: "Nicknames", Hint: "One to a line", Kind: form.Lines, Rows: 2, MaxLength: 200, Bind: func(p *personOf) any { return &p.Nicknames }},
			{Name: "relation", Label: "Who are they to the person?", Noun: "Relation", Kind: form.Select, Options: c.relationships,
				Bind: func(p *personOf) any { return &p.Relation }},
			language("language", "A language they speak", func(p *personOf) *string { return &p.first }),
			language("language-2", "Another language they speak", func(p *personOf) *string { return &p.second }),
			language("language-3", "A third language they speak", func(p *personOf) *string { return &p.third }),
			{Name: "in-uk", Label: "Are they in the United Kingdom?", Noun: "In the United Kingdom", Kind: form.Radios, Options: yesNoNotSure(),
				Bind: func(p *personOf) any { return &p.InUK }},
			{Name: "last-place", Label: "Where were they last?", Noun: "Last known place", Kind: form.Text, Bind: func(p *personOf) any { return &p.LastPlace }},
			{Name: "marks", Label: "What do they look like?", Noun: "Looks and marks", Hint: "For example tattoos, scars, height or hair", Kind: form.Story, Rows: 3, MaxLength: 2000,
				Bind: func(p *personOf) any { return &p.Marks }},
			{Name: "phones", Label: "Telephone numbers", Hint: "One to a line", Kind: form.Lines, Rows: 2, MaxLength: 60, Bind: func(p *personOf) any { return &p.Phones }},
			{Name: "vehicles", Label: "Vehicles", Hint: "For example a number plate, make or colour. One to a line", Kind: form.Lines, Rows: 2, MaxLength: 200,
				Bind: func(p *personOf) any { return &p.Vehicles }},
			{Name: "detail", Label: "What else should we know about them?", Noun: "More about them", Kind: form.Story, Rows: 4,
				Bind: func(p *personOf) any { return &p.Detail },
				Check: func(p *personOf) []fault.Field {
					if len(p.Names)+len(p.Nicknames) == 0 && p.Marks == "" && p.Detail == "" && p.LastPlace == "" && len(p.Phones)+len(p.Vehicles) == 0 {
						return []fault.Field{{Name: "names", Message: "Enter something by which this person can be known, such as a name, a nickname or what they look like"}}
					}
					return nil
				}},
		},
	}
}

// compactLanguages are those typed, once each, with those of an import that has more.
func compactLanguages(p personOf) []string {
	var languages []string
	for _, code := range append([]string{p.first, p.second, p.third}, tail(p.Languages, 3)...) {
		if code != "" && !containsText(languages, code) {
			languages = append(languages, code)
		}
	}
	return languages
}

func containsText(list []string, text string) bool {
	for _, there := range list {
		if there == text {
			return true
		}
	}
	return false
}

// nameList are the names beside the one that the pages ask first.
func nameList() itemList {
	type q = form.Question[casefile.Name]
	return &list[casefile.Name]{
		words: noun{Add: "Add a name", AddAnother: "Add another name", Change: "Change this name",
			Remove: "Remove this name", None: "You have not added another name. You do not have to."},
		get: func(s *Submission) []casefile.Name {
			var others []casefile.Name
			main := mainName(s.Record.Names)
			for i, name := range s.Record.Names {
				if i != main && !isNickname(name) {
					others = append(others, name)
				}
			}
			return others
		},
		set: func(s *Submission, others []casefile.Name) {
			a := answersOf(*s, civil.Day{})
			a.Record.Names = nil
			s.Record.Names = append(a.names(), others...)
		},
		questions: []q{
			{Name: "kind", Label: "What kind of name is it?", Noun: "Kind of name", Kind: form.Radios,
				Options:  []form.Option{{Value: casefile.NameGiven, Label: "Another name of theirs"}, {Value: casefile.Alias, Label: "A name they were given or used during the exploitation"}, {Value: casefile.Nickname, Label: "A nickname"}},
				Required: "Choose what kind of name it is",
				Bind:     func(n *casefile.Name) any { return &n.Kind }},
			{Name: "given", Label: "First name", Hint: "A first name or a last name is enough", Kind: form.Text, MaxLength: 200, Conditional: true, Bind: func(n *casefile.Name) any { return &n.Given }},
			{Name: "family", Label: "Last name", Kind: form.Text, MaxLength: 200, Conditional: true, Bind: func(n *casefile.Name) any { return &n.Family },
				Check: func(n *casefile.Name) []fault.Field {
					if n.Given == "" && n.Family == "" {
						return []fault.Field{{Name: "given", Message: "Enter a first name or a last name"}}
					}
					return nil
				}},
		},
	}
}

// professionalList are other professionals who help the person.
func professionalList(c choices) itemList {
	type q = form.Question[casefile.Professional]
	return &list[casefile.Professional]{
		words: noun{Add: "Add a professional", AddAnother: "Add another professional", Change: "Change this professional",
			Remove: "Remove this professional", None: "You have not added a professional. You do not have to."},
		get: func(s *Submission) []casefile.Professional { return s.Record.Professionals },
		set: func(s *Submission, professionals []casefile.Professional) { s.Record.Professionals = professionals },
		questions: []q{
			{Name: "kind", Label: "What are they?", Noun: "Profession", Kind: form.Select, Options: c.professionals,
				Required: "Choose what they are",
				Bind:     func(p *casefile.Professional) any { return &p.Kind }},
			{Name: "name", Label: "Name", Kind: form.Text, MaxLength: 200, Bind: func(p *casefile.Professional) any { return &p.Name }},
			{Name: "organisation", Label: "Organisation", Kind: form.Text, MaxLength: 200, Bind: func(p *casefile.Professional) any { return &p.Organisation }},
			{Name: "phone", Label: "Telephone number", Kind: form.Phone, Bind: func(p *casefile.Professional) any { return &p.Phone }},
			{Name: "email", Label: "Email address", Kind: form.Email, Bind: func(p *casefile.Professional) any { return &p.Email }},
		},
	}
}

// referenceList are numbers by which others know the person.
func referenceList(c choices) itemList {
	type q = form.Question[casefile.Reference]
	return &list[casefile.Reference]{
		words: noun{Add: "Add a reference", AddAnother: "Add another reference", Change: "Change this reference",
			Remove: "Remove this reference", None: "You have not added a reference yet."},
		get:      func(s *Submission) []casefile.Reference { return s.Record.References },
		set:      func(s *Submission, references []casefile.Reference) { s.Record.References = references },
		required: "Add the reference, or choose that there is none",
		needed:   func(s *Submission) bool { return s.HasReferences == Yes },
		questions: []q{
			{Name: "kind", Label: "What kind of reference is it?", Noun: "Kind", Kind: form.Select, Options: c.referenceKinds,
				Required: "Choose what kind of reference it is",
				Bind:     func(r *casefile.Reference) any { return &r.Kind }},
			{Name: "value", Label: "Reference", Kind: form.Text, MaxLength: 100, Width: "20", Spellcheck: "false",
				Required: "Enter the reference",
				Bind:     func(r *casefile.Reference) any { return &r.Value }},
			{Name: "force", Label: "Police force", Hint: "Needed for a crime or incident reference", Kind: form.Suggest, Options: c.forces, Conditional: true,
				Bind: func(r *casefile.Reference) any { return &r.Force },
				Check: func(r *casefile.Reference) []fault.Field {
					if (r.Kind == "crime" || r.Kind == "incident") && r.Force == "" {
						return form.Say("Choose the police force of this reference")
					}
					return nil
				}},
		},
	}
}

// contactList are the ways in which the person, or somebody for them, can be
// reached.
func contactList() itemList {
	return &list[casefile.AskedContact]{
		words: noun{Add: "Add a contact", AddAnother: "Add another contact", Change: "Change this contact",
			Remove: "Remove this contact", None: "You have not added a contact yet."},
		get: func(s *Submission) []casefile.AskedContact {
			var contacts []casefile.AskedContact
			for _, contact := range s.Record.Contacts {
				contacts = append(contacts, casefile.Asked(contact))
			}
			return contacts
		},
		set: func(s *Submission, contacts []casefile.AskedContact) {
			s.Record.Contacts = nil
			for _, asked := range contacts {
				s.Record.Contacts = append(s.Record.Contacts, asked.Answer())
			}
		},
		blank: func(*Submission) casefile.AskedContact {
			return casefile.AskedContact{Contact: casefile.Contact{Whose: casefile.ThePerson}}
		},
		required:  "Add a contact for the decision",
		needed:    func(s *Submission) bool { return agreesAdult(s) },
		questions: casefile.ContactQuestions,
	}
}
