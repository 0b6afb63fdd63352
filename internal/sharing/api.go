package sharing

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/route"
)

// Register adds the operations of the room to the JSON API: the same commands
// and queries as the pages. An emergency is opened on the page only, by somebody
// who proves there who they are.
func (r *Room) Register(api huma.API) {
	operation := func(id, method, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Summary: summary, Tags: []string{"Sharing"}}
	}
	route.API(api, access.ReadSharing, operation("list-grants", http.MethodGet, "/cases/{id}/grants", "List who may see a case, and who could once"), r.apiGrants)
	route.API(api, access.ShareCase, operation("share-case", http.MethodPost, "/cases/{id}/grants", "Share a case"), r.apiShare)
	route.API(api, access.ShareCase, operation("extend-grant", http.MethodPost, "/cases/{id}/grants/{grant}/extend", "Give a share another last day"), r.apiExtend)
	route.API(api, access.ShareCase, operation("end-grant", http.MethodPost, "/cases/{id}/grants/{grant}/end", "End a share at once"), r.apiEnd)
	route.API(api, access.ReadSharing, operation("list-consents", http.MethodGet, "/cases/{id}/consents", "List what the person agreed to"), r.apiConsents)
	route.API(api, access.RecordConsent, operation("record-consent", http.MethodPost, "/cases/{id}/consents", "Record what the person answered"), r.apiConsent)
	route.API(api, access.RecordConsent, operation("withdraw-consent", http.MethodPost, "/cases/{id}/consents/{consent}/withdraw", "Withdraw a consent, and end what rests on it"), r.apiWithdraw)
	route.API(api, access.DenyCase, operation("list-denials", http.MethodGet, "/cases/{id}/denials", "List who is denied a case"), r.apiDenials)
	route.API(api, access.DenyCase, operation("deny-case", http.MethodPost, "/cases/{id}/denials", "Deny a case to somebody"), r.apiDeny)
	route.API(api, access.DenyCase, operation("end-denial", http.MethodPost, "/cases/{id}/denials/{denial}/end", "End a denial"), r.apiAllow)
	route.API(api, access.ListRequests, operation("list-access-requests", http.MethodGet, "/access-requests", "List who asks to see cases of your agency"), r.apiRequests)
	route.API(api, access.DecideRequest, operation("decide-access-request", http.MethodPost, "/cases/{id}/requests/{request}", "Answer a request to see a case"), r.apiDecide)
	route.API(api, access.AskForAccess, operation("ask-for-access", http.MethodPost, "/access-requests", "Ask to see a case"), r.apiAsk)
	route.API(api, access.ListShared, operation("list-shared-cases", http.MethodGet, "/shared-cases", "List the cases that are shared with you"), r.apiShared)
	route.API(api, access.ListEmergencies, operation("list-emergencies", http.MethodGet, "/emergencies", "List the cases that were opened in an emergency"), r.apiEmergencies)
	route.API(api, access.ReviewEmergency, operation("review-emergency", http.MethodPost, "/cases/{id}/emergencies/{emergency}", "Review an emergency access"), r.apiReview)
}

// CaseAddress is a case in the address of an operation.
type CaseAddress struct {
	Case string `path:"id" doc:"The identifier of the case"`
}

func parse(text string) (db.ID, error) {
	id, ok := db.ParseID(text)
	if !ok {
		return "", fault.Missing()
	}
	return id, nil
}

// reading reads on one snapshot, after asking for an action on a case, and
// records the look.
func (r *Room) reading(ctx context.Context, actor account.Actor, action access.Action, address CaseAddress, part string, fill func(tx *db.Tx, id db.ID) error) error {
	id, err := parse(address.Case)
	if err != nil {
		return err
	}
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		if err := access.Case(ctx, tx, actor, action, id); err != nil {
			return err
		}
		return fill(tx, id)
	})
	if err != nil {
		return err
	}
	return r.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "read-case", Category: audit.Consultation, Case: id, Subject: part, Why: "sharing"})
	})
}

type grantJSON struct {
	ID           db.ID     `json:"id"`
	Kind         string    `json:"kind" enum:"agency,team,post,person"`
	Agency       db.ID     `json:"agency"`
	AgencyName   string    `json:"agency_name"`
	Holder       string    `json:"holder,omitempty" doc:"The team, post or person; empty for everybody in the agency whose role allows it"`
	Compartments []string  `json:"compartments"`
	Purpose      string    `json:"purpose"`
	LegalBasis   string    `json:"legal_basis"`
	Consent      db.ID     `json:"consent,omitempty"`
	Why          string    `json:"why,omitempty"`
	From         time.Time `json:"from"`
	Until        time.Time `json:"until,omitzero"`
	By           string    `json:"by,omitempty"`
	Live         bool      `json:"live"`
	Ended        string    `json:"ended,omitempty"`
}

type grantsAnswer struct {
	Body struct {
		Grants []grantJSON `json:"grants"`
	}
}

func (r *Room) apiGrants(ctx context.Context, actor account.Actor, in *CaseAddress) (*grantsAnswer, error) {
	var answer grantsAnswer
	answer.Body.Grants = []grantJSON{}
	err := r.reading(ctx, actor, access.ReadSharing, *in, "sharing", func(tx *db.Tx, id db.ID) error {
		all, err := holdings(ctx, tx, id)
		for _, h := range all {
			answer.Body.Grants = append(answer.Body.Grants, grantJSON{h.ID, string(h.Kind), h.Agency, h.AgencyName, h.Holder, codes(h.Compartments), h.Purpose, h.Basis, h.Consent,
				h.Why, h.From, h.Until, h.By, h.Live(tx.Now()), h.EndedWhy})
		}
		return err
	})
	return &answer, err
}

// SharingMade names what a command made.
type SharingMade struct {
	Body struct {
		ID db.ID `json:"id"`
	}
}

func made(id db.ID, err error) (*SharingMade, error) {
	var answer SharingMade
	answer.Body.ID = id
	return &answer, err
}

type caseShareRequest struct {
	CaseAddress
	Body struct {
		Agency       db.ID     `json:"agency"`
		To           string    `json:"to" doc:"agency, or team:ID, post:ID or person:ID"`
		Compartments []string  `json:"compartments"`
		Purpose      string    `json:"purpose" doc:"A code of the list sharing-purposes"`
		LegalBasis   string    `json:"legal_basis" doc:"A code of the list legal-bases"`
		Until        civil.Day `json:"until,omitzero" doc:"The last day"`
		Reason       string    `json:"reason"`
		Once         string    `json:"once,omitempty" doc:"The same key makes a retry one change"`
	}
}

func (r *Room) apiShare(ctx context.Context, actor account.Actor, in *caseShareRequest) (*SharingMade, error) {
	id, err := parse(in.Case)
	if err != nil {
		return nil, err
	}
	b := in.Body
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		id, err = r.Share(ctx, tx, actor, ShareForm{Case: id, Agency: b.Agency, To: b.To, Compartments: b.Compartments, Purpose: b.Purpose, Basis: b.LegalBasis, Until: b.Until, Reason: b.Reason, Once: b.Once})
		return err
	})
	return made(id, err)
}

type grantExtendRequest struct {
	CaseAddress
	Grant string `path:"grant"`
	Body  struct {
		Until civil.Day `json:"until,omitzero" doc:"The last day; left out, until somebody ends it"`
		Once  string    `json:"once,omitempty"`
	}
}

func (r *Room) apiExtend(ctx context.Context, actor account.Actor, in *grantExtendRequest) (*struct{}, error) {
	id, grant, err := both(in.Case, in.Grant)
	if err != nil {
		return nil, err
	}
	return nil, r.DB.Write(ctx, func(tx *db.Tx) error {
		return r.Extend(ctx, tx, actor, ExtendForm{Case: id, Grant: grant, Until: in.Body.Until, Once: in.Body.Once})
	})
}

func both(first, second string) (a, b db.ID, err error) {
	if a, err = parse(first); err == nil {
		b, err = parse(second)
	}
	return a, b, err
}

type grantEndRequest struct {
	CaseAddress
	Grant string `path:"grant"`
}

func (r *Room) apiEnd(ctx context.Context, actor account.Actor, in *grantEndRequest) (*struct{}, error) {
	id, grant, err := both(in.Case, in.Grant)
	if err != nil {
		return nil, err
	}
	return nil, r.DB.Write(ctx, func(tx *db.Tx) error {
		return r.EndShare(ctx, tx, actor, EndForm{Case: id, Grant: grant})
	})
}

type sharedCasesAnswer struct {
	Body struct {
		Cases []sharedJSON `json:"cases"`
		Next  db.ID        `json:"next,omitempty"`
	}
}

type sharedJSON struct {
	ID        db.ID  `json:"id"`
	Reference string `json:"reference"`
}

type sharedCasesRequest struct {
	After string `query:"after" doc:"The next of an earlier answer"`
	Limit int    `query:"limit" minimum:"0" maximum:"1000"`
}

func (r *Room) apiShared(ctx context.Context, actor account.Actor, in *sharedCasesRequest) (*sharedCasesAnswer, error) {
	var answer sharedCasesAnswer
	answer.Body.Cases = []sharedJSON{}
	limit := in.Limit
	if limit == 0 {
		limit = sharedSize
	}
	err := r.DB.Read(ctx, func(tx *db.Tx) error {
		after, _ := db.ParseID(in.After)
		cases, err := sharedWith(ctx, tx, actor, after, limit+1)
		if len(cases) > limit {
			cases = cases[:limit]
			answer.Body.Next = cases[limit-1].ID
		}
		for _, c := range cases {
			answer.Body.Cases = append(answer.Body.Cases, sharedJSON(c))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &answer, r.record(ctx, actor, "list-shared", "shared cases")
}

func (r *Room) record(ctx context.Context, actor account.Actor, action, subject string) error {
	return r.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: action, Category: audit.Consultation, Subject: subject, Why: "sharing"})
	})
}
