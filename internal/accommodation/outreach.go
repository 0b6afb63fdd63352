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

// Meetings is how somebody is met who is supported where they live.
type Meetings struct {
	Version int64
	Every   int // days
	Next    time.Time
	Met     time.Time
	Missed  int // one after the other
	Safe
	Ended time.Time
}

// Safe is what is sealed of where somebody is met.
type Safe struct {
	Place   string `json:"place" doc:"Where it is safe to meet: a library, a café; not where they live"`
	Sign    string `json:"sign,omitempty" doc:"How they say that it is not safe to talk"`
	Never   string `json:"never,omitempty" doc:"What is never to be done: call, write, come to the door"`
	Company string `json:"company,omitempty" doc:"Who may be there: an interpreter, a friend"`
}

// Meeting is one time that somebody was met, or was not.
type Meeting struct {
	ID    db.ID
	How   string
	At    time.Time
	Safe  bool
	Words string // sealed
	By    string
}

// The ways of a meeting.
const (
	met        = "met"
	spoke      = "spoke"
	notThere   = "not-there"
	calledOff  = "called-off"
	missedMost = 2 // after so many the desk and the manager are told
)

var meetingKinds = form.Codes{{met, "We met"}, {spoke, "We spoke by telephone"}, {notThere, "They did not come, and could not be reached"}, {calledOff, "Called off, and another time was agreed"}}

// HowWords is how they were met, a catalogue source.
func (m Meeting) HowWords() string { return meetingKinds.Words(m.How) }

// MeetingsForm plans how somebody is met.
type MeetingsForm struct {
	Version int64       `json:"version,omitempty"`
	Every   int         `json:"every" doc:"Days between meetings"`
	Next    form.Moment `json:"next"`
	Safe
}

var meetingsQuestions = append([]form.Question[MeetingsForm]{
	{Name: "place", Label: "Where is it safe to meet?", Hint: "A library, a café, a church. Not where they live. Sealed", Noun: "Safe place to meet", Kind: form.Text, MaxLength: 200, Required: "Enter where it is safe to meet", Bind: func(f *MeetingsForm) any { return &f.Place }},
	{Name: "sign", Label: "How do they say that it is not safe to talk?", Hint: "A word, or what they wear. Sealed", Noun: "Sign that it is not safe", Kind: form.Text, MaxLength: 200, Bind: func(f *MeetingsForm) any { return &f.Sign }},
	{Name: "never", Label: "What must you never do?", Hint: "Such as call in the evening. Sealed", Noun: "What never to do", Kind: form.Text, MaxLength: 200, Bind: func(f *MeetingsForm) any { return &f.Never }},
	{Name: "company", Label: "Who may be there?", Hint: "Such as an interpreter who is a woman. Sealed", Noun: "Who may be there", Kind: form.Text, MaxLength: 200, Bind: func(f *MeetingsForm) any { return &f.Company }},
	{Name: "every", Label: "How many days from one meeting to the next?", Noun: "Number of days", Kind: form.Number, Min: 1, Max: 90, Required: "Enter how many days from one meeting to the next", Bind: func(f *MeetingsForm) any { return &f.Every }},
}, form.MomentQuestions("next", "When do you meet next?", "At what time?", "Enter when you meet next", func(f *MeetingsForm) *form.Moment { return &f.Next })...)

// Plan plans how somebody is met who is supported where they live.
func (room *Room) Plan(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f MeetingsForm) error {
	file, err := room.reach(ctx, tx, actor, access.KeepOutreach, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, meetingsQuestions)...); err != nil {
		return err
	}
	if file.State != Outreach && file.State != Waiting {
		return fault.Refuse("They have a place in a house, or are supported no more")
	}
	next, ok := f.Next.Instant()
	if !ok || !next.After(tx.Now()) {
		return fault.Wrong("next", "The day and time must be in the future")
	}
	sealed, err := casefile.SealRow(ctx, tx, file.owner(), sealedOutreach, id, f.Safe)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `INSERT INTO outreach (file_id, version, every_days, next_at, missed, sealed, began_at) VALUES ($1, 1, $2, $3, 0, $4, $5)
		ON CONFLICT (file_id) DO UPDATE SET version = outreach.version + 1, every_days = excluded.every_days, next_at = excluded.next_at, sealed = excluded.sealed, ended_at = NULL WHERE outreach.version = $6`,
		id, f.Every, next, sealed, tx.Now(), f.Version)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "plan-outreach", Category: audit.Alteration, Case: file.Case, Subject: "accommodation " + string(id), Change: map[string]any{"every": f.Every}})
}

// MeetingForm records a meeting.
type MeetingForm struct {
	Version int64       `json:"version"`
	How     string      `json:"how" enum:"met,spoke,not-there,called-off"`
	At      form.Moment `json:"at"`
	Safe    *bool       `json:"safe" doc:"Whether they are safe where they live, as far as you could see"`
	Words   string      `json:"words,omitempty"`
	Next    form.Moment `json:"next,omitzero" doc:"When you meet next; empty for as often as planned"`
}

var meetingQuestions = append(append(append([]form.Question[MeetingForm]{
	{Name: "how", Label: "Did you meet?", Kind: form.Radios, Options: meetingKinds.Options(), Required: "Choose whether you met", Bind: func(f *MeetingForm) any { return &f.How }},
}, form.MomentQuestions("at", "On which day?", "At what time?", "Enter the day", func(f *MeetingForm) *form.Moment { return &f.At })...),
	form.Question[MeetingForm]{Name: "safe", Label: "Are they safe where they live, as far as you could see?", Kind: form.YesNo, Conditional: true, Bind: func(f *MeetingForm) any { return &f.Safe }, Check: func(f *MeetingForm) []fault.Field {
		if (f.How == met || f.How == spoke) && f.Safe == nil {
			return form.Say("Choose yes if they are safe where they live")
		}
		return nil
	}},
	form.Question[MeetingForm]{Name: "words", Label: "What did you see and hear?", Hint: "Their own words where you can. Sealed", Noun: "What you saw and heard", Kind: form.Story, MaxLength: 3000, Rows: 4, Bind: func(f *MeetingForm) any { return &f.Words }},
), form.MomentQuestions("next", "When do you meet next, if not as planned?", "At what time?", "", func(f *MeetingForm) *form.Moment { return &f.Next })...)

// Meet records a meeting, and when the next one is. Somebody who twice did not
// come and could not be reached is told of at once; so is somebody who is not safe
// where they live.
func (room *Room) Meet(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f MeetingForm) error {
	file, err := room.reach(ctx, tx, actor, access.KeepOutreach, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, meetingQuestions)...); err != nil {
		return err
	}
	plan, planned, err := meetingsOf(ctx, tx, file)
	if err != nil {
		return err
	}
	if !planned {
		return fault.Refuse("Plan how you meet first")
	}
	at, err := f.At.Past("at-time", tx.Now())
	if err != nil {
		return err
	}
	next := at.Add(time.Duration(plan.Every) * 24 * time.Hour)
	if f.Next.On.Valid() {
		var ok bool
		if next, ok = f.Next.Instant(); !ok || !next.After(at) {
			return fault.Wrong("next-time", "Enter a day and time after this meeting")
		}
	}
	missed, lastMet := plan.Missed, plan.Met
	switch f.How {
	case met, spoke:
		missed, lastMet = 0, at
	case notThere:
		missed++
	}
	visit := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, file.owner(), sealedVisit, visit, f.Words)
	if err != nil {
		return err
	}
	safe := f.Safe == nil || *f.Safe
	if _, err := tx.Exec(ctx, `INSERT INTO outreach_visit (id, file_id, how, at, safe, sealed, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, visit, id, f.How, at, safe, sealed, tx.Now(), actor.Account); err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE outreach SET version = version + 1, next_at = $3, met_at = $4, missed = $5 WHERE file_id = $1 AND version = $2`, id, f.Version, next, lastMet, missed)); err != nil {
		return err
	}
	if missed >= missedMost || !safe {
		if err := room.tellOutreach(ctx, tx, actor, file, visit, safe, lastMet); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "record-meeting", Category: audit.Collection, Case: file.Case, Subject: "accommodation " + string(id), Change: map[string]any{"how": f.How, "missed": missed, "safe": safe}})
}

func (room *Room) tellOutreach(ctx context.Context, tx *db.Tx, actor account.Actor, file File, visit db.ID, safe bool, since time.Time) error {
	subject, body := "Somebody whom you support could not be met twice", "Somebody did not come to two meetings and could not be reached. Sign in now, and report them missing if you cannot find them.\n\nThis message does not say who it is."
	if !safe {
		subject, body = "Somebody whom you support is not safe where they live", "Somebody who is supported where they live is not safe there. Sign in to read it, and ask for a safe place if they want one.\n\nThis message does not say who it is."
	}
	if err := tell(ctx, tx, file.Agency, "outreach "+string(visit), subject, body, nil, account.SupportManager); err != nil {
		return err
	}
	if !safe || file.Case == "" {
		return nil
	}
	for _, told := range room.NotSeen {
		if err := told(ctx, tx, actor, file.Case, file.Agency, since); err != nil {
			return err
		}
	}
	return nil
}

// meetingsOf is how somebody is met; false where it is not planned.
func meetingsOf(ctx context.Context, tx *db.Tx, f File) (m Meetings, found bool, err error) {
	var sealed []byte
	found, err = tx.Row(ctx, `SELECT version, every_days, next_at, met_at, missed, sealed, ended_at FROM outreach WHERE file_id = $1`, []any{f.ID},
		&m.Version, &m.Every, db.Instant(&m.Next), db.Instant(&m.Met), &m.Missed, &sealed, db.Instant(&m.Ended))
	if err != nil || !found {
		return m, false, err
	}
	return m, true, casefile.OpenRow(ctx, tx, sealed, f.owner(), sealedOutreach, f.ID, &m.Safe)
}

// meetings are the times that somebody was met, the latest first.
func meetings(ctx context.Context, tx *db.Tx, f File) ([]Meeting, error) {
	return db.All(ctx, tx, `SELECT v.id, v.how, v.at, v.safe, v.sealed, coalesce(a.name, '') FROM outreach_visit v LEFT JOIN account a ON a.id = v.recorded_by WHERE v.file_id = $1 ORDER BY v.at DESC, v.id DESC LIMIT 100`, []any{f.ID},
		func(m *Meeting, scan func(...any) error) error {
			var sealed []byte
			if err := scan(&m.ID, &m.How, db.Instant(&m.At), &m.Safe, &sealed, &m.By); err != nil {
				return err
			}
			return casefile.OpenRow(ctx, tx, sealed, f.owner(), sealedVisit, m.ID, &m.Words)
		})
}
