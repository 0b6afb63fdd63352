package statute

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/havenward/havenward/internal/civil"
)

// ErrRules is wrapped by every error about a rule file. The message names the
// file and the rule, and says what to do.
var ErrRules = errors.New("the rules cannot be used")

//go:embed rules/*.json
var embedded embed.FS

// mostBytes is far above any real rule file and keeps a wrong file (a backup,
// say, named .json) from filling memory.
const mostBytes = 4 << 20

// file is the form of a rule file. Every part may be left out.
type file struct {
	Calendar *Coverage  `json:"calendar"`
	Holidays []Holiday  `json:"holidays"`
	Kinds    []KindInfo `json:"kinds"`
	Rules    []Rule     `json:"rules"`
}

// Default returns the book of the rules that come with the program.
var Default = sync.OnceValue(func() Book {
	book, err := Load()
	if err != nil {
		panic("statute: " + err.Error()) // the tests load the same files
	}
	return book
})

// Load returns the book of the rules that come with the program together with
// those of the *.json files at the top of each given file system, in order of
// name. A rule with the id of an earlier one and a higher version takes its
// place for new clocks; the earlier version stays for cases that hold its
// reference. Errors wrap [ErrRules]; all problems found are reported at once.
func Load(more ...fs.FS) (Book, error) {
	own, err := fs.Sub(embedded, "rules")
	if err != nil {
		return Book{}, fmt.Errorf("%w: %w", ErrRules, err)
	}
	l := loader{kinds: map[Kind]KindInfo{}, from: map[string]string{}}
	for _, system := range append([]fs.FS{own}, more...) {
		if err := l.readAll(system); err != nil {
			return Book{}, fmt.Errorf("%w: %w", ErrRules, err)
		}
	}
	book, err := l.book()
	if err != nil {
		return Book{}, fmt.Errorf("%w: %w", ErrRules, err)
	}
	return book, nil
}

// loader gathers the files before they are checked against each other.
type loader struct {
	coverage Coverage
	holidays []Holiday
	kinds    map[Kind]KindInfo
	rules    []Rule
	from     map[string]string // Rule.Ref to the file it was read from
}

func (l *loader) readAll(system fs.FS) error {
	names, err := fs.Glob(system, "*.json")
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return errors.New("there is no file that ends in .json")
	}
	slices.Sort(names)
	files := make([]file, len(names))
	for i, name := range names {
		if files[i], err = readFile(system, name); err != nil {
			return fmt.Errorf("file %s: %w", name, err)
		}
		if err := l.addKinds(name, files[i]); err != nil {
			return err
		}
	}
	for i, name := range names {
		if err := l.add(name, files[i]); err != nil {
			return err
		}
	}
	return nil
}

func readFile(system fs.FS, name string) (file, error) {
	opened, err := system.Open(name)
	if err != nil {
		return file{}, err
	}
	defer opened.Close()
	text, err := io.ReadAll(io.LimitReader(opened, mostBytes+1))
	if err != nil {
		return file{}, err
	}
	if len(text) > mostBytes {
		return file{}, fmt.Errorf("it is larger than %d bytes, so it is not a rule file", mostBytes)
	}
	return parse(text)
}

// parse reads the text of one rule file.
func parse(text []byte) (file, error) {
	var f file
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		return file{}, fmt.Errorf("it is not a rule file: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return file{}, errors.New("there is something after the end of the rules")
	}
	return f, nil
}

// addKinds takes over the kinds of one file. Those of all files come first, because
// the pack of one country uses kinds that the file of another brings.
func (l *loader) addKinds(name string, f file) error {
	var problems []error
	for _, info := range f.Kinds {
		if _, twice := l.kinds[info.Kind]; twice {
			problems = append(problems, fmt.Errorf("file %s: the kind %q is there already; remove it from this file", name, info.Kind))
		}
		if !idForm.MatchString(string(info.Kind)) || info.Name == "" || info.Starts == "" {
			problems = append(problems, fmt.Errorf("file %s: the kind %q needs a plain name like draft-warning, a name to show and what starts it", name, info.Kind))
		}
		l.kinds[info.Kind] = info
	}
	return errors.Join(problems...)
}

// add takes over one file after checking each part of it by itself.
func (l *loader) add(name string, f file) error {
	var problems []error
	if c := f.Calendar; c != nil {
		if c.FirstYear < 1800 || c.LastYear > 2400 || c.FirstYear > c.LastYear {
			problems = append(problems, fmt.Errorf("file %s: the calendar goes from %d to %d; the years must be in order, from 1800 to 2400", name, c.FirstYear, c.LastYear))
		} else {
			l.coverage = *c
		}
	}
	for _, h := range f.Holidays {
		if err := h.check(); err != nil {
			problems = append(problems, fmt.Errorf("file %s: holiday %q: %w", name, h.Name, err))
		}
		l.holidays = append(l.holidays, h)
	}
	for _, rule := range f.Rules {
		if err := rule.check(l.kinds); err != nil {
			problems = append(problems, fmt.Errorf("file %s: rule %q: %w", name, rule.ID, err))
		}
		if other, twice := l.from[rule.Ref()]; twice {
			problems = append(problems, fmt.Errorf("file %s: rule %q: version %d is in file %s already; give a higher version to replace it", name, rule.ID, rule.Version, other))
		}
		l.from[rule.Ref()] = name
		l.rules = append(l.rules, rule)
	}
	return errors.Join(problems...)
}

// book checks the rules against each other and sorts them into a book.
func (l *loader) book() (Book, error) {
	b := Book{
		kinds:     l.kinds,
		rules:     l.rules,
		byRef:     map[string]int{},
		selected:  map[selection][]Rule{},
		calendars: map[Jurisdiction]*Calendar{},
	}
	for _, j := range Everywhere() {
		calendar, err := newCalendar(j, l.coverage, l.holidays)
		if err != nil {
			return Book{}, err
		}
		b.calendars[j] = calendar
	}
	slices.SortFunc(b.rules, func(x, y Rule) int {
		if c := strings.Compare(string(x.Kind), string(y.Kind)); c != 0 {
			return c
		}
		if c := strings.Compare(x.ID, y.ID); c != 0 {
			return c
		}
		return x.Version - y.Version
	})
	for i, rule := range b.rules {
		b.byRef[rule.Ref()] = i
		if newest, seen := b.byRef[rule.ID]; !seen || b.rules[newest].Version < rule.Version {
			b.byRef[rule.ID] = i
		}
	}
	var problems []error
	for i, rule := range b.rules {
		if newest := b.rules[b.byRef[rule.ID]]; newest.Kind != rule.Kind {
			problems = append(problems, fmt.Errorf("file %s: rule %q: its versions have different kinds, %q and %q; give a rule of another kind its own id", l.from[newest.Ref()], newest.ID, rule.Kind, newest.Kind))
		}
		if b.byRef[rule.ID] != i {
			continue
		}
		for _, j := range rule.Jurisdictions {
			for _, child := range []bool{false, true} {
				if rule.Covers(Subject{Jurisdiction: j, Child: child}) {
					key := selection{rule.Kind, j, child}
					b.selected[key] = append(b.selected[key], rule)
				}
			}
		}
	}
	for key, rules := range b.selected {
		slices.SortFunc(rules, func(x, y Rule) int { return x.From.Compare(y.From) })
		problems = append(problems, l.checkSequence(key, rules)...)
	}
	if len(problems) > 0 {
		return Book{}, errors.Join(inOrder(problems)...)
	}
	return b, nil
}

// checkSequence checks that the rules of one kind for the same people follow
// each other day by day.
func (l *loader) checkSequence(key selection, rules []Rule) []error {
	var problems []error
	for i := 1; i < len(rules); i++ {
		earlier, later := rules[i-1], rules[i]
		where := fmt.Sprintf("file %s: rule %q (%s, %s)", l.from[later.Ref()], later.ID, key.kind, key.jurisdiction)
		switch {
		case earlier.ComparedWith != later.ComparedWith:
			problems = append(problems, fmt.Errorf("%s: it is compared with the day of the %s, and rule %q before it with that of the %s", where, later.ComparedWith, earlier.ID, earlier.ComparedWith))
		case earlier.Until.IsZero() || !earlier.Until.Before(later.From):
			problems = append(problems, fmt.Errorf("%s: it overlaps rule %q of file %s; end one on the day before the other begins", where, earlier.ID, l.from[earlier.Ref()]))
		case earlier.Until.Add(1) != later.From:
			problems = append(problems, fmt.Errorf("%s: there is a gap between %s, when rule %q ends, and %s; if there was no limit then, say so with a rule of the bound no-limit", where, earlier.Until, earlier.ID, later.From))
		}
	}
	return problems
}

// inOrder sorts problems by their words, so that the same files give the same
// message, and drops repeats.
func inOrder(problems []error) []error {
	slices.SortFunc(problems, func(x, y error) int { return strings.Compare(x.Error(), y.Error()) })
	return slices.CompactFunc(problems, func(x, y error) bool { return x.Error() == y.Error() })
}

// inForce returns the rule of the list that is in force on the day.
func inForce(rules []Rule, on civil.Day) (Rule, bool) {
	for _, rule := range rules {
		if rule.InForce(on) {
			return rule.clone(), true
		}
	}
	return Rule{}, false
}
