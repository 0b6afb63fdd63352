package sharing

import (
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/route"
)

// part is one compartment of a case as somebody outside reads it.
type part struct {
	Title   string
	Rows    []ask.Row
	Stories []string
	// Elsewhere says where this part stands, as this page does not show it (a source
	// string of the catalogue): that nothing stands here says nothing of the case.
	Elsewhere string
}

// elsewhere are the parts that other pages show.
var elsewhere = map[access.Compartments]string{
	access.Decision:     "This page does not show how the case stands. Ask the agency that keeps the case.",
	access.Health:       "This page does not show health. Ask the agency that keeps the case.",
	access.Immigration:  "This page does not show immigration. Ask the agency that keeps the case.",
	access.Location:     "Addresses are sealed and stand on no page about the case. Ask the placement team to let you see one.",
	access.Intelligence: "This page does not show intelligence. Ask the agency that keeps the case.",
}

// partsOf shows what a file holds in some compartments. The file holds only what
// the actor reaches.
func (r *Room) partsOf(file casefile.File, among access.Compartments) []part {
	var parts []part
	for _, named := range (file.Granted & among).Each() {
		p := part{Title: named.Name, Elsewhere: elsewhere[named.Bit]}
		switch named.Bit {
		case access.Identity:
			p.Rows = r.identityRows(file.Record)
		case access.Contact:
			p.Rows = contactRows(file.Record)
		case access.Story:
			for _, text := range file.Record.Stories {
				p.Stories = append(p.Stories, text)
			}
			p.Rows = r.storyRows(file.Record)
		}
		parts = append(parts, p)
	}
	return parts
}

type rows []ask.Row

func (list *rows) add(label string, values ...any) {
	var kept []any
	for _, value := range values {
		if value != nil && value != "" && value != ask.Phrase("") {
			kept = append(kept, value)
		}
	}
	if len(kept) > 0 {
		*list = append(*list, ask.Row{Name: label, Label: label, Values: kept})
	}
}

func term(list *reference.List, code string) any {
	if code == "" {
		return nil
	}
	return ask.Phrase(list.Name(code))
}

func (r *Room) identityRows(record casefile.Record) []ask.Row {
	var list rows
	for _, name := range record.Names {
		list.add(map[string]string{casefile.NameGiven: "Name", casefile.Nickname: "Nickname", casefile.Alias: "Name used during exploitation"}[name.Kind], name.Full())
	}
	if !record.Birth.IsZero() {
		list.add("Date of birth", record.Birth)
	}
	list.add("Gender", term(r.Lists.Genders, record.Gender))
	for _, nationality := range record.Nationalities {
		list.add("Nationality", term(r.Lists.Nationalities, nationality))
	}
	list.add("Interpreter needed", term(r.Lists.Languages, record.Interpreter))
	list.add("Other help with communication", record.Communication)
	for _, professional := range record.Professionals {
		list.add("Professional working with the person", term(r.Lists.Professionals, professional.Kind), professional.Name, professional.Organisation, professional.Phone, professional.Email)
	}
	return list
}

func contactRows(record casefile.Record) []ask.Row {
	var list rows
	channels := map[string]string{casefile.Email: "E-mail", casefile.Post: "Post", casefile.Phone: "Telephone"}
	for _, contact := range record.Contacts {
		safe := ask.Phrase("Not marked as safe: do not use it")
		if contact.Safe {
			safe = ask.Phrase("Marked as safe")
		}
		list.add(channels[contact.Channel], contact.Value, contact.Name, contact.Relation, safe)
	}
	return list
}

func (r *Room) storyRows(record casefile.Record) []ask.Row {
	var list rows
	for _, episode := range record.Episodes {
		var values []any
		for _, form := range episode.Forms {
			values = append(values, term(r.Lists.ExploitationForms, form))
		}
		for _, place := range episode.Places {
			values = append(values, term(r.Lists.Countries, place.Country), place.Detail)
		}
		list.add("Exploitation", append(values, episode.Detail)...)
	}
	for _, indicator := range record.Indicators {
		name := nameIn(r.Lists.Indicators, indicator.Code)
		if name == indicator.Code {
			name = nameIn(r.Lists.ChildIndicators, indicator.Code)
		}
		list.add("Indicator", ask.Phrase(name), indicator.Noticed)
	}
	return list
}

type sharedCaseData struct {
	Reference string
	Age       string
	Parts     []part
	Grants    []holdingRow
}

var ages = map[string]string{casefile.Adult: "Adult", casefile.Child: "Child", casefile.NotSure: "Adult or child is not sure"}

// sharedCase shows what is shared of a case, why and until when.
func (r *Room) sharedCase(request *route.Request) error {
	id, err := request.ID("id")
	if err != nil {
		return err
	}
	var data sharedCaseData
	err = r.DB.Read(request.Context(), func(tx *db.Tx) error {
		if err := access.Case(request.Context(), tx, request.Actor, access.ReadShared, id); err != nil {
			return err
		}
		file, err := casefile.Load(request.Context(), tx, request.Actor, id)
		if err != nil {
			return err
		}
		data.Reference, data.Age, data.Parts = file.Reference, ages[file.AgeGroup], r.partsOf(file, shareable)
		all, err := holdings(request.Context(), tx, id)
		for _, h := range all {
			if h.Agency == request.Actor.Agency && h.Live(tx.Now()) && (h.Kind != access.ToPerson || h.Holder == request.Actor.Name) {
				h.Why, h.By = "", "" // for those who decide on sharing
				data.Grants = append(data.Grants, r.rowOf(tx, h))
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := r.looked(request, audit.Entry{Action: "read-case", Case: id, Subject: "what is shared", Why: "sharing"}); err != nil {
		return err
	}
	return request.Render(pages, http.StatusOK, "shared_case.html", page.View{Title: "A case shared with you", Back: page.Link{Text: "Back", Href: "/shared"}, Data: data})
}
