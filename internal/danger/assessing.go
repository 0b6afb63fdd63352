package danger

import (
	"context"
	"errors"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// purpose is why people of a provider look at and write what stands here.
const purpose = "support"

// Assess records a talk about danger.
func (room *Room) Assess(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f AssessForm) (db.ID, error) {
	who, err := room.reach(ctx, tx, actor, access.AssessDanger, id)
	if err != nil {
		return "", err
	}
	before, err := LevelNow(ctx, tx, id)
	if err != nil {
		return "", err
	}
	return room.record(ctx, tx, actor, who, f, "", before)
}

// Correct records a talk anew in place of an assessment that was recorded wrongly.
func (room *Room) Correct(ctx context.Context, tx *db.Tx, actor account.Actor, assessment db.ID, f AssessForm) (db.ID, error) {
	wrong, who, err := room.assessmentFor(ctx, tx, actor, access.AssessDanger, assessment)
	if err != nil {
		return "", err
	}
	if !wrong.Counts() {
		return "", fault.Refuse("This assessment was corrected or taken back already. Open the one that counts")
	}
	return room.record(ctx, tx, actor, who, f, assessment, wrong.Judged)
}

func (room *Room) record(ctx context.Context, tx *db.Tx, actor account.Actor, who person, f AssessForm, replaces db.ID, before Level) (db.ID, error) {
	list := signsOn(f.On)
	if err := fault.Mend(form.Check(&f, assessQuestions(list, civil.DayOf(tx.Now())))...); err != nil {
		return "", err
	}
	number, err := lastNumber(ctx, tx, who.ID)
	if err != nil {
		return "", err
	}
	if number != f.Version {
		return "", fault.Stale(nil, nil)
	}
	finding := Weigh(list, f.signs(), f.Knowers)
	judged, _ := LevelOf(f.Level)
	a := Assessment{ID: tx.NewID(), Case: who.ID, Agency: actor.Agency, Number: int(number) + 1, On: f.On, How: f.How, List: list.Ref(), Domains: finding.Domains,
		ByRule: finding.Level, Judged: judged, New: *f.New, Replaces: replaces,
		Told: Told{Said: f.Said, Language: f.Language, Signs: f.signs(), Knowers: f.Knowers, Where: f.Where, Thinks: f.Thinks, NewWhat: f.NewWhat}}
	if a.Differs() {
		a.Told.Reason = f.Reason
	}
	if a.Review, a.ReviewRule, err = room.review(who, judged, f.On); err != nil {
		return "", err
	}
	if err := putAssessment(ctx, tx, actor, a); err != nil {
		if db.Duplicate(err) { // somebody was quicker by a moment
			return "", fault.Stale(nil, nil)
		}
		return "", err
	}
	deed := "assess-danger"
	if replaces != "" {
		deed = "correct-danger"
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: deed, Category: audit.Collection, Case: who.ID, Subject: "danger " + string(a.ID), Why: purpose,
		Change: map[string]any{"level": map[string]string{"before": before.Code(), "after": judged.Code()}, "rule": list.Ref()}}); err != nil {
		return "", err
	}
	if !IsNew(before, judged, *f.New && replaces == "") {
		return a.ID, nil
	}
	if err := room.tellRooms(ctx, tx, actor, who.ID, judged); err != nil {
		return "", err
	}
	if judged == Immediate {
		why := f.NewWhat
		if why == "" {
			why = f.Thinks
		}
		if _, err := room.raise(ctx, tx, actor, actor.Agency, who, judged, why); err != nil {
			return "", err
		}
	}
	return a.ID, nil
}

// review is until when danger is talked about again, and by which rule; none
// where there is no rule for the place.
func (room *Room) review(who person, level Level, on civil.Day) (civil.Day, string, error) {
	due, err := room.Rules.Due(reviewKind(level), who.about, on)
	if errors.Is(err, statute.ErrNoRule) {
		return civil.Day{}, "", nil
	}
	return due.On, due.Rule.Ref(), err
}

// TakeBack takes back an assessment that was recorded by mistake. It stays on
// record and counts no more.
func (room *Room) TakeBack(ctx context.Context, tx *db.Tx, actor account.Actor, assessment db.ID, f TakeBackForm) error {
	a, who, err := room.assessmentFor(ctx, tx, actor, access.AssessDanger, assessment)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, endQuestions)...); err != nil {
		return err
	}
	if err := endAssessment(ctx, tx, actor, a, f.Reason); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "take-back-danger", Category: audit.Alteration, Case: who.ID, Subject: "danger " + string(a.ID), Why: purpose, Reason: f.Reason})
}

// assessmentFor reads an assessment on whose case the actor may do an action.
func (room *Room) assessmentFor(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID) (Assessment, person, error) {
	if err := access.Role(actor, action); err != nil {
		return Assessment{}, person{}, err
	}
	found, err := assessments(ctx, tx, `a.id = $1`, id)
	if err != nil {
		return Assessment{}, person{}, err
	}
	var a Assessment // one that is not there takes the way of one that is out of reach
	if len(found) > 0 {
		a = found[0]
	}
	who, err := room.reach(ctx, tx, actor, action, a.Case)
	return a, who, err
}

// Why says in sentences why danger is talked about again when it is.
func (room *Room) why(who person, a Assessment) []casefile.Sentence {
	if a.ReviewRule == "" {
		return nil
	}
	due, err := room.Rules.Explain(a.ReviewRule, who.about, a.On)
	if err != nil {
		return nil
	}
	return casefile.Sentences(due)
}
