package referral

import (
	"embed"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

// Routes are the addresses of the referral desk.
func (room *Room) Routes() []route.Route {
	write := func(pattern string, handle func(*route.Request) error) route.Route {
		return route.Route{Pattern: pattern, Action: access.WriteReferral, Handle: handle}
	}
	read := func(pattern string, handle func(*route.Request) error) route.Route {
		return route.Route{Pattern: pattern, Action: access.ReadReferral, Handle: handle}
	}
	upload := func(pattern string, handle func(*route.Request) error) route.Route {
		return route.Route{Pattern: pattern, Action: access.WriteReferral, Handle: handle, Body: casefile.MaxFile + route.MaxBody}
	}
	return []route.Route{
		write("GET /referrals", room.home),
		write("POST /referrals/drafts", room.start),

		write("GET /referrals/drafts/{id}", room.overview),
		write("GET /referrals/drafts/{id}/delete", room.sureToDelete),
		write("POST /referrals/drafts/{id}/delete", room.deleteDraft),
		write("GET /referrals/drafts/{id}/{page}", room.ask),
		write("POST /referrals/drafts/{id}/{page}", room.answer),
		write("GET /referrals/drafts/{id}/{page}/{item}", room.askItem),
		write("POST /referrals/drafts/{id}/{page}/{item}", room.answerItem),
		write("GET /referrals/drafts/{id}/{page}/{item}/remove", room.sureToRemove),
		write("POST /referrals/drafts/{id}/{page}/{item}/remove", room.removeItem),

		write("GET /referrals/drafts/{id}/files/add", room.askFile),
		upload("POST /referrals/drafts/{id}/files/add", room.addFile),
		write("GET /referrals/drafts/{id}/files/{file}", room.describeFile),
		write("POST /referrals/drafts/{id}/files/{file}", room.saveFile),
		write("GET /referrals/drafts/{id}/files/{file}/content", room.draftFile),
		write("GET /referrals/drafts/{id}/files/{file}/remove", room.sureToRemoveFile),
		write("POST /referrals/drafts/{id}/files/{file}/remove", room.removeFile),

		write("GET /referrals/drafts/{id}/quality", room.quality),
		write("GET /referrals/drafts/{id}/known", room.known),
		write("POST /referrals/drafts/{id}/known", room.saveKnown),
		write("GET /referrals/drafts/{id}/review", room.review),
		write("POST /referrals/drafts/{id}/review", room.saveReview),
		write("GET /referrals/drafts/{id}/check", room.check),
		write("POST /referrals/drafts/{id}/send", room.send),

		write("GET /referrals/sent", room.sentList),
		read("GET /referrals/sent/{id}", room.sent),
		read("GET /referrals/sent/{id}/confirmation", room.confirmation),
		read("GET /referrals/sent/{id}/print", room.print),
		read("GET /referrals/sent/{id}/files/{file}", room.sentFile),
		write("POST /referrals/sent/{id}/another", room.another),
		write("POST /referrals/sent/{id}/tasks/{task}", room.finishTask),
		write("GET /referrals/notifications/{id}", room.sentNotice),
		write("GET /referrals/notifications/{id}/confirmation", room.noticeConfirmation),
		write("GET /referrals/notifications/{id}/print", room.printNotice),
	}
}

type homePage struct {
	Drafts []draftLine
	Sent   []Line
}

// draftLine is a draft in a list, by the sender's own reference.
type draftLine struct {
	Draft
	Number int // where it has no reference yet
	Soon   bool
}

// latest is how many sent referrals the home of a first responder shows.
const latest = 5

// home shows what is unfinished and what was sent last.
func (room *Room) home(r *route.Request) error {
	var data homePage
	err := r.DB.Read(r.Context(), func(tx *db.Tx) error {
		drafts, err := Drafts(r.Context(), tx, r.Actor)
		if err != nil {
			return err
		}
		today := civil.DayOf(tx.Now())
		for i, draft := range drafts {
			data.Drafts = append(data.Drafts, draftLine{draft, len(drafts) - i, !today.Before(draft.WarnOn)})
		}
		data.Sent, err = SentReferrals(r.Context(), tx, r.Actor, Search{Limit: latest})
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "home.html", page.View{Title: "Referrals", Data: data})
}

// start begins a draft and goes to its first page.
func (room *Room) start(r *route.Request) error {
	if _, err := r.Values(); err != nil {
		return err
	}
	next, err := room.once(r, "start-draft", nil, func(tx *db.Tx) (string, error) {
		draft, err := room.StartDraft(r.Context(), tx, r.Actor, Submission{})
		if err != nil {
			return "", err
		}
		return pageAddress(draft.ID, room.asked[0].Slug), nil
	})
	if err != nil {
		return err
	}
	return r.Redirect(next)
}

// once runs a posted change exactly once: a second click with the same form and
// the same answers gets the result of the first.
func (room *Room) once(r *route.Request, deed string, values url.Values, change func(tx *db.Tx) (string, error)) (string, error) {
	key := r.Once()
	if key != "" {
		key = deed + " " + key + " " + digest(values)
	}
	var next string
	var err error
	for range attempts {
		err = r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
			next, err = tx.Once(r.Context(), string(r.Actor.Account), key, func() (string, error) { return change(tx) })
			return err
		})
		if !fault.Is(err, fault.Conflict) {
			break
		}
	}
	return next, err
}

// attempts is how often a change is tried that met another to the same draft:
// the next attempt sees what the other did, and either goes together with it or
// can show both versions.
const attempts = 4

func draftAddress(id db.ID) string { return "/referrals/drafts/" + string(id) }

func pageAddress(id db.ID, slug string) string { return draftAddress(id) + "/" + slug }

// draft reads the draft in the address.
func (room *Room) draft(r *route.Request) (*Draft, error) {
	id, err := r.ID("id")
	if err != nil {
		return nil, err
	}
	var draft *Draft
	err = r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		draft, err = room.Open(r.Context(), tx, r.Actor, id)
		return err
	})
	return draft, err
}

type surePage struct {
	Heading, Warning, Button string // catalogue sources
	Action, Cancel           string
	Seen                     string
	What                     string // what is meant, as it was typed, or ""
}

func (room *Room) sureToDelete(r *route.Request) error {
	draft, err := room.draft(r)
	if err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "sure.html", page.View{Title: "Delete this draft", Data: surePage{
		Heading: "Are you sure you want to delete this draft?", Warning: "Everything you entered and every file is deleted. This cannot be undone.",
		Button: "Delete this draft", Action: draftAddress(draft.ID) + "/delete", Cancel: draftAddress(draft.ID), What: draft.Submission.SenderReference}})
}

func (room *Room) deleteDraft(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if _, err := r.Values(); err != nil {
		return err
	}
	next, err := room.once(r, "delete-draft "+string(id), nil, func(tx *db.Tx) (string, error) {
		return "/referrals", room.Discard(r.Context(), tx, r.Actor, id)
	})
	if err != nil {
		return err
	}
	return r.Redirect(next)
}

// today is the day on which a request is answered.
func (room *Room) today() civil.Day { return civil.DayOf(room.DB.Now()) }

// invalid gives the fields to mend of an error that is about a form, and false
// for any other.
func invalid(err error) ([]fault.Field, bool) {
	if !fault.Is(err, fault.Invalid) {
		return nil, false
	}
	return fault.Of(err).Fields, true
}
