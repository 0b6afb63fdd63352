package subsistence

import keys "github.com/havenward/havenward/internal/seal"

// Sealed are where this room's sealed values about people stand. Why a run was
// refused belongs to its agency.
func (*Room) Sealed() []keys.Column {
	return []keys.Column{
		keys.ByRow("subsistence_fact", "sealed", "case_id", sealedFact, "id"),
		keys.ByRow("subsistence_grant", "sealed", "case_id", sealedGrant, "id"),
		keys.ByRow("subsistence_payee", "sealed", "case_id", sealedPayee, "id"),
		keys.ByRow("subsistence_decision", "sealed", "case_id", sealedDecision, "id"),
	}
}
