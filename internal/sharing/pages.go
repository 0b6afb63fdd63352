package sharing

import (
	"context"
	"embed"
	"io/fs"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pages = page.New(pageFiles, "pages/*.html")

// Files are the templates of the room, for the test of the catalogue.
func Files() fs.FS { return pageFiles }

// Routes are the pages of the room.
func (r *Room) Routes() []route.Route {
	return slices.Concat(r.caseDeeds(), r.askDeed().Routes(), []route.Route{
		{Pattern: "GET /cases/{id}/sharing", Action: access.ReadSharing, Handle: r.sharingPage},
		{Pattern: "GET /cases/{id}/sharing/print", Action: access.ReadSharing, Handle: r.printSharing},
		{Pattern: "GET /cases/{id}/consents", Action: access.ReadSharing, Handle: r.ledgerPage},
		{Pattern: "GET /cases/{id}/consents/print", Action: access.ReadSharing, Handle: r.printLedger},
		{Pattern: "GET /cases/{id}/denials", Action: access.DenyCase, Handle: r.denialsPage},
		{Pattern: "GET /sharing/requests", Action: access.ListRequests, Handle: r.requestsPage},
		{Pattern: "GET /shared", Action: access.ListShared, Handle: r.sharedPage},
		{Pattern: "GET /shared/cases/{id}", Action: access.ReadShared, Handle: r.sharedCase},

		{Pattern: "GET /emergency", Action: access.OpenInEmergency, Handle: r.emergencyPage, StepUp: true},
		{Pattern: "POST /emergency", Action: access.OpenInEmergency, Handle: r.emergency, StepUp: true},
		{Pattern: "GET /emergency/{emergency}", Action: access.ReadInEmergency, Handle: r.emergencyCase},
		deed.Press("/emergency/{emergency}/close", access.ReadInEmergency, r.closeEmergency),
		{Pattern: "GET /emergencies", Action: access.ListEmergencies, Handle: r.emergenciesPage},
	})
}

// caseHead is the top of every page about the sharing of one case. It names
// nobody: whoever decides on sharing need not see who it is.
type caseHead struct {
	ID        db.ID
	Reference string
	Tabs      []page.Link
	// Deny, Share and Consent say what the actor may do.
	Deny, Share, Consent bool
}

// head asks for an action on a case and reads its head.
func (r *Room) head(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID, current string) (caseHead, error) {
	granted, err := access.Granted(ctx, tx, actor, id)
	if err != nil {
		return caseHead{}, err
	}
	if err := access.Decide(actor, action, granted); err != nil {
		return caseHead{}, err
	}
	audit.About(ctx, id)
	reference, err := referenceOf(ctx, tx, id)
	may := func(action access.Action) bool { return access.Decide(actor, action, granted) == nil }
	h := caseHead{ID: id, Reference: reference, Deny: may(access.DenyCase), Share: may(access.ShareCase), Consent: may(access.RecordConsent)}
	for _, tab := range []struct {
		path, text string
		action     access.Action
	}{{"", "Case", access.ReadCase}, {"/sharing", "Who may see it", access.ReadSharing}, {"/consents", "Consent", access.ReadSharing}, {"/denials", "Conflicts of interest", access.DenyCase}} {
		if may(tab.action) {
			h.Tabs = append(h.Tabs, page.Link{Text: tab.text, Href: "/cases/" + string(id) + tab.path, Current: tab.path == current})
		}
	}
	return h, err
}

// read reads what a page about a case shows and records the look before it is
// shown.
func (r *Room) read(request *route.Request, action access.Action, part, current string, fill func(ctx context.Context, tx *db.Tx, head caseHead) error) error {
	id, err := request.ID("id")
	if err != nil {
		return err
	}
	ctx := request.Context()
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		head, err := r.head(ctx, tx, request.Actor, action, id, current)
		if err != nil {
			return err
		}
		return fill(ctx, tx, head)
	})
	if err != nil {
		return err
	}
	return r.looked(request, audit.Entry{Action: "read-case", Case: id, Subject: part, Why: "sharing"})
}

func (r *Room) looked(request *route.Request, entry audit.Entry) error {
	if entry.Category == "" {
		entry.Category = audit.Consultation
	}
	return r.DB.Write(request.Context(), func(tx *db.Tx) error {
		return audit.Append(request.Context(), tx, request.Actor, entry)
	})
}
