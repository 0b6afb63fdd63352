package decision

import (
	"reflect"
	"strings"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
	answers "github.com/havenward/havenward/internal/form"
)

// labels are the catalogue strings of what is written in forms, by JSON name.
var labels = map[string]string{
	"authority": "Competent authority", "reasons": "Reasons", "decision_maker": "Decision maker", "jurisdiction": "Jurisdiction",
	"of": "Asked of", "name": "Name", "email": "Email address", "question": "Question", "request": "Request", "received_on": "Received on", "summary": "What was received",
	"test": "Test that was applied", "reasonable_test": "Test for reasonable grounds", "conclusive_test": "Test for conclusive grounds",
	"best_interests": "Best interests of the child", "evidence": "Evidence considered", "read_evidence": "Evidence read",
	"by": "Asked by", "grounds": "Grounds", "exceptional": "Exceptional circumstances", "until": "Until", "because": "Because",
	"how": "How it was given", "given_on": "Given on", "document": "Document", "explained_by": "Explained by", "language": "Language",
	"basis": "How the age was settled", "turns_18": "18th birthday", "exploited_since": "Exploited since the first decision",
	"ground": "Ground", "risk_considered": "Risk of being exploited again", "letter": "Letter", "served_on": "Served on",
	"channel": "How it was served", "contact": "Contact", "returned_on": "Came back on", "held_on": "Meeting held on", "chair": "Chair",
	"members": "Members of the panel", "agency": "Agency", "chair_is_lead_social_worker": "The chair is the lead social worker",
	"panel": "Panel", "consent": "Consent",
}

// Written lists what is written in a form, with labels, for pages that show a
// step as it was taken or two versions side by side. Codes of lists of choices
// are given in words.
func Written(form machine.Form) []answers.Row { return written(form) }

func written(form machine.Form) []answers.Row {
	if form == nil || reflect.ValueOf(form).IsNil() {
		return nil
	}
	return rowsOf(reflect.ValueOf(form).Elem(), "")
}

// rowsOf walks the fields of a struct in order, those of structs inside it too.
func rowsOf(value reflect.Value, prefix string) []answers.Row {
	var rows []answers.Row
	for i := range value.NumField() {
		field, at := value.Type().Field(i), value.Field(i)
		if at.Kind() == reflect.Pointer {
			if at.IsNil() {
				continue
			}
			at = at.Elem()
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous {
			rows = append(rows, rowsOf(at, prefix)...)
			continue
		}
		if at.Kind() == reflect.Struct && at.Type() != reflect.TypeFor[civil.Day]() {
			rows = append(rows, rowsOf(at, prefix+name+".")...)
			continue
		}
		rows = append(rows, answers.Row{Name: prefix + name, Label: labels[name], Values: valuesOf(at, choicesOf[value.Type().Name()+"."+name])})
	}
	return rows
}

func valuesOf(at reflect.Value, choices []machine.Choice) []any {
	switch at.Kind() {
	case reflect.Slice:
		var values []any
		for i := range at.Len() {
			values = append(values, valuesOf(at.Index(i), choices)...)
		}
		return values
	case reflect.Bool:
		if at.Bool() {
			return []any{answers.Phrase("Yes")}
		}
		return []any{answers.Phrase("No")}
	}
	switch value := at.Interface().(type) {
	case civil.Day:
		if value.IsZero() {
			return nil
		}
		return []any{value}
	case int:
		return []any{value}
	case machine.AtTable:
		return []any{value.Name, answers.Phrase(choiceText(value.Agency, machine.PanelAgencies))}
	}
	switch text := at.String(); {
	case text == "":
		return nil
	case machine.Among(text, choices):
		return []any{answers.Phrase(choiceText(text, choices))}
	default:
		return []any{text}
	}
}

// choicesOf are the lists behind the fields of forms, by type and JSON name.
var choicesOf = map[string][]machine.Choice{
	"Allocation.authority": machine.Authorities, "Transfer.authority": machine.Authorities, "Correction.jurisdiction": machine.JurisdictionChoices,
	"InformationAsked.of": machine.Sources, "ExtensionAsked.because": machine.ExtensionReasons, "Suspension.because": machine.SuspensionReasons,
	"Withdrawal.how": machine.WithdrawalWays, "AdditionalAsked.by": machine.Askers, "ReconsiderationAsked.by": machine.Askers,
	"ReconsiderationAsked.grounds": machine.ReconsiderationGrounds, "DisqualificationAsked.ground": machine.DisqualificationGrounds,
	"DisqualificationDecision.ground": machine.DisqualificationGrounds, "AdultSettled.basis": machine.AgeBases, "ChildSettled.basis": machine.AgeBases,
	"Service.channel": machine.Channels, "Closing.because": machine.ClosingReasons, "EarlyClosing.because": machine.EarlyClosingReasons,
}

// choiceText is the catalogue string of a choice, or its value where it is none.
func choiceText(value string, choices []machine.Choice) string {
	for _, choice := range choices {
		if choice.Value == value {
			return choice.Text
		}
	}
	return value
}
