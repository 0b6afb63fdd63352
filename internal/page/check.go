package page

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"text/template/parse"
	"unicode"

	"golang.org/x/net/html"
)

// Tester is what CheckTemplates needs of a *testing.T.
type Tester interface {
	Helper()
	Errorf(format string, args ...any)
}

// CheckTemplates fails where a template has words that people read and that do
// not go through the catalogue: text, and the attributes title, alt, placeholder,
// aria-label, label and summary. It also fails where a component is given literal
// words, or where {{t}} is given a place without its value. Each room calls it on
// its embedded templates.
func CheckTemplates(t Tester, files fs.FS) {
	t.Helper()
	checked := 0
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".html" {
			return err
		}
		source, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		checked++
		for _, problem := range templateProblems(name, string(source)) {
			t.Errorf("%s: %s", name, problem)
		}
		return nil
	})
	if err != nil {
		t.Errorf("read the templates: %v", err)
	}
	if checked == 0 {
		t.Errorf("there are no .html templates to check")
	}
}

// templateProblems finds what CheckTemplates fails for in one file.
func templateProblems(name, source string) []string {
	tree := parse.New(name)
	tree.Mode = parse.SkipFuncCheck
	trees := map[string]*parse.Tree{}
	if _, err := tree.Parse(source, "", "", trees); err != nil {
		return []string{err.Error()}
	}
	var problems []string
	for _, tree := range trees {
		if tree.Root == nil {
			continue
		}
		c := templateCheck{tree: tree}
		c.list(tree.Root)
		problems = append(problems, c.problems...)
		problems = append(problems, wordsIn(c.markup.String())...)
	}
	return problems
}

// templateCheck gathers the markup of one template, with a mark for each action.
type templateCheck struct {
	tree     *parse.Tree
	markup   strings.Builder
	problems []string
}

// actionMark stands for the output of an action: neither a letter nor markup.
const actionMark = "\uFFFC"

func (c *templateCheck) list(list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch node := node.(type) {
		case *parse.TextNode:
			c.markup.Write(node.Text)
		case *parse.ActionNode:
			if len(node.Pipe.Decl) == 0 {
				c.markup.WriteString(actionMark)
			}
			c.pipe(node.Pipe, false)
		case *parse.TemplateNode:
			c.markup.WriteString(actionMark)
			c.pipe(node.Pipe, false)
		case *parse.IfNode:
			c.branch(&node.BranchNode)
		case *parse.WithNode:
			c.branch(&node.BranchNode)
		case *parse.RangeNode:
			c.branch(&node.BranchNode)
		}
	}
}

func (c *templateCheck) branch(node *parse.BranchNode) {
	c.pipe(node.Pipe, true)
	c.list(node.List)
	c.list(node.ElseList)
}

// pipe looks at the calls of an action. A condition may compare with literals;
// an action that is written out may not be one.
func (c *templateCheck) pipe(pipe *parse.PipeNode, condition bool) {
	if pipe == nil {
		return
	}
	for _, command := range pipe.Cmds {
		if len(command.Args) == 1 && !condition {
			if literal, ok := command.Args[0].(*parse.StringNode); ok && len(pipe.Decl) == 0 && readable(literal.Text) && len(pipe.Cmds) == 1 {
				c.say(pipe, "writes the literal %s", literal.Quoted)
			}
		}
		c.call(command)
	}
}

// spokenOptions are the options of components that people read.
var spokenOptions = map[string]bool{"text": true, "html": true, "titleText": true, "titleHtml": true, "summaryText": true,
	"summaryHtml": true, "descriptionText": true, "caption": true, "visuallyHiddenText": true, "labelText": true,
	"landmarkLabel": true, "navigationLabel": true, "iconFallbackText": true, "title": true, "logoText": true}

func (c *templateCheck) call(command *parse.CommandNode) {
	for _, arg := range command.Args {
		if inner, ok := arg.(*parse.PipeNode); ok {
			c.pipe(inner, true)
		}
	}
	function, ok := command.Args[0].(*parse.IdentifierNode)
	if !ok {
		return
	}
	switch function.Ident {
	case "args", "merge":
		for i, arg := range command.Args {
			key, isText := arg.(*parse.StringNode)
			if !isText || !spokenOptions[key.Text] || i+1 >= len(command.Args) {
				continue
			}
			if value, literal := command.Args[i+1].(*parse.StringNode); literal && readable(value.Text) {
				c.say(command, "gives %s the literal %s", key.Text, value.Quoted)
			}
		}
	case "t", "th", "tn":
		c.places(function.Ident, command)
	}
}

var place = regexp.MustCompile(`\{([a-z_A-Z]+)\}`)

// places finds places in a literal message that get no value.
func (c *templateCheck) places(function string, command *parse.CommandNode) {
	given := map[string]bool{}
	var messages []string
	first, sources := 1, 1
	if function == "tn" {
		first, sources = 2, 2
		given["n"] = true
	}
	for i := first; i < len(command.Args); i++ {
		literal, ok := command.Args[i].(*parse.StringNode)
		switch {
		case i < first+sources && ok:
			messages = append(messages, literal.Text)
		case i >= first+sources && (i-first-sources)%2 == 0 && ok:
			given[literal.Text] = true
		case i >= first+sources && (i-first-sources)%2 == 0:
			return // names that are not literals cannot be checked
		}
	}
	for _, message := range messages {
		for _, found := range place.FindAllStringSubmatch(message, -1) {
			if !given[found[1]] {
				c.say(command, "message %q has no value for {%s}", message, found[1])
			}
		}
	}
}

func (c *templateCheck) say(node parse.Node, format string, args ...any) {
	location, _ := c.tree.ErrorContext(node)
	c.problems = append(c.problems, location+": "+fmt.Sprintf(format, args...))
}

var readAttributes = map[string]bool{"title": true, "alt": true, "placeholder": true, "aria-label": true, "label": true,
	"summary": true, "aria-description": true, "aria-roledescription": true, "aria-valuetext": true}

// wordsIn finds words that people read in markup.
func wordsIn(markup string) []string {
	var problems []string
	tokens := html.NewTokenizer(strings.NewReader(markup))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return problems
		case html.TextToken:
			if text := strings.Join(strings.Fields(string(tokens.Text())), " "); readable(text) {
				problems = append(problems, fmt.Sprintf("the text %q does not go through {{t}}", text))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			token := tokens.Token()
			for _, a := range token.Attr {
				button := a.Key == "value" && token.Data == "input" && isSubmit(token)
				if (readAttributes[a.Key] || button) && readable(a.Val) {
					problems = append(problems, fmt.Sprintf("the attribute %s=%q does not go through {{t}}", a.Key, a.Val))
				}
			}
		}
	}
}

// readable says whether there is a word in the text: two letters together.
func readable(text string) bool {
	letters := 0
	for _, r := range text {
		if !unicode.IsLetter(r) {
			letters = 0
			continue
		}
		if letters++; letters > 1 {
			return true
		}
	}
	return false
}

// isSubmit says whether an input is a button, whose value is its words.
func isSubmit(token html.Token) bool {
	for _, a := range token.Attr {
		if a.Key == "type" && (a.Val == "submit" || a.Val == "button" || a.Val == "reset") {
			return true
		}
	}
	return false
}
