package decision

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/casefile"
)

// TestFormsUnderAListKeepWhatWasTyped posts each with a fault and expects the
// list again, filtered as it was.
func TestFormsUnderAListKeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := string(k.refer(casefile.Adult, "england"))
		k.refer(casefile.Child, "england")
		list := k.want(k.get(k.triage, "/work/triage?age=adult"), http.StatusOK, "1 case")
		if strings.Contains(list.body, " checked>") {
			t.Error("a case is ticked at the start")
		}
		k.want(k.post(k.triage, "/work/triage/assign", "here", "age=adult", "case", id+".1"), http.StatusUnprocessableEntity,
			"Choose a decision maker", "1 case").typed(t, `value="`+id+`.1" checked`)
		k.want(k.post(k.triage, "/work/triage/assign", "here", "age=adult", "decision_maker", string(k.maker.Account)), http.StatusUnprocessableEntity,
			"Choose at least one case").typed(t, `value="`+string(k.maker.Account)+`" selected`)
		// On a later page of the list, it is that page which comes back.
		first := k.page(k.triage, Filter{List: ListTriage, Limit: 1})
		place := "after=" + url.QueryEscape(first.Next)
		k.want(k.get(k.triage, "/work/triage?"+place), http.StatusOK).typed(t, `name="here" value="`+place+`"`)
		second := k.page(k.triage, Filter{List: ListTriage, After: first.Next}).Cases[0].ID
		k.want(k.post(k.triage, "/work/triage/assign", "here", place, "case", string(second)+".1"), http.StatusUnprocessableEntity).typed(t, `value="`+string(second)+`.1" checked`)
		long := strings.Repeat("Long ", 20)
		k.want(k.post(k.triage, "/work/views", "list", "triage", "here", "age=adult", "name", long), http.StatusUnprocessableEntity,
			"60 characters or fewer", "1 case").typed(t, long)
		k.want(k.post(k.triage, "/work/views", "list", "triage", "here", "age=adult", "name", ""), http.StatusUnprocessableEntity, "Enter a name for this view")
		k.want(k.post(k.triage, "/work/views", "list", "triage", "here", "age=adult", "name", "Adults"), http.StatusSeeOther)

		k.want(k.post(k.triage, "/cases/"+id+"/notes", "note", ""), http.StatusUnprocessableEntity, "Enter the note")
		much := strings.Repeat("x", 15_001)
		k.want(k.post(k.triage, "/cases/"+id+"/notes", "note", much), http.StatusUnprocessableEntity, "15,000 characters or fewer").typed(t, much)
		k.want(k.post(k.triage, "/cases/"+id+"/notes", "note", "Rang the first responder."), http.StatusSeeOther)
		k.want(k.get(k.triage, "/cases/"+id+"/referral"), http.StatusOK, "Rang the first responder.")
	})
}
