package leave

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"io"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/casefile/casetest"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// notedPlace is what a camera noted in a photograph of the tests.
const notedPlace = "GPS 51.2787 1.0789 at the house"

// photographed is a paper as a telephone takes it, with where that was.
func photographed(t *testing.T) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, image.NewGray(image.Rect(0, 0, 60, 80)), nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00" + notedPlace
	content := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(content, exif...), plain.Bytes()[2:]...)
}

// TestEvidenceIsPutTogetherOfPapers keeps a paper that was photographed with a
// telephone, sends it by the person's agreement, and gives it back when they no
// longer agree. A document of the case is there only for whoever may read it.
func TestEvidenceIsPutTogetherOfPapers(t *testing.T) {
	t.Parallel()
	if problems := form.Sound(paperQuestions); len(problems) > 0 {
		t.Error(problems)
	}
	casetest.Each(t, func(w *casetest.World) {
		room := &Room{DB: w.D, Rules: statute.Default(), Lists: reference.Default()}
		agency := w.Agency("Harbour", account.NGO)
		worker := w.Person(agency, "worker", account.SupportProvider)
		stranger := w.Person(w.Agency("Police", account.Police), "stranger", account.FirstResponder)
		var id, application, document db.ID
		give := func(parts access.Compartments) {
			w.Write(func(tx *db.Tx) error {
				return access.Give(background, tx, worker, access.Grant{Agency: agency, Case: id, Purpose: "support", Compartments: parts, LegalBasis: assistance})
			})
		}
		w.Write(func(tx *db.Tx) (err error) {
			id, _, err = casefile.OpenCase(background, tx, worker, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult})
			return err
		})
		give(access.Identity | access.Support | access.Immigration)
		w.Write(func(tx *db.Tx) (err error) {
			if _, err = room.Open(background, tx, worker, id, StatusForm{Status: "none"}); err != nil {
				return err
			}
			application, err = room.Apply(background, tx, worker, id, ApplyForm{Basis: "recovery", Renewal: "no", State: "preparing", Begun: w.Today()})
			return err
		})
		w.Write(func(tx *db.Tx) (err error) {
			document, err = casefile.AddFile(background, tx, stranger, id, id, "account.pdf", "", civil.Partial{}, []byte("%PDF-1.7 account"))
			return err
		})
		letter := PaperForm{Description: "Letter of her doctor", Name: "letter.jpg", Content: photographed(t)}
		keep := func(actor account.Actor, f PaperForm) (paper db.ID, err error) {
			err = w.Try(func(tx *db.Tx) error {
				paper, err = room.KeepPaper(background, tx, actor, id, application, f)
				return err
			})
			return paper, err
		}
		_, err := keep(stranger, letter)
		w.Missing(err)
		_, err = keep(worker, PaperForm{Name: letter.Name, Content: letter.Content})
		w.Refused("description", err)
		_, err = keep(worker, PaperForm{Description: "A program", Name: "letter.jpg", Content: []byte("MZ\x90 not a picture")})
		w.Refused("file", err)
		paper, err := keep(worker, letter)
		w.Must(err)

		choose := func() (found []sendable) {
			w.Write(func(tx *db.Tx) (err error) {
				found, err = room.sendable(background, tx, worker, id, application)
				return err
			})
			return found
		}
		if found := choose(); len(found) != 1 || found[0].ID != paper {
			w.T.Errorf("without the account %v can be sent", found)
		}
		pack := func(files ...db.ID) (pack db.ID, err error) {
			f := PackForm{For: "The Home Office", ExplainedBy: "An interpreter", Language: "sq", Agreed: w.Today(), Said: "Send the letter."}
			for _, file := range files {
				f.Files = append(f.Files, string(file))
			}
			err = w.Try(func(tx *db.Tx) error {
				pack, err = room.MakePack(background, tx, worker, id, application, f)
				return err
			})
			return pack, err
		}
		_, err = pack(paper, document)
		w.Refused("files", err)
		made, err := pack(paper)
		w.Must(err)

		var archive []byte
		w.Write(func(tx *db.Tx) error {
			found, content, err := room.readPaper(background, tx, worker, id, application, paper)
			if err == nil {
				archive, err = archived(background, []packed{{found, content}})
			}
			return err
		})
		opened, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
		w.Must(err)
		for _, entry := range opened.File {
			content, err := entry.Open()
			w.Must(err)
			picture, err := io.ReadAll(content)
			w.Must(err)
			if _, err := jpeg.Decode(bytes.NewReader(picture)); err != nil || entry.Name != "1 letter.jpg" || bytes.Contains(picture, []byte("GPS")) {
				w.T.Errorf("%s: %v, with where it was taken: %v", entry.Name, err, bytes.Contains(picture, []byte("GPS")))
			}
		}
		if n := w.Count(`audit_event WHERE action = 'read-paper' AND case_id = $1`, id); n != 1 || len(opened.File) != 1 {
			w.T.Errorf("%d looks at the paper are recorded; %d files", n, len(opened.File))
		}

		remove := func(actor account.Actor) error {
			return w.Try(func(tx *db.Tx) error { return room.RemovePaper(background, tx, actor, id, application, paper) })
		}
		w.Missing(remove(stranger))
		if err := remove(worker); !fault.Is(err, fault.Forbidden) || !strings.Contains(fault.Of(err).Message, "agreed to send") {
			w.T.Errorf("what the person agreed to send was removed: %v", err)
		}
		w.Write(func(tx *db.Tx) error { return room.WithdrawPack(background, tx, worker, id, made) })
		w.Must(remove(worker))
		w.Missing(remove(worker))

		give(access.Story)
		if found := choose(); len(found) != 1 || found[0].ID != document {
			w.T.Errorf("with the account %v can be sent", found)
		}
		if _, err := keep(worker, letter); err != nil {
			w.T.Fatal(err)
		}
		w.Write(func(tx *db.Tx) error { return casefile.Forget(background, tx, id) })
		if n := w.Count(`file`); n != 0 {
			w.T.Errorf("%d files are left of a case that was erased", n)
		}
	})
}
