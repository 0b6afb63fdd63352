package referral

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

const tagNotices = "Notifications"

func (room *Room) registerNotices(api huma.API) {
	route.API(api, access.WriteReferral, huma.Operation{OperationID: "send-notification", Method: http.MethodPost, Path: "/api/v1/notifications",
		Summary: "Notify without a name", Tags: []string{tagNotices}, DefaultStatus: http.StatusCreated,
		Description: "Sends a notification of an adult who does not agree to be referred. Stories in which something looks like a name, number, address or account " +
			"are refused, with what was found, until you say that a person looked through them."}, room.apiNotify)
	route.API(api, access.WriteReferral, huma.Operation{OperationID: "list-sent-notifications", Method: http.MethodGet, Path: "/api/v1/notifications",
		Summary: "List the notifications that your agency sent, newest first", Tags: []string{tagNotices}}, room.apiNotices)
	route.API(api, access.WriteReferral, huma.Operation{OperationID: "read-sent-notification", Method: http.MethodGet, Path: "/api/v1/notifications/{id}",
		Summary: "Read a notification that your agency sent", Tags: []string{tagNotices}}, room.apiNotice)
}

type notifyIn struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key and body changes nothing and gets the same answer"`
	Body struct {
		Notification Notice `json:"notification"`
		Reviewed     bool   `json:"storiesReviewed,omitempty" doc:"A person looked through the stories and left nothing in them that says who the adult is"`
		Who          *Who   `json:"who,omitempty" doc:"Only of an adult who agreed to co-operate: who they are, for a case beside the notification"`
	}
}

func (room *Room) apiNotify(ctx context.Context, actor account.Actor, in *notifyIn) (*receiptOut, error) {
	if !in.Body.Reviewed {
		if err := room.refuseFlagged(in.Body.Notification, in.Body.Who); err != nil {
			return nil, err
		}
	}
	return room.onceAPI(ctx, actor, "send-notification", in.Key, in.Body, func(tx *db.Tx) (Receipt, error) {
		return room.Notify(ctx, tx, actor, in.Body.Notification, in.Body.Who, FromAPI)
	})
}

// refuseFlagged refuses stories with something in them that could give the
// person away, and says what.
func (room *Room) refuseFlagged(n Notice, who *Who) error {
	about := &Submission{}
	if who != nil {
		about.Record.Names, about.Record.Contacts = who.Names, who.Contacts
	}
	flagger := room.Flagger(about)
	words := page.In(page.English)
	var faults []fault.Field
	for _, kind := range storyOrder(n.Stories) {
		for _, flag := range flagger.Flags(n.Stories[kind]) {
			faults = append(faults, fault.Field{Name: "notification.stories." + kind, Message: "“{text}”, from byte {start} to {end}: {clue}. Take it out, or say that a person looked through the stories",
				Args: []any{"text", flag.Text, "start", flag.Start, "end", flag.End, "clue", words.Text(ClueWords[flag.Clue])}})
		}
	}
	return fault.Mend(faults...)
}

func (room *Room) apiNotices(ctx context.Context, actor account.Actor, in *listIn) (*listOut, error) {
	var lines []Line
	err := room.DB.Read(ctx, func(tx *db.Tx) (err error) {
		lines, err = SentNotices(ctx, tx, actor, in.search())
		return err
	})
	return linesOut(lines), err
}

type noticeOut struct {
	Body struct {
		ID           string    `json:"id"`
		Reference    string    `json:"reference"`
		Received     time.Time `json:"received"`
		Case         string    `json:"case,omitempty" doc:"The case of an adult who agreed to co-operate"`
		Notification Notice    `json:"notification"`
	}
}

func (room *Room) apiNotice(ctx context.Context, actor account.Actor, in *byID) (*noticeOut, error) {
	id, err := parseID(in.ID)
	if err != nil {
		return nil, err
	}
	notice, err := room.LookAtNotice(ctx, actor, id, "Read a notification that one’s agency sent")
	if err != nil {
		return nil, err
	}
	out := &noticeOut{}
	out.Body.ID, out.Body.Reference, out.Body.Received = string(notice.ID), notice.Reference, notice.Received
	out.Body.Case, out.Body.Notification = string(notice.Case), notice.Notice
	return out, nil
}
