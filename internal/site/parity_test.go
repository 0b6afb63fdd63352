package site_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/decision/machine"
)

// byProgram says with which operation of the JSON API a program does what a page
// of the referral desk and of the competent authority does. A page that asks or
// confirms on the way to a change has the operation of the change.
var byProgram = map[string]string{
	"GET /referrals":                                   "list-drafts",
	"POST /referrals/drafts":                           "start-draft",
	"GET /referrals/drafts/{id}":                       "read-draft",
	"GET /referrals/drafts/{id}/delete":                "delete-draft",
	"POST /referrals/drafts/{id}/delete":               "delete-draft",
	"GET /referrals/drafts/{id}/{page}":                "read-draft",
	"POST /referrals/drafts/{id}/{page}":               "replace-draft",
	"GET /referrals/drafts/{id}/{page}/{item}":         "read-draft",
	"POST /referrals/drafts/{id}/{page}/{item}":        "replace-draft",
	"GET /referrals/drafts/{id}/{page}/{item}/remove":  "replace-draft",
	"POST /referrals/drafts/{id}/{page}/{item}/remove": "replace-draft",
	"GET /referrals/drafts/{id}/files/add":             "add-evidence",
	"POST /referrals/drafts/{id}/files/add":            "add-evidence",
	"GET /referrals/drafts/{id}/files/{file}":          "describe-evidence",
	"POST /referrals/drafts/{id}/files/{file}":         "describe-evidence",
	"GET /referrals/drafts/{id}/files/{file}/content":  "read-draft-evidence",
	"GET /referrals/drafts/{id}/files/{file}/remove":   "remove-evidence",
	"POST /referrals/drafts/{id}/files/{file}/remove":  "remove-evidence",
	"GET /referrals/drafts/{id}/quality":               "read-draft",
	"GET /referrals/drafts/{id}/review":                "read-draft",
	"POST /referrals/drafts/{id}/review":               "replace-draft", // its stories, as they were left
	"GET /referrals/drafts/{id}/check":                 "read-draft",
	"POST /referrals/drafts/{id}/send":                 "send-draft",
	"GET /referrals/sent":                              "list-sent-referrals",
	"GET /referrals/sent/{id}":                         "read-sent-referral",
	"GET /referrals/sent/{id}/confirmation":            "read-sent-referral",
	"GET /referrals/sent/{id}/print":                   "read-sent-referral",
	"GET /referrals/sent/{id}/files/{file}":            "read-evidence",
	"POST /referrals/sent/{id}/another":                "refer-another",
	"POST /referrals/sent/{id}/tasks/{task}":           "finish-referral-task",
	"GET /referrals/notifications/{id}":                "read-sent-notification",
	"GET /referrals/notifications/{id}/confirmation":   "read-sent-notification",
	"GET /referrals/notifications/{id}/print":          "read-sent-notification",
	"GET /work":                                 "list-cases",
	"GET /work/{list}":                          "list-cases",
	"GET /work/{list}/print":                    "list-cases",
	"GET /work/{list}/export.csv":               "list-cases",
	"POST /work/{list}/assign":                  "assign-cases",
	"GET /work/tasks":                           "list-tasks",
	"GET /work/search":                          "search-cases",
	"POST /work/search":                         "search-cases",
	"GET /work/views":                           "list-views",
	"POST /work/views":                          "save-view",
	"POST /work/views/{view}/rename":            "rename-view",
	"POST /work/views/{view}/delete":            "delete-view",
	"GET /cases/{id}":                           "read-case",
	"GET /cases/{id}/timeline":                  "read-timeline",
	"POST /cases/{id}/notes":                    "add-note",
	"GET /cases/{id}/tasks":                     "list-case-tasks",
	"POST /cases/{id}/tasks/{task}/done":        "finish-task",
	"GET /cases/{id}/referral":                  "read-case",
	"GET /cases/{id}/documents":                 "list-documents",
	"POST /cases/{id}/documents":                "add-document",
	"GET /cases/{id}/documents/{file}":          "read-document",
	"GET /cases/{id}/decisions":                 "read-case",
	"GET /cases/{id}/contacts":                  "list-contacts",
	"POST /cases/{id}/contacts":                 "add-contact",
	"POST /cases/{id}/contacts/{contact}/check": "check-contact",
	"GET /cases/{id}/letters":                   "list-letters",
	"GET /cases/{id}/letters/{number}":          "read-letter",
	"GET /cases/{id}/letters/{number}/pdf":      "read-letter",
	"POST /cases/{id}/letters/{number}/address": "address-letter",
	"GET /cases/{id}/clocks":                    "list-clocks",
	"GET /cases/{id}/clocks/{clock}":            "list-clocks",
	"GET /cases/{id}/history":                   "list-looks",
	"GET /cases/{id}/print":                     "read-case",
	"GET /cases/{id}/steps/{step}":              "read-case",
	"POST /cases/{id}/steps/{step}":             "take-step-*",
}

// byPeople are the pages whose question only a person in front of them answers:
// whether an earlier record that was found is of the same person. Programs send
// without it, and matching asks its own readers.
var byPeople = map[string]bool{"GET /referrals/drafts/{id}/known": true, "POST /referrals/drafts/{id}/known": true}

// TestProgramsDoWhatPagesDo finds for every page of the referral desk and the
// competent authority the operation with which a program does the same, and
// asks for nothing less: an action that changes has one that changes.
func TestProgramsDoWhatPagesDo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return dbtest.Noon }))
	methods := map[string]string{}
	for _, item := range w.operations.Paths {
		for method, operation := range operations(item) {
			methods[operation.OperationID] = method
		}
	}
	seen := map[string]bool{}
	for _, line := range w.site.Routes() {
		id, known := byProgram[line.Pattern]
		seen[line.Pattern] = true
		method, path, _ := strings.Cut(line.Pattern, " ")
		if !known {
			if byPeople[line.Pattern] {
				continue
			}
			if strings.HasPrefix(path, "/referrals") || path == "/work" || strings.HasPrefix(path, "/work/") || path == "/cases/{id}" || strings.HasPrefix(path, "/cases/{id}/steps/") {
				t.Errorf("%s can be done by a page and by no operation of the API", line.Pattern)
			}
			continue
		}
		ids := []string{id}
		if id == "take-step-*" {
			ids = nil
			for _, row := range machine.Table {
				ids = append(ids, "take-step-"+string(row.Step))
			}
		}
		for _, id := range ids {
			switch by := methods[id]; {
			case by == "":
				t.Errorf("%s: the API has no operation %s", line.Pattern, id)
			case method == http.MethodPost && by == http.MethodGet:
				t.Errorf("%s changes something, and %s only reads", line.Pattern, id)
			}
		}
	}
	for pattern := range byProgram {
		if !seen[pattern] {
			t.Errorf("%s is not a page", pattern)
		}
	}
}
