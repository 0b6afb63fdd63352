package e2e

import (
	"fmt"
)

// Answer picks an option, a radio button or a checkbox, of the question with
// that legend. Options of questions that follow from one of its own options are
// not meant, though they stand inside it: without script all of them are shown.
func (p *Page) Answer(legend, option string) {
	p.t.Helper()
	var found element
	p.wait(func() (err error) {
		found, err = p.optionOf(legend, option)
		return err
	})
	if p.isSet(found) {
		return
	}
	if err := p.mouse(found, 1); err != nil {
		p.fail("answer %q with %q: %v", legend, option, err)
	}
	if !p.isSet(found) {
		p.fail("the answer %q of %q did not change when it was clicked", option, legend)
	}
}

// optionOf gives the one option of the question with that legend.
func (p *Page) optionOf(legend, option string) (element, error) {
	root, err := p.Within(Group, legend).root()
	if err != nil {
		return element{}, err
	}
	var matches []element
	var others []string
	for _, role := range []Role{Radio, Checkbox} {
		options, err := p.withRole(root, role)
		if err != nil {
			return element{}, err
		}
		for _, e := range options {
			own, err := apply[string](p, e, `function() { return this.closest('fieldset')?.querySelector('legend')?.innerText ?? '' }`)
			switch {
			case err != nil:
				return element{}, err
			case words(own) != words(legend):
			case e.name == words(option):
				matches = append(matches, e)
			default:
				others = append(others, fmt.Sprintf("%q", e.name))
			}
		}
	}
	if len(matches) != 1 {
		return element{}, fmt.Errorf("the question %q has %d answers %q; there are %s", legend, len(matches), option, list(others))
	}
	return matches[0], nil
}
