package accommodation

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// Where somebody is, as the house last recorded it.
const (
	Expected  = "expected"
	In        = "in"
	Out       = "out"
	Overnight = "overnight" // out overnight, as agreed
	NotSeen   = "not-seen"
)

var presences = form.Codes{{Expected, "Expected"}, {In, "In"}, {Out, "Out"}, {Overnight, "Out overnight, as agreed"}, {NotSeen, "Not seen"}}

// Stay is somebody's time in one bed.
type Stay struct {
	ID         db.ID
	File       db.ID
	Bed        db.ID
	House      db.ID
	Version    int64
	People     int
	Started    time.Time
	Arrive     time.Time
	Transport  string
	Arrived    time.Time
	Presence   string
	PresenceAt time.Time
	Back       time.Time
	Told       time.Time
	Details    string // sealed
	Ended      time.Time
	EndedWhy   string
	Number     int
	HouseName  string
	Region     string
}

// PresenceWords is where they are in words, a catalogue source.
func (s Stay) PresenceWords() string { return presences.Words(s.Presence) }

// TransportWords is how they travel, a catalogue source.
func (s Stay) TransportWords() string { return transports.Words(s.Transport) }

// EndedWords is why the stay ended, a catalogue source.
func (s Stay) EndedWords() string { return endings.Words(s.EndedWhy) }

// The ways in which a stay ends.
const (
	endedCancelled = "cancelled"
	endedMoved     = "moved"
)

var endings = form.Codes{{"moved-on", "Moved on to a home of their own"}, {"family", "Went to live with family or friends"}, {"asylum", "Went to asylum accommodation"}, {"council", "Housed by a council"},
	{"returned", "Returned to their country"}, {"hospital", "Hospital"}, {"prison", "Prison"}, {"left", "Left, and it is not known where to"}, {"house", "The house ended the stay"}, {"died", "Died"},
	{endedMoved, "Moved to another house"}, {endedCancelled, "Did not come"}}

const stayColumns = `s.id, s.file_id, s.bed_id, s.house_id, s.version, s.people, s.started_at, s.arrive_at, s.transport, s.arrived_at, s.presence, s.presence_at, s.back_at, s.told_at, s.sealed, s.ended_at, s.ended_why,
	b.number, h.name, h.region FROM stay s JOIN bed b ON b.id = s.bed_id JOIN house h ON h.id = s.house_id`

func scanStay(s *Stay, sealed *[]byte, scan func(...any) error) error {
	return scan(&s.ID, &s.File, &s.Bed, &s.House, &s.Version, &s.People, db.Instant(&s.Started), db.Instant(&s.Arrive), &s.Transport, db.Instant(&s.Arrived), &s.Presence, db.Instant(&s.PresenceAt), db.Instant(&s.Back), db.Instant(&s.Told), sealed,
		db.Instant(&s.Ended), db.Text(&s.EndedWhy), &s.Number, &s.HouseName, &s.Region)
}

// staysOf are somebody's stays, the latest first.
func staysOf(ctx context.Context, tx *db.Tx, f File) ([]Stay, error) {
	return db.All(ctx, tx, `SELECT `+stayColumns+` WHERE s.file_id = $1 ORDER BY s.id DESC`, []any{f.ID}, func(s *Stay, scan func(...any) error) error {
		var sealed []byte
		if err := scanStay(s, &sealed, scan); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, f.owner(), sealedStay, s.ID, &s.Details)
	})
}

// stayOf is the stay that has not ended.
func stayOf(ctx context.Context, tx *db.Tx, f File) (Stay, bool, error) {
	list, err := staysOf(ctx, tx, f)
	if err != nil || len(list) == 0 || !list[0].Ended.IsZero() {
		return Stay{}, false, err
	}
	return list[0], true, nil
}

// arrival is who comes to which bed, when and how.
type arrival struct {
	bed, house         db.ID
	people             int
	at                 time.Time
	transport, details string
}

// begin begins a stay in a bed that was taken for somebody: their place is sealed
// with it, and who looks after the house is told that somebody comes.
func (room *Room) begin(ctx context.Context, tx *db.Tx, actor account.Actor, file File, a arrival) (db.ID, error) {
	id := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, file.owner(), sealedStay, id, a.details)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO stay (id, file_id, bed_id, house_id, version, people, started_at, started_by, arrive_at, transport, presence, presence_at, sealed) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $6, $11)`,
		id, file.ID, a.bed, a.house, a.people, tx.Now(), actor.Account, a.at, a.transport, Expected, sealed); err != nil {
		return "", err
	}
	house, err := loadHouse(ctx, tx, a.house)
	if err != nil {
		return "", err
	}
	file.State = Housed
	if err := room.settle(ctx, tx, actor, file, house, outcomeHoused); err != nil {
		return "", err
	}
	if file.Case != "" {
		if err := casefile.Note(ctx, tx, actor, file.Case, "A safe place was found"); err != nil {
			return "", err
		}
	}
	if err := room.tellKeepers(ctx, tx, house, "arrival "+string(id), "Somebody comes to your house", "Somebody is expected at a house that you look after. Sign in to see when, and what to have ready.\n\nThis message says nothing about the person."); err != nil {
		return "", err
	}
	return id, audit.Append(ctx, tx, actor, audit.Entry{Action: "begin-stay", Category: audit.Alteration, Case: file.Case, Subject: "stay " + string(id), Change: map[string]any{"bed": a.bed, "people": a.people}})
}

// settle makes a house the place where somebody lives from now on: their place is
// sealed with it, they can be found by those who must be kept from them, and they
// wait and are met elsewhere no more.
func (room *Room) settle(ctx context.Context, tx *db.Tx, actor account.Actor, file File, house House, outcome string) error {
	if err := setState(ctx, tx, file.ID, Housed); err != nil {
		return err
	}
	if err := calm(ctx, tx, file.ID); err != nil {
		return err
	}
	if err := endRequest(ctx, tx, file.ID, outcome); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE outreach SET ended_at = $2, version = version + 1 WHERE file_id = $1 AND ended_at IS NULL`, file.ID, tx.Now()); err != nil {
		return err
	}
	if err := room.reindex(ctx, tx, file); err != nil || file.Case == "" {
		return err
	}
	return room.House(ctx, tx, actor, file.Case, house.Place)
}

// tellKeepers writes to those who look after a house.
func (room *Room) tellKeepers(ctx context.Context, tx *db.Tx, house House, key, subject, body string) error {
	keepers, err := room.Keepers(ctx, tx, house.Place)
	if err != nil {
		return err
	}
	for _, keeper := range keepers {
		if err := tellOne(ctx, tx, keeper.Account, key, subject, body); err != nil {
			return err
		}
	}
	return nil
}

// stay reads a stay with its file, for an actor who may do an action on it.
func (room *Room) stay(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID) (Stay, File, error) {
	var of db.ID
	if _, err := tx.Row(ctx, `SELECT file_id FROM stay WHERE id = $1`, []any{id}, &of); err != nil {
		return Stay{}, File{}, err
	}
	file, err := room.reach(ctx, tx, actor, action, of)
	if err != nil {
		return Stay{}, file, err
	}
	current, lives, err := stayOf(ctx, tx, file)
	if err == nil && (!lives || current.ID != id) {
		err = fault.Refuse("This stay has ended")
	}
	if err == nil && !isDesk(actor, file.Desk) {
		err = room.runs(ctx, tx, actor, current.House)
	}
	return current, file, err
}

// DayForm says where somebody is.
type DayForm struct {
	Version  int64       `json:"version"`
	Presence string      `json:"presence" enum:"in,out,overnight,not-seen"`
	Back     form.Moment `json:"back,omitzero" doc:"When they are expected back, where they are out"`
	Words    string      `json:"words,omitempty"`
}

var dayQuestions = func() []form.Question[DayForm] {
	back := form.MomentQuestions("back", "If they are out, on which day are they back?", "At what time?", "", func(f *DayForm) *form.Moment { return &f.Back })
	questions := []form.Question[DayForm]{{Name: "presence", Label: "Where are they?", Kind: form.Radios, Options: presences[1:].Options(), Required: "Choose where they are", Bind: func(f *DayForm) any { return &f.Presence }}}
	return append(append(questions, back...), form.Question[DayForm]{Name: "words", Label: "What was agreed, or seen?", Hint: "Sealed. Not where they are gone", Noun: "What was agreed", Kind: form.Story, MaxLength: 500, Rows: 2, Bind: func(f *DayForm) any { return &f.Words }})
}()

// RecordDay records where somebody is. That they were not seen is told at once to
// the desk, to who supports them and to who watches over danger.
func (room *Room) RecordDay(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f DayForm) error {
	stay, file, err := room.stay(ctx, tx, actor, access.KeepHouseDay, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, dayQuestions)...); err != nil {
		return err
	}
	var back time.Time
	if f.Back.On.Valid() && (f.Presence == Out || f.Presence == Overnight) {
		at, ok := f.Back.Instant()
		if !ok || !at.After(tx.Now()) {
			return fault.Wrong("back-time", "Enter a time that is still to come, such as 22:00")
		}
		back = at
	}
	if f.Presence == Overnight && back.IsZero() {
		return fault.Wrong("back", "Enter when they are expected back: that is what was agreed")
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE stay SET version = version + 1 WHERE id = $1 AND version = $2`, id, f.Version)); err != nil {
		return err
	}
	return room.setPresence(ctx, tx, actor, file, stay, f.Presence, back, f.Words)
}

// setPresence stores where somebody is, day by day, and tells whom it concerns
// where they were not seen.
func (room *Room) setPresence(ctx context.Context, tx *db.Tx, actor account.Actor, file File, stay Stay, presence string, back time.Time, words string) error {
	entry := tx.NewID()
	var sealed []byte
	if words != "" {
		var err error
		if sealed, err = casefile.SealRow(ctx, tx, file.owner(), sealedDay, entry, words); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `INSERT INTO stay_day (id, stay_id, presence, at, back_at, sealed, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $4, $7)`, entry, stay.ID, presence, tx.Now(), back, sealed, actor.Account); err != nil {
		return err
	}
	arrived := stay.Arrived
	if arrived.IsZero() && presence == In {
		arrived = tx.Now()
	}
	var told time.Time
	if presence == NotSeen {
		told = tx.Now()
	}
	if _, err := tx.Exec(ctx, `UPDATE stay SET presence = $2, presence_at = $3, back_at = $4, told_at = $5, arrived_at = $6 WHERE id = $1`, stay.ID, presence, tx.Now(), back, told, arrived); err != nil {
		return err
	}
	if presence == NotSeen && stay.Told.IsZero() {
		if err := room.tellNotSeen(ctx, tx, actor, file, stay); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "record-presence", Category: audit.Collection, Case: file.Case, Subject: "stay " + string(stay.ID), Change: map[string]string{"before": stay.Presence, "after": presence}})
}

func (room *Room) tellNotSeen(ctx context.Context, tx *db.Tx, actor account.Actor, file File, stay Stay) error {
	key := "not-seen " + string(stay.ID) + " " + string(tx.NewID())
	const subject, body = "Somebody in a safe house has not been seen", "Somebody was not seen when they were expected. Sign in now: look for them, and report them missing if you cannot find them.\n\nThis message does not say who it is."
	if err := tell(ctx, tx, file.Desk, key, subject, body, nil, account.AccommodationDesk); err != nil {
		return err
	}
	if err := tellWorker(ctx, tx, file, key+" worker", subject, body); err != nil {
		return err
	}
	if file.Case == "" {
		return nil
	}
	since := stay.PresenceAt
	for _, told := range room.NotSeen {
		if err := told(ctx, tx, actor, file.Case, file.Agency, since); err != nil {
			return err
		}
	}
	return nil
}
