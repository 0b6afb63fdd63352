package referral

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type reviewPage struct {
	Draft   *Draft
	Stories []reviewStory
	Flagged int
	Action  string
	Seen    string
}

// reviewStory is a story with what is flagged in it, and a place to edit it.
type reviewStory struct {
	Kind, Title string
	Marked      []markedText
	Field       form.Field
	Flags       int
}

// markedText is a piece of a story, flagged or not.
type markedText struct {
	Text string
	Clue string // a catalogue source, or "" where it is not flagged
}

// review shows, before a notification, what could still give the person away.
func (room *Room) review(r *route.Request) error {
	draft, err := room.draft(r)
	if err != nil {
		return err
	}
	if draft.Submission.Path() == Referral {
		return fault.Missing()
	}
	notice, _ := draft.Reviewed(room.Lists)
	return room.drawReview(r, http.StatusOK, draft, notice.Stories, nil)
}

func (room *Room) drawReview(r *route.Request, status int, draft *Draft, stories map[string]string, faults []fault.Field) error {
	flagger := room.Flagger(&draft.Submission)
	data := reviewPage{Draft: draft, Action: pageAddress(draft.ID, "review"), Seen: digest(NoticeOf(room.Lists, &draft.Submission).Stories)}
	for _, kind := range storyOrder(stories) {
		text := stories[kind]
		flags := flagger.Flags(text)
		story := reviewStory{Kind: kind, Title: casefile.StoryTitle(kind), Marked: mark(text, flags), Flags: len(flags)}
		data.Flagged += len(flags)
		target := text
		story.Field = form.Fields(&target, nil, faults, []form.Question[string]{reviewQuestion(kind)})[0]
		data.Stories = append(data.Stories, story)
	}
	return r.Render(pages, status, "review.html", page.View{Title: "Take out what could give the person away", Data: data, Errors: faults,
		Back: page.Link{Text: "All sections", Href: draftAddress(draft.ID)}})
}

// reviewQuestion asks for a story once more.
func reviewQuestion(kind string) form.Question[string] {
	return form.Question[string]{Name: storyField(kind), Label: "What is kept", Noun: casefile.StoryTitle(kind), Kind: form.Story, Rows: 6,
		Bind: func(text *string) any { return text }}
}

// storyOrder puts the kinds of some stories in the order of casefile.StoryKinds, and
// those that importers brought at the end.
func storyOrder(stories map[string]string) []string {
	var order []string
	for _, kind := range casefile.StoryKinds {
		if stories[kind.Kind] != "" {
			order = append(order, kind.Kind)
		}
	}
	var others []string
	for kind, text := range stories {
		if text != "" && casefile.StoryTitle(kind) == kind {
			others = append(others, kind)
		}
	}
	slices.Sort(others)
	return append(order, others...)
}

func mark(text string, flags []Flag) []markedText {
	text = strings.ToValidUTF8(text, "\uFFFD")
	var pieces []markedText
	from := 0
	for _, flag := range flags {
		if flag.Start > from {
			pieces = append(pieces, markedText{Text: text[from:flag.Start]})
		}
		pieces = append(pieces, markedText{text[flag.Start:flag.End], ClueWords[flag.Clue]})
		from = flag.End
	}
	if from < len(text) {
		pieces = append(pieces, markedText{Text: text[from:]})
	}
	return pieces
}

// saveReview keeps the stories as their writer leaves them, or takes out at once
// everything that is marked.
func (room *Room) saveReview(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	values, err := r.Values()
	if err != nil {
		return err
	}
	var draft *Draft
	var typed map[string]string
	next, err := room.once(r, "review "+string(id), values, func(tx *db.Tx) (string, error) {
		if draft, err = room.Open(r.Context(), tx, r.Actor, id); err != nil {
			return "", err
		}
		if draft.Submission.Path() == Referral {
			return "", fault.Missing()
		}
		stories := NoticeOf(room.Lists, &draft.Submission).Stories
		var faults []fault.Field
		typed, faults = reviewed(stories, values)
		if values.Get(seenField) != digest(stories) {
			faults = append(faults, fault.Field{Name: "", Message: "You changed the report after this page was shown. Look through the stories again"})
			typed = stories
		}
		if len(faults) > 0 {
			return "", fault.Mend(faults...)
		}
		if values.Get(actionField) == "take-out" {
			flagger := room.Flagger(&draft.Submission)
			for kind, text := range typed {
				typed[kind] = flagger.TakeOut(text)
			}
		}
		next := pageAddress(id, "check")
		if values.Get(actionField) == "take-out" {
			next = pageAddress(id, "review")
		}
		return next, room.Change(r.Context(), tx, r.Actor, draft, func(c *content) error {
			c.Review = &Review{Of: digest(stories), Stories: typed}
			return nil
		})
	})
	if faults, ok := invalid(err); ok {
		return room.drawReview(r, http.StatusUnprocessableEntity, draft, typed, faults)
	}
	if err != nil {
		return err
	}
	return r.Redirect(next)
}

// reviewed reads the stories of a posted review: those that are there, as they
// were left.
func reviewed(stories map[string]string, values url.Values) (map[string]string, []fault.Field) {
	typed := map[string]string{}
	var faults []fault.Field
	for kind := range stories {
		var text string
		faults = append(faults, form.Fill(&text, values, []form.Question[string]{reviewQuestion(kind)})...)
		if text != "" {
			typed[kind] = text
		}
	}
	return typed, faults
}
