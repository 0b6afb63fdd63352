package e2e

import (
	"fmt"
	"strings"
)

// See waits until each of the texts is visible on the page (or in the part that
// the page is narrowed to). White space counts as it is read, not as written.
func (p *Page) See(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		p.wait(func() error {
			shown, err := p.text()
			if err == nil && !strings.Contains(shown, words(text)) {
				err = fmt.Errorf("%q is not on the page", text)
			}
			return err
		})
	}
}

// DoNotSee ends the test if any of the texts is visible. It does not wait:
// first wait for something that shows the page is the right one.
func (p *Page) DoNotSee(texts ...string) {
	p.t.Helper()
	shown, err := p.text()
	if err != nil {
		p.fail("read the page: %v", err)
	}
	for _, text := range texts {
		if strings.Contains(shown, words(text)) {
			p.fail("%q is on the page and should not be", text)
		}
	}
}

// SeeHeading waits for a heading with exactly that text.
func (p *Page) SeeHeading(text string) {
	p.t.Helper()
	p.mustFind([]Role{Heading}, text)
}

// SeeError waits for a GOV.UK error summary with that message and checks that
// the error is told in each way the design system asks for: in the title, in a
// link of the summary that leads to a control of the form, and at the control.
func (p *Page) SeeError(message string) {
	p.t.Helper()
	const script = `function(message) {
		const words = s => s.replace(/\s+/g, ' ').trim()
		const summary = this.querySelector('.govuk-error-summary [role=alert], [role=alert].govuk-error-summary')
		if (!summary) return 'there is no error summary'
		const links = [...summary.querySelectorAll('a[href]')]
		const link = links.find(a => words(a.innerText) === message)
		if (!link) return 'the error summary says ' + JSON.stringify(links.map(a => words(a.innerText)))
		const id = link.getAttribute('href').replace(/^[^#]*#/, '')
		const target = document.getElementById(id)
		if (!target) return 'the link of the error summary leads to #' + id + ', which is not on the page'
		if (!target.matches('input, select, textarea, button')) return 'the link of the error summary leads to #' + id + ', which takes no focus'
		const shown = [...document.querySelectorAll('.govuk-error-message')].map(e => words(e.innerText).replace(/^Error: ?/, ''))
		if (!shown.includes(message)) return 'no field shows the message; the fields show ' + JSON.stringify(shown)
		if (!document.title.startsWith('Error: ')) return 'the title ' + JSON.stringify(document.title) + ' does not begin with "Error: "'
		return ''
	}`
	p.wait(func() error {
		root, err := p.root()
		if err != nil {
			return err
		}
		lack, err := applyTo[string](p, root, script, words(message))
		if err == nil && lack != "" {
			err = fmt.Errorf("the error %q is not shown as it should be: %s", message, lack)
		}
		return err
	})
}

// Errors are the messages of the error summary, none where there is no summary.
func (p *Page) Errors() []string {
	p.t.Helper()
	root, err := p.root()
	if err != nil {
		p.fail("read the page: %v", err)
	}
	const script = `function() {
		return [...this.querySelectorAll('.govuk-error-summary a[href]')].map(a => a.innerText.replace(/\s+/g, ' ').trim())
	}`
	messages, err := applyTo[[]string](p, root, script)
	if err != nil {
		p.fail("read the errors: %v", err)
	}
	return messages
}

// Has reports whether there is something with that role and name now.
func (p *Page) Has(role Role, name string) bool {
	p.t.Helper()
	root, err := p.root()
	if err != nil {
		p.fail("read the page: %v", err)
	}
	found, err := p.withRole(root, role)
	if err != nil {
		p.fail("read the page: %v", err)
	}
	for _, e := range found {
		if e.name == words(name) {
			return true
		}
	}
	return false
}

// Text is what can be read on the page or the part it is narrowed to.
func (p *Page) Text() string {
	p.t.Helper()
	shown, err := p.text()
	if err != nil {
		p.fail("read the page: %v", err)
	}
	return shown
}

func (p *Page) text() (string, error) {
	root, err := p.root()
	if err != nil {
		return "", err
	}
	shown, err := applyTo[string](p, root, `function() { return (this.body ?? this).innerText ?? '' }`)
	return words(shown), err
}
