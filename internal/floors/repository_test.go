package floors

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the folder of the checkout, seen from this package's.
const root = "../.."

// Lines of one Go file: about 300, one idea each. The limits leave room for a
// last function; a test is a list and may be longer.
const (
	longFile, tooLongFile = 300, 350
	longTest, tooLongTest = 400, 500
)

func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	for _, path := range files(t, "*.go") {
		content := read(t, path)
		if generated.Match(content) {
			continue
		}
		long, tooLong := longFile, tooLongFile
		if strings.HasSuffix(path, "_test.go") {
			long, tooLong = longTest, tooLongTest
		}
		switch lines := bytes.Count(content, []byte("\n")); {
		case lines > tooLong:
			t.Errorf("%s has %d lines, more than %d: split it by ideas", path, lines, tooLong)
		case lines > long:
			t.Logf("%s has %d lines, more than %d: it may hold two ideas", path, lines, long)
		}
	}
}

var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// foreignPath matches a folder of somebody's machine. The pieces are apart so
// that this file does not match itself.
var foreignPath = regexp.MustCompile(`(^|[^\w.])(/` + `root/|/` + `home/\w+/|/` + `Users/\w+/|/` + `work/(main|shared|\.)|[A-Z]:\\\\?Users)`)

// unfinished matches the marks that people leave for later.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)

func TestTextNamesNoMachineAndLeavesNothingForLater(t *testing.T) {
	t.Parallel()
	for _, path := range files(t) {
		if strings.HasPrefix(path, "internal/reference/data/") || path == "package-lock.json" {
			continue // lists of other people's words
		}
		content := read(t, path)
		if bytes.ContainsRune(content, 0) {
			continue
		}
		for number, line := range bytes.Split(content, []byte("\n")) {
			if found := foreignPath.Find(line); found != nil {
				t.Errorf("%s:%d names a folder of one machine: %s", path, number+1, found)
			}
			if found := unfinished.Find(line); found != nil {
				t.Errorf("%s:%d leaves something for later (%s): do it, or open an issue", path, number+1, found)
			}
		}
	}
}

func TestPatternsSeeWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"see /" + "home/ada/notes":       true,
		`"/` + "root/x\"":                true,
		"cd /" + "work/main && go":       true,
		`C:\` + `Users\ada`:              true,
		"GET /" + "work/queue":           false,
		"https://example.org/" + "home/": false,
		"the page /" + "home":            false,
		"$root/data":                     false,
		"../" + "root/x":                 false,
		"https://x.example/" + "root/a":  false,
	} {
		if foreignPath.MatchString(text) != want {
			t.Errorf("%q: taken for a folder of one machine: %v, want %v", text, !want, want)
		}
	}
}

// largest is the size in bytes that a tracked file may have. Screenshots and
// lists stay below it; a database or a program does not.
const largest = 2 << 20

func TestNothingBuiltIsTracked(t *testing.T) {
	t.Parallel()
	files(t) // skips without git
	out := git(t, "ls-files", "--cached", "--ignored", "--exclude-standard")
	if ignored := strings.Fields(out); len(ignored) > 0 {
		t.Errorf("tracked although .gitignore names it as built: %s", strings.Join(ignored, ", "))
	}
	for _, path := range files(t) {
		content := read(t, path)
		if len(content) > largest {
			t.Errorf("%s has %d bytes, more than %d", path, len(content), largest)
		}
		for kind, magic := range map[string]string{
			"a program": "\x7fELF", "a Windows program": "MZ\x90", "a SQLite database": "SQLite format 3\x00",
		} {
			if bytes.HasPrefix(content, []byte(magic)) {
				t.Errorf("%s is %s", path, kind)
			}
		}
	}
}

// files lists the files that are tracked or would be by `git add`, by pattern,
// relative to the checkout. Where this is not a checkout it skips the test.
func files(t *testing.T, patterns ...string) []string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed, so the files of the repository cannot be listed")
	}
	if _, err := os.Stat(filepath.Join(root, ".git")); err != nil {
		t.Skip("this is not a git checkout, so the files of the repository cannot be listed")
	}
	args := append([]string{"ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"}, patterns...)
	var paths []string
	for path := range strings.SplitSeq(git(t, args...), "\x00") {
		// A file may be deleted and not yet so in git.
		if info, err := os.Lstat(filepath.Join(root, path)); path != "" && err == nil && info.Mode().IsRegular() {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		t.Fatal("git lists no files")
	}
	return paths
}

func git(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = root
	var errors bytes.Buffer
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git %s: %v: %s", strings.Join(args, " "), err, errors.Bytes())
	}
	return string(out)
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return content
}
