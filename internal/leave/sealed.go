package leave

import keys "github.com/havenward/havenward/internal/seal"

// Sealed are where this room's sealed values stand.
func (*Room) Sealed() []keys.Column {
	const ofApplication = "(SELECT a.case_id FROM leave_application a WHERE a.id = application_id)"
	return []keys.Column{
		keys.ByRow("leave_file", "sealed", "case_id", sealedFile, "case_id"),
		keys.ByRow("leave_application", "sealed", "case_id", sealedApplication, "id"),
		keys.ByRow("leave_application", "decision_sealed", "case_id", sealedDecision, "id"),
		keys.ByRow("leave_pack", "sealed", ofApplication, sealedPack, "id"),
	}
}
