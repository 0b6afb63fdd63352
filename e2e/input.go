package e2e

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
)

// doubleClickPause is the time between the two clicks of an impatient person:
// long enough that the first has sent its request.
const doubleClickPause = 25 * time.Millisecond

// mouse clicks in the middle of e, after scrolling there. Something that covers
// e, so that a person's click would miss, is an error.
func (p *Page) mouse(e element, clicks int64) error {
	if _, err := call(p, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{BackendNodeID: e.node}); err != nil {
		return fmt.Errorf("it cannot be scrolled to: %w", err)
	}
	quads, err := call(p, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: e.node})
	if err != nil || len(quads.Quads) == 0 || len(quads.Quads[0]) != 8 {
		return fmt.Errorf("it is not visible (%v)", err)
	}
	q := quads.Quads[0]
	x, y := (q[0]+q[2]+q[4]+q[6])/4, (q[1]+q[3]+q[5]+q[7])/4
	if math.Abs(q[4]-q[0]) < 1 || math.Abs(q[5]-q[1]) < 1 {
		return errors.New("it has no size on the screen")
	}
	cover, err := apply[string](p, e, `function(x, y) {
		const top = document.elementFromPoint(x, y)
		if (!top) return 'the edge of the window'
		if (top === this || this.contains(top) || top.contains(this)) return ''
		if (this.labels && [...this.labels].some(label => label.contains(top))) return ''
		return '<' + top.tagName.toLowerCase() + ' class="' + top.className + '">'
	}`, x, y)
	if err != nil {
		return err
	}
	if cover != "" {
		return fmt.Errorf("it is covered by %s", cover)
	}
	before := p.watch.documents()
	for click := range clicks {
		if click > 0 {
			time.Sleep(doubleClickPause)
			if p.watch.documents() != before {
				return nil // the next page is there; a click on it would be another deed
			}
		}
		for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
			_, err := call(p, input.DispatchMouseEvent, input.DispatchMouseEventParams{
				Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, ClickCount: click + 1,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// typeInto replaces the text in e through the keyboard's way in.
func (p *Page) typeInto(e element, value string) error {
	if _, err := call(p, dom.Focus, dom.FocusParams{BackendNodeID: e.node}); err != nil {
		return fmt.Errorf("it takes no focus: %w", err)
	}
	const ctrl = 2
	keys := []input.DispatchKeyEventParams{
		{Type: input.DispatchKeyEventTypeKeyDown, Key: "a", Code: "KeyA", Modifiers: ctrl, Commands: []string{"selectAll"}},
		{Type: input.DispatchKeyEventTypeKeyUp, Key: "a", Code: "KeyA", Modifiers: ctrl},
	}
	if value == "" {
		keys = append(keys,
			input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Backspace", Code: "Backspace", WindowsVirtualKeyCode: 8},
			input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: "Backspace", Code: "Backspace", WindowsVirtualKeyCode: 8})
	}
	for _, key := range keys {
		if _, err := call(p, input.DispatchKeyEvent, key); err != nil {
			return err
		}
	}
	if value == "" {
		return nil
	}
	_, err := call(p, input.InsertText, input.InsertTextParams{Text: value})
	return err
}
