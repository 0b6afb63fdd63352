package sharing

import "github.com/havenward/havenward/internal/seal"

// Sealed are where this room's sealed values stand.
func (*Room) Sealed() []seal.Column {
	return []seal.Column{
		seal.ByRow("case_grant", "sealed", "case_id", placeGrant, "id"),
		seal.ByRow("case_denial", "sealed", "case_id", placeDenial, "id"),
		seal.ByRow("case_denial", "ended_sealed", "case_id", placeDenial, "id", "'ended'"),
		seal.ByRow("consent", "withdrawn_sealed", "case_id", placeConsent, "id", "'withdrawn'"),
		seal.ByRow("share_request", "sealed", "id", placeRequest),
		seal.ByRow("share_request", "decision_sealed", "id", placeRequest+"/answer"),
		seal.ByRow("emergency_access", "sealed", "id", placeEmergency),
		seal.ByRow("emergency_access", "review_sealed", "id", placeEmergency+"/review"),
	}
}
