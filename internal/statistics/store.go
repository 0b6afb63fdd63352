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

// own is the provider that a reader sees in full; "" where they manage none.
func own(actor account.Actor) db.ID {
	if actor.Has(account.SupportManager) {
		return actor.Agency
	}
	return ""
}

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
	return tableOf(m, counts, own(actor), hides(actor)), err
}

// Cell is one number of a table: whose, and of which column. An empty provider is
// all of them, an empty column the total.
type Cell struct {
	Provider db.ID
	Column   string
}

// find gives the number of a cell, and the name of its provider; what is hidden is
// as if it were not there.
func (t Table) find(cell Cell) (n Number, provider string, found bool) {
	for _, line := range t.Lines {
		for _, n := range line.Numbers {
			if line.Agency == cell.Provider && n.Code == cell.Column && !n.Hidden {
				return n, line.Name, true
			}
		}
	}
	return Number{}, "", false
}

// Person is somebody behind a number.
type Person struct {
	Case      db.ID
	Reference string
	Name      string
	// Times is how often the number counts them: some count lines, not people.
	Times int
}

// mostPeople is how many people one list shows.
const mostPeople = 200

// Behind is who stands behind a number: those whom it counts and whom the reader
// may see, the first of them by reference.
type Behind struct {
	Measure  Measure
	Provider string // "" for all
	Column   string // a catalogue source
	Number   Number
	People   []Person
	// Seen is how many people the reader may see, and Counted how much of the number
	// they are.
	Seen, Counted int
}

// Others is how much of the number is of people whom the reader may not see, or of
// no person at all. It follows from what the reader sees, so it tells nothing more.
func (b Behind) Others() int { return b.Number.N - b.Counted }

// People lists who stands behind a number of a table, as far as the reader may see
// them and what the number says of them. Behind a number that is hidden is nobody.
func People(ctx context.Context, tx *db.Tx, actor account.Actor, code string, cell Cell, on civil.Day) (Behind, error) {
	if err := access.Role(actor, access.DrillStatistics); err != nil {
		return Behind{}, err
	}
	t, err := Count(ctx, tx, actor, code, on)
	if err != nil {
		return Behind{}, err
	}
	n, provider, found := t.find(cell)
	if !found || t.Parts == 0 {
		return Behind{}, fault.Missing()
	}
	behind := Behind{Measure: t.Measure, Provider: provider, Column: "Total", Number: n}
	if column, known := t.column(cell.Column); known {
		behind.Column = column.Words
	}
	if cell.Provider == "" && !hides(actor) {
		cell.Provider = actor.Agency
	}
	args := append(t.Args(on, tx.Now()), cell.Provider, cell.Column)
	visible, more := access.Reachable(tx, actor, "c.id", t.Parts, len(args)+1)
	at := func(back int) string { return `$` + strconv.Itoa(len(args)-back) }
	query := `SELECT c.id, c.reference, count(*) FROM (` + t.Rows + `) x JOIN case_file c ON c.id = x.person
		WHERE (` + at(1) + ` = '' OR x.agency = ` + at(1) + `) AND (` + at(0) + ` = '' OR x.code = ` + at(0) + `) AND ` + visible + ` GROUP BY c.id, c.reference ORDER BY c.reference`
	behind.People, err = db.All(ctx, tx, query, append(args, more...), func(p *Person, scan func(...any) error) error {
		err := scan(&p.Case, &p.Reference, &p.Times)
		behind.Counted += p.Times
		return err
	})
	behind.Seen = len(behind.People)
	behind.People = behind.People[:min(behind.Seen, mostPeople)]
	return behind, err
}

// seen says for which cells of a table the reader may see somebody.
func seen(ctx context.Context, tx *db.Tx, actor account.Actor, t Table, on civil.Day) (map[Cell]bool, error) {
	found := map[Cell]bool{}
	if t.Parts == 0 || access.Role(actor, access.DrillStatistics) != nil {
		return found, nil
	}
	args := t.Args(on, tx.Now())
	visible, more := access.Reachable(tx, actor, "x.person", t.Parts, len(args)+1)
	err := tx.Each(ctx, `SELECT x.agency, x.code FROM (`+t.Rows+`) x WHERE `+visible+` GROUP BY x.agency, x.code`, append(args, more...), func(scan func(...any) error) error {
		var agency db.ID
		var code string
		if err := scan(&agency, &code); err != nil {
			return err
		}
		for _, cell := range []Cell{{agency, code}, {agency, ""}, {"", code}, {"", ""}} {
			found[cell] = true
		}
		return nil
	})
	return found, err
}
