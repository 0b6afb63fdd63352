package site

import (
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/estimates"
	"github.com/havenward/havenward/internal/figures"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/matching"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/people"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/record"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/retention"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/sharing"
	"github.com/havenward/havenward/internal/signin"
	"github.com/havenward/havenward/internal/team"
)

// rooms are the capabilities of the program. What one room must tell another
// goes through the function values that openRooms hands over, in the same
// transaction; no room imports another.
type rooms struct {
	referral  *referral.Room
	decision  *decision.Room
	figures   *figures.Room
	matching  *matching.Room
	estimates *estimates.Room
	sharing   *sharing.Room
	retention *retention.Room
	signin    *signin.Room
	people    *people.Room
	placement *placement.Room
	team      *team.Room
	record    *record.Room
}

func openRooms(config Config) rooms {
	config.SignIn.Secure = config.Secure
	deciding := decision.New(config.DB, config.Rules, decision.DefaultSettings())
	comparing := matching.New(config.DB, config.Log)
	comparing.Responsible = deciding.Responsible
	desk := referral.New(config.DB, config.Rules, reference.Default(), deciding.Receive)
	desk.Known, desk.Claim = comparing.Known, comparing.Claim
	return rooms{
		referral:  desk,
		decision:  deciding,
		figures:   &figures.Room{DB: config.DB},
		matching:  comparing,
		retention: &retention.Room{DB: config.DB, Rules: config.Rules},
		sharing:   &sharing.Room{DB: config.DB, Rules: config.Rules, Lists: reference.Default()},
		estimates: &estimates.Room{DB: config.DB, Log: config.Log, Lists: linkedLists(comparing)},
		signin:    signin.New(config.DB, config.SignIn),
		people:    people.New(config.DB),
		placement: &placement.Room{DB: config.DB, Rules: config.Rules, Lists: reference.Default()},
		team:      &team.Room{DB: config.DB},
		record:    &record.Room{DB: config.DB},
	}
}

func (r rooms) routes() []route.Route {
	return slices.Concat(r.referral.Routes(), r.decision.Routes(), r.figures.Routes(), r.matching.Routes(), r.estimates.Routes(), r.sharing.Routes(),
		r.signin.Routes(), r.people.Routes(), r.placement.Routes(), r.retention.Routes(), r.team.Routes(), r.record.Routes())
}

func (r rooms) navigation() []entry {
	return []entry{
		{access.WriteReferral, page.Link{Text: "Referrals", Href: "/referrals"}, "Refer somebody, go on with a draft, or read what you sent"},
		{access.ListCases, page.Link{Text: "Work", Href: "/work"}, "See what is due, and work on cases"},
		{access.ReviewMatches, page.Link{Text: "Matches", Href: "/matches"}, "Compare records that may be of one person, and join those that are"},
		{access.ListShared, page.Link{Text: "Shared", Href: "/shared"}, "Read cases that other agencies share with you, or ask to see one"},
		{access.ListRequests, page.Link{Text: "Requests", Href: "/sharing/requests"}, "Answer those who ask to see cases of your agency"},
		{access.OpenInEmergency, page.Link{Text: "Emergency", Href: "/emergency"}, "Open a case without having been granted it, to protect somebody who is in danger now"},
		{access.ListEmergencies, page.Link{Text: "Emergencies", Href: "/emergencies"}, "Review the cases that were opened in an emergency"},
		{access.SeePlacements, page.Link{Text: "Placements", Href: "/placements"}, "Find people a place to live, and keep it sealed"},
		{access.ListVisits, page.Link{Text: "Visitors", Href: "/visits"}, "Decide who may visit, and who is kept away"},
		{access.SeeDoor, page.Link{Text: "Door list", Href: "/door"}, "See who may come today, and who must not"},
		{access.ListMissing, page.Link{Text: "Missing", Href: "/missing"}, "Act when somebody is missing, and keep what the police need ready"},
		{access.ListSights, page.Link{Text: "Addresses", Href: "/sights"}, "Ask to see where somebody lives, for a reason and a time"},
		{access.ListRecords, page.Link{Text: "Records", Href: "/records"}, "See which records are due for removal, hold them or remove them"},
		{access.ReadFigures, page.Link{Text: "Figures", Href: "/figures"}, "Count referrals by quarter, age, nationality and more"},
		{access.RunEstimates, page.Link{Text: "Estimates", Href: "/estimates"}, "Estimate how many people there are that nobody has met"},
		{access.SearchRecord, page.Link{Text: "Record", Href: "/record"}, "Search who did and saw what, and look for unusual volumes"},
	}
}

func (r rooms) operations(api huma.API) {
	r.referral.Register(api)
	r.decision.Register(api)
	r.figures.Register(api)
	r.matching.Register(api)
	r.estimates.Register(api)
	r.sharing.Register(api)
	r.placement.Register(api)
	r.team.Register(api)
	r.record.Register(api)
}

func (r rooms) jobs(runner *job.Runner) {
	r.referral.Jobs(runner)
	r.decision.Jobs(runner)
	r.matching.Jobs(runner)
	r.estimates.Jobs(runner)
	r.sharing.Jobs(runner)
	r.placement.Jobs(runner)
}

// How many draws of who is who estimates from the casework are made of, and the
// seed of the draws, so that the same records give the same estimate.
const (
	linkedDraws = 10
	linkedSeed  = 1
)

// linkedLists gives estimates the casework as linked records, drawn several
// times, so that what is not certain about who is who is carried along.
func linkedLists(comparing *matching.Room) estimates.Lists {
	return func(ctx context.Context, tx *db.Tx, actor account.Actor, period estimates.Period, by estimates.By) ([]estimates.Draw, error) {
		people, _, err := comparing.Draws(ctx, tx, actor, linkedDraws, linkedSeed)
		if err != nil {
			return nil, err
		}
		draws := make([]estimates.Draw, len(people))
		for i, who := range people {
			if draws[i], err = estimates.Linked(ctx, tx, period, by, who); err != nil {
				return nil, err
			}
		}
		return draws, nil
	}
}
