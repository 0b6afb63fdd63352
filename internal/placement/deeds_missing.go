package placement

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

func statuteKind(kind string) statute.Kind { return statute.Kind(kind) }

// why says why a limit of an episode ends when it does, from the instant at
// which it began.
func (room *Room) why(clock casefile.Clock, f File, e Episode) ([]casefile.Sentence, error) {
	start := e.Missing
	if statuteKind(clock.Kind) == statute.ReturnInterview {
		start = e.Found
	}
	due, err := room.Rules.ExplainAt(clock.Rule, f.about(), start)
	if err != nil {
		return nil, err
	}
	return casefile.Sentences(due), nil
}

// maxPhoto is how much a posted photograph may carry.
const maxPhoto = 12 << 20

func (room *Room) missingDeeds() []route.Route {
	back := func(id db.ID) page.Link { return page.Link{Text: "Back", Href: missingPath(id)} }
	profile := deed.Deed[ProfileForm]{Pages: pages, Path: "/missing/people/{id}/profile", Action: access.KeepProfile, Title: "Keep ready for when they go missing", Button: "Save", Set: func(f *ProfileForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[ProfileForm], error) {
			f, h, err := room.of(ctx, tx, r, access.KeepProfile, "missing")
			if err != nil {
				return deed.Asked[ProfileForm]{}, err
			}
			kept, _, err := loadProfile(ctx, tx, f.Case)
			return deed.Asked[ProfileForm]{Form: ProfileForm{Profile: kept.Profile}, Version: kept.Version, Questions: profileQuestions, Person: h, Back: back(f.Case),
				Help: []casefile.Sentence{deed.Say("Fill this in with the person, while they are here. The police get it only when they are missing.")}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ProfileForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return deed.Done(missingPath(id), "kept"), room.KeepProfile(ctx, tx, r.Actor, id, f)
		}}
	photo := deed.Deed[PhotoForm]{Pages: pages, Path: "/missing/people/{id}/photo/add", Action: access.KeepProfile, Title: "Keep a photograph", Button: "Save", Body: maxPhoto + 1<<20,
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[PhotoForm], error) {
			f, h, err := room.of(ctx, tx, r, access.KeepProfile, "missing")
			return deed.Asked[PhotoForm]{Questions: photoQuestions, Person: h, Back: back(f.Case), Help: []casefile.Sentence{deed.Say("A new photograph takes the place of the one before.")}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f PhotoForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, content, err := r.Posted("file", maxPhoto)
			if err != nil {
				return "", err
			}
			return deed.Done(missingPath(id), "kept"), room.KeepPhoto(ctx, tx, r.Actor, id, f, content)
		}}
	report := deed.Deed[MissingForm]{Pages: pages, Path: "/missing/people/{id}/report", Action: access.ReportMissing, Title: "Somebody is missing", Button: "Record that they are missing", Danger: true,
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[MissingForm], error) {
			f, h, err := room.of(ctx, tx, r, access.ReportMissing, "missing")
			a := deed.Asked[MissingForm]{Questions: missingQuestions, Person: h, Back: back(f.Case), Help: []casefile.Sentence{deed.Say("In danger now? Call 999 first. Then come back here.")}}
			a.Form.Since.On = dayOf(tx)
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f MissingForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			episode, err := room.ReportMissing(ctx, tx, r.Actor, id, f)
			return deed.Done(episodePath(episode), "missing"), err
		}}
	return slices.Concat(profile.Routes(), photo.Routes(), report.Routes(),
		episodeDeed(room, "police", "Record the report to the police", "Record it", policeQuestions, func(f *PoliceForm, version int64) { f.Version = version },
			func(e Episode, f *PoliceForm) {
				f.To, f.Reference = e.Words.ReportedTo, e.Words.PoliceRef
				if !e.Reported.IsZero() {
					f.Reported = form.MomentOf(e.Reported)
				}
			}, room.TellPolice),
		episodeDeed(room, "action", "Record what was done", "Record it", actionQuestions, nil, nil, room.Act),
		episodeDeed(room, "meeting", "Record the strategy meeting", "Record it", meetingQuestions, func(f *MeetingForm, version int64) { f.Version = version }, func(e Episode, f *MeetingForm) {
			f.Words = e.Words.Meeting
			if !e.StrategyAt.IsZero() {
				f.Held = form.MomentOf(e.StrategyAt)
			}
		}, room.Meet),
		episodeDeed(room, "found", "They were found, or came back", "Record the return", foundQuestions, func(f *FoundForm, version int64) { f.Version = version }, nil, room.Find),
		episodeDeed(room, "found/undo", "They were not found: take it back", "Take it back", unfindQuestions, func(f *ReasonForm, version int64) { f.Version = version }, nil, room.Unfind),
		episodeDeed(room, "interview", "Record the return interview", "Record it", interviewQuestions, func(f *InterviewForm, version int64) { f.Version = version }, func(e Episode, f *InterviewForm) {
			f.Outcome, f.By, f.Learnt = e.Outcome, e.Words.TalkedBy, e.Words.Learnt
			if !e.Talked.IsZero() {
				f.Held = form.MomentOf(e.Talked)
			}
		}, room.Talk))
}

// episodeDeed is a page that asks something about an episode. was puts what is
// recorded already into the form, so that it can be corrected.
func episodeDeed[T any](room *Room, name, title, button string, questions []form.Question[T], set func(*T, int64), was func(Episode, *T),
	take func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f T) error) []route.Route {
	return deed.Deed[T]{Pages: pages, Path: "/missing/episodes/{episode}/" + name, Action: access.ReportMissing, Title: title, Button: button, Set: set,
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[T], error) {
			id, err := r.ID("episode")
			if err != nil {
				return deed.Asked[T]{}, err
			}
			e, f, err := room.episodeFor(ctx, tx, r.Actor, id)
			if err != nil {
				return deed.Asked[T]{}, err
			}
			h, err := headOf(ctx, tx, r, f, "missing")
			a := deed.Asked[T]{Version: e.Version, Questions: questions, Person: h, Back: page.Link{Text: "Back", Href: episodePath(id)}}
			if was != nil {
				was(e, &a.Form)
			}
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f T) (string, error) {
			id, err := r.ID("episode")
			if err != nil {
				return "", err
			}
			return deed.Done(episodePath(id), "recorded"), take(ctx, tx, r.Actor, id, f)
		}}.Routes()
}
