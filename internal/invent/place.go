package invent

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed places/towns.txt
var placeText string

// homeTowns are the places of the file places/towns.txt by nationality.
var homeTowns = sync.OnceValue(func() map[string][]string {
	towns := map[string][]string{}
	for line := range strings.Lines(placeText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		for _, word := range words[min(1, len(words)):] {
			towns[words[0]] = append(towns[words[0]], strings.ReplaceAll(word, "_", " "))
		}
	}
	return towns
})

// birthplace is a town of the country where we hold some, and else the country
// with the kind of place.
func (g *Generator) birthplace(nationality string) string {
	code, _, _ := strings.Cut(nationality, "-")
	country := g.countryOf(nationality)
	towns := homeTowns()[code]
	if len(towns) == 0 {
		if country == "" {
			return pick(g, []string{"A refugee camp", "Not known", "A village near a border"})
		}
		return pick(g, smallPlaces) + country
	}
	if g.chance(25) {
		return "A village near " + pick(g, towns) + ", " + country
	}
	return pick(g, towns) + ", " + country
}

var smallPlaces = []string{"A small town in ", "The capital of ", "A village in ", "A coastal town in ", "The outskirts of a city in "}

// countryOf is the name of the country of a nationality, or nothing when there
// is none.
func (g *Generator) countryOf(nationality string) string {
	e, ok := g.lists.Nationalities.ByCode(nationality)
	if !ok || e.Country == "" {
		return ""
	}
	return g.lists.Countries.Name(e.Country)
}
