package justice

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/sheet"
	"github.com/havenward/havenward/internal/statute"
)

const crimesPath = "/justice/crime-records"

var backToCrimes = page.Link{Text: "Crime records", Href: crimesPath}

type crimesPage struct {
	Rows   []CrimeCheck
	Forces []forceRow
	States form.Codes
	Force  string
	State  string
	Total  int
	Asks   int    // lines of the chosen force that can be asked
	asked  string // the question as an address has it
}

// Download is where the shown list is had as a file of a format.
func (p crimesPage) Download(format string) string { return crimesPath + "." + format + "?" + p.asked }

type forceRow struct {
	Code, Name string
	Open       int
	ToAsk      int
}

// chosenCrimes reads the checks that a list asks for, with the counts by force.
func (room *Room) chosenCrimes(ctx context.Context, tx *db.Tx, actor account.Actor, values url.Values) (crimesPage, error) {
	data := crimesPage{States: checkStates, Force: values.Get("force"), State: values.Get("state")}
	all, err := room.crimeChecks(ctx, tx, actor, `TRUE`)
	if err != nil {
		return data, err
	}
	byForce := map[string]*forceRow{}
	for _, k := range all {
		row := byForce[k.Force]
		if row == nil {
			row = &forceRow{Code: cmp.Or(k.Force, "none"), Name: k.ForceName}
			byForce[k.Force] = row
		}
		if k.State() != closed {
			row.Open++
		}
		if k.State() == toAsk {
			row.ToAsk++
		}
		fits := data.State == "" && k.State() != closed || data.State == k.State() || data.State == "all"
		if fits && (data.Force == "" || data.Force == cmp.Or(k.Force, "none")) {
			k.WhyDue = casefile.WhyOn(room.Rules, statute.CrimeRecord, k.ReferredOn, k.Due)
			data.Rows = append(data.Rows, k)
		}
	}
	for _, row := range byForce {
		data.Forces = append(data.Forces, *row)
		if row.Code == data.Force && row.Code != "none" {
			data.Asks = row.ToAsk
		}
	}
	slices.SortFunc(data.Forces, func(a, b forceRow) int { return cmp.Compare(a.Name, b.Name) })
	data.Total = len(all)
	data.asked = url.Values{"force": {data.Force}, "state": {data.State}}.Encode()
	return data, nil
}

// crimes lists referrals without a crime record.
func (room *Room) crimes(r *route.Request) error {
	var data crimesPage
	err := listed(r.Context(), r.DB, r.Actor, "list-crime-records", func(tx *db.Tx) (err error) {
		data, err = room.chosenCrimes(r.Context(), tx, r.Actor, r.URL.Query())
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "crimes.html", "Crime records", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

// download gives the list as a file for the force. It has no names: a force finds
// its own record by the reference and the day.
func (room *Room) download(format sheet.Format) func(*route.Request) error {
	return func(r *route.Request) error {
		var data crimesPage
		ctx := r.Context()
		err := r.DB.Write(ctx, func(tx *db.Tx) (err error) {
			if data, err = room.chosenCrimes(ctx, tx, r.Actor, r.URL.Query()); err != nil {
				return err
			}
			return audit.Append(ctx, tx, r.Actor, audit.Entry{Action: "export-crime-records", Category: audit.Disclosure, Subject: "list", Why: "reconciliation with the police", Recipient: "police force " + cmp.Or(data.Force, "all"),
				Change: map[string]any{"lines": len(data.Rows), "format": string(format)}})
		})
		if err != nil {
			return err
		}
		words := r.Words
		table := sheet.Table{Name: "crime-records", Head: []string{words.Text("Referral"), words.Text("Referred on"), words.Text("Police force"), words.Text("Record was due by"), words.Text("State"), words.Text("Asked on"), words.Text("Answer"), words.Text("Answered on"), words.Text("Crime reference number")}}
		for _, k := range data.Rows {
			answer := ""
			if k.Answer != "" {
				answer = words.Text(k.AnswerWords())
			}
			table.Rows = append(table.Rows, []any{k.Reference, k.ReferredOn.String(), k.ForceName, k.Due.String(), words.Text(k.StateWords()), dayText(k.AskedOn.IsZero(), k.AskedOn.String()), answer, dayText(k.AnsweredOn.IsZero(), k.AnsweredOn.String()), k.Words.Reference})
		}
		return r.File("crime-records", format, table)
	}
}

func dayText(none bool, text string) string {
	if none {
		return ""
	}
	return text
}

// crimeDeeds are what the authority does with the list.
func (room *Room) crimeDeeds() []route.Route {
	ask := route.Route{Pattern: "POST " + crimesPath + "/ask", Action: access.ReconcileCrimes, Handle: func(r *route.Request) error {
		values, err := r.Values()
		if err != nil {
			return err
		}
		force := values.Get("force")
		next, err := deed.Once(r, crimesPath+"/ask", values, func(tx *db.Tx) (string, error) {
			_, err := room.Ask(r.Context(), tx, r.Actor, force)
			return deed.Done(crimesPath, "asked") + "&force=" + url.QueryEscape(force), err
		})
		if fault.Is(err, fault.Invalid) {
			var data crimesPage
			if err := r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
				data, err = room.chosenCrimes(r.Context(), tx, r.Actor, url.Values{})
				return err
			}); err != nil {
				return err
			}
			return r.Render(pages, http.StatusUnprocessableEntity, "crimes.html", page.View{Title: "Crime records", Width: "wide", Errors: fault.Of(err).Fields, Data: data})
		}
		if err != nil {
			return err
		}
		return r.Redirect(next)
	}}
	reopen := deed.Press(crimesPath+"/{check}/reopen", access.SettleCrime, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID("check")
		if err != nil {
			return "", err
		}
		return deed.Done(crimesPath, "reopened"), room.Reopen(ctx, tx, r.Actor, id)
	})
	answer := deed.Deed[CrimeAnswer]{Pages: pages, Path: crimesPath + "/{check}/answer", Action: access.SettleCrime, Title: "Answer of the police force", Button: "Record the answer",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[CrimeAnswer], err error) {
			id, err := r.ID("check")
			if err != nil {
				return a, err
			}
			k, err := room.checkFor(ctx, tx, r.Actor, id)
			if err != nil {
				return a, err
			}
			a.Form = CrimeAnswer{Answer: k.Answer, On: k.AnsweredOn, Reference: k.Words.Reference, By: k.Words.By, Note: k.Words.Note}
			a.Version, a.Questions, a.Back = k.Version, room.answerQuestions(dayOf(tx)), backToCrimes
			a.Facts = rowsOf("Referral", k.Reference, "Referred on", k.ReferredOn, "Police force", k.ForceName, "Record was due by", k.Due, "Asked on", k.AskedOn)
			a.Help = []casefile.Sentence{deed.Say("Do not ask the person for anything. A crime reference number becomes part of the record of the case.")}
			if rule, known := room.Rules.Rule(k.Rule); known {
				a.Help = append(a.Help, deed.Say(rule.Words))
			}
			return a, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f CrimeAnswer) (string, error) {
			id, err := r.ID("check")
			if err != nil {
				return "", err
			}
			f.Version = deed.Version(r)
			return deed.Done(crimesPath, "settled"), room.Settle(ctx, tx, r.Actor, id, f)
		}}
	return append(answer.Routes(), ask, reopen)
}

// Routes are the addresses of the room.
func (room *Room) Routes() []route.Route {
	routes := []route.Route{
		{Pattern: "GET /justice", Action: access.ListJustice, Handle: room.board},
		{Pattern: "GET /justice/hearings", Action: access.ListJustice, Handle: room.diary},
		{Pattern: "GET /justice/compensation", Action: access.ListJustice, Handle: room.limitsPage},
		{Pattern: "GET /justice/people/{id}", Action: access.ReadJustice, Handle: room.file},
		{Pattern: "GET /justice/people/{id}/timetable", Action: access.ReadJustice, Handle: room.timetable},
		{Pattern: "GET /justice/hearings/{entry}/sheet", Action: access.ReadJustice, Handle: room.sheet},
		{Pattern: "GET " + crimesPath, Action: access.ReconcileCrimes, Handle: room.crimes},
	}
	for _, info := range parts {
		routes = append(routes, route.Route{Pattern: "GET /justice/people/{id}/" + string(info.Part), Action: access.ReadJustice, Handle: room.part(info.Part)})
	}
	for _, format := range sheet.Formats {
		routes = append(routes, route.Route{Pattern: "GET " + crimesPath + "." + string(format), Action: access.ReconcileCrimes, Handle: room.download(format)})
	}
	return slices.Concat(routes, room.deeds(), room.crimeDeeds())
}
