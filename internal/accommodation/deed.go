package accommodation

import (
	"embed"

	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var templates embed.FS

var pages = page.New(templates, "pages/*.html")

// doneWords are the banners, by the word in the address.
var doneWords = map[string]string{
	"added": "Added", "changed": "Changed", "asked": "Asked. The desk was told", "sent": "The desk was told, and will call you back. If somebody is in danger now, call 999", "noted": "Written down. These beds fit",
	"offered": "The bed is held. Whoever supports them was told", "accepted": "They have the bed. The house was told that they come", "refused": "Recorded. The bed is free again, and they wait on", "taken-back": "Taken back. The bed is free again",
	"taken": "They have the bed. The house was told that they come", "moved": "Moved. Nobody can see the old address any more", "shut": "Nobody can see the address now", "recorded": "Recorded", "arrived": "Recorded: they are here",
	"ended": "The stay ended", "back": "Undone. They have the same bed as before; whoever needs the address asks for it again", "stays": "Recorded. They are not moved", "cancelled": "Undone. The bed is free, and they wait as before", "closed": "They do not wait any more", "reopened": "They wait for a place again", "planned": "Planned", "met": "Recorded",
	"joined": "The file is joined to the case", "cleared": "Settled. Beds there can be offered, with a warning", "uncleared": "Undone. Beds there are barred again", "told": "Recorded. The desk and who supports them were told",
}

func banner(r *route.Request) *page.Banner { return deed.Banner(r, doneWords) }
