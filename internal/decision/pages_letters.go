package decision

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/letter"
	"github.com/havenward/havenward/internal/route"
)

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
	return letterRow{letter, letterTitle(letter.Kind), waits, waits && slices.Contains(o.next(), machine.ServeLetter)}
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
		if o, err = r.openPage(request, tx, id); err != nil {
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
	return request.Download("application/pdf", "letter-"+strconv.Itoa(number)+".pdf", drawn)
}

// readdressLetter addresses a letter again that has not been served.
func (r *Room) readdressLetter(request *route.Request) error {
	return deed.Post(request, func(tx *db.Tx, values url.Values) (string, error) {
		id, number, err := letterOf(request)
		if err != nil {
			return "", err
		}
		_, err = r.AddressLetter(request.Context(), tx, request.Actor,
			AddressForm{Case: id, Version: deed.Version(request), Number: number, Name: trimmed(values, "name"), Channel: casefile.Email, Value: trimmed(values, "value")})
		return "/cases/" + string(id) + "/letters/" + strconv.Itoa(number), err
	}, func(status int, _ url.Values, errs []fault.Field) error {
		return r.showLetter(request, status, nameless(errs))
	})
}

// nameless are faults of things that no field of the page stands for.
func nameless(errs []fault.Field) []fault.Field {
	for i := range errs {
		errs[i].Name = ""
	}
	return errs
}
