package statistics

import (
	"context"
	"strconv"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// Room is the floor of tables over all rooms.
type Room struct{ DB *db.Database }

// offered are the measures whose tables the store has.
func offered(ctx context.Context, tx *db.Tx) ([]Measure, error) {
	made := map[string]bool{}
	err := tx.Each(ctx, `SELECT name FROM migration`, nil, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		made[name] = true
		return err
	})
	var list []Measure
	for _, m := range all {
		if made[m.Store] {
			list = append(list, m)
		}
	}
	return list, err
}

// measure finds a measure that is offered; others are missing.
func measure(ctx context.Context, tx *db.Tx, code string) (Measure, error) {
	list, err := offered(ctx, tx)
	if err != nil {
		return Measure{}, err
	}
	for _, m := range list {
		if m.Code == code {
			return m, nil
		}
	}
	return Measure{}, fault.Missing()
}

// hides reports whether a reader sees all providers, with small numbers hidden;
// else they see their own, in full.
func hides(actor account.Actor) bool { return actor.Has(account.Commissioner) }

// DayFor is the day for which a table is counted. Who compares providers gets
// whole months: two days in a row would tell what happened between them.
func DayFor(actor account.Actor, asked civil.Day, today civil.Day) civil.Day {
	if asked.IsZero() || asked.After(today) {
		asked = today
	}
	if hides(actor) {
		first := civil.Day{Year: asked.Year, Month: asked.Month, Day: 1}
		if last := first.AddMonths(1).Add(-1); !last.After(today) {
			return last
		}
		return first.Add(-1)
	}
	return asked
}

// Count counts a measure as the actor may see it.
func Count(ctx context.Context, tx *db.Tx, actor account.Actor, code string, on civil.Day) (Table, error) {
	if err := access.Role(actor, access.ReadStatistics); err != nil {
		return Table{}, err
	}
	m, err := measure(ctx, tx, code)
	if err != nil {
		return Table{}, err
	}
	args := m.Args(on, tx.Now())
	query := `SELECT a.id, a.name, x.code, count(*) FROM (` + m.Rows + `) x JOIN agency a ON a.id = x.agency`
	if !hides(actor) {
		args = append(args, actor.Agency)
		query += ` WHERE x.agency = $` + strconv.Itoa(len(args))
	}
	counts, err := db.All(ctx, tx, query+` GROUP BY a.id, a.name, x.code ORDER BY a.name, a.id`, args, func(c *counted, scan func(...any) error) error {
		return scan(&c.Agency, &c.Name, &c.Code, &c.N)
	})
	return tableOf(m, counts, hides(actor)), err
}

// Person is somebody behind a number.
type Person struct {
	Case      db.ID
	Reference string
	Name      string
}

// mostPeople is how many people one list shows.
const mostPeople = 200

// People lists who stands behind a number of the actor's own provider, as far as
// they may see them; unseen is how many more there are.
func People(ctx context.Context, tx *db.Tx, actor account.Actor, code, column string, on civil.Day) (people []Person, m Measure, unseen int, err error) {
	if err := access.Role(actor, access.DrillStatistics); err != nil {
		return nil, m, 0, err
	}
	if m, err = measure(ctx, tx, code); err != nil {
		return nil, m, 0, err
	}
	if _, known := m.column(column); !known {
		return nil, m, 0, fault.Missing()
	}
	args := append(m.Args(on, tx.Now()), actor.Agency, column)
	mine := ` FROM (` + m.Rows + `) x WHERE x.agency = $` + strconv.Itoa(len(args)-1) + ` AND x.code = $` + strconv.Itoa(len(args))
	if _, err = tx.Row(ctx, `SELECT count(DISTINCT x.person)`+mine, args, &unseen); err != nil {
		return nil, m, 0, err
	}
	visible, more := access.Reachable(tx, actor, "c.id", access.Identity, len(args)+2)
	args = append(append(args, mostPeople), more...)
	people, err = db.All(ctx, tx, `SELECT c.id, c.reference FROM case_file c WHERE c.id IN (SELECT x.person`+mine+`) AND `+visible+` ORDER BY c.reference LIMIT $`+strconv.Itoa(len(args)-len(more)), args,
		func(p *Person, scan func(...any) error) error { return scan(&p.Case, &p.Reference) })
	return people, m, unseen - len(people), err
}
