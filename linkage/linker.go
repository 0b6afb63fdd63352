package linkage

import (
	"errors"
	"fmt"
	"slices"
)

// linker is a table made ready for comparison: every record a row of value
// numbers, with the comparisons and the chances of the model.
type linker struct {
	settings    Settings
	fields      []*field
	names       *names
	header      []string
	nameColumns []int // columns of the table that make up the name
	columns     []int // columns of the table by field
	offset      int   // of the first field in a row; 1 where there are names
	width       int
	rows        []uint32
	comparisons []comparison
	chances     chances
	groupField  int // index of the nationality field, or -1
	sexField    int // index of the field of sex, or -1
	groupOf     []uint8
	groups      int
	blocker     *blocker
	prior       float64 // chance that two random records are one person
	shift       float64 // added to the logarithm of all odds, from reviewed pairs
	unseen      float64 // share of pairs of one person that blocking is expected to miss
	expected    float64 // pairs of one person that the table is expected to hold
	adopted     float64 // threshold of the model taken over, 0 where one is learned
	warnings    []string
}

func (l *linker) records() int { return len(l.rows) / l.width }

func (l *linker) row(record int) []uint32 {
	return l.rows[record*l.width : (record+1)*l.width]
}

// newLinker turns a table into rows under the settings.
func newLinker(t *Table, s Settings, m *Model) (*linker, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	l := &linker{settings: s, groupField: -1, sexField: -1, groups: 1}
	l.header = t.Header
	var nameFields []Field
	for _, spec := range s.Fields {
		i := t.Column(spec.Column)
		switch {
		case spec.Kind == KindIgnore:
		case i < 0:
			return nil, fmt.Errorf("there is no column %q: the columns are %q", spec.Column, t.Header)
		case spec.Kind.isName():
			nameFields, l.nameColumns = append(nameFields, spec), append(l.nameColumns, i)
		default:
			if spec.Kind == KindNationality && l.groupField < 0 {
				l.groupField = len(l.fields)
			}
			if spec.Kind == KindSex && l.sexField < 0 {
				l.sexField = len(l.fields)
			}
			l.fields, l.columns = append(l.fields, newField(spec)), append(l.columns, i)
		}
	}
	if len(nameFields) > 0 {
		l.names, l.offset = newNames(nameFields), 1
	}
	l.width = l.offset + len(l.fields)
	if l.width == 0 {
		return nil, errors.New("no column can be compared: name the columns and their kinds in the settings")
	}
	l.describe()
	if len(l.comparisons) > maxComparisons {
		return nil, fmt.Errorf("%d comparisons are more than %d: leave columns out", len(l.comparisons), maxComparisons)
	}
	if m != nil {
		if err := l.adopt(m); err != nil {
			return nil, err
		}
	}
	l.rows = make([]uint32, t.Len()*l.width)
	forEach(len(l.fields)+l.offset, func(k int) {
		if k < l.offset {
			l.loadNames(t, l.nameColumns)
			return
		}
		l.loadField(t, k-l.offset, l.columns[k-l.offset])
	})
	return l, nil
}

// makeRow turns the cells of a new record, in the order of the header, into a
// row. It may number new values, so it must not run beside comparisons.
func (l *linker) makeRow(cells []string) []uint32 {
	row := make([]uint32, l.width)
	if l.names != nil {
		parts := make([]string, len(l.nameColumns))
		for k, c := range l.nameColumns {
			parts[k] = cells[c]
		}
		row[0] = l.names.intern(parts)
	}
	for i, f := range l.fields {
		row[l.offset+i] = f.intern(cells[l.columns[i]])
	}
	return row
}

func (l *linker) loadField(t *Table, i, columnIndex int) {
	c := &t.columns[columnIndex]
	f := l.fields[i]
	values := make([]uint32, c.values.size())
	for id := 1; id < len(values); id++ {
		values[id] = f.intern(c.values.text(uint32(id)))
	}
	for row, id := range c.cells {
		l.rows[row*l.width+l.offset+i] = values[id]
	}
}

// loadNames reads the names of all records. Each distinct cell is cut into parts
// once, and each combination of cells read once.
func (l *linker) loadNames(t *Table, columns []int) {
	n := l.names
	prepared := make([][]nameCell, len(columns))
	for k, c := range columns {
		values := t.columns[c].values
		prepared[k] = make([]nameCell, values.size())
		for id := 1; id < values.size(); id++ {
			prepared[k][id] = n.prepare(k, values.text(uint32(id)))
		}
	}
	cells := make([]*nameCell, len(columns))
	at := func(row int) uint64 {
		key := uint64(0)
		for k, c := range columns {
			id := t.columns[c].cells[row]
			cells[k] = &prepared[k][id]
			key = mix(key*31 + uint64(id) + 1)
		}
		return key
	}
	if !n.rolesKnown {
		for row := range t.Len() {
			at(row)
			n.countRoles(cells)
		}
	}
	known := newKeyTable(t.Len())
	for row := range t.Len() {
		id := known.slot(at(row))
		if *id == 0 {
			*id = n.add(cells) + 1 // a record without a name has entry 0
		}
		l.rows[row*l.width] = *id - 1
	}
}

// describe lists the comparisons: the name, each field, and a place together
// with a postcode, since people who move change both.
func (l *linker) describe() {
	if l.names != nil {
		l.comparisons = append(l.comparisons, comparison{
			Label: "name", isName: true, second: -1, d1: familyLevels, d2: givenLevels, strength: 1,
			levels: [2][]string{familyLevelNames, givenLevelNames},
		})
	}
	place := slices.IndexFunc(l.fields, func(f *field) bool { return f.Kind == KindPlace })
	postcode := slices.IndexFunc(l.fields, func(f *field) bool { return f.Kind == KindPostcode })
	for i, f := range l.fields {
		c := comparison{Label: f.Column, first: i, second: -1, d1: len(f.levelNames()), d2: 1, strength: 1}
		c.levels[0] = f.levelNames()
		switch {
		case i == place && postcode >= 0:
			continue
		case i == postcode && place >= 0:
			p := l.fields[place]
			c.Label, c.second, c.d2 = f.Column+" and "+p.Column, place, len(p.levelNames())
			c.levels[1] = p.levelNames()
		}
		l.comparisons = append(l.comparisons, c)
	}
}
