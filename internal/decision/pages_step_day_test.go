package decision

import (
	"net/http"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/decision/machine"
)

// TestAStepOfAnEarlierDay records a decision that was made on paper two days
// before, from which its clocks then count.
func TestAStepOfAnEarlierDay(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		allocate := stepPath(id, machine.Allocate)
		if page := k.want(k.get(k.triage, allocate), http.StatusOK); strings.Contains(page.body, "on an earlier day") {
			t.Error("an earlier day is offered for a case of today")
		}
		k.take(k.triage, id, machine.Allocate)
		k.sleep(3)
		step := stepPath(id, machine.ReasonableGroundsYes)
		k.want(k.get(k.maker, step), http.StatusOK, "It was done on an earlier day")
		filled := func(day string) []string {
			return []string{"version", k.version(id), "test", "yes", "evidence", "An interview\nA payslip", "reasons", "They were made to work without pay.",
				"on-day", day, "on-month", "3", "on-year", "2026"}
		}
		k.want(k.post(k.maker, step, filled("6")...), http.StatusUnprocessableEntity, "The date must be today or in the past").typed(t, `value="6"`)
		k.want(k.post(k.maker, step, filled("1")...), http.StatusUnprocessableEntity, "The last step was taken on 2 March 2026", "They were made to work without pay.")
		k.want(k.post(k.maker, step, filled("31x")...), http.StatusUnprocessableEntity).typed(t, `value="31x"`)

		check := k.want(k.post(k.maker, step, filled("3")...), http.StatusOK, "Check before you go on", "Day of the step", "3 March 2026")
		k.want(k.post(k.maker, step, append(hiddenPairs(check.body), "go", "change")...), http.StatusOK).typed(t, `value="3"`)
		k.want(k.post(k.maker, step, append(hiddenPairs(check.body), "go", "done")...), http.StatusSeeOther)
		p, _ := k.state(id)
		made, _ := p.State.Last(machine.ReasonableGrounds)
		if made.On != monday.Add(1) || p.SteppedOn != monday.Add(1) || p.State.RecoveryFrom != monday.Add(1) {
			t.Errorf("the decision is of %v, the last step of %v, recovery from %v", made.On, p.SteppedOn, p.State.RecoveryFrom)
		}

		// Conclusive grounds are possible now, and were not on the day after.
		k.sleep(40)
		conclusive := stepPath(id, machine.ConclusiveGroundsYes)
		k.want(k.post(k.maker, conclusive, "version", k.version(id), "test", "yes", "evidence", "An interview", "reasons", "Because.",
			"on-day", "4", "on-month", "3", "on-year", "2026"), http.StatusUnprocessableEntity, "There is a problem")
		k.consistent(id)
	})
}
