package access

import (
	"context"
	"fmt"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// Case asks whether the actor may do an action to a case. A case out of reach
// is missing, exactly like one that does not exist; a case within reach whose
// action the actor's role does not allow is refused. Anything unknown denies.
func Case(ctx context.Context, tx *db.Tx, actor account.Actor, action Action, caseID db.ID) error {
	granted, err := Granted(ctx, tx, actor, caseID)
	if err != nil {
		return err
	}
	return Decide(actor, action, granted)
}

// Decide is the decision on an action on a case of which the actor reaches the
// compartments given (see Granted): the policy and nothing else.
func Decide(actor account.Actor, action Action, granted Compartments) error {
	rule, ok := byAction[action]
	switch {
	case !ok || !rule.OnCase || rule.Compartments == 0:
		return fault.Missing()
	case !actor.Known():
		return &fault.Error{Code: fault.SignIn, Message: "Sign in to go on"}
	case rule.Or != "" && Decide(actor, rule.Or, granted) == nil:
		return nil
	case rule.Any && granted&rule.Compartments == 0, !rule.Any && granted&rule.Compartments != rule.Compartments:
		return fault.Missing()
	}
	return Role(actor, action)
}

// Granted gives the compartments of a case that the actor reaches: what is
// granted now to the actor, to a team that they are in, to a post that they are
// on duty at or to their agency, as far as an action of their roles needs it;
// nothing, where they, a team of theirs or their agency are denied the case. It
// asks the store even for no case at all (""), so that a room which looked for a
// thing in vain can take the way of one that is out of reach.
func Granted(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID) (Compartments, error) {
	ceiling := Ceiling(actor)
	if !actor.Known() {
		return 0, nil
	}
	var granted Compartments
	err := tx.Each(ctx, `SELECT v.compartments FROM case_grant v WHERE v.case_id = $1 AND `+live("v", 4)+` AND v.holder IN `+holders(2)+` AND `+undenied("v.case_id", 2),
		[]any{caseID, actor.Agency, actor.Account, tx.Now()},
		func(scan func(...any) error) error {
			var bits Compartments
			err := scan(&bits)
			granted |= bits
			return err
		})
	return granted & ceiling, err
}

// Visible is the condition that a query joins to return only cases of which the
// actor reaches all the compartments: a piece of SQL on the column that holds
// the case's identifier, whose placeholders start at $first, and its arguments.
// It is part of every query that returns rows about people. It asks of one case
// at a time, for lists that are read in an order and stop; see Reachable for
// lists of the little that somebody may see.
func Visible(tx *db.Tx, actor account.Actor, column string, compartments Compartments, first int) (string, []any) {
	if beyond(actor, compartments) {
		return "FALSE", nil
	}
	var conditions []string
	for _, part := range compartments.Each() {
		conditions = append(conditions, fmt.Sprintf(`EXISTS (SELECT 1 FROM case_grant v WHERE v.case_id = %s AND v.holder IN %s AND v.compartments & %d <> 0 AND %s)`,
			column, holders(first), part.Bit, live("v", first+2)))
	}
	return undeniedToo(tx, actor, column, first, conditions)
}

// Reachable is Visible for a query that begins with what the actor may see:
// people who see a few of very many cases. The two give the same rows.
func Reachable(tx *db.Tx, actor account.Actor, column string, compartments Compartments, first int) (string, []any) {
	if beyond(actor, compartments) {
		return "FALSE", nil
	}
	var conditions []string
	for _, part := range compartments.Each() {
		conditions = append(conditions, reached(column, part.Bit, first))
	}
	return undeniedToo(tx, actor, column, first, conditions)
}

// ReachableAny is Reachable for cases of which the actor reaches at least one of
// the compartments.
func ReachableAny(tx *db.Tx, actor account.Actor, column string, compartments Compartments, first int) (string, []any) {
	compartments &= Ceiling(actor)
	if beyond(actor, compartments) {
		return "FALSE", nil
	}
	return undeniedToo(tx, actor, column, first, []string{reached(column, compartments, first)})
}

// reached is the SQL condition that some of the compartments are granted, as a
// set of cases that the store can begin with.
func reached(column string, compartments Compartments, first int) string {
	return fmt.Sprintf(`%s IN (SELECT v.case_id FROM case_grant v WHERE v.holder IN %s AND v.compartments & %d <> 0 AND %s)`,
		column, holders(first), compartments, live("v", first+2))
}

func undeniedToo(tx *db.Tx, actor account.Actor, column string, first int, conditions []string) (string, []any) {
	return strings.Join(append(conditions, undenied(column, first)), " AND "), []any{actor.Agency, actor.Account, tx.Now()}
}

// beyond reports whether no grant could put the compartments within reach.
func beyond(actor account.Actor, compartments Compartments) bool {
	return !actor.Known() || compartments == 0 || compartments&^Ceiling(actor) != 0
}

// holders is the SQL set of those whose grants and denials are the actor's:
// their agency $first, themselves $first+1, and at the time $first+2 the teams
// of that agency that they are in and the posts of it that they are on duty at.
func holders(first int) string {
	return fmt.Sprintf(`(SELECT CAST($%[1]d AS TEXT) UNION ALL SELECT CAST($%[2]d AS TEXT)
		UNION ALL SELECT m.team_id FROM team_member m JOIN team t ON t.id = m.team_id
			WHERE m.account_id = $%[2]d AND t.agency_id = $%[1]d AND t.closed_at IS NULL AND %[3]s
		UNION ALL SELECT s.post_id FROM duty_shift s JOIN duty_post p ON p.id = s.post_id
			WHERE s.account_id = $%[2]d AND p.agency_id = $%[1]d AND p.closed_at IS NULL AND %[4]s)`,
		first, first+1, live("m", first+2), live("s", first+2))
}

// live is the SQL condition that a row's time is now, at $now.
func live(alias string, now int) string {
	return fmt.Sprintf(`%[1]s.from_at <= $%[2]d AND (%[1]s.until_at IS NULL OR %[1]s.until_at > $%[2]d)`, alias, now)
}

// undenied is the SQL condition that the actor is not denied a case, nor a
// record that is joined with it: a denial is about the person.
func undenied(column string, first int) string {
	return fmt.Sprintf(`NOT EXISTS (SELECT 1 FROM case_denial n WHERE n.case_id = %[1]s AND n.holder IN %[2]s AND %[3]s)
		AND NOT EXISTS (SELECT 1 FROM case_person own JOIN case_person joined ON joined.leader = own.leader JOIN case_denial n ON n.case_id = joined.case_id
			WHERE own.case_id = %[1]s AND n.holder IN %[2]s AND %[3]s)`, column, holders(first), live("n", first+2))
}
