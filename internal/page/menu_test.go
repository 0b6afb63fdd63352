package page

import "testing"

// TestALongMenuFolds keeps every entry once, and shows the one that the reader is
// in.
func TestALongMenuFolds(t *testing.T) {
	t.Parallel()
	for length := range 30 {
		for active := range length {
			links := make([]Link, length)
			for i := range links {
				links[i] = Link{Text: string(rune('A' + i)), Active: i == active}
			}
			shown, more := foldMenu(links)
			seen := map[string]int{}
			for _, link := range shown {
				seen[link.Text]++
			}
			for _, link := range more {
				seen[link.Text]++
				if link.Active {
					t.Errorf("of %d entries the active one, %d, is folded away", length, active)
				}
			}
			if len(seen) != length || len(shown)+len(more) != length || len(more) == 1 && active < menuLength || len(shown) > menuLength+1 {
				t.Errorf("%d entries, the active one %d: %d shown, %d folded, %d different", length, active, len(shown), len(more), len(seen))
			}
		}
	}
}
