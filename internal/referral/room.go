package referral

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// Receive takes a referral over into the competent authority, in the
// transaction that sends it.
type Receive func(ctx context.Context, tx *db.Tx, actor account.Actor, received casefile.Received) error

// Room is the referral desk with what it works with.
type Room struct {
	DB      *db.Database
	Rules   statute.Book
	Lists   *reference.Set
	Receive Receive
	// Known looks for earlier records of a person who is about to be referred, and
	// Claim records that the person of a new case is the one of earlier ones; nil
	// where nobody compares records.
	Known func(ctx context.Context, tx *db.Tx, actor account.Actor, subject string, record casefile.Record) (casefile.Known, error)
	Claim func(ctx context.Context, tx *db.Tx, actor account.Actor, later db.ID, earlier []db.ID) error

	asked   []Page
	behind  suggestions
	uploads chan struct{}
	places  map[string]bool
}

// New makes the referral desk. receive is the intake of the competent authority.
func New(d *db.Database, rules statute.Book, lists *reference.Set, receive Receive) *Room {
	return &Room{DB: d, Rules: rules, Lists: lists, Receive: receive, asked: pagesOf(choicesOf(lists)), behind: suggestionsOf(lists),
		uploads: make(chan struct{}, uploads), places: placeWords(lists)}
}

// suggestionsOf names the list behind each question that suggests.
func suggestionsOf(lists *reference.Set) suggestions {
	return suggestions{
		"organisation": lists.FirstResponders, "authority": lists.LocalAuthorities, "current-town": lists.Towns, "current-region": lists.Regions,
		"explained-language": lists.Languages, "interpreter-language": lists.Languages, "nationality": lists.Nationalities,
		"second-nationality": lists.Nationalities, "country": lists.Countries, "town": lists.Towns, "from-country": lists.Countries,
		"to-country": lists.Countries, "language": lists.Languages, "language-2": lists.Languages, "language-3": lists.Languages,
		"force": lists.PoliceForces,
	}
}

// Pages are the pages that a referral with these answers has, in order.
func (room *Room) Pages(s *Submission) []*Page {
	var pages []*Page
	for i := range room.asked {
		if page := &room.asked[i]; page.shown(s) {
			pages = append(pages, page)
		}
	}
	return pages
}

// page finds a page of a referral with these answers by its address.
func (room *Room) page(s *Submission, slug string) (*Page, error) {
	for _, page := range room.Pages(s) {
		if page.Slug == slug {
			return page, nil
		}
	}
	return nil, fault.Missing()
}

// Complete finds what must still be answered before a submission can be sent,
// by the rules of its pages: each fault is named after the page and the
// question, such as "how.story-start". The day is today's.
func (room *Room) Complete(s *Submission, today civil.Day) []fault.Field {
	var faults []fault.Field
	checked := *s
	a := answersOf(*s, today)
	for _, page := range room.Pages(s) {
		for _, missing := range page.faults(&checked, a) {
			missing.Name = page.Slug + "." + missing.Name
			faults = append(faults, missing)
		}
	}
	return faults
}

// Flagger makes a flagger that knows what a submission says of who the person is.
func (room *Room) Flagger(s *Submission) *Flagger {
	return &Flagger{known: knownOf(s), places: room.places}
}
