package decision

import (
	"context"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/route"
)

type contactsPage struct {
	Head     caseHead
	Contacts []contactView
	Fields   []ask.Field // of a contact to add
	Keep     bool
}

// contactView is a contact with the questions by which a check is recorded.
type contactView struct {
	casefile.ContactOnFile
	Channel string // catalogue string
	Fields  []ask.Field
	Open    bool // what was typed about it is to be mended
}

type contactCheck struct {
	safe string
	on   civil.Day
}

var checkQuestions = []ask.Question[contactCheck]{
	{Name: "safe", Label: "Is it safe to use this contact?", Hint: "Safe means that nobody who exploited the person can see or hear it", Noun: "Safe to use", Kind: ask.YesNo,
		Required: "Choose yes if it is safe to use this contact", Bind: func(c *contactCheck) any { return &c.safe }},
	{Name: "on", Label: "When was it checked?", Noun: "Checked on", Kind: ask.Date, Required: "Enter the day on which it was checked", Bind: func(c *contactCheck) any { return &c.on }},
}

func (r *Room) contacts(request *route.Request) error {
	return r.showContacts(request, http.StatusOK, "", nil, nil)
}

// showContacts draws the contacts, with what was typed about one of them, or
// about a new one where wrong is "".
func (r *Room) showContacts(request *route.Request, status int, wrong db.ID, values url.Values, errs []fault.Field) error {
	var data contactsPage
	o, err := r.show(request, "contacts", func(tx *db.Tx, o opened) error {
		contacts, err := r.Contacts(request.Context(), tx, request.Actor, o.File.ID)
		for _, contact := range contacts {
			view := contactView{ContactOnFile: contact, Channel: channelTitles[contact.Contact.Channel], Open: contact.ID == wrong}
			var typed url.Values
			var faults []fault.Field
			if view.Open {
				typed, faults = values, errs
			}
			view.Fields = apart(string(contact.ID), ask.Fields(&contactCheck{on: o.Today}, typed, faults, checkQuestions))
			data.Contacts = append(data.Contacts, view)
		}
		return err
	})
	if err != nil {
		return err
	}
	data.Head, data.Keep = headOf(o, "contacts"), o.may(access.KeepContact)
	if wrong == "" {
		data.Fields = ask.Fields(&casefile.AskedContact{}, values, errs, casefile.ContactQuestions)
	} else {
		data.Fields = ask.Fields(&casefile.AskedContact{}, nil, nil, casefile.ContactQuestions)
		for i := range errs {
			errs[i].Name += "-" + string(wrong)
		}
	}
	return caseView(request, status, "case_contacts.html", "Case contacts", data, errs...)
}

// apart gives the fields of one of several forms of a page identifiers of their
// own.
func apart(ending string, fields []ask.Field) []ask.Field {
	for i := range fields {
		field := &fields[i]
		field.ID += "-" + ending
		field.Day.ID, field.Month.ID, field.Year.ID = field.Day.ID+"-"+ending, field.Month.ID+"-"+ending, field.Year.ID+"-"+ending
		for c := range field.Choices {
			field.Choices[c].ID += "-" + ending
		}
	}
	return fields
}

func (r *Room) addContact(request *route.Request) error {
	return r.keepContact(request, func(ctx context.Context, tx *db.Tx, id db.ID, values url.Values) error {
		var asked casefile.AskedContact
		if errs := ask.Fill(&asked, values, casefile.ContactQuestions); len(errs) > 0 {
			return fault.Mend(errs...)
		}
		_, err := r.AddContact(ctx, tx, request.Actor, ContactForm{Case: id, Contact: asked.Answer()})
		return err
	})
}

func (r *Room) checkContact(request *route.Request) error {
	return r.keepContact(request, func(ctx context.Context, tx *db.Tx, id db.ID, values url.Values) error {
		contact, err := request.ID("contact")
		if err != nil {
			return err
		}
		var check contactCheck
		if errs := ask.Fill(&check, values, checkQuestions); len(errs) > 0 {
			return fault.Mend(errs...)
		}
		_, err = r.CheckContact(ctx, tx, request.Actor, CheckForm{Case: id, Contact: contact, Safe: check.safe == "yes", On: check.on})
		return err
	})
}

// keepContact goes back to the contacts, with the form where it is to be mended.
func (r *Room) keepContact(request *route.Request, keep func(ctx context.Context, tx *db.Tx, id db.ID, values url.Values) error) error {
	return deed.Post(request, func(tx *db.Tx, values url.Values) (string, error) {
		id, err := request.ID("id")
		if err != nil {
			return "", err
		}
		return "/cases/" + string(id) + "/contacts", keep(request.Context(), tx, id, values)
	}, func(status int, values url.Values, errs []fault.Field) error {
		contact := db.ID(request.PathValue("contact"))
		for i := range errs {
			if contact != "" && errs[i].Name == "safe-on" {
				errs[i].Name = "on"
			}
		}
		return r.showContacts(request, status, contact, values, errs)
	})
}
