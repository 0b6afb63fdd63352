package estimates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/mse"
)

// asked is the form of a new run.
type asked struct {
	Name, Source           string
	Table                  string
	Lists                  string
	First, Last            civil.Day
	Divide, Methods        []string
	Seed                   *int
	Level, Threshold       string
	Replicates, Population *int
	HideSmall, Thorough    bool
}

// The places that data can come from, as the form names them.
const (
	pasted   = "paste"
	uploaded = "file"
	records  = "casework"
)

var questions = []form.Question[asked]{
	{Name: "name", Label: "Name of this run", Hint: "For example, United Kingdom 2026, first look", Kind: form.Text, Required: "Enter a name for this run", MaxLength: 100,
		Bind: func(a *asked) any { return &a.Name }},
	{Name: "source", Label: "Where does the data come from?", Kind: form.Radios, Required: "Choose where the data comes from", Options: []form.Option{
		{Value: pasted, Label: "A table that I paste here"}, {Value: uploaded, Label: "A file on this computer"},
		{Value: records, Label: "The casework of this service", Hint: "Who was referred, notified or met by whom in a period"}},
		Bind: func(a *asked) any { return &a.Source }},
	{Name: "table", Label: "Table", Hint: "A row of names, one column of 0 and 1 for each list, and a last column called count. Or no count, and one row for each person. Columns such as year and sex divide people.",
		Kind: form.Story, Under: "source=" + pasted, Required: "Paste the table", MaxLength: 1_000_000, Rows: 8, Spellcheck: "false", Bind: func(a *asked) any { return &a.Table }},
	{Name: "file", Label: "File", Hint: "Comma-separated values, up to 4 MB, laid out in the same way", Kind: form.File, Required: "Choose a file", Under: "source=" + uploaded, Accept: ".csv,text/csv"},
	{Name: "lists", Label: "What is a list?", Kind: form.Radios, Under: "source=" + records, Required: "Choose what a list is", Options: []form.Option{
		{Value: ByType, Label: "All first responders of a type"}, {Value: ByOrganisation, Label: "One organisation", Hint: "At most 16 in the period"}},
		Bind: func(a *asked) any { return &a.Lists }},
	{Name: "from", Label: "First day", Kind: form.Date, Under: "source=" + records, Required: "Enter the first day of the period", Bind: func(a *asked) any { return &a.First }},
	{Name: "to", Label: "Last day", Kind: form.Date, Under: "source=" + records, Required: "Enter the last day of the period", Bind: func(a *asked) any { return &a.Last },
		Check: func(a *asked) []fault.Field {
			if a.Last.Before(a.First) {
				return form.Say("The last day must be the first day or later")
			}
			return nil
		}},
	{Name: "divide", Label: "Divide people by", Kind: form.Checkboxes, Under: "source=" + records, Options: columnOptions(), Small: true, Bind: func(a *asked) any { return &a.Divide }},
	{Name: "methods", Label: "Methods", Hint: "Leave all unticked for every method side by side, with each list left out and each pair merged. That is the honest default: methods differ by more than chance.",
		Kind: form.Checkboxes, Options: methodOptions(), Small: true, Bind: func(a *asked) any { return &a.Methods }},
	{Name: "seed", Label: "Seed", Hint: "The same data, method, seed and version give the same digits. 1 if left empty.", Kind: form.Number, Min: 0, Max: 2_000_000_000, Width: "10", Bind: func(a *asked) any { return &a.Seed }},
	{Name: "level", Label: "Level of the intervals", Kind: form.Select, Options: []form.Option{{Value: "95", Label: "95 per cent"}, {Value: "99", Label: "99 per cent"}, {Value: "90", Label: "90 per cent"}, {Value: "80", Label: "80 per cent"}},
		Bind: func(a *asked) any { return &a.Level }},
	{Name: "threshold", Label: "Threshold of stepwise", Hint: "The tail probability below which a pair of lists is added. 0.02 if left empty.", Kind: form.Text, Width: "5", MaxLength: 12, Bind: func(a *asked) any { return &a.Threshold },
		Check: func(a *asked) []fault.Field {
			if v, err := strconv.ParseFloat(a.Threshold, 64); a.Threshold != "" && (err != nil || !(v > 0 && v <= 1)) {
				return form.Say("Enter a threshold above 0 and at most 1, such as 0.02")
			}
			return nil
		}},
	{Name: "replicates", Label: "Bootstrap replicates", Hint: "Left empty, as many as the intervals need", Kind: form.Number, Min: 400, Max: 100_000, Width: "10", Bind: func(a *asked) any { return &a.Replicates }},
	{Name: "population", Label: "Residents", Hint: "For the rate per 100,000, indicator 16.2.2 of the Sustainable Development Goals", Kind: form.Number, Min: 1, Max: 2_000_000_000, Width: "10", Bind: func(a *asked) any { return &a.Population }},
	{Name: "hideSmall", Label: "Leave counts of 1 to 4 people out of the report", Kind: form.Tick, Bind: func(a *asked) any { return &a.HideSmall }},
	{Name: "thorough", Label: "Latent classes for every set of lists (takes many minutes)", Kind: form.Tick, Bind: func(a *asked) any { return &a.Thorough }},
}

func columnOptions() []form.Option {
	var options []form.Option
	for _, c := range Columns {
		options = append(options, form.Option{Value: c.Name, Label: c.Words})
	}
	return options
}

// methodWords say what each method is, as source strings.
var methodWords = map[mse.Method][2]string{
	mse.MethodStepwise:    {"Stepwise", "Pairs of lists added by how surprising their overlap is"},
	mse.MethodHomeOffice:  {"Home Office 2014", "The rule of the estimate of 10,000 to 13,000 for 2013"},
	mse.MethodStepwiseAIC: {"Stepwise by AIC", "Pairs of lists added while AIC falls"},
	mse.MethodBIC:         {"Best model by BIC", "Of all hierarchical models"},
	mse.MethodAIC:         {"Best model by AIC", "Of all hierarchical models"},
	mse.MethodAICc:        {"Best model by AICc", "Of all hierarchical models"},
	mse.MethodGraphs:      {"Decomposable graphs", "Bayesian average"},
	mse.MethodThresholded: {"Thresholded log-linear model", "Bayesian, small effects set to nought"},
	mse.MethodLatent:      {"Latent classes of people", "Bayesian; takes a while"},
}

func methodOptions() []form.Option {
	var options []form.Option
	for _, m := range mse.Methods() {
		options = append(options, form.Option{Value: string(m), Label: methodWords[m][0], Hint: methodWords[m][1]})
	}
	return options
}

// MethodWords are the methods in words, source strings; none for every method.
func (s Settings) MethodWords() []string {
	var words []string
	for _, m := range s.Methods {
		words = append(words, methodWords[m][0])
	}
	return words
}

// settings are those that the form asks for.
func (a asked) settings() Settings {
	s := Settings{Seed: 1, Level: 95, Threshold: mse.DefaultThreshold, Thorough: a.Thorough, HideSmall: a.HideSmall}
	for _, m := range a.Methods {
		s.Methods = append(s.Methods, mse.Method(m))
	}
	if a.Seed != nil {
		s.Seed = *a.Seed
	}
	if level, err := strconv.Atoi(a.Level); err == nil {
		s.Level = level
	}
	if v, err := strconv.ParseFloat(a.Threshold, 64); err == nil {
		s.Threshold = v
	}
	if a.Replicates != nil {
		s.Replicates = *a.Replicates
	}
	if a.Population != nil {
		s.Population = *a.Population
	}
	if a.Source == records {
		s.Casework = &Casework{Period{a.First, a.Last}, By{a.Lists, a.Divide}}
	}
	return s
}

// check says what is wrong with a run, whichever door it came through.
func (ask Ask) check() []fault.Field {
	var wrong []fault.Field
	say := func(name, message string, args ...any) {
		wrong = append(wrong, fault.Field{Name: name, Message: message, Args: args})
	}
	s := ask.Settings
	if strings.TrimSpace(ask.Name) == "" {
		say("name", "Enter a name for this run")
	}
	if len([]rune(ask.Name)) > 100 {
		say("name", "The name must be {limit} characters or fewer", "limit", 100)
	}
	if len(ask.Data) == 0 {
		say("table", "Paste the table")
	}
	for i, m := range s.Methods {
		if !slices.Contains(mse.Methods(), m) {
			say("methods", "There is no method called {method}", "method", string(m))
		} else if slices.Contains(s.Methods[:i], m) {
			say("methods", "The method {method} is named twice", "method", string(m))
		}
	}
	if s.Seed < 0 {
		say("seed", "The seed must be 0 or more")
	}
	if s.Level < 50 || s.Level > 99 {
		say("level", "The level must be from 50 to 99 per cent")
	}
	if !(s.Threshold > 0 && s.Threshold <= 1) {
		say("threshold", "Enter a threshold above 0 and at most 1, such as 0.02")
	}
	if s.Replicates != 0 && (s.Replicates < 400 || s.Replicates > 100_000) {
		say("replicates", "The replicates must be from {least} to {most}", "least", 400, "most", 100_000)
	}
	if s.Population < 0 {
		say("population", "The number of residents must be 0 or more")
	}
	if len(wrong) == 0 && slices.Contains(s.Methods, mse.MethodGraphs) && len(s.Methods) == 1 && (ask.Data[0].Table.K() < 3 || ask.Data[0].Table.K() > 6) {
		say("methods", "Decomposable graphs need from 3 to 6 lists; the table has {n}", "n", ask.Data[0].Table.K())
	}
	return wrong
}

// rows are the settings line by line, for pages: a source string and what is set.
func (s Settings) rows() []form.Row {
	method := any(form.Phrase("Every method, every list left out, every pair merged"))
	rows := []form.Row{{Label: "Methods", Values: []any{method}}}
	if len(s.Methods) > 0 {
		rows[0].Values = nil
		for _, m := range s.Methods {
			rows[0].Values = append(rows[0].Values, form.Phrase(methodWords[m][0]))
		}
	}
	rows = append(rows, form.Row{Label: "Seed", Values: []any{s.Seed}}, form.Row{Label: "Level of the intervals", Values: []any{fmt.Sprintf("%d%%", s.Level)}},
		form.Row{Label: "Threshold of stepwise", Values: []any{strconv.FormatFloat(s.Threshold, 'g', -1, 64)}})
	if s.Replicates > 0 {
		rows = append(rows, form.Row{Label: "Bootstrap replicates", Values: []any{s.Replicates}})
	}
	if s.Population > 0 {
		rows = append(rows, form.Row{Label: "Residents", Values: []any{s.Population}})
	}
	if len(s.Strata) > 0 {
		rows = append(rows, form.Row{Label: "Divided by", Values: []any{strings.Join(s.Strata, ", ")}})
	}
	if c := s.Casework; c != nil {
		lists := form.Phrase("All first responders of a type")
		if c.Lists == ByOrganisation {
			lists = "One organisation"
		}
		rows = append(rows, form.Row{Label: "What is a list", Values: []any{lists}}, form.Row{Label: "First day", Values: []any{c.From}}, form.Row{Label: "Last day", Values: []any{c.To}})
	}
	hidden := form.Phrase("Shown")
	if s.HideSmall {
		hidden = "Left out of the report"
	}
	return append(rows, form.Row{Label: "Counts of 1 to 4", Values: []any{hidden}})
}
