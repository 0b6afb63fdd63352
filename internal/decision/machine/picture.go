package machine

import (
	"fmt"
	"strings"
)

// Picture writes the machine as a Markdown page: one section a stage with what
// may happen next, then every step with its rules and what it does. The page
// in docs/ is this text, and a test keeps it so.
func Picture() string {
	var page strings.Builder
	page.WriteString(`# The decision machine

Written by the program from its own table (internal/decision/machine/machine.go). Change the table, not this page, and run
` + "`go test ./internal/decision/machine -run Picture -update`" + `.

"Whoever decides" is a decision maker, or a member of a devolved panel that has the case; "whoever reads second" is a
second reader, or another member of that panel. Lengths of clocks are not here: they are dated rules of statute.

## From each stage
`)
	for _, stage := range Stages {
		fmt.Fprintf(&page, "\n### %s\n%s.", stage, StageTitles[stage])
		if task, standing := standingTasks[stage]; standing {
			fmt.Fprintf(&page, " Standing task: %s.", lowerFirst(TaskTitles[task]))
		}
		page.WriteString("\n\n| Step | Leads to |\n|---|---|\n")
		for _, row := range Table {
			if row.isFrom(stage) {
				fmt.Fprintf(&page, "| [%s](#step-%s) | %s |\n", row.Title, row.Step, row.leads())
			}
		}
	}
	page.WriteString("\n## Every step\n")
	for _, row := range Table {
		row.describe(&page)
	}
	return page.String()
}

func (row Row) isFrom(stage Stage) bool {
	for _, from := range row.From {
		if from == stage {
			return true
		}
	}
	return false
}

func (row Row) leads() string {
	switch row.To {
	case "":
		return "(stays)"
	case back:
		return "where it came from"
	}
	return string(row.To)
}

func (row Row) describe(page *strings.Builder) {
	fmt.Fprintf(page, "\n### Step %s\n%s.\n\n", row.Step, row.Title)
	item := func(name string, values []string) {
		if len(values) > 0 {
			fmt.Fprintf(page, "- %s: %s\n", name, strings.Join(values, "; "))
		}
	}
	item("From", words(row.From))
	item("Leads to", []string{row.leads()})
	item("By", words(row.Who))
	var not, when, then []string
	for _, deed := range row.Not {
		not = append(not, deed.summary)
	}
	for _, rule := range row.When {
		when = append(when, rule.Text)
	}
	for _, action := range row.Then {
		then = append(then, action.Text)
	}
	item("But not by who", not)
	item("Only where", when)
	item("Starts", words(row.Start))
	item("Stops", words(row.Stop))
	if row.Resumes {
		item("Resumes", words(row.Pause))
	} else {
		item("Pauses", words(row.Pause))
	}
	item("Sets", words(row.Set))
	item("Finishes", words(row.Finish))
	if row.Letter != "" {
		item("Letter", []string{string(row.Letter)})
	}
	item("Begins", words(row.Begin))
	item("Ends", words(row.End))
	item("Ends grants", words(row.EndGrants))
	item("And", then)
	item("Timeline", []string{row.Story})
}

// words turns kinds into text; "*" is every clock.
func words[T ~string](kinds []T) []string {
	list := make([]string, 0, len(kinds))
	for _, kind := range kinds {
		if string(kind) == string(everyClock) {
			kind = "every clock"
		}
		list = append(list, string(kind))
	}
	return list
}

func lowerFirst(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToLower(text[:1]) + text[1:]
}
