package page

// menuLength is how many entries of the main menu stand in its line; the rest
// fold away behind "More", so that who has many roles still sees a page.
const menuLength = 7

// menuShown gives the entries that stand in the line of the main menu: the first,
// and the one that the reader is in, wherever it comes.
func menuShown(links []Link) []Link {
	shown, _ := foldMenu(links)
	return shown
}

// menuMore gives the entries that are folded away.
func menuMore(links []Link) []Link {
	_, more := foldMenu(links)
	return more
}

func foldMenu(links []Link) (shown, more []Link) {
	if len(links) <= menuLength+1 { // "More" takes a place of its own
		return links, nil
	}
	shown = append(shown, links[:menuLength]...)
	for _, link := range links[menuLength:] {
		if link.Active || link.Current {
			shown = append(shown, link)
		} else {
			more = append(more, link)
		}
	}
	return shown, more
}
