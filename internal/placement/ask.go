package placement

import (
	"embed"

	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

// doneWords are the banners, by the word in the address.
var doneWords = map[string]string{
	"added": "Added", "changed": "Changed", "closed": "The place is closed", "opened": "The place is open again", "address": "The address was changed. Nobody can see the old one any more",
	"taken-on": "Your team answers for this person now", "placed": "Placed. Whoever could see an address before cannot see it any more", "left": "The placement ended",
	"asked": "Sent to the placement team. You will get a message when they answer", "answered": "Answered", "offered": "Offered. Somebody else in your team must agree first", "opened-to": "They can see the address now, and were told", "ended": "Ended",
	"recorded": "Recorded", "decided": "The decision was recorded", "kept": "Kept", "missing": "Recorded. Do the next steps below now", "handed-over": "Your team does not answer for this person any more",
}

func banner(r *route.Request) *page.Banner { return deed.Banner(r, doneWords) }
