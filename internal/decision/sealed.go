package decision

import "github.com/havenward/havenward/internal/seal"

// Sealed are where this room's sealed values stand.
func (*Room) Sealed() []seal.Column {
	return []seal.Column{
		seal.ByRow("case_step", "sealed", "case_id", stepPlace, "number"),
		seal.ByRow("letter", "sealed", "case_id", letterPlace, "number"),
	}
}
