package placement_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/letter"
	"github.com/havenward/havenward/internal/need"
	"github.com/havenward/havenward/internal/placement"
)

// notedPlace is what a camera noted in a photograph of the tests.
const notedPlace = "GPS 51.2787 1.0789 at the house"

// photograph is a JPEG in which a camera noted where it was.
func photograph(t *testing.T) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, image.NewGray(image.Rect(0, 0, 60, 80)), nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00" + notedPlace
	content := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(content, exif...), plain.Bytes()[2:]...)
}

// get asks for one page of the room about the child.
func (w *world) get(pattern string, actor account.Actor) *httptest.ResponseRecorder {
	w.T.Helper()
	for _, line := range w.room.Routes() {
		if line.Pattern == pattern {
			return w.request(line, actor, map[string]string{"id": string(w.child)})
		}
	}
	w.T.Fatalf("there is no route %s", pattern)
	return nil
}

// TestThePackIsAFileForThePolice reads the PDF back: it says all that the police
// need, and neither the address nor where its photograph was taken.
func TestThePackIsAFileForThePolice(t *testing.T) {
	t.Parallel()
	if why := letter.FontsMissing(); why != "" {
		need.Missing(t, need.Packages, why)
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not there to read the PDF back (Debian package poppler-utils)")
	}
	const pdf = "GET /missing/people/{id}/pack/pdf"
	each(t, func(w *world) {
		w.Write(func(tx *db.Tx) error {
			return w.room.KeepProfile(background, tx, w.carer, w.child, placement.ProfileForm{Profile: placement.Profile{Looks: "Long dark hair", Friends: []string{"Mai, 07700 900777"}, Places: []string{"The bus station"}}})
		})
		w.Write(func(tx *db.Tx) error {
			return w.room.KeepPhoto(background, tx, w.carer, w.child, placement.PhotoForm{Taken: civil.DayOf(tx.Now())}, photograph(t))
		})
		w.deny("Ivan Petrov")
		if _, err := w.gone(2*time.Hour, "high"); err != nil {
			w.T.Fatal(err)
		}
		answer := w.get(pdf, w.carer)
		if answer.Code != http.StatusOK || answer.Header().Get("Content-Type") != "application/pdf" || strings.Contains(answer.Header().Get("Content-Disposition"), "Quill") {
			w.T.Fatalf("%d %v", answer.Code, answer.Header())
		}
		text := pdfText(w.T, answer.Body.Bytes())
		for _, said := range []string{"Missing person: pack for the police", "Made by Carer of Council", "The address where they live is not in this pack", "Lan Quillfeather", "Photograph of", "May 2011",
			"At the bus stop by the school", "What they look like: Long dark hair", "Mai, 07700 900777", "The bus station", "Medicine and health: Not known", "Missing before Not as far as is recorded.",
			"Ivan Petrov; A scar; Exploited the person, or helped to", "Case HW-", "Page 1 of"} {
			if !strings.Contains(text, said) {
				w.T.Errorf("the file does not say %q:\n%s", said, text)
			}
		}
		for _, secret := range secrets {
			if strings.Contains(text, secret) {
				w.T.Errorf("the file says %q", secret)
			}
		}
		if content := answer.Body.Bytes(); bytes.Contains(content, []byte("GPS")) || !bytes.Contains(content, []byte("/DCTDecode")) {
			w.T.Errorf("the photograph is in the file: %v, with what the camera noted: %v", bytes.Contains(content, []byte("/DCTDecode")), bytes.Contains(content, []byte("GPS")))
		}
		// On the page the photograph is as bare.
		if photo := w.get("GET /missing/people/{id}/photo", w.carer); photo.Code != http.StatusOK || photo.Body.Len() == 0 || strings.Contains(photo.Body.String(), "GPS") {
			w.T.Errorf("the photograph tells where it was taken: %d", photo.Code)
		}
		w.Write(func(tx *db.Tx) error {
			var n int
			_, err := tx.Row(background, `SELECT count(*) FROM audit_event WHERE action = 'download-grab-pack' AND category = 'disclosure' AND case_id = $1 AND account_id = $2`, []any{w.child, w.carer.Account}, &n)
			if n != 1 {
				w.T.Errorf("%d entries of the file in the record", n)
			}
			return err
		})
		if refused := w.get(pdf, w.foreign); refused.Code != http.StatusNotFound {
			w.T.Errorf("another council takes the file: %d", refused.Code)
		}
		// What the font cannot write is printed from the page, and said so.
		w.Write(func(tx *db.Tx) error {
			return w.room.KeepProfile(background, tx, w.carer, w.child, placement.ProfileForm{Version: 2, Profile: placement.Profile{Looks: "شعر طويل"}})
		})
		if refused := w.get(pdf, w.carer); refused.Code != http.StatusUnprocessableEntity || !strings.Contains(refused.Body.String(), "There is no PDF of this pack") {
			w.T.Errorf("letters that the font lacks: %d %s", refused.Code, refused.Body)
		}
	})
}

// pdfText gives the text of a PDF, as one line.
func pdfText(t *testing.T, content []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "pack.pdf")
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-enc", "UTF-8", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}
