package decision

import (
	"embed"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pages = page.New(pageFiles, "pages/*.html")

// fileForm is how much the form of a document may carry: the largest file and
// what is said of it.
const fileForm = casefile.MaxFile + 1<<20

// Routes are the addresses of the room, in the order in which a person meets
// them. An address holds an opaque identifier of a case and nothing else of it.
func (r *Room) Routes() []route.Route {
	return []route.Route{
		{Pattern: "GET /work", Action: access.ListCases, Handle: r.work},
		{Pattern: "GET /work/{list}", Action: access.ListCases, Handle: r.list},
		{Pattern: "GET /work/{list}/print", Action: access.ListCases, Handle: r.printList},
		{Pattern: "GET /work/{list}/export.csv", Action: access.ListCases, Handle: r.exportList},
		{Pattern: "POST /work/{list}/assign", Action: access.AssignCases, Handle: r.assignMany},
		{Pattern: "GET /work/tasks", Action: access.WorkTasks, Handle: r.tasks},
		{Pattern: "POST /work/search", Action: access.SearchCases, Handle: r.search},
		{Pattern: "GET /work/search", Action: access.SearchCases, Handle: r.searchPage},
		{Pattern: "GET /work/views", Action: access.ListCases, Handle: r.views},
		{Pattern: "POST /work/views", Action: access.ListCases, Handle: r.saveView},
		{Pattern: "POST /work/views/{view}/rename", Action: access.ListCases, Handle: r.renameView},
		deed.Press("/work/views/{view}/delete", access.ListCases, r.deleteView),

		{Pattern: "GET /cases/{id}", Action: access.ReadCase, Handle: r.summary},
		{Pattern: "GET /cases/{id}/timeline", Action: access.ReadCase, Handle: r.timeline},
		{Pattern: "POST /cases/{id}/notes", Action: access.AddDocument, Handle: r.addNote},
		{Pattern: "GET /cases/{id}/tasks", Action: access.WorkTasks, Handle: r.caseTasks},
		deed.Press("/cases/{id}/tasks/{task}/done", access.WorkTasks, r.finishTask),
		{Pattern: "GET /cases/{id}/referral", Action: access.ReadCase, Handle: r.referral},
		{Pattern: "GET /cases/{id}/documents", Action: access.ReadDocument, Handle: r.documents},
		{Pattern: "POST /cases/{id}/documents", Action: access.AddDocument, Handle: r.addDocument, Body: fileForm},
		{Pattern: "GET /cases/{id}/documents/{file}", Action: access.ReadDocument, Handle: r.download},
		{Pattern: "GET /cases/{id}/decisions", Action: access.ReadCase, Handle: r.decisions},
		{Pattern: "GET /cases/{id}/contacts", Action: access.ReadContact, Handle: r.contacts},
		{Pattern: "POST /cases/{id}/contacts", Action: access.KeepContact, Handle: r.addContact},
		{Pattern: "POST /cases/{id}/contacts/{contact}/check", Action: access.KeepContact, Handle: r.checkContact},
		{Pattern: "GET /cases/{id}/letters", Action: access.ReadLetter, Handle: r.letterList},
		{Pattern: "GET /cases/{id}/letters/{number}", Action: access.ReadLetter, Handle: r.letterPage},
		{Pattern: "GET /cases/{id}/letters/{number}/pdf", Action: access.ReadLetter, Handle: r.letterPDF},
		{Pattern: "POST /cases/{id}/letters/{number}/address", Action: access.ServeLetter, Handle: r.readdressLetter},
		{Pattern: "GET /cases/{id}/clocks", Action: access.ReadCase, Handle: r.clocks},
		{Pattern: "GET /cases/{id}/clocks/{clock}", Action: access.ReadCase, Handle: r.why},
		{Pattern: "GET /cases/{id}/history", Action: access.ReadHistory, Handle: r.history},
		{Pattern: "GET /cases/{id}/print", Action: access.ReadCase, Handle: r.printCase},
		{Pattern: "GET /cases/{id}/steps/{step}", Action: access.TakeStep, Handle: r.stepPage},
		{Pattern: "POST /cases/{id}/steps/{step}", Action: access.TakeStep, Handle: r.takeStep},
	}
}
