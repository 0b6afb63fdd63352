package linkage

import (
	"strings"

	"github.com/havenward/havenward/linkage/name"
)

// names holds the names of all records, each read into parts. Name 0 is
// missing.
type names struct {
	fields []Field // the columns that make up a name, in the order of cells
	table  *tokenTable
	roles  *roleCounts
	// rolesKnown is set where a model brought the roles.
	rolesKnown bool
	entries    []personName
	// aliases chains the other names of a person: entry to next entry, 0 ends.
	aliases []uint32
}

func newNames(fields []Field) *names {
	return &names{
		fields: fields, table: newTokenTable(), roles: &roleCounts{},
		entries: make([]personName, 1), aliases: make([]uint32, 1),
	}
}

// nameCell is one cell of a name column cut into parts, by the role that the
// recorder gave them.
type nameCell struct {
	family, given []uint32
	aliases       [][]uint32
}

// prepare cuts a cell of the k-th name column. A full name without a comma is
// taken as given names followed by one family name, until the roles of its
// parts say otherwise.
func (n *names) prepare(k int, cell string) nameCell {
	switch n.fields[k].Kind {
	case KindFamily:
		return nameCell{family: n.parts(cell)}
	case KindGiven:
		return nameCell{given: n.parts(cell)}
	case KindFullName:
		if before, after, ok := strings.Cut(cell, ","); ok {
			return nameCell{family: n.parts(before), given: n.parts(after)}
		}
		parts := n.parts(cell)
		if last := len(parts) - 1; last > 0 {
			return nameCell{family: parts[last:], given: parts[:last]}
		}
		return nameCell{given: parts}
	}
	separator := n.fields[k].Separator
	if separator == "" {
		separator = ";"
	}
	var c nameCell
	for _, alias := range strings.Split(cell, separator) {
		if parts := n.parts(alias); len(parts) > 0 {
			c.aliases = append(c.aliases, parts)
		}
	}
	return c
}

func (n *names) parts(cell string) []uint32 {
	tokens := name.Tokens(cell)
	ids := make([]uint32, len(tokens))
	for i, token := range tokens {
		ids[i] = n.table.intern(token)
	}
	return ids
}

// recorded joins the parts of all cells of a name.
func recorded(cells []*nameCell, family, given []uint32) (f, g []uint32) {
	for _, c := range cells {
		family, given = append(family, c.family...), append(given, c.given...)
	}
	return family, given
}

// countRoles learns from one record which parts recorders take for family and
// which for given names.
func (n *names) countRoles(cells []*nameCell) {
	var bufferF, bufferG [2 * maxParts]uint32
	n.roles.add(recorded(cells, bufferF[:0], bufferG[:0]))
}

// intern adds the name of a single record, by its raw cells.
func (n *names) intern(raw []string) uint32 {
	prepared := make([]nameCell, len(raw))
	cells := make([]*nameCell, len(raw))
	for k, cell := range raw {
		prepared[k] = n.prepare(k, cell)
		cells[k] = &prepared[k]
	}
	return n.add(cells)
}

// add adds a name and the other names of the same person; 0 where there is
// none.
func (n *names) add(cells []*nameCell) uint32 {
	var bufferF, bufferG [2 * maxParts]uint32
	family, given := recorded(cells, bufferF[:0], bufferG[:0])
	var first, last uint32
	put := func(entry personName) {
		id := uint32(len(n.entries))
		n.entries, n.aliases = append(n.entries, entry), append(n.aliases, 0)
		if first == 0 {
			first = id
		} else {
			n.aliases[last] = id
		}
		last = id
	}
	if len(family)+len(given) > 0 {
		put(n.roles.read(family, given))
	}
	for _, c := range cells {
		for _, alias := range c.aliases {
			if end := len(alias) - 1; end > 0 {
				put(n.roles.read(alias[end:], alias[:end]))
			} else {
				put(n.roles.read(nil, alias))
			}
		}
	}
	return first
}

// align finds the best alignment of two names over all other names of both.
func (n *names) align(a, b uint32, m *nameMatch) {
	n.table.align(&n.entries[a], &n.entries[b], m)
	if n.aliases[a] == 0 && n.aliases[b] == 0 {
		return
	}
	var other nameMatch
	for x := a; x != 0; x = n.aliases[x] {
		for y := b; y != 0; y = n.aliases[y] {
			if x == a && y == b {
				continue
			}
			n.table.align(&n.entries[x], &n.entries[y], &other)
			if other.better(m) {
				*m = other
			}
		}
	}
}

func (m *nameMatch) better(than *nameMatch) bool {
	if sum, old := m.family+m.given, than.family+than.given; sum != old {
		return sum > old
	}
	return m.family > than.family
}
