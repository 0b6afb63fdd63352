package sharing

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
)

// Register adds the operations of the room to the JSON API: the same commands
// and queries as the pages. An emergency is opened on the page only, by somebody
// who proves there who they are.
func (r *Room) Register(api huma.API) {
	calls := deed.API{Huma: api, DB: r.DB, Tag: "Sharing"}
	readOperations(calls)
	deed.Call(calls, access.ShareCase, "share-case", "/api/v1/cases/{id}/grants", "Share a case",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *caseShareRequest) (*deed.Made, error) {
			b := in.Body
			return deed.MadeOf(r.Share(ctx, tx, actor, ShareForm{Case: in.ID, Agency: b.Agency, To: b.To, Compartments: b.Compartments, Purpose: b.Purpose, Basis: b.LegalBasis,
				Until: b.Until, Reason: b.Reason, Once: in.Once}))
		})
	deed.Call(calls, access.ShareCase, "extend-grant", "/api/v1/cases/{id}/grants/{grant}/extend", "Give a share another last day",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *grantExtendRequest) (*struct{}, error) {
			return nil, r.Extend(ctx, tx, actor, ExtendForm{Case: in.ID, Grant: in.Grant, Until: in.Body.Until, Once: in.Once})
		})
	deed.Call(calls, access.ShareCase, "end-grant", "/api/v1/cases/{id}/grants/{grant}/end", "End a share at once",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *grantEndRequest) (*struct{}, error) {
			return nil, r.EndShare(ctx, tx, actor, EndForm{Case: in.ID, Grant: in.Grant})
		})
	deed.Call(calls, access.RecordConsent, "record-consent", "/api/v1/cases/{id}/consents", "Record what the person answered",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *ledgerConsentRequest) (*deed.Made, error) {
			b := in.Body
			return deed.MadeOf(r.RecordConsent(ctx, tx, actor, ConsentForm{Case: in.ID, Agency: b.Agency, Recipient: b.Recipient, Purpose: b.Purpose, Compartments: b.Compartments,
				Given: b.Given, How: b.How, Language: b.Language, ExplainedBy: b.ExplainedBy, Interpreter: b.Interpreter, Said: b.Said, On: b.On, Once: in.Once}))
		})
	deed.Call(calls, access.RecordConsent, "withdraw-consent", "/api/v1/cases/{id}/consents/{consent}/withdraw", "Withdraw a consent, and end what rests on it",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *consentWithdrawRequest) (*consentWithdrawAnswer, error) {
			stays, err := r.Withdraw(ctx, tx, actor, WithdrawForm{Case: in.ID, Consent: in.Consent, Reason: in.Body.Reason, Once: in.Once})
			var answer consentWithdrawAnswer
			answer.Body.Stays = []string{}
			for _, h := range stays {
				answer.Body.Stays = append(answer.Body.Stays, h.Basis)
			}
			return &answer, err
		})
	deed.Call(calls, access.DenyCase, "deny-case", "/api/v1/cases/{id}/denials", "Deny a case to somebody",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *caseDenyRequest) (*deed.Made, error) {
			b := in.Body
			return deed.MadeOf(r.Deny(ctx, tx, actor, DenyForm{Case: in.ID, Agency: b.Agency, To: b.To, Until: b.Until, Reason: b.Reason, Once: in.Once}))
		})
	deed.Call(calls, access.DenyCase, "end-denial", "/api/v1/cases/{id}/denials/{denial}/end", "End a denial",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *denialEndRequest) (*struct{}, error) {
			return nil, r.Allow(ctx, tx, actor, AllowForm{Case: in.ID, Denial: in.Denial, Reason: in.Body.Reason, Once: in.Once})
		})
	deed.Call(calls, access.DecideRequest, "decide-access-request", "/api/v1/cases/{id}/requests/{request}", "Answer a request to see a case",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *accessDecideRequest) (*struct{}, error) {
			b := in.Body
			return nil, r.Decide(ctx, tx, actor, DecideForm{Case: in.ID, Request: in.Request, Grant: b.Grant, Whole: b.Whole, Compartments: b.Compartments,
				Until: b.Until, Reason: b.Reason, Once: in.Once})
		})
	deed.Call(calls, access.AskForAccess, "ask-for-access", "/api/v1/access-requests", "Ask to see a case",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *accessAskRequest) (*deed.Made, error) {
			b := in.Body
			return deed.MadeOf(r.Ask(ctx, tx, actor, AskForm{Reference: b.Reference, Purpose: b.Purpose, Basis: b.LegalBasis, Compartments: b.Compartments, Reason: b.Reason, Once: in.Once}))
		})
	deed.Call(calls, access.ReviewEmergency, "review-emergency", "/api/v1/cases/{id}/emergencies/{emergency}", "Review an emergency access",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *emergencyReviewRequest) (*struct{}, error) {
			return nil, r.Review(ctx, tx, actor, ReviewForm{Case: in.ID, Emergency: in.Emergency, Justified: in.Body.Justified, Words: in.Body.Words, Once: in.Once})
		})
}

type caseShareRequest struct {
	deed.On
	deed.Key
	Body struct {
		Agency       db.ID     `json:"agency"`
		To           string    `json:"to" doc:"agency, or team:ID, post:ID or person:ID"`
		Compartments []string  `json:"compartments"`
		Purpose      string    `json:"purpose" doc:"A code of the list sharing-purposes"`
		LegalBasis   string    `json:"legal_basis" doc:"A code of the list legal-bases"`
		Until        civil.Day `json:"until,omitzero" doc:"The last day"`
		Reason       string    `json:"reason"`
	}
}

type grantExtendRequest struct {
	deed.On
	deed.Key
	Grant db.ID `path:"grant"`
	Body  struct {
		Until civil.Day `json:"until,omitzero" doc:"The last day; left out, until somebody ends it"`
	}
}

type grantEndRequest struct {
	deed.On
	Grant db.ID `path:"grant"`
}

type ledgerConsentRequest struct {
	deed.On
	deed.Key
	Body struct {
		Agency       db.ID     `json:"agency,omitempty"`
		Recipient    string    `json:"recipient,omitempty" doc:"Who it is, where no agency of this service is meant"`
		Purpose      string    `json:"purpose"`
		Compartments []string  `json:"compartments"`
		Given        string    `json:"given" enum:"yes,no"`
		How          string    `json:"how" doc:"A code of the list consent-explained"`
		Language     string    `json:"language" doc:"A code of the list languages"`
		ExplainedBy  string    `json:"explained_by"`
		Interpreter  string    `json:"interpreter,omitempty"`
		Said         string    `json:"said,omitempty"`
		On           civil.Day `json:"on"`
	}
}

type consentWithdrawRequest struct {
	deed.On
	deed.Key
	Consent db.ID `path:"consent"`
	Body    struct {
		Reason string `json:"reason,omitempty"`
	}
}

type consentWithdrawAnswer struct {
	Body struct {
		Stays []string `json:"stays" doc:"The legal bases on which the same agency still sees something"`
	}
}

type caseDenyRequest struct {
	deed.On
	deed.Key
	Body struct {
		Agency db.ID     `json:"agency"`
		To     string    `json:"to" doc:"agency, or team:ID or person:ID"`
		Until  civil.Day `json:"until,omitzero"`
		Reason string    `json:"reason"`
	}
}

type denialEndRequest struct {
	deed.On
	deed.Key
	Denial db.ID `path:"denial"`
	Body   struct {
		Reason string `json:"reason"`
	}
}

type accessDecideRequest struct {
	deed.On
	deed.Key
	Request db.ID `path:"request"`
	Body    struct {
		Grant        string    `json:"grant" enum:"yes,no"`
		Whole        bool      `json:"whole,omitempty" doc:"Share with the whole agency, and not only with who asked"`
		Compartments []string  `json:"compartments,omitempty"`
		Until        civil.Day `json:"until,omitzero"`
		Reason       string    `json:"reason"`
	}
}

type accessAskRequest struct {
	deed.Key
	Body struct {
		Reference    string   `json:"reference"`
		Purpose      string   `json:"purpose"`
		LegalBasis   string   `json:"legal_basis"`
		Compartments []string `json:"compartments"`
		Reason       string   `json:"reason"`
	}
}

type emergencyReviewRequest struct {
	deed.On
	deed.Key
	Emergency db.ID `path:"emergency"`
	Body      struct {
		Justified string `json:"justified" enum:"yes,no"`
		Words     string `json:"words"`
	}
}
