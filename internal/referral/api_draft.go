package referral

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

const tagDrafts = "Drafts"

func (room *Room) registerDrafts(api huma.API) {
	operation := func(id, method, path, summary string, status int) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1/drafts" + path, Summary: summary, Tags: []string{tagDrafts}, DefaultStatus: status}
	}
	route.API(api, access.WriteReferral, operation("start-draft", http.MethodPost, "", "Begin a draft", http.StatusCreated), room.apiStart)
	route.API(api, access.WriteReferral, operation("list-drafts", http.MethodGet, "", "List your drafts", http.StatusOK), room.apiDrafts)
	route.API(api, access.WriteReferral, operation("read-draft", http.MethodGet, "/{id}", "Read a draft", http.StatusOK), room.apiDraft)
	route.API(api, access.WriteReferral, operation("replace-draft", http.MethodPut, "/{id}", "Replace the answers of a draft", http.StatusOK), room.apiReplace)
	route.API(api, access.WriteReferral, operation("delete-draft", http.MethodDelete, "/{id}", "Delete a draft, for ever", http.StatusNoContent), room.apiDiscard)
	route.API(api, access.WriteReferral, operation("send-draft", http.MethodPost, "/{id}/send", "Send a draft", http.StatusCreated), room.apiSend)
	route.API(api, access.WriteReferral, operation("add-evidence", http.MethodPost, "/{id}/evidence", "Add a file to a draft", http.StatusCreated), room.apiAddFile)
	route.API(api, access.WriteReferral, operation("describe-evidence", http.MethodPut, "/{id}/evidence/{file}", "Say what a file of a draft is", http.StatusNoContent), room.apiDescribe)
	route.API(api, access.WriteReferral, operation("read-draft-evidence", http.MethodGet, "/{id}/evidence/{file}", "Read a file of a draft", http.StatusOK), room.apiDraftFile)
	route.API(api, access.WriteReferral, operation("remove-evidence", http.MethodDelete, "/{id}/evidence/{file}", "Remove a file from a draft", http.StatusNoContent), room.apiRemoveFile)
}

type draftOut struct {
	Body draftBody
}

type draftBody struct {
	ID       string        `json:"id"`
	Version  int64         `json:"version"`
	Started  time.Time     `json:"started"`
	Changed  time.Time     `json:"changed"`
	DeleteOn civil.Day     `json:"deleteOn" doc:"The day on which the draft is deleted if it is not changed"`
	Becomes  Path          `json:"becomes" doc:"What sending makes of it: referral, notification or notification-with-case"`
	Referral Submission    `json:"referral"`
	Missing  []missingOut  `json:"missing" doc:"What must be answered before it can be sent"`
	Advice   []string      `json:"advice" doc:"How it could be better. Advice never keeps it from being sent"`
	Review   *reviewOut    `json:"review,omitempty" doc:"Of a notification: the stories, with what could give the person away"`
	Evidence []evidenceOut `json:"evidence"`
}

type missingOut struct {
	Question string `json:"question"`
	Message  string `json:"message"`
}

type reviewOut struct {
	Seen    bool                 `json:"seen" doc:"Whether the stories were looked at as they now are"`
	Stories map[string]string    `json:"stories"`
	Flags   map[string][]flagOut `json:"flags"`
}

type flagOut struct {
	Start int    `json:"start" doc:"The first byte of the text in UTF-8"`
	End   int    `json:"end"`
	Clue  Clue   `json:"clue"`
	Text  string `json:"text"`
}

// describeDraft gives a draft with what is missing and what could be better.
func (room *Room) describeDraft(ctx context.Context, tx *db.Tx, actor account.Actor, d *Draft) (*draftOut, error) {
	words := page.In(page.English)
	material, err := room.material(ctx, tx, actor, d.ID)
	if err != nil {
		return nil, err
	}
	body := draftBody{ID: string(d.ID), Version: d.Version, Started: d.Started, Changed: d.Changed, DeleteOn: d.DeleteOn,
		Becomes: d.Submission.Path(), Referral: d.Submission, Missing: []missingOut{}, Advice: []string{}, Evidence: evidenceOf(material.Evidence)}
	for _, missing := range room.Complete(&d.Submission, material.Today) {
		body.Missing = append(body.Missing, missingOut{missing.Name, words.Text(missing.Message, missing.Args...)})
	}
	for _, advice := range Improve(&d.Submission, material) {
		body.Advice = append(body.Advice, words.Text(advice.Message, advice.Args...))
	}
	if body.Becomes != Referral {
		notice, seen := d.Reviewed(room.Lists)
		body.Review = &reviewOut{Seen: seen, Stories: notice.Stories, Flags: flagsOf(room.Flagger(&d.Submission), notice.Stories)}
	}
	return &draftOut{body}, nil
}

func flagsOf(flagger *Flagger, stories map[string]string) map[string][]flagOut {
	flags := map[string][]flagOut{}
	for kind, text := range stories {
		for _, flag := range flagger.Flags(text) {
			flags[kind] = append(flags[kind], flagOut(flag))
		}
	}
	return flags
}

type startIn struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key and body changes nothing"`
	Body Submission
}

func (room *Room) apiStart(ctx context.Context, actor account.Actor, in *startIn) (*draftOut, error) {
	receipt, err := room.onceAPI(ctx, actor, "start-draft", in.Key, in.Body, func(tx *db.Tx) (Receipt, error) {
		draft, err := room.StartDraft(ctx, tx, actor, in.Body)
		if err != nil {
			return Receipt{}, err
		}
		return Receipt{Notice: draft.ID}, nil
	})
	if err != nil {
		return nil, err
	}
	return room.apiDraft(ctx, actor, &byID{receipt.Body.ID})
}

type draftsOut struct {
	Body struct {
		Drafts []draftLineOut `json:"drafts"`
	}
}

type draftLineOut struct {
	ID              string    `json:"id"`
	Version         int64     `json:"version"`
	SenderReference string    `json:"senderReference,omitempty"`
	Changed         time.Time `json:"changed"`
	DeleteOn        civil.Day `json:"deleteOn"`
}

func (room *Room) apiDrafts(ctx context.Context, actor account.Actor, _ *struct{}) (*draftsOut, error) {
	out := &draftsOut{}
	out.Body.Drafts = []draftLineOut{}
	err := room.DB.Read(ctx, func(tx *db.Tx) error {
		drafts, err := Drafts(ctx, tx, actor)
		for _, d := range drafts {
			out.Body.Drafts = append(out.Body.Drafts, draftLineOut{string(d.ID), d.Version, d.Submission.SenderReference, d.Changed, d.DeleteOn})
		}
		return err
	})
	return out, err
}

func (room *Room) apiDraft(ctx context.Context, actor account.Actor, in *byID) (*draftOut, error) {
	id, err := parseID(in.ID)
	if err != nil {
		return nil, err
	}
	var out *draftOut
	err = room.DB.Read(ctx, func(tx *db.Tx) error {
		draft, err := room.Open(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		out, err = room.describeDraft(ctx, tx, actor, draft)
		return err
	})
	return out, err
}

type replaceIn struct {
	ID   string `path:"id"`
	Body struct {
		Version  int64             `json:"version" doc:"The version that you read"`
		Referral Submission        `json:"referral"`
		Stories  map[string]string `json:"reviewedStories,omitempty" doc:"Of a notification: the stories as they are to be kept, after you looked at what could give the person away"`
	}
}

func (room *Room) apiReplace(ctx context.Context, actor account.Actor, in *replaceIn) (*draftOut, error) {
	id, err := parseID(in.ID)
	if err != nil {
		return nil, err
	}
	var out *draftOut
	err = room.DB.Write(ctx, func(tx *db.Tx) error {
		draft, err := room.Replace(ctx, tx, actor, id, in.Body.Version, in.Body.Referral)
		if err != nil {
			return err
		}
		if in.Body.Stories != nil {
			stories := NoticeOf(room.Lists, &draft.Submission).Stories
			if err := checkReviewed(stories, in.Body.Stories); err != nil {
				return err
			}
			err = room.Change(ctx, tx, actor, draft, func(c *content) error {
				c.Review = &Review{Of: digest(stories), Stories: in.Body.Stories}
				return nil
			})
			if err != nil {
				return err
			}
		}
		out, err = room.describeDraft(ctx, tx, actor, draft)
		return err
	})
	return out, err
}

// checkReviewed lets a review change and leave out stories, and add none.
func checkReviewed(stories, reviewed map[string]string) error {
	c := &checking{}
	for kind, text := range reviewed {
		if _, there := stories[kind]; !there {
			c.wrong("reviewedStories", "There is no story “{kind}” to review", "kind", shortened(kind))
		}
		c.length("reviewedStories."+shortened(kind), text, maxStory)
	}
	return fault.Mend(c.faults...)
}

func (room *Room) apiDiscard(ctx context.Context, actor account.Actor, in *byID) (*struct{}, error) {
	id, err := parseID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, room.DB.Write(ctx, func(tx *db.Tx) error { return room.Discard(ctx, tx, actor, id) })
}

type sendIn struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key and body changes nothing and gets the same answer"`
	Body struct {
		Version int64 `json:"version" doc:"The version that you read"`
	}
}

func (room *Room) apiSend(ctx context.Context, actor account.Actor, in *sendIn) (*receiptOut, error) {
	id, err := parseID(in.ID)
	if err != nil {
		return nil, err
	}
	return room.onceAPI(ctx, actor, "send-draft "+in.ID, in.Key, in.Body, func(tx *db.Tx) (Receipt, error) {
		return room.Send(ctx, tx, actor, SendForm{Draft: id, Version: in.Body.Version, Source: FromAPI})
	})
}
