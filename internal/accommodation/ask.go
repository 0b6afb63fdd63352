package accommodation

import (
	"context"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/accommodation/fit"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// purpose is the purpose of the desk's grant, and of looks.
const purpose = "accommodation"

// careBasis is the legal basis of those who house and look after somebody: a code
// of the list of legal bases.
const careBasis = "health-care"

// deskOptions are the desks that can be asked.
func deskOptions(ctx context.Context, tx *db.Tx) ([]form.Option, error) {
	open, err := desks(ctx, tx)
	var options []form.Option
	for _, desk := range open {
		options = append(options, form.Option{Value: string(desk.ID), Label: desk.Name, Verbatim: true})
	}
	return options, err
}

// preferred is the desk that an actor asks unless they choose another.
func preferred(options []form.Option, actor account.Actor) string {
	for _, option := range options {
		if option.Value == string(actor.Agency) || len(options) == 1 {
			return option.Value
		}
	}
	return ""
}

// Ask asks for a safe place for somebody, or to be supported where they live. The
// rule of their jurisdiction says whether a place is offered; what was asked, and
// what the rule said, is kept in either case.
func (room *Room) Ask(ctx context.Context, tx *db.Tx, actor account.Actor, person db.ID, f AskForm) (db.ID, error) {
	if err := access.Case(ctx, tx, actor, access.AskAccommodation, person); err != nil {
		return "", err
	}
	options, err := deskOptions(ctx, tx)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, room.askQuestions(options))...); err != nil {
		return "", err
	}
	file, found, err := fileOf(ctx, tx, person)
	if err != nil {
		return "", err
	}
	if found && file.State != Ended && file.State != Outreach {
		return "", fault.Refuse("A place was asked for already. Change what they need instead")
	}
	var age string
	if _, err := tx.Row(ctx, `SELECT age_group, jurisdiction FROM case_file WHERE id = $1`, []any{person}, &age, &file.Jurisdiction); err != nil {
		return "", err
	}
	today := civil.DayOf(tx.Now())
	situation := f.situation(casefile.TreatedAsChild(age), today)
	entitled, err := Entitle(room.Rules, file.Jurisdiction, situation, today)
	if err != nil {
		return "", err
	}
	if entitled.Code == ForTheCouncil {
		return "", fault.Wrong("home", "Somebody who is or may be under 18 is looked after by a council. Ask its placement team")
	}
	file.Desk, file.Agency, file.Worker, file.Case, file.Urgency = db.ID(f.Desk), actor.Agency, actor.Account, person, Planned
	file.Household, file.Called, file.Parting, file.Barrier, file.Words = f.household(), f.Called, f.Parting, f.Barrier, f.Words
	file.NeededOn, file.Incomplete = today, false
	if situation.DestituteOn.After(today) {
		file.NeededOn = situation.DestituteOn
	}
	file.State = Outreach
	if entitled.Offer() {
		file.State = Waiting
	}
	if found {
		if err := putFile(ctx, tx, file, file.Version); err != nil {
			return "", err
		}
		if _, err := tx.Exec(ctx, `UPDATE shelter_file SET state = $2, state_at = $3, agency_id = $4, desk_id = $5 WHERE id = $1`, file.ID, file.State, tx.Now(), file.Agency, file.Desk); err != nil {
			return "", err
		}
	} else {
		file.ID = tx.NewID()
		if _, err := insertFile(ctx, tx, actor, file); err != nil {
			return "", err
		}
	}
	if err := room.admitDesk(ctx, tx, actor, file); err != nil {
		return "", err
	}
	return file.ID, room.asked(ctx, tx, actor, file, entitled, situation.DestituteOn)
}

// admitDesk lets the desk reach the case of somebody for whom it finds a place.
func (room *Room) admitDesk(ctx context.Context, tx *db.Tx, actor account.Actor, f File) error {
	return access.Give(ctx, tx, actor, access.Grant{Agency: f.Desk, Case: f.Case, Purpose: purpose, Compartments: access.Identity | access.Health | access.Location, LegalBasis: careBasis})
}

// asked keeps that a place was asked for, and tells the desk.
func (room *Room) asked(ctx context.Context, tx *db.Tx, actor account.Actor, f File, entitled Entitlement, destitute civil.Day) error {
	request, area := tx.NewID(), "anywhere"
	if len(f.Prefer) > 0 {
		area = f.Prefer[0]
	}
	var outcome string
	var ended, day any
	if !entitled.Offer() {
		outcome, ended = outcomeNotEntitled, tx.Now()
	}
	if !destitute.IsZero() {
		day = destitute
	}
	rule := ""
	if entitled.Rule.ID != "" {
		rule = entitled.Rule.Ref()
	}
	if _, err := tx.Exec(ctx, `INSERT INTO bed_request (id, file_id, desk_id, urgency, need, area, entitlement, rule, destitute_on, asked_at, asked_by, ended_at, outcome)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, request, f.ID, f.Desk, f.Urgency, Need(f.Household), area, entitled.Code, rule, day, tx.Now(), actor.Account, ended, outcome); err != nil {
		return err
	}
	if f.State == Waiting && actor.Agency == f.Desk && actor.Has(account.AccommodationDesk) {
		// The desk knows what it wrote down itself.
	} else if f.State == Waiting {
		subject, body := "Somebody asks for a safe place", "Your desk is asked for a safe place. Sign in to see what they need.\n\nThis message says nothing about the person."
		if f.Urgency == AtNight {
			subject = "Somebody needs a safe place tonight"
		}
		if err := tell(ctx, tx, f.Desk, "bed-asked "+string(request), subject, body, nil, account.AccommodationDesk); err != nil {
			return err
		}
	}
	if f.Case != "" {
		if err := casefile.Note(ctx, tx, actor, f.Case, "A safe place was asked for"); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "ask-accommodation", Category: audit.Collection, Case: f.Case, Subject: "accommodation " + string(f.ID), Why: purpose,
		Change: map[string]any{"entitlement": entitled.Code, "rule": rule, "urgency": f.Urgency}})
}

// The ways in which a request ends.
const (
	outcomeHoused      = "housed"
	outcomeOutreach    = "outreach"
	outcomeWithdrawn   = "withdrawn"
	outcomeLost        = "lost"
	outcomeNotEntitled = "not-entitled"
)

var outcomes = form.Codes{{outcomeHoused, "Got a place"}, {outcomeOutreach, "Supported where they live"}, {outcomeWithdrawn, "No longer wanted"}, {outcomeLost, "Contact was lost"}, {outcomeNotEntitled, "Not to be offered by the rule"}}

// AskNow asks for a place at once, for somebody who may not have been referred.
// The desk is told at once; what is missing is completed later.
func (room *Room) AskNow(ctx context.Context, tx *db.Tx, actor account.Actor, f NightForm) (db.ID, error) {
	if err := access.Role(actor, access.AskAtNight); err != nil {
		return "", err
	}
	options, err := deskOptions(ctx, tx)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, room.nightQuestions(options))...); err != nil {
		return "", err
	}
	file := File{ID: tx.NewID(), Agency: actor.Agency, Desk: db.ID(f.Desk), State: Waiting, Urgency: AtNight, Incomplete: true, NeededOn: civil.DayOf(tx.Now()),
		Household: fit.Household{Sex: f.Sex, Adults: 1, Children: f.Children, Avoid: sorted(f.Avoid)}, Private: Private{Called: f.Called, Reach: f.Reach, Names: []string{f.Called}}}
	if !isDesk(actor, file.Desk) {
		file.Worker = actor.Account
	}
	for _, must := range f.Musts {
		if must == pregnantNow {
			file.Pregnant = true
		} else {
			file.Musts = append(file.Musts, must)
		}
	}
	if f.Language != "" {
		file.Languages = []string{f.Language}
	}
	if reference := strings.ToUpper(strings.TrimSpace(f.Reference)); reference != "" {
		if file.Case, err = room.caseOf(ctx, tx, actor, reference); err != nil {
			return "", err
		}
		file.Names = nil
	}
	if _, err := insertFile(ctx, tx, actor, file); err != nil {
		return "", err
	}
	if file.Case != "" {
		if err := room.admitDesk(ctx, tx, actor, file); err != nil {
			return "", err
		}
	}
	for _, who := range f.From {
		if _, err := insertTie(ctx, tx, actor, file, Tie{Kind: Other, Who: Somebody{Names: []string{who}}}); err != nil {
			return "", err
		}
	}
	return file.ID, room.asked(ctx, tx, actor, file, Entitlement{Code: TonightWithout}, civil.Day{})
}

// caseOf finds the case of a reference that the actor may ask a place for, and
// that has no file yet.
func (room *Room) caseOf(ctx context.Context, tx *db.Tx, actor account.Actor, reference string) (db.ID, error) {
	unknown := fault.Wrong("reference", "You can reach no case with this reference. Leave it empty: the desk can add it later")
	var id db.ID
	var age string
	found, err := tx.Row(ctx, `SELECT id, age_group FROM case_file WHERE reference = $1`, []any{reference}, &id, &age)
	if err != nil {
		return "", err
	}
	if !found || access.Case(ctx, tx, actor, access.AskAccommodation, id) != nil {
		return "", unknown
	}
	if casefile.TreatedAsChild(age) {
		return "", fault.Wrong("reference", "The person in this case is or may be under 18. A council looks after them")
	}
	if _, has, err := fileOf(ctx, tx, id); err != nil || has {
		if err == nil {
			err = fault.Wrong("reference", "A place was asked for in this case already. Open the case")
		}
		return "", err
	}
	return id, nil
}
