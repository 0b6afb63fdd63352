package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
)

// Role is what a control or a part of the page is to a person who uses a
// screen reader: the computed ARIA role.
type Role string

// The roles that journeys use.
const (
	Button   Role = "button"
	Link     Role = "link"
	Heading  Role = "heading"
	Textbox  Role = "textbox"
	Radio    Role = "radio"
	Checkbox Role = "checkbox"
	Combobox Role = "combobox" // a select, or a text field with suggestions
	Group    Role = "group"    // a fieldset, named by its legend
	Alert    Role = "alert"    // the error summary
	Region   Role = "region"
	Form     Role = "form"
	Nav      Role = "navigation"
	Table    Role = "table"
	Summary  Role = "DisclosureTriangle" // the visible line of a details element
)

// textRoles are what a field that takes typed text can be.
var textRoles = []Role{Textbox, "searchbox", "spinbutton", Combobox}

// element is one thing found on the page.
type element struct {
	node cdp.BackendNodeID
	name string
}

// scope narrows where on the page things are looked for.
type scope struct {
	role Role
	name string
	row  string // text of a table row instead, if set
}

func (s scope) String() string {
	if s.row != "" {
		return fmt.Sprintf("the row with %q", s.row)
	}
	return fmt.Sprintf("the %s %q", s.role, s.name)
}

// Within gives the same page, narrowed to the part with that role and name: a
// fieldset by its legend, a navigation by its label.
func (p *Page) Within(role Role, name string) *Page {
	return p.narrowed(scope{role: role, name: name})
}

// Row gives the same page, narrowed to the one table row that contains text.
func (p *Page) Row(text string) *Page {
	return p.narrowed(scope{row: text})
}

func (p *Page) narrowed(s scope) *Page {
	narrow := *p
	narrow.scope = append(slices.Clone(p.scope), s)
	return &narrow
}

// find gives the one thing with one of the roles and the name. The name is
// compared whole, with runs of white space as one space.
func (p *Page) find(roles []Role, name string) (element, error) {
	root, err := p.root()
	if err != nil {
		return element{}, err
	}
	return p.findIn(root, roles, name)
}

func (p *Page) findIn(root runtime.RemoteObjectID, roles []Role, name string) (element, error) {
	var matches []element
	var others []string
	for _, role := range roles {
		found, err := p.withRole(root, role)
		if err != nil {
			return element{}, err
		}
		for _, e := range found {
			if e.name == words(name) {
				matches = append(matches, e)
			} else if e.name != "" {
				others = append(others, fmt.Sprintf("%q", e.name))
			}
		}
	}
	switch len(matches) {
	case 1:
		return matches[0], nil
	case 0:
		return element{}, fmt.Errorf("there is no %s named %q; there are %s", roles[0], name, list(others))
	default:
		return element{}, fmt.Errorf("%d times there is a %s named %q; narrow the page by Within or Row", len(matches), roles[0], name)
	}
}

// withRole gives everything inside root that a screen reader would announce
// with that role, from the browser's own accessibility tree.
func (p *Page) withRole(root runtime.RemoteObjectID, role Role) ([]element, error) {
	result, err := call(p, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{ObjectID: root, Role: string(role)})
	if err != nil {
		return nil, err
	}
	var found []element
	for _, node := range result.Nodes {
		if node.Ignored || node.BackendDOMNodeID == 0 {
			continue
		}
		name := ""
		if node.Name != nil {
			if err := json.Unmarshal(node.Name.Value, &name); err != nil {
				return nil, fmt.Errorf("the name of a %s is not a text: %w", role, err)
			}
		}
		found = append(found, element{node: node.BackendDOMNodeID, name: words(name)})
	}
	return found, nil
}

// root gives the object that the page's scope stands for, or the document.
func (p *Page) root() (runtime.RemoteObjectID, error) {
	document, err := call(p, runtime.Evaluate, runtime.EvaluateParams{Expression: "document"})
	if err != nil {
		return "", err
	}
	root := document.Result.ObjectID
	for _, s := range p.scope {
		if s.row != "" {
			root, err = p.row(root, s)
		} else {
			var part element
			if part, err = p.findIn(root, []Role{s.role}, s.name); err == nil {
				root, err = p.object(part)
			}
		}
		if err != nil {
			return "", err
		}
	}
	return root, nil
}

// row gives the object of the one table row inside root with the text of s.
func (p *Page) row(root runtime.RemoteObjectID, s scope) (runtime.RemoteObjectID, error) {
	const script = `function(text) {
		const rows = [...this.querySelectorAll('tr')].filter(row => row.innerText.replace(/\s+/g, ' ').includes(text))
		if (rows.length !== 1) throw new Error(rows.length + ' rows have that text')
		return rows[0]
	}`
	object, err := p.objectFrom(root, script, words(s.row))
	if err != nil {
		return "", fmt.Errorf("%s: %w", s, err)
	}
	return object, nil
}

// objectFrom gives the object that a function of the browser's tools returns
// when it is called with root as this.
func (p *Page) objectFrom(root runtime.RemoteObjectID, function string, argument any) (runtime.RemoteObjectID, error) {
	encoded, err := json.Marshal(argument)
	if err != nil {
		return "", err
	}
	result, err := call(p, runtime.CallFunctionOn, runtime.CallFunctionOnParams{
		FunctionDeclaration: function, ObjectID: root,
		Arguments: []*runtime.CallArgument{{Value: encoded}},
	})
	if err != nil {
		return "", err
	}
	if result.ExceptionDetails != nil {
		return "", errors.New(firstLine(result.ExceptionDetails.Exception.Description))
	}
	return result.Result.ObjectID, nil
}

// object gives the handle by which a script of the browser's tools reaches e.
func (p *Page) object(e element) (runtime.RemoteObjectID, error) {
	result, err := call(p, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: e.node})
	if err != nil {
		return "", err
	}
	return result.Object.ObjectID, nil
}

// apply calls a function of the browser's tools with e as this.
func apply[T any](p *Page, e element, function string, arguments ...any) (T, error) {
	var value T
	object, err := p.object(e)
	if err != nil {
		return value, err
	}
	return applyTo[T](p, object, function, arguments...)
}

func applyTo[T any](p *Page, object runtime.RemoteObjectID, function string, arguments ...any) (T, error) {
	var value T
	params := runtime.CallFunctionOnParams{FunctionDeclaration: function, ObjectID: object, ReturnByValue: new(true)}
	for _, argument := range arguments {
		encoded, err := json.Marshal(argument)
		if err != nil {
			return value, err
		}
		params.Arguments = append(params.Arguments, &runtime.CallArgument{Value: encoded})
	}
	result, err := call(p, runtime.CallFunctionOn, params)
	if err != nil {
		return value, err
	}
	if result.ExceptionDetails != nil {
		return value, errors.New(firstLine(result.ExceptionDetails.Exception.Description))
	}
	if len(result.Result.Value) == 0 {
		return value, nil
	}
	return value, json.Unmarshal(result.Result.Value, &value)
}

// words gives text with each run of white space as one space, as it is read.
func words(text string) string { return strings.Join(strings.Fields(text), " ") }

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// list gives names for a message, not more than a person would read.
func list(names []string) string {
	const most = 30
	switch {
	case len(names) == 0:
		return "none"
	case len(names) > most:
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}
