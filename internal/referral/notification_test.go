package referral

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/reference"
)

// TestANotificationHasNoPlaceForIdentity reads the schema of the store itself.
func TestANotificationHasNoPlaceForIdentity(t *testing.T) {
	t.Parallel()
	want := map[string][]string{
		"notification": {"account_id", "agency_id", "case_id", "cooperation", "exploited_where", "gender", "id", "jurisdiction", "last_contact", "nationalities",
			"organisation", "other_victims", "published_age", "published_exploitation", "published_gender", "published_nationality", "published_responder",
			"published_responder_type", "quarter", "received_at", "received_on", "reference", "removed_at", "reported_before", "reported_to_police", "several_situations",
			"source", "still_in", "under_eighteen_then"},
		"notification_form":      {"form", "notification_id"},
		"notification_place":     {"country", "notification_id", "town"},
		"notification_indicator": {"code", "notification_id"},
		"notification_story":     {"kind", "notification_id", "sealed"},
	}
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		query := `SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name LIKE 'notification%'`
		if d.Engine() == db.PostgreSQL {
			query = `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name LIKE 'notification%'`
		}
		got := map[string][]string{}
		err := d.Read(background, func(tx *db.Tx) error {
			return tx.Each(background, query, nil, func(scan func(...any) error) error {
				var table, column string
				err := scan(&table, &column)
				got[table] = append(got[table], column)
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		for table := range got {
			slices.Sort(got[table])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the columns of notifications (-want +got):\n%s", diff)
		}
	})
}

// refusing is what is typed of an adult who first gives their name and then does
// not agree: every canary is something that says who they are.
func refusing() (s Submission, canaries []string) {
	s = wholeAdult()
	s.SenderReference = "QUINCE 77"
	s.Record.Names = []casefile.Name{{Kind: casefile.NameGiven, Given: "Canarybird", Family: "Zwitscherling"}, {Kind: casefile.Nickname, Given: "Piepmatz"}}
	s.Record.Birthplace = "Vogelsdorf"
	s.Record.Contacts = []casefile.Contact{{Channel: casefile.Email, Value: "piep@canary.example", Whose: casefile.ThePerson, Safe: true, SafeOn: civil.MustDay("2026-03-01")}}
	s.Record.References = []casefile.Reference{{Kind: "passport", Value: "ZW1234567"}}
	s.Record.Stories[casefile.StoryStart] = "A man came to Vogelsdorf and promised Canarybird work. Write to piep@canary.example."
	return s, []string{"Canarybird", "Zwitscherling", "Piepmatz", "Vogelsdorf", "piep@canary.example", "ZW1234567", "QUINCE 77", "canary-photograph"}
}

// notifyThroughPages fills a report in, adds a file, lets the adult refuse, and
// sends the notification; it gives the notification's address.
func notifyThroughPages(t *testing.T, s *service, b *tab, submission Submission) string {
	t.Helper()
	fillIn(t, b, submission)
	draft := b.address
	picture := append([]byte("\xff\xd8\xff\xe0 canary-photograph "), make([]byte, 300_000)...)
	b.get(draft+"/files/add").upload("canary-photograph.jpg", picture, url.Values{"description": {"Piepmatz at work"}}).want(http.StatusOK).says("canary-photograph.jpg")
	b.get(draft+"/consent").submit("/consent", url.Values{"agrees": {No}}).want(http.StatusOK).says("Duty to notify")
	b.submit("/refusal", url.Values{"story-refusal": {"Fear."}}).want(http.StatusOK)
	b.get(draft).says("this becomes a notification without a name")
	for _, address := range []string{"/evidence", "/references", "/referrer"} {
		b.get(draft + address).want(http.StatusNotFound)
	}
	// It cannot be sent before the stories were looked at.
	b.get(draft+"/check").want(http.StatusOK).says("Take out what could give the person away").submit("/send", nil).want(http.StatusUnprocessableEntity)
	b.get(draft+"/review").want(http.StatusOK).says("promised Canarybird", "You entered this as something about who the person is")
	b.submit("/review", url.Values{"action": {"take-out"}}).want(http.StatusOK)
	if _, values := b.form("/review"); !strings.Contains(values.Get("story-start"), "promised [removed] work") {
		t.Errorf("the story became %q", values.Get("story-start"))
	}
	b.submit("/review", url.Values{"action": {"continue"}}).want(http.StatusOK)
	b.submit("/send", nil).want(http.StatusOK).says("Notification sent", "HN-")
	return strings.TrimSuffix(b.address, "/confirmation")
}

func TestWhatIsTypedAboutIdentityIsDestroyed(t *testing.T) {
	t.Parallel()
	url := dbtest.SQLite(t)
	d := dbtest.Open(t, url, noon)
	s := newService(t, d)
	submission, canaries := refusing()
	submission.Cooperation = No
	b := s.tab(s.responder)
	address := notifyThroughPages(t, s, b, submission)
	b.get(address).want(http.StatusOK).says("Fear.", "[removed]", "Made to work for little or no pay", "Italy")
	for _, canary := range canaries {
		if strings.Contains(b.body, canary) {
			t.Errorf("the notification says %q", canary)
		}
	}
	if s.count(`SELECT count(*) FROM draft`)+s.count(`SELECT count(*) FROM file`)+s.count(`SELECT count(*) FROM file_part`)+s.count(`SELECT count(*) FROM case_file`) != 0 {
		t.Error("a draft, a file or a case is left")
	}
	// The jobs that follow clean the files of the store, while it runs.
	runner := job.NewRunner(d, "test", slog.New(slog.DiscardHandler))
	s.Jobs(runner)
	if _, err := runner.Once(background); err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(url, "sqlite:")
	for _, file := range []string{path, path + "-wal"} {
		stored, err := os.ReadFile(file)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		for _, canary := range canaries {
			if at := bytes.Index(stored, []byte(canary)); at >= 0 {
				t.Errorf("%q is still in %s: …%q…", canary, file[len(path)-5:], stored[max(0, at-40):min(len(stored), at+60)])
			}
		}
	}
	s.tab(s.stranger).get(address).want(http.StatusNotFound)
	b.get("/referrals/sent").says("Notifications", "HN-")
}

func TestAnAdultWhoCooperatesHasACaseBesideTheNotification(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		s := newService(t, d)
		submission, _ := refusing()
		address := notifyThroughPages(t, s, s.tab(s.responder), submission)
		id := db.ID(strings.TrimPrefix(address, "/referrals/notifications/"))
		notice, err := s.LookAtNotice(background, s.responder, id, "test")
		if err != nil || notice.Case == "" {
			t.Fatalf("notification %+v: %v", notice, err)
		}
		text, err := json.Marshal(notice)
		if err != nil || bytes.Contains(text, []byte("Canarybird")) {
			t.Errorf("the notification holds the name: %s %v", text, err)
		}
		var file casefile.File
		err = d.Read(background, func(tx *db.Tx) error {
			file, err = casefile.Load(background, tx, s.responder, notice.Case)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if file.Record.Headline() != "Canarybird Zwitscherling" || len(file.Record.Contacts) != 1 || len(file.Record.References)+len(file.Record.Episodes) != 0 || !file.Record.Birth.IsZero() {
			t.Errorf("the case holds %+v", file.Record)
		}
		if readers := s.count(`SELECT count(*) FROM case_grant WHERE case_id = $1 AND purpose = 'co-operation'`, notice.Case); readers != 2 {
			t.Errorf("%d agencies read the case, want the sender and the competent authority", readers)
		}
		if len(s.received) != 0 || s.count(`SELECT count(*) FROM referral`) != 0 {
			t.Error("a notification was handed over for a decision")
		}
		removeAfterItsTime(t, s, id)
	})
}

func TestAChangedStoryNeedsAnotherReview(t *testing.T) {
	t.Parallel()
	d := &Draft{content: content{Submission: Submission{Record: casefile.Record{Stories: map[string]string{casefile.StoryStart: "One"}}}}}
	if _, seen := d.Reviewed(reference.Default()); seen {
		t.Error("reviewed before anybody looked")
	}
	n, _ := d.Reviewed(reference.Default())
	d.Review = &Review{Of: digest(n.Stories), Stories: map[string]string{casefile.StoryStart: "Uno"}}
	if n, seen := d.Reviewed(reference.Default()); !seen || n.Stories[casefile.StoryStart] != "Uno" {
		t.Errorf("after the review: %v %v", n.Stories, seen)
	}
	d.Submission.Record.Indicators = []casefile.Indicator{{Code: "injuries", Noticed: "By Jan"}}
	if n, seen := d.Reviewed(reference.Default()); seen || n.Stories[casefile.StoryStart] != "One" || n.Stories[casefile.StoryIndicators] != "By Jan" {
		t.Errorf("after a change: %v %v", n.Stories, seen)
	}
}

// noon is the clock of dbtest.
func noon() time.Time { return dbtest.Noon }

func TestWhoIsOnlyTakenWithCooperation(t *testing.T) {
	t.Parallel()
	s := newService(t, dbtest.Open(t, dbtest.SQLite(t), noon))
	notice := Notice{Organisation: "kent", Jurisdiction: "england", Cooperation: No}
	err := s.DB.Write(background, func(tx *db.Tx) error {
		_, err := s.Notify(context.Background(), tx, s.responder, notice, &Who{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "A"}}}, FromAPI)
		return err
	})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("a name without co-operation: %v", err)
	}
}

// removeAfterItsTime removes a notification as retention does: what it told is gone
// with its key, and it is counted still.
func removeAfterItsTime(t *testing.T, s *service, id db.ID) {
	t.Helper()
	shelf := s.Shelves()[1]
	var kept []casefile.Kept
	if err := s.DB.Write(background, func(tx *db.Tx) (err error) {
		if kept, err = shelf.Kept(background, tx, s.responder.Agency, id); err != nil {
			return err
		}
		if err := shelf.Remove(background, tx, s.responder, s.stranger.Agency, id, "test"); !fault.Is(err, fault.Conflict) {
			t.Errorf("removed for another agency: %v", err)
		}
		return nil
	}); err != nil || len(kept) != 1 || !strings.HasPrefix(kept[0].Reference, "HN-") || kept[0].Start.IsZero() {
		t.Fatalf("kept: %+v, %v", kept, err)
	}
	if err := s.DB.Write(background, func(tx *db.Tx) error {
		return shelf.Remove(background, tx, s.responder, s.responder.Agency, id, "test")
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.LookAtNotice(background, s.responder, id, "test"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a notification that was removed is read: %v", err)
	}
	for what, query := range map[string]string{"stories": `SELECT count(*) FROM notification_story`, "signs": `SELECT count(*) FROM notification_indicator`, "keys": `SELECT count(*) FROM data_key WHERE owner = '` + string(id) + `'`} {
		if left := s.count(query); left != 0 {
			t.Errorf("%d %s are left", left, what)
		}
	}
	if s.count(`SELECT count(*) FROM notification`) != 1 || s.count(`SELECT count(*) FROM job WHERE kind = 'write-tombstones'`) != 1 {
		t.Error("the notification is not counted any more, or its key is not to be listed as destroyed")
	}
}

// TestADraftThatIsHeldByLawIsNotDeleted holds a draft; its writer and the job on its
// day leave it.
func TestADraftThatIsHeldByLawIsNotDeleted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		s := newService(t, d)
		var id db.ID
		write := func(fn func(tx *db.Tx) error) error { return d.Write(background, fn) }
		if err := write(func(tx *db.Tx) error {
			draft, err := s.StartDraft(background, tx, s.responder, Submission{})
			if err != nil {
				return err
			}
			id = draft.ID
			return casefile.PutShelfHold(background, tx, s.responder, "draft", id, "A court asks for it")
		}); err != nil {
			t.Fatal(err)
		}
		if err := write(func(tx *db.Tx) error { return s.Discard(background, tx, s.responder, id) }); !fault.Is(err, fault.Forbidden) {
			t.Errorf("deleted by its writer: %v", err)
		}
		payload, err := json.Marshal(id)
		if err != nil {
			t.Fatal(err)
		}
		expire := func() int {
			if err := d.WriteAt(background, d.Now().AddDate(0, 0, 40), func(tx *db.Tx) error { return s.expire(background, tx, payload) }); err != nil {
				t.Fatal(err)
			}
			return s.count(`SELECT count(*) FROM draft`)
		}
		if expire() != 1 {
			t.Error("the job deleted a draft that is held")
		}
		if err := write(func(tx *db.Tx) error {
			return casefile.LiftShelfHold(background, tx, s.responder, "draft", id, "The court is done")
		}); err != nil {
			t.Fatal(err)
		}
		if expire() != 0 {
			t.Error("a draft that is held no more stays after its day")
		}
	})
}
