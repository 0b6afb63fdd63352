package placement

import (
	"context"
	"io"
	"net/http"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
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

// photoOf reads the photograph of a posted form.
func photoOf(r *route.Request) ([]byte, error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return nil, fault.Wrong("file", "Choose a photograph")
	}
	opened, err := r.MultipartForm.File["file"][0].Open()
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	return io.ReadAll(http.MaxBytesReader(r.Writer, opened, maxPhoto))
}

func (room *Room) missingDeeds() []route.Route {
	back := func(id db.ID) page.Link { return page.Link{Text: "Back", Href: missingPath(id)} }
	profile := deed[ProfileForm]{path: "/missing/people/{id}/profile", action: access.KeepProfile, title: "Keep ready for when they go missing", button: "Save", set: func(f *ProfileForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[ProfileForm], error) {
			f, h, err := room.of(ctx, tx, r, access.KeepProfile, "missing")
			if err != nil {
				return asked[ProfileForm]{}, err
			}
			kept, _, err := loadProfile(ctx, tx, f.Case)
			return asked[ProfileForm]{form: ProfileForm{Profile: kept.Profile}, version: kept.Version, questions: profileQuestions, person: h, back: back(f.Case),
				help: []sentence{say("Fill this in with the person, while they are here. The police get it only when they are missing.")}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ProfileForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return done(missingPath(id), "kept"), room.KeepProfile(ctx, tx, r.Actor, id, f)
		}}
	photo := deed[PhotoForm]{path: "/missing/people/{id}/photo/add", action: access.KeepProfile, title: "Keep a photograph", button: "Save", body: maxPhoto + 1<<20,
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[PhotoForm], error) {
			f, h, err := room.of(ctx, tx, r, access.KeepProfile, "missing")
			return asked[PhotoForm]{questions: photoQuestions, person: h, back: back(f.Case), help: []sentence{say("A new photograph takes the place of the one before.")}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f PhotoForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			content, err := photoOf(r)
			if err != nil {
				return "", err
			}
			return done(missingPath(id), "kept"), room.KeepPhoto(ctx, tx, r.Actor, id, f, content)
		}}
	report := deed[MissingForm]{path: "/missing/people/{id}/report", action: access.ReportMissing, title: "Somebody is missing", button: "Record that they are missing", danger: true,
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[MissingForm], error) {
			f, h, err := room.of(ctx, tx, r, access.ReportMissing, "missing")
			a := asked[MissingForm]{questions: missingQuestions, person: h, back: back(f.Case), help: []sentence{say("In danger now? Call 999 first. Then come back here.")}}
			a.form.Since.On = dayOf(tx)
			return a, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f MissingForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			episode, err := room.ReportMissing(ctx, tx, r.Actor, id, f)
			return done(episodePath(episode), "missing"), err
		}}
	return slices.Concat(profile.routes(), photo.routes(), report.routes(),
		episodeDeed(room, "police", "Record the report to the police", "Record it", policeQuestions, func(f *PoliceForm, version int64) { f.Version = version },
			func(e Episode, f *PoliceForm) {
				f.To, f.Reference = e.Words.ReportedTo, e.Words.PoliceRef
				if !e.Reported.IsZero() {
					f.Reported = momentOf(e.Reported)
				}
			}, room.TellPolice),
		episodeDeed(room, "action", "Record what was done", "Record it", actionQuestions, nil, nil, room.Act),
		episodeDeed(room, "meeting", "Record the strategy meeting", "Record it", meetingQuestions, func(f *MeetingForm, version int64) { f.Version = version }, func(e Episode, f *MeetingForm) {
			f.Words = e.Words.Meeting
			if !e.StrategyAt.IsZero() {
				f.Held = momentOf(e.StrategyAt)
			}
		}, room.Meet),
		episodeDeed(room, "found", "They were found, or came back", "Record the return", foundQuestions, func(f *FoundForm, version int64) { f.Version = version }, nil, room.Find),
		episodeDeed(room, "interview", "Record the return interview", "Record it", interviewQuestions, func(f *InterviewForm, version int64) { f.Version = version }, func(e Episode, f *InterviewForm) {
			f.Outcome, f.By, f.Learnt = e.Outcome, e.Words.TalkedBy, e.Words.Learnt
			if !e.Talked.IsZero() {
				f.Held = momentOf(e.Talked)
			}
		}, room.Talk))
}

// episodeDeed is a page that asks something about an episode. was puts what is
// recorded already into the form, so that it can be corrected.
func episodeDeed[T any](room *Room, name, title, button string, questions []form.Question[T], set func(*T, int64), was func(Episode, *T),
	take func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f T) error) []route.Route {
	return deed[T]{path: "/missing/episodes/{episode}/" + name, action: access.ReportMissing, title: title, button: button, set: set,
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[T], error) {
			id, err := r.ID("episode")
			if err != nil {
				return asked[T]{}, err
			}
			e, f, err := room.episodeFor(ctx, tx, r.Actor, id)
			if err != nil {
				return asked[T]{}, err
			}
			h, err := headOf(ctx, tx, r, f, "missing")
			a := asked[T]{version: e.Version, questions: questions, person: h, back: page.Link{Text: "Back", Href: episodePath(id)}}
			if was != nil {
				was(e, &a.form)
			}
			return a, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f T) (string, error) {
			id, err := r.ID("episode")
			if err != nil {
				return "", err
			}
			return done(episodePath(id), "recorded"), take(ctx, tx, r.Actor, id, f)
		}}.routes()
}
