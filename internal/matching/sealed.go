package matching

import "github.com/havenward/havenward/internal/seal"

// Sealed are where this room's sealed values stand.
func (*Room) Sealed() []seal.Column {
	return []seal.Column{
		seal.ByRow("case_merge", "sealed", "leader", mergePlace),
		seal.ByRow("case_merge", "undone_sealed", "leader", undonePlace),
		seal.ByRow("match_card", "sealed", "case_id", cardPlace),
		{Table: "match_decision", Column: "sealed", Owner: "(SELECT p.left_case FROM match_pair p WHERE p.id = pair_id)", Place: "'" + reasonPlace + "'"},
		seal.ByRow("match_request", "sealed", "case_id", requestPlace),
		seal.ByRow("match_flag", "sealed", "earlier_case", flagPlace),
	}
}
