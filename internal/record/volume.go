package record

import (
	"cmp"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/statute"
)

// rule says when a day is unusual, as the dated rules of the actor's jurisdiction
// have it. It accuses nobody, and points an auditor to a day worth asking about.
type rule struct {
	Least int // looks on the day, at least
	Times int // as many times as the median of one's own other days, and of one's peers that day
	Days  int // how many days back are compared
	Rules []statute.Rule
	Refs  string // their versions, for the record
}

// unusualRule reads the numbers that are in force on a day.
func unusualRule(book statute.Book, jurisdiction string, today civil.Day) (rule, error) {
	about := statute.Subject{Jurisdiction: statute.Jurisdiction(jurisdiction)}
	if !about.Jurisdiction.Domestic() {
		about.Jurisdiction = statute.England
	}
	volume, err := book.Due(statute.UnusualVolume, about, today)
	if err != nil {
		return rule{}, err
	}
	multiple, err := book.Due(statute.UnusualMultiple, about, today)
	return rule{Least: volume.Rule.Occurrences, Times: multiple.Rule.Occurrences, Days: volume.Rule.Amount, Rules: []statute.Rule{volume.Rule, multiple.Rule},
		Refs: volume.Rule.Ref() + " " + multiple.Rule.Ref()}, err
}

// Unusual is a day on which somebody looked at much more than they usually do
// and than others in the same role did.
type Unusual struct {
	audit.Volume
	Own   int // median of the person's other days in the period
	Peers int // median of others of the agency with a role in common, that day
}

// find gives the unusual days among volumes, the newest first. A person without
// other days is compared with their peers alone, and the other way round.
func (r rule) find(volumes []audit.Volume) []Unusual {
	var found []Unusual
	for _, v := range volumes {
		if v.Looks < r.Least {
			continue
		}
		var own, peers []int
		for _, other := range volumes {
			switch {
			case other.Account == v.Account && other.Day != v.Day:
				own = append(own, other.Looks)
			case other.Account != v.Account && other.Day == v.Day && other.Agency == v.Agency && shared(other.Roles, v.Roles):
				peers = append(peers, other.Looks)
			}
		}
		u := Unusual{v, median(own), median(peers)}
		if (len(own) == 0 || v.Looks >= r.Times*u.Own) && (len(peers) == 0 || v.Looks >= r.Times*u.Peers) && len(own)+len(peers) > 0 {
			found = append(found, u)
		}
	}
	slices.SortStableFunc(found, func(a, b Unusual) int {
		return cmp.Or(strings.Compare(b.Day, a.Day), b.Looks-a.Looks)
	})
	return found
}

// shared reports that two people have a role in common.
func shared(a, b string) bool {
	others := strings.Fields(b)
	return slices.ContainsFunc(strings.Fields(a), func(role string) bool { return slices.Contains(others, role) })
}

// median is the middle of some numbers, the lower of two; 0 of none.
func median(numbers []int) int {
	if len(numbers) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(numbers))
	return sorted[(len(sorted)-1)/2]
}
