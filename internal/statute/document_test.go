package statute

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/rules.md anew from the book")

// TestRulesDocument keeps docs/rules.md, which people read, the same as the
// rules, which the program reads. After a change of the rules run
//
//	go test ./internal/statute -run TestRulesDocument -update
func TestRulesDocument(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "docs", "rules.md")
	want := rulesDocument(t)
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("docs/rules.md is not what the rules say; run: go test ./internal/statute -run TestRulesDocument -update")
	}
}

func rulesDocument(t *testing.T) []byte {
	book := Default()
	var out bytes.Buffer
	out.WriteString("# Every rule, its dates and its source\n\n")
	out.WriteString("Written by a test from `internal/statute/rules`; do not edit. A *guess* could not be confirmed: check it before you rely on it. A *house rule* is set by this service and is not law; a deployment may load its own.\n\n")
	kind := Kind("")
	for _, rule := range book.Rules() {
		if rule.Kind != kind {
			kind = rule.Kind
			info, _ := book.Kind(kind)
			fmt.Fprintf(&out, "## %s\n\nKind `%s`. ", info.Name, kind)
			if rule.HasClock() {
				fmt.Fprintf(&out, "The clock starts when %s.", info.Starts)
			} else {
				fmt.Fprintf(&out, "It matters when %s.", info.Starts)
			}
			out.WriteString("\n\n")
		}
		writeRule(&out, rule)
	}
	writeHolidays(t, &out, book)
	return out.Bytes()
}

func writeRule(out *bytes.Buffer, rule Rule) {
	fmt.Fprintf(out, "- **%s**\n", rule.Words)
	fmt.Fprintf(out, "  - `%s`: %s, %s; %s\n", rule.Ref(), places(rule.Jurisdictions), people(rule.AppliesTo), inForceWords(rule))
	if rule.HasClock() {
		fmt.Fprintf(out, "  - %d %s, counted %s, %s", rule.Amount, rule.Unit, rule.Counting, rule.Bound)
		if rule.Occurrences > 0 {
			fmt.Fprintf(out, ", %d occurrences", rule.Occurrences)
		}
		out.WriteString("\n")
	}
	source := rule.Source.Text
	if rule.Source.URL != "" {
		source = fmt.Sprintf("[%s](%s)", rule.Source.Text, rule.Source.URL)
	}
	fmt.Fprintf(out, "  - %s: %s\n", strings.ReplaceAll(string(rule.Certainty), "-", " "), source)
	for _, more := range []string{rule.Note, rule.Remark} {
		if more != "" {
			fmt.Fprintf(out, "  - %s\n", more)
		}
	}
	out.WriteString("\n")
}

func places(jurisdictions []Jurisdiction) string {
	var names []string
	for _, j := range jurisdictions {
		names = append(names, string(j.Name()))
	}
	return strings.Join(names, ", ")
}

func people(audience Audience) string {
	return map[Audience]string{Anybody: "adults and children", Adult: "adults", Child: "children"}[audience]
}

func inForceWords(rule Rule) string {
	by := ""
	if rule.ComparedWith == ByDecision {
		by = " (by the day of the decision)"
	}
	switch {
	case rule.From.IsZero() && rule.Until.IsZero():
		return "no dates known" + by
	case rule.Until.IsZero():
		return "from " + rule.From.Long() + by
	case rule.From.IsZero():
		return "until " + rule.Until.Long() + by
	default:
		return "from " + rule.From.Long() + " until " + rule.Until.Long() + by
	}
}

func writeHolidays(t *testing.T, out *bytes.Buffer, book Book) {
	out.WriteString("## Bank holidays\n\nA working day is neither Saturday, Sunday nor one of these. ")
	seen := map[string]bool{}
	for _, j := range Everywhere() {
		calendar, err := book.Calendar(j)
		if err != nil {
			t.Fatal(err)
		}
		if j == England {
			c := calendar.Coverage()
			fmt.Fprintf(out, "Single days are known from %d to %d as far as they were announced.\n\n", c.FirstYear, c.LastYear)
		}
		for _, h := range calendar.Holidays() {
			line := fmt.Sprintf("- **%s** (%s): %s. [%s](%s)\n", h.Name, places(h.Nations), when(h), h.Source.Text, h.Source.URL)
			if !seen[line] {
				seen[line] = true
				out.WriteString(line)
			}
		}
	}
}

func when(h Holiday) string {
	since := ""
	if h.FirstYear != 0 {
		since = fmt.Sprintf(", since %d", h.FirstYear)
	}
	if h.Stays {
		since += ", also at a weekend"
	}
	switch {
	case h.Every != "":
		return "every " + h.Every + " (month and day), or the next working day" + since
	case h.Easter != nil:
		return fmt.Sprintf("%+d days from Easter Sunday%s", *h.Easter, since)
	case h.Weekday != nil:
		week := "first"
		if h.Weekday.Week == -1 {
			week = "last"
		}
		return fmt.Sprintf("%s %s in %s%s", week, h.Weekday.Day, h.Weekday.Month, since)
	case !h.InsteadOf.IsZero():
		return h.On.Long() + " instead of " + h.InsteadOf.Long()
	default:
		return h.On.Long()
	}
}
