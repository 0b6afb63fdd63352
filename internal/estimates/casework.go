package estimates

import (
	"context"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/mse"
)

// Period is a span of days, both included.
type Period struct {
	From civil.Day `json:"from"`
	To   civil.Day `json:"to"`
}

// By says what the lists are and by what people are divided.
type By struct {
	Lists  string   `json:"lists" enum:"type,organisation" doc:"What a list is: all first responders of a type, or one organisation"`
	Strata []string `json:"strata,omitempty" doc:"Divide by any of year, sex, age, form, nationality"`
}

// Casework is data asked of the casework.
type Casework struct {
	Period
	By
}

// Columns are the columns by which people of the casework can be divided, with
// their words.
var Columns = []struct{ Name, Words string }{
	{"year", "Year"}, {"sex", "Sex"}, {"age", "Age at exploitation"}, {"form", "Form of exploitation"}, {"nationality", "Nationality"},
}

// The kinds of list.
const (
	ByType         = "type"
	ByOrganisation = "organisation"
)

// Person is somebody with the lists that hold them and their value in each of the
// strata columns. It says nothing else of them.
type Person struct{ Lists, Strata []string }

// Draw is one way in which the records of the casework can belong to the same
// people. Where it is not certain which do, there are several draws, each as
// probable as the linkage says, the best first.
// Missed is the share of pairs of records of one person that the linkage is expected
// never to have compared: no draw puts them together.
type Draw struct {
	People []Person
	Missed float64
}

// Lists reads the casework as lists of people: who was referred, notified or met
// by whom in a period. The room of matching gives it from linked records; the value
// is wired in package site. It asks nothing of access beyond what this room has
// asked: that the actor may run estimates, which counts across agencies and names
// nobody.
type Lists func(ctx context.Context, tx *db.Tx, actor account.Actor, period Period, by By) ([]Draw, error)

// table counts a draw by pattern.
func (d Draw) table(columns []string) (*mse.Data, error) {
	d = d.tidy()
	var lists []string
	for _, p := range d.People {
		lists = append(lists, p.Lists...)
	}
	slices.Sort(lists)
	lists = slices.Compact(lists)
	if len(lists) == 0 {
		return nil, fault.Wrong("from-day", "Nobody was referred or notified in this period. Choose a longer one")
	}
	if len(lists) > mse.MaxLists {
		return nil, fault.Wrong("lists", "There are {n} organisations in this period and at most {most} lists can be used. Count by type of first responder instead, or choose a shorter period", "n", len(lists), "most", mse.MaxLists)
	}
	whole := map[mse.Pattern]int64{}
	parts := map[string]*part{}
	for _, p := range d.People {
		var pattern mse.Pattern
		for _, name := range p.Lists {
			at, _ := slices.BinarySearch(lists, name)
			pattern |= 1 << at
		}
		if pattern == 0 {
			continue // on no list: nothing that can be counted
		}
		whole[pattern]++
		key := joinKey(p.Strata)
		if parts[key] == nil {
			parts[key] = &part{p.Strata, map[mse.Pattern]int64{}}
		}
		parts[key].counts[pattern]++
	}
	return assemble(lists, columns, whole, parts)
}

// tidy takes the blanks off every name, as a reader of the table will.
func (d Draw) tidy() Draw {
	trimmed := func(names []string) []string {
		out := make([]string, len(names))
		for i, name := range names {
			if out[i] = strings.TrimSpace(name); out[i] == "" {
				out[i] = "Not known"
			}
		}
		return out
	}
	out := Draw{People: make([]Person, len(d.People)), Missed: d.Missed}
	for i, p := range d.People {
		out.People[i] = Person{trimmed(p.Lists), trimmed(p.Strata)}
	}
	return out
}

type part struct {
	values []string
	counts map[mse.Pattern]int64
}

func joinKey(values []string) string {
	key := ""
	for _, v := range values {
		key += v + "\x00"
	}
	return key
}

func assemble(lists, columns []string, whole map[mse.Pattern]int64, parts map[string]*part) (*mse.Data, error) {
	table, err := mse.NewTable(lists, whole)
	if err != nil {
		return nil, err
	}
	data := &mse.Data{Table: table}
	if len(columns) == 0 {
		return data, nil
	}
	data.Strata = columns
	for _, p := range parts {
		t, err := mse.NewTable(lists, p.counts)
		if err != nil {
			return nil, err
		}
		data.Parts = append(data.Parts, mse.Stratum{Values: p.values, Table: t})
	}
	slices.SortFunc(data.Parts, func(x, y mse.Stratum) int { return slices.Compare(x.Values, y.Values) })
	return data, nil
}
