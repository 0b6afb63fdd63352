package casefile

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/job"
)

// IdentityChanged is the kind of job that follows a change of what tells who somebody
// is; its payload is the case. The room that compares records does it.
const IdentityChanged job.Kind = "identity-changed"

// Merge says that two case files are about one person. The follower points to
// the leader; both stay as they are, so that nothing is lost and the merge can
// be undone however much was recorded since.
type Merge struct {
	ID               db.ID
	Version          int64
	Leader, Follower db.ID
}

// Join stores a merge. Neither file may follow the other already, directly or
// through others, and the follower may follow nobody.
func Join(ctx context.Context, tx *db.Tx, actor account.Actor, leader, follower db.ID, sealed Sealed) (db.ID, error) {
	if leader == follower {
		return "", fault.Wrong("leader", "Choose two different records")
	}
	for at, steps := leader, 0; at != ""; steps++ {
		if at == follower || steps > mostMerged {
			return "", fault.Wrong("leader", "These two records are joined already")
		}
		var next db.ID
		if _, err := tx.Row(ctx, `SELECT leader FROM case_merge WHERE follower = $1 AND undone_at IS NULL`, []any{at}, &next); err != nil {
			return "", err
		}
		at = next
	}
	id := tx.NewID()
	added, err := tx.Exec(ctx, `INSERT INTO case_merge (id, leader, follower, version, sealed, made_at, made_by, agency_id) VALUES ($1, $2, $3, 1, $4, $5, $6, $7)
		ON CONFLICT (follower) WHERE undone_at IS NULL DO NOTHING`, id, leader, follower, []byte(sealed), tx.Now(), actor.Account, actor.Agency)
	if err != nil {
		return "", err
	}
	if added == 0 {
		return "", fault.Wrong("leader", "This record already follows another. Undo that first, or join the one that leads it")
	}
	return id, settlePeople(ctx, tx, leader, follower)
}

// mostMerged bounds how many records of one person can follow each other.
const mostMerged = 100

// Part ends a merge: both files are again as if it had never been.
func Part(ctx context.Context, tx *db.Tx, actor account.Actor, merge Merge, sealed Sealed) error {
	changed, err := tx.Exec(ctx, `UPDATE case_merge SET undone_at = $3, undone_by = $4, undone_sealed = $5, version = version + 1
		WHERE id = $1 AND version = $2 AND undone_at IS NULL`, merge.ID, merge.Version, tx.Now(), actor.Account, []byte(sealed))
	if err != nil {
		return err
	}
	if changed == 0 {
		return fault.Stale(nil, nil)
	}
	return settlePeople(ctx, tx, merge.Leader, merge.Follower)
}

// settlePeople works out anew who leads whom around some cases, from the merges
// that hold: so that the outcome depends on these alone and not on their order.
func settlePeople(ctx context.Context, tx *db.Tx, around ...db.ID) error {
	seen := map[db.ID]bool{}
	for _, id := range around {
		if seen[id] {
			continue
		}
		members, leader, err := mergedWith(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, member := range members {
			seen[member] = true
		}
		if err := settlePerson(ctx, tx, members, leader); err != nil {
			return err
		}
	}
	return nil
}

// mergedWith walks the merges that hold from a case: its members in order of
// identifier, and the one that follows nobody.
func mergedWith(ctx context.Context, tx *db.Tx, id db.ID) (members []db.ID, leader db.ID, err error) {
	found := map[db.ID]bool{id: true}
	follows := map[db.ID]bool{}
	for queue := []db.ID{id}; len(queue) > 0; queue = queue[1:] {
		err := tx.Each(ctx, `SELECT leader, follower FROM case_merge WHERE undone_at IS NULL AND (leader = $1 OR follower = $1)`, []any{queue[0]},
			func(scan func(...any) error) error {
				var lead, follower db.ID
				if err := scan(&lead, &follower); err != nil {
					return err
				}
				follows[follower] = true
				for _, other := range []db.ID{lead, follower} {
					if !found[other] {
						found[other] = true
						queue = append(queue, other)
					}
				}
				return nil
			})
		if err != nil {
			return nil, "", err
		}
	}
	for member := range found {
		members = append(members, member)
		if !follows[member] {
			leader = member
		}
	}
	slices.Sort(members)
	return members, leader, nil
}

// settlePerson stores who leads some records of one person, and which of their
// referrals is counted: the one that came first.
func settlePerson(ctx context.Context, tx *db.Tx, members []db.ID, leader db.ID) error {
	args := make([]any, len(members))
	for i, member := range members {
		args[i] = member
	}
	if _, err := tx.Exec(ctx, `DELETE FROM case_person WHERE case_id IN (`+db.Marks(1, len(args))+`)`, args...); err != nil || len(members) < 2 {
		return err
	}
	var first db.ID
	if _, err := tx.Row(ctx, `SELECT c.id FROM case_file c WHERE c.id IN (`+db.Marks(1, len(args))+`) ORDER BY c.opened_at, c.id LIMIT 1`, args, &first); err != nil {
		return err
	}
	rows := make([][]any, len(members))
	for i, member := range members {
		rows[i] = []any{member, leader, member == first}
	}
	return insertRows(ctx, tx, `case_person (case_id, leader, counted)`, rows, "")
}

// Member is one of the records of a person.
type Member struct {
	ID        db.ID
	Reference string
	Leads     bool
}

// Person lists the records that are joined with a case, itself among them, the
// leading one first: those within the actor's reach. A case that was never
// joined gives none.
func Person(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) ([]Member, error) {
	visible, more := access.Visible(tx, actor, "p.case_id", access.Identity, 2)
	members, err := db.All(ctx, tx, `SELECT p.case_id, c.reference, p.case_id = p.leader FROM case_person p JOIN case_file c ON c.id = p.case_id
		WHERE p.leader = (SELECT own.leader FROM case_person own WHERE own.case_id = $1) AND `+visible+`
		ORDER BY CASE WHEN p.case_id = p.leader THEN 0 ELSE 1 END, p.case_id`, append([]any{id}, more...),
		func(m *Member, scan func(...any) error) error { return scan(&m.ID, &m.Reference, &m.Leads) })
	return members, err
}

// Shown is the condition that keeps a record out of a list where the record
// that leads it is within the actor's reach, so that lists show one person once.
// It is used as access.Visible is, beside it.
func Shown(tx *db.Tx, actor account.Actor, column string, compartments access.Compartments, first int) (string, []any) {
	visible, args := access.Visible(tx, actor, "led.leader", compartments, first)
	return fmt.Sprintf(`NOT EXISTS (SELECT 1 FROM case_person led WHERE led.case_id = %s AND led.leader <> led.case_id AND %s)`, column, visible), args
}

// Leading puts in the place of each case the one that leads it, where the actor
// may see that one, each once and in the order of the first.
func Leading(ctx context.Context, tx *db.Tx, actor account.Actor, ids []db.ID, compartments access.Compartments) ([]db.ID, error) {
	if len(ids) == 0 {
		return ids, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	visible, more := access.Visible(tx, actor, "p.leader", compartments, len(args)+1)
	leads := map[db.ID]db.ID{}
	err := tx.Each(ctx, `SELECT p.case_id, p.leader FROM case_person p WHERE p.case_id IN (`+db.Marks(1, len(args))+`) AND `+visible, append(args, more...),
		func(scan func(...any) error) error {
			var id, leader db.ID
			err := scan(&id, &leader)
			leads[id] = leader
			return err
		})
	var kept []db.ID
	for _, id := range ids {
		if leader := leads[id]; leader != "" {
			id = leader
		}
		if !slices.Contains(kept, id) {
			kept = append(kept, id)
		}
	}
	return kept, err
}

// Sources lists the sources that say something about a person in a case, in
// the order in which they said it.
func Sources(ctx context.Context, tx *db.Tx, id db.ID) (string, error) {
	sources, err := db.All(ctx, tx, `SELECT DISTINCT source FROM fact WHERE case_id = $1 AND withdrawn_at IS NULL ORDER BY source`, []any{id},
		func(s *string, scan func(...any) error) error { return scan(s) })
	return strings.Join(sources, ", "), err
}
