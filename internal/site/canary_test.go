package site_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/pgtest"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/seal"
	"github.com/havenward/havenward/internal/statute"
)

// canaries are what is planted: words that stand nowhere but in what identifies
// people, and must not stand in any file that the program writes.
var canaries = []string{"Zyxquill", "Brimblethwaite", "Kestrelina", "7700900867", "Quondam Mews", "zyx@quondam.example", "QX13CR99871", "Umberfold",
	"a scar like a sickle", "hid under the floor", "the thin man called Vosk", "OPERATION-TALLOW", "picture of a locket", "her cousin sells melons",
	"weighed as consistent", "which lorry was it", "neighbour heard a quarrel", "view of Zorbane", "typed because of Pellworth"}

// forms are the ways in which a text could stand in a file.
func forms(text string) map[string][]byte {
	found := map[string][]byte{}
	for name, as := range map[string]string{"as typed": text, "in small letters": strings.ToLower(text), "in capitals": strings.ToUpper(text), "in an address": url.QueryEscape(text), "in hexadecimal": hex.EncodeToString([]byte(text))} {
		found[name] = []byte(as)
	}
	var little, big []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		little, big = append(little, byte(unit), byte(unit>>8)), append(big, byte(unit>>8), byte(unit))
	}
	found["in UTF-16"], found["in UTF-16, the other way round"] = little, big
	// The same bytes give three texts in base64, by where they begin; its first and
	// last characters depend on the neighbours.
	for offset, prefix := range []string{"", "x", "xx"} {
		for name, encoding := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			encoded := encoding.EncodeToString([]byte(prefix + text))
			found[name+" from "+string(rune('0'+offset))] = []byte(encoded[(offset*8+5)/6 : len(encoded)-2])
		}
	}
	return found
}

// search gives the forms of the canaries that stand in some bytes, plain or in
// any compressed stream among them.
func search(content []byte, words []string) []string {
	var found []string
	for _, word := range words {
		for name, form := range forms(word) {
			if bytes.Contains(content, form) {
				found = append(found, word+" "+name)
			}
		}
	}
	for _, packed := range []struct {
		mark []byte
		open func(io.Reader) (io.ReadCloser, error)
	}{
		{[]byte{0x1f, 0x8b, 8}, func(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) }},
		{[]byte{0x78, 0x9c}, zlib.NewReader}, {[]byte{0x78, 0xda}, zlib.NewReader},
	} {
		for rest := content; ; {
			at := bytes.Index(rest, packed.mark)
			if at < 0 {
				break
			}
			rest = rest[at:]
			if reader, err := packed.open(bytes.NewReader(rest)); err == nil {
				unpacked, _ := io.ReadAll(io.LimitReader(reader, 1<<20))
				for _, inside := range searchPlain(unpacked, words) {
					found = append(found, inside+", compressed")
				}
			}
			rest = rest[1:]
		}
	}
	return found
}

func searchPlain(content []byte, words []string) (found []string) {
	for _, word := range words {
		if bytes.Contains(content, []byte(word)) {
			found = append(found, word)
		}
	}
	return found
}

// searchFolder searches every file below a folder and gives what was found where,
// and how many bytes were searched.
func searchFolder(t *testing.T, folder string, words []string) (found []string, searched int) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return nil // a server makes and removes files meanwhile
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		searched += len(content)
		name, _ := filepath.Rel(folder, path)
		for _, word := range search(content, words) {
			found = append(found, name+": "+word)
		}
		for _, word := range searchPlain([]byte(path), words) {
			found = append(found, name+": in the name of the file: "+word)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found, searched
}

// TestTheSearchForCanariesFindsThem shows that the search can fail: it finds each
// form in which a text could be written.
func TestTheSearchForCanariesFindsThem(t *testing.T) {
	t.Parallel()
	const word = "Zyxquill Control"
	var zipped bytes.Buffer
	packer := gzip.NewWriter(&zipped)
	_, _ = packer.Write([]byte("a letter to " + word))
	packer.Close()
	cases := [][]byte{[]byte("x" + word + "y"), zipped.Bytes(), []byte(strings.ToLower(word)), []byte(hex.EncodeToString([]byte(word)))}
	for _, prefix := range []string{"", "a", "ab", "abc", "abcd"} {
		cases = append(cases, []byte(base64.StdEncoding.EncodeToString([]byte(prefix+word+" and more"))))
	}
	var wide []byte
	for _, unit := range utf16.Encode([]rune(word)) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	for i, content := range append(cases, wide) {
		if len(search(append([]byte("before"), content...), []string{word})) == 0 {
			t.Errorf("case %d: not found in %q", i, content)
		}
	}
	if found := search([]byte("nothing of the kind"), []string{word}); len(found) != 0 {
		t.Errorf("found %v", found)
	}
}

// TestNoFileTellsWhoAnybodyIs plants canaries through the commands and pages,
// and searches every byte that the program wrote: the database as it runs (what
// a killed process leaves), its log, a backup, the program's own log, and
// PostgreSQL's whole folder.
func TestNoFileTellsWhoAnybodyIs(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		address := dbtest.SQLite(t)
		folder := filepath.Dir(strings.TrimPrefix(address, "sqlite:"))
		d := dbtest.Open(t, address, time.Now)
		nothingTold(t, d, folder, func() {
			if err := d.Backup(background, filepath.Join(folder, "backup.db")); err != nil {
				t.Fatal(err)
			}
		})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		cluster := pgtest.Own(t, pgtest.Durable)
		d := dbtest.Open(t, cluster.URL("postgres"), time.Now)
		if err := d.Migrate(background); err != nil {
			t.Fatal(err)
		}
		if err := seal.Admit(background, d, dbtest.Ring().Root()); err != nil {
			t.Fatal(err)
		}
		nothingTold(t, d, cluster.Folder(), func() {
			raw, err := db.Raw(background, cluster.URL("postgres"))
			if err != nil {
				t.Fatal(err)
			}
			defer raw.Close()
			if _, err := raw.ExecContext(background, `CHECKPOINT`); err != nil {
				t.Fatal(err)
			}
		})
	})
}

// lines is a log that is kept.
type lines struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(line []byte) (int, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.text.Write(line)
}

func nothingTold(t *testing.T, d *db.Database, folder string, settle func()) {
	t.Helper()
	var log lines
	w := newWorldLogging(t, d, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	w.plant(t)
	if err := w.site.WorkOnce(background); err != nil {
		t.Fatal(err)
	}
	const control = "Controlbird Plainly"
	w.write(t, func(tx *db.Tx) error {
		return audit.Append(background, tx, account.System(account.Command), audit.Entry{Action: "control", Category: audit.Alteration, Subject: "control", Why: control})
	})
	settle()
	canaries := slices.Concat(canaries, shelterCanaries)
	found, searched := searchFolder(t, folder, canaries)
	for _, where := range found {
		t.Errorf("found in %s", where)
	}
	log.lock.Lock()
	defer log.lock.Unlock()
	for _, word := range search(log.text.Bytes(), canaries) {
		t.Errorf("found in the log: %s", word)
	}
	if found, _ := searchFolder(t, folder, []string{control}); len(found) < 2 {
		t.Errorf("the control that stands plain in the store was found only in %v: the search is blind", found)
	}
	t.Logf("%d bytes searched for %d canaries", searched, len(canaries))
}

// plant makes everything that the program keeps about a person, with canaries.
func (w *world) plant(t *testing.T) {
	t.Helper()
	deciding := decision.New(w.db, statute.Default(), decision.DefaultSettings())
	desk := referral.New(w.db, statute.Default(), reference.Default(), deciding.Receive)
	email := emails()
	submission := referral.Submission{SenderReference: "OPERATION-TALLOW", Organisation: "kent", Jurisdiction: "england", AgeGroup: casefile.Adult, UnderEighteenThen: referral.No,
		Where: referral.WhereUK, Support: referral.No,
		Record: casefile.Record{
			Names:  []casefile.Name{{Kind: casefile.NameGiven, Given: "Zyxquill", Family: "Brimblethwaite"}, {Kind: casefile.Alias, Given: "Kestrelina"}},
			Gender: "female", Nationalities: []string{"AL"}, Birthplace: "Umberfold",
			Episodes:      []casefile.Episode{{Forms: []string{"forced-work"}, Places: []casefile.Place{{Country: "GB", Town: "bedford", Detail: "behind Quondam Mews"}}, Detail: "They hid under the floor"}},
			Actors:        []casefile.Actor{{Names: []string{"the thin man called Vosk"}, Marks: "a scar like a sickle", Phones: []string{"07700900867"}}},
			Professionals: []casefile.Professional{{Kind: "gp", Name: "Kestrelina Brimblethwaite", Email: "zyx@quondam.example"}},
			References:    []casefile.Reference{{Kind: "crime", Value: "QX13CR99871", Force: "kent"}},
			Contacts: []casefile.Contact{{Channel: casefile.Email, Value: "zyx@quondam.example", Whose: casefile.ThePerson, Safe: true, SafeOn: civil.MustDay("2026-01-01")},
				{Channel: casefile.Post, Value: "17 Quondam Mews\nUmberfold", Whose: casefile.SomeoneElse, Name: "Kestrelina"},
				{Channel: casefile.Phone, Value: "07700900867", Whose: casefile.ThePerson}},
			Consents: []casefile.Consent{{Purpose: casefile.ConsentReferral, Given: true, ExplainedBy: "Zyxquill’s friend Kestrelina", Language: "sq", On: civil.MustDay("2026-01-01")}},
			Stories:  map[string]string{casefile.StoryStart: "Her cousin sells melons: her cousin sells melons"}}}
	var id db.ID
	w.write(t, func(tx *db.Tx) error {
		actor, _, err := account.LoadByEmail(background, tx, email[account.FirstResponder])
		if err != nil {
			return err
		}
		actor.Via = account.Page
		draft, err := desk.StartDraft(background, tx, actor, submission)
		if err != nil {
			return err
		}
		content := []byte("%PDF-1.7 " + strings.Repeat("a picture of a locket ", 20_000)) // several parts
		if _, err := desk.AddEvidence(background, tx, actor, draft.ID, "Brimblethwaite.pdf", referral.About{Description: "a picture of a locket"}, content); err != nil {
			return err
		}
		sent, err := desk.Submit(background, tx, actor, submission, referral.Options{Source: referral.FromAPI, Partial: true})
		if err != nil {
			return err
		}
		id = sent.Case
		if _, err := desk.Notify(background, tx, actor, referral.Notice{Organisation: "kent", Jurisdiction: "england", Cooperation: referral.No,
			Stories: map[string]string{casefile.StoryStart: "A neighbour heard a quarrel"}}, nil, referral.FromAPI); err != nil {
			return err
		}
		_, err = tx.Once(background, "canary", "Zyxquill Brimblethwaite", func() (string, error) { return "Zyxquill Brimblethwaite", nil })
		return err
	})
	for _, taken := range []struct {
		by   account.Role
		step machine.Step
		form machine.Form
	}{
		{account.TriageOfficer, machine.Allocate, &machine.Allocation{Authority: machine.SingleCompetentAuthority}},
		{account.DecisionMaker, machine.RequestInformation, &machine.InformationAsked{Of: machine.Police, Name: "Brimblethwaite", Question: "Please say which lorry was it", Email: "zyx@quondam.example"}},
	} {
		w.write(t, func(tx *db.Tx) error {
			actor, _, err := account.LoadByEmail(background, tx, email[taken.by])
			if err != nil {
				return err
			}
			actor.Via = account.Page
			var version int64
			if _, err := tx.Row(background, `SELECT version FROM case_file WHERE id = $1`, []any{id}, &version); err != nil {
				return err
			}
			_, err = deciding.Take(background, tx, actor, decision.TakeForm{Case: id, Version: version, Step: taken.step, Form: taken.form})
			return err
		})
	}
	w.write(t, func(tx *db.Tx) error {
		actor, _, err := account.LoadByEmail(background, tx, email[account.DecisionMaker])
		if err != nil {
			return err
		}
		actor.Via = account.Page
		if _, err := deciding.AddNote(background, tx, actor, decision.NoteForm{Case: id, Text: "Her account is weighed as consistent", Once: "weighed as consistent"}); err != nil {
			return err
		}
		if _, err := deciding.AddDocument(background, tx, actor, decision.DocumentForm{Case: id, Name: "Kestrelina.pdf", Description: "a picture of a locket", Content: []byte("%PDF-1.7 which lorry was it")}); err != nil {
			return err
		}
		if err := access.Give(background, tx, actor, access.Grant{Agency: actor.Agency, Case: id, Purpose: "canary", Compartments: access.Everything | access.Sharing, LegalBasis: "public-task"}); err != nil {
			return err
		}
		return audit.Append(background, tx, actor, audit.Entry{Action: "canary", Category: audit.Consultation, Case: id, Subject: "case " + string(id), Why: "Emergency", Reason: "typed because of Pellworth"})
	})
	w.plantShelter(t, id)
	session := w.sessions[account.DecisionMaker]
	for _, query := range []string{"Zyxquill", "Brimblethwaite", "07700900867", "QX13CR99871"} {
		if answer, body := w.post("/work/search", url.Values{"query": {query}}, session); answer.StatusCode != 200 || !strings.Contains(body, "Brimblethwaite") {
			t.Errorf("searching %q: %d", query, answer.StatusCode)
		}
	}
	if answer, _ := w.post("/work/views", url.Values{"list": {"team"}, "here": {""}, "name": {"view of Zorbane"}}, session); answer.StatusCode >= 400 {
		t.Errorf("saving a view: %d", answer.StatusCode)
	}
	for _, path := range []string{"/cases/" + string(id), "/cases/" + string(id) + "/letters/1", "/work/team/export.csv?names=yes", "/nowhere/Zyxquill"} {
		w.ask("GET", path, session, "")
	}
	w.post("/cases/"+string(id)+"/notes", url.Values{"note": {"Zyxquill " + strings.Repeat("x", 100_000)}}, session) // refused: too long
}
