package floors

import (
	"bufio"
	"database/sql"
	_ "embed"
	"slices"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/db/dbtest"
	_ "modernc.org/sqlite"
)

// columnList says of every column that could hold somebody's words what it holds.
//
//go:embed columns.txt
var columnList string

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
	classes := map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(columnList))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Fields(line)
		if len(fields) < 2 || !slices.Contains(columnClasses, fields[0]) {
			t.Errorf("columns.txt: %q is not a class and columns of it; classes are %s", line, strings.Join(columnClasses, ", "))
			continue
		}
		for _, column := range fields[1:] {
			if classes[column] != "" {
				t.Errorf("columns.txt: %s stands twice", column)
			}
			classes[column] = fields[0]
		}
	}
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
			t.Errorf("%s (%s): say in internal/floors/columns.txt what it holds; what can identify a person, or is anybody's own words, must be sealed", column, kind)
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
		t.Errorf("columns.txt: there is no column %s", column)
	}
}
