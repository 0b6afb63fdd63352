package access

import "github.com/havenward/havenward/internal/account"

// The actions on safe accommodation.
const (
	SeeAccommodation   Action = "see-accommodation"
	ManageHouses       Action = "manage-houses"
	AskAccommodation   Action = "ask-for-accommodation"
	AskAtNight         Action = "ask-for-accommodation-at-night"
	ReadAccommodation  Action = "read-accommodation"
	KeepHousingNeeds   Action = "keep-housing-needs"
	MatchBeds          Action = "match-beds"
	OfferBed           Action = "offer-bed"
	AnswerBed          Action = "answer-offer-of-bed"
	SeeHouseDay        Action = "see-day-of-house"
	KeepHouseDay       Action = "keep-day-of-house"
	ListOutreach       Action = "list-outreach"
	KeepOutreach       Action = "keep-outreach"
	ReadHousingDemand  Action = "read-housing-demand"
	ReadHousingFigures Action = "read-housing-figures"
)

// Those who ask for a safe place for a person and support them in it, and those
// who look after the houses.
var (
	sheltering = roles(account.SupportProvider, account.SupportManager, account.AccommodationDesk)
	housing    = roles(account.AccommodationDesk, account.Carer)
)

var accommodationPolicy = []Rule{
	{Action: SeeAccommodation, Words: "See who needs a safe place, and how those are housed for whom one asked", Roles: sheltering},
	{Action: ManageHouses, Words: "Add safe houses and beds, change them, and see which are free; never their address", Roles: roles(account.AccommodationDesk)},
	{Action: AskAccommodation, Words: "Ask for a safe place for a person", Roles: sheltering, OnCase: true, Compartments: Identity},
	{Action: AskAtNight, Words: "Ask for a safe place at once, for somebody who may not have been referred yet", Roles: append(roles(account.FirstResponder), sheltering...)},
	{Action: ReadAccommodation, Words: "Read how a person is housed or met, without the address", Roles: append(roles(account.Carer), sheltering...), OnCase: true, Compartments: Identity},
	{Action: KeepHousingNeeds, Words: "Record what a person needs of a safe place, and whom they must be kept from", Roles: sheltering, OnCase: true, Compartments: Identity},
	{Action: MatchBeds, Words: "See why each bed fits a person or does not", Roles: roles(account.AccommodationDesk), OnCase: true, Compartments: Identity | Location},
	{Action: OfferBed, Words: "Offer a bed, take an offer back, and move a person when there is danger", Roles: roles(account.AccommodationDesk), OnCase: true, Compartments: Identity | Location},
	{Action: AnswerBed, Words: "Record a person's answer to an offer of a bed", Roles: sheltering, OnCase: true, Compartments: Identity},
	{Action: SeeHouseDay, Words: "See the day of a house that one looks after, and print its night list", Roles: housing},
	{Action: KeepHouseDay, Words: "Record that a person arrived at a house, is in or out, or has not been seen", Roles: housing, OnCase: true, Compartments: Identity},
	{Action: ListOutreach, Words: "See whom one supports where they live already, and who is to be met", Roles: sheltering},
	{Action: KeepOutreach, Words: "Plan and record meetings with a person who is supported where they live", Roles: sheltering, OnCase: true, Compartments: Identity},
	{Action: ReadHousingDemand, Words: "Read how many beds are free, refused and wanting", Roles: roles(account.AccommodationDesk, account.SupportManager)},
	{Action: ReadHousingFigures, Words: "Read how many beds are free, refused and wanting at all desks, small numbers hidden", Roles: roles(account.Commissioner)},
}
