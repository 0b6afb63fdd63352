package decision

import (
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
)

// TestClocksFollowTheNationAndTheDay counts by the real rules. The days were
// worked out by hand from the bank holidays of each nation and the lengths in
// force then.
func TestClocksFollowTheNationAndTheDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, nation, referred string
		first                  string // reasonable grounds are due
		decided                string
		recovery, earliest     string
	}{
		// 26 and 27 December and 2 January are holidays everywhere that year; 3
		// January only in Scotland.
		{"Scotland over New Year", "scotland", "2022-12-22", "2023-01-04", "2022-12-23", "2023-03-23", "2023-01-22"},
		{"England over New Year", "england", "2022-12-22", "2023-01-03", "2022-12-23", "2023-01-21", "2023-01-22"},
		{"England before 13 December 2022", "england", "2022-12-01", "2022-12-08", "2022-12-12", "2023-01-25", "2023-01-26"},
		{"England from 13 December 2022", "england", "2022-12-01", "2022-12-08", "2022-12-13", "2023-01-11", "2023-01-12"},
		{"Northern Ireland over 17 March", "northern-ireland", "2026-03-13", "2026-03-23", "2026-03-16", "2026-04-29", "2026-04-30"},
		{"Wales over 17 March", "wales", "2026-03-13", "2026-03-20", "2026-03-16", "2026-04-14", "2026-04-15"},
		{"England, the one-off day of mourning", "england", "2022-09-16", "2022-09-26", "2022-09-20", "2022-11-03", "2022-11-04"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k := openDesk(t, dbtest.SQLite(t), civil.MustDay(c.referred))
			id := k.refer(casefile.Adult, c.nation)
			due := func(kind machine.ClockKind) string {
				p, _ := k.state(id)
				clock, _ := p.State.Clock(kind, 0)
				return clock.Due.String()
			}
			if got := due(machine.ClockReasonableGrounds); got != c.first {
				t.Errorf("reasonable grounds are due on %s, want %s", got, c.first)
			}
			k.take(k.triage, id, machine.Allocate)
			k.sleep(civil.MustDay(c.decided).Sub(k.today()))
			k.take(k.maker, id, machine.ReasonableGroundsYes)
			if got := due(machine.ClockRecovery); got != c.recovery {
				t.Errorf("the recovery period is until %s, want %s", got, c.recovery)
			}
			if got := due(machine.ClockConclusiveEarliest); got != c.earliest {
				t.Errorf("conclusive grounds from %s, want %s", got, c.earliest)
			}
		})
	}
}

// TestBeforeThereWasALastDayToAskNoClockRuns decides before 22 February 2024.
func TestBeforeThereWasALastDayToAskNoClockRuns(t *testing.T) {
	t.Parallel()
	for decided, runs := range map[string]bool{"2024-02-21": false, "2024-02-22": true} {
		k := openDesk(t, dbtest.SQLite(t), civil.MustDay(decided))
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate)
		k.take(k.maker, id, machine.ProposeReasonableGroundsNo)
		k.take(k.reader, id, machine.AgreeReasonableGroundsNo)
		if !runs {
			// The letter of today's words names a number of days, so it waits.
			k.take(k.manager, id, machine.HoldLetter)
		} else {
			k.take(k.maker, id, machine.ServeLetter)
		}
		p, _ := k.state(id)
		if _, found := p.State.Clock(machine.ClockReconsideration, 0); found != runs {
			t.Errorf("decided on %s: a clock to ask for reconsideration runs: %v", decided, found)
		}
		if !runs {
			k.sleep(400) // no last day has passed
			k.take(k.referrer, id, machine.RequestReconsideration)
		} else {
			k.sleep(31)
			k.refusedBy(k.referrer, machine.RequestReconsideration, id, fault.Invalid, "The last day to ask was")
		}
	}
}

// TestACorrectedJurisdictionCountsAgain moves a case to another nation.
func TestACorrectedJurisdictionCountsAgain(t *testing.T) {
	t.Parallel()
	eachDesk(t, civil.MustDay("2022-12-22"), func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate, machine.CorrectJurisdiction) // to Scotland
		p, _ := k.state(id)
		if clock, _ := p.State.Clock(machine.ClockReasonableGrounds, 0); clock.Due != civil.MustDay("2023-01-04") {
			t.Errorf("counted again, it is due on %s", clock.Due)
		}
		if n := k.count(`case_file WHERE id = $1 AND jurisdiction = 'scotland'`, id); n != 1 {
			t.Error("the case file does not know")
		}
		if n := k.count(`clock WHERE case_id = $1 AND stopped_why = 'correct-jurisdiction'`, id); n != 1 {
			t.Error("what was due before is not on record")
		}
	})
}
