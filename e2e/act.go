package e2e

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
)

// Click clicks the one control with that role and name. If it is a link to
// another page or sends a form, it waits until the next page has loaded. On a
// telephone it opens the folded tabs that hold a link first, as a person does.
func (p *Page) Click(role Role, name string) {
	p.t.Helper()
	if role == Link && p.width == telephone {
		p.unfold(name)
	}
	e := p.mustFind([]Role{role}, name)
	what := fmt.Sprintf("click the %s %q", role, name)
	if p.leadsOn(e) {
		p.navigate(what, func() error { return p.mouse(e, 1) })
		return
	}
	if err := p.mouse(e, 1); err != nil {
		p.fail("%s: %v", what, err)
	}
}

// unfold opens the tabs, folded into one line that ends in the current one's name,
// until the link shows.
func (p *Page) unfold(name string) {
	p.t.Helper()
	hidden := func() bool { _, err := p.find([]Role{Link}, name); return err != nil }
	if !hidden() {
		return
	}
	root, err := p.root()
	if err != nil {
		p.fail("unfold the tabs: %v", err)
	}
	lines, err := p.withRole(root, Summary)
	if err != nil {
		p.fail("unfold the tabs: %v", err)
	}
	for _, line := range lines {
		if strings.Contains(line.name, ": ") && hidden() {
			if err := p.mouse(line, 1); err != nil {
				p.fail("unfold %q: %v", line.name, err)
			}
		}
	}
}

// DoubleClick clicks a link or a button that sends a form twice, as an
// impatient person does, and waits for the page that comes of it.
func (p *Page) DoubleClick(role Role, name string) {
	p.t.Helper()
	e := p.mustFind([]Role{role}, name)
	p.navigate(fmt.Sprintf("double-click the %s %q", role, name), func() error { return p.mouse(e, 2) })
}

// Press clicks a control that a script answers within the page, although it
// is a link or sends a form where there is no script.
func (p *Page) Press(role Role, name string) {
	p.t.Helper()
	if err := p.mouse(p.mustFind([]Role{role}, name), 1); err != nil {
		p.fail("press the %s %q: %v", role, name, err)
	}
}

// Fill replaces what is in the text field with that label.
func (p *Page) Fill(label, value string) {
	p.t.Helper()
	e := p.mustFind(textRoles, label)
	if err := p.typeInto(e, value); err != nil {
		p.fail("fill in %q: %v", label, err)
	}
	// A browser shows a line break as one character, whatever came in.
	want := strings.ReplaceAll(value, "\r\n", "\n")
	if got := p.valueOf(e); got != want {
		p.fail("fill in %q: the field holds %q, %d characters, after typing %d", label, excerpt(got), len(got), len(want))
	}
}

// FillDate fills in the three fields of the date question with that legend.
func (p *Page) FillDate(legend, day, month, year string) {
	p.t.Helper()
	group := p.Within(Group, legend)
	group.Fill("Day", day)
	group.Fill("Month", month)
	group.Fill("Year", year)
}

// Choose picks the radio button with that label.
func (p *Page) Choose(label string) { p.t.Helper(); p.set(Radio, label, true) }

// Check ticks the checkbox with that label, if it is not ticked.
func (p *Page) Check(label string) { p.t.Helper(); p.set(Checkbox, label, true) }

// Uncheck takes the tick out of the checkbox with that label, if there is one.
func (p *Page) Uncheck(label string) { p.t.Helper(); p.set(Checkbox, label, false) }

// Select picks an option, by what it says, in the list with that label.
func (p *Page) Select(label, option string) {
	p.t.Helper()
	e := p.mustFind([]Role{Combobox, "listbox"}, label)
	// Headless Chromium draws the open list in a window of its own that no
	// mouse event reaches, so the choice is made as the browser would and the
	// page is told with the two events that a person's choice fires.
	const script = `function(text) {
		const words = s => s.replace(/\s+/g, ' ').trim()
		const found = [...this.options].filter(o => words(o.label) === text && !o.disabled)
		if (found.length !== 1) throw new Error(found.length + ' options say that; there are ' + [...this.options].map(o => words(o.label)).join(', '))
		found[0].selected = true
		this.dispatchEvent(new Event('input', {bubbles: true}))
		this.dispatchEvent(new Event('change', {bubbles: true}))
	}`
	if _, err := apply[any](p, e, script, words(option)); err != nil {
		p.fail("select %q in %q: %v", option, label, err)
	}
}

// Upload puts files into the file field with that label.
func (p *Page) Upload(label string, paths ...string) {
	p.t.Helper()
	var files []string
	for _, path := range paths {
		absolute, err := filepath.Abs(path)
		if err != nil {
			p.fail("upload %s: %v", path, err)
		}
		files = append(files, absolute)
	}
	p.wait(func() error {
		root, err := p.root()
		if err != nil {
			return err
		}
		field, err := p.fileField(root, label)
		if err != nil {
			return err
		}
		_, err = call(p, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: files, ObjectID: field})
		return err
	})
}

// fileField gives the file field inside root with that label. GOV.UK's script
// hides the field and gives its label to a button, which hands on what is
// dropped on it and has a name that changes with the files.
func (p *Page) fileField(root runtime.RemoteObjectID, label string) (runtime.RemoteObjectID, error) {
	const script = `function(text) {
		const labels = [...this.querySelectorAll('label')].filter(l => l.innerText.replace(/\s+/g, ' ').trim() === text)
		if (labels.length !== 1 || !labels[0].control) throw new Error(labels.length + ' fields have the label ' + text)
		const control = labels[0].control
		if (control.matches('input[type=file]')) return control
		const field = control.closest('[data-module="govuk-file-upload"]')?.querySelector('input[type=file]')
		if (!field) throw new Error('the field with the label ' + text + ' takes no files')
		return field
	}`
	return p.objectFrom(root, script, words(label))
}

// Unfold opens the details element with that summary line.
func (p *Page) Unfold(summary string) {
	p.t.Helper()
	p.Click(Summary, summary)
}

// Value is what the text field or list with that label holds.
func (p *Page) Value(label string) string {
	p.t.Helper()
	return p.valueOf(p.mustFind(textRoles, label))
}

// Chosen reports whether the radio button or checkbox with that label is set.
func (p *Page) Chosen(label string) bool {
	p.t.Helper()
	return p.isSet(p.mustFind([]Role{Radio, Checkbox}, label))
}

// mustFind waits for the one thing with one of the roles and the name.
func (p *Page) mustFind(roles []Role, name string) element {
	p.t.Helper()
	var found element
	p.wait(func() (err error) {
		found, err = p.find(roles, name)
		return err
	})
	return found
}

// set clicks a radio button or checkbox unless it is as wanted already.
func (p *Page) set(role Role, label string, want bool) {
	p.t.Helper()
	e := p.mustFind([]Role{role}, label)
	if p.isSet(e) == want {
		return
	}
	if err := p.mouse(e, 1); err != nil {
		p.fail("set the %s %q: %v", role, label, err)
	}
	if p.isSet(e) != want {
		p.fail("the %s %q did not change when it was clicked", role, label)
	}
}

func (p *Page) isSet(e element) bool {
	p.t.Helper()
	set, err := apply[bool](p, e, `function() { return this.checked ?? this.ariaChecked === 'true' }`)
	if err != nil {
		p.fail("read %q: %v", e.name, err)
	}
	return set
}

func (p *Page) valueOf(e element) string {
	p.t.Helper()
	value, err := apply[string](p, e, `function() { return this.selectedOptions ? this.selectedOptions[0].label : this.value }`)
	if err != nil {
		p.fail("read %q: %v", e.name, err)
	}
	return value
}

// leadsOn reports whether clicking e loads another page where no script
// interferes: a link that goes further than its own page, or a button that
// sends a form.
func (p *Page) leadsOn(e element) bool {
	p.t.Helper()
	leads, err := apply[bool](p, e, `function() {
		const link = this.closest('a[href]')
		if (link) return !link.getAttribute('href').startsWith('#') && !link.hasAttribute('download')
		const button = this.closest('button, input')
		return !!button && !!button.form && (button.type === 'submit' || button.type === 'image')
	}`)
	if err != nil {
		p.fail("look at %q: %v", e.name, err)
	}
	return leads
}

// excerpt gives the beginning of a text that may be thousands of letters long.
func excerpt(text string) string {
	const most = 60
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most]) + "..."
	}
	return text
}
