package linkage

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// Model is what was learned from one table, enough to compare any two records
// with the same columns. It holds names and other values with their
// frequencies, but no record.
type Model struct {
	Version     int               `json:"version"`
	Fields      []Field           `json:"fields"`
	Records     int               `json:"records"`         // it was learned from
	Prior       float64           `json:"prior"`           // chance that two random records are one person
	Shift       float64           `json:"shift,omitempty"` // of the logarithm of all odds, from reviewed pairs
	Unseen      float64           `json:"unseen"`          // share of pairs of one person that blocking is expected to miss
	Threshold   float64           `json:"threshold"`       // from which a pair is called one person
	Rules       []string          `json:"blocking_rules"`
	Comparisons []ModelComparison `json:"comparisons"`
	Values      []ModelValues     `json:"values"` // by field that is not a name
	Names       *ModelNames       `json:"names,omitempty"`
	Groups      []string          `json:"groups,omitempty"` // nationalities with name frequencies of their own
}

// ModelComparison is one comparison: the chance of each cell of levels in pairs
// of one person.
type ModelComparison struct {
	Label  string      `json:"comparison"`
	Levels [2][]string `json:"levels"`
	// Strength multiplies the evidence; 1 unless reviewed pairs said otherwise.
	Strength float64   `json:"strength"`
	M        []float64 `json:"m"` // by first level times number of second levels plus second level
}

// ModelValues holds how common the values of a field are.
type ModelValues struct {
	Column  string             `json:"column"`
	Levels  []float32          `json:"log_u"`               // of levels; in text fields short of exact, factor to the frequency of the value
	Spare   map[string]float32 `json:"log_spare,omitempty"` // what log_common loses with one person fewer
	SumOfSq float64            `json:"agreement"`
	Rare    float32            `json:"log_rare"`
	Common  map[string]float32 `json:"log_common"` // values commoner than Rare
}

// ModelNames holds how common the parts of names are.
type ModelNames struct {
	Shares          []float64             `json:"group_shares"`
	FamilySq        float64               `json:"family_agreement"`
	GivenSq         float64               `json:"given_agreement"`
	Rare            float32               `json:"rare"`
	FuzzyFamily     []float64             `json:"fuzzy_family"`
	FuzzyGiven      []float64             `json:"fuzzy_given"`
	DifferentFamily float32               `json:"log_different_family"`
	DifferentGiven  float32               `json:"log_different_given"`
	Families        uint64                `json:"family_parts"`
	Givens          uint64                `json:"given_parts"`
	Parts           map[string]ModelToken `json:"parts"`
	// GivenCounts are people by number of given names, for each group.
	GivenCounts [][maxParts + 1]float64 `json:"given_counts"`
	// Together holds pairs of parts, separated by a space, that go together more
	// often than chance, and by what factor.
	Together map[string]float32 `json:"together,omitempty"`
}

// ModelToken is one part of a name.
type ModelToken struct {
	AsFamily uint32    `json:"as_family,omitempty"` // records that have it as family name
	AsGiven  uint32    `json:"as_given,omitempty"`
	Family   []float32 `json:"family"` // frequency by group
	Given    []float32 `json:"given"`
	Female   float32   `json:"female"` // share of women
	// Spare is what the logarithms of the frequencies lose with one person fewer,
	// as family and as given name.
	Spare [2]float32 `json:"spare"`
	// Lengths are people with it as their only given name, one of two, or of more.
	Lengths [3]float32 `json:"lengths"`
}

// Describe says in words what pairs of one person show, one line for each
// dimension, the shares of levels below one in a thousand left out.
func (c *ModelComparison) Describe() []string {
	d2 := max(1, len(c.Levels[1]))
	margins := [2][]float64{make([]float64, len(c.Levels[0])), make([]float64, d2)}
	for cell, m := range c.M {
		margins[0][cell/d2] += m
		margins[1][cell%d2] += m
	}
	var lines []string
	for dimension, levels := range c.Levels {
		var parts []string
		for i := len(levels) - 1; i > 0; i-- {
			if share := margins[dimension][i]; share >= 0.001 {
				parts = append(parts, fmt.Sprintf("%s %.1f%%", levels[i], 100*share))
			}
		}
		if len(parts) > 0 {
			lines = append(lines, c.Label+": "+strings.Join(parts, ", "))
		}
	}
	return lines
}

const modelVersion = 2

// model writes down what the linker knows.
func (l *linker) model(threshold float64) *Model {
	m := &Model{
		Version: modelVersion, Fields: l.settings.Fields, Records: l.records(), Prior: l.prior, Shift: l.shift, Unseen: l.unseen, Threshold: threshold,
	}
	for _, rule := range l.blocker.rules {
		m.Rules = append(m.Rules, rule.spec())
	}
	for i := range l.comparisons {
		c := &l.comparisons[i]
		m.Comparisons = append(m.Comparisons, ModelComparison{c.Label, c.levels, c.strength, c.m})
	}
	for i, f := range l.fields {
		v := &l.chances.values[i]
		mv := ModelValues{Column: f.Column, Levels: l.chances.levels[i], SumOfSq: v.sumOfSq, Rare: v.rare, Common: make(map[string]float32), Spare: make(map[string]float32)}
		for id, log := range v.log {
			if id > 0 && log != v.rare && f.several[uint32(id)] == nil {
				mv.Common[f.text(uint32(id))] = log
				if spare := v.spareOf(uint32(id)); spare != 0 {
					mv.Spare[f.text(uint32(id))] = spare
				}
			}
		}
		m.Values = append(m.Values, mv)
	}
	if l.names != nil {
		m.Names = l.modelNames()
	}
	if l.groupField >= 0 {
		m.Groups = make([]string, l.groups)
		for id, g := range l.groupOf {
			if g > 0 {
				m.Groups[g] = l.fields[l.groupField].text(uint32(id))
			}
		}
	}
	return m
}

func (l *linker) modelNames() *ModelNames {
	c := &l.chances
	m := &ModelNames{
		Shares: c.names.shares, FamilySq: c.names.familySq, GivenSq: c.names.givenSq, Rare: c.names.rare,
		FuzzyFamily: c.fuzzyFamily[:], FuzzyGiven: c.fuzzyGiven[:],
		DifferentFamily: c.differentFamily, DifferentGiven: c.differentGiven,
		Families: l.names.roles.families, Givens: l.names.roles.givens, Parts: make(map[string]ModelToken),
		Together: make(map[string]float32), GivenCounts: c.names.lengths.groups,
	}
	for key, ratio := range c.names.together {
		m.Together[l.names.table.tokens[key[0]].text+" "+l.names.table.tokens[key[1]].text] = ratio
	}
	g := c.names.groups
	at := func(counts []uint32, id int) uint32 {
		if id < len(counts) {
			return counts[id]
		}
		return 0
	}
	for id := 1; id*g < len(c.names.family); id++ {
		part := ModelToken{
			AsFamily: at(l.names.roles.family, id), AsGiven: at(l.names.roles.given, id),
			Family: c.names.family[id*g : id*g+g], Given: c.names.given[id*g : id*g+g], Female: c.names.female[id],
			Lengths: c.names.lengths.tokens[id],
		}
		if id < len(c.names.spareFamily) {
			part.Spare = [2]float32{c.names.spareFamily[id], c.names.spareGiven[id]}
		}
		m.Parts[l.names.table.tokens[id].text] = part
	}
	return m
}

// text returns a canonical value in a form that intern reads back.
func (f *field) text(id uint32) string {
	if f.Kind != KindBirth {
		return f.values.text(id)
	}
	b := f.births[id]
	switch {
	case b.halfBand > 0:
		return fmt.Sprintf("%04d/%04d", int(b.year)-int(b.halfBand), int(b.year)+int(b.halfBand))
	case b.month == 0 && b.day == 0:
		return fmt.Sprintf("%04d", b.year)
	}
	return fmt.Sprintf("%04d-%02d-%02d", b.year, b.month, b.day)
}

// Write writes the model as JSON.
func (m *Model) Write(w io.Writer) error {
	return json.NewEncoder(w).Encode(m)
}

// ReadModel reads a model that Write wrote.
func ReadModel(r io.Reader) (*Model, error) {
	var m Model
	if err := json.NewDecoder(r).Decode(&m); err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	if m.Version != modelVersion {
		return nil, fmt.Errorf("the model has version %d, this program reads %d: learn it again", m.Version, modelVersion)
	}
	return &m, nil
}

// adopt takes over a model instead of learning one.
func (l *linker) adopt(m *Model) error {
	if len(m.Values) != len(l.fields) || len(m.Comparisons) != len(l.comparisons) || (m.Names != nil) != (l.names != nil) {
		return fmt.Errorf("the model was learned for other columns: it needs %v", m.Fields)
	}
	l.prior, l.shift, l.unseen, l.adopted = m.Prior, m.Shift, m.Unseen, m.Threshold
	for i := range l.comparisons {
		c := &l.comparisons[i]
		if len(m.Comparisons[i].M) != c.cells() || m.Comparisons[i].Label != c.Label {
			return fmt.Errorf("the model compares %q where the settings compare %q", m.Comparisons[i].Label, c.Label)
		}
		c.m, c.strength = m.Comparisons[i].M, m.Comparisons[i].Strength
	}
	l.chances.values = make([]valueFrequency, len(l.fields))
	l.chances.levels = make([][]float32, len(l.fields))
	for i, f := range l.fields {
		mv := &m.Values[i]
		if mv.Column != f.Column || len(mv.Levels) != len(f.levelNames()) {
			return fmt.Errorf("the model was learned for column %q where the settings name %q", mv.Column, f.Column)
		}
		l.chances.levels[i] = mv.Levels
		l.chances.values[i] = adoptValues(f, mv)
	}
	l.groups = max(1, len(m.Groups))
	if l.groupField >= 0 {
		f := l.fields[l.groupField]
		for g := 1; g < len(m.Groups); g++ {
			id := f.intern(m.Groups[g])
			for int(id) >= len(l.groupOf) {
				l.groupOf = append(l.groupOf, 0)
			}
			l.groupOf[id] = uint8(g)
		}
	}
	if l.names != nil {
		if err := l.adoptNames(m.Names); err != nil {
			return err
		}
	}
	l.setLogs()
	return nil
}

func adoptValues(f *field, m *ModelValues) valueFrequency {
	v := valueFrequency{sumOfSq: m.SumOfSq, rare: m.Rare}
	for _, text := range sortedKeys(m.Common) {
		id := f.intern(text)
		for int(id) >= len(v.log) {
			v.log = append(v.log, m.Rare)
		}
		v.log[id] = m.Common[text]
		if spare := m.Spare[text]; spare != 0 {
			for int(id) >= len(v.spare) {
				v.spare = append(v.spare, 0)
			}
			v.spare[id] = spare
		}
	}
	return v
}

func (l *linker) adoptNames(m *ModelNames) error {
	c := &l.chances
	if len(m.FuzzyFamily) != partLevels || len(m.FuzzyGiven) != partLevels || len(m.Shares) != l.groups || len(m.GivenCounts) != l.groups {
		return fmt.Errorf("the model is damaged: its name frequencies do not fit together")
	}
	copy(c.fuzzyFamily[:], m.FuzzyFamily)
	copy(c.fuzzyGiven[:], m.FuzzyGiven)
	c.differentFamily, c.differentGiven = m.DifferentFamily, m.DifferentGiven
	c.names = nameFrequency{
		groups: l.groups, shares: m.Shares, familySq: m.FamilySq, givenSq: m.GivenSq, rare: m.Rare,
		family: make([]float32, l.groups), given: make([]float32, l.groups), female: []float32{0.5},
		unseen: slices.Repeat([]float32{m.Rare}, l.groups), lengths: nameLengths{groups: m.GivenCounts, tokens: make([][3]float32, 1)},
		spareFamily: []float32{0}, spareGiven: []float32{0},
	}
	roles := l.names.roles
	roles.families, roles.givens = m.Families, m.Givens
	l.names.rolesKnown = true
	for _, text := range sortedKeys(m.Parts) {
		part := m.Parts[text]
		id := l.names.table.intern(text)
		if int(id) != len(c.names.female) || len(part.Family) != l.groups || len(part.Given) != l.groups {
			return fmt.Errorf("the model is damaged at the name part %q", text)
		}
		c.names.family = append(c.names.family, part.Family...)
		c.names.given = append(c.names.given, part.Given...)
		c.names.female = append(c.names.female, part.Female)
		c.names.lengths.tokens = append(c.names.lengths.tokens, part.Lengths)
		c.names.spareFamily, c.names.spareGiven = append(c.names.spareFamily, part.Spare[0]), append(c.names.spareGiven, part.Spare[1])
		roles.family, roles.given = grown(roles.family, id), grown(roles.given, id)
		roles.family[id], roles.given[id] = part.AsFamily, part.AsGiven
	}
	c.names.together = make(together)
	for pair, ratio := range m.Together {
		a, b, _ := strings.Cut(pair, " ")
		c.names.together[pairKey(l.names.table.intern(a), l.names.table.intern(b))] = ratio
	}
	if math.IsNaN(l.prior) || l.prior <= 0 || l.prior >= 1 {
		return fmt.Errorf("the model is damaged: its prior is %v", l.prior)
	}
	return nil
}
