package subsistence

import (
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/page"
	"pgregory.net/rapid"
)

var start = civil.MustDay("2026-06-01") // a Monday

func livesBy(facts ...Fact) Account {
	return Account{Jurisdiction: "england", From: start, Facts: facts}
}

func lives(code string, from civil.Day) Fact {
	return Fact{Kind: FactSituation, Code: code, From: from}
}

func child(birth string, from civil.Day) Fact {
	return Fact{Kind: FactChild, From: from, Birth: civil.MustDay(birth)}
}

// TestEntitled is the table of what is due.
func TestEntitled(t *testing.T) {
	t.Parallel()
	book := RatesOf2020()
	for _, c := range []struct {
		name string
		a    Account
		days int
		want int64
	}{
		{"nothing is known", livesBy(), 7, 0},
		{"a week of self-catering", livesBy(lives(SelfCatered, start)), 7, 6500},
		{"a day is a seventh, rounded up", livesBy(lives(SelfCatered, start)), 1, 929},
		{"two days are rounded once", livesBy(lives(SelfCatered, start)), 2, 1858},
		{"outreach with two children", livesBy(lives(Outreach, start), child("2018-01-01", start), child("2015-01-01", start)), 7, 3960 * 3},
		{"a baby", livesBy(lives(Outreach, start), child("2026-05-01", start)), 7, 3960*2 + 500},
		{"a child of two", livesBy(lives(Outreach, start), child("2024-02-01", start)), 7, 3960*2 + 300},
		{"a child who is 18 in the week", livesBy(lives(Outreach, start), child("2008-06-04", start)), 7, 3960 + (3960*3+6)/7},
		{"pregnant", livesBy(lives(Catered, start), Fact{Kind: FactPregnant, From: start}), 7, 3500 + 300},
		{"asylum support has no children’s rate", livesBy(lives(AsylumSupport, start), child("2018-01-01", start)), 7, 2540},
		{"moved on Thursday", livesBy(lives(Outreach, start), lives(SelfCatered, start.Add(3))), 7, (3960*3 + 6500*4 + 6) / 7},
		{"stopped for a week", livesBy(lives(Outreach, start), Fact{Kind: FactStop, From: start.Add(7), Until: start.Add(13)}), 21, 3960 * 2},
		{"Scotland has no rates here", Account{Jurisdiction: "scotland", From: start, Facts: []Fact{lives(SelfCatered, start)}}, 7, 0},
	} {
		if got := book.Entitled(c.a, start.Add(c.days-1)); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	ended := livesBy(lives(SelfCatered, start))
	ended.Until = start.Add(6)
	if got := book.Entitled(ended, start.Add(100)); got != 6500 {
		t.Errorf("after the end of support: %d", got)
	}
}

// facts draws facts of a life that may overlap and have gaps.
func facts(t *rapid.T, label string) []Fact {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Fact {
		f := Fact{Kind: rapid.SampledFrom([]string{FactSituation, FactSituation, FactChild, FactPregnant, FactStop}).Draw(t, "kind"), From: start.Add(rapid.IntRange(-10, 60).Draw(t, "from"))}
		f.Code = rapid.SampledFrom([]string{SelfCatered, Catered, Outreach, AsylumSupport}).Draw(t, "code")
		if rapid.Bool().Draw(t, "ends") {
			f.Until = f.From.Add(rapid.IntRange(0, 40).Draw(t, "days"))
		}
		f.Birth = start.Add(-rapid.IntRange(0, 7000).Draw(t, "age"))
		return f
	}), 0, 6).Draw(t, label)
}

// TestBackPayEqualsPayingRightFromTheStart: whatever was believed at each run, and
// whatever came back, after a run with the right facts everybody has at least what
// they would have had if the facts had been right from the start; exactly that,
// unless they were paid more before; and what is too much is told to the penny.
func TestBackPayEqualsPayingRightFromTheStart(t *testing.T) {
	t.Parallel()
	book := RatesOf2020()
	rapid.Check(t, func(t *rapid.T) {
		right := livesBy(facts(t, "right")...)
		wrong := right
		upTo := 0
		for range rapid.IntRange(0, 6).Draw(t, "runs") {
			upTo += rapid.IntRange(0, 21).Draw(t, "days")
			if rapid.Bool().Draw(t, "another belief") {
				wrong.Facts = facts(t, "wrong")
			}
			due := book.Next(wrong, start.Add(upTo))
			if due.Amount < 0 {
				t.Fatalf("a payment of %d", due.Amount)
			}
			if due.Amount != due.Usual+due.Grants+due.Back-due.Kept {
				t.Fatalf("%+v is not the sum of its parts", due)
			}
			bounces := rapid.IntRange(0, 4).Draw(t, "bounces") == 0
			if due.Amount > 0 && !bounces {
				wrong.Payments = append(wrong.Payments, Payment{due.Until, due.Amount, due.Grants})
			}
		}
		last := start.Add(upTo + rapid.IntRange(0, 21).Draw(t, "last"))
		end := right
		end.Payments = wrong.Payments
		var before int64
		for _, p := range end.Payments {
			before += p.Pence
		}
		entitled := book.Entitled(right, last)
		due := book.Next(end, last)
		total := before + due.Amount
		if total < entitled {
			t.Fatalf("paid %d in all, and %d was due", total, entitled)
		}
		if due.Over == 0 && total != entitled {
			t.Fatalf("nothing is said to be too much, and %d was paid where %d was due", total, entitled)
		}
		if due.Over > 0 && total-entitled != due.Over-due.Kept {
			t.Fatalf("too much by %d, and %d is told", total-entitled, due.Over-due.Kept)
		}
		// Paying again at once pays nothing.
		end.Payments = append(end.Payments, Payment{last, due.Amount, due.Grants})
		if again := book.Next(end, last); again.Amount != 0 {
			t.Fatalf("a second run on the same day pays %d", again.Amount)
		}
	})
}

// TestTheOrderOfRunsChangesNothing: paid each day or once at the end, with parts
// of a penny, it comes to the same.
func TestTheOrderOfRunsChangesNothing(t *testing.T) {
	t.Parallel()
	book := RatesOf2020()
	rapid.Check(t, func(t *rapid.T) {
		a := livesBy(facts(t, "facts")...)
		days := rapid.IntRange(1, 60).Draw(t, "days")
		once := book.Next(a, start.Add(days-1)).Amount
		var sum int64
		for i := range days {
			due := book.Next(a, start.Add(i))
			if due.Amount > 0 {
				a.Payments = append(a.Payments, Payment{due.Until, due.Amount, 0})
				sum += due.Amount
			}
		}
		if sum != once {
			t.Fatalf("day by day %d, at once %d", sum, once)
		}
	})
}

// TestWhatWasPaidTooMuchIsNeverTakenBelowTheFloor, with a decision and without.
func TestWhatWasPaidTooMuchIsNeverTakenBelowTheFloor(t *testing.T) {
	t.Parallel()
	book := RatesOf2020()
	a := livesBy(lives(Outreach, start))
	a.Payments = []Payment{{start.Add(6), 10000, 0}}
	due := book.Next(a, start.Add(13))
	if due.Over != 6040 || due.Kept != 0 || due.Amount != 3960 {
		t.Errorf("without a decision: %+v", due)
	}
	a.Decisions = []Decision{{Weekly: 5000, From: start}}
	if due = book.Next(a, start.Add(13)); due.Kept != 594 || due.Amount != 3366 {
		t.Errorf("with a decision for more than the floor lets: %+v", due)
	}
	a.Decisions = []Decision{{Weekly: 200, From: start}}
	if due = book.Next(a, start.Add(13)); due.Kept != 200 || due.Amount != 3760 {
		t.Errorf("with a decision: %+v", due)
	}
	a.Decisions = []Decision{{WriteOff: 6040, From: start}}
	if due = book.Next(a, start.Add(13)); due.Over != 0 || due.Amount != 3960 {
		t.Errorf("forgiven: %+v", due)
	}
	// A grant is never eaten by what was paid too much.
	a.Decisions, a.Grants = nil, []Grant{{start.Add(8), 30000}}
	if due = book.Next(a, start.Add(13)); due.Amount != 33960 {
		t.Errorf("with a grant: %+v", due)
	}
}

// TestARateThatIsCorrectedPaysBack what was missing.
func TestARateThatIsCorrectedPaysBack(t *testing.T) {
	t.Parallel()
	book := RatesOf2020()
	a := livesBy(lives(Outreach, start))
	first := book.Next(a, start.Add(27))
	a.Payments = []Payment{{first.Until, first.Amount, 0}}
	part := book.Of("england")
	rates := append([]Rate{}, part.Rates...)
	for i := range rates {
		if rates[i].ID == "outreach-2020" {
			rates[i].Until = start.Add(6)
			more := rates[i]
			more.ID, more.From, more.Until, more.Pence = "outreach-2026", start.Add(7), civil.Day{}, 4960
			rates = append(rates, more)
		}
	}
	part.Rates = rates
	corrected, err := book.With(part)
	if err != nil {
		t.Fatal(err)
	}
	due := corrected.Next(a, start.Add(34))
	if due.Back != 3000 || due.Usual != 4960 || due.Amount != 7960 {
		t.Errorf("%+v", due)
	}
}

func TestWeeks(t *testing.T) {
	t.Parallel()
	a := livesBy(lives(Outreach, start), lives(SelfCatered, start.Add(10)))
	weeks := RatesOf2020().Weeks(a, start.Add(2), start.Add(13))
	if len(weeks) != 2 || weeks[0].From != start || weeks[0].Pence != 3960 || len(weeks[1].Lines) != 2 || weeks[1].Lines[0].Days != 3 || weeks[1].Lines[1].Days != 4 {
		t.Errorf("%+v", weeks)
	}
	var sum int64
	for _, week := range weeks {
		sum += week.Pence
	}
	if sum != RatesOf2020().Entitled(a, start.Add(13)) {
		t.Errorf("the weeks come to %d", sum)
	}
}

func TestRatesThatAreWrongAreRefused(t *testing.T) {
	t.Parallel()
	good, err := rateFiles.ReadFile("rates/england-and-wales.json")
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{`"pence": 3960`: `"pence": -1`, `"until": "2020-06-30"`: `"until": "2021-06-30"`, `"id": "catered-2018"`: `"id": "self-catered-2018"`,
		`"kind": "pregnancy"`: `"kind": "weather"`, `"with_decision": 85`: `"with_decision": 10`, `"jurisdictions": ["england", "wales"]`: `"jurisdictions": []`} {
		text := strings.Replace(string(good), from, to, 1)
		if text == string(good) {
			t.Errorf("%q is not in the file", from)
		}
		if err := (Book{parts: defaultBook.parts}).add([]byte(text)); err == nil {
			t.Errorf("with %s the rates are taken", to)
		}
	}
}

func FuzzRates(f *testing.F) {
	good, _ := rateFiles.ReadFile("rates/england-and-wales.json")
	f.Add(good)
	f.Add([]byte(`{"jurisdictions":["x"],"floors":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		empty, _ := load(rateFiles)
		clear(empty.parts)
		_ = empty.add(data)
		_ = page.English
	})
}
