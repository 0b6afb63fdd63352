package accommodation_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/accommodation"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile/casetest"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

func (w *world) stay(file db.ID) (stay db.ID, version int64) {
	w.Row(`SELECT id, version FROM stay WHERE file_id = $1 AND ended_at IS NULL`, []any{file}, &stay, &version)
	return stay, version
}

// TestMovedInOneStep moves somebody because of danger: the old address is shut, the
// old area is one where no bed can be had, the old bed is given back, and the house
// counts are right.
func TestMovedInOneStep(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		old, oldBeds := w.house("devon", 4, nil, 1, 1)
		_, newBeds := w.house("cornwall", 4, nil, 1)
		person := w.open(survivor{given: "Hana", family: "Tesfay"})
		file := w.ask(person, nil)
		w.Must(w.take(file, oldBeds[0]))
		place := w.lives[person]
		stay, _ := w.stay(file)
		w.Write(func(tx *db.Tx) error { return w.room.MarkIn(background, tx, w.manager, stay) })
		yes := true
		move := func(bed db.ID) error {
			return w.D.Write(background, func(tx *db.Tx) error {
				return w.room.Move(background, tx, w.desk, file, accommodation.TakeForm{Version: w.version(file), Bed: string(bed), Danger: "A man asked for her at the shop", LeaveArea: &yes, Arrive: w.soon(), Transport: "staff"})
			})
		}
		if err := move(oldBeds[1]); err == nil {
			w.T.Error("she is moved within the area that is dangerous from now on")
		}
		w.Must(move(newBeds[0]))
		if w.lives[person] == place || !w.hasLeft(place) {
			w.T.Error("the old address is not shut")
		}
		var oldState, newState, avoid string
		var taken int
		w.Row(`SELECT (SELECT state FROM bed WHERE id = $1), (SELECT state FROM bed WHERE id = $2), (SELECT avoid FROM shelter_file WHERE id = $3), (SELECT taken FROM house WHERE id = $4)`,
			[]any{oldBeds[0], newBeds[0], file, old}, &oldState, &newState, &avoid, &taken)
		if oldState != "cleaning" || newState != "taken" || avoid != "devon" || taken != 0 {
			w.T.Errorf("the old bed is %s, the new %s, avoided is %q, the old house counts %d", oldState, newState, avoid, taken)
		}
	})
}

// TestNotSeenIsTold records that somebody was not seen, and lets a time of return
// pass: the desk, the worker and who watches over danger are told once, and not who.
func TestNotSeenIsTold(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		_, beds := w.house("devon", 4, nil, 1, 1)
		person := w.open(survivor{given: "Hana", family: "Tesfay"})
		file := w.ask(person, nil)
		w.Must(w.take(file, beds[0]))
		stay, _ := w.stay(file)
		w.Write(func(tx *db.Tx) error { return w.room.MarkIn(background, tx, w.manager, stay) })
		back := w.Clock.Now().Add(2 * time.Hour)
		_, version := w.stay(file)
		w.Write(func(tx *db.Tx) error {
			return w.room.RecordDay(background, tx, w.manager, stay, accommodation.DayForm{Version: version, Presence: accommodation.Overnight,
				Back: form.Moment{On: civil.DayOf(back), At: back.In(civil.London).Format("15:04")}})
		})
		w.Clock.Add(2*time.Hour + 30*time.Minute)
		w.Write(func(tx *db.Tx) error { return w.room.Watch(background, tx) })
		if len(w.unseen) != 0 {
			w.T.Error("told before an hour has passed")
		}
		w.Clock.Add(time.Hour)
		w.Write(func(tx *db.Tx) error { return w.room.Watch(background, tx) })
		w.Write(func(tx *db.Tx) error { return w.room.Watch(background, tx) })
		if !slices.Equal(w.unseen, []db.ID{person}) {
			w.T.Errorf("told of %v, want once of %s", w.unseen, person)
		}
		if said := w.messages(); !strings.Contains(said, "has not been seen") || strings.Contains(said, "Hana") || strings.Contains(said, "Tesfay") {
			w.T.Errorf("the messages are %q", said)
		}
		w.Write(func(tx *db.Tx) error { return w.room.MarkIn(background, tx, w.manager, stay) })
		var presence string
		w.Row(`SELECT presence FROM stay WHERE id = $1`, []any{stay}, &presence)
		if presence != accommodation.In {
			w.T.Errorf("after they came back they are %s", presence)
		}
	})
}

// TestAnOfferLapses holds a bed, lets its time pass, and finds the bed free and the
// person waiting; an offer can be refused and taken back too.
func TestAnOfferLapses(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		house, beds := w.house("devon", 1, nil, 1)
		file := w.ask(w.open(survivor{given: "Hana", family: "Tesfay"}), nil)
		offer := func() (id db.ID) {
			w.Write(func(tx *db.Tx) (err error) {
				id, err = w.room.MakeOffer(background, tx, w.desk, file, accommodation.OfferForm{Bed: string(beds[0]), Hours: 2})
				return err
			})
			if w.state(file) != "offered" {
				w.T.Errorf("the state is %s", w.state(file))
			}
			return id
		}
		free := func(how string) {
			var state string
			var taken int
			w.Row(`SELECT b.state, h.taken FROM bed b JOIN house h ON h.id = b.house_id WHERE h.id = $1`, []any{house}, &state, &taken)
			if state != "free" || taken != 0 || w.state(file) != "waiting" {
				w.T.Errorf("%s: the bed is %s, the house counts %d, the person is %s", how, state, taken, w.state(file))
			}
		}
		offer()
		w.Clock.Add(3 * time.Hour)
		w.Write(func(tx *db.Tx) error { return w.room.Watch(background, tx) })
		free("lapsed")
		id, no := offer(), false
		w.Write(func(tx *db.Tx) error {
			return w.room.AnswerOffer(background, tx, w.worker, id, accommodation.AnswerForm{Accept: &no, Refusal: "far", Words: "Too far from my sister"})
		})
		free("refused")
		id = offer()
		w.Write(func(tx *db.Tx) error { return w.room.TakeBack(background, tx, w.desk, id) })
		free("taken back")
	})
}

// TestAtNight asks with as little as will do, gives a bed, and joins the file to the
// case the next day: what was sealed is opened under the case's key, and the place
// is sealed with the case.
func TestAtNight(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		_, beds := w.house("devon", 4, nil, 1)
		var file db.ID
		ask := accommodation.NightForm{Called: "Ana", Adult: "yes", Sex: "female", Avoid: []string{"Luton"}, From: []string{"Besnik Hoxha"}, Reach: "01632 960123", Desk: string(w.desk.Agency)}
		child := ask
		child.Adult = "not-sure"
		if err := w.D.Write(background, func(tx *db.Tx) error {
			_, err := w.room.AskNow(background, tx, w.desk, child)
			return err
		}); !strings.Contains(words(err), "looked after by a council") {
			w.T.Errorf("somebody who may be a child: %v", err)
		}
		w.Write(func(tx *db.Tx) (err error) {
			file, err = w.room.AskNow(background, tx, w.desk, ask)
			return err
		})
		w.Must(w.take(file, beds[0]))
		person := w.open(survivor{given: "Ana", family: "Popescu"})
		var reference string
		w.Row(`SELECT reference FROM case_file WHERE id = $1`, []any{person}, &reference)
		w.Write(func(tx *db.Tx) error {
			return w.room.Join(background, tx, w.worker, file, accommodation.CaseForm{Reference: reference})
		})
		if w.lives[person] == "" {
			w.T.Error("the place is not sealed with the case")
		}
		parts, err := []string{}, error(nil)
		w.Must(w.D.Read(background, func(tx *db.Tx) error {
			told, readErr := w.room.Own(background, tx, person)
			for _, part := range told {
				for _, line := range part.Lines {
					parts = append(parts, page.In(page.English).Text(line.Text, line.Args...))
				}
			}
			err = readErr
			return nil
		}))
		if err != nil || !strings.Contains(strings.Join(parts, " "), "Devon") {
			w.T.Errorf("the person is told %q, %v", parts, err)
		}
	})
}

// TestOutreachIsAState keeps somebody with a safe home in outreach, and tells when
// they could not be met twice.
func TestOutreachIsAState(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		person := w.open(survivor{given: "Kelly", family: "Marsh"})
		file := w.ask(person, func(f *accommodation.AskForm) { f.Home = "safe" })
		if w.state(file) != "outreach" {
			w.T.Fatalf("the state is %s", w.state(file))
		}
		w.Write(func(tx *db.Tx) error {
			return w.room.Plan(background, tx, w.worker, file, accommodation.MeetingsForm{Every: 7, Next: w.soon(), Safe: accommodation.Safe{Place: "The library"}})
		})
		for version := int64(1); version <= 2; version++ {
			w.Clock.Add(24 * time.Hour)
			at := w.Clock.Now().Add(-time.Hour)
			w.Write(func(tx *db.Tx) error {
				return w.room.Meet(background, tx, w.worker, file, accommodation.MeetingForm{Version: version, How: "not-there", At: form.Moment{On: civil.DayOf(at), At: at.In(civil.London).Format("15:04")}})
			})
			if told := len(w.unseen); told != int(version)-1 {
				w.T.Errorf("after %d meetings told %d times", version, told)
			}
		}
	})
}

// TestPagesShowNobodyElse draws every page as everybody: those of another agency get
// none, and the manager of another house no person.
func TestPagesShowNobodyElse(t *testing.T) {
	t.Parallel()
	w := newWorld(casetest.New(t, dbtest.SQLite(t)))
	house, beds := w.house("devon", 4, nil, 1, 1)
	file := w.ask(w.open(survivor{given: "Hana", family: "Quillfeather"}), func(f *accommodation.AskForm) { f.Called = "Quillfeather" })
	w.Must(w.take(file, beds[0]))
	stay, _ := w.stay(file)
	var person string
	w.Row(`SELECT case_id FROM shelter_file WHERE id = $1`, []any{file}, &person)
	values := map[string]string{"id": person, "shelter": string(file), "house": string(house), "bed": string(beds[1]), "stay": string(stay)}
	shown := 0
	for _, line := range w.room.Routes() {
		method, path, _ := strings.Cut(line.Pattern, " ")
		if method != http.MethodGet || strings.Contains(path, "{tie}") || strings.Contains(path, "{other}") || strings.Contains(path, "{offer}") {
			continue
		}
		for name, actor := range map[string]account.Actor{"desk": w.desk, "worker": w.worker, "manager": w.manager, "elsewhere": w.elsewhere} {
			r := httptest.NewRequest(method, "/x?"+url.Values{}.Encode(), nil)
			for key, value := range values {
				r.SetPathValue(key, value)
			}
			recorder := httptest.NewRecorder()
			err := line.Handle(&route.Request{Writer: recorder, Request: r, DB: w.D, Actor: actor, Words: page.In(page.English)})
			if err != nil && fault.Of(err).Code == fault.Internal {
				t.Errorf("%s as %s: %v", line.Pattern, name, err)
			}
			if err == nil && recorder.Code == http.StatusOK {
				shown++
			}
			if name == "elsewhere" && strings.Contains(recorder.Body.String(), "Quillfeather") {
				t.Errorf("%s shows another agency who it is", line.Pattern)
			}
			if name == "manager" && strings.Contains(path, "/night") && strings.Contains(recorder.Body.String(), "Hana") {
				t.Errorf("the night list has more of a name than what they are called by")
			}
		}
	}
	if shown < 25 {
		t.Errorf("only %d pages were shown: the test would find nothing", shown)
	}
}

// TestLeavingIsUndone ends a stay, and undoes it: the same bed, the house counted
// right, nothing wanted; not when the bed has gone, nor days later.
func TestLeavingIsUndone(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		house, beds := w.house("devon", 4, nil, 1)
		person := w.open(survivor{given: "Hana", family: "Tesfay"})
		file := w.ask(person, nil)
		w.Must(w.take(file, beds[0]))
		place := w.lives[person]
		stay, _ := w.stay(file)
		w.Write(func(tx *db.Tx) error { return w.room.MarkIn(background, tx, w.manager, stay) })
		leave := func(next string) {
			w.Write(func(tx *db.Tx) error {
				return w.room.Leave(background, tx, w.desk, file, accommodation.LeaveForm{Version: w.version(file), Why: "left", Next: next, Words: "She took her bag. Her phone is off."})
			})
		}
		undo := func() error {
			return w.D.Write(background, func(tx *db.Tx) error { return w.room.UndoLeave(background, tx, w.desk, stay) })
		}
		for _, next := range []string{"waiting", "outreach", "ended"} {
			leave(next)
			if w.lives[person] != "" || w.state(file) != next {
				w.T.Errorf("after she left she lives at %q and is %s", w.lives[person], w.state(file))
			}
			w.Must(undo())
			var taken, open int
			var state string
			w.Row(`SELECT h.taken, b.state, (SELECT count(*) FROM bed_request WHERE ended_at IS NULL) FROM house h JOIN bed b ON b.house_id = h.id WHERE h.id = $1`, []any{house}, &taken, &state, &open)
			if w.lives[person] != place || w.state(file) != "housed" || taken != 1 || state != "taken" || open != 0 {
				w.T.Errorf("after the undo of %s: lives at %q, is %s, the house counts %d, the bed is %s, %d requests are open", next, w.lives[person], w.state(file), taken, state, open)
			}
			if err := undo(); err == nil {
				w.T.Error("what was undone is undone again")
			}
		}
		leave("outreach")
		w.Clock.Add(25 * time.Hour)
		if err := undo(); !strings.Contains(words(err), "cannot be taken up again") {
			w.T.Errorf("a day later: %v", err)
		}
		second := w.ask(w.open(survivor{given: "Ana", family: "Popescu"}), nil)
		w.Write(func(tx *db.Tx) error {
			return w.room.SetBed(background, tx, w.desk, beds[0], accommodation.BedStateForm{Version: w.bedVersion(beds[0]), State: "free"})
		})
		w.Must(w.take(second, beds[0]))
		stay, _ = w.stay(second)
		w.Write(func(tx *db.Tx) error { return w.room.MarkIn(background, tx, w.manager, stay) })
		file = second
		leave("waiting")
		w.tie(second, "neighbour", "Dorina Munteanu")
		third := w.ask(w.open(survivor{given: "Dorina", family: "Munteanu"}), nil)
		w.Write(func(tx *db.Tx) error {
			return w.room.SetBed(background, tx, w.desk, beds[0], accommodation.BedStateForm{Version: w.bedVersion(beds[0]), State: "free"})
		})
		w.Must(w.take(third, beds[0]))
		if err := undo(); !strings.Contains(words(err), "not free any more") {
			w.T.Errorf("where another has the bed: %v", err)
		}
	})
}

func (w *world) bedVersion(bed db.ID) (version int64) {
	w.Row(`SELECT version FROM bed WHERE id = $1`, []any{bed}, &version)
	return version
}

// TestNewDangerReachesTheDesk marks new danger for somebody in a house: the desk is
// told once each time, and not who; it goes with an answer or a move.
func TestNewDangerReachesTheDesk(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		_, beds := w.house("devon", 4, nil, 1)
		_, away := w.house("cornwall", 4, nil, 1)
		person := w.open(survivor{given: "Hana", family: "Tesfay"})
		w.Write(func(tx *db.Tx) error { return w.room.OnDanger(background, tx, w.worker, person, "high") }) // nobody asked for a place
		file := w.ask(person, nil)
		w.Must(w.take(file, beds[0]))
		marked := func() (yes bool) {
			w.Row(`SELECT danger_at IS NOT NULL FROM shelter_file WHERE id = $1`, []any{file}, &yes)
			return yes
		}
		danger := func() {
			w.Write(func(tx *db.Tx) error { return w.room.OnDanger(background, tx, w.worker, person, "high") })
		}
		danger()
		if said := w.messages(); !marked() || strings.Count(said, "may have to be moved") != 1 || strings.Contains(said, "Hana") || strings.Contains(said, "Tesfay") {
			w.T.Errorf("marked %v, the messages are %q", marked(), said)
		}
		put := func(words string) error {
			return w.D.Write(background, func(tx *db.Tx) error {
				return w.room.StayPut(background, tx, w.desk, file, accommodation.StayForm{Version: w.version(file), Words: words})
			})
		}
		if err := put(""); !strings.Contains(words(err), "Say why they are not moved") {
			w.T.Errorf("without a reason: %v", err)
		}
		w.Must(put("She wishes to stay: he is in custody"))
		if marked() {
			w.T.Error("after the answer it is marked")
		}
		danger()
		no := false
		w.Write(func(tx *db.Tx) error {
			return w.room.Move(background, tx, w.desk, file, accommodation.TakeForm{Version: w.version(file), Bed: string(away[0]), Danger: "He is out", LeaveArea: &no, Arrive: w.soon(), Transport: "staff"})
		})
		if marked() {
			w.T.Error("after the move it is marked")
		}
	})
}
