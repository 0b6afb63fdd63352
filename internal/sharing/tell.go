package sharing

import (
	"context"
	"encoding/json"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
)

// The jobs of the room. Telling the agency that keeps a case is work for later,
// so that asking about a case that does not exist takes as long.
const (
	jobAsked  job.Kind = "access-asked"
	jobOpened job.Kind = "emergency-opened"
	jobLapse  job.Kind = "lapse-grants"
)

const lapseEvery = time.Hour

// Jobs says how the work of the room is done.
func (r *Room) Jobs(runner *job.Runner) {
	runner.Handle(jobAsked, tellAsked)
	runner.Handle(jobOpened, tellOpened)
	runner.Handle(jobLapse, lapse)
}

// Schedule makes sure that the recurring work is queued; where it is, nothing
// changes.
func (r *Room) Schedule(ctx context.Context, tx *db.Tx) error {
	return job.Enqueue(ctx, tx, jobLapse, "hourly", tx.Now(), tx.Now().Add(-lapseEvery))
}

// lapse tells of the grants that ran out since it was last done.
func lapse(ctx context.Context, tx *db.Tx, payload json.RawMessage) error {
	var since time.Time
	if err := json.Unmarshal(payload, &since); err != nil {
		return err
	}
	if err := access.Lapse(ctx, tx, since); err != nil {
		return err
	}
	return job.Enqueue(ctx, tx, jobLapse, "hourly", tx.Now().Add(lapseEvery), tx.Now())
}

func tellLater(ctx context.Context, tx *db.Tx, kind job.Kind, id db.ID) error {
	return job.Enqueue(ctx, tx, kind, string(kind)+" "+string(id), tx.Now(), id)
}

// tell sends one message to each of some people. It says nothing about anybody.
func tell(ctx context.Context, tx *db.Tx, people []account.Person, key, subject, body string) error {
	words := page.In(page.English)
	for _, person := range people {
		if person.Suspended || person.Email == "" {
			continue
		}
		if err := notify.Tell(ctx, tx, key+" "+string(person.ID), person.Email, words.Text(subject),
			words.Text(body)+"\n\n"+words.Text("This message says nothing about anybody, to keep people safe. Please do not reply to it.")); err != nil {
			return err
		}
	}
	return nil
}

func tellPerson(ctx context.Context, tx *db.Tx, person db.ID, key, subject, body string) error {
	actor, found, err := account.Load(ctx, tx, person)
	if err != nil || !found {
		return err
	}
	return tell(ctx, tx, []account.Person{{ID: actor.Account, Email: actor.Email}}, key, subject, body)
}

// tellShared tells those with whom a case was shared by name, team or post. A
// whole agency finds it in its list.
func (r *Room) tellShared(ctx context.Context, tx *db.Tx, actor account.Actor, grant access.Grant) error {
	const subject, body = "A case was shared with you", "A case was shared with you, or with a team or post of yours. Sign in and open “Shared” to see it."
	key := "case-shared " + string(grant.ID)
	switch kind, holder := grant.Holder(); kind {
	case access.ToPerson:
		return tellPerson(ctx, tx, holder, key, subject, body)
	case access.ToPost:
		people, err := account.OnDuty(ctx, tx, holder)
		if err != nil {
			return err
		}
		return tell(ctx, tx, people, key, subject, body)
	case access.ToTeam:
		members, err := account.Members(ctx, tx, holder)
		if err != nil {
			return err
		}
		var people []account.Person
		for _, member := range members {
			if member.Live(tx.Now()) {
				people = append(people, member.Person)
			}
		}
		return tell(ctx, tx, people, key, subject, body)
	}
	return nil
}

// keepersPeople are the managers of the agencies that keep a case and may see it.
func keepersPeople(ctx context.Context, tx *db.Tx, id db.ID) ([]account.Person, error) {
	agencies, err := keepers(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	var people []account.Person
	for _, agency := range agencies {
		managers, err := account.Colleagues(ctx, tx, agency, account.AuthorityManager)
		if err != nil {
			return nil, err
		}
		for _, manager := range managers {
			granted, err := access.Granted(ctx, tx, account.Actor{Account: manager.ID, Agency: agency, Roles: []account.Role{account.AuthorityManager}}, id)
			if err != nil {
				return nil, err
			}
			if granted&access.Sharing != 0 {
				people = append(people, manager)
			}
		}
	}
	return people, nil
}

func tellAsked(ctx context.Context, tx *db.Tx, payload json.RawMessage) error {
	var id db.ID
	if err := json.Unmarshal(payload, &id); err != nil {
		return err
	}
	found, err := askedWhere(ctx, tx, `r.id = $1 AND r.case_id IS NOT NULL`, id)
	if err != nil || len(found) == 0 {
		return err
	}
	people, err := keepersPeople(ctx, tx, found[0].Case)
	if err != nil {
		return err
	}
	return tell(ctx, tx, people, "access-asked "+string(id), "Somebody asks to see a case", "Somebody asks to see a case that your agency keeps. Sign in and open “Sharing” to answer.")
}

// tellOpened tells a second person that a case was opened in an emergency, or
// that somebody tried: the managers of who keeps it, and whoever manages the
// accounts of the agency of who opened it.
func tellOpened(ctx context.Context, tx *db.Tx, payload json.RawMessage) error {
	var id db.ID
	if err := json.Unmarshal(payload, &id); err != nil {
		return err
	}
	found, err := openedWhere(ctx, tx, `e.id = $1`, id)
	if err != nil || len(found) == 0 {
		return err
	}
	opener, known, err := account.Load(ctx, tx, found[0].Account)
	if err != nil {
		return err
	}
	if known {
		administrators, err := account.Colleagues(ctx, tx, opener.Agency, account.AgencyAdministrator)
		if err != nil {
			return err
		}
		if err := tell(ctx, tx, without(administrators, opener.Account), "emergency-own "+string(id), "Emergency access in your agency",
			"Somebody in your agency used emergency access to a case. If you did not know of it, ask them why today."); err != nil {
			return err
		}
	}
	if found[0].Case == "" {
		return nil
	}
	people, err := keepersPeople(ctx, tx, found[0].Case)
	if err != nil {
		return err
	}
	return tell(ctx, tx, without(people, found[0].Account), "emergency-opened "+string(id), "Emergency access to review",
		"Somebody used emergency access to a case that your agency keeps. Sign in and open “Emergencies” to review it.")
}

func without(people []account.Person, one db.ID) []account.Person {
	var rest []account.Person
	for _, person := range people {
		if person.ID != one {
			rest = append(rest, person)
		}
	}
	return rest
}
