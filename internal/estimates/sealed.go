package estimates

import "github.com/havenward/havenward/internal/seal"

// Sealed are where this room's sealed values stand.
func (*Room) Sealed() []seal.Column {
	return []seal.Column{seal.ByRow("estimate_run", "deleted_why", "id", deletedPlace)}
}
