package page

import (
	"io/fs"
	"path"
	"slices"
	"text/template/parse"
)

// Sources lists the source strings that templates give the catalogue as literals,
// by file: for tests that they are translated, and to know whether a page is all
// in words that somebody reviewed.
func Sources(files fs.FS, patterns ...string) (map[string][]string, error) {
	found := map[string][]string{}
	for _, pattern := range patterns {
		names, err := fs.Glob(files, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			content, err := fs.ReadFile(files, name)
			if err != nil {
				return nil, err
			}
			tree := parse.New(name)
			tree.Mode = parse.SkipFuncCheck
			trees := map[string]*parse.Tree{}
			if _, err := tree.Parse(string(content), "", "", trees); err != nil {
				return nil, err
			}
			var s sources
			for _, tree := range trees {
				if tree.Root != nil {
					s.node(tree.Root)
				}
			}
			slices.Sort(s)
			found[path.Base(name)] = slices.Compact(s)
		}
	}
	return found, nil
}

// sources gathers literals of {{t}}, {{th}} and {{tn}}; of the last the form that
// the catalogue knows it by.
type sources []string

func (s *sources) node(node parse.Node) {
	switch node := node.(type) {
	case *parse.ListNode:
		if node == nil {
			return
		}
		for _, inner := range node.Nodes {
			s.node(inner)
		}
	case *parse.ActionNode:
		s.pipe(node.Pipe)
	case *parse.TemplateNode:
		s.pipe(node.Pipe)
	case *parse.IfNode:
		s.branch(&node.BranchNode)
	case *parse.RangeNode:
		s.branch(&node.BranchNode)
	case *parse.WithNode:
		s.branch(&node.BranchNode)
	}
}

func (s *sources) branch(node *parse.BranchNode) {
	s.pipe(node.Pipe)
	s.node(node.List)
	if node.ElseList != nil {
		s.node(node.ElseList)
	}
}

func (s *sources) pipe(pipe *parse.PipeNode) {
	if pipe == nil {
		return
	}
	for _, command := range pipe.Cmds {
		for _, arg := range command.Args {
			if inner, ok := arg.(*parse.PipeNode); ok {
				s.pipe(inner)
			}
		}
		function, ok := command.Args[0].(*parse.IdentifierNode)
		if !ok {
			continue
		}
		at := map[string]int{"t": 1, "th": 1, "tn": 3}[function.Ident]
		if at == 0 || at >= len(command.Args) {
			continue
		}
		if literal, ok := command.Args[at].(*parse.StringNode); ok {
			*s = append(*s, literal.Text)
		}
	}
}
