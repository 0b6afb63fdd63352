package decision

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/route"
)

// opened is a case as one actor may see it on one day.
type opened struct {
	File     casefile.File
	Progress progress
	State    machine.Case // with the tests in force today
	By       machine.Actor
	Actor    account.Actor
	Today    civil.Day
	Folder   folder.Head // what other rooms put around the page
}

// open reads a case that the actor may read. What an actor's role does not allow
// them to read is taken out, whatever their agency has been granted.
func (r *Room) open(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (opened, error) {
	if err := access.Case(ctx, tx, actor, access.ReadCase, id); err != nil {
		return opened{}, err
	}
	o := opened{Actor: actor, Today: civil.DayOf(tx.Now())}
	var err error
	if o.File, err = casefile.Load(ctx, tx, actor, id); err != nil {
		return opened{}, err
	}
	if o.Progress, err = loadProgress(ctx, tx, id); err != nil {
		return opened{}, err
	}
	if o.By, err = r.role(ctx, tx, actor, machine.Allocate, id); err != nil {
		return opened{}, err
	}
	o.State = o.Progress.State
	o.State.Facts.Tests = newLaw(r.Rules).tests(o.State, o.Today)
	o.hide()
	return o, nil
}

// may reports whether the actor may do an action to this case: both the role
// and the compartments that are granted must allow it.
func (o opened) may(action access.Action) bool {
	rule, known := access.RuleFor(action)
	return known && o.File.Granted&rule.Compartments == rule.Compartments && access.Role(o.Actor, action) == nil
}

// hide takes out what the actor's role does not allow.
func (o *opened) hide() {
	record := &o.File.Record
	if !o.may(access.ReadIdentity) {
		*record = casefile.Record{Episodes: record.Episodes, Journey: record.Journey, Actors: record.Actors, Indicators: record.Indicators,
			Stories: record.Stories, Contacts: record.Contacts, Consents: record.Consents}
	}
	if !o.may(access.ReadStory) {
		record.Episodes, record.Journey, record.Actors, record.Indicators, record.Stories = nil, nil, nil, nil, nil
	}
	if !o.may(access.ReadContact) {
		record.Contacts = nil
	}
}

// name is whom the case is about, "" for who may not see it.
func (o opened) name() string { return o.File.Record.Headline() }

// next lists the steps that the actor may take today.
func (o opened) next() []machine.Step { return machine.NextFor(o.State, o.By, o.Today) }

// record writes down that somebody looked, before they see anything: what cannot
// be recorded is not shown.
func record(r *route.Request, entry audit.Entry) error {
	if entry.Category == "" {
		entry.Category = audit.Consultation
	}
	return r.DB.Write(r.Context(), func(tx *db.Tx) error { return audit.Append(r.Context(), tx, r.Actor, entry) })
}

// looked records a look at one part of a case.
func looked(r *route.Request, id db.ID, action, part string) error {
	return record(r, audit.Entry{Action: action, Case: id, Subject: part, Why: purposeDecision})
}

// openPage is open for a page, with what other rooms put around it.
func (r *Room) openPage(request *route.Request, tx *db.Tx, id db.ID) (o opened, err error) {
	ctx := request.Context()
	if o, err = r.open(ctx, tx, request.Actor, id); err == nil {
		o.Folder, err = folder.Around(ctx, tx, request, id, folderTab)
	}
	return o, err
}

// show opens a case for a page: it reads what the page needs on one snapshot and
// then records the look.
func (r *Room) show(request *route.Request, part string, read func(tx *db.Tx, o opened) error) (opened, error) {
	return r.showAs(request, "read-case", part, read)
}

// showAs is show under another name in the record of who looked.
func (r *Room) showAs(request *route.Request, action, part string, read func(tx *db.Tx, o opened) error) (opened, error) {
	id, err := request.ID("id")
	if err != nil {
		return opened{}, err
	}
	var o opened
	err = r.DB.Read(request.Context(), func(tx *db.Tx) error {
		if o, err = r.openPage(request, tx, id); err != nil || read == nil {
			return err
		}
		return read(tx, o)
	})
	if err != nil {
		return opened{}, err
	}
	return o, looked(request, id, action, part)
}

// dueView is a day that matters, as pages show it: in words that need no colour.
type dueView struct {
	Day   civil.Day
	Title string // what happens then: a catalogue string
	Days  int    // from today; negative when the day has passed
	// Late says that somebody should have done something by then.
	Late bool
	// Bar says that nothing is due: from that day on something is possible.
	Bar bool
	Why string // address of the answer to "why is it due then?"
}

// lateKinds are the clocks that are late when their day has passed. Of the
// others the day is a bar, a birthday or the end of a period.
var lateKinds = []machine.ClockKind{machine.ClockReasonableGrounds, machine.ClockReasonableGroundsPilot, machine.ClockInformation, machine.ClockSuspensionReview}

func dueOf(title string, kind machine.ClockKind, day, today civil.Day) dueView {
	days := dueIn(day, today)
	return dueView{Day: day, Title: title, Days: days, Late: days < 0 && slices.Contains(lateKinds, kind), Bar: kind == machine.ClockConclusiveEarliest}
}

// Passed says how many days ago the day was.
func (d dueView) Passed() int { return -d.Days }

// due is a clock of the case as pages show it.
func (r *Room) due(id db.ID, clock casefile.Clock, today civil.Day) dueView {
	view := dueOf(clockTitle(r.Rules, machine.ClockKind(clock.Kind)), machine.ClockKind(clock.Kind), clock.Due, today)
	view.Why = "/cases/" + string(id) + "/clocks/" + string(clock.ID)
	return view
}

// condition is something open beside the stage: a sentence with its values.
type condition struct {
	Text string
	Args []any
}

// conditions lists what is open on a case beside its stage.
func conditions(c machine.Case) []condition {
	var open []condition
	add := func(text string, args ...any) { open = append(open, condition{text, args}) }
	if c.Proposal != nil {
		add("A negative decision was proposed on {day} and waits for its second reader", "day", c.Proposal.On)
	}
	for _, request := range c.Requests {
		add("Information was asked for on {day} and has not come yet", "day", request.On)
	}
	if c.Extension != nil {
		add("A longer recovery period, until {until}, was asked for on {day}", "until", c.Extension.Until, "day", c.Extension.On)
	}
	switch reconsidered := c.Reconsideration; {
	case reconsidered == nil:
	case reconsidered.Accepted:
		add("The decision is being looked at again. The request came on {day}", "day", reconsidered.ReceivedOn)
	default:
		add("A request for reconsideration came on {day} and waits to be accepted or rejected", "day", reconsidered.ReceivedOn)
	}
	if c.DisqualificationOpen() {
		add("Disqualification was asked for on {day}", "day", c.Disqualification.On)
	}
	if c.Additional != nil {
		add("This is an additional reasonable grounds decision, asked for on {day}", "day", c.Additional.On)
	}
	if consent := c.AdultConsent; consent != nil {
		if !consent.Stays {
			add("The person has not yet said whether they want to stay in the national referral mechanism as an adult")
		}
		if consent.Support == machine.Unanswered {
			add("The person has not yet said whether they want adult support")
		}
	}
	for _, letter := range c.Letters {
		if letter.Held {
			add("A letter is held, because there is no safe way to serve it")
			break
		}
	}
	return open
}

// protections are the words for what a decision gives: catalogue strings.
var protections = map[machine.Entitlement]string{
	machine.RemovalBar:         "Must not be removed from the United Kingdom",
	machine.AdultSupport:       "Adult support",
	machine.LeaveConsideration: "Leave to stay must be considered",
}
