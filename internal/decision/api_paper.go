package decision

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/letter"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// paperOperations are the letters and documents of a case in the JSON API.
func (r *Room) paperOperations(calls deed.API) {
	// Only a paper that is there is recorded as read; what is heavy is made of it after
	// the transaction.
	read := func(id, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Tags: []string{calls.Tag}}
	}
	deed.Query(calls, access.ReadCase, "list-letters", "/api/v1/cases/{id}/letters", "List the letters of a case", look[deed.On](access.ReadCase, "letters"), r.apiLetters)
	route.API(calls.Huma, access.ReadLetter, read("read-letter", "/api/v1/cases/{id}/letters/{number}", "Read a letter"), r.apiLetter)
	deed.Call(calls, access.TakeSharedStep, "serve-letter", "/api/v1/cases/{id}/letters/{number}/service", "Record that a letter was served",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *serveRequest) (*resultAnswer, error) {
			return resultOf(r.ServeLetter(ctx, tx, actor, ServeForm{Case: in.ID, Version: in.Body.Version, Number: in.Number,
				ServedOn: in.Body.ServedOn, Channel: in.Body.Channel, Once: in.Once}))
		})
	deed.Call(calls, access.ServeLetter, "address-letter", "/api/v1/cases/{id}/letters/{number}/address", "Address a letter again",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *addressRequest) (*resultAnswer, error) {
			return resultOf(r.AddressLetter(ctx, tx, actor, AddressForm{Case: in.ID, Version: in.Body.Version, Number: in.Number,
				Name: in.Body.Name, Channel: in.Body.Channel, Value: in.Body.Value, Once: in.Once}))
		})
	deed.Query(calls, access.ReadDocument, "list-documents", "/api/v1/cases/{id}/documents", "List the documents of a case",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *deed.On) (audit.Entry, error) {
			return audit.Entry{Action: "list-documents", Category: audit.Consultation, Case: in.ID, Subject: "documents of case " + string(in.ID), Why: purposeDecision},
				access.Case(ctx, tx, actor, access.ReadDocument, in.ID)
		}, apiDocuments)
	route.API(calls.Huma, access.ReadDocument, read("read-document", "/api/v1/cases/{id}/documents/{document}", "Read a document"), r.apiDocument)
	deed.Call(calls, access.AddDocument, "add-document", "/api/v1/cases/{id}/documents", "Add a document to a case",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *addDocumentRequest) (*deed.Made, error) {
			return deed.MadeOf(r.AddDocument(ctx, tx, actor, DocumentForm{Case: in.ID, Name: in.Body.Name, Description: in.Body.Description,
				Dated: in.Body.Dated, Content: in.Body.Content, Once: in.Once}))
		})
}

// LetterSummary is a letter as lists of the API show it.
type LetterSummary struct {
	Number    int                `json:"number"`
	Kind      machine.LetterKind `json:"kind"`
	Made      civil.Day          `json:"made"`
	Served    civil.Day          `json:"served,omitzero"`
	Held      bool               `json:"held" doc:"It cannot go out as it is"`
	Cancelled bool               `json:"cancelled"`
}

func outOf(l LetterOnFile) LetterSummary {
	return LetterSummary{l.Number, l.Kind, l.Made, l.Served, l.Held, l.Cancelled}
}

type lettersAnswer struct {
	Body struct {
		Letters []LetterSummary `json:"letters"`
	}
}

func (r *Room) apiLetters(ctx context.Context, tx *db.Tx, actor account.Actor, in *deed.On) (*lettersAnswer, error) {
	letters, err := r.Letters(ctx, tx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	var answer lettersAnswer
	answer.Body.Letters = make([]LetterSummary, 0, len(letters))
	for _, l := range letters {
		answer.Body.Letters = append(answer.Body.Letters, outOf(l))
	}
	return &answer, nil
}

// LetterAddress is where a letter is in the API.
type LetterAddress struct {
	deed.On
	Number int `path:"number"`
}

type letterAnswer struct {
	Body struct {
		LetterSummary
		Text    string   `json:"text,omitempty" doc:"What the letter says, as plain text; empty where it cannot go out"`
		Missing []string `json:"missing,omitempty" doc:"Why it cannot go out"`
	}
}

func (r *Room) apiLetter(ctx context.Context, actor account.Actor, in *LetterAddress) (*letterAnswer, error) {
	var opened LetterOnFile
	err := r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		opened, err = r.OpenLetter(ctx, tx, actor, in.ID, in.Number)
		return err
	})
	if err != nil {
		return nil, err
	}
	var answer letterAnswer
	answer.Body.LetterSummary = outOf(opened)
	for _, field := range opened.Problem {
		answer.Body.Missing = append(answer.Body.Missing, page.In(page.English).Text(field.Message, field.Args...))
	}
	if len(opened.Problem) == 0 {
		if answer.Body.Text, err = letter.Text(opened.Letter); err != nil {
			return nil, err
		}
	}
	return &answer, nil
}

type serveRequest struct {
	LetterAddress
	deed.Key
	Body struct {
		Version  int64     `json:"version"`
		ServedOn civil.Day `json:"served_on"`
		Channel  string    `json:"channel" enum:"post,e-mail,hand,legal-representative,support-provider,local-authority"`
	}
}

type addressRequest struct {
	LetterAddress
	deed.Key
	Body struct {
		Version int64  `json:"version"`
		Name    string `json:"name,omitempty" doc:"Of an organisation that is asked for information"`
		Channel string `json:"channel,omitempty" enum:"email,post," doc:"Of the organisation's address"`
		Value   string `json:"value,omitempty" doc:"The organisation's address; the person's is never given here but chosen among the safe contacts"`
	}
}

// DocumentSummary is a document as lists of the API show it.
type DocumentSummary struct {
	ID          db.ID         `json:"id"`
	Name        string        `json:"name"`
	Description string        `json:"description,omitempty"`
	Dated       civil.Partial `json:"dated,omitzero"`
	MediaType   string        `json:"media_type"`
	Size        int64         `json:"size"`
	SHA256      string        `json:"sha256"`
}

type documentsAnswer struct {
	Body struct {
		Documents []DocumentSummary `json:"documents"`
	}
}

func documentOf(a casefile.Attachment) DocumentSummary {
	return DocumentSummary{a.ID, a.Name, a.Description, a.Dated, a.MediaType, a.Size, a.SHA256}
}

func apiDocuments(ctx context.Context, tx *db.Tx, _ account.Actor, in *deed.On) (*documentsAnswer, error) {
	files, err := casefile.Files(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	var answer documentsAnswer
	answer.Body.Documents = make([]DocumentSummary, 0, len(files))
	for _, file := range files {
		answer.Body.Documents = append(answer.Body.Documents, documentOf(file))
	}
	return &answer, nil
}

// DocumentAddress is where a document is in the API.
type DocumentAddress struct {
	deed.On
	Document db.ID `path:"document"`
}

type documentAnswer struct {
	Body struct {
		DocumentSummary
		Content []byte `json:"content" doc:"The bytes of the document in base64"`
	}
}

func (r *Room) apiDocument(ctx context.Context, actor account.Actor, in *DocumentAddress) (*documentAnswer, error) {
	var answer documentAnswer
	err := r.DB.Write(ctx, func(tx *db.Tx) error {
		if err := access.Case(ctx, tx, actor, access.ReadDocument, in.ID); err != nil {
			return err
		}
		file, content, err := casefile.FileContent(ctx, tx, in.ID, in.Document)
		if err != nil {
			return err
		}
		answer.Body.DocumentSummary, answer.Body.Content = documentOf(file), content
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "read-document", Category: audit.Consultation, Case: in.ID, Subject: "file " + string(in.Document), Why: purposeDecision})
	})
	if err == nil {
		answer.Body.Content, err = casefile.Redrawn(ctx, answer.Body.MediaType, answer.Body.Content)
	}
	return &answer, err
}

type addDocumentRequest struct {
	deed.On
	deed.Key
	Body struct {
		Name        string        `json:"name"`
		Description string        `json:"description,omitempty"`
		Dated       civil.Partial `json:"dated,omitzero"`
		Content     []byte        `json:"content" doc:"The bytes of the document in base64: JPG, PNG, PDF, DOC or DOCX, 25 MB at most"`
	}
}
