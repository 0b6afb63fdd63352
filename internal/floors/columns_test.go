package floors

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/db/dbtest"
	_ "modernc.org/sqlite"
)

// columnLists say, beside each migration, of every column it adds that could
// hold somebody's words what that holds: a class, then columns of it.
// Identifiers, flags, numbers, times and columns called sealed are classed by
// their names and types. What can identify a person, or is anybody's own words,
// is sealed; there is no class for it in plain.
const columnLists = "../db/migrations/*.columns"

// The classes of columns. Only the last of them hold what identifies a person.
var columnClasses = []string{
	"code",    // one of a closed list, or a rule, version or word of the program
	"key",     // an identifier or reference that the program makes, or one that a sending system gave to its own record
	"number",  // a count, place in order or strength
	"date",    // a day or time at which something was done or is due here, or in which something happened
	"words",   // source strings of the catalogue, or purposes: words of the program, not of people
	"title",   // what staff call something that is about nobody (a saved estimate)
	"staff",   // who works here: the names and addresses of accounts, agencies, teams, and of their machines
	"hash",    // a sum of what cannot be guessed: of random tokens, of passwords with salt, of other rows
	"blind",   // a keyed token for looking up
	"wrapped", // a key closed by another key
	"sealed",  // encrypted under a key of its owner
}

// byName gives the class of columns whose name and type say what they hold.
func byName(name, kind string) string {
	switch {
	case kind == "boolean":
		return "code"
	case kind == "integer" || kind == "bigint":
		return "number"
	case (kind == "timestamp" || kind == "date") && (strings.HasSuffix(name, "_at") || strings.HasSuffix(name, "_on") || strings.HasSuffix(name, "_by") || strings.HasSuffix(name, "_from") || strings.HasSuffix(name, "_until") || name == "at" || name == "since"):
		return "date"
	case kind == "text" && (name == "id" || strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "_by")):
		return "key"
	case kind == "bytea" && (name == "sealed" || strings.HasSuffix(name, "_sealed")):
		return "sealed"
	}
	return ""
}

// TestEveryColumnHasAClass fails on a column of the store of which nobody said
// what it holds. What can name a person, or holds anybody's own words, is sealed.
func TestEveryColumnHasAClass(t *testing.T) {
	t.Parallel()
	classes := listedColumns(t)
	path := strings.TrimPrefix(dbtest.SQLite(t), "sqlite:")
	store, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	rows, err := store.Query(`SELECT m.name, c.name, lower(c.type) FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	seen := 0
	for rows.Next() {
		var table, name, kind string
		if err := rows.Scan(&table, &name, &kind); err != nil {
			t.Fatal(err)
		}
		seen++
		column := table + "." + name
		class, listed := classes[column]
		delete(classes, column)
		if !listed {
			class = byName(name, kind)
		}
		if class == "" {
			t.Errorf("%s (%s): say in the file .columns beside its migration what it holds; what can identify a person, or is anybody's own words, must be sealed", column, kind)
		}
		if (class == "sealed" || class == "wrapped") && kind != "bytea" {
			t.Errorf("%s is %s and must be BYTEA, not %s", column, class, kind)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if seen < 200 {
		t.Fatalf("only %d columns were looked at", seen)
	}
	for column := range classes {
		t.Errorf("%s: there is no column %s", columnLists, column)
	}
}

// listedColumns reads the class of each column that is listed.
func listedColumns(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob(columnLists)
	if err != nil || len(files) == 0 {
		t.Fatalf("no lists of columns at %s: %v", columnLists, err)
	}
	classes := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			fields := strings.Fields(line)
			if len(fields) == 0 || fields[0] == "#" {
				continue
			}
			if len(fields) < 2 || !slices.Contains(columnClasses, fields[0]) {
				t.Errorf("%s: %q is not a class and columns of it; classes are %s", file, line, strings.Join(columnClasses, ", "))
				continue
			}
			for _, column := range fields[1:] {
				if classes[column] != "" {
					t.Errorf("%s: %s stands twice", file, column)
				}
				classes[column] = fields[0]
			}
		}
	}
	return classes
}
