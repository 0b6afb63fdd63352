package link

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/havenward/havenward/linkage"
)

// readFiles reads all files into one table.
func readFiles(files []string) (*linkage.Table, error) {
	var table *linkage.Table
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		table, err = linkage.Read(path, f, table)
		f.Close()
		if err != nil {
			return nil, err
		}
	}
	return table, nil
}

// settingsFor reads the settings, or proposes some from what the columns hold.
func settingsFor(o options, table *linkage.Table) (linkage.Settings, []linkage.Profile, error) {
	var settings linkage.Settings
	if o.settings != "" {
		f, err := os.Open(o.settings)
		if err != nil {
			return settings, nil, err
		}
		defer f.Close()
		if settings, err = linkage.ReadSettings(f); err != nil {
			return settings, nil, fmt.Errorf("%s: %w", o.settings, err)
		}
	}
	if o.truth == "" {
		o.truth = settings.Truth
	}
	for _, column := range []string{o.truth, o.source} {
		if column != "" && table.Column(column) < 0 {
			return settings, nil, fmt.Errorf("there is no column %q: the columns are %q", column, table.Header)
		}
	}
	profiles := linkage.ProfileTable(table, o.uniqueID, o.truth, o.source)
	if len(settings.Fields) == 0 {
		settings.Fields = linkage.Propose(o.uniqueID, profiles).Fields
	}
	settings.UniqueID, settings.Truth = o.uniqueID, o.truth
	if o.source != "" {
		settings.Source = o.source
	}
	if o.threshold != 0 {
		settings.Threshold = o.threshold
	}
	if o.keep != 0 {
		settings.Keep = o.keep
	}
	if o.seed != 0 {
		settings.Seed = o.seed
	}
	return settings, profiles, nil
}

// readModel reads a model if the file is there.
func readModel(path string) (*linkage.Model, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := linkage.ReadModel(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// readReviewed reads pairs that people have judged.
func readReviewed(path string, table *linkage.Table, uniqueID string) ([]linkage.Reviewed, error) {
	if path == "" {
		return nil, nil
	}
	reviews, err := readFiles([]string{path})
	if err != nil {
		return nil, err
	}
	var columns [3]int
	for i, name := range []string{"left_id", "right_id", "same"} {
		if columns[i] = reviews.Column(name); columns[i] < 0 {
			return nil, fmt.Errorf("%s needs the columns left_id, right_id and same; it has %q", path, reviews.Header)
		}
	}
	records := make(map[string]uint32, table.Len())
	id := table.Column(uniqueID)
	for row := range table.Len() {
		records[table.Cell(row, id)] = uint32(row)
	}
	var reviewed []linkage.Reviewed
	for row := range reviews.Len() {
		left, okLeft := records[reviews.Cell(row, columns[0])]
		right, okRight := records[reviews.Cell(row, columns[1])]
		if !okLeft || !okRight {
			return nil, fmt.Errorf("%s record %d names a %s that no record has", path, row+1, uniqueID)
		}
		switch answer := strings.ToLower(reviews.Cell(row, columns[2])); answer {
		case "yes", "y", "true", "1", "same":
			reviewed = append(reviewed, linkage.Reviewed{Left: left, Right: right, Same: true})
		case "no", "n", "false", "0", "different":
			reviewed = append(reviewed, linkage.Reviewed{Left: left, Right: right})
		case "unsure", "":
		default:
			return nil, fmt.Errorf("%s record %d: same is %q: write yes, no or unsure", path, row+1, answer)
		}
	}
	return reviewed, nil
}

// truthOf returns who each record is, or nil where that is not known.
func truthOf(o options, table *linkage.Table) (func(int) string, error) {
	if o.truth == "" {
		return nil, nil
	}
	column := table.Column(o.truth)
	if o.truthPattern == "" {
		return func(row int) string { return table.Cell(row, column) }, nil
	}
	pattern, err := regexp.Compile(o.truthPattern)
	if err != nil || pattern.NumSubexp() < 1 {
		return nil, fmt.Errorf("--truth-pattern %q must be a regular expression with a group in parentheses", o.truthPattern)
	}
	return func(row int) string {
		found := pattern.FindStringSubmatch(table.Cell(row, column))
		if found == nil {
			return ""
		}
		return found[1]
	}, nil
}
