package site

import (
	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/route"
)

// rooms are the capabilities of the program. What one room must tell another
// goes through the function values that openRooms hands over, in the same
// transaction; no room imports another.
type rooms struct{}

func openRooms(config Config) rooms { return rooms{} }

func (r rooms) routes() []route.Route { return nil }

func (r rooms) navigation() []entry { return nil }

func (r rooms) operations(api huma.API) {}

func (r rooms) jobs(runner *job.Runner) {}
