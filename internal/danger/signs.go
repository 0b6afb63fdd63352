package danger

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// Sign is something that points to danger, and how great a danger it alone is.
// Words is a catalogue source.
type Sign struct {
	Code   string `json:"code"`
	Domain Domain `json:"domain,omitempty"`
	Words  string `json:"words"`
	Level  string `json:"level,omitempty"`
}

func (s Sign) level() Level {
	level, _ := LevelOf(s.Level)
	return level
}

// Combination is what some signs mean together, more than each alone.
type Combination struct {
	Signs []string `json:"signs"`
	Level string   `json:"level"`
	Words string   `json:"words"`
}

// SignList is one version of the list of signs, from the day it holds.
type SignList struct {
	ID        string            `json:"id"`
	Version   int               `json:"version"`
	From      civil.Day         `json:"from"`
	Source    statute.Source    `json:"source"`
	Certainty statute.Certainty `json:"certainty"`
	Remark    string            `json:"remark"`
	// Several is how many signs of medium danger are high danger together.
	Several  int           `json:"several"`
	Signs    []Sign        `json:"signs"`
	Knowers  []Sign        `json:"knowers"` // who knows where they are
	Together []Combination `json:"together"`
}

// Ref is the version that an assessment keeps.
func (l *SignList) Ref() string { return l.ID + "@" + strconv.Itoa(l.Version) }

//go:embed lists/signs.json
var signsFile []byte

var signLists = mustReadSigns(signsFile)

func mustReadSigns(data []byte) []*SignList {
	lists, err := readSigns(data)
	if err != nil {
		panic("danger: lists/signs.json: " + err.Error())
	}
	return lists
}

// readSigns reads versions of the list and holds them against each other, so that
// a mistake in a file is found before anybody is assessed with it.
func readSigns(data []byte) ([]*SignList, error) {
	var file struct {
		Versions []*SignList `json:"versions"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, err
	}
	if len(file.Versions) == 0 {
		return nil, errors.New("there is no version")
	}
	for i, list := range file.Versions {
		if i > 0 && !list.From.After(file.Versions[i-1].From) {
			return nil, fmt.Errorf("version %d must begin after the one before it", list.Version)
		}
		if err := list.check(); err != nil {
			return nil, fmt.Errorf("version %d: %w", list.Version, err)
		}
	}
	return file.Versions, nil
}

func (l *SignList) check() error {
	if l.ID == "" || l.Version < 1 || !l.From.Valid() || l.Source.Text == "" || l.Certainty == "" || l.Several < 2 || len(l.Signs) == 0 {
		return errors.New("a list needs an id, a version, a first day, a source, how sure it is, how many signs are several, and signs")
	}
	seen := map[string]bool{}
	for i, sign := range slices.Concat(l.Signs, l.Knowers) {
		level, known := LevelOf(sign.Level)
		asks := i < len(l.Signs)
		switch {
		case sign.Code == "" || sign.Words == "" || seen[sign.Code]:
			return fmt.Errorf("the sign %q needs words and a code of its own", sign.Code)
		case asks && (!known || level == Unknown || DomainWords(sign.Domain) == string(sign.Domain)):
			return fmt.Errorf("the sign %q needs a level and a kind of danger", sign.Code)
		case !asks && sign.Level != "" && !known:
			return fmt.Errorf("%q is no level", sign.Level)
		}
		seen[sign.Code] = true
	}
	for _, together := range l.Together {
		if level, known := LevelOf(together.Level); !known || level == Unknown || len(together.Signs) < 2 || together.Words == "" ||
			slices.ContainsFunc(together.Signs, func(code string) bool { return !seen[code] }) {
			return fmt.Errorf("signs together (%v) need words, a level and at least two signs of the list", together.Signs)
		}
	}
	return nil
}

// signsOn is the list that holds on a day; of a day before all lists the first.
func signsOn(on civil.Day) *SignList {
	list := signLists[0]
	for _, later := range signLists[1:] {
		if !later.From.After(on) {
			list = later
		}
	}
	return list
}

// signsUnder is the list that an assessment kept; the newest where the file that
// had it is gone.
func signsUnder(ref string) *SignList {
	for _, list := range signLists {
		if list.Ref() == ref {
			return list
		}
	}
	return signLists[len(signLists)-1]
}

// options are the signs of a kind of danger as a question offers them.
func (l *SignList) options(of Domain) []form.Option {
	var options []form.Option
	for _, sign := range l.Signs {
		if sign.Domain == of {
			options = append(options, form.Option{Value: sign.Code, Label: sign.Words})
		}
	}
	return options
}

func (l *SignList) knowerOptions() []form.Option {
	options := make([]form.Option, len(l.Knowers))
	for i, knower := range l.Knowers {
		options[i] = form.Option{Value: knower.Code, Label: knower.Words, Exclusive: i == 0}
	}
	return options
}

// Words gives the words of codes, catalogue sources, in the order of the list.
func (l *SignList) Words(codes []string) []string {
	var words []string
	for _, sign := range slices.Concat(l.Signs, l.Knowers) {
		if slices.Contains(codes, sign.Code) {
			words = append(words, sign.Words)
		}
	}
	return words
}
