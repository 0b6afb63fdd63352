package figures_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/exchange"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/figures"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

var background = context.Background()

// counted is what the tests count.
const counted = `quarter,first_responder_type,first_responder,exploitation_type,age_at_exploitation,gender,nationality,people
2023Q1,Police,Kent Police,Labour,Adult (18 or over),Male,Albanian,3
2023Q1,Local Authority,Local Authority,Criminal,Child (17 or under),Male,UK,2
2023Q2,Police,Kent Police,"Sexual, Labour & Criminal",Adult (18 or over),Female,Vietnamese,1
2023Q3,NGO and third sector,The Salvation Army,Not specified or unknown,Not specified or unknown,Male,Congolese Drc ,1
`

// filled is a database with the counted people, and an actor with some roles.
func filled(t *testing.T, d *db.Database) func(roles ...account.Role) account.Actor {
	t.Helper()
	cells, err := exchange.ReadCells(reference.Default(), strings.NewReader(counted), civil.DayOf(dbtest.Noon))
	if err != nil {
		t.Fatal(err)
	}
	received := func(context.Context, *db.Tx, account.Actor, casefile.Received) error { return nil }
	room := &exchange.Room{DB: d, Desk: referral.New(d, statute.Default(), reference.Default(), received)}
	var importer account.Actor
	if err := d.Write(background, func(tx *db.Tx) (err error) {
		importer, _, err = exchange.Importer(background, tx, "Single Competent Authority", "")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := room.ReplayStatistics(background, importer, cells, exchange.Replay{Seed: 1, Writers: 4}); err != nil {
		t.Fatal(err)
	}
	return func(roles ...account.Role) account.Actor {
		actor := importer
		actor.Roles = roles
		return actor
	}
}

func dimensions(t testing.TB, names ...string) []figures.Dimension {
	t.Helper()
	by, err := figures.ReadDimensions(names)
	if err != nil {
		t.Fatal(err)
	}
	return by
}

func TestCountReferrals(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		as := filled(t, d)
		table := func(filter figures.Filter, names ...string) (rows []string, total int) {
			var found figures.Table
			err := d.Read(background, func(tx *db.Tx) (err error) {
				found, err = figures.Referrals(background, tx, as(account.Statistician), dimensions(t, names...), filter)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range found.Rows {
				rows = append(rows, strings.Join(row.Values, "|")+" "+string(rune('0'+row.People)))
			}
			return rows, found.Total
		}
		rows, total := table(figures.Filter{}, "gender", "quarter")
		if diff := cmp.Diff([]string{"Female|2023Q2 1", "Male|2023Q1 5", "Male|2023Q3 1"}, rows); diff != "" || total != 7 {
			t.Errorf("by gender and quarter, in all %d (-want +got):\n%s", total, diff)
		}
		rows, total = table(figures.Filter{FromQuarter: "2023Q2", ToQuarter: "2023Q2"}, "exploitation_type", "age_at_exploitation", "nationality")
		if diff := cmp.Diff([]string{"Sexual, Labour & Criminal|Adult (18 or over)|Vietnamese 1"}, rows); diff != "" || total != 1 {
			t.Errorf("of one quarter, in all %d (-want +got):\n%s", total, diff)
		}
		if rows, total = table(figures.Filter{FromQuarter: "2024Q1"}, "quarter"); len(rows) != 0 || total != 0 {
			t.Errorf("of a quarter without referrals: %v, %d", rows, total)
		}
	})
}

// TestOnlyWhoMayReadFiguresDo asks as every role there is, at every door.
func TestOnlyWhoMayReadFiguresDo(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon })
	as, room := filled(t, d), &figures.Room{DB: d}
	policy, _ := access.RuleFor(access.ReadFigures)
	for _, line := range account.Roles {
		allowed := false
		for _, role := range policy.Roles {
			allowed = allowed || role == line.Role
		}
		err := d.Read(background, func(tx *db.Tx) error {
			_, err := figures.Referrals(background, tx, as(line.Role), dimensions(t, "quarter"), figures.Filter{})
			return err
		})
		if (err == nil) != allowed || err != nil && !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s may read figures: %v, want %v (%v)", line.Role, err == nil, allowed, err)
		}
		for _, r := range room.Routes() {
			recorder := httptest.NewRecorder()
			if err := ask(room, r.Pattern, "?by=quarter", as(line.Role), recorder); (err == nil) != allowed || err != nil && recorder.Body.Len() > 0 {
				t.Errorf("%s at %s: %v with %d bytes", line.Role, r.Pattern, err, recorder.Body.Len())
			}
		}
	}
	err := d.Read(background, func(tx *db.Tx) error {
		_, err := figures.Referrals(background, tx, account.Actor{}, dimensions(t, "quarter"), figures.Filter{})
		return err
	})
	if !fault.Is(err, fault.SignIn) {
		t.Errorf("nobody: %v", err)
	}
}

// ask calls the handler of a route.
func ask(room *figures.Room, pattern, query string, actor account.Actor, recorder *httptest.ResponseRecorder) error {
	for _, r := range room.Routes() {
		if r.Pattern == pattern {
			method, path, _ := strings.Cut(pattern, " ")
			return r.Handle(&route.Request{Writer: recorder, Request: httptest.NewRequest(method, path+query, nil), DB: room.DB, Actor: actor, Words: page.In(page.English)})
		}
	}
	return fault.Missing()
}

func TestPagesShowAndDownloadFigures(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon })
	as, room := filled(t, d), &figures.Room{DB: d}
	get := func(pattern, query string) (*httptest.ResponseRecorder, error) {
		recorder := httptest.NewRecorder()
		return recorder, ask(room, pattern, query, as(account.Statistician), recorder)
	}
	answer, err := get("GET /figures", "?by=nationality&by=gender&from=2023Q1&to=2023Q2")
	if err != nil || answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), "Albanian") || strings.Contains(answer.Body.String(), "Congolese") {
		t.Errorf("the page: %d, %v", answer.Code, err)
	}
	for _, format := range []string{"csv", "xlsx", "ods"} {
		if link := `href="/figures/referrals.` + format + `?by=nationality&amp;by=gender&amp;from=2023Q1&amp;to=2023Q2"`; !strings.Contains(answer.Body.String(), link) {
			t.Errorf("the page has no link to the same table as %s", format)
		}
	}
	if answer, err = get("GET /figures", ""); err != nil || answer.Code != http.StatusOK {
		t.Errorf("without a question: %d, %v", answer.Code, err)
	}
	for _, query := range []string{"?by=secret", "?from=2023Q1", "?by=quarter&from=23Q1", "?by=quarter&to=2023Q5"} {
		if answer, err = get("GET /figures", query); err != nil || answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d, %v", query, answer.Code, err)
		}
		if answer, err = get("GET /figures/referrals.csv", query); !fault.Is(err, fault.Invalid) || answer.Body.Len() > 0 {
			t.Errorf("download %s: %v", query, err)
		}
	}
	answer, err = get("GET /figures/referrals.csv", "?by=quarter&by=age")
	want := "quarter,age,people\n2023Q1,Adult (18 or over),3\n2023Q1,Child (17 or under),2\n2023Q2,Adult (18 or over),1\n2023Q3,Not specified or unknown,1\n"
	if diff := cmp.Diff(want, answer.Body.String()); diff != "" || err != nil || !strings.Contains(answer.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("the file, %v (-want +got):\n%s", err, diff)
	}
	var looks int
	if err := d.Read(background, func(tx *db.Tx) error {
		_, err := tx.Row(background, `SELECT count(*) FROM audit_event WHERE action IN ('read-figures', 'export-figures')`, nil, &looks)
		return err
	}); err != nil || looks != 3 {
		t.Errorf("%d looks are on record, want 3: %v", looks, err)
	}
}

func TestReadDimensionsSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, names := range map[string][]string{"nothing": nil, "empty": {""}, "unknown": {"quarter", "name"}, "twice": {"age", "quarter", " age"}, "twice by another name": {"age", "age_at_exploitation"},
		"a piece of SQL": {"quarter; DROP TABLE referral"}} {
		if by, err := figures.ReadDimensions(names); !fault.Is(err, fault.Invalid) || fault.Of(err).Fields[0].Name != "by" {
			t.Errorf("%s: %v, %v", name, by, err)
		}
	}
	if by := dimensions(t, " quarter", "age_at_exploitation "); len(by) != 2 || by[1].Name != "age" {
		t.Errorf("read %v", by)
	}
}

func TestWriteEveryFormat(t *testing.T) {
	t.Parallel()
	table := figures.Table{By: dimensions(t, "gender", "nationality"), Total: 4, Rows: []figures.Row{{Values: []string{"Male", "=1+1"}, People: 3}, {Values: []string{"Other", `a "b", c`}, People: 1}}}
	write := func(format string) string {
		var out bytes.Buffer
		if err := table.Write(&out, format); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if diff := cmp.Diff("gender,nationality,people\nMale,'=1+1,3\nOther,\"a \"\"b\"\", c\",1\n", write("csv")); diff != "" {
		t.Errorf("CSV (-want +got):\n%s", diff)
	}
	var rows []map[string]any
	if err := json.Unmarshal([]byte(write("json")), &rows); err != nil || len(rows) != 2 || rows[0]["nationality"] != "=1+1" || rows[1]["people"] != 1.0 {
		t.Errorf("JSON: %v, %v", rows, err)
	}
	if text := write("text"); !strings.Contains(text, "total") || !strings.Contains(text, "4") {
		t.Errorf("text: %s", text)
	}
	if err := table.Write(&bytes.Buffer{}, "xml"); !fault.Is(err, fault.Invalid) {
		t.Errorf("XML: %v", err)
	}
}

// TestJoinedPeopleCountOnce joins two referrals of one man and holds that figures
// count him once, by the referral that came first, until the merge is undone.
func TestJoinedPeopleCountOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		as := filled(t, d)
		byQuarter := func() (text string) {
			err := d.Read(background, func(tx *db.Tx) error {
				for _, ask := range []func() (figures.Table, error){
					func() (figures.Table, error) {
						return figures.Referrals(background, tx, as(account.Statistician), dimensions(t, "quarter"), figures.Filter{})
					},
					func() (figures.Table, error) {
						return figures.ForOperator(background, tx, dimensions(t, "quarter"), figures.Filter{})
					},
				} {
					found, err := ask()
					if err != nil {
						return err
					}
					text += fmt.Sprint(found.Rows, found.Total, ";")
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		before := byQuarter()
		var merge casefile.Merge
		err := d.Write(background, func(tx *db.Tx) error {
			var men []db.ID
			if err := tx.Each(background, `SELECT r.case_id FROM referral r JOIN case_file c ON c.id = r.case_id WHERE r.quarter IN ('2023Q1', '2023Q3') ORDER BY c.opened_at, c.id`, nil, func(scan func(...any) error) error {
				var id db.ID
				err := scan(&id)
				men = append(men, id)
				return err
			}); err != nil {
				return err
			}
			// The later record leads: what is counted is the first all the same.
			merge = casefile.Merge{Version: 1, Leader: men[len(men)-1], Follower: men[0]}
			sealed, err := casefile.Seal(background, tx, merge.Leader, "case_merge", "the same man")
			if err != nil {
				return err
			}
			merge.ID, err = casefile.Join(background, tx, as(account.TriageOfficer), merge.Leader, merge.Follower, sealed)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.Repeat("[{[2023Q1] 5} {[2023Q2] 1}] 6;", 2); byQuarter() != want {
			t.Errorf("of joined records figures count %s, want %s", byQuarter(), want)
		}
		err = d.Write(background, func(tx *db.Tx) error {
			sealed, err := casefile.Seal(background, tx, merge.Leader, "case_merge", "not the same")
			if err != nil {
				return err
			}
			return casefile.Part(background, tx, as(account.TriageOfficer), merge, sealed)
		})
		if err != nil {
			t.Fatal(err)
		}
		if after := byQuarter(); after != before {
			t.Errorf("after the undo %s, before the merge %s", after, before)
		}
	})
}
