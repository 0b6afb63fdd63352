package page

import (
	"strconv"

	"github.com/havenward/havenward/internal/form"
)

// drawn is a question as the component that draws it and the options it takes.
type drawn struct {
	Name string
	Args Args
}

// component chooses the component of a question and gives its options, in the
// language of the page.
func (w Words) component(f form.Field) drawn {
	switch f.Kind {
	case form.Hidden:
		return drawn{"hidden", args("name", f.Name, "value", f.Value)}
	case form.Story:
		return drawn{"character-count", merge(w.control(f), "value", f.Value, "rows", f.Rows,
			"maxlength", f.MaxLength, "threshold", 75)}
	case form.Lines:
		return drawn{"textarea", merge(w.control(f), "value", f.Value, "rows", f.Rows)}
	case form.Radios, form.YesNo:
		classes := ""
		if f.Inline || f.Kind == form.YesNo && !anyBelow(f.Choices) {
			classes = "govuk-radios--inline"
		}
		return drawn{"radios", merge(w.group(f), "items", w.items(f), "classes", join(classes, small(f, "radios")))}
	case form.Checkboxes:
		return drawn{"checkboxes", merge(w.group(f), "items", w.items(f), "classes", small(f, "checkboxes"))}
	case form.Tick:
		item := args("value", "yes", "text", w.label(f), "checked", f.Value == "yes")
		options := w.control(f)
		delete(options, "label")
		delete(options, "attributes")
		return drawn{"checkboxes", merge(options, "idPrefix", f.ID, "items", []any{item})}
	case form.Select:
		items := []any{args("value", "", "text", w.Text("Choose an answer"))}
		return drawn{"select", merge(w.control(f), "items", append(items, w.items(f)...))}
	case form.Date, form.PartialDate:
		return drawn{"date-input", w.date(f)}
	case form.Password:
		return drawn{"password-input", merge(w.control(f), "autocomplete", f.Autocomplete)}
	case form.File:
		options := merge(w.control(f), "multiple", f.Multiple)
		if f.Accept != "" {
			options["accept"] = f.Accept
		}
		return drawn{"file-upload", options}
	}
	return drawn{"input", w.line(f)}
}

// line is the options of an input of one line.
func (w Words) line(f form.Field) Args {
	options := merge(w.control(f), "value", f.Value, "autocomplete", f.Autocomplete)
	if f.Inputmode != "" {
		options["inputmode"] = f.Inputmode
	}
	switch f.Kind {
	case form.Email:
		options["type"] = "email"
	case form.Phone:
		options["type"] = "tel"
	case form.Suggest:
		var known []any
		for _, choice := range f.Choices {
			// The value is what a browser puts into the input, so it is the source
			// that the server reads back; the translation is shown beside it.
			item := args("value", choice.Label)
			if label := w.choice(choice); label != choice.Label {
				item["label"] = label
			}
			known = append(known, item)
		}
		options["suggestions"] = known
	}
	if f.Width != "" {
		class := "govuk-input--width-" + f.Width
		if _, err := strconv.Atoi(f.Width); err != nil {
			class = "govuk-!-width-" + f.Width
		}
		options["classes"] = class
	}
	return options
}

// control is what every control of one input takes.
func (w Words) control(f form.Field) Args {
	label := args("text", w.label(f))
	if f.Heading {
		label["isPageHeading"] = true
		label["classes"] = "govuk-label--l"
	} else {
		label["classes"] = "govuk-label--s"
	}
	options := args("id", f.ID, "name", f.Name, "label", label)
	w.help(options, f)
	if f.Spellcheck != "" {
		options["spellcheck"] = f.Spellcheck
	}
	return options
}

// group is what every group of inputs takes.
func (w Words) group(f form.Field) Args {
	legend := args("text", w.label(f), "classes", "govuk-fieldset__legend--s")
	if f.Heading {
		legend["isPageHeading"] = true
		legend["classes"] = "govuk-fieldset__legend--l"
	}
	options := args("idPrefix", f.ID, "name", f.Name, "fieldset", args("legend", legend))
	w.help(options, f)
	return options
}

func (w Words) help(options Args, f form.Field) {
	if f.Hint != "" {
		options["hint"] = args("text", w.Text(f.Hint))
	}
	if f.Error != nil {
		options["errorMessage"] = args("text", w.Text(f.Error.Message, f.Error.Args...))
	}
}

func (w Words) label(f form.Field) string {
	if f.Optional && f.Kind != form.Tick {
		return w.Text("{question} (optional)", "question", form.Phrase(f.Label))
	}
	return w.Text(f.Label)
}

func (w Words) choice(choice form.Choice) string {
	if choice.Verbatim {
		return choice.Label
	}
	return w.Text(choice.Label)
}

func (w Words) items(f form.Field) []any {
	var items []any
	group := ""
	for _, choice := range f.Choices {
		if choice.Exclusive && f.Kind == form.Checkboxes && len(items) > 0 {
			items = append(items, args("divider", w.Text("or")))
		}
		item := args("id", choice.ID, "value", choice.Value, "text", w.choice(choice), "checked", choice.Checked, "selected", choice.Checked)
		if choice.Hint != "" {
			item["hint"] = args("text", w.Text(choice.Hint))
		}
		if choice.Exclusive {
			item["behaviour"] = "exclusive"
		}
		if choice.Group != "" && (f.Kind == form.Select || choice.Group != group) {
			item["group"] = w.Text(choice.Group)
		}
		group = choice.Group
		if len(choice.Fields) > 0 {
			item["conditional"] = args("fields", choice.Fields)
		}
		items = append(items, item)
	}
	return items
}

func (w Words) date(f form.Field) Args {
	part := func(p form.DatePart, label, width string) any {
		class := "govuk-input--width-" + width
		if p.Wrong {
			class += " govuk-input--error"
		}
		item := args("id", p.ID, "name", p.Name, "label", w.Text(label), "value", p.Value, "classes", class)
		if p.Autocomplete != "" {
			item["autocomplete"] = p.Autocomplete
		}
		return item
	}
	options := w.group(f)
	options["id"] = f.ID
	options["groupID"] = f.ID + "-date"
	options["items"] = []any{part(f.Day, "Day", "2"), part(f.Month, "Month", "2"), part(f.Year, "Year", "4")}
	if f.Kind == form.PartialDate {
		options["about"] = args("name", f.Name+"-about", "checked", f.About)
	}
	return options
}

func anyBelow(choices []form.Choice) bool {
	for _, choice := range choices {
		if len(choice.Fields) > 0 {
			return true
		}
	}
	return false
}

func small(f form.Field, kind string) string {
	if f.Small {
		return "govuk-" + kind + "--small"
	}
	return ""
}
