package own

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type doorPage struct {
	frame
	Over   bool
	Code   string
	Errors []fault.Field
}

// Wrong reports whether a field is to be mended.
func (p doorPage) Wrong(name string) bool { return wrongIn(p.Errors, name) }

func wrongIn(errs []fault.Field, name string) bool {
	return slices.ContainsFunc(errs, func(f fault.Field) bool { return f.Name == name })
}

// door asks for the code. Its language is in the address, which names nobody.
func (r *Room) door(request *route.Request) error {
	if token := r.token(request); token != "" {
		live := false
		err := r.DB.Read(request.Context(), func(tx *db.Tx) (err error) {
			_, live, err = r.visit(request.Context(), tx, token)
			return err
		})
		if err != nil {
			return err
		}
		if live {
			return request.Redirect(Door + "/1")
		}
	}
	return r.showDoor(request, http.StatusOK, request.URL.Query().Get("l"), doorPage{Over: request.URL.Query().Get("x") != ""})
}

func (r *Room) showDoor(request *route.Request, status int, language string, data doorPage) error {
	if known(language) {
		request.Request = page.WithLanguage(request.Request, language)
	}
	words := page.WordsFor(request.Request)
	data.frame = r.outside()
	data.Doors = page.PersonLanguages
	data.judge(words, append(sourcesOf("door.html"), common...)...)
	return request.Render(pages, status, "door.html", page.View{Title: "Page {number}", TitleArgs: []any{"number", 0}, Layout: "own", Errors: data.Errors, Data: data})
}

func (r *Room) enter(request *route.Request) error {
	values, err := request.Values()
	if err != nil {
		return err
	}
	language := values.Get("language")
	if known(language) {
		request.Request = page.WithLanguage(request.Request, language)
	} else {
		language = page.English
	}
	data := doorPage{Code: strings.TrimSpace(values.Get("code"))}
	if len(data.Code) > 40 {
		data.Code = data.Code[:40]
	}
	if data.Code == "" {
		data.Errors = append(data.Errors, fault.Field{Name: "code", Message: "Type the code from your card"})
	}
	if strings.TrimSpace(values.Get("second")) == "" {
		data.Errors = append(data.Errors, fault.Field{Name: "second", Message: "Type your year of birth, or your word"})
	}
	if len(data.Errors) == 0 {
		token, err := r.Enter(request.Context(), EnterForm{Code: data.Code, Second: values.Get("second"), Language: language, Origin: request.Actor.Origin, Request: page.RequestIDOf(request.Request)})
		if err == nil {
			r.setCookie(request, token)
			return request.Redirect(Door + "/1")
		}
		fields, mend := fieldsOf(err)
		if !mend {
			return err
		}
		data.Errors = fields
	}
	return r.showDoor(request, http.StatusUnprocessableEntity, language, data)
}

func (r *Room) leave(request *route.Request) error {
	err := r.Leave(request.Context(), r.token(request))
	r.setCookie(request, "")
	if err != nil {
		// Whoever must leave leaves; the visit ends by itself soon.
		r.Log.ErrorContext(request.Context(), "a visit was not ended", "request", page.RequestIDOf(request.Request), "error", err)
	}
	return request.Redirect(r.Exit)
}

func (r *Room) chooseLanguage(v visitor) error {
	values, err := v.Values()
	if err != nil {
		return err
	}
	if tag := values.Get("language"); known(tag) {
		if err := r.DB.Write(v.Context(), func(tx *db.Tx) error { return touch(v.Context(), tx, v.session, tag) }); err != nil {
			return err
		}
	}
	return v.Redirect(Door + "/1")
}

// told is a part of what other rooms tell, in the language of the page.
type told struct {
	casefile.OwnPart
	Lines                 []toldLine
	English, EmptyEnglish bool
}

type toldLine struct {
	casefile.OwnLine
	Why     []toldWhy
	English bool
}

type toldWhy struct {
	casefile.Sentence
	English bool
}

// OrderLife is the first order of parts that are on the page of the plan and not
// on the first page; OrderRights of those that are on the page of rights.
const (
	OrderLife   = 30
	OrderRights = 90
)

// gather asks every room what it tells the person, of the orders from one to
// before another.
func (r *Room) gather(ctx context.Context, tx *db.Tx, v visitor, f *frame, from, to int) ([]told, error) {
	var parts []told
	missing := func(source string) bool {
		f.judge(v.words, source)
		return source != "" && v.words.State(source) == page.Untranslated
	}
	for _, ask := range r.Parts {
		given, err := ask(ctx, tx, v.Case)
		if err != nil {
			return nil, err
		}
		for _, part := range given {
			if part.Order < from || part.Order >= to || len(part.Lines) == 0 && part.Empty == "" {
				continue
			}
			p := told{OwnPart: part, English: missing(part.Title)}
			if len(part.Lines) == 0 {
				p.EmptyEnglish = missing(part.Empty)
			}
			for _, line := range part.Lines {
				l := toldLine{OwnLine: line, English: line.Text != "" && missing(line.Text)}
				for _, why := range line.Why {
					l.Why = append(l.Why, toldWhy{why, missing(why.Text)})
				}
				p.Lines = append(p.Lines, l)
			}
			parts = append(parts, p)
		}
	}
	slices.SortStableFunc(parts, func(a, b told) int { return cmp.Compare(a.Order, b.Order) })
	return parts, nil
}

type partsPage struct {
	frame
	Parts  []told
	News   int
	Rights []right
}

// parts answers with page n, made of what rooms tell of some orders.
func (r *Room) parts(n, from, to int, more func(ctx context.Context, tx *db.Tx, v visitor, data *partsPage) error) func(visitor) error {
	file := menu[n-1].file
	return func(v visitor) error {
		var data partsPage
		err := r.look(v, menu[n-1].words, func(ctx context.Context, tx *db.Tx) (err error) {
			data = partsPage{frame: r.frameOf(v, n)}
			data.judge(v.words, sourcesOf(file)...)
			jurisdiction, _, err := caseOf(ctx, tx, v.Case)
			if err != nil {
				return err
			}
			data.Emergency = emergencyNumber(jurisdiction)
			if data.Parts, err = r.gather(ctx, tx, v, &data.frame, from, to); err != nil || more == nil {
				return err
			}
			return more(ctx, tx, v, &data)
		})
		if err != nil {
			return err
		}
		return r.show(v, n, http.StatusOK, file, nil, data)
	}
}

func emergencyNumber(jurisdiction string) string {
	switch jurisdiction {
	case "italy", "lithuania":
		return "112"
	}
	return "999"
}

func withNews(ctx context.Context, tx *db.Tx, v visitor, data *partsPage) (err error) {
	data.News, err = news(ctx, tx, v.Case)
	return err
}

func withRights(ctx context.Context, tx *db.Tx, v visitor, data *partsPage) error {
	jurisdiction, child, err := caseOf(ctx, tx, v.Case)
	data.Rights = rightsIn(jurisdiction, child)
	for _, right := range data.Rights {
		data.judge(v.words, append(slices.Clone(right.Lines), right.Title)...)
		if right.Source != "" {
			data.judge(v.words, right.Source)
		}
	}
	return err
}

// mostLooks is how many lines the page of looks has.
const mostLooks = 100

type looksPage struct {
	frame
	Looks []looked
	More  bool
}

// looked is what one agency did in one role on one day.
type looked struct {
	casefile.OwnLook
	On    civil.Day
	Times int
}

func (r *Room) looks(v visitor) error {
	const n = 4
	var data looksPage
	err := r.look(v, menu[n-1].words, func(ctx context.Context, tx *db.Tx) error {
		data = looksPage{frame: r.frameOf(v, n)}
		data.judge(v.words, sourcesOf("looks.html")...)
		if r.Looks == nil {
			return nil
		}
		all, err := r.Looks(ctx, tx, v.Case, 20*mostLooks)
		if err != nil {
			return err
		}
		data.Looks, data.More = together(all)
		for _, l := range data.Looks {
			data.judge(v.words, append(slices.Clone(l.Roles), l.What)...)
			if l.Why != "" {
				data.judge(v.words, l.Why)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return r.show(v, n, http.StatusOK, "looks.html", nil, data)
}

// together makes one line of what is the same on one day, and keeps the newest.
func together(all []casefile.OwnLook) (lines []looked, more bool) {
	key := func(l looked) string {
		return strings.Join(append([]string{l.On.String(), l.Agency, l.What, l.Why}, l.Roles...), "\x00")
	}
	at := map[string]int{}
	for _, look := range all {
		line := looked{look, civil.DayOf(look.At), 1}
		if i, known := at[key(line)]; known {
			lines[i].Times++
			continue
		}
		if len(lines) == mostLooks {
			return lines, true
		}
		at[key(line)] = len(lines)
		lines = append(lines, line)
	}
	return lines, false
}
