package linkage

import (
	"slices"
	"strings"
)

// ruleDraft is a rule of the catalogue: what must agree, and what else is asked
// to agree, one piece after the other, while the rule brings too many pairs.
type ruleDraft struct {
	parts  []keyPart
	narrow []keyPart
}

// draftRules lists the blocking rules that the fields allow. Which of them are
// used, and how narrow, depends on the pairs they bring in the file at hand.
func draftRules(fields []*field, n *names, offset int) []ruleDraft {
	var drafts []ruleDraft
	var sex, birthday, year, monthDay, token, twoTokens []keyPart
	var places, codes, identifiers []keyPart
	for i, f := range fields {
		at := offset + i
		switch f.Kind {
		case KindBirth:
			birthday = append(birthday, birthPart(f, i, at, "date of birth", birthdayKey))
			year = append(year, birthPart(f, i, at, "year of birth", yearKey))
			monthDay = append(monthDay, birthPart(f, i, at, "birthday", monthDayKey))
		case KindPhone, KindEmail, KindDocument:
			identifiers = append(identifiers, valuePart(f, i, at))
		case KindPostcode:
			codes = append(codes, valuePart(f, i, at))
		case KindPlace, KindAddress:
			places = append(places, valuePart(f, i, at))
		case KindSex:
			sex = append(sex, valuePart(f, i, at))
		}
	}
	if n != nil {
		token = []keyPart{namePart(n)}
		twoTokens = []keyPart{namePairPart(n)}
	}
	add := func(narrow []keyPart, parts ...[]keyPart) {
		draft := ruleDraft{narrow: narrow}
		for _, p := range parts {
			if len(p) == 0 {
				return
			}
			draft.parts = append(draft.parts, p[0])
		}
		drafts = append(drafts, draft)
	}
	narrowed := func(lists ...[]keyPart) []keyPart {
		var all []keyPart
		for _, l := range lists {
			if len(l) > 0 {
				all = append(all, l[0])
			}
		}
		return all
	}
	for _, id := range identifiers {
		add(narrowed(token), []keyPart{id})
	}
	for _, code := range codes {
		add(narrowed(token), []keyPart{code})
	}
	add(narrowed(year, places), twoTokens)
	add(narrowed(sex, places), birthday)
	add(narrowed(sex, places), birthday, token)
	add(narrowed(sex, places), token, year)
	add(narrowed(sex, places), token, monthDay)
	for i, place := range places {
		add(narrowed(year, sex), token, []keyPart{place})
		for _, other := range places[i+1:] {
			add(narrowed(token), []keyPart{place}, []keyPart{other})
		}
	}
	add(narrowed(token, sex), year, places)
	add(narrowed(token, sex), monthDay, places)
	add(narrowed(places), monthDay, codes)
	add(narrowed(token), year, codes)
	return drafts
}

// newRule makes a rule of parts in a fixed order, so that two ways to the same
// parts are the same rule.
func newRule(parts, refine []keyPart) *Rule {
	parts = slices.Clone(parts)
	slices.SortFunc(parts, func(a, b keyPart) int { return strings.Compare(a.label, b.label) })
	labels := make([]string, len(parts))
	for i, p := range parts {
		labels[i] = p.label
	}
	if len(labels) == 0 {
		labels = []string{"every pair"}
	}
	r := &Rule{Label: strings.Join(labels, " + "), parts: parts, refine: refine}
	r.seed = textHash(r.Label)
	return r
}

// valuePart keys a field by its canonical value; several values give several
// keys.
func valuePart(f *field, i, at int) keyPart {
	return keyPart{f.Column, i, func(row []uint32, dst []uint64) []uint64 {
		id := row[at]
		if id == 0 {
			return dst
		}
		if f.several != nil && f.several[id] != nil {
			for _, single := range f.several[id] {
				dst = append(dst, f.hashes[single])
			}
			return dst
		}
		return append(dst, f.hashes[id])
	}}
}

func birthPart(f *field, i, at int, label string, key func(birth) (uint64, bool)) keyPart {
	return keyPart{label, i, func(row []uint32, dst []uint64) []uint64 {
		id := row[at]
		if id == 0 {
			return dst
		}
		if f.several == nil || f.several[id] == nil {
			if k, ok := key(f.births[id]); ok {
				dst = append(dst, mix(k))
			}
			return dst
		}
		for _, single := range f.several[id] {
			if k, ok := key(f.births[single]); ok {
				dst = append(dst, mix(k))
			}
		}
		return dst
	}}
}

// birthdayKey is the same with day and month exchanged; a year only, or a
// 1 January that stands for one, is no key.
func birthdayKey(b birth) (uint64, bool) {
	low, high := min(b.month, b.day), max(b.month, b.day)
	return uint64(b.year)<<16 | uint64(low)<<8 | uint64(high) | 1<<40, !b.isDefault()
}

func monthDayKey(b birth) (uint64, bool) {
	low, high := min(b.month, b.day), max(b.month, b.day)
	return uint64(low)<<8 | uint64(high) | 2<<40, !b.isDefault()
}

func yearKey(b birth) (uint64, bool) {
	return uint64(b.year) | 3<<40, b.halfBand == 0
}

// namePart keys a name by the sound of each of its parts.
func namePart(n *names) keyPart {
	return keyPart{"name part", -1, func(row []uint32, dst []uint64) []uint64 {
		for id := row[0]; id != 0; id = n.aliases[id] {
			entry := &n.entries[id]
			for _, part := range entry.parts[:entry.count] {
				dst = append(dst, n.table.tokens[part].sound)
			}
		}
		return dst
	}}
}

// namePairPart keys a name by each two of its parts, in any order.
func namePairPart(n *names) keyPart {
	const most = 5 // parts of a name that form pairs
	return keyPart{"two name parts", -1, func(row []uint32, dst []uint64) []uint64 {
		for id := row[0]; id != 0; id = n.aliases[id] {
			entry := &n.entries[id]
			count := min(int(entry.count), most)
			for i := range count {
				for j := i + 1; j < count; j++ {
					a, b := n.table.tokens[entry.parts[i]].sound, n.table.tokens[entry.parts[j]].sound
					dst = append(dst, mix(min(a, b)^mix(max(a, b))))
				}
			}
		}
		return dst
	}}
}
