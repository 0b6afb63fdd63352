package page

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/fault"
)

// Args are the options of a component by the name GOV.UK Frontend gives them.
// Values under "html" must be template.HTML.
type Args = map[string]any

// OnceField is the name of the hidden field whose value makes a retry or a
// double click one change: see route.Request.Once.
const OnceField = "once"

// funcs are what templates can call, in one language. set is the templates they
// are part of, for markup.
//
//	t "Due on {day}" "day" .Due        text in the language of the page
//	tn .Count "{n} case" "{n} cases"   the same with a count
//	th "Read {link}" "link" (link …)   the same with markup inside
//	day, when, number, show            values as the language writes them
//	args, merge, list, join            options for {{template "button" (args …)}}
//	once                               the hidden field that makes a double click one change
//	markup "tag" (args …)              a component as a value
func funcs(words Words, set *template.Template) template.FuncMap {
	return template.FuncMap{
		"t":      func(source any, pairs ...any) string { return words.Text(fmt.Sprint(source), spread(pairs)...) },
		"tn":     func(n int, one, other string, pairs ...any) string { return words.Plural(n, one, other, pairs...) },
		"th":     func(source string, pairs ...any) template.HTML { return words.HTML(source, spread(pairs)...) },
		"day":    func(day civil.Day) string { return words.Day(day) },
		"when":   func(at time.Time) string { return words.When(at) },
		"number": func(n int) string { return words.Number(n) },
		"show":   words.Show,
		"lang":   words.Tag,

		"args": args, "merge": merge, "mergeAll": mergeAll, "has": has, "list": func(items ...any) []any { return items },
		"join": join, "attributes": attributes, "asset": func(name string) string { return assets.address(name) },
		"once": func() template.HTML {
			return template.HTML(`<input type="hidden" name="` + OnceField + `" value="` + rand.Text() + `">`)
		},
		"add":     func(a, b int) int { return a + b },
		"replace": func(text, old string, new any) string { return strings.ReplaceAll(text, old, fmt.Sprint(new)) },
		"markup":  func(name string, data any) (template.HTML, error) { return markup(set, name, data) },
		"link": func(href, text string) (template.HTML, error) {
			return markup(set, "link", args("href", href, "text", text))
		},
		"hiddenText": func(text string) template.HTML {
			return template.HTML(`<span class="govuk-visually-hidden">` + template.HTMLEscapeString(text) + `</span>`)
		},
		"machineTime": func(at time.Time) string { return at.UTC().Format(time.RFC3339) },

		"component": words.component, "spoken": words.spoken, "errorList": words.errorList, "navigation": words.navigation, "menuShown": menuShown, "menuMore": menuMore,
		"described": described, "groupDescribed": groupDescribed, "itemID": itemID, "checked": checked, "chosen": chosen,
		"conditional": conditional, "hinted": hinted, "dateItems": words.dateItems, "actions": actions,
		"kept": kept, "given": func(value any) bool { return value != nil && value != "" },
	}
}

func markup(set *template.Template, name string, data any) (template.HTML, error) {
	var buffer bytes.Buffer
	if err := set.ExecuteTemplate(&buffer, name, data); err != nil {
		return "", err
	}
	return template.HTML(strings.TrimSpace(buffer.String())), nil
}

// spread lets pairs be given as one list: {{t .Message .Args}}.
func spread(pairs []any) []any {
	if len(pairs) == 1 {
		if list, ok := pairs[0].([]any); ok {
			return list
		}
	}
	return pairs
}

// args makes options from names and values in pairs; a nil value is left out.
func args(pairs ...any) Args {
	made := Args{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != nil {
			made[fmt.Sprint(pairs[i])] = pairs[i+1]
		}
	}
	return made
}

// merge is options with some more.
func merge(options any, pairs ...any) Args {
	return mergeAll(options, args(pairs...))
}

func mergeAll(options, more any) Args {
	made := Args{}
	for _, from := range []any{options, more} {
		if from, ok := from.(Args); ok {
			maps.Copy(made, from)
		}
	}
	return made
}

func has(options any, name string) bool {
	from, _ := options.(Args)
	_, ok := from[name]
	return ok
}

// join puts words together with spaces, without the empty ones: class names and
// lists of ids.
func join(words ...any) string {
	var kept []string
	for _, word := range words {
		if text := strings.TrimSpace(text(word)); text != "" {
			kept = append(kept, text)
		}
	}
	return strings.Join(kept, " ")
}

func text(value any) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// attributes writes further attributes of an element, in the order of their
// names. true is an attribute without value; nil and false leave it out.
func attributes(values any) template.HTMLAttr {
	from, _ := values.(Args)
	var written strings.Builder
	for _, name := range slices.Sorted(maps.Keys(from)) {
		switch value := from[name].(type) {
		case nil:
		case bool:
			if value {
				fmt.Fprintf(&written, " %s", name)
			}
		default:
			fmt.Fprintf(&written, ` %s="%s"`, name, template.HTMLEscapeString(fmt.Sprint(value)))
		}
	}
	return template.HTMLAttr(written.String())
}

// truthy is what {{if}} takes for true.
func truthy(value any) bool {
	truth, ok := template.IsTrue(value)
	return ok && truth
}

func option(from any, name string) any {
	options, _ := from.(Args)
	return options[name]
}

// described lists the ids that describe a control.
func described(options Args, id string) string {
	ids := join(options["describedBy"])
	if truthy(options["hint"]) {
		ids = join(ids, id+"-hint")
	}
	if truthy(options["errorMessage"]) {
		ids = join(ids, id+"-error")
	}
	return ids
}

// groupDescribed lists the ids that describe a group of inputs.
func groupDescribed(options Args, id any) string {
	return described(merge(options, "describedBy", text(option(options["fieldset"], "describedBy"))), text(id))
}

// itemID is the id of one of several inputs; the first has that of the group, so
// that the error summary can link to it.
func itemID(item Args, stem string, index int) string {
	if id := text(item["id"]); id != "" {
		return id
	}
	if index == 0 {
		return stem
	}
	return fmt.Sprintf("%s-%d", stem, index+1)
}

// checked says whether a radio or checkbox is chosen, by itself or by the values
// of its group.
func checked(item, group Args) bool {
	if truthy(item["checked"]) {
		return true
	}
	if item["checked"] == false || item["value"] == nil {
		return false
	}
	if value := group["value"]; truthy(value) && value == item["value"] {
		return true
	}
	values, _ := group["values"].([]any)
	return slices.Contains(values, item["value"])
}

func chosen(item Args, value any) bool {
	own, ok := item["value"]
	if !ok {
		own = item["text"]
	}
	return truthy(item["selected"]) || item["selected"] != false && truthy(value) && own == value
}

func conditional(item Args) bool {
	below := item["conditional"]
	return truthy(option(below, "html")) || truthy(option(below, "fields"))
}

func hinted(item Args) bool {
	return truthy(option(item["hint"], "html")) || truthy(option(item["hint"], "text"))
}

// kept is a list without its empty items.
func kept(items any) []any {
	list, _ := items.([]any)
	return slices.DeleteFunc(slices.Clone(list), func(item any) bool { return !truthy(item) })
}

// actions are the links of a row or card.
func actions(of any) []any {
	list, _ := option(option(of, "actions"), "items").([]any)
	return list
}

// errorList are the links of the error summary.
func (w Words) errorList(errs []fault.Field) []any {
	var items []any
	for _, err := range errs {
		item := args("text", w.Text(err.Message, err.Args...))
		if err.Name != "" {
			item["href"] = "#" + err.Name
		}
		items = append(items, item)
	}
	return items
}

// navigation are links as components take them.
func (w Words) navigation(links []Link) []any {
	var items []any
	for _, link := range links {
		label := link.Text
		if !link.Verbatim {
			label = w.Text(link.Text)
		}
		items = append(items, args("text", label, "href", link.Href, "current", link.Current, "active", link.Active))
	}
	return items
}
