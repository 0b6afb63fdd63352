package referral

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
)

type question = form.Question[answers]

// Page is one page of a referral: some questions, and perhaps a list of things
// of one kind, each added, changed and removed on pages of its own.
type Page struct {
	Slug    string // in the address
	Title   string // a catalogue source, like Help
	Help    string
	Section string
	// When says whether the page is part of a referral like this; nil means always.
	When func(*Submission) bool

	questions []question
	// ask makes the questions that depend on the answers, in place of questions.
	ask   func(*answers) []question
	list  itemList
	files bool // the page of the evidence
}

func (p *Page) asks(a *answers) []question {
	if p.ask != nil {
		return p.ask(a)
	}
	return p.questions
}

func (p *Page) shown(s *Submission) bool { return p.When == nil || p.When(s) }

// fill reads a posted page into a submission.
func (p *Page) fill(lists suggestions, s *Submission, today civil.Day, values url.Values) []fault.Field {
	a := answersOf(*s, today)
	questions := p.asks(a)
	faults := form.Fill(a, suggested(lists, values, questions), questions)
	*s = a.submission()
	return faults
}

// check finds what is still to be answered on the page, without changing
// anything.
func (p *Page) check(s Submission, today civil.Day) []fault.Field {
	return p.faults(&s, answersOf(s, today))
}

// faults is check with the answers of s laid out: many pages may be checked on
// one layout, since each tidies only its own answers.
func (p *Page) faults(s *Submission, a *answers) []fault.Field {
	faults := form.Check(a, p.asks(a))
	if p.list != nil {
		faults = append(faults, p.list.check(s)...)
	}
	return faults
}

// rows are the answers of the page, its list's things left out.
func (p *Page) rows(s Submission, today civil.Day) []form.Row {
	a := answersOf(s, today)
	return form.Summary(a, p.asks(a))
}

// answered reports whether anything on the page was answered.
func (p *Page) answered(s Submission, today civil.Day) bool {
	if p.list != nil && p.list.count(&s) > 0 {
		return true
	}
	return slices.ContainsFunc(p.rows(s, today), func(row form.Row) bool { return len(row.Values) > 0 })
}

// digest tells one state of the page's answers from another: what a form was
// drawn from, so that a change made meanwhile is noticed.
func (p *Page) digest(s Submission, today civil.Day) string {
	a := answersOf(s, today)
	return digest(form.Values(a, p.asks(a)))
}

func digest(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic("referral: answers cannot be compared: " + err.Error()) // plain values always can
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// suggestions are the lists behind questions that suggest, by the question's name.
type suggestions map[string]*reference.List

// suggested puts the code where somebody typed another name of the same thing
// ("Border Force", "Holland"), which the list knows and the options do not show.
func suggested[T any](lists suggestions, values url.Values, questions []form.Question[T]) url.Values {
	copied := url.Values{}
	for name, list := range values {
		copied[name] = list
	}
	for i := range questions {
		q := &questions[i]
		list := lists[q.Name]
		if q.Kind != form.Suggest || list == nil || isOffered(q.Options, values.Get(q.Name)) {
			continue
		}
		if found := list.FindAll(values.Get(q.Name)); len(found) == 1 && found[0].Until.IsZero() {
			copied.Set(q.Name, found[0].Code)
		}
	}
	return copied
}

func isOffered(options []form.Option, typed string) bool {
	return slices.ContainsFunc(options, func(option form.Option) bool { return option.Value == typed || option.Label == typed })
}
