package floors

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// asvsLines is how many lines of levels 1, 2 and 3 each chapter of ASVS 5.0.0 has
// of those that docs/asvs.md must answer: of level 3 only authorisation, data
// protection and logging.
var asvsLines = map[string][3]int{
	"1": {8, 19, 0}, "2": {4, 7, 0}, "3": {8, 11, 0}, "4": {2, 8, 0}, "5": {4, 5, 0}, "6": {13, 22, 0}, "7": {6, 12, 0}, "8": {4, 3, 6},
	"9": {4, 3, 0}, "10": {5, 24, 0}, "11": {3, 11, 0}, "12": {3, 6, 0}, "13": {1, 12, 0}, "14": {2, 7, 4}, "15": {3, 10, 0}, "16": {0, 16, 1}, "17": {0, 7, 0},
}

var (
	asvsLine = regexp.MustCompile(`(?m)^\| (\d+)\.(\d+\.\d+) \| ([123]) \| [^|]+ \| [^|]+ \| ([^|]+) \|([^|\n]*)\|$`)
	testName = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	verdicts = []string{"held", "held in part", "operator", "not yet", "not applied", "does not apply"}
)

// TestTheSecurityChecklistIsWhole fails where a line of the checklist is missing
// or stands twice, and where a test that it names is not there.
func TestTheSecurityChecklistIsWhole(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	for _, path := range files(t, "*_test.go") {
		for _, found := range testName.FindAllSubmatch(read(t, path), -1) {
			tests[string(found[1])] = true
		}
	}
	found, once := map[string][3]int{}, map[string]bool{}
	for _, line := range asvsLine.FindAllStringSubmatch(string(read(t, "docs/asvs.md")), -1) {
		chapter, number, level, verdict := line[1], line[1]+"."+line[2], int(line[3][0]-'1'), strings.TrimSpace(line[4])
		if once[number] {
			t.Errorf("%s stands twice", number)
		}
		once[number] = true
		counts := found[chapter]
		counts[level]++
		found[chapter] = counts
		if !slices.Contains(verdicts, verdict) {
			t.Errorf("%s: %q is no verdict", number, verdict)
		}
		for name := range strings.SplitSeq(line[5], ",") {
			if name = strings.TrimSpace(name); name != "" && !tests[name] {
				t.Errorf("%s: there is no test %s", number, name)
			}
		}
	}
	for chapter, want := range asvsLines {
		got := found[chapter]
		if got[0] != want[0] || got[1] != want[1] || got[2] < want[2] {
			t.Errorf("chapter %s has %v lines of levels 1, 2 and 3, want %v", chapter, got, want)
		}
	}
}
