package own

import (
	"context"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/folder"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// endings are why codes ended, in words.
var endings = map[string]string{endedByHand: "Ended by hand", endedNew: "A new code was given", endedTries: "Too many wrong tries", endedUnsafe: "The page was not safe any more", endedExpired: "Its time ran out"}

// secondNames are the kinds of second answer in words.
var secondNames = map[SecondKind]string{Year: "Year of birth", Word: "A word that the person chose"}

type codeRow struct {
	Code
	Over   string // in words; "" while it works
	Second string
}

func rowOf(c Code, today civil.Day) codeRow {
	return codeRow{c, endings[c.Over(today)], secondNames[c.Kind]}
}

type staffPage struct {
	Head    folder.Head
	Base    string
	Unsafe  bool
	Live    *codeRow
	Earlier []codeRow
	Open    int // questions that wait
}

// read reads a page of a case for staff on one snapshot, and records the look.
func (r *Room) read(request *route.Request, action access.Action, part string, fill func(ctx context.Context, tx *db.Tx, id db.ID) error) error {
	id, err := request.ID("id")
	if err != nil {
		return err
	}
	ctx := request.Context()
	if err := r.DB.Read(ctx, func(tx *db.Tx) error {
		if err := access.Case(ctx, tx, request.Actor, action, id); err != nil {
			return err
		}
		return fill(ctx, tx, id)
	}); err != nil {
		return err
	}
	return r.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, request.Actor, audit.Entry{Action: "read-case", Category: audit.Consultation, Case: id, Subject: part, Why: "own page"})
	})
}

// post runs a command of a posted form in one transaction.
func (r *Room) post(request *route.Request, do func(ctx context.Context, tx *db.Tx, id db.ID, values url.Values) error) (db.ID, url.Values, error) {
	id, err := request.ID("id")
	if err != nil {
		return "", nil, err
	}
	values, err := request.Values()
	if err != nil {
		return id, nil, err
	}
	return id, values, r.DB.Write(request.Context(), func(tx *db.Tx) error { return do(request.Context(), tx, id, values) })
}

func base(id db.ID) string { return "/cases/" + string(id) + "/own-page" }

func (r *Room) staffPage(request *route.Request) error {
	var data staffPage
	err := r.read(request, access.GiveOwnPage, "own page", func(ctx context.Context, tx *db.Tx, id db.ID) (err error) {
		data = staffPage{Base: base(id)}
		if data.Head, err = folder.Of(ctx, tx, request, id, folderTab); err != nil {
			return err
		}
		if data.Unsafe, err = r.unsafe(ctx, tx, id); err != nil {
			return err
		}
		all, err := codes(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, c := range all {
			row := rowOf(c, civil.DayOf(tx.Now()))
			if row.Over == "" && data.Live == nil {
				data.Live = &row
				continue
			}
			data.Earlier = append(data.Earlier, row)
		}
		data.Open, err = waiting(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	done := map[string]string{"ended": "The code has ended. The page is closed on every phone", "renewed": "The code works for longer"}
	return request.Render(pages, http.StatusOK, "staff.html", page.View{Title: "Their own page", Banner: banner(request.URL.Query(), done), Data: data})
}

func banner(query url.Values, messages map[string]string) *page.Banner {
	if message := messages[query.Get("done")]; message != "" {
		return &page.Banner{Type: "success", Message: message}
	}
	return nil
}

type givePage struct {
	Head   folder.Head
	Base   string
	Fields []ask.Field
	Unsafe bool
}

func giveQuestions(child bool) []ask.Question[GiveForm] {
	questions := []ask.Question[GiveForm]{
		{Name: "present", Kind: ask.Radios, Label: "Is the person with you, do they know what the page is, and do they want it?",
			Hint: "Speak of who could see their phone. Saying no changes nothing in the help they get", Options: []ask.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}},
			Required: "Choose whether the person is there and wants the page", Bind: func(f *GiveForm) any { return &f.Present }},
		{Name: "kind", Kind: ask.Radios, Label: "What will they type beside the code?",
			Hint:    "Choose a word where somebody who knows their year of birth could find the card",
			Options: []ask.Option{{Value: string(Word), Label: "A word that they choose"}, {Value: string(Year), Label: "Their year of birth"}}, Required: "Choose what the second answer is",
			Bind: func(f *GiveForm) any { return &f.Kind }},
		{Name: "second", Kind: ask.Text, Label: "The word or the year", Hint: "Let them type it. It is kept so that nobody can read it, and it is not on the card", Required: "Enter the word or the year", MaxLength: 80,
			Width: "20", Autocomplete: "off", Spellcheck: "false", Bind: func(f *GiveForm) any { return &f.Second }},
	}
	if child {
		questions = append(questions,
			ask.Question[GiveForm]{Name: "agreed_by", Kind: ask.Text, Label: "Who is responsible for the child and agreed?", Required: "Enter who is responsible for the child and agreed", MaxLength: 200, Bind: func(f *GiveForm) any { return &f.AgreedBy }},
			ask.Question[GiveForm]{Name: "agreed_role", Kind: ask.Text, Label: "What are they to the child?", Hint: "For example: guardian, social worker", Required: "Enter what they are to the child, such as guardian or social worker", MaxLength: 200, Bind: func(f *GiveForm) any { return &f.AgreedRole }},
			ask.Question[GiveForm]{Name: "agreed_why", Kind: ask.Story, Label: "Why is the page good for the child?", Rows: 3, Required: "Enter why the page is good for the child", MaxLength: 2000, Bind: func(f *GiveForm) any { return &f.AgreedWhy }})
	}
	return questions
}

func (r *Room) givePage(request *route.Request) error {
	return r.showGive(request, http.StatusOK, nil, nil)
}

func (r *Room) showGive(request *route.Request, status int, values url.Values, errs []fault.Field) error {
	var data givePage
	err := r.read(request, access.GiveOwnPage, "own page, give", func(ctx context.Context, tx *db.Tx, id db.ID) (err error) {
		data = givePage{Base: base(id)}
		if data.Head, err = folder.Of(ctx, tx, request, id, folderTab); err != nil {
			return err
		}
		data.Fields = ask.Fields(&GiveForm{}, values, errs, giveQuestions(data.Head.Child))
		data.Unsafe, err = r.unsafe(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	return request.Render(pages, status, "give.html", page.View{Title: "Give a code", Back: page.Link{Text: "Back", Href: data.Base}, Errors: errs, Data: data})
}

type cardPage struct {
	Given
	Address string
	Base    string
	Second  string
}

// give answers with the card at once, the only time that the code can be read.
func (r *Room) give(request *route.Request) error {
	var given Given
	var form GiveForm
	id, values, err := r.post(request, func(ctx context.Context, tx *db.Tx, id db.ID, values url.Values) (err error) {
		if err := access.Case(ctx, tx, request.Actor, access.GiveOwnPage, id); err != nil {
			return err
		}
		_, child, err := caseOf(ctx, tx, id)
		if err != nil {
			return err
		}
		form = GiveForm{}
		if errs := ask.Fill(&form, values, giveQuestions(child)); len(errs) > 0 {
			return fault.Mend(errs...)
		}
		form.Case, form.Once = id, request.Once()
		given, err = r.Give(ctx, tx, request.Actor, form)
		return err
	})
	if fields, mend := fieldsOf(err); mend {
		values.Del("second") // never sent back
		return r.showGive(request, http.StatusUnprocessableEntity, values, fields)
	}
	if err != nil {
		return err
	}
	given.Code = ShowCode(given.Code)
	return request.Render(pages, http.StatusOK, "card.html", page.View{Title: "The card", Layout: "own-card-layout", Data: cardPage{given, r.address(request.Request), base(id), secondNames[SecondKind(form.Kind)]}})
}

// address is how the card says where the page is.
func (r *Room) address(request *http.Request) string {
	if r.Address != "" {
		return r.Address
	}
	return request.Host + Door
}

func (r *Room) renew(request *route.Request) error {
	id, _, err := r.post(request, func(ctx context.Context, tx *db.Tx, id db.ID, _ url.Values) error {
		return r.Renew(ctx, tx, request.Actor, EndForm{id, request.Once()})
	})
	if err != nil {
		return err
	}
	return request.Redirect(base(id) + "?done=renewed")
}

func (r *Room) endPage(request *route.Request) error {
	var data staffPage
	err := r.read(request, access.GiveOwnPage, "own page", func(ctx context.Context, tx *db.Tx, id db.ID) (err error) {
		data = staffPage{Base: base(id)}
		data.Head, err = folder.Of(ctx, tx, request, id, folderTab)
		return err
	})
	if err != nil {
		return err
	}
	return request.Render(pages, http.StatusOK, "end.html", page.View{Title: "End the code", Back: page.Link{Text: "Back", Href: data.Base}, Data: data})
}

func (r *Room) end(request *route.Request) error {
	id, _, err := r.post(request, func(ctx context.Context, tx *db.Tx, id db.ID, _ url.Values) error {
		return r.End(ctx, tx, request.Actor, EndForm{id, request.Once()})
	})
	if err != nil {
		return err
	}
	return request.Redirect(base(id) + "?done=ended")
}
