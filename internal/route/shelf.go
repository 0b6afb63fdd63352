package route

import (
	"context"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
)

// Entry is one place in the main menu, for those whose roles allow its action.
type Entry struct {
	Action access.Action
	Link   page.Link
	Says   string // what one does there, for the home page; "" keeps it off that page
	// Aside keeps it off the menu: it stands elsewhere on every page.
	Aside bool
}

// Tab is the page about one person that a room keeps. Every page about the person
// leads to those that its reader may open.
type Tab struct {
	Action access.Action // on the case
	Text   string        // a catalogue source string
	Path   string        // the address, with {id} where the case stands
	// Shown reports whether there is anything of the room about the person; where it
	// is nil, there always is.
	Shown func(ctx context.Context, tx *db.Tx, caseID db.ID) (bool, error)
}

// To gives the address of the tab for a case.
func (t Tab) To(caseID db.ID) string { return strings.ReplaceAll(t.Path, "{id}", string(caseID)) }

// Warning is what everybody who can act on a case must see on every page of it.
// It names nobody: Text is a catalogue source string with its named values.
type Warning struct {
	Text string
	Args []any
}

// Warn finds the warnings on a case that a room keeps. The caller has asked
// package access for the case; what only some may know asks for itself.
type Warn func(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID) ([]Warning, error)

// Shelf is what all rooms put on the folder of a person.
type Shelf struct {
	Tabs     []Tab
	Warnings []Warn
}
