package site_test

import (
	"cmp"
	"maps"
	"strings"
	"testing"
)

// keeping is what the tests must know of one room: the placeholders of its own,
// where else than under /cases/ {id} is the case, where in the JSON API {id} is one
// of its things, and how one of each is made.
type keeping struct {
	places []string
	cases  []string
	ids    map[string]string // by a part of the path, the placeholder that {id} stands for
	fixed  map[string]string // placeholders that name a part of a list, the same for everybody
	make   func(t *testing.T, w *world, email string, h *holding) map[string]string
}

// keepings are what rooms keep; each stands in a test file of its own.
var keepings = []keeping{dangerKeeping, moneyKeeping, shelterKeeping, returnsKeeping, leaveKeeping}

// keep makes one of each thing of every room for the case of a holding, by the
// person with that address, who has every right to it.
func (w *world) keep(t *testing.T, email string, h *holding) {
	t.Helper()
	h.things = map[string]string{}
	for _, room := range keepings {
		maps.Copy(h.things, room.make(t, w, email, h))
	}
}

// thing is what {id} stands for where a room says so; "" elsewhere.
func (h holding) thing(path string) string {
	for _, room := range keepings {
		for part, place := range room.ids {
			if strings.Contains(path, part) {
				return cmp.Or(h.things[place], nowhere.place)
			}
		}
		for _, part := range room.cases {
			if strings.Contains(path, part) {
				return h.caseID
			}
		}
	}
	return ""
}
