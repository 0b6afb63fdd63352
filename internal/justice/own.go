package justice

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
)

// Own is what a person reads about justice on their own page: hearings that come,
// what is decided about their case and whether they were told, ways to
// compensation with their last days, and the rights that they chose. It names no
// court, officer or offence: somebody else may look at the screen.
func (room *Room) Own(ctx context.Context, tx *db.Tx, caseID db.ID) ([]casefile.OwnPart, error) {
	f, found, err := loadFile(ctx, tx, caseID)
	if err != nil || !found {
		return nil, err
	}
	s := room.setting(tx, f)
	all, err := entries(ctx, tx, `e.case_id = $1 AND e.struck_at IS NULL AND e.part IN ('hearings', 'told', 'compensation', 'rights', 'convention', 'measures')`, `e.part, e.id`, caseID)
	if err != nil {
		return nil, err
	}
	justice := casefile.OwnPart{Title: "Police and court", Order: 80}
	rights := casefile.OwnPart{Title: "Your rights", Order: 90}
	latest := map[string]Entry{} // of each right, its last line
	for _, e := range all {
		if e.Form == nil {
			continue
		}
		if e.Part == Rights || e.Part == Convention {
			if before, there := latest[e.Kind]; !there || !e.On.Before(before.On) {
				latest[e.Kind] = e
			}
			continue
		}
		if own, tells := room.ownLine(s, e); tells {
			justice.Lines = append(justice.Lines, own)
		}
	}
	slices.SortStableFunc(justice.Lines, func(a, b casefile.OwnLine) int { return a.On.Compare(b.On) })
	if f.Wish == Refused {
		justice.Lines = append(justice.Lines, casefile.OwnLine{Sentence: casefile.Sentence{Text: "You said that you want no contact with the police. You can change your mind. Your support stays as it is."}, On: f.WishOn})
	}
	for _, list := range []Part{Rights, Convention} {
		entries := room.Lists.VictimsRights.All()
		if list == Convention {
			entries = room.Lists.ConventionRights.All()
		}
		for _, right := range entries {
			e, there := latest[right.Code]
			if !there || e.Part != list || e.State == notPossible {
				continue
			}
			text := map[string]string{offered: "You can choose this: {right}", accepted: "You said yes to this: {right}", declined: "You said no to this, and can change your mind: {right}"}[e.State]
			rights.Lines = append(rights.Lines, casefile.OwnLine{Sentence: casefile.Sentence{Text: text, Args: []any{"right", form.Phrase(right.Says)}}, On: e.On})
		}
	}
	return []casefile.OwnPart{justice, rights}, nil
}

// ownLine is what a person reads of one line of their file; false for nothing.
func (room *Room) ownLine(s setting, e Entry) (own casefile.OwnLine, tells bool) {
	say := func(on civil.Day, text string, args ...any) (casefile.OwnLine, bool) {
		return casefile.OwnLine{Sentence: casefile.Sentence{Text: text, Args: args}, On: on}, true
	}
	switch f := e.Form.(type) {
	case *HearingForm:
		switch {
		case f.State != planned || civil.DayOf(e.At).Before(s.Today):
			return own, false
		case f.Attendance == stays:
			return say(f.On, "There is a hearing. You do not go to it. We will tell you what happened.")
		case f.Companion == "":
			return say(f.On, "There is a hearing at {time}. We are looking for somebody to go with you.", "time", f.At)
		}
		return say(f.On, "There is a hearing at {time}. Somebody whom you know goes with you.", "time", f.At)
	case *NoticeForm:
		if f.State == told {
			return say(f.ToldOn, "You were told: {decision}", "decision", form.Phrase(s.Lists.KeyDecisions.Name(f.Decision)))
		}
	case *MeasureForm:
		if f.State == "granted" {
			return say(f.On, "This was agreed, so that it is easier for you in court: {measure}", "measure", form.Phrase(s.Lists.SpecialMeasures.Name(f.Measure)))
		}
	case *RedressForm:
		return room.ownClaim(s, f, say)
	}
	return own, false
}

func (room *Room) ownClaim(s setting, f *RedressForm, say func(civil.Day, string, ...any) (casefile.OwnLine, bool)) (casefile.OwnLine, bool) {
	way := form.Phrase(redressWays.Words(f.Way))
	switch f.State {
	case claimed, "appealed":
		return say(f.On, "You asked for compensation: {way}. We will tell you the answer.", "way", way)
	case "awarded", "paid":
		return say(f.On, "You got compensation: {way}.", "way", way)
	}
	if !stillRuns(f.State) {
		return casefile.OwnLine{}, false
	}
	limit, found, err := f.limit(s)
	if err != nil || !found {
		return say(f.On, "You may ask for compensation: {way}. We can help you.", "way", way)
	}
	own, tells := say(limit.Last, "You may ask for compensation: {way}. The last day is {day}. We can help you.", "way", way, "day", limit.Last)
	own.Why = because(limit)
	return own, tells
}

// because says why the last day of a claim is then.
func because(limit Limit) []casefile.Sentence {
	why := casefile.Sentences(limit.Due)
	if limit.Waits {
		return append(why, casefile.Sentence{Text: "Early conciliation is not over, so the last day is not certain yet. It is not sooner than this."})
	}
	if limit.Moved > 0 {
		why = append(why, casefile.Sentence{Text: "Early conciliation stopped the clock, so the last day is {day}.", Args: []any{"day", limit.Last}})
		if limit.Extension.Rule.ID != "" {
			why = append(why, casefile.Sentences(limit.Extension)...)
		}
	}
	return why
}

// OwnTexts are the texts that the person may read in Own, for the test that keeps
// them translated.
func OwnTexts(lists *reference.Set) []string {
	texts := []string{"Police and court", "Your rights",
		"You said that you want no contact with the police. You can change your mind. Your support stays as it is.",
		"You can choose this: {right}", "You said yes to this: {right}", "You said no to this, and can change your mind: {right}",
		"There is a hearing. You do not go to it. We will tell you what happened.", "There is a hearing at {time}. We are looking for somebody to go with you.",
		"There is a hearing at {time}. Somebody whom you know goes with you.", "You were told: {decision}",
		"This was agreed, so that it is easier for you in court: {measure}", "You asked for compensation: {way}. We will tell you the answer.",
		"You got compensation: {way}.", "You may ask for compensation: {way}. We can help you.", "You may ask for compensation: {way}. The last day is {day}. We can help you.",
		"Early conciliation is not over, so the last day is not certain yet. It is not sooner than this.", "Early conciliation stopped the clock, so the last day is {day}."}
	for _, way := range redressWays {
		texts = append(texts, way.Words())
	}
	for _, right := range slices.Concat(lists.VictimsRights.All(), lists.ConventionRights.All()) {
		texts = append(texts, right.Says)
	}
	for _, entry := range slices.Concat(lists.KeyDecisions.All(), lists.SpecialMeasures.All()) {
		texts = append(texts, entry.Name)
	}
	return texts
}
