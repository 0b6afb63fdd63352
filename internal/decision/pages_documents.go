package decision

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/letter"
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
	{Name: "description", Label: "What is it?", Noun: "Description", Kind: ask.Text, MaxLength: MaxLine, Required: "Say what the document is", Bind: func(d *documentAnswers) any { return &d.Description }},
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
	name, content, err := postedFile(request)
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

// postedFile reads the file of a form; none is no fault here.
func postedFile(request *route.Request) (string, []byte, error) {
	if request.MultipartForm == nil {
		return "", nil, nil
	}
	file, header, err := request.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, casefile.MaxFile+1))
	return header.Filename, content, err
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
	return send(request, found.MediaType, found.Name, content)
}

// send answers with a file to be kept.
func send(request *route.Request, mediaType, name string, content []byte) error {
	header := request.Writer.Header()
	header.Set("Content-Type", mediaType)
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Length", strconv.Itoa(len(content)))
	_, err := request.Writer.Write(content)
	return err
}

type lettersPage struct {
	Head    caseHead
	Letters []letterRow
}

type letterRow struct {
	LetterOnFile
	Title string
	Waits bool
	Serve bool // the actor may record that it was served
}

func (r *Room) letterList(request *route.Request) error {
	var data lettersPage
	o, err := r.show(request, "letters", func(tx *db.Tx, o opened) error {
		if err := access.Case(request.Context(), tx, request.Actor, access.ReadLetter, o.File.ID); err != nil {
			return err
		}
		letters, err := r.Letters(request.Context(), tx, request.Actor, o.File.ID)
		for _, letter := range slices.Backward(letters) {
			data.Letters = append(data.Letters, letterRowOf(o, letter))
		}
		return err
	})
	if err != nil {
		return err
	}
	data.Head = headOf(o, "letters")
	return caseView(request, http.StatusOK, "case_letters.html", "Case letters", data)
}

func letterRowOf(o opened, letter LetterOnFile) letterRow {
	waits := letter.Served.IsZero() && !letter.Cancelled
	return letterRow{letter, letterTitle(letter.Kind), waits, waits && slices.Contains(o.next(), ServeLetter)}
}

// letterPage is one letter as it was made.
type letterPage struct {
	Head     caseHead
	Letter   letterRow
	Body     any // the letter itself, drawn
	Address  string
	Problems []fault.Field
	Readdr   bool // it can be addressed again
	Outside  bool // it goes to an organisation that is asked
}

func (r *Room) letterPage(request *route.Request) error {
	return r.showLetter(request, http.StatusOK, nil)
}

func (r *Room) showLetter(request *route.Request, status int, errs []fault.Field) error {
	id, number, err := letterOf(request)
	if err != nil {
		return err
	}
	var o opened
	var onFile LetterOnFile
	err = r.DB.Write(request.Context(), func(tx *db.Tx) (err error) {
		if o, err = r.open(request.Context(), tx, request.Actor, id); err != nil {
			return err
		}
		onFile, err = r.OpenLetter(request.Context(), tx, request.Actor, id, number)
		return err
	})
	if err != nil {
		return err
	}
	data := letterPage{Head: headOf(o, "letters"), Letter: letterRowOf(o, onFile), Address: addressLine(onFile.Letter.To), Problems: onFile.Problem,
		Outside: onFile.Letter.Kind == letter.Information}
	data.Readdr = data.Letter.Waits && o.may(access.ServeLetter)
	if len(onFile.Problem) == 0 {
		if data.Body, err = letter.HTML(onFile.Letter); err != nil {
			return err
		}
	}
	return caseView(request, status, "case_letter.html", "Letter", data, errs...)
}

func letterOf(request *route.Request) (db.ID, int, error) {
	id, err := request.ID("id")
	if err != nil {
		return "", 0, err
	}
	number, err := strconv.Atoi(request.PathValue("number"))
	if err != nil || number < 1 {
		return "", 0, fault.Missing()
	}
	return id, number, nil
}

// letterPDF sends a letter to be printed and posted.
func (r *Room) letterPDF(request *route.Request) error {
	id, number, err := letterOf(request)
	if err != nil {
		return err
	}
	var onFile LetterOnFile
	err = r.DB.Write(request.Context(), func(tx *db.Tx) (err error) {
		onFile, err = r.OpenLetter(request.Context(), tx, request.Actor, id, number)
		return err
	})
	if err != nil {
		return err
	}
	if len(onFile.Problem) > 0 {
		return &fault.Error{Code: fault.Invalid, Message: "This letter cannot go out yet", Fields: onFile.Problem}
	}
	drawn, err := letter.PDF(onFile.Letter)
	if err != nil {
		return err
	}
	return send(request, "application/pdf", "letter-"+strconv.Itoa(number)+".pdf", drawn)
}

// readdressLetter addresses a letter again that has not been served.
func (r *Room) readdressLetter(request *route.Request) error {
	id, number, err := letterOf(request)
	if err != nil {
		return err
	}
	values, err := request.Values()
	if err != nil {
		return err
	}
	form := AddressForm{Case: id, Version: versionOf(values), Number: number, Name: trimmed(values, "name"), Channel: casefile.Email, Value: trimmed(values, "value"), Once: request.Once()}
	err = r.DB.Write(request.Context(), func(tx *db.Tx) error {
		_, err := r.AddressLetter(request.Context(), tx, request.Actor, form)
		return err
	})
	if fault.Is(err, fault.Invalid) {
		return r.showLetter(request, http.StatusUnprocessableEntity, nameless(fault.Of(err).Fields))
	}
	if err != nil {
		return err
	}
	return request.Redirect("/cases/" + string(id) + "/letters/" + strconv.Itoa(number))
}

// nameless are faults of things that no field of the page stands for.
func nameless(errs []fault.Field) []fault.Field {
	for i := range errs {
		errs[i].Name = ""
	}
	return errs
}
