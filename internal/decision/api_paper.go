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
	"github.com/havenward/havenward/internal/letter"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// paperOperations are the letters and documents of a case in the JSON API.
func (r *Room) paperOperations(api huma.API, operation func(id, method, path, summary string) huma.Operation) {
	route.API(api, access.ReadCase, operation("list-letters", http.MethodGet, "/cases/{id}/letters", "List the letters of a case"), r.apiLetters)
	route.API(api, access.ReadLetter, operation("read-letter", http.MethodGet, "/cases/{id}/letters/{number}", "Read a letter"), r.apiLetter)
	route.API(api, access.TakeSharedStep, operation("serve-letter", http.MethodPost, "/cases/{id}/letters/{number}/service", "Record that a letter was served"), r.apiServe)
	route.API(api, access.ServeLetter, operation("address-letter", http.MethodPost, "/cases/{id}/letters/{number}/address", "Address a letter again"), r.apiAddress)
	route.API(api, access.ReadDocument, operation("list-documents", http.MethodGet, "/cases/{id}/documents", "List the documents of a case"), r.apiDocuments)
	route.API(api, access.ReadDocument, operation("read-document", http.MethodGet, "/cases/{id}/documents/{document}", "Read a document"), r.apiDocument)
	route.API(api, access.AddDocument, operation("add-document", http.MethodPost, "/cases/{id}/documents", "Add a document to a case"), r.apiAddDocument)
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

func (r *Room) apiLetters(ctx context.Context, actor account.Actor, in *CaseAddress) (*lettersAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var letters []LetterOnFile
	err = r.DB.Read(ctx, func(tx *db.Tx) (err error) {
		letters, err = r.Letters(ctx, tx, actor, id)
		return err
	})
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
	CaseAddress
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
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var opened LetterOnFile
	err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		opened, err = r.OpenLetter(ctx, tx, actor, id, in.Number)
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
	OnceHeader
	Body struct {
		Version  int64     `json:"version"`
		ServedOn civil.Day `json:"served_on"`
		Channel  string    `json:"channel" enum:"post,e-mail,hand,legal-representative,support-provider,local-authority"`
	}
}

func (r *Room) apiServe(ctx context.Context, actor account.Actor, in *serveRequest) (*resultAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var answer resultAnswer
	err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		answer.Body, err = r.ServeLetter(ctx, tx, actor, ServeForm{Case: id, Version: in.Body.Version, Number: in.Number,
			ServedOn: in.Body.ServedOn, Channel: in.Body.Channel, Once: in.Once})
		return err
	})
	return &answer, err
}

type addressRequest struct {
	LetterAddress
	OnceHeader
	Body struct {
		Version int64  `json:"version"`
		Name    string `json:"name,omitempty" doc:"Of an organisation that is asked for information"`
		Channel string `json:"channel,omitempty" enum:"email,post," doc:"Of the organisation's address"`
		Value   string `json:"value,omitempty" doc:"The organisation's address; the person's is never given here but chosen among the safe contacts"`
	}
}

func (r *Room) apiAddress(ctx context.Context, actor account.Actor, in *addressRequest) (*resultAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var answer resultAnswer
	err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		answer.Body, err = r.AddressLetter(ctx, tx, actor, AddressForm{Case: id, Version: in.Body.Version, Number: in.Number,
			Name: in.Body.Name, Channel: in.Body.Channel, Value: in.Body.Value, Once: in.Once})
		return err
	})
	return &answer, err
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

func (r *Room) apiDocuments(ctx context.Context, actor account.Actor, in *CaseAddress) (*documentsAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var files []casefile.Attachment
	err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if err := access.Case(ctx, tx, actor, access.ReadDocument, id); err != nil {
			return err
		}
		if files, err = casefile.Files(ctx, tx, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "list-documents", Category: audit.Consultation, Case: id, Subject: "documents of case " + string(id), Why: purposeDecision})
	})
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
	CaseAddress
	Document string `path:"document"`
}

type documentAnswer struct {
	Body struct {
		DocumentSummary
		Content []byte `json:"content" doc:"The bytes of the document in base64"`
	}
}

func (r *Room) apiDocument(ctx context.Context, actor account.Actor, in *DocumentAddress) (*documentAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var answer documentAnswer
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		if err := access.Case(ctx, tx, actor, access.ReadDocument, id); err != nil {
			return err
		}
		file, content, err := casefile.FileContent(ctx, tx, id, db.ID(in.Document))
		if err != nil {
			return err
		}
		answer.Body.DocumentSummary, answer.Body.Content = documentOf(file), content
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "read-document", Category: audit.Consultation, Case: id, Subject: "file " + in.Document, Why: purposeDecision})
	})
	if err == nil {
		answer.Body.Content, err = casefile.Redrawn(ctx, answer.Body.MediaType, answer.Body.Content)
	}
	if err != nil {
		return nil, err
	}
	return &answer, nil
}

type addDocumentRequest struct {
	CaseAddress
	OnceHeader
	Body struct {
		Name        string        `json:"name"`
		Description string        `json:"description,omitempty"`
		Dated       civil.Partial `json:"dated,omitzero"`
		Content     []byte        `json:"content" doc:"The bytes of the document in base64: JPG, PNG, PDF, DOC or DOCX, 25 MB at most"`
	}
}

func (r *Room) apiAddDocument(ctx context.Context, actor account.Actor, in *addDocumentRequest) (*idAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var answer idAnswer
	err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		answer.Body.ID, err = r.AddDocument(ctx, tx, actor, DocumentForm{Case: id, Name: in.Body.Name, Description: in.Body.Description,
			Dated: in.Body.Dated, Content: in.Body.Content, Once: in.Once})
		return err
	})
	return &answer, err
}
