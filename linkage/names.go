package linkage

import (
	"strings"

	"github.com/havenward/havenward/linkage/name"
)

// names holds the distinct names of all records, each read into parts. Name 0
// is missing.
type names struct {
	fields []Field // the columns that make up a name, in the order of cells
	table  *tokenTable
	roles  *roleCounts
	// rolesKnown is set where a model brought the roles.
	rolesKnown bool
	entries    []personName
	// aliases chains the other names of a person: entry to next entry, 0 ends.
	aliases []uint32
	index   *dictionary // raw cells joined, to entry
}

func newNames(fields []Field) *names {
	return &names{
		fields: fields, table: newTokenTable(), roles: &roleCounts{},
		entries: make([]personName, 1), aliases: make([]uint32, 1), index: newDictionary(),
	}
}

// recorded splits raw cells into the parts that the recorder took for family
// and for given names. A full name without a comma is taken as given names
// followed by one family name, until the roles of its parts say otherwise.
func (n *names) recorded(cells []string, family, given []uint32) (f, g []uint32, aliases []string) {
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		switch n.fields[i].Kind {
		case KindFamily:
			family = n.appendParts(family, cell)
		case KindGiven:
			given = n.appendParts(given, cell)
		case KindFullName:
			if before, after, ok := strings.Cut(cell, ","); ok {
				family = n.appendParts(family, before)
				given = n.appendParts(given, after)
				continue
			}
			start := len(given)
			given = n.appendParts(given, cell)
			if last := len(given) - 1; last > start {
				family = append(family, given[last])
				given = given[:last]
			}
		case KindAlias:
			separator := n.fields[i].Separator
			if separator == "" {
				separator = ";"
			}
			aliases = append(aliases, strings.Split(cell, separator)...)
		}
	}
	return family, given, aliases
}

func (n *names) appendParts(dst []uint32, cell string) []uint32 {
	for _, part := range name.Tokens(cell) {
		if len(dst) == maxParts {
			break
		}
		dst = append(dst, n.table.intern(part))
	}
	return dst
}

// countRoles learns from one record which parts recorders take for family and
// which for given names.
func (n *names) countRoles(cells []string) {
	var bufferF, bufferG [maxParts]uint32
	family, given, _ := n.recorded(cells, bufferF[:0], bufferG[:0])
	n.roles.add(family, given)
}

// intern returns the name for raw cells in the order of n.fields.
func (n *names) intern(cells []string) uint32 {
	key := strings.Join(cells, unitSeparator)
	if strings.Trim(key, unitSeparator) == "" {
		return 0
	}
	before := n.index.size()
	id := n.index.intern([]byte(key))
	if int(id) < before {
		return id
	}
	var bufferF, bufferG [maxParts]uint32
	family, given, aliases := n.recorded(cells, bufferF[:0], bufferG[:0])
	n.entries = append(n.entries, n.roles.read(family, given))
	n.aliases = append(n.aliases, 0)
	last := id
	for _, alias := range aliases {
		next := n.internAlias(alias)
		if next != 0 {
			n.aliases[last] = next
			last = next
		}
	}
	return id
}

// internAlias adds another name as an entry of its own, under an index key
// that no record has.
func (n *names) internAlias(alias string) uint32 {
	var buffer [maxParts]uint32
	parts := n.appendParts(buffer[:0], alias)
	if len(parts) == 0 {
		return 0
	}
	n.index.intern([]byte("\x00alias" + string(rune(len(n.entries)))))
	var entry personName
	if last := len(parts) - 1; last > 0 {
		entry = n.roles.read(parts[last:], parts[:last])
	} else {
		entry = n.roles.read(nil, parts)
	}
	n.entries = append(n.entries, entry)
	n.aliases = append(n.aliases, 0)
	return uint32(len(n.entries) - 1)
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
