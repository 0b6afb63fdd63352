package link

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// people is a small file with the spaces after commas that some programs write.
func people() string {
	var b strings.Builder
	b.WriteString("id, given_name, surname, dob, town, who\n")
	names := [][2]string{{"Blessing", "Okoro"}, {"Thị Mai", "Nguyễn"}, {"Arben", "Hoxha"}, {"Ioana", "Popescu"}, {"Precious", "Osagie"}, {"Ilir", "Shehu"}}
	for person := range 60 {
		n := names[person%len(names)]
		for copies := range 1 + person%2 {
			dob := fmt.Sprintf("%d-%02d-%02d", 1970+person%37, 1+person%12, 1+(person*7)%28)
			given, family := n[0], n[1]
			if copies == 1 {
				given, family = family, given
			}
			fmt.Fprintf(&b, "p%d.%d, %s, %s, %s, %s, %d\n", person, copies, given, family, dob, []string{"Leeds", "Hull"}[person%2], person)
		}
	}
	return b.String()
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func runLink(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Run(args, &out, &errs)
	return code, out.String(), errs.String()
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestLinkWritesEverythingAskedFor(t *testing.T) {
	t.Parallel()
	file := write(t, "people.csv", people())
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	code, stdout, stderr := runLink(t, file, "--unique-id", "id", "--truth", "who", "--pairs", in("pairs.csv"),
		"--clusters", in("clusters.csv"), "--report", in("report.html"), "--model", in("model.json"), "--json")
	if code != 0 {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	var summary map[string]any
	if err := json.Unmarshal([]byte(stdout), &summary); err != nil {
		t.Fatal(err)
	}
	if summary["records"] != 90.0 || summary["peak_memory_bytes"].(float64) <= 0 || summary["seconds"].(map[string]any)["total"].(float64) <= 0 {
		t.Errorf("summary %v", summary)
	}
	pairs := readCSV(t, in("pairs.csv"))
	if got := strings.Join(pairs[0], ","); got != "left_id,right_id,weight,probability,family name,given name,dob,town" {
		t.Errorf("pairs have the columns %s", got)
	}
	if float64(len(pairs)-1) != summary["pairs_kept"] {
		t.Errorf("%d pairs written, %v kept", len(pairs)-1, summary["pairs_kept"])
	}
	clusters := readCSV(t, in("clusters.csv"))
	if strings.Join(clusters[0], ",") != "id,cluster_id" || len(clusters) != 91 {
		t.Errorf("clusters begin with %v and have %d rows", clusters[0], len(clusters))
	}
	of := make(map[string]string)
	for _, row := range clusters[1:] {
		if of[row[0]] != "" {
			t.Errorf("record %s stands twice", row[0])
		}
		of[row[0]] = row[1]
	}
	if of["p1.0"] != of["p1.1"] {
		t.Error("a record with its names exchanged is apart from its person")
	}
	report, err := os.ReadFile(in("report.html"))
	if err != nil || !bytes.Contains(report, []byte("<svg")) || bytes.Contains(report, []byte("http-equiv")) {
		t.Errorf("report %v: %.80s", err, report)
	}
	// The model is now there: a second run uses it and comes to the same pairs.
	code, _, stderr = runLink(t, "--unique-id=id", "--truth=who", "--model", in("model.json"), "--pairs", in("again.csv"), "--quiet", file)
	if code != 0 {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	first, _ := os.ReadFile(in("pairs.csv"))
	second, _ := os.ReadFile(in("again.csv"))
	if !bytes.Equal(first, second) {
		t.Error("the saved model gives other pairs")
	}
}

func TestEvaluatePrintsAccuracy(t *testing.T) {
	t.Parallel()
	file := write(t, "people.csv", people())
	code, stdout, stderr := runLink(t, "evaluate", file, "--unique-id", "id", "--truth", "id", "--truth-pattern", `^p(\d+)`, "--quiet")
	if code != 0 {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	for _, want := range []string{"precision", "recall", "30 true pairs", "chosen without labels", "columns", "given_name"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the output does not say %q:\n%s", want, stdout)
		}
	}
}

func TestSeveralFilesAndReviews(t *testing.T) {
	t.Parallel()
	all := strings.SplitAfter(people(), "\n")
	one := write(t, "one.csv", strings.Join(all[:50], ""))
	two := write(t, "two.csv", all[0]+strings.Join(all[50:], ""))
	reviewed := write(t, "reviewed.csv", "left_id,right_id,same\np1.0,p1.1,no\np0.0,p2.0,yes\np4.0,p6.0,unsure\n")
	clusters := filepath.Join(t.TempDir(), "clusters.csv")
	code, _, stderr := runLink(t, one, two, "--unique-id", "id", "--truth", "who", "--reviewed", reviewed, "--clusters", clusters, "--json", "--quiet")
	if code != 0 {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	of := make(map[string]string)
	for _, row := range readCSV(t, clusters) {
		of[row[0]] = row[1]
	}
	if of["p1.0"] == of["p1.1"] || of["p0.0"] != of["p2.0"] {
		t.Error("the reviews do not hold")
	}
}

// oneKey is a file in which everybody has the same family name and day of birth, and
// every second record the same given name.
func oneKey() string {
	var b strings.Builder
	b.WriteString("id,given,family,dob\n")
	for i := range 3000 {
		given := "Anna"
		if i%2 == 0 {
			given = fmt.Sprintf("Q%cz%cx%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676)
		}
		fmt.Fprintf(&b, "%d,%s,Nguyen,1990-01-01\n", i, given)
	}
	return b.String()
}

func TestErrorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	good := write(t, "good.csv", people())
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"no file", []string{"--unique-id", "id"}, 2, "name at least one CSV file"},
		{"no id", []string{good}, 2, "--unique-id"},
		{"no truth", []string{"evaluate", good, "--unique-id", "id"}, 2, "--truth"},
		{"unknown flag", []string{good, "--nonsense"}, 2, "nonsense"},
		{"missing file", []string{"/nonexistent.csv", "--unique-id", "id"}, 1, "no such file"},
		{"no such column", []string{good, "--unique-id", "number"}, 1, `no column "number"`},
		{"no such truth", []string{good, "--unique-id", "id", "--truth", "whom"}, 1, `no column "whom"`},
		{"ragged", []string{write(t, "ragged.csv", "id,a\n1,2,3\n"), "--unique-id", "id"}, 1, "3 cells"},
		{"double id", []string{write(t, "double.csv", "id,a\n1,2\n1,3\n"), "--unique-id", "id"}, 1, "every record needs its own"},
		{"double id in two files", []string{good, write(t, "again.csv", people()), "--unique-id", "id"}, 1, "again.csv"},
		{"old line ends", []string{write(t, "mac.csv", "id,a\r1,2\r"), "--unique-id", "id"}, 1, "carriage returns"},
		{"one key for all", []string{write(t, "key.csv", oneKey()), "--unique-id", "id"}, 1, "nothing was compared"},
		{"not UTF-8", []string{write(t, "latin.csv", "id,a\n1,caf\xe9\n"), "--unique-id", "id"}, 1, "not UTF-8"},
		{"bad settings", []string{good, "--unique-id", "id", "--settings", write(t, "s.json", `{"treshold": 1}`)}, 1, "treshold"},
		{"bad model", []string{good, "--unique-id", "id", "--model", write(t, "m.json", `{"version": 99}`)}, 1, "learn it again"},
		{"bad pattern", []string{good, "--unique-id", "id", "--truth", "who", "--truth-pattern", "p"}, 1, "group in parentheses"},
		{"bad review", []string{good, "--unique-id", "id", "--reviewed", write(t, "r.csv", "left_id,right_id,same\nx,y,yes\n")}, 1, "no record has"},
		{"other columns", []string{good, write(t, "other.csv", "id,b\n1,2\n"), "--unique-id", "id"}, 1, "same columns"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := runLink(t, append(c.args, "--quiet")...)
			if code != c.code || !strings.Contains(stderr, c.says) || stdout != "" {
				t.Errorf("exit %d, %q, want exit %d and %q", code, stderr, c.code, c.says)
			}
		})
	}
}
