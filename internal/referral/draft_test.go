package referral

import (
	"archive/zip"
	"bytes"
	"image"
	"image/png"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
	"golang.org/x/net/html"
)

func TestDraftsAreWarnedOfAndThenForgotten(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := &moving{dbtest.Noon} // 2 March 2026
			var d *db.Database
			if engine == "sqlite" {
				d = dbtest.Open(t, dbtest.SQLite(t), clock.now)
			} else {
				d = dbtest.Open(t, dbtest.Postgres(t), clock.now)
			}
			s := newService(t, d)
			runner := job.NewRunner(d, "test", slog.New(slog.DiscardHandler))
			s.Jobs(runner)
			runner.Errand(notify.Send, notify.Errand(notify.Log(slog.New(slog.DiscardHandler))))
			at := func(day string) (letters []notify.Message) {
				t.Helper()
				clock.at = civil.MustDay(day).Start().Add(9 * time.Hour)
				for {
					done, err := runner.Once(background)
					if err != nil {
						t.Fatal(err)
					}
					if done == 0 {
						break
					}
				}
				err := d.Read(background, func(tx *db.Tx) (err error) {
					letters, err = notify.Messages(background, tx, s.responder.Email)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				return letters
			}
			b := s.tab(s.responder)
			b.get("/referrals").submit("/referrals/drafts", nil)
			draft := strings.TrimSuffix(b.address, "/report")
			b.submit("/report", url.Values{"sender-reference": {"Maria Rossini"}, "action": {"later"}}).want(http.StatusOK)
			b.get(draft+"/files/add").upload("a.pdf", []byte("%PDF-1.7"), nil).want(http.StatusOK)
			if letters := at("2026-03-22"); len(letters) != 0 {
				t.Fatalf("a warning on day 20: %+v", letters)
			}
			// A change on day 20 counts anew: nothing on day 21 or 28.
			b.get(draft+"/report").submit("/report", url.Values{"action": {"later"}}).want(http.StatusOK).says("19 April 2026")
			for _, day := range []string{"2026-03-23", "2026-03-30", "2026-04-11"} {
				if letters := at(day); len(letters) != 0 || s.count(`SELECT count(*) FROM draft`) != 1 {
					t.Fatalf("on %s: %+v", day, letters)
				}
			}
			letters := at("2026-04-12")
			if len(letters) != 1 || !strings.Contains(letters[0].Body, "19 April 2026") || strings.Contains(letters[0].Subject+letters[0].Body, "Maria") {
				t.Fatalf("on day 21: %+v", letters)
			}
			if letters = at("2026-04-18"); len(letters) != 1 || s.count(`SELECT count(*) FROM draft`) != 1 {
				t.Fatalf("on day 27: %+v", letters)
			}
			if at("2026-04-19"); s.count(`SELECT count(*) FROM draft`)+s.count(`SELECT count(*) FROM file`)+s.count(`SELECT count(*) FROM file_part`) != 0 {
				t.Error("on day 28 something of the draft is left")
			}
			if n := s.count(`SELECT count(*) FROM audit_event WHERE action = 'delete-draft' AND category = 'erasure'`); n != 1 {
				t.Errorf("%d records of the deletion", n)
			}
			b.get(draft).want(http.StatusNotFound)
			err := d.Read(background, func(tx *db.Tx) error {
				problems, err := job.Problems(background, tx)
				if len(problems) > 0 {
					t.Errorf("jobs failed: %+v", problems)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestEvidence(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		s := newService(t, d)
		b := s.tab(s.responder)
		b.get("/referrals").submit("/referrals/drafts", nil)
		draft := strings.TrimSuffix(b.address, "/report")
		b.get(draft+"/evidence").want(http.StatusOK).says("You have not added a file").submit("/evidence", url.Values{"action": {"add"}}).want(http.StatusOK).says("Choose a file")
		add := func(name string, content []byte, status int) *tab {
			t.Helper()
			return b.get(draft+"/files/add").upload(name, content, url.Values{"description": {"The <room>"}, "dated-month": {"5"}, "dated-year": {"2024"}}).want(status)
		}
		var word bytes.Buffer
		archive := zip.NewWriter(&word)
		if _, err := archive.Create("word/document.xml"); err != nil {
			t.Fatal(err)
		}
		if err := archive.Close(); err != nil {
			t.Fatal(err)
		}
		// A picture with as much again hidden behind its end.
		var drawn bytes.Buffer
		if err := png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
			t.Fatal(err)
		}
		picture := append(drawn.Bytes(), make([]byte, 700_000)...)
		add(`..\..\evil/../room.png`, picture, http.StatusOK).says("room.png", "The <room>", "May 2024")
		add("letter.docx", word.Bytes(), http.StatusOK)
		biggest := append([]byte("%PDF-1.4"), make([]byte, casefile.MaxFile-8)...)
		add("whole.pdf", biggest, http.StatusOK)
		add("big.pdf", append(biggest, 0), http.StatusUnprocessableEntity).says("The file must be 25 MB or smaller")
		add("huge.pdf", append(biggest, make([]byte, 4<<20)...), http.StatusUnprocessableEntity).says("The file must be 25 MB or smaller")
		add("page.pdf", []byte("<html><script>alert(1)</script>"), http.StatusUnprocessableEntity).says("The file must be a JPG, PNG, PDF, DOC or DOCX")
		if _, values := b.form("/files/add"); values.Get("description") != "The <room>" || values.Get("dated-year") != "2024" {
			t.Errorf("what was said of the file is gone: %v", values)
		}
		add("empty.pdf", nil, http.StatusUnprocessableEntity)
		b.get(draft+"/files/add").post(draft+"/files/add", url.Values{"description": {"No file"}}).want(http.StatusUnprocessableEntity).says("Choose a file")
		if n := s.count(`SELECT count(*) FROM file`); n != 3 {
			t.Errorf("%d files are kept, want 3", n)
		}
		var file string
		b.get(draft + "/evidence")
		walk(b.root, func(n *html.Node) {
			if n.Data == "a" && strings.HasSuffix(attr(n, "href"), "/content") && innerText(n) == "room.png" {
				file = strings.TrimSuffix(attr(n, "href"), "/content")
			}
		})
		b.get(file + "/content").want(http.StatusOK)
		if size, err := png.DecodeConfig(strings.NewReader(b.body)); err != nil || size.Width != 30 || size.Height != 20 || len(b.body) > 10_000 || b.header.Get("Content-Type") != casefile.PNG || !strings.Contains(b.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("the file came back as %s, %s, %d bytes", b.header.Get("Content-Type"), b.header.Get("Content-Disposition"), len(b.body))
		}
		for _, address := range []string{file, file + "/content", file + "/remove"} {
			s.tab(s.colleague).get(address).want(http.StatusNotFound)
		}
		s.tab(s.colleague).post(file+"/remove", url.Values{}).want(http.StatusNotFound)
		b.get(file).submit(file, url.Values{"description": {"Another description"}, "dated-year": {"20244"}}).want(http.StatusUnprocessableEntity)
		b.submit(file, url.Values{"dated-year": {"2025"}}).want(http.StatusOK).says("Another description", "May 2025")
		b.get(file+"/remove").want(http.StatusOK).says("room.png").submit("/remove", nil).want(http.StatusOK)
		if strings.Contains(b.text(), "room.png") || s.count(`SELECT count(*) FROM file`) != 2 {
			t.Error("the file is still there")
		}
		b.get(draft + "/quality").want(http.StatusOK)
	})
}

func TestNoMoreThanAHundredFiles(t *testing.T) {
	t.Parallel()
	s := newService(t, dbtest.Open(t, dbtest.SQLite(t), noon))
	var id db.ID
	s.write(func(tx *db.Tx) error {
		draft, err := s.StartDraft(background, tx, s.responder, Submission{})
		if err != nil {
			return err
		}
		id = draft.ID
		for range casefile.MaxFiles {
			if _, err := s.AddEvidence(background, tx, s.responder, id, "a.pdf", About{}, []byte("%PDF-1.7")); err != nil {
				return err
			}
		}
		return nil
	})
	b := s.tab(s.responder)
	b.get(draftAddress(id)+"/files/add").upload("one-more.pdf", []byte("%PDF-1.7"), nil).want(http.StatusUnprocessableEntity).says("You can add up to 100 files")
	if n := s.count(`SELECT count(*) FROM file`); n != casefile.MaxFiles {
		t.Errorf("%d files", n)
	}
}
