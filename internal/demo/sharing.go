package demo

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/sharing"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/team"
)

// worker reads what is shared with a charity, and manages its accounts.
const worker = "amara.quist@harbourlight.example"

// addSharing makes teams and duty posts, shares with and without consent, a
// conflict of interest, a request that waits, and a case that was opened in an
// emergency and waits for its review.
func addSharing(ctx context.Context, d *db.Database, rules statute.Book) error {
	room, teams := &sharing.Room{DB: d, Rules: rules, Lists: reference.Default()}, &team.Room{DB: d}
	return d.Write(ctx, func(tx *db.Tx) error {
		helen, _, err := account.LoadByEmail(ctx, tx, manager)
		if err != nil {
			return err
		}
		amara, _, err := account.LoadByEmail(ctx, tx, worker)
		if err != nil {
			return err
		}
		helen.Via, amara.Via = account.Command, account.Command
		outreach, err := addTeams(ctx, tx, teams, helen, amara)
		if err != nil {
			return err
		}
		kept, err := keptCases(ctx, tx, helen)
		if err != nil || len(kept) < 5 {
			return err
		}
		today := civil.DayOf(tx.Now())
		parts := []string{"identity", "contact"}
		if _, err := room.RecordConsent(ctx, tx, helen, sharing.ConsentForm{Case: kept[0].id, Agency: amara.Agency, Purpose: "support", Compartments: parts, Given: "yes", How: "interpreter-telephone",
			Language: "sq", ExplainedBy: "Daniel Reeve", Said: "They may help me find a doctor and a course. They may telephone me in the morning.", On: today}); err != nil {
			return err
		}
		if _, err := room.Share(ctx, tx, helen, sharing.ShareForm{Case: kept[0].id, Agency: amara.Agency, To: "team:" + string(outreach), Compartments: parts, Purpose: "support",
			Basis: access.ByConsent, Until: today.Add(90), Reason: "Harbour Light supports the person in the recovery period."}); err != nil {
			return err
		}
		if _, err := room.Share(ctx, tx, helen, sharing.ShareForm{Case: kept[1].id, Agency: amara.Agency, To: "agency", Compartments: []string{"identity"}, Purpose: "safeguarding",
			Basis: "safeguarding-adult", Reason: "Staff of the drop-in must know whom to let in."}); err != nil {
			return err
		}
		if _, err := room.Deny(ctx, tx, helen, sharing.DenyForm{Case: kept[2].id, Agency: amara.Agency, To: "person:" + string(amara.Account),
			Reason: "The support worker is related to somebody named in the account."}); err != nil {
			return err
		}
		if _, err := room.Ask(ctx, tx, amara, sharing.AskForm{Reference: kept[3].reference, Purpose: "health", Basis: "health-care", Compartments: []string{"identity", "health"},
			Reason: "The person came to our clinic and asked us to find out what was decided on treatment."}); err != nil {
			return err
		}
		_, err = room.OpenEmergency(ctx, tx, amara, sharing.EmergencyForm{Reference: kept[4].reference,
			Reason: "The person telephoned from a station at night: somebody was following them, and nobody on duty could be reached."})
		return err
	})
}

// addTeams makes a team with a night desk in the charity, and a duty manager in
// the authority.
func addTeams(ctx context.Context, tx *db.Tx, teams *team.Room, helen, amara account.Actor) (db.ID, error) {
	outreach, err := teams.AddTeam(ctx, tx, amara, team.NameForm{Name: "Outreach", About: "Keeps in touch with people who live in the community"})
	if err != nil {
		return "", err
	}
	if _, err := teams.Join(ctx, tx, amara, team.JoinForm{Team: outreach, Person: amara.Account}); err != nil {
		return "", err
	}
	for _, post := range []struct {
		by          account.Actor
		form        team.NameForm
		from, until string
	}{{amara, team.NameForm{Name: "Night desk", About: "Answers the telephone when the office is closed", Team: outreach}, "18:00", "08:00"},
		{amara, team.NameForm{Name: "Day desk", About: "Answers the telephone while the office is open", Team: outreach}, "08:00", "18:00"},
		{helen, team.NameForm{Name: "Duty manager", About: "Decides what cannot wait until the morning"}, "18:00", "08:00"}} {
		id, err := teams.AddPost(ctx, tx, post.by, post.form)
		if err != nil {
			return "", err
		}
		// From yesterday, whose night may not be over; what is over is no shift.
		for ahead := -1; ahead < 7; ahead++ {
			form := team.ShiftForm{Post: id, Person: post.by.Account, On: civil.DayOf(tx.Now()).Add(ahead), From: post.from, Until: post.until}
			if _, err := teams.AddShift(ctx, tx, post.by, form); err != nil && ahead > 0 {
				return "", err
			}
		}
	}
	return outreach, nil
}

type keptCase struct {
	id        db.ID
	reference string
}

// keptCases are adults' cases that somebody decides on sharing of.
func keptCases(ctx context.Context, tx *db.Tx, actor account.Actor) ([]keptCase, error) {
	visible, more := access.Visible(tx, actor, "f.id", access.Sharing|access.Decision, 1)
	return db.All(ctx, tx, `SELECT f.id, f.reference FROM case_file f WHERE f.age_group = 'adult' AND f.closed_at IS NULL AND `+visible+` ORDER BY f.id LIMIT 5`, more,
		func(k *keptCase, scan func(...any) error) error { return scan(&k.id, &k.reference) })
}
