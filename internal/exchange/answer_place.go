package exchange

import (
	"strings"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/referral"
)

// situations was a text in older versions of the form and is an answer now.
func (m *mapping) situations(value string) string {
	if said, known := word(value); known {
		m.s.SeveralSituations = said
		return ""
	}
	m.tell(casefile.StoryDates, value)
	return ""
}

func (m *mapping) lastContact(value string) string {
	code, ok := find(m.lists.LastContact, value)
	if !ok {
		return m.keep(casefile.StoryLastContact, value, notOnList)
	}
	m.s.LastContact = code
	return ""
}

func (m *mapping) where(value string) string {
	where, ok := map[string]string{"uk": referral.WhereUK, "overseas": referral.WhereOverseas, "both": referral.WhereBoth}[strings.ToLower(value)]
	if !ok {
		return notAnAnswer
	}
	m.s.Where = where
	return ""
}

func (m *mapping) town(value string) string {
	place, why := casefile.Place{Country: "GB"}, ""
	if code, ok := find(m.lists.Towns, value); ok {
		place.Town = code
	} else {
		place.Detail, why = value, notOnList
	}
	m.episode.Places = append(m.episode.Places, place)
	return why
}

func (m *mapping) country(value string) string {
	place, why := casefile.Place{}, ""
	if code, ok := find(m.lists.Countries, value); ok {
		place.Country = code
	} else {
		place.Detail, why = value, notOnList
	}
	m.episode.Places = append(m.episode.Places, place)
	return why
}

func (m *mapping) currentRegion(value string) string {
	code, ok := find(m.lists.Regions, value)
	if !ok {
		return m.keep(casefile.StoryUKPlaces, "Stays in the region: "+value, notOnList)
	}
	m.s.Record.CurrentRegion = code
	return ""
}

// currentTown takes, of towns of one name, the one in the region that the
// export names.
func (m *mapping) currentTown(value string) string {
	towns := m.lists.Towns.FindAll(value)
	if len(towns) == 0 {
		return m.keep(casefile.StoryUKPlaces, "Stays in: "+value, notOnList)
	}
	m.s.Record.CurrentTown = towns[0].Code
	for _, town := range towns {
		if town.Region == m.s.Record.CurrentRegion {
			m.s.Record.CurrentTown = town.Code
			break
		}
	}
	return ""
}

func (m *mapping) policeForce(value string) string {
	code, ok := find(m.lists.PoliceForces, value)
	if !ok {
		return m.keep(casefile.StoryReferences, "Reported to: "+value, notOnList)
	}
	m.crime.Force = code
	return ""
}
