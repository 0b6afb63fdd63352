package accommodation

import (
	"context"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/alike"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// Place is a sealed place to live, as far as this room may know it.
type Place struct {
	ID        db.ID
	Reference string
	Region    string
	Kind      string // a catalogue source
	Capacity  int
}

// Keeper is somebody who looks after a house.
type Keeper struct {
	Account db.ID
	Name    string
	Of      string
}

// Room is the room of safe accommodation with what it works with. What the room
// that keeps addresses does for it is handed over as functions, which run in the
// caller's transaction.
type Room struct {
	DB    *db.Database
	Rules statute.Book
	Lists *reference.Set

	// Places lists the open sealed places of an agency.
	Places func(ctx context.Context, tx *db.Tx, agency db.ID) ([]Place, error)
	// House makes a person live at a place, or moves them there: every sight of the
	// address before ends at once.
	House func(ctx context.Context, tx *db.Tx, actor account.Actor, person, place db.ID) error
	// Unhouse ends that a person lives at their place, and every sight of it.
	Unhouse func(ctx context.Context, tx *db.Tx, actor account.Actor, person db.ID, why string) error
	// ShutSights ends every sight of a person's address and tells how many.
	ShutSights func(ctx context.Context, tx *db.Tx, actor account.Actor, person db.ID) (int64, error)
	// Kept are the places that the actor looks after, Keepers who looks after one.
	Kept    func(ctx context.Context, tx *db.Tx, actor account.Actor) ([]db.ID, error)
	Keepers func(ctx context.Context, tx *db.Tx, place db.ID) ([]Keeper, error)
	// KeptAway is whom others keep away from each of these people.
	KeptAway func(ctx context.Context, tx *db.Tx, people []db.ID) (map[db.ID][]alike.Described, error)
	// NotSeen are told, in the same transaction, that somebody whom an agency supports
	// has not been seen since a time: in a house, or where they are met. The time is
	// zero where they were never met.
	NotSeen []func(ctx context.Context, tx *db.Tx, actor account.Actor, person, agency db.ID, since time.Time) error
}

// region names an area, from its code.
func (room *Room) region(code string) string {
	if code == "" {
		return ""
	}
	return room.Lists.Regions.Name(code)
}

func (room *Room) regions(codes []string) []string {
	var names []string
	for _, code := range codes {
		names = append(names, room.region(code))
	}
	return names
}

// languages names languages, from their codes.
func (room *Room) languages(codes []string) []string {
	var names []string
	for _, code := range codes {
		names = append(names, room.Lists.Languages.Name(code))
	}
	return names
}

// areaOf gives the region of what somebody typed: a county, a region or a town.
func (room *Room) areaOf(typed string) (string, bool) {
	if entry, ok := room.Lists.Regions.ByCode(typed); ok {
		return entry.Code, true
	}
	if entry, ok := room.Lists.Regions.Find(typed); ok {
		return entry.Code, true
	}
	if entry, ok := room.Lists.Towns.Find(typed); ok && entry.Region != "" {
		return entry.Region, true
	}
	return "", false
}

// need gives the words of a code of an offer or a risk, to be put into a message.
func need(code string) any {
	if words := offers.Words(code); words != code {
		return form.Phrase(words)
	}
	return form.Phrase(risks.Words(code))
}

// tell writes to people of an agency in a role, with a key that makes it one
// message each. The words are about what happened, never about whom.
func tell(ctx context.Context, tx *db.Tx, agency db.ID, key, subject, body string, args []any, roles ...account.Role) error {
	people, err := account.Colleagues(ctx, tx, agency, roles...)
	if err != nil {
		return err
	}
	words := page.In(page.English)
	for _, person := range people {
		if err := notify.Tell(ctx, tx, key+" "+string(person.ID), person.Email, words.Text(subject), words.Text(body, args...)); err != nil {
			return err
		}
	}
	return nil
}

// tellWorker writes to the person's support worker, or to all of the agency where
// it has named none.
func tellWorker(ctx context.Context, tx *db.Tx, f File, key, subject, body string) error {
	if f.Worker != "" {
		return tellOne(ctx, tx, f.Worker, key, subject, body)
	}
	return tell(ctx, tx, f.Agency, key, subject, body, nil, account.SupportProvider, account.SupportManager)
}

// isDesk reports whether the actor speaks for a desk.
func isDesk(actor account.Actor, desk db.ID) bool {
	return actor.Agency == desk && actor.Has(account.AccommodationDesk)
}

// supports reports whether the actor supports people for an agency.
func supports(actor account.Actor, agency db.ID) bool {
	return actor.Agency == agency && actor.Has(account.SupportProvider, account.SupportManager)
}

// sorted gives each code once, in order.
func sorted(codes []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(codes)))
}

// tellOne writes to one person, with a key that makes it one message.
func tellOne(ctx context.Context, tx *db.Tx, who db.ID, key, subject, body string) error {
	person, found, err := account.Load(ctx, tx, who)
	if err != nil || !found {
		return err
	}
	words := page.In(page.English)
	return notify.Tell(ctx, tx, key+" "+string(who), person.Email, words.Text(subject), words.Text(body))
}
