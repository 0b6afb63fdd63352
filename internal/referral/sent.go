package referral

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// Sent is a referral as those who sent it may read it again.
type Sent struct {
	Case      db.ID
	Reference string
	Received  time.Time
	Stage     string
	Version   int64
	GroupedAs string // the reference of the family or group, or ""
	Submission
	Evidence []casefile.Attachment
	Tasks    []casefile.Task
}

// Look reads a referral that the actor's agency sent, after recording that it
// was looked at and why. What cannot be recorded is not shown.
func (room *Room) Look(ctx context.Context, actor account.Actor, id db.ID, why string) (*Sent, error) {
	if err := room.record(ctx, actor, id, "read-referral", "referral "+string(id), why); err != nil {
		return nil, err
	}
	var sent *Sent
	err := room.DB.Read(ctx, func(tx *db.Tx) (err error) {
		sent, err = room.load(ctx, tx, actor, id)
		return err
	})
	return sent, err
}

// record appends a look to the history of a case that the actor may read.
func (room *Room) record(ctx context.Context, actor account.Actor, id db.ID, action, subject, why string) error {
	return room.DB.Write(ctx, func(tx *db.Tx) error {
		if err := access.Case(ctx, tx, actor, access.ReadReferral, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, actor, audit.Entry{Action: action, Category: audit.Consultation, Case: id, Subject: subject, Why: why})
	})
}

// load reads a referral of the actor's agency.
func (room *Room) load(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (*Sent, error) {
	file, err := casefile.Load(ctx, tx, actor, id)
	if err != nil {
		return nil, err
	}
	sent := &Sent{Case: id, Reference: file.Reference, Stage: file.Stage, Version: file.Version}
	found, err := readReferral(ctx, tx, actor, id, sent)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.Missing()
	}
	consents := sent.Record.Consents
	sent.Record = file.Record
	sent.Record.Consents = consents
	if sent.Evidence, err = casefile.Files(ctx, tx, id); err != nil {
		return nil, err
	}
	tasks, err := casefile.Tasks(ctx, tx, id)
	for _, task := range tasks {
		if task.Agency == actor.Agency && task.Kind == TaskLocalAuthority && !task.Done {
			sent.Tasks = append(sent.Tasks, task)
		}
	}
	return sent, err
}

// LookAtNotice reads a notification that the actor's agency sent, after
// recording that it was looked at.
func (room *Room) LookAtNotice(ctx context.Context, actor account.Actor, id db.ID, why string) (SentNotice, error) {
	var notice SentNotice
	err := room.DB.Write(ctx, func(tx *db.Tx) error {
		if err := access.Role(actor, access.WriteReferral); err != nil {
			return err
		}
		found, err := noticeExists(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if !found {
			return fault.Missing()
		}
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "read-notification", Category: audit.Consultation,
			Subject: "notification " + string(id), Why: why})
	})
	if err != nil {
		return notice, err
	}
	err = room.DB.Read(ctx, func(tx *db.Tx) error {
		var found bool
		if notice, found, err = loadNotice(ctx, tx, actor, id); err == nil && !found {
			err = fault.Missing()
		}
		return err
	})
	return notice, err
}

// Another begins a draft of another person of the same family or group, with
// the answers that are the same for both: who reports, from where, and where
// and when it happened. Nothing about the first person goes with it.
func (room *Room) Another(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, kind string) (*Draft, error) {
	if err := access.Case(ctx, tx, actor, access.ReadReferral, id); err != nil {
		return nil, err
	}
	sent, err := room.load(ctx, tx, actor, id)
	if err != nil {
		return nil, err
	}
	if kind != casefile.FamilyGroup && kind != casefile.TogetherGroup {
		return nil, fault.Wrong("kind", "Choose whether they are family, or were found together")
	}
	group, err := casefile.JoinGroup(ctx, tx, id, kind)
	if err != nil {
		return nil, err
	}
	if err := casefile.Note(ctx, tx, actor, id, "Another person of the same family or group is being referred"); err != nil {
		return nil, err
	}
	return room.StartDraft(ctx, tx, actor, sharedAnswers(&sent.Submission, group))
}

// sharedAnswers are those that people of one family or group have in common.
func sharedAnswers(s *Submission, group string) Submission {
	shared := Submission{
		SenderReference: s.SenderReference, Organisation: s.Organisation, Jurisdiction: s.Jurisdiction,
		SeveralSituations: s.SeveralSituations, TakenSomewhere: s.TakenSomewhere, Where: s.Where, ExploitersKnown: s.ExploitersKnown,
		ExploitersInUK: s.ExploitersInUK, OtherVictims: Yes, ReportedToPolice: s.ReportedToPolice,
		Referrer: s.Referrer, Deputy: s.Deputy, Group: group,
	}
	for _, episode := range s.Record.Episodes {
		episode.Detail = "" // told of the first person
		shared.Record.Episodes = append(shared.Record.Episodes, episode)
	}
	shared.Record.Actors = s.Record.Actors
	for _, reference := range s.Record.References {
		if reference.Kind == "crime" || reference.Kind == "incident" {
			shared.Record.References = append(shared.Record.References, reference)
		}
	}
	if len(shared.Record.References) > 0 {
		shared.HasReferences = Yes
	}
	return shared
}

// FinishTask marks a task of the actor's agency on a referral as done.
func (room *Room) FinishTask(ctx context.Context, tx *db.Tx, actor account.Actor, id, task db.ID) error {
	sent, err := room.load(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	for _, open := range sent.Tasks {
		if open.ID == task {
			if _, err := casefile.FinishTask(ctx, tx, actor, id, task); err != nil {
				return err
			}
			return audit.Append(ctx, tx, actor, audit.Entry{Action: "finish-task", Category: audit.Alteration, Case: id, Subject: "task " + string(task)})
		}
	}
	return fault.Missing()
}

// stageWords say how far a case is, as a first responder needs to know.
var stageWords = map[string]string{
	"":                            "Received",
	"received":                    "Received",
	"awaiting-reasonable-grounds": "Waiting for a reasonable grounds decision",
	"reasonable-grounds-negative": "Negative reasonable grounds decision",
	"recovery":                    "Positive reasonable grounds decision",
	"conclusive-grounds-positive": "Positive conclusive grounds decision",
	"conclusive-grounds-negative": "Negative conclusive grounds decision",
	"suspended":                   "Suspended",
	"withdrawn":                   "Withdrawn",
	"disqualified":                "Disqualified",
	"closed":                      "Closed",
}

// StageWords gives a stage in words, a catalogue source.
func StageWords(stage string) string {
	if words := stageWords[stage]; words != "" {
		return words
	}
	return "With the competent authority"
}
