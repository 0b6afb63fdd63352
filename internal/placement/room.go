package placement

import (
	"context"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

// Room is the room of sealed placements with what it works with.
type Room struct {
	DB    *db.Database
	Rules statute.Book
	Lists *reference.Set
}

// about is what rules need to know of a person.
func (f File) about() statute.Subject {
	return statute.Subject{Jurisdiction: statute.Jurisdiction(f.Jurisdiction), Child: casefile.TreatedAsChild(f.AgeGroup)}
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

// tellTeam writes to the people of an agency in a role, with a key that makes it
// one message each. The words are about what happened, never about whom.
func tellTeam(ctx context.Context, tx *db.Tx, agency db.ID, key, subject, body string, args []any, roles ...account.Role) error {
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

// moment is a time in words, for messages.
func moment(at time.Time) string { return page.In(page.English).When(at) }

// Routes are the addresses of the room.
func (room *Room) Routes() []route.Route {
	return slices.Concat([]route.Route{
		{Pattern: "GET /placements", Action: access.SeePlacements, Handle: room.board},
		{Pattern: "POST /placements/search", Action: access.SeePlacements, Handle: room.search},
		{Pattern: "GET /placements/places", Action: access.SeePlacements, Handle: room.placesBoard},
		{Pattern: "GET /placements/places/{place}", Action: access.SeePlacements, Handle: room.place},
		{Pattern: "GET /placements/people/{id}", Action: access.ReadPlacement, Handle: room.person},
		{Pattern: "GET /placements/people/{id}/sights", Action: access.ReadPlacement, Handle: room.personSights},
		{Pattern: "GET /placements/people/{id}/visits", Action: access.ReadVisit, Handle: room.personVisits},
		deed.Press("/placements/people/{id}/take", access.TakeOnPerson, room.takeOn),
		deed.Press("/placements/people/{id}/hand-over", access.PlacePerson, room.handOver),

		{Pattern: "GET /sights", Action: access.ListSights, Handle: room.ownSights},
		{Pattern: "POST /sights/find", Action: access.ListSights, Handle: room.findCase},
		{Pattern: "GET /sights/{sight}/address", Action: access.SeeAddress, Handle: room.address, StepUp: true},

		{Pattern: "GET /visits", Action: access.ListVisits, Handle: room.queue},
		{Pattern: "GET /visits/{visit}", Action: access.ReadVisit, Handle: room.visit},
		{Pattern: "GET /door", Action: access.SeeDoor, Handle: room.door},

		{Pattern: "GET /missing", Action: access.ListMissing, Handle: room.missing},
		{Pattern: "GET /missing/people/{id}", Action: access.KeepProfile, Handle: room.personMissing},
		{Pattern: "GET /missing/people/{id}/photo", Action: access.KeepProfile, Handle: room.photo},
		{Pattern: "GET /missing/people/{id}/pack", Action: access.TakeGrabPack, Handle: room.pack},
		{Pattern: "POST /missing/people/{id}/pack", Action: access.TakeGrabPack, Handle: room.pack},
		{Pattern: "GET /missing/people/{id}/pack/pdf", Action: access.TakeGrabPack, Handle: room.packPDF, StepUp: true},
		{Pattern: "POST /missing/people/{id}/pack/pdf", Action: access.TakeGrabPack, Handle: room.packPDF, StepUp: true},
		{Pattern: "GET /missing/episodes/{episode}", Action: access.ReportMissing, Handle: room.episode},
	}, room.peopleDeeds(), room.placeDeeds(), room.sightDeeds(), room.visitDeeds(), room.missingDeeds())
}
