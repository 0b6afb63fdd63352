package exchange

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/reference"
)

// Cell is one cell of the published statistics: how many people were counted
// under one combination of groups. The words are those of the file, to the last
// space.
type Cell struct {
	Line          int // of the file, from 1
	Quarter       string
	ResponderType string
	Responder     string
	Exploitation  string
	Age           string
	Gender        string
	Nationality   string
	People        int

	organisation  reference.Entry
	forms         []string // groups of the published statistics
	gender        string
	nationalities []string
}

// columns are those of the file, in any order, with other names they may have.
var columns = []struct {
	name, also string
	place      func(*Cell) *string
}{
	{"quarter", "", func(c *Cell) *string { return &c.Quarter }},
	{"first_responder_type", "", func(c *Cell) *string { return &c.ResponderType }},
	{"first_responder", "", func(c *Cell) *string { return &c.Responder }},
	{"exploitation_type", "", func(c *Cell) *string { return &c.Exploitation }},
	{"age_at_exploitation", "age", func(c *Cell) *string { return &c.Age }},
	{"gender", "", func(c *Cell) *string { return &c.Gender }},
	{"nationality", "", func(c *Cell) *string { return &c.Nationality }},
}

const peopleColumn = "people"

// Limits of a file of published statistics.
const (
	maxCells  = 1_000_000
	maxPeople = 10_000_000 // of the whole file
)

// ReadCells reads a file of published statistics (CSV with a head) whole and
// checks all of it, so that nothing is replayed of a file that is wrong. Every
// mistake is told by its line, at most ten of them. today bounds the quarters.
func ReadCells(lists *reference.Set, in io.Reader, today civil.Day) ([]Cell, error) {
	file := csv.NewReader(in)
	file.ReuseRecord = true
	head, err := file.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty")
	}
	if err != nil {
		return nil, err
	}
	places, err := placesOf(head)
	if err != nil {
		return nil, err
	}
	var cells []Cell
	var wrong mistakes
	people, seen := 0, map[string]int{}
	for {
		record, err := file.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errors.Join(append(wrong, err)...)
		}
		line, _ := file.FieldPos(0)
		cell, err := readCell(lists, record, places, today)
		cell.Line = line
		if err != nil {
			wrong = append(wrong, fmt.Errorf("line %d: %w", line, err))
		} else if before, twice := seen[cell.key()]; twice {
			wrong = append(wrong, fmt.Errorf("line %d counts the same group of people as line %d", line, before))
		} else {
			seen[cell.key()] = line
		}
		if people += cell.People; people > maxPeople || len(cells) == maxCells {
			return nil, fmt.Errorf("line %d: the file counts more than %d people or has more than %d lines", line, maxPeople, maxCells)
		}
		if len(wrong) == mostMistakes {
			return nil, errors.Join(append(wrong, errors.New("there may be more"))...)
		}
		cells = append(cells, cell)
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return cells, nil
}

// mistakes are what is wrong with a file.
type mistakes []error

const mostMistakes = 10

// placesOf finds the columns in the head, by name; that of the people comes last.
func placesOf(head []string) ([]int, error) {
	for i := range head {
		head[i] = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(head[i], "\uFEFF")))
	}
	var places []int
	var missing []string
	find := func(name, also string) {
		at := slices.Index(head, name)
		if at < 0 && also != "" {
			at = slices.Index(head, also)
		}
		if at < 0 {
			missing = append(missing, name)
		}
		places = append(places, at)
	}
	for _, column := range columns {
		find(column.name, column.also)
	}
	find(peopleColumn, "")
	if len(missing) > 0 {
		return nil, fmt.Errorf("the first line must name the columns, and these are missing: %s", strings.Join(missing, ", "))
	}
	return places, nil
}

func readCell(lists *reference.Set, record []string, places []int, today civil.Day) (Cell, error) {
	var cell Cell
	for i, column := range columns {
		*column.place(&cell) = strings.Clone(record[places[i]])
	}
	count := strings.TrimSpace(record[places[len(columns)]])
	people, err := strconv.Atoi(count)
	if err != nil || people < 0 || people > maxPeople {
		return cell, fmt.Errorf("%q is not a number of people", clipped(count))
	}
	from, _, err := quarterDays(cell.Quarter)
	if err != nil {
		return cell, err
	}
	if from.After(today) {
		return cell, fmt.Errorf("the quarter %s has not begun", cell.Quarter)
	}
	if err := cell.look(lists); err != nil {
		return cell, err
	}
	cell.People = people
	return cell, nil
}

// look finds the codes of the words.
func (c *Cell) look(lists *reference.Set) error {
	unknown := func(column, value string) error {
		return fmt.Errorf("%q is no %s that the lists know", clipped(value), column)
	}
	var ok bool
	if c.organisation, ok = lists.FirstResponders.Find(c.Responder); !ok {
		return unknown("first responder", c.Responder)
	}
	if c.organisation.Statistics != c.ResponderType {
		return fmt.Errorf("%q is counted under %q and not under %q", clipped(c.Responder), c.organisation.Statistics, clipped(c.ResponderType))
	}
	if c.forms, ok = formsOf(c.Exploitation); !ok {
		return unknown("type of exploitation", c.Exploitation)
	}
	if c.Age != adultThen && c.Age != childThen && c.Age != ageUnknown {
		return unknown("age at exploitation", c.Age)
	}
	gender, ok := byStatistics(lists.Genders, c.Gender)
	if !ok {
		return unknown("gender", c.Gender)
	}
	c.gender = gender
	if c.nationalities = lists.NationalityCodes(c.Nationality); c.nationalities == nil {
		return unknown("nationality", c.Nationality)
	}
	return nil
}

// Words of the published tables.
const (
	adultThen    = "Adult (18 or over)"
	childThen    = "Child (17 or under)"
	ageUnknown   = "Not specified or unknown"
	formsUnknown = "Not specified or unknown"
)

// formGroups are the groups of forms of exploitation in the published tables.
var formGroups = []string{"Sexual", "Labour", "Domestic", "Organ Harvesting", "Criminal"}

// formsOf takes the groups out of words such as "Labour, Domestic & Criminal".
func formsOf(words string) ([]string, bool) {
	if words == formsUnknown {
		return nil, true
	}
	groups := strings.Split(strings.ReplaceAll(words, " & ", ", "), ", ")
	for i, group := range groups {
		if !slices.Contains(formGroups, group) || slices.Contains(groups[:i], group) {
			return nil, false
		}
	}
	return groups, true
}

func byStatistics(list *reference.List, words string) (string, bool) {
	for _, entry := range list.All() {
		if entry.Statistics == words {
			return entry.Code, true
		}
	}
	return "", false
}

// quarterDays gives the first and the last day of a quarter such as "2022Q2".
func quarterDays(quarter string) (first, last civil.Day, err error) {
	if len(quarter) == len("2022Q2") && quarter[4] == 'Q' && quarter[5] >= '1' && quarter[5] <= '4' && strings.Trim(quarter[:4], "0123456789") == "" {
		year, _ := strconv.Atoi(quarter[:4])
		if year >= 1900 {
			first = civil.Day{Year: year, Month: time.Month(3*int(quarter[5]-'1') + 1), Day: 1}
			return first, first.AddMonths(3).Add(-1), nil
		}
	}
	return first, last, fmt.Errorf("%q is not a quarter: write it as 2023Q1", clipped(quarter))
}

// key names the group of people of a cell, whatever else is in the file.
func (c *Cell) key() string {
	words := make([]string, len(columns))
	for i, column := range columns {
		words[i] = *column.place(c)
	}
	sum := sha256.Sum256([]byte(strings.Join(words, "\n")))
	return hex.EncodeToString(sum[:10])
}

// clipped keeps a wrong word short enough to show.
func clipped(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
