package own

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/record"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
	"pgregory.net/rapid"
)

var background = context.Background()

func TestCodesAreReadAsTheyAreTyped(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"abc defg hjk": "ABCDEFGHJK", " ABC-DEFG-HJK ": "ABCDEFGHJK", "": "", "<script>": "5CRPT", "ABC": "ABC",
		"abc defg hj s": "ABCDEFGHJ5", "авс ٢٣۴": "ABC234", "0o1": "QQ"} {
		if got := CleanCode(typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
	room := &Room{}
	rapid.Check(t, func(t *rapid.T) {
		code := room.newCode()
		if len(code) != codeLength || CleanCode(code) != code || CleanCode(strings.ToLower(ShowCode(code))) != code {
			t.Fatalf("the code %q is not read as itself", code)
		}
	})
}

func TestTheSecondAnswer(t *testing.T) {
	t.Parallel()
	today := civil.MustDay("2026-03-02")
	for _, c := range []struct {
		kind  SecondKind
		typed string
		born  civil.Partial
		good  bool
	}{
		{Year, "1998", civil.Partial{}, true}, {Year, " 1998 ", civil.Partial{Year: 1998}, true}, {Year, "1998", civil.Partial{Year: 1997}, false},
		{Year, "1998", civil.Partial{Year: 1997, About: true}, true}, {Year, "98", civil.Partial{}, false}, {Year, "2027", civil.Partial{}, false},
		{Year, "1850", civil.Partial{}, false}, {Year, "19980", civil.Partial{}, false}, {Word, "tea", civil.Partial{}, false}, {Word, "Blue Horse", civil.Partial{}, true},
		{Word, "حصان", civil.Partial{}, true}, {Word, strings.Repeat("a", 41), civil.Partial{}, false}, {"", "1998", civil.Partial{}, false},
	} {
		if message := checkSecond(c.kind, c.typed, c.born, today); (message == "") != c.good {
			t.Errorf("%s %q, born %v: %q", c.kind, c.typed, c.born, message)
		}
	}
	if CleanSecond(" Blue  HORSE\u200f") != "bluehorse" {
		t.Error("a word typed otherwise is another word")
	}
}

func TestWhenACodeIsOver(t *testing.T) {
	t.Parallel()
	today := civil.MustDay("2026-03-02")
	for want, code := range map[string]Code{
		"":           {UseBy: today, Until: today},
		endedExpired: {UseBy: today.Add(-1), Until: today.Add(50)},
		endedTries:   {Until: today, Used: 1, Ended: time.Now(), EndedWhy: endedTries},
	} {
		if got := code.Over(today); got != want {
			t.Errorf("%+v is over for %q, want %q", code, got, want)
		}
	}
	if (Code{Used: 1, UseBy: today.Add(-1), Until: today}).Over(today) != "" {
		t.Error("a code that was used in time stops on its first day")
	}
}

// house is an agency with people who may and may not, two people with a case, and
// the room, served.
type house struct {
	t                                *testing.T
	d                                *db.Database
	now                              time.Time
	room                             *Room
	worker, decider, stranger, admin account.Actor
	adult, child                     db.ID
	unsafe                           bool
	taken                            []db.ID
	log                              strings.Builder
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	for engine, open := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			h := &house{t: t, now: dbtest.Noon}
			h.d = dbtest.Open(t, open(t), func() time.Time { return h.now })
			h.room = New(h.d, statute.Default(), slog.New(slog.NewTextHandler(&h.log, nil)), Settings{Address: "example.org/info"})
			h.room.Unsafe = append(h.room.Unsafe, func(context.Context, *db.Tx, db.ID) (bool, error) { return h.unsafe, nil })
			h.room.Looks = (&record.Room{DB: h.d}).OwnLooks
			h.build()
			test(h)
		})
	}
}

func (h *house) must(fn func(tx *db.Tx) error) {
	h.t.Helper()
	if err := h.d.Write(background, fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) build() {
	h.must(func(tx *db.Tx) error {
		agencies := map[string]db.ID{}
		for name, kind := range map[string]account.Kind{"Harbour": account.Provider, "Authority": account.CompetentAuthority, "Elsewhere": account.Provider} {
			id, err := account.AddAgency(background, tx, account.Agency{Name: name, Kind: kind, Jurisdiction: "england"})
			if err != nil {
				return err
			}
			agencies[name] = id
		}
		for actor, who := range map[*account.Actor]struct {
			agency string
			role   account.Role
		}{&h.worker: {"Harbour", account.SupportProvider}, &h.decider: {"Authority", account.DecisionMaker}, &h.stranger: {"Elsewhere", account.SupportProvider},
			&h.admin: {"Harbour", account.AgencyAdministrator}} {
			id, err := account.AddAccount(background, tx, account.NewAccount{Agency: agencies[who.agency], Email: who.agency + string(who.role) + "@example.org", Name: "Worker Nameless", Roles: []account.Role{who.role}})
			if err != nil {
				return err
			}
			if *actor, _, err = account.Load(background, tx, id); err != nil {
				return err
			}
			actor.Via = account.Page
		}
		for group, id := range map[string]*db.ID{casefile.Adult: &h.adult, casefile.Child: &h.child} {
			var err error
			if *id, _, err = casefile.OpenCase(background, tx, h.decider, casefile.Opening{Jurisdiction: "england", AgeGroup: group}); err != nil {
				return err
			}
			if err := casefile.Put(background, tx, h.decider, *id, "referral", casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Zamira", Family: "Canary"}}, Birth: civil.Partial{Year: 1998}}); err != nil {
				return err
			}
			for _, agency := range []string{"Harbour", "Authority"} {
				if err := access.Give(background, tx, h.decider, access.Grant{Agency: agencies[agency], Case: *id, Purpose: "support", LegalBasis: "identification", Compartments: access.Everything}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	h.room.Deciding = func(context.Context, *db.Tx, db.ID) (db.ID, db.ID, error) {
		return h.decider.Agency, h.decider.Account, nil
	}
	consent := db.ID("00000000000000000000000001")
	h.room.Consents = func(_ context.Context, _ *db.Tx, caseID db.ID) ([]casefile.OwnConsent, error) {
		if caseID != h.adult || len(h.taken) > 0 {
			return nil, nil
		}
		return []casefile.OwnConsent{{ID: consent, Recipient: "The clinic", Parts: []string{"Health"}, Purpose: "Support", On: civil.DayOf(h.now)}}, nil
	}
	h.room.TakeBack = func(_ context.Context, _ *db.Tx, _ account.Actor, _, id db.ID) error {
		h.taken = append(h.taken, id)
		return nil
	}
}

func (h *house) give(actor account.Actor, form GiveForm) (given Given, err error) {
	h.t.Helper()
	err = h.d.Write(background, func(tx *db.Tx) (err error) {
		given, err = h.room.Give(background, tx, actor, form)
		return err
	})
	return given, err
}

func (h *house) form() GiveForm {
	return GiveForm{Case: h.adult, Present: "yes", Kind: "word", Second: "Blue horse"}
}

func (h *house) mustGive() Given {
	h.t.Helper()
	given, err := h.give(h.worker, h.form())
	if err != nil {
		h.t.Fatal(err)
	}
	return given
}

func (h *house) enter(code, second string) (string, error) {
	return h.room.Enter(background, EnterForm{Code: code, Second: second, Language: "en", Origin: "192.0.2.7", Request: "R"})
}

// phone is a browser on the person's pages.
type phone struct {
	h       *house
	handler http.Handler
	cookie  *http.Cookie
	sent    []*http.Response
}

func (h *house) phone() *phone {
	mux := http.NewServeMux()
	edge := &page.Edge{Log: h.room.Log}
	for _, line := range h.room.personRoutes() {
		mux.Handle(line.Pattern, edge.Handle(func(w http.ResponseWriter, r *http.Request) error {
			return line.Handle(&route.Request{Writer: w, Request: r, DB: h.d, Actor: account.Actor{Origin: "192.0.2.7"}, Words: page.WordsFor(r)})
		}))
	}
	return &phone{h: h, handler: page.RequestID(page.Headers(mux, true))}
}

func (p *phone) ask(method, path string, values url.Values) (*http.Response, string) {
	r := httptest.NewRequest(method, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if p.cookie != nil {
		r.AddCookie(p.cookie)
	}
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	answer := w.Result()
	for _, cookie := range answer.Cookies() {
		p.cookie = cookie
		if cookie.MaxAge < 0 {
			p.cookie = nil
		}
	}
	p.sent = append(p.sent, answer)
	return answer, w.Body.String()
}

func (p *phone) open(given Given) {
	p.h.t.Helper()
	answer, body := p.ask("POST", "/info", url.Values{"code": {ShowCode(given.Code)}, "second": {"blue HORSE"}, "language": {"en"}})
	if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/info/1" {
		p.h.t.Fatalf("the page does not open: %d %s", answer.StatusCode, body)
	}
}

func TestACodeOpensOnePageAndEndsAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		given := h.mustGive()
		if _, err := h.enter(given.Code, "another word"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a wrong word: %v", err)
		}
		wrong, unknown := errorOf(h.enter(given.Code, "no")), errorOf(h.enter("22222 22222", "no"))
		if wrong != unknown {
			t.Errorf("a wrong word says %q and a code that there is not %q", wrong, unknown)
		}
		p := h.phone()
		if answer, _ := p.ask("GET", "/info/1", nil); answer.Header.Get("Location") != "/info?x=1" {
			t.Errorf("without a code the page leads to %s", answer.Header.Get("Location"))
		}
		p.open(given)
		for _, path := range []string{"/info/1", "/info/2", "/info/3", "/info/4", "/info/5", "/info/6", "/info/6/00000000000000000000000001"} {
			if answer, body := p.ask("GET", path, nil); answer.StatusCode != http.StatusOK || strings.Count(body, "<h1") != 1 {
				t.Errorf("%s: %d\n%s", path, answer.StatusCode, body)
			}
		}
		if answer, _ := p.ask("GET", "/info/6/00000000000000000000000009", nil); answer.StatusCode != http.StatusNotFound {
			t.Errorf("a consent that is not theirs: %d", answer.StatusCode)
		}
		h.must(func(tx *db.Tx) error { return h.room.End(background, tx, h.worker, EndForm{Case: h.adult}) })
		if answer, _ := p.ask("GET", "/info/2", nil); answer.Header.Get("Location") != "/info?x=1" {
			t.Errorf("the page goes on after its code ended: %d", answer.StatusCode)
		}
		if _, err := h.enter(given.Code, "blue horse"); errorOf("", err) != errOver.Error() {
			t.Errorf("an ended code: %v", err)
		}
	})
}

func errorOf(_ string, err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestACodeEndsByTimeByTriesAndByDanger(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		given := h.mustGive()
		h.now = h.now.AddDate(0, 0, 15)
		if _, err := h.enter(given.Code, "blue horse"); errorOf("", err) != errOver.Error() {
			t.Errorf("a code that nobody used in 14 days: %v", err)
		}
		given = h.mustGive()
		if _, err := h.enter(given.Code, "blue horse"); err != nil {
			t.Fatal(err)
		}
		h.now = h.now.AddDate(0, 0, 80)
		h.must(func(tx *db.Tx) error { return h.room.Renew(background, tx, h.worker, EndForm{Case: h.adult}) })
		h.now = h.now.AddDate(0, 0, 80)
		if _, err := h.enter(given.Code, "blue horse"); err != nil {
			t.Errorf("a renewed code: %v", err)
		}
		h.now = h.now.AddDate(0, 0, 20)
		if _, err := h.enter(given.Code, "blue horse"); errorOf("", err) != errOver.Error() {
			t.Errorf("a code past its last day: %v", err)
		}

		given = h.mustGive()
		p := h.phone()
		p.open(given)
		for range mostWrong {
			if _, err := h.enter(given.Code, "a guess"); !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
		}
		if _, err := h.enter(given.Code, "blue horse"); errorOf("", err) != errOver.Error() {
			t.Errorf("after too many wrong tries: %v", err)
		}
		if answer, _ := p.ask("GET", "/info/1", nil); answer.StatusCode != http.StatusSeeOther {
			t.Errorf("a page that is open stays open when its code ends for wrong tries: %d", answer.StatusCode)
		}
		var tasks []casefile.Task
		h.must(func(tx *db.Tx) (err error) { tasks, err = casefile.Tasks(background, tx, h.adult); return err })
		if len(tasks) != 1 || tasks[0].Kind != TaskEnded || tasks[0].Account != h.worker.Account {
			t.Errorf("who gave the code is told by %+v", tasks)
		}

		given = h.mustGive()
		p = h.phone()
		p.open(given)
		h.unsafe = true
		if answer, _ := p.ask("GET", "/info/1", nil); answer.StatusCode != http.StatusSeeOther {
			t.Errorf("the page goes on when it is not safe: %d", answer.StatusCode)
		}
		if _, err := h.enter(given.Code, "blue horse"); errorOf("", err) != errOver.Error() {
			t.Errorf("a code of somebody for whom the page is not safe: %v", err)
		}
		if _, err := h.give(h.worker, h.form()); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a code for somebody for whom the page is not safe: %v", err)
		}
	})
}

func TestOneAddressCannotGuess(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		for i := range originTries {
			if _, err := h.enter("2222222222", "word"); !fault.Is(err, fault.Invalid) {
				t.Fatalf("try %d: %v", i, err)
			}
		}
		given := h.mustGive()
		if _, err := h.enter(given.Code, "blue horse"); !fault.Is(err, fault.TooMany) {
			t.Errorf("after %d tries: %v", originTries, err)
		}
		answer, body := h.phone().ask("POST", "/info", url.Values{"code": {given.Code}, "second": {"blue horse"}, "language": {"fr"}})
		if answer.StatusCode != http.StatusTooManyRequests || strings.Contains(body, page.Product) || !strings.Contains(body, `lang="fr"`) {
			t.Errorf("too many tries: %d\n%s", answer.StatusCode, body)
		}
		h.now = h.now.Add(tryWindow + time.Minute)
		if _, err := h.enter(given.Code, "blue horse"); err != nil {
			t.Errorf("a quarter of an hour later: %v", err)
		}
	})
}

func TestWhoMayGiveACodeAndToWhom(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		if _, err := h.give(h.stranger, h.form()); !fault.Is(err, fault.NotFound) {
			t.Errorf("of another agency: %v", err)
		}
		if _, err := h.give(h.admin, h.form()); !fault.Is(err, fault.NotFound) {
			t.Errorf("an administrator: %v", err)
		}
		form := h.form()
		form.Present = "no"
		if _, err := h.give(h.worker, form); !wrongIn(fault.Of(err).Fields, "present") {
			t.Errorf("somebody who is not there: %v", err)
		}
		form = h.form()
		form.Case = h.child
		if _, err := h.give(h.worker, form); !wrongIn(fault.Of(err).Fields, "agreed_by") {
			t.Errorf("a child for whom nobody agreed: %v", err)
		}
		form.AgreedBy, form.AgreedRole, form.AgreedWhy = "Ms Guardian", "guardian", "She asks every day what comes next"
		given, err := h.give(h.worker, form)
		if err != nil {
			t.Fatal(err)
		}
		p := h.phone()
		p.open(given)
		if _, body := p.ask("GET", "/info/1", nil); !strings.Contains(body, "Grown-ups who help you") {
			t.Errorf("a child is not spoken to as a child:\n%s", body)
		}
		if _, body := p.ask("GET", "/info/3", nil); !strings.Contains(body, "What is best for you must come first.") {
			t.Error("the rights of a child are not told")
		}
		// A double click shows no second code and ends nothing.
		form = h.form()
		form.Once = "key"
		first, err := h.give(h.worker, form)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := h.give(h.worker, form); !fault.Is(err, fault.Forbidden) || again.Code != "" {
			t.Errorf("a double click gives %+v, %v", again, err)
		}
		if _, err := h.enter(first.Code, "blue horse"); err != nil {
			t.Errorf("after a double click the first code: %v", err)
		}
		// A new code ends the one before.
		second := h.mustGive()
		if _, err := h.enter(first.Code, "blue horse"); errorOf("", err) != errOver.Error() {
			t.Errorf("the code before a new one: %v", err)
		}
		if _, err := h.enter(second.Code, "blue horse"); err != nil {
			t.Error(err)
		}
	})
}

var anyTag = regexp.MustCompile(`<[^>]*>`)
