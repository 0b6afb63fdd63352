package danger

import (
	"context"
	"net/http"
	"strconv"

	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/letter"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type planPage struct {
	Head    *folder.Head
	Plan    *Plan
	Lang    Language
	Earlier []Plan
	Empty   []string
	Unsafe  bool
}

// plan shows the newest version of somebody's safety plan, how they took it, and
// the versions before.
func (room *Room) plan(r *route.Request) error {
	var data planPage
	head, _, err := room.show(r, "read-safety-plan", func(ctx context.Context, tx *db.Tx, who person) error {
		plans, err := plansOf(ctx, tx, who.ID)
		if err != nil || len(plans) == 0 {
			return err
		}
		data.Plan, data.Earlier, data.Lang = &plans[0], plans[1:], languageOf(plans[0].Language)
		data.Empty, data.Unsafe = plans[0].Empty(), !MayShow(plans[0])
		return nil
	})
	if err != nil {
		return err
	}
	data.Head = head
	return view(r, "plan.html", "Safety plan", "", backTo(head.Case), data)
}

// printTitle stands on top of a printed plan and is its name: words that tell
// nobody who finds it what it is about.
const printTitle = "My plan"

// printed reads the version of a plan in the address, for print.
func (room *Room) printed(r *route.Request, deed string) (p Plan, id db.ID, err error) {
	number, err := strconv.ParseInt(r.PathValue("number"), 10, 32)
	if err != nil {
		return p, "", fault.Missing()
	}
	head, _, err := room.show(r, "read-safety-plan", func(ctx context.Context, tx *db.Tx, who person) error {
		plans, err := plansOf(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		p, err = planNumbered(plans, number)
		return err
	})
	if err != nil {
		return p, "", err
	}
	return p, head.Case, r.DB.Write(r.Context(), func(tx *db.Tx) error {
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: deed, Category: audit.Disclosure, Case: head.Case, Subject: "safety plan " + string(p.ID), Why: purpose, Recipient: "the person"})
	})
}

type printPage struct {
	Title   string
	Lang    Language
	English bool // the title stays English: the catalogue does not have it
	Drafted bool // a heading was translated by a machine and read by nobody
	Parts   []printedPart
	Path    string
	PDF     string
}

type printedPart struct {
	Heading string
	English bool
	Lines   []string
}

// inWords gives a plan with its headings in the language of the plan, as far as
// the catalogue has them, and says how far they can be trusted.
func inWords(p Plan) printPage {
	words := page.In(p.Language)
	state := func(source string) page.State {
		if words.Tag() != p.Language {
			return page.Untranslated // a language that the catalogue does not have
		}
		return words.State(source)
	}
	data := printPage{Lang: languageOf(p.Language), Title: words.Text(printTitle), English: state(printTitle) == page.Untranslated, Drafted: state(printTitle) == page.Drafted}
	for _, part := range p.Parts() {
		how := state(part.Heading)
		data.Parts = append(data.Parts, printedPart{words.Text(part.Heading), how == page.Untranslated, part.Lines})
		data.Drafted = data.Drafted || how == page.Drafted
	}
	return data
}

// printPlan shows a plan as it is printed: no name, no reference, no word of who
// made it with them.
func (room *Room) printPlan(r *route.Request) error {
	p, id, err := room.printed(r, "print-safety-plan")
	if err != nil {
		return err
	}
	data := inWords(p)
	data.Path = peoplePath(id) + "/plan"
	data.PDF = data.Path + "/" + strconv.Itoa(p.Number) + "/pdf"
	return view(r, "print.html", printTitle, "", page.Link{Text: "Back", Href: data.Path}, data)
}

// planPDF gives a plan as a file, where the font can write its language.
func (room *Room) planPDF(r *route.Request) error {
	p, id, err := room.printed(r, "print-safety-plan")
	if err != nil {
		return err
	}
	words := inWords(p)
	paper := letter.Paper{Language: p.Language, Date: civil.DayOf(p.Made), Title: words.Title}
	for _, part := range words.Parts {
		paper.Parts = append(paper.Parts, letter.PaperPart{Heading: part.Heading, Items: part.Lines})
	}
	file, err := letter.PaperPDF(paper)
	if fault.Is(err, fault.Invalid) {
		return r.Render(pages, http.StatusUnprocessableEntity, "no_pdf.html", page.View{Title: "There is no PDF of this plan", Back: page.Link{Text: "Back", Href: peoplePath(id) + "/plan"},
			Data: noPDF{fault.Of(err).Message, fault.Of(err).Args, peoplePath(id) + "/plan/" + strconv.Itoa(p.Number) + "/print"}})
	}
	if err != nil {
		return err
	}
	header := r.Writer.Header()
	header.Set("Content-Type", "application/pdf")
	header.Set("Content-Disposition", `attachment; filename="plan.pdf"`)
	// Nobody is left to tell when the connection is gone.
	_, _ = r.Writer.Write(file)
	return nil
}

type noPDF struct {
	Text  string
	Args  []any
	Print string
}

type tracesPage struct {
	Head   *folder.Head
	Points []Traced
	Next   string // the first point that nobody has answered
	List   traceList
}

// traces shows the list of digital traces with what was answered.
func (room *Room) traces(r *route.Request) error {
	data := tracesPage{List: traces}
	head, _, err := room.show(r, "read-digital-traces", func(ctx context.Context, tx *db.Tx, who person) (err error) {
		data.Points, err = tracesOf(ctx, tx, who.ID)
		data.Next = nextPoint(data.Points, "")
		return err
	})
	if err != nil {
		return err
	}
	data.Head = head
	return view(r, "traces.html", "Digital traces", "", backTo(head.Case), data)
}

// nextPoint is the next point after one that nobody has answered; "" where all
// are.
func nextPoint(points []Traced, after string) string {
	passed := after == ""
	for _, point := range points {
		if passed && point.Answer == "" {
			return point.Code
		}
		passed = passed || point.Code == after
	}
	return ""
}
