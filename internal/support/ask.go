package support

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
	"recorded": "Recorded", "struck": "Struck. The line stays readable", "assessed": "The assessment is recorded. The next one is in the list of what is due", "measured": "Recorded",
	"goal": "The plan is changed", "closed": "Recorded. You can open the goal again", "opened": "The goal is open again", "agreed": "The plan is agreed",
	"service": "Recorded. You are reminded if it does not answer", "answered": "The answer is recorded", "again": "It waits for an answer again",
	"wishes": "The wishes are recorded", "dependant": "Recorded", "appointment": "Recorded", "consent": "Recorded in the ledger of agreements", "back": "Recorded. Nothing is shared any more because of it",
	"longer": "Sent to your managers. You get a message when they answer", "decided": "The decision is recorded", "review": "The review is recorded", "offered": "Recorded", "advised": "Sent to your managers to be decided",
	"ended": "Support has ended. You can undo this", "undone": "Support goes on. The record of the end stays, marked as undone",
	"named": "The worker is named", "taken": "Your provider supports this person now. Name a worker", "passed": "The case was passed on. Your provider cannot see it any more", "areas": "Saved",
}

func banner(r *route.Request) *page.Banner { return deed.Banner(r, doneWords) }
