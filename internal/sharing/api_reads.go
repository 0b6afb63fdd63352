package sharing

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
)

// readOperations are the questions of the JSON API.
func readOperations(calls deed.API) {
	deed.Query(calls, access.ReadSharing, "list-grants", "/api/v1/cases/{id}/grants", "List who may see a case, and who could once",
		deed.LookAtCase[deed.On](access.ReadSharing, audit.Entry{Action: "read-case", Subject: "sharing", Why: "sharing"}), apiGrants)
	deed.Query(calls, access.ReadSharing, "list-consents", "/api/v1/cases/{id}/consents", "List what the person agreed to",
		deed.LookAtCase[deed.On](access.ReadSharing, audit.Entry{Action: "read-case", Subject: "consents", Why: "sharing"}), apiConsents)
	deed.Query(calls, access.DenyCase, "list-denials", "/api/v1/cases/{id}/denials", "List who is denied a case",
		deed.LookAtCase[deed.On](access.DenyCase, audit.Entry{Action: "read-case", Subject: "denials", Why: "sharing"}), apiDenials)
	deed.Query(calls, access.ListRequests, "list-access-requests", "/api/v1/access-requests", "List who asks to see cases of your agency",
		deed.LookAtList[struct{}](audit.Entry{Action: "list-access-requests", Subject: "requests to see cases", Why: "sharing"}), apiRequests)
	deed.Query(calls, access.ListShared, "list-shared-cases", "/api/v1/shared-cases", "List the cases that are shared with you",
		deed.LookAtList[sharedCasesRequest](audit.Entry{Action: "list-shared", Subject: "shared cases", Why: "sharing"}), apiShared)
	deed.Query(calls, access.ListEmergencies, "list-emergencies", "/api/v1/emergencies", "List the cases that were opened in an emergency",
		deed.LookAtList[struct{}](audit.Entry{Action: "list-emergencies", Subject: "emergencies", Why: "sharing"}), apiEmergencies)
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

func apiGrants(ctx context.Context, tx *db.Tx, _ account.Actor, in *deed.On) (*grantsAnswer, error) {
	all, err := holdings(ctx, tx, in.ID)
	var answer grantsAnswer
	answer.Body.Grants = []grantJSON{}
	for _, h := range all {
		answer.Body.Grants = append(answer.Body.Grants, grantJSON{h.ID, string(h.Kind), h.Agency, h.AgencyName, h.Holder, codes(h.Compartments), h.Purpose, h.Basis, h.Consent,
			h.Why, h.From, h.Until, h.By, h.Live(tx.Now()), h.EndedWhy})
	}
	return &answer, err
}

type consentJSON struct {
	ID           db.ID     `json:"id"`
	Purpose      string    `json:"purpose"`
	Agency       db.ID     `json:"agency,omitempty"`
	Recipient    string    `json:"recipient,omitempty"`
	Compartments []string  `json:"compartments,omitempty"`
	Given        bool      `json:"given"`
	How          string    `json:"how,omitempty"`
	Language     string    `json:"language,omitempty"`
	ExplainedBy  string    `json:"explained_by,omitempty"`
	Interpreter  string    `json:"interpreter,omitempty"`
	Said         string    `json:"said,omitempty"`
	On           civil.Day `json:"on"`
	Withdrawn    time.Time `json:"withdrawn,omitzero"`
	WithdrawnWhy string    `json:"withdrawn_why,omitempty"`
}

type consentsAnswer struct {
	Body struct {
		Consents []consentJSON `json:"consents"`
	}
}

func apiConsents(ctx context.Context, tx *db.Tx, _ account.Actor, in *deed.On) (*consentsAnswer, error) {
	ledger, err := agreements(ctx, tx, in.ID)
	var answer consentsAnswer
	answer.Body.Consents = []consentJSON{}
	for _, a := range ledger {
		answer.Body.Consents = append(answer.Body.Consents, consentJSON{a.ID, a.Purpose, a.Agency, a.Recipient, codes(a.Compartments), a.Given, a.How, a.Language,
			a.ExplainedBy, a.Interpreter, a.Said, a.On, a.Withdrawn, a.WithdrawnWhy})
	}
	return &answer, err
}

type denialJSON struct {
	ID         db.ID     `json:"id"`
	Kind       string    `json:"kind" enum:"agency,team,person"`
	AgencyName string    `json:"agency_name"`
	Holder     string    `json:"holder,omitempty"`
	Why        string    `json:"why"`
	From       time.Time `json:"from"`
	Until      time.Time `json:"until,omitzero"`
}

type denialsAnswer struct {
	Body struct {
		Denials []denialJSON `json:"denials"`
	}
}

func apiDenials(ctx context.Context, tx *db.Tx, _ account.Actor, in *deed.On) (*denialsAnswer, error) {
	all, err := conflicts(ctx, tx, in.ID)
	var answer denialsAnswer
	answer.Body.Denials = []denialJSON{}
	for _, c := range all {
		answer.Body.Denials = append(answer.Body.Denials, denialJSON{c.ID, string(c.Kind), c.AgencyName, c.Holder, c.Why, c.From, c.Until})
	}
	return &answer, err
}

type askedJSON struct {
	ID           db.ID     `json:"id"`
	Case         db.ID     `json:"case"`
	Reference    string    `json:"reference"`
	Agency       string    `json:"agency"`
	Who          string    `json:"who"`
	Purpose      string    `json:"purpose"`
	LegalBasis   string    `json:"legal_basis"`
	Compartments []string  `json:"compartments"`
	Why          string    `json:"why"`
	At           time.Time `json:"at"`
	Due          civil.Day `json:"due"`
	Decided      time.Time `json:"decided,omitzero"`
	Granted      bool      `json:"granted"`
}

type accessRequestsAnswer struct {
	Body struct {
		Requests []askedJSON `json:"requests"`
	}
}

func apiRequests(ctx context.Context, tx *db.Tx, actor account.Actor, _ *struct{}) (*accessRequestsAnswer, error) {
	asked, err := waiting(ctx, tx, actor)
	var answer accessRequestsAnswer
	answer.Body.Requests = []askedJSON{}
	for _, a := range asked {
		answer.Body.Requests = append(answer.Body.Requests, askedJSON{a.ID, a.Case, a.Reference, a.AgencyName, a.Who, a.Purpose, a.Basis, codes(a.Compartments), a.Why, a.At, a.Due, a.Decided, a.Granted})
	}
	return &answer, err
}

type sharedCasesRequest struct {
	After string `query:"after" doc:"The next of an earlier answer"`
	Limit int    `query:"limit" minimum:"0" maximum:"1000"`
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

func apiShared(ctx context.Context, tx *db.Tx, actor account.Actor, in *sharedCasesRequest) (*sharedCasesAnswer, error) {
	var answer sharedCasesAnswer
	answer.Body.Cases = []sharedJSON{}
	limit := in.Limit
	if limit == 0 {
		limit = sharedSize
	}
	after, _ := db.ParseID(in.After)
	cases, err := sharedWith(ctx, tx, actor, after, limit+1)
	if len(cases) > limit {
		cases = cases[:limit]
		answer.Body.Next = cases[limit-1].ID
	}
	for _, c := range cases {
		answer.Body.Cases = append(answer.Body.Cases, sharedJSON(c))
	}
	return &answer, err
}

type openedJSON struct {
	ID        db.ID     `json:"id"`
	Case      db.ID     `json:"case,omitempty"`
	Reference string    `json:"reference"`
	Who       string    `json:"who"`
	Agency    string    `json:"agency"`
	At        time.Time `json:"at"`
	Until     time.Time `json:"until,omitzero"`
	ReviewOn  civil.Day `json:"review_on"`
	Reviewed  time.Time `json:"reviewed,omitzero"`
	Justified bool      `json:"justified"`
}

type emergenciesAnswer struct {
	Body struct {
		Emergencies []openedJSON `json:"emergencies"`
	}
}

func apiEmergencies(ctx context.Context, tx *db.Tx, actor account.Actor, _ *struct{}) (*emergenciesAnswer, error) {
	onCases, tries, err := toReview(ctx, tx, actor)
	var answer emergenciesAnswer
	answer.Body.Emergencies = []openedJSON{}
	for _, e := range append(onCases, tries...) {
		answer.Body.Emergencies = append(answer.Body.Emergencies, openedJSON{e.ID, e.Case, e.Reference, e.Who, e.AgencyName, e.At, e.Until, e.ReviewOn, e.Reviewed, e.Justified})
	}
	return &answer, err
}
