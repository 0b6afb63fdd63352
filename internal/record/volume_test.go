package record

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/statute"
	"pgregory.net/rapid"
)

func day(account string, n, looks int, roles string) audit.Volume {
	return audit.Volume{Account: db.ID(account), Agency: "Ours", Day: fmt.Sprintf("2026-03-%02d", n), Looks: looks, Roles: roles}
}

// today is the rule of the book that is shipped.
func today(t interface {
	Helper()
	Fatal(...any)
}) rule {
	t.Helper()
	r, err := unusualRule(statute.Default(), "england", civil.Day{Year: 2026, Month: 3, Day: 30})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// ours is a deployment's own number, of which it read once it had seen its days.
const ours = `{"rules": [{"id": "unusual-volume-30-looks", "version": 2, "kind": "unusual-volume", "words": "A day on which somebody looked at 5 things or more is compared with the 7 days before it.",
	"jurisdictions": ["england", "wales", "scotland", "northern-ireland"], "applies_to": "any", "compared_with": "start", "amount": 7, "unit": "days", "counting": "back", "bound": "window",
	"occurrences": 5, "source": {"text": "Ours"}, "certainty": "house-rule"}]}`

// TestWhatIsUnusualIsData reads another number from a rule file of a deployment.
func TestWhatIsUnusualIsData(t *testing.T) {
	t.Parallel()
	if r := today(t); r.Least != 30 || r.Times != 3 || r.Days != 28 {
		t.Errorf("the shipped rule is %+v", r)
	}
	book, err := statute.Load(fstest.MapFS{"ours.json": {Data: []byte(ours)}})
	if err != nil {
		t.Fatal(err)
	}
	volumes := []audit.Volume{day("a", 1, 2, "carer"), day("a", 2, 7, "carer")}
	r, err := unusualRule(book, "lithuania", civil.Day{Year: 2026, Month: 4, Day: 1})
	if err != nil || len(r.find(volumes)) != 1 || len(today(t).find(volumes)) != 0 {
		t.Errorf("seven looks are unusual under the shipped rule, or not under a deployment's own: %v", err)
	}
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
		if got := today(t).find(test.volumes); len(got) != test.want {
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
		if found := today(t).find(volumes); len(found) > 0 {
			t.Fatalf("%d looks each day are unusual: %+v", looks, found)
		}
	})
}
