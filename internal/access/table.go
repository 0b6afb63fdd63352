package access

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/reference"
)

// WriteDocument writes the policy as a page that somebody who runs an agency can
// read and check.
func WriteDocument(w io.Writer) error {
	text := &strings.Builder{}
	text.WriteString("# Who may do what\n\nThis page is written from the policy of package `internal/access`; `go test ./internal/access -update` writes it anew. What is not in it is refused.\n\n" +
		"An action on a case needs a role that allows it and a grant of the compartments named, to the person, to a team that they are in, to a post that they are on duty at, or to their agency. " +
		"A denial (a conflict of interest) beats every grant and every emergency. A case out of reach answers exactly like one that does not exist. Anything unknown is refused.\n")
	text.WriteString("\n## Compartments\n\n| Compartment | Holds |\n| --- | --- |\n")
	for _, part := range Names {
		fmt.Fprintf(text, "| %s | %s |\n", part.Name, part.Holds)
	}
	text.WriteString("\n## Actions\n\n| Action | Who | Compartments needed | Shown where granted |\n| --- | --- | --- | --- |\n")
	for _, rule := range Policy {
		needed := sentence(rule.Compartments, "all of ")
		if rule.Any {
			needed = sentence(rule.Compartments, "any of ")
		}
		if or, known := RuleFor(rule.Or); known {
			needed += "; or what is needed to: " + or.Words
		}
		shown := sentence(rule.Shows, "")
		fmt.Fprintf(text, "| %s | %s | %s | %s |\n", rule.Words, strings.Join(rule.who(), ", "), needed, shown)
	}
	text.WriteString("\n## The most that a role can reach\n\nA grant to an agency reaches nobody beyond what an action of their role needs.\n\n| Role | Compartments |\n| --- | --- |\n")
	for _, known := range account.Roles {
		most := sentence(ceilings[known.Role], "")
		if most == "" {
			most = "none: no content of any case"
		}
		fmt.Fprintf(text, "| %s | %s |\n", known.Name, most)
	}
	text.WriteString("\n## Legal bases of a grant\n\n| Basis | Where it is written | Given by |\n| --- | --- | --- |\n")
	for _, basis := range reference.Default().LegalBases.All() {
		fmt.Fprintf(text, "| %s | %s | %s |\n", basis.Name, basis.Source, givers[basis.Group])
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// givers says in words who gives grants on the bases of a group.
var givers = map[string]string{"service": "the service, by a rule", "consent": "a caseworker, with a consent in the ledger", "share": "a caseworker, with a reason"}

// WriteCSV writes the policy as one row for each action and role.
func WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"action", "words", "role", "on a case", "needs", "compartments", "shows", "or where this is allowed"}}
	for _, rule := range Policy {
		for _, who := range rule.who() {
			on, needs := "no", ""
			if rule.OnCase {
				on, needs = "yes", "all"
			}
			if rule.Any {
				needs = "any"
			}
			rows = append(rows, []string{string(rule.Action), rule.Words, who, on, needs, rule.Compartments.String(), rule.Shows.String(), string(rule.Or)})
		}
	}
	return out.WriteAll(rows)
}

func (r Rule) who() []string {
	switch {
	case r.Action == Anyone:
		return []string{"Everybody, signed in or not"}
	case r.Everyone:
		return []string{"Everybody who is signed in"}
	}
	var names []string
	for _, known := range account.Roles {
		for _, role := range r.Roles {
			if role == known.Role {
				names = append(names, known.Name)
			}
		}
	}
	return names
}

// String names the compartments of a set in words.
func (c Compartments) String() string {
	var names []string
	for _, part := range c.Each() {
		names = append(names, strings.ToLower(part.Name))
	}
	return strings.Join(names, ", ")
}

func sentence(c Compartments, which string) string {
	if parts := c.Each(); len(parts) > 1 {
		return which + c.String()
	}
	return c.String()
}
