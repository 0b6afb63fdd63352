package seal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/db"
)

// TombstoneName is what the list of destroyed owners is called in the data folder.
const TombstoneName = "erased.txt"

// nameLine is the word with which a line begins that names the list itself.
const nameLine = "list"

// List is the list of destroyed owners that is kept outside the database, as its
// file has it. It names nobody: it holds identifiers and days. It only ever grows.
type List struct {
	Path string
	// ID is the list's own name, which the database it belongs to knows too; "" in
	// one that is not there, or was written before lists had names.
	ID db.ID
	// Earlier are the names that it had before, oldest first.
	Earlier []db.ID
	// Owners are those whose keys were destroyed.
	Owners map[db.ID]bool

	there bool
	// whole and torn are the bytes before the line that a crash cut short, and it.
	whole int64
	torn  string
}

// ReadList reads the list; one that is not there is empty. The last line counts as
// not written where a crash cut it short: whoever was writing it will again.
func ReadList(path string) (List, error) {
	list := List{Path: path, Owners: map[db.ID]bool{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return list, nil
	}
	if err != nil {
		return List{}, fmt.Errorf("cannot read the list of what was erased: %w", err)
	}
	list.there = true
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		ended := strings.HasSuffix(line, "\n")
		switch words := strings.Fields(line); {
		case len(words) == 0:
		case words[0] == nameLine && len(words) > 1 && isID(words[1]):
			if list.ID != "" {
				list.Earlier = append(list.Earlier, list.ID)
			}
			list.ID = db.ID(words[1])
		case isID(words[0]):
			list.Owners[db.ID(words[0])] = true
		case !ended:
			list.torn = line
			continue
		default:
			return List{}, fmt.Errorf("%s, line %d: %q names nothing that could be erased; put the list right before starting", path, number, words[0])
		}
		list.whole += int64(len(line))
	}
	return list, nil
}

func isID(text string) bool {
	_, ok := db.ParseID(text)
	return ok
}

// had reports whether the list has or had a name.
func (l List) had(id db.ID) bool { return id == l.ID || slices.Contains(l.Earlier, id) }

// add writes lines at the end of the list, and waits until they are on the disk.
func (l List) add(lines ...string) error {
	if len(lines) == 0 {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(l.Path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(l.Path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("cannot write the list of what was erased: %w", err)
	}
	defer file.Close()
	if err := l.cutTorn(file); err != nil {
		return err
	}
	// A last line without an end stands for itself and is not part of the next.
	if _, err := file.WriteString("\n" + strings.Join(lines, "\n") + "\n"); err != nil {
		return err
	}
	if err := file.Sync(); err != nil || l.there {
		return err
	}
	folder, err := os.Open(filepath.Dir(l.Path))
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

// cutTorn takes the line away that a crash cut short, unless another node has
// written since the list was read.
func (l List) cutTorn(file *os.File) error {
	if l.torn == "" {
		return nil
	}
	rest, err := io.ReadAll(io.NewSectionReader(file, l.whole, int64(len(l.torn))+1))
	if err != nil || string(rest) != l.torn {
		return err
	}
	return file.Truncate(l.whole)
}
