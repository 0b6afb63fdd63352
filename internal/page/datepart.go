package page

import "strings"

// dateItems are the inputs of a date-input, completed as upstream does: day,
// month and year where no others are given, their widths, ids and names, and
// which of them are marked as wrong.
func (w Words) dateItems(options Args) []any {
	items, _ := options["items"].([]any)
	names := []string{"day", "month", "year"}
	labels := map[string]string{"day": "Day", "month": "Month", "year": "Year"}
	if len(items) == 0 {
		for _, name := range names {
			if options[name] == false {
				continue
			}
			item, _ := options[name].(Args)
			items = append(items, mergeAll(args("name", name, "value", option(options["values"], name)), item))
		}
	}
	anyWrong := false
	for _, item := range items {
		anyWrong = anyWrong || wrongPart(item)
	}
	var made []any
	for _, item := range items {
		item, _ := item.(Args)
		name, classes := text(item["name"]), text(item["classes"])
		width := ""
		if !strings.Contains(classes, "govuk-input--width-") {
			width = "govuk-input--width-2"
			if name == "year" {
				width = "govuk-input--width-4"
			}
		}
		marked := ""
		blamed := truthy(options["errorMessage"]) && !anyWrong && item["error"] != false
		if (wrongPart(item) || blamed) && !strings.Contains(classes, "govuk-input--error") {
			marked = "govuk-input--error"
		}
		full := name
		if prefix := text(options["namePrefix"]); prefix != "" {
			full = prefix + "-" + name
		}
		done := merge(item, "name", full, "classes", join("govuk-date-input__input", marked, width, classes))
		if item["id"] == nil {
			done["id"] = text(options["id"]) + "-" + name
		}
		if item["label"] == nil {
			done["label"] = w.Text(labels[name])
		}
		if item["value"] == nil {
			done["value"] = option(options["values"], full)
		}
		made = append(made, done)
	}
	return made
}

func wrongPart(item any) bool {
	return truthy(option(item, "error")) || strings.Contains(text(option(item, "classes")), "govuk-input--error")
}
