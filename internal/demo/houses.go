package demo

import (
	"fmt"
	"slices"

	"github.com/havenward/havenward/internal/accommodation"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/placement"
)

// The people of Harbour Light's safe houses, by their e-mail addresses.
const (
	bedDesk      = "nadia.brandt@harbourlight.example"
	houseKeeper  = "silas.penrose@harbourlight.example"
	houseManager = "dora.finch@harbourlight.example"
)

// safeHouse is a safe house of the demonstration: how many sleep in each of its
// beds. Addresses are of nowhere.
type safeHouse struct {
	region, lines string
	accommodation.HouseForm
	sleeps []int
	kept   bool // by the house manager
}

var safeHouses = []safeHouse{
	{"devon", "Alder House, Combe Lane, Wexcombe, ZZ7 1AA", accommodation.HouseForm{Name: "Alder", Sex: "female", Cover: "awake", Languages: []string{"ro", "en"}, Offers: []string{"night-staff", "women-staff", "own-cooking"}}, []int{1, 1, 1, 1}, true},
	{"devon", "4 Mill Close, Oldry, ZZ7 2AA", accommodation.HouseForm{Name: "Birch", Sex: "any", Takes: []string{"families", "pregnancy"}, Cover: "sleep-in", Offers: []string{"school", "cot", "own-cooking"}}, []int{3, 4}, false},
	{"cumbria", "Fell View, Sowerdale, ZZ7 3AA", accommodation.HouseForm{Name: "Cedar", Sex: "female", Takes: []string{"pregnancy"}, Cover: "awake", Languages: []string{"ro", "sq"}, Offers: []string{"night-staff", "women-staff", "step-free", "cot", "prayer"}}, []int{1, 1, 1, 2}, true},
	{"bedfordshire", "22 Furnace Row, Harbrook, ZZ7 4AA", accommodation.HouseForm{Name: "Damson", Sex: "female", Cover: "awake", Languages: []string{"ro"}, Offers: []string{"night-staff", "women-staff"}}, []int{1, 1, 1}, false},
	{"berkshire", "Flat 6, Weir Court, Tidmere, ZZ7 5AA", accommodation.HouseForm{Name: "Elm", Sex: "female", Cover: "day", Offers: []string{"step-free", "own-cooking", "worship"}}, []int{1, 1}, false},
	{"west-yorkshire", "9 Tenter Hill, Calderby, ZZ7 6AA", accommodation.HouseForm{Name: "Fig", Sex: "any", Takes: []string{"families", "pregnancy"}, Cover: "sleep-in", Languages: []string{"ti", "ar"}, Offers: []string{"school", "halal", "own-cooking"}}, []int{3, 3, 4}, false},
	{"northumberland", "Beacon Cottage, Harle Bay, ZZ7 7AA", accommodation.HouseForm{Name: "Gorse", Sex: "any", Takes: []string{"families", "pregnancy"}, Cover: "awake", Languages: []string{"ti", "en"}, Offers: []string{"school", "night-staff", "own-cooking", "worship"}}, []int{3, 3, 5}, true},
	{"leicestershire", "31 Hosiery Street, Ansby, ZZ7 8AA", accommodation.HouseForm{Name: "Hazel", Sex: "male", Cover: "day", Languages: []string{"sq", "vi"}, Offers: []string{"own-cooking", "halal"}}, []int{1, 1, 1, 1, 1}, false},
	{"shropshire", "The Old Forge, Clunbrook, ZZ7 9AA", accommodation.HouseForm{Name: "Ivy", Sex: "male", Cover: "on-call", Languages: []string{"pl"}, Offers: []string{"own-cooking", "no-phones"}}, []int{1, 1, 1}, false},
	{"norfolk", "Staithe End, Marram, ZZ8 1AA", accommodation.HouseForm{Name: "Juniper", Sex: "female", Cover: "awake", Offers: []string{"women-staff", "night-staff", "detox"}}, []int{1, 1, 1}, false},
	{"lancashire", "17 Loom Street, Ribbleton Green, ZZ8 2AA", accommodation.HouseForm{Name: "Larch", Sex: "female", Takes: []string{"families", "pregnancy"}, Cover: "awake", Offers: []string{"step-free", "own-bathroom", "cot", "medical", "night-staff"}}, []int{1, 1, 2, 3}, false},
	{"kent", "2 Oast Yard, Hopley, ZZ8 3AA", accommodation.HouseForm{Name: "Maple", Sex: "male", Cover: "sleep-in", Languages: []string{"vi"}, Offers: []string{"own-cooking", "prayer"}}, []int{1, 1, 1}, false},
}

// housed tells the safe accommodation of the lives: the houses by name, with the
// beds of each.
type housed struct {
	*living
	room   *accommodation.Room
	placed *placement.Room
	houses map[string]db.ID
	beds   map[string][]db.ID
}

// open opens the houses on sealed places of their own, and names who looks after
// some of them.
func (h *housed) open() {
	for _, one := range safeHouses {
		var place db.ID
		people := 0
		for _, n := range one.sleeps {
			people += n
		}
		h.on(450, houseKeeper, func(tx *db.Tx, actor account.Actor) (err error) {
			place, err = h.placed.AddPlace(h.ctx, tx, actor, placement.PlaceForm{Kind: "safe-house", Region: one.region, Ages: "families", Gender: one.Sex, Capacity: people,
				Address: placement.Address{Lines: []string{one.lines}, Carers: "House manager", Phone: "01632 960" + fmt.Sprint(500+len(h.houses))}})
			if err != nil || !one.kept {
				return err
			}
			return h.placed.NameKeeper(h.ctx, tx, actor, place, placement.KeeperForm{Account: string(h.staff[houseManager].Account)})
		})
		h.on(449, bedDesk, func(tx *db.Tx, actor account.Actor) error {
			f := one.HouseForm
			f.Place, f.Capacity, f.Note = string(place), people, "Ask for the manager by her first name. Meals at 1 and 6, or cook for yourself. Nobody says where the house is, to anybody."
			f.Languages = slices.Clone(f.Languages)
			house, err := h.room.AddHouse(h.ctx, tx, actor, f)
			if err != nil {
				return err
			}
			h.houses[one.Name] = house
			for i, n := range one.sleeps {
				bed, err := h.room.AddBed(h.ctx, tx, actor, house, accommodation.BedForm{Number: i + 1, Sleeps: n})
				if err != nil {
					return err
				}
				h.beds[one.Name] = append(h.beds[one.Name], bed)
			}
			return nil
		})
	}
}

// bed says that a bed nobody has cannot be used now.
func (h *housed) bed(house string, number int, state string, back civil.Day) {
	h.on(3, bedDesk, func(tx *db.Tx, actor account.Actor) error {
		return h.room.SetBed(h.ctx, tx, actor, h.beds[house][number-1], accommodation.BedStateForm{Version: 1, State: state, Back: back})
	})
}
