package page

import (
	"encoding/json"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// supported are the components whose partials must draw every fixture of GOV.UK
// Frontend, but for the options that pages here have no use for, each with why.
var supported = map[string]map[string]string{
	"back-link": nil, "breadcrumbs": nil, "button": nil, "character-count": {
		"to configure in JavaScript":                                    everyStory,
		"with neither maxlength nor maxwords set":                       everyStory,
		"with neither maxlength, maxwords nor textarea description set": everyStory,
		"with translations":                                             scriptTexts,
	},
	"checkboxes": nil, "date-input": {
		"with values, name prefix and custom names": "dates have one set of names, NAME-day, NAME-month and NAME-year",
		"with nested name":                          "dates have one set of names",
		"with field value and items":                "values are given with each input",
	},
	"details": nil, "error-message": nil, "error-summary": nil, "exit-this-page": {
		"testing":    "true is an attribute without a value here",
		"translated": scriptTexts,
	},
	"fieldset": nil, "file-upload": nil, "generic-header": nil, "hint": nil, "input": nil,
	"inset-text": nil, "label": nil, "notification-banner": nil, "pagination": nil, "panel": nil,
	"password-input": {"with translations": scriptTexts}, "phase-banner": nil, "radios": nil, "select": nil,
	"service-navigation": nil, "skip-link": nil, "summary-list": nil, "table": nil, "tag": nil, "task-list": nil,
	"textarea": nil, "warning-text": nil,
}

const (
	everyStory  = "every story has a limit"
	scriptTexts = "the texts of scripts come from the catalogue, see TestScriptTexts"
)

// unused are options, at any depth, that no partial takes, and the fixtures with
// them are passed over.
var unused = []string{"beforeInput", "beforeInputs", "afterInputs", "slots", "countMessage", "javascript", "wrapperClasses",
	"interruption"}

func TestPartialsMatchFixtures(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("..", "..", "node_modules", "govuk-frontend", "dist", "govuk", "components")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("GOV.UK Frontend is not there to compare with: run npm ci")
	}
	set, err := New(partials).in(Words{English})
	if err != nil {
		t.Fatal(err)
	}
	compared, passed := 0, 0
	for component, exceptions := range supported {
		data, err := os.ReadFile(filepath.Join(folder, component, "fixtures.json"))
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Fixtures []struct {
				Name    string
				Options map[string]any
				HTML    string
			}
		}
		if err := json.Unmarshal(data, &file); err != nil {
			t.Fatal(err)
		}
		for _, fixture := range file.Fixtures {
			if exceptions[fixture.Name] != "" || usesAny(fixture.Options, unused) {
				passed++
				continue
			}
			compared++
			t.Run(component+"/"+fixture.Name, func(t *testing.T) {
				got, err := markup(set, component, trusted("", fixture.Options))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(outline(t, fixture.HTML), outline(t, string(got))); diff != "" {
					t.Errorf("-upstream +ours\n%s", diff)
				}
			})
		}
	}
	t.Logf("%d fixtures of %d components compared, %d passed over", compared, len(supported), passed)
}

func usesAny(options any, names []string) bool {
	switch value := options.(type) {
	case map[string]any:
		for name, inner := range value {
			if slices.Contains(names, name) || usesAny(inner, names) {
				return true
			}
		}
	case []any:
		for _, inner := range value {
			if usesAny(inner, names) {
				return true
			}
		}
	case string:
		return strings.Contains(value, "govuk-panel--interruption") && slices.Contains(names, "interruption")
	}
	return false
}

// trusted turns the options that upstream takes as HTML into template.HTML.
func trusted(name string, options any) any {
	switch value := options.(type) {
	case map[string]any:
		made := Args{}
		for key, inner := range value {
			made[key] = trusted(key, inner)
		}
		return made
	case []any:
		made := []any{}
		for _, inner := range value {
			made = append(made, trusted("", inner))
		}
		return made
	case string:
		if name == "html" || strings.HasSuffix(name, "Html") {
			return template.HTML(value)
		}
	}
	return options
}

// outline is HTML as one line for each element and text, with attributes and
// classes in order and white space as browsers show it.
func outline(t *testing.T, source string) []string {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(source), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	var walk func(depth int, n *html.Node)
	walk = func(depth int, n *html.Node) {
		indent := strings.Repeat(" ", depth)
		switch n.Type {
		case html.TextNode:
			if words := strings.Join(strings.Fields(n.Data), " "); words != "" {
				lines = append(lines, indent+words)
			}
		case html.ElementNode:
			var attributes []string
			for _, a := range n.Attr {
				value := a.Val
				if a.Key == "class" {
					classes := strings.Fields(value)
					sort.Strings(classes)
					value = strings.Join(classes, " ")
				}
				attributes = append(attributes, fmt.Sprintf("%s=%q", a.Key, value))
			}
			sort.Strings(attributes)
			lines = append(lines, indent+"<"+n.Data+" "+strings.Join(attributes, " ")+">")
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			walk(depth+1, child)
		}
	}
	for _, n := range nodes {
		walk(0, n)
	}
	return lines
}
