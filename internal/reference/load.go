package reference

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// file is the shape of a list on disk.
type file struct {
	List    string    `json:"list"`
	Title   string    `json:"title"`
	Version string    `json:"version"`
	Source  string    `json:"source"`
	Include []include `json:"include"`
	Entries []Entry   `json:"entries"`
}

// include puts the entries of another list behind those of this one. Group,
// Statistics and ReportedAs, where given, replace those of the included
// entries.
type include struct {
	List       string `json:"list"`
	Group      string `json:"group"`
	Statistics string `json:"statistics"`
	ReportedAs string `json:"reported_as"`
}

// The names under which the Home Office publishes the lists of its form.
var homeOfficeFiles = map[string]string{
	"uk_police_forces":     "police-forces",
	"uk_local_authorities": "local-authorities",
	"uk_cities_and_towns":  "towns",
	"uk_regions":           "regions",
	"organisations":        "first-responders",
}

// maxListBytes bounds a file of an operator: the largest list here is a fifth
// of a megabyte.
const maxListBytes = 16 << 20

// Load returns the embedded lists with those that the folder holds in place of
// their namesakes. A file that is not a list, or whose name is not that of one,
// is an error that says which; nothing is half loaded.
func Load(folder fs.FS) (*Set, error) {
	s := *Default()
	if err := s.read(folder, Default()); err != nil {
		return nil, err
	}
	return &s, nil
}

// read fills the slots from the files of a folder. Without known lists to stand
// in for them, every slot must have a file.
func (s *Set) read(folder fs.FS, known *Set) error {
	paths, err := fs.Glob(folder, "*.json")
	if err != nil {
		return fmt.Errorf("look for lists: %w", err)
	}
	byKey := map[string]string{}
	for _, path := range paths {
		key := strings.TrimSuffix(path, ".json")
		if ours, ok := homeOfficeFiles[key]; ok {
			key = ours
		}
		if _, ok := s.List(key); !ok {
			return fmt.Errorf("%s is not the name of a list; rename it to one of %s, or take it out of the folder", path, s.keys())
		}
		if other, twice := byKey[key]; twice {
			return fmt.Errorf("%s and %s are both the list %s; keep one of them", other, path, key)
		}
		byKey[key] = path
	}
	for _, slot := range s.slots() {
		path, given := byKey[slot.key]
		if !given {
			if known == nil {
				return fmt.Errorf("the list %s is missing", slot.key)
			}
			continue
		}
		list, err := s.readList(folder, path, slot.key, known)
		if err != nil {
			return err
		}
		*slot.list = list
	}
	return nil
}

func (s *Set) keys() string {
	var keys []string
	for _, slot := range s.slots() {
		keys = append(keys, slot.key)
	}
	return strings.Join(keys, ", ")
}

// readList reads one file in either of its two shapes.
func (s *Set) readList(folder fs.FS, path, key string, known *Set) (*List, error) {
	raw, err := readBounded(folder, path)
	if err != nil {
		return nil, err
	}
	if trimmed := bytes.TrimLeft(raw, " \t\r\n"); known != nil && len(trimmed) > 0 && trimmed[0] == '[' {
		var names []string
		if err := json.Unmarshal(raw, &names); err != nil {
			return nil, fmt.Errorf("%s: an array must hold names only: %w", path, err)
		}
		list, _ := known.List(key)
		return adopt(list, names, path)
	}
	var f file
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		return nil, fmt.Errorf("%s: not a list as the documentation describes it: %w", path, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: something follows the list; one file holds one list", path)
	}
	if f.List != key {
		return nil, fmt.Errorf("%s says it is the list %q; its name says %q", path, f.List, key)
	}
	entries := f.Entries
	for _, inc := range f.Include {
		part, ok := s.List(inc.List)
		if !ok || part == nil {
			return nil, fmt.Errorf("%s includes the list %q, which there is not, or not yet", path, inc.List)
		}
		entries = append(entries, part.included(inc, entries)...)
	}
	list, err := newList(List{Key: key, Title: f.Title, Version: f.Version, Source: f.Source}, entries)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return list, nil
}

// included returns the entries of the list as another list shows them, without
// those that the other already has.
func (l *List) included(as include, has []Entry) []Entry {
	var entries []Entry
	for _, e := range l.entries {
		if slices.ContainsFunc(has, func(h Entry) bool { return h.Code == e.Code }) {
			continue
		}
		if as.Group != "" {
			e.Group = as.Group
		}
		if as.Statistics != "" {
			e.Statistics = as.Statistics
		}
		if as.ReportedAs != "" {
			e.ReportedAs = as.ReportedAs
		}
		entries = append(entries, e)
	}
	return entries
}

// adopt makes a list of plain names, with what the known list says of each. The
// known spelling stays as an alias, so that what either list prints is found.
// A name that is printed again (there are two Blackburns) is the next known
// entry with that name, under the name that tells them apart; where there is
// none it is the same choice printed twice, and is taken once.
func adopt(known *List, names []string, path string) (*List, error) {
	entries := make([]Entry, 0, len(names))
	taken, printed := map[string]bool{}, map[string]bool{}
	for i, name := range names {
		name = strings.TrimSpace(name)
		fold := Fold(name)
		if fold == "" {
			return nil, fmt.Errorf("%s: name %d is empty", path, i+1)
		}
		e := Entry{Code: strings.ReplaceAll(fold, " ", "-"), Name: name}
		for _, k := range known.FindAll(name) {
			if taken[k.Code] {
				continue
			}
			e = k
			if !printed[fold] {
				if Fold(e.Name) != fold {
					e.Aliases = append(slices.Clone(e.Aliases), e.Name)
				}
				e.Name = name
			}
			break
		}
		printed[fold] = true
		if taken[e.Code] {
			continue
		}
		taken[e.Code] = true
		entries = append(entries, e)
	}
	return newList(List{Key: known.Key, Title: known.Title, Version: known.Version, Source: path}, entries)
}

func readBounded(folder fs.FS, path string) ([]byte, error) {
	f, err := folder.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxListBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if len(raw) > maxListBytes {
		return nil, fmt.Errorf("%s is larger than a list can be (%d MB)", path, maxListBytes>>20)
	}
	return raw, nil
}
