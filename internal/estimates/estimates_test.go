package estimates_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/estimates"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/mse"
)

var background = context.Background()

// invented is a table of invented people.
const invented = "Police,Council,Charity,count\n1,0,0,120\n0,1,0,90\n0,0,1,60\n1,1,0,25\n1,0,1,14\n0,1,1,9\n1,1,1,3\n"

// house is a room with people of two agencies and its work.
type house struct {
	t      *testing.T
	db     *db.Database
	room   *estimates.Room
	runner *job.Runner
	leila  account.Actor // a statistician
	helen  account.Actor // a manager of the same agency
	other  account.Actor // a statistician elsewhere
}

func open(t *testing.T, d *db.Database) *house {
	t.Helper()
	h := &house{t: t, db: d, room: &estimates.Room{DB: d, Log: slog.New(slog.DiscardHandler)}, runner: job.NewRunner(d, "test", slog.New(slog.DiscardHandler))}
	h.room.Jobs(h.runner)
	h.write(func(tx *db.Tx) error {
		here, err := account.AddAgency(background, tx, account.Agency{Name: "Statistics", Kind: account.Government})
		if err != nil {
			return err
		}
		there, err := account.AddAgency(background, tx, account.Agency{Name: "Elsewhere", Kind: account.Government})
		if err != nil {
			return err
		}
		for _, who := range []struct {
			to     *account.Actor
			agency db.ID
			name   string
			role   account.Role
		}{{&h.leila, here, "leila", account.Statistician}, {&h.helen, here, "helen", account.AuthorityManager}, {&h.other, there, "other", account.Statistician}} {
			email := who.name + "@example.org"
			if _, err := account.AddAccount(background, tx, account.NewAccount{Agency: who.agency, Email: email, Name: who.name, PasswordHash: "x", TOTPSecret: "x", Roles: []account.Role{who.role}}); err != nil {
				return err
			}
			if *who.to, _, err = account.LoadByEmail(background, tx, email); err != nil {
				return err
			}
		}
		return nil
	})
	return h
}

func each(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.EachAt(t, ticking(), func(t *testing.T, d *db.Database) { test(t, open(t, d)) })
}

func openSQLite(t *testing.T) *db.Database {
	t.Helper()
	return dbtest.Open(t, dbtest.SQLite(t), ticking())
}

// ticking is a clock that a second passes on whenever it is looked at, so that what
// is made later is younger.
func ticking() db.Clock {
	var looks atomic.Int64
	return func() time.Time { return dbtest.Noon.Add(time.Duration(looks.Add(1)) * time.Second) }
}

func (h *house) write(fn func(tx *db.Tx) error) {
	h.t.Helper()
	if err := h.db.Write(background, fn); err != nil {
		h.t.Fatal(err)
	}
}

// try runs a command and gives its error.
func (h *house) try(fn func(tx *db.Tx) error) error { return h.db.Write(background, fn) }

func quick(methods ...mse.Method) estimates.Settings {
	return estimates.Settings{Methods: methods, Seed: 7, Level: 95, Threshold: 0.02, Replicates: 400}
}

func (h *house) ask(text string, s estimates.Settings) estimates.Ask {
	h.t.Helper()
	data, err := estimates.ReadTable("table", text, "")
	if err != nil {
		h.t.Fatal(err)
	}
	return estimates.Ask{Name: "Invented", Source: estimates.FromTable, Settings: s, Data: []*mse.Data{data}}
}

func (h *house) start(ask estimates.Ask) (id db.ID) {
	h.t.Helper()
	h.write(func(tx *db.Tx) (err error) { id, err = h.room.Start(background, tx, h.leila, ask); return err })
	return id
}

// work does what is due.
func (h *house) work() {
	h.t.Helper()
	for {
		n, err := h.runner.OnceSlow(background)
		if err != nil {
			h.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func (h *house) run(id db.ID) (run estimates.Run) {
	h.t.Helper()
	if err := h.db.Read(background, func(tx *db.Tx) (err error) { run, err = estimates.Find(background, tx, h.leila, id); return err }); err != nil {
		h.t.Fatal(err)
	}
	return run
}

// request asks a page of the room.
func (h *house) request(actor account.Actor, method, path string, values url.Values) (*httptest.ResponseRecorder, error) {
	recorder := httptest.NewRecorder()
	mux := http.NewServeMux()
	var failed error
	for _, line := range h.room.Routes() {
		mux.HandleFunc(line.Pattern, func(w http.ResponseWriter, r *http.Request) {
			failed = line.Handle(&route.Request{Writer: w, Request: r, DB: h.db, Actor: actor, Words: page.In(page.English)})
		})
	}
	r := httptest.NewRequest(method, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	mux.ServeHTTP(recorder, r)
	return recorder, failed
}

func TestARunIsMadeOnceAndRepeatsToTheDigit(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ask := h.ask(invented, quick(mse.MethodStepwise))
		ask.Once = "key"
		id := h.start(ask)
		if again := h.start(ask); again != id {
			t.Errorf("the same key made %s and %s", id, again)
		}
		if run := h.run(id); run.State != estimates.Queued || run.People != 321 || run.SmallCounts != 1 || run.Who != "leila" {
			t.Errorf("after asking: %+v", run)
		}
		h.work()
		run := h.run(id)
		if run.State != estimates.Done || run.Headline.Estimate == nil || run.Program != mse.Version || run.Ended.IsZero() {
			t.Fatalf("after the work: %+v", run)
		}
		direct, err := mse.Run(background, ask.Data[0].Table, mse.MethodStepwise, mse.RunOptions{Seed: 7, Replicates: 400, Threshold: 0.02})
		if err != nil || *run.Headline.Estimate != direct.Estimate || *run.Headline.Upper != direct.Interval.Upper {
			t.Errorf("the run says %v to %v, the package %v to %v (%v)", *run.Headline.Estimate, *run.Headline.Upper, direct.Estimate, direct.Interval.Upper, err)
		}
		var again db.ID
		h.write(func(tx *db.Tx) (err error) { again, err = h.room.Repeat(background, tx, h.helen, id, ""); return err })
		h.work()
		if repeated := h.run(again); repeated.ResultHash != run.ResultHash || repeated.ResultHash == "" || repeated.Repeats != id || repeated.Who != "helen" {
			t.Errorf("the repetition has %q after %q", repeated.ResultHash, run.ResultHash)
		}
		answer, err := h.request(h.leila, http.MethodGet, "/estimates/"+string(again), nil)
		if err != nil || !strings.Contains(answer.Body.String(), "agree to the last character") {
			t.Errorf("the page does not say that the digits are the same: %v", err)
		}
		for format, want := range map[string]string{"json": `"data_sha256"`, "csv": "data_sha256", "text": "Data SHA-256", "html": "<!doctype html>", "data": "Police,Council,Charity,count"} {
			answer, err := h.request(h.leila, http.MethodGet, "/estimates/"+string(id)+"/download/"+format, nil)
			if err != nil || !strings.Contains(answer.Body.String(), want) || !strings.HasPrefix(answer.Header().Get("Content-Disposition"), "attachment") {
				t.Errorf("download %s: %v, %.80q", format, err, answer.Body.String())
			}
		}
		if _, err := h.request(h.leila, http.MethodGet, "/estimates/"+string(id)+"/download/body", nil); !fault.Is(err, fault.NotFound) {
			t.Errorf("the inner part of the page can be downloaded: %v", err)
		}
	})
}

func TestEveryMethodMakesOneReport(t *testing.T) {
	t.Parallel()
	h := open(t, openSQLite(t))
	settings := quick()
	settings.HideSmall, settings.Population = true, 1_000_000
	id := h.start(h.ask("year,sex,"+stratified(), settings))
	h.work()
	run := h.run(id)
	if run.State != estimates.Done || run.Headline.Lowest == nil || *run.Headline.Lowest > *run.Headline.Highest || run.Headline.Estimate != nil {
		t.Fatalf("%+v", run)
	}
	answer, err := h.request(h.leila, http.MethodGet, "/estimates/"+string(id), nil)
	if err != nil {
		t.Fatal(err)
	}
	body := answer.Body.String()
	for _, want := range []string{"Every method, every list left out", "<svg", "fewer than 5", "What is taken for granted", "Where the truth is known", "By year, sex", "Does the model fit?", "People on exactly these lists"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, never := range []string{"<style", "style=", "<script>"} {
		if strings.Contains(body, never) {
			t.Errorf("the page holds %q, which its security policy blocks", never)
		}
	}
	if strings.Count(body, "<h1") != 1 {
		t.Errorf("%d main headings", strings.Count(body, "<h1"))
	}
}

// stratified is the rest of a table with two strata columns, after "year,sex,".
func stratified() string {
	var out strings.Builder
	out.WriteString("Police,Council,Charity,count\n")
	for i, year := range []string{"2024", "2025"} {
		for j, sex := range []string{"female", "male"} {
			for _, row := range []string{"1,0,0,4", "0,1,0,3", "0,0,1,2", "1,1,0,1", "1,0,1,1", "0,1,1,1"} {
				cut := strings.LastIndex(row, ",")
				fmt.Fprintf(&out, "%s,%s,%s,%d\n", year, sex, row[:cut], int(row[cut+1]-'0')*(7+3*i+j))
			}
			fmt.Fprintf(&out, "%s,%s,1,1,1,2\n", year, sex)
		}
	}
	return out.String()
}

func TestCancelRetryDeleteAndRestore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		id := h.start(h.ask(invented, quick(mse.MethodStepwise)))
		h.write(func(tx *db.Tx) error { return h.room.Cancel(background, tx, h.leila, id) })
		h.work()
		if run := h.run(id); run.State != estimates.Cancelled || run.ResultHash != "" {
			t.Fatalf("after cancelling: %+v", run)
		}
		if err := h.try(func(tx *db.Tx) error { return h.room.Cancel(background, tx, h.leila, id) }); !fault.Is(err, fault.Forbidden) {
			t.Errorf("cancelling twice: %v", err)
		}
		h.write(func(tx *db.Tx) error { return h.room.Retry(background, tx, h.leila, id) })
		h.work()
		if run := h.run(id); run.State != estimates.Done || run.Attempt != 2 {
			t.Fatalf("after trying again: %+v", run)
		}
		if err := h.try(func(tx *db.Tx) error { return h.room.Retry(background, tx, h.leila, id) }); !fault.Is(err, fault.Forbidden) {
			t.Errorf("trying a finished run again: %v", err)
		}
		if err := h.try(func(tx *db.Tx) error { return h.room.Delete(background, tx, h.leila, id, "  ") }); !fault.Is(err, fault.Invalid) {
			t.Errorf("deleting without a reason: %v", err)
		}
		h.write(func(tx *db.Tx) error { return h.room.Delete(background, tx, h.helen, id, "Wrong table") })
		if got := h.names(estimates.Filter{}); len(got) != 0 {
			t.Errorf("a deleted run is listed: %v", got)
		}
		if got := h.names(estimates.Filter{State: "deleted"}); len(got) != 1 {
			t.Errorf("a deleted run is not among the deleted: %v", got)
		}
		if run := h.run(id); run.DeletedWhy != "Wrong table" {
			t.Errorf("the reason for a deletion reads %q", run.DeletedWhy)
		}
		var kept []byte
		h.write(func(tx *db.Tx) error {
			_, err := tx.Row(background, `SELECT deleted_why FROM estimate_run WHERE id = $1`, []any{id}, &kept)
			return err
		})
		if len(kept) == 0 || bytes.Contains(kept, []byte("Wrong")) {
			t.Errorf("the reason for a deletion stands in plain: %q", kept)
		}
		h.write(func(tx *db.Tx) error { return h.room.Restore(background, tx, h.leila, id) })
		if got := h.names(estimates.Filter{}); len(got) != 1 {
			t.Errorf("a restored run is not listed: %v", got)
		}
		var events []string
		if err := h.db.Read(background, func(tx *db.Tx) error {
			type event struct{ id, action, why string }
			found, err := db.All(background, tx, `SELECT id, action, why FROM audit_event WHERE subject = $1 ORDER BY id`, []any{"estimate " + string(id)},
				func(e *event, scan func(...any) error) error { return scan(&e.id, &e.action, &e.why) })
			for _, e := range found {
				reason, problem := audit.Reason(background, tx, "", e.id, e.why)
				if problem != nil {
					return problem
				}
				if reason != "" && strings.Contains(e.why, reason) {
					t.Errorf("the reason stands in plain: %s", e.why)
				}
				events = append(events, strings.TrimSpace(e.action+" "+reason))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(events, ", "); got != "start-estimate, cancel-estimate, retry-estimate, finish-estimate, delete-estimate Wrong table, restore-estimate" {
			t.Errorf("the record says %s", got)
		}
	})
}

func (h *house) names(f estimates.Filter) (names []string) {
	h.t.Helper()
	err := h.db.Read(background, func(tx *db.Tx) error {
		runs, err := estimates.Recent(background, tx, h.leila, f, 100)
		for _, run := range runs {
			names = append(names, run.Name)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return names
}

// TestARunWithoutAnEstimateSaysWhy: no number comes of lists that do not overlap.
func TestARunWithoutAnEstimateSaysWhy(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		id := h.start(h.ask("A,B,count\n1,0,30\n0,1,40\n", quick(mse.MethodStepwise)))
		h.work()
		run := h.run(id)
		if run.State != estimates.None || !strings.Contains(run.Problem, "Nobody is on more than one of the lists") || run.Headline.Any() {
			t.Errorf("%+v", run)
		}
	})
}

func TestTheFormSaysWhatIsWrongWithTheTable(t *testing.T) {
	t.Parallel()
	h := open(t, openSQLite(t))
	for name, c := range map[string]struct{ table, want string }{
		"a two":           {"A,B,count\n1,0,3\n2,0,4\n", "Line 3: The list &#34;A&#34; holds 2"},
		"negative":        {"A,B,count\n1,0,-3\n", "Line 2: The count -3 is negative"},
		"fraction":        {"A,B,count\n1,0,3.5\n", "is not a whole number"},
		"twice":           {"A,B,count\n1,0,3\n1,0,4\n", "already counted on line 2"},
		"all zero":        {"A,B,count\n0,0,3\n", "on no list at all"},
		"an empty list":   {"A,B,count\n1,0,3\n", "Nobody is on the list"},
		"counts in front": {"count,A,B\n3,1,0\n", "stands before the list"},
	} {
		answer, err := h.request(h.leila, http.MethodPost, "/estimates", url.Values{"name": {"Try"}, "source": {"paste"}, "table": {c.table}, "level": {"95"}})
		if err != nil || answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), c.want) || !strings.Contains(answer.Body.String(), "Try") {
			t.Errorf("%s: %d, %v; want %q", name, answer.Code, err, c.want)
		}
		if !strings.Contains(answer.Body.String(), `href="#table"`) {
			t.Errorf("%s: the summary does not lead to the table", name)
		}
	}
	answer, err := h.request(h.leila, http.MethodPost, "/estimates", url.Values{"source": {"casework"}})
	for _, want := range []string{"Enter a name for this run", "Choose what a list is", "Enter the first day", "Enter the last day"} {
		if err != nil || !strings.Contains(answer.Body.String(), want) {
			t.Errorf("an empty form does not say %q: %v", want, err)
		}
	}
	if got := h.names(estimates.Filter{}); len(got) != 0 {
		t.Errorf("a wrong form made runs: %v", got)
	}
	answer, err = h.request(h.leila, http.MethodPost, "/estimates", url.Values{"name": {"Right"}, "source": {"paste"}, "table": {invented}, "level": {"95"}, "methods": {"graphs", "stepwise"}})
	if err != nil || answer.Code != http.StatusSeeOther {
		t.Errorf("a right form: %d, %v", answer.Code, err)
	}
}

func TestQuestionsAreSound(t *testing.T) {
	t.Parallel()
	for _, mistake := range estimates.SoundQuestions() {
		t.Error(mistake)
	}
	page.CheckTemplates(t, os.DirFS("pages"))
}

// TestAnotherAgencysRunsAreMissing tries every deed on somebody else's run.
func TestAnotherAgencysRunsAreMissing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		id := h.start(h.ask(invented, quick(mse.MethodStepwise)))
		h.work()
		for name, deed := range map[string]func(tx *db.Tx) error{
			"cancel":  func(tx *db.Tx) error { return h.room.Cancel(background, tx, h.other, id) },
			"retry":   func(tx *db.Tx) error { return h.room.Retry(background, tx, h.other, id) },
			"delete":  func(tx *db.Tx) error { return h.room.Delete(background, tx, h.other, id, "x") },
			"restore": func(tx *db.Tx) error { return h.room.Restore(background, tx, h.other, id) },
			"repeat":  func(tx *db.Tx) error { _, err := h.room.Repeat(background, tx, h.other, id, ""); return err },
			"compare": func(tx *db.Tx) error { _, err := estimates.Compare(background, tx, h.other, id, id); return err },
		} {
			if err := h.try(deed); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, path := range []string{"", "/print", "/download/json", "/download/data"} {
			if _, err := h.request(h.other, http.MethodGet, "/estimates/"+string(id)+path, nil); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", path, err)
			}
		}
	})
}

func TestCompareTwoRuns(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		a := h.start(h.ask(invented, quick(mse.MethodStepwise)))
		b := h.start(h.ask(strings.Replace(invented, "1,1,0,25", "1,1,0,50", 1), quick(mse.MethodStepwise)))
		h.work()
		var c estimates.Comparison
		if err := h.db.Read(background, func(tx *db.Tx) (err error) { c, err = estimates.Compare(background, tx, h.leila, a, b); return err }); err != nil {
			t.Fatal(err)
		}
		if c.SameData || c.Same || len(c.Rows) != 1 || c.Rows[0].A == nil || *c.Rows[0].A <= *c.Rows[0].B || c.Rows[0].Change() >= 0 {
			t.Errorf("%+v", c)
		}
		answer, err := h.request(h.leila, http.MethodGet, "/estimates/compare?a="+string(a)+"&b="+string(b), nil)
		if err != nil || !strings.Contains(answer.Body.String(), "The data differ.") {
			t.Errorf("the page: %v", err)
		}
	})
}

func TestFindRunsInTheList(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		for _, name := range []string{"One 100%", "Two", "Three_x"} {
			ask := h.ask(invented, quick(mse.MethodStepwise))
			ask.Name = name
			h.start(ask)
		}
		for words, want := range map[string]string{"": "Three_x Two One 100%", "T": "Three_x Two", "0%": "One 100%", "_x": "Three_x", "%": "One 100%", `\`: "", "nothing": ""} {
			if got := strings.Join(h.names(estimates.Filter{Words: words}), " "); got != want {
				t.Errorf("%q finds %q, want %q", words, got, want)
			}
		}
		if got := h.names(estimates.Filter{State: "live"}); len(got) != 3 {
			t.Errorf("live: %v", got)
		}
		if got := h.names(estimates.Filter{Account: h.helen.Account}); len(got) != 0 {
			t.Errorf("of somebody else: %v", got)
		}
		answer, err := h.request(h.leila, http.MethodGet, "/estimates?q=two", nil)
		if err != nil || !strings.Contains(answer.Body.String(), ">Two<") || strings.Contains(answer.Body.String(), "Three_x") {
			t.Errorf("the list: %v", err)
		}
	})
}
