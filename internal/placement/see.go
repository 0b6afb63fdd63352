package placement

import (
	"context"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// askable gives the file and the stay whose address the actor may ask to see,
// with the policy for them.
func (room *Room) askable(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (File, Placement, sightPolicy, error) {
	if err := access.Case(ctx, tx, actor, access.AskSight, id); err != nil {
		return File{}, Placement{}, sightPolicy{}, err
	}
	f, found, err := loadFile(ctx, tx, id)
	if err != nil {
		return f, Placement{}, sightPolicy{}, err
	}
	if !found {
		return f, Placement{}, sightPolicy{}, fault.Missing()
	}
	stays, err := placements(ctx, tx, id)
	if err != nil {
		return f, Placement{}, sightPolicy{}, err
	}
	stay, placed := now(stays)
	if !placed {
		return f, stay, sightPolicy{}, fault.Missing()
	}
	policy, err := sightRules(room.Rules, f.about(), f.Agency == actor.Agency && actor.Has(account.PlacementTeam), tx.Now())
	return f, stay, policy, err
}

// AskSight asks to see somebody's address, with a reason. Where the policy asks
// for no second person the sight is open at once; else it waits for an answer.
// The placement team is told in either case, and not about whom.
func (room *Room) AskSight(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f SightForm) (Sight, error) {
	file, stay, policy, err := room.askable(ctx, tx, actor, id)
	if err != nil {
		return Sight{}, err
	}
	if err := fault.Mend(form.Check(&f, sightQuestions(policy.Hours))...); err != nil {
		return Sight{}, err
	}
	s := Sight{ID: tx.NewID(), Case: id, Placement: stay.ID, Account: actor.Account, Agency: actor.Agency, Inside: !policy.Second, Reason: f.Reason, Words: f.Words,
		Hours: f.Hours, Rule: policy.Length.Ref(), Asked: tx.Now()}
	s.Inside = file.Agency == actor.Agency && actor.Has(account.PlacementTeam)
	if !policy.Second {
		s.Decided, s.DecidedBy, s.Agreed, s.From, s.Until = tx.Now(), actor.Account, true, tx.Now(), tx.Now().Add(time.Duration(f.Hours)*time.Hour)
	}
	if err := insertSight(ctx, tx, s); err != nil {
		return s, err
	}
	if policy.Second {
		err = tellTeam(ctx, tx, file.Agency, "sight-asked "+string(s.ID), "Somebody asks to see a sealed address",
			"{person} of {agency} asks to see an address that your team guards. Sign in to agree or to refuse.\n\nThis message does not say whose address it is.",
			[]any{"person", actor.Name, "agency", actor.AgencyName}, account.PlacementTeam)
	} else {
		err = room.tellOpened(ctx, tx, file.Agency, s, actor)
	}
	if err != nil {
		return s, err
	}
	return s, audit.Append(ctx, tx, actor, audit.Entry{Action: "ask-sight", Category: audit.Consultation, Case: id, Subject: "sight " + string(s.ID), Why: f.Reason,
		Change: map[string]any{"hours": f.Hours, "second": policy.Second, "rules": []string{policy.Length.Ref(), policy.Agreement.Ref()}}})
}

// tellOpened tells the placement team that an address can be seen.
func (room *Room) tellOpened(ctx context.Context, tx *db.Tx, agency db.ID, s Sight, actor account.Actor) error {
	return tellTeam(ctx, tx, agency, "sight-open "+string(s.ID), "A sealed address was opened to somebody",
		"{person} of {agency} can see an address that your team guards, until {until}. Sign in to see why, or to end it.\n\nThis message does not say whose address it is.",
		[]any{"person", actor.Name, "agency", actor.AgencyName, "until", moment(s.Until)}, account.PlacementTeam)
}

// AnswerSight agrees to a sight or refuses it, with a reason. Who asked cannot
// be who answers.
func (room *Room) AnswerSight(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, a SightAnswer) error {
	s, file, err := room.teamSight(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&a, answerQuestions(s.Hours))...); err != nil {
		return err
	}
	if s.Account == actor.Account {
		return fault.Refuse("You asked for this yourself. Somebody else in the team must answer")
	}
	if s.OfferedBy == actor.Account {
		return fault.Refuse("You offered this yourself. Somebody else in the team must answer")
	}
	if s.StateAt(tx.Now()) != SightWaiting {
		return fault.Stale(nil, nil)
	}
	asker, found, err := account.Load(ctx, tx, s.Account)
	if err != nil {
		return err
	}
	if !found && *a.Agree {
		return fault.Refuse("The person who is to see the address has no access any more")
	}
	policy, err := sightRules(room.Rules, file.about(), s.Inside, tx.Now())
	if err != nil {
		return err
	}
	hours := min(s.Hours, policy.Hours)
	if a.Hours > 0 {
		hours = min(hours, a.Hours)
	}
	sealed, err := casefile.SealRow(ctx, tx, s.Case, sealedAnswer, s.ID, a.Reason)
	if err != nil {
		return err
	}
	var from, until time.Time
	if *a.Agree {
		from, until = tx.Now(), tx.Now().Add(time.Duration(hours)*time.Hour)
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE sight SET decided_at = $2, decided_by = $3, agreed = $4, decision = $5, from_at = $6, until_at = $7
		WHERE id = $1 AND decided_at IS NULL AND ended_at IS NULL`, s.ID, tx.Now(), actor.Account, *a.Agree, sealed, from, until)); err != nil {
		return err
	}
	s.From, s.Until = from, until
	deed := "refuse-sight"
	if *a.Agree {
		deed = "agree-sight"
		if err := room.tellOpened(ctx, tx, file.Agency, s, asker); err != nil {
			return err
		}
	}
	if s.OfferedBy != "" {
		if err := room.tellOffered(ctx, tx, s, asker, *a.Agree); err != nil {
			return err
		}
	} else if found {
		if err := tellOne(ctx, tx, asker, "sight-answered "+string(s.ID), "Your request to see an address was answered", "Sign in to read the answer.\n\nThis message does not say whose address it is."); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: deed, Category: audit.Disclosure, Case: s.Case, Subject: "sight " + string(s.ID), Change: map[string]any{"hours": hours}})
}

// teamSight reads a sight that the actor's placement team may decide.
func (room *Room) teamSight(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Sight, File, error) {
	if err := access.Role(actor, access.DecideSight); err != nil {
		return Sight{}, File{}, err
	}
	s, _, err := loadSight(ctx, tx, id)
	if err != nil {
		return s, File{}, err
	}
	file, err := room.reach(ctx, tx, actor, access.DecideSight, s.Case)
	return s, file, err
}

// EndSight ends a sight early, or withdraws one that waits: the team any, others
// their own.
func (room *Room) EndSight(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	s, found, err := loadSight(ctx, tx, id)
	if err != nil {
		return err
	}
	if !found {
		return fault.Missing()
	}
	why := endedByThem
	offered := s.OfferedBy != "" && s.Decided.IsZero()
	if s.Account != actor.Account || offered {
		if s, _, err = room.teamSight(ctx, tx, actor, id); err != nil {
			return err
		}
		why = endedByTeam
	} else if err := access.Role(actor, access.AskSight); err != nil {
		return err
	}
	switch s.StateAt(tx.Now()) {
	case SightWaiting:
		if offered && s.OfferedBy == actor.Account {
			why = offerWithdrawn
			break
		}
		if why == endedByTeam {
			return fault.Refuse("Answer the request: agree or refuse")
		}
		why = withdrawnByThem
	case SightLive:
	default:
		return fault.Stale(nil, nil)
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE sight SET ended_at = $2, ended_by = $3, ended_why = $4 WHERE id = $1 AND ended_at IS NULL`, s.ID, tx.Now(), actor.Account, why)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-sight", Category: audit.Alteration, Case: s.Case, Subject: "sight " + string(s.ID), Why: why})
}

// Seen is an address as the page shows it, with the sight that allows it.
type Seen struct {
	Sight   Sight
	Address Address
	Kind    string
	At      time.Time
	Who     string
}

// Look opens the address of a live sight to the person whose sight it is, after
// recording that they looked. Anybody else, and a sight that is over, get the
// same answer as for a sight that never was.
func (room *Room) Look(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Seen, error) {
	if err := access.Role(actor, access.SeeAddress); err != nil {
		return Seen{}, err
	}
	s, found, err := loadSight(ctx, tx, id)
	if err != nil {
		return Seen{}, err
	}
	if !found || s.Account != actor.Account || s.Agency != actor.Agency || !s.LiveAt(tx.Now()) {
		return Seen{}, fault.Missing()
	}
	if err := access.Case(ctx, tx, actor, access.AskSight, s.Case); err != nil {
		return Seen{}, fault.Missing() // the case is not within their reach any more
	}
	var place db.ID
	var kind string
	found, err = tx.Row(ctx, `SELECT l.id, l.kind FROM placement p JOIN place l ON l.id = p.place_id WHERE p.id = $1 AND p.ended_at IS NULL`, []any{s.Placement}, &place, &kind)
	if err != nil {
		return Seen{}, err
	}
	if !found {
		return Seen{}, fault.Missing()
	}
	if _, err := tx.Exec(ctx, `UPDATE sight SET looks = looks + 1, looked_at = $2 WHERE id = $1`, s.ID, tx.Now()); err != nil {
		return Seen{}, err
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "see-address", Category: audit.Consultation, Case: s.Case, Subject: "sight " + string(s.ID), Why: s.Reason,
		Change: map[string]any{"look": s.Looks + 1}}); err != nil {
		return Seen{}, err
	}
	file, found, err := loadFile(ctx, tx, s.Case)
	if err != nil {
		return Seen{}, err
	}
	if !found {
		return Seen{}, fault.Missing()
	}
	if err := tellTeam(ctx, tx, file.Agency, fmt.Sprintf("sight-look %s %d", s.ID, s.Looks+1), "Somebody looked at a sealed address",
		"{person} of {agency} looked at an address that your team guards. Sign in to see why.\n\nThis message does not say whose address it is.",
		[]any{"person", actor.Name, "agency", actor.AgencyName}, account.PlacementTeam); err != nil {
		return Seen{}, err
	}
	address, err := openAddress(ctx, tx, place)
	return Seen{Sight: s, Address: address, Kind: placeKinds.Words(kind), At: tx.Now(), Who: actor.Name}, err
}
