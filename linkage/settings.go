package linkage

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Field says how one column takes part.
type Field struct {
	Column    string `json:"column"`
	Kind      Kind   `json:"kind"`
	Separator string `json:"separator,omitempty"` // splits a cell into several values; empty for one value a cell
}

// Settings say what is linked and how. The zero value of every number means
// its default.
type Settings struct {
	UniqueID string  `json:"unique_id"`
	Fields   []Field `json:"fields"`
	// Truth is a column that tells who is who; it takes no part in linking.
	Truth string `json:"truth,omitempty"`
	// Source is a column that names where a record came from, for counts of
	// people known to two sources. It takes no part in the comparison.
	Source string `json:"source,omitempty"`
	Seed   uint64 `json:"seed,omitempty"`
	// MaxBlock bounds the records that may share a blocking key; a key with more
	// is refined by further fields, and skipped (and counted) where that does not
	// bring it under the bound. Default 400; a file of up to 1500 records has every
	// pair compared.
	MaxBlock int `json:"max_block,omitempty"`
	// PairsPerRecord bounds the candidate pairs a blocking rule may bring, in
	// pairs a record. Default: 60 for small files, 12 and 8 for larger ones.
	PairsPerRecord float64 `json:"pairs_per_record,omitempty"`
	// Keep is the least probability of a pair that is kept. Default 0.01.
	Keep float64 `json:"keep,omitempty"`
	// Threshold is the probability from which two records are called one person.
	// Default: the one that promises the best F1 from the probabilities alone.
	Threshold float64 `json:"threshold,omitempty"`
	// Exact lists sets of columns that decide alone: where all columns of a set
	// agree in two records, they are one person whatever else they say.
	Exact [][]string `json:"exact,omitempty"`
}

// ReadSettings reads settings from JSON. Unknown names are an error, since a
// misspelt setting would otherwise silently do nothing.
func ReadSettings(r io.Reader) (Settings, error) {
	var s Settings
	decoder := json.NewDecoder(r)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return Settings{}, fmt.Errorf("read settings: %w", err)
	}
	return s, s.check()
}

func (s *Settings) check() error {
	seen := make(map[string]bool)
	for _, f := range s.Fields {
		if !f.Kind.Valid() {
			return fmt.Errorf("column %q has kind %q: use one of %v", f.Column, f.Kind, kinds)
		}
		if seen[f.Column] {
			return fmt.Errorf("column %q stands twice in the fields: leave one", f.Column)
		}
		seen[f.Column] = true
	}
	switch {
	case s.Threshold < 0 || s.Threshold > 1:
		return errors.New("threshold is a probability: choose a number from 0 to 1")
	case s.Keep < 0 || s.Keep > 1:
		return errors.New("keep is a probability: choose a number from 0 to 1")
	case s.MaxBlock < 0 || s.PairsPerRecord < 0:
		return errors.New("max_block and pairs_per_record cannot be negative")
	}
	for _, set := range s.Exact {
		if len(set) == 0 {
			return errors.New("an exact rule names no column: name at least one")
		}
		for _, column := range set {
			if !seen[column] {
				return fmt.Errorf("exact rule names column %q, which is not among the fields", column)
			}
		}
	}
	return nil
}

func (s Settings) keep() float64 {
	if s.Keep == 0 {
		return 0.01
	}
	return s.Keep
}

// fewEnough is so few records that all pairs of them may be compared.
const fewEnough = 1500

func (s Settings) maxBlock(records int) int {
	switch {
	case s.MaxBlock > 0:
		return s.MaxBlock
	case records <= fewEnough:
		return fewEnough
	}
	return 400
}

// pairsPerRecord is generous for small files, where every pair found counts,
// and falls with the logarithm of the size.
func (s Settings) pairsPerRecord(records int) float64 {
	if s.PairsPerRecord > 0 {
		return s.PairsPerRecord
	}
	switch {
	case records <= 30_000:
		return 60
	case records <= 300_000:
		return 12
	}
	return 8
}
