package sharing

import (
	"net/http"
	"net/url"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

// openedRow is an emergency in words.
type openedRow struct {
	Opened
	Parts []string
	Late  bool
	Open  bool // still
	// WhyDue is the address of the answer to "why is it due then?", while the
	// review is to come.
	WhyDue string
}

func (r *Room) openedRow(tx *db.Tx, e Opened) openedRow {
	row := openedRow{e, partNames(e.Compartments), e.Overdue(civil.DayOf(tx.Now())), e.Until.After(tx.Now()), ""}
	if e.Reviewed.IsZero() {
		row.WhyDue = casefile.WhyOn(r.Rules, statute.EmergencyReview, civil.DayOf(e.At), e.ReviewOn)
	}
	return row
}

var emergencyQuestions = []ask.Question[EmergencyForm]{
	{Name: "reference", Kind: ask.Text, Label: "Reference of the case", Hint: "The whole reference, letter by letter. You cannot search here", Width: "20", MaxLength: 40,
		Required: "Enter the whole reference of the case, such as HW-7KQ2-M9TD-4", Bind: func(f *EmergencyForm) any { return &f.Reference }},
	{Name: "reason", Kind: ask.Story, Label: "What is the emergency?", Hint: "Who is in danger, of what, and what you need. A manager reads this", MaxLength: 2000, Rows: 4,
		Required: "Enter what the emergency is, in a sentence or more", Bind: func(f *EmergencyForm) any { return &f.Reason }},
}

type emergencyPageData struct {
	Fields []ask.Field
	Parts  []string
	Rules  []string // the dated rules, as sentences of the catalogue
	Own    []openedRow
}

func (r *Room) emergencyPage(request *route.Request) error {
	return r.showEmergency(request, http.StatusOK, nil, nil)
}

func (r *Room) showEmergency(request *route.Request, status int, values url.Values, errs []fault.Field) error {
	rule, _ := access.RuleFor(access.ReadInEmergency)
	data := emergencyPageData{Fields: ask.Fields(&EmergencyForm{}, values, errs, emergencyQuestions), Parts: partNames(rule.Compartments | rule.Shows)}
	err := r.DB.Read(request.Context(), func(tx *db.Tx) error {
		for _, kind := range []statute.Kind{statute.EmergencyAccess, statute.EmergencyReview} {
			due, err := r.Rules.Due(kind, subjectOf(request.Actor), civil.DayOf(tx.Now()))
			if err != nil {
				return err
			}
			data.Rules = append(data.Rules, due.Rule.Words)
		}
		// Only what was opened: a list of tries would tell which references exist
		// no more than the answer did, but would keep what was guessed.
		own, err := openedWhere(request.Context(), tx, `e.account_id = $1 AND e.until_at IS NOT NULL`, request.Actor.Account)
		for _, e := range own {
			data.Own = append(data.Own, r.openedRow(tx, e))
		}
		return err
	})
	if err != nil {
		return err
	}
	done := deed.Banner(request, map[string]string{"closed": "You closed the case"})
	return request.Render(pages, status, "emergency.html", page.View{Title: "Emergency access", Errors: errs, Banner: done, Data: data})
}

// emergency opens a case. It is no deed: what opened nothing is kept too, and then
// the page is drawn again.
func (r *Room) emergency(request *route.Request) error {
	values, err := request.Values()
	if err != nil {
		return err
	}
	form := EmergencyForm{Once: request.Once()}
	if errs := ask.Fill(&form, values, emergencyQuestions); len(errs) > 0 {
		return r.showEmergency(request, http.StatusUnprocessableEntity, values, errs)
	}
	var opened Opened
	err = r.DB.Write(request.Context(), func(tx *db.Tx) (err error) {
		opened, err = r.OpenEmergency(request.Context(), tx, request.Actor, form)
		return err
	})
	if err == nil && opened.Until.IsZero() {
		err = errNotOpened
	}
	if fault.Is(err, fault.Invalid) {
		return r.showEmergency(request, http.StatusUnprocessableEntity, values, fault.Of(err).Fields)
	}
	if err != nil {
		return err
	}
	return request.Redirect("/emergency/" + string(opened.ID))
}

type emergencyCaseData struct {
	Opened openedRow
	Parts  []part
	Left   int // minutes
}

func (r *Room) emergencyCase(request *route.Request) error {
	id, err := request.ID("emergency")
	if err != nil {
		return err
	}
	var data emergencyCaseData
	err = r.DB.Read(request.Context(), func(tx *db.Tx) error {
		e, err := r.emergencyOf(request.Context(), tx, request.Actor, id)
		if err != nil {
			return err
		}
		file, err := casefile.Load(request.Context(), tx, request.Actor, e.Case)
		data = emergencyCaseData{r.openedRow(tx, e), r.partsOf(file, e.Compartments), int(e.Until.Sub(tx.Now()).Round(time.Minute).Minutes())}
		return err
	})
	if err != nil {
		return err
	}
	if err := r.looked(request, audit.Entry{Action: "read-case", Case: data.Opened.Case, Subject: "emergency", Why: access.Emergency}); err != nil {
		return err
	}
	return request.Render(pages, http.StatusOK, "emergency_case.html", page.View{Title: "A case opened in an emergency", Back: page.Link{Text: "Back", Href: "/emergency"}, Data: data})
}

type emergenciesData struct{ Overdue, Waiting, Reviewed, Tries []openedRow }

func (r *Room) emergenciesPage(request *route.Request) error {
	var data emergenciesData
	err := r.DB.Read(request.Context(), func(tx *db.Tx) error {
		onCases, tries, err := toReview(request.Context(), tx, request.Actor)
		for _, e := range onCases {
			row := r.openedRow(tx, e)
			switch {
			case !e.Reviewed.IsZero():
				data.Reviewed = append(data.Reviewed, row)
			case row.Late:
				data.Overdue = append(data.Overdue, row)
			default:
				data.Waiting = append(data.Waiting, row)
			}
		}
		for _, e := range tries {
			data.Tries = append(data.Tries, r.openedRow(tx, e))
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := r.looked(request, audit.Entry{Action: "list-emergencies", Subject: "emergencies", Why: "sharing"}); err != nil {
		return err
	}
	done := deed.Banner(request, map[string]string{"reviewed": "Your review is recorded, and who opened the case is told"})
	return request.Render(pages, http.StatusOK, "emergencies.html", page.View{Title: "Cases opened in an emergency", Width: "wide", Banner: done, Data: data})
}

var reviewQuestions = []ask.Question[ReviewForm]{
	{Name: "justified", Kind: ask.Radios, Label: "Was it right to open this case?", Options: []ask.Option{{Value: "yes", Label: "Yes, it was justified"}, {Value: "no", Label: "No, it was not justified"}},
		Required: "Choose whether it was right to open the case", Bind: func(f *ReviewForm) any { return &f.Justified }},
	{Name: "words", Kind: ask.Story, Label: "What did you find?", Hint: "Whoever opened the case reads this", MaxLength: 4000, Rows: 4, Required: "Enter what you found", Bind: func(f *ReviewForm) any { return &f.Words }},
}
