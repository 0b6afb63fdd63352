package reference

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// List is one closed list, in the order in which it is shown.
type List struct {
	// Key is the name of the list and of its file ("police-forces").
	Key string
	// Title is what a person reads over the list, in English.
	Title string
	// Version is the day, as ISO 8601 writes it, for which the list stands.
	Version string
	// Source says where the codes and names come from.
	Source string

	entries  []Entry
	byCode   map[string]int
	byName   map[string][]int // fold of a name or alias -> entries, names before aliases, then list order
	prefixes []prefix         // every start of a word in a fold, sorted
}

// prefix is a fold from the start of one of its words to its end.
type prefix struct {
	text  string
	entry int
	rank  int8
}

// Ranks of a suggestion: the whole of a name or an alias, the start of the name,
// of an alias, of a later word.
const (
	rankWhole int8 = iota
	rankName
	rankAlias
	rankNameWord
	rankAliasWord
)

// newList builds the indexes of a list. It refuses an entry without code or
// name and a code that comes twice.
func newList(head List, entries []Entry) (*List, error) {
	l := &head
	l.entries = entries
	l.byCode = make(map[string]int, len(entries))
	l.byName = make(map[string][]int, 2*len(entries))
	for i, e := range entries {
		if e.Code == "" || Fold(e.Name) == "" {
			return nil, fmt.Errorf("list %s, entry %d (%q %q): give it a code and a name", l.Key, i+1, e.Code, e.Name)
		}
		if earlier, twice := l.byCode[e.Code]; twice {
			return nil, fmt.Errorf("list %s: the code %q belongs to %q and to %q; give each entry its own", l.Key, e.Code, entries[earlier].Name, e.Name)
		}
		l.byCode[e.Code] = i
		l.index(e.Name, i, rankName)
	}
	for i, e := range entries {
		for _, alias := range e.Aliases {
			l.index(alias, i, rankAlias)
		}
		if e.Native != "" {
			l.index(e.Native, i, rankAlias)
		}
	}
	sort.Slice(l.prefixes, func(i, j int) bool {
		a, b := l.prefixes[i], l.prefixes[j]
		if a.text != b.text {
			return a.text < b.text
		}
		if a.rank != b.rank {
			return a.rank < b.rank
		}
		return a.entry < b.entry
	})
	return l, nil
}

func (l *List) index(name string, entry int, rank int8) {
	fold := Fold(name)
	if fold == "" {
		return
	}
	if !slices.Contains(l.byName[fold], entry) {
		l.byName[fold] = append(l.byName[fold], entry)
	}
	l.prefixes = append(l.prefixes, prefix{fold, entry, rank})
	for at := strings.IndexByte(fold, ' '); at >= 0; {
		l.prefixes = append(l.prefixes, prefix{fold[at+1:], entry, rank + rankNameWord - rankName})
		next := strings.IndexByte(fold[at+1:], ' ')
		if next < 0 {
			break
		}
		at += 1 + next
	}
}

// All returns every entry in the order of the list, former ones too. The slice
// is the caller's.
func (l *List) All() []Entry { return slices.Clone(l.entries) }

// Len is the number of entries.
func (l *List) Len() int { return len(l.entries) }

// ByCode returns the entry with a code.
func (l *List) ByCode(code string) (Entry, bool) {
	i, ok := l.byCode[code]
	if !ok {
		return Entry{}, false
	}
	return l.entries[i], true
}

// Name returns the name of a code, or the code itself if the list does not have
// it, so that a record made with another list is still readable.
func (l *List) Name(code string) string {
	if e, ok := l.ByCode(code); ok {
		return e.Name
	}
	return code
}

// Find returns the entry that a name or an alias means, whatever its case,
// accents and punctuation. Where several share it (towns called Newport), the
// entry with that name comes before those with that alias, then the earlier in
// the list; FindAll returns them all.
func (l *List) Find(name string) (Entry, bool) {
	found := l.byName[Fold(name)]
	if len(found) == 0 {
		return Entry{}, false
	}
	return l.entries[found[0]], true
}

// FindAll returns every entry that a name or an alias means, the likeliest
// first.
func (l *List) FindAll(name string) []Entry {
	var all []Entry
	for _, i := range l.byName[Fold(name)] {
		all = append(all, l.entries[i])
	}
	return all
}

// Search returns up to limit entries whose name, alias or any word of them
// begins with what somebody has typed so far: what is typed in full first, then
// names, then aliases, then later words, each in the order of the list. Nothing typed gives nothing.
func (l *List) Search(typed string, limit int) []Entry {
	fold := Fold(typed)
	if fold == "" || limit <= 0 {
		return nil
	}
	best := map[int]int8{}
	from := sort.Search(len(l.prefixes), func(i int) bool { return l.prefixes[i].text >= fold })
	for _, p := range l.prefixes[from:] {
		if !strings.HasPrefix(p.text, fold) {
			break
		}
		rank := p.rank
		if p.text == fold && rank <= rankAlias {
			rank = rankWhole
		}
		if had, seen := best[p.entry]; !seen || rank < had {
			best[p.entry] = rank
		}
	}
	order := make([]int, 0, len(best))
	for entry := range best {
		order = append(order, entry)
	}
	slices.SortFunc(order, func(a, b int) int {
		if best[a] != best[b] {
			return int(best[a]) - int(best[b])
		}
		return a - b
	})
	found := make([]Entry, 0, min(limit, len(order)))
	for _, entry := range order[:min(limit, len(order))] {
		found = append(found, l.entries[entry])
	}
	return found
}
