package bench

import (
	"fmt"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/seal"
)

// places says of each table with sealed values which columns, beside the table's
// name, make the place for which a row is sealed.
var places = map[string][]string{
	"fact": {"id"}, "story": {"kind", "source"}, "episode": {"number"}, "episode_place": {"number", "place"}, "journey_leg": {"leg"},
	"actor": {"number"}, "indicator": {"code"}, "professional": {"number"}, "outside_reference": {"number"}, "contact": {"id"}, "consent": {"id"},
	"referral": nil, "case_step": {"number"}, "letter": {"number"},
}

// placeOf gives the place of a row of a table.
func placeOf(t table, values map[string]any) (string, error) {
	columns, known := places[t.name]
	if !known {
		return "", fmt.Errorf("the bench does not know for which place a row of %s is sealed", t.name)
	}
	var parts []any
	for _, column := range columns {
		parts = append(parts, values[column])
	}
	return casefile.Row(t.name, parts...), nil
}

// openedRow is a row of an original with its sealed value opened.
type openedRow struct {
	values map[string]any
	plain  []byte // nil where nothing was sealed
}

// reseal makes the rows of a table with sealed values for the whole copies: each
// value is opened with the key of the original and sealed with that of the copy.
func (m *multiplying) reseal(t table, key, condition string) {
	if m.err != nil {
		return
	}
	started := time.Now()
	originals, err := m.openRows(t, key, condition)
	if err != nil || len(originals) == 0 {
		m.err = err
		return
	}
	var columns []string
	for _, c := range t.columns {
		columns = append(columns, c.name)
	}
	total := 0
	for from := 0; from < len(m.copies) && m.err == nil; {
		var rows [][]any
		for ; from < len(m.copies) && len(rows) < 50_000; from++ {
			if !m.copies[from].whole {
				continue
			}
			made, err := m.copies[from].rowsOf(t, originals[string(m.originals[m.copies[from].original].id)])
			if err != nil {
				m.err = err
				return
			}
			rows = append(rows, made...)
		}
		m.load(t.name, columns, len(rows), func(n int) ([]any, error) { return rows[n], nil })
		total += len(rows)
	}
	if taken := time.Since(started); taken > 2*time.Second {
		m.say("population: %s rows of %s sealed anew in %s", thousands(int64(total)), t.name, shown(taken))
	}
}

// openRows reads the rows of the originals, by case.
func (m *multiplying) openRows(t table, key, condition string) (map[string][]openedRow, error) {
	keys, err := m.caseKeys()
	if err != nil {
		return nil, err
	}
	rows, err := m.conn.QueryContext(m.ctx, `SELECT `+strings.Join(t.asStored(), ", ")+` FROM `+t.name+` WHERE `+key+` IN (SELECT id FROM bench_original)`+condition)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[string][]openedRow{}
	for rows.Next() {
		row := openedRow{values: map[string]any{}}
		scanned := make([]any, len(t.columns))
		dest := make([]any, len(t.columns))
		for i := range scanned {
			dest[i] = &scanned[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		for i, c := range t.columns {
			row.values[c.name] = scanned[i]
			if text, isBytes := scanned[i].([]byte); isBytes && c.kind != "bytea" {
				row.values[c.name] = string(text)
			}
		}
		owner := fmt.Sprint(row.values[key])
		if sealed, _ := row.values["sealed"].([]byte); len(sealed) > 0 {
			place, err := placeOf(t, row.values)
			if err != nil {
				return nil, err
			}
			if row.plain, err = keys[owner].Open(place, sealed); err != nil {
				return nil, fmt.Errorf("%s: %w", place, err)
			}
		}
		found[owner] = append(found[owner], row)
	}
	return found, rows.Err()
}

// caseKeys unwraps the data keys of the originals.
func (m *multiplying) caseKeys() (map[string]*seal.Key, error) {
	return m.keysWhere(`owner IN (SELECT id FROM bench_original)`)
}

func (m *multiplying) keysWhere(condition string) (map[string]*seal.Key, error) {
	rows, err := m.conn.QueryContext(m.ctx, `SELECT owner, id, wrapped FROM data_key WHERE `+condition)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	keys := map[string]*seal.Key{}
	for rows.Next() {
		var owner string
		var id int64
		var wrapped []byte
		if err := rows.Scan(&owner, &id, &wrapped); err != nil {
			return nil, err
		}
		if keys[owner], err = seal.Unwrap(m.root, db.ID(owner), uint32(id), wrapped); err != nil {
			return nil, err
		}
	}
	return keys, rows.Err()
}

// rowsOf makes a copy's rows of those of its original: as copiedValue does in SQL.
func (c copied) rowsOf(t table, originals []openedRow) ([][]any, error) {
	key, err := c.key()
	if err != nil {
		return nil, err
	}
	var rows [][]any
	for _, original := range originals {
		values := map[string]any{}
		for name, value := range original.values {
			switch {
			case name == t.caseColumn():
				value = string(c.id)
			case name == "id" || name == "clock_id":
				if text, isText := value.(string); isText {
					value = string(c.id[:9]) + text[9:20] + string(c.id[20:])
				}
			}
			values[name] = value
		}
		if original.plain != nil {
			place, err := placeOf(t, values)
			if err != nil {
				return nil, err
			}
			if values["sealed"], err = key.Seal(place, original.plain); err != nil {
				return nil, err
			}
		}
		row := make([]any, len(t.columns))
		for i, column := range t.columns {
			row[i] = values[column.name]
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// reaches reads which agencies are granted the identity of which originals, with
// the keys of their indexes.
func (m *multiplying) reaches() []reach {
	if m.err != nil {
		return nil
	}
	keys, err := m.keysWhere(`owner LIKE 'index %'`)
	if err != nil {
		m.err = err
		return nil
	}
	granted, err := texts(m.ctx, m.conn, `SELECT DISTINCT case_id, agency_id FROM case_grant WHERE compartments & 1 <> 0 AND case_id IN (SELECT id FROM bench_original) ORDER BY agency_id`)
	if err != nil {
		m.err = err
		return nil
	}
	number := map[string]int{}
	for i, o := range m.originals {
		number[string(o.id)] = i
	}
	var reaches []reach
	for _, g := range granted {
		if len(reaches) == 0 || reaches[len(reaches)-1].agency != g[1] {
			key := keys[string(seal.IndexOf(db.ID(g[1])))]
			if key == nil {
				m.err = fmt.Errorf("the agency %s is granted cases and has no search index", g[1])
				return nil
			}
			reaches = append(reaches, reach{g[1], key, make([]bool, len(m.originals))})
		}
		reaches[len(reaches)-1].originals[number[g[0]]] = true
	}
	return reaches
}
