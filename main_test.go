package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestTheCommandLineCanBeRead finds two flags of one name, which kong tells only
// when the program runs.
func TestTheCommandLineCanBeRead(t *testing.T) {
	t.Parallel()
	if _, err := kong.New(&commands, kong.Vars{"version": "test"}); err != nil {
		t.Error(err)
	}
}

// command matches a call of the program in a text: between back quotes, or a line
// of a block.
var command = regexp.MustCompile("(?m)(?:`|^ *(?:\\$ )?)(?:\\./)?havenward ([a-z][^`\n]*)")

// TestTextsNameCommandsThatExist: what a guide or a playbook tells somebody to type
// is a command of the program, with flags that it has.
func TestTextsNameCommandsThatExist(t *testing.T) {
	t.Parallel()
	program, err := kong.New(&commands, kong.Vars{"version": "test"})
	if err != nil {
		t.Fatal(err)
	}
	texts, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	for _, text := range append(texts, "README.md", "CONTRIBUTING.md", "SECURITY.md", "GLOSSARY.md") {
		content, err := os.ReadFile(text)
		if err != nil {
			t.Fatal(err)
		}
		if text == "docs/record-format.md" {
			continue // of bytes: its lines begin like calls
		}
		for _, found := range command.FindAllStringSubmatch(string(content), -1) {
			calls++
			if wrong := unknown(program.Model.Node, strings.Fields(found[1])); wrong != "" {
				t.Errorf("%s: havenward %s: the program knows no %s", text, found[1], wrong)
			}
		}
	}
	if calls < 20 {
		t.Errorf("only %d calls of the program were found in all texts", calls)
	}
	for call, want := range map[string]string{"verify --data x": "", "keys renew": "", "keys melt": "melt", "verify --tree": "--tree", "fly": "fly"} {
		if got := unknown(program.Model.Node, strings.Fields(call)); got != want {
			t.Errorf("havenward %s: unknown is %q, want %q", call, got, want)
		}
	}
}

// unknown gives the first word of a call that is no command or flag of the program.
// Two commands read the rest of their words themselves.
func unknown(node *kong.Node, words []string) string {
	for _, word := range words {
		name, isFlag := strings.CutPrefix(word, "--")
		switch {
		case isFlag:
			name, _, _ = strings.Cut(name, "=")
			if !slices.ContainsFunc(slices.Concat(node.AllFlags(false)...), func(flag *kong.Flag) bool { return flag.Name == name }) {
				return word
			}
		case len(node.Children) > 0:
			child := slices.IndexFunc(node.Children, func(child *kong.Node) bool { return child.Name == word })
			if child < 0 {
				return word
			}
			if node = node.Children[child]; node.Name == "estimate" || node.Name == "link" {
				return ""
			}
		}
	}
	return ""
}
