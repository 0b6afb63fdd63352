package decision

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
)

// stepPath is the address of a step.
func stepPath(id db.ID, step machine.Step) string {
	return "/cases/" + string(id) + "/steps/" + string(step)
}

func (k *desk) version(id db.ID) string {
	_, version := k.state(id)
	return strconv.FormatInt(version, 10)
}

// TestStepsByPage takes a case from its arrival to a served decision by pages
// alone, with a check before what cannot be taken back.
func TestStepsByPage(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.want(k.get(k.triage, stepPath(id, machine.Allocate)), http.StatusOK, "Single Competent Authority")
		k.want(k.post(k.triage, stepPath(id, machine.Allocate), "version", k.version(id), "authority", "sca", "once", "a1"), http.StatusSeeOther)
		k.want(k.get(k.triage, stepPath(id, machine.Assign)), http.StatusOK, "Invented maker")
		k.want(k.post(k.triage, stepPath(id, machine.Assign), "version", k.version(id), "decision_maker", string(k.maker.Account), "once", "a2"), http.StatusSeeOther)

		filled := []string{"version", k.version(id), "test", "yes", "evidence", "An interview\nA payslip", "reasons", "They were made to work without pay."}
		check := k.want(k.post(k.maker, stepPath(id, machine.ReasonableGroundsYes), filled...), http.StatusOK,
			"Check before you go on", "A payslip", "These reasons are short", "This is advice. You can go on.", "A clock runs: Recovery period", "Must not be removed from the United Kingdom")
		if p, _ := k.state(id); p.State.Stage != machine.AwaitingReasonableGrounds {
			t.Fatal("checking took the step")
		}
		changed := append(hiddenPairs(check.body), "go", "change")
		k.want(k.post(k.maker, stepPath(id, machine.ReasonableGroundsYes), changed...), http.StatusOK, "They were made to work without pay.")
		done := append(hiddenPairs(check.body), "go", "done")
		first := k.want(k.post(k.maker, stepPath(id, machine.ReasonableGroundsYes), done...), http.StatusSeeOther)
		_, version := k.state(id)
		// A double click, or the back button and the same button again.
		second := k.want(k.post(k.maker, stepPath(id, machine.ReasonableGroundsYes), done...), http.StatusSeeOther)
		if _, after := k.state(id); after != version || first.header.Get("Location") != second.header.Get("Location") {
			t.Errorf("a second click changed the case: version %d, then %d", version, after)
		}
		p, _ := k.state(id)
		if p.State.Stage != machine.Recovery || p.State.DecisionMaker != string(k.maker.Account) {
			t.Errorf("the case stands at %s with %s", p.State.Stage, p.State.DecisionMaker)
		}
		k.want(k.get(k.maker, first.header.Get("Location")), http.StatusOK, "Reasonable grounds decision: positive")
		k.want(k.get(k.maker, "/cases/"+string(id)+"/decisions"), http.StatusOK, "Reasonable grounds: positive", "A payslip", "Invented maker", "Not yet")

		k.want(k.get(k.maker, "/cases/"+string(id)+"/letters"), http.StatusOK, "Waits to be served")
		k.want(k.get(k.maker, "/cases/"+string(id)+"/letters/1"), http.StatusOK, secret, "1 Harbour Row")
		if pdf := k.want(k.get(k.maker, "/cases/"+string(id)+"/letters/1/pdf"), http.StatusOK); !strings.HasPrefix(pdf.body, "%PDF-") {
			t.Error("the letter is no PDF")
		}
		serve := []string{"version", k.version(id), "letter", "1", "served_on-day", "2", "served_on-month", "3", "served_on-year", "2026", "channel", "post"}
		check = k.want(k.post(k.maker, stepPath(id, machine.ServeLetter), serve...), http.StatusOK, "Check before you go on")
		k.want(k.post(k.maker, stepPath(id, machine.ServeLetter), append(hiddenPairs(check.body), "go", "done")...), http.StatusSeeOther)
		k.want(k.get(k.maker, "/cases/"+string(id)+"/decisions"), http.StatusOK, "Letter served")
		k.consistent(id)
	})
}

// TestFormsAreDrawnAgain posts what cannot be taken: the page comes again with
// what was typed and what is wrong with it, and nothing is changed.
func TestFormsAreDrawnAgain(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate, machine.Assign)
		version := k.version(id)
		got := k.want(k.post(k.maker, stepPath(id, machine.ReasonableGroundsYes), "version", version, "reasons", "What I typed"), http.StatusUnprocessableEntity,
			"There is a problem", "List the evidence that was considered", "Confirm the test that was applied", "What I typed")
		if !strings.Contains(got.body, `href="#evidence"`) {
			t.Error("the summary does not link to the field")
		}
		k.want(k.post(k.maker, stepPath(id, machine.Withdraw), "version", version, "how", "letter", "given_on-day", "40", "given_on-month", "1", "given_on-year", "2026"),
			http.StatusUnprocessableEntity, "Given on must be a real date", "Choose the document in which the person says so")
		// A person the authority does not have.
		k.want(k.post(k.triage, stepPath(id, machine.Assign), "version", version, "decision_maker", string(k.other.Account)), http.StatusUnprocessableEntity, "choose one of the answers offered")
		if k.version(id) != version {
			t.Error("something was changed")
		}
	})
}

// TestConflictKeepsWhatWasTyped changes a case while somebody fills a form in.
func TestConflictKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate, machine.Assign)
		stale := k.version(id)
		k.take(k.maker, id, machine.RequestInformation)
		typed := []string{"version", stale, "of", "health", "name", "A hospital", "question", "When were they there?", "once", "c1"}
		got := k.want(k.post(k.maker, stepPath(id, machine.RequestInformation), typed...), http.StatusConflict, "What you entered", "A hospital", "What is saved now", "Information asked for")
		again := k.want(k.post(k.maker, stepPath(id, machine.RequestInformation), append(hiddenPairs(got.body), "go", "change")...), http.StatusOK, "When were they there?")
		k.want(k.post(k.maker, stepPath(id, machine.RequestInformation), append(hiddenPairs(again.body), "of", "health", "name", "A hospital", "question", "When were they there?")...), http.StatusSeeOther)
		if p, _ := k.state(id); len(p.State.Requests) != 2 {
			t.Errorf("%d requests are open, want 2", len(p.State.Requests))
		}
	})
}

// TestOnlyWhoMay asks for steps as people who may not take them: the machine's
// reason, and no change.
func TestOnlyWhoMay(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate, machine.Assign)
		k.take(k.second, id, machine.ProposeReasonableGroundsNo)
		path := stepPath(id, machine.AgreeReasonableGroundsNo)
		k.want(k.get(k.second, path), http.StatusForbidden, "Somebody other than the person who made the decision must read it")
		version := k.version(id)
		k.want(k.post(k.second, path, "version", version, "read_evidence", "yes", "reasons", "I agree with myself"), http.StatusForbidden, "Somebody other than the person who made the decision must read it")
		k.want(k.post(k.second, path, "version", version, "read_evidence", "yes", "reasons", "I agree with myself", "go", "done"), http.StatusForbidden)
		k.want(k.get(k.triage, stepPath(id, machine.ReasonableGroundsYes)), http.StatusForbidden)
		k.want(k.get(k.triage, stepPath(id, "no-such-step")), http.StatusNotFound)
		if k.version(id) != version {
			t.Error("somebody who may not changed the case")
		}
		if got := k.get(k.second, "/cases/"+string(id)); strings.Contains(got.body, string(machine.AgreeReasonableGroundsNo)) {
			t.Error("a step is offered to somebody who may not take it")
		}
		check := k.want(k.post(k.reader, path, "version", version, "read_evidence", "yes", "reasons", "I have read all of it"), http.StatusOK, "Check before you go on")
		k.want(k.post(k.reader, path, append(hiddenPairs(check.body), "go", "done")...), http.StatusSeeOther)
		k.want(k.get(k.reader, "/cases/"+string(id)+"/decisions"), http.StatusOK, "Reasonable grounds: negative", "Second reader", "I have read all of it")
	})
}

// TestAPanelDecidesByPage records the meeting of a devolved panel.
func TestAPanelDecidesByPage(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Child, "england", bornOn(monday.AddMonths(-14*12)))
		k.want(k.post(k.triage, stepPath(id, machine.Allocate), "version", k.version(id), "authority", string(machine.DevolvedPanel)), http.StatusSeeOther)
		path := stepPath(id, machine.ReasonableGroundsYes)
		filled := []string{"version", k.version(id), "test", "yes", "evidence", "An interview", "reasons", "They were made to work.",
			"panel.held_on-day", "2", "panel.held_on-month", "3", "panel.held_on-year", "2026", "panel.chair", "A chair", "panel.chair_is_lead_social_worker", "no",
			"panel.members", "A social worker", "panel.members.police", "An officer"}
		k.want(k.post(k.panel, path, filled...), http.StatusUnprocessableEntity, "The panel needs the local authority, the police and health")
		check := k.want(k.post(k.panel, path, append(filled, "panel.members.health", "A nurse")...), http.StatusOK, "A nurse")
		k.want(k.post(k.panel, path, append(hiddenPairs(check.body), "go", "done")...), http.StatusSeeOther)
		if p, _ := k.state(id); p.State.Stage != machine.Recovery {
			t.Errorf("the case stands at %s", p.State.Stage)
		}
	})
}

// TestTasksAndNotes finishes a task by hand and adds a note.
func TestTasksAndNotes(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate, machine.Assign)
		k.take(k.maker, id, machine.ReasonableGroundsYes)
		page := k.want(k.get(k.maker, "/cases/"+string(id)+"/tasks"), http.StatusOK, "Arrange adult support", "Mark as done", "Do it")
		at := strings.Index(page.body, "/done\">")
		path := page.body[strings.LastIndex(page.body[:at], `action="`)+len(`action="`):at] + "/done"
		k.want(k.post(k.maker, path, "version", k.version(id), "once", "t1"), http.StatusSeeOther)
		if p, _ := k.state(id); func() bool {
			for _, task := range p.State.Tasks {
				if task.Kind == machine.TaskArrangeSupport {
					return true
				}
			}
			return false
		}() {
			t.Error("the task is still open")
		}
		k.want(k.post(k.maker, "/cases/"+string(id)+"/notes", "note", "Their solicitor rang.", "once", "n1"), http.StatusSeeOther)
		k.want(k.post(k.maker, "/cases/"+string(id)+"/notes", "note", "Their solicitor rang.", "once", "n1"), http.StatusSeeOther)
		got := k.want(k.get(k.maker, "/cases/"+string(id)+"/referral"), http.StatusOK, "Notes of the competent authority")
		if n := strings.Count(got.body, "Their solicitor rang."); n != 1 {
			t.Errorf("the note is there %d times", n)
		}
	})
}
