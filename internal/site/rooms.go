package site

import (
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/figures"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// rooms are the capabilities of the program. What one room must tell another
// goes through the function values that openRooms hands over, in the same
// transaction; no room imports another.
type rooms struct {
	figures *figures.Room
}

func openRooms(config Config) rooms {
	return rooms{figures: &figures.Room{DB: config.DB}}
}

func (r rooms) routes() []route.Route {
	return slices.Concat(r.figures.Routes())
}

func (r rooms) navigation() []entry {
	return []entry{
		{access.ReadFigures, page.Link{Text: "Figures", Href: "/figures"}, "Count referrals by quarter, age, nationality and more"},
	}
}

func (r rooms) operations(api huma.API) {
	r.figures.Register(api)
}

func (r rooms) jobs(runner *job.Runner) {}
