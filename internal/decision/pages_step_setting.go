package decision

import (
	"context"
	"net/url"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/route"
)

// prepared is a case opened for a step, with its questions.
type prepared struct {
	opened
	stepDay
	setting   setting
	questions asking
	proposal  *decisionView
}

// prepareStep opens a case for a step and records the look.
func (r *Room) prepareStep(request *route.Request, step machine.Step, values url.Values) (prepared, error) {
	var p prepared
	_, err := r.show(request, "step "+string(step), func(tx *db.Tx, o opened) (err error) {
		p.stepDay = readDay(o, values)
		if !p.On.IsZero() { // the page speaks of the day of the step
			o.Today, o.State.Facts.Tests = p.On, newLaw(r.Rules).tests(o.State, p.On)
		}
		p.opened = o
		if p.setting, err = r.setting(request.Context(), tx, o, step); err != nil || o.State.Proposal == nil {
			return err
		}
		read, err := r.readDecisions(request, tx, o)
		p.proposal = read.Proposal
		return err
	})
	if err == nil {
		p.questions = questionsOf(step, p.setting)
	}
	return p, err
}

// setting reads what the questions of a step offer to choose from.
func (r *Room) setting(ctx context.Context, tx *db.Tx, o opened, step machine.Step) (setting, error) {
	s := setting{state: o.State, today: o.Today, book: r.Rules, addresses: map[int]string{}}
	switch machine.Blank(step).(type) {
	case *machine.Assignment:
		makers, err := account.Colleagues(ctx, tx, o.Progress.Agency, account.Role(o.State.Holders([]machine.Role{machine.Deciding})[0]))
		s.makers = personOptions(makers)
		return s, err
	case *machine.Allocation, *machine.Transfer:
		panels, err := r.Panels(ctx, tx)
		for _, panel := range panels {
			s.panels = append(s.panels, ask.Option{Value: string(panel.ID), Label: panel.Name, Verbatim: true})
		}
		return s, err
	case *machine.Withdrawal:
		files, err := casefile.Files(ctx, tx, o.File.ID)
		for _, file := range files {
			s.documents = append(s.documents, ask.Option{Value: string(file.ID), Label: file.Name, Verbatim: true})
		}
		return s, err
	case *machine.Service:
		for _, letter := range o.State.Letters {
			onFile, err := letterOnFile(ctx, tx, o.File.ID, letter.Number)
			if err != nil {
				return s, err
			}
			s.addresses[letter.Number] = clip(addressLine(onFile.Letter.To))
		}
	case *machine.Consent, *machine.AdditionalAsked, *machine.Reopening:
		for _, language := range reference.Default().Languages.All() {
			s.languages = append(s.languages, ask.Option{Value: language.Name, Label: language.Name})
		}
	}
	return s, nil
}
