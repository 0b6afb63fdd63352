package record

import (
	"fmt"
	"testing"

	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"pgregory.net/rapid"
)

func day(account string, n, looks int, roles string) audit.Volume {
	return audit.Volume{Account: db.ID(account), Agency: "Ours", Day: fmt.Sprintf("2026-03-%02d", n), Looks: looks, Roles: roles}
}

func TestADayIsUnusualAgainstOneselfAndOnesPeers(t *testing.T) {
	t.Parallel()
	const maker = "decision-maker"
	for name, test := range map[string]struct {
		volumes []audit.Volume
		want    int
	}{
		"nothing":                            {nil, 0},
		"far more than usual and than all":   {[]audit.Volume{day("a", 1, 10, maker), day("a", 2, 60, maker), day("b", 2, 12, maker)}, 1},
		"more than usual, like everybody":    {[]audit.Volume{day("a", 1, 10, maker), day("a", 2, 60, maker), day("b", 2, 50, maker)}, 0},
		"more than others, as always":        {[]audit.Volume{day("a", 1, 55, maker), day("a", 2, 60, maker), day("b", 2, 5, maker)}, 0},
		"little, though three times as much": {[]audit.Volume{day("a", 1, 3, maker), day("a", 2, 29, maker), day("b", 2, 3, maker)}, 0},
		"the first day of somebody":          {[]audit.Volume{day("a", 2, 90, maker), day("b", 2, 12, maker)}, 1},
		"alone in the role":                  {[]audit.Volume{day("a", 1, 10, maker), day("a", 2, 60, maker), day("b", 2, 50, "carer")}, 1},
		"nobody to compare with":             {[]audit.Volume{day("a", 2, 90, maker)}, 0},
	} {
		if got := unusualRule.find(test.volumes); len(got) != test.want {
			t.Errorf("%s: %d unusual days, want %d: %+v", name, len(got), test.want, got)
		}
	}
}

func TestWhoDoesTheSameEveryDayIsNeverUnusual(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		looks := rapid.IntRange(1, 5000).Draw(t, "looks")
		var volumes []audit.Volume
		for n := range rapid.IntRange(2, 28).Draw(t, "days") {
			volumes = append(volumes, day("a", n+1, looks, "carer"))
		}
		if found := unusualRule.find(volumes); len(found) > 0 {
			t.Fatalf("%d looks each day are unusual: %+v", looks, found)
		}
	})
}
