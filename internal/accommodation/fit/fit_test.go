package fit

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func plain(code string) any { return code }

var (
	openHouse = House{Region: "devon", Open: true, Sex: Any, Families: true, Pregnancy: true, Room: 10}
	oneBed    = Bed{Sleeps: 1, Free: true}
	alone     = Household{Sex: Female, Adults: 1}
)

func TestReasons(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bed     Bed
		house   func(*House)
		h       func(*Household)
		dangers []Danger
		bars    []string
	}{
		"nothing against it":                {bed: oneBed},
		"taken":                             {bed: Bed{Sleeps: 1}, bars: []string{"The bed is not free"}},
		"paused":                            {bed: oneBed, house: func(h *House) { h.Open = false }, bars: []string{"The house takes nobody now"}},
		"the house is full":                 {bed: oneBed, house: func(h *House) { h.Room = 0 }, bars: []string{"The house may not take so many people"}},
		"where they were exploited":         {bed: oneBed, h: func(h *Household) { h.Avoid = []string{"kent", "devon"} }, bars: []string{"It is in an area where they are in danger"}},
		"for men":                           {bed: oneBed, house: func(h *House) { h.Sex = Male }, bars: []string{"The house is for people of another sex"}},
		"no children":                       {bed: Bed{Sleeps: 3, Free: true}, house: func(h *House) { h.Families = false }, h: func(h *Household) { h.Children = 1 }, bars: []string{"The house takes no children"}},
		"not for a pregnancy":               {bed: oneBed, house: func(h *House) { h.Pregnancy = false }, h: func(h *Household) { h.Pregnant = true }, bars: []string{"The house is not for somebody who is pregnant"}},
		"parts a family":                    {bed: Bed{Sleeps: 2, Free: true}, h: func(h *Household) { h.Children = 2 }, bars: []string{"It sleeps {sleeps}, and would part a family of {people}"}},
		"parts a family that wishes it":     {bed: Bed{Sleeps: 2, Free: true}, h: func(h *Household) { h.Children, h.Split = 2, true }},
		"no way in with a chair":            {bed: oneBed, h: func(h *Household) { h.Musts = []string{"step-free"} }, bars: []string{"It does not have what they must have: {need}"}},
		"the room has it":                   {bed: Bed{Sleeps: 1, Free: true, Offers: []string{"step-free"}}, h: func(h *Household) { h.Musts = []string{"step-free"} }},
		"a resident is a risk":              {bed: oneBed, house: func(h *House) { h.Residents = []Resident{{Brings: []string{"men"}}} }, h: func(h *Household) { h.Apart = []string{"men"} }, bars: []string{"Somebody who lives there is a risk to them: {risk}"}},
		"a risk to a resident":              {bed: oneBed, house: func(h *House) { h.Residents = []Resident{{Apart: []string{"nights"}}} }, h: func(h *Household) { h.Brings = []string{"nights"} }, bars: []string{"They are a risk to somebody who lives there: {risk}"}},
		"an associate lives there":          {bed: oneBed, dangers: []Danger{{Words: "Somebody", Barred: true}}, bars: []string{"Somebody"}},
		"settled that it is another person": {bed: oneBed, dangers: []Danger{{Words: "Somebody"}}},
	} {
		house, h := openHouse, alone
		if c.house != nil {
			c.house(&house)
		}
		if c.h != nil {
			c.h(&h)
		}
		verdict := Judge(c.bed, house, h, c.dangers, plain)
		var bars []string
		for _, reason := range verdict.Of(Bar) {
			bars = append(bars, reason.Words)
		}
		if !slices.Equal(bars, c.bars) {
			t.Errorf("%s: kept from them by %q, want %q", name, bars, c.bars)
		}
		if verdict.Offerable() != (len(c.bars) == 0) {
			t.Errorf("%s: offerable %v", name, verdict.Offerable())
		}
	}
}

// drawn is whatever a house, a bed and a household can be.
func drawn(t *rapid.T) (Bed, House, Household, []Danger) {
	some := func(name string, of ...string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 0, len(of), rapid.ID[string]).Draw(t, name)
	}
	areas, codes, risks := []string{"kent", "devon", "essex"}, []string{"a", "b", "c"}, []string{"men", "violence"}
	sex := rapid.SampledFrom([]string{Any, Female, Male})
	h := Household{Sex: sex.Draw(t, "sex"), Adults: rapid.IntRange(1, 3).Draw(t, "adults"), Children: rapid.IntRange(0, 3).Draw(t, "children"), Pregnant: rapid.Bool().Draw(t, "pregnant"), Split: rapid.Bool().Draw(t, "split"),
		Musts: some("musts", codes...), Wishes: some("wishes", codes...), Languages: some("speaks", codes...), Avoid: some("avoid", areas...), Prefer: some("prefer", areas...), Brings: some("brings", risks...), Apart: some("apart", risks...)}
	house := House{Region: rapid.SampledFrom(areas).Draw(t, "region"), Open: rapid.Bool().Draw(t, "open"), Sex: sex.Draw(t, "for"), Families: rapid.Bool().Draw(t, "families"), Pregnancy: rapid.Bool().Draw(t, "takes pregnant"),
		Offers: some("offers", codes...), Languages: some("staff", codes...), Room: rapid.IntRange(0, 8).Draw(t, "room")}
	for range rapid.IntRange(0, 3).Draw(t, "residents") {
		house.Residents = append(house.Residents, Resident{some("r brings", risks...), some("r apart", risks...)})
	}
	var dangers []Danger
	for range rapid.IntRange(0, 2).Draw(t, "dangers") {
		dangers = append(dangers, Danger{Words: "danger", Barred: rapid.Bool().Draw(t, "barred")})
	}
	return Bed{Sleeps: rapid.IntRange(1, 6).Draw(t, "sleeps"), Free: rapid.Bool().Draw(t, "free"), Offers: some("room has", codes...)}, house, h, dangers
}

// TestWhatIsNeverOffered draws any bed, house and household: a bed that may be
// offered is free in an open house, in no area of danger, with nobody who is one,
// large enough for a family that does not wish to be parted, and has every must.
func TestWhatIsNeverOffered(t *testing.T) {
	t.Parallel()
	offered := 0
	check := func(t *rapid.T) {
		bed, house, h, dangers := drawn(t)
		verdict := Judge(bed, house, h, dangers, plain)
		if !verdict.Offerable() {
			if len(verdict.Of(Bar)) == 0 {
				t.Fatal("a bed is kept from them for no reason")
			}
			return
		}
		offered++
		switch {
		case slices.Contains(h.Avoid, house.Region):
			t.Fatal("a bed in an excluded area is offered")
		case !bed.Free || !house.Open:
			t.Fatal("a bed that is not there is offered")
		case slices.ContainsFunc(dangers, func(d Danger) bool { return d.Barred }):
			t.Fatal("a bed is offered beside somebody from whom they must be kept")
		case !h.Split && (bed.Sleeps < h.People() || house.Room < h.People()):
			t.Fatal("a family is parted that did not wish it")
		case house.Room < 1:
			t.Fatal("the house is filled over what it may have")
		case house.Sex != Any && house.Sex != h.Sex, h.Children > 0 && !house.Families, h.Pregnant && !house.Pregnancy:
			t.Fatal("the house is not for them")
		}
		for _, must := range h.Musts {
			if !slices.Contains(house.Offers, must) && !slices.Contains(bed.Offers, must) {
				t.Fatalf("a bed without %s is offered", must)
			}
		}
		for _, resident := range house.Residents {
			if len(both(resident.Brings, h.Apart))+len(both(h.Brings, resident.Apart)) > 0 {
				t.Fatal("people are put together who are a risk to one another")
			}
		}
	}
	// Few draws fit one another, so each check looks at many.
	rapid.Check(t, func(t *rapid.T) {
		for range 50 {
			check(t)
		}
	})
	if offered == 0 {
		t.Fatal("no bed was offered: the test would find nothing")
	}
}

// TestMoreDangerNeverOffersMore adds a danger to any verdict: a bed that was not
// offered before is not offered after.
func TestMoreDangerNeverOffersMore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bed, house, h, dangers := drawn(t)
		before := Judge(bed, house, h, dangers, plain)
		switch rapid.IntRange(0, 2).Draw(t, "what") {
		case 0:
			h.Avoid = append(slices.Clone(h.Avoid), rapid.SampledFrom([]string{"kent", "devon", "essex"}).Draw(t, "area"))
		case 1:
			dangers = append(slices.Clone(dangers), Danger{Words: "another", Barred: true})
		case 2:
			house.Residents = append(slices.Clone(house.Residents), Resident{Brings: []string{"violence"}})
		}
		if after := Judge(bed, house, h, dangers, plain); after.Offerable() && !before.Offerable() {
			t.Fatal("more danger makes a bed offerable")
		}
	})
}

func TestBetterIsAnOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		verdict := func() Verdict {
			bed, house, h, dangers := drawn(t)
			return Judge(bed, house, h, dangers, plain)
		}
		a, b, c := verdict(), verdict(), verdict()
		if (Better(a, b) < 0) != (Better(b, a) > 0) || Better(a, b) < 0 && Better(b, c) < 0 && Better(a, c) >= 0 {
			t.Fatal("verdicts are in no order")
		}
		if a.Offerable() && !b.Offerable() && Better(a, b) >= 0 {
			t.Fatal("a bed that may not be offered comes first")
		}
		for _, reason := range a.Reasons {
			if strings.TrimSpace(reason.Words) == "" {
				t.Fatal("a reason without words")
			}
		}
	})
}
