package referral

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/route"
)

const tagReferrals = "Referrals"

// Register adds the operations of the referral desk to the JSON API.
func (room *Room) Register(api huma.API) {
	route.API(api, access.WriteReferral, huma.Operation{OperationID: "send-referral", Method: http.MethodPost, Path: "/api/v1/referrals",
		Summary: "Send a referral", Tags: []string{tagReferrals}, DefaultStatus: http.StatusCreated,
		Description: "Sends a whole referral of one person at once. An adult who does not agree to be referred is for the notifications. " +
			"What is missing is named after the page and question of the form, such as how.story-start."}, room.apiSubmit)
	route.API(api, access.WriteReferral, huma.Operation{OperationID: "list-sent-referrals", Method: http.MethodGet, Path: "/api/v1/referrals",
		Summary: "List the referrals that your agency sent, newest first", Tags: []string{tagReferrals}}, room.apiList)
	route.API(api, access.ReadReferral, huma.Operation{OperationID: "read-sent-referral", Method: http.MethodGet, Path: "/api/v1/referrals/{id}",
		Summary: "Read a referral that your agency sent", Tags: []string{tagReferrals}}, room.apiRead)
	route.API(api, access.ReadReferral, huma.Operation{OperationID: "read-evidence", Method: http.MethodGet, Path: "/api/v1/referrals/{id}/evidence/{file}",
		Summary: "Read a file of a referral that your agency sent", Tags: []string{tagReferrals}}, room.apiSentFile)
	route.API(api, access.WriteReferral, huma.Operation{OperationID: "refer-another", Method: http.MethodPost, Path: "/api/v1/referrals/{id}/another",
		Summary: "Begin a draft of another person of the same family or group", Tags: []string{tagReferrals}, DefaultStatus: http.StatusCreated,
		Description: "The draft begins with what is the same for both, and with nothing that is the first person's own."}, room.apiAnother)
	route.API(api, access.WriteReferral, huma.Operation{OperationID: "finish-referral-task", Method: http.MethodPost, Path: "/api/v1/referrals/{id}/tasks/{task}/done",
		Summary: "Mark a task of your agency on a referral as done", Tags: []string{tagReferrals}, DefaultStatus: http.StatusNoContent}, room.apiFinishTask)
	room.registerDrafts(api)
	room.registerNotices(api)
}

type receiptOut struct {
	Body receiptBody
}

type receiptBody struct {
	ID        string `json:"id"`
	Reference string `json:"reference" example:"HW-7KQ2-M9TD-4"`
}

type submitIn struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key and body changes nothing and gets the same answer"`
	Body Submission
}

func (room *Room) apiSubmit(ctx context.Context, actor account.Actor, in *submitIn) (*receiptOut, error) {
	examined, err := room.Examine(in.Body, Options{Source: FromAPI}, civil.DayOf(room.DB.Now()))
	if err != nil {
		return nil, err
	}
	return room.onceAPI(ctx, actor, "send-referral", in.Key, in.Body, func(tx *db.Tx) (Receipt, error) {
		return room.TakeIn(ctx, tx, actor, examined)
	})
}

// onceAPI runs a call once for each key. A key that was used with another body
// is refused, so that a mistake does not look like success.
func (room *Room) onceAPI(ctx context.Context, actor account.Actor, deed, key string, body any, change func(tx *db.Tx) (Receipt, error)) (*receiptOut, error) {
	sum := digest(body)
	if key != "" {
		key = "api " + deed + " " + key
	}
	var result string
	err := room.DB.Write(ctx, func(tx *db.Tx) (err error) {
		result, err = tx.Once(ctx, string(actor.Account), key, func() (string, error) {
			receipt, err := change(tx)
			id := receipt.Case
			if receipt.Notice != "" {
				id = receipt.Notice
			}
			return strings.Join([]string{sum, string(id), receipt.Reference}, " "), err
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	parts := strings.Split(result, " ")
	if len(parts) != 3 || parts[0] != sum {
		return nil, fault.Wrong("Idempotency-Key", "This key was used before for something else. Use a new one for each thing that you send")
	}
	return &receiptOut{receiptBody{ID: parts[1], Reference: parts[2]}}, nil
}

type listIn struct {
	Query  string `query:"reference" maxLength:"200" doc:"Only those with this reference: ours, or your own"`
	Before string `query:"before" doc:"The id after which to go on"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (in *listIn) search() Search {
	before, _ := db.ParseID(in.Before)
	return Search{Text: in.Query, Before: before, Limit: in.Limit}
}

type listOut struct {
	Body struct {
		Sent []lineOut `json:"sent"`
	}
}

type lineOut struct {
	ID              string    `json:"id"`
	Reference       string    `json:"reference"`
	SenderReference string    `json:"senderReference,omitempty"`
	Received        time.Time `json:"received"`
	State           string    `json:"state" doc:"How far it is, in words"`
}

func linesOut(lines []Line) *listOut {
	out := &listOut{}
	out.Body.Sent = []lineOut{}
	for _, line := range lines {
		out.Body.Sent = append(out.Body.Sent, lineOut{string(line.ID), line.Reference, line.SenderReference, line.Received, line.StageWords()})
	}
	return out
}

func (room *Room) apiList(ctx context.Context, actor account.Actor, in *listIn) (*listOut, error) {
	var lines []Line
	err := room.DB.Read(ctx, func(tx *db.Tx) (err error) {
		lines, err = SentReferrals(ctx, tx, actor, in.search())
		return err
	})
	return linesOut(lines), err
}

type byID struct {
	ID string `path:"id"`
}

// parseID reads an identifier of the address; one that cannot be one is missing.
func parseID(text string) (db.ID, error) {
	id, ok := db.ParseID(text)
	if !ok {
		return "", fault.Missing()
	}
	return id, nil
}

type sentOut struct {
	Body struct {
		ID         string        `json:"id"`
		Reference  string        `json:"reference"`
		Received   time.Time     `json:"received"`
		State      string        `json:"state"`
		Group      string        `json:"familyOrGroup,omitempty"`
		Submission Submission    `json:"referral"`
		Evidence   []evidenceOut `json:"evidence"`
		Tasks      []ownTaskOut  `json:"tasks" doc:"What your agency has still to do"`
	}
}

type ownTaskOut struct {
	ID    string    `json:"id"`
	Title string    `json:"title"`
	Due   civil.Day `json:"due,omitzero"`
}

type evidenceOut struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Description string        `json:"description,omitempty"`
	Dated       civil.Partial `json:"dated,omitzero"`
	MediaType   string        `json:"mediaType"`
	Size        int64         `json:"size" doc:"In bytes"`
	SHA256      string        `json:"sha256"`
}

func evidenceOf(files []casefile.Attachment) []evidenceOut {
	out := []evidenceOut{}
	for _, file := range files {
		out = append(out, evidenceOut{string(file.ID), file.Name, file.Description, file.Dated, file.MediaType, file.Size, file.SHA256})
	}
	return out
}

func (room *Room) apiRead(ctx context.Context, actor account.Actor, in *byID) (*sentOut, error) {
	id, err := parseID(in.ID)
	if err != nil {
		return nil, err
	}
	sent, err := room.Look(ctx, actor, id, "Read a referral that one’s agency sent")
	if err != nil {
		return nil, err
	}
	out := &sentOut{}
	out.Body.ID, out.Body.Reference, out.Body.Received, out.Body.State = string(id), sent.Reference, sent.Received, StageWords(sent.Stage)
	out.Body.Group, out.Body.Submission, out.Body.Evidence = sent.GroupedAs, sent.Submission, evidenceOf(sent.Evidence)
	out.Body.Tasks = []ownTaskOut{}
	for _, task := range sent.Tasks {
		out.Body.Tasks = append(out.Body.Tasks, ownTaskOut{string(task.ID), "Tell the local authority about the child", task.Due})
	}
	return out, nil
}

type anotherIn struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key changes nothing and gets the same draft"`
	Body struct {
		Kind string `json:"kind" enum:"family,together" doc:"How they belong together"`
	}
}

func (room *Room) apiAnother(ctx context.Context, actor account.Actor, in *anotherIn) (*draftOut, error) {
	id, err := parseID(in.ID)
	if err != nil {
		return nil, err
	}
	key := in.Key
	if key != "" {
		key = "api another " + string(id) + " " + key
	}
	var out *draftOut
	err = room.DB.Write(ctx, func(tx *db.Tx) error {
		made, err := tx.Once(ctx, string(actor.Account), key, func() (string, error) {
			draft, err := room.Another(ctx, tx, actor, id, in.Body.Kind)
			if err != nil {
				return "", err
			}
			return string(draft.ID), nil
		})
		if err != nil {
			return err
		}
		draft, err := room.Open(ctx, tx, actor, db.ID(made))
		if err != nil {
			return err
		}
		out, err = room.describeDraft(ctx, tx, actor, draft)
		return err
	})
	return out, err
}

type finishIn struct {
	ID   string `path:"id"`
	Task string `path:"task"`
}

func (room *Room) apiFinishTask(ctx context.Context, actor account.Actor, in *finishIn) (*struct{}, error) {
	id, err := parseID(in.ID)
	if err != nil {
		return nil, err
	}
	task, err := parseID(in.Task)
	if err != nil {
		return nil, err
	}
	return nil, room.DB.Write(ctx, func(tx *db.Tx) error { return room.FinishTask(ctx, tx, actor, id, task) })
}

type fileIn struct {
	ID   string `path:"id"`
	File string `path:"file"`
}

func (in *fileIn) ids() (owner, file db.ID, err error) {
	if owner, err = parseID(in.ID); err != nil {
		return "", "", err
	}
	file, err = parseID(in.File)
	return owner, file, err
}

type contentOut struct {
	Body struct {
		File    evidenceOut `json:"file"`
		Content []byte      `json:"content" doc:"The file, in base64"`
	}
}

func (room *Room) apiSentFile(ctx context.Context, actor account.Actor, in *fileIn) (*contentOut, error) {
	id, file, err := in.ids()
	if err != nil {
		return nil, err
	}
	if err := room.record(ctx, actor, id, "read-document", "file "+string(file), "Read evidence of a referral that one’s agency sent"); err != nil {
		return nil, err
	}
	return room.contentOf(ctx, id, file)
}

// contentOf reads a file of an owner that the caller may read.
func (room *Room) contentOf(ctx context.Context, owner, file db.ID) (*contentOut, error) {
	out := &contentOut{}
	err := room.DB.Read(ctx, func(tx *db.Tx) error {
		there, content, err := casefile.FileContent(ctx, tx, owner, file)
		if err == nil {
			out.Body.File, out.Body.Content = evidenceOf([]casefile.Attachment{there})[0], content
		}
		return err
	})
	if err == nil {
		out.Body.Content, err = casefile.Redrawn(ctx, out.Body.File.MediaType, out.Body.Content)
	}
	return out, err
}
