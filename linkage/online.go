package linkage

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
)

// ErrUnknownRecord is returned for an id that the index does not hold.
var ErrUnknownRecord = errors.New("there is no record with this id")

// Index answers which records are the same person as a given one, and takes in
// new, changed and removed records at once. Its answer for a record is the one
// that linking the same records together, with the same model and rules, would
// give: every pair with the same weight. It is safe for use by several
// goroutines.
//
// Frequencies and probabilities stay those of the model; learn again when the
// records have changed by much.
type Index struct {
	mu      sync.Mutex
	linker  *linker
	ids     map[string]uint32 // of live records
	names   []string          // id by record
	dead    []bool            // records removed or replaced
	added   []map[uint64][]uint32
	scratch scratch
}

// Match is one record that may be the person asked for.
type Match struct {
	ID          string  `json:"id"`
	Weight      float64 `json:"weight"` // logarithm to base 2 of the odds
	Probability float64 `json:"probability"`
}

// Index makes an index over the records of a result. The result must not be
// used any more afterwards, since the index changes what stands behind it.
func (r *Result) Index() (*Index, error) {
	id := r.Table.Column(r.linker.settings.UniqueID)
	if id < 0 {
		return nil, errors.New("an index needs a column of unique ids: set unique_id")
	}
	x := &Index{linker: r.linker, ids: make(map[string]uint32, r.Table.Len()), names: make([]string, r.Table.Len())}
	for record := range x.names {
		x.names[record] = r.Table.Cell(record, id)
		if _, twice := x.ids[x.names[record]]; twice || x.names[record] == "" {
			return nil, fmt.Errorf("record %d: the id %q is missing or stands twice", record+1, x.names[record])
		}
		x.ids[x.names[record]] = uint32(record)
	}
	x.dead = make([]bool, len(x.names))
	x.added = make([]map[uint64][]uint32, len(x.linker.blocker.rules))
	for i := range x.added {
		x.added[i] = make(map[uint64][]uint32)
	}
	return x, nil
}

// Len returns the number of live records.
func (x *Index) Len() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.ids)
}

// cells puts the values of a record, by column, in the order of the header.
// Columns that take no part may be left out.
func (x *Index) cells(values map[string]string) []string {
	cells := make([]string, len(x.linker.header))
	for i, column := range x.linker.header {
		cells[i] = values[column]
	}
	return cells
}

// Put adds a record, or replaces the one with the same id. values are its cells
// by column.
func (x *Index) Put(id string, values map[string]string) error {
	if id == "" {
		return errors.New("a record needs an id")
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	l := x.linker
	if l.records() >= mostRecords {
		return fmt.Errorf("the index holds %d records over its life and can hold no more: build it again", mostRecords)
	}
	if old, ok := x.ids[id]; ok {
		x.bury(old)
	}
	record := uint32(l.records())
	row := l.makeRow(x.cells(values))
	l.rows = append(l.rows, row...)
	l.blocker.rows = l.rows
	x.names, x.dead = append(x.names, id), append(x.dead, false)
	x.ids[id] = record
	for i, rule := range l.blocker.rules {
		for _, key := range x.scratch.plain.of(rule, row) {
			key = l.blocker.truncate(key)
			x.added[i][key] = append(x.added[i][key], record)
		}
	}
	return nil
}

// Remove takes a record out.
func (x *Index) Remove(id string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	record, ok := x.ids[id]
	if !ok {
		return ErrUnknownRecord
	}
	x.bury(record)
	delete(x.ids, id)
	return nil
}

// bury marks a record dead and takes it out of the added lists.
func (x *Index) bury(record uint32) {
	x.dead[record] = true
	row := x.linker.row(int(record))
	for i, rule := range x.linker.blocker.rules {
		for _, key := range x.scratch.plain.of(rule, row) {
			key = x.linker.blocker.truncate(key)
			if list := x.added[i][key]; list != nil {
				list = slices.DeleteFunc(list, func(r uint32) bool { return r == record })
				if len(list) == 0 {
					delete(x.added[i], key)
				} else {
					x.added[i][key] = list
				}
			}
		}
	}
}

// Match returns the records that are the same person as one with these values
// with at least the given probability, the likeliest first.
func (x *Index) Match(values map[string]string, least float64) []Match {
	x.mu.Lock()
	defer x.mu.Unlock()
	l := x.linker
	var entries int
	if l.names != nil {
		entries = len(l.names.entries)
	}
	matches := x.match(l.makeRow(x.cells(values)), math.MaxUint32, least)
	if l.names != nil { // a question leaves no name behind
		l.names.entries, l.names.aliases = l.names.entries[:entries], l.names.aliases[:entries]
	}
	return matches
}

// MatchID returns the other records that are the same person as the record with
// the given id.
func (x *Index) MatchID(id string, least float64) ([]Match, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	record, ok := x.ids[id]
	if !ok {
		return nil, ErrUnknownRecord
	}
	return x.match(x.linker.row(int(record)), record, least), nil
}

// Explain explains the comparison of a record with these values and the record
// with the given id.
func (x *Index) Explain(values map[string]string, id string, cellsOf map[string]string) (Explanation, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	record, ok := x.ids[id]
	if !ok {
		return Explanation{}, ErrUnknownRecord
	}
	cells := x.cells(values)
	return x.linker.explain("", id, cells, x.cells(cellsOf), x.linker.makeRow(cells), x.linker.row(int(record))), nil
}

// match scores the candidates of a row; self is its record, or MaxUint32 where
// it is not in the index.
func (x *Index) match(row []uint32, self uint32, least float64) []Match {
	l := x.linker
	x.scratch.begin(l.records())
	if self != math.MaxUint32 {
		x.scratch.seen[self] = x.scratch.stamp
	}
	for i := range l.blocker.rules {
		x.collect(i, row, self)
	}
	var e evidence
	var matches []Match
	weightLimit := math.Log2(least / (1 - least))
	for _, record := range x.scratch.found {
		l.compare(row, l.row(int(record)), &e)
		if weight := l.weigh(&e); weight >= weightLimit {
			matches = append(matches, Match{x.names[record], weight, probabilityOf(weight)})
		}
	}
	slices.SortFunc(matches, func(a, b Match) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.ID, b.ID))
	})
	return matches
}

// collect gathers the candidates of one rule: the records under each key, or
// where these are more than the bound, those that share a refined key too.
func (x *Index) collect(rule int, row []uint32, self uint32) {
	b := x.linker.blocker
	index, r := &b.indexes[rule], b.rules[rule]
	asking := 1 // a record not in the index counts as if it were
	if self != math.MaxUint32 {
		asking = 0
	}
	for _, key := range x.scratch.plain.of(r, row) {
		run := index.plain.find(key)
		key = b.truncate(key)
		added := x.added[rule][key]
		if x.live(run, index.plain)+len(added)+asking <= b.maxBlock {
			for _, e := range run {
				x.take(index.plain.record(e))
			}
			for _, record := range added {
				x.take(record)
			}
			continue
		}
		for _, k := range x.scratch.refined.refined(r, key, row) {
			members := x.refinedMembers(r, index, key, b.truncate(k), run, added)
			if len(members)+asking <= b.maxBlock {
				for _, record := range members {
					x.take(record)
				}
			}
		}
	}
}

func (x *Index) live(run []uint64, index *blockIndex) int {
	count := 0
	for _, e := range run {
		if !x.dead[index.record(e)] {
			count++
		}
	}
	return count
}

// refinedMembers lists the live records under a refined key. A key that went
// over the bound only with added records has no refined entries yet, so they
// are made from the rows.
func (x *Index) refinedMembers(r *Rule, index *ruleIndex, key, wanted uint64, run []uint64, added []uint32) []uint32 {
	b := x.linker.blocker
	var members []uint32
	var maker keyMaker
	check := func(record uint32) {
		for _, k := range maker.refined(r, key, x.linker.row(int(record))) {
			if b.truncate(k) == wanted {
				members = append(members, record)
				return
			}
		}
	}
	if len(run) > b.maxBlock {
		for _, e := range index.refined.find(wanted) {
			if record := index.refined.record(e); !x.dead[record] {
				members = append(members, record)
			}
		}
	} else {
		for _, e := range run {
			if record := index.plain.record(e); !x.dead[record] {
				check(record)
			}
		}
	}
	for _, record := range added {
		check(record)
	}
	return members
}

func (x *Index) take(record uint32) {
	if !x.dead[record] {
		x.scratch.meet(record)
	}
}
