package decision

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// assignedPage says what became of each case that was to be given to somebody.
type assignedPage struct {
	To       string
	Done     int
	Outcomes []assignedRow
	Back     string
}

type assignedRow struct {
	Reference string
	Href      string
	Problem   string
	Args      []any
}

// assignMany gives the chosen cases of a list to one person.
func (r *Room) assignMany(request *route.Request) error {
	list, err := listOf(request)
	if err != nil {
		return err
	}
	values, err := request.Values()
	if err != nil {
		return err
	}
	back := "/work/" + string(list) + "?" + values.Get("here")
	form, errs := readBulk(values, request.Once())
	if len(errs) > 0 {
		return r.listAgain(request, list, values, errs)
	}
	outcomes, err := r.BulkAssign(request.Context(), request.Actor, form)
	if err != nil {
		return err
	}
	data := assignedPage{Back: back}
	err = r.DB.Read(request.Context(), func(tx *db.Tx) error {
		var ids []db.ID
		for _, outcome := range outcomes {
			ids = append(ids, outcome.Case)
		}
		cases, err := listedOf(request.Context(), tx, request.Actor, ids)
		if err != nil {
			return err
		}
		names, err := account.Names(request.Context(), tx, []db.ID{form.DecisionMaker})
		data.To = names[form.DecisionMaker]
		for _, outcome := range outcomes {
			row := assignedRow{}
			if at := slices.IndexFunc(cases, func(l Listed) bool { return l.ID == outcome.Case }); at >= 0 {
				row.Reference, row.Href = cases[at].Reference, "/cases/"+string(outcome.Case)
			}
			switch {
			case outcome.Problem == nil:
				data.Done++
			case len(outcome.Problem.Fields) > 0:
				row.Problem, row.Args = outcome.Problem.Fields[0].Message, outcome.Problem.Fields[0].Args
			default:
				row.Problem, row.Args = outcome.Problem.Message, outcome.Problem.Args
			}
			data.Outcomes = append(data.Outcomes, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	return request.Render(pages, http.StatusOK, "assigned.html", page.View{Title: "Cases assigned", Width: "full", Back: page.Link{Text: "Back to the list", Href: page.LocalPath(back)}, Data: data})
}

// readBulk reads which cases, in which version, go to whom. A box of the list
// carries both: "identifier.version".
func readBulk(values url.Values, once string) (BulkForm, []fault.Field) {
	form := BulkForm{Once: once}
	var errs []fault.Field
	for _, box := range values["case"] {
		id, version, _ := strings.Cut(box, ".")
		parsed, ok := db.ParseID(id)
		number, err := strconv.ParseInt(version, 10, 64)
		if ok && err == nil {
			form.Cases = append(form.Cases, CaseVersion{parsed, number})
		}
	}
	if len(form.Cases) == 0 {
		errs = append(errs, fault.Field{Name: "cases", Message: "Choose at least one case"})
	}
	if maker, ok := db.ParseID(values.Get("decision_maker")); ok {
		form.DecisionMaker = maker
	} else {
		errs = append(errs, fault.Field{Name: "decision_maker", Message: "Choose a decision maker"})
	}
	return form, errs
}
