package own

import "github.com/havenward/havenward/internal/seal"

// Sealed are the columns of the room in which values of cases stand sealed.
func (*Room) Sealed() []seal.Column {
	return []seal.Column{
		seal.ByRow("own_code", "sealed", "case_id", "own_code", "id"),
		seal.ByRow("own_message", "sealed", "case_id", "own_message", "id"),
		seal.ByRow("own_message", "answer_sealed", "case_id", "own_message.answer", "id"),
	}
}
