// Package docs holds the guides for each kind of user, so that the program shows
// the very pages that stand here.
package docs

import "embed"

// Guides are the guides, named guide-WHO.md.
//
//go:embed guide-*.md
var Guides embed.FS
