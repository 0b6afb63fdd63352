package decision

import (
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/route"
)

// referralPage is the record of the person as far as somebody may see it.
type referralPage struct {
	Head     caseHead
	Sections []section
	Closed   bool // some part of the record is not open to the actor
}

func (r *Room) referral(request *route.Request) error {
	o, err := r.show(request, "referral", nil)
	if err != nil {
		return err
	}
	closed := !o.may(access.ReadIdentity) || !o.may(access.ReadStory) || !o.may(access.ReadContact)
	return caseView(request, http.StatusOK, "case_referral.html", "Referral", referralPage{headOf(o, "referral"), sections(o), closed})
}

type documentsPage struct {
	Head   caseHead
	Files  []casefile.Attachment
	Fields []ask.Field
	Add    bool
}

// documentAnswers is what is said of a document that is added.
type documentAnswers struct {
	Description string
	Dated       civil.Partial
}

var documentQuestions = []ask.Question[documentAnswers]{
	{Name: "file", Label: "Choose a file", Hint: "A JPG, PNG, PDF, DOC or DOCX of up to 25 MB", Kind: ask.File, Required: "Choose a file", Accept: ".jpg,.jpeg,.png,.pdf,.doc,.docx"},
	{Name: "description", Label: "What is it?", Noun: "Description", Kind: ask.Text, MaxLength: machine.MaxLine, Required: "Say what the document is", Bind: func(d *documentAnswers) any { return &d.Description }},
	{Name: "dated", Label: "What is its date?", Hint: "A month or a year is enough", Noun: "Date of the document", Kind: ask.PartialDate, Bind: func(d *documentAnswers) any { return &d.Dated }},
}

func (r *Room) documents(request *route.Request) error {
	return r.showDocuments(request, http.StatusOK, &documentAnswers{}, nil, nil)
}

func (r *Room) showDocuments(request *route.Request, status int, answers *documentAnswers, values url.Values, errs []fault.Field) error {
	var data documentsPage
	o, err := r.show(request, "documents", func(tx *db.Tx, o opened) (err error) {
		if err := access.Case(request.Context(), tx, request.Actor, access.ReadDocument, o.File.ID); err != nil {
			return err
		}
		data.Files, err = casefile.Files(request.Context(), tx, o.File.ID)
		return err
	})
	if err != nil {
		return err
	}
	data.Head, data.Add = headOf(o, "documents"), o.may(access.AddDocument)
	data.Fields = ask.Fields(answers, values, errs, documentQuestions)
	return caseView(request, status, "case_documents.html", "Case documents", data, errs...)
}

// addDocument reads the file whole before the store is touched, so that what is
// slow to arrive holds nobody up.
func (r *Room) addDocument(request *route.Request) error {
	id, err := request.ID("id")
	if err != nil {
		return err
	}
	values, err := request.Values()
	if err != nil {
		return err
	}
	var answers documentAnswers
	errs := ask.Fill(&answers, values, documentQuestions)
	name, content, err := request.Posted("file", casefile.MaxFile)
	if err != nil {
		return err
	}
	if len(content) == 0 {
		errs = append([]fault.Field{{Name: "file", Message: "Choose a file"}}, errs...)
	}
	if len(errs) > 0 {
		return r.showDocuments(request, http.StatusUnprocessableEntity, &answers, values, errs)
	}
	err = r.DB.Write(request.Context(), func(tx *db.Tx) error {
		_, err := r.AddDocument(request.Context(), tx, request.Actor, DocumentForm{Case: id, Name: name, Description: answers.Description, Dated: answers.Dated, Content: content, Once: request.Once()})
		return err
	})
	if fault.Is(err, fault.Invalid) {
		return r.showDocuments(request, http.StatusUnprocessableEntity, &answers, values, fault.Of(err).Fields)
	}
	if err != nil {
		return err
	}
	return request.Redirect("/cases/" + string(id) + "/documents")
}

// download sends a document as a file to keep, never as a page: whatever it
// holds cannot run here.
func (r *Room) download(request *route.Request) error {
	file, err := request.ID("file")
	if err != nil {
		return err
	}
	var found casefile.Attachment
	var content []byte
	_, err = r.show(request, "document "+string(file), func(tx *db.Tx, o opened) (err error) {
		if err := access.Case(request.Context(), tx, request.Actor, access.ReadDocument, o.File.ID); err != nil {
			return err
		}
		found, content, err = casefile.FileContent(request.Context(), tx, o.File.ID, file)
		return err
	})
	if err != nil {
		return err
	}
	if content, err = casefile.Redrawn(request.Context(), found.MediaType, content); err != nil {
		return err
	}
	return request.Download(found.MediaType, found.Name, content)
}
