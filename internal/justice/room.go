package justice

import (
	"context"
	"strconv"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

// Room is the room of justice and redress with what it works with.
type Room struct {
	DB    *db.Database
	Rules statute.Book
	Lists *reference.Set
}

// setting is what a form is asked in for one file.
func (room *Room) setting(tx *db.Tx, f File) setting {
	return setting{File: f, Lists: room.Lists, Rules: room.Rules, Today: dayOf(tx)}
}

// Menu is the room's place in the main menu.
func (room *Room) Menu() []route.Entry {
	return []route.Entry{
		{Action: access.ListJustice, Link: page.Link{Text: "Justice", Href: "/justice"}, Says: "Keep hearings, rights, special measures and ways to compensation, with their last days"},
		{Action: access.ReconcileCrimes, Link: page.Link{Text: "Crime records", Href: "/justice/crime-records"}, Says: "Settle with police forces which referrals have no crime record"},
	}
}

// tabText is the tab of this room on the folder of a person.
const tabText = "Justice"

// Tabs is the page of this room about a person.
func (room *Room) Tabs() []route.Tab {
	return []route.Tab{{Action: access.ReadJustice, Text: tabText, Path: "/justice/people/{id}", Shown: func(ctx context.Context, tx *db.Tx, caseID db.ID) (bool, error) {
		var one int
		return tx.Row(ctx, `SELECT 1 FROM justice_file WHERE case_id = $1 AND closed_at IS NULL`, []any{caseID}, &one)
	}}}
}

// tell writes to the people of an agency in a role, with a key that makes it one
// message each. The words say what is due, never about whom.
func tell(ctx context.Context, tx *db.Tx, agency db.ID, key, subject, body string, roles ...account.Role) error {
	people, err := account.Colleagues(ctx, tx, agency, roles...)
	if err != nil {
		return err
	}
	words := page.In(page.English)
	for _, person := range people {
		if err := notify.Tell(ctx, tx, key+" "+string(person.ID), person.Email, words.Text(subject),
			words.Text(body)+"\n\n"+words.Text("This message says nothing about anybody, to keep people safe. Please do not reply to it.")); err != nil {
			return err
		}
	}
	return nil
}

func itoa(n int) string { return strconv.Itoa(n) }
