package invent

import "strings"

// routeSet is the ways to the United Kingdom through other countries, by code,
// from some countries.
type routeSet struct {
	from string // codes with spaces around each
	ways [][]string
}

// Ways that are told often. They say nothing about any one journey.
var routeSets = []routeSet{
	{" AL XK MK ", [][]string{{"IT", "FR"}, {"DE", "BE"}, {"GR", "IT", "FR"}, {"FR"}, {"DE", "NL"}, {"IE"}}},
	{" VN CN MN ", [][]string{{"RU", "BY", "PL", "DE", "FR"}, {"RO", "HU", "AT", "FR"}, {"CZ", "DE", "FR"}, {"MT", "FR"}, {"RU", "LV", "DE", "BE"}}},
	{" SD ER ET SO SS TD ", [][]string{{"LY", "IT", "FR"}, {"SD", "LY", "IT", "FR"}, {"EG", "LY", "IT", "FR"}, {"TN", "IT", "FR"}}},
	{" NG GH GM SN ML GN CI SL BJ TG BF NE CM ", [][]string{{"NE", "LY", "IT", "FR"}, {"MA", "ES", "FR"}, {"ML", "DZ", "LY", "IT"}, {}}},
	{" AF PK IR IQ SY TR KW BD ", [][]string{{"IR", "TR", "GR", "IT", "FR"}, {"TR", "BG", "RS", "AT", "DE", "BE"}, {"TR", "IT", "FR"}, {"AE"}, {}}},
	{" RO BG HU PL CZ SK LT LV EE PT ES IT FR DE UA MD ", [][]string{{}, {"FR"}, {"DE", "NL"}, {"DE", "BE"}}},
}

var otherRoutes = [][]string{{}, {}, {"AE"}, {"FR"}, {"ES", "FR"}, {"IE"}, {"QA"}}

// routesFrom are the ways from a country.
func routesFrom(country string) [][]string {
	for _, set := range routeSets {
		if strings.Contains(set.from, " "+country+" ") {
			return set.ways
		}
	}
	return otherRoutes
}
