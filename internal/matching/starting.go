package matching

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/havenward/havenward/linkage"
)

// The model at the start is learned, without labels, from invented people with
// the name habits of this field (see TestStartingModelIsWhatIsLearned, which
// makes it). What people decide about pairs moves it: see Lesson.
//
//go:embed starting.json.gz
var startingFile []byte

var startingModel = sync.OnceValues(func() (linkage.Model, error) {
	unpacked, err := gzip.NewReader(bytes.NewReader(startingFile))
	if err != nil {
		return linkage.Model{}, fmt.Errorf("the model at the start cannot be unpacked: %w", err)
	}
	model, err := linkage.ReadModel(unpacked)
	if err != nil {
		return linkage.Model{}, err
	}
	return *model, nil
})

// Lesson is what reviewed pairs taught: the strength of each comparison and a
// shift of all odds, in place of those of the model at the start.
type Lesson struct {
	Shift     float64   `json:"shift"`
	Strengths []float64 `json:"strengths"`
}

// taught gives the model at the start with a lesson applied; nil is no lesson.
func taught(lesson *Lesson) (*linkage.Model, error) {
	model, err := startingModel()
	if err != nil || lesson == nil {
		return &model, err
	}
	if len(lesson.Strengths) != len(model.Comparisons) {
		return nil, fmt.Errorf("what was learned from reviewed pairs is of %d comparisons, and the model has %d", len(lesson.Strengths), len(model.Comparisons))
	}
	model.Comparisons = slices.Clone(model.Comparisons)
	model.Shift = lesson.Shift
	for i, strength := range lesson.Strengths {
		model.Comparisons[i].Strength = strength
	}
	return &model, nil
}

// lessonOf takes from a model what differs from the one at the start.
func lessonOf(model *linkage.Model) Lesson {
	lesson := Lesson{Shift: model.Shift}
	for _, comparison := range model.Comparisons {
		lesson.Strengths = append(lesson.Strengths, comparison.Strength)
	}
	return lesson
}

// readLesson reads a lesson as it is stored.
func readLesson(text []byte) (*Lesson, error) {
	var lesson Lesson
	if err := json.Unmarshal(text, &lesson); err != nil {
		return nil, fmt.Errorf("what was learned from reviewed pairs cannot be read: %w", err)
	}
	return &lesson, nil
}
